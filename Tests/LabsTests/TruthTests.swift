import Cluster
import ClusterRun
import Simulation
import Testing
import Traffic
import Wording

@testable import Labs

/// What a run says of itself agrees with what happened in it.
@Suite struct TruthTests {
  private let lab = SchedulingLab()
  private let seed = Seed("truth")

  private func job(
    _ name: String, _ queue: String = "", at second: Int = 0, pods: Int = 1, gpus: Int = 1,
    seconds: Int? = 100
  ) -> JobClass {
    JobClass(
      name: name,
      arrivals: Arrivals(
        count: 1, start: SimTime(nanoseconds: second * 1_000_000_000), pattern: .together),
      queue: queue,
      podSets: [
        JobClass.PodSet(
          name: "main", count: pods,
          shape: PodShape(cpu: .cores(1), memory: .gibi(1), gpus: gpus))
      ], durationSeconds: seconds.map { .uniform($0...$0) })
  }

  private func scenario(
    _ jobs: [JobClass], nodes: Int = 1, gpus: Int = 4, end: Int? = nil
  ) -> SchedulingScenario {
    var scenario = SchedulingScenario(
      heading: ScenarioHeading(title: "t"),
      nodes: [
        NodeGroup(name: "n", count: nodes, cpu: .cores(64), memory: .gibi(256), gpus: gpus)
      ], end: end.map { SimTime(nanoseconds: $0 * 1_000_000_000) })
    scenario.jobs = jobs
    return scenario
  }

  private func run(
    _ scenario: SchedulingScenario, _ choices: [String] = []
  ) throws -> (outcome: RunOutcome, replay: SchedulingReplay) {
    let outcome = try lab.run(
      .scheduling(scenario), choices: try lab.choices(from: choices), seed: seed)
    return (outcome, try #require(outcome.replay as? SchedulingReplay))
  }

  /// After each step: every pod that the history says holds a node has one, and no other.
  private func expectHoldersAgree(_ replay: SchedulingReplay) {
    for step in 0...replay.stepCount {
      let world = replay.run.moment(after: step).world
      for pod in world.plan.pods.indices {
        let told = replay.history.phase(of: pod, at: step).holds
        #expect(
          told == world.podStatus[pod].holds, "\(replay.name(pod)) at step \(step)")
      }
    }
  }

  // MARK: Kueue's preemption

  /// `lent` borrows all of `owner`'s 2 GPUs; `owner` takes them back at 10 s.
  private var lending: SchedulingScenario {
    var scenario = scenario(
      [job("lent", "b", gpus: 4), job("back", "a", at: 10, gpus: 2, seconds: 50)], end: 400)
    scenario.queues = [
      QueueClass(name: "all"),
      QueueClass(
        name: "a", parent: "all",
        quotas: [QueueClass.Quota(resource: .nvidiaGPU, nominal: 2)],
        preemption: QueueClass.Preemption(reclaim: "Any")),
      QueueClass(
        name: "b", parent: "all",
        quotas: [QueueClass.Quota(resource: .nvidiaGPU, nominal: 2)]),
    ]
    return scenario
  }

  @Test(arguments: [0, 30]) func aSuspendedJobHoldsNoLongerThanItsGrace(grace: Int) throws {
    let (outcome, replay) = try run(
      lending, ["control_plane=kueue", "termination_grace_seconds=\(grace)"])
    expectHoldersAgree(replay)
    let bars = replay.bars.rows[0].bars
    let states: [(Gantt.Bar.State, Int, Int)] = bars.map {
      ($0.state, $0.start.nanoseconds / 1_000_000_000, $0.end.nanoseconds / 1_000_000_000)
    }
    // `back` runs 50 s once the victim is gone, then `lent` begins anew.
    let again = 60 + grace
    var expected: [(Gantt.Bar.State, Int, Int)] = [(.lost, 0, 10)]
    if grace > 0 { expected.append((.holding, 10, 40)) }
    expected += [(.waiting, 10 + grace, again), (.working, again, again + 100)]
    #expect(states.map { "\($0)" } == expected.map { "\($0)" })
    // 4 GPUs of `lent` for 10 + grace + 100 s, of 2 x 400 s that its queue is entitled to.
    #expect(
      outcome.metric("share_evenness")?.value
        == Metric(
          try #require(lab.metric("share_evenness")),
          Statistics.jainIndex([100, 4 * (110 + Double(grace))])
        ).value)
    let step = try #require(
      (1...replay.stepCount).last { replay.time(at: $0) == .zero + .seconds(10 + grace) })
    #expect(replay.isServed("lent-0", at: step) == false)
    let why = replay.why(Subject(id: "lent-0", state: Message("lab.on")), at: step)
    #expect(why.headline.key.hasPrefix("lab.kueue."), "\(why.headline)")
    #expect(
      replay.subjects(at: step).first { $0.id == "lent-0" }?.state
        == Message("lab.scheduling.state.queued", "b"))
  }

  @Test func aTraceSaysWhyAJobIsNotAdmitted() throws {
    let (_, replay) = try run(lending, ["control_plane=kueue"])
    let waits = (1...replay.stepCount).compactMap { step in
      replay.decision(at: step).flatMap { $0.kind == "pended" ? $0.sentence.key : nil }
    }
    #expect(waits.first == "lab.scheduling.pended.preempting")
    #expect(waits.allSatisfy { $0 != "lab.scheduling.pended" })
    for cause in PendCause.allCases {
      for language in Language.allCases {
        let said = Wording(language)("lab.scheduling.pended.\(cause)", "x")
        #expect(said.contains("x") && !said.contains("lab."))
      }
    }
  }

  @Test func aQueueCanBeAskedWhatBlocksIt() throws {
    let (_, replay) = try run(lending, ["control_plane=kueue"])
    let step = try #require(
      (1...replay.stepCount).last { replay.time(at: $0) == .zero + .seconds(10) })
    let subject = try #require(replay.subjects(at: step).first { $0.id == "b" })
    let why = replay.why(subject, at: step)
    #expect(why.headline == Message("lab.queue.why", "b", "1"))
    #expect(why.sentences.contains(Message("lab.queue.head", "lent-0")))
    #expect(why.sentences.first?.arguments.prefix(3) == ["nvidia.com/gpu", "2", "0"])
    #expect(replay.isServed("b", at: step) == nil)
  }

  // MARK: A deadlock is no merit

  /// Two gangs of three on four GPUs, pods in turn: each gets two.
  private var deadlock: SchedulingScenario {
    let gangs = ["a", "b"].map { name in
      var gang = job(name, pods: 3)
      gang.gangMinimum = 3
      gang.podGap = .milliseconds(100)
      return gang
    }
    return scenario(gangs)
  }

  @Test func aDeadlockIsBetterInNothing() throws {
    let good = try run(deadlock, ["gang=pod-group-cycle"]).outcome
    let stuck = try run(deadlock).outcome
    #expect(stuck.isStalled && !good.isStalled)
    #expect(stuck.metric("jobs_finished")?.value == 0)
    for id in [
      "makespan", "queue_wait_p95", "queue_wait_mean", "job_wait_p50", "job_wait_p99",
      "group_wait", "fairness", "completion_p50", "job_completion_p50",
    ] {
      #expect(stuck.metric(id)?.value == nil, "\(id)")
      #expect(good.metric(id)?.value != nil, "\(id)")
    }
    #expect(stuck.metric("starved_jobs")?.value == 2)
    for comparison in [Comparison(good, stuck), Comparison(stuck, good)] {
      let praised: Comparison.Row.Winner = comparison.a.isStalled ? .a : .b
      for row in comparison.rows { #expect(row.winner != praised, "\(row.a.definition.id)") }
    }
  }

  /// With an end everybody's wait is counted up to it.
  @Test func withAnEndWaitsAreCountedUpToIt() throws {
    var long = deadlock
    long.end = .zero + .seconds(1_000)
    let stuck = try run(long).outcome
    #expect(stuck.metric("job_wait_p50")?.value == 1_000)
    #expect(stuck.metric("makespan")?.value == nil)
    #expect(stuck.isStalled)
  }

  // MARK: Gangs at Permit

  @Test func whyOfAGangCountsWhoHoldsAtPermit() throws {
    let (_, replay) = try run(deadlock, ["gang=permit"])
    let step = try #require(
      (1...replay.stepCount).last { replay.time(at: $0) <= .zero + .seconds(100) })
    let why = replay.why(Subject(id: "a-0", state: Message("lab.on")), at: step)
    let permit = try #require(
      why.sentences.first { $0.key == "lab.scheduling.why.group-permit" })
    #expect(permit.arguments.prefix(2) == ["2", "3"])
    let deadline = try #require(permit.arguments.last)
    #expect(deadline.hasPrefix("300"))
    #expect(
      why.sentences.contains(Message("lab.scheduling.why.holders", "0", "b-0 2")))
    #expect(clockText(SimTime(nanoseconds: 500_000_000)) == "0.500")
    #expect(clockText(.zero + .seconds(300)) == "300")
  }

  // MARK: What is lost

  /// Three pods that work each by itself, without an end or with one; one node is drained.
  @Test(arguments: [nil, 500] as [Int?]) func onlyWhatIsLostIsLost(seconds: Int?) throws {
    var each = job("serve", pods: 3, gpus: 2, seconds: seconds)
    each.progress = .each
    var round = scenario([each], nodes: 3, gpus: 2, end: 1_000)
    round.events = [
      ClusterEventClass(
        time: .zero + .seconds(50), kind: .drain(node: "n-0", until: .zero + .seconds(60)))
    ]
    let (_, replay) = try run(round)
    expectHoldersAgree(replay)
    let bars = replay.bars.rows[0].bars
    #expect(!bars.contains { $0.state == .lost })
    #expect(bars.map(\.state) == [.working])
  }

  /// Alone, a pod's work is lost when it is drained, and a service has none to lose.
  @Test(arguments: [(nil, false), (500, true)] as [(Int?, Bool)])
  func aLonePodLosesItsWork(seconds: Int?, isLost: Bool) throws {
    var each = job("one", gpus: 2, seconds: seconds)
    each.progress = .each
    var round = scenario([each], nodes: 2, gpus: 2, end: 1_000)
    round.events = [
      ClusterEventClass(
        time: .zero + .seconds(50), kind: .drain(node: "n-0", until: .zero + .seconds(60)))
    ]
    round.events.append(
      ClusterEventClass(
        time: .zero + .seconds(50), kind: .drain(node: "n-1", until: .zero + .seconds(60))))
    let (_, replay) = try run(round)
    let bars = replay.bars.rows[0].bars
    #expect(bars.first?.state == (isLost ? .lost : .working))
    #expect(bars.first?.end == .zero + .seconds(50))
    #expect(bars.contains { $0.state == .lost } == isLost)
  }

  // MARK: Words

  @Test func oneIsSaidInTheSingular() {
    let say = Wording(.english)
    for (number, unit, expected) in [
      ("1", "GPUs", "1 GPU"), ("2", "GPUs", "2 GPUs"), ("1", "tokens", "1 token"),
      ("1.0", "tokens", "1.0 tokens"), ("1", "ms", "1 ms"), ("1", "tokens/s", "1 tokens/s"),
      ("1", "", "1"), ("1", "s", "1 s"), ("1", "%", "1 %"),
    ] { #expect(withUnit(number, unit) == expected) }
    let knob = ServingLab().knobs.first { $0.id == "tensor_parallel_size" }
    #expect(knob.map { say($0.title(of: .whole(1))) } == "1 GPU")
    #expect(
      say("lab.serving.why.running", "a", "1", "7", "2")
        == "a runs: 1 block holds 7 tokens, 2 answered.")
    #expect(say("lab.volcano.node.cordoned", "1") == "1 node: cordoned.")
    #expect(say("lab.volcano.node.cordoned", "11") == "11 nodes: cordoned.")
    for entry in allEntries {
      let count = 9
      for said in Language.allCases.map({ language in
        Wording(language)(Message(entry.key, arguments: (1...count).map(String.init)))
      }) { #expect(!said.contains("|"), "\(entry.key): \(said)") }
    }
  }

  // MARK: Nodes that run too much from the start

  @Test(arguments: [([3], 0), ([5], 1), ([3, 2], 1), ([2, 2], 0)] as [([Int], Int)])
  func noNodeStartsAboveItsAllocatable(gpus: [Int], overfull: Int) throws {
    var jobs: [JobClass] = []
    for (index, count) in gpus.enumerated() {
      var running = job("r\(index)", gpus: count)
      running.runsOn = ["n-0"]
      jobs.append(running)
    }
    let full = scenario(jobs)
    #expect(full.overfullJobs.count == overfull)
    if overfull > 0 { #expect(full.overfullJobs.first?.problem.contains("nvidia.com/gpu") == true) }
    let (_, replay) = try run(full)
    for step in 0...replay.stepCount {
      let state = replay.run.moment(after: step).state
      #expect(state.freeGPUMilli(on: 0) >= 0)
      #expect(state.requested(0, on: 0) <= state.allocatable(0, on: 0))
    }
  }
}
