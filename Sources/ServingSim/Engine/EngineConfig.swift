/// The settings of an inference engine, with vLLM's names in the comments.
public struct EngineConfig: Sendable {
  /// Tokens per KV block (`block_size`).
  public var blockSize: Int
  /// KV blocks, the reserved block 0 included (`num_gpu_blocks`).
  public var blockCount: Int
  /// Tokens that one step may compute (`max_num_batched_tokens`).
  public var tokenBudget: Int
  /// Requests that may run at once (`max_num_seqs`).
  public var maxSequences: Int
  /// Longest sequence, prompt and answer together, in tokens (`max_model_len`).
  public var maxModelTokens: Int
  /// Whether a prompt may be computed in parts (`enable_chunked_prefill`).
  public var chunkedPrefill: Bool
  /// Whether full blocks are kept and found again by content (`enable_prefix_caching`).
  public var prefixCaching: Bool
  /// Who is served first and who is preempted first (`scheduling_policy`).
  public var queue: QueueRule
  /// Most tokens of one request per step when it is not alone; 0 is no limit
  /// (`long_prefill_token_threshold`).
  public var longPrefillThreshold: Int
  /// Share of all blocks that must stay free when a request is admitted beside others
  /// (`watermark`), 0 to 1.
  public var watermark: Double
  /// Admit only when the whole known sequence fits (`scheduler_reserve_full_isl`).
  public var reserveFullSequence: Bool
  public var allocation: KVAllocation
  public var eviction: EvictionRule
  /// When requests may join a batch.
  public var batching: BatchingRule
  /// What happens to the keys and values of a request that gives way.
  public var preemption: PreemptionRule
  /// `nil`: one token a step.
  public var speculation: SpeculativeDecoding?
  /// `nil`: adapters cost nothing.
  public var adapters: AdapterServing?
  /// Where KV blocks are kept beside the GPU, nearest first; only with prefix caching.
  public var offload: [OffloadTierConfig]
  public var offloadWriting: OffloadWriting
  /// SGLang's radix cache and scheduler in the place of vLLM's; `nil`: vLLM.
  public var radix: RadixServing?

  public init(
    blockSize: Int = 16, blockCount: Int, tokenBudget: Int = 2_048, maxSequences: Int = 128,
    maxModelTokens: Int = 8_192, chunkedPrefill: Bool = true, prefixCaching: Bool = true,
    queue: QueueRule = .firstComeFirstServed, longPrefillThreshold: Int = 0, watermark: Double = 0,
    reserveFullSequence: Bool = true, allocation: KVAllocation = .paged,
    eviction: EvictionRule = .leastRecentlyUsed, batching: BatchingRule = .continuous,
    preemption: PreemptionRule = .recompute, speculation: SpeculativeDecoding? = nil,
    adapters: AdapterServing? = nil, offload: [OffloadTierConfig] = [],
    offloadWriting: OffloadWriting = .whenFilled, radix: RadixServing? = nil
  ) {
    self.blockSize = blockSize
    self.blockCount = blockCount
    self.tokenBudget = tokenBudget
    self.maxSequences = maxSequences
    self.maxModelTokens = maxModelTokens
    self.chunkedPrefill = chunkedPrefill
    self.prefixCaching = prefixCaching
    self.queue = queue
    self.longPrefillThreshold = longPrefillThreshold
    self.watermark = watermark
    self.reserveFullSequence = reserveFullSequence
    self.allocation = allocation
    self.eviction = eviction
    self.batching = batching
    self.preemption = preemption
    self.speculation = speculation
    self.adapters = adapters
    self.offload = offload
    self.offloadWriting = offloadWriting
    self.radix = radix
  }

  /// The older ways of batching reserve memory for the longest sequence.
  var effectiveAllocation: KVAllocation { batching == .continuous ? allocation : .contiguous }

  var isFirstComeFirstServed: Bool {
    if case .firstComeFirstServed = queue { true } else { false }
  }

  /// Blocks that requests can hold: all but the reserved one.
  public var usableBlocks: Int { blockCount - 1 }
  /// floor(watermark * blockCount), the product in Double as in vLLM.
  public var watermarkBlocks: Int { Int(watermark * Double(blockCount)) }
  /// Blocks that hold `tokens`, rounded up.
  public func blocks(for tokens: Int) -> Int { (tokens + blockSize - 1) / blockSize }

  /// A setting that no engine accepts.
  public enum Problem: Error, Hashable, Sendable {
    /// The setting (as named here) must be at least `least`.
    case tooSmall(setting: String, value: Int, least: Int)
    /// The watermark must lie in 0...1.
    case watermarkOutOfRange(Double)
    /// The chance that a drafted token is accepted must lie in 0...1.
    case acceptanceOutOfRange(Double)
    /// One sequence of the greatest length would not fit even alone: vLLM refuses to start.
    case longestSequenceDoesNotFit(neededBlocks: Int, usableBlocks: Int)
    /// Without chunked prefill a prompt longer than the budget could never start: vLLM refuses to
    /// start.
    case budgetBelowLongestSequence(tokenBudget: Int, maxModelTokens: Int)
    /// Something of vLLM's that is not simulated under SGLang's rules.
    case notWithRadix(setting: String)
    /// SGLang demands chunks of whole pages.
    case chunkNotWholePages(chunk: Int, page: Int)
    /// SGLang schedules by priority only with `fcfs` and `lof`.
    case priorityWithOrder(String)
    /// `schedule_conservativeness` must be at least 0.
    case conservativenessOutOfRange(Double)
  }

  /// What makes the engine unusable at all; empty when the scheduler can run. The golden recordings
  /// go this far.
  public func basicProblems() -> [Problem] {
    var problems: [Problem] = []
    func need(_ setting: String, _ value: Int, _ least: Int) {
      if value < least {
        problems.append(.tooSmall(setting: setting, value: value, least: least))
      }
    }
    need("blockSize", blockSize, 1)
    need("blockCount", blockCount, 1)
    need("tokenBudget", tokenBudget, 1)
    need("maxSequences", maxSequences, 1)
    need("maxModelTokens", maxModelTokens, 1)
    need("longPrefillThreshold", longPrefillThreshold, 0)
    if !(watermark >= 0 && watermark <= 1) { problems.append(.watermarkOutOfRange(watermark)) }
    if case .swap(let space) = preemption {
      need("swapBlocks", space.blocks, 0)
      need("swapBytesPerSecond", space.bytesPerSecond, 1)
      need("swapBytesPerBlock", space.bytesPerBlock, 0)
    }
    if let speculation {
      need("draftTokens", speculation.draftTokens, 1)
      if !(speculation.acceptance >= 0 && speculation.acceptance <= 1) {
        problems.append(.acceptanceOutOfRange(speculation.acceptance))
      }
    }
    if let adapters { need("maxAdapters", adapters.maxAdapters, 1) }
    for tier in offload {
      guard let (field, value, least) = tier.problem else { continue }
      need("offload \(tier.name) \(field)", value, least)
    }
    return problems + (radix?.problems(in: self) ?? [])
  }

  /// What vLLM would reject at the start, so that in a run every request that is accepted can
  /// finish.
  public func problems() -> [Problem] {
    var problems = basicProblems()
    guard problems.isEmpty else { return problems }
    if radix != nil {
      // SGLang admits only what leaves one token free, and counts a page for rounding.
      let (needed, overflows) = maxModelTokens.addingReportingOverflow(blockSize + 1)
      if overflows || blocks(for: needed) > usableBlocks {
        problems.append(
          .longestSequenceDoesNotFit(
            neededBlocks: overflows ? Int.max : blocks(for: needed), usableBlocks: usableBlocks))
      }
      return problems
    }
    if blocks(for: maxModelTokens) > usableBlocks {
      problems.append(
        .longestSequenceDoesNotFit(
          neededBlocks: blocks(for: maxModelTokens), usableBlocks: usableBlocks))
    }
    if batching == .continuous, !chunkedPrefill, tokenBudget < maxModelTokens {
      problems.append(
        .budgetBelowLongestSequence(tokenBudget: tokenBudget, maxModelTokens: maxModelTokens))
    }
    return problems
  }
}

/// Who is served first, and who gives way when memory runs out.
public enum QueueRule: Sendable {
  /// A request's place: the lowest is served first.
  public typealias Rank = @Sendable (QueueCandidate) -> Int

  /// Arrival order; the youngest of the running list is preempted and goes to the front of the
  /// queue.
  case firstComeFirstServed
  /// Smallest (priority, index) first; the largest is preempted.
  case priority
  /// As `priority` with the rank in the place of the priority, asked anew at each decision.
  case lowestRank(name: String, Rank)

  public var name: String {
    switch self {
    case .firstComeFirstServed: "fcfs"
    case .priority: "priority"
    case .lowestRank(let name, _): name
    }
  }
}

/// What a queue rule may know about a waiting or running request.
public struct QueueCandidate: Hashable, Sendable {
  /// Index in the workload: arrival order.
  public let request: Int
  public let priority: Int
  /// Steps since it joined the queue for the first time.
  public let waitedSteps: Int
  public let promptTokens: Int
  /// Answer tokens so far.
  public let outputTokens: Int
  /// Tokens in the KV cache for it; 0 while it waits.
  public let computedTokens: Int
  public let preemptions: Int
}
