import Cluster

/// A pod's nodeSelector and required node affinity, compiled against the nodes' labels.
struct RequiredNodeMatcher: Sendable {
  private let selector: [(label: LabelSet.Label, requirement: CompiledRequirement)]
  /// `nil`: no required affinity. Empty terms are left out: they match no node.
  private let terms: [[CompiledRequirement]]?

  init(pod: Pod, state: ClusterState) {
    selector = pod.nodeSelector.labels.map {
      ($0, state.nodeLabels.compile(LabelRequirement($0.key, .in, [$0.value])))
    }
    terms = pod.requiredNodeAffinity.map { terms in
      terms.filter { !$0.isEmpty }.map { $0.map(state.nodeLabels.compile) }
    }
  }

  /// Whether there is nothing to match.
  var isTrivial: Bool { selector.isEmpty && terms == nil }

  func matches(_ node: NodeIndex) -> Bool {
    for entry in selector where !entry.requirement.matches(node) { return false }
    guard let terms else { return true }
    for term in terms where term.allMatch(node) { return true }
    return false
  }

  func reason(_ node: NodeIndex) -> FilterReason? {
    if let missing = selector.first(where: { !$0.requirement.matches(node) }) {
      return .nodeSelectorMismatch(missing.label)
    }
    return matches(node) ? nil : .requiredAffinityMismatch
  }
}

extension FilterPlugin {
  /// Refuses nodes whose labels do not meet the pod's nodeSelector and required node affinity.
  public static let nodeAffinity = FilterPlugin(
    name: "NodeAffinity", isNodeLocal: true, known: .nodeAffinity
  ) { pod, state in
    let matcher = RequiredNodeMatcher(pod: state.spec(of: pod), state: state)
    if matcher.isTrivial { return nil }
    return PreparedFilter(
      passes: { node, _ in matcher.matches(node) },
      explain: { node, _ in matcher.reason(node).map { FilterFailure(.unresolvable, [$0]) } })
  }
}

extension ScorePlugin {
  /// The larger the summed weight of the preferred terms that the node meets, the better.
  public static func nodeAffinity(weight: Int = 2) -> ScorePlugin {
    ScorePlugin(name: "NodeAffinity", weight: weight, known: .nodeAffinity) {
      pod, state, nodes in
      guard let terms = PreferredNodeTerms(state.spec(of: pod), state) else { return nil }
      let raw = nodes.map(terms.weight)
      return ScoreColumn(raw: raw, normalized: Normalization.proportional(raw))
    }
  }
}

/// A pod's preferred node affinity, compiled against the nodes' labels.
struct PreferredNodeTerms: Sendable {
  private let terms: [(weight: Int, requirements: [CompiledRequirement])]

  /// `nil` when the pod prefers nothing.
  init?(_ pod: Pod, _ state: ClusterState) {
    if pod.preferredNodeAffinity.isEmpty { return nil }
    // The API's rule: a term without expressions matches nothing.
    terms = pod.preferredNodeAffinity.filter { !$0.requirements.isEmpty }.map {
      (weight: $0.weight, requirements: $0.requirements.map(state.nodeLabels.compile))
    }
  }

  /// The summed weight of the terms that the node meets.
  func weight(_ node: NodeIndex) -> Int {
    terms.reduce(0) { $0 + ($1.requirements.allMatch(node) ? $1.weight : 0) }
  }
}
