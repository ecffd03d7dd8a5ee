/// Placing the pods of a group.
extension KAIBoard {
  /// What made a placement fail.
  enum PlacementFailure {
    case quota(QuotaRefusal)
    case tooLarge(pod: Int, resource: KAI.Resource, requested: Double, largest: Double)
    /// Nothing for this pod, after so many of its subgroup found a place.
    case noNode(pod: Int, found: Int, subGroup: Int)
  }

  /// Places pods of a group all or none, on the given nodes.
  ///
  /// `waits` lets them only take places that wait (while victims are tried). `subGroups` says in
  /// which order the pods of which subgroup go.
  func place(
    _ list: [Int], of g: Int, subGroups: [Int], among nodeList: [Int], waits: Bool,
    _ action: KAI.Action
  ) -> PlacementFailure? {
    if let refusal = quotaRefusal(quotaRequest(list), group: g) { return .quota(refusal) }
    let start = log.count
    for s in subGroups {
      var found = 0
      for p in list where pods[p].subGroup == s {
        if let failure = place(p, found, among: nodeList, waits: waits, action) {
          // The reasons must be those of the moment of failure.
          if !waits { notePlacementFailure(failure, among: nodeList) }
          rollback(to: start)
          return failure
        }
        found += 1
      }
    }
    return nil
  }

  private func place(
    _ p: Int, _ found: Int, among nodeList: [Int], waits: Bool, _ action: KAI.Action
  ) -> PlacementFailure? {
    if let (resource, requested, largest) = excess(p) {
      return .tooLarge(pod: p, resource: resource, requested: requested, largest: largest)
    }
    var failed: [Int] = []
    while let n = bestNode(for: p, among: nodeList, excluding: failed) {
      let table = explains && !waits ? scoreTable(for: p, among: nodeList) : []
      if put(p, on: n, waits: waits, action) {
        if !table.isEmpty {
          report.placements[p] = KAI.PlacementTable(
            pod: pods[p].name, action: action, chosen: nodes[n].name, scores: table)
        }
        return nil
      }
      failed.append(n)
    }
    return .noNode(pod: p, found: found, subGroup: pods[p].subGroup)
  }

  /// Starts a pod on a node or lets it wait for it; `false` when no shared GPU was found after all.
  private func put(_ p: Int, on n: Int, waits: Bool, _ action: KAI.Action) -> Bool {
    var (shared, waits) = ([Int](), waits)
    if pods[p].isShared {
      guard let chosen = chooseGPUs(p, n, waits: waits) else { return false }
      shared = named(chosen.groups, for: p, on: n)
      waits = waits || chosen.isReleasing
    } else if !fitsNow(pods[p], nodes[n]) {
      waits = true
    }
    if waits {
      pipeline(p, to: n, shared, action)
    } else {
      allocate(p, to: n, shared, action)
    }
    return true
  }

  /// A gang of which some places are not free yet, and too few are, waits as a whole.
  func mustWaitAsAWhole(_ g: Int) -> Bool {
    groups[g].subGroups.contains { subGroup in
      let waiting = subGroup.pods.count { pods[$0].status == .pipelined }
      return waiting > 0 && subGroup.active - waiting < subGroup.minMember
    }
  }
}
