import Labs
import Simulation
import TerminalUI

extension Canvas {
  /// One row a thing, its stages as bars from left to right. Every row begins with the thing itself,
  /// so that stages can be compared between those that came minutes apart; when it came stands before it.
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
    let span = max(
      1,
      shown.map { ($0.bars.last?.end ?? .zero) - ($0.bars.first?.start ?? .zero) }
        .map(\.nanoseconds).max() ?? 1)
    func since(_ row: StageChart.Row) -> String {
      row.bars.first.map {
        context.say("tutor.panel.cold-start.at", formatted($0.start.inSeconds, decimals: 0))
      } ?? ""
    }
    let nameWidth = min(
      rect.columns / 4, shown.map { Text.width($0.name, glyphs: glyphs) }.max() ?? 0)
    let sinceWidth =
      rect.columns >= 60 ? shown.map { Text.width(since($0), glyphs: glyphs) }.max() ?? 0 : 0
    let noteWidth = min(10, shown.map { Text.width($0.note, glyphs: glyphs) }.max() ?? 0)
    let note = place.column + nameWidth + 1 + (sinceWidth > 0 ? sinceWidth + 1 : 0)
    let start = note + noteWidth + 1
    let width = max(1, place.endColumn - start)
    for line in lines {
      let item = chart.rows[line]
      let row = place.row + line - lines.lowerBound
      let first = item.bars.first?.start.nanoseconds ?? 0
      func column(_ nanoseconds: Int) -> Int {
        Int(Double(nanoseconds - first) / Double(span) * Double(width))
      }
      writeField(
        item.name, column: place.column, row: row, width: nameWidth,
        role: item.owner == owner ? .accent : .muted)
      writeField(
        since(item), column: place.column + nameWidth + 1, row: row, width: sinceWidth,
        alignment: .trailing, role: .muted)
      writeField(
        item.note, column: note, row: row, width: noteWidth, alignment: .trailing, role: .muted)
      for bar in item.bars {
        let from = min(width - 1, column(bar.start.nanoseconds))
        let to = min(width, max(from + 1, column(bar.end.nanoseconds)))
        let cell = stageCell(bar.stage)
        for at in from..<to {
          write(cell.symbol, column: start + at, row: row, role: cell.role, maxWidth: 1)
        }
      }
      guard let last = item.bars.last?.end.nanoseconds, (first..<last).contains(now) else {
        continue
      }
      write(
        glyphs.dashedVertical, column: start + min(width - 1, column(now)), row: row,
        role: .accent, maxWidth: 1)
    }
    drawStageAxis(
      from: start, width: width, first: .zero, last: SimTime(nanoseconds: span), row: axis.row)
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
    let end = formatted(last.inSeconds, decimals: last.inSeconds < 10 ? 1 : 0) + " s"
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
