/// Preemption by fair shares.
///
/// Source: Kueue's `pkg/scheduler/preemption/preemption.go` and KEP 1714.
extension Kueue.Ledger {
  mutating func fairTargets(
    for preemptor: Kueue.Preemptor, _ strategies: [Kueue.FairSharingStrategy],
    trace: inout Kueue.PreemptionTrace
  ) -> [Kueue.Target] {
    rankHoldings()
    let candidates = fairCandidates(for: preemptor)
    trace.begin(candidates)
    guard !candidates.isEmpty, let first = strategies.first else { return [] }
    // Shares are read with the request in place.
    tree.add(preemptor.uses, to: preemptor.queue)
    var targets: [Kueue.Target] = []
    var spared: [Int] = []
    var fits = firstRound(
      preemptor, candidates, first, targets: &targets, spared: &spared, trace: &trace)
    if !fits && strategies.count > 1 {
      fits = secondRound(preemptor, spared, targets: &targets, trace: &trace)
    }
    tree.remove(preemptor.uses, from: preemptor.queue)
    guard fits else {
      restore(targets)
      trace.end(inVain: true)
      return []
    }
    return fillBack(targets, for: preemptor, mayBorrow: true, trace: &trace)
  }

  private func fairCandidates(for preemptor: Kueue.Preemptor) -> [Int] {
    var turns: [Int] = []
    func collect(_ queue: Int, _ policy: Kueue.PreemptionPolicy) {
      for number in holders[queue] {
        guard let holding = holdings[number], preemptor.mayPreempt(holding, by: policy),
          preemptor.wants(holding)
        else { continue }
        turns.append(turn(number, preemptorQueue: preemptor.queue))
      }
    }
    collect(preemptor.queue, preemptor.rules.withinClusterQueue)
    if tree.hasParent(preemptor.queue), preemptor.rules.reclaimWithinCohort != .never {
      var cohorts = [tree.root(of: preemptor.queue)]
      while let cohort = cohorts.popLast() {
        cohorts += tree.nodes[cohort].childCohorts
        for queue in tree.nodes[cohort].childQueues
        where queue != preemptor.queue && tree.nodes[queue].isActive
          && !tree.isWithinNominal(queue, preemptor.needs)
        {
          collect(queue, preemptor.rules.reclaimWithinCohort)
        }
      }
    }
    return turns.sorted().map { holding(ofTurn: $0) }
  }

  /// Takes a workload; whether the request fits then.
  private mutating func take(
    _ holding: Int, _ reason: Kueue.PreemptionReason, _ preemptor: Kueue.Preemptor,
    targets: inout [Kueue.Target], trace: inout Kueue.PreemptionTrace
  ) -> Bool {
    takeOut(holding)
    trace.note(holding, .taken(reason))
    targets.append(Kueue.Target(holding: holding, reason: reason))
    tree.remove(preemptor.uses, from: preemptor.queue)
    let fits = fits(preemptor, mayBorrow: true)
    tree.add(preemptor.uses, to: preemptor.queue)
    return fits
  }

  private mutating func firstRound(
    _ preemptor: Kueue.Preemptor, _ candidates: [Int], _ strategy: Kueue.FairSharingStrategy,
    targets: inout [Kueue.Target], spared: inout [Int], trace: inout Kueue.PreemptionTrace
  ) -> Bool {
    var queues = Kueue.FairTargetQueues(candidates, preemptorQueue: preemptor.queue, in: self)
    // Who stays within nominal quota gets it back whatever the shares.
    let isEntitled = tree.isWithinNominal(preemptor.queue, preemptor.needs)
    while let queue = queues.next(in: self) {
      if queue == preemptor.queue || isEntitled {
        let reason: Kueue.PreemptionReason =
          queue == preemptor.queue ? .inClusterQueue : .inCohortReclamation
        guard let holding = queues.pop(queue) else { continue }
        if take(holding, reason, preemptor, targets: &targets, trace: &trace) { return true }
        continue
      }
      let (mine, theirs) = sidesBelowCommonAncestor(preemptor.queue, queue, queues)
      let preemptorShare = tree.share(mine)
      let targetShare = tree.share(theirs)
      while let holding = queues.pop(queue) {
        let after = share(of: theirs, without: holding)
        let passes =
          switch strategy {
          case .lessThanOrEqualToFinalShare:
            Kueue.DominantShare.compare(preemptorShare, after) <= 0
          case .lessThanInitialShare:
            Kueue.DominantShare.compare(preemptorShare, targetShare) < 0
          }
        guard passes else {
          trace.note(
            holding,
            .fairShare(
              preemptor: preemptorShare.published, targetNow: targetShare.published,
              targetAfter: after.published))
          spared.append(holding)
          continue
        }
        if take(holding, .inCohortFairSharing, preemptor, targets: &targets, trace: &trace) {
          return true
        }
        // Shares have moved: another queue may be next.
        break
      }
    }
    return false
  }

  /// One workload a queue, if the preemptor stays below what the target has now.
  private mutating func secondRound(
    _ preemptor: Kueue.Preemptor, _ spared: [Int], targets: inout [Kueue.Target],
    trace: inout Kueue.PreemptionTrace
  ) -> Bool {
    var queues = Kueue.FairTargetQueues(spared, preemptorQueue: preemptor.queue, in: self)
    while let queue = queues.next(in: self) {
      let (mine, theirs) = sidesBelowCommonAncestor(preemptor.queue, queue, queues)
      let passes = Kueue.DominantShare.compare(tree.share(mine), tree.share(theirs)) < 0
      if let holding = queues.pop(queue), passes,
        take(holding, .inCohortFairSharing, preemptor, targets: &targets, trace: &trace)
      {
        return true
      }
      queues.drop(queue)
    }
    return false
  }

  private mutating func share(of node: Int, without number: Int) -> Kueue.DominantShare {
    guard let holding = holdings[number] else { return tree.share(node) }
    tree.remove(holding.uses, from: holding.queue)
    let share = tree.share(node)
    tree.add(holding.uses, to: holding.queue)
    return share
  }

  /// The two children of the lowest common ancestor: on the preemptor's and on the target's side.
  private func sidesBelowCommonAncestor(
    _ preemptorQueue: Int, _ targetQueue: Int, _ queues: Kueue.FairTargetQueues
  ) -> (mine: Int, theirs: Int) {
    var theirs = targetQueue
    while tree.nodes[theirs].parent >= 0, !queues.isAncestor(tree.nodes[theirs].parent) {
      theirs = tree.nodes[theirs].parent
    }
    let ancestor = tree.nodes[theirs].parent
    var mine = preemptorQueue
    while tree.nodes[mine].parent >= 0, tree.nodes[mine].parent != ancestor {
      mine = tree.nodes[mine].parent
    }
    return (mine, theirs)
  }
}
