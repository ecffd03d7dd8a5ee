import Cluster
import Simulation
import Testing

struct RequestCase: CustomTestStringConvertible, Sendable {
  let name: String
  var containers: [ResourceList] = []
  var inits: [Pod.InitContainer] = []
  var overhead: ResourceList = [:]
  let effective: ResourceList
  /// cpu and memory with the defaults.
  let nonZero: (cpu: Int, memory: Int)
  var testDescription: String { name }
}

private let mebi200 = 209_715_200

@Suite struct PodRequestTests {
  static let cases = [
    RequestCase(name: "no container", effective: [:], nonZero: (0, 0)),
    RequestCase(
      name: "two containers add up", containers: [["cpu": 100, "memory": 5], ["cpu": 50]],
      effective: ["cpu": 150, "memory": 5], nonZero: (150, 5 + mebi200)),
    RequestCase(
      name: "an explicit 0 stays 0", containers: [["cpu": 0, "memory": 0], [:]],
      effective: ["cpu": 0, "memory": 0], nonZero: (100, mebi200)),
    RequestCase(
      name: "the init peak wins where it is larger",
      containers: [["cpu": 100, "memory": 7]],
      inits: [.init(requests: ["cpu": 300, "memory": 1]), .init(requests: ["cpu": 200])],
      effective: ["cpu": 300, "memory": 7], nonZero: (300, mebi200)),
    RequestCase(
      name: "a sidecar counts beside later inits (40 + 300) and beside the apps (40 + 100)",
      containers: [["cpu": 100]],
      inits: [
        .init(requests: ["cpu": 310]), .init(requests: ["cpu": 40], isSidecar: true),
        .init(requests: ["cpu": 300]),
      ],
      effective: ["cpu": 340], nonZero: (340, mebi200 * 2)),
    RequestCase(
      name: "overhead comes on top", containers: [["cpu": 1, "nvidia.com/gpu": 2, "memory": 3]],
      overhead: ["cpu": 9], effective: ["cpu": 10, "nvidia.com/gpu": 2, "memory": 3],
      nonZero: (10, 3)),
  ]

  @Test(arguments: cases) func requests(_ example: RequestCase) {
    let pod = Pod(
      name: "p", containers: example.containers, initContainers: example.inits,
      overhead: example.overhead)
    #expect(pod.effectiveRequest == example.effective)
    #expect(pod.nonZeroRequest.cpu == MilliCPU(example.nonZero.cpu))
    #expect(pod.nonZeroRequest.memory == Bytes(example.nonZero.memory))
  }
}
