import Simulation
import Testing

@testable import ServingSim

/// Plain steps made together are the same as plain steps made one by one.
struct StretchLawTests {
  @Test(arguments: 0..<60)
  func togetherIsOneByOne(seed: Int) throws {
    var setup = randomSetup(seed)
    if seed % 2 == 0 { setup.workload = longAnswers(seed) }
    setup.engine.maxModelTokens += seed % 2 == 0 ? 600 : 0
    setup.engine.blockCount += seed % 2 == 0 ? 600 / setup.engine.blockSize + 1 : 0
    setup.engine.tokenBudget += seed % 2 == 0 ? 600 : 0
    setup.schedulesAhead = seed % 5 == 2
    try compare(setup, seed)
  }

  /// SGLang's: long answers on roomy and on tight memory, so that stretches end by evictions and
  /// retractions too, behind a router and alone.
  @Test(arguments: 0..<60)
  func togetherIsOneByOneWithATree(seed: Int) throws {
    var setup = randomRadixSetup(seed)
    if seed % 3 > 0 {
      setup.workload = longAnswers(seed)
      setup.engine.maxModelTokens += 600
      let page = setup.engine.blockSize
      setup.engine.blockCount += (600 + seed % 4 * 400) / page + 1
    }
    if seed % 5 == 4 {
      setup.fleet = FleetShape(
        replicas: 3, routing: seed % 2 == 0 ? .prefixAware(PrefixAwareRule()) : .leastRequest,
        seed: Seed("router-\(seed)"))
    }
    try compare(setup, seed)
  }

  private func compare(_ setup: ServingSetup, _ seed: Int) throws {
    var together = try ServingRun(setup)
    together.finish()
    var alone = try ServingRun(setup, makesStretches: false)
    alone.finish()
    #expect(together.digestText == alone.digestText, "seed \(seed)")
    #expect(together.records == alone.records, "seed \(seed)")
    #expect(together.events == alone.events, "seed \(seed)")
    #expect(together.metrics() == alone.metrics(), "seed \(seed)")
    #expect(together.ending == alone.ending, "seed \(seed)")
    #expect(together.steps.count == alone.steps.count, "seed \(seed)")
    for (number, (a, b)) in zip(together.steps, alone.steps).enumerated() {
      try #require(a == b, "seed \(seed), step \(number)")
      if number % 17 == 0 { #expect(together.steps[number] == a, "seed \(seed)") }
    }
    let isTree = setup.engine.radix != nil
    for number in stride(from: 3, to: together.steps.count, by: isTree ? 151 : 41) {
      if isTree {
        let a = try #require(together.engine(afterStep: number))
        let b = try #require(alone.engine(afterStep: number))
        #expect(a.step == b.step, "seed \(seed), step \(number)")
        #expect(a.slotMap() == b.slotMap(), "seed \(seed), step \(number)")
        #expect(a.newTokenRatio == b.newTokenRatio, "seed \(seed), step \(number)")
      } else {
        #expect(together.step(number) == alone.step(number), "seed \(seed), step \(number)")
        #expect(together.blockMap(afterStep: number) == alone.blockMap(afterStep: number))
      }
      #expect(together.decisions(inStep: number) == alone.decisions(inStep: number))
    }
  }

  /// Most steps of a quiet server are plain, and they take little memory.
  @Test(arguments: [nil, RadixServing()]) func manyStepsAreMadeTogether(rules: RadixServing?) throws
  {
    var setup = randomSetup(1)
    setup.engine = .init(
      blockSize: rules == nil ? 16 : 1, blockCount: rules == nil ? 1_000 : 16_000,
      maxModelTokens: 4_000, radix: rules)
    setup.workload = longAnswers(1)
    var run = try ServingRun(setup)
    run.finish()
    let log = run.logs[0].steps
    #expect(log.rows.count * 4 < log.count)
  }
}
