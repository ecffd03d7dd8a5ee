/// The nodes, how they are found and how they change.
extension RadixCache {
  /// A stretch of tokens after those of its parent. Siblings form a list in the order in which they
  /// came; a split keeps the place.
  struct Node: Sendable {
    var runs: [TokenRun] = []
    /// Tokens, a multiple of the page size.
    var length = 0
    var namespace = 0
    var parent: Int32 = -1
    var firstChild: Int32 = -1
    var lastChild: Int32 = -1
    var previousSibling: Int32 = -1
    var nextSibling: Int32 = -1
    /// The next node found under the same bucket; for an unused record the next unused one.
    var nextInBucket: Int32 = -1
    /// Of parent, namespace and first page.
    var hash: UInt64 = 0
    /// -1 for an unused record.
    var number = 0
    var locks = 0
    var hits = 0
    var priority = 0
    var lastAccess = 0
    var created = 0
  }

  func id(_ node: Int32) -> RadixNode {
    RadixNode(index: node, number: nodes[Int(node)].number)
  }

  // MARK: Finding

  /// The child whose first page the key has at `place`; -1 for none. A whole page is there.
  func child(of parent: Int32, _ key: RadixKey, at place: RunPlace) -> Int32 {
    let hash = Self.hash(
      parent, key.namespace, key.tokens.runs.mixed(from: place, count: pageSize))
    var node = buckets[slot(hash)]
    while node >= 0 {
      let record = nodes[Int(node)]
      if record.hash == hash, record.parent == parent, record.namespace == key.namespace,
        record.runs.commonTokens(with: key.tokens.runs, from: place, most: pageSize) == pageSize
      {
        return node
      }
      node = record.nextInBucket
    }
    return -1
  }

  private static func hash(_ parent: Int32, _ namespace: Int, _ page: UInt64) -> UInt64 {
    var mix = page ^ (UInt64(UInt32(bitPattern: parent)) &+ 1) &* 0xbf58_476d_1ce4_e5b9
    mix ^= UInt64(bitPattern: Int64(namespace)) &* 0x94d0_49bb_1331_11eb
    mix = (mix ^ (mix >> 29)) &* 0xff51_afd7_ed55_8ccd
    return mix ^ (mix >> 32)
  }

  private func slot(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (buckets.count - 1) }

  // MARK: Making

  /// A node that is linked to nothing yet. Reads the clock twice: last access, then creation.
  mutating func makeNode(
    runs: [TokenRun], length: Int, parent: Int32, namespace: Int
  ) -> Int32 {
    nodesMade += 1
    var record = Node(runs: runs, length: length, namespace: namespace, parent: parent)
    record.number = nodesMade
    record.lastAccess = tick()
    record.created = tick()
    record.hash = Self.hash(parent, namespace, runs.mixed(from: RunPlace(), count: pageSize))
    nodeCount += 1
    if firstFreeNode >= 0 {
      let node = firstFreeNode
      firstFreeNode = nodes[Int(node)].nextInBucket
      nodes[Int(node)] = record
      return node
    }
    nodes.append(record)
    return Int32(nodes.count - 1)
  }

  /// Makes a new node its parent's last child.
  mutating func link(_ node: Int32) {
    let parent = Int(nodes[Int(node)].parent)
    let last = nodes[parent].lastChild
    nodes[Int(node)].previousSibling = last
    if last >= 0 { nodes[Int(last)].nextSibling = node } else { nodes[parent].firstChild = node }
    nodes[parent].lastChild = node
    if nodeCount > buckets.count { growBuckets() } else { putIntoBucket(node) }
  }

  /// Cuts a node after `count` tokens; the upper part, which is new and takes its place.
  mutating func split(_ lower: Int32, at count: Int) -> Int32 {
    let old = nodes[Int(lower)]
    let upper = makeNode(
      runs: old.runs.slice(from: RunPlace(), count: count), length: count, parent: old.parent,
      namespace: old.namespace)
    nodes[Int(upper)].hits = old.hits
    nodes[Int(upper)].locks = old.locks
    nodes[Int(upper)].priority = old.priority
    takeFromBucket(lower)
    replaceSibling(lower, by: upper)
    var place = RunPlace()
    place.advance(count, in: old.runs)
    let rest = old.length - count
    let runs = old.runs.slice(from: place, count: rest)
    nodes[Int(lower)].runs = runs
    nodes[Int(lower)].length = rest
    nodes[Int(lower)].parent = upper
    nodes[Int(lower)].previousSibling = -1
    nodes[Int(lower)].nextSibling = -1
    nodes[Int(lower)].hash = Self.hash(
      upper, old.namespace, runs.mixed(from: RunPlace(), count: pageSize))
    nodes[Int(upper)].firstChild = lower
    nodes[Int(upper)].lastChild = lower
    putIntoBucket(upper)
    if nodeCount > buckets.count { growBuckets() } else { putIntoBucket(lower) }
    events.append(
      .split(upper: id(upper), lower: id(lower), upperTokens: count, lowerTokens: rest))
    return upper
  }

  private mutating func replaceSibling(_ old: Int32, by new: Int32) {
    let (previous, next) = (nodes[Int(old)].previousSibling, nodes[Int(old)].nextSibling)
    let parent = Int(nodes[Int(old)].parent)
    nodes[Int(new)].previousSibling = previous
    nodes[Int(new)].nextSibling = next
    if previous >= 0 {
      nodes[Int(previous)].nextSibling = new
    } else {
      nodes[parent].firstChild = new
    }
    if next >= 0 {
      nodes[Int(next)].previousSibling = new
    } else {
      nodes[parent].lastChild = new
    }
  }

  // MARK: Removing

  /// Takes a childless node out of the tree.
  mutating func removeLeaf(_ node: Int32) {
    let record = nodes[Int(node)]
    let (previous, next) = (record.previousSibling, record.nextSibling)
    if previous >= 0 {
      nodes[Int(previous)].nextSibling = next
    } else {
      nodes[Int(record.parent)].firstChild = next
    }
    if next >= 0 {
      nodes[Int(next)].previousSibling = previous
    } else {
      nodes[Int(record.parent)].lastChild = previous
    }
    takeFromBucket(node)
    evictable.remove(node)
    nodes[Int(node)] = Node()
    nodes[Int(node)].number = -1
    nodes[Int(node)].nextInBucket = firstFreeNode
    firstFreeNode = node
    nodeCount -= 1
  }

  /// Puts a node among the evictable leaves, takes it out or gives it its present rank.
  mutating func updateEvictability(of node: Int32) {
    guard node != Self.root else { return }
    if nodes[Int(node)].firstChild < 0, nodes[Int(node)].locks == 0 {
      evictable.set(node, rank: evictionRank(of: node))
    } else {
      evictable.remove(node)
    }
  }

  // MARK: Buckets

  private mutating func putIntoBucket(_ node: Int32) {
    let slot = slot(nodes[Int(node)].hash)
    nodes[Int(node)].nextInBucket = buckets[slot]
    buckets[slot] = node
  }

  private mutating func takeFromBucket(_ node: Int32) {
    let slot = slot(nodes[Int(node)].hash)
    if buckets[slot] == node {
      buckets[slot] = nodes[Int(node)].nextInBucket
      return
    }
    var before = buckets[slot]
    while nodes[Int(before)].nextInBucket != node { before = nodes[Int(before)].nextInBucket }
    nodes[Int(before)].nextInBucket = nodes[Int(node)].nextInBucket
  }

  private mutating func growBuckets() {
    buckets = [Int32](repeating: -1, count: buckets.count * 2)
    for node in 1..<Int32(nodes.count) where nodes[Int(node)].number > 0 { putIntoBucket(node) }
  }
}
