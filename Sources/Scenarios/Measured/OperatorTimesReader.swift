import Diagnostics
import Labs
import ServingSim

/// Reads a table of measured operator times (`challenges/measured`) as its bytes come in.
public struct OperatorTimesReader: Sendable {
  /// The tables, by file.
  public enum Table: String, CaseIterable, Sendable {
    case linear = "linear-layer.csv"
    case decode = "attention-decode.csv"
    case prefill = "attention-prefill.csv"
    case mixed = "attention-mixed.csv"
    case allReduce = "allreduce.csv"
    case head = "head-and-sampler.csv"

    fileprivate var columns: [String] {
      switch self {
      case .linear: ["gpu", "tp", "model", "num_tokens", "layer_us"]
      case .decode: ["gpu", "tp", "model", "decode_seqs", "kv_tokens_per_seq", "attn_us"]
      case .prefill: ["gpu", "tp", "model", "chunk_tokens", "kv_tokens_before", "attn_us"]
      case .mixed:
        [
          "gpu", "tp", "model", "prefill_chunk", "kv_prefill", "n_decode", "kv_decode", "attn_us",
        ]
      case .allReduce: ["gpu", "tp", "bytes", "allreduce_us"]
      case .head: ["gpu", "tp", "model", "layer", "sequences", "time_us"]
      }
    }
  }

  public let table: Table
  /// The good rows so far. A head and the sampler of as many sequences make one.
  public private(set) var measurements: [OperatorMeasurement] = []
  public var problems: [ContentProblem] { stream.problems }
  /// False when nothing further can be read.
  public var wantsMore: Bool { !stream.isUnreadable }
  private var stream: CSVStream
  private var models: [String: ModelShape] = [:]
  /// Heads that wait for their sampler, and the other way round.
  private var halves: [Half: Double] = [:]

  private struct Half: Hashable {
    let gpu: String
    let model: String
    let tensorParallel: Int
    let sequences: Int
    let isHead: Bool
  }

  public init(_ table: Table, file: String) {
    self.table = table
    stream = CSVStream(file: file, columns: table.columns)
  }

  public mutating func read(_ bytes: [UInt8]) {
    var stream = self.stream
    stream.read(bytes) { take(&$0) }
    self.stream = stream
  }

  /// The file has ended.
  public mutating func finish() {
    var stream = self.stream
    stream.finish { take(&$0) }
    self.stream = stream
  }

  private mutating func take(_ row: inout CSVRow) {
    let names = GPUProfile.all.map(\.name)
    guard let gpu = row.word(0, of: names).flatMap(GPUProfile.named),
      let tp = row.whole(1, in: 1...1_024)
    else { return }
    let count = 0...16_777_216
    if table == .allReduce {
      guard let bytes = row.whole(2, in: 1...(1 << 40)), let time = time(3, &row) else { return }
      return append(gpu, nil, tp, .allReduce(bytes: bytes), time)
    }
    guard let word = row.text(2) else { return }
    guard let model = models[word] ?? ModelShape.named(word) else {
      return row.report(2, "a known model: " + ModelShape.all.map(\.name).joined(separator: ", "))
    }
    models[word] = model
    switch table {
    case .linear:
      guard let tokens = row.whole(3, in: count), let time = time(4, &row) else { return }
      append(gpu, model, tp, .linear(tokens: tokens), time)
    case .decode:
      guard let sequences = row.whole(3, in: 1...1_000_000), let context = row.whole(4, in: count),
        let time = time(5, &row)
      else { return }
      let load = StepLoad.decoding(sequences: sequences, context: sequences * context)
      append(gpu, model, tp, .attention(load), time)
    case .prefill, .mixed:
      takeChunk(&row, gpu, model, tp)
    case .head:
      takeHead(&row, gpu, model, tp)
    case .allReduce: break
    }
  }

  private mutating func takeChunk(
    _ row: inout CSVRow, _ gpu: GPUProfile, _ model: ModelShape, _ tp: Int
  ) {
    guard let tokens = row.whole(3, in: 2...1_000_000),
      let before = row.whole(4, in: 0...16_777_216)
    else { return }
    var load = StepLoad()
    load.add(tokens: tokens, before: before, isSampled: true)
    if table == .mixed {
      guard let sequences = row.whole(5, in: 1...1_000_000),
        let context = row.whole(6, in: 0...16_777_216)
      else { return }
      load += .decoding(sequences: sequences, context: sequences * context)
    }
    guard let time = time(table == .mixed ? 7 : 5, &row) else { return }
    append(gpu, model, tp, .attention(load), time)
  }

  private mutating func takeHead(
    _ row: inout CSVRow, _ gpu: GPUProfile, _ model: ModelShape, _ tp: Int
  ) {
    guard let layer = row.word(3, of: ["lm_head", "sampler"]),
      let sequences = row.whole(4, in: 1...1_000_000), let time = time(5, &row)
    else { return }
    func half(isHead: Bool) -> Half {
      Half(
        gpu: gpu.name, model: model.name, tensorParallel: tp, sequences: sequences, isHead: isHead)
    }
    let isHead = layer == "lm_head"
    if let other = halves.removeValue(forKey: half(isHead: !isHead)) {
      append(gpu, model, tp, .head(sequences: sequences), time + other)
    } else {
      halves[half(isHead: isHead)] = time
    }
  }

  private func time(_ column: Int, _ row: inout CSVRow) -> Double? {
    row.decimal(column, places: 6, most: 1 << 60).map { Double($0) / 1e6 }
  }

  private mutating func append(
    _ gpu: GPUProfile, _ model: ModelShape?, _ tp: Int, _ work: OperatorMeasurement.Work,
    _ time: Double
  ) {
    measurements.append(
      OperatorMeasurement(
        gpu: gpu, model: model, tensorParallel: tp, work: work, microseconds: time))
  }
}
