extension Kueue {
  /// One condition on a label, as in label selectors and node affinity.
  public struct LabelRequirement: Hashable, Sendable, Codable {
    public enum Operator: String, Hashable, Sendable, Codable, CaseIterable {
      case `in` = "In"
      case notIn = "NotIn"
      case exists = "Exists"
      case doesNotExist = "DoesNotExist"
      /// Whole numbers greater than the one value (node affinity only).
      case greaterThan = "Gt"
      /// Whole numbers less than the one value (node affinity only).
      case lessThan = "Lt"
    }
    public var key: String
    public var `operator`: Operator
    public var values: [String]

    public init(key: String, operator: Operator, values: [String] = []) {
      self.key = key
      self.operator = `operator`
      self.values = values
    }

    /// Whether a set of labels meets the condition. A missing key meets `NotIn`.
    public func matches(_ labels: [String: String]) -> Bool {
      let value = labels[key]
      switch self.operator {
      case .in: return value.map(values.contains) ?? false
      case .notIn: return value.map { !values.contains($0) } ?? true
      case .exists: return value != nil
      case .doesNotExist: return value == nil
      case .greaterThan, .lessThan:
        guard let number = value.flatMap({ Int($0) }), values.count == 1, let bound = Int(values[0])
        else { return false }
        return self.operator == .greaterThan ? number > bound : number < bound
      }
    }
  }

  /// A label selector: every part must match; an empty one matches everything.
  public struct LabelSelector: Hashable, Sendable, Codable {
    public var matchLabels: [String: String]
    public var matchExpressions: [LabelRequirement]

    public init(matchLabels: [String: String] = [:], matchExpressions: [LabelRequirement] = []) {
      self.matchLabels = matchLabels
      self.matchExpressions = matchExpressions
    }

    public func matches(_ labels: [String: String]) -> Bool {
      matchLabels.allSatisfy { labels[$0.key] == $0.value }
        && matchExpressions.allSatisfy { $0.matches(labels) }
    }
  }

  /// What keeps pods off the nodes of a flavor.
  public struct Taint: Hashable, Sendable, Codable {
    public var key: String
    public var value: String
    /// `NoSchedule`, `NoExecute` or `PreferNoSchedule`; the last one never keeps a flavor off.
    public var effect: String

    public init(key: String, value: String = "", effect: String = "NoSchedule") {
      self.key = key
      self.value = value
      self.effect = effect
    }
  }

  /// What lets pods go to tainted nodes.
  public struct Toleration: Hashable, Sendable, Codable {
    /// Empty for every key, with `Exists` only.
    public var key: String
    /// `Equal` (also when empty) or `Exists`; numeric comparisons match nothing here.
    public var `operator`: String
    public var value: String
    /// Empty for every effect.
    public var effect: String

    public init(
      key: String = "", operator: String = "Equal", value: String = "", effect: String = ""
    ) {
      self.key = key
      self.operator = `operator`
      self.value = value
      self.effect = effect
    }

    /// Source: Kubernetes' `Toleration.ToleratesTaint`.
    public func tolerates(_ taint: Taint) -> Bool {
      guard effect.isEmpty || effect == taint.effect else { return false }
      guard key.isEmpty || key == taint.key else { return false }
      switch self.operator {
      case "", "Equal": return value == taint.value
      case "Exists": return true
      default: return false
      }
    }
  }
}
