import Simulation

/// Topology-aware scheduling as cycles see it.
extension Kueue.Controller {
  /// The nodes of the flavors that have a topology, by flavor name, with what pods outside Kueue
  /// take of them; admitted workloads are counted by the controller. Workloads that are parked in
  /// queues with such flavors are tried again. Without any, topology requests are not looked at.
  public mutating func setTopologies(
    _ snapshots: [String: Kueue.TopologySnapshot], now: SimTime
  ) {
    topologies = snapshots
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

  /// Flavors with a topology and everything admitted; `nil` without any.
  var topologyNow: Kueue.TopologyFlavors? {
    guard !topologies.isEmpty else { return nil }
    return Kueue.TopologyFlavors(
      topologies, admitted: ledger.holdings.flatMap { $0?.placements ?? [] })
  }

  /// The flavors with a topology with everything admitted, for pictures; empty without any.
  public func topologySnapshot(flavor: String) -> Kueue.TopologySnapshot? { topologyNow?[flavor] }

  /// Where the pods of an admitted workload are.
  func placements(_ record: Kueue.Record) -> [Kueue.TopologyFlavors.Placement] {
    guard let admission = record.admission else { return [] }
    return admission.podSets.flatMap { podSet -> [Kueue.TopologyFlavors.Placement] in
      guard let topology = podSet.topology,
        let flavor = podSet.flavors.sorted(by: { $0.key < $1.key }).first?.value,
        let requests = record.workload.podSets.first(where: { $0.name == podSet.name })?.requests
      else { return [] }
      return topology.domains.map {
        Kueue.TopologyFlavors.Placement(
          flavor: flavor,
          usage: Kueue.TopologySnapshot.Usage(
            values: $0.values, requests: requests, count: $0.count))
      }
    }
  }
}
