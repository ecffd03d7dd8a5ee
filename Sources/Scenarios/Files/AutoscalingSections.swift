import AddressedYAML
import AutoscalingSim
import Labs
import Simulation
import Traffic
import Wording

extension AutoscalingKind {
  /// In seconds: a week; less for those that look at everything every second or two.
  fileprivate var longestRun: Int {
    switch self {
    case .service, .models: 604_800
    case .rollout: 86_400
    case .inference: 43_200
    }
  }
}

/// Requests in 1000 seconds.
private let highestRate = 100_000_000

/// The sections of an autoscaling scenario: those of a service, or one of `rollout`, `inference` and
/// `models`; `nil` when something was wrong, which the log tells.
func readAutoscaling(_ map: YAMLMap, heading: ScenarioHeading) -> AutoscalingScenario? {
  let kinds = AutoscalingKind.allCases.filter { $0 != .service && map.has($0.rawValue) }
  if let second = kinds.dropFirst().first {
    map.log.report(
      line: map.line(of: second.rawValue),
      "an autoscaling scenario is of one kind, and this one of several",
      hint: "one of: rollout, inference, models, or a service with 'traffic' and 'work_ms'")
    _ = map.all()
    return nil
  }
  if !map.has("end_s"), !map.has("end_ms") {
    map.log.report(line: map.line, "the key 'end_s' is missing", hint: "or 'end_ms'")
  }
  let end = map.duration("end", least: 1).map { SimTime.zero + $0 }
  let kind = kinds.first ?? .service
  let endLine = map.line(of: map.has("end_s") ? "end_s" : "end_ms")
  if let end, end > .zero + .seconds(kind.longestRun) {
    map.log.report(line: endLine, "a run lasts at most \(kind.longestRun) seconds")
  }
  if kind == .rollout, let end, end.nanoseconds % 1_000_000_000 != 0 {
    map.log.report(line: endLine, "a rollout lasts whole seconds", hint: "write 'end_s'")
  }
  guard kind != .service else {
    return readService(map, end: end, load: heading.choices).map {
      AutoscalingScenario(heading: heading, part: .service($0))
    }
  }
  guard let section = map.optional(kind.rawValue)?.map() else { return nil }
  defer { section.finish() }
  let part: AutoscalingScenario.Part? =
    switch kind {
    case .rollout: readRollout(section, end: end).map { .rollout($0) }
    case .inference: readInference(section, end: end).map { .inference($0) }
    case .models: readModels(section, end: end).map { .models($0) }
    case .service: nil
    }
  guard let part, map.log.isEmpty else { return nil }
  let scenario = AutoscalingScenario(heading: heading, part: part)
  map.reportRefusal(of: scenario, line: map.line(of: kind.rawValue))
  return scenario
}

private func readService(_ map: YAMLMap, end: SimTime?, load: Choices) -> ServiceScenario? {
  let parts = readTrafficParts(map, end: end)
  let isEven = map.optional("even_gaps")?.truth() ?? false
  let work = map.required("work_ms")?.distribution(in: 1...3_600_000, unit: "milliseconds")
  let parallelism = map.optional("parallelism")?.whole(in: 1...256, unit: "requests") ?? 1
  let errors = map.optional("error_permille")?.whole(in: 0...1_000, unit: "thousandths") ?? 0
  let broken = map.optional("broken_pod_every")?.whole(in: 0...10_000, unit: "pods") ?? 0
  let canary = map.optional("canary")?.map().flatMap(readCanary)
  guard let end, let work, !parts.isEmpty || map.has("traffic") else { return nil }
  let scenario = ServiceScenario(
    traffic: RateProfile(parts, isRandom: !isEven), workMilliseconds: work,
    parallelism: parallelism, errorPermille: errors, brokenPodEvery: broken, canary: canary,
    end: end)
  map.reportSize(of: scenario.traffic, load: load)
  return scenario
}

/// The parts of the key `traffic`.
func readTrafficParts(_ map: YAMLMap, end: SimTime?) -> [RateProfile.Part] {
  if !map.has("traffic") {
    map.log.report(line: map.line, "nobody comes", hint: "add 'traffic'")
  }
  return map.maps("traffic").compactMap { readTraffic($0, end: end) }
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

private func readCanary(_ map: YAMLMap) -> ServiceScenario.Canary? {
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
  return ServiceScenario.Canary(
    start: .zero + start, steps: steps, errorPermille: errors, workPercent: work)
}

extension YAMLMap {
  /// Reports more requests than can be simulated.
  func reportSize(of traffic: RateProfile, load choices: Choices) {
    let lines = lines(of: "traffic", count: traffic.parts.count)
    let load = Double(choices.whole("load_percent")) / 100
    let shares = zip(traffic.parts, lines).map { part, line in
      let expected = RateProfile([part]).expectedRequests * (load > 0 ? load : 1)
      return SizeShare(
        name: "traffic", amount: expected < 1e15 ? Int(expected) : .max, line: line)
    }
    _ = log.accepts(
      shares, of: "requests", most: ScenarioLimit.requests, hint: "a lower rate, or a shorter part")
  }

  /// Reports what the lab would refuse to run as it stands.
  fileprivate func reportRefusal(of scenario: AutoscalingScenario, line: Int) {
    do {
      _ = try AutoscalingLab().complete(Choices(), for: .autoscaling(scenario))
    } catch {
      log.report(line: line, Wording(.english)(error.message))
    }
  }
}

// MARK: Writing

/// The sections of an autoscaling scenario as `readAutoscaling` reads them.
func write(_ scenario: AutoscalingScenario, to out: inout Lines) {
  switch scenario.part {
  case .service(let service): write(service, to: &out)
  case .rollout(let rollout): write(rollout, to: &out)
  case .inference(let inference): write(inference, to: &out)
  case .models(let models): write(models, to: &out)
  }
}

private func write(_ scenario: ServiceScenario, to out: inout Lines) {
  out.add(duration("end", scenario.end - .zero))
  out.add("work_ms: \(distribution(scenario.workMilliseconds))")
  if scenario.parallelism != 1 { out.add("parallelism: \(scenario.parallelism)") }
  if scenario.errorPermille != 0 { out.add("error_permille: \(scenario.errorPermille)") }
  if scenario.brokenPodEvery != 0 { out.add("broken_pod_every: \(scenario.brokenPodEvery)") }
  write(scenario.traffic, indent: "", to: &out)
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

func write(_ profile: RateProfile, indent: String, to out: inout Lines) {
  if !profile.isRandom { out.add(indent + "even_gaps: true") }
  out.add(indent + "traffic:")
  for part in profile.parts { out.add(indent + "  - {\(traffic(part))}") }
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
