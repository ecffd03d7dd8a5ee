import AutoscalingSim
import Simulation
import Testing

private func at(_ seconds: Int) -> SimTime { .zero + .seconds(seconds) }

/// Takes a metric of success rates through measurements that give these rates (`nil`: no requests).
private func run(
  _ metric: AnalysisMetric, rates: [Double?]
) -> (AnalysisRun, dueAt: [Int]) {
  var run = AnalysisRun([metric], start: .zero)
  var counts = CanaryCounts()
  var due: [Int] = []
  for rate in rates {
    guard let time = run.nextTime else { break }
    due.append(Int(time.inSeconds))
    if let rate {
      counts.canary =
        counts.canary + ProportionSample(successes: Int(rate * 100), trials: 100)
    }
    _ = run.advance(to: time, counts: counts)
  }
  return (run, due)
}

struct AnalysisTests {
  private func metric(_ change: (inout AnalysisMetric) -> Void = { _ in }) -> AnalysisMetric {
    var metric = AnalysisMetric(
      query: .successRate, conditions: MeasurementConditions(success: .atLeast(0.95)),
      interval: .seconds(60), count: 3)
    change(&metric)
    return metric
  }

  @Test func succeedsWithItsCount() {
    let (analysis, due) = run(metric(), rates: [1, 0.96, 0.99, 0])
    #expect(analysis.phase == .successful && due == [0, 60, 120])
    #expect(analysis.results[0].verdict == .countReached(3) && analysis.nextTime == nil)
  }

  @Test func failsBeyondTheLimit() {
    #expect(run(metric(), rates: [1, 0.9]).0.results[0].verdict == .failed(count: 1, limit: 0))
    let (forgiving, _) = run(metric { $0.failureLimit = 1 }, rates: [0.9, 1, 1])
    #expect(forgiving.phase == .successful)
    let (twice, _) = run(metric { $0.failureLimit = 1 }, rates: [0.9, 1, 0.9])
    #expect(twice.phase == .failed)
    let (never, _) = run(metric { $0.failureLimit = -1 }, rates: [0, 0, 0])
    #expect(never.phase == .successful)
  }

  @Test func errorsRepeatAfterTenSecondsAndAreNotCounted() {
    let (analysis, due) = run(metric(), rates: [nil, nil, 1, 1, 1])
    #expect(analysis.phase == .successful && due == [0, 10, 20, 80, 140])
    let (broken, times) = run(metric(), rates: [nil, nil, nil, nil, nil, nil])
    #expect(broken.phase == .error && times == [0, 10, 20, 30, 40])
    #expect(broken.results[0].verdict == .errors(inARow: 5, limit: 4))
  }

  @Test func betweenTheConditionsNobodyKnows() {
    let unsure = metric {
      $0.conditions = MeasurementConditions(success: .atLeast(0.95), failure: .below(0.9))
    }
    #expect(run(unsure, rates: [0.92]).0.phase == .inconclusive)
    #expect(run(unsure, rates: [0.8]).0.phase == .failed)
    var patient = unsure
    patient.inconclusiveLimit = 3
    #expect(run(patient, rates: [0.92, 0.92, 0.92]).0.phase == .successful)
  }

  @Test func successesInARow() {
    let three = metric {
      $0.count = 5
      $0.failureLimit = -1
      $0.consecutiveSuccessLimit = 3
    }
    #expect(run(three, rates: [1, 0, 1, 1, 1]).0.results[0].verdict == .successesInARow(3))
    #expect(run(three, rates: [1, 0, 1, 0, 1]).0.phase == .failed)
    var both = three
    both.failureLimit = 5
    #expect(run(both, rates: [1, 0, 1, 0, 1]).0.phase == .inconclusive)
  }

  @Test func withoutIntervalThereIsOneAndWithoutCountNoEnd() {
    let once = metric {
      $0.interval = nil
      $0.count = nil
    }
    #expect(run(once, rates: [1, 1]).dueAt == [0])
    let endless = metric {
      $0.count = nil
      $0.initialDelay = .seconds(30)
    }
    var (analysis, due) = run(endless, rates: [Double?](repeating: 1, count: 6))
    #expect(analysis.phase == .running && due == [30, 90, 150, 210, 270, 330])
    analysis.stop()
    #expect(analysis.phase == .successful && analysis.results[0].verdict == .stopped)
  }

  @Test func theWorstMetricCountsAndADryRunDoesNot() {
    let bad = metric { $0.conditions = MeasurementConditions(success: .atLeast(2)) }
    var counts = CanaryCounts()
    counts.canary = ProportionSample(successes: 99, trials: 100)
    var both = AnalysisRun([metric(), bad], start: .zero)
    _ = both.advance(to: at(0), counts: counts)
    #expect(both.phase == .failed && both.results[0].phase == .successful)
    var dry = bad
    dry.isDryRun = true
    var harmless = AnalysisRun([metric { $0.count = 1 }, dry], start: .zero)
    _ = harmless.advance(to: at(0), counts: counts)
    #expect(harmless.phase == .successful && harmless.results[1].phase == .failed)
  }
}

struct RolloutRunTests {
  private func good(_ failures: Int = 2_000) -> VersionTruth {
    VersionTruth(
      failuresPerMillion: failures,
      latencyMilliseconds: .lognormal(median: 80, sigmaPercent: 40, within: 1...5_000))
  }

  private func finished(
    _ plan: RolloutSpec, to new: VersionTruth, seed: String = "rollout", rate: Int = 100,
    limit: Int = 2_000
  ) -> RolloutRun {
    var run = RolloutRun(plan, from: good(), to: new, requestsPerSecond: rate, seed: Seed(seed))
    _ = run.advance(seconds: limit)
    return run
  }

  private let watch = [
    AnalysisMetric(
      query: .successRate, conditions: MeasurementConditions(success: .atLeast(0.97)),
      interval: .seconds(10), count: 5, failureLimit: 1)
  ]

  @Test(arguments: 0..<30)
  func aCanaryKeepsWithinItsBounds(round: Int) {
    let seed = "canary-\(round)"
    var random = SeededGenerator(seed: Seed(seed))
    let replicas = 1 + random.below(20)
    let surge = random.below(4)
    let plan = RolloutSpec(
      replicas: replicas, surge: .count(surge),
      unavailable: .count(surge == 0 ? 1 : random.below(3)),
      strategy: .canary(
        [.setWeight(1 + random.below(50)), .pause(.seconds(random.below(20))), .setWeight(60)],
        router: nil))
    var new = good()
    new.startupSeconds = .uniform(1...20)
    var run = RolloutRun(plan, from: good(), to: new, requestsPerSecond: 5, seed: Seed(seed))
    let aborts = random.below(3) == 0
    for second in 0..<3_000 where run.ending == nil {
      if aborts, second == 15 { run.abort() }
      _ = run.advance(seconds: 1)
      let last = run.seconds[run.seconds.count - 1]
      let bounds = plan.bounds
      #expect(
        last.stableReady + last.canaryReady >= replicas - bounds.maxUnavailable,
        "\(seed) \(second)")
      #expect(
        last.stableReady + last.canaryReady <= replicas + bounds.maxSurge, "\(seed) \(second)")
    }
    #expect(run.ending == .promoted || run.ending == .aborted, "\(seed)")
    if !aborts { #expect(run.ending == .promoted, "\(seed)") }
    #expect(run.unserved == 0 || replicas == 1, "\(seed)")
  }

  @Test func aGoodCanaryStaysAndABadOneGoes() {
    let plan = RolloutSpec(
      replicas: 10,
      strategy: .canary(
        [.setWeight(20), .analysis(0), .setWeight(50), .pause(.seconds(30))],
        router: RolloutSpec.Router()),
      analyses: [watch])
    let promoted = finished(plan, to: good(1_000))
    #expect(promoted.ending == .promoted)
    let aborted = finished(plan, to: good(100_000))
    #expect(aborted.ending == .aborted)
    let told = aborted.events.contains {
      if case .aborted(.analysis(0, .failed(2, 1), metric: 0)) = $0.event { true } else { false }
    }
    #expect(told)
    // A fifth of the traffic for less than a minute and a half.
    #expect(aborted.users.canary.trials < 100 * 90 / 5 * 2)
    #expect(aborted.seconds.last?.weight == 0 && aborted.seconds.last?.stableReady == 10)
  }

  @Test func blueGreenSwitchesAtOnceAndBack() {
    func plan(after: Int?) -> RolloutSpec {
      RolloutSpec(
        replicas: 4,
        strategy: .blueGreen(.init(autoPromotion: .seconds(10), after: after)), analyses: [watch])
    }
    let run = finished(plan(after: nil), to: good())
    #expect(run.ending == .promoted)
    #expect(Set(run.seconds.map(\.weight)) == [0, 100] && run.unserved == 0)
    let back = finished(plan(after: 0), to: good(200_000))
    #expect(back.ending == .aborted)
    let switches = back.events.compactMap {
      if case .switched(let toNew) = $0.event { toNew } else { nil }
    }
    #expect(switches == [true, false])
  }

  @Test func aShadowHarmsNobody() {
    let plan = RolloutSpec(
      replicas: 4,
      strategy: .canary(
        [.setCanaryScale(.pods(1)), .mirror(percent: 50), .analysis(0), .setWeight(50)],
        router: RolloutSpec.Router()),
      analyses: [watch])
    let run = finished(plan, to: good(300_000))
    #expect(run.ending == .aborted && run.users.canary.trials == 0)
    #expect(run.mirrored.trials > 100 && run.mirrored.rate < 0.8)
  }

  @Test func aPauseWaitsForAPerson() {
    let plan = RolloutSpec(
      replicas: 4, strategy: .canary([.setWeight(25), .pause(nil)], router: nil))
    var run = RolloutRun(plan, from: good(), to: good(), requestsPerSecond: 10, seed: Seed("p"))
    _ = run.advance(seconds: 200)
    #expect(run.ending == nil && run.waitsForPerson)
    run.promote()
    _ = run.advance(seconds: 200)
    #expect(run.ending == .promoted)
  }

  @Test func theSliceSizeChangesNothing() {
    let plan = RolloutSpec(
      replicas: 5, strategy: .canary([.setWeight(40), .pause(.seconds(9))], router: nil))
    let whole = finished(plan, to: good())
    var sliced = RolloutRun(
      plan, from: good(), to: good(), requestsPerSecond: 100, seed: Seed("rollout"))
    while sliced.advance(seconds: 7) {}
    #expect(whole.seconds == sliced.seconds && whole.users == sliced.users)
    #expect(whole.events.map(\.event) == sliced.events.map(\.event))
  }
}
