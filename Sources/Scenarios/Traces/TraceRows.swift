import AddressedYAML
import Diagnostics
import Labs
import Simulation
import Traffic

// Readers of the slices in `challenges/traces`. A mistake is reported once, at the line of the scenario that names the file,
// with the line of the trace in the text.

/// Pods: a CSV with the columns of `alibaba-openb-pods.csv`; `nil` after reporting.
func readPodRows(_ text: String, file: String, log: ProblemLog, line: Int) -> [PodTrace.Row]? {
  let names = [
    "name", "arrival_s", "duration_s", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli",
  ]
  guard let table = TraceTable(text, columns: names, file: file, log: log, line: line)
  else { return nil }
  var rows: [PodTrace.Row] = []
  for (number, fields) in table.rows {
    let numbers = fields.dropFirst().compactMap { Int($0) }
    guard numbers.count == 6, numbers.allSatisfy({ $0 >= 0 }), numbers[5] <= 1_000 else {
      log.report(line: line, "\(file):\(number) is not a row of a pod trace")
      return nil
    }
    rows.append(
      PodTrace.Row(
        name: fields[0], arrival: SimTime(nanoseconds: numbers[0] * 1_000_000_000),
        duration: .seconds(numbers[1]), cpu: MilliCPU(numbers[2]), memory: .mebi(numbers[3]),
        gpus: numbers[4], gpuMilli: numbers[4] == 1 ? numbers[5] : 1_000))
  }
  return rows
}

/// Requests: Azure's CSV (`.csv`) or Mooncake's JSON lines (`.jsonl`); `nil` after reporting the first mistake.
func readRequestRows(
  _ text: String, file: String, log: ProblemLog, line: Int
) -> [RecordedRequest]? {
  let parsed =
    file.hasSuffix(".jsonl")
    ? MooncakeTrace.read(text, file: file) : AzureTrace.read(text, file: file)
  if let problem = parsed.problems.first {
    log.report(line: line, "\(problem)")
    return nil
  }
  return parsed.value
}

/// A CSV without quoted fields, which none of these traces has.
private struct TraceTable {
  var rows: [(number: Int, fields: [String])] = []

  init?(_ text: String, columns: [String], file: String, log: ProblemLog, line: Int) {
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.first.map(String.init) == columns.joined(separator: ",") else {
      log.report(
        line: line, "'\(shortened(file))' is not a trace for this lab",
        hint: "its first line must be " + columns.joined(separator: ","))
      return nil
    }
    for (index, textLine) in lines.enumerated().dropFirst() {
      let fields = textLine.split(separator: ",", omittingEmptySubsequences: false)
        .map(String.init)
      guard fields.count == columns.count else {
        log.report(line: line, "\(file):\(index + 1) has \(fields.count) fields")
        return nil
      }
      rows.append((index + 1, fields))
    }
  }
}
