/// One bar of a bar chart.
public struct BarEntry: Hashable, Sendable {
  public var label: String
  public var value: Double
  /// The value as text, with its unit.
  public var valueText: String
  public var role: Role

  public init(label: String, value: Double, valueText: String? = nil, role: Role = .bar) {
    self.label = label
    self.value = value
    self.valueText = valueText ?? AxisLabel.short(value)
    self.role = role
  }
}

extension Canvas {
  /// A bar of `width` columns filled to `fraction`, `0...1`; the rest shows the empty track.
  public mutating func bar(
    fraction: Double, column: Int, row: Int, width: Int, role: Role = .bar
  ) {
    guard width > 0 else { return }
    let share = fraction.isFinite ? min(1, max(0, fraction)) : 0
    let eighths = glyphs.eighths
    let steps = eighths.isEmpty ? 1 : 8
    var filled = Int((share * Double(width * steps)).rounded())
    // A bar is empty only at 0 and full only at 1, or it would hide that work remains.
    if share > 0 { filled = max(1, filled) }
    if share < 1 { filled = min(width * steps - 1, filled) }
    let whole = filled / steps
    fill(Rect(column: column, row: row, columns: width, rows: 1), glyphs.light, role: .barEmpty)
    fill(Rect(column: column, row: row, columns: whole, rows: 1), glyphs.full, role: role)
    if filled % steps > 0 {
      write(eighths[filled % steps - 1], column: column + whole, row: row, role: role)
    }
  }

  /// A bar followed by its percentage (rounded down: 100 % means done) in `width` columns altogether.
  public mutating func progressBar(
    fraction: Double, column: Int, row: Int, width: Int, role: Role = .bar
  ) {
    let share = fraction.isFinite ? min(1, max(0, fraction)) : 0
    let percent = "\(Int(share * 100))%"
    if width >= 8 {
      bar(fraction: share, column: column, row: row, width: width - 5, role: role)
    }
    writeField(
      percent, column: column + max(0, width - 4), row: row, width: min(4, width),
      alignment: .trailing)
  }

  /// The last `width` values as one row of eight heights; the lowest stands for `low` (0 unless told).
  ///
  /// Values that are not finite leave a gap.
  public mutating func sparkline(
    _ values: [Double], column: Int, row: Int, width: Int, low: Double = 0, high: Double? = nil,
    role: Role = .series1
  ) {
    let shown = values.suffix(max(0, width))
    let top = high ?? shown.filter(\.isFinite).max() ?? 0
    let ramp = glyphs.ramp
    for (index, value) in shown.enumerated() where value.isFinite {
      let share = top > low ? min(1, max(0, (value - low) / (top - low))) : 0
      let level = min(ramp.count - 1, Int(share * Double(ramp.count)))
      write(ramp[level], column: column + index, row: row, role: role)
    }
  }

  /// Horizontal bars, one a row, all on the scale `0...max`; negative values count as 0.
  public mutating func barChart(_ entries: [BarEntry], in rect: Rect, maximum: Double? = nil) {
    guard !rect.isEmpty else { return }
    let labelWidth = min(
      rect.columns / 3, entries.map { Text.width($0.label, glyphs: glyphs) }.max() ?? 0)
    let valueWidth = min(
      rect.columns / 3, entries.map { Text.width($0.valueText, glyphs: glyphs) }.max() ?? 0)
    let barWidth = rect.columns - labelWidth - valueWidth - 2
    let top = maximum ?? entries.map(\.value).filter(\.isFinite).max() ?? 0
    for (row, entry) in entries.prefix(rect.rows).enumerated() {
      let line = rect.row + row
      writeField(entry.label, column: rect.column, row: line, width: labelWidth)
      bar(
        fraction: top > 0 ? entry.value / top : 0, column: rect.column + labelWidth + 1, row: line,
        width: barWidth, role: entry.role)
      writeField(
        entry.valueText, column: rect.endColumn - valueWidth, row: line, width: valueWidth,
        alignment: .trailing)
    }
  }
}
