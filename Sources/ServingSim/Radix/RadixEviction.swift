/// Which unused leaf of the radix tree is given up first: SGLang's `--radix-eviction-policy`.
public enum RadixEvictionPolicy: String, Hashable, Sendable, CaseIterable {
  /// Least recently reached.
  case lru
  /// Most recently reached.
  case mru
  /// First made. A split makes its upper part anew.
  case fifo
  /// Last made.
  case filo
  /// Fewest hits, then least recently reached.
  case lfu
  /// Segmented: those with fewer than two hits first, then least recently reached.
  case slru
  /// Lowest priority, then least recently reached.
  case priority
}

/// A whole leaf that left the tree, with the numbers that made it the first to go.
public struct RadixEviction: Hashable, Sendable {
  public let node: RadixNode
  public let tokens: Int
  /// The numbers compared, the smallest first: what they are is said by the policy.
  public let rank: [Int]
  /// Readings of the tree's clock, not times.
  public let lastAccess: Int
  public let created: Int
  public let hits: Int
  public let priority: Int
  /// The parent, if it became an evictable leaf by this.
  public let freedParent: RadixNode?
}

extension RadixCache {
  /// The place of a leaf in the order of eviction, smallest first.
  func evictionRank(of node: Int32) -> IndexedHeap.Rank {
    let record = nodes[Int(node)]
    return switch policy {
    case .lru: IndexedHeap.Rank(first: record.lastAccess, second: 0)
    case .mru: IndexedHeap.Rank(first: -record.lastAccess, second: 0)
    case .fifo: IndexedHeap.Rank(first: record.created, second: 0)
    case .filo: IndexedHeap.Rank(first: -record.created, second: 0)
    case .lfu: IndexedHeap.Rank(first: record.hits, second: record.lastAccess)
    case .slru: IndexedHeap.Rank(first: record.hits >= 2 ? 1 : 0, second: record.lastAccess)
    case .priority: IndexedHeap.Rank(first: record.priority, second: record.lastAccess)
    }
  }

  private var comparesTwoNumbers: Bool {
    switch policy {
    case .lru, .mru, .fifo, .filo: false
    case .lfu, .slru, .priority: true
    }
  }

  /// Gives up whole leaves, the first of the policy's order first, until at least `tokens` are gone
  /// or no evictable leaf is left. A parent that becomes an unlocked leaf joins at once.
  ///
  /// O(log n) for each leaf: the tree keeps its evictable leaves in order, whereas SGLang makes a
  /// heap of all of them at each call. The answers are the same.
  public mutating func evict(tokens: Int) -> [RadixEviction] {
    events.removeAll(keepingCapacity: true)
    var evictions: [RadixEviction] = []
    var gone = 0
    while gone < tokens, let leaf = evictable.first {
      let record = nodes[Int(leaf)]
      let rank = evictionRank(of: leaf)
      gone += record.length
      let (id, parent) = (self.id(leaf), record.parent)
      removeLeaf(leaf)
      evictableTokens -= record.length
      updateEvictability(of: parent)
      let eviction = RadixEviction(
        node: id, tokens: record.length,
        rank: comparesTwoNumbers ? [rank.first, rank.second] : [rank.first],
        lastAccess: record.lastAccess, created: record.created, hits: record.hits,
        priority: record.priority,
        freedParent: evictable.contains(parent) ? self.id(parent) : nil)
      evictions.append(eviction)
      events.append(.evicted(eviction))
    }
    return evictions
  }
}
