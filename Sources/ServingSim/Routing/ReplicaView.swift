/// What a router may know of a replica at the moment of a decision.
///
/// Keep one for each replica and change it as the replica changes; a router asks only for the
/// fields that `RoutingPolicy.needs` names, the others may be left at their last value.
public struct ReplicaView: Hashable, Sendable {
  /// The replica's own number, handed back in `RoutingDecision.replica`.
  public var replica: Int
  /// Whether it may receive requests; an unhealthy replica is never chosen.
  public var isHealthy: Bool
  /// Requests in its running batch.
  public var running: Int
  /// Requests in its waiting queue.
  public var waiting: Int
  /// Prompt and output tokens of its unfinished requests that are not yet computed.
  public var outstandingTokens: Int
  /// The prompt's part of `outstandingTokens`: prefill that is still to come.
  public var outstandingPromptTokens: Int
  /// KV blocks owned by requests; cached blocks without an owner do not count.
  public var usedBlocks: Int
  /// KV blocks that requests can own at all.
  public var usableBlocks: Int
  /// Tokens in one KV block.
  public var blockSize: Int
  /// Tokens of this request's longest prefix that is cached there.
  public var hitTokens: Int
  /// Adapters (LoRA) in its running batch.
  public var activeAdapters: [Int]
  /// Adapters of its waiting requests.
  public var waitingAdapters: [Int]
  /// How many adapters it can run at once; 0 when it serves none.
  public var adapterSlots: Int
  /// Requests sent there that are not finished: on the way, waiting or running.
  public var assignedRequests: Int
  /// The prompt lengths it is meant for, when it says so.
  public var contextRange: ClosedRange<Int>?
  /// Averages that the replica reports of itself; `nil` until one of its requests has finished.
  public var averages: ReplicaAverages?

  public init(
    replica: Int, isHealthy: Bool = true, running: Int = 0, waiting: Int = 0,
    outstandingTokens: Int = 0, outstandingPromptTokens: Int = 0, usedBlocks: Int = 0,
    usableBlocks: Int = 0, blockSize: Int = 16, hitTokens: Int = 0, activeAdapters: [Int] = [],
    waitingAdapters: [Int] = [], adapterSlots: Int = 0, assignedRequests: Int = 0,
    contextRange: ClosedRange<Int>? = nil, averages: ReplicaAverages? = nil
  ) {
    self.replica = replica
    self.isHealthy = isHealthy
    self.running = running
    self.waiting = waiting
    self.outstandingTokens = outstandingTokens
    self.outstandingPromptTokens = outstandingPromptTokens
    self.usedBlocks = usedBlocks
    self.usableBlocks = usableBlocks
    self.blockSize = blockSize
    self.hitTokens = hitTokens
    self.activeAdapters = activeAdapters
    self.waitingAdapters = waitingAdapters
    self.adapterSlots = adapterSlots
    self.assignedRequests = assignedRequests
    self.contextRange = contextRange
    self.averages = averages
  }

  /// The owned share of its KV blocks, 0...1; a replica without blocks counts as empty.
  public var kvUse: Double {
    guard usableBlocks > 0 else { return 0 }
    return min(1, max(0, Double(usedBlocks) / Double(usableBlocks)))
  }
}

/// Averages over the requests that a replica has finished, as its metrics endpoint tells them.
public struct ReplicaAverages: Hashable, Sendable {
  /// Prompt tokens a request.
  public var promptTokens: Double
  /// Output tokens a request.
  public var outputTokens: Double
  /// Milliseconds a request waited in the queue.
  public var queueMilliseconds: Double
  /// Milliseconds from admission to the first token.
  public var prefillMilliseconds: Double
  /// Milliseconds from the first token to the last.
  public var decodeMilliseconds: Double
  /// The part of time in which the replica ran a step, 0...1.
  public var busyFraction: Double

  public init(
    promptTokens: Double = 0, outputTokens: Double = 0, queueMilliseconds: Double = 0,
    prefillMilliseconds: Double = 0, decodeMilliseconds: Double = 0, busyFraction: Double = 0
  ) {
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.queueMilliseconds = queueMilliseconds
    self.prefillMilliseconds = prefillMilliseconds
    self.decodeMilliseconds = decodeMilliseconds
    self.busyFraction = busyFraction
  }
}
