import Simulation
import Testing

@testable import BatchQueueing

/// Topology-aware scheduling inside Kueue's cycles, worked out by hand.
///
/// Two racks of two nodes with 4 GPUs each: a1, a2 in rack a, b1, b2 in rack b.
@Suite struct KueueTopologyCycleTests {
  private static let rack = "rack"
  private static let host = Kueue.Topology.hostnameLabel

  private static func snapshot(
    _ nodes: [(name: String, rack: String, gpus: Int)] = [
      ("a1", "a", 4), ("a2", "a", 4), ("b1", "b", 4), ("b2", "b", 4),
    ]
  ) throws -> Kueue.TopologySnapshot {
    Kueue.TopologySnapshot(
      topology: try #require(Kueue.Topology(name: "dc", levels: [rack, host])),
      nodes: nodes.map {
        Kueue.TopologyNode(
          name: $0.name, labels: [rack: $0.rack, host: $0.name],
          allocatable: ["gpu": $0.gpus, "pods": 100])
      })
  }

  private static func group(
    _ quotas: KeyValuePairs<String, Int>, resource: String = "gpu"
  ) -> Kueue.ResourceGroup {
    Kueue.ResourceGroup(
      resources: [resource],
      flavors: quotas.map { flavor, nominal in
        Kueue.FlavorQuotas(
          flavor: flavor, resources: [resource: Kueue.Quota(nominal: nominal)])
      })
  }

  /// Queues q1, q2, ... of 16 GPUs of flavor `tas` each.
  private static func controller(
    queues: Int = 1, groups: [Kueue.ResourceGroup] = [group(["tas": 16])],
    preemption: Kueue.Preemption = Kueue.Preemption(), cohort: String? = nil,
    snapshot: Kueue.TopologySnapshot? = nil
  ) throws -> Kueue.Controller {
    let names = (1...queues).map { "q\($0)" }
    var controller = Kueue.Controller(
      Kueue.Configuration(
        resourceFlavors: [
          Kueue.ResourceFlavor(name: "tas", topologyName: "dc"),
          Kueue.ResourceFlavor(name: "plain"),
          Kueue.ResourceFlavor(name: "unknown", topologyName: "elsewhere"),
        ],
        clusterQueues: names.map {
          Kueue.ClusterQueue(
            name: $0, cohort: cohort, resourceGroups: groups, preemption: preemption)
        },
        localQueues: names.map {
          Kueue.LocalQueue(namespace: "", name: $0, clusterQueue: $0)
        }))
    controller.setTopologies(["tas": try snapshot ?? Self.snapshot()], now: .zero)
    return controller
  }

  private static func job(
    _ name: String, pods: Int, gpus: Int = 4, least: Int? = nil, queue: String = "q1",
    priority: Int = 0, at time: Int = 0, _ topology: Kueue.TopologyRequest?
  ) -> Kueue.Workload {
    Kueue.Workload(
      name: name, uid: name, localQueue: queue, priority: priority,
      createdAt: SimTime(nanoseconds: time),
      podSets: [
        Kueue.PodSet(
          name: "main", count: pods, minCount: least, requests: ["gpu": gpus], topology: topology)
      ])
  }

  /// `main: a1 x 1, a2 x 1` of an admission; `nil` for any other verdict.
  private static func places(_ decision: Kueue.Decision) -> String? {
    guard case .admitted(let admission, _) = decision.verdict else { return nil }
    return admission.podSets.map { podSet in
      let domains = podSet.topology?.domains.map {
        "\($0.values.joined(separator: "/")) x \($0.count)"
      }
      return "\(podSet.name): \(domains?.joined(separator: ", ") ?? "anywhere")"
    }.joined(separator: "; ")
  }

  private static func decide(
    _ controller: inout Kueue.Controller, at time: Int = 10, explaining: Bool = false
  ) -> [Kueue.Decision] {
    controller.cycle(now: SimTime(nanoseconds: time), explaining: explaining).decisions
  }

  // MARK: Admission

  @Test func aJobStaysInItsRackAndItsPlacesCount() throws {
    var controller = try Self.controller()
    let wish = Kueue.TopologyRequest(.required(level: Self.rack))
    for (number, pods) in [1, 2, 1].enumerated() {
      try controller.add(Self.job("j\(number)", pods: pods, at: number, wish), now: .zero)
    }
    // One node is smallest in the first rack by name; two pods do not fit beside it.
    #expect(Self.decide(&controller).map(Self.places) == ["main: a1 x 1"])
    #expect(Self.decide(&controller).map(Self.places) == ["main: b1 x 1, b2 x 1"])
    #expect(Self.decide(&controller).map(Self.places) == ["main: a2 x 1"])
    let full = try #require(controller.topologySnapshot(flavor: "tas"))
    #expect(full.domainViews().map { $0.free["gpu"] } == [0, 0, 0, 0, 0, 0])
    try controller.finish("j1", now: .zero)
    let after = try #require(controller.topologySnapshot(flavor: "tas"))
    #expect(after.domainViews().filter { $0.level == 0 }.map { $0.free["gpu"] } == [0, 8])
  }

  /// 16 GPUs of quota are free, but no rack has three nodes.
  @Test func whatNoRackCanHoldIsNoFitForEver() throws {
    var controller = try Self.controller()
    try controller.add(
      Self.job("wide", pods: 3, Kueue.TopologyRequest(.required(level: Self.rack))), now: .zero)
    let decision = try #require(Self.decide(&controller).first)
    #expect(decision.verdict == .pending(.noFlavorFits))
    #expect(decision.whereabouts == .parked)
    #expect(decision.topologyRefusals.map(\.isAssumingEmpty) == [false, true])
    for refusal in decision.topologyRefusals {
      guard case .doesNotFit(let shortfall) = refusal.reason else {
        Issue.record("\(refusal)")
        continue
      }
      #expect((shortfall.fitCount, shortfall.of) == (2, 3))
    }
  }

  /// The rack would do if it were empty: Kueue looks for victims, finds none, and keeps the place.
  @Test func whatWouldFitLaterWaitsAndKeepsThePlaceFromLaterHeads() throws {
    var controller = try Self.controller(queues: 2)
    let wish = Kueue.TopologyRequest(.required(level: Self.rack))
    for (name, time) in [("r1", 0), ("r2", 1)] {
      try controller.add(Self.job(name, pods: 1, at: time, wish), now: .zero)
      _ = Self.decide(&controller)
    }
    // Both went to rack a. Take rack b half by a pod outside Kueue.
    var other = try Self.snapshot()
    other.addOtherUsage(["gpu": 4, "pods": 1], onNode: "b2")
    controller.setTopologies(["tas": other], now: .zero)
    try controller.add(Self.job("pair", pods: 2, priority: 1, at: 2, wish), now: .zero)
    try controller.add(Self.job("single", pods: 1, queue: "q2", at: 3, wish), now: .zero)
    let decisions = Self.decide(&controller)
    #expect(decisions.map(\.workload) == ["pair", "single"])
    // As if no workload were admitted the pair fits into rack a, which it keeps for this cycle.
    #expect(decisions[0].verdict == .pending(.noCandidates))
    #expect(Self.places(decisions[1]) == "main: b1 x 1")
  }

  @Test func aPlaceThatAnotherHeadTookIsSoughtAgainInTheSameCycle() throws {
    var controller = try Self.controller(queues: 3)
    for number in 1...3 {
      try controller.add(
        Self.job(
          "j\(number)", pods: 2, queue: "q\(number)", at: number,
          Kueue.TopologyRequest(.required(level: Self.rack))), now: .zero)
    }
    // All three are nominated for rack a; the second moves to rack b, the third has none left and
    // nobody to push out.
    let decisions = Self.decide(&controller)
    #expect(decisions.map(Self.places) == ["main: a1 x 1, a2 x 1", "main: b1 x 1, b2 x 1", nil])
    #expect(decisions[2].verdict == .pending(.noCandidates))
    guard case .doesNotFit(let shortfall)? = decisions[2].topologyRefusals.first?.reason else {
      Issue.record("\(decisions[2].topologyRefusals)")
      return
    }
    #expect((shortfall.fitCount, shortfall.of) == (0, 2))
  }

  @Test func fewerPodsFitWhereTheRackIsShort() throws {
    var controller = try Self.controller()
    try controller.add(
      Self.job("elastic", pods: 4, least: 1, Kueue.TopologyRequest(.required(level: Self.rack))),
      now: .zero)
    #expect(Self.decide(&controller).map(Self.places) == ["main: a1 x 1, a2 x 1"])
  }

  @Test func slicesStayTogether() throws {
    var controller = try Self.controller()
    try controller.add(
      Self.job(
        "sliced", pods: 12, gpus: 1,
        Kueue.TopologyRequest(
          .unconstrained, slices: [.init(level: Self.rack, size: 6)])), now: .zero)
    let decision = try #require(Self.decide(&controller).first)
    #expect(Self.places(decision) == "main: a1 x 4, a2 x 2, b1 x 4, b2 x 2")
  }

  @Test func aLeaderIsPlacedWithItsWorkers() throws {
    var controller = try Self.controller()
    let wish = Kueue.TopologyRequest(.required(level: Self.rack), group: "g")
    try controller.add(
      Kueue.Workload(
        name: "lws", localQueue: "q1",
        podSets: [
          Kueue.PodSet(name: "leader", count: 1, requests: ["gpu": 1], topology: wish),
          Kueue.PodSet(
            name: "other", count: 1, requests: ["gpu": 4],
            topology: Kueue.TopologyRequest(.unconstrained)),
          Kueue.PodSet(name: "worker", count: 3, requests: ["gpu": 2], topology: wish),
        ]), now: .zero)
    // 7 of the 8 GPUs of rack a, the leader in the first of two equal nodes: 1 + 2 of its 4 GPUs, and
    // 4 of the other's. The pod set between them comes after the group and keeps its own count.
    #expect(
      Self.decide(&controller).map(Self.places)
        == ["leader: a1 x 1; worker: a1 x 1, a2 x 2; other: b1 x 1"])
  }

  // MARK: Flavors

  struct FlavorCase: Sendable, CustomTestStringConvertible {
    let name: String
    let groups: [Kueue.ResourceGroup]
    let wish: Kueue.TopologyRequest?
    /// Obstacles by flavor looked at; the flavor that was taken has none.
    let expected: [String]
    let places: String?
    var testDescription: String { name }
  }

  static let flavorCases = [
    FlavorCase(
      name: "a wish passes over a flavor without topology",
      groups: [group(["plain": 9, "tas": 9])],
      wish: Kueue.TopologyRequest(.unconstrained),
      expected: ["plain: noTopology", "tas"], places: "main: a1 x 1"),
    FlavorCase(
      name: "no wish passes over a flavor with one", groups: [group(["tas": 9, "plain": 9])],
      wish: nil, expected: ["tas: onlyTopology", "plain"], places: "main: anywhere"),
    FlavorCase(
      name: "no wish in a queue of nothing else is placed", groups: [group(["tas": 9])], wish: nil,
      expected: ["tas"], places: "main: a1 x 1"),
    FlavorCase(
      name: "an unknown level", groups: [group(["tas": 9])],
      wish: Kueue.TopologyRequest(.required(level: "block")),
      expected: ["tas: noTopologyLevel"], places: nil),
    FlavorCase(
      name: "an unknown level of slices", groups: [group(["tas": 9])],
      wish: Kueue.TopologyRequest(.unconstrained, slices: [.init(level: "block", size: 1)]),
      expected: ["tas: noTopologyLevel"], places: nil),
    FlavorCase(
      name: "a topology without nodes", groups: [group(["unknown": 9, "plain": 9])],
      wish: Kueue.TopologyRequest(.unconstrained),
      expected: ["unknown: topologyMissing", "plain: noTopology"], places: nil),
    FlavorCase(
      name: "other resources may come from a flavor beside it",
      groups: [group(["tas": 9]), group(["plain": 9], resource: "credits")],
      wish: Kueue.TopologyRequest(.unconstrained),
      expected: ["plain", "tas"], places: "main: a1 x 1"),
  ]

  @Test(arguments: flavorCases) func flavorsMatchTheWish(_ example: FlavorCase) throws {
    var controller = try Self.controller(groups: example.groups)
    var job = Self.job("j", pods: 1, example.wish)
    if example.groups.count > 1 {
      job.podSets[0].requests["credits"] = 1
      job.podSets[0].podRequests = ["gpu": 4]
    }
    try controller.add(job, now: .zero)
    let decision = try #require(Self.decide(&controller, explaining: true).first)
    #expect(decision.attempts.map(Self.described) == example.expected)
    #expect(Self.places(decision) == example.places)
  }

  private static func described(_ attempt: Kueue.FlavorAttempt) -> String {
    let obstacles = attempt.obstacles.map { String(describing: $0) }
    return ([attempt.flavor] + obstacles).joined(separator: ": ")
  }

  /// A wish whose quota comes only from flavors without topology cannot be met.
  @Test func aWishWithoutAFlavorWithTopology() throws {
    var controller = try Self.controller(groups: [Self.group(["plain": 9], resource: "credits")])
    try controller.add(
      Kueue.Workload(
        name: "j", localQueue: "q1",
        podSets: [
          Kueue.PodSet(
            name: "main", count: 1, requests: ["credits": 1],
            topology: Kueue.TopologyRequest(.unconstrained), podRequests: ["gpu": 1])
        ]), now: .zero)
    let decision = try #require(Self.decide(&controller).first)
    #expect(decision.verdict == .pending(.noFlavorFits))
    #expect(decision.topologyRefusals.map(\.reason) == [.noFlavorWithTopology])
  }

  /// Quota counts one GPU per pod, its node gives four.
  @Test func nodesGiveWhatThePodAsksNotWhatQuotaCounts() throws {
    var controller = try Self.controller()
    for name in ["j1", "j2"] {
      var job = Self.job(name, pods: 2, gpus: 1, Kueue.TopologyRequest(.required(level: Self.rack)))
      job.podSets[0].podRequests = ["gpu": 4]
      try controller.add(job, now: .zero)
    }
    #expect(Self.decide(&controller).map(Self.places) == ["main: a1 x 1, a2 x 1"])
    #expect(Self.decide(&controller).map(Self.places) == ["main: b1 x 1, b2 x 1"])
  }

  // MARK: Preemption

  /// Eight GPUs of quota are free in two half racks: room for the rack job has to be made, and
  /// quota alone would not have asked for it.
  @Test func victimsLeaveAWholeRack() throws {
    var controller = try Self.controller(
      preemption: Kueue.Preemption(withinClusterQueue: .lowerPriority))
    for (name, node, time) in [("old", "a1", 1), ("young", "b1", 2)] {
      let job = Self.job(name, pods: 1, Kueue.TopologyRequest(.unconstrained))
      try controller.add(
        Kueue.HeldWorkload(
          workload: job,
          admission: Kueue.Admission(
            clusterQueue: "q1",
            podSets: [
              Kueue.PodSetAssignment(
                name: "main", count: 1, flavors: ["gpu": "tas"], usage: ["gpu": 4],
                topology: Kueue.TopologyAssignment(
                  levels: [Self.host], domains: [.init(values: [node], count: 1)]))
            ]), reservedAt: SimTime(nanoseconds: time)))
    }
    let wish = Kueue.TopologyRequest(.required(level: Self.rack))
    try controller.add(Self.job("rack", pods: 2, priority: 1, at: 3, wish), now: .zero)
    let decision = try #require(Self.decide(&controller, explaining: true).first)
    // The one that was admitted last goes first, and that is enough.
    guard case .preempting(let victims) = decision.verdict else {
      Issue.record("\(decision.verdict)")
      return
    }
    #expect(victims.map(\.workload) == ["young"])
    #expect(victims.map(\.reason) == [.inClusterQueue])
    #expect(decision.candidates.map(\.verdict) == [.taken(.inClusterQueue), .notNeeded])
    try controller.evicted("young", now: SimTime(nanoseconds: 11))
    #expect(Self.decide(&controller, at: 12).map(Self.places) == ["main: b1 x 1, b2 x 1"])
  }

  /// What a preemptor waits for is not given to a later head of the same cycle.
  @Test func thePlaceOfAPreemptorIsKept() throws {
    var controller = try Self.controller(
      queues: 2, preemption: Kueue.Preemption(withinClusterQueue: .lowerPriority),
      snapshot: Self.snapshot([("a1", "a", 4), ("a2", "a", 4)]))
    let wish = Kueue.TopologyRequest(.required(level: Self.rack))
    try controller.add(Self.job("low", pods: 1, wish), now: .zero)
    #expect(Self.decide(&controller).map(Self.places) == ["main: a1 x 1"])
    try controller.add(Self.job("high", pods: 2, priority: 2, at: 1, wish), now: .zero)
    try controller.add(Self.job("late", pods: 1, queue: "q2", at: 2, wish), now: .zero)
    let decisions = Self.decide(&controller)
    #expect(decisions.map(\.workload) == ["high", "late"])
    guard case .preempting = decisions[0].verdict else {
      Issue.record("\(decisions[0].verdict)")
      return
    }
    // a2 is free, but kept; and nobody can be pushed out of the own queue.
    #expect(decisions[1].verdict == .pending(.noCandidates))
  }

  // MARK: Explanations

  @Test func theSearchIsExplained() throws {
    var controller = try Self.controller()
    let wish = Kueue.TopologyRequest(.required(level: Self.rack))
    try controller.add(Self.job("one", pods: 1, wish), now: .zero)
    #expect(Self.decide(&controller).first?.topologyTraces == [])
    try controller.add(Self.job("two", pods: 2, at: 1, wish), now: .zero)
    let decision = try #require(Self.decide(&controller, explaining: true).first)
    let explanation = try #require(decision.topologyTraces.first)
    #expect(decision.topologyTraces.count == 1)
    #expect(explanation.flavor == "tas" && !explanation.isAssumingEmpty)
    #expect(explanation.trace.levels.map(\.level) == [Self.rack, Self.host])
    #expect(explanation.trace.levels.map { $0.domains.map(\.pods) } == [[1, 2], [0, 1, 1, 1]])
    #expect(explanation.trace.nodes[0].verdict == .lacks(resource: "gpu", free: 0, needed: 4))
    #expect(
      explanation.trace.steps.first
        == .chose(level: Self.rack, domains: [["b"]], rule: .smallestThatFits))
  }
}
