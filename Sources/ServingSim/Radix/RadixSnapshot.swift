/// The whole tree at one moment, for a panel or a comparison.
public struct RadixSnapshot: Hashable, Sendable {
  /// One node.
  public struct Row: Hashable, Sendable {
    public let node: RadixNode
    /// Nodes between it and the root: 0 is a child of the root.
    public let depth: Int
    /// Tokens before it, from the start of the prompt.
    public let startToken: Int
    public let tokens: Int
    /// The tokens themselves, run-length coded.
    public let runs: [TokenRun]
    public let namespace: Int
    /// Locks on it or below it.
    public let locks: Int
    public let hits: Int
    public let priority: Int
    /// Readings of the tree's clock.
    public let lastAccess: Int
    public let created: Int
    /// The rows of its children in `rows`, in the order in which they came.
    public internal(set) var children: [Int]
    /// Whether `evict` may take it now.
    public let isEvictable: Bool
  }
  /// Preorder: parents before children, siblings in the order in which they came.
  public internal(set) var rows: [Row] = []
  public let evictableTokens: Int
  public let protectedTokens: Int
  /// Rows of the evictable leaves, the next to go first.
  public internal(set) var evictionOrder: [Int] = []
}

extension RadixCache {
  /// The tree as it is now. A parent that would join after its last child does not stand in
  /// `evictionOrder` yet.
  public func snapshot() -> RadixSnapshot {
    var snapshot = RadixSnapshot(
      evictableTokens: evictableTokens, protectedTokens: protectedTokens)
    var rowOf: [Int32: Int] = [:]
    // Nodes to visit, the next one last.
    var open: [(node: Int32, depth: Int, start: Int, parent: Int)] = []
    func push(childrenOf node: Int32, depth: Int, start: Int, parent: Int) {
      var child = nodes[Int(node)].lastChild
      while child >= 0 {
        open.append((child, depth, start, parent))
        child = nodes[Int(child)].previousSibling
      }
    }
    push(childrenOf: Self.root, depth: 0, start: 0, parent: -1)
    while let next = open.popLast() {
      let record = nodes[Int(next.node)]
      let row = snapshot.rows.count
      rowOf[next.node] = row
      if next.parent >= 0 { snapshot.rows[next.parent].children.append(row) }
      snapshot.rows.append(
        RadixSnapshot.Row(
          node: id(next.node), depth: next.depth, startToken: next.start, tokens: record.length,
          runs: record.runs, namespace: record.namespace, locks: record.locks, hits: record.hits,
          priority: record.priority, lastAccess: record.lastAccess, created: record.created,
          children: [], isEvictable: evictable.contains(next.node)))
      push(
        childrenOf: next.node, depth: next.depth + 1, start: next.start + record.length,
        parent: row)
    }
    var queue = evictable
    while let leaf = queue.popFirst() {
      if let row = rowOf[leaf] { snapshot.evictionOrder.append(row) }
    }
    return snapshot
  }

  /// The laws of the tree; free in release builds.
  ///
  /// Sizes are sums over the nodes; a node has at least the locks of its children; siblings differ
  /// in their first page; exactly the unlocked leaves are evictable, under their present rank.
  public func checkInvariants() {
    assert(lawsHold())
  }

  private func lawsHold() -> Bool {
    evictable.checkInvariants()
    var (count, free, held, leaves) = (0, 0, 0, 0)
    var open = [Self.root]
    while let node = open.popLast() {
      let record = nodes[Int(node)]
      var (child, before, childLocks) = (record.firstChild, Int32(-1), 0)
      while child >= 0 {
        assert(nodes[Int(child)].parent == node && nodes[Int(child)].previousSibling == before)
        assert(node == Self.root || nodes[Int(child)].namespace == record.namespace)
        childLocks += nodes[Int(child)].locks
        open.append(child)
        (before, child) = (child, nodes[Int(child)].nextSibling)
      }
      assert(record.lastChild == before)
      if node == Self.root { continue }
      count += 1
      if record.locks > 0 { held += record.length } else { free += record.length }
      assert(record.locks >= childLocks && record.length > 0 && record.length % pageSize == 0)
      assert(record.length == record.runs.reduce(0) { $0 + $1.count })
      let key = RadixKey(TokenList(runs: record.runs), namespace: record.namespace)
      assert(self.child(of: record.parent, key, at: RunPlace()) == node)
      let isLeaf = record.firstChild < 0 && record.locks == 0
      if isLeaf { leaves += 1 }
      assert(evictable.contains(node) == isLeaf)
      assert(!isLeaf || evictable.rank(of: node) == evictionRank(of: node))
    }
    assert(count == nodeCount && leaves == evictable.count)
    assert(free == evictableTokens && held == protectedTokens)
    return true
  }
}
