import BatchQueueing
import Cluster
import Simulation
import Testing

@testable import ClusterRun

@Suite struct BackfillPlaneTests {
  static let seeds = (0..<6).map { Seed("backfill-\($0 + 5)") }

  private static func plane(_ seed: Seed) -> any ControlPlane {
    var random = SeededGenerator(seed: seed, stream: "policy")
    return BackfillControlPlane(.init(policy: Backfill.Policy.allCases[random.below(3)]))
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

  /// Jobs from which nothing was taken hold all their pods or none when nothing is left to decide.
  @Test(arguments: seeds) func noJobIsPartlyBoundAtRest(seed: Seed) {
    let laws = PlaneLaws(seed, plane: Self.plane)
    var run = laws.run()
    var disturbed: Set<JobIndex> = []
    var seen = 0
    while run.events < PlaneLaws.limit, run.advance(events: 1) {
      for step in run.steps[seen...] {
        if [.evicted, .lost, .failed, .restarted].contains(step.kind), let job = step.job {
          disturbed.insert(job)
        }
      }
      seen = run.steps.count
      let wake = run.plane.nextWake(run.world)
      guard run.isAtRest, wake.map({ $0 > run.world.now }) ?? true else { continue }
      for (job, status) in run.world.jobStatus.enumerated() {
        guard !disturbed.contains(job), status.phase == .active,
          run.world.jobs[job].progress != .each
        else { continue }
        let waiting = run.world.pendingPods(of: job).count
        if waiting > 0, status.holding > 0 {
          Issue.record("seed \(seed): job \(job) at \(run.world.now): \(status)")
          return
        }
      }
    }
  }

  /// With true declarations and nothing that breaks, a job never starts after the promise that it
  /// was given first: EASY's head and everyone under conservative.
  @Test(arguments: seeds, [Backfill.Policy.easy, .conservative])
  func promisesAreKept(seed: Seed, policy: Backfill.Policy) {
    let scenario = Self.calm(seed)
    var run = WorkloadRun(scenario, under: BackfillControlPlane(.init(policy: policy)))
    var promised: [JobIndex: SimTime] = [:]
    while run.advance(events: 1) {
      guard let plane = run.plane as? BackfillControlPlane else { return }
      for item in plane.reservations {
        let best = min(promised[item.job] ?? item.start, item.start)
        promised[item.job] = best
      }
    }
    #expect(run.metrics.jobs.finished == scenario.jobs.count, "seed \(seed)")
    for (job, promise) in promised.sorted(by: { $0.key < $1.key }) {
      let start = run.world.jobStatus[job].firstStartAt
      #expect(start.map { $0 <= promise } ?? false, "seed \(seed): job \(job), \(promise)")
    }
  }

  /// Jobs of equal pods with exact declarations on small clusters.
  private static func calm(_ seed: Seed) -> WorkloadScenario {
    var random = SeededGenerator(seed: seed, stream: "calm")
    let count = 1 + random.below(3)
    let jobs = (0..<30).map { index in
      job(
        "j\(index)", 1 + random.below(4), count: 1 + random.below(count), at: random.below(40),
        for: 1 + random.below(20), progress: .together)
    }
    return WorkloadScenario(nodes: nodes(count), jobs: jobs)
  }

  // MARK: By hand

  /// Four GPUs. A takes 3 for 10 s; B wants all 4; C (1 GPU, 5 s) ends before A does, D (1 GPU,
  /// 20 s) does not.
  private func line(_ policy: Backfill.Policy) -> WorkloadRun {
    var run = WorkloadRun(
      WorkloadScenario(
        nodes: nodes(1),
        jobs: [
          job("a", 3, for: 10), job("b", 4, at: 1, for: 5), job("c", 1, at: 2, for: 5),
          job("d", 1, at: 3, for: 20),
        ]), under: BackfillControlPlane(.init(policy: policy)))
    run.finish()
    return run
  }

  struct LineCase: Sendable {
    let policy: Backfill.Policy
    /// Starts of a, b, c and d.
    let starts: [Int]
  }

  @Test(arguments: [
    LineCase(policy: .fifo, starts: [0, 10, 15, 15]),
    LineCase(policy: .easy, starts: [0, 10, 2, 15]),
    LineCase(policy: .conservative, starts: [0, 10, 2, 15]),
  ])
  func whoPassesWhom(item: LineCase) {
    let run = line(item.policy)
    #expect(
      run.world.jobStatus.map { $0.firstStartAt } == item.starts.map { at($0) }, "\(item.policy)")
  }

  @Test func reasonsCarryReservationsAndDelays() throws {
    let run = line(.easy)
    func reason(_ name: String, _ kind: ClusterRun.TraceStep.Kind) throws -> BackfillReason {
      let step = try #require(
        run.steps.firstIndex {
          $0.kind == kind && $0.job.map { run.world.jobs[$0].name } == name
        })
      guard case .backfill(let reason)? = run.why(step: step) else {
        throw Missing(step: step)
      }
      return reason
    }
    #expect(try reason("b", .pended).verdict == .noRoom(placeable: 0, of: 1))
    #expect(try reason("b", .pended).reservations.map(\.start) == [at(10)])
    #expect(try reason("c", .placed).verdict == .endsBeforeHead(head: 1, spare: .seconds(3)))
    // C runs from 2 to 7. At 3 nothing is free; at 7 D would run to 27 and move B from 10 to 27.
    #expect(try reason("d", .pended).verdict == .noRoom(placeable: 0, of: 1))
    let late = run.steps.indices.first {
      run.steps[$0].kind == .pended && run.steps[$0].job == 3 && run.steps[$0].time == at(7)
    }
    guard case .backfill(let last)? = late.flatMap({ run.why(step: $0) }) else {
      throw Missing(step: late ?? -1)
    }
    #expect(last.verdict == .wouldDelay(1, by: .seconds(17)))
  }

  struct Missing: Error { let step: Int }

  /// Four free GPUs on two nodes are no room for a pod of four: sums would promise it a start now.
  @Test func scatteredGPUsAreNoRoom() {
    var run = WorkloadRun(
      WorkloadScenario(
        nodes: nodes(2),
        jobs: [
          job("a", 2, for: 10), pinned(job("b", 2, for: 30), to: "n1"), job("c", 4, at: 1, for: 5),
          job("d", 2, at: 2, for: 20),
        ]), under: BackfillControlPlane(.init(policy: .easy)))
    run.finish()
    // C waits for n0 until 10. D (2 GPUs, 20 s) may not take n0, but it may take n1.
    #expect(run.world.jobStatus.map(\.firstStartAt) == [at(0), at(0), at(10), at(2)])
  }

  private func pinned(_ job: Job, to node: String) -> Job {
    var job = job
    job.podSets[0].template.nodeName = node
    return job
  }
}
