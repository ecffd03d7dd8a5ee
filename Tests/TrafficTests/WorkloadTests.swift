import Simulation
import Testing
import Traffic

struct WorkloadTests {
  @Test func requestsAreSortedAndTiesKeepTheirOrder() {
    func request(_ ns: Int, _ segment: Int) -> InferenceRequest {
      InferenceRequest(
        arrival: SimTime(nanoseconds: ns), prompt: [TokenSegment(id: segment, length: 1)],
        outputTokens: 1, outputSegment: 9)
    }
    let workload = Workload(name: "t", requests: [request(5, 0), request(3, 1), request(5, 2)])
    #expect(workload.requests.map { $0.prompt[0].id } == [1, 0, 2])
  }
}
