extension Kueue {
  /// Pod sets that found no place in the topology of a flavor.
  public struct TopologyRefused: Hashable, Sendable, Codable {
    public let podSets: [String]
    public let flavor: String
    public let reason: TopologyRefusal
    /// Whether the question was asked as if no workload were admitted, so that nobody's leaving
    /// would help.
    public let isAssumingEmpty: Bool
  }
}

/// Topology-aware scheduling inside the choice of flavors.
///
/// Source: Kueue's `pkg/scheduler/flavorassigner/tas_flavorassigner.go` and the end of `Assign` in
/// `flavorassigner.go`.
extension Kueue.FlavorAssigner {
  /// Whether all flavors of the queue have a topology, so that pods without a wish go there too.
  private func isTopologyOnly(_ topology: Kueue.TopologyFlavors) -> Bool {
    catalog.queues[queue].object.resourceGroups.allSatisfy { group in
      group.flavors.allSatisfy { topology[$0.flavor] != nil }
    }
  }

  /// What speaks against a flavor as regards the topology.
  func topologyObstacle(
    _ flavor: String, _ request: Kueue.TopologyRequest?, _ topology: Kueue.TopologyFlavors
  ) -> Kueue.FlavorObstacle? {
    let hasTopology = topology[flavor] != nil
    guard let request else {
      return hasTopology && !isTopologyOnly(topology) ? .onlyTopology : nil
    }
    if !hasTopology { return .noTopology }
    return topology.hasLevels(request, flavor: flavor) ? nil : .noTopologyLevel
  }

  /// Looks for places once quota is found: pods without a place now need preemption, and those that
  /// would have none in an empty cluster cannot be helped.
  func seekPlaces(for assignment: inout Kueue.Assignment, _ ledger: Kueue.Ledger) {
    guard let topology = ledger.topology, assignment.mode != .noFit else { return }
    assignment.topologyRequests = topologyRequests(assignment, topology, ledger.tree)
    guard !assignment.topologyRequests.isEmpty else { return }
    if assignment.mode == .fit {
      let answer = topology.assign(assignment.topologyRequests)
      if answer.fits {
        assignment.take(answer)
      } else {
        assignment.refuse(answer, claim, mode: .preempt, isAssumingEmpty: false)
      }
    }
    if assignment.mode == .preempt {
      let answer = topology.assign(assignment.topologyRequests, assumingEmpty: true)
      if !answer.fits {
        assignment.refuse(answer, claim, mode: .noFit, isAssumingEmpty: true)
      }
    }
  }

  private func topologyRequests(
    _ assignment: Kueue.Assignment, _ topology: Kueue.TopologyFlavors, _ tree: Kueue.QuotaTree
  ) -> [Kueue.TopologyFlavors.Request] {
    let isImplied = isTopologyOnly(topology)
    return zip(claim.podSets, assignment.podSets).compactMap { podSet, chosen in
      let object = podSet.object
      guard object.topology != nil || isImplied,
        let flavor = chosen.choices.first.map({ catalog.flavorNames[$0.flavor] }),
        topology[flavor] != nil
      else { return nil }
      return Kueue.TopologyFlavors.Request(
        flavor: flavor,
        podSet: Kueue.TopologyPodSet(
          name: object.name, count: chosen.count, requests: object.requests,
          request: object.topology, nodeSelector: object.nodeSelector, affinity: object.affinity,
          tolerations: object.tolerations))
    }
  }
}

extension Kueue.Assignment {
  /// The places that the pod sets take.
  var placements: [Kueue.TopologyFlavors.Placement] {
    zip(topologyRequests, places).flatMap { request, assignment in
      (assignment?.domains ?? []).map { domain in
        Kueue.TopologyFlavors.Placement(
          flavor: request.flavor,
          usage: Kueue.TopologySnapshot.Usage(
            values: domain.values, requests: request.podSet.requests, count: domain.count))
      }
    }
  }

  /// For each request, the places of its pod set.
  private var places: [Kueue.TopologyAssignment?] {
    topologyRequests.map { request in placeOf[request.podSet.name] }
  }

  mutating func take(_ answer: Kueue.TopologyFlavors.Answer) {
    placeOf = [:]
    for found in answer.assignments { placeOf[found.podSet] = found.assignment }
  }

  mutating func refuse(
    _ answer: Kueue.TopologyFlavors.Answer, _ claim: Kueue.Claim, mode: Mode,
    isAssumingEmpty: Bool
  ) {
    for refusal in answer.refusals {
      topologyRefusals.append(
        Kueue.TopologyRefused(
          podSets: refusal.podSets, flavor: refusal.flavor, reason: refusal.reason,
          isAssumingEmpty: isAssumingEmpty))
    }
    // Kueue marks the first pod set that failed.
    if let name = answer.refusals.first?.podSets.first,
      let place = claim.podSets.firstIndex(where: { $0.object.name == name })
    {
      for choice in podSets[place].choices.indices { podSets[place].choices[choice].mode = mode }
    }
    self.mode = min(self.mode, mode)
  }

  /// The places that a workload in need of preemption will want: those that are free once its
  /// victims are gone, or without victims those of an empty cluster.
  mutating func reservePlaces(in topology: Kueue.TopologyFlavors?, assumingEmpty: Bool) {
    guard let topology, !topologyRequests.isEmpty else { return }
    take(topology.assign(topologyRequests, assumingEmpty: assumingEmpty))
  }

  /// Whether the places are still free, or others are (gate
  /// TASRecomputeAssignmentWithinSchedulingCycle).
  mutating func findPlacesAgain(in topology: Kueue.TopologyFlavors?) -> Bool {
    guard let topology, !topologyRequests.isEmpty, !topology.fits(placements) else { return true }
    let answer = topology.assign(topologyRequests)
    guard answer.fits else {
      topologyRefusals = answer.refusals.map {
        Kueue.TopologyRefused(
          podSets: $0.podSets, flavor: $0.flavor, reason: $0.reason, isAssumingEmpty: false)
      }
      return false
    }
    take(answer)
    return true
  }
}
