import BatchQueueing
import Cluster
import Simulation
import Testing

@testable import ClusterRun

/// Laws over random quota trees, jobs and accidents under Kueue.
@Suite struct KueueRunLawTests {
  static let seeds = (0..<12).map { Seed("kueue-\($0)") }
  private static let limit = 5_000

  private func run(_ seed: Seed) -> WorkloadRun {
    WorkloadRun(
      RandomKueue.scenario(seed), under: RandomKueue.plane(seed),
      options: RandomWorkload.runOptions(seed))
  }

  private func advance(_ run: inout WorkloadRun, by events: Int) {
    while run.events < Self.limit, run.advance(events: min(events, Self.limit - run.events)) {}
  }

  @Test(arguments: seeds)
  func sliceSizeAndRepetitionChangeNothing(seed: Seed) {
    var whole = run(seed)
    advance(&whole, by: Self.limit)
    var slices = run(seed)
    advance(&slices, by: 3)
    #expect(slices.steps == whole.steps, "seed \(seed)")
    #expect(slices.digest == whole.digest, "seed \(seed)")
    #expect(slices.metrics == whole.metrics, "seed \(seed)")
  }

  /// Replay from snapshots shows what forward showed, and explaining changes no decision: every
  /// decision of Kueue has its reason.
  @Test(arguments: seeds.prefix(4))
  func replayEqualsForwardAndEveryDecisionIsExplained(seed: Seed) {
    var forward = run(seed)
    var random = SeededGenerator(seed: seed, stream: "looks")
    var seen: [(step: Int, jobs: [JobStatus])] = []
    while forward.events < Self.limit, forward.advance(events: 1) {
      if random.below(40) == 0, seen.last?.step != forward.steps.count {
        seen.append((forward.steps.count, forward.world.jobStatus))
      }
    }
    for look in seen.suffix(6) {
      // Events without a step may have come since.
      let moment = forward.moment(after: look.step)
      #expect(moment.step == look.step, "seed \(seed)")
      #expect(
        moment.world.jobStatus.map(\.evictions) == look.jobs.map(\.evictions), "seed \(seed)")
    }
    for (index, step) in forward.steps.enumerated() {
      switch step.kind {
      case .admitted, .pended, .suspended:
        guard random.below(9) == 0 else { continue }
        guard case .kueue? = forward.why(step: index) else {
          Issue.record("seed \(seed): step \(index) \(step.kind) has no reason")
          return
        }
      default: break
      }
    }
  }

  /// Quota is never exceeded by anything that Kueue admitted itself, wherever in the tree: what a
  /// root's subtree uses is within its quota, and nobody is above its borrowing limit, unless
  /// quotas were lowered.
  @Test(arguments: seeds)
  func quotaIsNeverExceeded(seed: Seed) {
    let scenario = RandomKueue.scenario(seed)
    let isLowered = scenario.changes.contains { if case .quota = $0.kind { true } else { false } }
    guard !isLowered else { return }
    var run = run(seed)
    while run.events < Self.limit, run.advance(events: 1) {
      guard run.steps.last?.kind == .admitted || run.steps.last?.kind == .finished,
        let plane = run.plane as? KueueControlPlane
      else { continue }
      let tree = plane.controller.queueTree()
      for node in tree.nodes {
        for row in node.rows {
          let most = node.parent == nil ? row.subtreeQuota : row.potential
          if row.usage > most {
            Issue.record("seed \(seed): \(node.name) \(row.flavoredResource) \(row)")
            return
          }
          if let limit = row.borrowingLimit, row.borrowed > limit, node.parent != nil {
            Issue.record("seed \(seed): \(node.name) borrows \(row)")
            return
          }
        }
      }
      // A cycle's admissions are handed out one by one.
      if run.isAtRest, let problem = differs(tree, run.world) {
        Issue.record("seed \(seed): \(problem)")
        return
      }
    }
  }

  /// What the queues use is what the active jobs were admitted with.
  private func differs(_ tree: Kueue.QueueTree, _ world: World) -> String? {
    var used: [String: Int] = [:]
    for (job, status) in zip(world.jobs, world.jobStatus) where status.phase == .active {
      guard let admission = status.admission, !job.queue.isEmpty else { continue }
      for (set, part) in zip(job.podSets, admission.podSets) {
        for flavor in part.flavors {
          let amount = set.template.effectiveRequest[flavor.resource] ?? 0
          used["\(job.queue) \(flavor.flavor)/\(flavor.resource)", default: 0] +=
            amount * part.count
        }
      }
    }
    for node in tree.nodes where node.isClusterQueue {
      for row in node.rows {
        let mine = used["\(node.name) \(row.flavoredResource)"] ?? 0
        if mine != row.usage { return "\(node.name) uses \(row.usage), its jobs \(mine)" }
      }
    }
    return nil
  }

  /// Every job ends, runs on, or has a reason to wait.
  @Test(arguments: seeds)
  func everyJobEndsOrIsExplained(seed: Seed) {
    var run = run(seed)
    advance(&run, by: Self.limit)
    guard run.isFinished else { return }
    let moment = run.moment(after: run.steps.count)
    guard let plane = moment.plane as? KueueControlPlane else {
      Issue.record("seed \(seed): no plane")
      return
    }
    let isCut = run.world.now >= (RandomKueue.scenario(seed).end ?? SimTime(nanoseconds: .max))
    for job in run.world.jobs.indices {
      switch run.world.jobStatus[job].phase {
      case .unborn: #expect(isCut, "seed \(seed): job \(job) never came")
      case .finished, .failed: break
      case .queued, .active:
        #expect(plane.why(job, moment.world) != nil, "seed \(seed): job \(job) without a reason")
      }
      if run.world.jobStatus[job].phase == .queued, !isCut,
        case .head(let head)? = plane.why(job, moment.world),
        case .admitted = head.decision.verdict, head.decision.whereabouts == .parked
      {
        // Parked by a rule that nothing has lifted since; the first of its queue never is.
        let line = plane.controller.pending(clusterQueue: head.decision.clusterQueue)
        #expect(
          !(line.queued.isEmpty && line.parked.count == 1),
          "seed \(seed): job \(job) would be admitted and is not")
      }
    }
  }

  /// With places chosen by topology down to the node, nobody waits for a node: at rest every
  /// admitted job has all its pods placed, or none exist any more.
  @Test(arguments: seeds)
  func noGangIsPartlyBoundAtRest(seed: Seed) {
    var run = WorkloadRun(
      RandomKueue.scenario(seed, isPinned: true), under: RandomKueue.plane(seed, isPinned: true))
    while run.events < Self.limit, run.advance(events: 1) {
      guard run.isAtRest else { continue }
      if let wake = run.plane.nextWake(run.world), wake <= run.world.now { continue }
      for job in run.world.jobs.indices {
        let pods = run.world.pods(of: job).map { run.world.podStatus[$0].phase }
        let waiting = pods.count { $0 == .pending }
        if waiting > 0, run.world.jobStatus[job].holding > 0 {
          Issue.record("seed \(seed): job \(job) at \(run.world.now): \(pods)")
          return
        }
      }
    }
    #expect(run.metrics.jobs.finished > 0, "seed \(seed)")
  }
}

/// Random quota trees of up to three levels with two flavors, and jobs for their queues.
enum RandomKueue {
  private static let gpu = "nvidia.com/gpu"

  static func scenario(_ seed: Seed, isPinned: Bool = false) -> WorkloadScenario {
    var random = SeededGenerator(seed: seed, stream: "kueue-scenario")
    let count = 2 + random.below(5)
    let nodes = (0..<count).map { index in
      Node(
        name: "n\(index)",
        allocatable: ResourceList(cpu: .cores(64), memory: .gibi(64), gpus: 4, pods: 110),
        labels: [
          "rack": "r\(index / 2)", "kind": index % 2 == 0 ? "x" : "y",
          WellKnownLabel.hostname: "n\(index)",
        ])
    }
    var jobs: [Job] = []
    var time = SimTime.zero
    for index in 0..<30 {
      time = time + .milliseconds(random.below(4) * 700)
      jobs.append(job(index, at: time, isPinned: isPinned, &random))
    }
    var changes: [ClusterChange] = []
    if !isPinned {
      if random.below(3) == 0 {
        changes += ClusterChange.randomFailures(
          nodes: [0], meanTimeBetween: .seconds(30), meanRepair: .seconds(9), until: at(90),
          seed: seed)
      }
      if random.below(3) == 0 {
        for _ in 0..<3 {
          changes.append(
            ClusterChange(
              time: at(random.below(60)),
              kind: .quota(
                QuotaChange(
                  queue: "q\(random.below(4))", flavor: random.below(2) == 0 ? "x" : "",
                  resource: .nvidiaGPU, nominal: random.below(9),
                  borrowingLimit: random.below(2) == 0 ? random.below(5) : nil))))
        }
      }
    }
    return WorkloadScenario(
      nodes: nodes, jobs: jobs, changes: changes,
      end: random.below(4) == 0 && !isPinned ? at(50 + random.below(60)) : nil, seed: seed)
  }

  private static func job(
    _ index: Int, at time: SimTime, isPinned: Bool, _ random: inout SeededGenerator
  ) -> Job {
    let name = "j\(index)"
    let sets = random.below(4) == 0 ? 2 : 1
    let podSets = (0..<sets).map { number -> PodSet in
      let count = 1 + random.below(5)
      var set = PodSet(
        name: "s\(number)", count: count,
        minimumCount: random.below(3) == 0 ? 1 + random.below(count) : nil,
        template: Pod(
          name: "\(name)-\(number)",
          containers: [ResourceList(cpu: MilliCPU(1), gpus: 1 + random.below(2))]))
      if random.below(2) == 0 {
        let level = random.below(2) == 0 ? "rack" : WellKnownLabel.hostname
        set.topology = TopologyRequest(
          [.required(level: level), .preferred(level: level), .unconstrained][random.below(3)])
      }
      return set
    }
    var job = Job(
      name: name, priority: random.below(3), podSets: podSets, arrival: time,
      duration: random.below(12) == 0 ? nil : .milliseconds(1 + random.below(20_000)),
      progress: isPinned ? .together : [.each, .together, .elastic][random.below(3)])
    job.queue = random.below(12) == 0 && !isPinned ? "" : "q\(random.below(4))"
    if random.below(12) == 0, !isPinned { job.queue = "nowhere" }
    if random.below(2) == 0 { job.checkpointInterval = .milliseconds(1 + random.below(5_000)) }
    if random.below(4) == 0 { job.failures = .chance(perMille: random.below(500)) }
    job.restart = random.below(2) == 0 ? .lostPods : .wholeJob
    if isPinned { job.failures = .none }
    return job
  }

  static func plane(_ seed: Seed, isPinned: Bool = false) -> KueueControlPlane {
    var random = SeededGenerator(seed: seed, stream: "kueue-plane")
    let hasTopology = isPinned || random.below(2) == 0
    func limit(_ most: Int) -> Int? { random.below(3) == 0 ? random.below(most) : nil }
    func group(_ most: Int) -> Kueue.ResourceGroup {
      Kueue.ResourceGroup(
        resources: [gpu],
        flavors: ["x", "y"].map {
          Kueue.FlavorQuotas(
            flavor: $0,
            resources: [
              gpu: Kueue.Quota(
                nominal: random.below(most), borrowingLimit: limit(5), lendingLimit: limit(5))
            ])
        })
    }
    let queues = (0..<4).map { index in
      var queue = Kueue.ClusterQueue(
        name: "q\(index)", cohort: [nil, "left", "right", "root"][random.below(4)],
        queueingStrategy: random.below(2) == 0 ? .strictFIFO : .bestEffortFIFO,
        resourceGroups: [group(9)])
      queue.preemption = Kueue.Preemption(
        withinClusterQueue: [.never, .lowerPriority, .lowerOrNewerEqualPriority][random.below(3)],
        reclaimWithinCohort: [.never, .lowerPriority, .any][random.below(3)],
        borrowWithinCohort: random.below(3) == 0
          ? Kueue.BorrowWithinCohort(policy: .lowerPriority) : nil)
      queue.flavorFungibility = Kueue.FlavorFungibility(
        whenCanBorrow: random.below(2) == 0 ? .mayStopSearch : .tryNextFlavor,
        whenCanPreempt: random.below(2) == 0 ? .mayStopSearch : .tryNextFlavor)
      queue.fairWeight = Double(random.below(4)) / 2
      return queue
    }
    let cohorts = [
      Kueue.Cohort(name: "root", resourceGroups: random.below(2) == 0 ? [group(5)] : []),
      Kueue.Cohort(name: "left", parent: "root"), Kueue.Cohort(name: "right", parent: "root"),
    ]
    var configuration = Kueue.Configuration(
      resourceFlavors: ["x", "y"].map {
        Kueue.ResourceFlavor(
          name: $0, nodeLabels: ["kind": $0], topologyName: hasTopology ? "dc" : nil)
      }, clusterQueues: queues, cohorts: cohorts, localQueues: [],
      fairSharing: random.below(2) == 0 ? Kueue.Configuration.defaultFairSharing : nil)
    configuration.waitForPodsReady =
      isPinned
      ? nil
      : Kueue.WaitForPodsReady(
        timeout: .seconds(15), backoffBase: .seconds(3), backoffLimit: 3)
    return KueueControlPlane(
      KueueControlPlane.Options(
        configuration: configuration,
        topologies: hasTopology
          ? [Kueue.Topology(name: "dc", levels: ["rack", WellKnownLabel.hostname])].compactMap {
            $0
          }
          : [], excludedResourcePrefixes: ["cpu", "memory"]))
  }
}
