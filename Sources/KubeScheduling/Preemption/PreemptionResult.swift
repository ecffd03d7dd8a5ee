import Cluster

/// What preemption for one pod came to, and why: the answer to "who has to go" and "who was spared".
public struct PreemptionResult: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    /// Evict the victims of this candidate and keep its node for the pod.
    case nominate(PreemptionCandidate)
    /// No node would do after evictions.
    case noCandidate
    case notEligible(Ineligibility)
  }

  /// Why a pod may not preempt at all.
  public enum Ineligibility: Hashable, Sendable {
    /// Its preemptionPolicy is Never.
    case policyNever
    /// Victims of its last preemption are still leaving its node: it waits for them.
    case victimsLeaving(node: NodeIndex, pod: PodIndex)
    /// The pod names a scheduler that has no profile here.
    case otherScheduler
    /// The profile has no DefaultPreemption.
    case disabled
  }

  public let pod: PodIndex
  public let outcome: Outcome
  /// Nodes at which evictions might help, in the order of the node list.
  public let potential: [NodeIndex]
  /// Where in `potential` the search began: drawn at random.
  public let offset: Int
  /// How many candidates end the search, once one of them violates no budget.
  public let wanted: Int
  /// What became of each node that the filters refused: `potential` in the order of the search, then
  /// the others. Nodes that the search did not come to are not here.
  public let trials: [PreemptionTrial]
  /// How the candidates were narrowed down; empty with fewer than two.
  public let choice: [PreemptionChoice]
  /// Pods of lower priority that were nominated to the chosen node: their nominations end.
  public let nominationsToClear: [PodIndex]

  /// The node kept for the pod.
  public var node: NodeIndex? {
    if case .nominate(let candidate) = outcome { candidate.node } else { nil }
  }

  /// The pods to evict, most important first.
  public var victims: [PodIndex] {
    if case .nominate(let candidate) = outcome { candidate.victims.map(\.pod) } else { [] }
  }

  public var candidates: [PreemptionCandidate] { trials.compactMap(\.candidate) }

  /// The rule that left one candidate; `nil` when there was no choice, or the rules left several.
  public var decidingCriterion: PreemptionChoice.Criterion? {
    choice.last.flatMap { $0.remaining.count == 1 ? $0.criterion : nil }
  }

  /// Nodes that all rules held to be equally good: kube-scheduler takes any of them, this simulator
  /// the first.
  public var tied: [NodeIndex] {
    guard let last = choice.last, last.remaining.count > 1 else { return [] }
    return last.remaining
  }
}

/// One node in the search for victims.
public struct PreemptionTrial: Hashable, Sendable {
  public enum Verdict: Hashable, Sendable {
    /// A filter refused the node for a reason that no eviction changes.
    case unresolvable(FilterFailure)
    /// Every pod there is as important as this one.
    case noLowerPriorityPods
    /// Not even without all pods of lower priority.
    case stillDoesNotFit(FilterFailure)
    /// The pod fits beside all pods: nothing to preempt.
    case needsNoVictims
    case candidate(PreemptionCandidate)
  }

  public let node: NodeIndex
  public let verdict: Verdict

  var candidate: PreemptionCandidate? {
    if case .candidate(let candidate) = verdict { candidate } else { nil }
  }
}

/// A node on which the pod would fit after evictions.
public struct PreemptionCandidate: Hashable, Sendable {
  public struct Victim: Hashable, Sendable {
    public let pod: PodIndex
    public let priority: Int
    /// Budgets that its eviction violates.
    public let violates: [String]
    /// Why the pod would not fit beside it.
    public let failure: FilterFailure
  }

  /// A pod of lower priority that may stay.
  public struct Spared: Hashable, Sendable {
    public let pod: PodIndex
    public let priority: Int
    /// Budgets that its eviction would have violated: such pods are put back first.
    public let violates: [String]
  }

  public let node: NodeIndex
  /// Most important first: by priority, then by how long they run.
  public let victims: [Victim]
  /// In the order in which they were put back.
  public let spared: [Spared]
  /// Victims whose eviction violates a budget.
  public var violations: Int { victims.count { !$0.violates.isEmpty } }
}

/// One rule by which candidates were compared.
public struct PreemptionChoice: Hashable, Sendable {
  /// In this order (kube-scheduler v1.35).
  public enum Criterion: String, Hashable, Sendable, CaseIterable {
    case fewestBudgetViolations
    /// The lowest priority of the most important victim.
    case lowestTopPriority
    /// The lowest sum over the victims of priority + 2^31.
    case lowestPrioritySum
    case fewestVictims
    /// Among victims of the highest priority the one that runs longest counts; it should have begun
    /// late.
    case latestStart
  }

  public let criterion: Criterion
  /// The value of the best; smaller is better, but for the latest start (nanoseconds).
  public let best: Int
  /// Nodes that share it.
  public let remaining: [NodeIndex]
}
