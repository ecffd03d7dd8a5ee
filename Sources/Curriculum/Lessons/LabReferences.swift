/// A knob and the value that the author wrote for it. What values a knob takes is known to the lab, not here.
public struct Setting: Hashable, Sendable {
  public let knob: String
  /// As text: `16`, `least_allocated`, `on`, `true`.
  public let value: String
  public let line: Int

  public init(knob: String, value: String, line: Int = 0) {
    self.knob = knob
    self.value = value
    self.line = line
  }
}

/// A metric of a run or of an experiment: which lab, scenario or experiment, choices and seed.
public struct LabMeasurement: Hashable, Sendable {
  public let lab: String
  /// Name of a file in challenges/scenarios, without `.yml`; empty for an experiment without one.
  public let scenario: String
  /// `nil` for a run of the lab.
  public let experiment: String?
  public let settings: [Setting]
  public let seed: String
  public let metric: String
  public let line: Int

  public init(
    lab: String, scenario: String, experiment: String? = nil, settings: [Setting], seed: String,
    metric: String, line: Int = 0
  ) {
    self.lab = lab
    self.scenario = scenario
    self.experiment = experiment
    self.settings = settings
    self.seed = seed
    self.metric = metric
    self.line = line
  }
}
