import Simulation
import Testing
import Traffic

@testable import ServingSim

struct ReplacementTests {
  private func run(_ string: [Int], _ policy: ReplacementPolicy, _ capacity: Int)
    -> ReplacementRun
  {
    ReplacementRun(
      BlockReferences(requests: string.map { [$0] }), policy: policy, capacity: capacity,
      tracing: true)
  }

  /// The textbook string of Belady's anomaly: with FIFO more memory misses more.
  @Test func beladysAnomaly() {
    let string = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5]
    #expect(run(string, .fifo, 3).misses == 9 && run(string, .fifo, 4).misses == 10)
    #expect(run(string, .lru, 3).misses == 10 && run(string, .lru, 4).misses == 8)
    #expect(run(string, .optimal, 3).misses == 7 && run(string, .optimal, 4).misses == 6)
  }

  @Test func everyVictimHasItsReason() throws {
    // Two blocks fit. Block 0 is used twice, block 1 once and later.
    let string = [0, 0, 1, 2, 0]
    func victim(_ policy: ReplacementPolicy) throws -> ReplacementRun.Victim {
      try #require(run(string, policy, 2).trace[3].victim)
    }
    let lru = try victim(.lru)
    #expect(lru.block == 0 && lru.reason == .longestUnused && lru.lastUsed == 1 && lru.uses == 2)
    let lfu = try victim(.lfu)
    #expect(lfu.block == 1 && lfu.reason == .fewestUses(1) && lfu.entered == 2)
    #expect(try victim(.fifo).block == 0)
    let optimal = try victim(.optimal)
    #expect(optimal.block == 1 && optimal.reason == .farthestNextUse(nil))
    #expect(run(string, .optimal, 2).trace[4].isHit)
    let later = run([0, 1, 2, 0, 1], .optimal, 2).trace[2].victim
    #expect(later?.reason == .farthestNextUse(4))
  }

  /// Ten blocks fit: one in the small queue, nine in the main queue.
  @Test func s3FIFOMovesWhatIsUsedTwiceAndRemembersTheRest() throws {
    let run = run(Array(0..<10) + [3, 3, 10, 11, 12, 13, 0], .s3fifo, 10)
    // 0, 1 and 2 go; then 3, used twice since it came, moves to main and 4 goes in its place.
    #expect(run.trace[12...15].map { $0.victim?.block } == [0, 1, 2, 4])
    #expect(run.trace[15].promoted == [3])
    #expect(run.trace[12].victim?.reason == .notUsedAgain(uses: 0))
    // 0 is a ghost and comes back into the main queue.
    #expect(!run.trace[16].isHit && run.trace[16].victim?.block == 5)
  }

  @Test func aHitBehindAHoleDoesNotHelp() {
    // Three fit. The third request finds its second block, but not its first.
    let references = BlockReferences(requests: [[0, 1], [2, 3], [0, 1]])
    let run = ReplacementRun(references, policy: .lru, capacity: 3, tracing: true)
    #expect(run.trace.map(\.isHit) == [false, false, false, false, false, false])
    let fifo = ReplacementRun(
      BlockReferences(requests: [[0, 1], [2], [3], [0, 1]]), policy: .fifo, capacity: 4)
    #expect(fifo.hits == 2 && fifo.usableHits == 2)
    let hole = ReplacementRun(
      BlockReferences(requests: [[0, 1], [0, 2], [1, 3], [0, 1]]), policy: .optimal, capacity: 2,
      tracing: true)
    #expect(hole.usableHits <= hole.hits)
    let holes = ReplacementRun(
      BlockReferences(requests: [[0, 1, 2], [0, 1, 2]]), policy: .optimal, capacity: 2,
      tracing: true)
    // The optimum keeps one of the first two and drops the others: hits behind a hole count there.
    #expect(holes.hits == 2 && holes.misses == 4)
  }

  @Test func promptsAreCutIntoBlocks() {
    let segments: [[(Int, Int)]] = [[(1, 9)], [(1, 4), (2, 8)], [(2, 8)], [(1, 3)]]
    let references = BlockReferences(
      prompts: segments.map {
        TokenList($0.map { TokenSegment(id: $0.0, length: $0.1) })
      }, blockSize: 4)
    // The second block of the second request has the tokens of the first block of the third, but
    // another beginning.
    #expect(references.requests == [[0, 1], [0, 2, 3], [4, 5], []])
    #expect(references.distinctBlocks == 6 && references.accessCount == 7)
    #expect(references.nextUses() == [2] + Array(repeating: Int.max, count: 6))
  }

  @Test func withoutRoomEverythingMisses() {
    for policy in ReplacementPolicy.allCases {
      for capacity in [0, -3, Int.min] {
        let run = run([1, 1, 1], policy, capacity)
        #expect(run.misses == 3 && run.evictions == 0)
      }
      #expect(run([1, 1, 2, 1], policy, .max).hits == 2)
      #expect(run([], policy, 3).accesses == 0)
    }
  }

  // MARK: Laws

  /// Random prefix-closed strings; the argument is the seed.
  private func randomString(_ seed: Int) -> BlockReferences {
    var random = SeededGenerator(seed: Seed("replacement-\(seed)"))
    let texts = 1 + random.below(12)
    let prompts = (0..<(10 + random.below(60))).map { _ in
      TokenList([
        TokenSegment(id: random.below(texts), length: random.below(40)),
        TokenSegment(id: 100 + random.below(texts), length: random.below(40)),
      ])
    }
    return BlockReferences(prompts: prompts, blockSize: 1 + random.below(8))
  }

  @Test(arguments: 0..<100)
  func theOptimumIsNeverBeaten(seed: Int) {
    let string = randomString(seed)
    for capacity in [1, 2, 3, 5, 8, 13, 21, 40] {
      let runs = ReplacementPolicy.allCases.map {
        ReplacementRun(string, policy: $0, capacity: capacity)
      }
      let best = runs[ReplacementPolicy.allCases.firstIndex(of: .optimal)!]
      for run in runs {
        #expect(run.hits <= best.hits, "seed \(seed), \(run.policy), \(capacity) blocks")
        #expect(run.usableHits <= run.hits && run.misses >= string.distinctBlocks)
        #expect(run.misses - run.evictions == min(capacity, string.distinctBlocks))
      }
    }
  }

  /// What fits into less memory is there in more memory too, for LRU and the optimum.
  @Test(arguments: 0..<60)
  func moreMemoryIncludesLess(seed: Int) {
    let string = randomString(seed)
    for policy in [ReplacementPolicy.lru, .optimal] {
      var hits = 0
      for capacity in 1...30 {
        let now = ReplacementRun(string, policy: policy, capacity: capacity).hits
        #expect(now >= hits, "seed \(seed), \(policy), \(capacity) blocks")
        hits = now
      }
    }
    let next = [Int](repeating: 0, count: string.accessCount)
    var small = BlockSet(policy: .lru, capacity: 4)
    var large = BlockSet(policy: .lru, capacity: 7)
    for (access, block) in string.requests.joined().enumerated() {
      _ = small.use(Int32(block), at: access, nextUse: next[access])
      _ = large.use(Int32(block), at: access, nextUse: next[access])
      for other in 0..<Int32(string.distinctBlocks) where small.contains(other) {
        #expect(large.contains(other), "seed \(seed), access \(access)")
      }
    }
  }

  /// All strings of 7 uses of at most 4 blocks, against trying every choice.
  @Test(arguments: 1...3)
  func theOptimumIsTheOptimum(capacity: Int) {
    var string = [Int](repeating: 0, count: 7)
    func fewestMisses(_ place: Int, _ cached: Set<Int>) -> Int {
      guard place < string.count else { return 0 }
      let block = string[place]
      if cached.contains(block) { return fewestMisses(place + 1, cached) }
      if cached.count < capacity { return 1 + fewestMisses(place + 1, cached.union([block])) }
      return 1
        + (cached.map { fewestMisses(place + 1, cached.subtracting([$0]).union([block])) }.min()
          ?? 0)
    }
    func all(_ place: Int, _ used: Int) {
      guard place < string.count else {
        #expect(run(string, .optimal, capacity).misses == fewestMisses(0, []), "\(string)")
        return
      }
      // Blocks are numbered in the order of their first use: other numberings are the same string.
      for block in 0...min(used, 3) {
        string[place] = block
        all(place + 1, max(used, block + 1))
      }
    }
    all(0, 0)
  }

  /// The rules of the paper's simulator, written with plain arrays.
  @Test(arguments: 0..<80)
  func s3FIFOAgreesWithPlainArrays(seed: Int) {
    var random = SeededGenerator(seed: Seed("s3-\(seed)"))
    let capacity = 1 + random.below(40)
    let kinds = 1 + random.below(3 * capacity)
    let string = (0..<600).map { _ in random.below(1 + random.below(kinds)) }
    let mine = run(string, .s3fifo, capacity)
    // Reference strings number blocks in the order of their first use.
    var numbers: [Int: Int] = [:]
    for block in string where numbers[block] == nil { numbers[block] = numbers.count }
    let (small, ghostSize) = (max(1, capacity / 10), capacity * 9 / 10)
    var (s, m, ghosts): ([Int], [Int], [Int]) = ([], [], [])
    var uses: [Int: Int] = [:]
    for (place, block) in string.enumerated() {
      if s.contains(block) || m.contains(block) {
        #expect(mine.trace[place].isHit, "seed \(seed), use \(place)")
        uses[block, default: 0] += 1
        continue
      }
      var victims: [Int] = []
      while s.count + m.count >= capacity {
        if m.count > capacity - small || s.isEmpty {
          while let tail = m.popLast() {
            let count = min(3, uses[tail] ?? 0)
            if count == 0 {
              victims.append(tail)
              break
            }
            uses[tail] = count - 1
            m.insert(tail, at: 0)
          }
        } else {
          while let tail = s.popLast() {
            if uses[tail] ?? 0 >= 2 {
              uses[tail] = 0
              m.insert(tail, at: 0)
              continue
            }
            victims.append(tail)
            ghosts.insert(tail, at: 0)
            if ghosts.count > ghostSize { ghosts.removeLast() }
            break
          }
        }
      }
      #expect(!mine.trace[place].isHit && victims.count <= 1, "seed \(seed), use \(place)")
      #expect(mine.trace[place].victim?.block == victims.first.flatMap { numbers[$0] })
      uses[block] = 0
      if let ghost = ghosts.firstIndex(of: block) {
        ghosts.remove(at: ghost)
        m.insert(block, at: 0)
      } else {
        s.insert(block, at: 0)
      }
    }
  }

  @Test(arguments: 0..<40)
  func theHeapIsASortedList(seed: Int) {
    var random = SeededGenerator(seed: Seed("heap-\(seed)"))
    var heap = IndexedHeap()
    var list: [Int32: IndexedHeap.Rank] = [:]
    for _ in 0..<300 {
      let element = Int32(random.below(30))
      if random.below(3) == 0 {
        heap.remove(element)
        list[element] = nil
      } else {
        let rank = IndexedHeap.Rank(first: random.below(5), second: random.below(5))
        heap.set(element, rank: rank)
        list[element] = rank
      }
      heap.checkInvariants()
      let first = list.min { ($0.value, $0.key) < ($1.value, $1.key) }?.key
      #expect(heap.first == first && heap.count == list.count, "seed \(seed)")
    }
  }
}
