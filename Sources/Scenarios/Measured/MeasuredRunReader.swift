import AddressedYAML
import Diagnostics
import Labs
import ServingSim
import Simulation
import Traffic

/// Requests of one measured run; a bound on memory.
public let mostMeasuredRequests = 1_000_000

/// Reads the description of a measured run (YAML, or JSON, which is YAML too) and the CSV that it
/// names. `requests` hands over a file by the name that stands there.
public func readMeasuredRun(
  _ text: String, file: String, requests: TraceBytes
) -> Parsed<MeasuredRun> {
  let log = ProblemLog(file: file)
  guard let map = YAMLMap.parse(text, log: log) else {
    return Parsed(value: nil, problems: log.problems)
  }
  let run = readRun(map, requests)
  return Parsed(value: log.isEmpty ? run : nil, problems: log.problems)
}

private func readRun(_ map: YAMLMap, _ requests: TraceBytes) -> MeasuredRun? {
  defer { map.finish() }
  let name = map.required("name")?.text()
  let engine = map.optional("engine")?.text() ?? ""
  let gpu = map.required("gpu")?.text().flatMap { word -> GPUProfile? in
    if let gpu = GPUProfile.named(word) { return gpu }
    map.log.report(
      line: map.line(of: "gpu"), "there is no GPU '\(shortened(word))'",
      hint: "known: " + GPUProfile.all.map(\.name).joined(separator: ", "))
    return nil
  }
  let model = readModel(map)
  let layout = ParallelLayout(
    tensorParallel: map.optional("tensor_parallel")?.whole(in: 1...1_024) ?? 1,
    pipelineParallel: map.optional("pipeline_parallel")?.whole(in: 1...1_024) ?? 1,
    expertParallel: map.optional("expert_parallel")?.whole(in: 1...1_024) ?? 1)
  let precision = NumberPrecision(
    weights: bits(map, "weight_bits") ?? .sixteen, keyValues: bits(map, "kv_bits") ?? .sixteen)
  let cpu =
    map.optional("cpu_us")?.whole(in: 0...1_000_000, unit: "microseconds")
    ?? CostModel.standardCPUMicroseconds
  let settings = readSettings(map)
  let rows = readRows(map, requests)
  guard let name, let gpu, let model, let rows else { return nil }
  do {
    let cost = try CostModel(
      gpu: gpu, model: model, layout: layout, precision: precision, cpuMicroseconds: cpu)
    return MeasuredRun(name: name, engine: engine, cost: cost, settings: settings, rows: rows)
  } catch {
    map.log.report(
      line: map.line(of: "tensor_parallel"), "\(model.name) cannot be laid out so: \(error.text)")
    return nil
  }
}

private func bits<Bits: RawRepresentable & CaseIterable>(
  _ map: YAMLMap, _ key: String
) -> Bits? where Bits.RawValue == Int {
  guard let count = map.optional(key)?.whole(in: 1...64, unit: "bits") else { return nil }
  if let bits = Bits(rawValue: count) { return bits }
  map.log.report(
    line: map.line(of: key), "'\(key)' cannot be \(count)",
    hint: Bits.allCases.map { String($0.rawValue) }.joined(separator: ", "))
  return nil
}

private func readSettings(_ map: YAMLMap) -> MeasuredRun.Settings {
  var settings = MeasuredRun.Settings()
  settings.keyValueBlocks = map.optional("kv_blocks")?.whole(in: 2...100_000_000, unit: "blocks")
  if let size = map.optional("block_size")?.whole(in: 1...4_096, unit: "tokens") {
    settings.blockSize = size
  }
  if let most = map.optional("max_num_seqs")?.whole(in: 1...100_000) {
    settings.maxSequences = most
  }
  if let most = map.optional("max_num_batched_tokens")?.whole(in: 1...1_048_576, unit: "tokens") {
    settings.tokenBudget = most
  }
  settings.maxModelTokens = map.optional("max_model_len")?.whole(in: 1...16_777_216, unit: "tokens")
  if let isOn = map.optional("prefix_caching")?.truth() { settings.prefixCaching = isOn }
  if let isOn = map.optional("async_scheduling")?.truth() { settings.schedulesAhead = isOn }
  return settings
}

/// A known model by name, or the numbers of its `config.json`.
private func readModel(_ map: YAMLMap) -> ModelShape? {
  guard let value = map.required("model", hint: "a name, or the numbers of its config.json") else {
    return nil
  }
  if case .map = value.node.content { return value.map().flatMap(readShape) }
  guard let word = value.text() else { return nil }
  if let model = ModelShape.named(word) { return model }
  value.report(
    "there is no model '\(shortened(word))'",
    hint: "known: " + ModelShape.all.map(\.name).joined(separator: ", ")
      + "; or give its numbers: {name: ..., num_hidden_layers: ...}")
  return nil
}

private func readShape(_ map: YAMLMap) -> ModelShape? {
  defer { map.finish() }
  func size(_ key: String) -> Int? { map.required(key)?.whole(in: 1...10_000_000) }
  let name = map.required("name")?.text()
  let layers = map.required("num_hidden_layers")?.whole(in: 1...10_000)
  let hidden = size("hidden_size")
  let heads = map.required("num_attention_heads")?.whole(in: 1...10_000)
  let keyValueHeads = map.optional("num_key_value_heads")?.whole(in: 1...10_000) ?? heads
  let inner = size("intermediate_size")
  let vocabulary = size("vocab_size")
  let head = map.optional("head_dim")?.whole(in: 1...10_000)
  let experts = map.optional("num_experts")?.whole(in: 1...100_000)
  let perToken = map.optional("num_experts_per_tok")?.whole(in: 1...100_000)
  let expertInner = map.optional("moe_intermediate_size")?.whole(in: 1...10_000_000)
  let shared = map.optional("n_shared_experts")?.whole(in: 0...1_000) ?? 0
  let dense = map.optional("first_k_dense_replace")?.whole(in: 0...10_000) ?? 0
  guard let name, let layers, let hidden, let heads, let keyValueHeads, let inner, let vocabulary
  else { return nil }
  var parts: ModelShape.Experts?
  if let experts {
    guard let perToken, let expertInner, perToken <= experts else {
      map.log.report(
        line: map.line(of: "num_experts"),
        "experts need 'num_experts_per_tok', at most their number, and 'moe_intermediate_size'")
      return nil
    }
    parts = ModelShape.Experts(
      count: experts, perToken: perToken, shared: shared, feedForward: expertInner,
      denseLayers: dense)
  }
  return ModelShape(
    name: name, layers: layers, hidden: hidden, heads: heads, keyValueHeads: keyValueHeads,
    headDimension: head ?? max(1, hidden / heads), feedForward: inner, vocabulary: vocabulary,
    experts: parts)
}

// MARK: Requests

private func readRows(_ map: YAMLMap, _ requests: TraceBytes) -> [MeasuredRun.Row]? {
  guard let file = map.required("requests", hint: "a CSV beside this file")?.text() else {
    return nil
  }
  let line = map.line(of: "requests")
  var stream = CSVStream(
    file: shortened(file),
    columns: [
      "arrived_s", "input_tokens", "output_tokens", "prefix_parent", "prefix_shared_tokens",
      "ttft_ms", "tpot_ms", "e2e_ms", "queue_ms",
    ])
  var rows: [MeasuredRun.Row] = []
  let isThere = requests(file) { piece in
    stream.read(piece) { takeRow(&$0, into: &rows) }
    return stream.isGood && rows.count <= mostMeasuredRequests
  }
  guard isThere else {
    map.log.report(
      line: line, "there is no file '\(shortened(file))'", hint: "it stands beside this one")
    return nil
  }
  stream.finish { takeRow(&$0, into: &rows) }
  if let problem = stream.problems.first {
    map.log.report(line: line, "\(problem)")
    return nil
  }
  guard (1...mostMeasuredRequests).contains(rows.count) else {
    map.log.report(
      line: line,
      rows.isEmpty
        ? "'\(shortened(file))' has no requests"
        : "'\(shortened(file))' has more than \(mostMeasuredRequests) requests")
    return nil
  }
  return rows
}

private func takeRow(_ row: inout CSVRow, into rows: inout [MeasuredRun.Row]) {
  guard rows.count <= mostMeasuredRequests else { return }
  let index = rows.count
  let arrival = row.decimal(0, places: 9, most: 1 << 60)
  let input = row.whole(1, in: 1...16_777_216)
  let output = row.whole(2, in: 1...16_777_216)
  let shared = row.whole(4, in: 0...max(0, input ?? 0))
  let times = (5...8).map { row.decimal($0, places: 6, most: 1 << 60).map { Double($0) / 1e6 } }
  var prompt: [TokenSegment] = []
  if let shared, shared > 0 {
    guard let parent = row.whole(3, in: 0...max(0, index - 1)), parent < index else {
      if index == 0 { row.report(3, "an earlier request, counted from 0") }
      return
    }
    let text = rows[parent].request.prompt
    guard rows[parent].request.promptTokens >= shared else {
      return row.report(4, "at most the prompt of request \(parent)")
    }
    prompt = head(of: text, tokens: shared)
  }
  guard let arrival, let input, let output, let shared, let ttft = times[0], let tpot = times[1],
    let endToEnd = times[2], let queue = times[3]
  else { return }
  if let last = rows.last?.request.arrival.nanoseconds, last > arrival {
    return row.report(0, "no earlier than the row before")
  }
  if input > shared {
    prompt.append(
      TokenSegment(id: SegmentNumbering.uniqueBase + index, length: input - shared))
  }
  rows.append(
    MeasuredRun.Row(
      request: InferenceRequest(
        arrival: SimTime(nanoseconds: arrival), prompt: prompt, outputTokens: output,
        outputSegment: SegmentNumbering.outputBase + index),
      timeToFirstToken: ttft, timePerOutputToken: tpot, endToEnd: endToEnd, queueTime: queue))
}

/// The first `tokens` tokens of a prompt.
private func head(of prompt: [TokenSegment], tokens: Int) -> [TokenSegment] {
  var rest = tokens
  return prompt.compactMap { segment in
    let length = min(rest, segment.length)
    rest -= length
    return length > 0 ? TokenSegment(id: segment.id, length: length) : nil
  }
}

extension ParallelLayout.Problem {
  /// For a problem with an address, which is always in English.
  fileprivate var text: String {
    switch self {
    case .outOfRange(let setting, let value, let most):
      "\(setting) is \(value), and can be 1 to \(most)"
    case .headsNotDivisible(let heads, let tensorParallel):
      "\(heads) attention heads are not divisible by \(tensorParallel)"
    case .keyValueHeadsNotDivisible(let heads, let tensorParallel):
      "\(heads) key/value heads are neither divisible by \(tensorParallel) nor divide it"
    case .feedForwardNotDivisible(let width, let tensorParallel):
      "a feed-forward part of \(width) is not divisible by \(tensorParallel)"
    case .moreStagesThanLayers(let stages, let layers):
      "\(stages) stages for \(layers) layers"
    case .noExperts(let expertParallel):
      "it has no experts to spread over \(expertParallel) GPUs"
    case .expertsNotDivisible(let experts, let expertParallel):
      "\(experts) experts are not divisible by \(expertParallel)"
    case .expertGroupNotDivisible(let expertParallel, let tensorParallel):
      "expert_parallel \(expertParallel) is not a multiple of tensor_parallel \(tensorParallel)"
    }
  }
}
