/// A name of the labs' world in a content file. Those who know the labs check it and report problems at its address.
public struct LabReference: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    /// A file of challenges/scenarios; it must be one of `lab`.
    case scenario(String)
    /// An experiment of `lab`.
    case experiment(String)
    case knob(String)
    /// A value that the knob must take.
    case value(knob: String, text: String)
    case metric(String)
    /// A series over time.
    case chart(String)
  }

  public let file: String
  public let line: Int
  public let lab: String
  /// The experiment whose knob, value or metric it is; `nil` for one of the lab.
  public let experiment: String?
  public let subject: Subject

  public init(
    file: String, line: Int, lab: String, experiment: String? = nil, subject: Subject
  ) {
    self.file = file
    self.line = line
    self.lab = lab
    self.experiment = experiment
    self.subject = subject
  }
}

extension Catalog {
  /// Every name of a scenario, knob, value, metric or chart in lessons and challenges, in reading order.
  public var labReferences: [LabReference] {
    lessons.flatMap(\.labReferences) + challenges.flatMap(\.labReferences)
  }
}

extension Lesson {
  public var labReferences: [LabReference] {
    var collector = Collector(file: file)
    for number in numbers { collector.add(number.measurement) }
    for block in blocks {
      switch block.content {
      case .figure(let figure):
        if case .lab(let lab) = figure.kind { collector.add(lab, line: figure.line) }
        if case .experiment(let one) = figure.kind { collector.add(one, line: figure.line) }
      case .prediction(let prediction): collector.add(prediction)
      default: break
      }
    }
    return collector.references
  }

  /// Every number that a run must confirm: quotes, and predictions whose answer a simulator gives.
  public var measurements: [LabMeasurement] {
    numbers.map(\.measurement) + predictions.compactMap(\.measurement)
  }
}

extension Challenge {
  public var labReferences: [LabReference] {
    var collector = Collector(file: file)
    collector.add(lab, .scenario(scenario), line: places["scenario"] ?? 0)
    collector.add(fixed, lab: lab)
    for lever in levers {
      collector.add(lab, .knob(lever.knob), line: lever.line)
      for value in lever.values.isEmpty ? [lever.start] : lever.values {
        collector.add(lab, .value(knob: lever.knob, text: value), line: lever.line)
      }
    }
    if let prediction { collector.add(prediction) }
    for objective in objectives {
      collector.add(lab, .metric(objective.metric), line: objective.line)
    }
    for baseline in baselines { collector.add(baseline.settings, lab: lab) }
    collector.add(reference.settings, lab: lab)
    for number in numbers { collector.add(number.measurement) }
    return collector.references
  }
}

extension Prediction {
  /// The run that gives the answer, `nil` when the answer is written down.
  public var measurement: LabMeasurement? {
    if case .number(let answer) = answer, case .measured(let measurement) = answer.value {
      measurement
    } else {
      nil
    }
  }
}

private struct Collector {
  let file: String
  var references: [LabReference] = []

  init(file: String) { self.file = file }

  mutating func add(
    _ lab: String, _ subject: LabReference.Subject, of experiment: String? = nil, line: Int
  ) {
    references.append(
      LabReference(file: file, line: line, lab: lab, experiment: experiment, subject: subject))
  }

  mutating func add(_ settings: [Setting], lab: String, of experiment: String? = nil) {
    for setting in settings {
      add(lab, .knob(setting.knob), of: experiment, line: setting.line)
      add(
        lab, .value(knob: setting.knob, text: setting.value), of: experiment, line: setting.line)
    }
  }

  mutating func add(_ measurement: LabMeasurement) {
    let experiment = measurement.experiment
    if let experiment { add(measurement.lab, .experiment(experiment), line: measurement.line) }
    if experiment == nil || !measurement.scenario.isEmpty {
      add(measurement.lab, .scenario(measurement.scenario), line: measurement.line)
    }
    add(measurement.settings, lab: measurement.lab, of: experiment)
    add(measurement.lab, .metric(measurement.metric), of: experiment, line: measurement.line)
  }

  mutating func add(_ figure: ExperimentFigure, line: Int) {
    let name = figure.experiment
    add(figure.lab, .experiment(name), line: line)
    if let scenario = figure.scenario { add(figure.lab, .scenario(scenario), line: line) }
    add(figure.settings, lab: figure.lab, of: name)
    add(figure.lab, .knob(figure.knob), of: name, line: line)
    for value in figure.values {
      add(figure.lab, .value(knob: figure.knob, text: value), of: name, line: line)
    }
    for metric in figure.metrics { add(figure.lab, .metric(metric), of: name, line: line) }
  }

  mutating func add(_ prediction: Prediction) {
    if let measurement = prediction.measurement { add(measurement) }
  }

  mutating func add(_ figure: LabFigure, line: Int) {
    add(figure.lab, .scenario(figure.scenario), line: line)
    add(figure.settings, lab: figure.lab)
    add(figure.lab, .knob(figure.knob), line: line)
    for value in figure.values {
      add(figure.lab, .value(knob: figure.knob, text: value), line: line)
    }
    for metric in figure.metrics { add(figure.lab, .metric(metric), line: line) }
    if let chart = figure.chart { add(figure.lab, .chart(chart), line: line) }
  }
}
