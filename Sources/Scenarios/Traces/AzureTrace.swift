import Diagnostics
import Simulation
import Traffic

/// Reads the Azure LLM inference traces of 2023 as CSV with the columns
/// `arrived_s,context_tokens,generated_tokens`, as their bytes come in.
public struct AzureTrace: Sendable {
  /// The good rows so far.
  public private(set) var rows: [RecordedRequest] = []
  public var problems: [ContentProblem] { stream.problems }
  /// False when enough rows are read, or something is wrong.
  public var wantsMore: Bool { stream.isGood && rows.count < mostRows }
  private var stream: CSVStream
  private let mostRows: Int

  /// Keeps the first `mostRows` rows.
  public init(file: String, mostRows: Int = mostTraceRows) {
    self.mostRows = mostRows
    stream = CSVStream(file: file, columns: ["arrived_s", "context_tokens", "generated_tokens"])
  }

  public mutating func read(_ bytes: [UInt8]) {
    var found: [RecordedRequest] = []
    stream.read(bytes) { Self.take(&$0, into: &found) }
    append(found)
  }

  /// The file has ended.
  public mutating func finish() {
    var found: [RecordedRequest] = []
    stream.finish { Self.take(&$0, into: &found) }
    append(found)
  }

  private mutating func append(_ found: [RecordedRequest]) {
    rows += found.prefix(max(0, mostRows - rows.count))
  }

  mutating func dropRows() { rows.removeAll(keepingCapacity: true) }

  /// The rows that could be read, and a problem for each line that could not. Empty lines are
  /// skipped.
  public static func read(_ text: String, file: String) -> Parsed<[RecordedRequest]> {
    var trace = AzureTrace(file: file)
    trace.read(Array(text.utf8))
    trace.finish()
    return Parsed(value: trace.rows.isEmpty ? nil : trace.rows, problems: trace.problems)
  }

  private static func take(_ row: inout CSVRow, into rows: inout [RecordedRequest]) {
    let arrival = row.decimal(0, places: 9, most: (1 << 32) * 1_000_000_000)
    let context = row.whole(1, in: 1...(1 << 30))
    let generated = row.whole(2, in: 0...(1 << 30))
    guard let arrival, let context, let generated else { return }
    rows.append(
      RecordedRequest(
        arrival: SimTime(nanoseconds: arrival), promptTokens: context, outputTokens: generated))
  }
}
