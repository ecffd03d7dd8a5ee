import Cluster
import Simulation

/// A random cluster with some pods on it, and pods to place: small amounts, so that nodes fill up
/// and scores tie. For the tests of every room that schedules.
public struct RandomCluster: Sendable {
  public var nodes: [Node] = []
  public var existing: [(pod: Pod, node: Int)] = []
  public var incoming: [Pod] = []

  public init(seed: Seed, nodes count: ClosedRange<Int> = 1...25, pods: Int = 12) {
    var random = SeededGenerator(seed: seed)
    let size = count.lowerBound + random.below(count.count)
    for index in 0..<size {
      var labels: LabelSet = [WellKnownLabel.hostname: "n\(index)"]
      if random.below(10) > 0 { labels[WellKnownLabel.zone] = "z\(random.below(3))" }
      if random.below(2) > 0 { labels["rack"] = "r\(random.below(4))" }
      let effects = TaintEffect.allCases
      let taints = (0..<(random.below(4) == 0 ? 2 : 0)).map { _ in
        Taint(key: "t\(random.below(2))", effect: effects[random.below(3)])
      }
      let gpus: Int? = random.below(2) == 0 ? 4 : nil
      nodes.append(
        Node(
          name: "n\(index)",
          allocatable: ResourceList(
            cpu: MilliCPU(1_000 * (1 + random.below(4))), memory: .gibi(1 + random.below(8)),
            gpus: gpus, pods: 3 + random.below(6)),
          labels: labels, taints: taints, isUnschedulable: random.below(12) == 0))
    }
    for _ in 0..<random.below(2 * size + 1) {
      existing.append((Self.pod(&random), random.below(size)))
    }
    incoming = (0..<pods).map { _ in Self.pod(&random) }
  }

  public static func pod(_ random: inout SeededGenerator) -> Pod {
    var request: ResourceList = [:]
    if random.below(5) > 0 { request[.cpu] = 100 * random.below(12) }
    if random.below(5) > 0 { request[.memory] = random.below(3) << 29 }
    if random.below(4) == 0 { request[.nvidiaGPU] = 1 + random.below(3) }
    let app = "a\(random.below(3))"
    var pod = Pod(name: "p", labels: ["app": app], priority: random.below(3), containers: [request])
    if random.below(3) == 0 { pod.tolerations = [Toleration(key: "t\(random.below(2))", .exists)] }
    if random.below(6) == 0 { pod.nodeSelector = ["rack": "r\(random.below(4))"] }
    if random.below(5) == 0 {
      pod.preferredNodeAffinity = [
        .init(weight: 1 + random.below(100), requirements: [.init("rack", .exists)]),
        .init(weight: 7, requirements: [.init(WellKnownLabel.zone, .notIn, ["z1"])]),
      ]
    }
    if random.below(3) == 0 {
      let key = [WellKnownLabel.zone, WellKnownLabel.hostname, "rack"][random.below(3)]
      pod.spreadConstraints = [
        TopologySpreadConstraint(
          maxSkew: 1 + random.below(2), topologyKey: key,
          whenUnsatisfiable: random.below(2) == 0 ? .doNotSchedule : .scheduleAnyway,
          selector: LabelSelector(matchLabels: ["app": app]))
      ]
    }
    return pod
  }

  /// Adds pod affinity of all four kinds, images and nominal namespaces to a pod.
  public static func addCompany(_ pod: inout Pod, _ random: inout SeededGenerator) {
    func term() -> PodAffinityTerm {
      PodAffinityTerm(
        topologyKey: [WellKnownLabel.zone, WellKnownLabel.hostname, "rack"][random.below(3)],
        selector: LabelSelector(matchLabels: ["app": "a\(random.below(3))"]),
        namespaces: random.below(3) == 0 ? ["default", "ml"] : [],
        namespaceSelector: random.below(4) == 0
          ? LabelSelector([LabelRequirement("team", .notIn, ["red"])]) : nil)
    }
    if random.below(4) == 0 { pod.namespace = "ml" }
    if random.below(5) == 0 { pod.podAffinity.required = [term()] }
    if random.below(5) == 0 { pod.podAntiAffinity.required = [term()] }
    if random.below(4) == 0 {
      pod.podAffinity.preferred = [.init(weight: 1 + random.below(100), term: term())]
    }
    if random.below(4) == 0 {
      pod.podAntiAffinity.preferred = [.init(weight: 1 + random.below(100), term: term())]
    }
    if random.below(3) == 0 { pod.images = ["image\(random.below(3))"] }
  }

  public func state() -> ClusterState {
    var state = ClusterState(nodes: nodes)
    for (pod, node) in existing { state.place(state.admit(pod), on: node) }
    return state
  }
}
