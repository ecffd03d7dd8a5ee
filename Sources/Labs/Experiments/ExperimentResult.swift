import Wording

/// What an experiment found.
public struct ExperimentResult: Hashable, Sendable {
  public let choices: Choices
  /// At the chosen values, in the experiment's order.
  public let metrics: [Metric]
  public let chart: ExperimentChart
  public let tables: [ExperimentTable]
  /// The sums, worked out with the chosen numbers.
  public let sums: [Message]
  /// What follows and why: each with a code (the end of its key) and the numbers.
  public let reasons: [Message]

  /// `nil` when there is no such metric.
  public func metric(_ id: String) -> Metric? { metrics.first { $0.definition.id == id } }
}

/// Numbers in rows and columns.
public struct ExperimentTable: Hashable, Sendable {
  public struct Column: Hashable, Sendable {
    /// For programs: lower snake case with the unit.
    public let id: String
    public let title: Message
    /// Digits after the point; `nil` for a column of words.
    public let decimals: Int?
  }
  public enum Cell: Hashable, Sendable {
    case number(Double)
    case word(String)
    case message(Message)
    /// Nothing to say, for a number that there is not.
    case none
  }
  /// Lower snake case.
  public let id: String
  public let title: Message
  public let columns: [Column]
  /// As many cells as columns.
  public let rows: [[Cell]]
  /// The row of the chosen values; `nil` when they are none of the rows.
  public let chosen: Int?

  /// A cell without a locale; an en dash for no number.
  public func text(_ cell: Cell, column: Int, _ say: Wording) -> String {
    switch cell {
    case .number(let value): formatted(value, decimals: columns[column].decimals ?? 0)
    case .word(let word): word
    case .message(let message): say(message)
    case .none: "\u{2013}"
    }
  }
}

/// What an experiment draws.
public struct ExperimentChart: Hashable, Sendable {
  public struct Line: Hashable, Sendable {
    public let title: Message
    public let points: [Point]
  }
  public struct Point: Hashable, Sendable {
    public let x: Double
    public let y: Double
  }
  public struct Bar: Hashable, Sendable {
    public let label: String
    public let value: Double
    public let isChosen: Bool
  }
  public enum Shape: Hashable, Sendable {
    /// `marker`: the chosen x.
    case lines([Line], marker: Double?)
    case bars([Bar], decimals: Int)
  }
  public let shape: Shape
  public let xTitle: Message
  public let yTitle: Message
}

/// `1234567` as `1,234,567`.
func grouped(_ value: Int) -> String {
  let digits = String(value.magnitude)
  var text = ""
  for (place, digit) in digits.enumerated() {
    if place > 0, (digits.count - place) % 3 == 0 { text += "," }
    text.append(digit)
  }
  return value < 0 ? "-" + text : text
}
