/// A figure of a lesson, live or drawn.
public struct Figure: Hashable, Sendable, Identifiable {
  public enum Kind: Hashable, Sendable {
    case lab(LabFigure)
    case experiment(ExperimentFigure)
    case formula(FormulaFigure)
    case drawn([DrawnFrame])
    case table(RecordedTable)
  }

  /// Unique within the lesson.
  public let id: String
  public let caption: LocalText
  public let kind: Kind
  public let line: Int

  public init(id: String, caption: LocalText, kind: Kind, line: Int) {
    self.id = id
    self.caption = caption
    self.kind = kind
    self.line = line
  }
}

/// A figure that reruns a simulator while left and right move its knob.
public struct LabFigure: Hashable, Sendable {
  /// The moment of a run whose picture is shown.
  public enum Moment: String, CaseIterable, Hashable, Sendable { case end, peak, middle }

  public let lab: String
  public let scenario: String
  /// Choices that stay.
  public let settings: [Setting]
  public let knob: String
  /// The values that left and right walk through; empty for all stops of the knob.
  public let values: [String]
  public let seed: String
  /// Metric ids.
  public let metrics: [String]
  /// `nil` when no picture is shown.
  public let picture: Moment?
  /// Series id of a chart over time; `nil` for none.
  public let chart: String?

  public init(
    lab: String, scenario: String, settings: [Setting], knob: String, values: [String],
    seed: String, metrics: [String], picture: Moment?, chart: String?
  ) {
    self.lab = lab
    self.scenario = scenario
    self.settings = settings
    self.knob = knob
    self.values = values
    self.seed = seed
    self.metrics = metrics
    self.picture = picture
    self.chart = chart
  }
}

/// A figure that works out an experiment while left and right move its knob.
public struct ExperimentFigure: Hashable, Sendable {
  public let lab: String
  public let experiment: String
  /// `nil` for an experiment that looks at no scenario.
  public let scenario: String?
  /// Choices that stay.
  public let settings: [Setting]
  public let knob: String
  /// The values that left and right walk through; empty for all stops of the knob.
  public let values: [String]
  public let seed: String
  /// Metric ids.
  public let metrics: [String]
  /// Whether the experiment's chart is drawn.
  public let hasChart: Bool

  public init(
    lab: String, experiment: String, scenario: String?, settings: [Setting], knob: String,
    values: [String], seed: String, metrics: [String], hasChart: Bool
  ) {
    self.lab = lab
    self.experiment = experiment
    self.scenario = scenario
    self.settings = settings
    self.knob = knob
    self.values = values
    self.seed = seed
    self.metrics = metrics
    self.hasChart = hasChart
  }
}

/// One step of a drawing: at most 72 columns and 14 rows of plain text.
public struct DrawnFrame: Hashable, Sendable {
  public let title: LocalText
  public let rows: [String]

  public init(title: LocalText, rows: [String]) {
    self.title = title
    self.rows = rows
  }
}

/// Recorded data.
public struct RecordedTable: Hashable, Sendable {
  public let columns: [String]
  /// As many cells as columns.
  public let rows: [[String]]
  /// Index of the column that is also drawn as bars; all its cells are numbers.
  public let barColumn: Int?
  /// Source id.
  public let source: String

  public init(columns: [String], rows: [[String]], barColumn: Int?, source: String) {
    self.columns = columns
    self.rows = rows
    self.barColumn = barColumn
    self.source = source
  }

  /// The numbers of the bar column; empty without one.
  public var bars: [Double] { barColumn.map { at in rows.compactMap { Double($0[at]) } } ?? [] }
}
