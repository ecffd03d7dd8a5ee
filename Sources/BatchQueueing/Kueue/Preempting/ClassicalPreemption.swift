extension Kueue {
  /// A candidate of classical preemption.
  private struct ClassicalCandidate {
    enum Variant { case own, hierarchical, withoutBorrowing, whileBorrowing }
    let holding: Int
    /// The lowest cohort that holds both queues; below 0 for the own queue.
    let ancestor: Int
    let variant: Variant

    var reason: PreemptionReason {
      switch variant {
      case .own: .inClusterQueue
      case .hierarchical, .withoutBorrowing: .inCohortReclamation
      case .whileBorrowing: .inCohortReclaimWhileBorrowing
      }
    }
  }

  private struct ClassicalCandidates {
    var hierarchical: [ClassicalCandidate] = []
    var priority: [ClassicalCandidate] = []
    var own: [ClassicalCandidate] = []

    var isEmpty: Bool { hierarchical.isEmpty && priority.isEmpty && own.isEmpty }
  }
}

/// Preemption by quota and priority.
///
/// Source: Kueue's `pkg/scheduler/preemption/preemption.go` and `preemption/classical`.
extension Kueue.Ledger {
  mutating func classicalTargets(
    for preemptor: Kueue.Preemptor, trace: inout Kueue.PreemptionTrace
  ) -> [Kueue.Target] {
    let found = classicalCandidates(for: preemptor)
    guard !found.isEmpty else {
      trace.begin([])
      return []
    }
    rankHoldings()
    let candidates = inOrder(found, preemptorQueue: preemptor.queue)
    for mayBorrow in attempts(for: preemptor, found) {
      trace.begin(candidates.map(\.holding))
      var targets: [Kueue.Target] = []
      for candidate in candidates {
        if let obstacle = obstacle(candidate, preemptor, mayBorrow: mayBorrow) {
          trace.note(candidate.holding, obstacle)
          continue
        }
        takeOut(candidate.holding)
        trace.note(candidate.holding, .taken(candidate.reason))
        targets.append(Kueue.Target(holding: candidate.holding, reason: candidate.reason))
        if fits(preemptor, mayBorrow: mayBorrow) {
          return fillBack(targets, for: preemptor, mayBorrow: mayBorrow, trace: &trace)
        }
      }
      restore(targets)
      trace.end(inVain: true)
    }
    return []
  }

  /// Evicted ones first, then by advantage, then the common order.
  private func inOrder(
    _ found: Kueue.ClassicalCandidates, preemptorQueue: Int
  ) -> [Kueue.ClassicalCandidate] {
    var evicted: [Kueue.ClassicalCandidate] = []
    var others: [Kueue.ClassicalCandidate] = []
    for group in [found.hierarchical, found.priority, found.own] {
      let turns = group.indices.map {
        (turn: turn(group[$0].holding, preemptorQueue: preemptorQueue), place: $0)
      }.sorted { $0.turn < $1.turn }
      for (_, place) in turns {
        if holdings[group[place].holding]?.isEvicted ?? false {
          evicted.append(group[place])
        } else {
          others.append(group[place])
        }
      }
    }
    return evicted + others
  }

  /// Whether to try with and without borrowing, in which order.
  private func attempts(
    for preemptor: Kueue.Preemptor, _ found: Kueue.ClassicalCandidates
  ) -> [Bool] {
    let isForbidden = preemptor.rules.enabledBorrowing == nil
    let isUnderNominal = preemptor.needs.allSatisfy {
      let cell = tree.cell(preemptor.queue, $0)
      return tree.nominal[cell] > tree.usage[cell]
    }
    if (found.hierarchical.isEmpty && found.priority.isEmpty) || (isForbidden && !isUnderNominal) {
      return [true]
    }
    return isForbidden && found.hierarchical.isEmpty ? [false, true] : [true, false]
  }

  /// What spares a candidate at this moment of an attempt.
  private func obstacle(
    _ candidate: Kueue.ClassicalCandidate, _ preemptor: Kueue.Preemptor, mayBorrow: Bool
  ) -> Kueue.CandidateVerdict? {
    guard candidate.variant != .own, let holding = holdings[candidate.holding] else { return nil }
    if mayBorrow, candidate.variant == .withoutBorrowing { return .onlyWithoutBorrowing }
    var node = holding.queue
    while node >= 0, node != candidate.ancestor {
      if tree.isWithinNominal(node, preemptor.needs) { return .withinQuota }
      node = tree.nodes[node].parent
    }
    return nil
  }

  private func classicalCandidates(for preemptor: Kueue.Preemptor) -> Kueue.ClassicalCandidates {
    var found = Kueue.ClassicalCandidates()
    let own = preemptor.rules.withinClusterQueue
    if own != .never {
      for number in holders[preemptor.queue] {
        guard let holding = holdings[number], preemptor.wants(holding),
          preemptor.mayPreempt(holding, by: own)
        else { continue }
        found.own.append(
          Kueue.ClassicalCandidate(holding: number, ancestor: -1, variant: .own))
      }
    }
    guard preemptor.rules.reclaimWithinCohort != .never, tree.hasParent(preemptor.queue) else {
      return found
    }
    var rest = preemptor.uses
    var hasAdvantage = takeFromQuota(of: preemptor.queue, &rest)
    var done = -1
    var ancestor = tree.nodes[preemptor.queue].parent
    while ancestor >= 0 {
      var list: [Kueue.ClassicalCandidate] = []
      collect(
        below: ancestor, ancestor: ancestor, except: done, hasAdvantage: hasAdvantage, preemptor,
        into: &list)
      if hasAdvantage { found.hierarchical += list } else { found.priority += list }
      let fits = takeFromQuota(of: ancestor, &rest)
      hasAdvantage = hasAdvantage || fits
      done = ancestor
      ancestor = tree.nodes[ancestor].parent
    }
    return found
  }

  /// Whether the node's quota holds all that is left of the request; takes off what the node does
  /// not lend.
  private func takeFromQuota(of node: Int, _ rest: inout [Kueue.Use]) -> Bool {
    var fits = true
    for index in rest.indices {
      let use = rest[index]
      if tree.borrows(node, use.fr, with: use.amount) { fits = false }
      rest[index].amount = max(
        0, Kueue.Amount.difference(use.amount, tree.localAvailable(node, use.fr)))
    }
    return fits
  }

  private func collect(
    below cohort: Int, ancestor: Int, except done: Int, hasAdvantage: Bool,
    _ preemptor: Kueue.Preemptor, into list: inout [Kueue.ClassicalCandidate]
  ) {
    for child in tree.nodes[cohort].childCohorts
    where child != done && !tree.isWithinNominal(child, preemptor.needs) {
      collect(
        below: child, ancestor: ancestor, except: done, hasAdvantage: hasAdvantage, preemptor,
        into: &list)
    }
    for queue in tree.nodes[cohort].childQueues
    where queue != preemptor.queue && tree.nodes[queue].isActive
      && !tree.isWithinNominal(queue, preemptor.needs)
    {
      for number in holders[queue] {
        guard let holding = holdings[number], preemptor.wants(holding),
          preemptor.mayPreempt(holding, by: preemptor.rules.reclaimWithinCohort)
        else { continue }
        list.append(
          Kueue.ClassicalCandidate(
            holding: number, ancestor: ancestor,
            variant: hasAdvantage ? .hierarchical : variant(of: holding, preemptor)))
      }
    }
  }

  private func variant(
    of candidate: Kueue.Holding, _ preemptor: Kueue.Preemptor
  ) -> Kueue.ClassicalCandidate.Variant {
    guard let rule = preemptor.rules.enabledBorrowing, candidate.priority < preemptor.priority,
      candidate.priority <= rule.maxPriorityThreshold ?? .max
    else { return .withoutBorrowing }
    return .whileBorrowing
  }
}
