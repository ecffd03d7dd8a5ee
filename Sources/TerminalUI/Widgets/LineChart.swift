/// One line of a chart.
public struct ChartSeries: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    public var x: Double
    public var y: Double
    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }
  public var name: String
  public var points: [Point]
  public var role: Role

  public init(name: String, points: [Point], role: Role) {
    self.name = name
    self.points = points
    self.role = role
  }

  /// Values at x = 0, 1, 2, ...
  public init(name: String, values: [Double], role: Role = .series1) {
    self.init(
      name: name, points: values.enumerated().map { Point(x: Double($0.offset), y: $0.element) },
      role: role)
  }
}

/// Lines over two axes.
public struct LineChart: Hashable, Sendable {
  public var series: [ChartSeries]
  public var xTitle: String
  public var yTitle: String
  /// Ends of the axes; `nil` takes them from the points (y then starts at 0 when nothing is below).
  public var xRange: ClosedRange<Double>?
  public var yRange: ClosedRange<Double>?
  /// A horizontal line to compare with, such as a goal.
  public var threshold: Double?
  /// A vertical line, such as the playhead.
  public var marker: Double?

  public init(
    series: [ChartSeries], xTitle: String = "", yTitle: String = "",
    xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil,
    threshold: Double? = nil, marker: Double? = nil
  ) {
    self.series = series
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.xRange = xRange
    self.yRange = yRange
    self.threshold = threshold
    self.marker = marker
  }

  /// Each series has a letter beside its colour.
  static func letter(_ index: Int) -> String {
    String(UnicodeScalar(UInt8(0x61 + index % 26)))
  }

  var finitePoints: [ChartSeries.Point] {
    series.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
  }

  /// Never empty: a single value gets room around it.
  var bounds: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let points = finitePoints
    let ys = points.map(\.y) + [threshold].compactMap { $0 }.filter(\.isFinite)
    let x = xRange ?? LineChart.range(points.map(\.x), startsAtZero: false)
    let y = yRange ?? LineChart.range(ys, startsAtZero: true)
    return (LineChart.widened(x), LineChart.widened(y))
  }

  private static func range(_ values: [Double], startsAtZero: Bool) -> ClosedRange<Double> {
    guard let low = values.min(), let high = values.max() else { return 0...1 }
    return (startsAtZero ? min(0, low) : low)...high
  }

  private static func widened(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    range.upperBound > range.lowerBound ? range : range.lowerBound...(range.lowerBound + 1)
  }
}

extension Canvas {
  /// Draws the lines (braille dots, letters in ASCII), both axes with their ends, and a legend on top.
  public mutating func lineChart(_ chart: LineChart, in rect: Rect) {
    guard !rect.isEmpty else { return }
    guard rect.columns >= 12, rect.rows >= 4 else {
      sparkline(
        chart.series.first?.points.map(\.y) ?? [], column: rect.column, row: rect.row,
        width: rect.columns)
      return
    }
    let (xs, ys) = chart.bounds
    let high = AxisLabel.short(ys.upperBound)
    let low = AxisLabel.short(ys.lowerBound)
    let labelWidth = max(Text.width(high), Text.width(low))
    chartLegend(chart, in: rect.splitTop(1).head)
    let area = Rect(
      column: rect.column + labelWidth + 1, row: rect.row + 1,
      columns: rect.columns - labelWidth - 1, rows: rect.rows - 3)
    verticalLine(column: area.column - 1, row: area.row, length: area.rows)
    write(glyphs.bottomLeft, column: area.column - 1, row: area.endRow, role: .border)
    horizontalLine(column: area.column, row: area.endRow, length: area.columns)
    for (text, row) in [(high, area.row), (low, area.endRow - 1)] {
      writeField(
        text, column: rect.column, row: row, width: labelWidth, alignment: .trailing, role: .muted)
    }
    let right = AxisLabel.short(xs.upperBound)
    write(AxisLabel.short(xs.lowerBound), column: area.column, row: area.endRow + 1, role: .muted)
    write(
      right, column: rect.endColumn - Text.width(right), row: area.endRow + 1, role: .muted)
    writeField(
      chart.xTitle, column: area.column + 6, row: area.endRow + 1,
      width: max(0, area.columns - 12), alignment: .center, role: .muted)
    withClip(area) { $0.plot(chart, xs, ys, in: area) }
  }

  private mutating func chartLegend(_ chart: LineChart, in rect: Rect) {
    var column = rect.column
    if !chart.yTitle.isEmpty {
      column = write(chart.yTitle, column: column, row: rect.row, role: .heading) + 2
    }
    for (index, series) in chart.series.enumerated() {
      let text = "\(LineChart.letter(index)) \(series.name)"
      guard column + Text.width(text, glyphs: glyphs) <= rect.endColumn else { break }
      column = write(text, column: column, row: rect.row, role: series.role) + 2
    }
  }

  private mutating func plot(
    _ chart: LineChart, _ xs: ClosedRange<Double>, _ ys: ClosedRange<Double>, in area: Rect
  ) {
    // Dots are finer than cells (2 by 4 in braille), so lines are traced on dots.
    let across = glyphs.isASCII ? 1 : 2
    let down = glyphs.isASCII ? 1 : 4
    func dot(_ x: Double, _ y: Double) -> (Int, Int) {
      let right = (x - xs.lowerBound) / (xs.upperBound - xs.lowerBound)
      let up = (y - ys.lowerBound) / (ys.upperBound - ys.lowerBound)
      // Ends of the number range may overflow to infinity or not-a-number.
      guard right.isFinite, up.isFinite else { return (-1, -1) }
      return (
        Int((min(2, max(-1, right)) * Double(area.columns * across - 1)).rounded()),
        Int((min(2, max(-1, 1 - up)) * Double(area.rows * down - 1)).rounded())
      )
    }
    if let threshold = chart.threshold {
      let row = dot(xs.lowerBound, threshold).1 / down
      horizontalLine(
        column: area.column, row: area.row + row, length: area.columns, style: .dashed,
        role: .warning)
    }
    if let marker = chart.marker, xs.contains(marker) {
      let column = dot(marker, ys.lowerBound).0 / across
      verticalLine(
        column: area.column + column, row: area.row, length: area.rows, style: .dashed,
        role: .accent)
    }
    for (index, series) in chart.series.enumerated() {
      var dots = DotGrid(columns: area.columns, rows: area.rows, across: across, down: down)
      var last: (Int, Int)?
      for point in series.points {
        guard point.x.isFinite, point.y.isFinite else {
          last = nil
          continue
        }
        let next = dot(point.x, point.y)
        dots.line(from: last ?? next, to: next)
        last = next
      }
      dots.forEachCell { column, row, bits in
        let symbol =
          glyphs.isASCII
          ? LineChart.letter(index)
          : Unicode.Scalar(0x2800 + UInt32(bits)).map { String($0) } ?? " "
        write(symbol, column: area.column + column, row: area.row + row, role: series.role)
      }
      if chart.series.count > 1, let last {
        write(
          LineChart.letter(index), column: area.column + last.0 / across,
          row: area.row + last.1 / down, role: series.role, attributes: .bold)
      }
    }
  }
}

/// Dots inside cells, as bits of a braille pattern.
struct DotGrid {
  private let columns: Int
  private let rows: Int
  private let across: Int
  private let down: Int
  private var bits: [UInt8]

  init(columns: Int, rows: Int, across: Int, down: Int) {
    self.columns = columns
    self.rows = rows
    self.across = across
    self.down = down
    bits = [UInt8](repeating: 0, count: columns * rows)
  }

  /// Bresenham's line; dots outside are left out.
  mutating func line(from: (Int, Int), to: (Int, Int)) {
    let distanceX = abs(to.0 - from.0)
    let distanceY = -abs(to.1 - from.1)
    let stepX = from.0 < to.0 ? 1 : -1
    let stepY = from.1 < to.1 ? 1 : -1
    var (x, y) = from
    var error = distanceX + distanceY
    while true {
      set(x, y)
      if x == to.0 && y == to.1 { return }
      let doubled = 2 * error
      if doubled >= distanceY {
        error += distanceY
        x += stepX
      }
      if doubled <= distanceX {
        error += distanceX
        y += stepY
      }
    }
  }

  func forEachCell(_ body: (Int, Int, UInt8) -> Void) {
    for row in 0..<rows {
      for column in 0..<columns where bits[row * columns + column] != 0 {
        body(column, row, bits[row * columns + column])
      }
    }
  }

  private mutating func set(_ x: Int, _ y: Int) {
    guard x >= 0, y >= 0, x < columns * across, y < rows * down else { return }
    // Braille numbers its dots down the left column, down the right one, then the bottom row.
    let masks: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    bits[y / down * columns + x / across] |= masks[y % down][x % across]
  }
}
