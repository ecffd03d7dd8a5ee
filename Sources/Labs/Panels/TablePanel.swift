import Wording

/// Numbers in rows and columns at one moment.
public struct TablePanel: Sendable, Hashable {
  public let table: Explanation.Table
  /// Rows to look at first.
  public let marked: Set<Int>

  public init(_ table: Explanation.Table, marked: Set<Int> = []) {
    self.table = table
    self.marked = marked
  }
}

/// Lines over two axes that are not simulated time.
public struct CurvePanel: Sendable, Hashable {
  /// One line; points ascend in x.
  public struct Line: Sendable, Hashable {
    public let name: Message
    public let points: [Point]
    public init(name: Message, points: [Point]) {
      self.name = name
      self.points = points
    }
  }
  public struct Point: Sendable, Hashable {
    public let x: Double
    public let y: Double
    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }
  public let xTitle: Message
  public let yTitle: Message
  public let lines: [Line]
  /// What the run itself is, on the x axis; `nil` for none.
  public let marker: Double?

  public init(xTitle: Message, yTitle: Message, lines: [Line], marker: Double? = nil) {
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.lines = lines
    self.marker = marker
  }
}
