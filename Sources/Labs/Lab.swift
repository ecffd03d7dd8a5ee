import Simulation
import Wording

/// One of the five labs: a simulator with knobs, metrics and runs.
public protocol Lab: KnobSet {
  var id: LabID { get }
  /// In the order in which they are shown.
  var metrics: [MetricDefinition] { get }
  /// Starts a run. Knobs that `choices` leaves open get the scenario's choice, then the knob's
  /// standard value.
  ///
  /// Throws when the scenario is of another lab, a choice names no knob or has a value that the
  /// knob cannot take.
  func begin(_ scenario: LabScenario, choices: Choices, seed: Seed) throws(LabProblem) -> any LabRun
  /// Why choices that are each right by themselves do not go with the scenario.
  func refusal(of scenario: LabScenario, _ choices: Choices) -> LabProblem?
  /// Whether turning the knob can change a run with these choices, which are complete.
  func matters(_ knob: Knob, under choices: Choices) -> Bool
  /// Whether turning the knob can be a way out for somebody who waits; false where it changes when
  /// the work comes, or only how it is judged.
  func isWayOut(_ knob: Knob) -> Bool
  /// The knobs that belong to a scenario, where scenarios are of several kinds.
  func knobs(for scenario: LabScenario) -> [Knob]
  /// The same for labs whose scenarios are of several kinds.
  func matters(_ knob: Knob, in scenario: LabScenario, under choices: Choices) -> Bool
}

extension Lab {
  public func matters(_ knob: Knob, under choices: Choices) -> Bool { true }
  public func isWayOut(_ knob: Knob) -> Bool { true }

  public func knobs(for scenario: LabScenario) -> [Knob] { knobs }

  public func matters(_ knob: Knob, in scenario: LabScenario, under choices: Choices) -> Bool {
    matters(knob, under: choices)
  }
}

extension Lab {
  public func refusal(of scenario: LabScenario, _ choices: Choices) -> LabProblem? { nil }

  /// `nil` when the lab has no such metric.
  public func metric(_ id: String) -> MetricDefinition? { metrics.first { $0.id == id } }

  /// Runs to the end at once.
  public func run(
    _ scenario: LabScenario, choices: Choices = Choices(), seed: Seed
  ) throws(LabProblem) -> RunOutcome {
    var run = try begin(scenario, choices: choices, seed: seed)
    while run.advance(events: 100_000) {}
    return run.outcome()
  }
}
