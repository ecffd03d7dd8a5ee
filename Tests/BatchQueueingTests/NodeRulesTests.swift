import Testing

@testable import BatchQueueing

@Suite struct NodeRulesTests {
  struct TolerationCase: CustomTestStringConvertible, Sendable {
    let name: String
    let toleration: Kueue.Toleration
    let expected: Bool
    var testDescription: String { name }
  }

  static let taint = Kueue.Taint(key: "gpu", value: "8", effect: "NoSchedule")
  static let tolerations: [TolerationCase] = [
    .init(name: "same value", toleration: .init(key: "gpu", value: "8"), expected: true),
    .init(name: "other value", toleration: .init(key: "gpu", value: "4"), expected: false),
    .init(name: "exists", toleration: .init(key: "gpu", operator: "Exists"), expected: true),
    .init(name: "other key", toleration: .init(key: "cpu", operator: "Exists"), expected: false),
    .init(name: "any key", toleration: .init(operator: "Exists"), expected: true),
    .init(
      name: "other effect", toleration: .init(key: "gpu", operator: "Exists", effect: "NoExecute"),
      expected: false),
    .init(name: "8 < 9", toleration: .init(key: "gpu", operator: "Lt", value: "9"), expected: true),
    .init(
      name: "8 < 8", toleration: .init(key: "gpu", operator: "Lt", value: "8"), expected: false),
    .init(name: "8 > 7", toleration: .init(key: "gpu", operator: "Gt", value: "7"), expected: true),
    .init(
      name: "no number", toleration: .init(key: "gpu", operator: "Lt", value: "x"), expected: false),
  ]

  @Test(arguments: tolerations) func toleration(_ c: TolerationCase) {
    #expect((Kueue.untoleratedTaint([Self.taint], [c.toleration]) == nil) == c.expected)
  }

  @Test func preferNoScheduleForbidsNothing() {
    #expect(Kueue.untoleratedTaint([.init(key: "a", effect: "PreferNoSchedule")], []) == nil)
  }

  @Test func termsAreJoinedByOrAndAnEmptyTermMatchesNothing() {
    let inA = Kueue.NodeSelectorTerm([.init(key: "zone", operator: .in, values: ["a"])])
    let named = Kueue.NodeSelectorTerm(
      [], matchFields: [.init(key: "metadata.name", operator: .in, values: ["n2"])])
    let affinity = Kueue.NodeAffinity(required: [inA, named, .init([])])
    #expect(affinity.allows(labels: ["zone": "a"], name: "n1"))
    #expect(affinity.allows(labels: ["zone": "b"], name: "n2"))
    #expect(!affinity.allows(labels: ["zone": "b"], name: "n1"))
    #expect(!Kueue.NodeAffinity(required: []).allows(labels: [:], name: "n1"))
    #expect(Kueue.NodeAffinity().allows(labels: [:], name: "n1"))
  }

  @Test func preferredWeightsAddUp() {
    let affinity = Kueue.NodeAffinity(preferred: [
      .init(weight: 10, term: .init([.init(key: "zone", operator: .in, values: ["a"])])),
      .init(weight: 3, term: .init([.init(key: "zone", operator: .exists)])),
      .init(weight: 50, term: .init([])),
    ])
    #expect(affinity.score(labels: ["zone": "a"], name: "n") == 13)
    #expect(affinity.score(labels: ["zone": "b"], name: "n") == 3)
    #expect(affinity.score(labels: [:], name: "n") == 0)
  }
}
