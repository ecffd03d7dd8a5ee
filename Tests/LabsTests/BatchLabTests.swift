import BatchQueueing
import Cluster
import ClusterRun
import Simulation
import Testing
import Wording

@testable import Labs

/// Volcano and KAI as the lab builds them, and their reasons in words.
@Suite struct BatchLabTests {
  private func scenario() -> SchedulingScenario {
    var scenario = SchedulingScenario(heading: ScenarioHeading(title: "k"), nodes: [])
    scenario.queues = [
      QueueClass(name: "all"),
      QueueClass(
        name: "a", parent: "all", quotas: [QueueClass.Quota(resource: .nvidiaGPU, nominal: 4)],
        weightPercent: 200),
      QueueClass(
        name: "b", parent: "all",
        quotas: [QueueClass.Quota(resource: .nvidiaGPU, nominal: 4, borrowingLimit: 2)],
        priority: 3),
    ]
    return scenario
  }

  private func job(
    _ name: String, _ gpus: Int, count: Int = 1, to queue: String, at second: Int
  ) -> Job {
    Job(
      name: name, queue: queue,
      podSets: [
        PodSet(
          count: count,
          template: Pod(name: name, containers: [ResourceList(cpu: .cores(1), gpus: gpus)]))
      ], arrival: .zero + .seconds(second), duration: .seconds(60),
      progress: count > 1 ? .together : .each,
      gang: count > 1 ? Job.Gang(minimum: count) : nil)
  }

  private var workload: WorkloadScenario {
    let node = Node(
      name: "n0",
      allocatable: ResourceList(cpu: .cores(32), memory: .gibi(64), gpus: 8, pods: 110))
    return WorkloadScenario(
      nodes: [node],
      jobs: [
        job("b0", 1, to: "b", at: 0), job("b1", 1, to: "b", at: 0), job("b2", 1, to: "b", at: 0),
        job("b3", 1, to: "b", at: 0), job("b4", 1, to: "b", at: 0), job("b5", 1, to: "b", at: 0),
        job("b6", 1, to: "b", at: 1), job("a0", 2, count: 2, to: "a", at: 3),
        job("lost", 1, to: "nowhere", at: 4), job("free", 1, to: "", at: 5),
      ], end: .zero + .seconds(40))
  }

  private func finished(_ plane: any ControlPlane) -> WorkloadRun {
    var run = WorkloadRun(workload, under: plane)
    run.finish()
    return run
  }

  @Test func aScenariosQueuesBecomeVolcanosQueues() {
    let options = scenario().volcanoOptions(VolcanoChoices(actions: .all, shares: .capacity))
    #expect(options.configuration.actions == [.enqueue, .allocate, .preempt, .reclaim, .backfill])
    #expect(options.configuration.plugin(.capacity)?.isHierarchical == true)
    #expect(options.configuration.plugin(.proportion) == nil)
    #expect(scenario().volcanoOptions().configuration.tiers == Volcano.Configuration.standard.tiers)
    let tree = BatchQueueTree(options.queues)
    #expect(tree.queues.map(\.name) == ["all", "a", "b", "default"])
    #expect(tree.deserved(0, .nvidiaGPU) == 8)
    #expect(tree.limit(0, .nvidiaGPU) == nil)
    #expect(tree.limit(2, .nvidiaGPU) == 6)
    #expect(tree.queues.map(\.weightPercent) == [100, 200, 100, 100])
    #expect(tree.path(to: 2) == ["all", "b"])
  }

  @Test func knobsBecomeOptions() {
    let kai = scenario().kaiOptions(KAIChoices(spreads: true, reclaimMultiplierPercent: 150))
    #expect(kai.session.gpuPlacement == .spread && kai.session.cpuPlacement == .spread)
    #expect(kai.session.saturationMultiplier == 1.5)
    let drf = scenario().volcanoOptions(VolcanoChoices(shares: .drf)).configuration
    #expect(drf.plugin(.proportion) == nil)
    #expect(drf.plugin(.drf)?.hooks == .all)
  }

  /// `b` has six GPUs, its limit: its seventh pod waits for that reason.
  @Test func volcanoSaysWhichLimit() throws {
    let run = finished(
      VolcanoControlPlane(scenario().volcanoOptions(VolcanoChoices(actions: .all))))
    let pended = try #require(run.steps.lastIndex { $0.kind == .pended && $0.job == 6 })
    guard case .volcano(let reason)? = run.why(step: pended) else {
      Issue.record("no reason")
      return
    }
    let told = VolcanoNarrator(world: run.world).explain(reason, of: 6)
    #expect(told.headline.key == "lab.volcano.waiting")
    #expect(
      told.sentences.contains {
        $0.key == "lab.volcano.shortage" || $0.key == "lab.volcano.overused"
      })
    checkWords(run)
  }

  @Test func kaiSaysWhichLimit() throws {
    let run = finished(KAIControlPlane(scenario().kaiOptions()))
    let pended = try #require(run.steps.firstIndex { $0.kind == .pended && $0.job == 6 })
    guard case .kai(let reason)? = run.why(step: pended) else {
      Issue.record("no reason")
      return
    }
    let told = KAINarrator(world: run.world).explain(reason, of: 6)
    #expect(
      told.sentences.contains(Message("lab.kai.over-limit", "b", "GPU", "6", "6", "1")),
      "\(told.sentences)")
    let taken = run.steps.filter { $0.kind == .evicted }
    #expect(taken.count == 2)
    #expect(taken.allSatisfy { $0.cause == .reclaimedFor(queue: "a", job: 7) })
    checkWords(run)
  }

  /// Every reason of the run can be said in both languages.
  private func checkWords(_ run: WorkloadRun) {
    var count = 0
    for (index, step) in run.steps.enumerated() where step.isDecision {
      let told: Labs.Explanation
      switch run.why(step: index) {
      case .volcano(let reason):
        told = VolcanoNarrator(world: run.world).explain(reason, of: step.job ?? 0)
      case .kai(let reason):
        told = KAINarrator(world: run.world).explain(reason, of: step.job ?? 0)
      default:
        Issue.record("step \(index), \(step.kind): no reason")
        continue
      }
      count += 1
      var messages = [told.headline] + told.sentences
      for table in told.tables {
        messages += [table.title] + table.columns
        for row in table.rows {
          #expect(row.count == table.columns.count, "\(table.title.key)")
          for case .message(let message) in row { messages.append(message) }
        }
      }
      for message in messages {
        for language in Language.allCases {
          let text = Wording(language)(message)
          #expect(!text.contains("{") && !text.contains("lab."), "\(message.key): \(text)")
        }
      }
    }
    #expect(count > 5)
  }

  @Test func knobsAndPlaneWordsAreSaid() {
    for knob in volcanoKnobs + kaiKnobs {
      var keys = ["lab.knob.\(knob.id)", "lab.knob.\(knob.id).help"]
      if case .word(let words) = knob.kind { keys += words.map { "lab.knob.\(knob.id).\($0)" } }
      for key in keys {
        for language in Language.allCases {
          #expect(!Wording(language)(Message(key)).contains("lab."), "\(key)")
        }
      }
    }
  }

  @Test func theQueueTreeShowsWhatIsHeldAndWaited() throws {
    let run = finished(KAIControlPlane(scenario().kaiOptions()))
    let pended = try #require(run.steps.firstIndex { $0.kind == .pended && $0.job == 6 })
    let moment = run.moment(after: pended + 1)
    let plane = try #require(moment.plane as? KAIControlPlane)
    let tree = QueueTree(plane, moment.world)
    #expect(tree.nodes.map(\.name) == ["all", "a", "b", "default"])
    #expect(tree.nodes.map(\.depth) == [0, 1, 1, 0])
    let b = try #require(tree.nodes[2].amounts.first { $0.resource == "nvidia.com/gpu" })
    #expect(b.nominal == 4 && b.used == 6 && b.borrowed == 2 && b.limit == 6 && b.pending == 1)
    #expect(tree.nodes[2].waiting == 1)
    let volcano = finished(VolcanoControlPlane(scenario().volcanoOptions()))
    let last = volcano.moment(after: volcano.steps.count)
    let other = try #require(last.plane as? VolcanoControlPlane)
    #expect(QueueTree(other, last.world).nodes.map(\.name) == ["all", "a", "b", "default"])
  }
}
