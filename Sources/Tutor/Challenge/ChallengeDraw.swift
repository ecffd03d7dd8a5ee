import Curriculum
import Labs
import TerminalUI

extension ChallengeScreen {
  func panes(_ context: Context) -> PaneLayout<Pane> {
    let area = context.area.inset(columns: 1)
    let (bar, rest) = area.splitTop(1)
    guard context.area.columns >= wideColumns, rest.rows >= 16 else {
      return PaneLayout(
        places: [pane: rest], tabs: tabPlaces(in: bar, Pane.allCases, context), divider: nil)
    }
    let (left, right) = rest.splitLeft(area.columns * 42 / 100, gap: 3)
    let wanted = levers.count + (challenge?.fixed.count ?? 0) + 7
    let (top, bottom) = left.splitBottom(min(wanted, left.rows / 2))
    let (leversTitle, leversRoom) = bottom.splitTop(1)
    let (leftBar, _) = bar.splitLeft(left.columns)
    let rightBar = Rect(column: right.column, row: bar.row, columns: right.columns, rows: 1)
    return PaneLayout(
      places: [.brief: top, .levers: leversRoom, self.right: right],
      tabs: tabPlaces(in: leftBar, [.brief], context)
        + tabPlaces(in: leversTitle, [.levers], context)
        + tabPlaces(in: rightBar, [.run, .debrief], context),
      divider: right.column - 2)
  }

  private func tabPlaces(
    in bar: Rect, _ panes: [Pane], _ context: Context
  ) -> [(pane: Pane, title: String, rect: Rect)] {
    context.tabPlaces(in: bar, panes) { context.say($0.titleKey) }
  }

  public func draw(on canvas: inout Canvas, _ context: Context) {
    guard challenge != nil, trouble == nil else {
      drawNothing(on: &canvas, context)
      return
    }
    let panes = panes(context)
    canvas.paneTabs(panes, active: pane, context)
    drawStanding(on: &canvas, panes, context)
    for pane in Pane.allCases {
      guard let rect = panes.places[pane] else { continue }
      let cursor = canvas.cursor
      canvas.withClip(rect.inset(columns: -1)) { draw(pane, on: &$0, in: rect, context) }
      if pane != self.pane { canvas.cursor = cursor }
    }
  }

  private func drawNothing(on canvas: inout Canvas, _ context: Context) {
    let text = trouble ?? context.say("tutor.challenge.reading")
    let area = context.area.inset(columns: 2)
    for (row, line) in Text.wrap(text, width: area.columns, glyphs: context.glyphs).enumerated() {
      canvas.write(
        line, column: area.column, row: area.row + row, role: trouble == nil ? .muted : .bad)
    }
  }

  /// Best stars and this week's seed at the right end of the first row, as far as there is room.
  private func drawStanding(on canvas: inout Canvas, _ panes: PaneLayout<Pane>, _ context: Context)
  {
    let stars = starText(record(context)?.bestStars ?? 0, context.glyphs)
    let seed = context.say("tutor.challenge.seed", context.now.week.description)
    let attempts = context.say(
      "tutor.challenge.attempts", String(record(context)?.attemptCount ?? 0))
    let bar = context.area.inset(columns: 1)
    let last = panes.tabs.filter { $0.rect.row == bar.row }.map(\.rect.endColumn).max() ?? 0
    for parts in [[attempts, seed, stars], [seed, stars], [stars]] {
      let text = parts.joined(separator: "  ")
      let width = Text.width(text, glyphs: context.glyphs)
      guard last + 2 + width <= bar.endColumn else { continue }
      canvas.write(text, column: bar.endColumn - width, row: bar.row, role: .warning)
      return
    }
  }

  private func draw(
    _ pane: Pane, on canvas: inout Canvas, in rect: Rect, _ context: Context
  ) {
    let isFocused = pane == self.pane
    switch pane {
    case .brief:
      canvas.page(briefPage(rect.columns, context), briefPosition, in: rect)
    case .levers: drawLevers(on: &canvas, in: rect, isFocused: isFocused, context)
    case .run: canvas.page(runPage(rect.columns, context), runPosition, in: rect)
    case .debrief where isInsightOpen:
      canvas.page(insightPage(rect.columns, context), insightPosition, in: rect)
    case .debrief:
      guard let replay else {
        let text = context.say("tutor.challenge.noRun")
        for (row, line) in Text.wrap(text, width: rect.columns, glyphs: context.glyphs).enumerated()
        {
          canvas.write(line, column: rect.column, row: rect.row + row, role: .muted)
        }
        break
      }
      replay.draw(on: &canvas, in: rect, isFocused: isFocused, context)
    }
    if isFocused, canvas.cursor == nil {
      canvas.cursor = Position(column: rect.column, row: rect.row)
    }
  }

  // MARK: Levers

  /// Rows for the list of levers; the help of the focused one stands below.
  func leverRows(_ rect: Rect, _ context: Context) -> Int {
    min(levers.count, max(1, rect.rows - helpLines(rect.columns, context).count - 1))
  }

  /// The first lever shown: the focused one is always in sight.
  func firstLever(_ rect: Rect, _ context: Context) -> Int {
    let rows = leverRows(rect, context)
    return min(max(0, lever - rows + 1), max(0, levers.count - rows))
  }

  private func helpLines(_ width: Int, _ context: Context) -> [String] {
    guard levers.indices.contains(lever) else { return [] }
    return Text.wrap(
      context.say(levers[lever].knob.help), width: max(10, width - 2), glyphs: context.glyphs)
  }

  private func drawLevers(
    on canvas: inout Canvas, in rect: Rect, isFocused: Bool, _ context: Context
  ) {
    let rows = leverRows(rect, context)
    let first = firstLever(rect, context)
    let fixed = challenge?.fixed ?? []
    let titles =
      levers.map { context.say($0.knob.title) }
      + fixed.map { setting in
        lab?.knob(setting.knob).map { context.say($0.title) } ?? setting.knob
      }
    let labelWidth = min(
      titles.map { Text.width($0, glyphs: context.glyphs) }.max() ?? 0,
      max(10, rect.columns - 22))
    for at in first..<min(levers.count, first + rows) {
      let state = levers[at]
      let mark = state.at == state.start ? "" : " " + canvas.glyphs.bullet
      canvas.chooser(
        label: titles[at], value: context.say(state.knob.title(of: state.value)),
        column: rect.column, row: rect.row + at - first, width: rect.columns - 2,
        labelWidth: labelWidth, isFocused: isFocused && at == lever)
      canvas.write(mark, column: rect.endColumn - 2, row: rect.row + at - first, role: .accent)
    }
    var row = rect.row + rows + 1
    for line in helpLines(rect.columns, context) {
      canvas.write(line, column: rect.column + 2, row: row, role: .muted)
      row += 1
    }
    guard !fixed.isEmpty, row + 1 < rect.endRow else { return }
    canvas.write(
      context.say("tutor.challenge.fixed"), column: rect.column, row: row + 1, role: .heading)
    for (at, setting) in fixed.enumerated() where row + 2 + at < rect.endRow {
      let knob = lab?.knob(setting.knob)
      let value = knob.flatMap { knob in
        (try? knob.value(from: setting.value)).map { context.say(knob.title(of: $0)) }
      }
      canvas.writeField(
        titles[levers.count + at], column: rect.column + 2, row: row + 2 + at, width: labelWidth,
        role: .muted)
      canvas.write(
        value ?? setting.value, column: rect.column + labelWidth + 6, row: row + 2 + at,
        role: .muted, maxWidth: max(0, rect.columns - labelWidth - 6))
    }
  }
}
