import Simulation
import Testing

@testable import BatchQueueing

/// Laws of cycles with a topology, on random jobs; a failure prints the seed.
@Suite struct KueueTopologyLawTests {
  private static let host = Kueue.Topology.hostnameLabel

  private static func snapshot(_ random: inout SeededGenerator) throws -> Kueue.TopologySnapshot {
    let nodes = (0..<(2 + random.below(7))).map { number in
      Kueue.TopologyNode(
        name: "n\(number)", labels: ["rack": "r\(number / 3)", host: "n\(number)"],
        allocatable: ["gpu": 1 + random.below(8), "pods": 20])
    }
    return Kueue.TopologySnapshot(
      topology: try #require(Kueue.Topology(name: "dc", levels: ["rack", host])), nodes: nodes)
  }

  private static func request(_ random: inout SeededGenerator) -> Kueue.TopologyRequest? {
    switch random.below(5) {
    case 0: Kueue.TopologyRequest(.required(level: "rack"))
    case 1: Kueue.TopologyRequest(.preferred(level: "rack"))
    case 2: Kueue.TopologyRequest(.unconstrained)
    case 3: Kueue.TopologyRequest(.unconstrained, slices: [.init(level: "rack", size: 2)])
    default: nil
    }
  }

  private func live(_ seed: String, explaining: Bool = false) throws -> [Kueue.CycleOutcome] {
    var random = SeededGenerator(seed: Seed(seed))
    let policies = Kueue.PreemptionPolicy.allCases
    let queues = (0..<3).map { number in
      Kueue.ClusterQueue(
        name: "q\(number)", cohort: random.below(3) == 0 ? nil : "c",
        resourceGroups: [
          Kueue.ResourceGroup(
            resources: ["gpu"],
            flavors: [
              Kueue.FlavorQuotas(
                flavor: "tas", resources: ["gpu": Kueue.Quota(nominal: 4 + random.below(12))])
            ])
        ],
        preemption: Kueue.Preemption(
          withinClusterQueue: policies[random.below(3)],
          reclaimWithinCohort: policies[random.below(4)]))
    }
    var controller = Kueue.Controller(
      Kueue.Configuration(
        resourceFlavors: [Kueue.ResourceFlavor(name: "tas", topologyName: "dc")],
        clusterQueues: queues,
        localQueues: queues.map {
          Kueue.LocalQueue(namespace: "", name: $0.name, clusterQueue: $0.name)
        },
        fairSharing: random.below(2) == 0 ? Kueue.Configuration.defaultFairSharing : nil))
    let empty = try Self.snapshot(&random)
    controller.setTopologies(["tas": empty], now: .zero)
    var outcomes: [Kueue.CycleOutcome] = []
    var leaving: [String] = []
    for round in 0..<12 {
      let now = SimTime(nanoseconds: 10 + round)
      for number in 0..<random.below(4) {
        let wish = Self.request(&random)
        try controller.add(
          Kueue.Workload(
            name: "w\(round)-\(number)", uid: "u\(random.below(3))",
            localQueue: "q\(random.below(3))", priority: random.below(3), createdAt: now,
            podSets: [
              Kueue.PodSet(
                name: "main", count: 1 + random.below(4),
                minCount: random.below(3) == 0 ? 1 : nil, requests: ["gpu": 1 + random.below(4)],
                topology: wish)
            ]), now: now)
      }
      for key in controller.holders where random.below(6) == 0 {
        try controller.finish(key, now: now)
        leaving.removeAll { $0 == key }
      }
      for key in leaving { try controller.evicted(key, now: now) }
      let outcome = controller.cycle(now: now, explaining: explaining)
      leaving = outcome.victims.map(\.workload)
      outcomes.append(outcome)
      try check(controller, outcome, empty, leaving, seed)
    }
    for key in controller.holders { try controller.finish(key, now: .zero) }
    let after = try #require(controller.topologySnapshot(flavor: "tas"))
    #expect(after.domainViews() == empty.domainViews(), "seed \(seed)")
    return outcomes
  }

  private func check(
    _ controller: Kueue.Controller, _ outcome: Kueue.CycleOutcome,
    _ empty: Kueue.TopologySnapshot, _ leaving: [String], _ seed: String
  ) throws {
    // Usage recomputed from the admissions. As in Kueue, heads may be admitted to what victims of the
    // same cycle still hold: nodes are over-committed until those are gone.
    var expected = empty
    var settled = empty
    for key in controller.holders {
      guard case .holding(let admission, _, _) = controller.state(of: key),
        let workload = controller.workload(key)
      else { continue }
      for podSet in admission.podSets {
        let places = try #require(podSet.topology, "seed \(seed), \(key)")
        let usage = places.domains.map {
          Kueue.TopologySnapshot.Usage(
            values: $0.values, requests: workload.podSets[0].requests, count: $0.count)
        }
        expected.add(usage)
        if !leaving.contains(key) { settled.add(usage) }
      }
    }
    let now = try #require(controller.topologySnapshot(flavor: "tas"))
    #expect(now.domainViews() == expected.domainViews(), "seed \(seed)")
    #expect(settled.domainViews().allSatisfy { ($0.free["gpu"] ?? 0) >= 0 }, "seed \(seed)")
    for (key, admission) in outcome.admitted {
      let podSet = admission.podSets[0]
      let places = try #require(podSet.topology)
      let request = controller.workload(key)?.podSets[0].topology
      let size = request?.slices.first?.size ?? 1
      #expect(places.podCount == podSet.count / size * size, "seed \(seed), \(key)")
      var racks: [String: Int] = [:]
      for domain in places.domains {
        let number = try #require(Int(domain.values[0].dropFirst()))
        racks["r\(number / 3)", default: 0] += domain.count
      }
      if case .required = request?.placement { #expect(racks.count == 1, "seed \(seed), \(key)") }
      #expect(racks.values.allSatisfy { $0 % size == 0 }, "seed \(seed), \(key)")
    }
  }

  @Test func placesAreCountedOnceAndGivenBack() throws {
    var (admitted, victims, refused) = (0, 0, 0)
    for number in 0..<80 {
      for outcome in try live("places-\(number)") {
        admitted += outcome.admitted.count
        victims += outcome.victims.count
        refused += outcome.decisions.filter { !$0.topologyRefusals.isEmpty }.count
      }
    }
    #expect(admitted > 200 && victims > 20 && refused > 50)
  }

  @Test func explainingChangesNothing() throws {
    for number in 0..<20 {
      let seed = "explained-\(number)"
      let plain = try live(seed)
      let explained = try live(seed, explaining: true)
      #expect(
        plain.map { $0.decisions.map(\.verdict) } == explained.map { $0.decisions.map(\.verdict) },
        "seed \(seed)")
      let traces = explained.flatMap { $0.decisions.flatMap(\.topologyTraces) }
      #expect(!traces.isEmpty, "seed \(seed)")
    }
  }
}
