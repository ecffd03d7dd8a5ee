import Cluster
import Simulation
import Testing

@testable import ClusterRun

@Suite struct GodelPlaneTests {
  static let seeds = (0..<6).map { Seed("godel-\($0)") }

  private static func plane(_ seed: Seed) -> any ControlPlane {
    var random = SeededGenerator(seed: seed, stream: "options")
    return GodelControlPlane(
      .init(
        schedulers: 1 + random.below(8), isPartitioned: random.below(2) == 0,
        roundLatency: .milliseconds(random.below(2) * 100),
        groupTimeout: .seconds(random.below(3) == 0 ? 20 : 300), seed: seed))
  }

  @Test(arguments: seeds) func slicesChangeNothing(seed: Seed) {
    PlaneLaws(seed, plane: Self.plane).slicesChangeNothing()
  }

  @Test(arguments: seeds) func theWorldStaysWhole(seed: Seed) {
    PlaneLaws(seed, plane: Self.plane).theWorldStaysWhole()
  }

  @Test(arguments: seeds) func replayAgreesAndEveryDecisionHasAReason(seed: Seed) {
    PlaneLaws(seed, plane: Self.plane).replayAgrees { _ in true }
  }

  /// Described gangs from which nothing was taken have none or enough bound at rest.
  @Test(arguments: seeds) func noGangIsPartlyBoundAtRest(seed: Seed) {
    let laws = PlaneLaws(seed, plane: Self.plane)
    var run = laws.run()
    var disturbed: Set<JobIndex> = []
    var seen = 0
    while run.events < PlaneLaws.limit, run.advance(events: 1) {
      for step in run.steps[seen...] {
        if [.evicted, .lost, .failed, .restarted, .finished].contains(step.kind),
          let job = step.job
        {
          disturbed.insert(job)
        }
      }
      seen = run.steps.count
      guard run.isAtRest else { continue }
      for (job, status) in run.world.jobStatus.enumerated() where !disturbed.contains(job) {
        guard let gang = run.world.jobs[job].gang, gang.isDescribed else { continue }
        if status.holding > 0, status.holding < gang.minimum {
          Issue.record("seed \(seed): job \(job) at \(run.world.now): \(status)")
          return
        }
      }
    }
  }

  // MARK: By hand

  private func run(
    _ jobs: [Job], nodes count: Int, _ options: GodelControlPlane.Options
  ) -> WorkloadRun {
    var run = WorkloadRun(
      WorkloadScenario(nodes: nodes(count), jobs: jobs), under: GodelControlPlane(options))
    run.finish()
    return run
  }

  private func conflicts(_ run: WorkloadRun) -> Int {
    (run.plane as? GodelControlPlane)?.conflicts ?? -1
  }

  /// Two schedulers see the same four free GPUs; the binder lets the older pod in and names it to
  /// the other, which finds no node in the next round.
  @Test func twoSchedulersMeetOnOneNode() throws {
    let run = run(
      [job("a", 3), job("b", 3)], nodes: 1, .init(schedulers: 2, isPartitioned: false))
    #expect(conflicts(run) == 1)
    #expect(
      told(run) == [
        "0 arrived a", "0 arrived b", "0 placed a", "0 unschedulable b", "0 unschedulable b",
        "10 finished a", "10 placed b", "20 finished b",
      ])
    guard case .godel(let reason)? = run.why(step: 3),
      case .conflict(0, let rivals, let failure?) = reason.verdict
    else {
      Issue.record("\(String(describing: run.why(step: 3)))")
      return
    }
    #expect(rivals.map(\.pod) == [0] && rivals[0].scheduler != reason.scheduler)
    #expect(!failure.reasons.isEmpty)
    guard case .godel(let second)? = run.why(step: 4) else { return }
    #expect(second.verdict == .notPlaced(placed: 0, needed: 1))
  }

  @Test func oneSchedulerNeverConflicts() {
    let jobs = (0..<12).map { job("j\($0)", 1 + $0 % 3) }
    #expect(conflicts(run(jobs, nodes: 2, .init(schedulers: 1))) == 0)
  }

  /// Each scheduler has a node of its own.
  @Test func partitionsAvoidTheConflict() {
    let run = run([job("a", 3), job("b", 3)], nodes: 2, .init(schedulers: 2))
    #expect(conflicts(run) == 0)
    #expect(run.time == at(10))
  }

  /// Of the second gang one pod is refused, so that none of it starts; it is whole later.
  @Test func aGangIsRefusedAsAWhole() {
    let run = run(
      [
        job("a", 1, count: 3, progress: .together, gang: 3),
        job("b", 1, count: 3, progress: .together, gang: 3),
      ], nodes: 1, .init(schedulers: 2, isPartitioned: false))
    #expect(conflicts(run) == 3)
    #expect(run.metrics.jobs.finished == 2 && run.time == at(20))
  }

  /// Five minutes after it came a group that has not started is given up.
  @Test func aGroupIsGivenUp() {
    let run = run(
      [
        job("a", 4, for: 400), job("b", 2, count: 2, at: 1, for: 5, progress: .together, gang: 2),
      ], nodes: 1, .init(schedulers: 1))
    let last = run.steps.indices.last { run.steps[$0].kind == .unschedulable }
    guard case .godel(let reason)? = last.flatMap({ run.why(step: $0) }) else {
      Issue.record("no reason")
      return
    }
    #expect(reason.verdict == .timedOut(after: .seconds(300)))
    #expect(run.metrics.jobs.finished == 1)
  }

  @Test func aGroupWaitsForItsPods() {
    let run = run([job("g", 1, count: 2, gang: 3)], nodes: 1, .init(schedulers: 1))
    #expect(run.steps.contains { $0.kind == .gated })
    #expect(run.metrics.placed == 0)
  }
}
