import Testing
import Traffic

@testable import ServingSim

/// SGLang's rules worked through by hand on small engines.
struct RadixSchedulerTests {
  private func engine(
    tokens: Int = 200, page: Int = 1, chunk: Int = 1_000, most: Int = 8, caching: Bool = true,
    isChunked: Bool = true, _ rules: RadixServing = RadixServing()
  ) throws -> EngineScheduler {
    try EngineScheduler(
      config: EngineConfig(
        blockSize: page, blockCount: tokens / page + 1, tokenBudget: chunk, maxSequences: most,
        maxModelTokens: 100, chunkedPrefill: isChunked, prefixCaching: caching, radix: rules))
  }

  /// A prompt of its own, or one that begins with a shared segment.
  private func request(
    _ id: Int, prompt: Int, answer: Int, shared: Int = 0, segment: Int = 0, priority: Int = 0
  ) -> EngineRequest {
    EngineRequest(
      prompt: [
        TokenSegment(id: 900 + segment, length: shared), TokenSegment(id: id + 1, length: prompt),
      ], outputLimit: answer, outputSegment: 100 + id, priority: priority)
  }

  /// Who computes how much in the next step.
  private func step(_ engine: inout EngineScheduler) -> [[Int]] {
    engine.schedule()
    let scheduled = engine.step.scheduled.map { [$0.request, $0.tokens] }
    engine.complete()
    engine.checkInvariants()
    return scheduled
  }

  @Test func prefillsGoBeforeDecodes() throws {
    var engine = try engine()
    engine.arrive(0, request(0, prompt: 10, answer: 5))
    #expect(step(&engine) == [[0, 10]])
    engine.arrive(1, request(1, prompt: 7, answer: 5))
    #expect(step(&engine) == [[1, 7]], "the answer of 0 stands still")
    #expect(step(&engine) == [[0, 1], [1, 1]])
  }

  @Test func asManyPromptsAsFitAreOneBatch() throws {
    var engine = try engine(chunk: 30, most: 3)
    for id in 0..<5 { engine.arrive(id, request(id, prompt: 8, answer: 4)) }
    #expect(step(&engine) == [[0, 8], [1, 8], [2, 8]])
    #expect(engine.step.admissionStop?.reason == .sequencesAtLimit(3))
    var small = try self.engine(chunk: 20)
    for id in 0..<3 { small.arrive(id, request(id, prompt: 8, answer: 4)) }
    #expect(step(&small) == [[0, 8], [1, 8], [2, 4]], "the last one in parts")
    #expect(step(&small) == [[2, 4]])
  }

  @Test func withMixedChunksDecodesRideAlong() throws {
    var engine = try engine(RadixServing(mixesDecodes: true))
    engine.arrive(0, request(0, prompt: 10, answer: 5))
    _ = step(&engine)
    engine.arrive(1, request(1, prompt: 7, answer: 5))
    #expect(step(&engine) == [[1, 7], [0, 1]], "prompts first")
    #expect(step(&engine) == [[1, 1], [0, 1]], "and so the batch stays")
  }

  @Test func oneLongPromptIsComputedInPartsAndNobodyDecodesMeanwhile() throws {
    var engine = try engine(chunk: 8)
    engine.arrive(0, request(0, prompt: 5, answer: 9))
    #expect(step(&engine) == [[0, 5]])
    engine.arrive(1, request(1, prompt: 20, answer: 2))
    engine.arrive(2, request(2, prompt: 3, answer: 2))
    #expect(step(&engine) == [[1, 8]])
    #expect(engine.chunkedRequest == 1 && engine.outputTokens(of: 1) == 0)
    #expect(step(&engine) == [[1, 8]])
    #expect(step(&engine) == [[1, 4], [2, 3]], "what is left of the chunk is the next one's")
    #expect(engine.chunkedRequest == nil)
    #expect(step(&engine) == [[0, 1], [1, 1], [2, 1]])
  }

  @Test func withoutChunksTheFirstPromptMayBeLong() throws {
    var engine = try engine(isChunked: false, RadixServing(maxPrefillTokens: 12))
    engine.arrive(0, request(0, prompt: 20, answer: 3))
    engine.arrive(1, request(1, prompt: 4, answer: 3))
    #expect(step(&engine) == [[0, 20]])
    #expect(engine.step.admissionStop?.reason == .budgetSpent)
    engine.arrive(2, request(2, prompt: 8, answer: 3))
    #expect(step(&engine) == [[1, 4]])
    #expect(
      engine.step.admissionStop?.reason == .promptOverBudget(tokens: 8, budgetLeft: 8),
      "only less than what is left fits")
  }

  /// A needs 30 + 20 and has answered one token: 70 left, 19 expected, one page each for rounding.
  @Test(arguments: [(answer: 19, isAdmitted: true), (20, false)])
  func admissionCountsWithWhatRunningAnswersNeed(answer: Int, isAdmitted: Bool) throws {
    var engine = try engine(tokens: 100)
    engine.arrive(0, request(0, prompt: 30, answer: 20))
    _ = step(&engine)
    engine.arrive(1, request(1, prompt: 30, answer: answer))
    let scheduled = step(&engine)
    #expect(scheduled == (isAdmitted ? [[1, 30]] : [[0, 1]]))
    if case .estimate(let estimate) = engine.step.admissionStop?.reason {
      #expect(!isAdmitted && estimate.needed == 51 && estimate.left == 51)
      #expect(estimate.free == 70 && estimate.evictable == 0 && estimate.reserved == 19)
      #expect(step(&engine) == [[0, 1]])
      #expect(engine.step.admissionStop?.reason == .batchFull, "nobody has left since")
    } else {
      #expect(isAdmitted)
    }
  }

  /// Two requests of 10 + 40 in 70 tokens, because no answer is expected to be used. After 25 decodes
  /// nothing is free; both have answered 26, so that the last of the batch goes.
  @Test func theOneWithTheFewestTokensIsRetracted() throws {
    let rules = RadixServing(conservativeness: 0, clientMaxTokens: 40)
    var engine = try engine(tokens: 70, rules)
    engine.arrive(0, request(0, prompt: 10, answer: 40))
    _ = step(&engine)
    engine.arrive(1, request(1, prompt: 10, answer: 40))
    #expect(step(&engine) == [[1, 10]])
    #expect(step(&engine) == [[0, 1], [1, 1]])
    for _ in 0..<24 { _ = step(&engine) }
    #expect(engine.freeBlocks == 0 && engine.outputTokens(of: 1) == 26)
    #expect(step(&engine) == [[0, 1]])
    let preemption = try #require(engine.step.preempted.first)
    #expect(preemption.victim == 1 && preemption.lostTokens == 35 && preemption.blocks == 25)
    #expect(preemption.refusal.neededBlocks == 2 && preemption.refusal.freeBlocks == 0)
    #expect(engine.waitingRequests == [1])
    // (26 answered + 20) / (40 allowed + 1), at most all of it.
    #expect(engine.newTokenRatio == 1)
    // Its prompt was in the tree and may be found again: nothing needed to be evicted.
    #expect(engine.step.treeEvictions.isEmpty)
    var steps = 0
    while engine.phase(of: 1) == .waiting, steps < 100 {
      _ = step(&engine)
      steps += 1
    }
    #expect(engine.step.admitted.first?.hitTokens == 10)
  }

  @Test func theShareFallsAndIsLearnt() {
    var ratio = NewTokenRatio(conservativeness: 1)
    #expect(ratio.current == 0.7)
    ratio.fall()
    #expect(abs(ratio.current - (0.7 - (0.7 - 0.098) / 600)) < 1e-12)
    for _ in 0..<700 { ratio.fall() }
    #expect(abs(ratio.current - 0.098) < 1e-12)
    ratio.learn(answered: 30, requests: 2, allowed: 199)
    #expect(ratio.current == 0.35)
    ratio.reset()
    #expect(ratio.current == 0.7)
    #expect(NewTokenRatio(conservativeness: 9).current == 1)
  }

  @Test func prefixesAreSharedToTheLastToken() throws {
    var engine = try engine()
    engine.arrive(0, request(0, prompt: 5, answer: 2, shared: 37))
    _ = step(&engine)
    engine.arrive(1, request(1, prompt: 6, answer: 2, shared: 37))
    #expect(step(&engine) == [[1, 6]])
    #expect(engine.step.admitted.first?.hitTokens == 37)
    var paged = try self.engine(tokens: 208, page: 16, chunk: 64)
    paged.arrive(0, request(0, prompt: 5, answer: 2, shared: 37))
    _ = step(&paged)
    paged.arrive(1, request(1, prompt: 6, answer: 2, shared: 37))
    #expect(step(&paged) == [[1, 11]], "of 37 tokens two pages are whole")
  }

  @Test func anAnswerIsFoundByTheNextTurn() throws {
    var engine = try engine()
    engine.arrive(0, request(0, prompt: 10, answer: 6))
    while !engine.isIdle { _ = step(&engine) }
    // The last token was never computed.
    let turn = EngineRequest(
      prompt: [
        TokenSegment(id: 1, length: 10), TokenSegment(id: 100, length: 6),
        TokenSegment(id: 50, length: 4),
      ], outputLimit: 2, outputSegment: 77)
    #expect(engine.hitTokens(of: turn.prompt) == 15)
    engine.arrive(1, turn)
    #expect(step(&engine) == [[1, 5]])
  }

  @Test(arguments: [
    (RadixServing.Order.firstComeFirstServed, [0, 1, 2, 3]),
    (.longestOutputFirst, [2, 0, 1, 3]),
    // 2 and 3 begin with what the tree has; 1 begins as 0 does, which is not cached yet.
    (.longestPrefixMatch, [3, 2, 0, 1]),
  ])
  func theQueueIsPutIntoOrder(order: RadixServing.Order, expected: [Int]) throws {
    var engine = try engine(tokens: 600, most: 1, RadixServing(order: order))
    engine.arrive(9, request(9, prompt: 2, answer: 2, shared: 48, segment: 1))
    while !engine.isIdle { _ = step(&engine) }
    engine.arrive(0, request(0, prompt: 2, answer: 5, shared: 40, segment: 2))
    engine.arrive(1, request(1, prompt: 2, answer: 5, shared: 40, segment: 2))
    engine.arrive(2, request(2, prompt: 2, answer: 7, shared: 40, segment: 1))
    engine.arrive(3, request(3, prompt: 2, answer: 3, shared: 48, segment: 1))
    var admitted: [Int] = []
    while !engine.isIdle {
      _ = step(&engine)
      admitted += engine.step.admitted.map(\.request)
    }
    #expect(admitted == expected)
  }

  @Test func withoutTheTreeNothingIsKept() throws {
    var engine = try engine(caching: false, RadixServing(order: .longestPrefixMatch))
    engine.arrive(0, request(0, prompt: 5, answer: 2, shared: 37))
    while !engine.isIdle { _ = step(&engine) }
    #expect(engine.cachedHashes == 0 && engine.freeBlocks == 200)
    engine.arrive(1, request(1, prompt: 5, answer: 2, shared: 37))
    #expect(step(&engine) == [[1, 42]])
  }

  @Test(arguments: [
    (EngineConfig.Problem.notWithRadix(setting: "batching"), 0),
    (.chunkNotWholePages(chunk: 10, page: 4), 1), (.priorityWithOrder("lpm"), 2),
    (.tooSmall(setting: "maxPrefillTokens", value: 0, least: 1), 3),
    (.longestSequenceDoesNotFit(neededBlocks: 102, usableBlocks: 101), 4),
  ])
  func whatSGLangRefuses(problem: EngineConfig.Problem, place: Int) {
    var config = EngineConfig(
      blockSize: 1, blockCount: 103, tokenBudget: 10, maxModelTokens: 100, radix: RadixServing())
    #expect(config.problems().isEmpty)
    switch place {
    case 0: config.batching = .requestLevel
    case 1: (config.blockSize, config.blockCount) = (4, 200)
    case 2: config.radix = RadixServing(order: .longestPrefixMatch, byPriority: true)
    case 3: config.radix = RadixServing(maxPrefillTokens: 0)
    default: config.blockCount = 102
    }
    #expect(config.problems() == [problem])
  }
}
