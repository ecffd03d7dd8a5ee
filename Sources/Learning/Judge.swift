import Labs
import Wording

/// Compares what was wanted with what was measured.
///
/// Passed: every objective's target holds on the challenge's own seed. Stars: the least that an objective earns; with more
/// than one, the targets must hold on every unseen seed too, because an answer that fits one seed only is luck.
public func judge(
  _ objectives: [ObjectiveTarget], measured: [Metric],
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

private func result(_ target: ObjectiveTarget, in metrics: [Metric]) -> Verdict.Objective {
  let metric = metrics.first { $0.definition.id == target.metric }
  let isMet = target.isMet(metric?.value, target.target)
  let reached = target.stars.prefix(3).prefix { target.isMet(metric?.value, $0) }.count
  return Verdict.Objective(
    target: target, definition: metric?.definition, value: metric?.value, isMet: isMet,
    stars: isMet ? max(1, reached) : 0)
}

private func compare(
  _ objectives: [ObjectiveTarget], name: String, metrics: [Metric]
) -> Verdict.Comparison {
  let results = objectives.map { result($0, in: metrics) }
  return Verdict.Comparison(
    name: name, isPassed: !results.isEmpty && results.allSatisfy(\.isMet), objectives: results)
}

private func reason(_ result: Verdict.Objective) -> Message {
  let direction = result.target.goal == .atMost ? "most" : "least"
  guard result.value != nil else {
    return Message("learning.verdict.none", result.target.metric)
  }
  return Message(
    "learning.verdict.\(result.isMet ? "met" : "missed").\(direction)", result.target.metric,
    withUnit(result.valueText, result.unit), withUnit(result.targetText, result.unit))
}

/// What the objective with the fewest stars asks for one star more.
private func nextStar(_ results: [Verdict.Objective], stars: Int) -> Message? {
  guard
    let weakest = results.first(where: {
      $0.stars == stars && $0.target.stars.indices.contains(stars)
    })
  else { return nil }
  let wanted = formatted(
    weakest.target.stars[stars], decimals: weakest.definition?.decimals ?? 2)
  return Message(
    "learning.verdict.next." + (weakest.target.goal == .atMost ? "most" : "least"),
    String(stars + 1), weakest.target.metric, withUnit(wanted, weakest.unit))
}

private func withUnit(_ number: String, _ unit: String) -> String {
  unit.isEmpty ? number : number + " " + unit
}
