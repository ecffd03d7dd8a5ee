import ServingSim
import Simulation
import Testing
import Traffic

/// Small runs whose sums can be done by eye. A step takes 10 ms and 1 ms for each token.
struct HandWorkedTests {
  private func request(
    _ arrival: Int, _ prompt: [(Int, Int)], output: Int, segment: Int, priority: Int = 0
  ) -> InferenceRequest {
    InferenceRequest(
      arrival: .zero + .milliseconds(arrival),
      prompt: prompt.map { TokenSegment(id: $0.0, length: $0.1) }, outputTokens: output,
      outputSegment: segment, priority: priority)
  }

  private func run(_ config: EngineConfig, _ requests: [InferenceRequest]) throws -> ServingRun {
    var run = try ServingRun(
      ServingSetup(
        engine: config, workload: Workload(name: "by hand", requests: requests),
        stepTime: .linear(step: .milliseconds(10), perToken: .milliseconds(1))))
    run.finish()
    return run
  }

  private func config(
    blocks: Int, maxModel: Int = 16, allocation: KVAllocation = .paged
  ) -> EngineConfig {
    EngineConfig(
      blockSize: 4, blockCount: blocks, tokenBudget: 64, maxSequences: 8, maxModelTokens: maxModel,
      allocation: allocation)
  }

  /// Six prompt tokens: 16 ms. Then two steps of one token: 11 ms each.
  @Test func oneRequestAlone() throws {
    let run = try run(config(blocks: 6), [request(0, [(7, 6)], output: 3, segment: 100)])
    #expect(run.steps.map(\.end.nanoseconds) == [16_000_000, 27_000_000, 38_000_000])
    let record = run.records[0]
    #expect(record.timeToFirstToken == .milliseconds(16))
    #expect(record.timePerOutputToken == .milliseconds(11))
    #expect(record.endToEnd == .milliseconds(38))
    // Two blocks of 4 slots hold 6, 7, 8 tokens.
    #expect(run.steps.map(\.unusedSlots) == [2, 1, 0])
    #expect(run.steps.map(\.heldBlocks) == [2, 2, 2])
    let metrics = run.metrics()
    #expect(metrics.blockWaste == Double(2 * 16 + 1 * 11) / Double(8 * 38))
    #expect(metrics.keyValueUse == Double(8 * 38) / Double(20 * 38))
    #expect(metrics.interTokenLatency?.count == 2)
  }

  /// The second request shares six tokens, of which one full block can be found again. It arrives
  /// in the middle of a step and waits until 27 ms; then 1 + 5 tokens take 16 ms.
  @Test func aPrefixHitSavesWholeBlocks() throws {
    let run = try run(
      config(blocks: 8),
      [
        request(0, [(7, 6)], output: 3, segment: 100),
        request(20, [(7, 6), (8, 3)], output: 1, segment: 101),
      ])
    #expect(run.steps.map(\.end.nanoseconds) == [16_000_000, 27_000_000, 43_000_000])
    #expect(run.records[1].queueTime == .milliseconds(7))
    #expect(run.records[1].timeToFirstToken == .milliseconds(23))
    #expect(run.records[1].hitTokens == 4)
    #expect(run.metrics().hitTokens == 4)
    let map = try #require(run.blockMap(afterStep: 1))
    #expect(map.blocks[1].holders == [0] && map.blocks[1].name != nil)
    #expect(map.blocks[2].name == nil && map.blocks[2].tokens == 3)
  }

  /// Eight prompt tokens that are all cached: one block must be computed again, and a second copy
  /// appears.
  @Test func aFullHitLeavesTheLastBlockToCompute() throws {
    let run = try run(
      config(blocks: 8),
      [
        request(0, [(7, 8)], output: 2, segment: 100),
        request(1, [(7, 8)], output: 1, segment: 101),
      ])
    #expect(run.records[1].hitTokens == 4)
    #expect(run.step(1)?.scheduled.map(\.tokens) == [1, 4])
    // The answer's block of request 0 was handed out between them.
    #expect(run.step(1)?.takenBlocks == [3, 4])
    #expect(run.steps[1].cachedHashes == 2)
    let map = try #require(run.blockMap(afterStep: 1))
    #expect(map.blocks[2].name == map.blocks[4].name)
  }

  /// Four usable blocks, two requests of two blocks each. When both need a third, the younger gives
  /// way and computes its nine tokens again later.
  @Test func theYoungestGivesWay() throws {
    var config = config(blocks: 5)
    config.prefixCaching = false
    let run = try run(
      config,
      [
        request(0, [(1, 8)], output: 4, segment: 100),
        request(0, [(2, 8)], output: 4, segment: 101),
      ])
    #expect(run.step(0)?.scheduled.map(\.tokens) == [8, 8])
    let preemption = try #require(run.step(1)?.preempted.first)
    #expect(preemption.victim == 1 && preemption.inFavourOf == 0)
    #expect(preemption.lostTokens == 8 && preemption.blocks == 2)
    #expect(preemption.refusal.neededBlocks == 1 && preemption.refusal.freeBlocks == 0)
    #expect(run.decisions(inStep: 1).contains(.preempted(preemption)))
    #expect(run.steps[1].stop == .preemptedThisStep)
    // Three of four blocks are taken now: nine tokens need three more.
    let stop = try #require(run.step(2)?.admissionStop)
    guard case .memory(let refusal) = stop.reason else {
      Issue.record("\(stop)")
      return
    }
    #expect(refusal.newBlocks == 3 && refusal.freeBlocks == 1 && stop.request == 1)
    let metrics = run.metrics()
    #expect(metrics.preemptions == 1 && metrics.recomputedTokens == 8 && metrics.finished == 2)
    #expect(run.records[1].preemptions == 1 && run.records[1].outputTokens == 4)
  }

  /// Eight usable blocks. Reserving 16 tokens a request admits two; paging admits all six of four
  /// tokens.
  @Test func pagedServesMoreThanContiguous() throws {
    let requests = (0..<6).map { request(0, [($0, 4)], output: 2, segment: 100 + $0) }
    let paged = try run(config(blocks: 9), requests)
    let contiguous = try run(config(blocks: 9, allocation: .contiguous), requests)
    #expect(paged.steps[0].running == 6 && contiguous.steps[0].running == 2)
    #expect(contiguous.metrics().preemptions == 0)
    #expect(contiguous.steps[0].unusedSlots == 2 * (16 - 4))
    for step in contiguous.steps.indices {
      let engine = try #require(contiguous.engine(afterStep: step))
      for request in engine.runningRequests {
        let table = engine.blockTable(of: request)
        #expect(table == Array(table[0]..<(table[0] + 4)))
      }
    }
  }

  /// Four usable blocks; the second request needs all of them, and takes the first one's remains,
  /// its tail first.
  @Test func anEvictionTellsWhoseBlockItWas() throws {
    let run = try run(
      config(blocks: 5),
      [
        request(0, [(1, 12)], output: 1, segment: 100),
        request(30, [(2, 15)], output: 1, segment: 101),
      ])
    let evictions = try #require(run.step(1)?.evictions)
    #expect(evictions.map(\.block) == [3, 2, 1])
    #expect(evictions.map(\.depth) == [2, 1, 0])
    #expect(evictions.allSatisfy { $0.filledBy == 0 && $0.takenBy == 1 && $0.filledAtStep == 0 })
  }

  @Test func whatCannotBeServedIsRejected() throws {
    let run = try run(
      config(blocks: 6),
      [
        request(0, [(1, 16)], output: 1, segment: 100), request(0, [], output: 1, segment: 101),
        request(0, [(2, 15)], output: 9, segment: 102),
      ])
    #expect(run.records.map(\.outcome) == [.rejected, .rejected, .finished])
    #expect(run.records[2].outputTokens == 1)
    #expect(
      run.events.first?.kind == .rejected(.promptTooLong(tokens: 16, maxModelTokens: 16)))
  }

  @Test func anImpossibleEngineIsRefused() {
    #expect(
      throws: EngineConfig.Problem.longestSequenceDoesNotFit(neededBlocks: 4, usableBlocks: 3)
    ) {
      try run(config(blocks: 4), [])
    }
    var small = config(blocks: 9)
    small.chunkedPrefill = false
    small.tokenBudget = 15
    #expect(
      throws: EngineConfig.Problem.budgetBelowLongestSequence(tokenBudget: 15, maxModelTokens: 16)
    ) { try run(small, []) }
  }

  @Test func theEndOfTimeLeavesRequestsOpen() throws {
    var run = try ServingRun(
      ServingSetup(
        engine: config(blocks: 9),
        workload: Workload(
          name: "t",
          requests: [
            request(0, [(1, 4)], output: 8, segment: 9),
            request(500, [(2, 4)], output: 1, segment: 8),
          ]),
        stepTime: .linear(step: .milliseconds(10), perToken: .zero),
        end: .zero + .milliseconds(30)))
    run.finish()
    #expect(run.ending == .timeUp && run.steps.count == 3)
    #expect(run.metrics().open == 2)
  }
}

/// Rules handed in as functions.
struct HandedInRuleTests {
  @Test(arguments: 0..<30)
  func aRuleThatSaysWhatTheDefaultSaysChangesNothing(seed: Int) throws {
    var setup = randomSetup(seed)
    setup.engine.eviction = .leastRecentlyUsed
    setup.engine.queue = .priority
    var standard = try ServingRun(setup)
    standard.finish()
    setup.engine.eviction = .lowestScore(name: "queue") { $0.queuePosition }
    setup.engine.queue = .lowestRank(name: "priority") { $0.priority }
    var handedIn = try ServingRun(setup)
    handedIn.finish()
    #expect(standard.digestText == handedIn.digestText, "seed \(seed)")
  }

  @Test func anotherEvictionOrderGivesOtherRuns() throws {
    var different = 0
    for seed in 0..<30 {
      var setup = randomSetup(seed)
      setup.engine.prefixCaching = true
      setup.engine.allocation = .paged
      var digests: Set<String> = []
      for rule in [
        EvictionRule.leastRecentlyUsed, .lowestScore(name: "newest") { -$0.queuePosition },
      ] {
        setup.engine.eviction = rule
        var run = try ServingRun(setup)
        run.finish()
        digests.insert(run.digestText)
      }
      different += digests.count - 1
    }
    #expect(different > 5)
  }
}
