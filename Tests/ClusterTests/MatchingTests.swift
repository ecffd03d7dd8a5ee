import Cluster
import Testing

@Suite struct MatchingTests {
  @Test(
    arguments: [
      (LabelRequirement("k", .in, ["a", "b"]), "a", true), (.init("k", .in, ["a"]), nil, false),
      (.init("k", .notIn, ["a"]), "a", false), (.init("k", .notIn, ["a"]), nil, true),
      (.init("k", .exists), "", true), (.init("k", .doesNotExist), nil, true),
      (.init("k", .greaterThan, ["4"]), "8", true), (.init("k", .greaterThan, ["4"]), "4", false),
      (.init("k", .lessThan, ["4"]), "-1", true), (.init("k", .lessThan, ["4"]), "x", false),
      (.init("k", .lessThan, ["x"]), "1", false), (.init("k", .greaterThan, ["1"]), nil, false),
    ] as [(LabelRequirement, String?, Bool)])
  func requirement(_ requirement: LabelRequirement, value: String?, expected: Bool) {
    #expect(requirement.isMet(by: value) == expected)
    let labels: LabelSet = value.map { ["k": $0] } ?? ["other": "1"]
    let state = ClusterState(nodes: [Node(name: "n", allocatable: [:], labels: labels)])
    #expect(state.nodeLabels.compile(requirement).matches(0) == expected)
  }

  @Test(
    arguments: [
      (Toleration(key: "gpu", .exists), Taint(key: "gpu", value: "x", effect: .noExecute), true),
      (.init(key: "gpu", value: "x"), .init(key: "gpu", value: "x", effect: .noSchedule), true),
      (.init(key: "gpu", value: "y"), .init(key: "gpu", value: "x", effect: .noSchedule), false),
      (.init(.exists), .init(key: "any", effect: .preferNoSchedule), true),
      (.init(value: "x"), .init(key: "any", value: "x", effect: .noSchedule), true),
      (
        .init(key: "gpu", .exists, effect: .noExecute), .init(key: "gpu", effect: .noSchedule),
        false
      ),
    ] as [(Toleration, Taint, Bool)])
  func toleration(_ toleration: Toleration, taint: Taint, expected: Bool) {
    #expect(toleration.tolerates(taint) == expected)
  }

  @Test func nodesTakeTurnsByZone() {
    let zones = ["a", "a", "b", "a", "c", ""]
    let nodes = zones.enumerated().map { index, zone in
      Node(
        name: "n\(index)", allocatable: [:],
        labels: zone.isEmpty ? [:] : [WellKnownLabel.zone: zone])
    }
    #expect(NodeOrder.zoneRoundRobin(nodes) == [0, 2, 4, 5, 1, 3])
  }
}
