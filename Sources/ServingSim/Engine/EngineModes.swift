import Simulation

/// When requests may join and leave a batch.
public enum BatchingRule: String, Hashable, Sendable, CaseIterable {
  /// vLLM: after each step, prompts in chunks, within a token budget.
  case continuous
  /// Orca (Yu et al., OSDI 2022) as vLLM's authors measured against it: after each step, a prompt
  /// always whole in one step, memory reserved for the longest sequence. No token budget; the batch
  /// is bounded by `maxSequences` and by memory.
  case iterationLevel = "orca"
  /// The time before: a batch is formed, padded to its longest member, and stays together until the
  /// last of it has ended; answers are delivered then, and nobody joins meanwhile.
  case requestLevel = "static"
}

/// What happens to the keys and values of a request that has to give way.
public enum PreemptionRule: Hashable, Sendable {
  /// They are dropped and computed again (vLLM's only way since its engine V1).
  case recompute
  /// They are copied to host memory and back, as vLLM's engine V0 could do; when the space is full,
  /// the request is computed again. The step waits for the copies. On the way back blocks that the
  /// prefix cache still has are not copied.
  case swap(SwapSpace)
}

/// Host memory for swapped blocks.
public struct SwapSpace: Hashable, Sendable {
  /// KV blocks that it holds.
  public var blocks: Int
  /// Of the link, in one direction.
  public var bytesPerSecond: Int
  public var bytesPerBlock: Int

  public init(blocks: Int, bytesPerSecond: Int, bytesPerBlock: Int) {
    self.blocks = blocks
    self.bytesPerSecond = bytesPerSecond
    self.bytesPerBlock = bytesPerBlock
  }

  /// Whole ns, rounded up.
  public func duration(ofBlocks count: Int) -> SimDuration {
    transferTime(bytes: count, each: bytesPerBlock, bytesPerSecond: bytesPerSecond)
  }
}

/// The time for `count` things of `each` bytes over a link: whole ns, rounded up; saturates at
/// about 146 years.
func transferTime(bytes count: Int, each: Int, bytesPerSecond: Int) -> SimDuration {
  let (bytes, overflows) = count.multipliedReportingOverflow(by: each)
  guard !overflows, bytes >= 0 else { return SimDuration(nanoseconds: Int.max / 2) }
  let speed = max(1, bytesPerSecond)
  let product = bytes.multipliedFullWidth(by: 1_000_000_000)
  guard product.high < speed else { return SimDuration(nanoseconds: Int.max / 2) }
  let (whole, rest) = speed.dividingFullWidth(product)
  return SimDuration(nanoseconds: min(Int.max / 2, whole + (rest > 0 ? 1 : 0)))
}

/// Several tokens a step: a draft proposes some, the model checks them all at once.
///
/// A step computes the last token and the drafted ones of a request; the accepted ones and one more
/// are its answer. Each drafted token is accepted with a fixed chance, independently, until the
/// first that is not: real acceptance depends on the text. As in vLLM, rejected tokens leave their
/// slots in the request's blocks, where the next step writes.
public struct SpeculativeDecoding: Hashable, Sendable {
  /// What the draft costs.
  public enum Draft: Hashable, Sendable {
    /// Looked up in the prompt (n-gram): nothing.
    case free
    /// Each drafted token takes this share of a decode step of the model, 0 and up.
    case share(Double)
    /// A second model on the same GPUs makes one decode step for each drafted token.
    case model(StepTimeModel)
  }
  /// Drafted tokens a step (`num_speculative_tokens`).
  public var draftTokens: Int
  /// Chance that a drafted token is accepted when the one before it was, 0...1.
  public var acceptance: Double
  public var draft: Draft
  /// Where the draws come from.
  public var seed: Seed

  public init(draftTokens: Int, acceptance: Double, draft: Draft, seed: Seed) {
    self.draftTokens = draftTokens
    self.acceptance = acceptance
    self.draft = draft
    self.seed = seed
  }

  /// Slots that are reserved beyond the step's tokens: vLLM's `num_lookahead_tokens`, which a draft
  /// model needs for its own keys and values.
  var lookahead: Int { draft == .free ? 0 : draftTokens }

  /// How many of `drafted` tokens after answer token number `position` of a request are accepted.
  /// Depends on nothing else, so that no order of steps changes an answer.
  func accepted(of drafted: Int, request: Int, position: Int) -> Int {
    let base = seed.hash64 ^ scatter(UInt64(truncatingIfNeeded: request))
    for i in 0..<drafted {
      let bits = scatter(base &+ UInt64(truncatingIfNeeded: position &+ i))
      guard Double(bits >> 11) * 0x1p-53 < acceptance else { return i }
    }
    return drafted
  }
}

/// The finalizer of SplitMix64.
private func scatter(_ x: UInt64) -> UInt64 {
  var z = x &+ 0x9e37_79b9_7f4a_7c15
  z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
  z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
  return z ^ (z >> 31)
}

/// Multi-LoRA serving: one base model and many small adapters.
///
/// vLLM's scheduler rule: a waiting request whose adapter would be one more than `maxAdapters` among
/// the requests of this step is passed over, and those behind it may be admitted. An adapter that is
/// not on the GPU is loaded before the step; the one that was used least recently makes room.
public struct AdapterServing: Hashable, Sendable {
  /// Adapters on the GPU, and so in one step (`max_loras`).
  public var maxAdapters: Int
  /// From host memory to the GPU; the step waits for it.
  public var loadTime: SimDuration

  public init(maxAdapters: Int, loadTime: SimDuration) {
    self.maxAdapters = maxAdapters
    self.loadTime = loadTime
  }
}
