import AddressedYAML
import Labs
import ServingSim
import Simulation

/// Tokens of the longest sequence that a scenario may allow.
let longestSequence = 1_048_576

/// The sections of a serving scenario; `nil` when something was wrong, which the log tells.
func readServing(
  _ map: YAMLMap, heading: ScenarioHeading, trace: TraceBytes
) -> ServingScenario? {
  let end = map.duration("end", least: 1).map { SimTime.zero + $0 }
  let longest = map.required("max_model_tokens")?
    .whole(in: 1...longestSequence, unit: "tokens")
  let requests = map.maps("requests").compactMap(readRequests)
  let rows = map.optional("trace")?.map().flatMap { readRequestTrace($0, trace: trace) }
  if !map.has("requests"), !map.has("trace") {
    map.log.report(line: map.line, "there is nothing to serve", hint: "add 'requests' or 'trace'")
  }
  reportRepeated(requests.map(\.name), in: map, key: "requests")
  let outages = map.maps("outages").compactMap(readOutage)
  let random = map.optional("random_outages")?.map().flatMap(readRandomOutages)
  guard let longest else { return nil }
  var scenario = ServingScenario(
    heading: heading, requests: requests, trace: rows, maxModelTokens: longest, end: end)
  scenario.outages = outages
  scenario.randomOutages = random
  map.reportSize(of: scenario)
  return scenario
}

private func readOutage(_ map: YAMLMap) -> ReplicaOutage? {
  defer { map.finish() }
  let replica = map.required("replica")?.whole(in: 0...1_999)
  let at = map.requiredDuration("at")
  let back = map.duration("back_after", least: 1)
  guard let replica, let at else { return nil }
  let from = SimTime.zero + at
  return ReplicaOutage(replica: replica, from: from, until: back.map { from + $0 })
}

/// Failures that one replica may expect at most.
private let mostOutages = 10_000

private func readRandomOutages(_ map: YAMLMap) -> RandomOutages? {
  defer { map.finish() }
  let between = map.requiredDuration("mean_time_between", least: 1)
  let repair = map.requiredDuration("mean_repair", least: 1)
  let until = map.requiredDuration("until", least: 1)
  guard let between, let repair, let until else { return nil }
  guard until.nanoseconds / between.nanoseconds <= mostOutages else {
    map.log.report(
      line: map.line, "a replica would fail more than \(mostOutages) times",
      hint: "a longer 'mean_time_between', or an earlier 'until'")
    return nil
  }
  return RandomOutages(meanTimeBetween: between, meanRepair: repair, until: .zero + until)
}

private func readRequests(_ map: YAMLMap) -> RequestClass? {
  defer { map.finish() }
  let tokens = 1...1_048_576
  let name = map.required("name")?.identifier()
  let arrivals = map.arrivals("arrivals")
  let prompt = map.required("prompt_tokens")?.distribution(in: tokens, unit: "tokens")
  let output = map.required("output_tokens")?.distribution(in: tokens, unit: "tokens")
  let shared = map.optional("shared_prefix_tokens")?.whole(in: 0...1_000_000, unit: "tokens") ?? 0
  let texts = map.optional("shared_prefixes")?.whole(in: 1...4_096) ?? 1
  let turns = map.optional("turns")?.distribution(in: 1...200, unit: "turns") ?? .fixed(1)
  let gap =
    map.optional("turn_gap_ms")?.distribution(in: 0...86_400_000, unit: "milliseconds")
    ?? .fixed(0)
  let priority = map.optional("priority")?.whole(in: -1_000_000...1_000_000) ?? 0
  let adapters = map.optional("adapters")?.whole(in: 0...4_096) ?? 0
  guard let name, let arrivals, let prompt, let output else { return nil }
  return RequestClass(
    name: name, arrivals: arrivals, promptTokens: prompt, outputTokens: output,
    sharedPrefixTokens: shared, sharedPrefixes: texts, turns: turns, turnGapMilliseconds: gap,
    priority: priority, adapters: adapters)
}

private func readRequestTrace(_ map: YAMLMap, trace: TraceBytes) -> RequestTrace? {
  defer { map.finish() }
  let count = map.required("rows")?.whole(in: 1...scenarioCountLimit)
  let source = readRequestRows(map, wanted: count, trace)
  let stretch = map.optional("stretch_percent")?.whole(in: 1...100_000, unit: "%") ?? 100
  guard var source, let count else { return nil }
  source.count = count
  source.stretchPercent = stretch
  let last = source.rows.lazy.map(\.arrival).max() ?? .zero
  guard map.acceptsSpan(last.nanoseconds / 1_000_000_000, stretch) else { return nil }
  return source
}
