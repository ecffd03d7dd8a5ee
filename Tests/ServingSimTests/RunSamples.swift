import ServingSim
import Simulation
import Traffic

/// Random setups for laws: small memory, so that preemption, eviction and sharing all happen.
func randomSetup(_ seed: Int) -> ServingSetup {
  var random = SeededGenerator(seed: Seed("serving-\(seed)"))
  let blockSize = [4, 8, 16][random.below(3)]
  let maxModel = 40 + random.below(200)
  let least = (maxModel + blockSize - 1) / blockSize + 1
  let chunked = random.below(4) > 0
  let queue: [QueueRule] = [
    .firstComeFirstServed, .priority, .lowestRank(name: "shortest prompt") { $0.promptTokens },
  ]
  let eviction =
    EvictionRule.builtIn + [
      .leastRecentlyUsed, .lowestScore(name: "deepest") { -$0.depth },
    ]
  let config = EngineConfig(
    blockSize: blockSize, blockCount: least + random.below(30),
    tokenBudget: chunked ? 8 + random.below(120) : maxModel + random.below(50),
    maxSequences: 1 + random.below(12), maxModelTokens: maxModel, chunkedPrefill: chunked,
    prefixCaching: random.below(4) > 0, queue: queue[random.below(3)],
    longPrefillThreshold: random.below(3) == 0 ? 5 + random.below(40) : 0,
    watermark: Double(random.below(3)) * 0.05, reserveFullSequence: random.below(2) == 0,
    allocation: random.below(8) == 0 ? .contiguous : .paged,
    eviction: eviction[random.below(eviction.count)])
  let arrivals = Arrivals(
    count: 5 + random.below(40),
    pattern: .poisson(meanGap: .milliseconds(1 + random.below(20))))
  let (systemPrompts, systemTokens) = (1 + random.below(4), random.below(60))
  let requests = arrivals.times(&random).enumerated().map { i, time in
    let system = SegmentNumbering.sharedBase + random.below(systemPrompts)
    return InferenceRequest(
      arrival: time,
      prompt: [
        TokenSegment(id: system, length: systemTokens),
        TokenSegment(id: SegmentNumbering.uniqueBase + i, length: 1 + random.below(60)),
      ],
      outputTokens: 1 + random.below(40), outputSegment: SegmentNumbering.outputBase + i,
      priority: random.below(3),
      hangsUp: random.below(8) == 0 ? time + .milliseconds(random.below(200)) : nil)
  }
  return ServingSetup(
    engine: config, workload: Workload(name: "law", requests: requests),
    stepTime: .linear(step: .milliseconds(2), perToken: .microseconds(10)), maxSteps: 20_000)
}

/// Few requests with answers of some hundred tokens, some of them alike.
func longAnswers(_ seed: Int) -> Workload {
  var random = SeededGenerator(seed: Seed("long-\(seed)"))
  let times = Arrivals(
    count: 12, pattern: .poisson(meanGap: .milliseconds(50 + random.below(400)))
  ).times(&random)
  return Workload(
    name: "long",
    requests: times.enumerated().map { i, time in
      InferenceRequest(
        arrival: time,
        prompt: [TokenSegment(id: random.below(3), length: 1 + random.below(40))],
        outputTokens: 1 + random.below(500),
        outputSegment: SegmentNumbering.outputBase + random.below(6), priority: random.below(3),
        hangsUp: random.below(6) == 0 ? time + .milliseconds(random.below(900)) : nil)
    })
}

/// The random setup with several replicas; half of them with decode workers apart.
func randomFleet(_ seed: Int, isDisaggregated: Bool = false) -> ServingSetup {
  var random = SeededGenerator(seed: Seed("fleet-\(seed)"))
  var setup = randomSetup(seed)
  // The optimal rule would need to know what the router will do.
  if case .optimal = setup.engine.eviction { setup.engine.eviction = .leastRecentlyUsed }
  let policies: [RoutingPolicy] = [
    .roundRobin, .random, .leastRequest, .powerOfTwoChoices, .prefixAware(PrefixAwareRule()),
    .dynamo(DynamoRouting()),
  ]
  setup.fleet = FleetShape(
    replicas: 1 + random.below(4), routing: policies[random.below(policies.count)],
    seed: Seed("router-\(seed)"))
  setup.stepTime = .linear(step: .milliseconds(1), perToken: .microseconds(random.below(50)))
  guard isDisaggregated else { return setup }
  setup.engine.allocation = .paged
  setup.fleet.decode = DecodePool(
    replicas: 1 + random.below(3), engine: setup.engine, stepTime: setup.stepTime,
    link: KeyValueLink(
      setup: .microseconds(random.below(900)), bytesPerSecond: 1_000_000_000,
      bytesPerToken: 1 + random.below(200_000)))
  return setup
}
