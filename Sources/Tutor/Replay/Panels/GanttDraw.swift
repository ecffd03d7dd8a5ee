import Labs
import Simulation
import TerminalUI

extension Canvas {
  /// One row a job, simulated time from left to right; a line marks the present step.
  mutating func ganttChart(
    _ gantt: Gantt, in rect: Rect, scroll: Int?, _ owner: Int?, now: Int, _ context: Context
  ) {
    let (upper, foot) = rect.splitBottom(1)
    let (body, axis) = upper.splitBottom(1)
    guard body.rows >= 1, !gantt.rows.isEmpty else { return }
    func name(_ row: Gantt.Row) -> String { row.title.map { context.say($0) } ?? row.name }
    func note(_ row: Gantt.Row) -> String { row.noteTitle.map { context.say($0) } ?? row.note }
    let nameWidth = min(
      rect.columns / 4, gantt.rows.map { Text.width(name($0), glyphs: glyphs) }.max() ?? 0)
    let noteWidth =
      rect.columns >= 60
      ? min(14, gantt.rows.map { Text.width(note($0), glyphs: glyphs) }.max() ?? 0)
      : 0
    let top = scroll ?? rowOfNow(gantt, owner: owner, now: now, rows: body.rows)
    let (lines, place) = scrolled(gantt.rows.count, top: top, in: body)
    let start = place.column + nameWidth + (noteWidth > 0 ? noteWidth + 1 : 0) + 1
    let width = max(1, place.endColumn - start)
    let span = max(1, gantt.end.nanoseconds)
    let nowColumn = min(width - 1, column(of: now, span: span, width: width))
    for line in lines {
      let item = gantt.rows[line]
      let row = place.row + line - lines.lowerBound
      let isChosen = owner == item.owner
      writeField(
        name(item), column: place.column, row: row, width: nameWidth,
        role: isChosen ? .accent : .muted)
      if noteWidth > 0 {
        writeField(
          note(item), column: place.column + nameWidth + 1, row: row, width: noteWidth, role: .muted
        )
      }
      for at in 0..<width {
        let from = SimTime(nanoseconds: time(of: at, span: span, width: width))
        let to = SimTime(
          nanoseconds: max(from.nanoseconds + 1, time(of: at + 1, span: span, width: width)))
        if let state = Gantt.state(of: item, from: from, to: to) {
          let cell = ganttCell(state, item.owner)
          write(
            cell.symbol, column: start + at, row: row, role: cell.role,
            attributes: at == nowColumn ? [.reverse] : cell.attributes, maxWidth: 1)
        } else if at == nowColumn {
          write(glyphs.dashedVertical, column: start + at, row: row, role: .muted, maxWidth: 1)
        }
      }
    }
    drawAxis(from: start, width: width, end: gantt.end, now: nowColumn, row: axis.row)
    legend(ganttLegend(gantt, context), in: foot)
  }

  /// The states that occur; every one of them where nothing has happened yet.
  private func ganttLegend(
    _ gantt: Gantt, _ context: Context
  ) -> [(symbol: String, role: Role, text: String)] {
    var seen: Set<Gantt.Bar.State> = []
    for row in gantt.rows { for bar in row.bars { seen.insert(bar.state) } }
    let isServing = seen.contains(.prefill)
    return Gantt.Bar.State.allCases.filter(seen.contains).map { state in
      switch state {
      case .waiting: (glyphs.light, .muted, context.say("tutor.panel.gantt.waiting"))
      case .holding: (glyphs.medium, .warning, context.say("tutor.panel.gantt.holding"))
      case .working:
        (
          "a", .series1,
          context.say(isServing ? "tutor.panel.waterfall.decode" : "tutor.panel.gantt.working")
        )
      case .prefill: (glyphs.dark, .accent, context.say("tutor.panel.waterfall.prefill"))
      case .transfer: (glyphs.medium, .warning, context.say("tutor.panel.waterfall.transfer"))
      case .call: (glyphs.dark, .accent, context.say("tutor.panel.lanes.call"))
      case .failed: ("!", .bad, context.say("tutor.panel.lanes.failed"))
      case .lost: ("!", .bad, context.say("tutor.panel.gantt.lost"))
      }
    }
  }

  private func time(of column: Int, span: Int, width: Int) -> Int {
    let (whole, rest) = span.quotientAndRemainder(dividingBy: width)
    return whole * column + rest * column / width
  }

  private func column(of nanoseconds: Int, span: Int, width: Int) -> Int {
    Int(Double(nanoseconds) / Double(span) * Double(width))
  }

  private func ganttCell(_ state: Gantt.Bar.State, _ owner: Int) -> OccupancyCell {
    switch state {
    case .waiting: OccupancyCell(symbol: glyphs.light, role: .muted)
    case .holding, .transfer: OccupancyCell(symbol: glyphs.medium, role: .warning)
    case .prefill: OccupancyCell(symbol: glyphs.dark, role: .accent)
    case .working: OccupancyCell.owner(owner)
    case .call: OccupancyCell(symbol: glyphs.dark, role: .accent)
    case .failed, .lost: OccupancyCell(symbol: "!", role: .bad, attributes: .bold)
    }
  }

  /// Keeps the chosen job in sight; without one, the first that is not over.
  private func rowOfNow(_ gantt: Gantt, owner: Int?, now: Int, rows: Int) -> Int {
    let chosen =
      gantt.rows.firstIndex { $0.owner == owner }
      ?? gantt.rows.firstIndex { ($0.bars.last?.end.nanoseconds ?? 0) >= now } ?? 0
    return chosen < rows ? 0 : chosen - rows / 2
  }

  private mutating func drawAxis(from start: Int, width: Int, end: SimTime, now: Int, row: Int) {
    write("0", column: start, row: row, role: .muted, maxWidth: width)
    let last = formatted(end.inSeconds, decimals: 0) + " s"
    let lastWidth = Text.width(last, glyphs: glyphs)
    guard width > lastWidth + 4 else { return }
    write(last, column: start + width - lastWidth, row: row, role: .muted, maxWidth: lastWidth)
    if now > 1, now < width - lastWidth - 1 {
      write(glyphs.arrowUp, column: start + now, row: row, role: .accent, maxWidth: 1)
    }
  }
}
