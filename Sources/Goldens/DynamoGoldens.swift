import Foundation
import ServingSim

/// Replays cases about Dynamo: kinds `dynamo-kv-router-cost` and `dynamo-mocker-polynomial`.
///
/// Throws `GoldenFileError` when the data is no JSON object of one of these kinds. A case that
/// cannot be read fails.
public func replayDynamoGolden(data: Data, kind: String) throws -> GoldenFileResult {
  guard let cases = try goldenObject(data)["cases"] as? [Any] else {
    throw GoldenFileError("\(kind): no list \"cases\"")
  }
  var result = GoldenFileResult(format: kind)
  switch kind {
  case "dynamo-kv-router-cost":
    judgeGoldens(cases, into: &result) { reader in try replayCost(reader) }
  case "dynamo-mocker-polynomial":
    judgeGoldens(cases, into: &result) { reader in try replayPolynomial(reader) }
  default: throw GoldenFileError("\"\(kind)\" is not a recording of Dynamo that we know")
  }
  return result
}

private func replayPolynomial(_ reader: GoldenReader) throws {
  let got: Double
  switch reader.text("fn") {
  case "prefill_ms":
    got = DynamoStepTime.prefillMilliseconds(tokens: try reader.int("tokens"))
  case "decode_ms":
    got = DynamoStepTime.decodeMilliseconds(activeFraction: try reader.double("active_fraction"))
  default: throw GoldenReader.Unreadable(what: "\"fn\": neither prefill_ms nor decode_ms")
  }
  try compare("ms", [try reader.double("expected")], [got], 1e-9)
}

private func replayCost(_ reader: GoldenReader) throws {
  let input = try reader.object("input")
  let weights = try input.object("weights")
  func weight(_ key: String, orElse standard: Double) throws -> Double {
    weights.isGiven(key) ? try weights.double(key) : standard
  }
  let cost = DynamoKVCost(
    overlapCredit: try weights.double("overlap_score_credit"),
    overlapCreditDecay: try weights.double("overlap_score_credit_decay"),
    prefillLoadScale: try weights.double("prefill_load_scale"),
    activeRequestWeight: try weights.double("decode_active_request_weight"),
    hostCredit: try weight("host_cache_hit_weight", orElse: 0.75),
    diskCredit: try weight("disk_cache_hit_weight", orElse: 0.25),
    sharedCredit: try weight("shared_cache_multiplier", orElse: 0))
  let request = DynamoKVCost.Request(
    promptTokens: try input.size("isl_tokens"), blockSize: try input.size("block_size"),
    tracksPrefill: try input.bool("track_prefill_tokens"),
    isDecodePool: input.text("worker_type") == "decode")
  let workers = try input.list("workers").map { try worker(GoldenReader($0)) }
  let totals = cost.costs(request, workers: workers).map(\.total)
  try compare("costs", try reader.doubles("expected"), totals, 1e-9)
  if reader.isGiven("argmin") {
    let least = totals.min() ?? 0
    let place = try reader.int("argmin")
    guard totals.indices.contains(place), totals[place] - least <= 1e-9 else {
      throw GoldenMismatch(place: "argmin", expected: "\(place)", got: "\(totals)")
    }
  }
}

private func worker(_ reader: GoldenReader) throws -> DynamoKVCost.Worker {
  let load = DynamoKVCost.Load(
    prefillTokens: try reader.size("active_prefill_tokens"),
    decodeBlocks: try reader.size("decode_blocks"), requests: try reader.size("active_requests"))
  return DynamoKVCost.Worker(
    cachedTokens: try reader.size("cached_tokens"),
    deviceBlocks: try reader.double("device_blocks"),
    hostBlocks: try reader.double("host_blocks"), diskBlocks: try reader.double("disk_blocks"),
    sharedBlocks: reader.isGiven("shared_blocks") ? try reader.double("shared_blocks") : 0,
    load: try reader.bool("has_load") ? load : nil)
}
