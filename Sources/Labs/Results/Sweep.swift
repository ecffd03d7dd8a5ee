import Simulation
import Wording

/// One scenario run with every value of one knob, or every pair of values of two. It advances in
/// slices like a run; cancelling is dropping the value.
public struct Sweep: Sendable {
  /// A knob and the values it takes.
  public struct Axis: Sendable, Hashable {
    public let knob: String
    public let values: [KnobValue]
    public init(knob: String, values: [KnobValue]) {
      self.knob = knob
      self.values = values
    }
  }
  /// What one combination gave.
  public struct Row: Sendable, Hashable {
    /// In the order of the axes.
    public let values: [KnobValue]
    public let metrics: [Metric]
    public let digest: String
    /// `nil` when the lab has no such metric.
    public func metric(_ id: String) -> Metric? { metrics.first { $0.definition.id == id } }
  }

  /// The metrics that some finished combination has a value for; all of them until there is one.
  public var shownMetrics: [MetricDefinition] {
    let all = rows.first?.metrics.map(\.definition) ?? []
    let shown = all.filter { one in rows.contains { $0.metric(one.id)?.value != nil } }
    return shown.isEmpty ? all : shown
  }

  public let axes: [Axis]
  /// Finished combinations; the last axis moves fastest.
  public private(set) var rows: [Row] = []
  /// Combinations to run in all.
  public var count: Int { combinations.count }

  private let lab: any Lab
  private let scenario: LabScenario
  private let choices: Choices
  private let seed: Seed
  private let combinations: [[KnobValue]]
  private var current: any LabRun

  /// The most combinations that one sweep may have.
  public static let limit = 400

  /// Throws when there is not one or two axes, a knob or value is unknown, a knob stands on both
  /// axes, or there are more than `limit` combinations.
  public init(
    _ lab: any Lab, _ scenario: LabScenario, choices: Choices = Choices(), seed: Seed, axes: [Axis]
  ) throws(LabProblem) {
    guard (1...2).contains(axes.count), axes.allSatisfy({ !$0.values.isEmpty }),
      Set(axes.map(\.knob)).count == axes.count
    else { throw LabProblem(Message("lab.problem.sweep-axes")) }
    var combinations: [[KnobValue]] = [[]]
    for axis in axes {
      combinations = combinations.flatMap { head in axis.values.map { head + [$0] } }
    }
    guard combinations.count <= Self.limit else {
      throw LabProblem(
        Message("lab.problem.sweep-size", String(combinations.count), String(Self.limit)))
    }
    self.lab = lab
    self.scenario = scenario
    self.choices = choices
    self.seed = seed
    self.axes = axes
    self.combinations = combinations
    // Every combination is checked before the first one runs.
    for combination in combinations {
      _ = try lab.complete(Self.choices(choices, axes, combination), for: scenario)
    }
    current = try lab.begin(
      scenario, choices: Self.choices(choices, axes, combinations[0]), seed: seed)
  }

  /// An axis from `knob` (all its stops) or `knob=a,b,c`, as on the command line.
  public static func axis(from text: String, of lab: any Lab) throws(LabProblem) -> Axis {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    let name = parts.first ?? ""
    let knob = try lab.requireKnob(name)
    guard parts.count == 2 else { return Axis(knob: name, values: knob.stops) }
    var values: [KnobValue] = []
    for word in parts[1].split(separator: ",") { values.append(try knob.value(from: String(word))) }
    return Axis(knob: name, values: values)
  }

  /// Handles up to `events` further events; false when every combination has run.
  public mutating func advance(events: Int) -> Bool {
    guard rows.count < combinations.count else { return false }
    if current.advance(events: events) { return true }
    let outcome = current.outcome()
    rows.append(
      Row(values: combinations[rows.count], metrics: outcome.metrics, digest: outcome.digest))
    guard rows.count < combinations.count else { return false }
    // The combinations were checked at the start, and `begin` refuses nothing else.
    guard
      let next = try? lab.begin(
        scenario, choices: Self.choices(choices, axes, combinations[rows.count]), seed: seed)
    else { return false }
    current = next
    return true
  }

  /// 0...1000, never falling.
  public var progressPerMille: Int {
    guard rows.count < combinations.count else { return 1_000 }
    return (rows.count * 1_000 + current.progressPerMille) / combinations.count
  }

  private static func choices(_ base: Choices, _ axes: [Axis], _ values: [KnobValue]) -> Choices {
    var choices = base
    for (axis, value) in zip(axes, values) { choices[axis.knob] = value }
    return choices
  }
}
