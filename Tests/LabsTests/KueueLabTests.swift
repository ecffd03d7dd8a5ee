import BatchQueueing
import Cluster
import ClusterRun
import Simulation
import Testing
import Wording

@testable import Labs

/// Kueue as the lab builds it, and its reasons in words.
@Suite struct KueueLabTests {
  private func scenario() -> SchedulingScenario {
    var scenario = SchedulingScenario(heading: ScenarioHeading(title: "k"), nodes: [])
    scenario.queues = [
      QueueClass(name: "all"),
      QueueClass(
        name: "a", parent: "all",
        quotas: [QueueClass.Quota(resource: .nvidiaGPU, nominal: 4)], weightPercent: 200,
        preemption: QueueClass.Preemption(reclaim: "Any")),
      QueueClass(
        name: "b", parent: "all",
        quotas: [
          QueueClass.Quota(resource: .nvidiaGPU, nominal: 4, borrowingLimit: 2, lendingLimit: 3)
        ]),
    ]
    return scenario
  }

  private func job(_ name: String, _ gpus: Int, to queue: String, at second: Int) -> Job {
    Job(
      name: name, queue: queue,
      podSets: [
        PodSet(
          template: Pod(
            name: name, containers: [ResourceList(cpu: .cores(1), gpus: gpus)]))
      ], arrival: .zero + .seconds(second), duration: .seconds(60))
  }

  private func run(_ choices: KueueChoices = KueueChoices()) -> WorkloadRun {
    let node = Node(
      name: "n0",
      allocatable: ResourceList(cpu: .cores(32), memory: .gibi(64), gpus: 8, pods: 110))
    var run = WorkloadRun(
      WorkloadScenario(
        nodes: [node],
        jobs: [
          job("b0", 4, to: "b", at: 0), job("b1", 2, to: "b", at: 1), job("b2", 2, to: "b", at: 2),
          job("a0", 4, to: "a", at: 3),
        ], end: .zero + .seconds(20)), under: KueueControlPlane(scenario().kueueOptions(choices)))
    run.finish()
    return run
  }

  @Test func aScenariosQueuesBecomeKueuesObjects() throws {
    let options = scenario().kueueOptions(
      KueueChoices(isFairSharing: true, quotaPercent: 50, mayBorrow: false))
    let queues = options.configuration.clusterQueues
    #expect(queues.map(\.name) == ["a", "b"])
    #expect(options.configuration.cohorts.map(\.name) == ["all"])
    #expect(queues.map(\.fairWeight) == [2, 1])
    #expect(queues[0].preemption.reclaimWithinCohort == .any)
    #expect(
      queues[1].resourceGroups[0].flavors[0].resources["nvidia.com/gpu"]
        == Kueue.Quota(nominal: 2, borrowingLimit: 0, lendingLimit: 3))
    #expect(options.configuration.fairSharing == Kueue.Configuration.defaultFairSharing)
    #expect(options.excludedResourcePrefixes.contains("cpu"))
    #expect(!options.excludedResourcePrefixes.contains("nvidia.com/gpu"))
  }

  /// b0 and b1 use 6 of 8: b2 runs into the borrowing limit of 2. a0 takes back what b1 borrowed.
  @Test func whyIsASumInTwoLanguages() throws {
    let run = run()
    let b2 = try #require(run.steps.firstIndex { $0.kind == .pended && $0.job == 2 })
    guard case .kueue(let reason)? = run.why(step: b2) else {
      Issue.record("no reason")
      return
    }
    let explanation = KueueNarrator(world: run.world).explain(reason, of: 2)
    #expect(
      explanation.sentences.contains(
        Message("lab.kueue.limit-borrowing", "b", "default/nvidia.com/gpu", "2", "2")))
    #expect(
      explanation.sentences.contains(
        Message("lab.kueue.sum", "default/nvidia.com/gpu", "2", "0")))
    // Every reason of the run can be said.
    for (index, step) in run.steps.enumerated() where step.job != nil {
      guard case .kueue(let reason)? = run.why(step: index) else { continue }
      let told = KueueNarrator(world: run.world).explain(reason, of: step.job ?? 0)
      for message in [told.headline] + told.sentences + told.tables.flatMap(\.columns) {
        for language in Language.allCases {
          let said = Wording(language)(message)
          #expect(!said.contains("lab.kueue") && !said.contains("{"), "\(message)")
        }
      }
    }
  }

  /// b3 would fit into what is left, but its queue is strict and b2 does not fit.
  @Test func whoWaitsBehindAHeadIsToldSo() throws {
    var strict = scenario()
    strict.queues[2].strategy = "StrictFIFO"
    let node = Node(
      name: "n0",
      allocatable: ResourceList(cpu: .cores(32), memory: .gibi(64), gpus: 8, pods: 110))
    var run = WorkloadRun(
      WorkloadScenario(
        nodes: [node],
        jobs: [
          job("b0", 4, to: "b", at: 0), job("b2", 4, to: "b", at: 1), job("b3", 2, to: "b", at: 2),
        ], end: .zero + .seconds(20)), under: KueueControlPlane(strict.kueueOptions()))
    run.finish()
    let moment = run.moment(after: run.steps.count)
    let plane = try #require(moment.plane as? KueueControlPlane)
    let narrator = KueueNarrator(world: moment.world)
    #expect(
      narrator.explainWaiting(2, plane)?.headline
        == Message("lab.kueue.behind", "b3", "b", "1", "b2"))
    // 4 of the queue's own 4 are used, and it may preempt nobody.
    #expect(
      narrator.explainWaiting(1, plane)?.headline == Message("lab.kueue.no-candidates", "b2", "b"))
  }

  @Test func theQueueTreeShowsWhatIsBorrowedAndLent() throws {
    let run = run()
    let before = try #require(run.steps.firstIndex { $0.kind == .pended && $0.job == 2 })
    let moment = run.moment(after: before + 1)
    let plane = try #require(moment.plane as? KueueControlPlane)
    let tree = QueueTree(plane, moment.world)
    #expect(tree.nodes.map(\.name) == ["all", "a", "b"])
    #expect(tree.nodes.map(\.depth) == [0, 1, 1])
    // b lends 3 of its 4, so that the cohort owns 7 and sees 5 of b's 6.
    #expect(tree.nodes.map { $0.amounts[0].nominal } == [7, 4, 4])
    #expect(tree.nodes.map { $0.amounts[0].used } == [5, 0, 6])
    #expect(tree.nodes[2].amounts[0].borrowed == 2)
    #expect(tree.nodes[1].amounts[0].lent == 2)
    #expect(tree.nodes[2].amounts[0].pending == 2)
    #expect(tree.nodes.map(\.waiting) == [1, 0, 1])
  }
}
