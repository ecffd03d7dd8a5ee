import Simulation

/// The tiers of one engine, nearest first, by the names of its prefix cache.
///
/// A block is written to the first tier; what has to go there is written to the next one, and what
/// goes from the last one is gone. A read takes each block from the nearest tier that has it; it
/// stays there. The names in the tiers are kept alive in the prefix cache, so that finding one is
/// exact.
struct OffloadTiers: Sendable {
  typealias Node = PrefixCache.Node
  /// A block that can be loaded.
  struct Hit: Hashable, Sendable {
    let node: Node
    let tier: Int
  }
  /// Blocks that are on their way to the GPU for one request.
  struct Load: Sendable {
    let request: Int
    let hits: [Hit]
    let ready: SimTime
  }

  private(set) var tiers: [OffloadTier<Node>]
  let writing: OffloadWriting
  /// Under way, in the order in which they began.
  private(set) var loads: [Load] = []
  /// Blocks on their way, with the number of loads that carry them.
  private var loading: [Node: Int] = [:]
  /// Filled in this step, to be written when it has been computed.
  private var filled: [Node] = []

  init(_ configs: [OffloadTierConfig], writing: OffloadWriting) {
    tiers = configs.map(OffloadTier.init)
    self.writing = writing
  }

  var isEmpty: Bool { tiers.isEmpty }
  var blocksWritten: Int { tiers.reduce(0) { $0 + $1.blocksWritten } }

  // MARK: Writing

  /// The GPU's prefix cache gives a block up, which still has its name.
  mutating func noteEviction(_ node: Node, at now: SimTime, cache: inout PrefixCache) {
    if writing == .onEviction { store(node, at: now, cache: &cache) }
  }

  /// A block got its name and will be computed in this step.
  mutating func noteFilled(_ node: Node, cache: inout PrefixCache) {
    guard writing == .whenFilled else { return }
    cache.retain(node)
    filled.append(node)
  }

  /// The step has been computed.
  mutating func writeFilled(at now: SimTime, cache: inout PrefixCache) {
    for node in filled {
      store(node, at: now, cache: &cache)
      cache.release(node)
    }
    filled.removeAll(keepingCapacity: true)
  }

  private mutating func store(_ node: Node, at now: SimTime, cache: inout PrefixCache) {
    cache.retain(node)
    var moving: Node? = node
    var tier = 0
    while let block = moving, tier < tiers.count {
      moving = nil
      switch tiers[tier].write(block, at: now) {
      case .stored(_, let evicted): moving = evicted
      case .present:
        tiers[tier].touch(block)
        cache.release(block)
      case .refused: cache.release(block)
      }
      tier += 1
    }
    if let gone = moving { cache.release(gone) }
  }

  // MARK: Reading

  /// The nearest tier from which the block can be read now.
  func tier(of node: Node, at now: SimTime) -> Int? {
    tiers.firstIndex { $0.holds(node, at: now) }
  }

  /// A request that could use these blocks came by, the start of its prompt first.
  mutating func touch(_ nodes: [Node]) {
    for node in nodes.reversed() {
      for tier in tiers.indices { tiers[tier].touch(node) }
    }
  }

  /// When the loads that carry any of these blocks will be done; `nil` when there are none.
  func endOfLoads(of hits: [Hit]) -> SimTime? {
    guard !loading.isEmpty, hits.contains(where: { loading[$0.node] != nil }) else { return nil }
    let wanted = Set(hits.map(\.node))
    return loads.filter { $0.hits.contains { wanted.contains($0.node) } }.map(\.ready).max()
  }

  /// Begins to load blocks; when the last one will be there. Each tier has a link of its own.
  mutating func begin(_ hits: [Hit], for request: Int, at now: SimTime) -> SimTime {
    var ready = now
    for tier in tiers.indices {
      let keys = hits.filter { $0.tier == tier }.map(\.node)
      ready = max(ready, tiers[tier].beginRead(keys, at: now))
    }
    for hit in hits { loading[hit.node, default: 0] += 1 }
    loads.append(Load(request: request, hits: hits, ready: ready))
    return ready
  }

  /// The blocks of a request have come, or it went away meanwhile.
  mutating func end(for request: Int) {
    guard let place = loads.firstIndex(where: { $0.request == request }) else { return }
    let load = loads.remove(at: place)
    for tier in tiers.indices {
      tiers[tier].endRead(load.hits.filter { $0.tier == tier }.map(\.node))
    }
    for hit in load.hits {
      let left = (loading[hit.node] ?? 1) - 1
      loading[hit.node] = left > 0 ? left : nil
    }
  }

  /// The next moment at which blocks arrive.
  var nextEnd: SimTime? { loads.map(\.ready).min() }

  /// Names that are kept alive, once for each reason.
  var rememberedNames: [Node] { tiers.flatMap(\.keys) + filled }

  func checkInvariants() { for tier in tiers { tier.checkInvariants() } }
}

/// How a tier stands.
public struct OffloadTierStatus: Hashable, Sendable {
  public let name: String
  /// Blocks that fit.
  public let capacity: Int
  /// Blocks that are there or on their way.
  public let blocks: Int
  public let blocksWritten: Int
  public let blocksRead: Int
  /// Blocks that had to go.
  public let evictions: Int
  /// Writes for which no room could be made.
  public let refusedWrites: Int

  init(_ tier: OffloadTier<PrefixCache.Node>) {
    name = tier.config.name
    capacity = tier.config.blocks
    blocks = tier.count
    blocksWritten = tier.blocksWritten
    blocksRead = tier.blocksRead
    evictions = tier.evictions
    refusedWrites = tier.refusedWrites
  }
}
