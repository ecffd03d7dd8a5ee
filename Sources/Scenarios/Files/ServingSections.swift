import AddressedYAML
import Labs
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
  guard let longest else { return nil }
  let scenario = ServingScenario(
    heading: heading, requests: requests, trace: rows, maxModelTokens: longest, end: end)
  map.reportSize(of: scenario)
  return scenario
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
