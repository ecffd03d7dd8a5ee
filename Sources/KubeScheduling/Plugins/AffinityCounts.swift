import Cluster

/// What the filter of InterPodAffinity knows of the cluster for one pod.
struct AffinityCounts {
  /// The first rule that refuses a node.
  enum Verdict: Equatable {
    case passes
    /// Index of a required affinity term.
    case affinity(Int)
    /// Index of a required anti-affinity term.
    case antiAffinity(Int)
    /// Index into `existing`.
    case existing(Int)
  }

  let rules: AffinityRules
  /// By required affinity term: pods that match all terms.
  private(set) var affinity: [DomainSum]
  /// By required anti-affinity term: pods that match it.
  private(set) var antiAffinity: [DomainSum]
  /// By topology key: terms of existing pods that mean the pod.
  let existing: [DomainSum]
  /// No pod of the cluster is what the pod requires, and it is so itself.
  let isFirstOfSeries: Bool

  init(_ rules: AffinityRules, existing: [DomainSum], _ state: ClusterState) {
    self.rules = rules
    self.existing = existing
    var affinity = rules.pod.podAffinity.required.map { DomainSum($0.topologyKey, state) }
    var antiAffinity = rules.pod.podAntiAffinity.required.map { DomainSum($0.topologyKey, state) }
    for node in state.nodes.indices {
      for entry in state.labelGroupCounts[node] {
        let (group, count) = (Int(entry.group), Int(entry.count))
        if !affinity.isEmpty && rules.matchesAllAffinity[group] {
          for term in affinity.indices { affinity[term].add(count, on: node) }
        }
        for term in antiAffinity.indices where rules.matchesAntiAffinity[term][group] {
          antiAffinity[term].add(count, on: node)
        }
      }
    }
    self.affinity = affinity
    self.antiAffinity = antiAffinity
    isFirstOfSeries = rules.matchesItself && affinity.allSatisfy { $0.total == 0 }
  }

  func verdict(_ node: NodeIndex) -> Verdict {
    for (term, sum) in affinity.enumerated() where sum.column.codes[node] == 0 {
      return .affinity(term)
    }
    if !isFirstOfSeries {
      for (term, sum) in affinity.enumerated() where sum.sum(node) == 0 { return .affinity(term) }
    }
    for (term, sum) in antiAffinity.enumerated() where sum.sum(node) > 0 {
      return .antiAffinity(term)
    }
    for (key, sum) in existing.enumerated() where sum.sum(node) > 0 { return .existing(key) }
    return .passes
  }

  func affinityReason(_ term: Int, _ node: NodeIndex) -> FilterReason {
    let sum = affinity[term]
    guard let domain = sum.domain(node) else {
      return .podAffinityLabelMissing(term: term, key: sum.key)
    }
    return .podAffinity(term: term, key: sum.key, domain: domain, matchingElsewhere: sum.total)
  }
}

/// Pods that forbid a domain to a pod.
public struct AffinityConflict: Hashable, Sendable {
  /// How many pods are named in `examples` at most.
  public static let exampleLimit = 8

  /// Index of the required anti-affinity term: the pod's own, or the first example's.
  public let term: Int
  public let key: String
  public let domain: String
  /// How many pods of the domain are in the way.
  public let pods: Int
  /// The first of them, by node and placement.
  public let examples: [PodIndex]

  public init(term: Int, key: String, domain: String, pods: Int, examples: [PodIndex]) {
    self.term = term
    self.key = key
    self.domain = domain
    self.pods = pods
    self.examples = examples
  }
}

extension AffinityRules {
  /// The pods of the node's domain that the pod's own term forbids.
  func conflict(term: Int, _ node: NodeIndex, _ state: ClusterState) -> AffinityConflict {
    let matches = matchesAntiAffinity[term]
    return conflict(pod.podAntiAffinity.required[term].topologyKey, node, state) { other in
      matches[state.record(of: other).labelGroup] ? term : nil
    }
  }

  /// The pods of the node's domain of this key that forbid the pod.
  func existingConflict(key: String, _ node: NodeIndex, _ state: ClusterState) -> AffinityConflict {
    conflict(key, node, state) { other in
      let group = state.record(of: other).affinityGroup
      if group < 0 { return nil }
      let affinity = state.affinityGroups[group]
      return affinity.antiAffinity.required.firstIndex {
        $0.topologyKey == key && isMeant(by: $0, of: affinity, state)
      }
    }
  }

  private func conflict(
    _ key: String, _ node: NodeIndex, _ state: ClusterState, _ term: (PodIndex) -> Int?
  ) -> AffinityConflict {
    let sum = DomainSum(key, state)
    var first: Int?
    var pods = 0
    var examples: [PodIndex] = []
    for other in state.nodes.indices where sum.column.codes[other] == sum.column.codes[node] {
      for pod in state.podsOnNode[other] {
        guard let term = term(pod) else { continue }
        if first == nil { first = term }
        pods += 1
        if examples.count < AffinityConflict.exampleLimit { examples.append(pod) }
      }
    }
    return AffinityConflict(
      term: first ?? 0, key: key, domain: sum.domain(node) ?? "", pods: pods, examples: examples)
  }
}
