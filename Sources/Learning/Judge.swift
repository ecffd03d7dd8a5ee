import Curriculum
import Labs
import Wording

/// Compares what was wanted with what was measured.
///
/// Passed: every objective's target holds on the challenge's own seed. Stars: the least that an
/// objective earns; with more than one, the targets must hold on every unseen seed too, because an
/// answer that fits one seed only is luck.
public func judge(
  _ objectives: [Objective], measured: [Metric],
  baselines: [(name: String, metrics: [Metric])] = [],
  unseen: [(seed: String, metrics: [Metric])] = []
) -> Verdict {
  let results = objectives.map { result($0, in: measured) }
  let others = unseen.map { compare(objectives, name: $0.seed, metrics: $0.metrics) }
  let isPassed = !results.isEmpty && results.allSatisfy(\.isMet)
  let earned = results.map(\.stars).min() ?? 0
  let holdsElsewhere = others.allSatisfy(\.isPassed)
  let stars = !isPassed ? 0 : holdsElsewhere ? earned : min(earned, 1)
  var reasons = results.map(reason)
  if isPassed, !holdsElsewhere {
    let missed = others.filter { !$0.isPassed }.map(\.name)
    reasons.append(
      Message(
        "learning.verdict.unseen", String(missed.count), String(others.count),
        missed.joined(separator: ", ")))
  }
  if isPassed, stars < 3, let next = nextStar(results, stars: stars), holdsElsewhere {
    reasons.append(next)
  }
  return Verdict(
    isPassed: isPassed, stars: stars, objectives: results,
    baselines: baselines.map { compare(objectives, name: $0.name, metrics: $0.metrics) },
    unseen: others, reasons: reasons)
}

private func result(_ wanted: Objective, in metrics: [Metric]) -> Verdict.Result {
  let metric = metrics.first { $0.definition.id == wanted.metric }
  return Verdict.Result(
    wanted: wanted, definition: metric?.definition, value: metric?.value,
    isMet: wanted.isMet(by: metric?.value), stars: wanted.stars(for: metric?.value))
}

private func compare(
  _ objectives: [Objective], name: String, metrics: [Metric]
) -> Verdict.Comparison {
  let results = objectives.map { result($0, in: metrics) }
  return Verdict.Comparison(
    name: name, isPassed: !results.isEmpty && results.allSatisfy(\.isMet), objectives: results)
}

private func reason(_ result: Verdict.Result) -> Message {
  let direction = result.wanted.goal == .atMost ? "most" : "least"
  guard result.value != nil else {
    return Message("learning.verdict.none", result.wanted.metric)
  }
  return Message(
    "learning.verdict.\(result.isMet ? "met" : "missed").\(direction)", result.wanted.metric,
    withUnit(result.valueText, result.unit), withUnit(result.targetText, result.unit))
}

/// What the objective with the fewest stars asks for one star more.
private func nextStar(_ results: [Verdict.Result], stars: Int) -> Message? {
  guard
    let weakest = results.first(where: {
      $0.stars == stars && $0.wanted.stars.indices.contains(stars)
    })
  else { return nil }
  let wanted = formatted(
    weakest.wanted.stars[stars], decimals: weakest.definition?.decimals ?? 2)
  return Message(
    "learning.verdict.next." + (weakest.wanted.goal == .atMost ? "most" : "least"),
    String(stars + 1), weakest.wanted.metric, withUnit(wanted, weakest.unit))
}

private func withUnit(_ number: String, _ unit: String) -> String {
  unit.isEmpty ? number : number + " " + unit
}

extension Attempt {
  /// The record of a judged run.
  public init(
    challenge: Challenge, seed: String, choices: Choices, verdict: Verdict, digest: String,
    prediction: String? = nil
  ) {
    self.init(
      challenge: challenge.id, version: challenge.version, seed: seed,
      choices: choices.sorted.map { Choice(knob: $0.id, value: $0.value.description) },
      objectives: verdict.objectives.map {
        Measured(metric: $0.wanted.metric, value: $0.value, isMet: $0.isMet, stars: $0.stars)
      },
      isPassed: verdict.isPassed, stars: verdict.stars,
      unseen: verdict.unseen.map { Unseen(seed: $0.name, isPassed: $0.isPassed) }, digest: digest,
      prediction: prediction)
  }
}

extension NumericAnswer {
  /// 0 to 100 for an estimate: 100 when it is close enough, else a point less for each percent of
  /// the right value by which it is further off.
  public func score(_ estimate: Double, right: Double) -> Int {
    if accepts(estimate, right: right) { return 100 }
    guard right != 0, estimate.isFinite, right.isFinite else { return 0 }
    let offPercent = ((estimate - right) / right).magnitude * 100
    return Int(max(0, min(99, 100 - (offPercent - withinPercent).rounded())))
  }
}
