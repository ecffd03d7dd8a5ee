import Testing

@testable import BatchQueueing

private let host = Kueue.Topology.hostnameLabel

private func placed(_ counts: KeyValuePairs<String, Int>) -> Kueue.TopologyAssignment {
  Kueue.TopologyAssignment(
    levels: [host], domains: counts.map { .init(values: [$0.key], count: $0.value) })
}

@Suite struct TopologyReplacementTests {
  /// n2 failed and is gone; what is used by the workload itself is not free.
  private func remaining(_ more: [String: Int]) throws -> Kueue.TopologySnapshot {
    try snapshot(more)
  }

  @Test func aRequiredRackIsKept() throws {
    let snapshot = try remaining(["a/1/n1": 0, "a/1/n3": 2, "a/2/n4": 2])
    let result = snapshot.replace(
      node: "n2", of: podSet(4, .required(level: "rack")), in: placed(["n1": 2, "n2": 2]))
    #expect(text(result.assignment) == "n1:2 n3:2")
    #expect(text(result.moved) == "n3:2")
  }

  @Test func withoutRoomInTheRequiredRackThereIsNone() throws {
    let snapshot = try remaining(["a/1/n1": 0, "a/1/n3": 1, "a/2/n4": 9])
    let result = snapshot.replace(
      node: "n2", of: podSet(4, .required(level: "rack")), in: placed(["n1": 2, "n2": 2]))
    guard case .doesNotFit(let shortfall) = result.refusal else {
      Issue.record("\(String(describing: result.assignment))")
      return
    }
    #expect(shortfall.fitCount == 1 && shortfall.exclusions.outsideDomain == 1)
  }

  @Test func aBrokenSliceIsCompletedInItsOwnRack() throws {
    // Slices of four per rack: n1 and n2 were one, n4 and n5 another.
    let snapshot = try remaining(["a/1/n1": 0, "a/1/n3": 2, "a/2/n4": 0, "a/2/n5": 8])
    let set = podSet(8, .required(level: "block"), slices: [("rack", 4)])
    let result = snapshot.replace(
      node: "n2", of: set, in: placed(["n1": 2, "n2": 2, "n4": 2, "n5": 2]))
    #expect(text(result.assignment) == "n1:2 n3:2 n4:2 n5:2")
  }

  @Test func podsOfOneNodeAreMerged() throws {
    let snapshot = try remaining(["a/1/n1": 5, "a/2/n3": 1])
    let result = snapshot.replace(
      node: "n2", of: podSet(4, .required(level: "rack")), in: placed(["n1": 2, "n2": 2]))
    #expect(text(result.assignment) == "n1:4")
  }

  @Test func otherLostNodesAndUnusedNodesAreRefused() throws {
    let snapshot = try remaining(["a/1/n1": 5])
    let set = podSet(4, .unconstrained)
    #expect(
      snapshot.replace(node: "n2", of: set, in: placed(["n2": 2, "n9": 2])).refusal
        == .staleAssignment(domain: ["n9"]))
    #expect(
      snapshot.replace(node: "n7", of: set, in: placed(["n1": 2])).refusal
        == .noReplacement(node: "n7"))
  }
}

@Suite struct TopologyFlavorsTests {
  private func flavors(admitted: [Kueue.TopologyFlavors.Placement] = []) throws
    -> Kueue.TopologyFlavors
  {
    let nodes = ["a/1/n1": 4, "a/1/n2": 4]
    return Kueue.TopologyFlavors(
      [
        "gold": try snapshot(nodes), "silver": try snapshot(nodes),
        "racks": try snapshot(nodes, levels: ["block", "rack"]),
      ], admitted: admitted)
  }

  private func request(_ flavor: String, _ name: String, _ count: Int)
    -> Kueue.TopologyFlavors.Request
  {
    .init(flavor: flavor, podSet: podSet(name, count, .required(level: "rack")))
  }

  @Test func flavorsWithTheSameNodesSeeEachOther() throws {
    let both = [request("silver", "s", 5), request("gold", "g", 3)]
    let answer = try flavors().assign(both)
    #expect(answer.assignments.map(\.podSet) == ["g", "s"])
    #expect(answer.assignments.map { text($0.assignment) } == ["n1:3", "n1:1 n2:4"])
    #expect(try !flavors().assign([request("silver", "s", 6), request("gold", "g", 3)]).fits)
    // A topology above the nodes counts for itself.
    #expect(try flavors().assign([request("racks", "r", 8), request("gold", "g", 8)]).fits)
  }

  @Test func admittedPodsCountInEveryFlavorOfTheirNodes() throws {
    let placements = try flavors().assign([request("gold", "g", 3)]).placements([
      request("gold", "g", 3)
    ])
    #expect(
      placements == [
        .init(flavor: "gold", usage: .init(values: ["n1"], requests: ["gpu": 1], count: 3))
      ])
    let later = try flavors(admitted: placements)
    #expect(later.assign([request("silver", "s", 5)]).fits)
    #expect(!later.assign([request("silver", "s", 6)]).fits)
    #expect(later.assign([request("silver", "s", 6)], assumingEmpty: true).fits)
  }

  @Test func insideACycleAFlavorCountsForItself() throws {
    var cycle = try flavors()
    let taken = [
      Kueue.TopologyFlavors.Placement(
        flavor: "gold", usage: .init(values: ["n1"], requests: ["gpu": 1], count: 4))
    ]
    #expect(cycle.fits(taken))
    cycle.add(taken)
    #expect(!cycle.fits(taken))
    #expect(cycle.assign([request("silver", "s", 8)]).fits)
    cycle.remove(taken)
    #expect(cycle.fits(taken))
  }

  @Test func levelsAreLookedUpInTheFlavor() throws {
    let flavors = try flavors()
    let rack = Kueue.TopologyRequest(.required(level: "rack"))
    let node = Kueue.TopologyRequest(
      .required(level: "rack"), slices: [.init(level: host, size: 2)])
    #expect(flavors.hasLevels(rack, flavor: "racks") && !flavors.hasLevels(node, flavor: "racks"))
    #expect(flavors.hasLevels(node, flavor: "gold") && !flavors.hasLevels(nil, flavor: "bronze"))
  }
}
