/// Pods that a pod wants in its own topology domain, or (as anti-affinity) does not want there.
public struct PodAffinity: Hashable, Sendable {
  /// A preferred term: `weight` (1 to 100) is added, or taken off, for each pod it matches.
  public struct Preferred: Hashable, Sendable {
    public var weight: Int
    public var term: PodAffinityTerm
    public init(weight: Int, term: PodAffinityTerm) {
      self.weight = weight
      self.term = term
    }
  }

  /// All of them must hold.
  public var required: [PodAffinityTerm]
  public var preferred: [Preferred]

  public init(required: [PodAffinityTerm] = [], preferred: [Preferred] = []) {
    self.required = required
    self.preferred = preferred
  }

  public var isEmpty: Bool { required.isEmpty && preferred.isEmpty }
}

/// Which pods are meant, and what "beside" means.
public struct PodAffinityTerm: Hashable, Sendable {
  /// Nodes with the same value of this label are one domain.
  public var topologyKey: String
  /// `nil` matches no pod; an empty one matches every pod.
  public var selector: LabelSelector?
  /// With `namespaceSelector` a union. Neither: the namespace of the pod that has the term.
  public var namespaces: [String]
  /// An empty one matches every namespace, whether it exists or not.
  public var namespaceSelector: LabelSelector?

  public init(
    topologyKey: String, selector: LabelSelector? = nil, namespaces: [String] = [],
    namespaceSelector: LabelSelector? = nil
  ) {
    self.topologyKey = topologyKey
    self.selector = selector
    self.namespaces = namespaces
    self.namespaceSelector = namespaceSelector
  }

  /// The term with `matchLabelKeys` and `mismatchLabelKeys` written into its selector, as the API
  /// server does when the pod is created: the scheduler never sees them. Keys that the pod lacks, and
  /// terms without selector, stay as they are.
  public func resolving(
    matchLabelKeys: [String] = [], mismatchLabelKeys: [String] = [], of labels: LabelSet
  ) -> PodAffinityTerm {
    var resolved = self
    for (keys, op) in [
      (matchLabelKeys, LabelRequirement.Operator.in), (mismatchLabelKeys, .notIn),
    ] {
      for key in keys {
        guard let value = labels[key] else { continue }
        resolved.selector?.requirements.append(LabelRequirement(key, op, [value]))
      }
    }
    return resolved
  }
}

/// What matters of a pod's affinity to others: who has the same is one group.
public struct AffinityGroup: Hashable, Sendable {
  /// The namespace that terms without namespaces mean.
  public let namespace: String
  public let affinity: PodAffinity
  public let antiAffinity: PodAffinity
}
