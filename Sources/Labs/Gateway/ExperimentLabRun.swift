import GatewaySim
import Simulation
import Wording

extension GatewayLab {
  func begin(
    _ scenario: ExperimentScenario, _ choices: Choices, _ seed: Seed
  ) throws(LabProblem) -> any LabRun {
    let days = choices.whole("experiment_days")
    let length = days > 0 ? days : scenario.days
    let rule: ExperimentPlan.Rule =
      switch choices.word("decision_rule") {
      case "peeks-daily": .peeksDaily
      case "sequential":
        .groupSequential(.obrienFleming, looks: min(length, choices.whole("planned_looks")))
      // Tuned to differences of two points in a hundred, or of two of the score.
      case "always-valid":
        .alwaysValid(mixture: choices.word("decision_metric") == "accepted" ? 0.02 : 2)
      default: .fixedHorizon
      }
    let metric: ExperimentPlan.Metric =
      switch choices.word("decision_metric") {
      case "score": .score(isAdjusted: false)
      case "score-adjusted": .score(isAdjusted: true)
      default: .accepted
      }
    let users = scenario.usersPerDay * choices.whole("load_percent") / 100
    guard
      let plan = ExperimentPlan(
        arms: scenario.arms, metric: metric, rule: rule, usersPerDay: max(1, users), days: length,
        stopsAtMismatch: choices.isOn("stops_at_mismatch"),
        minimumDays: choices.whole("minimum_days"))
    else { throw LabProblem(Message("lab.problem.experiment")) }
    return ExperimentLabRun(
      run: GatewaySim.ExperimentRun(plan, seed: seed), study: ExperimentStudy(plan, seed: seed),
      repetitions: choices.whole("repetitions"), lab: self, choices: choices, seed: seed)
  }
}

/// One experiment to look at, then as many more as are wanted, each with a crowd of its own.
struct ExperimentLabRun: LabRun {
  var run: GatewaySim.ExperimentRun
  var study: ExperimentStudy
  let repetitions: Int
  let lab: GatewayLab
  let choices: Choices
  let seed: Seed

  /// An event is a user, or one of the further experiments.
  mutating func advance(events: Int) -> Bool {
    if run.decision == nil {
      _ = run.advance(users: events)
      return run.decision == nil || study.experiments < repetitions
    }
    if study.experiments < repetitions { study.advance(experiments: 1) }
    return study.experiments < repetitions
  }

  var progressPerMille: Int {
    let isOver = run.decision != nil
    if isOver, study.experiments >= repetitions { return 1_000 }
    let days = isOver ? run.plan.days : run.day
    let parts = run.plan.days + repetitions
    return min(999, (days + study.experiments) * 1_000 / max(1, parts))
  }

  /// A day of the experiment is a day.
  var time: SimTime { .zero + .seconds(86_400) * run.day }

  func outcome() -> RunOutcome {
    let best = run.looks.last?.comparisons.max { $0.difference < $1.difference }
    var isShipped = 0.0
    if case .ships = run.decision { isShipped = 100 }
    let isWrong = if case .wronglyShipped = run.verdict { true } else { false }
    let trials = Double(max(1, study.experiments))
    let isPercent = run.plan.metric == .accepted
    let values: [String: Double?] = [
      "decided_after": Double(run.day), "users_seen": Double(run.userCount),
      "shipped": isShipped, "wrong_decision": isWrong ? 100 : 0,
      "measured_lift": best.map { $0.difference * (isPercent ? 100 : 1) },
      "true_lift": run.plan.arms.indices.dropFirst().map(run.plan.truth(ofArm:)).max()
        .map { $0 * (isPercent ? 100 : 1) },
      "p_value": best?.pValue,
      "mismatch_p_value": run.looks.last?.sampleRatio?.pValue,
      "needed_users": run.plan.neededUsersPerArm().map { Double($0) },
      "shipped_of_repetitions": study.experiments > 0
        ? Double(study.shipped) * 100 / trials : nil,
      "wrong_of_repetitions": study.experiments > 0
        ? Double(study.wronglyShipped) * 100 / trials : nil,
    ]
    return RunOutcome(
      lab: .gateway, seed: seed, choices: choices, metrics: lab.measured(values),
      events: run.userCount + study.users, digest: digest, replay: ExperimentReplay(run: run))
  }

  private var digest: String {
    var digest = RunDigest()
    digest.feed(run.userCount, study.experiments, study.shipped, study.wronglyShipped)
    for look in run.looks {
      digest.feed(look.day)
      for users in look.users { digest.feed(users) }
      for item in look.comparisons {
        // A millionth is far above what rounding could change.
        digest.feed(Int((item.difference * 1e6).rounded()), item.isSignificant ? 1 : 0)
      }
    }
    return digest.text()
  }
}
