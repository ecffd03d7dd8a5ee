import Diagnostics
import Foundation
import Simulation
import Traffic

/// Reads the request traces of Mooncake (kvcache-ai/Mooncake, FAST25-release), one JSON object a
/// line, as their bytes come in.
public struct MooncakeTrace: Sendable {
  /// A line of the longest prompt that a model takes is far shorter.
  static let longestLine = 1 << 20

  /// The good rows so far.
  public private(set) var rows: [RecordedRequest] = []
  /// In file order; only the first few are kept.
  public private(set) var problems: [ContentProblem] = []
  /// False when enough rows are read, or something is wrong.
  public var wantsMore: Bool { problems.isEmpty && rows.count < mostRows }
  private let file: String
  private let mostRows: Int
  private var lines = LineStream(longest: Self.longestLine)
  private var blocks = 0
  private var isUnreadable = false

  /// Keeps the first `mostRows` rows.
  public init(file: String, mostRows: Int = mostTraceRows) {
    self.file = file
    self.mostRows = mostRows
  }

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

  public mutating func read(_ bytes: [UInt8]) {
    var lines = self.lines
    self.lines = LineStream(longest: 0)
    lines.read(bytes) { take($0) }
    self.lines = lines
  }

  /// The file has ended.
  public mutating func finish() {
    var lines = self.lines
    lines.finish { take($0) }
  }

  mutating func dropRows() {
    rows.removeAll(keepingCapacity: true)
    blocks = 0
  }

  /// The rows that could be read, and a problem for each line that could not. Empty lines are
  /// skipped.
  public static func read(_ text: String, file: String) -> Parsed<[RecordedRequest]> {
    var trace = MooncakeTrace(file: file)
    trace.read(Array(text.utf8))
    trace.finish()
    return Parsed(value: trace.rows.isEmpty ? nil : trace.rows, problems: trace.problems)
  }

  private mutating func take(_ line: LineStream.Line) {
    if line.isBlank || isUnreadable || rows.count >= mostRows { return }
    if line.isTooLong {
      isUnreadable = true
      return report(line, "the line is longer than \(Self.longestLine) bytes", hint: "")
    }
    guard let row = try? JSONDecoder().decode(Line.self, from: Data(line.bytes)) else {
      let cut = line.isUnfinished ? "; the file ends inside it" : ""
      return report(
        line,
        "no row of a Mooncake trace: \(visible(String(decoding: line.bytes.prefix(80), as: UTF8.self)))"
          + cut,
        hint:
          #"{"timestamp": ms, "input_length": tokens, "output_length": tokens, "hash_ids": [..]}"#)
    }
    if let problem = Self.problem(in: row) { return report(line, problem, hint: "") }
    blocks += row.hashIDs.count
    guard blocks <= mostPrefixBlocks else {
      isUnreadable = true
      return report(
        line, "more than \(mostPrefixBlocks) prefix blocks in all rows up to here",
        hint: "cut a slice out of it")
    }
    rows.append(
      RecordedRequest(
        arrival: SimTime(nanoseconds: row.timestamp * 1_000_000),
        promptTokens: row.inputLength, outputTokens: row.outputLength, prefixBlocks: row.hashIDs))
  }

  private mutating func report(_ line: LineStream.Line, _ message: String, hint: String) {
    guard problems.count < CSVStream.mostProblems else { return }
    problems.append(ContentProblem(file: file, line: line.number, message: message, hint: hint))
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
