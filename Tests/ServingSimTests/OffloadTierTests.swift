import Simulation
import Testing
import Traffic

@testable import ServingSim

struct OffloadTierTests {
  /// A block takes 10 ns on the link, and the first byte 3 ns.
  private func tier(_ blocks: Int) -> OffloadTier<Int> { OffloadTier(Self.config(blocks)) }

  private static func config(_ blocks: Int) -> OffloadTierConfig {
    OffloadTierConfig(
      name: "t", blocks: blocks, bytesPerBlock: 20, bytesPerSecond: 2_000_000_000,
      latency: SimDuration(nanoseconds: 3))
  }

  private func at(_ nanoseconds: Int) -> SimTime { SimTime(nanoseconds: nanoseconds) }

  @Test func writesWaitForTheLinkAndReadsForTheWrite() {
    var tier = tier(4)
    // At 5 the link is busy until 10.
    let writes = [tier.write(1, at: at(0)), tier.write(2, at: at(5)), tier.write(1, at: at(6))]
    #expect(
      writes == [
        .stored(ready: at(13), evicted: nil), .stored(ready: at(23), evicted: nil), .present,
      ])
    #expect(!tier.holds(1, at: at(12)) && tier.holds(1, at: at(13)) && tier.contains(2))
    // The other direction is free: 2 blocks, then 1 behind them.
    let reads = [
      tier.beginRead([1, 2], at: at(30)), tier.beginRead([1], at: at(31)),
      tier.beginRead([], at: at(31)),
    ]
    #expect(reads == [at(53), at(63), at(31)])
    #expect(tier.blocksWritten == 2 && tier.blocksRead == 3)
  }

  @Test func theLeastRecentlyUsedGoesUnlessItIsBusy() {
    var tier = tier(2)
    _ = tier.write(1, at: at(0))
    _ = tier.write(2, at: at(0))
    // Both are still on their way.
    let early = tier.write(3, at: at(1))
    #expect(early == .refused && tier.refusedWrites == 1)
    tier.touch(1)
    #expect(tier.keys == [2, 1])
    _ = tier.beginRead([2], at: at(100))
    let whileRead = tier.write(3, at: at(100))
    #expect(whileRead == .stored(ready: at(113), evicted: 1))
    tier.endRead([2])
    let afterwards = tier.write(4, at: at(200))
    #expect(afterwards == .stored(ready: at(213), evicted: 2))
    #expect(tier.keys == [3, 4] && tier.evictions == 2)
  }

  @Test func withoutRoomNothingIsKept() {
    var tier = tier(0)
    let write = tier.write(1, at: at(0))
    #expect(write == .refused && tier.count == 0)
  }

  @Test func hugeNumbersStayInRange() {
    var slow = OffloadTier<Int>(
      OffloadTierConfig(
        name: "t", blocks: 9, bytesPerBlock: .max, bytesPerSecond: 1,
        latency: SimDuration(nanoseconds: .max)))
    for key in 0..<9 { _ = slow.write(key, at: at(0)) }
    let end = slow.beginRead([1, 2], at: at(.max))
    #expect(end == at(1 << 62))
    let fast = OffloadTierConfig(
      name: "t", blocks: 1, bytesPerBlock: 1, bytesPerSecond: .max, latency: .zero)
    // Rounded up.
    #expect(fast.transferTime(blocks: 1) == 1 && fast.transferTime(blocks: 0) == 0)
    #expect(Self.config(1).transferTime(blocks: 3) == 30)
  }

  @Test func impossibleTiersAreNamed() {
    var config = Self.config(1)
    #expect(config.problem == nil)
    config.bytesPerSecond = 0
    #expect(config.problem?.field == "bytesPerSecond" && config.problem?.least == 1)
    config.blocks = -1
    #expect(config.problem?.field == "blocks")
  }

  /// Against a list; the argument is the seed.
  @Test(arguments: 0..<40)
  func theListIsAList(seed: Int) {
    var random = SeededGenerator(seed: Seed("tier-\(seed)"))
    let size = 1 + random.below(8)
    var tier = tier(size)
    var list: [(key: Int, ready: Int)] = []
    var now = 0
    var free = 0
    for _ in 0..<300 {
      now += random.below(12)
      let key = random.below(12)
      if random.below(2) == 0 {
        tier.touch(key)
        if let place = list.firstIndex(where: { $0.key == key }) {
          list.append(list.remove(at: place))
        }
      } else {
        let write = tier.write(key, at: at(now))
        if list.contains(where: { $0.key == key }) {
          #expect(write == .present, "seed \(seed)")
        } else {
          var evicted: Int?
          if list.count == size {
            guard let place = list.firstIndex(where: { $0.ready <= now }) else {
              #expect(write == .refused, "seed \(seed)")
              continue
            }
            evicted = list.remove(at: place).key
          }
          free = max(free, now) + 10
          list.append((key, free + 3))
          #expect(write == .stored(ready: at(free + 3), evicted: evicted), "seed \(seed)")
        }
      }
      tier.checkInvariants()
      #expect(tier.keys == list.map(\.key), "seed \(seed)")
    }
  }

  // MARK: With the cache of an engine

  private func manager(_ writing: OffloadWriting, _ blocks: [Int]) -> KVCacheManager {
    KVCacheManager(
      blockSize: 4, blockCount: 4, isCaching: true,
      tiers: OffloadTiers(blocks.map(Self.config), writing: writing))
  }

  private func tokens(_ text: Int, _ count: Int) -> TokenList {
    TokenList([TokenSegment(id: text, length: count)])
  }

  /// Computes a prompt and lets it go at once.
  private func serve(_ kv: inout KVCacheManager, _ tokens: TokenList, at time: Int) {
    kv.now = at(time)
    var table = BlockTable()
    _ = kv.lookup(tokens)
    let hit = kv.hitBlocks.count * 4
    let refusal = kv.allocate(
      &table, tokens: tokens, computed: 0, count: tokens.count - hit, request: 0, usingHits: true,
      limits: AllocationLimits(maxModelTokens: 100))
    #expect(refusal == nil)
    kv.writeFilled()
    kv.free(&table)
    kv.checkInvariants(tables: [])
  }

  @Test func whatTheGPUGivesUpIsFoundInTheTier() {
    var kv = manager(.onEviction, [8])
    serve(&kv, tokens(1, 9), at: 0)
    #expect(kv.tiers?.blocksWritten == 0)
    // Three blocks for text 2: both named blocks of text 1 go, the second first.
    serve(&kv, tokens(2, 9), at: 100)
    #expect(kv.tiers?.tiers[0].keys.count == 2)
    let early = found(&kv, tokens(1, 9), at: 110)
    #expect(early.isEmpty)
    let hits = found(&kv, tokens(1, 9), at: 123)
    #expect(hits.count == 2 && hits.allSatisfy { $0.tier == 0 })
    // A hole ends the search; other texts are not found.
    let others = found(&kv, tokens(3, 9), at: 123)
    #expect(others.isEmpty)
    let ready = kv.beginLoad(hits, for: 7)
    #expect(ready == at(146) && kv.endOfLoads(of: hits) == at(146))
    kv.endLoad(for: 7)
    #expect(kv.endOfLoads(of: hits) == nil)
    kv.checkInvariants(tables: [])
  }

  @Test func writingWhenFilledNeedsNoEviction() {
    var kv = manager(.whenFilled, [8])
    serve(&kv, tokens(1, 9), at: 0)
    #expect(kv.tiers?.blocksWritten == 2)
    serve(&kv, tokens(1, 9), at: 100)
    #expect(kv.tiers?.blocksWritten == 2)
  }

  @Test func whatATierGivesUpGoesToTheNext() {
    var kv = manager(.whenFilled, [2, 1])
    for text in 1...3 { serve(&kv, tokens(text, 9), at: text * 1_000) }
    #expect(kv.tiers?.tiers.map(\.count) == [2, 1])
    // Of each text two blocks leave the first tier at once; the second is refused there, because the
    // only place is still being written.
    #expect(kv.tiers?.tiers[1].evictions == 1 && kv.tiers?.tiers[1].refusedWrites == 2)
    let hits = found(&kv, tokens(2, 9), at: 9_000)
    #expect(hits.map(\.tier) == [1])
  }

  /// Random prompts through small tiers; names stay alive exactly as long as somebody needs them.
  /// The argument is the seed.
  @Test(arguments: 0..<30)
  func namesAreKeptAliveByTiers(seed: Int) {
    var random = SeededGenerator(seed: Seed("tiers-\(seed)"))
    let writing = OffloadWriting.allCases[seed % 2]
    var kv = manager(writing, (0..<(1 + random.below(3))).map { _ in random.below(5) })
    var time = 0
    for _ in 0..<80 {
      time += random.below(40)
      serve(&kv, tokens(random.below(6), 1 + random.below(12)), at: time)
    }
    let isReset = kv.reset()
    #expect(isReset)
    kv.checkInvariants(tables: [])
  }

  private func found(
    _ kv: inout KVCacheManager, _ tokens: TokenList, at time: Int
  ) -> [OffloadTiers.Hit] {
    kv.now = at(time)
    _ = kv.lookup(tokens)
    return kv.lookupTiers(tokens)
  }
}
