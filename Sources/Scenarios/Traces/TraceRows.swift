import AddressedYAML
import Diagnostics
import Labs
import Simulation
import Traffic

// Readers of the slices in `challenges/traces`. A mistake is reported once, at the line of the
// scenario that names the file, with the line of the trace in the text.

/// Hands over a file of the directory of traces piece by piece, until its end or until `take`
/// answers that it wants no more; false when there is none.
public typealias TraceBytes = (_ name: String, _ take: ([UInt8]) -> Bool) -> Bool

/// Rows of one trace that a scenario holds when its run uses fewer: of a longer file, the first so
/// many. A bound on memory (about 100 bytes each, without prefix blocks).
public let mostTraceRows = 200_000

/// Rows to read of a trace of which a run uses `wanted`: seeds pick different parts of them.
func traceRows(for wanted: Int?) -> Int { max(mostTraceRows, (wanted ?? 0).times(2)) }

/// Pods: a CSV with the columns of `alibaba-openb-pods.csv`; `nil` after reporting.
func readPodRows(
  _ map: YAMLMap, wanted: Int?, _ trace: TraceBytes
) -> (file: String, rows: [PodTrace.Row])? {
  guard let file = map.required("file")?.text() else { return nil }
  var stream = CSVStream(
    file: shortened(file),
    columns: [
      "name", "arrival_s", "duration_s", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli",
    ])
  var rows: [PodTrace.Row] = []
  let most = traceRows(for: wanted)
  func wantsMore() -> Bool { stream.isGood && rows.count < most }
  let isThere = trace(file) { piece in
    stream.read(piece) { row in if rows.count < most { takePod(&row, into: &rows) } }
    return wantsMore()
  }
  guard isThere else { return map.reportMissingTrace(file) }
  // A row that the last piece cut is not the end of the file.
  if wantsMore() { stream.finish { takePod(&$0, into: &rows) } }
  return map.accepts(rows.count, stream.problems, of: file) ? (file, rows) : nil
}

private func takePod(_ row: inout CSVRow, into rows: inout [PodTrace.Row]) {
  let name = row.text(0)
  let arrival = row.whole(1, in: 0...4_000_000_000)
  let duration = row.whole(2, in: 0...4_000_000_000)
  let cpu = row.whole(3, in: 0...1_000_000_000)
  let memory = row.whole(4, in: 0...1_000_000_000)
  let gpus = row.whole(5, in: 0...1_000)
  let milli = row.whole(6, in: 0...1_000)
  guard let name, let arrival, let duration, let cpu, let memory, let gpus, let milli
  else { return }
  rows.append(
    PodTrace.Row(
      name: name, arrival: SimTime(nanoseconds: arrival * 1_000_000_000),
      duration: .seconds(duration), cpu: MilliCPU(cpu), memory: .mebi(memory), gpus: gpus,
      gpuMilli: gpus == 1 ? milli : 1_000))
}

/// Requests, by `format` or else by the name's ending: Azure's CSV, or Mooncake's JSON lines for
/// `.jsonl`; `nil` after reporting the first mistake. The trace comes without its play.
func readRequestRows(
  _ map: YAMLMap, wanted: Int?, _ trace: TraceBytes
) -> RequestTrace? {
  let file = map.required("file")?.text()
  // Read in any case, so that a mistake in one key makes no unknown key of another.
  let format = map.optional("format")?.word(RequestTrace.Format.self)
  let block = map.optional("prefix_block_tokens")?.whole(in: prefixBlockTokenRange, unit: "tokens")
  guard let file else { return nil }
  if map.has("format"), format == nil { return nil }
  let most = traceRows(for: wanted)
  var result = RequestTrace(file: file, rows: [], count: wanted ?? 1)
  result.format = format
  let name = shortened(file)
  var reader: any RequestTraceReader
  let kind = format ?? (file.hasSuffix(".jsonl") ? .mooncake : .azure)
  if map.has("prefix_block_tokens"), !kind.isOwn {
    map.log.report(
      line: map.line(of: "prefix_block_tokens"),
      "the format \(kind.rawValue) has no prefix hashes to which prefix_block_tokens could belong",
      hint: "format: requests-csv or requests-jsonl")
    return nil
  }
  switch kind {
  case .azure: reader = AzureTrace(file: name, mostRows: most)
  case .mooncake: reader = MooncakeTrace(file: name, mostRows: most)
  case .requestsCSV, .requestsJSONL:
    result.prefixBlockTokens = block ?? result.prefixBlockTokens
    reader = OwnRequestTrace(
      file: name, isCSV: result.format == .requestsCSV, mostRows: most,
      blockTokens: result.prefixBlockTokens)
  }
  let isThere = trace(file) { piece in
    reader.read(piece)
    return reader.wantsMore
  }
  guard isThere else { return map.reportMissingTrace(file) }
  if reader.wantsMore { reader.finish() }
  result.rows = reader.rows
  return map.accepts(reader.rows.count, reader.problems, of: file) ? result : nil
}

extension YAMLMap {
  fileprivate func reportMissingTrace<Value>(_ file: String) -> Value? {
    log.report(
      line: line(of: "file"), "there is no trace '\(shortened(file))'",
      hint: "traces stand in challenges/traces")
    return nil
  }

  /// Reports the first mistake of a trace, or that it has no rows.
  fileprivate func accepts(_ count: Int, _ problems: [ContentProblem], of file: String) -> Bool {
    let line = line(of: "file")
    if let problem = problems.first {
      log.report(line: line, "\(problem)")
    } else if count == 0 {
      log.report(line: line, "the trace '\(shortened(file))' has no rows")
    } else {
      return true
    }
    return false
  }
}
