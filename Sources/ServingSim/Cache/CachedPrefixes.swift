/// A stretch of cached text that all its cached continuations share: what the prefix cache knows,
/// as a tree.
public struct CachedPrefix: Hashable, Sendable {
  /// 0 for the beginnings of prompts; parents stand before their children.
  public let depth: Int
  /// Full blocks of the stretch, the first copy of each.
  public let blocks: [Int]
  /// Blocks that hold copies of them.
  public let copies: Int
  public let tokens: Int
  /// Requests that hold the last block of the stretch, ascending.
  public let holders: [Int]
  /// The request that wrote the first block.
  public let filledBy: Int
}

extension EngineScheduler {
  /// The prefix cache as a tree in preorder, children in the order in which they were written. A
  /// stretch ends where texts part and where holders change. Blocks whose predecessor was evicted
  /// can no longer be found and are left out.
  public func cachedPrefixes() -> [CachedPrefix] {
    let map = blockMap()
    var places: [PrefixCache.Node: [Int]] = [:]
    for block in map.blocks {
      if let name = block.name { places[PrefixCache.Node(name), default: []].append(block.id) }
    }
    var children: [PrefixCache.Node: [PrefixCache.Node]] = [:]
    for node in places.keys.sorted() {
      children[kv.cache.namedParent(of: node, blockTokens: config.blockSize), default: []].append(
        node)
    }
    func first(_ node: PrefixCache.Node) -> BlockMap.Block {
      map.blocks[Int(kv.cache.oldestBlock(of: node))]
    }
    func holders(_ node: PrefixCache.Node) -> [Int] {
      Array(Set((places[node] ?? []).flatMap { map.blocks[$0].holders })).sorted()
    }
    func order(_ nodes: [PrefixCache.Node]) -> [PrefixCache.Node] {
      nodes.sorted {
        (first($0).filledAtStep ?? 0, first($0).id) < (first($1).filledAtStep ?? 0, first($1).id)
      }
    }
    var found: [CachedPrefix] = []
    var open = order(children[PrefixCache.root] ?? []).reversed().map { (node: $0, depth: 0) }
    while let (start, depth) = open.popLast() {
      var blocks = [first(start).id]
      var copies = places[start]?.count ?? 1
      let held = holders(start)
      var node = start
      while let next = children[node], next.count == 1, holders(next[0]) == held {
        node = next[0]
        blocks.append(first(node).id)
        copies += places[node]?.count ?? 1
      }
      found.append(
        CachedPrefix(
          depth: depth, blocks: blocks, copies: copies - blocks.count,
          tokens: blocks.count * config.blockSize, holders: held,
          filledBy: first(start).filledBy ?? -1))
      open += order(children[node] ?? []).reversed().map { ($0, depth + 1) }
    }
    return found
  }
}
