import AddressedYAML
import AutoscalingSim
import Labs
import Simulation
import Traffic

/// The longest run of a service, in seconds: a week.
private let longestRun = 604_800
/// Requests in 1000 seconds.
private let highestRate = 100_000_000

/// The sections of an autoscaling scenario; `nil` when something was wrong, which the log tells.
func readAutoscaling(_ map: YAMLMap, heading: ScenarioHeading) -> AutoscalingScenario? {
  if !map.has("end_s"), !map.has("end_ms") {
    map.log.report(line: map.line, "the key 'end_s' is missing", hint: "or 'end_ms'")
  }
  let end = map.duration("end", least: 1).map { SimTime.zero + $0 }
  if let end, end > .zero + .seconds(longestRun) {
    map.log.report(
      line: map.line(of: map.has("end_s") ? "end_s" : "end_ms"),
      "a run lasts at most \(longestRun) seconds")
  }
  let parts = map.maps("traffic").compactMap { readTraffic($0, end: end) }
  if !map.has("traffic") {
    map.log.report(line: map.line, "nobody comes", hint: "add 'traffic'")
  }
  let isEven = map.optional("even_gaps")?.truth() ?? false
  let work = map.required("work_ms")?.distribution(in: 1...3_600_000, unit: "milliseconds")
  let parallelism = map.optional("parallelism")?.whole(in: 1...256, unit: "requests") ?? 1
  let errors = map.optional("error_permille")?.whole(in: 0...1_000, unit: "thousandths") ?? 0
  let broken = map.optional("broken_pod_every")?.whole(in: 0...10_000, unit: "pods") ?? 0
  let canary = map.optional("canary")?.map().flatMap(readCanary)
  guard let end, let work, !parts.isEmpty || map.has("traffic") else { return nil }
  let scenario = AutoscalingScenario(
    heading: heading, traffic: RateProfile(parts, isRandom: !isEven), workMilliseconds: work,
    parallelism: parallelism, errorPermille: errors, brokenPodEvery: broken, canary: canary,
    end: end)
  map.reportSize(of: scenario)
  return scenario
}

/// One part of the traffic; its rates are requests in 1000 seconds.
private func readTraffic(_ map: YAMLMap, end: SimTime?) -> RateProfile.Part? {
  defer { map.finish() }
  let words = ["constant", "ramp", "bursts", "diurnal"]
  let shape = map.required("shape", hint: "one of: " + words.joined(separator: ", "))?
    .word(of: words)
  func rate(_ key: String) -> Int? {
    map.required(key)?.whole(in: 0...highestRate, unit: "requests in 1000 seconds")
  }
  let from = SimTime.zero + (map.duration("from") ?? .zero)
  let until = map.duration("until", least: 1).map { SimTime.zero + $0 } ?? end
  if let until, until <= from {
    map.log.report(line: map.line, "'until' does not lie after 'from'")
    return nil
  }
  switch shape {
  case "constant":
    guard let rate = rate("rate_milli"), let until else { return nil }
    return .ramp(from: rate, to: rate, start: from, end: until)
  case "ramp":
    guard let first = rate("rate_milli"), let last = rate("to_rate_milli"), let until else {
      return nil
    }
    return .ramp(from: first, to: last, start: from, end: until)
  case "bursts":
    let period = map.requiredDuration("period", least: 1)
    let length = map.requiredDuration("length", least: 1)
    guard let rate = rate("rate_milli"), let period, let length, let until else { return nil }
    return .bursts(milli: rate, period: period, length: length, start: from, end: until)
  case "diurnal":
    let day = map.requiredDuration("day", least: 1)
    guard let low = rate("rate_milli"), let high = rate("to_rate_milli"), let day, let until else {
      return nil
    }
    return .diurnal(low: low, high: high, day: day, start: from, end: until)
  default: return nil
  }
}

private func readCanary(_ map: YAMLMap) -> AutoscalingScenario.Canary? {
  defer { map.finish() }
  let start = map.requiredDuration("start")
  let errors = map.optional("error_permille")?.whole(in: 0...1_000, unit: "thousandths") ?? 0
  let work = map.optional("work_percent")?.whole(in: 1...10_000, unit: "%") ?? 100
  let steps = map.maps("steps").compactMap { step -> RolloutPlan.Step? in
    defer { step.finish() }
    let percent = step.required("percent")?.whole(in: 0...100, unit: "%")
    let hold = step.requiredDuration("hold", least: 1)
    guard let percent, let hold else { return nil }
    return RolloutPlan.Step(percent: percent, hold: hold)
  }
  if !map.has("steps") {
    map.log.report(line: map.line, "the canary has no steps", hint: "add 'steps'")
  }
  guard let start else { return nil }
  return AutoscalingScenario.Canary(
    start: .zero + start, steps: steps, errorPermille: errors, workPercent: work)
}

extension YAMLMap {
  /// Reports more requests than can be simulated.
  fileprivate func reportSize(of scenario: AutoscalingScenario) {
    let lines = lines(of: "traffic", count: scenario.traffic.parts.count)
    let load = Double(scenario.heading.choices.whole("load_percent")) / 100
    let shares = zip(scenario.traffic.parts, lines).map { part, line in
      let expected = RateProfile([part]).expectedRequests * (load > 0 ? load : 1)
      return SizeShare(
        name: "traffic", amount: expected < 1e15 ? Int(expected) : .max, line: line)
    }
    _ = log.accepts(
      shares, of: "requests", most: ScenarioLimit.requests, hint: "a lower rate, or a shorter part")
  }
}

// MARK: Writing

/// The sections of an autoscaling scenario as `readAutoscaling` reads them.
func write(_ scenario: AutoscalingScenario, to out: inout Lines) {
  out.add(duration("end", scenario.end - .zero))
  out.add("work_ms: \(distribution(scenario.workMilliseconds))")
  if scenario.parallelism != 1 { out.add("parallelism: \(scenario.parallelism)") }
  if scenario.errorPermille != 0 { out.add("error_permille: \(scenario.errorPermille)") }
  if scenario.brokenPodEvery != 0 { out.add("broken_pod_every: \(scenario.brokenPodEvery)") }
  if !scenario.traffic.isRandom { out.add("even_gaps: true") }
  out.add("traffic:")
  for part in scenario.traffic.parts { out.add("  - {\(traffic(part))}") }
  guard let canary = scenario.canary else { return }
  out.add("canary:")
  out.add("  " + duration("start", canary.start - .zero))
  if canary.errorPermille != 0 { out.add("  error_permille: \(canary.errorPermille)") }
  if canary.workPercent != 100 { out.add("  work_percent: \(canary.workPercent)") }
  out.add("  steps:")
  for step in canary.steps {
    out.add("    - {percent: \(step.percent), \(duration("hold", step.hold))}")
  }
}

private func traffic(_ part: RateProfile.Part) -> String {
  func span(_ start: SimTime, _ end: SimTime) -> String {
    (start > .zero ? ", " + duration("from", start - .zero) : "") + ", "
      + duration("until", end - .zero)
  }
  switch part {
  case .ramp(let from, let to, let start, let end):
    return from == to
      ? "shape: constant, rate_milli: \(from)" + span(start, end)
      : "shape: ramp, rate_milli: \(from), to_rate_milli: \(to)" + span(start, end)
  case .bursts(let milli, let period, let length, let start, let end):
    return
      "shape: bursts, rate_milli: \(milli), \(duration("period", period)), "
      + duration("length", length) + span(start, end)
  case .diurnal(let low, let high, let day, let start, let end):
    return "shape: diurnal, rate_milli: \(low), to_rate_milli: \(high), \(duration("day", day))"
      + span(start, end)
  }
}
