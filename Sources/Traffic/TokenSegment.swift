/// A stretch of text as the simulators see it: the first `length` tokens of the text numbered `id`.
///
/// Only equality of tokens matters to a KV cache, so text is never stored: two prompts that start
/// with the same segment id share a prefix as long as the shorter of the two. Token j of segment s
/// has the value s * 2^20 + j.
public struct TokenSegment: Hashable, Sendable, Codable {
  /// At least 0.
  public let id: Int
  /// Tokens, at least 0.
  public let length: Int

  /// Negative numbers are a mistake of the program; readers of files check before.
  public init(id: Int, length: Int) {
    precondition(id >= 0 && length >= 0, "a token segment has no negative numbers")
    self.id = id
    self.length = length
  }
}

/// Where the segment numbers of made-up and recorded requests begin, far apart so that no two
/// sources ever mean the same text by accident.
public enum SegmentNumbering {
  /// Texts that only one request has: request i owns `uniqueBase + i`.
  public static let uniqueBase = 1 << 32
  /// Answers: the output of request i is `outputBase + i`.
  public static let outputBase = 1 << 33
  /// Texts that several requests share, such as system prompts.
  public static let sharedBase = 1 << 34
}
