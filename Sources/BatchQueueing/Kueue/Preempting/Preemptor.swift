import Simulation

extension Kueue {
  /// Why a workload is pushed out.
  public enum PreemptionReason: String, Hashable, Sendable, Codable, CaseIterable {
    /// By priority, in the queue of the preemptor.
    case inClusterQueue = "InClusterQueue"
    /// Its queue uses more than its own quota, which the owner wants back.
    case inCohortReclamation = "InCohortReclamation"
    /// As above, while the preemptor borrows too and priority decides.
    case inCohortReclaimWhileBorrowing = "InCohortReclaimWhileBorrowing"
    /// Its side of the tree has more than its fair share.
    case inCohortFairSharing = "InCohortFairSharing"
  }

  /// What a candidate for preemption came to.
  public enum CandidateVerdict: Hashable, Sendable, Codable {
    case taken(PreemptionReason)
    /// Taken at first, put back because the request fits without it.
    case putBack
    /// Its queue, or a cohort on the way to the common ancestor, was within quota by then.
    case withinQuota
    /// Could go only while the preemptor does not borrow.
    case onlyWithoutBorrowing
    /// The comparison of shares spared it: thousandths, before and after the loss; `nil` infinite.
    case fairShare(preemptor: Int?, targetNow: Int?, targetAfter: Int?)
    /// The request fitted before its turn.
    case notNeeded
    /// The attempt came to nothing, so nobody goes.
    case inVain
  }

  /// One candidate of a preemption and what became of it.
  public struct Candidate: Hashable, Sendable, Codable {
    public let workload: String
    public let clusterQueue: String
    public let verdict: CandidateVerdict
  }

  /// A victim as decisions handle it.
  struct Target: Hashable, Sendable {
    let holding: Int
    let reason: PreemptionReason
  }

  /// A workload that looks for room, as preemption sees it.
  struct Preemptor {
    let queue: Int
    let priority: Int
    let orderTime: SimTime
    let rules: Preemption
    /// What is asked in total, each flavored resource once.
    let uses: [Use]
    /// Flavored resources that need preemption, ascending.
    let needs: [Int]
    /// Pod sets that need places in flavors with a topology.
    var topologyRequests: [TopologyFlavors.Request] = []

    /// Whether the policy lets the workload go.
    func mayPreempt(_ candidate: Holding, by policy: PreemptionPolicy) -> Bool {
      switch policy {
      case .never: false
      case .any: true
      case .lowerPriority: priority > candidate.priority
      case .lowerOrNewerEqualPriority:
        priority > candidate.priority
          || (priority == candidate.priority && orderTime < candidate.orderTime)
      }
    }

    /// Whether the candidate uses a flavored resource that needs preemption.
    func wants(_ candidate: Holding) -> Bool {
      candidate.uses.contains { needs.contains($0.fr) }
    }
  }

  /// How preemption works in this cluster.
  enum PreemptionMethod: Sendable {
    case classical
    /// The first strategy, and whether the second round follows.
    case fair([FairSharingStrategy])
  }
}

extension Kueue.Ledger {
  /// The workloads to push out so that the request fits; empty if there is no way. Leaves the
  /// ledger as it was.
  mutating func targets(
    for preemptor: Kueue.Preemptor, method: Kueue.PreemptionMethod,
    trace: inout Kueue.PreemptionTrace
  ) -> [Kueue.Target] {
    switch method {
    case .classical: classicalTargets(for: preemptor, trace: &trace)
    case .fair(let strategies): fairTargets(for: preemptor, strategies, trace: &trace)
    }
  }

  /// Whether the request fits now.
  func fits(_ preemptor: Kueue.Preemptor, mayBorrow: Bool) -> Bool {
    preemptor.uses.allSatisfy { use in
      (mayBorrow || !tree.borrows(preemptor.queue, use.fr, with: use.amount))
        && tree.available(preemptor.queue, use.fr) >= use.amount
    }
      && (preemptor.topologyRequests.isEmpty
        || topology?.assign(preemptor.topologyRequests).fits ?? true)
  }

  /// Puts victims back in reverse order, the last one excepted, while the request still fits; the
  /// others are put back as well, so that nothing has changed at the end.
  mutating func fillBack(
    _ targets: [Kueue.Target], for preemptor: Kueue.Preemptor, mayBorrow: Bool,
    trace: inout Kueue.PreemptionTrace
  ) -> [Kueue.Target] {
    var kept = targets
    for index in stride(from: targets.count - 2, through: 0, by: -1) {
      let holding = targets[index].holding
      putBack(holding)
      if fits(preemptor, mayBorrow: mayBorrow) {
        trace.note(holding, .putBack)
        kept.remove(at: index)
      } else {
        takeOut(holding)
      }
    }
    restore(kept)
    return kept
  }

  mutating func restore(_ targets: [Kueue.Target]) {
    for target in targets { putBack(target.holding) }
  }
}

extension Kueue {
  /// Collects what became of each candidate, when someone wants to know.
  struct PreemptionTrace {
    let isOn: Bool
    private(set) var verdicts: [(holding: Int, verdict: CandidateVerdict)] = []
    private var places: [Int: Int] = [:]

    init(isOn: Bool) { self.isOn = isOn }

    /// Begins again with these candidates, in their order.
    mutating func begin(_ candidates: [Int]) {
      guard isOn else { return }
      verdicts = candidates.map { ($0, .notNeeded) }
      places = [:]
      for (place, holding) in candidates.enumerated() { places[holding] = place }
    }

    mutating func note(_ holding: Int, _ verdict: CandidateVerdict) {
      guard isOn, let place = places[holding] else { return }
      verdicts[place].verdict = verdict
    }

    /// The request fits nowhere: who was taken stays.
    mutating func end(inVain: Bool) {
      guard isOn, inVain else { return }
      for place in verdicts.indices {
        if case .taken = verdicts[place].verdict { verdicts[place].verdict = .inVain }
      }
    }
  }
}
