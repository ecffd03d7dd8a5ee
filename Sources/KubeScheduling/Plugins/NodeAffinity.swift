import Cluster

/// A pod's nodeSelector and required node affinity, compiled against the nodes' labels.
struct RequiredNodeMatcher {
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
  public static let nodeAffinity = FilterPlugin(name: "NodeAffinity", isNodeLocal: true) {
    pod, state in
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
    ScorePlugin(name: "NodeAffinity", weight: weight) { pod, state, nodes in
      let preferred = state.spec(of: pod).preferredNodeAffinity
      if preferred.isEmpty { return nil }
      // The API's rule: a term without expressions matches nothing.
      let terms = preferred.filter { !$0.requirements.isEmpty }.map {
        (weight: $0.weight, requirements: $0.requirements.map(state.nodeLabels.compile))
      }
      let raw = nodes.map { node in
        terms.reduce(0) { $0 + ($1.requirements.allMatch(node) ? $1.weight : 0) }
      }
      return ScoreColumn(raw: raw, normalized: Normalization.proportional(raw))
    }
  }
}
