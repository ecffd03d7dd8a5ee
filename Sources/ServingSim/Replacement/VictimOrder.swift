/// The named blocks of an engine in the order of a rule other than vLLM's free queue: who goes next
/// costs O(log n).
///
/// Only free blocks can go. What a rule looks at does not change while a block is free, but for the
/// future of the optimal rule, which is told.
struct VictimOrder: Sendable {
  /// The rules that are kept in order.
  enum Rule: Sendable { case lfu, fifo, s3fifo, optimal }
  private struct Record: Sendable {
    /// When it got its name, and when it was freed last, in the order of such events.
    var filled = 0
    var freed = 0
    var hits = 0
    var content: Int32 = -1
    var isFree = false
  }

  let rule: Rule
  private var records: [Record]
  private var events = 0
  /// Free blocks; all rules but S3-FIFO.
  private var ranked = IndexedHeap()
  private var queues: S3Queues
  private var ghosts: GhostQueue
  private var future: FutureUse?
  /// Free blocks by content, for the optimal rule.
  private var freeByContent: [Int32: [Int32]] = [:]

  init(rule: Rule, blockCount: Int) {
    self.rule = rule
    records = [Record](repeating: Record(), count: blockCount)
    queues = S3Queues(capacity: blockCount - 1)
    ghosts = GhostQueue(capacity: S3Queues.ghostCapacity(of: blockCount - 1))
  }

  /// Before the first block is filled.
  mutating func foresee(_ future: FutureUse) { self.future = future }

  /// Names that are remembered though no block may carry them, in ascending order.
  var rememberedNames: [PrefixCache.Node] { ghosts.keys.map { PrefixCache.Node($0) } }

  // MARK: What happens to blocks

  /// A held block got its name.
  mutating func fill(_ block: Int32, filledBy request: Int, depth: Int, cache: inout PrefixCache) {
    records[Int(block)] = Record(filled: nextEvent())
    switch rule {
    case .s3fifo:
      let node = cache.node(of: block)
      let wasGhost = ghosts.remove(Int(node))
      queues.insert(block, wasGhost: wasGhost, isPinned: true)
      if wasGhost { cache.release(node) }
    case .optimal:
      records[Int(block)].content = future?.content(ofRequest: request, depth: depth) ?? -1
    case .lfu, .fifo: break
    }
  }

  /// A prefix hit; the block is held from now on.
  mutating func hit(_ block: Int32) {
    records[Int(block)].hits += 1
    if rule == .s3fifo {
      queues.use(block)
      queues.pin(block)
    }
    leaveFree(block)
  }

  /// Nobody holds the block any more.
  mutating func free(_ block: Int32) {
    records[Int(block)].freed = nextEvent()
    records[Int(block)].isFree = true
    if rule == .s3fifo { return queues.unpin(block) }
    ranked.set(block, rank: rank(of: block))
    let content = records[Int(block)].content
    if content >= 0 { freeByContent[content, default: []].append(block) }
  }

  /// The request was admitted for the first time.
  mutating func admit(_ request: Int) {
    guard rule == .optimal, let contents = future?.finish(request) else { return }
    for content in contents {
      for block in freeByContent[content] ?? [] { ranked.set(block, rank: rank(of: block)) }
    }
  }

  /// Chooses the free block that goes and forgets it; `nil` when there is none.
  mutating func evict(cache: inout PrefixCache) -> (block: Int32, reason: EvictionReason)? {
    if rule == .s3fifo { return evictFromQueues(&cache) }
    guard let block = ranked.first else { return nil }
    let reason: EvictionReason =
      switch rule {
      case .lfu: .fewestUses(records[Int(block)].hits)
      case .fifo, .s3fifo: .enteredFirst
      case .optimal: .farthestNextUse(nextUser(of: block))
      }
    leaveFree(block)
    return (block, reason)
  }

  /// Every name is forgotten; all blocks are free.
  mutating func reset(cache: inout PrefixCache) {
    for name in rememberedNames { cache.release(name) }
    ghosts = GhostQueue(capacity: ghosts.capacity)
    queues = S3Queues(capacity: records.count - 1)
    records = [Record](repeating: Record(), count: records.count)
    ranked.removeAll()
    freeByContent.removeAll()
  }

  // MARK: Parts

  private mutating func evictFromQueues(
    _ cache: inout PrefixCache
  ) -> (block: Int32, reason: EvictionReason)? {
    guard let victim = queues.evict() else { return nil }
    records[Int(victim.element)].isFree = false
    guard victim.queue == .small else { return (victim.element, .notUsedInMain) }
    let node = cache.node(of: victim.element)
    // Another block with the same content may have gone before.
    if !ghosts.contains(Int(node)) {
      cache.retain(node)
      if let forgotten = ghosts.insert(Int(node)) { cache.release(PrefixCache.Node(forgotten)) }
    }
    return (victim.element, .notUsedAgain(uses: victim.uses))
  }

  private mutating func leaveFree(_ block: Int32) {
    guard records[Int(block)].isFree else { return }
    records[Int(block)].isFree = false
    ranked.remove(block)
    let content = records[Int(block)].content
    guard content >= 0, var others = freeByContent[content] else { return }
    others.removeAll { $0 == block }
    freeByContent[content] = others.isEmpty ? nil : others
  }

  private mutating func rank(of block: Int32) -> IndexedHeap.Rank {
    let record = records[Int(block)]
    return switch rule {
    case .lfu: IndexedHeap.Rank(first: record.hits, second: record.freed)
    case .fifo, .s3fifo: IndexedHeap.Rank(first: record.filled, second: 0)
    case .optimal:
      IndexedHeap.Rank(first: -(nextUser(of: block) ?? .max), second: record.freed)
    }
  }

  private mutating func nextUser(of block: Int32) -> Int? {
    let content = records[Int(block)].content
    return content >= 0 ? future?.nextUser(of: content) : nil
  }

  private mutating func nextEvent() -> Int {
    events += 1
    return events
  }

  /// Exactly the given free blocks with names can go, under their present rank.
  func checkInvariants(freeNamed: [Int32]) {
    assert(freeNamed.allSatisfy { records[Int($0)].isFree })
    assert(records.count { $0.isFree } == freeNamed.count)
    guard rule != .s3fifo else { return queues.checkInvariants() }
    ranked.checkInvariants()
    var copy = self
    assert(ranked.count == freeNamed.count)
    assert(freeNamed.allSatisfy { ranked.rank(of: $0) == copy.rank(of: $0) })
  }
}
