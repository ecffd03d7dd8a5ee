import Diagnostics
import Traffic

/// Reads the requests of a trace while its bytes come in, in bounded memory.
protocol RequestTraceReader: Sendable {
  /// The good rows so far.
  var rows: [RecordedRequest] { get }
  var problems: [ContentProblem] { get }
  /// False when enough rows are read, or something is wrong: the rest of the file plays no part.
  var wantsMore: Bool { get }
  mutating func read(_ bytes: [UInt8])
  /// The file has ended.
  mutating func finish()
  /// Forgets the rows so far, for who only counts them.
  mutating func dropRows()
}

/// Prefix blocks of all rows that are kept; a bound on memory, 8 bytes each.
let mostPrefixBlocks = 40_000_000

extension AzureTrace: RequestTraceReader {}
extension MooncakeTrace: RequestTraceReader {}
