import Cluster
import RandomClusters
import Simulation
import Testing

@testable import KubeScheduling

/// What a scheduler remembers must never show: `schedule`, which remembers, against `explain`, which
/// asks every plugin anew.
@Suite struct MemoryTests {
  /// A world in which everything changes, with few enough kinds of pods that each comes again.
  private struct World {
    var random: SeededGenerator
    var state: ClusterState
    let kinds: [Pod]
    var placed: [PodIndex] = []

    init(_ seed: Seed, nodes: ClosedRange<Int>, withCompany: Bool) {
      let cluster = RandomCluster(seed: seed, nodes: nodes, pods: 9)
      random = SeededGenerator(seed: seed, stream: "world")
      var nodes = cluster.nodes
      for index in nodes.indices where random.below(3) == 0 {
        nodes[index].images = [
          ImageOnNode(names: ["image\(random.below(3)):latest"], sizeBytes: random.below(900) << 20)
        ]
      }
      state = ClusterState(
        nodes: nodes, services: [Service(name: "s", selector: ["app": "a1"])],
        namespaces: [
          Namespace(name: "default"), Namespace(name: "ml", labels: ["team": "red"]),
        ])
      var kinds = cluster.incoming
      for index in kinds.indices where withCompany {
        RandomCluster.addCompany(&kinds[index], &random)
      }
      self.kinds = kinds
      for (pod, node) in cluster.existing {
        let index = state.admit(pod)
        state.place(index, on: node)
        placed.append(index)
      }
    }

    mutating func changeSomething() {
      let node = random.below(state.nodes.count)
      switch random.below(12) {
      case 0..<6:
        guard !placed.isEmpty else { return }
        state.remove(placed.remove(at: random.below(placed.count)))
      case 6: state.setUnschedulable(random.below(2) == 0, on: node)
      case 7:
        let effect = TaintEffect.allCases[random.below(3)]
        state.setTaints(
          random.below(2) == 0 ? [] : [Taint(key: "t\(random.below(2))", effect: effect)], on: node)
      case 8:
        guard !placed.isEmpty else { return }
        state.setTerminating(random.below(2) == 0, placed[random.below(placed.count)])
      case 9:
        var pod = kinds[random.below(kinds.count)]
        pod.priority += random.below(3)
        state.nominate(state.admit(pod), to: node)
      default: break
      }
    }
  }

  @Test(arguments: (0..<120).map { Seed("memory-\($0)") })
  func rememberedAnswersAreTheAnswers(seed: Seed) {
    var world = World(
      seed, nodes: seed.hash64 % 5 == 0 ? 101...160 : 1...30, withCompany: seed.hash64 % 3 > 0)
    var scheduler = Scheduler(
      .kubernetesDefault(percentageOfNodesToScore: seed.hash64 % 2 == 0 ? 0 : 100))
    for step in 0..<60 {
      let pod = world.state.admit(world.kinds[world.random.below(world.kinds.count)])
      var thorough = scheduler
      let explanation = thorough.explain(pod, in: world.state)
      let decision = scheduler.schedule(pod, in: world.state)
      #expect(decision == explanation.decision, "seed \(seed), step \(step)")
      #expect(scheduler.nextStart == thorough.nextStart, "seed \(seed), step \(step)")
      if let node = decision.node {
        world.state.place(pod, on: node)
        world.placed.append(pod)
      }
      for _ in 0..<world.random.below(3) { world.changeSomething() }
    }
    #expect(world.state.violations() == [], "seed \(seed)")
  }

  /// One scheduler is asked about copies that went different ways: it does not mix them up.
  @Test(arguments: (0..<30).map { Seed("copies-\($0)") })
  func copiesOfAStateAreToldApart(seed: Seed) {
    var one = World(seed, nodes: 2...12, withCompany: true)
    var scheduler = Scheduler(.kubernetesDefault())
    var other = one
    other.random = SeededGenerator(seed: seed, stream: "another way")
    for step in 0..<40 {
      for turn in 0..<2 {
        var world = turn == 0 ? one : other
        let pod = world.state.admit(world.kinds[world.random.below(world.kinds.count)])
        var thorough = scheduler
        let expected = thorough.explain(pod, in: world.state).decision
        #expect(scheduler.schedule(pod, in: world.state) == expected, "seed \(seed), step \(step)")
        if let node = expected.node {
          world.state.place(pod, on: node)
          world.placed.append(pod)
        }
        world.changeSomething()
        if turn == 0 { one = world } else { other = world }
      }
    }
  }

  /// The first of the best positions in the order of the heap is its root.
  @Test(arguments: (0..<200).map { Seed("heap-\($0)") })
  func theRootIsFoundWithoutAHeap(seed: Seed) {
    var random = SeededGenerator(seed: seed)
    let totals = (0..<(1 + random.below(70))).map { _ in random.below(3) }
    var best = 0
    for position in totals.indices.dropFirst() {
      if totals[position] > totals[best]
        || (totals[position] == totals[best] && TieRule.precedes(position, best))
      {
        best = position
      }
    }
    #expect(best == TieRule.heapRoot(totals), "seed \(seed), \(totals)")
  }

  @Test func forgettingChangesNothing() {
    var world = World(Seed("forget"), nodes: 20...20, withCompany: true)
    var (keeping, forgetting) = (
      Scheduler(.kubernetesDefault()), Scheduler(.kubernetesDefault())
    )
    for kind in world.kinds + world.kinds {
      let pod = world.state.admit(kind)
      forgetting.forget()
      let decision = keeping.schedule(pod, in: world.state)
      #expect(forgetting.schedule(pod, in: world.state) == decision)
      if let node = decision.node { world.state.place(pod, on: node) }
    }
  }
}
