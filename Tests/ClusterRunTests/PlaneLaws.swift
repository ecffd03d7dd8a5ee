import Cluster
import Simulation
import Testing

@testable import ClusterRun

/// Laws that hold under every control plane, over the random workloads.
struct PlaneLaws {
  static let limit = 6_000
  let seed: Seed
  let plane: @Sendable (Seed) -> any ControlPlane
  var scenario: WorkloadScenario

  init(_ seed: Seed, jobs: Int = 16, plane: @escaping @Sendable (Seed) -> any ControlPlane) {
    self.seed = seed
    self.plane = plane
    scenario = RandomWorkload.scenario(seed, jobs: jobs)
  }

  func run() -> WorkloadRun {
    WorkloadRun(scenario, under: plane(seed), options: RandomWorkload.runOptions(seed))
  }

  func advance(_ run: inout WorkloadRun, by events: Int) {
    while run.events < Self.limit, run.advance(events: min(events, Self.limit - run.events)) {}
  }

  /// Same seed same digest, and slices change nothing.
  func slicesChangeNothing() {
    var whole = run()
    advance(&whole, by: Self.limit)
    var slices = run()
    advance(&slices, by: 3)
    #expect(slices.steps == whole.steps, "seed \(seed)")
    #expect(slices.samples == whole.samples, "seed \(seed)")
    #expect(slices.digest == whole.digest, "seed \(seed)")
    #expect(slices.metrics == whole.metrics, "seed \(seed)")
  }

  /// No node above its allocatable after any event; at the end every job ended or is in a line.
  func theWorldStaysWhole() {
    var run = run()
    while run.events < Self.limit, run.advance(events: 1) {
      if !run.world.state.overcommitments.isEmpty {
        Issue.record("seed \(seed): \(run.world.state.overcommitments)")
        return
      }
    }
    #expect(run.world.state.violations() == [], "seed \(seed)")
    guard run.events < Self.limit else { return }
    let isCut = scenario.end.map { run.world.now >= $0 } ?? false
    var told: Set<JobIndex> = []
    for line in run.moment(after: run.steps.count).lines {
      switch line.members {
      case .pods(let pods): told.formUnion(pods.map(run.world.job))
      case .jobs(let jobs): told.formUnion(jobs)
      }
    }
    for job in run.world.jobs.indices {
      let status = run.world.jobStatus[job]
      guard status.phase == .active || status.phase == .queued, !isCut else { continue }
      let waits = run.world.pods(of: job).contains { run.world.podStatus[$0].phase == .pending }
      if waits {
        #expect(told.contains(job), "seed \(seed): job \(job) is in no line")
      } else {
        let isHeld = run.world.pods(of: job).contains { pod in
          run.world.state.node(of: pod).map { run.world.nodeStatus[$0].isDown } ?? false
        }
        let isForEver = run.world.jobs[job].duration == nil && status.running > 0
        let isStuck = status.holding < run.world.jobs[job].gang?.minimum ?? 0
        #expect(isHeld || isForEver || isStuck, "seed \(seed): job \(job) hangs: \(status)")
      }
    }
  }

  /// Rerun from the snapshots the picture is the one of the run, and every decision that `isAsked`
  /// has a reason.
  func replayAgrees(_ isAsked: (TraceStep.Kind) -> Bool) {
    var run = run()
    advance(&run, by: Self.limit)
    for index in stride(from: 0, to: run.steps.count, by: max(1, run.steps.count / 60)) {
      let step = run.steps[index]
      let moment = run.moment(after: index + 1)
      #expect(moment.step == index + 1 && moment.time == step.time, "seed \(seed)")
      let held = moment.state.nodes.indices.reduce(0) {
        $0 + moment.state.gpuCount(on: $1) * 1_000 - moment.state.freeGPUMilli(on: $1)
      }
      #expect(held == run.samples[index].allocatedGPUMilli, "seed \(seed), step \(index)")
      if step.isDecision, isAsked(step.kind) {
        #expect(run.why(step: index) != nil, "seed \(seed), step \(index) \(step.kind)")
      }
    }
  }
}
