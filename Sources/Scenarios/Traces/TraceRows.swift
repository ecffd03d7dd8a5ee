import AddressedYAML
import Foundation
import Labs
import Simulation

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

/// Requests: Azure's CSV (`.csv`) or Mooncake's JSON lines (`.jsonl`); `nil` after reporting.
func readRequestRows(
  _ text: String, file: String, log: ProblemLog, line: Int
) -> [RequestTrace.Row]? {
  if file.hasSuffix(".jsonl") { return readMooncake(text, file: file, log: log, line: line) }
  let names = ["arrived_s", "context_tokens", "generated_tokens"]
  guard let table = TraceTable(text, columns: names, file: file, log: log, line: line)
  else { return nil }
  var rows: [RequestTrace.Row] = []
  for (number, fields) in table.rows {
    guard let seconds = Double(fields[0]), (0...1e8).contains(seconds), let prompt = Int(fields[1]),
      let output = Int(fields[2]), prompt >= 0, output >= 0
    else {
      log.report(line: line, "\(file):\(number) is not a row of a request trace")
      return nil
    }
    // The trace has four decimals: whole multiples of 0.1 ms.
    let arrival = SimTime(nanoseconds: Int((seconds * 10_000).rounded()) * 100_000)
    rows.append(
      RequestTrace.Row(
        arrival: arrival, promptTokens: max(1, prompt), outputTokens: max(1, output)))
  }
  return rows
}

private struct MooncakeLine: Decodable {
  let timestamp: Int
  let inputLength: Int
  let outputLength: Int
  let hashIDs: [Int]

  private enum CodingKeys: String, CodingKey {
    case timestamp
    case inputLength = "input_length"
    case outputLength = "output_length"
    case hashIDs = "hash_ids"
  }
}

private func readMooncake(
  _ text: String, file: String, log: ProblemLog, line: Int
) -> [RequestTrace.Row]? {
  let decoder = JSONDecoder()
  var rows: [RequestTrace.Row] = []
  for (index, textLine) in text.split(separator: "\n").enumerated() {
    guard let row = try? decoder.decode(MooncakeLine.self, from: Data(textLine.utf8)),
      row.timestamp >= 0, row.inputLength >= 1, row.outputLength >= 0,
      row.hashIDs.allSatisfy({ (0..<(1 << 31)).contains($0) })
    else {
      log.report(line: line, "\(file):\(index + 1) is not a row of a Mooncake trace")
      return nil
    }
    rows.append(
      RequestTrace.Row(
        arrival: SimTime(nanoseconds: row.timestamp * 1_000_000), promptTokens: row.inputLength,
        outputTokens: max(1, row.outputLength), prefixBlocks: row.hashIDs))
  }
  return rows
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
