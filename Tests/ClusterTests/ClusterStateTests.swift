import Simulation
import Testing

@testable import Cluster

@Suite struct ClusterStateTests {
  private func gpuPod(_ count: Int) -> Pod {
    Pod(name: "whole", containers: [["cpu": 100, "nvidia.com/gpu": count]])
  }
  private func sharePod(_ milli: Int) -> Pod {
    Pod(name: "share", containers: [["cpu": 100]], gpuShareMilli: milli)
  }

  @Test func wholeAndSharedGPUsAreHeldByIndex() {
    var state = ClusterState(nodes: [
      Node(name: "n", allocatable: ["cpu": 8_000, "pods": 10, "nvidia.com/gpu": 4])
    ])
    let pods = [gpuPod(1), sharePod(400), sharePod(500), sharePod(300), gpuPod(1)]
      .map { state.admit($0) }
    for pod in pods { state.place(pod, on: 0) }
    // 400 opens GPU 1, 500 joins it (900), 300 opens GPU 2, the last whole pod takes GPU 3.
    #expect(pods.map { state.gpuIndices(of: $0) } == [[0], [1], [1], [2], [3]])
    #expect(Array(state.freeGPUShares(on: 0)) == [0, 100, 700, 0])
    #expect(state.gpuHolders(on: 0)[1] == [.init(pod: 1, milli: 400), .init(pod: 2, milli: 500)])
    #expect(state.resourceIndex(.nvidiaGPU).map { state.requested($0, on: 0) } == 4)
    state.remove(pods[1])
    state.remove(pods[3])
    #expect(state.wholeFreeGPUs(on: 0) == 1)
    #expect(state.freeGPUMilli(on: 0) == 1_500)
    #expect(state.resourceIndex(.nvidiaGPU).map { state.requested($0, on: 0) } == 3)
    #expect(state.violations() == [])
  }

  @Test func chosenGPUsAreTakenAsFarAsTheyAreFree() {
    var state = ClusterState(nodes: [
      Node(name: "n", allocatable: ["cpu": 8_000, "pods": 10, "nvidia.com/gpu": 4])
    ])
    let pods = [gpuPod(2), sharePod(400), sharePod(700)].map { state.admit($0) }
    state.place(pods[0], on: 0, gpus: [3, 1])
    state.place(pods[1], on: 0, gpus: [2])
    // GPU 2 has 600 left, GPU 9 does not exist.
    state.place(pods[2], on: 0, gpus: [2, 9])
    #expect(pods.map { state.gpuIndices(of: $0) } == [[1, 3], [2], []])
    #expect(state.resourceIndex(.nvidiaGPU).map { state.requested($0, on: 0) } == 3)
    #expect(state.violations() == [])
  }

  @Test func nodesAreCordonedAndTainted() {
    let taint = Taint(key: "node.kubernetes.io/unreachable", effect: .noSchedule)
    var state = ClusterState(nodes: [
      Node(name: "a", allocatable: [:]), Node(name: "b", allocatable: [:], isUnschedulable: true),
    ])
    state.setUnschedulable(false, on: 1)
    state.setUnschedulable(false, on: 1)
    #expect(!state.hasUnschedulableNodes)
    state.setUnschedulable(true, on: 0)
    #expect(state.hasUnschedulableNodes && state.nodes[0].isUnschedulable)
    state.setTaints([taint], on: 1)
    #expect(state.taintSets[state.taintSetOfNode[1]] == [taint])
    state.setTaints([], on: 1)
    #expect(state.taintSetOfNode[0] == state.taintSetOfNode[1])
    #expect(state.taintSets.count == 2)
  }

  @Test func aCopyIsASnapshot() {
    var state = ClusterState(nodes: [Node(name: "n", allocatable: ["cpu": 500, "pods": 5])])
    let pod = state.admit(Pod(name: "p", containers: [["cpu": 600]]))
    let before = state
    state.place(pod, on: 0)
    #expect(before.node(of: pod) == nil)
    #expect(before.overcommitments == [])
    #expect(
      state.overcommitments
        == [.init(node: 0, resource: .cpu, requested: 600, allocatable: 500)])
  }

  @Test(arguments: (0..<40).map { Seed("cluster-\($0)") })
  func sumsStayTrueUnderRandomChanges(seed: Seed) {
    var random = SeededGenerator(seed: seed)
    var state = ClusterState(
      nodes: (0..<3).map {
        Node(name: "n\($0)", allocatable: ["cpu": 4_000, "pods": 20, "nvidia.com/gpu": 4])
      })
    for _ in 0..<30 {
      let pod: Pod =
        switch random.below(3) {
        case 0: gpuPod(random.below(3))
        case 1: sharePod(1 + random.below(999))
        default: Pod(name: "cpu", labels: ["app": "x"], containers: [["cpu": 10], [:]])
        }
      _ = state.admit(pod)
    }
    let empty = state
    for _ in 0..<300 {
      let pod = random.below(30)
      if state.node(of: pod) != nil {
        if random.below(3) == 0 {
          state.setTerminating(random.below(2) == 0, pod)
        } else {
          state.remove(pod)
        }
      } else if random.below(4) == 0 {
        state.replace(pod, with: gpuPod(random.below(3)))
      } else {
        let gpus = random.below(2) == 0 ? nil : [random.below(4), random.below(5)]
        state.place(pod, on: random.below(3), gpus: gpus)
      }
      #expect(state.violations() == [], "seed \(seed)")
    }
    for pod in 0..<30 where state.node(of: pod) != nil { state.remove(pod) }
    for node in 0..<3 {
      #expect(state.freeGPUMilli(on: node) == empty.freeGPUMilli(on: node), "seed \(seed)")
      #expect(state.requested(0, on: node) == 0, "seed \(seed)")
      #expect(state.nonZeroMemory[node] == 0, "seed \(seed)")
    }
  }
}
