import Cluster
import KubeScheduling
import RandomClusters
import Simulation
import Testing

/// Rules that the recorded cases hardly test.
@Suite struct WeakSpotTests {
  private let zone = WellKnownLabel.zone

  private func spreadPod(_ minDomains: Int, maxSkew: Int = 1) -> Pod {
    Pod(
      name: "p", labels: ["app": "a"], containers: [["cpu": 100]],
      spreadConstraints: [
        TopologySpreadConstraint(
          maxSkew: maxSkew, topologyKey: zone, selector: LabelSelector(matchLabels: ["app": "a"]),
          minDomains: minDomains)
      ])
  }

  /// Two zones with one pod each: the emptiest holds 1, or counts as 0 when more zones are demanded
  /// than there are; then 1 + 1 - 0 exceeds a skew of 1.
  @Test(arguments: [(0, 2), (1, 2), (2, 2), (3, 0), (9, 0)])
  func fewerDomainsThanDemandedCountAsAnEmptyOne(minDomains: Int, feasible: Int) {
    var state = ClusterState(
      nodes: ["a", "b"].map {
        Node(name: $0, allocatable: ["cpu": 9_000, "pods": 9], labels: [zone: $0])
      })
    for node in 0..<2 { state.place(state.admit(spreadPod(1)), on: node) }
    let pod = state.admit(spreadPod(minDomains))
    var (scheduler, quick) = (Scheduler(.kubernetesDefault()), Scheduler(.kubernetesDefault()))
    let explanation = scheduler.explain(pod, in: state)
    #expect(explanation.decision.feasible == feasible)
    #expect(quick.schedule(pod, in: state) == explanation.decision)
    if feasible == 0 {
      #expect(
        explanation.examined.first?.failure?.reasons == [
          .spreadSkew(
            key: zone, domain: "a", matching: 1, countsItself: true, minimum: 0, maxSkew: 1)
        ])
    }
  }

  /// Placed one by one, the domains never differ by more than the skew.
  @Test(arguments: (0..<20).map { Seed("skew-\($0)") })
  func noDomainGetsAheadByMoreThanTheSkew(seed: Seed) {
    var random = SeededGenerator(seed: seed)
    let zones = 2 + random.below(3)
    let skew = 1 + random.below(2)
    var state = ClusterState(
      nodes: (0..<(zones * 4)).map {
        Node(
          name: "n\($0)", allocatable: ["cpu": 400, "pods": 9],
          labels: [zone: "z\($0 < zones ? $0 : random.below(zones))"])
      })
    var scheduler = Scheduler(.kubernetesDefault())
    for _ in 0..<(zones * 20) {
      let pod = state.admit(spreadPod(1, maxSkew: skew))
      guard let node = scheduler.schedule(pod, in: state).node else { break }
      state.place(pod, on: node)
      var counts = Array(repeating: 0, count: zones)
      for node in state.nodes.indices {
        for number in 0..<zones where state.nodes[node].labels[zone] == "z\(number)" {
          counts[number] += state.podsOnNode[node].count
        }
      }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= skew, "seed \(seed), \(counts)")
    }
  }

  /// cpu 1000 of 4000 used up to 2000, memory 1 of 4 GiB: 50 and 75. Weights 3 and 1: 225 / 4 = 56.
  @Test(arguments: [(1, 1, 62), (3, 1, 56), (1, 3, 68), (100, 1, 50)])
  func resourceWeightsWeigh(cpu: Int, memory: Int, expected: Int) {
    var state = ClusterState(nodes: [
      Node(name: "n", allocatable: ["cpu": 4_000, "memory": 4 << 30, "pods": 9])
    ])
    state.place(state.admit(Pod(name: "e", containers: [["cpu": 1_000, "memory": 0]])), on: 0)
    let pod = state.admit(Pod(name: "p", containers: [["cpu": 1_000, "memory": 1 << 30]]))
    let plugin = ScorePlugin.nodeResourcesFit(
      .leastAllocated([
        WeightedResource(.cpu, weight: cpu), WeightedResource(.memory, weight: memory),
      ]))
    #expect(plugin.score(pod, state, [0])?.raw == [expected])
  }

  /// Whatever the weights, the total is their sum over the plugins and the best total is taken, also
  /// by the search that remembers.
  @Test(arguments: (0..<40).map { Seed("weights-\($0)") })
  func pluginWeightsDecide(seed: Seed) {
    let cluster = RandomCluster(seed: seed, nodes: 3...20)
    var random = SeededGenerator(seed: seed, stream: "weights")
    var profile = SchedulingProfile.kubernetesDefault()
    for score in profile.scores { profile.setWeight(random.below(12), ofScore: score.name) }
    var state = cluster.state()
    var scheduler = Scheduler(profile)
    for spec in cluster.incoming {
      let pod = state.admit(spec)
      var thorough = scheduler
      let explanation = thorough.explain(pod, in: state)
      #expect(scheduler.schedule(pod, in: state) == explanation.decision, "seed \(seed)")
      if let table = explanation.scores {
        for position in table.nodes.indices {
          let sum = table.columns.reduce(0) { sum, column in
            let weight = profile.scores.first { $0.name == column.plugin }?.weight ?? -1
            return sum + weight * column.scores.final[position]
          }
          #expect(table.totals[position] == sum, "seed \(seed)")
        }
        #expect(table.totals[table.chosen] == table.totals.max(), "seed \(seed)")
      }
      if let node = explanation.decision.node { state.place(pod, on: node) }
    }
  }
}
