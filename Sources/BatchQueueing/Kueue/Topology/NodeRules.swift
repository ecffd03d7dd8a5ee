extension Kueue {
  /// A mark on a node that keeps pods away, as Kueue reads it from nodes and resource flavors.
  public struct Taint: Hashable, Sendable {
    /// Spelled as in the Kubernetes API.
    public enum Effect: String, Hashable, Sendable, CaseIterable {
      case noSchedule = "NoSchedule"
      case preferNoSchedule = "PreferNoSchedule"
      case noExecute = "NoExecute"
    }

    public let key: String
    public let value: String
    public let effect: Effect

    public init(key: String, value: String = "", effect: Effect) {
      self.key = key
      self.value = value
      self.effect = effect
    }
  }

  /// A pod's permission to ignore some taints.
  public struct Toleration: Hashable, Sendable {
    /// Spelled as in the Kubernetes API.
    public enum Operator: String, Hashable, Sendable, CaseIterable {
      case equal = "Equal"
      case exists = "Exists"
      case lessThan = "Lt"
      case greaterThan = "Gt"
    }

    /// Empty: any key.
    public let key: String
    public let `operator`: Operator
    public let value: String
    /// `nil`: any effect.
    public let effect: Taint.Effect?

    public init(
      key: String = "", _ operator: Operator = .equal, value: String = "",
      effect: Taint.Effect? = nil
    ) {
      self.key = key
      self.operator = `operator`
      self.value = value
      self.effect = effect
    }

    /// Whether key, value and effect fit. `Lt` and `Gt` compare whole numbers: the taint's value is
    /// less, or greater, than the toleration's.
    public func tolerates(_ taint: Taint) -> Bool {
      if let effect, effect != taint.effect { return false }
      if !key.isEmpty && key != taint.key { return false }
      switch `operator` {
      case .equal: return value == taint.value
      case .exists: return true
      case .lessThan, .greaterThan:
        guard let limit = Int(value), let number = Int(taint.value) else { return false }
        return `operator` == .lessThan ? number < limit : number > limit
      }
    }
  }

  /// The first taint that forbids scheduling (NoSchedule or NoExecute) and that nothing tolerates;
  /// `nil` when the pods may land there.
  public static func untoleratedTaint(_ taints: [Taint], _ tolerations: [Toleration]) -> Taint? {
    taints.first { taint in
      taint.effect != .preferNoSchedule && !tolerations.contains { $0.tolerates(taint) }
    }
  }

  /// One comparison of a node's label or, in `matchFields`, of its name.
  public struct NodeRequirement: Hashable, Sendable {
    /// Spelled as in the Kubernetes API.
    public enum Operator: String, Hashable, Sendable, CaseIterable {
      case `in` = "In"
      case notIn = "NotIn"
      case exists = "Exists"
      case doesNotExist = "DoesNotExist"
      case greaterThan = "Gt"
      case lessThan = "Lt"
    }

    public let key: String
    public let `operator`: Operator
    public let values: [String]

    public init(_ key: String, _ operator: Operator, _ values: [String] = []) {
      self.key = key
      self.operator = `operator`
      self.values = values
    }

    /// Whether the API's rules on the number and kind of values hold.
    public var isWellFormed: Bool {
      switch `operator` {
      case .in, .notIn: return !values.isEmpty
      case .exists, .doesNotExist: return values.isEmpty
      case .greaterThan, .lessThan: return values.count == 1 && Int(values[0]) != nil
      }
    }

    /// Whether a label value, `nil` when the label is missing, meets the requirement.
    public func isMet(by value: String?) -> Bool {
      switch `operator` {
      case .in: return value.map(values.contains) ?? false
      case .notIn: return value.map { !values.contains($0) } ?? true
      case .exists: return value != nil
      case .doesNotExist: return value == nil
      case .greaterThan, .lessThan:
        guard let value, let has = Int(value), values.count == 1, let limit = Int(values[0])
        else { return false }
        return `operator` == .greaterThan ? has > limit : has < limit
      }
    }
  }

  /// Requirements joined by AND. A term without requirements matches no node.
  public struct NodeSelectorTerm: Hashable, Sendable {
    public let matchExpressions: [NodeRequirement]
    /// Comparisons of `metadata.name`, the only field that Kubernetes knows here.
    public let matchFields: [NodeRequirement]

    public init(_ matchExpressions: [NodeRequirement], fields: [NodeRequirement] = []) {
      self.matchExpressions = matchExpressions
      matchFields = fields
    }

    public var isEmpty: Bool { matchExpressions.isEmpty && matchFields.isEmpty }

    public var isWellFormed: Bool {
      matchExpressions.allSatisfy(\.isWellFormed)
        && matchFields.allSatisfy {
          $0.key == "metadata.name" && $0.values.count == 1
            && ($0.operator == .in || $0.operator == .notIn)
        }
    }

    public func matches(labels: [String: String], name: String) -> Bool {
      !isEmpty && matchExpressions.allSatisfy { $0.isMet(by: labels[$0.key]) }
        && matchFields.allSatisfy { $0.isMet(by: name) }
    }
  }

  /// A pod's node affinity.
  public struct NodeAffinity: Hashable, Sendable {
    /// A term and what it adds to the score of a node that matches it.
    public struct Preference: Hashable, Sendable {
      /// 1 to 100 in the API.
      public let weight: Int
      public let term: NodeSelectorTerm

      public init(weight: Int, term: NodeSelectorTerm) {
        self.weight = weight
        self.term = term
      }
    }

    /// One of these must match; `nil`: no such demand. An empty list matches no node.
    public let required: [NodeSelectorTerm]?
    public let preferred: [Preference]

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
