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
  public var runs: [TokenRun] { last.count > 0 ? closed + [last] : closed }
  public private(set) var count = 0
  /// All runs but the last, which stands apart because it grows with every token of an answer.
  private var closed: [TokenRun] = []
  private var last = TokenRun(start: 0, count: 0)
  /// Keys and values depend on the LoRA adapter too: lists of different adapters share nothing. 0
  /// is the base model.
  public let adapter: Int

  public init() { adapter = 0 }

  /// Token j of segment s is s * 2^20 + j.
  public init(_ segments: [TokenSegment], adapter: Int = 0) {
    self.adapter = adapter
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
    if last.count > 0, last.start &+ last.count == start {
      last.count += added
    } else {
      if last.count > 0 { closed.append(last) }
      last = TokenRun(start: start, count: added)
    }
  }

  /// A run by its place; there must be one.
  func run(at place: Int) -> TokenRun { place < closed.count ? closed[place] : last }
}
