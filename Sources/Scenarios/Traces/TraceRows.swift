import AddressedYAML
import Diagnostics
import Labs
import Simulation
import Traffic

// Readers of the slices in `challenges/traces`. A mistake is reported once, at the line of the
// scenario that names the file, with the line of the trace in the text.

/// Hands over a file of the directory of traces piece by piece; false when there is none.
public typealias TraceBytes = (_ name: String, _ take: ([UInt8]) -> Void) -> Bool

/// Rows of one trace that a scenario holds; a bound on memory (64 bytes each, without prefix blocks).
public let mostTraceRows = 4_000_000

/// Pods: a CSV with the columns of `alibaba-openb-pods.csv`; `nil` after reporting.
func readPodRows(_ map: YAMLMap, _ trace: TraceBytes) -> (file: String, rows: [PodTrace.Row])? {
  guard let file = map.required("file")?.text() else { return nil }
  var stream = CSVStream(
    file: shortened(file),
    columns: [
      "name", "arrival_s", "duration_s", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli",
    ])
  var rows: [PodTrace.Row] = []
  guard trace(file, { stream.read($0) { takePod(&$0, into: &rows) } }) else {
    return map.reportMissingTrace(file)
  }
  stream.finish { takePod(&$0, into: &rows) }
  return map.accepts(rows.count, stream.problems, of: file) ? (file, rows) : nil
}

private func takePod(_ row: inout CSVRow, into rows: inout [PodTrace.Row]) {
  // Beyond the bound, rows are neither kept nor read.
  guard rows.count <= mostTraceRows else { return }
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

/// Requests: Azure's CSV (`.csv`) or Mooncake's JSON lines (`.jsonl`); `nil` after reporting the
/// first mistake.
func readRequestRows(
  _ map: YAMLMap, _ trace: TraceBytes
) -> (file: String, rows: [RecordedRequest])? {
  guard let file = map.required("file")?.text() else { return nil }
  let isMooncake = file.hasSuffix(".jsonl")
  var azure = AzureTrace(file: shortened(file))
  var mooncake = MooncakeTrace(file: shortened(file))
  guard trace(file, { if isMooncake { mooncake.read($0) } else { azure.read($0) } }) else {
    return map.reportMissingTrace(file)
  }
  if isMooncake { mooncake.finish() } else { azure.finish() }
  let rows = isMooncake ? mooncake.rows : azure.rows
  let problems = isMooncake ? mooncake.problems : azure.problems
  return map.accepts(rows.count, problems, of: file) ? (file, rows) : nil
}

extension YAMLMap {
  fileprivate func reportMissingTrace<Value>(_ file: String) -> Value? {
    log.report(
      line: line(of: "file"), "there is no trace '\(shortened(file))'",
      hint: "traces stand in challenges/traces")
    return nil
  }

  /// Reports the first mistake of a trace, too many rows, or none.
  fileprivate func accepts(_ count: Int, _ problems: [ContentProblem], of file: String) -> Bool {
    let line = line(of: "file")
    if let problem = problems.first {
      log.report(line: line, "\(problem)")
    } else if count == 0 {
      log.report(line: line, "the trace '\(shortened(file))' has no rows")
    } else if count > mostTraceRows {
      log.report(
        line: line, "the trace '\(shortened(file))' has more than \(mostTraceRows) rows",
        hint: "cut a slice out of it")
    } else {
      return true
    }
    return false
  }
}
