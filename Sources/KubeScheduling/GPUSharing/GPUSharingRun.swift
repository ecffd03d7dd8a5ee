import Simulation

/// Places pods one by one on nodes with shared GPUs under one policy. Each pod is tried once, and
/// none leaves: the experiment of the FGD paper.
///
/// Pods come as classes of equal requests. A class remembers the score of each node together with
/// the node's version, and asks again only for nodes that changed since.
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
  /// Thousandths of GPUs in all.
  public let capacityMilli: Int

  private let originalIndex: [Int]
  private let memberClasses: [[Bool]]
  private var views: [GPUNodeView]
  private var memoryFree: [Int]
  private var fragments: [Double]
  private var version: [UInt32]
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
    version = Array(repeating: 1, count: nodes.count)
    scores = Array(repeating: -1, count: nodes.count * classes.count)
    scoredVersion = Array(repeating: 0, count: scores.count)
  }

  /// Thousandths of GPUs that are fragments now.
  public var fragmentedMilli: Double { fragments.reduce(0, +) }

  /// Tries to place one pod of a class; `nil` when no node fits it.
  public mutating func schedule(_ podClass: Int) -> Placement? {
    let pod = classes[podClass]
    let base = podClass * views.count
    for node in views.indices where scoredVersion[base + node] != version[node] {
      scoredVersion[base + node] = version[node]
      scores[base + node] = score(pod, podClass, node)
    }
    guard let node = choose(base) else { return nil }
    let devices = policy.deviceRule.devices(
      for: pod, on: views[node], typical: typical, draw: { generator.below($0) })
    guard let devices else { return nil }
    take(pod, node, devices)
    return Placement(node: originalIndex[node], devices: devices)
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
  private mutating func choose(_ base: Int) -> Int? {
    if policy == .random {
      let feasible = views.indices.filter { scores[base + $0] >= 0 }
      return feasible.isEmpty ? nil : feasible[generator.below(feasible.count)]
    }
    var best = -1
    var bestScore: Int16 = -1
    for node in views.indices where scores[base + node] > bestScore {
      best = node
      bestScore = scores[base + node]
    }
    return best < 0 ? nil : best
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
    fragments[node] = GPUFragments(of: views[node], for: typical).milli
  }
}
