/// Which full blocks are known by content: the hash chain of vLLM's prefix cache, with exact
/// identities.
///
/// vLLM names a full block by a SHA-256 over its tokens and its predecessor's name. Here a name is
/// a node of a tree of token runs, found by (parent, first token, length): equal nodes are equal
/// prefixes by construction, with no chance of collision, and a block of one run costs one table
/// lookup. A node lives while a block carries it, a child hangs on it or a block table stands on
/// it, so that memory follows the size of the cache and not the length of the workload.
struct PrefixCache: Sendable {
  typealias Node = Int32
  static let root: Node = 0
  static let noNode: Node = -1
  private static let inBuckets: Node = -2

  private struct Entry: Sendable {
    var start = 0
    var count: Int32 = 0
    var parent: Node = -1
    var nextInBucket: Node = -1
    /// Child nodes, blocks that carry this node, and standing tables.
    var references: Int32 = 0
    /// Blocks that carry this node, oldest first; 0 is none, because block 0 is never handed out.
    var firstBlock: Int32 = 0
    var lastBlock: Int32 = 0
    /// The only child, `noNode` for none, or `inBuckets`: most texts go on in one way only, and then
    /// the next name is found without hashing.
    var child: Node = -1
    /// Children that stand in the buckets.
    var hashedChildren: Int32 = 0
  }
  private struct Link: Sendable {
    var node: Node = -1
    var next: Int32 = 0
    var previous: Int32 = 0
  }

  private var entries: [Entry] = [Entry()]
  private var firstFreeEntry: Node = -1
  private var liveEntries = 1
  private var hashedEntries = 0
  private var buckets: [Node]
  private var links: [Link]
  /// Distinct names that at least one block carries.
  private(set) var cachedNames = 0

  init(blockCount: Int) {
    buckets = [Node](repeating: -1, count: 64)
    links = [Link](repeating: Link(), count: blockCount)
    entries[0].child = Self.inBuckets
  }

  /// The name that `block` carries, or `noNode`.
  func node(of block: Int32) -> Node { links[Int(block)].node }

  /// The block that has carried `node` longest among those still cached; 0 for none.
  func oldestBlock(of node: Node) -> Int32 { entries[Int(node)].firstBlock }

  /// Blocks that carry `node`, oldest first.
  func blocks(of node: Node) -> [Int32] {
    var found: [Int32] = []
    var block = entries[Int(node)].firstBlock
    while block != 0 {
      found.append(block)
      block = links[Int(block)].next
    }
    return found
  }

  /// The nearest ancestor that a block carries, the root for the beginning of a text: a block may
  /// span several runs. `noNode` when the block before it is gone.
  func namedParent(of node: Node, blockTokens: Int) -> Node {
    var (parent, tokens) = (entries[Int(node)].parent, Int(entries[Int(node)].count))
    // The nodes inside a block carry no block of their own.
    while tokens < blockTokens, entries[Int(parent)].count > 0 {
      tokens += Int(entries[Int(parent)].count)
      parent = entries[Int(parent)].parent
    }
    // The texts of an adapter hang on an empty node of their own.
    if entries[Int(parent)].count == 0 { return Self.root }
    return entries[Int(parent)].firstBlock != 0 ? parent : Self.noNode
  }

  // MARK: Names

  func find(parent: Node, start: Int, count: Int) -> Node {
    let child = entries[Int(parent)].child
    if child != Self.inBuckets {
      guard child >= 0, entries[Int(child)].start == start,
        Int(entries[Int(child)].count) == count
      else { return Self.noNode }
      return child
    }
    var node = buckets[bucket(parent, start, count)]
    while node >= 0 {
      let entry = entries[Int(node)]
      if entry.start == start, entry.parent == parent, Int(entry.count) == count { return node }
      node = entry.nextInBucket
    }
    return Self.noNode
  }

  /// The node for these tokens after `parent`, made when it is new. The caller retains it before
  /// anything is released.
  mutating func intern(parent: Node, start: Int, count: Int) -> Node {
    let known = find(parent: parent, start: start, count: count)
    if known >= 0 { return known }
    let entry = Entry(start: start, count: Int32(count), parent: parent)
    let node: Node
    if firstFreeEntry >= 0 {
      node = firstFreeEntry
      firstFreeEntry = entries[Int(node)].nextInBucket
      entries[Int(node)] = entry
    } else {
      node = Node(entries.count)
      entries.append(entry)
    }
    liveEntries += 1
    entries[Int(parent)].references += 1
    let sibling = entries[Int(parent)].child
    if sibling == Self.noNode {
      entries[Int(parent)].child = node
      return node
    }
    if sibling >= 0 {
      entries[Int(parent)].child = Self.inBuckets
      putIntoBucket(sibling)
    }
    putIntoBucket(node)
    return node
  }

  private mutating func putIntoBucket(_ node: Node) {
    if hashedEntries >= buckets.count { growBuckets() }
    hashedEntries += 1
    let entry = entries[Int(node)]
    entries[Int(entry.parent)].hashedChildren += 1
    let slot = bucket(entry.parent, entry.start, Int(entry.count))
    entries[Int(node)].nextInBucket = buckets[slot]
    buckets[slot] = node
  }

  mutating func retain(_ node: Node) { entries[Int(node)].references += 1 }

  /// Gives one reference back; a node that nobody needs disappears, and perhaps its parents.
  mutating func release(_ node: Node) {
    var node = node
    while true {
      entries[Int(node)].references -= 1
      guard entries[Int(node)].references == 0, node != Self.root else { return }
      let parent = entries[Int(node)].parent
      unlink(node)
      node = parent
    }
  }

  private mutating func unlink(_ node: Node) {
    let parent = Int(entries[Int(node)].parent)
    if entries[parent].child == node {
      entries[parent].child = Self.noNode
    } else {
      takeFromBucket(node, entries[Int(node)])
    }
    entries[Int(node)].nextInBucket = firstFreeEntry
    firstFreeEntry = node
    liveEntries -= 1
  }

  private mutating func takeFromBucket(_ node: Node, _ entry: Entry) {
    let slot = bucket(entry.parent, entry.start, Int(entry.count))
    if buckets[slot] == node {
      buckets[slot] = entry.nextInBucket
    } else {
      var before = buckets[slot]
      while entries[Int(before)].nextInBucket != node {
        before = entries[Int(before)].nextInBucket
      }
      entries[Int(before)].nextInBucket = entry.nextInBucket
    }
    hashedEntries -= 1
    entries[Int(entry.parent)].hashedChildren -= 1
    if entries[Int(entry.parent)].hashedChildren == 0, entry.parent != Self.root {
      entries[Int(entry.parent)].child = Self.noNode
    }
  }

  private func bucket(_ parent: Node, _ start: Int, _ count: Int) -> Int {
    var x = UInt64(bitPattern: Int64(start)) &* 0x9e37_79b9_7f4a_7c15
    x ^= (UInt64(UInt32(bitPattern: parent)) &+ 1) &* 0xbf58_476d_1ce4_e5b9
    x ^= UInt64(truncatingIfNeeded: count) &* 0x94d0_49bb_1331_11eb
    x ^= x >> 29
    x = x &* 0xff51_afd7_ed55_8ccd
    return Int(x >> 32) & (buckets.count - 1)
  }

  private mutating func growBuckets() {
    var alive: [Node] = []
    alive.reserveCapacity(hashedEntries)
    for first in buckets {
      var node = first
      while node >= 0 {
        alive.append(node)
        node = entries[Int(node)].nextInBucket
      }
    }
    buckets = [Node](repeating: -1, count: buckets.count * 2)
    for node in alive {
      let entry = entries[Int(node)]
      let slot = bucket(entry.parent, entry.start, Int(entry.count))
      entries[Int(node)].nextInBucket = buckets[slot]
      buckets[slot] = node
    }
  }

  // MARK: Blocks

  /// `block` now carries `node`. It carried none before.
  mutating func attach(_ block: Int32, to node: Node) {
    let last = entries.withUnsafeMutableBufferPointer { entries in
      let last = entries[Int(node)].lastBlock
      if last == 0 { entries[Int(node)].firstBlock = block }
      entries[Int(node)].lastBlock = block
      entries[Int(node)].references += 1
      return last
    }
    links[Int(block)] = Link(node: node, next: 0, previous: last)
    if last == 0 { cachedNames += 1 } else { links[Int(last)].next = block }
  }

  /// `block` loses its name; the name leaves the cache with its last block.
  mutating func detach(_ block: Int32) {
    let link = links[Int(block)]
    links[Int(block)] = Link()
    if link.previous != 0 { links[Int(link.previous)].next = link.next }
    if link.next != 0 { links[Int(link.next)].previous = link.previous }
    let isGone = entries.withUnsafeMutableBufferPointer { entries in
      if link.previous == 0 { entries[Int(link.node)].firstBlock = link.next }
      if link.next == 0 { entries[Int(link.node)].lastBlock = link.previous }
      return entries[Int(link.node)].firstBlock == 0
    }
    if isGone { cachedNames -= 1 }
    release(link.node)
  }

  /// Laws: each name's block list is whole, names in the cache are counted, no live node is
  /// unneeded.
  func checkInvariants(standing: [Node]) {
    var needed = [Int32](repeating: 0, count: entries.count)
    var names = 0
    let alive = liveNodes()
    for node in alive {
      needed[Int(entries[Int(node)].parent)] += 1
      let carriers = blocks(of: node)
      needed[Int(node)] += Int32(carriers.count)
      if !carriers.isEmpty { names += 1 }
      assert(carriers.allSatisfy { links[Int($0)].node == node })
    }
    for node in standing { needed[Int(node)] += 1 }
    assert(Set(alive).count == alive.count && alive.count == liveEntries - 1)
    assert(names == cachedNames)
    for node in alive {
      assert(needed[Int(node)] == entries[Int(node)].references && needed[Int(node)] > 0)
    }
  }

  /// Those in the buckets, and those that hang below them one by one.
  private func liveNodes() -> [Node] {
    var alive: [Node] = []
    for first in buckets {
      var node = first
      while node >= 0 {
        var below = node
        while below >= 0 {
          alive.append(below)
          below = entries[Int(below)].child
        }
        node = entries[Int(node)].nextInBucket
      }
    }
    return alive
  }
}
