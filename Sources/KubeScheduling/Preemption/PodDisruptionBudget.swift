import Cluster

/// How many more pods of a set may be disrupted now (`status.disruptionsAllowed`).
public struct PodDisruptionBudget: Hashable, Sendable {
  public var name: String
  /// It covers pods of this namespace only.
  public var namespace: String
  /// An absent or empty one covers no pod.
  public var selector: LabelSelector?
  /// Preemption takes the violation of a budget for a worse choice, not for a forbidden one.
  public var disruptionsAllowed: Int

  public init(
    name: String, namespace: String = "default", selector: LabelSelector?, disruptionsAllowed: Int
  ) {
    self.name = name
    self.namespace = namespace
    self.selector = selector
    self.disruptionsAllowed = disruptionsAllowed
  }

  /// Whether the pod's disruption counts. A pod without labels is covered by no budget.
  public func covers(_ pod: Pod) -> Bool {
    guard let selector, !selector.isEmpty, !pod.labels.isEmpty else { return false }
    return pod.namespace == namespace && selector.matches(pod.labels)
  }
}

/// What is left of the budgets while one pod after the other is taken.
struct BudgetLedger {
  private let budgets: [PodDisruptionBudget]
  private var left: [Int]

  init(_ budgets: [PodDisruptionBudget]) {
    self.budgets = budgets
    left = budgets.map(\.disruptionsAllowed)
  }

  /// Takes one disruption from every budget that covers the pod; the answer names the ones that did
  /// not have it.
  mutating func disrupt(_ pod: Pod) -> [String] {
    var violated: [String] = []
    for (index, budget) in budgets.enumerated() where budget.covers(pod) {
      left[index] = left[index].subtractingReportingOverflow(1).partialValue
      if left[index] < 0 { violated.append(budget.name) }
    }
    return violated
  }
}
