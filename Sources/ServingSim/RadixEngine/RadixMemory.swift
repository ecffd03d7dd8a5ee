import Simulation

/// The KV memory of an engine with a radix cache: the tree, the tokens that requests own beside it,
/// and what the scheduler remembers from step to step.
///
/// Every token slot is free, in the tree, or in the row of one request.
struct RadixMemory: Sendable {
  /// What a running request has of the memory.
  struct Row: Hashable, Sendable {
    /// Where its part of the tree ends.
    var lock: RadixNode?
    /// Tokens of its sequence that lie in the tree (`cache_protected_len`).
    var protected = 0
    /// Tokens of it that were inserted before (`cache_inserted_len`).
    var inserted = 0
    /// Tokens in its pages, those of the tree included.
    var allocated = 0
    /// Tokens outside the tree, in whole pages.
    var own: Int { allocated - protected }
  }

  let rules: RadixServing
  let isCaching: Bool
  let page: Int
  /// Tokens, whole pages.
  let capacity: Int
  var tree: RadixCache
  /// Tokens that nobody owns, whole pages.
  private(set) var free: Int
  /// By slot of the engine.
  private(set) var rows: [Row] = []
  /// By index of a node in the tree: the request that computed it.
  private(set) var filledBy: [Int32] = []
  /// Leaves given up since the step began, and whose they were.
  private(set) var evictions: [TreeEviction] = []

  // The scheduler's.
  var ratio: NewTokenRatio
  /// Nobody was admitted for want of memory or places, and nobody has left since (`batch_is_full`).
  var isFull = false
  /// The request whose prompt is computed in parts; -1 for none (`chunked_req`).
  var chunked: Int32 = -1
  /// Whether it had a part in the last step.
  var hasChunkRun = false
  /// The first so many of the step's requests computed prompts.
  var prefills = 0
  /// End of the last step.
  var endedAt = SimTime.zero
  var random: SeededGenerator
  /// Calls since waiting prefixes were touched.
  var refreshCalls = 0

  init(_ config: EngineConfig, _ rules: RadixServing) {
    self.rules = rules
    isCaching = config.prefixCaching
    page = config.blockSize
    capacity = config.usableBlocks * config.blockSize
    tree = RadixCache(pageSize: config.blockSize, policy: rules.eviction)
    free = capacity
    ratio = NewTokenRatio(conservativeness: rules.conservativeness)
    random = SeededGenerator(seed: rules.seed)
  }

  /// Tokens that can be had without anybody giving way.
  var available: Int { free + tree.evictableTokens }
  /// Tokens in the pages of all requests, those of the tree once for each.
  var allocatedTokens: Int { rows.reduce(0) { $0 + $1.allocated } }
  func inPages(_ tokens: Int) -> Int { (tokens + page - 1) / page * page }
  func row(_ slot: Int) -> Row { slot < rows.count ? rows[slot] : Row() }

  mutating func beginStep() { evictions.removeAll(keepingCapacity: true) }

  // MARK: The tree

  /// Finds the cached part of the first `limit` tokens; renews and splits what it reaches.
  mutating func match(_ tokens: TokenList, limit: Int) -> RadixCache.Match {
    guard isCaching else { return RadixCache.Match(tokens: 0, node: tree.rootNode) }
    let match = tree.match(key(tokens, limit))
    inheritOwners()
    return match
  }

  /// Tokens of a prompt that could be reused now; changes nothing.
  func cachedTokens(of tokens: TokenList) -> Int {
    isCaching ? tree.cachedTokens(key(tokens, tokens.count - 1)) : 0
  }

  func key(_ tokens: TokenList, _ count: Int) -> RadixKey {
    let count = max(0, min(count, tokens.count))
    return RadixKey(
      TokenList(runs: tokens.runs.slice(from: RunPlace(), count: count)), namespace: tokens.adapter)
  }

  /// Order of a waiting queue under a policy that looks at the cache.
  mutating func order(_ keys: [RadixKey], by policy: CacheAwarePolicy) -> CacheAwareOrder {
    let order = tree.order(keys, by: policy)
    inheritOwners()
    return order
  }

  /// Publishes the first `count` tokens of a request, whole pages, so that others find them; what
  /// another request has published meanwhile is used in place of the own copy, which becomes free.
  ///
  /// The tree is cut where the prompt ends, so that the answer can be evicted alone.
  mutating func publish(_ slot: Int, _ state: RequestState, upTo count: Int) {
    guard isCaching else { return }
    let whole = count / page * page
    let key = key(state.tokens, whole)
    // SGLang: larger is more important, and only under scheduling by priority.
    let priority = rules.byPriority ? 0 - state.priority : 0
    let added = tree.insert(key, priority: priority, alreadyInserted: rows[slot].inserted)
    noteOwner(state.id)
    rows[slot].inserted = max(rows[slot].inserted, whole)
    let prompt = min(state.promptTokens, count) / page * page
    if prompt > 0, prompt < whole {
      _ = tree.insert(
        self.key(state.tokens, prompt),
        priority: priority == Int.max ? priority : priority + 1, alreadyInserted: prompt)
      inheritOwners()
    }
    free += max(0, added.matchedTokens - rows[slot].protected)
    let (match, _) = tree.lock(key)
    inheritOwners()
    if let old = rows[slot].lock { _ = tree.unlock(old) }
    rows[slot].lock = match.node
    rows[slot].protected = whole
  }

  /// New nodes belong to the request that computed them.
  private mutating func noteOwner(_ request: Int32) {
    inheritOwners()
    for case .added(let node, _, _) in tree.events { setOwner(node, request) }
  }

  /// The upper part of a split node belongs to whom the node belongs.
  private mutating func inheritOwners() {
    for case .split(let upper, let lower, _, _) in tree.events {
      setOwner(upper, owner(of: lower))
    }
  }

  private mutating func setOwner(_ node: RadixNode, _ request: Int32) {
    let place = Int(node.index)
    while filledBy.count <= place { filledBy.append(-1) }
    filledBy[place] = request
  }

  func owner(of node: RadixNode) -> Int32 {
    Int(node.index) < filledBy.count ? filledBy[Int(node.index)] : -1
  }

  // MARK: Rows

  /// A request joins with the part of its prompt that the tree has.
  mutating func join(_ slot: Int, _ match: RadixCache.Match) {
    while rows.count <= slot { rows.append(Row()) }
    if isCaching { _ = tree.lock(match.node) }
    rows[slot] = Row(
      lock: isCaching ? match.node : nil, protected: match.tokens, inserted: 0,
      allocated: match.tokens)
  }

  /// Pages for the first `count` tokens of a request's sequence, which are there.
  mutating func take(_ slot: Int, upTo count: Int) {
    let more = max(0, inPages(count) - rows[slot].allocated)
    precondition(more <= free, "pages are counted before they are taken")
    free -= more
    rows[slot].allocated += more
  }

  /// The request gives back what it owns, and its part of the tree may be evicted.
  mutating func leave(_ slot: Int) {
    guard slot < rows.count else { return }
    free += rows[slot].own
    if let lock = rows[slot].lock { _ = tree.unlock(lock) }
    rows[slot] = Row()
  }

  /// Evicts until `tokens` are free or nothing more can go.
  mutating func makeFree(_ tokens: Int) {
    guard tokens > free, isCaching else { return }
    for eviction in tree.evict(tokens: tokens - free) {
      free += eviction.tokens
      evictions.append(
        TreeEviction(leaf: eviction, filledBy: Int(owner(of: eviction.node))))
    }
  }

  /// The laws of the memory; free in release builds.
  func checkInvariants() { assert(lawsHold()) }

  private func lawsHold() -> Bool {
    tree.checkInvariants()
    assert(free >= 0 && free % page == 0)
    assert(rows.allSatisfy { $0.own >= 0 && $0.own % page == 0 && $0.protected % page == 0 })
    assert(free + tree.totalTokens + rows.reduce(0) { $0 + $1.own } == capacity)
    // A lock counts on each node from the root down to where it holds.
    let snapshot = tree.snapshot()
    let held = rows.compactMap(\.lock).filter { $0 != tree.rootNode }
    assert(held.allSatisfy(tree.isAlive))
    let topLocks = snapshot.rows.filter { $0.depth == 0 }.reduce(0) { $0 + $1.locks }
    assert(topLocks == held.count)
    return true
  }
}

/// A leaf of the radix tree that was given up because memory was needed.
public struct TreeEviction: Hashable, Sendable {
  public let leaf: RadixEviction
  /// The request that had computed it.
  public let filledBy: Int
}
