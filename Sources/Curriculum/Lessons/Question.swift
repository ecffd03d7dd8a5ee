/// An option of a question or prediction.
public struct Option: Hashable, Sendable {
  public let text: LocalText
  public let isRight: Bool
  /// Why it is right or wrong.
  public let why: LocalText

  public init(text: LocalText, isRight: Bool, why: LocalText) {
    self.text = text
    self.isRight = isRight
    self.why = why
  }
}

/// A question that comes back by spaced repetition.
public struct Question: Hashable, Sendable, Identifiable {
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Exactly one option is right.
    case single
    /// One or more options are right, all of them must be chosen.
    case multiple
  }

  /// Unique within the lesson.
  public let id: String
  public let kind: Kind
  public let ask: LocalText
  /// 3 to 5 options in the author's order.
  public let options: [Option]
  public let hint: LocalText?
  /// Source id of the lesson.
  public let source: String?
  public let line: Int

  public init(
    id: String, kind: Kind, ask: LocalText, options: [Option], hint: LocalText?, source: String?,
    line: Int
  ) {
    self.id = id
    self.kind = kind
    self.ask = ask
    self.options = options
    self.hint = hint
    self.source = source
    self.line = line
  }

  /// Indices of the right options, ascending.
  public var rightOptions: [Int] { options.indices.filter { options[$0].isRight } }
}

/// What a learner expects before seeing the outcome.
public struct Prediction: Hashable, Sendable, Identifiable {
  public enum Answer: Hashable, Sendable {
    /// 2 to 5 options, exactly one right.
    case options([Option])
    case number(NumericAnswer)
  }

  /// Unique within the lesson; `predict` in a challenge.
  public let id: String
  /// The figure that reveals the outcome; it stays covered until the prediction is made.
  public let figure: String?
  public let ask: LocalText
  public let answer: Answer
  public let line: Int

  public init(id: String, figure: String?, ask: LocalText, answer: Answer, line: Int) {
    self.id = id
    self.figure = figure
    self.ask = ask
    self.answer = answer
    self.line = line
  }
}

/// A number to estimate.
public struct NumericAnswer: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    case fixed(Double)
    /// The number that a run gives.
    case measured(LabMeasurement)
  }

  public let value: Value
  /// Empty for a pure number.
  public let unit: String
  /// How far off an estimate may be, in percent of the right value.
  public let withinPercent: Double
  public let why: LocalText

  public init(value: Value, unit: String, withinPercent: Double, why: LocalText) {
    self.value = value
    self.unit = unit
    self.withinPercent = withinPercent
    self.why = why
  }

  /// Whether `estimate` is close enough to `right`. When `right` is 0, only 0 is.
  public func accepts(_ estimate: Double, right: Double) -> Bool {
    (estimate - right).magnitude <= right.magnitude * withinPercent / 100
  }
}
