import Simulation
import Testing
import Traffic

@testable import ServingSim

/// The modes beside vLLM's own way; a step takes 10 ms and 1 ms for each token.
struct EngineModeTests {
  private func request(
    _ prompt: Int, output: Int, adapter: Int? = nil, arrival: Int = 0, id: Int = 0
  ) -> InferenceRequest {
    InferenceRequest(
      arrival: .zero + .milliseconds(arrival),
      prompt: [TokenSegment(id: 1 + id, length: prompt)], outputTokens: output,
      outputSegment: 1_000 + id, adapter: adapter)
  }

  private func run(_ config: EngineConfig, _ requests: [InferenceRequest]) throws -> ServingRun {
    var run = try ServingRun(
      ServingSetup(
        engine: config, workload: Workload(name: "modes", requests: requests),
        stepTime: .linear(step: .milliseconds(10), perToken: .milliseconds(1))))
    run.finish()
    return run
  }

  private func config(blocks: Int = 50) -> EngineConfig {
    EngineConfig(blockSize: 4, blockCount: blocks, tokenBudget: 64, maxModelTokens: 32)
  }

  /// Two requests of 4 and 6 prompt tokens, padded to 6: 10 + 12 ms. The first has two tokens, the
  /// second four: three more steps of 12 ms for both. The third comes at once and waits for the
  /// whole batch.
  @Test func staticBatchesEndTogether() throws {
    var config = config()
    config.batching = .requestLevel
    config.maxSequences = 2
    let run = try run(
      config,
      [
        request(4, output: 2, id: 0), request(6, output: 4, id: 1), request(4, output: 1, id: 2),
      ])
    #expect(run.steps.map(\.end.nanoseconds) == [22, 34, 46, 58, 72].map { $0 * 1_000_000 })
    #expect(run.records.map(\.ended) == [58, 58, 72].map { .zero + .milliseconds($0) })
    #expect(run.records[0].lastToken == .zero + .milliseconds(34))
    #expect(run.records[2].queueTime == .milliseconds(58))
    #expect(run.steps[1].stop == .batchRunning && run.steps[1].stopped == 2)
  }

  /// Orca takes whole prompts, whatever the budget, and reserves 8 blocks for each of two.
  @Test func orcaReservesForTheLongest() throws {
    var config = config(blocks: 17)
    config.batching = .iterationLevel
    config.tokenBudget = 4
    let run = try run(config, (0..<3).map { request(10, output: 3, id: $0) })
    #expect(run.step(0)?.scheduled.map(\.tokens) == [10, 10])
    #expect(run.steps[0].heldBlocks == 16 && run.steps[0].stop == .memory)
    #expect(run.metrics().preemptions == 0 && run.metrics().finished == 3)
  }

  /// The same memory shortage as in `HandWorkedTests.theYoungestGivesWay`: nothing is computed again;
  /// two blocks go out and come back.
  @Test func swappedIsNotComputedAgain() throws {
    var config = config(blocks: 5)
    config.maxModelTokens = 16
    config.prefixCaching = false
    config.preemption = .swap(
      SwapSpace(blocks: 10, bytesPerSecond: 1_000, bytesPerBlock: 3))
    let run = try run(config, (0..<2).map { request(8, output: 4, id: $0) })
    let metrics = run.metrics()
    #expect(metrics.preemptions == 1 && metrics.recomputedTokens == 0 && metrics.finished == 2)
    #expect(metrics.swappedBlocks == 4)
    // One token and two blocks of 3 ms.
    #expect(run.steps[1].end - run.steps[1].start == .milliseconds(11 + 6))
    var full = config
    full.preemption = .swap(SwapSpace(blocks: 1, bytesPerSecond: 1_000, bytesPerBlock: 3))
    let again = try self.run(full, (0..<2).map { request(8, output: 4, id: $0) })
    #expect(again.metrics().recomputedTokens == 8 && again.metrics().swappedBlocks == 0)
  }

  /// All drafts accepted: 1 + 3 tokens a step. None: one token, and the slots are written again.
  @Test func draftsMakeSeveralTokensAStep() throws {
    for (chance, steps) in [(1.0, 1 + 3), (0.0, 1 + 12)] {
      var config = config()
      config.speculation = SpeculativeDecoding(
        draftTokens: 3, acceptance: chance, draft: .free, seed: Seed("draft"))
      let run = try run(config, [request(5, output: 13)])
      #expect(run.steps.count == steps && run.records[0].outputTokens == 13)
      #expect(run.step(1)?.scheduled.map(\.tokens) == [4])
      #expect(run.engine(afterStep: 1)?.computedTokens(of: 0) == (chance == 1 ? 9 : 6))
    }
  }

  /// 70 % of drafts: 1 + 0.7 + 0.49 + 0.343 tokens a step on average, the last step left out.
  @Test func acceptanceIsAsAsked() throws {
    var config = EngineConfig(blockCount: 4_000, maxModelTokens: 20_000)
    config.speculation = SpeculativeDecoding(
      draftTokens: 3, acceptance: 0.7, draft: .share(0.1), seed: Seed("acceptance"))
    let run = try run(config, [request(5, output: 10_001)])
    let perStep = 10_000 / Double(run.steps.count - 1)
    #expect(abs(perStep - 2.533) < 0.05, "\(perStep)")
    // 10 + 4 ms for the model, 3 x 11 ms x 0.1 for the draft.
    #expect(run.steps[1].end - run.steps[1].start == .microseconds(17_300))
  }

  /// One adapter at a time: the second request is passed over, the third overtakes it.
  @Test func adaptersTakeTurns() throws {
    var config = config()
    config.adapters = AdapterServing(maxAdapters: 1, loadTime: .milliseconds(5))
    let run = try run(
      config,
      [
        request(4, output: 2, adapter: 1, id: 0), request(4, output: 1, adapter: 2, id: 1),
        request(4, output: 2, adapter: 1, id: 2), request(4, output: 2, id: 3),
      ])
    #expect(run.step(0)?.scheduled.map(\.request) == [0, 2, 3])
    #expect(run.steps[0].stop == .adaptersAtLimit && run.steps[0].stopped == 1)
    #expect(run.steps[0].end == .zero + .milliseconds(10 + 12 + 5))
    #expect(run.metrics().adaptersLoaded == 2 && run.metrics().finished == 4)
  }

  /// Keys and values depend on the adapter.
  @Test func adaptersShareNothing() throws {
    let config = config()
    let run = try run(
      config,
      [nil, 1, 2, 1, nil].enumerated().map {
        request(9, output: 1, adapter: $1, arrival: $0 * 100)
      })
    #expect(run.records.map(\.hitTokens) == [0, 0, 0, 8, 8])
  }

  /// Laws in all modes at once; the argument is the seed.
  @Test(arguments: 0..<120)
  func everyModeComesToAnEnd(seed: Int) throws {
    var random = SeededGenerator(seed: Seed("modes-\(seed)"))
    var setup = randomFleet(seed, isDisaggregated: seed % 5 == 4)
    setup.engine.batching = BatchingRule.allCases[seed % 5 == 4 ? 0 : random.below(3)]
    if random.below(2) == 0 {
      setup.engine.preemption = .swap(
        SwapSpace(blocks: random.below(30), bytesPerSecond: 1_000_000, bytesPerBlock: 900))
    }
    if random.below(2) == 0 {
      setup.engine.speculation = SpeculativeDecoding(
        draftTokens: 1 + random.below(4), acceptance: Double(random.below(11)) / 10,
        draft: random.below(2) == 0 ? .free : .model(.linear(step: .zero, perToken: .zero)),
        seed: Seed("a"))
    }
    if random.below(2) == 0 {
      setup.engine.adapters = AdapterServing(
        maxAdapters: 1 + random.below(3), loadTime: .milliseconds(random.below(4)))
    }
    setup.fleet.decode?.engine = setup.engine
    setup.workload = Workload(
      name: "modes",
      requests: setup.workload.requests.map {
        var request = $0
        request.adapter = random.below(3) == 0 ? nil : 1 + random.below(5)
        return request
      })
    var run = try ServingRun(setup)
    run.finish()
    #expect(run.ending == .allDone, "seed \(seed)")
    var alone = try ServingRun(setup, makesStretches: false)
    while alone.advance(events: 5) {}
    #expect(alone.digestText == run.digestText, "seed \(seed)")
    #expect(alone.records == run.records && alone.metrics() == run.metrics(), "seed \(seed)")
    for replica in 0..<run.replicaCount {
      var player = run.player(of: replica)
      while player.next() { player.engine.checkInvariants() }
      let engine = run.replicas[replica].engine
      engine.checkInvariants()
      #expect(engine.freeBlocks == engine.config.usableBlocks, "seed \(seed)")
      #expect(engine.swappedBlocks == 0 && engine.liveRequests == [], "seed \(seed)")
    }
    for (i, record) in run.records.enumerated() where record.outcome == .finished {
      let spec = setup.workload.requests[i]
      let room = setup.maxModelTokens - spec.promptTokens
      #expect(record.outputTokens == min(spec.outputTokens, room), "seed \(seed) \(i)")
    }
  }
}
