import Diagnostics
import Foundation
import Simulation
import Traffic

/// Tokens that a hash of a prefix may cover.
public let prefixBlockTokenRange = 1...65_536

/// Reads a request trace of the user's own, as CSV or as JSON lines, while its bytes come in.
///
/// Columns or keys: `prompt_tokens`, `output_tokens`, either `arrival_s` or `arrival_ms` (decimal,
/// never falling), and, where prefixes are shared, `prefix_hashes`: one for each block of the prompt
/// from its beginning (`prefix_block_tokens`); equal ones at equal places are equal text. A CSV puts
/// spaces between them; JSON has a list of numbers or texts. Other columns and keys are skipped.
struct OwnRequestTrace: RequestTraceReader {
  /// Hashes of the blocks of a prompt of a million tokens fit.
  static let longestLine = 1 << 20

  private(set) var rows: [RecordedRequest] = []
  var problems: [ContentProblem] { isCSV ? stream.problems : lineProblems }
  var wantsMore: Bool { problems.isEmpty && stream.isGood && rows.count < mostRows }

  private let file: String
  private let isCSV: Bool
  private let mostRows: Int
  private let blockTokens: Int
  /// Whether hashes are told apart; otherwise they are only counted.
  private let keepsHashes: Bool
  private var stream: CSVStream
  private var lines = LineStream(longest: Self.longestLine)
  private var lineProblems: [ContentProblem] = []
  private var last = 0
  private var blocks = 0
  /// Hashes by the order in which they came up.
  private var ids: [String: Int] = [:]

  private enum Column: Int { case prompt, output, seconds, milliseconds, hashes }
  private static let tokens = 1...(1 << 30)
  private static let latest = (1 << 32) * 1_000_000_000

  init(
    file: String, isCSV: Bool, mostRows: Int, blockTokens: Int = RecordedRequest.blockTokens,
    keepsHashes: Bool = true
  ) {
    self.file = file
    self.isCSV = isCSV
    self.mostRows = mostRows
    self.blockTokens = blockTokens
    self.keepsHashes = keepsHashes
    stream = CSVStream(
      file: file, columns: ["prompt_tokens", "output_tokens"],
      alternatives: ["arrival_s", "arrival_ms"], optional: ["prefix_hashes"],
      longestLine: Self.longestLine)
  }

  mutating func read(_ bytes: [UInt8]) {
    if isCSV {
      var stream = self.stream
      stream.read(bytes) { take(&$0) }
      self.stream = stream
    } else {
      var lines = self.lines
      lines.read(bytes) { take($0) }
      self.lines = lines
    }
  }

  mutating func finish() {
    if isCSV {
      var stream = self.stream
      stream.finish { take(&$0) }
      self.stream = stream
    } else {
      var lines = self.lines
      lines.finish { take($0) }
      self.lines = lines
    }
  }

  mutating func dropRows() { rows.removeAll(keepingCapacity: true) }

  // MARK: CSV

  private mutating func take(_ row: inout CSVRow) {
    guard rows.count < mostRows else { return }
    let isSeconds = row.has(Column.seconds.rawValue)
    let column = isSeconds ? Column.seconds.rawValue : Column.milliseconds.rawValue
    // Either way nanoseconds.
    let arrival = row.decimal(column, places: isSeconds ? 9 : 6, most: Self.latest)
    let prompt = row.whole(Column.prompt.rawValue, in: Self.tokens)
    let output = row.whole(Column.output.rawValue, in: 0...Self.tokens.upperBound)
    var hashes: [String] = []
    if row.has(Column.hashes.rawValue), !row.isEmpty(Column.hashes.rawValue) {
      guard let text = row.text(Column.hashes.rawValue, longest: Self.longestLine) else { return }
      hashes = text.split(separator: " ").map(String.init)
    }
    guard let arrival, let prompt, let output else { return }
    guard let problem = append(arrival, prompt, output, hashes) else { return }
    switch problem {
    case .order: row.report(column, problem.hint)
    case .hashes, .blocks: row.report(Column.hashes.rawValue, problem.hint)
    }
  }

  // MARK: JSON lines

  private struct Line: Decodable {
    let seconds: Double?
    let milliseconds: Double?
    let promptTokens: Int
    let outputTokens: Int
    let hashes: [PrefixHash]?

    private enum CodingKeys: String, CodingKey {
      case seconds = "arrival_s"
      case milliseconds = "arrival_ms"
      case promptTokens = "prompt_tokens"
      case outputTokens = "output_tokens"
      case hashes = "prefix_hashes"
    }
  }

  /// A number or a text.
  private struct PrefixHash: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        text = String(number)
      } else {
        text = try container.decode(String.self)
      }
    }
  }

  private mutating func take(_ line: LineStream.Line) {
    guard lineProblems.isEmpty, rows.count < mostRows, !line.isBlank else { return }
    if line.isTooLong {
      return report(line, "the line is longer than \(Self.longestLine) bytes", "")
    }
    guard let row = try? JSONDecoder().decode(Line.self, from: Data(line.bytes)) else {
      let cut = line.isUnfinished ? "; the file ends inside it" : ""
      return report(
        line,
        "no request: \(visible(String(decoding: line.bytes.prefix(80), as: UTF8.self)))\(cut)",
        #"{"arrival_s": 0.5, "prompt_tokens": 100, "output_tokens": 20, "prefix_hashes": [1, 2]}"#)
    }
    guard (row.seconds == nil) != (row.milliseconds == nil) else {
      return report(line, "a request has either \"arrival_s\" or \"arrival_ms\"", "")
    }
    let arrival = row.seconds.map { $0 * 1e9 } ?? (row.milliseconds ?? 0) * 1e6
    guard arrival >= 0, arrival <= Double(Self.latest) else {
      return report(line, "the arrival is no time after the start", "seconds or milliseconds")
    }
    guard Self.tokens.contains(row.promptTokens),
      (0...Self.tokens.upperBound).contains(row.outputTokens)
    else {
      return report(
        line,
        "\(row.promptTokens) and \(row.outputTokens) are no lengths of a prompt and an answer",
        "tokens; a prompt has at least 1")
    }
    let hashes = (row.hashes ?? []).map(\.text)
    let time = Int(arrival.rounded())
    if let problem = append(time, row.promptTokens, row.outputTokens, hashes) {
      report(line, problem.message, problem.hint)
    }
  }

  private mutating func report(_ line: LineStream.Line, _ message: String, _ hint: String) {
    lineProblems.append(
      ContentProblem(file: file, line: line.number, message: message, hint: hint))
  }

  // MARK: Both

  private enum RowProblem {
    case order
    case hashes(most: Int, blockTokens: Int)
    case blocks

    var message: String {
      switch self {
      case .order: "the request arrives before the one above it"
      case .hashes: "more prefix hashes than the prompt has blocks"
      case .blocks: "too many prefix hashes"
      }
    }

    var hint: String {
      switch self {
      case .order: "rows in the order of their arrival"
      case .hashes(let most, let block):
        "at most \(most), one for each \(block) tokens: prefix_block_tokens says how many a hash covers"
      case .blocks: "at most \(mostPrefixBlocks) hashes in all rows; cut a slice out of the file"
      }
    }
  }

  private mutating func append(
    _ arrival: Int, _ prompt: Int, _ output: Int, _ hashes: [String]
  ) -> RowProblem? {
    guard arrival >= last else { return .order }
    let most = (prompt - 1) / blockTokens + 1
    guard hashes.count <= most else { return .hashes(most: most, blockTokens: blockTokens) }
    last = arrival
    var blockIDs: [Int] = []
    if keepsHashes {
      blocks += hashes.count
      guard blocks <= mostPrefixBlocks else { return .blocks }
      for hash in hashes {
        let id = ids[hash] ?? ids.count
        ids[hash] = id
        blockIDs.append(id)
      }
    }
    rows.append(
      RecordedRequest(
        arrival: SimTime(nanoseconds: arrival), promptTokens: prompt, outputTokens: output,
        prefixBlocks: blockIDs))
    return nil
  }
}
