/// A quick look whether GPUs could suffice once victims are gone, before a scenario is simulated.
///
/// KAI takes the largest needs first and gives each to the node with most GPUs, counting only as
/// many nodes as there are pods. That can refuse a scenario that would work, so it belongs to the
/// answer.
struct KAIGPURoom {
  /// Descending.
  private let needs: [Double]
  /// By node.
  private var gpus: [Double]
  /// Nodes with most GPUs, descending.
  private var top: [Int] = []

  init(_ board: KAIBoard, needs: [Double]) {
    board.effort += board.nodes.count
    self.needs = needs.sorted(by: >)
    gpus = board.nodes.indices.map { board.idleGPUSum($0).gpus + board.releasingGPUSum($0).gpus }
    for n in board.nodes.indices {
      if top.count < needs.count {
        insert(n)
      } else if let last = top.last, gpus[n] > gpus[last] {
        top.removeLast()
        insert(n)
      }
    }
  }

  /// Counts the GPUs of victims as free.
  mutating func add(_ victims: [Int], _ board: KAIBoard) {
    for p in victims {
      guard let n = board.pods[p].node, let last = top.last else { continue }
      let bar = gpus[last]
      gpus[n] += board.pods[p].acceptedGPUs
      if gpus[n] <= bar { continue }
      if let place = top.firstIndex(of: n) {
        top.remove(at: place)
      } else {
        top.removeLast()
      }
      insert(n)
    }
  }

  private mutating func insert(_ n: Int) {
    top.insert(n, at: top.firstIndex { gpus[$0] <= gpus[n] } ?? top.count)
  }

  func isEnough() -> Bool {
    var given: [Int: Double] = [:]
    for need in needs {
      if need == 0 { return true }
      var isFound = false
      for n in top {
        if gpus[n] < need { break }
        if gpus[n] - given[n, default: 0] >= need {
          given[n, default: 0] += need
          isFound = true
          break
        }
      }
      if !isFound { return false }
    }
    return true
  }
}
