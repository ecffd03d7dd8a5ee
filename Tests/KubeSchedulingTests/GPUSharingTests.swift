import Cluster
import KubeScheduling
import Simulation
import Testing

/// Policies worked by hand, laws of a run, and the policies as parts of a profile.
@Suite struct GPUSharingTests {
  static let share = GPUPodShape(cpuMilli: 4_000, memory: 0, gpus: 1, milliPerGPU: 500)
  static let whole = GPUPodShape(cpuMilli: 8_000, memory: 0, gpus: 1, milliPerGPU: 1_000)
  static let pair = GPUPodShape(cpuMilli: 8_000, memory: 0, gpus: 2, milliPerGPU: 1_000)
  static let plain = GPUPodShape(cpuMilli: 8_000, memory: 0, gpus: 0, milliPerGPU: 0)

  struct Score: CustomTestStringConvertible {
    let name: String
    let policy: GPUSharingPolicy
    let pod: GPUPodShape
    let node: GPUNodeView
    let score: Int
    var testDescription: String { name }
  }

  static let scores = [
    Score(
      name: "dot product of an empty large node", policy: .dotProduct, pod: whole,
      node: GPUNodeView(cpuFree: 128_000, free: Array(repeating: 1_000, count: 8)),
      // 1 - (1 * 1/16 + 1 * 1/8) / 2
      score: 90),
    Score(
      name: "best fit that leaves nothing", policy: .bestFit, pod: whole,
      node: GPUNodeView(cpuFree: 8_000, free: [1_000]), score: 100),
    Score(
      name: "best fit that leaves half", policy: .bestFit, pod: whole,
      node: GPUNodeView(cpuFree: 72_000, free: [1_000, 1_000, 1_000, 1_000, 1_000]), score: 50),
    Score(
      name: "packing: a GPU in use", policy: .gpuPacking, pod: share,
      node: GPUNodeView(cpuFree: 9_000, free: [1_000, 600]), score: 94),
    Score(
      name: "packing: a fresh GPU of a used node", policy: .gpuPacking, pod: whole,
      node: GPUNodeView(cpuFree: 9_000, free: [1_000, 600]), score: 49),
    Score(
      name: "packing: an unused node", policy: .gpuPacking, pod: whole,
      node: GPUNodeView(cpuFree: 9_000, free: Array(repeating: 1_000, count: 8)), score: 25),
    Score(
      name: "packing: many GPUs count for themselves", policy: .gpuPacking, pod: whole,
      node: GPUNodeView(cpuFree: 9_000, free: Array(repeating: 1_000, count: 20)), score: 20),
    Score(
      name: "packing has no opinion without GPUs", policy: .gpuPacking, pod: plain,
      node: GPUNodeView(cpuFree: 9_000, free: [1_000, 600]), score: 0),
    Score(
      name: "clustering: only this kind", policy: .gpuClustering, pod: share,
      node: GPUNodeView(cpuFree: 9_000, free: [500, 500], kinds: 1), score: 96),
    Score(
      name: "clustering: this kind and another", policy: .gpuClustering, pod: share,
      node: GPUNodeView(cpuFree: 9_000, free: [500, 500], kinds: 0b101), score: 71),
    Score(
      name: "clustering: nobody yet", policy: .gpuClustering, pod: share,
      node: GPUNodeView(cpuFree: 9_000, free: [1_000, 1_000]), score: 43),
    Score(
      name: "clustering: only others", policy: .gpuClustering, pod: whole,
      node: GPUNodeView(cpuFree: 9_000, free: [1_000, 500], kinds: 1), score: 20),
    Score(
      name: "FGD: a fragment is filled", policy: .fgd, pod: share,
      // Typical are shares and pairs, half and half: 500 free is a fragment for pairs only.
      node: GPUNodeView(cpuFree: 9_000, free: [500]), score: 56),
    Score(
      name: "FGD: a pair is broken", policy: .fgd, pod: share,
      // Before, nothing is a fragment; after, half of 1500 for pairs.
      node: GPUNodeView(cpuFree: 19_000, free: [1_000, 1_000]), score: 32),
  ]

  @Test(arguments: scores) func scoreIsTheOneWorkedByHand(_ one: Score) {
    let typical = TypicalPods(workload: [Self.share, Self.pair], counts: [1, 1], covering: 100)
    #expect(GPUSharingScores.score(one.policy, one.node, one.pod, typical: typical) == one.score)
  }

  @Test func typicalPodsAreTheFrequentOnes() {
    let typical = TypicalPods(
      workload: [Self.share, Self.whole, Self.pair], counts: [60, 35, 5])
    #expect(typical.entries.map(\.pod) == [Self.share, Self.whole])
    #expect(abs(typical.entries[0].share - 60.0 / 95) < 1e-12)
    #expect(abs(typical.entries.reduce(0) { $0 + $1.share } - 1) < 1e-12)
  }

  struct Choice: CustomTestStringConvertible {
    let rule: GPUDeviceRule
    let pod: GPUPodShape
    let mask: UInt64?
    var testDescription: String { "\(rule) \(pod.gpus)x\(pod.milliPerGPU)" }
  }

  @Test(arguments: [
    Choice(rule: .fullest, pod: share, mask: 0b1000),
    Choice(rule: .emptiest, pod: share, mask: 0b00010),
    Choice(rule: .fullest, pod: whole, mask: 0b00010),
    Choice(rule: .leastFragments, pod: pair, mask: 0b10010),
    Choice(
      rule: .emptiest, pod: GPUPodShape(cpuMilli: 0, memory: 0, gpus: 3, milliPerGPU: 1_000),
      mask: nil),
    Choice(rule: .random, pod: plain, mask: 0),
  ])
  func deviceIsTheOneOfTheRule(_ one: Choice) {
    let node = GPUNodeView(cpuFree: 99_000, free: [400, 1_000, 700, 500, 1_000])
    let typical = TypicalPods(workload: [Self.share], counts: [1])
    let mask = one.rule.devices(for: one.pod, on: node, typical: typical) { _ in 0 }
    #expect(mask == one.mask)
  }

  /// Whatever the policy: no GPU, CPU or memory is given twice, amounts add up, the model fits.
  @Test(arguments: GPUSharingPolicy.allCases, 1...5)
  func nothingIsGivenTwice(policy: GPUSharingPolicy, seed: Int) {
    var generator = SeededGenerator(seed: Seed("laws \(seed)"))
    let models = ["T4", "G2", nil]
    let nodes = (0..<12).map { _ in
      GPUNodeShape(
        cpuMilli: 1_000 * generator.below(64), memory: generator.below(100),
        gpus: generator.below(9), model: models[generator.below(3)])
    }
    let classes = (0..<9).map { index in
      GPUPodShape(
        cpuMilli: 1_000 * generator.below(9), memory: generator.below(9),
        gpus: index % 3 == 0 ? generator.below(4) : 1, milliPerGPU: 1 + generator.below(1_000),
        models: index % 4 == 0 ? ["T4"] : [])
    }
    var run = GPUSharingRun(
      nodes: nodes, order: Array(nodes.indices.reversed()), classes: classes, policy: policy,
      typical: TypicalPods(workload: classes, counts: classes.map { _ in 1 }),
      generator: generator)
    var cpu = nodes.map(\.cpuMilli)
    var memory = nodes.map(\.memory)
    var free = nodes.map { Array(repeating: 1_000, count: $0.gpus) }
    var allocated = 0
    for step in 0..<150 {
      let at = step % classes.count
      let pod = classes[at]
      guard let placement = run.schedule(at) else {
        // Refused only if it really fits nowhere.
        for node in nodes.indices {
          let fits =
            cpu[node] >= pod.cpuMilli && memory[node] >= pod.memory
            && free[node].count { $0 >= pod.milliPerGPU } >= pod.gpus
            && (pod.models.isEmpty || pod.models.contains(nodes[node].model ?? ""))
          #expect(!fits, "seed \(seed), step \(step), node \(node)")
        }
        continue
      }
      cpu[placement.node] -= pod.cpuMilli
      memory[placement.node] -= pod.memory
      #expect(placement.devices.nonzeroBitCount == pod.gpus)
      for device in 0..<64 where placement.devices & (1 << UInt64(device)) != 0 {
        free[placement.node][device] -= pod.milliPerGPU
        #expect(free[placement.node][device] >= 0, "seed \(seed), step \(step)")
      }
      #expect(cpu[placement.node] >= 0 && memory[placement.node] >= 0, "seed \(seed)")
      allocated += pod.gpuMilli
      #expect(run.allocatedMilli == allocated)
    }
    let left = free.joined().reduce(0, +)
    #expect(run.capacityMilli - run.allocatedMilli == left)
    #expect(run.fragmentedMilli >= 0 && run.fragmentedMilli <= Double(left) + 0.001)
  }

  // MARK: In a profile

  private func state() -> (ClusterState, [PodIndex]) {
    let nodes = ["a", "b", "c"].map {
      Node(
        name: $0,
        allocatable: ResourceList(cpu: .cores(16), memory: .gibi(64), gpus: 2, pods: 110))
    }
    var state = ClusterState(nodes: nodes)
    let pods = (0..<4).map { index in
      state.admit(
        Pod(
          name: "p\(index)", containers: [ResourceList(cpu: .cores(2), memory: .gibi(1))],
          gpuShareMilli: 400))
    }
    return (state, pods)
  }

  /// In a profile the policy decides on the node and on the GPU.
  @Test(arguments: [
    (GPUSharingPolicy.gpuClustering, 1, 1), (.gpuPacking, 1, 1), (.bestFit, 1, 1),
    // A second share of 400 beside the first would leave 200 that no typical pod can use.
    (.fgd, 0, 0),
  ])
  func policyDecidesInAProfile(policy: GPUSharingPolicy, node: Int, gpu: Int) {
    var (state, pods) = state()
    state.place(pods[0], on: 1, gpus: [1])
    let profile = SchedulingProfile.kubernetesDefault().gpuSharing(
      policy, typical: TypicalPods(of: state))
    var scheduler = Scheduler(profile)
    #expect(scheduler.schedule(pods[1], in: state).node == node)
    #expect(profile.chooseGPUs?(pods[1], 1, state) == [gpu])
  }

  @Test func randomDrawsFromTheSeed() {
    let (state, pods) = state()
    let typical = TypicalPods(of: state)
    var seen: Set<Int> = []
    for seed in 0..<30 {
      let profile = SchedulingProfile.kubernetesDefault().gpuSharing(
        .random, typical: typical, seed: Seed("\(seed)"))
      var scheduler = Scheduler(profile)
      let node = scheduler.schedule(pods[0], in: state).node ?? -1
      var again = Scheduler(profile)
      #expect(again.schedule(pods[0], in: state).node == node)
      seen.insert(node)
    }
    #expect(seen == [0, 1, 2])
  }
}
