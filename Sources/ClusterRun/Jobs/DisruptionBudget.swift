import Cluster
import KubeScheduling

/// A PodDisruptionBudget as it is written: how many of some pods must stay, or may be away.
public struct DisruptionBudget: Hashable, Sendable {
  /// A number of pods, or percent of those that should be there.
  public enum Amount: Hashable, Sendable {
    case pods(Int)
    case percent(Int)

    /// Rounded up, as the disruption controller rounds both limits.
    func pods(of expected: Int) -> Int {
      switch self {
      case .pods(let count): return max(0, count)
      case .percent(let percent):
        let (product, overflow) = max(0, percent).multipliedReportingOverflow(by: expected)
        return overflow ? .max : product / 100 + (product % 100 == 0 ? 0 : 1)
      }
    }
  }

  /// What it demands.
  public enum Rule: Hashable, Sendable {
    case minAvailable(Amount)
    case maxUnavailable(Amount)
  }

  public var name: String
  /// It covers pods of this namespace only.
  public var namespace: String
  /// An empty one covers no pod.
  public var selector: LabelSelector
  public var rule: Rule

  public init(
    name: String, namespace: String = "default", selector: LabelSelector, rule: Rule
  ) {
    self.name = name
    self.namespace = namespace
    self.selector = selector
    self.rule = rule
  }

  /// How many more of its pods may be disrupted now. `expected`: pods that should be there;
  /// `healthy`: those that run and are not being ended.
  func allowed(expected: Int, healthy: Int) -> Int {
    let wanted: Int
    switch rule {
    case .minAvailable(let amount): wanted = amount.pods(of: expected)
    case .maxUnavailable(let amount): wanted = max(0, expected - amount.pods(of: expected))
    }
    return max(0, healthy - wanted)
  }
}

extension World {
  /// The disruption budgets as they stand.
  public var budgets: [PodDisruptionBudget] {
    plan.budgets.indices.map { budget($0) }
  }

  /// Whether no budget stands in the way of the pod's eviction.
  func mayBeDisrupted(_ pod: PodIndex) -> Bool {
    plan.budgets.indices.allSatisfy { index in
      !plan.budgetMembers[index].contains(pod) || budget(index).disruptionsAllowed > 0
    }
  }

  private func budget(_ index: Int) -> PodDisruptionBudget {
    let budget = plan.budgets[index]
    var expected = 0
    var healthy = 0
    for pod in plan.budgetMembers[index] {
      switch podStatus[pod].phase {
      case .running:
        expected += 1
        healthy += 1
      case .pending, .reserved, .bound, .ending: expected += 1
      case .absent:
        if jobStatus[job(of: pod)].phase == .active, isWanted(pod) { expected += 1 }
      case .succeeded: break
      }
    }
    return PodDisruptionBudget(
      name: budget.name, namespace: budget.namespace, selector: budget.selector,
      disruptionsAllowed: budget.allowed(expected: expected, healthy: healthy))
  }
}
