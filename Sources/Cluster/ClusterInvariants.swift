extension ClusterState {
  /// A node that holds more than it may.
  public struct Overcommitment: Hashable, Sendable {
    public let node: NodeIndex
    /// `pods` for too many pods.
    public let resource: ResourceName
    public let requested: Int
    public let allocatable: Int
  }

  /// Where requests exceed allocatable; empty in every run whose scheduler asks the fit filter.
  public var overcommitments: [Overcommitment] {
    var found: [Overcommitment] = []
    for node in nodes.indices {
      if podCounts[node] > podLimits[node] {
        found.append(
          Overcommitment(
            node: node, resource: .pods, requested: podCounts[node], allocatable: podLimits[node]))
      }
      for resource in resources.indices {
        let (has, may) = (requested(resource, on: node), allocatable(resource, on: node))
        guard has > may else { continue }
        found.append(
          Overcommitment(
            node: node, resource: resources[resource], requested: has, allocatable: may))
      }
    }
    return found
  }

  /// The running sums of one node equal the sums over its pods, and each GPU's parts add up to one
  /// GPU.
  func checkInvariants(on node: NodeIndex) {
    assert(violations(on: node).isEmpty, violations(on: node).joined(separator: "; "))
  }

  /// Every broken law, in words; empty when all hold.
  public func violations() -> [String] {
    var found = nodes.indices.flatMap { violations(on: $0) }
    for (group, placed) in placedInAffinityGroup.enumerated() {
      let sum = affinityGroupCounts.joined().filter { $0.group == group }.reduce(0) {
        $0 + Int($1.count)
      }
      if placed != sum { found.append("affinity group \(group) has \(placed) pods, not \(sum)") }
    }
    for pod in pods.indices {
      guard let node = node(of: pod) else { continue }
      if podsOnNode[node].count(where: { $0 == pod }) != 1 {
        found.append("pod \(pod) is not exactly once on node \(node)")
      }
    }
    return found
  }

  func violations(on node: NodeIndex) -> [String] {
    var found: [String] = []
    let here = podsOnNode[node]
    func expect(_ what: String, _ running: Int, _ sum: Int) {
      if running != sum {
        found.append("node \(node): \(what) is \(running), its pods sum to \(sum)")
      }
    }
    expect("pod count", podCounts[node], here.count)
    expect("non-zero cpu", nonZeroCPU[node], here.reduce(0) { $0 + record(of: $1).nonZeroCPU })
    expect(
      "non-zero memory", nonZeroMemory[node], here.reduce(0) { $0 + record(of: $1).nonZeroMemory })
    expect(
      "label group count", labelGroupCounts[node].reduce(0) { $0 + Int($1.count) }, here.count)
    expect(
      "affinity group count", affinityGroupCounts[node].reduce(0) { $0 + Int($1.count) },
      here.count { record(of: $0).affinityGroup >= 0 })
    let holders = gpuHolders(on: node)
    let shared = holders.count { $0.contains { $0.milli < 1_000 } }
    for resource in resources.indices {
      let sum = here.reduce(0) { $0 + record(of: $1).request(resource) }
      let isGPU = resources[resource] == .nvidiaGPU
      expect(resources[resource].text, requested(resource, on: node), sum + (isGPU ? shared : 0))
    }
    for (gpu, free) in freeGPUShares(on: node).enumerated() {
      expect("GPU \(gpu)", 1_000 - Int(free), holders[gpu].reduce(0) { $0 + $1.milli })
    }
    expect(
      "free GPU thousandths", freeGPUMilli(on: node),
      freeGPUShares(on: node).reduce(0) { $0 + Int($1) })
    expect(
      "untouched GPUs", wholeFreeGPUs(on: node), freeGPUShares(on: node).count { $0 == 1_000 })
    return found
  }
}
