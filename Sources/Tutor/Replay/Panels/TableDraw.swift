import Labs
import TerminalUI

extension Canvas {
  /// Rows and columns; numbers end at the right, and columns give way from the right when room is
  /// short.
  mutating func tablePanel(
    _ panel: TablePanel, in rect: Rect, scroll: Int, _ context: Context
  ) {
    let table = panel.table
    guard !table.rows.isEmpty else {
      write(
        context.say("tutor.panel.nothing"), column: rect.column, row: rect.row, role: .muted,
        maxWidth: rect.columns)
      return
    }
    let rows = table.rows.map { row in
      row.map { value -> (text: String, isNumber: Bool) in
        switch value {
        case .plain(let text): (text, false)
        case .number(let number): (String(number), true)
        case .message(let message): (context.say(message), false)
        }
      }
    }
    let titles = table.columns.map { context.say($0) }
    var widths = titles.indices.map { column in
      ([titles[column]] + rows.map { $0[column].text })
        .map { Text.width($0, glyphs: glyphs) }.max() ?? 0
    }
    // Titles give way first, the widest before the others, then columns from the right: what stands
    // in a column is whole where it is shown.
    let needed = titles.indices.map { column in
      max(4, rows.map { Text.width($0[column].text, glyphs: glyphs) }.max() ?? 0)
    }
    while widths.reduce(0, { $0 + $1 + 2 }) - 2 > rect.columns,
      let at = widths.indices.filter({ widths[$0] > needed[$0] }).max(by: {
        widths[$0] < widths[$1]
      })
    {
      widths[at] -= 1
    }
    if let first = widths.first { widths[0] = min(first, rect.columns) }
    let isNumeric = titles.indices.map { column in rows.contains { $0[column].isNumber } }
    func line(_ cells: [String], row: Int, role: Role) {
      var column = rect.column
      for (at, cell) in cells.enumerated() {
        guard column + widths[at] <= rect.endColumn else { break }
        writeField(
          cell, column: column, row: row, width: widths[at],
          alignment: isNumeric[at] ? .trailing : .leading, role: role)
        column += widths[at] + 2
      }
    }
    line(titles, row: rect.row, role: .heading)
    let (lines, place) = scrolled(rows.count, top: scroll, in: rect.splitTop(1).rest)
    for at in lines {
      line(
        rows[at].map(\.text), row: place.row + at - lines.lowerBound,
        role: panel.marked.contains(at) ? .accent : .normal)
    }
  }

  /// Lines over two axes; the run's own place is marked.
  mutating func curvePanel(_ panel: CurvePanel, in rect: Rect, _ context: Context) {
    let roles: [Role] = [.series1, .series2, .series3]
    let chart = LineChart(
      series: panel.lines.enumerated().map { index, line in
        ChartSeries(
          name: context.say(line.name),
          points: line.points.map { ChartSeries.Point(x: $0.x, y: $0.y) },
          role: roles[index % roles.count])
      }, xTitle: context.say(panel.xTitle), yTitle: context.say(panel.yTitle),
      yRange: range(panel), marker: panel.marker)
    lineChart(chart, in: rect)
  }

  /// A little below the lowest point, so that a knee near the top can be seen.
  private func range(_ panel: CurvePanel) -> ClosedRange<Double>? {
    let values = panel.lines.flatMap(\.points).map(\.y)
    guard let low = values.min(), let high = values.max(), high > low else { return nil }
    return max(0, (low - (high - low) / 4).rounded(.down))...high
  }
}
