import Simulation
import Testing
import Traffic

@testable import ServingSim

/// A pool that is fed one request at a time does what a fleet does that knows them all.
struct LivePoolTests {
  static let routings: [RoutingPolicy] = [
    .roundRobin, .leastRequest, .powerOfTwoChoices, .endpointPicker(.stock),
    .prefixAware(PrefixAwareRule()),
  ]

  static func requests(_ seed: String) -> [InferenceRequest] {
    var random = SeededGenerator(seed: Seed(seed))
    var time = SimTime.zero
    return (0..<80).map { index in
      time = time + random.exponential(mean: .milliseconds(30))
      return InferenceRequest(
        arrival: time,
        prompt: [
          TokenSegment(
            id: SegmentNumbering.sharedBase + random.below(3), length: 16 * random.below(8)),
          TokenSegment(
            id: SegmentNumbering.uniqueBase + index, length: 1 + random.below(200)),
        ], outputTokens: 1 + random.below(60),
        outputSegment: SegmentNumbering.outputBase + index)
    }
  }

  @Test(arguments: 0..<5, ["1", "2", "3"]) func sameAsAFleet(policy: Int, seed: String) throws {
    let routing = Self.routings[policy]
    let engine = EngineConfig(blockCount: 60, tokenBudget: 256, maxModelTokens: 512)
    let stepTime = StepTimeModel.linear(step: .milliseconds(5), perToken: .microseconds(30))
    let requests = Self.requests(seed)
    var fleet = try ServingRun(
      ServingSetup(
        engine: engine, workload: Workload(name: "", requests: requests), stepTime: stepTime,
        fleet: FleetShape(replicas: 3, routing: routing, seed: Seed("r"))))
    fleet.finish()
    var pool = try LivePool(
      engine: engine, stepTime: stepTime, replicas: 3, routing: routing, seed: Seed("r"))
    var first = [SimTime?](repeating: nil, count: requests.count)
    var last = first
    var replicas = [Int](repeating: -1, count: requests.count)
    var next = 0
    while true {
      let arrival = next < requests.count ? requests[next].arrival : nil
      guard let now = [pool.nextTime, arrival].compactMap({ $0 }).min() else { break }
      for answer in pool.endSteps(at: now) {
        if answer.isFirstToken { first[answer.request] = now }
        if answer.isFinished {
          last[answer.request] = now
          #expect(answer.outputTokens == requests[answer.request].outputTokens)
        }
      }
      while next < requests.count, requests[next].arrival == now {
        replicas[next] = pool.send(requests[next], as: next, at: now).replica
        next += 1
      }
      pool.startSteps(at: now)
    }
    #expect(pool.requestCount == 0)
    for index in requests.indices {
      #expect(replicas[index] == fleet.records[index].replica, "request \(index)")
      #expect(first[index] == fleet.records[index].firstToken, "request \(index)")
      #expect(last[index] == fleet.records[index].ended, "request \(index)")
    }
  }

  @Test func whoIsTakenOutLeavesNothing() throws {
    let engine = EngineConfig(blockCount: 60, tokenBudget: 256, maxModelTokens: 512)
    var pool = try LivePool(
      engine: engine, stepTime: .linear(step: .milliseconds(5), perToken: .zero), replicas: 1,
      routing: .roundRobin, seed: Seed("a"))
    for request in 0..<3 {
      _ = pool.send(Self.requests("a")[request], as: request, at: .zero)
    }
    pool.startSteps(at: .zero)
    let aborts = [pool.abort(1), pool.abort(1)]
    #expect(aborts == [true, false])
    var finished: [Int] = []
    while let now = pool.nextTime {
      finished += pool.endSteps(at: now).filter(\.isFinished).map(\.request)
      pool.startSteps(at: now)
    }
    #expect(finished.sorted() == [0, 2])
    #expect(pool.requestCount == 0)
  }
}
