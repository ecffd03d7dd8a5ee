/// A replacement policy on a reference string.
///
/// Every use that misses lets its block in, and when the cache is full somebody goes. Blocks of the
/// request that is being served are not protected: what is compared is the policies, not an engine.
public struct ReplacementRun: Sendable {
  /// A block that went.
  public struct Victim: Hashable, Sendable {
    public let block: Int
    public let reason: EvictionReason
    /// Access in which it was used last.
    public let lastUsed: Int
    /// Access in which it entered.
    public let entered: Int
    /// Uses since it entered, the first included.
    public let uses: Int
  }
  /// One use of a block.
  public struct Access: Hashable, Sendable {
    public let request: Int
    /// Place in the request, from 0.
    public let depth: Int
    public let block: Int
    public let isHit: Bool
    /// A hit that helps: everything before it in the request was a hit too. The cache of an engine
    /// finds no others.
    public let isUsable: Bool
    /// `nil` for a hit and while there is room.
    public let victim: Victim?
    /// S3-FIFO: moved to the main queue on the way.
    public let promoted: [Int]
    /// S3-FIFO: put back to the start of the main queue on the way.
    public let spared: [Int]
  }

  public let policy: ReplacementPolicy
  /// Blocks that fit; with none everything misses.
  public let capacity: Int
  public private(set) var accesses = 0
  public private(set) var hits = 0
  public private(set) var usableHits = 0
  public private(set) var evictions = 0
  /// How long evicted blocks were in the cache after their last use, in accesses, all stays added
  /// up.
  public private(set) var idleTime = 0
  /// Evicted blocks that had not been used since they entered.
  public private(set) var evictedUnused = 0
  /// Hits of each block.
  public private(set) var hitsByBlock: [Int]
  /// Each use in order; empty unless asked for.
  public private(set) var trace: [Access] = []

  public var misses: Int { accesses - hits }
  /// Hits by accesses; 0 without accesses.
  public var hitRate: Double { accesses > 0 ? Double(hits) / Double(accesses) : 0 }
  /// As `hitRate`, of hits that help.
  public var usableHitRate: Double { accesses > 0 ? Double(usableHits) / Double(accesses) : 0 }
  /// The share of the cache's room, blocks times accesses, that was held for nothing: by blocks
  /// that were evicted before their next use. 0 without room.
  public var idleShare: Double {
    let room = Double(capacity) * Double(accesses)
    return room > 0 ? Double(idleTime) / room : 0
  }

  private let references: BlockReferences
  private let isTracing: Bool
  private var cache: BlockSet
  private let nextUses: [Int]
  private var nextRequest = 0

  /// Plays the whole string. `tracing` keeps every access.
  public init(
    _ references: BlockReferences, policy: ReplacementPolicy, capacity: Int, tracing: Bool = false
  ) {
    self.init(starting: references, policy: policy, capacity: capacity, tracing: tracing)
    while advance(accesses: .max) {}
  }

  /// Plays nothing yet: see `advance`.
  public init(
    starting references: BlockReferences, policy: ReplacementPolicy, capacity: Int,
    tracing: Bool = false
  ) {
    self.references = references
    self.policy = policy
    self.capacity = max(0, capacity)
    isTracing = tracing
    hitsByBlock = [Int](repeating: 0, count: references.distinctBlocks)
    cache = BlockSet(policy: policy, capacity: self.capacity)
    nextUses = policy == .optimal ? references.nextUses() : []
  }

  /// Plays requests until so many accesses are made, the last one to its end; whether any is left.
  public mutating func advance(accesses count: Int) -> Bool {
    let (end, isBeyond) = accesses.addingReportingOverflow(max(1, count))
    while nextRequest < references.requests.count, isBeyond || accesses < end {
      serve(nextRequest)
      nextRequest += 1
    }
    return nextRequest < references.requests.count
  }

  private mutating func serve(_ request: Int) {
    var isWhole = true
    for (depth, block) in references.requests[request].enumerated() {
      let outcome = cache.use(
        Int32(block), at: accesses, nextUse: policy == .optimal ? nextUses[accesses] : 0)
      isWhole = isWhole && outcome.isHit
      if let victim = outcome.victim {
        evictions += 1
        idleTime += accesses - victim.lastUsed
        evictedUnused += victim.uses == 1 ? 1 : 0
      }
      accesses += 1
      hits += outcome.isHit ? 1 : 0
      hitsByBlock[block] += outcome.isHit ? 1 : 0
      usableHits += isWhole ? 1 : 0
      guard isTracing else { continue }
      trace.append(
        Access(
          request: request, depth: depth, block: block, isHit: outcome.isHit, isUsable: isWhole,
          victim: outcome.victim,
          promoted: outcome.victim == nil ? [] : cache.queues.promoted.map(Int.init),
          spared: outcome.victim == nil ? [] : cache.queues.spared.map(Int.init)))
    }
  }
}

/// The blocks that are cached under one policy.
struct BlockSet: Sendable {
  private struct Record: Sendable {
    var lastUsed = 0
    var entered = 0
    var uses = 0
    var nextUse = 0
  }
  let policy: ReplacementPolicy
  let capacity: Int
  private var records: [Record] = []
  /// All but S3-FIFO.
  private var ranked = IndexedHeap()
  /// S3-FIFO alone.
  private(set) var queues: S3Queues
  private var ghosts: GhostQueue

  init(policy: ReplacementPolicy, capacity: Int) {
    self.policy = policy
    self.capacity = capacity
    queues = S3Queues(capacity: capacity)
    ghosts = GhostQueue(capacity: S3Queues.ghostCapacity(of: capacity))
  }

  var count: Int { policy == .s3fifo ? queues.count : ranked.count }

  func contains(_ block: Int32) -> Bool {
    policy == .s3fifo ? queues.contains(block) : ranked.contains(block)
  }

  /// `nextUse`: the access in which the block is used next, `Int.max` for never; only for the
  /// optimum.
  mutating func use(
    _ block: Int32, at access: Int, nextUse: Int
  ) -> (isHit: Bool, victim: ReplacementRun.Victim?) {
    if Int(block) >= records.count {
      records.append(contentsOf: repeatElement(Record(), count: Int(block) + 1 - records.count))
    }
    let isHit = contains(block)
    guard isHit || capacity > 0 else { return (false, nil) }
    let victim = !isHit && count >= capacity ? evict() : nil
    if !isHit { records[Int(block)] = Record(entered: access) }
    records[Int(block)].lastUsed = access
    records[Int(block)].uses += 1
    records[Int(block)].nextUse = nextUse
    guard policy == .s3fifo else {
      ranked.set(block, rank: rank(of: block))
      return (isHit, victim)
    }
    if isHit {
      queues.use(block)
    } else {
      queues.insert(block, wasGhost: ghosts.remove(Int(block)))
    }
    return (isHit, victim)
  }

  private func rank(of block: Int32) -> IndexedHeap.Rank {
    let record = records[Int(block)]
    return switch policy {
    case .lru, .s3fifo: IndexedHeap.Rank(first: record.lastUsed, second: 0)
    case .lfu: IndexedHeap.Rank(first: record.uses, second: record.lastUsed)
    case .fifo: IndexedHeap.Rank(first: record.entered, second: 0)
    case .optimal: IndexedHeap.Rank(first: -record.nextUse, second: 0)
    }
  }

  private mutating func evict() -> ReplacementRun.Victim? {
    guard policy == .s3fifo else {
      return ranked.popFirst().map { victim($0, reason: reason(for: $0)) }
    }
    guard let chosen = queues.evict() else { return nil }
    if chosen.queue == .small { _ = ghosts.insert(Int(chosen.element)) }
    return victim(
      chosen.element,
      reason: chosen.queue == .small ? .notUsedAgain(uses: chosen.uses) : .notUsedInMain)
  }

  private func reason(for block: Int32) -> EvictionReason {
    let record = records[Int(block)]
    return switch policy {
    case .lru, .s3fifo: .longestUnused
    case .lfu: .fewestUses(record.uses)
    case .fifo: .enteredFirst
    case .optimal: .farthestNextUse(record.nextUse == .max ? nil : record.nextUse)
    }
  }

  private func victim(_ block: Int32, reason: EvictionReason) -> ReplacementRun.Victim {
    let record = records[Int(block)]
    return ReplacementRun.Victim(
      block: Int(block), reason: reason, lastUsed: record.lastUsed, entered: record.entered,
      uses: record.uses)
  }
}
