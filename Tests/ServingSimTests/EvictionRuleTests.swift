import Simulation
import Testing
import Traffic

@testable import ServingSim

/// The built-in eviction rules in vLLM's engine.
struct EvictionRuleTests {
  /// One request at a time, block size 4, 5 usable blocks; prompts of one text each are 2 blocks and
  /// a token, so that a request takes 3 blocks and leaves 2 named.
  private func run(_ texts: [Int], _ rule: EvictionRule) throws -> ServingRun {
    let requests = texts.enumerated().map { i, text in
      InferenceRequest(
        arrival: SimTime(nanoseconds: i), prompt: [TokenSegment(id: text, length: 9)],
        outputTokens: 1, outputSegment: SegmentNumbering.outputBase + i)
    }
    var run = try ServingRun(
      ServingSetup(
        engine: EngineConfig(
          blockSize: 4, blockCount: 6, maxSequences: 1, maxModelTokens: 16, eviction: rule),
        workload: Workload(name: "rules", requests: requests),
        stepTime: .linear(step: .milliseconds(1), perToken: .zero)))
    run.finish()
    var player = run.player()
    while player.next() { player.engine.checkInvariants() }
    return run
  }

  private func evictions(_ run: ServingRun) -> [Eviction] {
    run.steps.indices.flatMap { run.step($0)?.evictions ?? [] }
  }

  /// Text 1 is asked for three times, then 2, then 3, which needs a block of either.
  @Test func rulesChooseDifferently() throws {
    let texts = [1, 1, 2, 3]
    let lru = evictions(try run(texts, .leastRecentlyUsed))
    #expect(lru.map(\.filledBy).prefix(2) == [0, 0] && lru[0].reason == .longestUnused)
    let lfu = evictions(try run(texts, .leastFrequentlyUsed))
    #expect(lfu.map(\.filledBy).prefix(2) == [2, 2] && lfu[0].reason == .fewestUses(0))
    let fifo = evictions(try run(texts, .firstInFirstOut))
    // The start of the prompt was filled first.
    #expect(fifo.map(\.depth).prefix(2) == [0, 1] && fifo[0].filledBy == 0)
    #expect(fifo[0].reason == .enteredFirst)
  }

  @Test func theOptimalRuleKeepsWhatComesNext() throws {
    // LRU drops text 1 for text 3 and misses it in the end.
    let texts = [1, 2, 3, 1]
    #expect(try run(texts, .leastRecentlyUsed).metrics().hitTokens == 0)
    let optimal = try run(texts, .optimal)
    #expect(optimal.metrics().hitTokens == 8)
    let first = try #require(evictions(optimal).first)
    #expect(first.filledBy == 1 && first.reason == .farthestNextUse(nil))
  }

  @Test func namesAreFound() {
    for rule in EvictionRule.builtIn {
      #expect(EvictionRule.named(rule.name)?.name == rule.name)
    }
    #expect(EvictionRule.named("belady") == nil && Set(EvictionRule.builtIn.map(\.name)).count == 5)
  }

  /// A score that says what the kept order does gives the same run; the argument is the seed.
  @Test(arguments: 0..<40)
  func keptOrdersAgreeWithScores(seed: Int) throws {
    var setup = randomSetup(seed)
    setup.engine.prefixCaching = true
    setup.engine.allocation = .paged
    for (kept, scored) in [
      (
        EvictionRule.leastFrequentlyUsed,
        EvictionRule.lowestScore(name: "lfu") { $0.hits * 1_000_000 + $0.queuePosition }
      ),
      (.leastFrequentlyUsed, .lowestScore(name: "hits") { $0.hits }),
    ] {
      setup.engine.eviction = kept
      var mine = try ServingRun(setup)
      mine.finish()
      var player = mine.player()
      while player.next() { player.engine.checkInvariants() }
      setup.engine.eviction = scored
      var other = try ServingRun(setup)
      other.finish()
      #expect(mine.digestText == other.digestText, "seed \(seed)")
    }
  }

  /// Requests one after the other; the argument is the seed.
  @Test(arguments: 0..<20)
  func withoutSurprisesTheFutureIsNoWorse(seed: Int) throws {
    var random = SeededGenerator(seed: Seed("future-\(seed)"))
    let texts = (0..<60).map { _ in 1 + random.below(1 + random.below(6)) }
    let lru = try run(texts, .leastRecentlyUsed).metrics().hitTokens
    let optimal = try run(texts, .optimal).metrics().hitTokens
    // One at a time and in order of arrival: what the rule does not know does not happen.
    #expect(optimal >= lru, "seed \(seed)")
  }
}
