import Simulation
import Testing

@testable import BatchQueueing

/// Two blocks of two racks of two nodes, each node with so many free GPUs; named by the path.
func topologyNodes(_ gpus: [String: Int]) -> [Kueue.TopologyNode] {
  gpus.keys.sorted().map { path in
    let parts = path.split(separator: "/").map(String.init)
    return Kueue.TopologyNode(
      name: path,
      labels: [
        "block": parts[0], "rack": parts[1], Kueue.Topology.hostnameLabel: parts[2],
      ], allocatable: ["gpu": gpus[path] ?? 0, "pods": 110])
  }
}

func snapshot(
  _ gpus: [String: Int], gates: Kueue.TopologyGates = .init(),
  levels: [String] = ["block", "rack", Kueue.Topology.hostnameLabel]
) throws -> Kueue.TopologySnapshot {
  let topology = try #require(Kueue.Topology(name: "default", levels: levels))
  return Kueue.TopologySnapshot(topology: topology, nodes: topologyNodes(gpus), gates: gates)
}

func podSet(
  _ name: String, _ count: Int, gpu: Int = 1, _ placement: Kueue.TopologyRequest.Placement?,
  slices: [(String, Int)] = [], group: String? = nil
) -> Kueue.TopologyPodSet {
  let layers = slices.map { Kueue.TopologyRequest.SliceLayer(level: $0.0, size: $0.1) }
  return Kueue.TopologyPodSet(
    name: name, count: count, requests: ["gpu": gpu],
    request: placement.map { Kueue.TopologyRequest($0, slices: layers, group: group) })
}

func podSet(
  _ count: Int, gpu: Int = 1, _ placement: Kueue.TopologyRequest.Placement?,
  slices: [(String, Int)] = []
) -> Kueue.TopologyPodSet {
  podSet("main", count, gpu: gpu, placement, slices: slices)
}

func text(_ assignment: Kueue.TopologyAssignment?) -> String {
  guard let assignment else { return "nothing" }
  return assignment.domains.map { "\($0.values.joined(separator: "/")):\($0.count)" }
    .joined(separator: " ")
}

/// Free GPUs; rack a/1 holds 4, a/2 holds 6, b/1 holds 3, b/2 holds 5.
private let gpus = [
  "a/1/n1": 1, "a/1/n2": 3, "a/2/n3": 4, "a/2/n4": 2, "b/1/n5": 2, "b/1/n6": 1, "b/2/n7": 5,
  "b/2/n8": 0,
]
private let host = Kueue.Topology.hostnameLabel

@Suite struct TopologyTests {
  struct PlacementCase: CustomTestStringConvertible, Sendable {
    let name: String
    let podSet: Kueue.TopologyPodSet
    let expected: String
    var testDescription: String { name }
  }

  static let placements: [PlacementCase] = [
    .init(
      name: "required rack: the smallest that holds 3 is b/1",
      podSet: podSet(3, .required(level: "rack")), expected: "n5:2 n6:1"),
    .init(
      name: "required rack: 4 fit into a/1 exactly",
      podSet: podSet(4, .required(level: "rack")), expected: "n1:1 n2:3"),
    .init(
      name: "preferred rack: 7 fit into no rack, so into the smaller block b",
      podSet: podSet(7, .preferred(level: "rack")), expected: "n5:2 n7:5"),
    .init(
      name: "preferred block: 12 need both, whose racks compete: a/2, b/2, and one more in b/1",
      podSet: podSet(12, .preferred(level: "block")),
      expected: "n3:4 n4:2 n6:1 n7:5"),
    .init(
      name: "unconstrained: the node with the least room that holds all",
      podSet: podSet(4, .unconstrained), expected: "n3:4"),
    .init(
      name: "unconstrained over several: the emptiest nodes first",
      podSet: podSet(6, .unconstrained), expected: "n1:1 n4:2 n5:2 n6:1"),
    .init(name: "implied works the same", podSet: podSet(4, nil), expected: "n3:4"),
    .init(
      name: "slices of two on a node: a/2 is the smallest rack with three of them",
      podSet: podSet(6, .required(level: "rack"), slices: [(host, 2)]), expected: "n3:4 n4:2"),
    .init(
      name: "slices of five in a/2 and b/2; below the slices the smaller node comes first",
      podSet: podSet(10, .preferred(level: "block"), slices: [("rack", 5)]),
      expected: "n3:3 n4:2 n7:5"),
    .init(
      name: "an incomplete slice is not placed",
      podSet: podSet(5, .required(level: "rack"), slices: [(host, 2)]), expected: "n7:4"),
  ]

  @Test(arguments: placements) func placement(_ c: PlacementCase) throws {
    let answer = try snapshot(gpus).assign([c.podSet])
    #expect(text(answer["main"]) == c.expected)
  }

  struct RefusalCase: CustomTestStringConvertible, Sendable {
    let name: String
    let podSet: Kueue.TopologyPodSet
    let expected: Kueue.TopologyRefusal
    var testDescription: String { name }
  }

  static let refusals: [RefusalCase] = [
    .init(
      name: "unknown level", podSet: podSet(1, .required(level: "zone")),
      expected: .noLevel("zone")),
    .init(
      name: "unknown level of slices",
      podSet: podSet(2, .required(level: "rack"), slices: [("zone", 2)]),
      expected: .noSliceLevel("zone")),
    .init(
      name: "slices wider than the pod set",
      podSet: podSet(2, .required(level: "rack"), slices: [("block", 2)]),
      expected: .slicesAbovePodSet(sliceLevel: "block", level: "rack")),
    .init(
      name: "slices without a size", podSet: podSet(2, .unconstrained, slices: [("rack", 0)]),
      expected: .noSliceSize(level: "rack")),
    .init(
      name: "layers in the wrong order",
      podSet: podSet(4, .required(level: "block"), slices: [("rack", 4), ("rack", 2)]),
      expected: .layerNotNarrower(level: "rack", than: "rack")),
    .init(
      name: "layers that do not divide",
      podSet: podSet(4, .required(level: "block"), slices: [("rack", 4), (host, 3)]),
      expected: .layerDoesNotDivide(size: 3, outer: 4)),
    .init(
      name: "below nothing", podSet: podSet(-1, .unconstrained), expected: .impossibleCount),
    .init(
      name: "negative request", podSet: podSet(1, gpu: -1, .unconstrained),
      expected: .impossibleCount),
    .init(
      name: "beyond 32 bits", podSet: podSet(1 << 40, .unconstrained), expected: .impossibleCount),
  ]

  @Test(arguments: refusals) func refusal(_ c: RefusalCase) throws {
    #expect(try snapshot(gpus).assign([c.podSet]).refusal?.reason == c.expected)
  }

  @Test func theShortfallCountsWhatWouldFit() throws {
    let reason = try snapshot(gpus).assign([podSet(8, .required(level: "rack"))]).refusal?.reason
    guard case .doesNotFit(let shortfall) = reason else {
      Issue.record("\(String(describing: reason))")
      return
    }
    #expect(shortfall.fitCount == 6 && shortfall.of == 8 && shortfall.unit == .pods)
    #expect(shortfall.exclusions.totalNodes == 8)
    #expect(shortfall.exclusions.resources.map(\.cause) == ["gpu"])
  }

  @Test func layersAreCountedEach() throws {
    let set = podSet(12, .required(level: "block"), slices: [("rack", 6), (host, 2)])
    guard case .doesNotFit(let shortfall) = try snapshot(gpus).assign([set]).refusal?.reason else {
      Issue.record("fits")
      return
    }
    // Block a: rack a/1 holds 2 in pairs, a/2 holds 6, so one slice of six; pairs on nodes: 0+1+2+1.
    #expect(shortfall.layers.map(\.fitCount) == [1, 4])
    #expect(shortfall.layers.map(\.of) == [2, 6])
  }

  @Test func leaderAndWorkersShareARack() throws {
    let leader = podSet("leader", 1, gpu: 2, .required(level: "rack"), group: "g")
    let workers = podSet("workers", 4, .required(level: "rack"), group: "g")
    for sets in [[leader, workers], [workers, leader]] {
      let answer = try snapshot(gpus).assign(sets)
      // Only a/2 holds 4 beside the leader's 2.
      #expect(answer.assignments.map(\.podSet) == sets.map(\.name))
      #expect(text(answer["leader"]) == "n3:1" || text(answer["leader"]) == "n4:1")
      #expect(answer["workers"]?.podCount == 4)
      #expect(text(answer["workers"]).contains("n3"))
    }
    let crowd = [leader, workers, podSet("more", 2, .required(level: "rack"), group: "g")]
    #expect(
      try snapshot(gpus).assign(crowd).refusal?.reason == .noLeaderAndWorkers(group: "g"))
  }

  @Test func onePodSetCountsForTheNext() throws {
    let answer = try snapshot(gpus).assign([
      podSet("one", 5, .required(level: "rack")), podSet("two", 5, .required(level: "rack")),
      podSet("three", 5, .required(level: "rack")), podSet("four", 1, .unconstrained),
    ])
    #expect(text(answer["one"]) == "n7:5")
    #expect(text(answer["two"]) == "n3:4 n4:1")
    #expect(answer.refusal?.podSets == ["three"])
    #expect(answer["four"] == nil)
  }

  @Test func usageIsTakenAndGivenBack() throws {
    var snapshot = try snapshot(gpus)
    let usage = Kueue.TopologySnapshot.Usage(values: ["n7"], requests: ["gpu": 1], count: 4)
    snapshot.add([usage, .init(values: ["gone"], requests: ["gpu": 1], count: 9)])
    let set = podSet(5, .required(level: "rack"))
    #expect(text(snapshot.assign([set])["main"]) == "n3:4 n4:1")
    #expect(text(snapshot.assign([set], assumingEmpty: true)["main"]) == "n7:5")
    #expect(!snapshot.fits([.init(values: ["n7"], requests: ["gpu": 1], count: 2)]))
    #expect(snapshot.fits([.init(values: ["n7"], requests: ["gpu": 1], count: 1)]))
    snapshot.remove([usage])
    #expect(text(snapshot.assign([set])["main"]) == "n7:5")
    snapshot.addOtherUsage(["gpu": 3], onNode: "b/2/n7")
    #expect(text(snapshot.assign([set], assumingEmpty: true)["main"]) == "n3:4 n4:1")
    let views = snapshot.domainViews()
    #expect(views.count == 2 + 4 + 8)
    #expect(views[0].values == ["a"] && views[0].free["gpu"] == 10 && views[0].leafCount == 4)
  }

  @Test func balancedPlacementSpreadsEvenly() throws {
    let nodes = ["a/1/n1": 10, "a/1/n2": 7, "a/1/n3": 7]
    let set = podSet(12, .preferred(level: "rack"))
    #expect(text(try snapshot(nodes).assign([set])["main"]) == "n1:10 n2:2")
    let balanced = try snapshot(nodes, gates: .init(balancedPlacement: true)).assign([set])
    // Two nodes do, so at least 6 each: the two that leave the least over.
    #expect(text(balanced["main"]) == "n2:6 n3:6")
  }

  @Test func preferredAffinityComesBeforeCapacity() throws {
    var set = podSet(3, .preferred(level: host))
    set.affinity = Kueue.NodeAffinity(preferred: [
      .init(weight: 5, term: .init([.init(key: "rack", operator: .in, values: ["2"])]))
    ])
    #expect(text(try snapshot(gpus).assign([set])["main"]) == "n2:3")
    let gates = Kueue.TopologyGates(respectPreferredAffinity: true)
    #expect(text(try snapshot(gpus, gates: gates).assign([set])["main"]) == "n3:3")
  }

  @Test func aTopologyAboveTheNodesKnowsNoTaints() throws {
    var nodes = topologyNodes(gpus)
    for index in nodes.indices { nodes[index].taints = [.init(key: "full")] }
    let racks = try #require(Kueue.Topology(name: "racks", levels: ["block", "rack"]))
    let hosts = try #require(Kueue.Topology(name: "hosts", levels: ["rack", host]))
    let set = podSet(3, .required(level: "rack"))
    let answer = Kueue.TopologySnapshot(topology: racks, nodes: nodes).assign([set])
    #expect(text(answer["main"]) == "b/1:3")
    #expect(!Kueue.TopologySnapshot(topology: hosts, nodes: nodes).assign([set]).fits)
    let tolerant = Kueue.TopologySnapshot(
      topology: hosts, tolerations: [.init(operator: "Exists")], nodes: nodes)
    #expect(tolerant.assign([set]).fits)
  }

  @Test func theTraceTellsWhatWasCountedAndChosen() throws {
    let answer = try snapshot(gpus).assign(
      [podSet(7, .preferred(level: "rack"))], explaining: true)
    let trace = try #require(answer.traces.first)
    #expect(trace.nodes.map(\.node) == ["n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"])
    #expect(trace.nodes[7].verdict == .lacks(resource: "gpu", free: 0, needed: 1))
    #expect(trace.levels[1].domains.map(\.pods) == [4, 6, 3, 5])
    #expect(
      Array(trace.steps.prefix(3)) == [
        .tooSmall(level: "rack", best: ["a", "2"], fitCount: 6, of: 7),
        .widened(to: "block"),
        .chose(level: "block", domains: [["b"]], rule: .smallestThatFits),
      ])
    #expect(trace.steps.count == 5)
  }
}
