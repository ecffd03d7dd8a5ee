import Foundation
import ServingSim

/// Replays cases about the endpoint picker's scorers: kind `epp-scorers`.
///
/// Throws `GoldenFileError` when the data is no JSON object with cases. A case that cannot be read
/// fails.
public func replayEndpointPickerGolden(data: Data) throws -> GoldenFileResult {
  guard let cases = try goldenObject(data)["cases"] as? [Any] else {
    throw GoldenFileError("epp-scorers: no list \"cases\"")
  }
  var result = GoldenFileResult(format: "epp-scorers")
  judgeGoldens(cases, into: &result) { reader in try replayScorer(reader) }
  return result
}

/// Tolerances: formulas and functions agree to 1e-9; unit tables are printed with four decimals.
private func tolerance(_ reader: GoldenReader) -> Double {
  reader.text("origin") == "upstream unit table" ? 1e-4 : 1e-9
}

private func replayScorer(_ reader: GoldenReader) throws {
  let input = try reader.object("input")
  let tolerance = tolerance(reader)
  switch reader.text("scorer") {
  case "context-length-aware":
    let low = try input.int("min")
    let high = try input.int("max")
    guard low <= high else { throw GoldenReader.Unreadable(what: "\"min\": above \"max\"") }
    let got = EndpointPicker.contextLengthScore(
      tokens: try input.int("context_tokens"), range: low...high)
    try compare("score", [try reader.double("expected")], [got], tolerance)
  case "profile-weighted-sum": try replayProfile(input, reader.object("expected"), tolerance)
  case "saturation", "pool-saturation", "saturation-detector", "utilization-detector":
    try replaySaturation(input, reader, tolerance)
  case let name:
    let scores = try scores(of: name ?? "", input)
    try compare("scores", try reader.doubles("expected"), scores, tolerance)
  }
}

private func scores(of name: String, _ input: GoldenReader) throws -> [Double] {
  switch name {
  case "queue-scorer":
    return EndpointPicker.relativeScores(counts: try input.ints("queue", "waiting"))
  case "running-requests-size-scorer":
    return EndpointPicker.relativeScores(counts: try input.ints("running"))
  case "kv-cache-utilization-scorer":
    return try input.doubles("kv").map { EndpointPicker.kvScore(use: $0) }
  case "load-aware-scorer":
    let threshold = try input.int("threshold", orElse: 128)
    return try input.ints("waiting", "queue").map {
      EndpointPicker.loadAwareScore(waiting: $0, threshold: threshold)
    }
  case "token-load-scorer":
    let threshold = try input.int("threshold", orElse: 4_194_304)
    return try input.ints("inflight_tokens", "tokens").map {
      EndpointPicker.tokenLoadScore(tokens: $0, threshold: threshold)
    }
  case "active-request-scorer":
    return EndpointPicker.activeRequestScores(
      counts: try input.ints("active", "active_requests", "requests", "inflight_requests"),
      idleThreshold: try input.int("idle_threshold", orElse: 0),
      maxBusyScore: input.isGiven("max_busy_score") ? try input.double("max_busy_score") : 1)
  case "prefix-cache-scorer": return try prefixScores(input)
  case "lora-affinity-scorer": return try adapterScores(input)
  default: throw GoldenReader.Unreadable(what: "\"scorer\": \"\(name)\" is not known")
  }
}

private func prefixScores(_ input: GoldenReader) throws -> [Double] {
  try input.list("match_total_blocks").map {
    let pair = try GoldenReader.ints($0, "match_total_blocks")
    guard pair.count == 2 else { throw GoldenReader.Unreadable(what: "\(pair): no [match, total]") }
    return EndpointPicker.prefixScore(matchedBlocks: pair[0], totalBlocks: pair[1])
  }
}

private func adapterScores(_ input: GoldenReader) throws -> [Double] {
  let target = input.text("target") ?? ""
  return try input.list("endpoints").map {
    let endpoint = GoldenReader($0)
    let active = try endpoint.texts("active")
    let waiting = try endpoint.texts("waiting")
    return EndpointPicker.adapterScore(
      isActive: active.contains(target), isWaiting: waiting.contains(target),
      loaded: active.count + waiting.count, slots: try endpoint.int("max_active"))
  }
}

/// `totals` and `argmax`, the places of the highest total.
private func replayProfile(
  _ input: GoldenReader, _ expected: GoldenReader, _ tolerance: Double
) throws {
  let weights = try input.object("weights")
  let prefix = try prefixScores(input)
  let kv = try input.doubles("kv").map { EndpointPicker.kvScore(use: $0) }
  let queue = EndpointPicker.relativeScores(counts: try input.ints("queue"))
  guard prefix.count == kv.count, kv.count == queue.count else {
    throw GoldenReader.Unreadable(what: "\"input\": lists of different lengths")
  }
  let totals = EndpointPicker.totals(rows: [
    (try weights.double("prefix"), prefix), (try weights.double("kv"), kv),
    (try weights.double("queue"), queue),
  ])
  try compare("totals", try expected.doubles("totals"), totals, tolerance)
  let best = totals.max() ?? 0
  let places = totals.indices.filter { abs(totals[$0] - best) <= tolerance }
  try GoldenMismatch.check(
    "argmax", try GoldenReader.ints(expected.list("argmax"), "argmax"), Array(places))
}

/// The pool's saturation, and whether it sheds, when the case says so.
private func replaySaturation(
  _ input: GoldenReader, _ reader: GoldenReader, _ tolerance: Double
) throws {
  let queue = try input.ints("queue", "waiting")
  let kv = try input.doubles("kv")
  let stale =
    input.isGiven("stale")
    ? try input.list("stale").map { $0 as? Bool ?? false } : queue.map { _ in false }
  guard queue.count == kv.count, kv.count == stale.count else {
    throw GoldenReader.Unreadable(what: "\"input\": lists of different lengths")
  }
  let limits = EndpointPicker.SaturationLimits(
    queue: try input.firstGiven("queue_threshold", "queue_depth_threshold").map {
      try input.int($0)
    } ?? 5,
    kvUse: try input.firstGiven("kv_threshold", "kv_cache_util_threshold").map {
      try input.double($0)
    } ?? 0.8)
  guard limits.queue > 0, limits.kvUse > 0 else {
    throw GoldenReader.Unreadable(what: "\"input\": a threshold that is not positive")
  }
  let got = EndpointPicker.poolSaturation(
    queue.indices.map { stale[$0] ? nil : (queue[$0], kv[$0]) }, limits: limits)
  if let expected = try? reader.double("expected") {
    return try compare("saturation", [expected], [got], tolerance)
  }
  let expected = try reader.object("expected")
  let value = try expected.double(try expected.required("saturation", "value", "pool"))
  try compare("saturation", [value], [got], tolerance)
  if let key = expected.firstGiven("saturated", "is_saturated") {
    try GoldenMismatch.check(key, try expected.bool(key), got >= 1)
  }
}

/// Compares lists of numbers within a tolerance.
func compare(_ place: String, _ expected: [Double], _ got: [Double], _ tolerance: Double) throws {
  try GoldenMismatch.check("\(place): how many", expected.count, got.count)
  for index in expected.indices where !(abs(expected[index] - got[index]) <= tolerance) {
    throw GoldenMismatch(
      place: "\(place)[\(index)]", expected: "\(expected[index])", got: "\(got[index])")
  }
}

extension GoldenReader {
  /// The first of these keys that is given.
  func firstGiven(_ keys: String...) -> String? { keys.first { isGiven($0) } }

  func required(_ keys: String...) throws -> String {
    guard let key = keys.first(where: { isGiven($0) }) else {
      throw Unreadable(what: "\"\(keys[0])\": missing")
    }
    return key
  }

  /// Whole numbers under the first of these keys that is given.
  func ints(_ keys: String...) throws -> [Int] {
    let key = keys.first { isGiven($0) } ?? keys[0]
    return try Self.ints(list(key), key)
  }

  func doubles(_ key: String) throws -> [Double] {
    try list(key).map {
      guard let value = $0 as? Double else { throw Unreadable(what: "\"\(key)\": no number") }
      return value
    }
  }

  func texts(_ key: String) throws -> [String] {
    try list(key).map {
      guard let text = $0 as? String else { throw Unreadable(what: "\"\(key)\": no text") }
      return text
    }
  }
}
