import Simulation
import Wording

/// Something that a lab works out without serving or placing anybody: knobs in, tables, a chart and
/// the sums behind them out.
public protocol LabExperiment: KnobSet {
  /// Its name on the command line: lower case with dashes.
  var id: String { get }
  var lab: LabID { get }
  /// What it measures at the chosen values, in the order in which they are shown.
  var metrics: [MetricDefinition] { get }
  /// Whether it can look at a scenario of its lab.
  var usesScenario: Bool { get }
  /// Whether turning the knob can change the result.
  func matters(_ knob: Knob, hasScenario: Bool) -> Bool
  /// Starts to work it out; `choices` are complete.
  func begin(
    complete choices: Choices, scenario: LabScenario?, seed: Seed
  ) throws(LabProblem) -> any ExperimentRun
}

/// An experiment that is being worked out, a slice at a time.
public protocol ExperimentRun: Sendable {
  var progressPerMille: Int { get }
  /// Does about so much more; false when it is done.
  mutating func advance(events: Int) -> Bool
  /// Of a run that is done.
  func result() -> ExperimentResult
}

/// A result that was there at once.
struct ReadyExperiment: ExperimentRun {
  let value: ExperimentResult
  var progressPerMille: Int { 1_000 }
  mutating func advance(events: Int) -> Bool { false }
  func result() -> ExperimentResult { value }
}

/// The experiments that have knobs, by lab.
public let allExperiments: [any LabExperiment] = [
  AttentionExperiment(), KVMemoryExperiment(), ReplacementExperiment(),
]

/// The experiment of that name; `nil` when there is none.
public func experiment(_ id: String) -> (any LabExperiment)? {
  allExperiments.first { $0.id == id }
}

extension LabExperiment {
  public var usesScenario: Bool { false }
  public func matters(_ knob: Knob, hasScenario: Bool) -> Bool { true }

  /// Entry `lab.experiment.ID`.
  public var title: Message { Message("lab.experiment." + id) }
  /// What it shows and where its rules come from; entry `lab.experiment.ID.about`.
  public var about: Message { Message("lab.experiment." + id + ".about") }

  /// `nil` when it has no such metric.
  public func metric(_ id: String) -> MetricDefinition? { metrics.first { $0.id == id } }

  public func unknown(knob name: String) -> LabProblem {
    LabProblem(
      Message(
        "lab.problem.experiment-knob", id, name, knobs.map(\.id).joined(separator: ", ")))
  }

  /// A value for every knob: the chosen one, else the standard.
  public func complete(_ choices: Choices) throws(LabProblem) -> Choices {
    for (name, value) in choices.sorted { try requireKnob(name).check(value) }
    var complete = Choices()
    for knob in knobs { complete[knob.id] = choices[knob.id] ?? knob.standard }
    return complete
  }

  /// Starts to work it out. Throws for a choice that names no knob or has a value that the knob
  /// cannot take, a scenario of another lab, and values that do not go together.
  public func begin(
    _ choices: Choices, scenario: LabScenario? = nil, seed: Seed
  ) throws(LabProblem) -> any ExperimentRun {
    if let scenario, scenario.lab != lab {
      throw LabProblem(Message("lab.problem.lab", scenario.lab.rawValue, lab.rawValue))
    }
    return try begin(complete: complete(choices), scenario: scenario, seed: seed)
  }

  /// Works it out at once.
  public func result(
    _ choices: Choices = Choices(), scenario: LabScenario? = nil, seed: Seed = Seed("lesson")
  ) throws(LabProblem) -> ExperimentResult {
    var run = try begin(choices, scenario: scenario, seed: seed)
    while run.advance(events: 1_000_000) {}
    return run.result()
  }
}
