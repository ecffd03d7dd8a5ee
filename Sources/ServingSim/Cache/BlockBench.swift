import Traffic

/// The KV cache manager without a scheduler: the operations of the golden recordings
/// `vllm-blocks/1`, and a bench for lessons that show single allocations.
public struct BlockBench: Sendable {
  /// What an operation did.
  public struct Outcome: Hashable, Sendable {
    /// False when blocks were refused (and nothing changed).
    public var isGranted = true
    public var hitTokens = 0
    public var hitBlocks: [Int] = []
    public var newBlocks: [Int] = []
    public var evictions: [Eviction] = []
    public var refusal: AllocationRefusal?
  }

  private struct Request {
    var tokens: TokenList
    var table = BlockTable()
    var computed = 0
    var outputs = 0
  }

  private var kv: KVCacheManager
  private var requests: [Request]
  private let prompts: [[TokenSegment]]
  private let mustFitWhole: Bool

  /// `mustFitWhole`: a new request is refused unless its whole known sequence fits.
  public init(
    blockSize: Int, blockCount: Int, prefixCaching: Bool, mustFitWhole: Bool,
    prompts: [[TokenSegment]]
  ) {
    kv = KVCacheManager(blockSize: blockSize, blockCount: blockCount, isCaching: prefixCaching)
    self.mustFitWhole = mustFitWhole
    self.prompts = prompts
    requests = prompts.map { Request(tokens: TokenList($0)) }
  }

  public var freeBlocks: Int { kv.pool.freeCount }
  /// Distinct block contents that the prefix cache knows.
  public var cachedHashes: Int { kv.cache.cachedNames }
  /// Free block ids, next to be handed out first.
  public var freeQueue: [Int] { kv.pool.freeQueue.map(Int.init) }
  /// Block ids of the request in token order.
  public func blockTable(of request: Int) -> [Int] { requests[request].table.blocks.map(Int.init) }

  /// Looks up the cached prefix, then allocates for the rest, at most `limit` tokens.
  public mutating func start(_ request: Int, limit: Int?) -> Outcome {
    var outcome = lookup(request)
    let rest = requests[request].tokens.count - outcome.hitTokens
    allocate(
      request, count: min(rest, limit ?? rest), usingHits: true, hitTokens: outcome.hitTokens,
      into: &outcome)
    return outcome
  }

  /// Allocates for the next tokens of a running request, at most `limit`.
  public mutating func extend(_ request: Int, limit: Int?) -> Outcome {
    kv.clearRecords()
    var outcome = Outcome()
    let rest = requests[request].tokens.count - requests[request].computed
    allocate(
      request, count: min(rest, limit ?? rest), usingHits: false, hitTokens: 0, into: &outcome)
    return outcome
  }

  /// Adds output tokens from a segment, then allocates for all tokens not yet computed. The tokens
  /// stay on a refusal.
  public mutating func append(_ request: Int, segment: Int, count: Int) -> Outcome {
    requests[request].tokens.append(
      start: TokenList.firstToken(ofSegment: segment) &+ requests[request].outputs, count: count)
    requests[request].outputs += count
    return extend(request, limit: nil)
  }

  /// Looks up the cached prefix; allocates nothing.
  public mutating func lookup(_ request: Int) -> Outcome {
    kv.clearRecords()
    var outcome = Outcome()
    outcome.hitTokens = kv.lookup(requests[request].tokens)
    outcome.hitBlocks = kv.hitBlocks.map(Int.init)
    return outcome
  }

  /// Frees the blocks; the tokens stay known and must be computed again.
  public mutating func release(_ request: Int) -> Outcome {
    kv.clearRecords()
    kv.free(&requests[request].table)
    requests[request].computed = 0
    return Outcome()
  }

  /// Frees the blocks and the outputs: a later start of the request begins with its prompt alone.
  public mutating func forget(_ request: Int) -> Outcome {
    let outcome = release(request)
    requests[request] = Request(tokens: TokenList(prompts[request]))
    return outcome
  }

  /// Clears the prefix cache; refused unless every block but block 0 is free.
  public mutating func reset() -> Outcome {
    kv.clearRecords()
    return Outcome(isGranted: kv.reset())
  }

  private mutating func allocate(
    _ request: Int, count: Int, usingHits: Bool, hitTokens: Int, into outcome: inout Outcome
  ) {
    kv.step += 1
    let refusal = kv.allocate(
      &requests[request].table, tokens: requests[request].tokens,
      computed: requests[request].computed, count: count, request: Int32(request),
      usingHits: usingHits,
      limits: AllocationLimits(
        maxModelTokens: .max, mustFitWhole: mustFitWhole && usingHits))
    outcome.refusal = refusal
    outcome.isGranted = refusal == nil
    outcome.newBlocks = kv.taken.map(Int.init)
    outcome.evictions = kv.evictions
    if refusal == nil { requests[request].computed += hitTokens + count }
  }

  /// Every block is free or held, and names agree with tables. Free in release builds.
  public func checkInvariants() {
    assert(
      {
        kv.checkInvariants(tables: requests.map(\.table))
        return true
      }())
  }
}
