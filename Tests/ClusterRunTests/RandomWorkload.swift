import Cluster
import RandomClusters
import Simulation

@testable import ClusterRun

/// Random clusters, jobs of all kinds, and accidents: small amounts, so that things collide.
enum RandomWorkload {
  static func scenario(_ seed: Seed, jobs count: Int = 40) -> WorkloadScenario {
    let cluster = RandomCluster(seed: seed, nodes: 1...20, pods: 1)
    var random = SeededGenerator(seed: seed, stream: "jobs")
    var time = SimTime.zero
    var jobs: [Job] = []
    for index in 0..<count {
      time = time + .milliseconds(random.below(4) * 500)
      jobs.append(job("j\(index)", at: time, &random))
    }
    var changes: [ClusterChange] = []
    if random.below(2) == 0 {
      changes += ClusterChange.randomFailures(
        nodes: Array(cluster.nodes.indices), meanTimeBetween: .seconds(200),
        meanRepair: .seconds(20), until: at(120), seed: seed)
    }
    if random.below(2) == 0 {
      let node = random.below(cluster.nodes.count)
      let start = random.below(40)
      changes += ClusterChange.maintenance(
        of: node, from: at(start), to: at(start + random.below(60)))
    }
    return WorkloadScenario(
      nodes: cluster.nodes, jobs: jobs, changes: changes,
      end: random.below(3) == 0 ? at(60 + random.below(100)) : nil, seed: seed)
  }

  static func job(_ name: String, at time: SimTime, _ random: inout SeededGenerator) -> Job {
    let sets = random.below(4) == 0 ? 2 : 1
    let podSets = (0..<sets).map { set in
      var template = RandomCluster.pod(&random)
      template.name = "\(name)-\(set)"
      if random.below(6) == 0 {
        template.gpuShareMilli = 1 + random.below(999)
        template.containers = [["cpu": 100]]
      }
      return PodSet(name: "s\(set)", count: 1 + random.below(4), template: template)
    }
    var job = Job(
      name: name, priority: random.below(3), podSets: podSets, arrival: time,
      duration: random.below(12) == 0 ? nil : .milliseconds(random.below(30_000)))
    job.progress = [.each, .together, .elastic][random.below(3)]
    if random.below(2) == 0 {
      job.gang = Job.Gang(
        minimum: 1 + random.below(job.podCount + (random.below(9) == 0 ? 2 : 0)),
        isDescribed: random.below(15) > 0)
    }
    if random.below(3) == 0 { job.podGap = .milliseconds(random.below(3) * 700) }
    if random.below(4) == 0 {
      job.kind = .leaderWorker(
        LeaderWorkerGroup(
          set: name, startup: random.below(2) == 0 ? .leaderReady : .leaderCreated))
    }
    if random.below(2) == 0 { job.checkpointInterval = .milliseconds(1 + random.below(5_000)) }
    switch random.below(5) {
    case 0: job.failures = .chance(perMille: random.below(700))
    case 1: job.failures = .meanTimeBetween(.seconds(1 + random.below(40)))
    case 2: job.failures = .after([.milliseconds(random.below(9_000)), .zero])
    default: break
    }
    job.retryLimit = random.below(5)
    job.restart = random.below(2) == 0 ? .lostPods : .wholeJob
    if random.below(3) == 0 { job.rank = random.below(5) }
    return job
  }

  static func runOptions(_ seed: Seed) -> WorkloadRunOptions {
    var random = SeededGenerator(seed: seed, stream: "options")
    return WorkloadRunOptions(
      terminationGrace: .milliseconds(random.below(3) * 1_500),
      lostPodDelay: .milliseconds(random.below(2) * 4_000), snapshotDistance: 7)
  }

  /// Every control plane in turn.
  static func plane(_ seed: Seed) -> any ControlPlane {
    var random = SeededGenerator(seed: seed, stream: "plane")
    var options = KubeControlPlane.Options()
    options.gang =
      [.off, .standardPermit, .permit(timeout: .seconds(7)), .podGroupCycle][random.below(4)]
    if random.below(2) == 0 {
      options.cycleLatency = .milliseconds(10 + random.below(100))
      options.backoff.popsWhenIdle = random.below(2) == 0
    }
    let kube = KubeControlPlane(options)
    return random.below(3) == 0 ? GatedPlane(inner: kube, limit: 1 + random.below(8)) : kube
  }
}

/// A toy quota in front of kube-scheduler: at most `limit` jobs at a time, first come first served;
/// a job of higher priority takes the place of the last one admitted. Partial admissions, node
/// selectors and suspensions all happen.
struct GatedPlane: ControlPlane {
  var inner: KubeControlPlane
  let limit: Int
  private var queue: [JobIndex] = []
  private var active: [JobIndex] = []
  private var hasTold: Set<JobIndex> = []

  init(inner: KubeControlPlane, limit: Int) {
    self.inner = inner
    self.limit = limit
  }

  var gatesAdmission: Bool { true }
  var isMidSession: Bool { inner.isMidSession }
  mutating func begin(_ world: World) { inner.begin(world) }

  mutating func observe(_ event: ClusterEvent, _ world: World) {
    switch event {
    case .jobArrived(let job), .jobRequeued(let job): queue.append(job)
    case .jobRunsAlready(let job): active.append(job)
    case .jobEnded(let job): active.removeAll { $0 == job }
    default: inner.observe(event, world)
    }
  }

  private func victim(_ world: World) -> JobIndex? {
    guard active.count >= limit, let first = queue.first else { return nil }
    return active.last { world.jobs[$0].priority < world.jobs[first].priority }
  }

  private func canDecide(_ world: World) -> Bool {
    guard let first = queue.first else { return false }
    return active.count < limit || victim(world) != nil || !hasTold.contains(first)
  }

  func nextWake(_ world: World) -> SimTime? {
    canDecide(world) ? world.now : inner.nextWake(world)
  }

  func onlyTimeoutsAhead(_ world: World) -> Bool {
    !canDecide(world) && inner.onlyTimeoutsAhead(world)
  }

  mutating func decide(_ world: World, explaining: Bool) -> ControlDecision? {
    guard canDecide(world) else { return inner.decide(world, explaining: explaining) }
    if let victim = victim(world) {
      active.removeAll { $0 == victim }
      return ControlDecision(.suspend(victim, .preemptedByJob(queue[0])))
    }
    guard active.count < limit else {
      hasTold.insert(queue[0])
      return ControlDecision(.pend(queue[0]))
    }
    let job = queue.removeFirst()
    active.append(job)
    hasTold.remove(job)
    var admission = Admission(whole: world.jobs[job])
    if world.jobs[job].gang == nil, job % 3 == 0 {
      admission.podSets[0].count = max(1, admission.podSets[0].count - 1)
    }
    if job % 7 == 0 { admission.podSets[0].nodeSelector = ["rack": "r1"] }
    return ControlDecision(.admit(job, admission))
  }

  func lines(_ world: World) -> [WaitingLine] {
    [WaitingLine(.queue("all"), .jobs(queue))] + inner.lines(world)
  }
}
