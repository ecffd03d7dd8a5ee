import AutoscalingSim
import Simulation
import Wording

extension AutoscalingLab {
  /// Requests and copies of one run and its repetitions together that are simulated.
  static let mostRolloutRequests = 100_000_000

  /// The requests a second that come with these choices.
  private func rate(_ scenario: RolloutScenario, _ choices: Choices) -> Int {
    max(1, min(scenario.requestsPerSecond * choices.whole("load_percent") / 100, 100_000))
  }

  func refusal(of scenario: RolloutScenario, _ choices: Choices) -> LabProblem? {
    if choices.word("rollout_strategy") == "shadow",
      choices.word("traffic_division") == "replicas"
    {
      return LabProblem(Message("lab.problem.shadow"))
    }
    let seconds = scenario.end.nanoseconds / 1_000_000_000
    let each = seconds.multipliedReportingOverflow(
      by: rate(scenario, choices) * 2 + choices.whole("preview_requests"))
    let all = each.partialValue.multipliedReportingOverflow(by: choices.whole("repetitions") + 1)
    if each.overflow || all.overflow || all.partialValue > Self.mostRolloutRequests {
      return LabProblem(
        Message(
          "lab.problem.rollout-size", String(all.overflow ? Int.max : all.partialValue),
          String(Self.mostRolloutRequests)))
    }
    return nil
  }

  func matters(_ knob: String, _ scenario: RolloutScenario, _ choices: Choices) -> Bool {
    let strategy = choices.word("rollout_strategy")
    let isRouted = strategy != "blue-green" && choices.word("traffic_division") == "router"
    let hasAnalysis = choices.word("analysis_rule") != "none"
    switch knob {
    case "traffic_division": return strategy != "blue-green"
    case "first_weight_percent": return strategy == "canary"
    case "step_pause_s": return strategy == "canary" || (strategy == "shadow" && !isStep(choices))
    case "max_surge_percent", "max_unavailable_percent": return strategy == "canary" && !isRouted
    case "dynamic_stable_scale": return isRouted
    case "rollout_scale_down_delay_s": return isRouted || strategy == "blue-green"
    case "mirror_percent": return strategy == "shadow"
    case "preview_pods_percent", "preview_requests", "auto_promotion_s":
      return strategy == "blue-green"
    case "analysis_place", "analysis_interval_s", "analysis_looks": return hasAnalysis
    case "failure_limit":
      return ["threshold", "peeking", "always-valid"].contains(choices.word("analysis_rule"))
    case "consecutive_success_limit":
      return ["threshold", "peeking"].contains(choices.word("analysis_rule"))
    case "error_threshold_percent": return choices.word("analysis_rule") == "threshold"
    case "person_delay_s": return choices.word("person_answer") != "nobody"
    default: return true
    }
  }

  private func isStep(_ choices: Choices) -> Bool {
    choices.word("analysis_rule") != "none" && choices.word("analysis_place") == "step"
  }

  func begin(_ scenario: RolloutScenario, _ choices: Choices, _ seed: Seed) -> any LabRun {
    let spec = spec(scenario, choices)
    let rate = rate(scenario, choices)
    return RolloutLabRun(
      run: RolloutRun(
        spec, from: scenario.old, to: scenario.new, requestsPerSecond: rate, until: scenario.end,
        seed: seed),
      study: RolloutStudy(
        spec, from: scenario.old, to: scenario.new, requestsPerSecond: rate, until: scenario.end,
        seed: seed),
      scenario: scenario, repetitions: choices.whole("repetitions"), lab: self, choices: choices,
      seed: seed)
  }

  // MARK: What is rolled out how

  func spec(_ scenario: RolloutScenario, _ choices: Choices) -> RolloutSpec {
    let pods = choices.whole("rollout_pods")
    let analysis = analysis(choices)
    let isStep = isStep(choices)
    let delay = SimDuration.seconds(choices.whole("rollout_scale_down_delay_s"))
    let router =
      choices.word("traffic_division") == "router"
      ? RolloutSpec.Router(
        isStableScaled: choices.isOn("dynamic_stable_scale"), scaleDownDelay: delay) : nil
    let replicas = pods > 0 ? pods : scenario.replicas
    let strategy: RolloutSpec.Strategy
    switch choices.word("rollout_strategy") {
    case "blue-green":
      let preview = choices.whole("preview_pods_percent")
      let wait = choices.whole("auto_promotion_s")
      strategy = .blueGreen(
        RolloutSpec.BlueGreen(
          previewPods: preview < 100 ? max(1, (replicas * preview + 99) / 100) : nil,
          autoPromotion: wait < 0 ? nil : .seconds(wait),
          before: analysis != nil && isStep ? 0 : nil,
          after: analysis != nil && !isStep ? 0 : nil, scaleDownDelay: delay))
    case "shadow": strategy = .canary(shadow(scenario, choices), router: router)
    default: strategy = .canary(steps(scenario, choices), router: router)
    }
    var spec = RolloutSpec(
      replicas: replicas, surge: .percent(choices.whole("max_surge_percent")),
      unavailable: .percent(choices.whole("max_unavailable_percent")), strategy: strategy,
      analyses: analysis.map { [[$0]] } ?? [],
      background: analysis != nil && !isStep ? 0 : nil)
    if case .blueGreen = strategy { spec.background = nil }
    spec.previewRequestsPerSecond = choices.whole("preview_requests")
    if choices.word("person_answer") != "nobody" {
      spec.person = RolloutPerson(
        promotes: choices.word("person_answer") == "promotes",
        delay: .seconds(choices.whole("person_delay_s")))
    }
    return spec
  }

  private func pause(_ given: SimDuration?, _ choices: Choices) -> SimDuration? {
    let pause = choices.whole("step_pause_s")
    return pause < 0 ? given : .seconds(pause)
  }

  private func steps(_ scenario: RolloutScenario, _ choices: Choices) -> [CanaryStep] {
    let first = choices.whole("first_weight_percent")
    var steps: [CanaryStep] = []
    for (index, step) in scenario.steps.enumerated() {
      steps.append(.setWeight(index == 0 && first > 0 ? first : step.weight))
      if index == 0, isStep(choices) { steps.append(.analysis(0)) }
      steps.append(.pause(pause(step.pause, choices)))
    }
    return steps
  }

  /// Copies go to pods that no user reaches; then everything at once.
  private func shadow(_ scenario: RolloutScenario, _ choices: Choices) -> [CanaryStep] {
    let percent = choices.whole("mirror_percent")
    return [
      .setCanaryScale(.weight(max(1, percent))), .mirror(percent: percent),
      isStep(choices) ? .analysis(0) : .pause(pause(scenario.steps.first?.pause, choices)),
      .mirror(percent: 0), .setCanaryScale(.matchTraffic),
    ]
  }

  /// Errors of 5 in a hundred, as the service's judges have. What the comparisons ask is whether
  /// the new version fails more often; both directions together err twice as often.
  private func analysis(_ choices: Choices) -> AnalysisMetric? {
    let interval = SimDuration.seconds(choices.whole("analysis_interval_s"))
    let looks = choices.whole("analysis_looks")
    var metric: AnalysisMetric
    switch choices.word("analysis_rule") {
    case "threshold":
      let least = 1 - Double(choices.whole("error_threshold_percent")) / 100
      metric = AnalysisMetric(
        query: .successRate, conditions: MeasurementConditions(success: .atLeast(least)))
    case "fixed-horizon":
      // One look when the time of all of them has passed.
      return AnalysisMetric(
        query: .failuresPValue,
        conditions: MeasurementConditions(success: .atLeast(0.05)), initialDelay: interval * looks,
        count: 1)
    case "peeking":
      metric = AnalysisMetric(
        query: .failuresPValue, conditions: MeasurementConditions(success: .atLeast(0.05)))
    case "group-sequential":
      metric = AnalysisMetric(
        query: .failuresGroupSequential(.obrienFleming, looks: looks, alpha: 0.1),
        conditions: MeasurementConditions(success: .below(0)))
    case "always-valid":
      // Tuned to a difference of two requests in a hundred.
      metric = AnalysisMetric(
        query: .failuresAlwaysValid(mixture: 0.02),
        conditions: MeasurementConditions(success: .atLeast(0.1)))
    default: return nil
    }
    metric.interval = interval
    metric.initialDelay = interval
    metric.count = looks
    if choices.word("analysis_rule") != "group-sequential" {
      metric.failureLimit = choices.whole("failure_limit")
    }
    if ["threshold", "peeking"].contains(choices.word("analysis_rule")) {
      metric.consecutiveSuccessLimit = choices.whole("consecutive_success_limit")
    }
    return metric
  }
}

/// One rollout to look at, then as many more as are wanted, each with traffic of its own.
struct RolloutLabRun: LabRun {
  var run: RolloutRun
  var study: RolloutStudy
  let scenario: RolloutScenario
  let repetitions: Int
  let lab: AutoscalingLab
  let choices: Choices
  let seed: Seed

  /// An event is a request; a second is never cut.
  mutating func advance(events: Int) -> Bool {
    let seconds = max(1, events / max(1, run.requestsPerSecond))
    if !run.isDone {
      return run.advance(seconds: seconds) || study.runs < repetitions
    }
    if study.runs < repetitions { study.advance(seconds: seconds) }
    return study.runs < repetitions
  }

  var progressPerMille: Int {
    if run.isDone, study.runs >= repetitions { return 1_000 }
    let end = max(1, scenario.end.nanoseconds / 1_000)
    let share = run.now.nanoseconds / end + study.runs * 1_000
    return min(999, share / (repetitions + 1))
  }

  var time: SimTime { run.now }

  func outcome() -> RunOutcome {
    let values = measured()
    return RunOutcome(
      lab: .autoscaling, seed: seed, choices: choices, metrics: lab.measured(values),
      events: run.users.stable.trials + run.users.canary.trials, digest: digest,
      replay: RolloutReplay(run: run, scenario: scenario))
  }

  private func measured() -> [String: Double?] {
    let seconds = run.seconds
    let all = run.users.stable + run.users.canary
    let arrived = all.trials + run.unserved
    let podSeconds = seconds.reduce(0) { $0 + $1.stablePods + $1.canaryPods }
    let canaryFailed = run.users.canary.trials - run.users.canary.successes
    let expected = run.users.canary.trials * scenario.old.failuresPerMillion / 1_000_000
    let shadow = run.mirrored + run.previewed
    let wrong = RolloutStudy.isWrong(run.ending, from: scenario.old, to: scenario.new)
    let trials = Double(max(1, study.runs))
    func share(_ count: Int) -> Double? {
      study.runs > 0 ? Double(count) * 100 / trials : nil
    }
    let lastWeight = seconds.last?.weight
    let analysed = run.events.count { if case .measured = $0.event { true } else { false } }
    return [
      "success_percent": arrived > 0 ? Double(all.successes) * 100 / Double(arrived) : nil,
      "replicas_mean": Double(podSeconds) / Double(max(1, seconds.count)),
      "replicas_max": seconds.map { Double($0.stablePods + $0.canaryPods) }.max(),
      "replica_seconds": Double(podSeconds),
      "service_cost": Double(podSeconds) * Double(choices.whole("pod_hour_cents")) / 3_600,
      "canary_requests": Double(run.users.canary.trials), "canary_failures": Double(canaryFailed),
      "rollout_percent": lastWeight.map(Double.init), "requests_arrived": Double(arrived),
      "requests_served": Double(all.successes),
      "requests_failed": Double(all.trials - all.successes),
      "rollout_promoted": run.ending.map { $0 == .promoted ? 100 : 0 },
      "rollout_time": run.endedAt?.inSeconds, "wrong_rollout": wrong.map { $0 ? 100 : 0 },
      "extra_failures": Double(max(0, canaryFailed - expected)),
      "shadow_requests": Double(shadow.trials),
      "shadow_failures": Double(shadow.trials - shadow.successes),
      "unserved_requests": Double(run.unserved),
      "extra_pod_seconds": Double(podSeconds - run.plan.replicas * seconds.count),
      "weight_most": seconds.map { Double($0.weight) }.max(),
      "analysis_measurements": Double(analysed), "promoted_of_repetitions": share(study.promoted),
      "aborted_of_repetitions": share(study.aborted), "wrong_rollouts": share(study.wrong),
    ]
  }

  private var digest: String {
    var digest = RunDigest()
    digest.feed(study.runs, study.promoted, study.aborted, study.wrong, run.unserved)
    digest.feed(run.mirrored.trials, run.mirrored.successes, run.previewed.successes)
    for second in run.seconds {
      digest.feed(
        second.stableReady, second.canaryReady, second.weight, second.failed,
        second.canaryRequests, second.shadowRequests)
    }
    for item in run.events { digest.feed(item.time.nanoseconds) }
    return digest.text()
  }
}
