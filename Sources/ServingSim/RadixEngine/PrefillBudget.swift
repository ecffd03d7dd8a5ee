/// What one batch of prefills may still take: SGLang's `PrefillAdder` with its `PrefillBudget`.
///
/// Memory is counted against what is free or can be evicted at that moment, less what running requests
/// are expected to need and what was admitted in this pass. Expected tokens are Double, in SGLang's
/// order of operations.
struct PrefillBudget: Sendable {
  /// Admission counts with at most so many tokens of an answer
  /// (`SGLANG_CLIP_MAX_NEW_TOKENS_ESTIMATION`).
  static let longestExpected = 4_096

  /// Whether anybody more may be looked at.
  enum State { case open, memorySpent, computeSpent }

  let page: Int
  /// Left of `max_prefill_tokens`.
  private(set) var input: Int
  /// Left of `chunked_prefill_size`; `nil` without chunks.
  private(set) var chunk: Int?
  /// Reserved: with what will be answered, and without.
  private(set) var total: Double
  private(set) var current: Int

  /// `mixed`: decodes that ride along. `expected`: what each running request will still need.
  init(_ config: EngineConfig, _ rules: RadixServing, mixed: Int, expected: [Double]) {
    page = config.blockSize
    input = rules.maxPrefillTokens - mixed
    chunk = config.chunkedPrefill ? config.tokenBudget - mixed : nil
    total = Double(mixed) + expected.reduce(0, +)
    current = mixed
  }

  func remaining(_ memory: RadixMemory) -> Double { Double(memory.available) - total }

  func state(_ memory: RadixMemory) -> State {
    if !(remaining(memory) > 0 && memory.available - current > 0) { return .memorySpent }
    if input <= 0 { return .computeSpent }
    if let chunk, chunk <= 0 { return .computeSpent }
    return .open
  }

  /// The next part of a prompt that was begun: something always, so that it comes to its end. Cut to
  /// what the memory has; 0 and less for nothing now.
  func continuing(_ lacking: Int, _ memory: RadixMemory, slack: Int) -> Int {
    guard let chunk else { return min(lacking, memory.available + slack) }
    let left = min(chunk, Int(remaining(memory)))
    return min(lacking, left > 0 ? left : chunk, memory.available + slack)
  }

  mutating func charge(_ tokens: Int, answer: Int, _ memory: RadixMemory) {
    let paged = memory.inPages(tokens)
    total += Double(paged + page + answer)
    current += paged + page
    input -= paged
    if chunk != nil { chunk? -= paged }
  }
}

/// What admission expected a request to need, and what it found.
public struct AdmissionEstimate: Hashable, Sendable {
  /// Tokens of the prompt (and of an answer that was begun) that are to be computed.
  public let prompt: Int
  /// Tokens of the answer that it counts with, at most 4,096.
  public let answer: Int
  /// One page for rounding.
  public let page: Int
  /// Free tokens, and those that can be evicted.
  public let free: Int
  public let evictable: Int
  /// Set aside for what running requests will still answer, and for those admitted in the same pass.
  public let reserved: Double
  /// The share of their allowed answers that running requests were expected to use.
  public let ratio: Double

  public var needed: Int { prompt + answer + page }
  public var left: Double { Double(free + evictable) - reserved }
}
