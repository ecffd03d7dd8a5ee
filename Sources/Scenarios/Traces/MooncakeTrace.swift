import Diagnostics
import Foundation
import Simulation
import Traffic

/// Reads the request traces of Mooncake (kvcache-ai/Mooncake, FAST25-release): one JSON object a line.
public enum MooncakeTrace {
  /// `timestamp` in ms since the start of the trace, lengths in tokens, one id for each 512 tokens of the prompt.
  private struct Line: Decodable {
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

  /// The rows that could be read, and a problem for each line that could not. Empty lines are skipped.
  public static func read(_ text: String, file: String) -> Parsed<[RecordedRequest]> {
    let decoder = JSONDecoder()
    var rows: [RecordedRequest] = []
    var problems: [ContentProblem] = []
    for (number, line) in textLines(text) {
      do {
        let row = try decoder.decode(Line.self, from: Data(line.utf8))
        if let problem = problem(in: row) {
          problems.append(ContentProblem(file: file, line: number, message: problem))
        } else {
          rows.append(
            RecordedRequest(
              arrival: SimTime(nanoseconds: row.timestamp * 1_000_000),
              promptTokens: row.inputLength, outputTokens: row.outputLength,
              prefixBlocks: row.hashIDs))
        }
      } catch {
        problems.append(
          ContentProblem(
            file: file, line: number, message: "no row of a Mooncake trace: \(line.prefix(60))",
            hint:
              #"{"timestamp": ms, "input_length": tokens, "output_length": tokens, "hash_ids": [..]}"#
          ))
      }
    }
    return Parsed(value: rows.isEmpty ? nil : rows, problems: problems)
  }

  private static func problem(in row: Line) -> String? {
    let most = 1 << 30
    if row.timestamp < 0 || row.timestamp > 1 << 40 {
      return "\"timestamp\" \(row.timestamp) is no time in milliseconds"
    }
    if row.inputLength < 1 || row.outputLength < 0 || max(row.inputLength, row.outputLength) > most
    {
      return "\(row.inputLength) and \(row.outputLength) are no lengths of a prompt and an answer"
    }
    let block = RecordedRequest.blockTokens
    let expected = (row.inputLength + block - 1) / block
    if row.hashIDs.count != expected {
      return "\(row.inputLength) tokens are \(expected) prefix blocks of \(block), not "
        + "\(row.hashIDs.count)"
    }
    if let id = row.hashIDs.first(where: { $0 < 0 || $0 > most }) {
      return "\(id) in \"hash_ids\" is out of range"
    }
    return nil
  }
}
