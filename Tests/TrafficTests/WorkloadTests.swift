import Simulation
import Testing
import Traffic

struct WorkloadTests {
  @Test func theLinearCongruentialWorkloadIsThePublishedOne() {
    let requests = Workload.lcg(count: 10_000).requests
    // First row and last row as published: time to 6 decimals, prompt, answer.
    #expect(microseconds(requests[0]) == 859_220)
    #expect(requests[0].promptTokens == 1_730 && requests[0].outputTokens == 371)
    #expect(microseconds(requests[9_999]) == 2_476_723_029)
    #expect(requests[9_999].promptTokens == 1_043 && requests[9_999].outputTokens == 68)
  }

  private func microseconds(_ request: InferenceRequest) -> Int {
    (request.arrival.nanoseconds + 500) / 1_000
  }

  @Test func requestsAreSortedAndTiesKeepTheirOrder() {
    func request(_ ns: Int, _ segment: Int) -> InferenceRequest {
      InferenceRequest(
        arrival: SimTime(nanoseconds: ns), prompt: [TokenSegment(id: segment, length: 1)],
        outputTokens: 1, outputSegment: 9)
    }
    let workload = Workload(name: "t", requests: [request(5, 0), request(3, 1), request(5, 2)])
    #expect(workload.requests.map { $0.prompt[0].id } == [1, 0, 2])
  }

  @Test func aSliceCountsFromItsStart() {
    let workload = Workload.independent(
      count: 10, arrivals: .uniform(gap: .seconds(1)), prompt: .fixed(8), output: .fixed(2),
      seed: Seed("a"))
    let slice = workload.slice(
      from: SimTime(nanoseconds: 3_000_000_000), to: SimTime(nanoseconds: 6_000_000_000))
    #expect(slice.requests.map(\.arrival.inSeconds) == [0, 1, 2])
    #expect(workload.withArrivals(atPercent: 50).requests[9].arrival.inSeconds == 5)
  }

  @Test func aChatTurnRepeatsTheConversation() {
    let workload = Workload.chat(
      conversations: 5, turns: 3...3, starts: .poisson(meanGap: .seconds(1)),
      thinking: .seconds(10), systemPrompts: 2, systemTokens: 100, question: .uniform(5...20),
      output: .fixed(7), seed: Seed("chat"))
    #expect(workload.requests.count == 15)
    for request in workload.requests where request.prompt.count > 2 {
      let earlier = workload.requests.filter { $0.outputSegment == request.prompt[2].id }
      #expect(earlier.count == 1)
      #expect(Array(request.prompt.prefix(2)) == earlier[0].prompt)
      #expect(request.prompt[2].length == earlier[0].outputTokens)
    }
  }

  @Test func streamsAreIndependent() {
    func make(_ output: LengthDistribution, _ seed: String = "s") -> Workload {
      Workload.sharedPrefix(
        count: 50, arrivals: .poisson(meanGap: .milliseconds(10)), systemPrompts: 3,
        systemTokens: 64, question: .exponential(mean: 50, limits: 1...500), output: output,
        seed: Seed(seed))
    }
    #expect(make(.fixed(3)) == make(.fixed(3)))
    #expect(make(.fixed(3)) != make(.fixed(3), "t"))
    let other = make(.uniform(1...9))
    #expect(make(.fixed(3)).requests.map(\.arrival) == other.requests.map(\.arrival))
    #expect(make(.fixed(3)).requests.map(\.prompt) == other.requests.map(\.prompt))
  }

  @Test func mooncakeBlocksBecomeSegments() {
    let workload = Workload(
      name: "m",
      mooncake: [
        MooncakeRow(arrival: .zero, inputTokens: 1_100, outputTokens: 5, prefixBlocks: [0, 4, 9]),
        MooncakeRow(arrival: .zero, inputTokens: 600, outputTokens: 5, prefixBlocks: [0, 7]),
      ])
    #expect(workload.requests[0].prompt.map(\.length) == [512, 512, 76])
    #expect(workload.requests[1].prompt.map(\.length) == [512, 88])
    #expect(workload.requests[0].prompt[0] == workload.requests[1].prompt[0])
    #expect(workload.requests[0].outputSegment != workload.requests[1].outputSegment)
  }
}
