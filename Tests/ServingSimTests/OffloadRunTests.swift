import Simulation
import Testing
import Traffic

@testable import ServingSim

/// Offload tiers in a run.
struct OffloadRunTests {
  /// A block takes `blockTime` on the link.
  private func tier(_ blocks: Int, blockTime: SimDuration) -> OffloadTierConfig {
    OffloadTierConfig(
      name: "host", blocks: blocks, bytesPerBlock: blockTime.nanoseconds,
      bytesPerSecond: 1_000_000_000, latency: .zero)
  }

  /// Texts one second apart, 8 blocks of 4 tokens and one token each; 9 usable blocks, so that each
  /// text pushes out the one before. A step takes 1 ms and 1 ms a token.
  private func run(_ texts: [Int], _ offload: [OffloadTierConfig]) throws -> ServingRun {
    let requests = texts.enumerated().map { i, text in
      InferenceRequest(
        arrival: .zero + .seconds(i), prompt: [TokenSegment(id: text, length: 33)],
        outputTokens: 2, outputSegment: SegmentNumbering.outputBase + i)
    }
    var run = try ServingRun(
      ServingSetup(
        engine: EngineConfig(blockSize: 4, blockCount: 10, maxModelTokens: 36, offload: offload),
        workload: Workload(name: "offload", requests: requests),
        stepTime: .linear(step: .milliseconds(1), perToken: .milliseconds(1))))
    run.finish()
    return run
  }

  /// Without a tier the first text is computed again: 1 + 33 ms. With one, its 8 blocks are loaded
  /// and one token is computed: 1 + 1 ms after the load.
  @Test func loadingIsWorthItWhenTheLinkIsFast() throws {
    let plain = try run([1, 2, 1], [])
    #expect(plain.records[2].timeToFirstToken == .milliseconds(34))
    let fast = try run([1, 2, 1], [tier(100, blockTime: .milliseconds(1))])
    #expect(fast.records[2].timeToFirstToken == .milliseconds(8 + 2))
    #expect(fast.records[2].hitTokens == 32 && fast.metrics().loadedTokens == 32)
    let slow = try run([1, 2, 1], [tier(100, blockTime: .milliseconds(10))])
    #expect(slow.records[2].timeToFirstToken == .milliseconds(80 + 2))
  }

  @Test func aSmallTierHasLost() throws {
    // Text 2 pushes text 1 out of a tier of 8 blocks.
    let run = try run([1, 2, 1], [tier(8, blockTime: .milliseconds(1))])
    #expect(run.metrics().loadedTokens == 0)
    let tiers = run.offloadTiers()
    #expect(tiers.map(\.blocks) == [8] && tiers[0].blocksRead == 0 && tiers[0].evictions > 0)
  }

  /// While the first request waits for its blocks, the second, which has nothing to load, is served;
  /// the third wants the same blocks and does not load them twice.
  @Test func othersAreServedWhileBlocksAreLoaded() throws {
    func request(_ i: Int, _ text: Int, at milliseconds: Int) -> InferenceRequest {
      InferenceRequest(
        arrival: .zero + .milliseconds(milliseconds), prompt: [TokenSegment(id: text, length: 9)],
        outputTokens: 2, outputSegment: SegmentNumbering.outputBase + i)
    }
    // Text 1 is computed, then pushed out by 2 and 3.
    let requests = [
      request(0, 1, at: 0), request(1, 2, at: 1_000), request(2, 3, at: 2_000),
      request(3, 1, at: 3_000), request(4, 4, at: 3_001), request(5, 1, at: 3_002),
    ]
    var run = try ServingRun(
      ServingSetup(
        engine: EngineConfig(
          blockSize: 4, blockCount: 6, maxModelTokens: 12,
          offload: [tier(100, blockTime: .milliseconds(100))]),
        workload: Workload(name: "aside", requests: requests),
        stepTime: .linear(step: .milliseconds(1), perToken: .milliseconds(1))))
    run.finish()
    #expect(run.ending == .allDone)
    let first = run.records.map(\.timeToFirstToken)
    // 2 blocks of 100 ms, then a token, and in the same step one of request 5.
    #expect(first[3] == .milliseconds(200 + 3))
    // At 3,001 ms: 9 tokens.
    #expect(first[4] == .milliseconds(10))
    #expect(run.offloadTiers()[0].blocksRead == 2)
    #expect(run.records[5].hitTokens == 8)
  }

  /// Random setups with tiers: every law of a run holds. The argument is the seed.
  @Test(arguments: 0..<80)
  func lawsHoldWithTiers(seed: Int) throws {
    var setup = randomSetup(seed)
    var random = SeededGenerator(seed: Seed("offload-\(seed)"))
    setup.engine.prefixCaching = true
    setup.engine.allocation = .paged
    setup.engine.offloadWriting = OffloadWriting.allCases[random.below(2)]
    setup.engine.offload = (0..<(1 + random.below(3))).map { _ in
      tier(random.below(40), blockTime: .microseconds(1 + random.below(5_000)))
    }
    var run = try ServingRun(setup)
    run.finish()
    #expect(run.ending == .allDone, "seed \(seed)")
    var player = run.player()
    while player.next() { player.engine.checkInvariants() }
    #expect(player.engine.freeQueue.sorted() == Array(1..<setup.engine.blockCount))
    let metrics = run.metrics()
    #expect(metrics.open == 0 && metrics.loadedTokens <= metrics.hitTokens, "seed \(seed)")
    for tier in run.offloadTiers() { #expect(tier.blocks <= tier.capacity) }
    var parts = try ServingRun(setup)
    while parts.advance(events: 3) {}
    #expect(parts.digestText == run.digestText, "seed \(seed)")
    // What is scheduled, found or loaded is what was needed.
    setup.workload = setup.workload.withoutHangUps
    var whole = try ServingRun(setup)
    whole.finish()
    let needed = whole.records.indices.filter { whole.records[$0].outcome == .finished }.reduce(0) {
      $0 + setup.workload.requests[$1].promptTokens + whole.records[$1].outputTokens - 1
    }
    let lost = whole.events.reduce(0) {
      if case .preempted(_, let lost) = $1.kind { $0 + lost } else { $0 }
    }
    let total = whole.metrics().scheduledTokens + whole.metrics().hitTokens
    #expect(total == needed + lost, "seed \(seed)")
  }

  @Test func impossibleTiersAreRefused() {
    var config = EngineConfig(blockCount: 600, offload: [tier(-1, blockTime: .milliseconds(1))])
    #expect(
      config.problems() == [.tooSmall(setting: "offload host blocks", value: -1, least: 0)])
    config.offload = [.host(blocks: 10, bytesPerBlock: 2_097_152)]
    #expect(config.problems() == [])
  }
}
