import Cluster
import KubeScheduling
import Simulation
import Testing

@testable import ClusterRun

func at(_ seconds: Int) -> SimTime { .zero + .seconds(seconds) }

/// Nodes of four GPUs.
func nodes(_ count: Int, gpus: Int = 4) -> [Node] {
  (0..<count).map {
    Node(
      name: "n\($0)",
      allocatable: ResourceList(cpu: .cores(32), memory: .gibi(64), gpus: gpus, pods: 110))
  }
}

func gpuPods(_ gpus: Int, count: Int = 1, name: String = "p") -> PodSet {
  PodSet(
    count: count,
    template: Pod(name: name, containers: [ResourceList(cpu: MilliCPU(1), gpus: gpus)]))
}

func job(
  _ name: String, _ gpus: Int, count: Int = 1, at arrival: Int = 0, for seconds: Int? = 10,
  priority: Int = 0, progress: Job.Progress = .each, gang: Int? = nil
) -> Job {
  Job(
    name: name, priority: priority, podSets: [gpuPods(gpus, count: count, name: name)],
    arrival: .zero + .seconds(arrival), duration: seconds.map { .seconds($0) },
    progress: progress, gang: gang.map { Job.Gang(minimum: $0) })
}

/// `4 placed b-1`: second, step, pod or job or node.
func told(_ run: WorkloadRun) -> [String] {
  run.steps.map { step in
    let who =
      step.pod.map { run.world.plan.pods[$0].name } ?? step.job.map { run.world.jobs[$0].name }
      ?? step.node.map { run.world.state.nodes[$0].name } ?? ""
    return "\(step.time.nanoseconds / 1_000_000_000) \(step.kind) \(who)"
  }
}

func finished(
  _ scenario: WorkloadScenario, _ options: KubeControlPlane.Options = .init(),
  _ runOptions: WorkloadRunOptions = .init()
) -> WorkloadRun {
  var run = WorkloadRun(scenario, under: KubeControlPlane(options), options: runOptions)
  run.finish()
  return run
}

@Suite struct RunByHandTests {
  /// One node of 4 GPUs. A (3 GPUs, 10 s) starts at 0; B (2) fails at 1 and waits for A's end; C
  /// (1) fits beside A.
  @Test func aQueueByHand() {
    let run = finished(
      WorkloadScenario(
        nodes: nodes(1),
        jobs: [
          job("a", 3, at: 0, for: 10), job("b", 2, at: 1, for: 5), job("c", 1, at: 2, for: 2),
        ]))
    #expect(
      told(run) == [
        "0 arrived a", "0 placed a", "1 arrived b", "1 unschedulable b", "2 arrived c",
        "2 placed c",
        // C's end wakes B, whose back-off of 1 s is over; it fails again, now for 2 s.
        "4 finished c", "4 unschedulable b", "10 finished a", "10 placed b", "15 finished b",
      ])
    let metrics = run.metrics
    #expect(metrics.makespan == .seconds(15))
    #expect(metrics.attempts == 5)
    #expect(metrics.failedAttempts == 2)
    #expect(metrics.waitP50 == .zero)
    #expect(metrics.waitP99 == .seconds(9))
    // GPU-seconds: 3 x 10 + 2 x 5 + 1 x 2 = 42 of 4 x 15 = 60.
    #expect(metrics.gpuAllocationPPM == 700_000)
    #expect(metrics.gpuUtilisationPPM == 700_000)
    #expect(metrics.peakGPUAllocationPPM == 1_000_000)
    #expect(metrics.pending == 0)
    #expect(metrics.jobs.finished == 3)
    #expect(metrics.jobs.longestWait == .seconds(9))
    #expect(run.samples.map(\.allocatedGPUMilli).max() == 4_000)
    #expect(run.samples.map(\.pending) == [1, 0, 1, 1, 2, 1, 1, 1, 1, 0, 0])
  }

  @Test func higherPriorityGoesFirstThenFirstCome() {
    let run = finished(
      WorkloadScenario(
        nodes: nodes(1), jobs: [0, 5, 5, 1].map { job("j", 1, for: 1, priority: $0) }))
    #expect(run.steps.filter { $0.kind == .placed }.map(\.pod) == [1, 2, 3, 0])
  }

  @Test func aRankOrdersTheQueueInPlaceOfThePriority() {
    var jobs = [0, 5, 5, 1].map { job("j", 1, for: 1, priority: $0) }
    jobs[0].rank = 9
    jobs[3].rank = 7
    let run = finished(WorkloadScenario(nodes: nodes(1), jobs: jobs))
    #expect(run.steps.filter { $0.kind == .placed }.map(\.pod) == [0, 3, 1, 2])
  }

  /// Two cycles of 100 ms: the second pod starts at the end of the second cycle.
  @Test func cyclesTakeTime() {
    let run = finished(
      WorkloadScenario(nodes: nodes(1), jobs: (0..<2).map { _ in job("j", 1, for: 1) }),
      .init(cycleLatency: .milliseconds(100)))
    #expect(run.metrics.waitP50 == .milliseconds(100))
    #expect(run.metrics.waitP99 == .milliseconds(200))
    #expect(run.metrics.makespan == .milliseconds(1_200))
  }

  /// B fails at 0; at 0.5 s a short pod ends and wakes it. Popping when idle, it is tried at once;
  /// else at the next second, when its back-off is over.
  @Test(arguments: [(true, 500), (false, 1_000)])
  func backoffHoldsAPodUnlessNothingElseWaits(popsWhenIdle: Bool, milliseconds: Int) {
    var short = job("short", 1)
    short.duration = .milliseconds(500)
    short.startsOn = [0]
    let run = finished(
      WorkloadScenario(nodes: nodes(1), jobs: [short, job("b", 4, for: 1)]),
      .init(backoff: BackoffPolicy(popsWhenIdle: popsWhenIdle)))
    #expect(run.metrics.waitP50 == .milliseconds(milliseconds))
  }

  /// Two nodes of 4 GPUs, 3 used on the first: the one left is of no use to pods of 2, all of the
  /// second is of use.
  @Test func fragmentsByHand() {
    var long = job("long", 3, for: nil)
    long.startsOn = [0]
    let run = finished(
      WorkloadScenario(nodes: nodes(2), jobs: [long, job("b", 2, at: 1, for: 1)]))
    // The mix is one pod of 3 and one of 2. After the arrival: free 1 + 4; node 0: 1 lost for both;
    // node 1: none lost.
    #expect(run.samples[0].fragmentedGPUMilli == 1_000)
    // Placed on node 1: 2 are left there, lost for the pod of 3 (half of the mix).
    #expect(run.samples[1].fragmentedGPUMilli == 2_000)
    #expect(run.samples[1].wholeFreeGPUNodes == 0)
  }

  /// Two pods of a job that works together, one node for one at a time until 5 s: the first holds
  /// and waits; both end 10 s after the second came.
  @Test func togetherTheClockStartsWithTheLast() {
    var blocker = job("x", 2, for: 5)
    blocker.startsOn = [0]
    let run = finished(
      WorkloadScenario(
        nodes: nodes(1), jobs: [blocker, job("g", 2, count: 2, progress: .together)]))
    #expect(
      told(run) == [
        "0 arrived g-0", "0 arrived g-1", "0 placed g-0", "0 unschedulable g-1", "5 finished x",
        "5 placed g-1", "15 finished g-0", "15 finished g-1",
      ])
    // Held: 4 for 15 s. Worked: 2 x 5 + 4 x 10 = 50 of 60.
    #expect(run.metrics.gpuAllocationPPM == 1_000_000)
    #expect(run.metrics.gpuUtilisationPPM == 833_333)
  }

  /// 10 s of work, failing after 4 s, saved every 3 s: 1 s is lost, 7 are left after 10 s of delay.
  @Test func aFailureFallsBackToTheCheckpoint() {
    var failing = job("f", 2)
    failing.failures = .after([.seconds(4)])
    failing.checkpointInterval = .seconds(3)
    let run = finished(WorkloadScenario(nodes: nodes(1), jobs: [failing]))
    #expect(
      told(run) == [
        "0 arrived f", "0 placed f", "4 failed f", "14 arrived f", "14 placed f", "21 finished f",
      ])
    #expect(run.metrics.lostGPUSeconds == 2)
    #expect(run.metrics.failures == 1)
  }

  @Test func aJobGivesUpAfterItsRetries() {
    var failing = job("f", 1, count: 2)
    failing.failures = .after(Array(repeating: .seconds(1), count: 9))
    failing.retryLimit = 1
    let run = finished(WorkloadScenario(nodes: nodes(1), jobs: [failing]))
    #expect(run.world.jobStatus[0].phase == .failed)
    #expect(
      told(run) == [
        "0 arrived f-0", "0 arrived f-1", "0 placed f-0", "0 placed f-1", "1 failed f-0",
        // The second failure is one too many: the first pod, due at 11 s, is not made again.
        "1 failed f-1", "1 gaveUp f",
      ])
    #expect(run.metrics.jobs.gaveUp == 1)
  }

  @Test func aWholeJobIsMadeAnewWhenOnePodIsLost() {
    var group = job("g", 2, count: 2, for: 10, progress: .together)
    group.restart = .wholeJob
    group.checkpointInterval = .seconds(2)
    let run = finished(
      WorkloadScenario(
        nodes: nodes(3, gpus: 2), jobs: [group],
        changes: [
          ClusterChange(time: at(5), kind: .fail(0)), ClusterChange(time: at(30), kind: .repair(0)),
        ]))
    #expect(
      told(run) == [
        "0 arrived g-0", "0 arrived g-1", "0 placed g-0", "0 placed g-1", "5 nodeFailed n0",
        "5 lost g-0", "5 restarted g-1", "5 arrived g-0", "5 arrived g-1", "5 placed g-0",
        "5 placed g-1", "11 finished g-0", "11 finished g-1", "30 nodeRepaired n0",
      ])
    // One second since the checkpoint at 4 s, of four GPUs.
    #expect(run.metrics.lostGPUSeconds == 4)
    #expect(run.metrics.losses == 1 && run.metrics.restarts == 1)
  }

  @Test func aDrainMovesPodsAndGraceTakesTime() {
    let run = finished(
      WorkloadScenario(
        nodes: nodes(2), jobs: [job("a", 4, for: 10)],
        changes: ClusterChange.maintenance(of: 0, from: at(4), to: at(100))), .init(),
      .init(terminationGrace: .seconds(3)))
    #expect(
      told(run) == [
        "0 arrived a", "0 placed a", "4 nodeDraining n0", "4 evicted a", "7 gone a", "7 arrived a",
        "7 placed a", "17 finished a", "100 nodeUncordoned n0",
      ])
    #expect(run.metrics.evictions == 1 && run.metrics.preemptions == 0)
  }

  @Test func workersComeWhenTheLeaderRuns() {
    var group = Job(
      name: "l",
      podSets: [
        PodSet(name: "leader", template: gpuPods(1, name: "leader").template),
        PodSet(name: "worker", count: 2, template: gpuPods(1, name: "worker").template),
      ], duration: .seconds(5), progress: .together,
      kind: .leaderWorker(LeaderWorkerGroup(set: "l", startup: .leaderReady)))
    var told = told(finished(WorkloadScenario(nodes: nodes(1), jobs: [group])))
    #expect(
      told.prefix(4) == [
        "0 arrived l-0", "0 placed l-0", "0 arrived l-0-1", "0 arrived l-0-2",
      ])
    group.kind = .leaderWorker(LeaderWorkerGroup(set: "l"))
    told = ClusterRunTests.told(finished(WorkloadScenario(nodes: nodes(1), jobs: [group])))
    #expect(told.prefix(3).allSatisfy { $0.contains("arrived") })
  }

  /// 12 s of work for three pods: with two it goes at two thirds of the speed.
  @Test func elasticJobsWorkWithWhatTheyHave() {
    var elastic = job("e", 2, count: 3, for: 12, progress: .elastic)
    elastic.gang = nil
    var blocker = job("x", 2, for: 9)
    blocker.startsOn = [0]
    let run = finished(WorkloadScenario(nodes: nodes(1, gpus: 6), jobs: [blocker, elastic]))
    // 9 s at 2/3 are 6 s of work; 6 more with all three.
    #expect(told(run).last == "15 finished e-2")
  }

  @Test func theRunEndsAtTheEnd() {
    let scenario = WorkloadScenario(
      nodes: nodes(1), jobs: [job("a", 4, for: nil), job("b", 1, at: 9)], end: at(7))
    let run = finished(scenario)
    #expect(told(run) == ["0 arrived a", "0 placed a"])
    #expect(run.time == at(7))
    #expect(run.metrics.gpuAllocationPPM == 1_000_000)
  }

  /// Two GPUs for 10 s and, from 4 s on, one for ever.
  @Test func queuesAreCharged() {
    var (a, b) = (job("a", 2, for: 10), job("b", 1, at: 4, for: nil))
    (a.queue, b.queue) = ("research", "serving")
    let run = finished(WorkloadScenario(nodes: nodes(1), jobs: [a, b], end: at(20)))
    #expect(
      run.metrics.queues == [
        QueueUse(queue: "research", gpuMilli: 0, gpuSeconds: 20, entitledGPUMilli: nil),
        QueueUse(queue: "serving", gpuMilli: 1_000, gpuSeconds: 16, entitledGPUMilli: nil),
      ])
  }

  @Test func whoHoldsAPartIsNamed() {
    let jobs = ["a", "b"].map { job($0, 3, count: 2, progress: .together) }
    var run = finished(WorkloadScenario(nodes: nodes(3, gpus: 3), jobs: jobs))
    #expect(run.metrics.jobs.finished == 2)
    run = finished(WorkloadScenario(nodes: nodes(1, gpus: 3), jobs: jobs))
    #expect(run.steps.last?.kind == .deadlock)
    #expect(run.world.jobs.indices.filter { run.world.isPartlyHeld($0) } == [0])
    #expect(run.world.needed(by: 0) == 2)
  }
}
