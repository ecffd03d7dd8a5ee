import Simulation
import Wording

extension ScenarioClaim {
  /// Seeds under which a scenario's promises must hold: those of the command line, of the lab's
  /// screen, and a week's.
  public static let seeds = ["lesson", "lab", "2026-W48"]

  /// Runs the scenario as the claim says; the expectations that do not hold, with what was
  /// measured. Throws as `Lab.run` does.
  public func broken(
    in lab: any Lab, _ scenario: LabScenario, seed: Seed
  ) throws(LabProblem) -> [(expectation: Expectation, measured: Metric?)] {
    let outcome = try lab.run(scenario, choices: choices, seed: seed)
    return expectations.compactMap { expectation in
      let metric = outcome.metric(expectation.metric)
      guard let value = metric?.value else { return (expectation, metric) }
      let holds =
        value >= expectation.atLeast ?? -.infinity && value <= expectation.atMost ?? .infinity
      return holds ? nil : (expectation, metric)
    }
  }
}
