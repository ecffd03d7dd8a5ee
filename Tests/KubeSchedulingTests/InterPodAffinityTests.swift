import Cluster
import KubeScheduling
import Simulation
import Testing

@Suite struct InterPodAffinityTests {
  private let zone = WellKnownLabel.zone

  /// Two nodes in zone a, one in b, one without a zone.
  private func state(_ namespaces: [Namespace] = []) -> ClusterState {
    let zones: [LabelSet] = [[zone: "a"], [zone: "a"], [zone: "b"], [:]]
    return ClusterState(
      nodes: zones.enumerated().map {
        Node(name: "n\($0)", allocatable: ["cpu": 9_000, "pods": 9], labels: $1)
      }, namespaces: namespaces)
  }

  private func term(_ app: String, namespaces: [String] = [], where selector: LabelSelector? = nil)
    -> PodAffinityTerm
  {
    PodAffinityTerm(
      topologyKey: zone, selector: LabelSelector(matchLabels: ["app": app]),
      namespaces: namespaces, namespaceSelector: selector)
  }

  private func pod(
    _ app: String, near: [PodAffinityTerm] = [], awayFrom: [PodAffinityTerm] = [],
    namespace: String = "default"
  ) -> Pod {
    Pod(
      name: app, namespace: namespace, labels: ["app": app], containers: [["cpu": 100]],
      podAffinity: PodAffinity(required: near), podAntiAffinity: PodAffinity(required: awayFrom))
  }

  private func failures(_ pod: Pod, _ state: ClusterState) -> [FilterReason?] {
    var state = state
    var scheduler = Scheduler(.kubernetesDefault())
    let explanation = scheduler.explain(state.admit(pod), in: state)
    return state.nodes.indices.map { node in
      explanation.examined.first { $0.node == node }?.failure?.reasons.first
    }
  }

  @Test func everyRefusalNamesTermDomainAndPods() {
    var state = state()
    let db = state.admit(pod("db"))
    state.place(db, on: 1)
    #expect(
      failures(pod("web", near: [term("db")]), state) == [
        nil, nil, .podAffinity(term: 0, key: zone, domain: "b", matchingElsewhere: 1),
        .podAffinityLabelMissing(term: 0, key: zone),
      ])
    let conflict = AffinityConflict(term: 0, key: zone, domain: "a", pods: 1, examples: [db])
    #expect(
      failures(pod("web", awayFrom: [term("db")]), state)
        == [.podAntiAffinity(conflict), .podAntiAffinity(conflict), nil, nil])
    let loner = state.admit(pod("loner", awayFrom: [term("x"), term("web")]))
    state.place(loner, on: 2)
    #expect(
      failures(pod("web"), state) == [
        nil, nil,
        .existingPodAntiAffinity(
          AffinityConflict(term: 1, key: zone, domain: "b", pods: 1, examples: [loner])),
        nil,
      ])
  }

  /// A pod that requires its own kind may be the first, but only where the key is.
  @Test func theFirstOfASeriesGoesAnywhereWithTheKey() {
    #expect(
      failures(pod("web", near: [term("web")]), state())
        == [nil, nil, nil, .podAffinityLabelMissing(term: 0, key: zone)])
    #expect(
      failures(pod("web", near: [term("web"), term("db")]), state()).allSatisfy { $0 != nil })
  }

  /// The selector holds for a namespace without labels, so v1.35.4 takes every namespace for it.
  @Test(arguments: [(true, 1), (false, 0)])
  func theNegativeNamespaceSelectorQuirkIsAnOption(reproduced: Bool, refusing: Int) {
    var state = state([Namespace(name: "red", labels: ["team": "red"])])
    state.place(state.admit(pod("db", namespace: "red")), on: 2)
    let notRed = LabelSelector([LabelRequirement("team", .notIn, ["red"])])
    let web = state.admit(pod("web", awayFrom: [term("db", where: notRed)]))
    let arguments = PodAffinityArguments(reproducesNegativeSelectorQuirk: reproduced)
    let filter = FilterPlugin.interPodAffinity(arguments).prepare(web, state)
    #expect(state.nodes.indices.count { filter?.passes($0, state) == false } == refusing)
  }

  @Test func labelKeysAreWrittenIntoTheSelectorAtAdmission() {
    let resolved = term("db").resolving(
      matchLabelKeys: ["hash", "absent"], mismatchLabelKeys: ["tenant"],
      of: ["hash": "7", "tenant": "t"])
    #expect(
      resolved.selector?.requirements == [
        LabelRequirement("app", .in, ["db"]), LabelRequirement("hash", .in, ["7"]),
        LabelRequirement("tenant", .notIn, ["t"]),
      ])
  }

  /// Preferred +5 for the pod in a, existing -3 of its own in b: a 5, b -3, no zone 0.
  @Test func weightsOfBothSidesAddUp() throws {
    var state = state()
    state.place(state.admit(pod("db")), on: 0)
    var grumpy = pod("grumpy")
    grumpy.podAntiAffinity.preferred = [.init(weight: 3, term: term("web"))]
    state.place(state.admit(grumpy), on: 2)
    var web = pod("web")
    web.podAffinity.preferred = [.init(weight: 5, term: term("db"))]
    let column = try #require(
      ScorePlugin.interPodAffinity().score(state.admit(web), state, [0, 1, 2, 3]))
    #expect(column.raw == [5, 5, -3, 0])
    // (0 - -3) / 8 = 0.375
    #expect(column.normalized == [100, 100, 0, 37])
    // Nobody means a stranger.
    #expect(ScorePlugin.interPodAffinity().score(state.admit(pod("x")), state, [0, 1]) == nil)
  }
}

@Suite struct ImageLocalityTests {
  @Test(
    arguments: [
      ("nginx", "nginx:latest"), ("reg:5000/a/b", "reg:5000/a/b:latest"), ("a/b:v1", "a/b:v1"),
      ("a/b@sha256:00", "a/b@sha256:00"),
    ])
  func aNameWithoutATagMeansLatest(name: String, listed: String) {
    let mebi = 1 << 20
    var state = ClusterState(nodes: [
      Node(
        name: "has", allocatable: [:], images: [.init(names: [listed], sizeBytes: 1_046 * mebi)]),
      Node(name: "lacks", allocatable: [:]),
    ])
    let pod = state.admit(Pod(name: "p", containers: [[:]], images: [name]))
    // Half of the nodes have it: 523 MiB count; 100 * (523 - 23) / (1000 - 23) = 51.
    #expect(ScorePlugin.imageLocality().score(pod, state, [0, 1])?.raw == [51, 0])
  }
}
