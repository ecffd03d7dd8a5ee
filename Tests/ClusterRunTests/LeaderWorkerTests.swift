import BatchQueueing
import Cluster
import Simulation
import Testing

@testable import ClusterRun

/// Groups of LeaderWorkerSets in runs, by hand and as laws.
@Suite struct LeaderWorkerTests {
  /// Racks of two nodes with four GPUs each.
  private func racks(_ count: Int) -> [Node] {
    nodes(2 * count).enumerated().map { index, node in
      var node = node
      node.labels["rack"] = "r\(index / 2)"
      return node
    }
  }

  /// A leader of one GPU and workers of three.
  private func group(
    _ set: String, _ index: Int = 0, workers: Int = 2, gpus: Int = 3,
    startup: LWS.StartupPolicy = .leaderCreated, exclusive: String? = "rack",
    for seconds: Int? = 10
  ) -> Job {
    Job(
      name: "\(set)/\(index)",
      podSets: [gpuPods(1, name: "leader"), gpuPods(gpus, count: workers, name: "worker")],
      duration: seconds.map { .seconds($0) }, progress: .together,
      kind: .leaderWorker(
        LeaderWorkerGroup(
          set: set, index: index, startup: startup, exclusiveTopology: exclusive)),
      restart: .wholeJob)
  }

  private func rack(of pod: PodIndex, _ world: World) -> String? {
    world.state.node(of: pod).flatMap { world.state.nodes[$0].labels["rack"] }
  }

  @Test func podsHaveTheNamesAndLabelsOfTheControllers() throws {
    var job = group("serve", 3)
    job.namespace = "ml"
    for set in job.podSets.indices { job.podSets[set].template.namespace = "ml" }
    job.kind = .leaderWorker(
      LeaderWorkerGroup(
        set: "serve", index: 3, exclusiveTopology: "rack",
        subGroups: LWS.SubGroups(size: 3, exclusiveTopology: "host")))
    let pods = job.pods
    #expect(pods.map(\.name) == ["serve-3", "serve-3-1", "serve-3-2"])
    let specification = try #require(job.group)
    #expect(specification.needsPodAffinity)
    for (worker, pod) in pods.enumerated() {
      #expect(pod.labels[LWS.Key.set] == "serve")
      #expect(pod.labels[LWS.Key.groupIndex] == "3")
      #expect(pod.labels[LWS.Key.workerIndex] == "\(worker)")
      #expect(pod.labels[LWS.Key.subGroupIndex] == "0")
      #expect(pod.labels[LWS.Key.revision] == nil)
      // `printf ml/serve-3 | sha1sum`, and the same of `serve-3/0`.
      #expect(pod.labels[LWS.Key.groupKey] == "03c77010a0f65c621c80b14361e976baa36151e3")
      #expect(pod.labels[LWS.Key.subGroupKey] == "b78d24bd309a9e7ccf95d42e3d1ff54a2c327171")
      // Only the leader is tied to the rack by affinity; each pod of a part is, to its host.
      #expect(
        pod.podAffinity.required.map(\.topologyKey) == (worker == 0 ? ["rack", "host"] : ["host"]))
      #expect(
        pod.podAntiAffinity.required.map(\.topologyKey)
          == (worker == 0 ? ["rack", "host"] : ["host"]))
    }
    #expect(pods[0].ownerSelector?.requirements.map(\.key) == [LWS.Key.set, LWS.Key.workerIndex])
    #expect(
      pods[1].ownerSelector?.requirements.map(\.key)
        == [LWS.Key.groupIndex, LWS.Key.groupKey, LWS.Key.set])
  }

  /// A template that has terms for the topology already keeps its own.
  @Test func ownTermsStand() {
    var job = group("serve")
    let term = PodAffinityTerm(topologyKey: "rack", selector: LabelSelector())
    job.podSets[0].template.podAffinity.required = [term]
    #expect(job.pods[0].podAffinity.required.count == 2)
    job.podSets[0].template.podAntiAffinity.required = [term]
    #expect(job.pods[0].podAffinity.required == [term])
    #expect(job.pods[0].podAntiAffinity.required == [term])
  }

  /// Two groups, three racks: each takes one for itself, workers are made when the leader has its
  /// node, and lie in its rack.
  @Test func eachGroupHasARackForItself() {
    let run = finished(
      WorkloadScenario(nodes: racks(3), jobs: [group("s", 0), group("s", 1)]))
    #expect(
      told(run).prefix(4) == ["0 arrived s-0", "0 arrived s-1", "0 placed s-0", "0 arrived s-0-1"])
    #expect(run.metrics.jobs.finished == 2)
    let racks = run.steps.filter { $0.kind == .placed }.reduce(into: [Int: Set<Int>]()) {
      $0[$1.job ?? 0, default: []].insert(($1.node ?? 0) / 2)
    }
    #expect(racks[0]?.count == 1 && racks[1]?.count == 1 && racks[0] != racks[1])
  }

  /// One rack: the second group waits for the end of the first, though there is room for its
  /// leader.
  @Test func theSecondGroupWaitsForADomain() {
    let jobs = [group("s", 0), group("s", 1)]
    var run = finished(WorkloadScenario(nodes: racks(1), jobs: jobs))
    #expect(told(run).contains("0 unschedulable s-1"))
    #expect(told(run).contains("10 placed s-1"))
    #expect(told(run).last == "20 finished s-1-2")
    // Groups of another set keep out as well, even one without an exclusive topology.
    let other = group("t", 0, workers: 1, gpus: 1, exclusive: nil)
    run = finished(WorkloadScenario(nodes: racks(1), jobs: [group("s", 0, for: nil), other]))
    #expect(told(run).filter { $0.contains("placed t") } == [])
    // A group of another namespace does not see it.
    var foreign = other
    foreign.namespace = "elsewhere"
    for set in foreign.podSets.indices { foreign.podSets[set].template.namespace = "elsewhere" }
    run = finished(WorkloadScenario(nodes: racks(1), jobs: [group("s", 0, for: nil), foreign]))
    #expect(told(run).contains { $0.contains("placed t-0") })
  }

  /// Workers whose rack is full wait, though other racks are empty.
  @Test func workersStayWithTheLeader() {
    let run = finished(
      WorkloadScenario(nodes: racks(2), jobs: [group("s", 0, workers: 3, for: nil)], end: at(60)))
    let world = run.world
    #expect(world.jobStatus[0].leaderDomain != nil)
    let pods = Array(world.pods(of: 0))
    #expect(pods.map { world.podStatus[$0].phase }.filter { $0 == .pending }.count == 1)
    #expect(Set(pods.compactMap { rack(of: $0, world) }).count == 1)
  }

  /// LeaderReady: no worker before the leader runs, whatever the gap between pods.
  @Test func aGapBetweenPodsDoesNotOvertakeTheLeader() {
    var job = group("s", startup: .leaderReady, exclusive: nil)
    job.podGap = .seconds(1)
    // The GPU for the leader comes free at 5 s.
    let blocker = ClusterRunTests.job("b", 4, for: 5)
    var run = onOneLeaderNode(blocker, job)
    #expect(
      told(run).filter { $0.contains("arrived s") } == [
        "0 arrived s-0", "5 arrived s-0-1", "5 arrived s-0-2",
      ])
    // A leader that runs at once: its workers keep their gaps.
    run = finished(WorkloadScenario(nodes: racks(1), jobs: [job]))
    #expect(
      told(run).filter { $0.contains("arrived s") } == [
        "0 arrived s-0", "1 arrived s-0-1", "2 arrived s-0-2",
      ])
  }

  /// The leader and the blocker fit only on the first node.
  private func onOneLeaderNode(_ blocker: Job, _ job: Job) -> WorkloadRun {
    var (blocker, job) = (blocker, job)
    blocker.podSets[0].template.nodeSelector = ["rack": "r0"]
    job.podSets[0].template.nodeSelector = ["rack": "r0"]
    var all = racks(2)
    all.remove(at: 1)
    return finished(WorkloadScenario(nodes: all, jobs: [blocker, job]))
  }

  /// A retry delay does not bring workers before their leader either.
  @Test func afterABreakTheLeaderComesFirst() {
    var job = group("s", startup: .leaderReady)
    job.failures = .after([.seconds(4)])
    let run = finished(WorkloadScenario(nodes: racks(1), jobs: [job]))
    let arrivals = told(run).filter { $0.contains("arrived") }
    #expect(arrivals.count == 6)
    #expect(arrivals[3] == "4 arrived s-0")
    #expect(told(run).last == "14 finished s-0-2")
  }

  /// The whole group goes with any of its pods, and comes again in one rack; with restart `lostPods`
  /// only a leader takes the others along.
  @Test func aGroupRestartsWhole() throws {
    for restart in [Job.Restart.wholeJob, .lostPods] {
      for isLeaderLost in [true, false] {
        var job = group("s", for: nil)
        job.restart = restart
        var scenario = WorkloadScenario(nodes: racks(2), jobs: [job], end: at(30))
        let calm = finished(scenario)
        let victim = isLeaderLost ? 0 : 2
        let node = try #require(calm.world.state.node(of: victim))
        let together = calm.world.state.podsOnNode[node]
        scenario.changes = [ClusterChange(time: at(5), kind: .fail(node))]
        let run = finished(scenario)
        let isWhole = restart == .wholeJob || together.contains(0)
        let anew = run.world.podStatus.indices.filter { run.world.podStatus[$0].incarnation > 1 }
        #expect(anew == (isWhole ? [0, 1, 2] : together.sorted()), "\(restart) \(isLeaderLost)")
        #expect(Set((0..<3).compactMap { rack(of: $0, run.world) }).count == 1)
      }
    }
  }

  /// A gang of leader and workers behind an exclusive topology never starts: its workers come only
  /// after its leader, its leader only with its workers.
  @Test func aGangOfAllWaitsForEver() {
    var job = group("s", for: 10)
    job.gang = Job.Gang(minimum: 3)
    var options = KubeControlPlane.Options()
    options.gang = .standardPermit
    let run = finished(WorkloadScenario(nodes: racks(1), jobs: [job]), options)
    #expect(run.world.podStatus[0].phase == .pending)
    #expect(run.world.workersWait(for: 0) == .leaderNotScheduled(group: 0))
    options.gang = .off
    #expect(
      finished(WorkloadScenario(nodes: racks(1), jobs: [job]), options).metrics.jobs.finished == 1)
  }

  @Test func plansWithoutPodAffinityLeaveItAlone() {
    let scenario = WorkloadScenario(nodes: racks(1), jobs: [group("s")], end: at(60))
    var volcano = WorkloadRun(scenario, under: VolcanoControlPlane())
    volcano.finish()
    #expect(!told(volcano).contains { $0.contains("placed") })
    var kai = WorkloadRun(scenario, under: KAIControlPlane())
    kai.finish()
    #expect(!told(kai).contains { $0.contains("placed") })
  }

  // MARK: Laws

  static let seeds = (0..<24).map { Seed("lws-\($0)") }

  /// Random sets on random clusters with accidents and lower priorities to push away.
  private func scenario(_ seed: Seed) -> WorkloadScenario {
    var scenario = RandomWorkload.scenario(seed, jobs: 14)
    var random = SeededGenerator(seed: seed, stream: "groups")
    for at in scenario.jobs.indices {
      guard random.below(3) > 0 else { continue }
      if scenario.jobs[at].podSets.count > 1 { scenario.jobs[at].podSets[0].count = 1 }
      scenario.jobs[at].kind = .leaderWorker(
        LeaderWorkerGroup(
          set: "set-\(random.below(3))", index: at,
          startup: random.below(3) == 0 ? .leaderReady : .leaderCreated,
          exclusiveTopology: random.below(4) > 0 ? "rack" : nil,
          subGroups: random.below(4) > 0
            ? nil : LWS.SubGroups(size: 1, exclusiveTopology: WellKnownLabel.hostname)))
    }
    return scenario
  }

  private func run(_ seed: Seed) -> WorkloadRun {
    WorkloadRun(
      scenario(seed), under: RandomWorkload.plane(seed),
      options: RandomWorkload.runOptions(seed))
  }

  /// After every event: no pod of another group of the namespace shares a rack with an exclusive
  /// group's leader, and its workers are in its rack.
  @Test(arguments: seeds)
  func domainsAreExclusive(seed: Seed) {
    var run = run(seed)
    while run.events < 2_500, run.advance(events: 1) {
      let world = run.world
      var owners: [String: Set<JobIndex>] = [:]
      for pod in world.podStatus.indices where world.podStatus[pod].holds {
        guard world.jobs[world.job(of: pod)].group != nil, let rack = rack(of: pod, world) else {
          continue
        }
        owners[rack, default: []].insert(world.job(of: pod))
      }
      for job in world.jobs.indices where world.jobs[job].group?.exclusiveTopology != nil {
        let pods = world.pods(of: job)
        let leader = pods.lowerBound
        let holders = pods.filter { world.podStatus[$0].holds }
        guard !holders.isEmpty else { continue }
        let racks = Set(holders.map { rack(of: $0, world) })
        if racks.count > 1 || racks.contains(nil) {
          Issue.record("seed \(seed), event \(run.events): job \(job) lies in \(racks)")
          return
        }
        if let rack = rack(of: leader, world), owners[rack] != [job] {
          Issue.record("seed \(seed), event \(run.events): \(rack) has \(owners[rack] ?? [])")
          return
        }
      }
    }
    #expect(run.world.state.violations() == [], "seed \(seed)")
  }

  /// No worker is older than its leader, and none is there before it may be. At rest, a group that
  /// restarts whole goes as a whole.
  @Test(arguments: seeds)
  func groupsLiveAndGoTogether(seed: Seed) {
    var run = run(seed)
    var before = run.world
    while run.events < 2_500, run.advance(events: 1) {
      let world = run.world
      defer { before = world }
      for job in world.jobs.indices {
        guard world.jobs[job].group != nil, let leader = world.pods(of: job).first else { continue }
        let workers = world.pods(of: job).dropFirst()
        let life = world.podStatus[leader]
        for worker in workers where world.podStatus[worker].phase != .absent {
          if world.podStatus[worker].createdAt < life.createdAt,
            life.phase != .absent, world.podStatus[worker].phase != .succeeded
          {
            Issue.record("seed \(seed), event \(run.events): \(worker) is older than its leader")
            return
          }
        }
        guard world.now > before.now, before.jobs[job].restart == .wholeJob else { continue }
        let phases = before.pods(of: job).map { before.podStatus[$0].phase }
        let stays = phases.contains { [.pending, .reserved, .bound, .running].contains($0) }
        if phases.contains(.ending), stays {
          Issue.record("seed \(seed), event \(run.events): job \(job) goes in part: \(phases)")
          return
        }
      }
    }
  }

  @Test(arguments: seeds.prefix(8))
  func slicesChangeNothing(seed: Seed) {
    var whole = run(seed)
    while whole.events < 2_000, whole.advance(events: 2_000 - whole.events) {}
    var slices = run(seed)
    while slices.events < 2_000, slices.advance(events: min(3, 2_000 - slices.events)) {}
    #expect(slices.steps == whole.steps, "seed \(seed)")
    #expect(slices.digest == whole.digest, "seed \(seed)")
    let step = whole.steps.count / 2
    #expect(whole.moment(after: step).step == step, "seed \(seed)")
  }
}
