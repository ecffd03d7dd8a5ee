import AddressedYAML
import Labs
import Simulation
import Traffic

// The parts of a scenario file that both labs have: amounts, times, arrivals.

/// The most of one entry (pods, requests, rows); what entries make together: `ScenarioLimit`.
let scenarioCountLimit = 2_000_000
/// A year, in seconds.
private let longestSeconds = 31_536_000

extension YAMLValue {
  /// A whole number, or a map with one of `uniform`, `exponential`, `lognormal`, `choice`.
  func distribution(in range: ClosedRange<Int>, unit: String) -> Distribution? {
    guard case .map = node.content, let map = map() else {
      return whole(in: range, unit: unit).map(Distribution.fixed)
    }
    defer { map.finish() }
    guard map.entries.count == 1, let key = map.entries.first?.key else {
      report(
        "'\(path)' must have exactly one way of drawing",
        hint: "one of: uniform, exponential, lognormal, choice")
      _ = map.all()
      return nil
    }
    switch key {
    case "uniform":
      guard let inner = map.optional(key)?.map() else { return nil }
      defer { inner.finish() }
      return inner.limits(range, unit).map(Distribution.uniform)
    case "exponential":
      guard let inner = map.optional(key)?.map() else { return nil }
      defer { inner.finish() }
      let mean = inner.required("mean")?.whole(in: range, unit: unit)
      guard let mean, let limits = inner.limits(range, unit) else { return nil }
      return .exponential(mean: mean, within: limits)
    case "lognormal":
      guard let inner = map.optional(key)?.map() else { return nil }
      defer { inner.finish() }
      let median = inner.required("median")?.whole(in: range, unit: unit)
      let sigma = inner.required("sigma_percent")?.whole(in: 0...500, unit: "%")
      guard let median, let sigma, let limits = inner.limits(range, unit) else { return nil }
      return .lognormal(median: median, sigmaPercent: sigma, within: limits)
    case "choice":
      return map.optional(key)?.weightedChoice(in: range, unit: unit)
    default:
      for known in ["uniform", "exponential", "lognormal", "choice"] { _ = map.optional(known) }
      return nil
    }
  }

  private func weightedChoice(in range: ClosedRange<Int>, unit: String) -> Distribution? {
    var options: [Distribution.Weighted] = []
    for option in list() ?? [] {
      guard let map = option.map() else { continue }
      let value = map.required("value")?.whole(in: range, unit: unit)
      let weight = map.required("weight")?.whole(in: 1...1_000_000)
      map.finish()
      if let value, let weight {
        options.append(Distribution.Weighted(value: value, weight: weight))
      }
    }
    if options.isEmpty {
      report("'\(path)' names no values", hint: "write [{value: 1, weight: 3}]")
      return nil
    }
    return .choice(options)
  }
}

extension YAMLMap {
  fileprivate func limits(_ range: ClosedRange<Int>, _ unit: String) -> ClosedRange<Int>? {
    let least = required("min")?.whole(in: range, unit: unit)
    let most = required("max")?.whole(in: range, unit: unit)
    guard let least, let most else { return nil }
    guard least <= most else {
      log.report(line: line(of: "min"), "min \(least) is more than max \(most)")
      return nil
    }
    return least...most
  }

  /// A length of time under `name_s` or `name_ms`; at most one of them may stand there.
  func duration(_ name: String, least: Int = 0) -> SimDuration? {
    let seconds = optional(name + "_s")?.whole(in: least...longestSeconds, unit: "seconds")
    let milliseconds = optional(name + "_ms")?
      .whole(in: least...longestSeconds * 1_000, unit: "milliseconds")
    if has(name + "_s"), has(name + "_ms") {
      log.report(line: line(of: name + "_ms"), "both '\(name)_s' and '\(name)_ms' are given")
    }
    return seconds.map(SimDuration.seconds) ?? milliseconds.map(SimDuration.milliseconds)
  }

  func requiredDuration(_ name: String, least: Int = 0) -> SimDuration? {
    if !has(name + "_s"), !has(name + "_ms") {
      log.report(
        line: line, "the key '\(path.isEmpty ? "" : path + ".")\(name)_s' is missing",
        hint: "or '\(name)_ms'")
      return nil
    }
    return duration(name, least: least)
  }

  /// `arrivals: {count, start_s, pattern, ...}`.
  func arrivals(_ key: String) -> Arrivals? {
    guard let map = required(key)?.map() else { return nil }
    defer { map.finish() }
    let count = map.required("count")?.whole(in: 1...scenarioCountLimit)
    let start = map.duration("start") ?? .zero
    let words = ["together", "evenly", "poisson", "uniform"]
    let pattern: Arrivals.Pattern? =
      switch map.required("pattern", hint: "one of: " + words.joined(separator: ", "))?
        .word(of: words)
      {
      case "together": .together
      case "evenly": map.requiredDuration("gap").map { .evenly(gap: $0) }
      case "poisson": map.requiredDuration("mean_gap", least: 1).map { .poisson(meanGap: $0) }
      case "uniform": map.requiredDuration("until").map { .uniform(until: .zero + $0) }
      default: nil
      }
    guard let count, let pattern else { return nil }
    if case .uniform(let until) = pattern, until < .zero + start {
      map.log.report(line: map.line(of: "pattern"), "'until' lies before 'start'")
      return nil
    }
    let last: Int =
      switch pattern {
      case .together, .uniform: 0
      case .evenly(let gap), .poisson(let gap): (gap.nanoseconds / 1_000_000).times(count) / 1_000
      }
    guard last <= ScenarioLimit.arrivalSeconds else {
      map.log.report(
        line: map.line(of: "count"),
        "the last of \(count) would come after \(last) seconds, at most \(ScenarioLimit.arrivalSeconds) are simulated",
        hint: "shorter gaps, or a smaller 'count'")
      return nil
    }
    return Arrivals(count: count, start: .zero + start, pattern: pattern)
  }
}
