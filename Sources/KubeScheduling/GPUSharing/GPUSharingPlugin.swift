import Cluster
import Simulation

extension GPUPodShape {
  /// What an admitted pod asks for. Models are left to the node affinity filter.
  public init(_ pod: PodIndex, in state: ClusterState) {
    let record = state.records[pod]
    let isShare = record.gpuShareMilli > 0
    self.init(
      cpuMilli: record.request(0), memory: record.request(1), gpus: isShare ? 1 : record.gpus,
      milliPerGPU: isShare ? record.gpuShareMilli : Self.wholeGPU)
  }
}

extension GPUNodeView {
  /// The node as it is in the state; of its GPUs, the first 63.
  public init(_ node: NodeIndex, in state: ClusterState) {
    self.init()
    fill(node, state, withKinds: true)
  }

  /// The same without making a new array. Kinds are looked up pod by pod, so only when asked for.
  mutating func fill(_ node: NodeIndex, _ state: ClusterState, withKinds: Bool) {
    cpuFree = state.allocatable(0, on: node) - state.requested(0, on: node)
    model = nil
    free.removeAll(keepingCapacity: true)
    free.append(contentsOf: state.freeGPUShares(on: node).prefix(GPUPodShape.mostGPUs))
    kinds = 0
    guard withKinds else { return }
    for pod in state.podsOnNode[node] {
      if let kind = GPUPodShape(pod, in: state).kind { kinds |= 1 << UInt64(kind) }
    }
  }
}

extension TypicalPods {
  /// Of all pods that the state knows, placed or not.
  public init(of state: ClusterState, covering percent: Int = 95) {
    let shapes = state.records.indices.map { GPUPodShape($0, in: state) }
    self.init(
      workload: shapes, counts: Array(repeating: 1, count: shapes.count), covering: percent)
  }
}

extension GPUDeviceRule {
  /// The rule as a profile's `chooseGPUs`. `seed` matters to `random` only: the same pod and seed
  /// give the same GPU.
  public func choice(typical: TypicalPods, seed: Seed = Seed("gpu")) -> GPUChoice {
    { pod, node, state in
      let mask = devices(
        for: GPUPodShape(pod, in: state), on: GPUNodeView(node, in: state), typical: typical,
        draw: {
          var generator = SeededGenerator(seed: seed, stream: "device \(pod)")
          return generator.below($0)
        })
      guard let mask, mask != 0 else { return nil }
      return (0..<GPUPodShape.mostGPUs).filter { mask & (1 << UInt64($0)) != 0 }
    }
  }
}

extension SchedulingProfile {
  /// The same profile with a GPU-sharing policy in place of all its scores, all nodes looked at, and
  /// the GPU of the node chosen as the policy does it: what the published runs configure.
  public func gpuSharing(
    _ policy: GPUSharingPolicy, typical: TypicalPods, seed: Seed = Seed("gpu")
  ) -> SchedulingProfile {
    var profile = self
    profile.scores = [.gpuSharing(policy, typical: typical, seed: seed)]
    profile.percentageOfNodesToScore = 100
    profile.chooseGPUs = policy.deviceRule.choice(typical: typical, seed: seed)
    return profile
  }
}

extension ScorePlugin {
  /// A GPU-sharing policy as a score plugin of a profile.
  ///
  /// BestFit comes stretched over 0...100, as in the original. `random` gives 100 to one feasible
  /// node and 0 to the others, drawn from the seed and the pod's index. In the published runs the
  /// policy is the only score; equal scores are decided by the scheduler's own rule.
  public static func gpuSharing(
    _ policy: GPUSharingPolicy, typical: TypicalPods, seed: Seed = Seed("gpu"), weight: Int = 1
  ) -> ScorePlugin {
    ScorePlugin(name: "GPUSharing", weight: weight) { pod, state, nodes in
      if policy == .random {
        var generator = SeededGenerator(seed: seed, stream: "node \(pod)")
        var raw = Array(repeating: 0, count: nodes.count)
        if !raw.isEmpty { raw[generator.below(raw.count)] = maximumNodeScore }
        return ScoreColumn(raw: raw)
      }
      let shape = GPUPodShape(pod, in: state)
      var view = GPUNodeView()
      let raw = nodes.map { node in
        view.fill(node, state, withKinds: policy == .gpuClustering)
        return GPUSharingScores.score(policy, view, shape, typical: typical) ?? 0
      }
      return ScoreColumn(raw: raw, normalized: policy == .bestFit ? stretched(raw) : nil)
    }
  }

  /// Lowest to 0, highest to 100, the remainder dropped; all 0 when all are equal.
  private static func stretched(_ raw: [Int]) -> [Int] {
    guard let lowest = raw.min(), let highest = raw.max(), highest > lowest else {
      return raw.map { _ in 0 }
    }
    return raw.map { ($0 - lowest) * maximumNodeScore / (highest - lowest) }
  }
}
