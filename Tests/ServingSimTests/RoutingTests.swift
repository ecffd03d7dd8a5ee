import ServingSim
import Simulation
import Testing

/// A router that can be asked within `#expect`.
private final class Desk {
  private var state: RouterState

  init(_ policy: RoutingPolicy, seed: Seed) { state = RouterState(policy, seed: seed) }

  func choose(
    request: RoutingRequest, replicas: [ReplicaView], explaining: Bool = false
  ) -> RoutingDecision? {
    state.choose(request: request, replicas: replicas, explaining: explaining)
  }
}

struct RoutingTests {
  /// Four replicas with these loads.
  private func views(_ loads: [Int], hits: [Int] = []) -> [ReplicaView] {
    loads.enumerated().map { index, load in
      ReplicaView(
        replica: index * 10, running: load, usedBlocks: load * 10, usableBlocks: 1000,
        hitTokens: hits.isEmpty ? 0 : hits[index], assignedRequests: load)
    }
  }

  private let request = RoutingRequest(id: 1, promptTokens: 1600)

  static let policies: [RoutingPolicy] =
    [
      .roundRobin, .random, .leastRequest, .powerOfTwoChoices, .prefixAware(PrefixAwareRule()),
      .endpointPicker(.stock),
      .endpointPicker(
        EndpointPickerProfile(
          scorers: RoutingScorer.allCases.map { .init($0, weight: 1) }, picker: .weightedRandom,
          limits: EndpointPicker.SaturationLimits())),
      .dynamo(DynamoRouting()), .dynamo(DynamoRouting(temperature: 0.5)),
    ] + AIBrixPolicy.allCases.map { .aibrix($0) }

  @Test func roundRobinTakesTurnsAmongTheHealthy() throws {
    let router = Desk(.roundRobin, seed: Seed("turns"))
    var views = views([0, 0, 0])
    views[1].isHealthy = false
    let order = (0..<4).compactMap { _ in
      router.choose(request: request, replicas: views)?.replica
    }
    #expect(order == [0, 20, 0, 20])
  }

  @Test func theLeastRequestsWin() throws {
    let router = Desk(.leastRequest, seed: Seed("least"))
    let decision = try #require(
      router.choose(request: request, replicas: views([4, 2, 7]), explaining: true))
    #expect(decision.replica == 10)
    #expect(decision.reason == .leastLoad(load: 2, tied: 1))
    #expect(decision.scores == [ScoreRow(scorer: .assignedRequests, weight: 1, raw: [4, 2, 7])])
  }

  struct PrefixCase: Sendable, CustomTestStringConvertible {
    var name: String
    var loads: [Int]
    var hits: [Int]
    var replica: Int
    var reason: RoutingReason
    var testDescription: String { name }
  }

  static let prefixCases = [
    PrefixCase(
      name: "more than half is cached", loads: [9, 3, 0], hits: [801, 320, 0], replica: 0,
      reason: .longestPrefix(hitTokens: 801, promptTokens: 1600, tied: 1)),
    PrefixCase(
      name: "exactly half is not enough", loads: [9, 3, 0], hits: [800, 320, 0], replica: 0,
      reason: .prefixTooShort(bestHitTokens: 800, promptTokens: 1600)),
    PrefixCase(
      name: "loads 33 apart", loads: [33, 3, 0], hits: [1600, 0, 0], replica: 20,
      reason: .loadGuard(lowest: 0, highest: 33)),
    PrefixCase(
      name: "33 apart but within 10 %", loads: [433, 400, 433], hits: [1600, 0, 0], replica: 0,
      reason: .longestPrefix(hitTokens: 1600, promptTokens: 1600, tied: 1)),
  ]

  @Test(arguments: prefixCases) func prefixAware(_ given: PrefixCase) throws {
    let router = Desk(.prefixAware(PrefixAwareRule()), seed: Seed("prefix"))
    let decision = try #require(
      router.choose(request: request, replicas: views(given.loads, hits: given.hits)))
    #expect(decision.replica == given.replica)
    #expect(decision.reason == given.reason)
  }

  @Test func coldPromptsGoToWhoWasSentTheFewestTokens() {
    let router = Desk(.prefixAware(PrefixAwareRule()), seed: Seed("cold"))
    let order = [1600, 100, 100, 100].compactMap { tokens in
      router.choose(
        request: RoutingRequest(id: 0, promptTokens: tokens), replicas: views([0, 0]))?.replica
    }
    // 1600 to the first; then the second has 0, 100 and 200 tokens.
    #expect(order == [0, 10, 10, 10])
  }

  /// Prefix 3 x 0.5, KV 2 x 0.98 and queue 2 x 1 against KV 2 x 0.99 and queue 2 x 1.
  @Test func theStockProfileAddsUp() throws {
    let router = Desk(.endpointPicker(.stock), seed: Seed("stock"))
    let decision = try #require(
      router.choose(request: request, replicas: views([2, 1], hits: [800, 0]), explaining: true))
    #expect(decision.replica == 0)
    #expect(decision.reason == .highestScore(total: 3 * 0.5 + 2 * 0.98 + 2, tied: 1))
    #expect(
      decision.scores.map(\.scorer.rawValue) == [
        "prefix-cache-scorer", "kv-cache-utilization-scorer", "queue-scorer",
      ])
    #expect(decision.scores.map(\.weight) == [3, 2, 2])
  }

  @Test func saturatedEndpointsAreLeftOutWhileOthersRemain() throws {
    let profile = EndpointPickerProfile(
      scorers: [.init(.prefixCache, weight: 1)], limits: EndpointPicker.SaturationLimits())
    let router = Desk(.endpointPicker(profile), seed: Seed("full"))
    var views = views([2, 1], hits: [1600, 0])
    views[0].waiting = 5
    #expect(router.choose(request: request, replicas: views)?.replica == 10)
    views[1].waiting = 9
    #expect(router.choose(request: request, replicas: views)?.replica == 0)
  }

  @Test func whoGotAColdPromptLongestAgoIsNext() {
    let profile = EndpointPickerProfile(scorers: [.init(.noHitLRU, weight: 1)])
    let router = Desk(.endpointPicker(profile), seed: Seed("lru"))
    let order = (0..<6).compactMap { _ in
      router.choose(request: request, replicas: views([1, 1, 1]))?.replica
    }
    #expect(order == [0, 10, 20, 0, 10, 20])
  }

  /// 16-token blocks; the cost is (queued + prompt) / 16 - cached blocks + held blocks.
  /// A: (320 + 1600) / 16 - 50 + (20 + 100) = 190; B: 100 - 0 + (10 + 100) = 210.
  @Test func dynamoWeighsPrefillAgainstHeldBlocks() throws {
    let router = Desk(.dynamo(DynamoRouting()), seed: Seed("dynamo"))
    var views = views([2, 1], hits: [800, 0])
    views[0].outstandingPromptTokens = 320
    let decision = try #require(
      router.choose(request: request, replicas: views, explaining: true))
    #expect(decision.replica == 0)
    #expect(decision.reason == .lowestCost(cost: 190, tied: 1))
    #expect(decision.scores[0].raw == [70, 100])
    #expect(decision.scores[1].raw == [120, 110])
  }

  @Test func aibrixKeepsTheCacheWithinOneDeviation() throws {
    let router = Desk(.aibrix(.prefixCache), seed: Seed("aibrix"))
    // Mean 2, deviation sqrt((36 + 4 + 4 + 4) / 3) = 4: the eight requests are beyond 6.
    #expect(
      router.choose(request: request, replicas: views([8, 0, 0, 0], hits: [1600, 0, 0, 400]))?
        .replica == 30)
    // Mean 2, deviation sqrt(6 / 3) = 1.4: three requests are within.
    #expect(
      router.choose(request: request, replicas: views([3, 3, 2, 0], hits: [1600, 0, 0, 0]))?
        .reason == .longestPrefix(hitTokens: 1600, promptTokens: 1600, tied: 1))
    #expect(
      router.choose(request: request, replicas: views([9, 0, 5], hits: [1600, 0, 0]))?.reason
        == .loadGuard(lowest: 0, highest: 9))
  }

  @Test func aBusyUserMovesToLaterReplicas() throws {
    let router = Desk(.aibrix(.vtcBasic), seed: Seed("vtc"))
    func send(_ user: Int, at second: Int) -> RoutingDecision? {
      router.choose(
        request: RoutingRequest(
          id: 0, promptTokens: 1000, user: user,
          arrival: SimTime(nanoseconds: second * 1_000_000_000)), replicas: views([0, 0, 0]))
    }
    // Each request charges 1000 + 2 x 1500 = 4000 tokens; a lone user's bucket is his own total.
    #expect(send(1, at: 0)?.replica == 0)
    #expect(send(1, at: 1)?.replica == 10)
    #expect(send(2, at: 1)?.replica == 0)
    // After the window the user starts again.
    #expect(send(1, at: 400)?.replica == 0)
  }

  @Test(arguments: [
    (AIBrixPolicy.leastLatency, 10), (.throughput, 0), (.leastBusyTime, 20), (.leastKVCache, 20),
  ])
  func aibrixMeasures(policy: AIBrixPolicy, replica: Int) {
    var views = views([5, 4, 3])
    views[0].averages = ReplicaAverages(
      promptTokens: 100, outputTokens: 100, queueMilliseconds: 50, prefillMilliseconds: 10,
      decodeMilliseconds: 900, busyFraction: 0.9)
    views[1].averages = ReplicaAverages(
      promptTokens: 1000, outputTokens: 100, queueMilliseconds: 0, prefillMilliseconds: 60,
      decodeMilliseconds: 800, busyFraction: 0.8)
    views[2].averages = ReplicaAverages(
      promptTokens: 100, outputTokens: 200, queueMilliseconds: 900, prefillMilliseconds: 10,
      decodeMilliseconds: 1500, busyFraction: 0.1)
    let router = Desk(.aibrix(policy), seed: Seed("measures"))
    #expect(router.choose(request: request, replicas: views)?.replica == replica)
  }

  @Test(arguments: policies) func nobodyHealthyMeansNoDecision(_ policy: RoutingPolicy) {
    let router = Desk(policy, seed: Seed("none"))
    #expect(router.choose(request: request, replicas: []) == nil)
    #expect(
      router.choose(request: request, replicas: [ReplicaView(replica: 0, isHealthy: false)]) == nil)
  }

  /// The loads and hits that a random run may show.
  private func randomViews(
    _ generator: inout SeededGenerator, promptTokens: Int
  ) -> [ReplicaView] {
    (0..<1 + generator.below(9)).map { index in
      ReplicaView(
        replica: index, isHealthy: generator.below(5) > 0, running: generator.below(20),
        waiting: generator.below(9), outstandingTokens: generator.below(100_000),
        outstandingPromptTokens: generator.below(50_000), usedBlocks: generator.below(1001),
        usableBlocks: 1000, hitTokens: generator.below(promptTokens + 1),
        activeAdapters: [generator.below(3)], waitingAdapters: [], adapterSlots: 2,
        assignedRequests: generator.below(40),
        averages: generator.below(3) == 0
          ? nil
          : ReplicaAverages(
            promptTokens: Double(generator.below(100)), outputTokens: 20,
            queueMilliseconds: Double(generator.below(100)), prefillMilliseconds: 3,
            decodeMilliseconds: 40, busyFraction: generator.unit()))
    }
  }

  @Test(arguments: policies) func onlyHealthyReplicasAndExplainingChangesNothing(
    _ policy: RoutingPolicy
  ) throws {
    for round in 0..<40 {
      let seed = Seed("routing-\(round)")
      var generator = SeededGenerator(seed: seed)
      let plain = Desk(policy, seed: seed)
      let explained = Desk(policy, seed: seed)
      for id in 0..<10 {
        let promptTokens = 1 + generator.below(3000)
        let views = randomViews(&generator, promptTokens: promptTokens)
        let request = RoutingRequest(
          id: id, promptTokens: promptTokens, adapter: generator.below(3),
          user: generator.below(4), arrival: SimTime(nanoseconds: id * 1_000_000_000))
        let decision = plain.choose(request: request, replicas: views)
        let told = explained.choose(request: request, replicas: views, explaining: true)
        #expect(decision?.replica == told?.replica && decision?.reason == told?.reason, "\(seed)")
        guard let chosen = decision?.replica else {
          #expect(views.count { $0.isHealthy } == 0, "\(seed)")
          continue
        }
        #expect(views[chosen].isHealthy, "\(seed)")
        for row in told?.scores ?? [] {
          #expect(row.raw.count == views.count, "\(seed)")
          if row.scorer.isEndpointPickers {
            #expect(row.raw.allSatisfy { (0...1).contains($0) }, "\(seed) \(row)")
          }
        }
        if case .lesserOfTwo(let load, _, let other) = decision?.reason {
          #expect(load <= other && load == Double(views[chosen].assignedRequests), "\(seed)")
        }
      }
    }
  }

  @Test func roundRobinIsFairToOne() {
    for round in 0..<50 {
      let seed = Seed("fair-\(round)")
      var generator = SeededGenerator(seed: seed)
      let count = 1 + generator.below(9)
      let sent = generator.below(200)
      let router = Desk(.roundRobin, seed: seed)
      var counts = [Int](repeating: 0, count: count)
      for _ in 0..<sent {
        let views = (0..<count).map { ReplicaView(replica: $0) }
        counts[router.choose(request: request, replicas: views)?.replica ?? 0] += 1
      }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1, "\(seed): \(counts)")
    }
  }

  @Test func softmaxChancesSumToOneAndFallWithCost() {
    for round in 0..<200 {
      let seed = Seed("softmax-\(round)")
      var generator = SeededGenerator(seed: seed)
      let costs = (0..<1 + generator.below(12)).map { _ in
        round == 0 ? 7.5 : generator.unit() * 1e4 - 100
      }
      let chances = DynamoKVCost.probabilities(
        costs: costs, temperature: 0.01 + generator.unit() * 3)
      #expect(abs(chances.reduce(0, +) - 1) < 1e-12, "\(seed)")
      for one in costs.indices {
        for other in costs.indices where costs[one] < costs[other] {
          #expect(chances[one] >= chances[other], "\(seed)")
        }
      }
    }
    #expect(
      DynamoKVCost.probabilities(
        costs: [-.greatestFiniteMagnitude, .greatestFiniteMagnitude], temperature: 1
      ).allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func powerOfTwoChoicesDrawsEveryPair() {
    let router = Desk(.powerOfTwoChoices, seed: Seed("pairs"))
    var wins = [0, 0, 0]
    for _ in 0..<3000 {
      let chosen = router.choose(request: request, replicas: views([1, 2, 3]))?.replica ?? 0
      wins[chosen / 10] += 1
    }
    // The lightest wins 2 of 3 pairs, the second 1 of 3, the heaviest none.
    #expect(abs(wins[0] - 2000) < 120 && abs(wins[1] - 1000) < 120 && wins[2] == 0)
  }
}
