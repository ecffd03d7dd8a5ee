import Simulation
import Testing
import Traffic

@testable import Labs

struct ServingInstanceTests {
  private func scenario(
    _ requests: [RequestClass] = [], trace: RequestTrace? = nil
  ) -> ServingScenario {
    ServingScenario(
      heading: ScenarioHeading(title: "s"), requests: requests, trace: trace,
      maxModelTokens: 4_096, end: nil)
  }

  private func instance(_ scenario: ServingScenario, _ seed: String = "s") -> [InferenceRequest] {
    ServingInstance(scenario, seed: Seed(seed), loadPercent: 100).workload.requests
  }

  @Test func aChatTurnRepeatsTheConversation() {
    let requests = instance(
      scenario([
        RequestClass(
          name: "chat", arrivals: Arrivals(count: 5, pattern: .poisson(meanGap: .seconds(1))),
          promptTokens: .uniform(5...20), outputTokens: .fixed(7), sharedPrefixTokens: 100,
          sharedPrefixes: 2, turns: .fixed(3), turnGapMilliseconds: .fixed(10_000))
      ]))
    #expect(requests.count == 15)
    let later = requests.filter { $0.prompt.count > 2 }
    #expect(later.count == 10)
    for request in later {
      let earlier = requests.filter { request.prompt[2].id == $0.outputSegment }
      #expect(earlier.count == 1)
      #expect(Array(request.prompt.prefix(2)) == earlier[0].prompt)
      #expect(request.prompt[2].length == earlier[0].outputTokens)
    }
  }

  @Test func quantitiesDrawFromStreamsOfTheirOwn() {
    func make(_ output: Distribution, _ seed: String = "s") -> [InferenceRequest] {
      instance(
        scenario([
          RequestClass(
            name: "r",
            arrivals: Arrivals(count: 50, pattern: .poisson(meanGap: .milliseconds(10))),
            promptTokens: .exponential(mean: 50, within: 1...500), outputTokens: output,
            sharedPrefixTokens: 64, sharedPrefixes: 3)
        ]), seed)
    }
    #expect(make(.fixed(3)) == make(.fixed(3)))
    #expect(make(.fixed(3)) != make(.fixed(3), "t"))
    let other = make(.uniform(1...9))
    #expect(make(.fixed(3)).map(\.arrival) == other.map(\.arrival))
    #expect(make(.fixed(3)).map(\.prompt) == other.map(\.prompt))
  }

  @Test func prefixBlocksOfATraceBecomeSegments() {
    let rows = [
      RecordedRequest(
        arrival: .zero, promptTokens: 1_100, outputTokens: 5, prefixBlocks: [0, 4, 9]),
      RecordedRequest(arrival: .zero, promptTokens: 600, outputTokens: 5, prefixBlocks: [0, 7]),
      RecordedRequest(arrival: .zero, promptTokens: 600, outputTokens: 0),
    ]
    let requests = instance(scenario(trace: RequestTrace(file: "m.jsonl", rows: rows, count: 3)))
    #expect(requests.map { $0.prompt.map(\.length) } == [[512, 512, 76], [512, 88], [600]])
    #expect(requests[0].prompt[0] == requests[1].prompt[0])
    #expect(requests[0].outputSegment != requests[1].outputSegment)
    #expect(requests[2].outputTokens == 1)
  }
}
