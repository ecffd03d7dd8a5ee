import Simulation

/// SGLang 0.5.23 in the place of vLLM: its classic radix cache and the rules of its scheduler
/// (`managers/scheduler.py`, `managers/schedule_policy.py`, `managers/schedule_batch.py`,
/// `mem_cache/radix_cache.py`, `mem_cache/prefill_budget.py`).
///
/// The other settings are those of `EngineConfig`: `blockSize` is SGLang's `page_size`,
/// `tokenBudget` its `chunked_prefill_size` (no chunks without `chunkedPrefill`), `maxSequences` its
/// `max_running_requests`, `prefixCaching` off its `disable_radix_cache`.
///
/// A step is a batch of prefills whenever one can be made, otherwise one of decodes.
///
/// Simplified: the loop without overlap (`--disable-overlap-schedule`); the classic `RadixCache`,
/// not the `UnifiedRadixCache` that is this version's default; which slots of memory a token lies in
/// is not simulated, only who owns how many; a chunk that finds too little memory is cut where SGLang
/// would stop with an error, and the last running request is retracted where SGLang would answer it
/// with one; a hang-up takes effect at once. Without the tree, requests of known length use the
/// ordinary estimate, not the one of `add_one_req_ignore_eos`. Not covered: `hrrn`, `routing-key` and
/// `shortest-prefill-first`, preemption by priority, delays of prefill, hierarchical caches.
public struct RadixServing: Hashable, Sendable {
  /// In which order the waiting queue is looked at: SGLang's `schedule_policy`.
  public enum Order: String, Hashable, Sendable, CaseIterable {
    case firstComeFirstServed = "fcfs"
    case longestPrefixMatch = "lpm"
    case depthFirstWeight = "dfs-weight"
    /// Longest answer first, by what the client allows.
    case longestOutputFirst = "lof"
    case random

    var cacheAware: CacheAwarePolicy? { CacheAwarePolicy(rawValue: rawValue) }
  }

  public var order: Order
  /// More urgent requests before all others (`enable_priority_scheduling`, with
  /// `schedule_low_priority_values_first`); only with `fcfs` and `lof`.
  public var byPriority: Bool
  public var eviction: RadixEvictionPolicy
  /// Tokens that one batch of prefills may compute (`max_prefill_tokens`); without chunks its first
  /// prompt may be longer.
  public var maxPrefillTokens: Int
  /// Whether decodes ride along in batches of prefills (`enable_mixed_chunk`).
  public var mixesDecodes: Bool
  /// Factor of the share of an answer's allowed length that admission counts with
  /// (`schedule_conservativeness`), 0 and up.
  public var conservativeness: Double
  /// What clients allow as the length of an answer (`max_new_tokens`), when it is not shorter than the
  /// answer. 0: they name the length and ignore the end of sequence, as benchmark clients do
  /// (`ignore_eos`); then admission counts with all of it.
  public var clientMaxTokens: Int
  /// Where the draws of `random` come from.
  public var seed: Seed

  public init(
    order: Order = .firstComeFirstServed, byPriority: Bool = false,
    eviction: RadixEvictionPolicy = .lru, maxPrefillTokens: Int = 16_384,
    mixesDecodes: Bool = false, conservativeness: Double = 1, clientMaxTokens: Int = 0,
    seed: Seed = Seed("radix")
  ) {
    self.order = order
    self.byPriority = byPriority
    self.eviction = eviction
    self.maxPrefillTokens = maxPrefillTokens
    self.mixesDecodes = mixesDecodes
    self.conservativeness = conservativeness
    self.clientMaxTokens = clientMaxTokens
    self.seed = seed
  }

  /// What SGLang, or this simulator of it, does not take.
  func problems(in config: EngineConfig) -> [EngineConfig.Problem] {
    var problems: [EngineConfig.Problem] = []
    func refuse(_ isWanted: Bool, _ setting: String) {
      if isWanted { problems.append(.notWithRadix(setting: setting)) }
    }
    refuse(config.batching != .continuous, "batching")
    refuse(config.allocation != .paged, "allocation")
    refuse(config.preemption != .recompute, "swap space")
    refuse(config.speculation != nil, "speculative decoding")
    refuse(config.adapters != nil, "LoRA adapters")
    refuse(!config.offload.isEmpty, "offload tiers")
    if maxPrefillTokens < 1 {
      problems.append(
        .tooSmall(setting: "maxPrefillTokens", value: maxPrefillTokens, least: 1))
    }
    if clientMaxTokens < 0 {
      problems.append(.tooSmall(setting: "clientMaxTokens", value: clientMaxTokens, least: 0))
    }
    if !(conservativeness >= 0 && conservativeness <= 1_000_000) {
      problems.append(.conservativenessOutOfRange(conservativeness))
    }
    if config.chunkedPrefill, config.blockSize >= 1, config.tokenBudget % config.blockSize != 0 {
      problems.append(
        .chunkNotWholePages(chunk: config.tokenBudget, page: config.blockSize))
    }
    if byPriority, order != .firstComeFirstServed, order != .longestOutputFirst {
      problems.append(.priorityWithOrder(order.rawValue))
    }
    return problems
  }
}

/// The share of an answer's allowed length that admission still expects of a running request:
/// SGLang's `NewTokenRatioTracker` with its standard settings.
///
/// It falls a little with each decode step and is set from what is known after a retraction. Double,
/// in SGLang's order of operations.
public struct NewTokenRatio: Hashable, Sendable {
  public let initial: Double
  public let least: Double
  private let decay: Double
  public internal(set) var current: Double

  init(conservativeness: Double) {
    initial = min(0.7 * conservativeness, 1)
    least = min(initial * 0.14, 1)
    decay = (initial - least) / 600
    current = initial
  }

  mutating func fall() { current = max(current - decay, least) }
  mutating func reset() { current = initial }

  /// Steps of decoding that a retraction makes room for, for each request that stays.
  static let retractionSteps = 20

  /// After a retraction, from those who stay: what they have answered and were allowed to.
  mutating func learn(answered: Int, requests: Int, allowed: Int) {
    let estimate = Double(answered + Self.retractionSteps * requests) / Double(allowed + 1)
    current = min(1, estimate)
  }
}
