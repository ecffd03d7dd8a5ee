import Cluster
import Simulation

/// DefaultPreemption of kube-scheduler v1.35 (`DefaultPreemptionArgs`).
public struct PreemptionArguments: Hashable, Sendable {
  /// At least so many percent of the potential nodes become candidates before the search ends...
  public var minimumCandidatesPercentage: Int
  /// ... and at least so many.
  public var minimumCandidates: Int

  public init(minimumCandidatesPercentage: Int = 10, minimumCandidates: Int = 100) {
    self.minimumCandidatesPercentage = minimumCandidatesPercentage
    self.minimumCandidates = minimumCandidates
  }

  func candidatesWanted(of nodes: Int) -> Int {
    min(nodes, max(minimumCandidates, nodes * minimumCandidatesPercentage / 100))
  }
}

extension Scheduler {
  /// Looks for pods of lower priority whose eviction would let a pod run that found no node.
  ///
  /// Decides and changes nothing: who calls evicts the victims (`setTerminating`, later `remove`),
  /// clears `nominationsToClear` and nominates the pod. Ask only after `schedule` found no node.
  /// `random` is drawn from once, for the node at which the search begins.
  public func preempt(
    _ pod: PodIndex, in state: ClusterState, pdbs: [PodDisruptionBudget] = [],
    random: inout SeededGenerator
  ) -> PreemptionResult {
    guard let profile = profile(for: pod, in: state) else {
      return PreemptionResult(pod, .otherScheduler)
    }
    guard let arguments = profile.preemption else { return PreemptionResult(pod, .disabled) }
    var filters = NominationAwareChain(FilterChain(pod, profile, state), state)
    if let ineligibility = ineligibility(of: pod, in: state, &filters) {
      return PreemptionResult(pod, ineligibility)
    }
    var potential: [NodeIndex] = []
    var hopeless: [PreemptionTrial] = []
    for node in state.nodeOrder {
      guard let failure = filters.failure(node) else { continue }
      if failure.code == .unschedulable {
        potential.append(node)
      } else {
        hopeless.append(PreemptionTrial(node: node, verdict: .unresolvable(failure)))
      }
    }
    let wanted = arguments.candidatesWanted(of: potential.count)
    let offset = potential.isEmpty ? 0 : random.below(potential.count)
    var selection = VictimSelection(pod, filters, pdbs)
    var trials: [PreemptionTrial] = []
    var (candidates, withoutViolation) = ([PreemptionCandidate](), 0)
    for step in potential.indices {
      let node = potential[(offset + step) % potential.count]
      let trial = PreemptionTrial(node: node, verdict: selection.verdict(node))
      trials.append(trial)
      guard let candidate = trial.candidate else { continue }
      candidates.append(candidate)
      if candidate.violations == 0 { withoutViolation += 1 }
      if withoutViolation > 0 && candidates.count >= wanted { break }
    }
    let (best, choice) = PreemptionChoice.best(of: candidates, state)
    let priority = state.priority(of: pod)
    let cleared = best.map { best in
      state.nominations.pods(on: best.node).filter { state.priority(of: $0) < priority }
    }
    return PreemptionResult(
      pod: pod, outcome: best.map { .nominate($0) } ?? .noCandidate, potential: potential,
      offset: offset, wanted: wanted, trials: trials + hopeless, choice: choice,
      nominationsToClear: cleared ?? [])
  }

  private func ineligibility(
    of pod: PodIndex, in state: ClusterState, _ filters: inout NominationAwareChain
  ) -> PreemptionResult.Ineligibility? {
    if state.spec(of: pod).preemptionPolicy == .never { return .policyNever }
    guard let node = state.nominations.node(for: pod) else { return nil }
    // A node that became impossible is given up at once.
    if filters.failure(node)?.code == .unresolvable { return nil }
    let priority = state.priority(of: pod)
    let leaving = state.podsOnNode[node].first {
      state.priority(of: $0) < priority && state.spec(of: $0).isTerminating
    }
    return leaving.map { .victimsLeaving(node: node, pod: $0) }
  }
}

extension PreemptionResult {
  fileprivate init(_ pod: PodIndex, _ reason: Ineligibility) {
    self.init(
      pod: pod, outcome: .notEligible(reason), potential: [], offset: 0, wanted: 0, trials: [],
      choice: [], nominationsToClear: [])
  }
}

extension PreemptionChoice {
  /// The best candidate, and the rules that were needed. Of equal ones the first.
  static func best(
    of candidates: [PreemptionCandidate], _ state: ClusterState
  ) -> (PreemptionCandidate?, [PreemptionChoice]) {
    var remaining = candidates
    var steps: [PreemptionChoice] = []
    for criterion in Criterion.allCases where remaining.count > 1 {
      let costs = remaining.map { criterion.cost($0, state) }
      guard let least = costs.min() else { break }
      remaining = zip(remaining, costs).filter { $1 == least }.map(\.0)
      steps.append(
        PreemptionChoice(
          criterion: criterion, best: criterion == .latestStart ? -least : least,
          remaining: remaining.map(\.node)))
    }
    return (remaining.first, steps)
  }
}

extension PreemptionChoice.Criterion {
  /// Smaller is better.
  fileprivate func cost(_ candidate: PreemptionCandidate, _ state: ClusterState) -> Int {
    let top = candidate.victims.first?.priority ?? Int.min
    switch self {
    case .fewestBudgetViolations: return candidate.violations
    case .lowestTopPriority: return top
    case .lowestPrioritySum:
      return candidate.victims.reduce(0) { sum, victim in
        sum.saturatingAdd(victim.priority.saturatingAdd(1 << 31))
      }
    case .fewestVictims: return candidate.victims.count
    case .latestStart:
      let starts = candidate.victims.filter { $0.priority == top }.map {
        state.startTime(of: $0.pod)?.nanoseconds ?? Int.max
      }
      return -(starts.min() ?? Int.max)
    }
  }
}

extension Int {
  fileprivate func saturatingAdd(_ other: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? (other > 0 ? Int.max : Int.min) : sum
  }
}
