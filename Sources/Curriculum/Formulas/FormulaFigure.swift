/// A figure that evaluates formulas while left and right move its knob.
public struct FormulaFigure: Hashable, Sendable {
  /// The number that left and right move.
  public struct Knob: Hashable, Sendable {
    /// The name in formulas.
    public let name: String
    public let label: LocalText
    public let unit: String
    /// Ascending.
    public let values: [Double]
    /// Index of the value shown first.
    public let start: Int

    public init(name: String, label: LocalText, unit: String, values: [Double], start: Int) {
      self.name = name
      self.label = label
      self.unit = unit
      self.values = values
      self.start = start
    }
  }

  /// A named number or formula; later ones may use earlier ones and the knob.
  public struct Given: Hashable, Sendable {
    public let name: String
    public let value: Formula

    public init(name: String, value: Formula) {
      self.name = name
      self.value = value
    }
  }

  /// A number that is shown.
  public struct Result: Hashable, Sendable {
    public let name: LocalText
    public let unit: String
    public let value: Formula
    /// Digits after the point.
    public let decimals: Int

    public init(name: LocalText, unit: String, value: Formula, decimals: Int) {
      self.name = name
      self.unit = unit
      self.value = value
      self.decimals = decimals
    }
  }

  /// A curve: `y` for `steps` + 1 values of the name `x`, evenly from `from` to `to`.
  public struct Curve: Hashable, Sendable {
    /// The name in formulas that runs over the x axis; may be the knob or a given.
    public let x: String
    public let from: Double
    public let to: Double
    public let steps: Int
    public let y: Formula
    public let unit: String
    public let label: LocalText

    public init(
      x: String, from: Double, to: Double, steps: Int, y: Formula, unit: String, label: LocalText
    ) {
      self.x = x
      self.from = from
      self.to = to
      self.steps = steps
      self.y = y
      self.unit = unit
      self.label = label
    }
  }

  public let knob: Knob
  public let given: [Given]
  public let results: [Result]
  public let curve: Curve?
  /// Source id of the lesson.
  public let source: String?

  public init(knob: Knob, given: [Given], results: [Result], curve: Curve?, source: String?) {
    self.knob = knob
    self.given = given
    self.results = results
    self.curve = curve
    self.source = source
  }
}
