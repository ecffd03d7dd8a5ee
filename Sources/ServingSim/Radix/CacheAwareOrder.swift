/// How SGLang orders its waiting queue when it looks at the cache.
public enum CacheAwarePolicy: String, Hashable, Sendable, CaseIterable {
  /// Longest cached prefix first; requests that would soon share a prefix with one before them in
  /// the queue go last.
  case longestPrefixMatch = "lpm"
  /// Depth first through the tree, the subtree with most waiting requests first.
  case depthFirstWeight = "dfs-weight"
}

/// The order in which a waiting queue would be served, with the numbers behind it.
public struct CacheAwareOrder: Hashable, Sendable {
  /// `lpm` looks at the cache only up to this many waiting requests; beyond, the queue stays in
  /// arrival order because matching all of them would cost too much.
  public static let mostForLongestPrefix = 128
  /// Up to so many cached tokens a request is also compared with those before it in the queue.
  public static let inBatchCheckTokens = 32
  /// From so many tokens in common with one of them on, it is postponed: once the other has run,
  /// the prefix is cached.
  public static let inBatchPostponeTokens = 32

  /// One waiting request.
  public struct Place: Hashable, Sendable {
    /// Tokens found in the cache.
    public let matchedTokens: Int
    /// Tokens by which `lpm` orders: one token is always left to compute.
    public let orderingTokens: Int
    /// The node in which the match ends.
    public let node: RadixNode
    /// Tokens in common with a request before it in the queue; `nil` when that was not looked at.
    public let inBatchTokens: Int?
    /// In common with a request before it: `lpm` serves it last.
    public let isPostponed: Bool
    /// Waiting requests whose match ends in `node` or below.
    public internal(set) var subtreeRequests = 0
  }
  public let policy: CacheAwarePolicy
  /// Indices into the waiting queue, first to be served first.
  public internal(set) var order: [Int]
  /// By index in the waiting queue; empty when the cache was not looked at.
  public internal(set) var places: [Place] = []
  /// Whether the queue was too long for `lpm` and kept its arrival order.
  public internal(set) var isTooLong = false
}

extension RadixCache {
  /// Orders a waiting queue, given in arrival order. Matching reaches and splits nodes as any match
  /// does.
  public mutating func order(
    _ waiting: [RadixKey], by policy: CacheAwarePolicy
  ) -> CacheAwareOrder {
    events.removeAll(keepingCapacity: true)
    var result = CacheAwareOrder(policy: policy, order: Array(waiting.indices))
    if policy == .longestPrefixMatch, waiting.count > CacheAwareOrder.mostForLongestPrefix {
      result.isTooLong = true
      return result
    }
    // What would be cached if those before had run, in tokens and not in pages.
    var queueTree = RadixCache(pageSize: 1)
    for key in waiting { result.places.append(place(of: key, &queueTree)) }
    let weights = subtreeWeights(result.places)
    for index in waiting.indices {
      result.places[index].subtreeRequests = weights[result.places[index].node.index] ?? 0
    }
    switch policy {
    case .longestPrefixMatch: result.order = longestFirst(result.places)
    case .depthFirstWeight: result.order = depthFirst(result.places, weights)
    }
    return result
  }

  private mutating func place(
    of key: RadixKey, _ queueTree: inout RadixCache
  ) -> CacheAwareOrder.Place {
    let match = matchWithinOperation(key)
    var inBatch: Int?
    var isPostponed = false
    if match.tokens <= CacheAwareOrder.inBatchCheckTokens {
      let tokens = queueTree.match(key).tokens
      inBatch = tokens
      isPostponed = tokens >= CacheAwareOrder.inBatchPostponeTokens
      if !isPostponed { _ = queueTree.insert(key) }
    }
    return CacheAwareOrder.Place(
      matchedTokens: match.tokens,
      orderingTokens: min(match.tokens, max(0, key.tokens.count - 1)), node: match.node,
      inBatchTokens: inBatch, isPostponed: isPostponed)
  }

  private func longestFirst(_ places: [CacheAwareOrder.Place]) -> [Int] {
    let prompt = places.indices.filter { !places[$0].isPostponed }.sorted {
      let (a, b) = (places[$0].orderingTokens, places[$1].orderingTokens)
      return a != b ? a > b : $0 < $1
    }
    return prompt + places.indices.filter { places[$0].isPostponed }
  }

  /// Requests whose match ends in a node or below, by node; nodes without any are left out.
  private func subtreeWeights(_ places: [CacheAwareOrder.Place]) -> [Int32: Int] {
    var weights: [Int32: Int] = [:]
    for place in places {
      var node = place.node.index
      while node >= 0 {
        weights[node, default: 0] += 1
        node = nodes[Int(node)].parent
      }
    }
    return weights
  }

  private func depthFirst(
    _ places: [CacheAwareOrder.Place], _ weights: [Int32: Int]
  ) -> [Int] {
    var own: [Int32: [Int]] = [:]
    for (index, place) in places.enumerated() { own[place.node.index, default: []].append(index) }
    var order: [Int] = []
    // Nodes on the way from the root, each with the children that are still to be visited, the next
    // one last.
    var open = [(node: Self.root, rest: heaviestLast(Self.root, weights))]
    while var top = open.popLast() {
      if let child = top.rest.popLast() {
        open.append(top)
        open.append((node: child, rest: heaviestLast(child, weights)))
      } else {
        order += own[top.node] ?? []
      }
    }
    return order
  }

  /// The children with waiting requests, lightest first, equal ones last come first.
  private func heaviestLast(_ node: Int32, _ weights: [Int32: Int]) -> [Int32] {
    var children: [(child: Int32, weight: Int, place: Int)] = []
    var child = nodes[Int(node)].firstChild
    while child >= 0 {
      if let weight = weights[child] { children.append((child, weight, children.count)) }
      child = nodes[Int(child)].nextSibling
    }
    children.sort { $0.weight != $1.weight ? $0.weight < $1.weight : $0.place > $1.place }
    return children.map(\.child)
  }
}
