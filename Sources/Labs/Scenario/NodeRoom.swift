import Cluster
import ClusterRun
import Simulation

/// What pods that run from the start leave of each node: none may hold more than its allocatable.
struct NodeRoom {
  /// A pod that does not fit on the node on which it is said to run.
  struct Shortage: Hashable, Sendable {
    let node: String
    let resource: String
    /// In the resource's own unit, GPUs in thousandths.
    let needed: Int
    let free: Int
  }

  fileprivate struct Room {
    var free: [ResourceName: Int] = [:]
    /// Thousandths free of each GPU.
    var gpus: [Int] = []
  }
  private var rooms: [NodeIndex: Room] = [:]

  /// Takes room for a job's pods, all or none; the first that does not fit is told.
  mutating func take(_ job: Job, on nodes: [Node]) -> Shortage? {
    var trial = rooms
    for (pod, place) in zip(job.pods, job.startsOn) {
      var room = trial[place] ?? Room(nodes[place])
      if let shortage = room.take(pod, nodes[place].name) { return shortage }
      trial[place] = room
    }
    rooms = trial
    return nil
  }
}

extension NodeRoom.Room {
  fileprivate init(_ node: Node) {
    for entry in node.allocatable.entries { free[entry.name] = entry.amount }
    gpus = Array(repeating: 1_000, count: min(1_024, max(0, free[.nvidiaGPU] ?? 0)))
  }

  fileprivate mutating func take(_ pod: Pod, _ node: String) -> NodeRoom.Shortage? {
    for entry in pod.effectiveRequest.entries where entry.name != .nvidiaGPU && entry.amount > 0 {
      let left = free[entry.name] ?? 0
      guard entry.amount <= left else {
        return NodeRoom.Shortage(
          node: node, resource: entry.name.text, needed: entry.amount, free: left)
      }
      free[entry.name] = left - entry.amount
    }
    if let left = free[.pods] {
      guard left > 0 else {
        return NodeRoom.Shortage(node: node, resource: ResourceName.pods.text, needed: 1, free: 0)
      }
      free[.pods] = left - 1
    }
    return takeGPUs(pod, node)
  }

  private mutating func takeGPUs(_ pod: Pod, _ node: String) -> NodeRoom.Shortage? {
    let whole = max(0, pod.effectiveRequest[.nvidiaGPU] ?? 0)
    let empty = gpus.indices.filter { gpus[$0] == 1_000 }
    guard whole <= empty.count else {
      let (needed, isTooMuch) = whole.multipliedReportingOverflow(by: 1_000)
      return NodeRoom.Shortage(
        node: node, resource: ResourceName.nvidiaGPU.text, needed: isTooMuch ? .max : needed,
        free: empty.count * 1_000)
    }
    for gpu in empty.prefix(whole) { gpus[gpu] = 0 }
    guard let share = pod.gpuShareMilli, share > 0 else { return nil }
    // The fullest GPU that has room, as the engine takes it.
    let place = gpus.indices.filter { gpus[$0] >= share }.min { (gpus[$0], $0) < (gpus[$1], $1) }
    guard let place else {
      return NodeRoom.Shortage(
        node: node, resource: ResourceName.nvidiaGPU.text, needed: share, free: gpus.max() ?? 0)
    }
    gpus[place] -= share
    return nil
  }
}

extension SchedulingScenario {
  /// Classes of jobs that are said to run on nodes that have no room for them, in order, each with
  /// a sentence of what is missing.
  public var overfullJobs: [(job: Int, problem: String)] {
    var only = SchedulingScenario(heading: heading, nodes: nodes)
    only.jobs = jobs.filter { !$0.runsOn.isEmpty }
    let places = jobs.indices.filter { !jobs[$0].runsOn.isEmpty }
    let instance = SchedulingInstance(only, seed: Seed("0"))
    return instance.overfull.compactMap { name, shortage in
      guard let at = places.first(where: { jobs[$0].name == name }) else { return nil }
      return (at, shortage.text)
    }
  }
}

extension NodeRoom.Shortage {
  /// `asks for 5 nvidia.com/gpu on 'n0', where 4 are free`.
  fileprivate var text: String {
    func told(_ count: Int) -> String {
      switch resource {
      case ResourceName.nvidiaGPU.text:
        formatted(Double(count) / 1_000, decimals: count % 1_000 == 0 ? 0 : 3)
      case ResourceName.cpu.text: cores(count)
      case ResourceName.memory.text: mebibytes(count)
      default: String(count)
      }
    }
    return "asks for \(told(needed)) of \(resource) on '\(node)', which has \(told(free)) left"
  }
}
