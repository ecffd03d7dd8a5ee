import Cluster
import Simulation
import Testing

@testable import ClusterRun

@Suite struct PreemptionTests {
  /// A low job fills the node; a high one comes at 3 s and evicts it, waits for its 2 s of grace,
  /// and starts when its back-off lets it.
  @Test func aHigherPriorityTakesTheNode() {
    let low = job("low", 4, for: 10)
    let high = job("high", 4, at: 3, for: 5, priority: 10)
    let run = finished(
      WorkloadScenario(nodes: nodes(1), jobs: [low, high]), .init(),
      .init(terminationGrace: .seconds(2)))
    #expect(
      told(run) == [
        "0 arrived low", "0 placed low", "3 arrived high", "3 unschedulable high", "3 evicted low",
        "3 nominated high", "5 gone low", "5 arrived low", "5 placed high", "5 unschedulable low",
        "10 finished high", "10 placed low", "20 finished low",
      ])
    #expect(run.metrics.preemptions == 1)
    #expect(run.metrics.lostGPUSeconds == 12)
    guard case .preemption(let result)? = run.why(step: 4) else {
      Issue.record("no reason")
      return
    }
    #expect(result.victims == [0] && result.pod == 1)
    guard case .kube(_, _, let preemption?)? = run.why(step: 3) else {
      Issue.record("no reason")
      return
    }
    #expect(preemption == result)
  }

  @Test func withoutPreemptionItWaits() {
    let run = finished(
      WorkloadScenario(
        nodes: nodes(1), jobs: [job("low", 4), job("high", 4, at: 3, priority: 10)]),
      .init(preempts: false))
    #expect(run.metrics.evictions == 0)
    #expect(told(run).contains("10 placed high"))
  }

  /// Two low jobs of which one has a budget: the other has to go.
  @Test func budgetsAreSpared() {
    var (kept, other) = (job("kept", 2, for: 60), job("other", 2, for: 60))
    kept.podSets[0].template.labels = ["app": "kept"]
    other.podSets[0].template.labels = ["app": "other"]
    var scenario = WorkloadScenario(
      nodes: nodes(1), jobs: [other, kept, job("high", 2, at: 1, priority: 1)])
    for protected in ["kept", "other"] {
      scenario.budgets = [
        DisruptionBudget(
          name: "b", selector: LabelSelector(matchLabels: ["app": protected]),
          rule: .minAvailable(.percent(100)))
      ]
      let run = finished(scenario)
      let victim = protected == "kept" ? "other" : "kept"
      #expect(told(run).contains("1 evicted \(victim)"))
      #expect(run.metrics.evictions == 1)
    }
  }

  /// The drain of the node must wait until the other pod runs again.
  @Test func drainsRespectBudgets() {
    var web = job("web", 1, count: 2, for: nil)
    web.podSets[0].template.labels = ["app": "web"]
    var scenario = WorkloadScenario(
      nodes: nodes(2, gpus: 2), jobs: [web],
      changes: [ClusterChange(time: at(1), kind: .drain(0))])
    scenario.jobs[0].startsOn = [0, 0]
    scenario.budgets = [
      DisruptionBudget(
        name: "web", selector: LabelSelector(matchLabels: ["app": "web"]),
        rule: .maxUnavailable(.pods(1)))
    ]
    let run = finished(scenario, .init(cycleLatency: .seconds(1)))
    #expect(
      told(run) == [
        "1 nodeDraining n0", "1 evicted web-0", "1 arrived web-0", "1 placed web-0",
        // web-0 runs at 2 s; kubectl looks again 5 s after it began.
        "6 evicted web-1", "6 arrived web-1", "6 placed web-1",
      ])
  }

  @Test(arguments: [
    (DisruptionBudget.Rule.minAvailable(.pods(2)), 3, 3, 1), (.minAvailable(.percent(50)), 3, 3, 1),
    (.maxUnavailable(.pods(1)), 3, 2, 0), (.maxUnavailable(.percent(34)), 3, 3, 2),
    (.minAvailable(.percent(.max)), 3, 3, 0), (.maxUnavailable(.pods(.max)), 3, 1, 1),
  ])
  func budgetsCount(rule: DisruptionBudget.Rule, expected: Int, healthy: Int, allowed: Int) {
    let budget = DisruptionBudget(name: "b", selector: LabelSelector(), rule: rule)
    #expect(budget.allowed(expected: expected, healthy: healthy) == allowed)
  }
}
