import Cluster

/// Finds out, node by node, which pods would have to go.
struct VictimSelection {
  private let pod: PodIndex
  private let priority: Int
  private let budgets: [PodDisruptionBudget]
  private var filters: NominationAwareChain

  init(
    _ pod: PodIndex, _ filters: NominationAwareChain, _ budgets: [PodDisruptionBudget]
  ) {
    self.pod = pod
    self.budgets = budgets
    self.filters = filters
    priority = filters.scratch.priority(of: pod)
  }

  /// A pod that might be evicted.
  private struct Removed {
    let pod: PodIndex
    let placement: Placement
    let priority: Int
    let violates: [String]
  }

  /// Takes all less important pods away, then puts back whom it can: first those whose eviction would
  /// violate a budget, more important ones first. Leaves the state as it was.
  mutating func verdict(_ node: NodeIndex) -> PreemptionTrial.Verdict {
    let removed = takeAway(node)
    if removed.isEmpty { return .noLowerPriorityPods }
    filters.refresh()
    if let failure = filters.failure(node) {
      restore(removed)
      return .stillDoesNotFit(failure)
    }
    var victims: [(removed: Removed, failure: FilterFailure)] = []
    var spared: [PreemptionCandidate.Spared] = []
    for one in removed.filter({ !$0.violates.isEmpty }) + removed.filter({ $0.violates.isEmpty }) {
      filters.putBack(one.pod, one.placement)
      filters.refresh()
      if let failure = filters.failure(node) {
        _ = filters.remove(one.pod)
        victims.append((one, failure))
      } else {
        spared.append(.init(pod: one.pod, priority: one.priority, violates: one.violates))
      }
    }
    restore(victims.map(\.removed))
    if victims.isEmpty { return .needsNoVictims }
    // Most important first again: `removed` has that order.
    let rank = Dictionary(
      uniqueKeysWithValues: removed.enumerated().map { ($1.pod, $0) })
    victims.sort { (rank[$0.removed.pod] ?? 0) < (rank[$1.removed.pod] ?? 0) }
    return .candidate(
      PreemptionCandidate(
        node: node,
        victims: victims.map {
          .init(
            pod: $0.removed.pod, priority: $0.removed.priority, violates: $0.removed.violates,
            failure: $0.failure)
        }, spared: spared))
  }

  /// Less important pods of the node, taken off it: most important first, with the budgets that each
  /// would violate if all went in this order.
  private mutating func takeAway(_ node: NodeIndex) -> [Removed] {
    // A list first, and no copy of the state beside it: a second owner would make each change a copy.
    let lower = filters.scratch.podsByImportance(on: node, below: priority)
    var ledger = BudgetLedger(budgets)
    return lower.map { pod in
      let violates = budgets.isEmpty ? [] : ledger.disrupt(filters.scratch.spec(of: pod))
      let priority = filters.scratch.priority(of: pod)
      return Removed(
        pod: pod, placement: filters.remove(pod), priority: priority, violates: violates)
    }
  }

  private mutating func restore(_ removed: [Removed]) {
    for one in removed { filters.putBack(one.pod, one.placement) }
    filters.refresh()
  }
}

extension ClusterState {
  /// Pods of the node of lower priority than this; higher ones first, then by start. Of equals the
  /// one that was placed first.
  fileprivate func podsByImportance(on node: NodeIndex, below limit: Int) -> [PodIndex] {
    let lower = podsOnNode[node].filter { priority(of: $0) < limit }
    return lower.enumerated().sorted { a, b in
      let (first, second) = (priority(of: a.element), priority(of: b.element))
      if first != second { return first > second }
      let earlier = startTime(of: a.element)?.nanoseconds ?? Int.max
      let later = startTime(of: b.element)?.nanoseconds ?? Int.max
      return (earlier, a.offset) < (later, b.offset)
    }.map(\.element)
  }
}
