import Simulation
import Testing
import Traffic

@testable import ServingSim

/// The prefix cache as a tree.
@Suite struct CachedPrefixTests {
  private func request(_ id: Int, _ segments: [(Int, Int)], output: Int = 1) -> EngineRequest {
    EngineRequest(
      prompt: segments.map { TokenSegment(id: $0.0, length: $0.1) }, outputLimit: output,
      outputSegment: 1_000 + id)
  }

  /// Two prompts share 8 tokens, blocks of 4: one stretch of 2 blocks, and two that continue it.
  @Test func sharedBeginningsAreOneStretch() throws {
    var engine = try EngineScheduler(
      config: EngineConfig(blockSize: 4, blockCount: 20, maxModelTokens: 64))
    engine.arrive(0, request(0, [(1, 8), (2, 8)], output: 9))
    engine.arrive(1, request(1, [(1, 8), (3, 4)], output: 9))
    engine.schedule()
    engine.complete()
    let tree = engine.cachedPrefixes()
    #expect(tree.map(\.depth) == [0, 1, 1])
    #expect(tree.map(\.tokens) == [8, 8, 4])
    #expect(tree.map(\.holders) == [[0, 1], [0], [1]])
    #expect(tree.map(\.filledBy) == [0, 0, 1])
  }

  /// Every name in the cache that can be found stands in exactly one stretch.
  @Test(arguments: (0..<12).map { Seed("prefixes-\($0)") })
  func everyFindableBlockStandsOnce(seed: Seed) throws {
    var random = SeededGenerator(seed: seed)
    let requests = (0..<24).map { id in
      request(
        id,
        (0..<(1 + random.below(3))).map { (random.below(4) + 10 * $0, 1 + random.below(30)) },
        output: 1 + random.below(20))
    }
    var engine = try EngineScheduler(
      config: EngineConfig(
        blockSize: 1 + random.below(6), blockCount: 90, tokenBudget: 40, maxModelTokens: 120))
    var next = 0
    for _ in 0..<60 {
      if next < requests.count, random.below(2) == 0 {
        engine.arrive(next, requests[next])
        next += 1
      }
      engine.schedule()
      engine.complete()
      let tree = engine.cachedPrefixes()
      let map = engine.blockMap()
      let listed = tree.flatMap(\.blocks)
      #expect(Set(listed).count == listed.count, "seed \(seed)")
      #expect(
        Set(listed.compactMap { map.blocks[$0].name }).count == listed.count, "seed \(seed)")
      // What a running request holds under a name can be found from the root.
      for running in engine.runningRequests {
        for block in engine.blockTable(of: running) {
          guard let name = map.blocks[block].name else { continue }
          #expect(
            listed.contains { map.blocks[$0].name == name }, "seed \(seed) block \(block)")
        }
      }
    }
  }
}
