extension Volcano {
  /// A node as a session sees it.
  public struct Node: Hashable, Sendable {
    public var name: String
    /// What pods may use together; the scalar `pods` is the number of pods (absent: none).
    public var allocatable: Resources
    public var labels: [String: String]
    public var taints: [Taint]
    /// Cordoned.
    public var isUnschedulable: Bool

    public init(
      name: String, allocatable: Resources, labels: [String: String] = [:], taints: [Taint] = [],
      isUnschedulable: Bool = false
    ) {
      self.name = name
      self.allocatable = allocatable
      self.labels = labels
      self.taints = taints
      self.isUnschedulable = isUnschedulable
    }
  }

  public struct Taint: Hashable, Sendable {
    public enum Effect: String, Hashable, Sendable, CaseIterable {
      case noSchedule = "NoSchedule"
      case preferNoSchedule = "PreferNoSchedule"
      case noExecute = "NoExecute"
    }

    public var key: String
    public var value: String
    public var effect: Effect

    public init(key: String, value: String = "", effect: Effect) {
      self.key = key
      self.value = value
      self.effect = effect
    }
  }

  public struct Toleration: Hashable, Sendable {
    /// Empty, with `exists`, tolerates every key.
    public var key: String
    /// `nil`: any value will do (operator Exists).
    public var value: String?
    /// `nil`: every effect.
    public var effect: Taint.Effect?

    public init(key: String = "", value: String? = nil, effect: Taint.Effect? = nil) {
      self.key = key
      self.value = value
      self.effect = effect
    }

    func tolerates(_ taint: Taint) -> Bool {
      if let effect, effect != taint.effect { return false }
      if !key.isEmpty, key != taint.key { return false }
      guard let value else { return true }
      return value == taint.value
    }
  }

  /// A condition on one label of a node, as in node affinity.
  public struct LabelRequirement: Hashable, Sendable {
    public enum Operator: String, Hashable, Sendable, CaseIterable {
      case isIn = "In"
      case isNotIn = "NotIn"
      case exists = "Exists"
      case doesNotExist = "DoesNotExist"
      case greaterThan = "Gt"
      case lessThan = "Lt"
    }

    public var key: String
    public var test: Operator
    public var values: [String]

    public init(key: String, test: Operator, values: [String] = []) {
      self.key = key
      self.test = test
      self.values = values
    }

    func isMet(by labels: [String: String]) -> Bool {
      let label = labels[key]
      switch test {
      case .isIn: return label.map(values.contains) ?? false
      case .isNotIn: return label.map { !values.contains($0) } ?? true
      case .exists: return label != nil
      case .doesNotExist: return label == nil
      case .greaterThan, .lessThan:
        guard let label, let number = Int(label), values.count == 1, let bound = Int(values[0])
        else { return false }
        return test == .greaterThan ? number > bound : number < bound
      }
    }
  }

  /// A preferred node affinity: a node that meets all requirements earns the weight.
  public struct NodePreference: Hashable, Sendable {
    /// 1...100.
    public var weight: Int
    public var requirements: [LabelRequirement]

    public init(weight: Int, requirements: [LabelRequirement]) {
      self.weight = weight
      self.requirements = requirements
    }
  }

  /// A group of nodes close to each other in the network, or a group of such groups.
  public struct HyperNode: Hashable, Sendable {
    public var name: String
    /// 1 is the closest; a parent has a higher tier than its children.
    public var tier: Int
    /// Names of nodes that belong to it directly.
    public var nodes: [String]
    /// Names of hypernodes below it.
    public var children: [String]

    public init(name: String, tier: Int, nodes: [String] = [], children: [String] = []) {
      self.name = name
      self.tier = tier
      self.nodes = nodes
      self.children = children
    }
  }
}
