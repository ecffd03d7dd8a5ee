extension Kueue {
  /// The first taint that keeps a pod off a node; `nil` when the pod may land there.
  ///
  /// Unlike the choice of a flavor, topology-aware scheduling understands the numeric tolerations
  /// `Lt` and `Gt`: the taint's value is less, or greater, than the toleration's.
  public static func untoleratedTaint(_ taints: [Taint], _ tolerations: [Toleration]) -> Taint? {
    taints.first { taint in
      (taint.effect == "NoSchedule" || taint.effect == "NoExecute")
        && !tolerations.contains { $0.tolerates(taint) || $0.toleratesNumerically(taint) }
    }
  }

  /// Conditions joined by AND. A term without conditions matches no node.
  public struct NodeSelectorTerm: Hashable, Sendable, Codable {
    public var matchExpressions: [LabelRequirement]
    /// Conditions on `metadata.name`, the only field that Kubernetes knows here.
    public var matchFields: [LabelRequirement]

    public init(_ matchExpressions: [LabelRequirement], matchFields: [LabelRequirement] = []) {
      self.matchExpressions = matchExpressions
      self.matchFields = matchFields
    }

    /// Whether the number and kind of values of each condition are as the API demands.
    public var isWellFormed: Bool {
      matchExpressions.allSatisfy(\.isWellFormed)
        && matchFields.allSatisfy {
          $0.key == "metadata.name" && $0.values.count == 1
            && ($0.operator == .in || $0.operator == .notIn)
        }
    }

    public func matches(labels: [String: String], name: String) -> Bool {
      !(matchExpressions.isEmpty && matchFields.isEmpty)
        && matchExpressions.allSatisfy { $0.matches(labels) }
        && matchFields.allSatisfy { $0.matches(["metadata.name": name]) }
    }
  }

  /// A pod's node affinity.
  public struct NodeAffinity: Hashable, Sendable, Codable {
    /// A term and what it adds to the score of a node that matches it.
    public struct Preference: Hashable, Sendable, Codable {
      /// 1 to 100 in the API.
      public var weight: Int
      public var term: NodeSelectorTerm

      public init(weight: Int, term: NodeSelectorTerm) {
        self.weight = weight
        self.term = term
      }
    }

    /// One of these must match; `nil`: no such demand. An empty list matches no node.
    public var required: [NodeSelectorTerm]?
    public var preferred: [Preference]

    public init(required: [NodeSelectorTerm]? = nil, preferred: [Preference] = []) {
      self.required = required
      self.preferred = preferred
    }

    public var isWellFormed: Bool {
      (required ?? []).allSatisfy(\.isWellFormed)
        && preferred.allSatisfy { $0.term.isWellFormed && (0...100).contains($0.weight) }
    }

    /// Whether the required part lets a node in.
    public func allows(labels: [String: String], name: String) -> Bool {
      required.map { $0.contains { $0.matches(labels: labels, name: name) } } ?? true
    }

    /// The sum of the weights of the preferred terms that match.
    public func score(labels: [String: String], name: String) -> Int {
      preferred.reduce(0) { sum, preference in
        let matches = preference.term.matches(labels: labels, name: name)
        return matches ? sum + max(0, min(100, preference.weight)) : sum
      }
    }
  }
}

extension Kueue.Toleration {
  fileprivate func toleratesNumerically(_ taint: Kueue.Taint) -> Bool {
    guard self.operator == "Lt" || self.operator == "Gt" else { return false }
    guard effect.isEmpty || effect == taint.effect, key.isEmpty || key == taint.key,
      let limit = Int(value), let number = Int(taint.value)
    else { return false }
    return self.operator == "Lt" ? number < limit : number > limit
  }
}

extension Kueue.LabelRequirement {
  fileprivate var isWellFormed: Bool {
    switch self.operator {
    case .in, .notIn: return !values.isEmpty
    case .exists, .doesNotExist: return values.isEmpty
    case .greaterThan, .lessThan: return values.count == 1 && Int(values[0]) != nil
    }
  }
}
