/// Topology-aware scheduling inside the choice of flavors.
///
/// Source: Kueue's `pkg/scheduler/flavorassigner/tas_flavorassigner.go` and the end of
/// `assignFlavors` in `flavorassigner.go`.
extension Kueue.FlavorAssigner {
  /// Whether all flavors of the queue have a topology, so that pods without a wish go there too.
  private func isTopologyOnly(_ topology: Kueue.TopologyFlavors?) -> Bool {
    catalog.queues[queue].groups.allSatisfy { group in
      group.flavors.allSatisfy { topology?[catalog.flavorNames[$0]] != nil }
    }
  }

  /// What speaks against a flavor as regards the topology.
  func topologyObstacle(
    _ flavor: Kueue.ResourceFlavor, _ podSet: Kueue.Claim.PodSet, _ group: Kueue.Catalog.Group,
    _ topology: Kueue.TopologyFlavors?
  ) -> Kueue.FlavorObstacle? {
    guard let request = podSet.object.topology else {
      guard flavor.topologyName != nil else { return nil }
      return isTopologyOnly(topology) ? nil : .onlyTopology
    }
    guard flavor.topologyName != nil else {
      // A flavor beside the topology may still give resources that the pods' nodes do not.
      let overlaps = podSet.object.nodeRequests.keys.contains { name in
        catalog.resourceNumbers[name].map(group.resources.contains) ?? false
      }
      return overlaps ? .noTopology : nil
    }
    guard let topology, topology[flavor.name] != nil else { return .topologyMissing }
    return topology.hasLevels(request, flavor: flavor.name) ? nil : .noTopologyLevel
  }

  /// Looks for places once quota is found: pods without a place now need preemption, and those that
  /// would have none in an empty cluster cannot be helped.
  func seekPlaces(for assignment: inout Kueue.Assignment, _ ledger: Kueue.Ledger) {
    guard assignment.mode != .noFit else { return }
    gatherTopologyRequests(for: &assignment, ledger.topology)
    guard assignment.mode != .noFit, !assignment.topologyRequests.isEmpty,
      let topology = ledger.topology
    else { return }
    if assignment.mode == .fit {
      let answer = topology.assign(assignment.topologyRequests, explaining: explains)
      assignment.note(answer, isAssumingEmpty: false)
      if answer.fits {
        assignment.take(answer)
      } else {
        assignment.refuse(answer, mode: .preempt)
      }
    }
    if assignment.mode == .preempt {
      let answer = topology.assign(
        assignment.topologyRequests, assumingEmpty: true, explaining: explains)
      assignment.note(answer, isAssumingEmpty: true)
      if answer.fits {
        // Quota may be free in pieces that no domain has together: all of it is sought.
        for request in assignment.topologyRequests {
          assignment.setMode(.preempt, ofPodSet: request.podSet.name)
        }
      } else {
        assignment.refuse(answer, mode: .noFit)
      }
    }
  }

  /// The pod sets that need places, or why one of them cannot have any.
  private func gatherTopologyRequests(
    for assignment: inout Kueue.Assignment, _ topology: Kueue.TopologyFlavors?
  ) {
    let isImplied = isTopologyOnly(topology)
    for podSet in assignment.podSets.sorted(by: { $0.number < $1.number }) {
      let object = claim.podSets[podSet.number].object
      guard object.topology != nil || isImplied, podSet.count != 0 else { continue }
      let flavors = Set(podSet.choices.map { catalog.flavorNames[$0.flavor] })
        .filter { topology?[$0] != nil }.sorted()
      guard flavors.count == 1 else {
        assignment.topologyRefusals.append(
          Kueue.TopologyRefused(
            podSets: [object.name], flavor: flavors.first ?? "",
            reason: flavors.isEmpty
              ? .noFlavorWithTopology : .severalFlavorsWithTopology(flavors),
            isAssumingEmpty: true))
        assignment.mode = .noFit
        continue
      }
      assignment.topologyRequests.append(
        Kueue.TopologyFlavors.Request(
          flavor: flavors[0],
          podSet: Kueue.TopologyPodSet(
            name: object.name, count: podSet.count, requests: object.nodeRequests,
            request: object.topology, nodeSelector: object.nodeSelector,
            affinity: object.affinity, tolerations: object.tolerations)))
    }
  }
}

extension Kueue.Assignment {
  /// The places that the pod sets take.
  var placements: [Kueue.TopologyFlavors.Placement] {
    topologyRequests.flatMap { request in
      (placeOf[request.podSet.name]?.domains ?? []).map { domain in
        Kueue.TopologyFlavors.Placement(
          flavor: request.flavor,
          usage: Kueue.TopologySnapshot.Usage(
            values: domain.values, requests: request.podSet.requests, count: domain.count))
      }
    }
  }

  mutating func take(_ answer: Kueue.TopologyFlavors.Answer) {
    placeOf = [:]
    for found in answer.assignments { placeOf[found.podSet] = found.assignment }
  }

  mutating func note(_ answer: Kueue.TopologyFlavors.Answer, isAssumingEmpty: Bool) {
    for refusal in answer.refusals {
      topologyRefusals.append(
        Kueue.TopologyRefused(
          podSets: refusal.podSets, flavor: refusal.flavor, reason: refusal.reason,
          isAssumingEmpty: isAssumingEmpty))
    }
    for (flavor, trace) in answer.traces {
      topologyTraces.append(
        Kueue.TopologyExplanation(flavor: flavor, isAssumingEmpty: isAssumingEmpty, trace: trace))
    }
  }

  mutating func refuse(_ answer: Kueue.TopologyFlavors.Answer, mode: Mode) {
    guard let name = answer.refusals.first?.podSets.first else { return }
    setMode(mode, ofPodSet: name)
  }

  /// The places that a workload in need of preemption will want: those that are free once its
  /// victims are gone, or without victims those of an empty cluster.
  mutating func reservePlaces(in topology: Kueue.TopologyFlavors?, assumingEmpty: Bool) {
    guard let topology, !topologyRequests.isEmpty else { return }
    take(topology.assign(topologyRequests, assumingEmpty: assumingEmpty))
  }
}
