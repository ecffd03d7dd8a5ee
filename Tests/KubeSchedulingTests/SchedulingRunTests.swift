import Cluster
import KubeScheduling
import Simulation
import Testing

private func pod(_ gpus: Int, priority: Int = 0) -> Pod {
  Pod(name: "p", priority: priority, containers: [ResourceList(cpu: MilliCPU(1), gpus: gpus)])
}

private func at(_ seconds: Int) -> SimTime { .zero + .seconds(seconds) }

/// Nodes of four GPUs.
private func nodes(_ count: Int) -> [Node] {
  (0..<count).map {
    Node(
      name: "n\($0)",
      allocatable: ResourceList(cpu: .cores(32), memory: .gibi(64), gpus: 4, pods: 110))
  }
}

@Suite struct SchedulingRunTests {
  /// One node of 4 GPUs. A (3 GPUs, 10 s) starts at 0; B (2) fails at 1 and waits for A's end; C
  /// (1) fits beside A.
  @Test func aQueueByHand() {
    let scenario = SchedulingScenario(
      nodes: nodes(1),
      arrivals: [
        .init(pod: pod(3), time: at(0), duration: .seconds(10)),
        .init(pod: pod(2), time: at(1), duration: .seconds(5)),
        .init(pod: pod(1), time: at(2), duration: .seconds(2)),
      ])
    var run = SchedulingRun(scenario)
    run.finish()
    let told = run.steps.map { "\($0.time.nanoseconds / 1_000_000_000) \($0.kind) \($0.pod)" }
    #expect(
      told == [
        "0 arrived 0", "0 placed 0", "1 arrived 1", "1 unschedulable 1", "2 arrived 2",
        "2 placed 2",
        // C's end wakes B, whose back-off of 1 s is over; it fails again, now for 2 s.
        "4 finished 2", "4 unschedulable 1", "10 finished 0", "10 placed 1", "15 finished 1",
      ])
    let metrics = run.metrics
    #expect(metrics.makespan == .seconds(15))
    #expect(metrics.attempts == 5)
    #expect(metrics.failedAttempts == 2)
    #expect(metrics.waitP50 == .zero)
    #expect(metrics.waitP99 == .seconds(9))
    // GPU-seconds: 3 x 10 + 2 x 5 + 1 x 2 = 42 of 4 x 15 = 60.
    #expect(metrics.gpuAllocationPPM == 700_000)
    #expect(metrics.peakGPUAllocationPPM == 1_000_000)
    #expect(metrics.pending == 0)
    #expect(run.samples.map(\.allocatedGPUMilli).max() == 4_000)
    #expect(run.samples.map(\.pending) == [1, 0, 1, 1, 2, 1, 1, 1, 1, 0, 0])
  }

  @Test func higherPriorityGoesFirstThenFirstCome() {
    let scenario = SchedulingScenario(
      nodes: nodes(1),
      arrivals: [0, 5, 5, 1].map {
        .init(pod: pod(1, priority: $0), time: at(0), duration: .seconds(1))
      })
    var run = SchedulingRun(scenario)
    run.finish()
    #expect(run.steps.filter { $0.kind == .placed }.map(\.pod) == [1, 2, 3, 0])
  }

  /// Two cycles of 100 ms: the second pod starts at the end of the second cycle.
  @Test func cyclesTakeTime() {
    var run = SchedulingRun(
      SchedulingScenario(
        nodes: nodes(1),
        arrivals: (0..<2).map { _ in .init(pod: pod(1), time: at(0), duration: .seconds(1)) }),
      options: SchedulingRunOptions(cycleLatency: .milliseconds(100)))
    run.finish()
    #expect(run.metrics.waitP50 == .milliseconds(100))
    #expect(run.metrics.waitP99 == .milliseconds(200))
    #expect(run.metrics.makespan == .milliseconds(1_200))
  }

  @Test(arguments: [(1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (60, 10)])
  func backoffDoubles(failures: Int, seconds: Int) {
    #expect(BackoffPolicy().wait(afterFailures: failures) == .seconds(seconds))
  }

  /// B fails at 0; at 0.5 s a short pod ends and wakes it. Popping when idle, it is tried at once;
  /// else at the next second, when its back-off is over.
  @Test(arguments: [(true, 500), (false, 1_000)])
  func backoffHoldsAPodUnlessNothingElseWaits(popsWhenIdle: Bool, milliseconds: Int) {
    var run = SchedulingRun(
      SchedulingScenario(
        nodes: nodes(1), running: [.init(pod: pod(1), node: 0, remaining: .milliseconds(500))],
        arrivals: [.init(pod: pod(4), time: at(0), duration: .seconds(1))]),
      options: SchedulingRunOptions(backoff: BackoffPolicy(popsWhenIdle: popsWhenIdle)))
    run.finish()
    #expect(run.metrics.waitP50 == .milliseconds(milliseconds))
  }

  /// Two nodes of 4 GPUs, 3 used on the first: the one left is of no use to pods of 2, all of the
  /// second is of use.
  @Test func fragmentsByHand() {
    var run = SchedulingRun(
      SchedulingScenario(
        nodes: nodes(2), running: [.init(pod: pod(3), node: 0, remaining: nil)],
        arrivals: [.init(pod: pod(2), time: at(1), duration: .seconds(1))]))
    run.finish()
    // The mix is one pod of 3 and one of 2. After the arrival: free 1 + 4; node 0: 1 lost for both;
    // node 1: none lost.
    #expect(run.samples[0].fragmentedGPUMilli == 1_000)
    // Placed on node 1: 2 are left there, lost for the pod of 3 (half of the mix).
    #expect(run.samples[1].fragmentedGPUMilli == 2_000)
    #expect(run.samples[1].wholeFreeGPUNodes == 0)
  }
}

@Suite struct RunLawTests {
  static func scenario(_ seed: Seed) -> SchedulingScenario {
    let cluster = RandomCluster(seed: seed, nodes: 1...130, pods: 120)
    var random = SeededGenerator(seed: seed, stream: "times")
    var time = SimTime.zero
    var arrivals: [SchedulingScenario.Arrival] = []
    for pod in cluster.incoming {
      time = time + .milliseconds(random.below(3) * 250)
      var pod = pod
      if random.below(5) == 0 {
        pod.gpuShareMilli = 1 + random.below(999)
        pod.containers = [["cpu": 100]]
      }
      arrivals.append(
        .init(pod: pod, time: time, duration: .milliseconds(500 + random.below(20_000))))
    }
    return SchedulingScenario(nodes: cluster.nodes, arrivals: arrivals)
  }

  @Test(arguments: (0..<30).map { Seed("run-\($0)") })
  func lawsHold(seed: Seed) {
    let scenario = Self.scenario(seed)
    var options = SchedulingRunOptions()
    options.backoff.popsWhenIdle = seed.hash64 % 2 == 0
    var whole = SchedulingRun(scenario, options: options)
    whole.finish()
    var slices = SchedulingRun(scenario, options: options)
    while slices.advance(events: 7) {
      #expect(slices.state.overcommitments == [], "seed \(seed)")
    }
    #expect(slices.steps == whole.steps, "slice size must change nothing, seed \(seed)")
    #expect(slices.samples == whole.samples, "seed \(seed)")
    #expect(slices.digest == whole.digest, "seed \(seed)")
    #expect(slices.metrics == whole.metrics, "seed \(seed)")
    let metrics = whole.metrics
    #expect(metrics.placed + metrics.pending == metrics.pods, "seed \(seed)")
    #expect(metrics.finished == metrics.placed, "seed \(seed)")
    #expect(whole.state.violations() == [], "seed \(seed)")
    for sample in whole.samples {
      #expect(sample.fragmentedGPUMilli <= sample.freeGPUMilli, "seed \(seed)")
    }
  }

  @Test(arguments: (0..<10).map { Seed("why-\($0)") })
  func whyAndReplayAgreeWithTheTrace(seed: Seed) throws {
    var run = SchedulingRun(
      Self.scenario(seed), options: SchedulingRunOptions(snapshotDistance: 5))
    run.finish()
    for index in stride(from: 0, to: run.steps.count, by: 3) {
      let step = run.steps[index]
      let explanation = run.why(step: index)
      #expect((explanation == nil) == !step.isDecision, "seed \(seed)")
      if let explanation {
        #expect(explanation.decision.pod == step.pod, "seed \(seed), step \(index)")
        #expect(explanation.decision.node == step.node, "seed \(seed), step \(index)")
        #expect(explanation.decision.feasible == step.feasible, "seed \(seed)")
        #expect(explanation.decision.refused == step.refused, "seed \(seed)")
      }
      let moment = run.moment(after: index + 1)
      #expect(moment.time == step.time, "seed \(seed), step \(index)")
      let held = moment.state.nodes.indices.reduce(0) {
        $0 + moment.state.gpuCount(on: $1) * 1_000 - moment.state.freeGPUMilli(on: $1)
      }
      #expect(held == run.samples[index].allocatedGPUMilli, "seed \(seed), step \(index)")
      #expect(
        moment.ready + moment.inBackoff + moment.waiting.count == run.samples[index].pending,
        "seed \(seed), step \(index)")
    }
  }

  @Test func aDifferentPriorityGivesAnotherDigest() {
    var scenario = Self.scenario(Seed("digest"))
    var first = SchedulingRun(scenario)
    first.finish()
    scenario.arrivals[3].duration = .seconds(77)
    var second = SchedulingRun(scenario)
    second.finish()
    #expect(first.digest != second.digest)
    #expect(first.digest.hasPrefix("v1-sha256:"))
  }
}
