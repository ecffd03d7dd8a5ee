import Diagnostics
import Labs
import Simulation
import Traffic

/// Reads a request trace as its bytes come in and makes a serving scenario that plays it. Rows are
/// only counted, so that the length of the file needs no memory.
public struct RequestTraceImport: Sendable {
  public private(set) var rows = 0
  /// Requests that the scenario plays: not more than a run takes.
  public var played: Int { min(rows, scenarioCountLimit) }
  /// Tokens of the longest request, prompt and answer together.
  public private(set) var longest = 1
  /// `nil` until the first line is there.
  public private(set) var format: RequestTrace.Format?
  private var reader: (any RequestTraceReader)?
  private let file: String
  private let isCSV: Bool
  private let prefixBlockTokens: Int

  /// - Parameters:
  ///   - file: its name; one that ends in `.jsonl` has JSON lines.
  ///   - prefixBlockTokens: tokens that a hash of a trace of the user's own covers, within
  ///     `prefixBlockTokenRange`; `nil` is the standard.
  public init(file: String, prefixBlockTokens: Int? = nil) {
    self.file = file
    self.prefixBlockTokens = prefixBlockTokens ?? RecordedRequest.blockTokens
    isCSV = !file.hasSuffix(".jsonl")
  }

  /// Whether a file of this name is a request trace rather than manifests.
  public static func knows(_ file: String) -> Bool {
    file.hasSuffix(".csv") || file.hasSuffix(".jsonl")
  }

  public var problems: [ContentProblem] {
    if let problems = reader?.problems, !problems.isEmpty { return problems }
    return rows == 0
      ? [ContentProblem(file: file, line: 0, message: "there are no requests in it")] : []
  }
  public var wantsMore: Bool { reader?.wantsMore ?? true }

  public mutating func read(_ bytes: [UInt8]) {
    var reader = self.reader ?? begin(bytes)
    reader.read(bytes)
    count(&reader)
  }

  /// The file has ended.
  public mutating func finish() {
    guard var reader, reader.wantsMore else { return }
    reader.finish()
    count(&reader)
  }

  /// The scenario, with the trace under the name by which it is found.
  public func scenario(title: String, trace name: String) -> LabScenario {
    var trace = RequestTrace(file: name, rows: [], count: played)
    trace.format = format
    if format?.isOwn == true { trace.prefixBlockTokens = prefixBlockTokens }
    return .serving(
      ServingScenario(
        heading: ScenarioHeading(title: title), trace: trace,
        maxModelTokens: min(longestSequence, longest)))
  }

  private mutating func count(_ reader: inout any RequestTraceReader) {
    rows += reader.rows.count
    for row in reader.rows { longest = max(longest, row.promptTokens.plus(row.outputTokens)) }
    reader.dropRows()
    self.reader = reader
  }

  /// The first line tells whose trace it is.
  private mutating func begin(_ bytes: [UInt8]) -> any RequestTraceReader {
    let first = String(decoding: bytes.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
    if isCSV {
      format = first.contains("context_tokens") ? .azure : .requestsCSV
    } else {
      format = first.contains("\"hash_ids\"") ? .mooncake : .requestsJSONL
    }
    switch format {
    case .azure: return AzureTrace(file: file, mostRows: .max)
    case .mooncake: return MooncakeTrace(file: file, mostRows: .max)
    case .requestsCSV, .requestsJSONL, nil:
      return OwnRequestTrace(
        file: file, isCSV: isCSV, mostRows: .max, blockTokens: prefixBlockTokens,
        keepsHashes: false)
    }
  }
}
