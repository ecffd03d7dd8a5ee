extension Kueue {
  /// What became of the pods of a failed node.
  public struct TopologyReplacement: Sendable {
    /// The whole assignment with other nodes in place of the failed one.
    public internal(set) var assignment: TopologyAssignment?
    /// Only what moves.
    public internal(set) var moved: TopologyAssignment?
    public internal(set) var refusal: TopologyRefusal?
    /// When the answer is to be explained; else empty.
    public internal(set) var traces: [TopologyTrace] = []
  }
}

extension Kueue.TopologySnapshot {
  /// Moves the pods of a failed node elsewhere and leaves all others where they are (gate
  /// TASFailedNodeReplacement).
  ///
  /// A required domain stays the same; a slice that lost pods is completed inside its own domain. The
  /// snapshot still holds what the workload uses. A pod set of a group is treated by itself.
  public func replace(
    node: String, of podSet: Kueue.TopologyPodSet, in existing: Kueue.TopologyAssignment,
    explaining: Bool = false
  ) -> Kueue.TopologyReplacement {
    var result = Kueue.TopologyReplacement()
    let kept = existing.domains.filter { $0.values.last != node }
    var request = podSet
    request.count = existing.domains.last { $0.values.last == node }?.count ?? 0
    if let stale = kept.first(where: { tree.leafOfValues[$0.values] == nil }) {
      result.refusal = .staleAssignment(domain: stale.values)
      return result
    }
    if let bad = podSet.slices.first(where: { $0.size <= 0 }) {
      result.refusal = .noSliceSize(level: bad.level)
      return result
    }
    let home = requiredDomain(of: request, kept: kept)
    if home != nil, let outer = podSet.slices.first, request.count % outer.size != 0 {
      // Only a part of a slice is missing: keep together what can be kept together.
      let whole = podSet.slices.last { request.count % $0.size == 0 }
      request.request?.slices = whole.map { [$0] } ?? []
    }
    let found: Found
    do throws(TopologySearch.Refused) {
      found = try place(
        [request], assumingEmpty: false, within: home, explaining: explaining, assumed: [:],
        trace: &result.traces)
    } catch {
      result.refusal = error.reason
      return result
    }
    if found.ofWorkers.domains.isEmpty {
      result.refusal = .noReplacement(node: node)
      return result
    }
    result.moved = found.ofWorkers
    result.assignment = merged(found.ofWorkers, kept)
    return result
  }

  /// The domain that the replacement must not leave; `nil` when it may go anywhere.
  private func requiredDomain(
    of podSet: Kueue.TopologyPodSet, kept: [Kueue.TopologyAssignment.Domain]
  ) -> Int? {
    guard let level = topology.levels.firstIndex(of: requestedLevel(of: podSet)),
      let first = kept.first
    else { return nil }
    if let outer = podSet.slices.first, podSet.count % outer.size != 0 {
      let broken = podSet.slices.last { podSet.count % $0.size != 0 } ?? outer
      return incompleteDomain(of: broken, missing: podSet.count, kept: kept)
    }
    guard podSet.isRequired, let leaf = tree.leafOfValues[first.values] else { return nil }
    return ancestor(ofLeaf: leaf, at: level)
  }

  /// The domain whose slices would be whole again with the missing pods; the first by label values
  /// (Kueue takes any).
  private func incompleteDomain(
    of layer: Kueue.TopologyRequest.SliceLayer, missing: Int,
    kept: [Kueue.TopologyAssignment.Domain]
  ) -> Int? {
    guard let level = topology.levels.firstIndex(of: layer.level) else { return nil }
    var pods: [Int: Int] = [:]
    for domain in kept {
      guard let leaf = tree.leafOfValues[domain.values] else { continue }
      let home = ancestor(ofLeaf: leaf, at: level)
      pods[home] = Clamped.sum(pods[home] ?? 0, domain.count)
    }
    return tree.levels[level].first { domain in
      pods[domain].map { Clamped.sum($0, missing) % layer.size == 0 } ?? false
    }
  }

  private func ancestor(ofLeaf leaf: Int, at level: Int) -> Int {
    var domain = tree.leaves[leaf].domain
    while tree.domains[domain].level > level, let parent = tree.domains[domain].parent {
      domain = parent
    }
    return domain
  }

  private func merged(
    _ moved: Kueue.TopologyAssignment, _ kept: [Kueue.TopologyAssignment.Domain]
  ) -> Kueue.TopologyAssignment {
    var counts: [Int: Int] = [:]
    for domain in moved.domains + kept {
      guard let leaf = tree.leafOfValues[domain.values] else { continue }
      counts[tree.leaves[leaf].domain] = Clamped.sum(
        counts[tree.leaves[leaf].domain] ?? 0, domain.count)
    }
    let narrowest = tree.levels[tree.levels.count - 1]
    return Kueue.TopologyAssignment(
      levels: moved.levels,
      domains: narrowest.compactMap { domain in
        counts[domain].map {
          .init(values: tree.assignmentValues(tree.domains[domain]), count: $0)
        }
      })
  }
}
