/// What Dynamo's offline replay simulates: its mock of a vLLM engine on one or more workers.
public struct DynamoReplaySetup: Hashable, Sendable {
  /// The workers and who gives them their requests.
  public enum Layout: Hashable, Sendable {
    /// Workers that prefill and decode, taking turns.
    case roundRobin(workers: Int)
    /// Workers that prefill and decode, chosen by `DynamoKVCost` over the router's own bookkeeping.
    case kvRouter(workers: Int, cost: DynamoKVCost)
    /// Workers for prefill and workers for decode, each taking turns.
    case disaggregated(prefill: Int, decode: Int)
  }

  public var layout: Layout
  /// Tokens in a KV block.
  public var blockSize: Int
  /// KV blocks of each worker.
  public var blockCount: Int
  /// Sequences a worker runs at most.
  public var maxSequences: Int
  /// Tokens of one step at most.
  public var tokenBudget: Int
  public var prefixCaching: Bool
  public var chunkedPrefill: Bool
  /// Bytes of KV a prompt token takes over the wire; `nil` for transfers that take no time.
  public var transferBytesPerToken: Int?
  /// Gigabytes (10^9) a second between prefill and decode workers.
  public var transferBandwidth: Double?

  public init(
    layout: Layout = .roundRobin(workers: 1), blockSize: Int = 64, blockCount: Int = 16384,
    maxSequences: Int = 256, tokenBudget: Int = 8192, prefixCaching: Bool = true,
    chunkedPrefill: Bool = true, transferBytesPerToken: Int? = nil,
    transferBandwidth: Double? = nil
  ) {
    self.layout = layout
    self.blockSize = blockSize
    self.blockCount = blockCount
    self.maxSequences = maxSequences
    self.tokenBudget = tokenBudget
    self.prefixCaching = prefixCaching
    self.chunkedPrefill = chunkedPrefill
    self.transferBytesPerToken = transferBytesPerToken
    self.transferBandwidth = transferBandwidth
  }

  /// How long the KV of a prompt is on its way, in nanoseconds.
  func transferNanoseconds(promptTokens: Int) -> Int {
    guard let bytes = transferBytesPerToken, let bandwidth = transferBandwidth, bytes > 0,
      bandwidth > 0
    else { return 0 }
    return wholeNanoseconds(Double(promptTokens) * Double(bytes) / (bandwidth * 1e9) * 1e9)
  }

  /// Why a setup cannot run.
  public enum Problem: Error, Hashable, Sendable {
    /// A size that must be at least 1, or is beyond 2^24.
    case size
    /// Fewer than 1 worker, or more than 4096.
    case workers
    /// A request with a negative arrival, no prompt, or tokens beyond 2^24.
    case request(index: Int)
    /// A request whose prompt is longer than its prefix blocks.
    case prefixTooShort(index: Int)
  }

  func check() throws(Problem) {
    let sizes = [blockSize, blockCount, maxSequences, tokenBudget]
    guard sizes.allSatisfy({ (1...1 << 24).contains($0) }) else { throw .size }
    let counts: [Int] =
      switch layout {
      case .roundRobin(let workers), .kvRouter(let workers, _): [workers]
      case .disaggregated(let prefill, let decode): [prefill, decode]
      }
    guard counts.allSatisfy({ (1...4096).contains($0) }) else { throw .workers }
  }
}

/// A request of the replay.
public struct DynamoReplayRequest: Hashable, Sendable {
  /// Milliseconds; the replay counts from the first arrival.
  public var arrivalMilliseconds: Double
  public var promptTokens: Int
  public var outputTokens: Int
  /// Names of the prompt's blocks of `traceBlockSize` tokens: requests with equal names up to a
  /// block share the prompt up to its end.
  public var prefixBlocks: [Int]

  /// Tokens in one of `prefixBlocks`, as in the Mooncake traces.
  public static let traceBlockSize = 512

  public init(
    arrivalMilliseconds: Double, promptTokens: Int, outputTokens: Int, prefixBlocks: [Int]
  ) {
    self.arrivalMilliseconds = arrivalMilliseconds
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.prefixBlocks = prefixBlocks
  }
}

/// Rounds a duration in nanoseconds to whole ones, as Rust's `Duration` does; saturates at about
/// 73 years.
func wholeNanoseconds(_ value: Double) -> Int {
  guard value > 0 else { return 0 }
  return Int(min(value, 0x1p61).rounded())
}
