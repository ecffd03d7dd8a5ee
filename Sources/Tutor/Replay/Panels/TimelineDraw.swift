import Labs
import TerminalUI

extension Canvas {
  /// Curves over the run with the present step marked, and the numbers of that step below them, or
  /// beside them where there is room.
  mutating func timeline(
    _ timeline: Timeline, in rect: Rect, scroll: Int, now: Int, _ context: Context
  ) {
    let facts = timeline.facts.map { fact in
      (title: context.say(fact.title), value: text(fact.value, context))
    }
    if rect.columns >= 100 {
      let width = min(
        rect.columns / 2,
        (facts.map { Text.width($0.title + $0.value, glyphs: glyphs) }.max() ?? 0) + 5
      )
      let (left, right) = rect.splitLeft(rect.columns - width)
      lineChart(seriesChart(timeline.series, marker: now, context), in: left)
      drawFacts(facts, in: right, scroll: scroll, columns: 1)
      return
    }
    // As many columns of numbers as fit; they take a third of the place, and scroll where they need
    // more: a curve of three rows tells nothing.
    let columns = max(1, rect.columns / 38)
    let wanted = (facts.count + columns - 1) / columns
    let rows = rect.rows >= 9 ? min(wanted, max(3, rect.rows / 3)) : rect.rows
    let (top, bottom) = rect.splitBottom(rows)
    if top.rows >= 4 { lineChart(seriesChart(timeline.series, marker: now, context), in: top) }
    drawFacts(facts, in: bottom, scroll: scroll, columns: columns)
  }

  private func text(_ value: Explanation.Value, _ context: Context) -> String {
    switch value {
    case .plain(let text): text
    case .number(let number): String(number)
    case .message(let message): context.say(message)
    }
  }

  /// Names at the left and values at the right of each column, column by column.
  private mutating func drawFacts(
    _ facts: [(title: String, value: String)], in rect: Rect, scroll: Int, columns: Int
  ) {
    guard rect.rows >= 1, columns >= 1, !facts.isEmpty else { return }
    let perColumn = max(1, (facts.count + columns - 1) / columns)
    let (lines, place) = scrolled(perColumn, top: scroll, in: rect)
    let width = place.columns / columns
    guard width > 6 else { return }
    for column in 0..<columns {
      for line in lines {
        let at = column * perColumn + line
        guard facts.indices.contains(at) else { continue }
        let row = place.row + line - lines.lowerBound
        let start = place.column + column * width
        let room = width - 2
        let valueWidth = min(room * 2 / 3, Text.width(facts[at].value, glyphs: glyphs))
        writeField(
          facts[at].title, column: start, row: row, width: max(1, room - valueWidth - 1),
          role: .muted)
        writeField(
          facts[at].value, column: start + room - valueWidth, row: row, width: valueWidth,
          role: .strong)
      }
    }
  }
}
