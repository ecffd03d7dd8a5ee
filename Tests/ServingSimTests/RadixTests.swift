import Simulation
import Testing
import Traffic

@testable import ServingSim

struct RadixTests {
  private func key(_ segments: (Int, Int)..., namespace: Int = 0) -> RadixKey {
    RadixKey(segments.map { TokenSegment(id: $0.0, length: $0.1) }, namespace: namespace)
  }

  @Test func aDepartureSplitsAndSharesTheUpperPart() {
    var cache = RadixCache()
    #expect(cache.insert(key((1, 10))).addedTokens == 10)
    let whole = cache.snapshot().rows[0].node
    // The first 6 tokens are known, 4 are new.
    let added = cache.insert(key((1, 6), (2, 4)))
    #expect(added.matchedTokens == 6 && added.addedTokens == 4)
    let rows = cache.snapshot().rows
    #expect(rows.map(\.tokens) == [6, 4, 4] && rows.map(\.depth) == [0, 1, 1])
    #expect(rows.map(\.hits) == [2, 1, 1] && rows.map(\.startToken) == [0, 6, 6])
    #expect(rows[0].children == [1, 2] && rows[1].node == whole)
    #expect(
      cache.events == [
        .reached(whole, matched: 6),
        .split(upper: rows[0].node, lower: whole, upperTokens: 6, lowerTokens: 4),
        .hit(rows[0].node, hits: 2), .added(rows[2].node, under: rows[0].node, tokens: 4),
      ])
  }

  @Test func aLockProtectsTheWayToTheRoot() {
    var cache = RadixCache(pageSize: 4)
    _ = cache.insert(key((1, 8)))
    _ = cache.insert(key((1, 8), (2, 8)))
    let (match, delta) = cache.lock(key((1, 8), (2, 9)))
    #expect(match.tokens == 16 && delta == -16)
    #expect(cache.protectedTokens == 16 && cache.evictableTokens == 0)
    #expect(cache.evict(tokens: 1) == [])
    #expect(cache.unlock(match.node) == 16 && cache.unlock(match.node) == 0)
    // The tail goes first; its parent follows as soon as it is a leaf.
    let gone = cache.evict(tokens: 9)
    #expect(gone.map(\.tokens) == [8, 8] && gone[0].freedParent == gone[1].node)
    #expect(!cache.isAlive(match.node) && cache.unlock(match.node) == 0)
  }

  /// Three leaves, made in this order, then looked at in another.
  @Test(arguments: [
    (RadixEvictionPolicy.lru, [3, 1, 2]), (.mru, [2, 1, 3]), (.fifo, [1, 2, 3]),
    (.filo, [3, 2, 1]), (.lfu, [3, 2, 1]), (.slru, [3, 2, 1]), (.priority, [1, 2, 3]),
  ])
  func policiesChoose(policy: RadixEvictionPolicy, order: [Int]) {
    var cache = RadixCache(policy: policy)
    // Lengths 1, 2 and 3 tell who goes.
    for i in 1...3 { _ = cache.insert(key((i, i)), priority: i) }
    _ = cache.match(key((3, 3)))
    if policy == .lfu || policy == .slru { _ = cache.insert(key((1, 1))) }
    _ = cache.match(key((1, 1)))
    _ = cache.match(key((2, 2)))
    #expect(cache.evict(tokens: 6).map(\.tokens) == order)
  }

  @Test func namespacesShareNothing() {
    var cache = RadixCache()
    _ = cache.insert(key((1, 5)))
    #expect(cache.match(key((1, 5), namespace: 7)).tokens == 0)
    _ = cache.insert(key((1, 5), namespace: 7))
    #expect(cache.totalTokens == 10 && cache.nodeCount == 2)
  }

  @Test func theLongestPrefixGoesFirstAndTwinsWait() {
    var cache = RadixCache()
    _ = cache.insert(key((1, 40)))
    _ = cache.insert(key((2, 60)))
    let waiting = [
      key((3, 50)), key((3, 40), (4, 10)), key((1, 40), (5, 1)), key((2, 60), (5, 1)),
      key((3, 31), (6, 9)),
    ]
    let order = cache.order(waiting, by: .longestPrefixMatch)
    // Request 1 shares 40 tokens with request 0, which has not run yet; request 4 only 31.
    #expect(order.order == [3, 2, 0, 4, 1])
    #expect(order.places.map(\.matchedTokens) == [0, 0, 40, 60, 0])
    #expect(order.places.map(\.inBatchTokens) == [0, 40, nil, nil, 31])
    let deep = cache.order(waiting, by: .depthFirstWeight)
    #expect(deep.order == [2, 3, 0, 1, 4])
    #expect(deep.places.map(\.subtreeRequests) == [5, 5, 1, 1, 5])
  }

  @Test func beyond128WaitingRequestsTheQueueKeepsItsOrder() {
    var cache = RadixCache()
    _ = cache.insert(key((1, 40)))
    let waiting = [key((2, 9))] + Array(repeating: key((1, 40)), count: 127)
    #expect(cache.order(waiting, by: .longestPrefixMatch).order == Array(1..<128) + [0])
    let longer = cache.order(waiting + [key((1, 40))], by: .longestPrefixMatch)
    #expect(longer.isTooLong && longer.order == Array(0..<129) && longer.places.isEmpty)
    #expect(cache.order(waiting + waiting, by: .depthFirstWeight).order.first == 1)
  }

  /// Random operations, every answer and the whole tree compared after each; the argument is the
  /// seed.
  @Test(arguments: 0..<84)
  func agreesWithTheNaiveTree(seed: Int) {
    var random = SeededGenerator(seed: Seed("radix-\(seed)"))
    let policy = RadixEvictionPolicy.allCases[seed % RadixEvictionPolicy.allCases.count]
    let page = [1, 2, 4][random.below(3)]
    var cache = RadixCache(pageSize: page, policy: policy)
    let naive = NaiveRadix(page: page, policy: policy)
    var locks: [(node: RadixNode, naive: NaiveRadix.Node)] = []
    for step in 0..<120 {
      let segments = (0..<(1 + random.below(4))).map { _ in
        TokenSegment(id: random.below(4), length: random.below(9))
      }
      let (namespace, key) = (random.below(2), RadixKey(segments))
      let keyed = RadixKey(key.tokens, namespace: namespace)
      let tokens = segments.flatMap { s in (0..<s.length).map { s.id * 1_048_576 + $0 } }
      switch random.below(10) {
      case 0...3:
        let (priority, already) = (random.below(3), random.below(12))
        let mine = cache.insert(keyed, priority: priority, alreadyInserted: already)
        let other = naive.insert(tokens, namespace, priority: priority, already: already)
        #expect(mine.matchedTokens == other, "seed \(seed) step \(step)")
      case 4, 5:
        #expect(cache.match(keyed).tokens == naive.match(tokens, namespace).matched)
      case 6, 7:
        let mine = cache.lock(keyed).match
        let other = naive.match(tokens, namespace)
        naive.addLock(other.node, 1)
        locks.append((mine.node, other.node))
        #expect(mine.tokens == other.matched, "seed \(seed) step \(step)")
      case 8 where !locks.isEmpty:
        let lock = locks.remove(at: random.below(locks.count))
        let before = cache.evictableTokens
        #expect(cache.unlock(lock.node) == cache.evictableTokens - before)
        naive.addLock(lock.naive, -1)
      default:
        let count = random.below(30)
        #expect(
          cache.evict(tokens: count).map(\.tokens) == naive.evict(count),
          "seed \(seed) step \(step)")
      }
      cache.checkInvariants()
      let rows = cache.snapshot().rows.map {
        [$0.depth, $0.tokens, $0.locks, $0.hits, $0.priority]
      }
      let expected = naive.all.map {
        [$0.depth, $0.node.tokens.count, $0.node.locks, $0.node.hits, $0.node.priority]
      }
      #expect(rows == expected, "seed \(seed) step \(step)")
      #expect(cache.totalTokens == naive.all.reduce(0) { $0 + $1.node.tokens.count })
    }
  }

  @Test func evictionAgainSaysWhatTheSnapshotPromised() {
    var cache = RadixCache(policy: .lfu)
    for i in 0..<50 { _ = cache.insert(key((i % 7, 5 + i % 3), (100 + i % 20, 4))) }
    let snapshot = cache.snapshot()
    let promised = snapshot.evictionOrder.map { snapshot.rows[$0].node }
    let first = cache.evict(tokens: 1)
    #expect(first.map(\.node) == [promised[0]])
    #expect(cache.totalTokens == snapshot.evictableTokens - first[0].tokens)
  }
}
