import Labs
import Simulation
import TerminalUI

extension Canvas {
  /// One row a thing, its stages as bars from left to right. The bars of each row begin at the left
  /// edge of the stretch of time in which the rows in sight lie.
  mutating func stageChart(
    _ chart: StageChart, in rect: Rect, scroll: Int?, _ owner: Int?, now: Int, _ context: Context
  ) {
    let (upper, foot) = rect.splitBottom(min(2, max(1, rect.rows / 5)))
    let (body, axis) = upper.splitBottom(1)
    guard body.rows >= 1, !chart.rows.isEmpty else {
      write(
        context.say("tutor.panel.cold-start.none"), column: rect.column, row: rect.row,
        role: .muted, maxWidth: rect.columns)
      return
    }
    let top = scroll ?? rowOfNow(chart, owner: owner, now: now, rows: body.rows)
    let (lines, place) = scrolled(chart.rows.count, top: top, in: body)
    let shown = chart.rows[lines]
    let first = shown.compactMap(\.bars.first?.start).min() ?? chart.start
    let last = max(
      shown.compactMap(\.bars.last?.end).max() ?? chart.end,
      SimTime(nanoseconds: first.nanoseconds + 1))
    let nameWidth = min(
      rect.columns / 4, shown.map { Text.width($0.name, glyphs: glyphs) }.max() ?? 0)
    let noteWidth = min(10, shown.map { Text.width($0.note, glyphs: glyphs) }.max() ?? 0)
    let start = place.column + nameWidth + noteWidth + 2
    let width = max(1, place.endColumn - start)
    let span = Double((last - first).nanoseconds)
    func column(_ time: SimTime) -> Int {
      Int(Double((time - first).nanoseconds) / span * Double(width))
    }
    for line in lines {
      let item = chart.rows[line]
      let row = place.row + line - lines.lowerBound
      writeField(
        item.name, column: place.column, row: row, width: nameWidth,
        role: item.owner == owner ? .accent : .muted)
      writeField(
        item.note, column: place.column + nameWidth + 1, row: row, width: noteWidth,
        alignment: .trailing, role: .muted)
      for bar in item.bars {
        let from = min(width - 1, column(bar.start))
        let to = min(width, max(from + 1, column(bar.end)))
        let cell = stageCell(bar.stage)
        for at in from..<to {
          write(cell.symbol, column: start + at, row: row, role: cell.role, maxWidth: 1)
        }
      }
      let mark = column(SimTime(nanoseconds: now))
      if mark >= 0, mark < width, now >= first.nanoseconds {
        write(glyphs.dashedVertical, column: start + mark, row: row, role: .accent, maxWidth: 1)
      }
    }
    drawStageAxis(from: start, width: width, first: first, last: last, row: axis.row)
    stageLegend(chart, shown: shown, in: foot, context)
  }

  /// A letter a stage: colours alone would not tell on every terminal.
  private func stageCell(_ stage: Int) -> (symbol: String, role: Role) {
    (LineChart.stageLetter(stage), .series(stage))
  }

  /// The stages that occur.
  private mutating func stageLegend(
    _ chart: StageChart, shown: ArraySlice<StageChart.Row>, in rect: Rect, _ context: Context
  ) {
    let seen = Set(shown.flatMap { $0.bars.map(\.stage) })
    let entries = chart.stages.indices.filter(seen.contains).map { stage in
      let cell = stageCell(stage)
      return (symbol: cell.symbol, role: cell.role, text: context.say(chart.stages[stage]))
    }
    guard rect.rows >= 2 else { return legend(entries, in: rect) }
    let half = (entries.count + 1) / 2
    let (upper, lower) = rect.splitTop(1)
    legend(Array(entries.prefix(half)), in: upper)
    legend(Array(entries.dropFirst(half)), in: lower)
  }

  private mutating func drawStageAxis(
    from start: Int, width: Int, first: SimTime, last: SimTime, row: Int
  ) {
    write(
      formatted(first.inSeconds, decimals: 0) + " s", column: start, row: row, role: .muted,
      maxWidth: width)
    let end = formatted(last.inSeconds, decimals: 0) + " s"
    let endWidth = Text.width(end, glyphs: glyphs)
    guard width > endWidth + 12 else { return }
    write(end, column: start + width - endWidth, row: row, role: .muted, maxWidth: endWidth)
  }

  /// Keeps the chosen row in sight; without one, the first that is not over.
  private func rowOfNow(_ chart: StageChart, owner: Int?, now: Int, rows: Int) -> Int {
    let chosen =
      chart.rows.firstIndex { $0.owner == owner }
      ?? chart.rows.firstIndex { ($0.bars.last?.end.nanoseconds ?? 0) >= now } ?? 0
    return chosen < rows ? 0 : chosen - rows / 2
  }
}

extension LineChart {
  /// The letter of a stage: s, n, i, u ... would need a table in every language; the alphabet does
  /// not.
  fileprivate static func stageLetter(_ stage: Int) -> String {
    String(UnicodeScalar(UInt8(0x61 + stage % 26)))
  }
}
