import Cluster

extension FilterPlugin {
  /// Refuses nodes whose domains lack the pods that the pod requires beside it, or hold pods that it
  /// must not, or that must not have it, beside them.
  public static func interPodAffinity(_ arguments: PodAffinityArguments = PodAffinityArguments())
    -> FilterPlugin
  {
    FilterPlugin(name: "InterPodAffinity", known: .interPodAffinity(arguments)) {
      pod, state in
      let rules = AffinityRules(pod: state.spec(of: pod), arguments, state)
      let existing = rules.existingConflicts(state)
      if rules.isEmpty && existing.allSatisfy({ $0.total == 0 }) { return nil }
      let lazily = LazyAffinity(rules, existing: existing)
      return PreparedFilter(
        passes: { node, state in lazily.counts(state).verdict(node) == .passes },
        explain: { node, state in
          let counts = lazily.counts(state)
          switch counts.verdict(node) {
          case .passes: return nil
          case .affinity(let term):
            return FilterFailure(.unresolvable, [counts.affinityReason(term, node)])
          case .antiAffinity(let term):
            let conflict = rules.conflict(term: term, node, state)
            return FilterFailure(.unschedulable, [.podAntiAffinity(conflict)])
          case .existing(let key):
            let conflict = rules.existingConflict(key: existing[key].key, node, state)
            return FilterFailure(.unschedulable, [.existingPodAntiAffinity(conflict)])
          }
        })
    }
  }

  /// Counts on the first question: a pod that fits nowhere never asks. Lives for one cycle, on one
  /// state.
  private final class LazyAffinity {
    private let rules: AffinityRules
    private let existing: [DomainSum]
    private var known: AffinityCounts?

    init(_ rules: AffinityRules, existing: [DomainSum]) {
      self.rules = rules
      self.existing = existing
    }

    func counts(_ state: ClusterState) -> AffinityCounts {
      if let known { return known }
      let counted = AffinityCounts(rules, existing: existing, state)
      known = counted
      return counted
    }
  }
}

extension ScorePlugin {
  /// The more weight of preferred terms, its own and those of pods in the node's domains, the better.
  public static func interPodAffinity(
    _ arguments: PodAffinityArguments = PodAffinityArguments(), weight: Int = 2
  ) -> ScorePlugin {
    ScorePlugin(
      name: "InterPodAffinity", weight: weight, known: .interPodAffinity(arguments)
    ) { pod, state, nodes in
      let rules = AffinityRules(pod: state.spec(of: pod), arguments, state)
      guard let sums = rules.scores(state) else { return nil }
      let raw = nodes.map { node in sums.reduce(0) { $0 + $1.sum(node) } }
      return ScoreColumn(raw: raw, normalized: Normalization.stretched(raw))
    }
  }
}

/// A pod's terms and those of existing pods that mean it, held against the groups of pods that there
/// are.
struct AffinityRules: Sendable {
  let pod: Pod
  let arguments: PodAffinityArguments
  /// By label group: matches every required affinity term.
  private(set) var matchesAllAffinity: [Bool] = []
  /// By required anti-affinity term, then label group.
  private(set) var matchesAntiAffinity: [[Bool]]
  /// Whether the pod matches all its own required affinity terms: it may be the first of a series.
  let matchesItself: Bool

  init(pod: Pod, _ arguments: PodAffinityArguments, _ state: ClusterState) {
    self.pod = pod
    self.arguments = arguments
    matchesAntiAffinity = pod.podAntiAffinity.required.map { _ in [] }
    matchesItself =
      !pod.podAffinity.required.isEmpty
      && pod.podAffinity.required.allSatisfy {
        $0.matches(
          pod.labels, in: pod.namespace, owner: pod.namespace,
          quirk: arguments.reproducesNegativeSelectorQuirk, state)
      }
    learn(state)
  }

  /// Label groups may have turned up.
  mutating func learn(_ state: ClusterState) {
    if isEmpty || matchesAllAffinity.count == state.labelGroups.count { return }
    for group in state.labelGroups[matchesAllAffinity.count...] {
      func matches(_ term: PodAffinityTerm) -> Bool {
        term.matches(
          group.labels, in: group.namespace, owner: pod.namespace,
          quirk: arguments.reproducesNegativeSelectorQuirk, state)
      }
      matchesAllAffinity.append(pod.podAffinity.required.allSatisfy(matches))
      for (index, term) in pod.podAntiAffinity.required.enumerated() {
        matchesAntiAffinity[index].append(matches(term))
      }
    }
  }

  /// Whether the pod requires nothing of others.
  var isEmpty: Bool { pod.podAffinity.required.isEmpty && pod.podAntiAffinity.required.isEmpty }

  /// Whether an existing pod's term means the pod.
  func isMeant(by term: PodAffinityTerm, of group: AffinityGroup, _ state: ClusterState) -> Bool {
    term.matchesIncoming(pod.labels, in: pod.namespace, owner: group.namespace, state)
  }

  /// Per topology key: how many required anti-affinity terms of existing pods mean the pod, by domain.
  func existingConflicts(_ state: ClusterState) -> [DomainSum] {
    let keys = state.affinityGroups.enumerated().map { index, group in
      state.placedInAffinityGroup[index] == 0
        ? []
        : group.antiAffinity.required.filter { isMeant(by: $0, of: group, state) }
          .map(\.topologyKey)
    }
    if keys.allSatisfy(\.isEmpty) { return [] }
    var sums = DomainSums()
    for node in state.nodes.indices {
      for entry in state.affinityGroupCounts[node] {
        for key in keys[Int(entry.group)] { sums.add(Int(entry.count), key, on: node, state) }
      }
    }
    return sums.sums
  }

  /// The weights by domain; `nil` when no term contributed anything.
  func scores(_ state: ClusterState) -> [DomainSum]? {
    let own = ownWeights(state)
    if own.isEmpty && arguments.ignoresPreferredTermsOfExistingPods { return nil }
    let theirs = theirWeights(state)
    if own.isEmpty && theirs.allSatisfy(\.isEmpty) { return nil }
    var sums = DomainSums()
    for node in state.nodes.indices {
      for term in own {
        for entry in state.labelGroupCounts[node] where term.matches[Int(entry.group)] {
          sums.add(term.weight * Int(entry.count), term.key, on: node, state)
        }
      }
      for entry in state.affinityGroupCounts[node] {
        for term in theirs[Int(entry.group)] {
          sums.add(term.weight * Int(entry.count), term.key, on: node, state)
        }
      }
    }
    return sums.contributions == 0 ? nil : sums.sums
  }

  /// The pod's preferred terms, with the label groups that each matches.
  func ownWeights(_ state: ClusterState) -> [(weight: Int, key: String, matches: [Bool])] {
    let quirk = arguments.reproducesNegativeSelectorQuirk
    let signed =
      pod.podAffinity.preferred.map { ($0.weight, $0.term) }
      + pod.podAntiAffinity.preferred.map { (-$0.weight, $0.term) }
    return signed.map { weight, term in
      let matches = state.labelGroups.map {
        term.matches($0.labels, in: $0.namespace, owner: pod.namespace, quirk: quirk, state)
      }
      return (weight, term.topologyKey, matches)
    }
  }

  /// By affinity group of existing pods: the terms that mean the pod, with their weights.
  func theirWeights(_ state: ClusterState) -> [[(weight: Int, key: String)]] {
    state.affinityGroups.enumerated().map { index, group in
      state.placedInAffinityGroup[index] == 0 ? [] : weights(of: group, state)
    }
  }

  /// What each pod of the group adds, where.
  func weights(of group: AffinityGroup, _ state: ClusterState) -> [(weight: Int, key: String)] {
    let hard = arguments.hardPodAffinityWeight
    let required = hard > 0 ? group.affinity.required.map { (hard, $0) } : []
    let signed =
      required + group.affinity.preferred.map { ($0.weight, $0.term) }
      + group.antiAffinity.preferred.map { (-$0.weight, $0.term) }
    return signed.filter { isMeant(by: $0.1, of: group, state) }.map { ($0.0, $0.1.topologyKey) }
  }
}
