import Simulation

/// Places pods one by one on nodes with shared GPUs under one policy. Each pod is tried once, and
/// none leaves: the experiment of the FGD paper.
///
/// Pods come as classes of equal requests. A class remembers the score of each node together with
/// the node's version; at its next turn it asks again only for nodes that changed meanwhile.
public struct GPUSharingRun: Sendable {
  /// Where a pod went.
  public struct Placement: Hashable, Sendable {
    /// Index into the `nodes` that the run was made with.
    public let node: Int
    /// One bit for each GPU.
    public let devices: UInt64
  }

  public let policy: GPUSharingPolicy
  public let typical: TypicalPods
  public let classes: [GPUPodShape]
  /// Thousandths of GPUs taken.
  public private(set) var allocatedMilli = 0
  /// Thousandths of GPUs that are fragments now.
  public private(set) var fragmentedMilli: Double
  /// Thousandths of GPUs in all.
  public let capacityMilli: Int

  private let originalIndex: [Int]
  private let memberClasses: [[Bool]]
  private var views: [GPUNodeView]
  private var memoryFree: [Int]
  private var fragments: [Double]
  private var version: [UInt32]
  /// The node of each placement so far.
  private var changes: [Int32] = []
  private var boards: [Board]
  private var generator: SeededGenerator
  /// Entry `class * nodes + node`: the score, -1 for a node that does not fit.
  private var scores: [Int16]
  private var scoredVersion: [UInt32]

  /// `order`: the nodes in the order that breaks ties, by index.
  public init(
    nodes: [GPUNodeShape], order: [Int], classes: [GPUPodShape], policy: GPUSharingPolicy,
    typical: TypicalPods, generator: SeededGenerator
  ) {
    precondition(order.count == nodes.count, "every node has one place in the order")
    self.policy = policy
    self.typical = typical
    self.classes = classes
    self.generator = generator
    originalIndex = order
    let ordered = order.map { nodes[$0] }
    capacityMilli = nodes.reduce(0) { $0 + $1.gpus * GPUPodShape.wholeGPU }
    views = ordered.map {
      GPUNodeView(
        cpuFree: $0.cpuMilli, model: $0.model,
        free: Array(repeating: Int32(GPUPodShape.wholeGPU), count: $0.gpus))
    }
    memoryFree = ordered.map(\.memory)
    memberClasses = classes.map { pod in
      ordered.map { node in
        pod.models.isEmpty || node.model.map(pod.models.contains) ?? false
      }
    }
    fragments = views.map { GPUFragments(of: $0, for: typical).milli }
    fragmentedMilli = fragments.reduce(0, +)
    boards = Array(repeating: Board(), count: classes.count)
    version = Array(repeating: 1, count: nodes.count)
    scores = Array(repeating: -1, count: nodes.count * classes.count)
    scoredVersion = Array(repeating: 0, count: scores.count)
  }

  /// Tries to place one pod of a class; `nil` when no node fits it.
  public mutating func schedule(_ podClass: Int) -> Placement? {
    let pod = classes[podClass]
    if boards[podClass].changesSeen < 0 {
      for node in views.indices { renew(node, podClass) }
    } else {
      for change in changes[boards[podClass].changesSeen...] { renew(Int(change), podClass) }
    }
    boards[podClass].changesSeen = changes.count
    guard let node = choose(podClass) else { return nil }
    let devices = policy.deviceRule.devices(
      for: pod, on: views[node], typical: typical, draw: { generator.below($0) })
    guard let devices else { return nil }
    take(pod, node, devices)
    return Placement(node: originalIndex[node], devices: devices)
  }

  /// Scores the node for the class anew if it changed, and keeps the class's board right.
  private mutating func renew(_ node: Int, _ podClass: Int) {
    let at = podClass * views.count + node
    if scoredVersion[at] == version[node] { return }
    scoredVersion[at] = version[node]
    let before = scores[at]
    let after = score(classes[podClass], podClass, node)
    scores[at] = after
    boards[podClass].feasible += (after >= 0 ? 1 : 0) - (before >= 0 ? 1 : 0)
    boards[podClass].take(node, before: before, after: after)
  }

  private func score(_ pod: GPUPodShape, _ podClass: Int, _ node: Int) -> Int16 {
    guard views[node].cpuFree >= pod.cpuMilli, memoryFree[node] >= pod.memory,
      memberClasses[podClass][node], views[node].hasGPUs(for: pod)
    else { return -1 }
    let score = GPUSharingScores.score(
      policy, views[node], pod, typical: typical, before: fragments[node])
    return Int16(score ?? 0)
  }

  /// The best node, the first among equals; under `random` any feasible one.
  private mutating func choose(_ podClass: Int) -> Int? {
    let feasible = boards[podClass].feasible
    if feasible == 0 { return nil }
    let base = podClass * views.count
    if policy == .random {
      var toPass = generator.below(feasible)
      var at = base
      while scores[at] < 0 || toPass > 0 {
        if scores[at] >= 0 { toPass -= 1 }
        at += 1
      }
      return at - base
    }
    if let best = boards[podClass].best { return best.node }
    var best: (node: Int, score: Int16) = (0, -1)
    var at = base
    let end = base + views.count
    while at < end {
      if scores[at] > best.score { best = (at - base, scores[at]) }
      at += 1
    }
    boards[podClass].best = best
    return best.node
  }

  private mutating func take(_ pod: GPUPodShape, _ node: Int, _ devices: UInt64) {
    views[node].cpuFree -= pod.cpuMilli
    memoryFree[node] -= pod.memory
    for device in views[node].free.indices where devices & (1 << UInt64(device)) != 0 {
      views[node].free[device] -= Int32(pod.milliPerGPU)
    }
    if let kind = pod.kind { views[node].kinds |= 1 << UInt64(kind) }
    allocatedMilli += pod.gpuMilli
    version[node] += 1
    changes.append(Int32(node))
    fragmentedMilli -= fragments[node]
    fragments[node] = GPUFragments(of: views[node], for: typical).milli
    fragmentedMilli += fragments[node]
  }
}

/// What a class of pods knows about all nodes.
private struct Board: Sendable {
  /// How many of the run's changes are taken into account; -1 before the first turn.
  var changesSeen = -1
  var feasible = 0
  /// The first of the best nodes; `nil` when only a look at all nodes can tell.
  var best: (node: Int, score: Int16)?

  /// A node's score was `before` and is `after`.
  mutating func take(_ node: Int, before: Int16, after: Int16) {
    guard let current = best else { return }
    if node == current.node {
      best = after < before ? nil : (node, after)
    } else if after > current.score || (after == current.score && node < current.node) {
      best = (node, after)
    }
  }
}
