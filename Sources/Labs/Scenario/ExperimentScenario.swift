import GatewaySim

/// Prompts or models that are compared on users; what decides is chosen by knobs.
public struct ExperimentScenario: Sendable, Hashable {
  /// The first is the control.
  public var arms: [ExperimentPlan.Arm]
  public var usersPerDay: Int
  public var days: Int

  public init(arms: [ExperimentPlan.Arm], usersPerDay: Int, days: Int) {
    self.arms = arms
    self.usersPerDay = usersPerDay
    self.days = days
  }
}
