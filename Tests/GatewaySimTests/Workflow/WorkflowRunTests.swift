import Simulation
import Testing
import Traffic

@testable import GatewaySim

/// The rules of the three engines, on graphs that can be followed by eye, and laws on random ones.
struct WorkflowRunTests {
  static func step(
    _ name: String, _ seconds: Int, needs: [Int] = [], failurePercent: Int = 0,
    retry: RetryRule? = nil, timeout: SimDuration? = nil, memoKey: String? = nil,
    isOnSpot: Bool = false, goesOn: Bool = false, isWanted: Bool = true, group: Int? = nil
  ) -> WorkflowStep {
    WorkflowStep(
      name: name, needs: needs.map { [.init($0)] }, duration: .fixed(seconds * 1_000),
      failurePercent: failurePercent, retry: retry, timeout: timeout, memoKey: memoKey,
      isOnSpot: isOnSpot, goesOn: goesOn, isWanted: isWanted, group: group)
  }

  static func run(
    _ plan: WorkflowPlan, _ engine: WorkflowEngine = .argo, seed: String = "1"
  ) throws -> WorkflowRun {
    var run = try WorkflowRun(plan, engine: engine, seed: Seed(seed))
    run.finish()
    return run
  }

  static func endings(_ run: WorkflowRun, _ number: Int = 0) -> [WorkflowEnding?] {
    run.records[number].map(\.ending)
  }

  /// a 10 s, then b 20 s and c 5 s beside each other, then d 1 s: 31 s over a, b, d.
  static let diamond = [
    step("a", 10), step("b", 20, needs: [0]), step("c", 5, needs: [0]),
    step("d", 1, needs: [1, 2]),
  ]

  @Test(arguments: WorkflowEngine.allCases) func aDiamondTakesItsLongestWay(
    engine: WorkflowEngine
  ) throws {
    let run = try Self.run(WorkflowPlan(name: "diamond", steps: Self.diamond), engine)
    #expect(run.metrics().makespan == .seconds(31))
    #expect(run.metrics().idealPath == .seconds(31))
    #expect(run.criticalPath(run: 0).map(\.step) == [0, 1, 3])
    #expect(run.metrics().peakPods == 2)
  }

  @Test func aLimitIsACauseOnTheCriticalPath() throws {
    // One pod at a time: a 10, b 20, c 5 (waits for b's place), d 1 = 36 s.
    let plan = WorkflowPlan(name: "one", steps: Self.diamond, parallelism: 1)
    let run = try Self.run(plan)
    #expect(run.metrics().makespan == .seconds(36))
    #expect(run.criticalPath(run: 0).map(\.step) == [0, 1, 2, 3])
    #expect(run.criticalPath(run: 0).map(\.cause) == [.start, .need, .limit, .need])
    #expect(run.metrics().heldTime == .seconds(20))
    #expect(run.metrics().peakPods == 1)
  }

  @Test func aGroupLimitsOnlyItsOwn() throws {
    let steps = (0..<4).map { Self.step("item(\($0))", 10, group: 0) } + [Self.step("other", 10)]
    let plan = WorkflowPlan(
      name: "loop", steps: steps, groups: [WorkflowGroup(name: "item", parallelism: 2)])
    let run = try Self.run(plan)
    #expect(run.metrics().makespan == .seconds(20))
    #expect(run.metrics().peakPods == 3)
  }

  struct Waits: Sendable, CustomTestStringConvertible {
    let rule: RetryRule
    let engine: WorkflowEngine
    let waits: [Int]
    var testDescription: String { "\(engine) \(waits)" }
  }
  @Test(arguments: [
    Waits(
      rule: RetryRule(limit: 9, backoff: .seconds(1), factor: 2), engine: .argo,
      waits: [1, 2, 4, 8]),
    Waits(
      rule: RetryRule(limit: 9, backoff: .seconds(3), factor: 2, cap: .seconds(10)),
      engine: .kubeflow, waits: [3, 6, 10, 10]),
    Waits(
      rule: RetryRule(limit: 9, backoff: .seconds(120), factor: 2), engine: .metaflow,
      waits: [120, 120, 120, 120]),
    Waits(
      rule: RetryRule(limit: 9, backoff: .seconds(5), factor: 0), engine: .argo,
      waits: [5, 5, 5, 5]),
  ]) func waitsGrowByTheFactor(item: Waits) {
    #expect(
      (1...4).map { item.rule.wait(beforeRetry: $0, engine: item.engine) }
        == item.waits.map { SimDuration.seconds($0) })
  }

  @Test(arguments: WorkflowEngine.allCases) func limitCountsRetriesNotAttempts(
    engine: WorkflowEngine
  ) throws {
    let plan = WorkflowPlan(
      name: "f", steps: [Self.step("x", 10, failurePercent: 100, retry: RetryRule(limit: 3))])
    let run = try Self.run(plan, engine)
    #expect(run.records[0][0].attempts.count == 4)
    #expect(Self.endings(run) == [.failed])
    #expect(run.events.contains { $0.kind == .givenUp(.limit(3)) })
  }

  /// A pod that is taken away is an Error to Argo: its default policy does not try it again.
  @Test(arguments: [
    (WorkflowEngine.argo, RetryRule.Policy.onFailure, 1, WorkflowEnding.errored),
    (.argo, .always, 4, .errored), (.argo, .onError, 4, .errored),
    (.kubeflow, .onFailure, 1, .errored), (.metaflow, .onFailure, 4, .errored),
    // Kubeflow writes no policy, so Argo's default counts whatever one would like.
    (.kubeflow, .always, 1, .errored),
  ]) func whoRetriesAnInterruptedPod(
    engine: WorkflowEngine, policy: RetryRule.Policy, attempts: Int, ending: WorkflowEnding
  ) throws {
    // A spot node lives a microsecond on average: every attempt is interrupted.
    let plan = WorkflowPlan(
      name: "spot",
      steps: [Self.step("x", 3_600, retry: RetryRule(limit: 3, policy: policy), isOnSpot: true)],
      meanSpotLife: .microseconds(1))
    let run = try Self.run(plan, engine)
    #expect(run.records[0][0].attempts.count == attempts)
    #expect(Self.endings(run) == [ending])
    #expect(run.metrics().interruptions == attempts)
  }

  @Test func afterAFailure() throws {
    // x fails at once (duration 0); long runs 60 s beside it; next would follow long.
    let steps = [
      Self.step("x", 0, failurePercent: 100), Self.step("long", 60),
      Self.step("next", 1, needs: [1]), Self.step("after-x", 1, needs: [0]),
    ]
    let plan = WorkflowPlan(name: "branches", steps: steps)
    // dag.failFast or not: as long as something runs, Argo starts what can start.
    for engine in [WorkflowEngine.argo, .kubeflow] {
      let branches = try Self.run(plan, engine)
      #expect(Self.endings(branches) == [.failed, .succeeded, .succeeded, .omitted])
      #expect(branches.metrics().succeededRuns == 0)
    }
    // The template's failFast starts nothing new and waits for what runs.
    var fast = plan
    fast.failsFast = true
    let argo = try Self.run(fast)
    #expect(Self.endings(argo) == [.failed, .succeeded, .omitted, .omitted])
    #expect(argo.metrics().makespan == .seconds(60))
    // Metaflow's scheduler kills what runs.
    let metaflow = try Self.run(fast, .metaflow)
    #expect(Self.endings(metaflow) == [.failed, .failed, .omitted, .omitted])
    #expect(metaflow.metrics().makespan == .zero)
    // Kubeflow's templates have none.
    #expect(
      Self.endings(try Self.run(fast, .kubeflow)) == [.failed, .succeeded, .succeeded, .omitted])
    // continueOn.failed, @catch: those after it run, and the workflow succeeds.
    var caught = plan
    caught.steps[0].goesOn = true
    for engine in WorkflowEngine.allCases {
      let run = try Self.run(caught, engine)
      #expect(Self.endings(run) == [.failed, .succeeded, .succeeded, .succeeded])
      #expect(run.metrics().succeededRuns == 1)
    }
  }

  /// With the template's failFast the first failed pod is the end, whatever retries are left.
  @Test func failFastLetsNothingBeTriedAgain() throws {
    var plan = WorkflowPlan(
      name: "f",
      steps: [
        Self.step("x", 0, failurePercent: 100, retry: RetryRule(limit: 3)), Self.step("y", 60),
      ])
    #expect(try Self.run(plan).records[0].map(\.attempts.count) == [4, 1])
    plan.failsFast = true
    let run = try Self.run(plan)
    #expect(run.records[0].map(\.attempts.count) == [1, 1])
    #expect(run.events.contains { $0.kind == .givenUp(.workflowFailed) })
    #expect(run.metrics().succeededRuns == 0)
  }

  @Test func skippedStepsLetOthersRunAndOmittedDoNot() throws {
    let steps = [
      Self.step("when-false", 5, isWanted: false), Self.step("after", 5, needs: [0]),
      WorkflowStep(
        name: "on-failure", needs: [[.init(1, endings: [.failed])]], duration: .fixed(1_000)),
      WorkflowStep(
        name: "either", needs: [[.init(2, endings: [.succeeded]), .init(1)]],
        duration: .fixed(1_000)),
    ]
    let run = try Self.run(WorkflowPlan(name: "conditions", steps: steps))
    #expect(Self.endings(run) == [.skipped, .succeeded, .omitted, .succeeded])
  }

  /// The same rule in the hands of the three engines.
  @Test func rulesAsTheEnginesHoldThem() {
    let rule = RetryRule(
      limit: 9, policy: .always, backoff: .seconds(1), factor: 2, cap: .seconds(10))
    #expect(rule.rule(of: .argo) == rule)
    let kubeflow = rule.rule(of: .kubeflow)
    #expect(kubeflow.policy == .onFailure && kubeflow.cap == nil && kubeflow.limit == 9)
    #expect(kubeflow.maxDuration == .seconds(3_600))
    let metaflow = rule.rule(of: .metaflow)
    #expect(metaflow.policy == .always && metaflow.limit == 4)
    #expect(RetryRule(limit: nil).rule(of: .metaflow).limit == 4)
  }

  /// Argo waits first and asks the policy afterwards; without a limit it does not wait.
  @Test func argoWaitsBeforeItAsksThePolicy() throws {
    var rule = RetryRule(limit: 2, policy: .onError, backoff: .seconds(30))
    let refused = try Self.run(
      WorkflowPlan(name: "p", steps: [Self.step("x", 0, failurePercent: 100, retry: rule)]))
    #expect(refused.records[0][0].attempts.count == 1)
    #expect(refused.metrics().makespan == .seconds(30))
    #expect(refused.events.contains { $0.kind == .givenUp(.policy(.onError)) })
    rule = RetryRule(limit: nil, backoff: .seconds(30), maxDuration: .seconds(100))
    #expect(rule.wait(beforeRetry: 1, engine: .argo) == .zero)
    #expect(rule.wait(beforeRetry: 1, engine: .metaflow) == .seconds(30))
  }

  /// A driver pod comes before the first attempt only.
  @Test func kubeflowsDriverRunsOnce() throws {
    let plan = WorkflowPlan(
      name: "d", steps: [Self.step("x", 0, failurePercent: 100, retry: RetryRule(limit: 2))],
      podStart: .seconds(10))
    #expect(try Self.run(plan, .kubeflow).metrics().makespan == .seconds(40))
    #expect(try Self.run(plan, .argo).metrics().makespan == .seconds(30))
  }

  /// A worker of Metaflow that sleeps before a retry keeps its place, and the retry asks nobody.
  @Test func metaflowsWorkersSleepInTheirPlaces() throws {
    let steps = [
      Self.step(
        "a-fails", 0, failurePercent: 100, retry: RetryRule(limit: 1, backoff: .seconds(60))),
      Self.step("b", 10),
    ]
    var plan = WorkflowPlan(name: "s", steps: steps, parallelism: 1)
    plan.steps[0].goesOn = true
    func start(_ engine: WorkflowEngine) throws -> Double {
      try Self.run(plan, engine).records[0][1].attempts[0].start.inSeconds
    }
    #expect(try start(.metaflow) == 60)
    #expect(try start(.argo) == 0)
  }

  @Test func timeLimits() throws {
    let retry = RetryRule(limit: 5, backoff: .seconds(10), maxDuration: .seconds(35))
    let late = [Self.step("x", 100, retry: retry, timeout: .seconds(20))]
    // 20 s, wait 10, a retry that is stopped after 5 s at the end of 35 s, no more.
    let run = try Self.run(WorkflowPlan(name: "late", steps: late))
    #expect(run.records[0][0].attempts.map { ($0.end - $0.start).inSeconds } == [20, 5])
    #expect(run.metrics().makespan == .seconds(35))
    #expect(run.metrics().timeouts == 2)
    // The whole workflow's deadline kills what runs.
    let short = WorkflowPlan(name: "short", steps: Self.diamond, deadline: .seconds(12))
    let stopped = try Self.run(short)
    #expect(Self.endings(stopped) == [.succeeded, .failed, .failed, .omitted])
    #expect(stopped.metrics().makespan == .seconds(12))
    #expect(stopped.metrics().succeededRuns == 0)
  }

  /// After a change of b, who runs what again?
  @Test func theThreeWaysNotToRunTwice() throws {
    var plan = WorkflowPlan(name: "again", steps: Self.diamond, changedForRerun: [1])
    for step in plan.steps.indices { plan.steps[step].memoKey = "day-1" }
    func reused(_ engine: WorkflowEngine) throws -> [Bool] {
      try Self.run(plan, engine).records[1].map { $0.reuse != nil }
    }
    // Argo knows the author's key only: it serves b and d as they were, and both are stale.
    #expect(try reused(.argo) == [true, true, true, true])
    #expect(try Self.run(plan).metrics().staleSteps == 2)
    // Kubeflow sees the new component, and that d reads something new.
    #expect(try reused(.kubeflow) == [true, false, true, false])
    // Metaflow resumes at b.
    #expect(try reused(.metaflow) == [true, false, true, false])
    // Without keys Argo runs everything again.
    for step in plan.steps.indices { plan.steps[step].memoKey = nil }
    #expect(try reused(.argo) == [false, false, false, false])
  }

  @Test func resumeBeginsWhereTheRunFailed() throws {
    let steps = [
      Self.step("a", 10), Self.step("b", 10, needs: [0], failurePercent: 100),
      Self.step("c", 10, needs: [1]),
    ]
    let run = try Self.run(
      WorkflowPlan(name: "r", steps: steps, changedForRerun: []), .metaflow)
    #expect(run.records[1].map { $0.reuse != nil } == [true, false, false])
  }

  @Test func plansThatCannotRun() {
    let circle = [
      Self.step("a", 1, needs: [2]), Self.step("b", 1, needs: [0]), Self.step("c", 1, needs: [1]),
      Self.step("free", 1),
    ]
    #expect(WorkflowPlan(name: "", steps: circle).problem() == .circle(["a", "c", "b", "a"]))
    #expect(WorkflowPlan(name: "", steps: []).problem() == .noSteps)
    #expect(
      WorkflowPlan(name: "", steps: [Self.step("a", 1, needs: [7])]).problem()
        == .unknownStep(step: "a", index: 7))
    #expect(
      WorkflowPlan(name: "", steps: [Self.step("a", 1), Self.step("a", 1)]).problem()
        == .sameName("a"))
  }

  /// A random graph with failures, retries, limits, spot nodes and a second run.
  static func randomPlan(_ random: inout SeededGenerator) -> WorkflowPlan {
    let count = 1 + random.below(14)
    let steps = (0..<count).map { index in
      let needs = index == 0 ? [] : (0..<random.below(3)).map { _ in random.below(index) }
      return step(
        "s\(index)", random.below(50), needs: Set(needs).sorted(),
        failurePercent: random.below(3) == 0 ? 30 : 0,
        retry: random.below(2) == 0
          ? RetryRule(
            limit: random.below(4), policy: RetryRule.Policy.allCases[random.below(3)],
            backoff: .seconds(random.below(20)), factor: random.below(3),
            maxDuration: random.below(3) == 0 ? .seconds(60) : nil) : nil,
        timeout: random.below(4) == 0 ? .seconds(30) : nil,
        memoKey: random.below(3) == 0 ? "k" : nil, isOnSpot: random.below(3) == 0,
        goesOn: random.below(5) == 0, isWanted: random.below(8) != 0,
        group: random.below(3) == 0 ? 0 : nil)
    }
    return WorkflowPlan(
      name: "random", steps: steps, groups: [WorkflowGroup(name: "g", parallelism: 2)],
      parallelism: random.below(2) == 0 ? 1 + random.below(4) : nil,
      failsFast: random.below(2) == 0, deadline: random.below(5) == 0 ? .seconds(80) : nil,
      podStart: .seconds(random.below(3)),
      meanSpotLife: random.below(2) == 0 ? .seconds(40) : nil,
      changedForRerun: random.below(2) == 0 ? [random.below(count)] : nil)
  }

  @Test(arguments: 0..<150) func laws(number: Int) throws {
    var random = SeededGenerator(seed: Seed("workflow-laws-\(number)"))
    let plan = Self.randomPlan(&random)
    for engine in WorkflowEngine.allCases {
      let run = try Self.run(plan, engine, seed: "\(number)")
      var sliced = try WorkflowRun(plan, engine: engine, seed: Seed("\(number)"))
      while sliced.advance(events: 1) {}
      #expect(sliced.digestText == run.digestText, "seed \(number) \(engine)")
      var pods = 0
      var inGroup = 0
      for event in run.events where event.step >= 0 {
        switch event.kind {
        case .started:
          pods += 1
          if plan.steps[event.step].group != nil { inGroup += 1 }
        case .succeeded, .failed, .timedOut, .interrupted, .killed:
          pods -= 1
          if plan.steps[event.step].group != nil { inGroup -= 1 }
        default: break
        }
        #expect(pods <= (run.parallelism ?? .max) && inGroup <= 2, "seed \(number) \(engine)")
      }
      #expect(pods == 0)
      for (number, records) in run.records.enumerated() {
        for (index, record) in records.enumerated() {
          let ending = try #require(record.ending)
          #expect(record.attempts.count <= 1 + (plan.steps[index].retry?.limit ?? 0))
          if ending == .succeeded {
            #expect(record.reuse != nil || record.attempts.last?.result == .succeeded)
          }
          // Nobody starts before what it needs is over.
          for need in plan.steps[index].neededSteps {
            if let first = record.attempts.first, let end = records[need].ended {
              #expect(first.start >= end)
            }
          }
        }
        let path = run.criticalPath(run: number)
        for (a, b) in zip(path, path.dropFirst()) {
          #expect(a.end <= b.start, "seed \(number) \(engine)")
        }
        if let last = path.last, run.spans[number].end.map({ $0 < last.end }) == true {
          Issue.record("path ends after the run, seed \(number) \(engine)")
        }
      }
    }
  }
}
