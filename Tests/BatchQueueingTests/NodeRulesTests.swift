import Testing

@testable import BatchQueueing

@Suite struct NodeRulesTests {
  struct TolerationCase: CustomTestStringConvertible, Sendable {
    let name: String
    let toleration: Kueue.Toleration
    let expected: Bool
    var testDescription: String { name }
  }

  static let taint = Kueue.Taint(key: "gpu", value: "8", effect: .noSchedule)
  static let tolerations: [TolerationCase] = [
    .init(name: "same value", toleration: .init(key: "gpu", value: "8"), expected: true),
    .init(name: "other value", toleration: .init(key: "gpu", value: "4"), expected: false),
    .init(name: "exists", toleration: .init(key: "gpu", .exists), expected: true),
    .init(name: "other key", toleration: .init(key: "cpu", .exists), expected: false),
    .init(name: "any key", toleration: .init(.exists), expected: true),
    .init(
      name: "other effect", toleration: .init(key: "gpu", .exists, effect: .noExecute),
      expected: false),
    .init(name: "8 < 9", toleration: .init(key: "gpu", .lessThan, value: "9"), expected: true),
    .init(name: "8 < 8", toleration: .init(key: "gpu", .lessThan, value: "8"), expected: false),
    .init(name: "8 > 7", toleration: .init(key: "gpu", .greaterThan, value: "7"), expected: true),
    .init(name: "no number", toleration: .init(key: "gpu", .lessThan, value: "x"), expected: false),
  ]

  @Test(arguments: tolerations) func toleration(_ c: TolerationCase) {
    #expect(c.toleration.tolerates(Self.taint) == c.expected)
    #expect((Kueue.untoleratedTaint([Self.taint], [c.toleration]) == nil) == c.expected)
  }

  @Test func preferNoScheduleForbidsNothing() {
    #expect(Kueue.untoleratedTaint([.init(key: "a", effect: .preferNoSchedule)], []) == nil)
  }

  @Test func termsAreJoinedByOrAndAnEmptyTermMatchesNothing() {
    let inA = Kueue.NodeSelectorTerm([.init("zone", .in, ["a"])])
    let named = Kueue.NodeSelectorTerm([], fields: [.init("metadata.name", .in, ["n2"])])
    let affinity = Kueue.NodeAffinity(required: [inA, named, .init([])])
    #expect(affinity.allows(labels: ["zone": "a"], name: "n1"))
    #expect(affinity.allows(labels: ["zone": "b"], name: "n2"))
    #expect(!affinity.allows(labels: ["zone": "b"], name: "n1"))
    #expect(!Kueue.NodeAffinity(required: []).allows(labels: [:], name: "n1"))
    #expect(Kueue.NodeAffinity().allows(labels: [:], name: "n1"))
  }

  @Test func preferredWeightsAddUp() {
    let affinity = Kueue.NodeAffinity(preferred: [
      .init(weight: 10, term: .init([.init("zone", .in, ["a"])])),
      .init(weight: 3, term: .init([.init("zone", .exists)])),
      .init(weight: 50, term: .init([])),
    ])
    #expect(affinity.score(labels: ["zone": "a"], name: "n") == 13)
    #expect(affinity.score(labels: ["zone": "b"], name: "n") == 3)
    #expect(affinity.score(labels: [:], name: "n") == 0)
  }
}
