import Cluster
import Simulation
import Testing

@testable import ClusterRun

@Suite struct RunLawTests {
  static let seeds = (0..<16).map { Seed("law-\($0)") }

  private func run(_ seed: Seed) -> WorkloadRun {
    WorkloadRun(
      RandomWorkload.scenario(seed), under: RandomWorkload.plane(seed),
      options: RandomWorkload.runOptions(seed))
  }

  /// Runs to the end, or far enough: some of these scenarios never end.
  private func advance(_ run: inout WorkloadRun, by events: Int, upTo limit: Int = 2_000) {
    while run.events < limit, run.advance(events: min(events, limit - run.events)) {}
  }

  @Test(arguments: seeds)
  func sliceSizeAndRepetitionChangeNothing(seed: Seed) {
    var whole = run(seed)
    advance(&whole, by: 2_000)
    var slices = run(seed)
    advance(&slices, by: 3)
    #expect(slices.steps == whole.steps, "seed \(seed)")
    #expect(slices.samples == whole.samples, "seed \(seed)")
    #expect(slices.digest == whole.digest, "seed \(seed)")
    #expect(slices.metrics == whole.metrics, "seed \(seed)")
  }

  @Test(arguments: seeds)
  func theWorldStaysWhole(seed: Seed) {
    var run = run(seed)
    while run.events < 2_000, run.advance(events: 1) {
      let world = run.world
      if !world.state.overcommitments.isEmpty {
        Issue.record("seed \(seed): \(world.state.overcommitments)")
        return
      }
      if let broken = brokenCount(world) {
        Issue.record("seed \(seed), event \(run.events): \(broken)")
        return
      }
    }
    #expect(run.world.state.violations() == [], "seed \(seed)")
    if run.events < 2_000 { checkEnd(run, seed) }
  }

  /// Counts in the statuses against the pods themselves.
  private func brokenCount(_ world: World) -> String? {
    for job in world.jobs.indices {
      let status = world.jobStatus[job]
      let pods = world.pods(of: job).map { world.podStatus[$0].phase }
      let holding = world.pods(of: job).count { world.podStatus[$0].holds }
      let existing = pods.count { $0 != .absent && $0 != .succeeded }
      if status.holding != holding { return "job \(job) holds \(holding), not \(status.holding)" }
      if status.existing != existing { return "job \(job) has \(existing), not \(status.existing)" }
      if status.running != pods.count(where: { $0 == .running }) { return "job \(job) running" }
      if status.succeeded != pods.count(where: { $0 == .succeeded }) {
        return "job \(job) succeeded"
      }
      for pod in world.pods(of: job) {
        let isPlaced = world.state.node(of: pod) != nil
        if isPlaced != world.podStatus[pod].holds { return "pod \(pod) placed and not holding" }
      }
      switch status.phase {
      case .unborn, .queued, .finished, .failed:
        if existing > 0 { return "job \(job) \(status.phase) has pods" }
      case .active: break
      }
    }
    return nil
  }

  /// Every job ended, or something that waits explains it.
  private func checkEnd(_ run: WorkloadRun, _ seed: Seed) {
    let world = run.world
    let moment = run.moment(after: run.steps.count)
    var told: Set<PodIndex> = []
    var toldJobs: Set<JobIndex> = []
    for line in moment.lines {
      switch line.members {
      case .pods(let pods): told.formUnion(pods)
      case .jobs(let jobs): toldJobs.formUnion(jobs)
      }
    }
    let isCut = run.world.now >= (RandomWorkload.scenario(seed).end ?? SimTime(nanoseconds: .max))
    for job in world.jobs.indices {
      switch world.jobStatus[job].phase {
      case .unborn: #expect(isCut, "seed \(seed): job \(job) never came")
      case .queued: #expect(toldJobs.contains(job), "seed \(seed): job \(job) in no line")
      case .finished, .failed: break
      case .active:
        for pod in world.pods(of: job) where world.podStatus[pod].phase == .pending {
          #expect(told.contains(pod) || isCut, "seed \(seed): pod \(pod) in no line")
        }
        let waits = world.pods(of: job).contains {
          world.podStatus[$0].phase == .pending || world.podStatus[$0].phase == .reserved
        }
        let isAtWork = world.jobStatus[job].running > 0 && world.jobs[job].duration == nil
        // A gang that asks for more pods than it has works never, and the deadlock tells so.
        let isStuck = world.jobStatus[job].holding > 0 && run.metrics.deadlocks > 0
        #expect(
          waits || isAtWork || isCut || isStuck || isHeldByDeadNode(world, job),
          "seed \(seed): job \(job) neither ended nor waits: \(world.jobStatus[job]) \(world.pods(of: job).map { world.podStatus[$0] })"
        )
      }
    }
  }

  private func isHeldByDeadNode(_ world: World, _ job: JobIndex) -> Bool {
    world.pods(of: job).contains { pod in
      world.state.node(of: pod).map { world.nodeStatus[$0].isDown } ?? false
    }
  }

  /// Under a scheduler that knows gangs, bound pods of a gang that nothing was taken from are none
  /// or enough, whenever nothing is left to be decided at the moment.
  @Test(arguments: seeds)
  func gangsAreNeverPartlyBoundAtRest(seed: Seed) {
    var random = SeededGenerator(seed: seed, stream: "gangs")
    var options = KubeControlPlane.Options()
    options.gang = random.below(2) == 0 ? .podGroupCycle : .permit(timeout: .seconds(20))
    var run = WorkloadRun(RandomWorkload.scenario(seed), under: KubeControlPlane(options))
    let gangs = run.world.jobs.indices.filter { run.world.jobs[$0].gang != nil }
    while run.events < 2_000, run.advance(events: 1) {
      guard run.isAtRest else { continue }
      let world = run.world
      for index in gangs {
        let (job, status) = (world.jobs[index], world.jobStatus[index])
        guard let gang = job.gang, status.failures + status.losses + status.evictions == 0,
          status.succeeded == 0, status.phase == .active
        else { continue }
        let count = world.pods(of: index).count {
          world.podStatus[$0].holds && world.podStatus[$0].phase != .reserved
        }
        if count > 0 && count < gang.minimum {
          Issue.record("seed \(seed): \(count) of \(gang.minimum) of \(job.name) are bound")
          return
        }
      }
    }
  }

  @Test(arguments: seeds.prefix(8))
  func replayAndWhyAgreeWithTheRun(seed: Seed) {
    var run = run(seed)
    advance(&run, by: 2_000, upTo: 800)
    for index in stride(from: 0, to: run.steps.count, by: 7) {
      let step = run.steps[index]
      let moment = run.moment(after: index + 1)
      #expect(moment.step == index + 1 && moment.time == step.time, "seed \(seed)")
      let held = moment.state.nodes.indices.reduce(0) {
        $0 + moment.state.gpuCount(on: $1) * 1_000 - moment.state.freeGPUMilli(on: $1)
      }
      #expect(held == run.samples[index].allocatedGPUMilli, "seed \(seed), step \(index)")
      let pending = moment.world.podStatus.count { $0.phase == .pending }
      #expect(pending == run.samples[index].pending, "seed \(seed), step \(index)")
      guard step.kind == .placed || step.kind == .unschedulable || step.kind == .reserved else {
        continue
      }
      guard case .kube(let why, _, _)? = run.why(step: index) else {
        Issue.record("seed \(seed), step \(index): no reason")
        continue
      }
      #expect(why.decision.pod == step.pod, "seed \(seed), step \(index)")
      #expect(why.decision.feasible == step.feasible, "seed \(seed), step \(index)")
      #expect(why.decision.refused == step.refused, "seed \(seed), step \(index)")
      if step.kind != .unschedulable {
        #expect(why.decision.node == step.node, "seed \(seed), step \(index)")
      }
    }
  }

  /// What is lost with an interruption is less than the interval, or the whole when nothing is
  /// saved; work never goes back further.
  @Test(arguments: seeds)
  func checkpointsBoundTheLoss(seed: Seed) {
    var random = SeededGenerator(seed: seed)
    let interval = 1 + random.below(1_000)
    var clock = WorkClock(total: 100_000, saveInterval: interval)
    var now = SimTime.zero
    var saved = 0
    for _ in 0..<200 {
      clock.start(at: now, rate: 1 + random.below(3))
      now = now + SimDuration(nanoseconds: random.below(3_000))
      let done = clock.done(at: now)
      let lost = clock.interrupt(at: now)
      #expect(lost < interval && lost == done - clock.done, "seed \(seed)")
      #expect(clock.done >= saved && clock.done % interval == 0, "seed \(seed)")
      saved = clock.done
    }
  }

  @Test func anotherDurationGivesAnotherDigest() {
    var scenario = RandomWorkload.scenario(Seed("digest"))
    scenario.end = nil
    func digest(_ scenario: WorkloadScenario) -> String {
      var run = WorkloadRun(scenario, under: KubeControlPlane())
      advance(&run, by: 5_000)
      return run.digest
    }
    let before = digest(scenario)
    scenario.jobs[3].arrival = at(999)
    #expect(digest(scenario) != before)
    #expect(before.hasPrefix("v1-sha256:"))
  }
}
