import Simulation

/// What one engine step did, filled while it runs and reused by the next.
public struct EngineStep: Hashable, Sendable {
  /// A request that computes tokens in this step.
  public struct Scheduled: Hashable, Sendable {
    public let request: Int
    /// Tokens computed in this step.
    public let tokens: Int
    /// Tokens that were in the KV cache before.
    public let computedBefore: Int
  }
  /// A request that leaves the waiting queue, for the first time or again.
  public struct Admission: Hashable, Sendable {
    public let request: Int
    /// Tokens found in the prefix cache or in offload tiers.
    public let hitTokens: Int
    /// Of these, tokens that are loaded from offload tiers.
    public var loadedTokens = 0
    /// Prompt and answer tokens known at this moment.
    public let knownTokens: Int
  }
  /// A request that loses its blocks and waits again.
  public struct Preemption: Hashable, Sendable {
    public let victim: Int
    /// The request for which memory was wanted; may be the victim itself.
    public let inFavourOf: Int
    /// Tokens that leave the KV cache with it (those whose blocks are shared or still cached may be
    /// found again).
    public let lostTokens: Int
    public let blocks: Int
    /// Whether its keys and values went to swap space.
    public let isSwapped: Bool
    public let refusal: AllocationRefusal
  }
  /// A request whose prompt was computed by a prefill worker and that has blocks for it now.
  public struct Fetch: Hashable, Sendable {
    public let request: Int
    /// Tokens whose keys and values must be copied here.
    public let tokens: Int
  }

  /// A request that waits for blocks from the offload tiers.
  public struct Load: Hashable, Sendable {
    public let request: Int
    /// Blocks on the links for it; 0 when others' loads bring what it needs.
    public let blocks: Int
    /// Tokens that it need not compute.
    public let tokens: Int
    public let ready: SimTime
  }

  /// Number of the step, from 0.
  public internal(set) var number = -1
  /// In scheduling order.
  public internal(set) var scheduled: [Scheduled] = []
  public internal(set) var scheduledTokens = 0
  /// In the order of preemption.
  public internal(set) var preempted: [Preemption] = []
  /// Taken from the waiting queue, for the first time or again, in order.
  public internal(set) var admitted: [Admission] = []
  /// Requests that wait for keys and values from now on, in order.
  public internal(set) var fetching: [Fetch] = []
  /// Requests that wait for offload tiers from now on, in order.
  public internal(set) var loads: [Load] = []
  /// KV blocks copied to and from swap space.
  public internal(set) var blocksSwappedOut = 0
  public internal(set) var blocksSwappedIn = 0
  /// Adapters brought to the GPU, in order.
  public internal(set) var adaptersLoaded: [Int] = []
  /// Requests that got a token in this step, in scheduling order, once for each token.
  public internal(set) var emitted: [Int] = []
  /// Requests that ended by length in this step, in scheduling order (static batching: whose
  /// answers were delivered).
  public internal(set) var finished: [Int] = []
  /// Blocks that lost their name, in order.
  public internal(set) var evictions: [Eviction] = []
  /// Under a radix cache: leaves that were given up, in order.
  public internal(set) var treeEvictions: [TreeEviction] = []
  /// Blocks handed out, in order.
  public internal(set) var takenBlocks: [Int32] = []
  /// Tokens scheduled that had been computed before and were lost by preemption.
  public internal(set) var recomputedTokens = 0
  /// Blocks that somebody holds, a shared block once, before finished requests gave theirs back.
  public internal(set) var blocksInUse = 0
  /// Token slots in held blocks without a token once this step's tokens are written (internal
  /// fragmentation).
  public internal(set) var unusedSlots = 0
  /// Why nobody more was admitted; `nil` when the waiting queue ran empty.
  public internal(set) var admissionStop: AdmissionStop?

  /// Pages that the radix tree gave up.
  func evictedPages(of size: Int) -> Int {
    treeEvictions.reduce(0) { $0 + $1.leaf.tokens } / size
  }

  mutating func begin(number: Int) {
    self.number = number
    scheduled.removeAll(keepingCapacity: true)
    scheduledTokens = 0
    preempted.removeAll(keepingCapacity: true)
    admitted.removeAll(keepingCapacity: true)
    fetching.removeAll(keepingCapacity: true)
    loads.removeAll(keepingCapacity: true)
    blocksSwappedOut = 0
    blocksSwappedIn = 0
    adaptersLoaded.removeAll(keepingCapacity: true)
    emitted.removeAll(keepingCapacity: true)
    finished.removeAll(keepingCapacity: true)
    evictions.removeAll(keepingCapacity: true)
    treeEvictions.removeAll(keepingCapacity: true)
    takenBlocks.removeAll(keepingCapacity: true)
    recomputedTokens = 0
    blocksInUse = 0
    unusedSlots = 0
    admissionStop = nil
  }
}

/// Why the head of the waiting queue stays there, and with it everybody behind it.
public struct AdmissionStop: Hashable, Sendable {
  /// What holds it back.
  public enum Reason: Hashable, Sendable {
    /// Somebody was preempted in this step: memory is short, nobody is admitted.
    case preemptedThisStep
    /// The step's token budget is spent.
    case budgetSpent
    /// `maxSequences` are running.
    case sequencesAtLimit(Int)
    /// Chunked prefill is off and the prompt does not fit into what is left of the budget.
    case promptOverBudget(tokens: Int, budgetLeft: Int)
    case memory(AllocationRefusal)
    /// Static batching: nobody joins a batch that has begun.
    case batchRunning
    /// As many different adapters as may be in one step; so for all that wait.
    case adaptersAtLimit(Int)
    /// SGLang's estimate of the memory that everybody will need leaves too little.
    case estimate(AdmissionEstimate)
    /// SGLang: memory or places were wanting before, and nobody has left the batch since.
    case batchFull
  }
  /// The head of the queue.
  public let request: Int
  public let reason: Reason
}

/// One decision with its reasons, in the order in which they were taken within a step.
///
/// Made only when asked for (`EngineScheduler.isExplaining`), by running a step again.
public enum EngineDecision: Hashable, Sendable {
  /// What held a request to fewer tokens than it lacked.
  public enum Cap: Hashable, Sendable {
    case nothing
    case longPrefillThreshold(Int)
    case tokenBudget(left: Int)
  }
  /// A running request gets tokens of this step.
  case scheduled(
    request: Int, tokens: Int, lacking: Int, cap: Cap, newBlocks: Int, freeBlocks: Int)
  /// A waiting request joins the running list.
  case admitted(
    request: Int, knownTokens: Int, hitTokens: Int, hitBlocks: [Int], tokens: Int, cap: Cap,
    newBlocks: Int, freeBlocks: Int)
  case preempted(EngineStep.Preemption)
  case evicted(Eviction)
  case admissionStopped(AdmissionStop)
  case finished(request: Int, outputs: Int, atModelLimit: Bool)
  /// SGLang: the waiting queue was put into an order; the requests in the order before it.
  case ordered(CacheAwareOrder, requests: [Int])
  /// SGLang: a leaf of the radix tree was given up under this policy.
  case treeEvicted(TreeEviction, policy: RadixEvictionPolicy)
  /// SGLang: after a retraction admission expects running requests to use another share of their
  /// allowed answers.
  case ratioChanged(from: Double, to: Double)
}
