import Simulation

/// Topology-aware scheduling as cycles see it.
extension Kueue.Controller {
  /// The nodes of the flavors that have a topology, by flavor name, with what pods outside Kueue
  /// take of them; admitted workloads are counted by the controller. Workloads that are parked in
  /// queues with such flavors are tried again.
  ///
  /// Names that no flavor has are left alone. Until a flavor that names a topology is given here,
  /// it serves nobody.
  public mutating func setTopologies(
    _ snapshots: [String: Kueue.TopologySnapshot], now: SimTime
  ) {
    topologies = snapshots
    ledger.setTopology(snapshots)
    for (number, queue) in catalog.queues.enumerated() {
      let hasTopology = queue.object.resourceGroups.contains { group in
        group.flavors.contains { snapshots[$0.flavor] != nil }
      }
      if hasTopology { unpark(number, now: now) }
    }
  }

  /// Whether some queue has a head for the next cycle.
  public var hasHeads: Bool {
    queues.indices.contains { queues[$0].activeCount > 0 && ledger.tree.nodes[$0].isActive }
  }

  /// The nodes of a flavor with everything admitted, for pictures; `nil` without a topology.
  public func topologySnapshot(flavor: String) -> Kueue.TopologySnapshot? {
    ledger.topology?[flavor]
  }

  /// Where the pods of an admitted workload are.
  func placements(_ record: Kueue.Record) -> [Kueue.TopologyFlavors.Placement] {
    guard let admission = record.admission else { return [] }
    return admission.podSets.flatMap { podSet -> [Kueue.TopologyFlavors.Placement] in
      guard let topology = podSet.topology,
        let requests = record.workload.podSets.first(where: { $0.name == podSet.name })?
          .nodeRequests
      else { return [] }
      return Set(podSet.flavors.values).sorted().flatMap { flavor in
        topology.domains.map {
          Kueue.TopologyFlavors.Placement(
            flavor: flavor,
            usage: Kueue.TopologySnapshot.Usage(
              values: $0.values, requests: requests, count: $0.count))
        }
      }
    }
  }
}
