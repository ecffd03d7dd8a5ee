import Simulation

/// One row of a recorded trace: when a request came and how long it was. Nobody recorded what it
/// said.
public struct RecordedRequest: Hashable, Sendable {
  /// Since the start of the trace.
  public let arrival: SimTime
  public let promptTokens: Int
  /// 0 when nothing was answered.
  public let outputTokens: Int
  /// The prompt in blocks of `blockTokens` tokens, the last possibly part full; equal ids are equal
  /// prefixes. Empty when the trace does not tell; then nothing is shared.
  public let prefixBlocks: [Int]

  /// Tokens in a prefix block of the Mooncake traces, the only ones here that know about prefixes.
  public static let blockTokens = 512

  public init(arrival: SimTime, promptTokens: Int, outputTokens: Int, prefixBlocks: [Int] = []) {
    self.arrival = arrival
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.prefixBlocks = prefixBlocks
  }
}
