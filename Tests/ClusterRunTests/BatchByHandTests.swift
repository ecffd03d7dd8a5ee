import BatchQueueing
import Cluster
import Simulation
import Testing

@testable import ClusterRun

/// Situations under Volcano and KAI, worked out by hand.
@Suite struct BatchByHandTests {
  private func finished(
    _ scenario: WorkloadScenario, _ plane: any ControlPlane,
    _ options: WorkloadRunOptions = .init()
  ) -> WorkloadRun {
    var run = WorkloadRun(scenario, under: plane, options: options)
    while run.events < 3_000, run.advance(events: 100) {}
    #expect(run.isFinished, "the run does not end")
    return run
  }

  private func volcano(
    _ actions: [Volcano.Configuration.Action] = [.enqueue, .allocate, .backfill],
    queues: [BatchQueue] = []
  ) -> VolcanoControlPlane {
    var options = VolcanoControlPlane.Options(queues: queues)
    options.configuration.actions = actions
    return VolcanoControlPlane(options)
  }

  private func kai(
    queues: [BatchQueue] = [], _ change: (inout KAI.Options) -> Void = { _ in }
  ) -> KAIControlPlane {
    var options = KAIControlPlane.Options(queues: queues)
    change(&options.session)
    return KAIControlPlane(options)
  }

  private func queue(_ name: String, gpus: Int, limit: Int? = nil) -> BatchQueue {
    BatchQueue(
      name,
      quotas: [BatchQueue.Quota(.nvidiaGPU, nominal: gpus, borrowingLimit: limit.map { $0 - gpus })]
    )
  }

  private func starts(_ run: WorkloadRun, _ job: JobIndex) -> [Int] {
    run.steps.filter { $0.kind == .placed && $0.job == job }.map {
      $0.time.nanoseconds / 1_000_000_000
    }
  }

  /// Two gangs of four 1-GPU pods on four GPUs: pod by pod, each would hold half and wait for ever.
  @Test(arguments: RandomBatch.System.allCases)
  func gangsWaitAsAWhole(system: RandomBatch.System) {
    var jobs = [job("x", 1, count: 4, for: 10, gang: 4), job("y", 1, count: 4, for: 10, gang: 4)]
    for index in jobs.indices {
      jobs[index].progress = .together
      jobs[index].podGap = .milliseconds(100)
    }
    let run = finished(
      WorkloadScenario(nodes: nodes(1), jobs: jobs), system == .volcano ? volcano() : kai())
    #expect(run.metrics.deadlocks == 0)
    // All pods exist at 0.3 s; the session of 1 s sees both gangs, the first works until 11 s.
    #expect(starts(run, 0) == [1, 1, 1, 1])
    #expect(starts(run, 1) == [11, 11, 11, 11])
    let waits = run.steps.indices.filter { run.steps[$0].kind == .pended && run.steps[$0].job == 1 }
    #expect(waits.count >= 1)
  }

  /// `b` deserves half of eight GPUs. `a` has them all; four of its pods go, and no more. Volcano
  /// lets in one job at a time, because plugin overcommit admits 9.6 GPUs.
  @Test(arguments: RandomBatch.System.allCases)
  func reclaimGivesWhatIsDeserved(system: RandomBatch.System) {
    var jobs = [job("greedy", 1, count: 8, for: 100)]
    jobs[0].queue = "a"
    for index in 0..<8 {
      var late = job("late\(index)", 1, at: 10, for: 50)
      late.queue = "b"
      jobs.append(late)
    }
    let queues = [queue("a", gpus: 4), queue("b", gpus: 4)]
    let run = finished(
      WorkloadScenario(nodes: nodes(2), jobs: jobs),
      system == .volcano
        ? volcano([.enqueue, .allocate, .reclaim, .backfill], queues: queues) : kai(queues: queues))
    let evictions = run.steps.filter { $0.kind == .evicted && $0.time < at(50) }
    #expect(evictions.count == 4)
    for eviction in evictions {
      guard case .reclaimedFor(let queue, let job)? = eviction.cause else {
        Issue.record("\(eviction)")
        continue
      }
      #expect(queue == "b" && job > 0)
    }
    let early = (1..<9).flatMap { starts(run, $0) }.filter { $0 < 50 }
    #expect(early.count == 4 && early.allSatisfy { $0 <= 20 }, "\(early)")
    #expect(run.world.jobStatus.allSatisfy { $0.phase == .finished })
  }

  /// Weights 1 and 3 divide eight GPUs into 2 and 6 while both queues want all.
  @Test func proportionDividesByWeight() {
    let queues = [BatchQueue("a"), BatchQueue("b", weightPercent: 300)]
    var jobs = [job("a", 1, count: 8, for: 50), job("b", 1, count: 8, for: 50)]
    jobs[0].queue = "a"
    jobs[1].queue = "b"
    let scenario = WorkloadScenario(nodes: nodes(2), jobs: jobs)
    var run = WorkloadRun(scenario, under: volcano(queues: queues))
    while run.time < at(2), run.advance(events: 1) {}
    #expect(starts(run, 0).count { $0 == 0 } == 2)
    #expect(starts(run, 1).count { $0 == 0 } == 6)
  }

  /// Two nodes of four GPUs with two pods of two GPUs each apart: a pod of four GPUs fits after one
  /// of them moved.
  @Test func consolidationMakesRoom() {
    var small = [job("s0", 2, for: 100), job("s1", 2, for: 100)]
    small[0].startsOn = [0]
    small[1].startsOn = [1]
    let run = finished(
      WorkloadScenario(nodes: nodes(2), jobs: small + [job("large", 4, at: 5, for: 10)]), kai())
    let moved = run.steps.filter { $0.kind == .evicted }
    #expect(moved.count == 1)
    #expect(moved.first?.cause == .movedFor(job: 2))
    #expect(run.world.jobStatus.allSatisfy { $0.phase == .finished })
    #expect(starts(run, 2).first.map { $0 <= 7 } == true)
  }

  /// Two halves share a GPU under KAI; under Volcano, without a sharing plugin, each takes a whole
  /// one and the third waits.
  @Test(arguments: RandomBatch.System.allCases)
  func fractionsShareAGPU(system: RandomBatch.System) {
    let half = Pod(
      name: "half", containers: [ResourceList(cpu: MilliCPU(100))], gpuShareMilli: 500)
    let jobs = (0..<3).map {
      Job(
        name: "h\($0)", podSets: [PodSet(template: half)], duration: .seconds(10))
    }
    let run = finished(
      WorkloadScenario(nodes: nodes(1, gpus: 2), jobs: jobs),
      system == .volcano ? volcano() : kai())
    switch system {
    case .kai:
      #expect((0..<3).map { starts(run, $0) } == [[0], [0], [0]])
      let placed = run.steps.indices.filter { run.steps[$0].kind == .placed }
      let state = run.moment(after: (placed.last ?? 0) + 1).state
      #expect(state.freeGPUShares(on: 0).sorted() == [0, 500])
    case .volcano:
      #expect((0..<3).map { starts(run, $0) } == [[0], [0], [10]])
    }
  }

  @Test(arguments: [KAI.Placement.pack, .spread])
  func packOrSpread(placement: KAI.Placement) {
    let run = finished(
      WorkloadScenario(nodes: nodes(2), jobs: [job("p", 1, count: 2, for: 10)]),
      kai { $0.gpuPlacement = placement })
    let used = Set(run.steps.filter { $0.kind == .placed }.compactMap(\.node))
    #expect(used.count == (placement == .pack ? 1 : 2))
  }

  /// A gang that lost a pod for good is evicted as a whole after its grace.
  @Test func staleGangsGo() {
    var gang = job("g", 2, count: 2, for: 300, gang: 2)
    gang.progress = .together
    let scenario = WorkloadScenario(
      nodes: nodes(2, gpus: 2), jobs: [gang],
      changes: [ClusterChange(time: at(10), kind: .fail(1))], end: at(120))
    let run = finished(scenario, kai { $0.staleGracePeriod = .seconds(60) })
    let gone = run.steps.first { $0.kind == .evicted }
    #expect(gone?.cause == .gangBroken)
    #expect(gone?.time == at(70))
  }

  /// The limit of a queue holds though GPUs are free.
  @Test(arguments: RandomBatch.System.allCases)
  func limitsHold(system: RandomBatch.System) {
    var wide = job("wide", 1, count: 4, for: 10)
    wide.queue = "a"
    let queues = [queue("a", gpus: 1, limit: 3)]
    let run = finished(
      WorkloadScenario(nodes: nodes(1), jobs: [wide]),
      system == .volcano ? volcano(queues: queues) : kai(queues: queues))
    #expect(starts(run, 0) == [0, 0, 0, 10])
  }

  /// Volcano keeps a gang with a topology wish inside one rack.
  @Test func hardTopologyStaysInOneRack() {
    var cluster = nodes(4)
    for index in cluster.indices { cluster[index].labels["rack"] = "r\(index / 2)" }
    var blocker = job("b", 4, for: 100)
    blocker.startsOn = [1]
    var gang = job("g", 4, count: 2, for: 10, gang: 2)
    gang.podSets[0].topology = TopologyRequest(.required(level: "rack"))
    var options = VolcanoControlPlane.Options()
    options.configuration.tiers[1].append(.init(.networkTopologyAware))
    let run = finished(
      WorkloadScenario(nodes: cluster, jobs: [blocker, gang]), VolcanoControlPlane(options))
    #expect(Set(run.steps.filter { $0.kind == .placed }.compactMap(\.node)) == [2, 3])
  }
}
