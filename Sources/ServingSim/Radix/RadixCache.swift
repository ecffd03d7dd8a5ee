/// SGLang 0.5.23's classic `RadixCache`: cached prefixes as a tree whose edges are stretches of
/// tokens. (Its default in that version is another class, `UnifiedRadixCache`, which is not
/// simulated.)
///
/// Keys count in pages: what does not fill a page is cut off. The tree has no capacity of its own;
/// whoever owns the memory evicts when it runs short. Times are readings of a counter, of which
/// only the order matters. A walk costs the length of the key in runs, an eviction O(log n) for
/// each leaf. The golden recordings `sglang-radix/1` are of the real class.
public struct RadixCache: Sendable {
  static let root: Int32 = 0

  /// Tokens per page, at least 1.
  public let pageSize: Int
  public let policy: RadixEvictionPolicy

  // The tree: RadixCache+Tree.swift.
  var nodes: [Node] = [Node()]
  var firstFreeNode: Int32 = -1
  var buckets = [Int32](repeating: -1, count: 64)
  var evictable = IndexedHeap()
  var nodesMade = 0
  private var clock = 0
  private var path: [Int32] = []

  /// What the last operation did.
  public internal(set) var events: [RadixEvent] = []
  /// Nodes, the root not counted.
  public internal(set) var nodeCount = 0
  /// Tokens in nodes that nobody has locked.
  public internal(set) var evictableTokens = 0
  /// Tokens in locked nodes.
  public internal(set) var protectedTokens = 0

  /// A page size below 1 is a mistake of the program; readers of files check before.
  public init(pageSize: Int = 1, policy: RadixEvictionPolicy = .lru) {
    precondition(pageSize >= 1, "a page holds at least one token")
    self.pageSize = pageSize
    self.policy = policy
  }

  public var totalTokens: Int { evictableTokens + protectedTokens }
  /// Leaves that `evict` may take now.
  public var evictableLeaves: Int { evictable.count }
  /// The node above all others, which holds no tokens.
  public var rootNode: RadixNode { id(Self.root) }

  /// How far a key is cached.
  public struct Match: Hashable, Sendable {
    /// A multiple of the page size.
    public let tokens: Int
    /// The node in which the match ends; the root when nothing matches.
    public let node: RadixNode
  }

  /// What an insertion added.
  public struct Insertion: Hashable, Sendable {
    /// Tokens that were there.
    public let matchedTokens: Int
    public let addedTokens: Int
    /// The node in which the key ends.
    public let node: RadixNode
  }

  // MARK: Operations

  /// Finds the longest cached prefix. Renews the last access of what it reaches, and splits a node
  /// inside which the key ends or departs, so that the match ends at a node's end.
  public mutating func match(_ key: RadixKey) -> Match {
    events.removeAll(keepingCapacity: true)
    return matchWithinOperation(key)
  }

  /// Adds a key. What was there gets at least the given priority.
  ///
  /// Nodes that end beyond the first `alreadyInserted` tokens count a hit: a prompt that is added in
  /// chunks counts once.
  public mutating func insert(
    _ key: RadixKey, priority: Int = 0, alreadyInserted: Int = 0
  ) -> Insertion {
    events.removeAll(keepingCapacity: true)
    return insertWithinOperation(key, priority: priority, alreadyInserted: alreadyInserted)
  }

  /// Matches, then locks what was found against eviction, up to the root. `delta` is minus the
  /// tokens that are no longer evictable.
  public mutating func lock(_ key: RadixKey) -> (match: Match, delta: Int) {
    let match = match(key)
    return (match, changeLocks(match.node, by: 1))
  }

  /// Locks a node that is in the tree, up to the root; the change of the evictable tokens.
  public mutating func lock(_ node: RadixNode) -> Int {
    events.removeAll(keepingCapacity: true)
    return isAlive(node) ? changeLocks(node, by: 1) : 0
  }

  /// Tokens of a key that are cached; changes nothing, not even the last access.
  public func cachedTokens(_ key: RadixKey) -> Int {
    let tokens = wholePages(key)
    var (node, matched, place) = (Self.root, 0, RunPlace())
    while matched < tokens {
      let child = child(of: node, key, at: place)
      guard child >= 0 else { break }
      var common = nodes[Int(child)].runs.commonTokens(
        with: key.tokens.runs, from: place, most: tokens - matched)
      common -= common % pageSize
      place.advance(common, in: key.tokens.runs)
      matched += common
      if common < nodes[Int(child)].length { break }
      node = child
    }
    return matched
  }

  /// Gives one lock back. `delta` is the tokens that are evictable again; 0, and no effect, for a
  /// node that is gone or not locked.
  public mutating func unlock(_ node: RadixNode) -> Int {
    events.removeAll(keepingCapacity: true)
    guard isAlive(node), node.index == Self.root || nodes[Int(node.index)].locks > 0 else {
      return 0
    }
    return changeLocks(node, by: -1)
  }

  /// Forgets everything, locks included; nodes handed out before are no longer alive.
  public mutating func reset() {
    events.removeAll(keepingCapacity: true)
    events.append(.reset(nodes: nodeCount, tokens: totalTokens))
    nodes = [Node()]
    firstFreeNode = -1
    buckets = [Int32](repeating: -1, count: 64)
    evictable.removeAll()
    (nodeCount, evictableTokens, protectedTokens) = (0, 0, 0)
  }

  /// Whether the node is still in the tree.
  public func isAlive(_ node: RadixNode) -> Bool {
    Int(node.index) < nodes.count && nodes[Int(node.index)].number == node.number
  }

  // MARK: Parts of operations

  mutating func tick() -> Int {
    clock += 1
    return clock
  }

  mutating func matchWithinOperation(_ key: RadixKey) -> Match {
    let tokens = wholePages(key)
    guard tokens > 0 else { return Match(tokens: 0, node: rootNode) }
    let end = walk(key, tokens: tokens)
    return Match(tokens: end.matched, node: id(end.node))
  }

  mutating func insertWithinOperation(
    _ key: RadixKey, priority: Int, alreadyInserted: Int
  ) -> Insertion {
    let tokens = wholePages(key)
    let end = walk(key, tokens: tokens)
    countHits(priority: priority, alreadyInserted: alreadyInserted)
    guard end.matched < tokens else {
      return Insertion(matchedTokens: end.matched, addedTokens: 0, node: id(end.node))
    }
    let rest = tokens - end.matched
    let leaf = makeNode(
      runs: key.tokens.runs.slice(from: end.place, count: rest), length: rest, parent: end.node,
      namespace: key.namespace)
    nodes[Int(leaf)].hits = tokens > alreadyInserted ? 1 : 0
    nodes[Int(leaf)].priority = priority
    link(leaf)
    evictableTokens += rest
    updateEvictability(of: end.node)
    updateEvictability(of: leaf)
    events.append(.added(id(leaf), under: id(end.node), tokens: rest))
    return Insertion(matchedTokens: end.matched, addedTokens: rest, node: id(leaf))
  }

  private func wholePages(_ key: RadixKey) -> Int {
    key.tokens.count - key.tokens.count % pageSize
  }

  /// Follows a key from the root; afterwards `path` holds the nodes below the root that were
  /// matched whole, the upper part of a split included.
  private mutating func walk(
    _ key: RadixKey, tokens: Int
  ) -> (node: Int32, matched: Int, place: RunPlace) {
    path.removeAll(keepingCapacity: true)
    let time = tick()
    var (node, matched, place) = (Self.root, 0, RunPlace())
    nodes[Int(node)].lastAccess = time
    while matched < tokens {
      let child = child(of: node, key, at: place)
      guard child >= 0 else { break }
      nodes[Int(child)].lastAccess = time
      var common = nodes[Int(child)].runs.commonTokens(
        with: key.tokens.runs, from: place, most: tokens - matched)
      common -= common % pageSize
      place.advance(common, in: key.tokens.runs)
      matched += common
      events.append(.reached(id(child), matched: common))
      node = common < nodes[Int(child)].length ? split(child, at: common) : child
      if evictable.contains(child) { updateEvictability(of: child) }
      path.append(node)
      if node != child { break }
    }
    return (node, matched, place)
  }

  private mutating func countHits(priority: Int, alreadyInserted: Int) {
    var end = 0
    for node in path {
      end += nodes[Int(node)].length
      if end > alreadyInserted {
        nodes[Int(node)].hits += 1
        events.append(.hit(id(node), hits: nodes[Int(node)].hits))
      }
      if priority > nodes[Int(node)].priority {
        nodes[Int(node)].priority = priority
        events.append(.raised(id(node), priority: priority))
      }
      if evictable.contains(node) { updateEvictability(of: node) }
    }
  }

  /// Walks from a node to below the root; the change of the evictable tokens.
  private mutating func changeLocks(_ start: RadixNode, by change: Int) -> Int {
    let before = evictableTokens
    var node = start.index
    while node != Self.root {
      nodes[Int(node)].locks += change
      let (locks, length) = (nodes[Int(node)].locks, nodes[Int(node)].length)
      if change > 0 {
        if locks == 1 { moveTokens(length, toProtected: true) }
        events.append(.locked(id(node), locks: locks, becameProtected: locks == 1))
      } else {
        if locks == 0 { moveTokens(length, toProtected: false) }
        events.append(.unlocked(id(node), locks: locks, becameEvictable: locks == 0))
      }
      updateEvictability(of: node)
      node = nodes[Int(node)].parent
    }
    return evictableTokens - before
  }

  private mutating func moveTokens(_ count: Int, toProtected: Bool) {
    evictableTokens += toProtected ? -count : count
    protectedTokens += toProtected ? count : -count
  }
}
