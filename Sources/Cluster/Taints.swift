/// What a taint does to pods that do not tolerate it.
public enum TaintEffect: String, Hashable, Sendable, CaseIterable {
  case noSchedule = "NoSchedule"
  case preferNoSchedule = "PreferNoSchedule"
  case noExecute = "NoExecute"

  /// Whether the scheduler refuses the node because of it (`PreferNoSchedule` only lowers the
  /// score).
  public var forbidsScheduling: Bool { self != .preferNoSchedule }
}

/// A mark on a node that keeps pods away.
public struct Taint: Hashable, Sendable {
  public let key: String
  public let value: String
  public let effect: TaintEffect

  public init(key: String, value: String = "", effect: TaintEffect) {
    self.key = key
    self.value = value
    self.effect = effect
  }

  /// What a cordoned node stands for: pods that tolerate this may still land on it.
  public static let unschedulable = Taint(
    key: "node.kubernetes.io/unschedulable", effect: .noSchedule)
}

/// A pod's permission to ignore some taints.
public struct Toleration: Hashable, Sendable {
  /// Spelled as in the Kubernetes API.
  public enum Operator: String, Hashable, Sendable {
    case equal = "Equal"
    case exists = "Exists"
  }

  /// Empty: any key.
  public let key: String
  public let `operator`: Operator
  public let value: String
  /// `nil`: any effect.
  public let effect: TaintEffect?

  public init(
    key: String = "", _ operator: Operator = .equal, value: String = "", effect: TaintEffect? = nil
  ) {
    self.key = key
    self.operator = `operator`
    self.value = value
    self.effect = effect
  }

  /// Whether key, value and effect fit (API type `Toleration`).
  public func tolerates(_ taint: Taint) -> Bool {
    if let effect, effect != taint.effect { return false }
    if !key.isEmpty && key != taint.key { return false }
    return `operator` == .exists || value == taint.value
  }
}
