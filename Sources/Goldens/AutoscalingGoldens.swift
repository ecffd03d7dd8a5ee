import AutoscalingSim
import Foundation
import Simulation

/// Replays cases about autoscalers: kinds `knative-kpa-scale`, `knative-metric-window` and
/// `aibrix-apa`.
///
/// Throws `GoldenFileError` when the data is no JSON object of one of these kinds. A case that
/// cannot be read fails.
public func replayAutoscalingGolden(data: Data, kind: String) throws -> GoldenFileResult {
  guard let cases = try goldenObject(data)["cases"] as? [Any] else {
    throw GoldenFileError("\(kind): no list \"cases\"")
  }
  var result = GoldenFileResult(format: kind)
  switch kind {
  case "knative-kpa-scale":
    judgeGoldens(cases, into: &result) { reader in try replayScaler(reader) }
  case "knative-metric-window":
    judgeGoldens(cases, into: &result) { reader in try replayWindow(reader) }
  case "aibrix-apa": judgeGoldens(cases, into: &result) { reader in try replayAPA(reader) }
  default: throw GoldenFileError("\"\(kind)\" is not a recording of an autoscaler that we know")
  }
  return result
}

/// Every step is one call on the same autoscaler, which was made at second 0.
private func replayScaler(_ reader: GoldenReader) throws {
  let given = try reader.object("spec")
  var scaler = KPAScaler(
    spec: try kpaSpec(given), readyPods: try given.podCount("ready_pods_at_creation", orElse: 0))
  for (index, item) in try reader.list("steps").enumerated() {
    let step = GoldenReader(item)
    let got = scaler.decide(
      at: SimTime(nanoseconds: try step.seconds("t_s").nanoseconds),
      readyPods: try step.podCount("ready_pods"), stable: try step.double("observed_stable"),
      panic: try step.double("observed_panic"))
    func check(_ key: String, _ value: Int) throws {
      guard step.isGiven(key) else { return }
      try GoldenMismatch.check("step \(index): \(key)", try step.int(key), value)
    }
    guard step.isGiven("desired_pods") else {
      throw GoldenReader.Unreadable(what: "step \(index): no \"desired_pods\"")
    }
    try check("desired_pods", got.desiredPods)
    try check("excess_burst_capacity", got.excessBurstCapacity)
    try check("max_panic_pods", got.maxPanicPods)
    if step.isGiven("panic_mode") {
      try GoldenMismatch.check(
        "step \(index): panic_mode", try step.bool("panic_mode"), got.panic.isPanicking)
    }
    // With two averages given the answer is always valid: upstream refuses only without data.
    if step.isGiven("scale_valid") {
      try GoldenMismatch.check("step \(index): scale_valid", try step.bool("scale_valid"), true)
    }
  }
}

private func kpaSpec(_ given: GoldenReader) throws -> KPASpec {
  let metric = given.text("metric") ?? KPASpec.Metric.concurrency.rawValue
  guard let metric = KPASpec.Metric(rawValue: metric) else {
    throw GoldenReader.Unreadable(what: "\"metric\": \"\(metric)\" is neither concurrency nor rps")
  }
  let spec = KPASpec(
    metric: metric, targetValue: try given.double("target_value"),
    totalValue: try given.double("total_value"),
    targetBurstCapacity: try given.double("target_burst_capacity"),
    maxScaleUpRate: try given.double("max_scale_up_rate"),
    maxScaleDownRate: try given.double("max_scale_down_rate"),
    panicThreshold: try given.double("panic_threshold"),
    stableWindow: try given.seconds("stable_window_s"),
    scaleDownDelay: try given.seconds("scale_down_delay_s"),
    isReachable: try given.bool("reachable"),
    activationScale: try given.podCount("activation_scale", orElse: 0))
  guard spec.targetValue > 0, spec.maxScaleDownRate > 0, spec.maxScaleUpRate > 0 else {
    throw GoldenReader.Unreadable(what: "\"spec\": a target or rate that is not positive")
  }
  return spec
}

/// After every event both averages and whether the window is empty; 1e-6 as the file says.
private func replayWindow(_ reader: GoldenReader) throws {
  guard
    var window = MetricWindow(
      window: try reader.seconds("window_s"), granularity: try reader.seconds("granularity_s"))
  else { throw GoldenReader.Unreadable(what: "\"window_s\": no window of buckets") }
  for (index, item) in try reader.list("events").enumerated() {
    let event = GoldenReader(item)
    let time = SimTime(nanoseconds: try event.seconds("t_s").nanoseconds)
    switch event.text("op") {
    case "record": window.record(try event.double("value"), at: time)
    case "query": break
    default:
      throw GoldenReader.Unreadable(what: "event \(index): \"op\" is neither record nor query")
    }
    try compare(
      "event \(index)",
      [try event.double("linear_average"), try event.double("weighted_average")],
      [window.linearAverage(at: time), window.weightedAverage(at: time)], 1e-6)
    try GoldenMismatch.check(
      "event \(index): empty", try event.bool("empty"), window.isEmpty(at: time))
  }
}

private func replayAPA(_ reader: GoldenReader) throws {
  let input = try reader.object("input")
  let rule = APARule(
    target: try input.double("target"), upTolerance: try input.double("up_tolerance"),
    downTolerance: try input.double("down_tolerance"),
    maxScaleUpRate: try input.double("max_scale_up_rate"),
    maxScaleDownRate: try input.double("max_scale_down_rate"))
  let got = rule.decide(
    current: try input.podCount("current"), usePerPod: try input.double("use_per_pod"))
  try GoldenMismatch.check("pods", try reader.int("expected"), got.pods)
}

extension GoldenReader {
  /// Seconds, also a fraction of one, within a century.
  fileprivate func seconds(_ key: String) throws -> SimDuration {
    let value = try double(key)
    guard value.magnitude < 3e9 else {
      throw Unreadable(what: "\"\(key)\": \(value) is more than a century")
    }
    return SimDuration(nanoseconds: Int((value * 1e9).rounded()))
  }

  /// A number of pods: 32 bits and not negative.
  fileprivate func podCount(_ key: String, orElse standard: Int? = nil) throws -> Int {
    let value = try size(key, orElse: standard)
    guard value >= 0 else { throw Unreadable(what: "\"\(key)\": \(value) pods") }
    return value
  }
}
