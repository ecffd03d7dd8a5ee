import BatchQueueing
import Cluster
import Simulation
import Testing

@testable import ClusterRun

/// Situations of Kueue on nodes of four GPUs whose course can be worked out by hand.
@Suite struct KueueByHandTests {
  static let gpu = "nvidia.com/gpu"

  static func queue(
    _ name: String, _ nominal: Int, cohort: String? = "all", borrowing: Int? = nil,
    lending: Int? = nil, strategy: Kueue.QueueingStrategy = .bestEffortFIFO,
    preemption: Kueue.Preemption = Kueue.Preemption(), flavor: String = "default"
  ) -> Kueue.ClusterQueue {
    Kueue.ClusterQueue(
      name: name, cohort: cohort, queueingStrategy: strategy,
      resourceGroups: [
        Kueue.ResourceGroup(
          resources: [gpu],
          flavors: [
            Kueue.FlavorQuotas(
              flavor: flavor,
              resources: [
                gpu: Kueue.Quota(
                  nominal: nominal, borrowingLimit: borrowing, lendingLimit: lending)
              ])
          ])
      ], preemption: preemption)
  }

  static func plane(
    _ queues: [Kueue.ClusterQueue],
    flavors: [Kueue.ResourceFlavor] = [Kueue.ResourceFlavor(name: "default")],
    topologies: [Kueue.Topology] = [], fairSharing: [Kueue.FairSharingStrategy]? = nil,
    ready: Kueue.WaitForPodsReady? = nil
  ) -> KueueControlPlane {
    KueueControlPlane(
      KueueControlPlane.Options(
        configuration: Kueue.Configuration(
          resourceFlavors: flavors, clusterQueues: queues, localQueues: [],
          fairSharing: fairSharing, waitForPodsReady: ready),
        topologies: topologies, excludedResourcePrefixes: ["cpu", "memory"]))
  }

  private func run(
    _ jobs: [Job], _ plane: KueueControlPlane, on machines: [Node] = nodes(2),
    changes: [ClusterChange] = [],
    options: WorkloadRunOptions = WorkloadRunOptions()
  ) -> WorkloadRun {
    var run = WorkloadRun(
      WorkloadScenario(nodes: machines, jobs: jobs, changes: changes), under: plane,
      options: options)
    run.finish()
    return run
  }

  private func sent(
    _ name: String, _ gpus: Int, count: Int = 1, to queue: String, at arrival: Int = 0,
    for seconds: Int? = 10, priority: Int = 0
  ) -> Job {
    var made = job(
      name, gpus, count: count, at: arrival, for: seconds, priority: priority, progress: .together)
    made.queue = queue
    return made
  }

  /// Steps about jobs only: `4 admitted b`.
  private func decisions(_ run: WorkloadRun) -> [String] {
    told(run).filter {
      $0.contains(" admitted ") || $0.contains(" suspended ") || $0.contains(" pended ")
    }
  }

  static let reclaiming = Kueue.Preemption(reclaimWithinCohort: .any)

  /// Two queues of 4 GPUs each. `a` borrows all that `b` does not use; when `b` wants its own back,
  /// the job of `a` that was admitted last goes, and comes back when `b` is done.
  @Test func quotaIsLentAndReclaimed() {
    let run = run(
      [
        sent("a0", 4, to: "a", for: 100), sent("a1", 4, to: "a", at: 1, for: 100),
        sent("b0", 4, to: "b", at: 20, for: 10),
      ],
      Self.plane([
        Self.queue("a", 4, preemption: Self.reclaiming),
        Self.queue("b", 4, preemption: Self.reclaiming),
      ]))
    #expect(
      decisions(run) == [
        "0 admitted a0", "1 admitted a1", "20 suspended a1", "20 pended b0", "20 admitted b0",
        // Overtaken by b0 at first, then alone and without anyone to push out.
        "20 pended a1", "20 pended a1", "30 admitted a1",
      ])
    #expect(run.metrics.jobs.finished == 3)
    // 19 s of four GPUs were lost.
    #expect(run.metrics.lostGPUSeconds == 76)
  }

  /// With checkpoints every 5 s only the last 4 of 19 s are lost.
  @Test func checkpointsLimitWhatPreemptionCosts() {
    var saving = sent("a1", 4, to: "a", at: 1, for: 100)
    saving.checkpointInterval = .seconds(5)
    let run = run(
      [
        sent("a0", 4, to: "a", for: 100), saving, sent("b0", 4, to: "b", at: 20, for: 10),
      ],
      Self.plane([
        Self.queue("a", 4, preemption: Self.reclaiming),
        Self.queue("b", 4, preemption: Self.reclaiming),
      ]))
    #expect(run.metrics.lostGPUSeconds == 16)
    // 15 s done by 20, 85 s left from 30 on.
    #expect(run.world.jobStatus[1].endedAt == at(115))
  }

  /// The borrowing limit of 2 lets `a` use 6 of 8 GPUs, the lending limit of 1 only 5.
  @Test(arguments: [(nil, nil, 8), (2, nil, 6), (nil, 1, 5), (2, 1, 5), (0, nil, 4)])
  func limitsOfBorrowingAndLending(_ borrowing: Int?, _ lending: Int?, _ expected: Int) {
    let run = run(
      (0..<10).map { sent("a\($0)", 1, to: "a", for: nil) },
      Self.plane([
        Self.queue("a", 4, borrowing: borrowing), Self.queue("b", 4, lending: lending),
      ]))
    #expect(run.world.jobStatus.count { $0.phase == .active } == expected)
  }

  /// `b` has nothing left of its own and may push out lower priority while it borrows.
  @Test func borrowingWithPreemption() {
    let rules = Kueue.Preemption(
      reclaimWithinCohort: .lowerPriority,
      borrowWithinCohort: Kueue.BorrowWithinCohort(policy: .lowerPriority))
    let jobs = [
      sent("a0", 4, to: "a", for: 100), sent("a1", 2, to: "a", at: 1, for: 100),
      sent("b0", 4, to: "b", at: 5, for: 10, priority: 5),
    ]
    let with = run(
      jobs,
      Self.plane([
        Self.queue("a", 4), Self.queue("b", 2, preemption: rules),
        Self.queue("c", 2),
      ]))
    #expect(decisions(with).contains("5 suspended a1"))
    #expect(decisions(with).contains("5 admitted b0"))
    let without = run(
      jobs,
      Self.plane([
        Self.queue("a", 4),
        Self.queue("b", 2, preemption: Kueue.Preemption(reclaimWithinCohort: .lowerPriority)),
        Self.queue("c", 2),
      ]))
    #expect(!decisions(without).contains { $0.contains("suspended") })
  }

  /// `a` came first and took all 8 GPUs, one a job. Fair sharing gives half of them to `b`.
  @Test func fairSharingEvensOut() {
    let queues = ["a", "b"].map { name in
      Self.queue(
        name, 0, preemption: Kueue.Preemption(reclaimWithinCohort: .any))
    }
    let jobs =
      (0..<8).map { sent("a\($0)", 1, to: "a", for: nil) }
      + (0..<8).map { sent("b\($0)", 1, to: "b", at: 10, for: nil) }
    func active(_ fairSharing: [Kueue.FairSharingStrategy]?) -> [Int] {
      let run = run(
        jobs, Self.plane(queues + [Self.queue("pool", 8)], fairSharing: fairSharing))
      return ["a", "b"].map { name in
        run.world.jobs.indices.count {
          run.world.jobs[$0].queue == name && run.world.jobStatus[$0].phase == .active
        }
      }
    }
    #expect(active(Kueue.Configuration.defaultFairSharing) == [4, 4])
    #expect(active(nil) == [8, 0])
  }

  /// Six pods are wanted, three are enough, and the queue has quota for four.
  @Test func partialAdmission() {
    var flexible = sent("a0", 1, count: 6, to: "a")
    flexible.podSets[0].minimumCount = 3
    let run = run([flexible], Self.plane([Self.queue("a", 4)]))
    #expect(told(run).count { $0.contains(" placed ") } == 4)
    #expect(run.metrics.jobs.finished == 1)
  }

  /// The first job wants more than the queue has left; the second one would fit.
  @Test func strictFIFOBlocksWhereBestEffortPasses() {
    let jobs = [
      sent("a0", 2, to: "a", for: 10), sent("a1", 4, to: "a", at: 1, for: 10),
      sent("a2", 1, to: "a", at: 2, for: 10),
    ]
    let strict = run(jobs, Self.plane([Self.queue("a", 4, strategy: .strictFIFO)]))
    #expect(
      decisions(strict) == [
        "0 admitted a0", "1 pended a1", "10 admitted a1", "10 pended a2", "20 admitted a2",
      ])
    let best = run(jobs, Self.plane([Self.queue("a", 4)]))
    #expect(
      decisions(best) == [
        "0 admitted a0", "1 pended a1", "2 admitted a2", "12 admitted a1",
      ])
  }

  /// At 5 s the quota falls to zero: nothing is taken away, nothing new comes until it is back.
  @Test func quotaChangesAtRunTime() {
    func change(_ time: Int, _ nominal: Int) -> ClusterChange {
      ClusterChange(
        time: at(time),
        kind: .quota(
          QuotaChange(queue: "a", flavor: "default", resource: .nvidiaGPU, nominal: nominal)))
    }
    let run = run(
      [sent("a0", 4, to: "a", for: 10), sent("a1", 4, to: "a", at: 1, for: 10)],
      Self.plane([Self.queue("a", 4)]), changes: [change(5, 0), change(30, 4)])
    #expect(
      decisions(run) == ["0 admitted a0", "1 pended a1", "5 pended a1", "30 admitted a1"])
  }

  // MARK: Topology

  static let rack = "rack"

  private var racks: [Node] {
    (0..<6).map { index in
      var node = nodes(1)[0]
      node.name = "n\(index)"
      node.labels = [Self.rack: "r\(index / 2)", WellKnownLabel.hostname: "n\(index)"]
      return node
    }
  }

  private func topologyPlane() -> KueueControlPlane {
    Self.plane(
      [Self.queue("a", 24, flavor: "tas")],
      flavors: [Kueue.ResourceFlavor(name: "tas", topologyName: "dc")],
      topologies: [
        Kueue.Topology(name: "dc", levels: [Self.rack, WellKnownLabel.hostname])
      ].compactMap { $0 })
  }

  /// Three racks of 8 GPUs. Two jobs of 5 GPUs leave 3, 3 and 8 free in them: 7 more GPUs go to the
  /// third, and another 4 are there in all but not in one rack.
  @Test func topologyKeepsAJobInOneRack() {
    func wanting(_ name: String, _ count: Int, at time: Int) -> Job {
      var made = sent(name, 1, count: count, to: "a", at: time, for: time == 3 ? 10 : 100)
      made.podSets[0].topology = TopologyRequest(.required(level: Self.rack))
      return made
    }
    let run = run(
      [
        wanting("j0", 5, at: 0), wanting("j1", 5, at: 1), wanting("j2", 7, at: 2),
        wanting("j3", 4, at: 3),
      ], topologyPlane(), on: racks)
    #expect(
      decisions(run) == [
        "0 admitted j0", "1 admitted j1", "2 admitted j2", "3 pended j3", "100 admitted j3",
      ])
    for job in 0..<4 {
      let placed = run.steps.filter { $0.kind == .placed && $0.job == job }
      let used = Set(placed.compactMap(\.node).map { node in node / 2 })
      #expect(used.count == 1, "job \(job) in \(used)")
    }
  }

  /// A machine dies under a pinned job: it is queued again and finds another rack.
  @Test func aLostNodeSendsAPinnedJobElsewhere() {
    var wanting = sent("j0", 1, count: 8, to: "a", for: 50)
    wanting.podSets[0].topology = TopologyRequest(.required(level: Self.rack))
    let run = run(
      [wanting], topologyPlane(), on: racks,
      changes: [ClusterChange(time: at(10), kind: .fail(0))])
    #expect(decisions(run) == ["0 admitted j0", "10 suspended j0", "10 admitted j0"])
    #expect(run.metrics.jobs.finished == 1)
  }

  // MARK: Around Kueue

  @Test func jobsWithoutQueueRunAtOnceAndThoseOfUnknownQueuesNever() {
    let run = run(
      [job("free", 1), sent("lost", 1, to: "nowhere")], Self.plane([Self.queue("a", 4)]))
    #expect(decisions(run) == ["0 admitted free", "0 pended lost"])
    let pended = run.steps.firstIndex { $0.kind == .pended }
    guard case .kueue(.noQueue("nowhere"))? = pended.flatMap({ run.why(step: $0) }) else {
      Issue.record("no reason")
      return
    }
  }

  /// Quota for 8 GPUs on nodes of 4: two pods of 3 take one node each, so a job that needs a third
  /// one is admitted and cannot be placed. After 20 s it gives its quota back and backs off.
  @Test func podsThatDoNotBecomeReadyGiveTheirQuotaBack() {
    let run = run(
      [sent("j0", 3, count: 2, to: "a", for: 100), sent("j1", 2, to: "a", at: 1, for: 10)],
      Self.plane(
        [Self.queue("a", 8)], ready: Kueue.WaitForPodsReady(timeout: .seconds(20))))
    #expect(
      decisions(run).prefix(4) == [
        "0 admitted j0", "1 admitted j1", "21 suspended j1", "81 admitted j1",
      ])
    #expect(run.metrics.jobs.finished == 2)
  }

  /// The sum behind a pending workload: 4 of 4 used by others of its queue, 2 lent away.
  @Test func whyTellsTheSum() {
    var run = WorkloadRun(
      WorkloadScenario(
        nodes: nodes(2),
        jobs: [
          sent("b0", 2, to: "b", for: nil), sent("a0", 4, to: "a", for: nil),
          sent("b1", 4, to: "b", at: 1, for: nil),
        ]),
      under: Self.plane([Self.queue("a", 4), Self.queue("b", 4)]))
    run.finish()
    let moment = run.moment(after: run.steps.count)
    guard let plane = moment.plane as? KueueControlPlane,
      case .head(let head)? = plane.why(2, moment.world),
      case .quota(let shortage)? = head.decision.attempts.first?.obstacles.first
    else {
      Issue.record("no answer")
      return
    }
    #expect(shortage.requested == 4)
    #expect(shortage.available == 2)
    #expect(shortage.block.node == "all")
    #expect(shortage.block.limit == .quota(total: 8, used: 6))
    let pended = run.steps.firstIndex { $0.kind == .pended }
    guard let pended, case .kueue(.head(let told))? = run.why(step: pended) else {
      Issue.record("no why of the step")
      return
    }
    #expect(told.decision.attempts == head.decision.attempts)
  }
}
