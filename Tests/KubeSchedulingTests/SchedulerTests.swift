import Cluster
import KubeScheduling
import RandomClusters
import Simulation
import Testing

@Suite struct SchedulerTests {
  /// Node 0 has 4000m and 8 GiB, half of both used; node 1 has 8000m and 8 GiB, free.
  private func twoNodes() -> ClusterState {
    var state = ClusterState(nodes: [
      Node(
        name: "small",
        allocatable: ResourceList(cpu: .cores(4), memory: .gibi(8), gpus: 2, pods: 2)),
      Node(name: "large", allocatable: ResourceList(cpu: .cores(8), memory: .gibi(8), pods: 9)),
    ])
    let pod = Pod(
      name: "e", containers: [ResourceList(cpu: .cores(2), memory: .gibi(4), gpus: 1)])
    state.place(state.admit(pod), on: 0)
    return state
  }

  @Test func everyShortageIsNamedWithItsNumbers() throws {
    var state = twoNodes()
    let pod = state.admit(
      Pod(name: "p", containers: [ResourceList(cpu: MilliCPU(2_001), memory: .gibi(9), gpus: 1)]))
    var scheduler = Scheduler(.kubernetesDefault())
    let explanation = scheduler.explain(pod, in: state)
    #expect(explanation.decision.node == nil)
    #expect(explanation.scores == nil)
    let gibi = 1 << 30
    let small = try #require(explanation.examined[0].failure)
    #expect(small.plugin == "NodeResourcesFit")
    #expect(small.code == .unresolvable)
    #expect(
      small.reasons == [
        .insufficient(.cpu, needed: 2_001, free: 2_000, allocatable: 4_000),
        .insufficient(.memory, needed: 9 * gibi, free: 4 * gibi, allocatable: 8 * gibi),
      ])
    #expect(
      explanation.reasonCounts.map { "\($0.nodes) \($0.message)" } == [
        "1 Insufficient cpu", "2 Insufficient memory", "1 Insufficient nvidia.com/gpu",
      ])
  }

  @Test func scoresByHand() throws {
    var state = twoNodes()
    let pod = state.admit(
      Pod(name: "p", containers: [ResourceList(cpu: .cores(1), memory: .gibi(2))]))
    var scheduler = Scheduler(.kubernetesDefault())
    let table = try #require(scheduler.explain(pod, in: state).scores)
    // small: cpu (4-3)/4 = 25, memory (8-6)/8 = 25 -> 25; large: cpu 7/8 = 87, memory 6/8 = 75 ->
    // 81 balance: small |0.75-0.75|/2 -> 100; large |0.125-0.25|/2 = 0.0625 -> 93
    #expect(
      table.columns.map(\.plugin) == [
        "TaintToleration", "NodeResourcesFit",
        "NodeResourcesBalancedAllocation", "ImageLocality",
      ])
    #expect(table.columns[1].scores.raw == [25, 81])
    #expect(table.columns[2].scores.raw == [100, 93])
    #expect(table.totals == [300 + 25 + 100, 300 + 81 + 93])
    #expect(table.nodes[table.chosen] == 1)
    #expect(
      table.skipped == [
        "NodeAffinity", "PodTopologySpread", "InterPodAffinity", "DynamicResources",
      ])
  }

  @Test func aHandedInFunctionDecides() {
    var state = twoNodes()
    let pod = state.admit(Pod(name: "p", containers: [["cpu": 100]]))
    var profile = SchedulingProfile.kubernetesDefault()
    profile.scores = [.custom(name: "FewestGPUs", weight: 2) { 1_000 - $0.wholeFreeGPUs }]
    var scheduler = Scheduler(profile)
    let table = scheduler.explain(pod, in: state).scores
    #expect(table?.totals == [200, 200])
    profile.scores = [.custom(name: "KeepGPUs") { $0.gpus > 0 ? 0 : 100 }]
    scheduler = Scheduler(profile)
    #expect(scheduler.schedule(pod, in: state).node == 1)
  }

  @Test(
    arguments: [
      (UtilizationShape.binPacking, 0, 0), (.binPacking, 37, 37), (.binPacking, 100, 100),
    ] as [(UtilizationShape, Int, Int)])
  func shape(_ shape: UtilizationShape, utilization: Int, expected: Int) {
    let input = ScoreInput.ResourceUse(
      resource: 0, allocatable: 100, requested: utilization, podRequest: 1, weight: 1)
    var whole = ScoreInput()
    whole.resources = [input]
    #expect(ResourceScores.requestedToCapacityRatio(shape)(whole) == expected)
  }

  @Test func aShapeMustAscend() {
    #expect(UtilizationShape([]) == nil)
    #expect(
      UtilizationShape([.init(utilization: 5, score: 1), .init(utilization: 5, score: 2)]) == nil)
    #expect(UtilizationShape([.init(utilization: 0, score: 11)]) == nil)
  }

  /// Two profiles share the start of the search; a pod of a third scheduler is nobody's.
  @Test func aPodIsScheduledByTheProfileItNames() {
    var state = twoNodes()
    var packing = SchedulingProfile.kubernetesDefault(name: "packing", fit: .mostAllocated())
    packing.schedulerName = "packer"
    packing.disable("NodeResourcesBalancedAllocation")
    var scheduler = Scheduler([.kubernetesDefault(), packing])
    var pod = Pod(name: "p", containers: [ResourceList(cpu: .cores(1), memory: .gibi(2))])
    #expect(scheduler.schedule(state.admit(pod), in: state).node == 1)
    pod.schedulerName = "packer"
    #expect(scheduler.schedule(state.admit(pod), in: state).node == 0)
    pod.schedulerName = "somebody"
    let foreign = state.admit(pod)
    #expect(scheduler.schedule(foreign, in: state).node == nil)
    #expect(scheduler.explain(foreign, in: state).examined.isEmpty)
  }

  @Test func pluginsAreWeighedAndSwitchedOff() {
    var profile = SchedulingProfile.kubernetesDefault()
    let wasThere = profile.setWeight(7, ofScore: "NodeResourcesFit")
    #expect(wasThere)
    #expect(profile.scores.first { $0.name == "NodeResourcesFit" }?.weight == 7)
    let unknown = profile.setWeight(7, ofScore: "Luck")
    #expect(!unknown)
    let filters = profile.filters.map(\.name)
    profile.disable("PodTopologySpread", filter: false)
    #expect(profile.filters.map(\.name) == filters)
    #expect(!profile.scores.contains { $0.name == "PodTopologySpread" })
    profile.enable(.podTopologySpread())
    profile.enable(FilterPlugin.nodeName)
    #expect(profile.filters.map(\.name) == filters)
    #expect(profile.scores.last?.name == "PodTopologySpread")
  }

  // 50 - 1000/125 = 42 % of 1000; 50 - 5000/125 = 10 % of 5000; never fewer than 100.
  @Test(
    arguments: [
      (0, 0, 0), (99, 0, 99), (100, 0, 100), (150, 0, 100), (1_000, 0, 420), (5_000, 0, 500),
      (10_000, 0, 500), (1_000, 30, 300), (1_000, 100, 1_000), (1_000, 1, 100),
    ])
  func feasibleNodesWanted(nodes: Int, percentage: Int, expected: Int) {
    let profile = SchedulingProfile.kubernetesDefault(percentageOfNodesToScore: percentage)
    #expect(profile.feasibleNodesWanted(of: nodes) == expected)
  }

  // [3, 5, 5]: both children beat the root, the right one is taken only if strictly better.
  // [1, 1, 1, 2]: 2 rises over position 1 to the root.
  @Test(
    arguments: [
      ([7], 0), ([5, 5, 5], 0), ([3, 5, 5], 1), ([3, 4, 5], 2), ([1, 1, 1, 2], 3),
      ([1, 2, 2, 2, 2], 1),
    ])
  func tie(totals: [Int], expected: Int) { #expect(TieRule.heapRoot(totals) == expected) }

  /// 250 nodes, every third cordoned: 100 feasible are wanted, the search ends at the 101st.
  @Test func theSearchRotates() {
    var state = ClusterState(
      nodes: (0..<250).map {
        Node(
          name: "n\($0)", allocatable: ["cpu": 9_000, "memory": 1 << 40, "pods": 9],
          isUnschedulable: $0 % 3 == 2)
      })
    let pod = state.admit(Pod(name: "p", containers: [["cpu": 10]]))
    var scheduler = Scheduler(
      .kubernetesDefault(percentageOfNodesToScore: 10))
    let first = scheduler.explain(pod, in: state)
    // Feasible numbers 0..99 end at node 148; 149 is refused and counted, 150 is one too many.
    #expect(first.decision.feasible == 100)
    #expect(first.decision.refused == 50)
    #expect(first.examined.last?.node == 149)
    #expect(scheduler.nextStart == 150)
    let second = scheduler.explain(pod, in: state)
    #expect(second.start == 150)
    #expect(second.examined.first?.node == 150)
    #expect(scheduler.nextStart == (150 + second.examined.count) % 250)
  }
}

@Suite struct SecondOpinionTests {
  @Test(arguments: (0..<150).map { Seed("second-opinion-\($0)") })
  func bruteForceAgrees(seed: Seed) {
    let cluster = RandomCluster(seed: seed)
    var state = cluster.state()
    var placed = cluster.existing
    var scheduler = Scheduler(.kubernetesDefault())
    for pod in cluster.incoming {
      let naive = NaiveScheduler(nodes: cluster.nodes, pods: placed)
      let feasible = state.nodes.indices.filter { naive.fits(pod, $0) }
      let index = state.admit(pod)
      var quick = scheduler
      let explanation = scheduler.explain(index, in: state)
      #expect(quick.schedule(index, in: state) == explanation.decision, "seed \(seed)")
      #expect(quick.nextStart == scheduler.nextStart, "seed \(seed)")
      #expect(explanation.feasible.sorted() == feasible, "seed \(seed), pod \(pod)")
      if let table = explanation.scores {
        #expect(table.totals == naive.totals(pod, table.nodes), "seed \(seed), pod \(pod)")
        #expect(table.totals.max() == table.totals[table.chosen], "seed \(seed)")
      }
      guard let node = explanation.decision.node else { continue }
      state.place(index, on: node)
      placed.append((pod, node))
    }
    #expect(state.violations() == [], "seed \(seed)")
  }
}
