import Traffic

/// Tokens with the consecutive values `start`, `start + 1`, ...
public struct TokenRun: Hashable, Sendable {
  public let start: Int
  public internal(set) var count: Int
}

/// A token list, run-length coded: a prompt of thousands of tokens is a handful of runs.
///
/// Runs are as long as they can be (a run never starts where the one before ended), so that equal
/// token lists are equal run lists.
public struct TokenList: Hashable, Sendable {
  public private(set) var runs: [TokenRun] = []
  public private(set) var count = 0
  /// Keys and values depend on the LoRA adapter too: lists of different adapters share nothing. 0
  /// is the base model.
  public let adapter: Int

  public init() { adapter = 0 }

  /// Token j of segment s is s * 2^20 + j.
  public init(_ segments: [TokenSegment], adapter: Int = 0) {
    self.adapter = adapter
    runs.reserveCapacity(segments.count + 1)
    for segment in segments {
      append(start: Self.firstToken(ofSegment: segment.id), count: segment.length)
    }
  }

  /// The value of a segment's first token; the others follow it.
  public static func firstToken(ofSegment id: Int) -> Int { id &* (1 << 20) }

  /// Adds `count` tokens with consecutive values.
  public mutating func append(start: Int, count added: Int) {
    guard added > 0 else { return }
    count += added
    if let last = runs.last, last.start &+ last.count == start {
      runs[runs.count - 1].count += added
    } else {
      runs.append(TokenRun(start: start, count: added))
    }
  }
}
