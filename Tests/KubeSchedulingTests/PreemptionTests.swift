import Cluster
import KubeScheduling
import RandomClusters
import Simulation
import Testing

@Suite struct PreemptionTests {
  /// Nodes of four cores.
  private func nodes(_ count: Int) -> ClusterState {
    ClusterState(
      nodes: (0..<count).map {
        Node(
          name: "n\($0)", allocatable: ResourceList(cpu: .cores(4), memory: .gibi(8), pods: 9))
      })
  }

  private func pod(_ cores: Int, priority: Int, app: String = "a", start: Int? = nil) -> Pod {
    Pod(
      name: app, labels: ["app": app], priority: priority,
      containers: [ResourceList(cpu: .cores(cores))],
      startTime: start.map { .zero + .seconds($0) })
  }

  private func preempt(
    _ pod: PodIndex, _ state: ClusterState, _ pdbs: [PodDisruptionBudget] = [],
    profile: SchedulingProfile = .kubernetesDefault(), seed: String = "draw"
  ) -> PreemptionResult {
    var random = SeededGenerator(seed: Seed(seed))
    return Scheduler(profile).preempt(pod, in: state, pdbs: pdbs, random: &random)
  }

  private func budget(_ app: String, _ allowed: Int) -> PodDisruptionBudget {
    PodDisruptionBudget(
      name: app, selector: LabelSelector(matchLabels: ["app": app]), disruptionsAllowed: allowed)
  }

  /// Four pods of one core; two must go. The budget of b allows none, so both b are put back first,
  /// though they are less important than a.
  @Test func budgetsDecideWhoIsSpared() throws {
    var state = nodes(1)
    let existing = [
      pod(1, priority: 5, start: 1), pod(1, priority: 5, start: 2),
      pod(1, priority: 1, app: "b", start: 3), pod(1, priority: 1, app: "b", start: 4),
    ].map { state.admit($0) }
    for pod in existing { state.place(pod, on: 0) }
    let incoming = state.admit(pod(2, priority: 9))
    let free = try #require(preempt(incoming, state).candidates.first)
    #expect(free.victims.map(\.pod) == [existing[2], existing[3]])
    #expect(free.spared.map(\.pod) == [existing[0], existing[1]])
    let bound = try #require(preempt(incoming, state, [budget("b", 0)]).candidates.first)
    #expect(bound.spared.map(\.pod) == [existing[2], existing[3]])
    #expect(bound.spared.map(\.violates) == [["b"], ["b"]])
    #expect(bound.victims.map(\.pod) == [existing[0], existing[1]])
    #expect(
      bound.victims[0].failure.reasons == [
        .insufficient(.cpu, needed: 2_000, free: 1_000, allocatable: 4_000)
      ])
    #expect(bound.violations == 0)
    // One may go: the more important b is counted first and stays within the budget.
    let tight = try #require(preempt(incoming, state, [budget("b", 1)]).candidates.first)
    #expect(tight.spared.map(\.pod) == [existing[3], existing[0]])
    #expect(tight.victims.map(\.pod) == [existing[1], existing[2]])
  }

  struct ChoiceCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Per node the pods on it: cores, priority, start.
    let nodes: [[(Int, Int, Int)]]
    var budgets: [Int] = []
    let chosen: Int
    let criterion: PreemptionChoice.Criterion?
  }

  @Test(
    arguments: [
      ChoiceCase(
        testDescription: "budget", nodes: [[(4, 1, 0)], [(4, 2, 0)]], budgets: [0],
        chosen: 1, criterion: .fewestBudgetViolations),
      ChoiceCase(
        testDescription: "top priority", nodes: [[(2, 5, 0), (2, 1, 0)], [(2, 4, 0), (2, 4, 0)]],
        chosen: 1, criterion: .lowestTopPriority),
      // 2^31 is added to each priority, so that one victim sums up to less than two.
      ChoiceCase(
        testDescription: "sum", nodes: [[(2, 4, 0), (2, -7, 0)], [(4, 4, 0)]],
        chosen: 1, criterion: .lowestPrioritySum),
      ChoiceCase(
        testDescription: "start", nodes: [[(4, 4, 10)], [(4, 4, 30)], [(4, 4, 20)]],
        chosen: 1, criterion: .latestStart),
      ChoiceCase(
        testDescription: "only the top counts for the start",
        nodes: [[(2, 4, 10), (2, 3, 99)], [(2, 4, 20), (2, 3, 5)]],
        chosen: 1, criterion: .latestStart),
    ])
  func candidatesAreCompared(_ example: ChoiceCase) {
    var state = nodes(example.nodes.count)
    for (node, pods) in example.nodes.enumerated() {
      for (cores, priority, start) in pods {
        let one = state.admit(pod(cores, priority: priority, app: "n\(node)", start: start))
        state.place(one, on: node)
      }
    }
    let pdbs = example.budgets.enumerated().map { budget("n\($0)", $1) }
    let result = preempt(state.admit(pod(4, priority: 9)), state, pdbs)
    #expect(result.node == example.chosen)
    #expect(result.decidingCriterion == example.criterion)
    #expect(result.tied == [])
  }

  @Test func whoMayNotPreemptIsToldWhy() {
    var state = nodes(2)
    let low = state.admit(pod(4, priority: 1))
    let high = state.admit(pod(4, priority: 9))
    state.place(low, on: 0)
    state.place(high, on: 1)
    var meek = pod(4, priority: 5)
    meek.preemptionPolicy = .never
    let meekPod = state.admit(meek)
    #expect(preempt(meekPod, state).outcome == .notEligible(.policyNever))
    let other = state.admit(pod(4, priority: 5))
    let result = preempt(other, state)
    #expect(result.node == 0)
    #expect(
      result.trials.first { $0.node == 1 }?.verdict == .noLowerPriorityPods)
    // Five cores fit nowhere, whoever goes.
    let huge = preempt(state.admit(pod(5, priority: 10)), state)
    #expect(huge.outcome == .noCandidate)
    #expect(huge.potential == [])
    guard case .unresolvable = huge.trials.first?.verdict else {
      Issue.record("\(huge.trials)")
      return
    }
    // The victim is leaving: the pod waits for it and takes nobody else.
    state.nominate(other, to: 0)
    state.setTerminating(true, low)
    #expect(
      preempt(other, state).outcome == .notEligible(.victimsLeaving(node: 0, pod: low)))
    var off = SchedulingProfile.kubernetesDefault()
    off.preemption = nil
    #expect(preempt(other, state, profile: off).outcome == .notEligible(.disabled))
  }

  /// Room that was made for a pod is kept from equal and less important ones, not from more important
  /// ones; the pod itself goes there first, and the next search begins where this one would have.
  @Test func roomIsKeptForTheNominated() {
    var state = nodes(2)
    let full = state.admit(pod(4, priority: 9))
    state.place(full, on: 1)
    let nominated = state.admit(pod(4, priority: 5))
    state.nominate(nominated, to: 0)
    for (priority, node) in [(4, nil), (5, nil), (6, 0)] as [(Int, NodeIndex?)] {
      let rival = state.admit(pod(1, priority: priority))
      var (scheduler, quick) = (Scheduler(.kubernetesDefault()), Scheduler(.kubernetesDefault()))
      let explanation = scheduler.explain(rival, in: state)
      #expect(explanation.decision.node == node, "priority \(priority)")
      #expect(quick.schedule(rival, in: state) == explanation.decision)
    }
    var scheduler = Scheduler(.kubernetesDefault(), nextStart: 1)
    let explanation = scheduler.explain(nominated, in: state)
    #expect(explanation.nomination == .taken(0))
    #expect(explanation.decision.node == 0)
    #expect(scheduler.nextStart == 1)
    state.place(nominated, on: 0)
    #expect(state.nominations.isEmpty)
    // A more important pod preempts it; its own nomination there would end.
    state.remove(nominated)
    state.nominate(nominated, to: 0)
    let boss = state.admit(pod(4, priority: 10))
    state.place(state.admit(pod(1, priority: 1)), on: 0)
    let result = preempt(boss, state)
    #expect(result.node == 0)
    #expect(result.nominationsToClear == [nominated])
  }

  /// 300 equal nodes: 100 candidates are enough, from the drawn node on.
  @Test func aLargeClusterIsSampledFromADrawnNode() {
    var state = nodes(300)
    for node in 0..<300 { state.place(state.admit(pod(4, priority: 1)), on: node) }
    let incoming = state.admit(pod(4, priority: 2))
    let results = (0..<4).map { preempt(incoming, state, seed: "s\($0)") }
    for result in results {
      #expect(result.candidates.count == 100)
      #expect(result.node == result.potential[result.offset])
      #expect(result.tied.count == 100)
      #expect(result.decidingCriterion == nil)
    }
    #expect(Set(results.map(\.offset)).count > 1)
    // No candidate keeps the budget: the search goes on to the end.
    #expect(preempt(incoming, state, [budget("a", 0)]).candidates.count == 300)
  }
}

@Suite struct PreemptionLawTests {
  /// Victims as the README tells it, on plain lists.
  private func victims(
    _ pod: Pod, _ node: Int, _ cluster: NaiveScheduler, _ budgets: [PodDisruptionBudget]
  ) -> [Int]? {
    let lower = cluster.pods.indices.filter {
      cluster.pods[$0].node == node && cluster.pods[$0].pod.priority < pod.priority
    }.sorted { a, b in
      let (first, second) = (cluster.pods[a].pod, cluster.pods[b].pod)
      if first.priority != second.priority { return first.priority > second.priority }
      if first.startTime != second.startTime {
        return (first.startTime?.nanoseconds ?? .max) < (second.startTime?.nanoseconds ?? .max)
      }
      return a < b
    }
    func fits(without gone: Set<Int>) -> Bool {
      let left = cluster.pods.indices.filter { !gone.contains($0) }.map { cluster.pods[$0] }
      return NaiveScheduler(nodes: cluster.nodes, pods: left).fits(pod, node)
    }
    if lower.isEmpty || !fits(without: Set(lower)) { return nil }
    var left = budgets.map(\.disruptionsAllowed)
    var violating: [Int] = []
    for index in lower {
      var violates = false
      for (at, budget) in budgets.enumerated() where budget.covers(cluster.pods[index].pod) {
        left[at] -= 1
        if left[at] < 0 { violates = true }
      }
      if violates { violating.append(index) }
    }
    var gone = Set(lower)
    for index in violating + lower.filter({ !violating.contains($0) }) {
      gone.remove(index)
      if !fits(without: gone) { gone.insert(index) }
    }
    return lower.filter { gone.contains($0) }
  }

  @Test(arguments: (0..<60).map { Seed("preempt-\($0)") })
  func bruteForceFindsTheSameVictims(seed: Seed) {
    var cluster = RandomCluster(seed: seed, nodes: 1...8)
    var random = SeededGenerator(seed: seed, stream: "preemption")
    for index in cluster.existing.indices {
      cluster.existing[index].pod.startTime = .zero + .seconds(random.below(5))
    }
    let budgets = (0..<2).map { index in
      PodDisruptionBudget(
        name: "b\(index)", selector: LabelSelector(matchLabels: ["app": "a\(index)"]),
        disruptionsAllowed: random.below(3))
    }
    var state = cluster.state()
    let naive = NaiveScheduler(nodes: cluster.nodes, pods: cluster.existing)
    for spec in cluster.incoming {
      var pod = spec
      pod.priority = random.below(4)
      pod.containers[0][.cpu] = 1_000 + random.below(20) * 100
      let index = state.admit(pod)
      var scheduler = Scheduler(.kubernetesDefault())
      if scheduler.schedule(index, in: state).node != nil { continue }
      let result = scheduler.preempt(index, in: state, pdbs: budgets, random: &random)
      #expect(result.trials.map(\.node).sorted() == Array(state.nodes.indices), "seed \(seed)")
      for trial in result.trials {
        let expected = victims(pod, trial.node, naive, budgets)
        switch trial.verdict {
        case .candidate(let candidate):
          #expect(candidate.victims.map(\.pod) == expected, "seed \(seed), node \(trial.node)")
        case .noLowerPriorityPods, .stillDoesNotFit, .unresolvable:
          #expect(expected == nil, "seed \(seed), node \(trial.node), \(trial.verdict)")
        case .needsNoVictims: Issue.record("seed \(seed): it fits")
        }
      }
      guard let node = result.node else { continue }
      for victim in result.victims { state.remove(victim) }
      var after = Scheduler(.kubernetesDefault())
      #expect(
        after.explain(index, in: state).feasible.contains(node), "seed \(seed): now it fits")
      break
    }
  }
}
