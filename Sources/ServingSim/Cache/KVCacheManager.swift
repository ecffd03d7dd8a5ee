import Simulation

/// vLLM 0.33's KV cache manager for one full-attention group: prefix lookup, allocation, freeing.
///
/// The rules are those of vLLM's `KVCacheManager` and `BlockPool`; the golden cases under
/// `Tests/Goldens/kv-cache` are recordings of that code.
struct KVCacheManager: Sendable {
  let blockSize: Int
  let blockCount: Int
  let isCaching: Bool
  let allocation: KVAllocation
  let eviction: EvictionRule
  private let hasOwnScore: Bool
  /// The order of eviction under rules that have one of their own; `nil` for vLLM's free queue.
  private var victims: VictimOrder?
  /// Where blocks are kept beside the GPU; `nil` for nowhere.
  private(set) var tiers: OffloadTiers?
  private(set) var pool: BlockPool
  private(set) var cache: PrefixCache
  /// The engine step that is running; stamps blocks.
  var step: Int32 = 0
  /// Its start, or its end while it is completed; only the tiers ask.
  var now = SimTime.zero

  /// Blocks handed out since `clearRecords`, in order.
  private(set) var taken: [Int32] = []
  /// Blocks that lost a name since `clearRecords`, in order.
  private(set) var evictions: [Eviction] = []
  /// The last lookup's blocks and the place after them.
  private(set) var hitBlocks: [Int32] = []
  private var hitCursor = PrefixCursor()

  init(
    blockSize: Int, blockCount: Int, isCaching: Bool, allocation: KVAllocation = .paged,
    eviction: EvictionRule = .leastRecentlyUsed, tiers: OffloadTiers? = nil
  ) {
    precondition(blockSize >= 1 && blockCount >= 1, "the engine configuration was not checked")
    self.blockSize = blockSize
    self.blockCount = blockCount
    // A region reserved for one request cannot hold blocks of another.
    self.isCaching = isCaching && allocation == .paged
    self.allocation = allocation
    self.eviction = eviction
    hasOwnScore = if case .lowestScore = eviction { true } else { false }
    self.tiers = self.isCaching ? tiers : nil
    victims = eviction.kept.map { VictimOrder(rule: $0, blockCount: blockCount) }
    pool = BlockPool(count: blockCount)
    cache = PrefixCache(blockCount: blockCount)
  }

  /// Tells the optimal rule what will come, before anything has.
  mutating func foresee(_ future: FutureUse) { victims?.foresee(future) }

  mutating func clearRecords() {
    taken.removeAll(keepingCapacity: true)
    evictions.removeAll(keepingCapacity: true)
  }

  // MARK: Lookup

  /// Finds the cached prefix of a request that knows these tokens; fills `hitBlocks` and returns
  /// its tokens.
  ///
  /// At least one token is always left to compute, so that the model has something to answer from.
  /// Changes nothing that others can see.
  mutating func lookup(_ tokens: TokenList) -> Int {
    hitBlocks.removeAll(keepingCapacity: true)
    hitCursor = PrefixCursor()
    guard isCaching, tokens.count > blockSize else { return 0 }
    for _ in 0..<((tokens.count - 1) / blockSize) {
      var cursor = hitCursor
      guard cache.walk(&cursor, over: tokens, blockSize: blockSize) else { break }
      let block = cache.oldestBlock(of: cursor.node)
      if block == 0 { break }
      hitBlocks.append(block)
      hitCursor = cursor
    }
    return hitBlocks.count * blockSize
  }

  /// Tokens that a lookup would find, at most all but the last of the list; changes nothing at all.
  func hitTokens(_ tokens: TokenList) -> Int {
    guard isCaching, tokens.count > blockSize else { return 0 }
    var cursor = PrefixCursor()
    for found in 0..<((tokens.count - 1) / blockSize) {
      guard cache.walk(&cursor, over: tokens, blockSize: blockSize),
        cache.oldestBlock(of: cursor.node) != 0
      else { return found * blockSize }
    }
    return (tokens.count - 1) / blockSize * blockSize
  }

  // MARK: Allocation

  /// Blocks for the next `count` tokens of a request that holds `table`; `nil` when granted.
  ///
  /// On a first allocation (`usingHits`) the blocks of the last `lookup` become the head of the
  /// table. A refusal changes nothing.
  mutating func allocate(
    _ table: inout BlockTable, tokens: TokenList, computed: Int, count: Int, request: Int32,
    usingHits: Bool, limits: AllocationLimits
  ) -> AllocationRefusal? {
    let hits = usingHits ? hitBlocks.count : 0
    let base = computed + hits * blockSize
    let target = min(base + count + limits.lookahead, limits.maxModelTokens)
    let newBlocks = blocksNeeded(target, limits) - table.blocks.count - hits
    if newBlocks > 0 || usingHits || limits.mustFitWhole {
      let idleHits = usingHits ? idleHitBlocks() : 0
      if limits.mustFitWhole {
        let whole =
          blocksNeeded(min(tokens.count, limits.maxModelTokens), limits) - table.blocks.count - hits
        if let refusal = refusal(whole, idleHits, limits, isWhole: true) { return refusal }
      }
      if let refusal = refusal(newBlocks, idleHits, limits, isWhole: false) { return refusal }
      if usingHits, hits > 0 { adoptHits(&table) }
      if usingHits { victims?.admit(Int(request)) }
      for _ in 0..<max(0, newBlocks) { takeBlock(&table, request: request) }
    }
    if isCaching, !limits.namesLater {
      nameFullBlocks(&table, tokens: tokens, upTo: min(base + count, tokens.count))
    }
    return nil
  }

  /// One more block for a table that is full; the caller knows that one is free.
  mutating func extend(_ table: inout BlockTable, request: Int32) {
    takeBlock(&table, request: request)
  }

  /// Names the blocks that `known` tokens fill.
  mutating func nameBlocks(of table: inout BlockTable, tokens: TokenList, upTo known: Int) {
    if isCaching { nameFullBlocks(&table, tokens: tokens, upTo: known) }
  }

  private func blocksNeeded(_ tokens: Int, _ limits: AllocationLimits) -> Int {
    let reserved = allocation == .contiguous ? limits.maxModelTokens : tokens
    return (reserved + blockSize - 1) / blockSize
  }

  private func idleHitBlocks() -> Int {
    hitBlocks.reduce(0) { $0 + (pool.blocks[Int($1)].references == 0 ? 1 : 0) }
  }

  private func refusal(
    _ newBlocks: Int, _ idleHits: Int, _ limits: AllocationLimits, isWhole: Bool
  ) -> AllocationRefusal? {
    let needed = max(newBlocks, 0) + idleHits + limits.watermarkBlocks
    guard needed > pool.freeCount else { return nil }
    return AllocationRefusal(
      newBlocks: max(newBlocks, 0), idleHitBlocks: idleHits,
      watermarkBlocks: limits.watermarkBlocks, freeBlocks: pool.freeCount,
      isWholeSequence: isWhole)
  }

  private mutating func adoptHits(_ table: inout BlockTable) {
    for block in hitBlocks {
      pool.share(block)
      victims?.hit(block)
    }
    table.blocks = hitBlocks
    table.named = hitBlocks.count
    table.cursor = hitCursor
    cache.retain(hitCursor.node)
  }

  private mutating func takeBlock(_ table: inout BlockTable, request: Int32) {
    var block = pool.firstFree
    // Blocks without a name always stand before those with one, so that all that are left have
    // names.
    if cache.node(of: block) >= 0 {
      let reason: EvictionReason
      (block, reason) = chooseVictim(first: block)
      evictions.append(eviction(of: block, for: request, because: reason))
      tiers?.noteEviction(cache.node(of: block), at: now, cache: &cache)
      cache.detach(block)
    }
    pool.take(block, by: request, depth: table.blocks.count)
    taken.append(block)
    table.blocks.append(block)
  }

  /// The free block that goes, given the first of the queue.
  private mutating func chooseVictim(first: Int32) -> (Int32, EvictionReason) {
    if !hasOwnScore { return victims?.evict(cache: &cache) ?? (first, .longestUnused) }
    if case .lowestScore(_, let score) = eviction { return lowestScored(score) }
    return victims?.evict(cache: &cache) ?? (first, .longestUnused)
  }

  private func lowestScored(_ score: EvictionRule.Score) -> (Int32, EvictionReason) {
    var best: (score: Int, block: Int32)?
    var block = pool.firstFree
    var position = 0
    while block != 0 {
      let record = pool.blocks[Int(block)]
      let value = score(
        EvictionCandidate(
          queuePosition: position, depth: Int(record.depth),
          idleSteps: Int(step - record.freedAt), agedSteps: Int(step - record.filledAt),
          hits: Int(record.hits), copies: cache.blocks(of: cache.node(of: block)).count))
      if best.map({ value < $0.score }) ?? true { best = (value, block) }
      block = record.next
      position += 1
    }
    return best.map { ($0.block, .lowestScore($0.score)) } ?? (pool.firstFree, .longestUnused)
  }

  private func eviction(
    of block: Int32, for request: Int32, because reason: EvictionReason
  ) -> Eviction {
    let record = pool.blocks[Int(block)]
    return Eviction(
      block: Int(block), filledBy: Int(record.filledBy), filledAtStep: Int(record.filledAt),
      freedAtStep: Int(record.freedAt), depth: Int(record.depth), hits: Int(record.hits),
      takenBy: Int(request), reason: reason)
  }

  /// Names every block that is full, before the model has run: a request scheduled later in the
  /// step can hit it.
  private mutating func nameFullBlocks(
    _ table: inout BlockTable, tokens: TokenList, upTo known: Int
  ) {
    let full = min(known / blockSize, table.blocks.count)
    guard full > table.named else { return }
    let before = table.cursor.node
    while table.named < full {
      cache.name(&table.cursor, over: tokens, blockSize: blockSize)
      let block = table.blocks[table.named]
      cache.attach(block, to: table.cursor.node)
      pool.markFilled(block, step: step)
      tiers?.noteFilled(table.cursor.node, cache: &cache)
      victims?.fill(
        block, filledBy: Int(pool.blocks[Int(block)].filledBy), depth: table.named, cache: &cache)
      table.named += 1
    }
    cache.retain(table.cursor.node)
    cache.release(before)
  }

  // MARK: Offload tiers

  /// The blocks right after those of the last lookup that can be loaded from the tiers now.
  ///
  /// vLLM's rule for connectors: full blocks as far as they are there without a hole, the last one
  /// of the tokens included, from whichever tier; all that the request could use count as used.
  mutating func lookupTiers(_ tokens: TokenList) -> [OffloadTiers.Hit] {
    guard let tiers else { return [] }
    var found: [OffloadTiers.Hit] = []
    var cursor = hitCursor
    for _ in hitBlocks.count..<max(hitBlocks.count, tokens.count / blockSize) {
      guard cache.walk(&cursor, over: tokens, blockSize: blockSize),
        let tier = tiers.tier(of: cursor.node, at: now)
      else { break }
      found.append(OffloadTiers.Hit(node: cursor.node, tier: tier))
    }
    self.tiers?.touch(hitBlocks.map { cache.node(of: $0) } + found.map(\.node))
    return found
  }

  /// When loads under way will have brought any of these blocks.
  func endOfLoads(of hits: [OffloadTiers.Hit]) -> SimTime? { tiers?.endOfLoads(of: hits) }

  /// Begins to load blocks into the table of a request; when they will be there.
  mutating func beginLoad(_ hits: [OffloadTiers.Hit], for request: Int) -> SimTime {
    tiers?.begin(hits, for: request, at: now) ?? now
  }

  /// The load of a request is over, or nobody waits for it any more.
  mutating func endLoad(for request: Int) { tiers?.end(for: request) }

  /// What was named in the step has been computed.
  mutating func writeFilled() { tiers?.writeFilled(at: now, cache: &cache) }

  // MARK: Freeing

  /// Gives all blocks of a request back, last to first.
  ///
  /// Blocks without a name go to the front of the queue as one group, the request's last block
  /// first; blocks with a name go to the back, so that the tail of a prefix is evicted before its
  /// head.
  mutating func free(_ table: inout BlockTable) {
    var front: Int32 = 0
    for block in table.blocks.reversed() where pool.drop(block, step: step) {
      if cache.node(of: block) >= 0 {
        pool.queueAtBack(block)
        victims?.free(block)
      } else if allocation == .contiguous {
        // Ascending order again, so that the next request finds its region in one piece.
        pool.queue(block, after: 0)
      } else {
        pool.queue(block, after: front)
        front = block
      }
    }
    cache.release(table.cursor.node)
    table = BlockTable()
  }

  /// Forgets all names; false, and no change, unless every block but block 0 is free.
  mutating func reset() -> Bool {
    guard pool.freeCount == blockCount - 1 else { return false }
    for block in pool.freeQueue where cache.node(of: block) >= 0 { cache.detach(block) }
    victims?.reset(cache: &cache)
    return true
  }

  /// The laws of pool and cache, given the tables of all requests.
  func checkInvariants(tables: [BlockTable]) {
    pool.checkInvariants(tables: tables.map(\.blocks))
    cache.checkInvariants(
      standing: tables.map(\.cursor.node) + (victims?.rememberedNames ?? [])
        + (tiers?.rememberedNames ?? []))
    tiers?.checkInvariants()
    victims?.checkInvariants(freeNamed: pool.freeQueue.filter { cache.node(of: $0) >= 0 })
    for table in tables {
      for (i, block) in table.blocks.enumerated() {
        assert((cache.node(of: block) >= 0) == (i < table.named))
      }
    }
  }
}
