import Foundation
import ServingSim
import Simulation

/// Replays whole runs of Dynamo's offline replay: kind `dynosim-offline-replay`.
///
/// Every request's times agree within a microsecond. Cases whose router draws among equal workers
/// are judged by their summary: means within 3 %, the reused part within 0.01.
///
/// Throws `GoldenFileError` when the data is no JSON object with cases. A case that cannot be read
/// fails.
public func replayDynamoReplayGolden(data: Data) throws -> GoldenFileResult {
  guard let cases = try goldenObject(data)["cases"] as? [Any] else {
    throw GoldenFileError("dynosim-offline-replay: no list \"cases\"")
  }
  var result = GoldenFileResult(format: "dynosim-offline-replay")
  judgeGoldens(cases, into: &result) { reader in try replayRun(reader) }
  return result
}

private let tolerance = 1e-3

private func replayRun(_ reader: GoldenReader) throws {
  let requests = try reader.list("requests").map { item in
    let request = GoldenReader(item)
    return DynamoReplayRequest(
      arrivalMilliseconds: try request.double("timestamp"),
      promptTokens: try request.size("input_length"),
      outputTokens: try request.size("output_length"),
      prefixBlocks: try GoldenReader.ints(request.list("hash_ids"), "hash_ids"))
  }
  let tokens = requests.reduce(0) { $0 + max(0, $1.promptTokens) + max(0, $1.outputTokens) }
  guard tokens <= 100_000_000 else {
    throw GoldenReader.Unreadable(what: "\"requests\": more than 100 million tokens")
  }
  let options = try reader.object("options")
  let setup = try setup(reader.object("engine"), options)
  var replay: DynamoReplay
  do {
    replay = try DynamoReplay(setup: setup, requests: requests, seed: Seed("golden"))
  } catch {
    throw GoldenReader.Unreadable(what: "a run that can be simulated (\(error))")
  }
  replay.finish()
  let expected = try reader.object("expected")
  var isDrawn = options.text("router_mode") == "kv_router"
  if reader.isGiven("deterministic"), !(try reader.bool("deterministic")) { isDrawn = true }
  try compareSummary(expected.object("summary"), replay.summary, isDrawn: isDrawn)
  if !isDrawn { try compareRequests(expected.list("per_request"), replay) }
}

private func setup(_ engine: GoldenReader, _ options: GoldenReader) throws -> DynamoReplaySetup {
  let kind = engine.text("backend") ?? engine.text("engine_type") ?? "vllm"
  guard kind == "vllm" else {
    throw GoldenReader.Unreadable(what: "\"backend\": \(kind) is not simulated")
  }
  let mode = options.text("router_mode") ?? "round_robin"
  let layout: DynamoReplaySetup.Layout
  if options.isGiven("num_prefill_workers") || options.isGiven("num_decode_workers") {
    guard mode == "round_robin" else {
      throw GoldenReader.Unreadable(what: "\"router_mode\": \(mode) with prefill workers")
    }
    layout = .disaggregated(
      prefill: try options.size("num_prefill_workers", orElse: 1),
      decode: try options.size("num_decode_workers", orElse: 1))
  } else {
    let workers = try options.size("num_workers", orElse: 1)
    switch mode {
    case "round_robin": layout = .roundRobin(workers: workers)
    case "kv_router": layout = .kvRouter(workers: workers, cost: DynamoKVCost())
    default: throw GoldenReader.Unreadable(what: "\"router_mode\": \(mode) is not known")
    }
  }
  return DynamoReplaySetup(
    layout: layout, blockSize: try engine.size("block_size", orElse: 64),
    blockCount: try engine.size("num_gpu_blocks", orElse: 16384),
    maxSequences: try engine.size("max_num_seqs", orElse: 256),
    tokenBudget: try engine.size("max_num_batched_tokens", orElse: 8192),
    prefixCaching: engine.isGiven("enable_prefix_caching")
      ? try engine.bool("enable_prefix_caching") : true,
    chunkedPrefill: engine.isGiven("enable_chunked_prefill")
      ? try engine.bool("enable_chunked_prefill") : true,
    transferBytesPerToken: engine.isGiven("kv_transfer_bytes_per_token")
      ? try engine.size("kv_transfer_bytes_per_token") : nil,
    transferBandwidth: engine.isGiven("kv_transfer_bandwidth")
      ? try engine.double("kv_transfer_bandwidth") : nil)
}

private func compareSummary(
  _ expected: GoldenReader, _ got: DynamoReplaySummary, isDrawn: Bool
) throws {
  for (key, value) in [
    ("completed_requests", got.completedRequests), ("total_input_tokens", got.promptTokens),
    ("total_output_tokens", got.outputTokens),
  ] {
    try GoldenMismatch.check(key, try expected.int(key), value)
  }
  try compareNumber(
    expected, "prefix_cache_reused_ratio", got.reusedRatio, within: isDrawn ? 0.01 : 1e-9)
  let means = [
    ("duration_ms", got.durationMilliseconds), ("mean_ttft_ms", got.timeToFirstToken.mean),
    ("mean_tpot_ms", got.timePerOutputToken.mean), ("mean_e2e_latency_ms", got.endToEnd.mean),
    ("output_throughput_tok_s", got.outputTokensPerSecond),
  ]
  for (key, value) in means {
    let room = isDrawn ? 0.03 * abs(try expected.double(key)) : tolerance
    try compareNumber(expected, key, value, within: room)
  }
  if isDrawn { return }
  for (key, value) in [
    ("median_ttft_ms", got.timeToFirstToken.median), ("p90_ttft_ms", got.timeToFirstToken.p90),
    ("p99_ttft_ms", got.timeToFirstToken.p99), ("median_tpot_ms", got.timePerOutputToken.median),
    ("p90_tpot_ms", got.timePerOutputToken.p90), ("p99_tpot_ms", got.timePerOutputToken.p99),
    ("p99_e2e_latency_ms", got.endToEnd.p99),
  ] where expected.isGiven(key) {
    try compareNumber(expected, key, value, within: tolerance)
  }
}

private func compareNumber(
  _ expected: GoldenReader, _ key: String, _ got: Double, within room: Double
) throws {
  let wanted = try expected.double(key)
  guard abs(wanted - got) <= room else {
    throw GoldenMismatch(place: key, expected: "\(wanted)", got: "\(got)")
  }
}

/// A request's row, sorted as the recording is: by arrival, prompt and output.
///
/// Rows that are equal in these are told apart by their times, on both sides.
private struct Row {
  var key: [Double]
  /// Numbers by name; a missing one is `nil`.
  var values: [(name: String, value: Double?)]
}

private func compareRequests(_ expected: [Any], _ replay: DynamoReplay) throws {
  try GoldenMismatch.check("per_request", expected.count, replay.requests.count)
  let names = [
    "arrival_time_ms", "first_admit_ms", "first_token_ms", "last_token_ms", "ttft_ms", "itl_ms",
    "e2e_latency_ms", "reused_input_tokens", "decode_worker_idx", "prefill_worker_idx",
    "admission_count",
  ]
  var wanted = try expected.map { item in
    let reader = GoldenReader(item)
    let values = try names.map { name in
      (name: name, value: reader.isGiven(name) ? try reader.double(name) : nil)
    }
    return Row(
      key: [
        try reader.double("arrival_time_ms"), try reader.double("input_length"),
        try reader.double("output_length"), values[2].value ?? -1, values[3].value ?? -1,
      ], values: values)
  }
  var got = zip(replay.requests, replay.outcomes).map { request, outcome in
    row(request, outcome, names)
  }
  let order: (Row, Row) -> Bool = { a, b in
    for (x, y) in zip(a.key, b.key) where abs(x - y) > tolerance { return x < y }
    return false
  }
  wanted.sort(by: order)
  got.sort(by: order)
  for (place, (want, have)) in zip(wanted, got).enumerated() {
    for (x, y) in zip(want.values, have.values) {
      let isEqual =
        switch (x.value, y.value) {
        case (nil, nil): true
        case (let a?, let b?): abs(a - b) <= tolerance
        default: false
        }
      if !isEqual {
        throw GoldenMismatch(
          place: "request \(place): \(x.name)", expected: "\(x.value.map { "\($0)" } ?? "none")",
          got: "\(y.value.map { "\($0)" } ?? "none")")
      }
    }
  }
}

private func row(
  _ request: DynamoReplayRequest, _ outcome: DynamoReplayOutcome, _ names: [String]
) -> Row {
  func milliseconds(_ time: SimTime?) -> Double? { time.map { Double($0.nanoseconds) / 1e6 } }
  let arrival = Double(outcome.arrival.nanoseconds) / 1e6
  let first = milliseconds(outcome.firstToken)
  let last = milliseconds(outcome.lastToken)
  var pace: Double?
  if let first, let last, request.outputTokens > 1 {
    pace = (last - first) / Double(request.outputTokens - 1)
  }
  let values: [Double?] = [
    arrival, milliseconds(outcome.firstAdmission), first, last, first.map { $0 - arrival }, pace,
    last.map { $0 - arrival }, Double(outcome.reusedTokens), outcome.worker.map { Double($0) },
    outcome.prefillWorker.map { Double($0) }, Double(outcome.admissions),
  ]
  return Row(
    key: [
      arrival, Double(request.promptTokens), Double(request.outputTokens), first ?? -1, last ?? -1,
    ], values: zip(names, values).map { (name: $0, value: $1) })
}
