import ServingSim
import Simulation
import Testing
import Traffic

/// The engine against the naive one, step by step, on random setups with shared, repeated and
/// self-repeating text.
struct SecondOpinionTests {
  @Test(arguments: 0..<150)
  func agreesStepByStep(seed: Int) throws {
    var config = randomSetup(seed).engine
    config.allocation = .paged
    config.eviction = .leastRecentlyUsed
    if seed % 2 == 0 { config.queue = .priority } else { config.queue = .firstComeFirstServed }
    var random = SeededGenerator(seed: Seed("second-\(seed)"))
    let specs = (0..<25).map { i in randomRequest(i, &random, longest: config.maxModelTokens - 1) }
    var engine = try EngineScheduler(config: config)
    var naive = NaiveEngine(config: config, specs: specs)
    var arrived = 0
    for t in 0..<400 {
      while arrived < specs.count, random.below(2) == 0 || t > 200 {
        engine.arrive(arrived, EngineRequest(specs[arrived]))
        naive.arrive(arrived)
        arrived += 1
      }
      if random.below(20) == 0, arrived > 0 {
        let gone = random.below(arrived)
        engine.abort(gone)
        naive.abort(gone)
      }
      engine.schedule()
      engine.complete()
      engine.checkInvariants()
      naive.step()
      let place = "seed \(seed), step \(t)"
      try #require(
        engine.step.scheduled.map { [$0.request, $0.tokens] } == naive.scheduled, "\(place)")
      try #require(engine.step.preempted.map(\.victim) == naive.preempted, "\(place)")
      try #require(engine.step.finished == naive.finished, "\(place)")
      try #require(
        engine.step.admitted.map { [$0.request, $0.hitTokens] } == naive.hits, "\(place)")
      try #require(engine.step.evictions.map(\.block) == naive.evicted, "\(place)")
      try #require(engine.freeQueue == naive.free, "\(place)")
      try #require(engine.cachedHashes == Set(naive.names.compactMap { $0 }).count, "\(place)")
      if arrived == specs.count, engine.runningCount + engine.waitingCount == 0 { break }
    }
  }

  /// Few segments, so that prompts share prefixes, repeat answers, and meet at run borders inside a
  /// block.
  private func randomRequest(_ i: Int, _ random: inout SeededGenerator, longest: Int)
    -> InferenceRequest
  {
    var rest = 1 + random.below(longest)
    var prompt: [TokenSegment] = []
    for _ in 0..<(1 + random.below(4)) where rest > 0 {
      let length = min(rest, random.below(2) == 0 ? 16 : 1 + random.below(40))
      prompt.append(TokenSegment(id: random.below(3) + random.below(2) * 100, length: length))
      rest -= length
    }
    return InferenceRequest(
      arrival: .zero, prompt: prompt, outputTokens: 1 + random.below(30),
      outputSegment: 100 + random.below(2), priority: random.below(3))
  }
}

extension Workload {
  /// The same requests with endless patience.
  var withoutHangUps: Workload {
    Workload(
      name: name,
      requests: requests.map {
        var request = $0
        request.hangsUp = nil
        return request
      })
  }
}
