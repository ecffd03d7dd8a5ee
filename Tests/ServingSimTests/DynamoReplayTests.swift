import ServingSim
import Simulation
import Testing

struct DynamoReplayTests {
  private static func run(
    _ setup: DynamoReplaySetup, _ requests: [DynamoReplayRequest], seed: Seed = Seed("replay"),
    slice: Int = 1_000_000
  ) throws -> DynamoReplay {
    var replay = try DynamoReplay(setup: setup, requests: requests, seed: seed)
    while replay.advance(moments: slice) {}
    return replay
  }

  private static func request(
    at time: Double = 0, prompt: Int, output: Int, blocks: [Int]
  ) -> DynamoReplayRequest {
    DynamoReplayRequest(
      arrivalMilliseconds: time, promptTokens: prompt, outputTokens: output, prefixBlocks: blocks)
  }

  /// 100 new tokens: 4.209989e-7 * 100^2 + 1.518344e-2 * 100 + 16.50142 = 18.023974 ms; then a
  /// decode at 101 of 1,600 cached tokens: 5.74 + 54.01 * 0.063125 - 25.74 * 0.063125^2 = 9.046813.
  @Test func oneRequestByHand() throws {
    let replay = try Self.run(
      DynamoReplaySetup(blockSize: 16, blockCount: 100),
      [Self.request(prompt: 100, output: 2, blocks: [1])])
    #expect(replay.outcomes[0].firstToken == SimTime(nanoseconds: 18_023_974))
    #expect(replay.outcomes[0].lastToken == SimTime(nanoseconds: 18_023_974 + 9_046_813))
    #expect(replay.summary.completedRequests == 1)
  }

  /// The second prompt shares 512 tokens and keeps one block to compute when all is the same.
  @Test func aSharedPrefixIsComputedOnce() throws {
    let replay = try Self.run(
      DynamoReplaySetup(blockSize: 16, blockCount: 1000),
      [
        Self.request(prompt: 512, output: 1, blocks: [1]),
        Self.request(at: 100, prompt: 700, output: 1, blocks: [1, 2]),
        Self.request(at: 200, prompt: 512, output: 1, blocks: [1]),
        Self.request(at: 300, prompt: 512, output: 1, blocks: [3]),
      ])
    #expect(replay.outcomes.map(\.reusedTokens) == [0, 512, 496, 0])
  }

  /// 25,000 bytes a token at 25 GB/s: 400 tokens take 0.4 ms more than for nothing.
  @Test func theTransferTakesItsTime() throws {
    func firstToken(_ bytes: Int?) throws -> Int {
      let setup = DynamoReplaySetup(
        layout: .disaggregated(prefill: 1, decode: 1), blockSize: 16, blockCount: 1000,
        transferBytesPerToken: bytes, transferBandwidth: 25)
      let replay = try Self.run(setup, [Self.request(prompt: 400, output: 3, blocks: [1])])
      return replay.outcomes[0].firstToken?.nanoseconds ?? -1
    }
    let (free, paid) = (try firstToken(nil), try firstToken(25_000))
    #expect(paid - free == 400_000)
  }

  @Test func whatNeverFitsStaysWithoutTimes() throws {
    let replay = try Self.run(
      DynamoReplaySetup(blockSize: 16, blockCount: 10),
      [
        Self.request(prompt: 200, output: 5, blocks: [1]),
        Self.request(at: 1, prompt: 100, output: 5, blocks: [2]),
      ])
    #expect(replay.outcomes[0].firstToken == nil && replay.outcomes[1].lastToken != nil)
    #expect(replay.summary.completedRequests == 1)
  }

  @Test(arguments: [
    (DynamoReplaySetup(blockSize: 0), [], DynamoReplaySetup.Problem.size),
    (DynamoReplaySetup(layout: .roundRobin(workers: 0)), [], .workers),
    (
      DynamoReplaySetup(), [Self.request(prompt: 0, output: 1, blocks: [1])],
      .request(index: 0)
    ),
    (
      DynamoReplaySetup(), [Self.request(prompt: 513, output: 1, blocks: [1])],
      .prefixTooShort(index: 0)
    ),
  ])
  func whatCannotRunIsRefused(
    setup: DynamoReplaySetup, requests: [DynamoReplayRequest], problem: DynamoReplaySetup.Problem
  ) {
    #expect(throws: problem) { try DynamoReplay(setup: setup, requests: requests, seed: Seed("x")) }
  }

  /// Everyone finishes, in order, and neither the slice size nor a second run changes anything.
  @Test func lawsOnRandomRuns() throws {
    for round in 0..<40 {
      let seed = Seed("dynamo-\(round)")
      var generator = SeededGenerator(seed: seed)
      let workers = 1 + generator.below(3)
      let layouts: [DynamoReplaySetup.Layout] = [
        .roundRobin(workers: workers), .kvRouter(workers: workers, cost: DynamoKVCost()),
        .disaggregated(prefill: workers, decode: 1 + generator.below(3)),
      ]
      let layout = layouts[round % 3]
      let setup = DynamoReplaySetup(
        layout: layout, blockSize: 16, blockCount: 150 + generator.below(200),
        maxSequences: 2 + generator.below(8), tokenBudget: 128 << generator.below(4),
        prefixCaching: generator.below(4) > 0, transferBytesPerToken: 1000,
        transferBandwidth: 25)
      let requests = (0..<1 + generator.below(25)).map { index in
        let prompt = 1 + generator.below(1000)
        return Self.request(
          at: Double(generator.below(2000)), prompt: prompt, output: 1 + generator.below(40),
          blocks: [generator.below(3), generator.below(2) == 0 ? 7 : 100 + index])
      }
      let whole = try Self.run(setup, requests, seed: seed)
      let sliced = try Self.run(setup, requests, seed: seed, slice: 1 + generator.below(5))
      #expect(whole.outcomes == sliced.outcomes, "\(seed)")
      #expect(whole.summary.completedRequests == requests.count, "\(seed)")
      for (request, outcome) in zip(requests, whole.outcomes) {
        let admitted = try #require(outcome.firstAdmission, "\(seed)")
        let first = try #require(outcome.firstToken, "\(seed)")
        let last = try #require(outcome.lastToken, "\(seed)")
        #expect(outcome.arrival <= admitted && admitted < first && first <= last, "\(seed)")
        #expect((first == last) == (request.outputTokens == 1), "\(seed)")
        #expect(outcome.reusedTokens < request.promptTokens, "\(seed)")
      }
    }
  }
}
