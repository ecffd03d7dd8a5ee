import Labs
import TerminalUI

extension LabScreen {
  /// A line of the setup: the name of a group, or something that can have the focus.
  enum SetupLine: Sendable {
    case group(String)
    case row(Int)
  }

  var setupLines: [SetupLine] {
    var lines: [SetupLine] = [.row(0), .row(1)]
    var next = 2
    for group in groups {
      lines.append(.group(group.key))
      for _ in group.knobs {
        lines.append(.row(next))
        next += 1
      }
    }
    return lines
  }

  func panes(_ context: Context) -> PaneLayout<Pane> {
    var area = context.area.inset(columns: 1)
    if typing != nil { area.rows -= 1 }
    let (bar, rest) = area.splitTop(1)
    func title(_ pane: Pane) -> String { context.say(pane.titleKey) }
    guard context.area.columns >= wideColumns, rest.rows >= 16 else {
      return PaneLayout(
        places: [pane: rest], tabs: context.tabPlaces(in: bar, Pane.allCases, title), divider: nil)
    }
    let (left, right) = rest.splitLeft(area.columns * 45 / 100, gap: 3)
    let rightBar = Rect(column: right.column, row: bar.row, columns: right.columns, rows: 1)
    return PaneLayout(
      places: [.setup: left, self.right: right],
      tabs: context.tabPlaces(in: bar, [.setup], title)
        + context.tabPlaces(in: rightBar, [.result, .replay, .compare, .sweep], title),
      divider: right.column - 2)
  }

  public func draw(on canvas: inout Canvas, _ context: Context) {
    guard id != nil else {
      canvas.page(listPage(context), listPosition, in: pageArea(context))
      return
    }
    guard scenario != nil, trouble == nil else {
      drawNothing(on: &canvas, context)
      return
    }
    let panes = panes(context)
    canvas.paneTabs(panes, active: pane, context)
    for pane in Pane.allCases {
      guard let rect = panes.places[pane] else { continue }
      let cursor = canvas.cursor
      canvas.withClip(rect.inset(columns: -1)) { draw(pane, on: &$0, in: rect, context) }
      if pane != self.pane { canvas.cursor = cursor }
    }
    drawField(on: &canvas, context)
  }

  private func drawNothing(on canvas: inout Canvas, _ context: Context) {
    let area = context.area.inset(columns: 2)
    let hasNone = scenarios != nil && ownScenarios.isEmpty && name == nil
    let text =
      trouble
      ?? context.say(hasNone ? "tutor.lab.noScenario" : "tutor.lab.reading")
    for (row, line) in Text.wrap(text, width: area.columns, glyphs: context.glyphs).enumerated() {
      canvas.write(
        line, column: area.column, row: area.row + row, role: trouble == nil ? .muted : .bad)
    }
  }

  private func draw(
    _ pane: Pane, on canvas: inout Canvas, in rect: Rect, _ context: Context
  ) {
    let isFocused = pane == self.pane
    switch pane {
    case .setup: drawSetup(on: &canvas, in: rect, isFocused: isFocused, context)
    case .result: canvas.page(resultPage(rect.columns, context), resultPosition, in: rect)
    case .compare: canvas.page(comparePage(rect.columns, context), comparePosition, in: rect)
    case .replay:
      if let replay {
        replay.draw(on: &canvas, in: rect, isFocused: isFocused, context)
      } else {
        drawSentence(
          run == nil ? "tutor.lab.noRunYet" : "tutor.lab.why.running", on: &canvas, in: rect,
          context)
      }
    case .sweep:
      if let sweep {
        sweep.draw(on: &canvas, in: rect, isFocused: isFocused, context)
      } else {
        drawSentence("tutor.lab.noSweepYet", on: &canvas, in: rect, context)
      }
    }
    if isFocused, canvas.cursor == nil {
      canvas.cursor = Position(column: rect.column, row: rect.row)
    }
  }

  private func drawSentence(
    _ key: String, on canvas: inout Canvas, in rect: Rect, _ context: Context
  ) {
    for (row, line) in Text.wrap(context.say(key), width: rect.columns, glyphs: context.glyphs)
      .enumerated()
    {
      canvas.write(line, column: rect.column, row: rect.row + row, role: .muted)
    }
  }

  // MARK: Setup

  private func helpLines(_ width: Int, _ context: Context) -> [String] {
    let rows = rowsOfSetup
    guard rows.indices.contains(row) else { return [] }
    let text: String =
      switch rows[row] {
      case .scenario: scenario.map { oneLine($0.heading.about(in: context.say.language)) } ?? ""
      case .seed: context.say("tutor.lab.seedHelp")
      case .knob(let knob):
        (isIdle(knob) ? context.say("tutor.experiment.idle") + " " : "") + context.say(knob.help)
      }
    return Text.wrap(text, width: max(10, width - 2), glyphs: context.glyphs)
  }

  /// Rows for the list; the help of the line in focus stands below.
  func listRows(_ rect: Rect, _ context: Context) -> Int {
    // The help may take what the list leaves, and a few rows in any case.
    let room = max(min(7, rect.rows / 2), rect.rows - setupLines.count - 1)
    let help = min(helpLines(rect.columns, context).count, room)
    return max(1, min(setupLines.count, rect.rows - help - 1))
  }

  /// The first line shown: the one in focus is always in sight.
  func firstLine(_ lines: [SetupLine], in rect: Rect, _ context: Context) -> Int {
    let rows = listRows(rect, context)
    let at =
      lines.firstIndex { if case .row(let index) = $0 { index == row } else { false } } ?? 0
    return min(max(0, at - rows * 2 / 3), max(0, lines.count - rows))
  }

  private func drawSetup(
    on canvas: inout Canvas, in rect: Rect, isFocused: Bool, _ context: Context
  ) {
    let lines = setupLines
    let rows = listRows(rect, context)
    let first = firstLine(lines, in: rect, context)
    let titles = rowsOfSetup.map { title($0, context) }
    let widest = titles.map { Text.width($0, glyphs: context.glyphs) }.max() ?? 0
    for offset in 0..<min(rows, lines.count - first) {
      let y = rect.row + offset
      switch lines[first + offset] {
      case .group(let key):
        canvas.write(context.say(key), column: rect.column, row: y, role: .heading)
      case .row(let index):
        let row = rowsOfSetup[index]
        canvas.chooser(
          label: titles[index], value: value(row, context), column: rect.column, row: y,
          width: rect.columns - 3,
          labelWidth: labelWidth(index, titles, widest, width: rect.columns - 3, context),
          isFocused: isFocused && index == self.row)
        guard case .knob(let knob) = row else { break }
        if isIdle(knob), index != self.row || !isFocused {
          canvas.restyle(
            Rect(column: rect.column, row: y, columns: rect.columns - 3, rows: 1), role: .muted)
        }
        if choices[knob.id] != nil {
          canvas.write(canvas.glyphs.bullet, column: rect.endColumn - 2, row: y, role: .accent)
        }
      }
    }
    if lines.count > rows {
      canvas.scrollIndicator(
        in: Rect(column: rect.endColumn, row: rect.row, columns: 1, rows: rows), offset: first,
        visible: rows, total: lines.count)
    }
    let help = helpLines(rect.columns, context)
    for (at, line) in help.enumerated() where rect.row + rows + 1 + at < rect.endRow {
      let isCut = rect.row + rows + 1 + at == rect.endRow - 1 && at < help.count - 1
      canvas.write(
        isCut ? line + context.glyphs.ellipsis : line, column: rect.column + 2,
        row: rect.row + rows + 1 + at, role: .muted)
    }
  }

  /// Names are whole where the width allows it, and values stand under each other; a value that is
  /// too long for its column begins further left, as far as its name leaves room.
  private func labelWidth(
    _ index: Int, _ titles: [String], _ widest: Int, width: Int, _ context: Context
  ) -> Int {
    // Around the two parts: the pointer, a gap, the marks before and after the value.
    let room = width - 8
    let label = Text.width(titles[index], glyphs: context.glyphs)
    let value = Text.width(value(rowsOfSetup[index], context), glyphs: context.glyphs)
    return max(min(label, max(10, room - 6)), min(widest, room - value))
  }

  private func title(_ row: Row, _ context: Context) -> String {
    switch row {
    case .scenario: context.say("tutor.lab.scenario")
    case .seed: context.say("tutor.lab.seed")
    case .knob(let knob): context.say(knob.title)
    }
  }

  private func value(_ row: Row, _ context: Context) -> String {
    switch row {
    case .scenario: scenarioTitle(context)
    case .seed: seed
    case .knob(let knob): complete?[knob.id].map { context.say(knob.title(of: $0)) } ?? ""
    }
  }

  func scenarioTitle(_ context: Context) -> String {
    scenario?.heading.title(in: context.say.language) ?? name ?? ""
  }

  /// The field that is typed in, in the last row.
  private func drawField(on canvas: inout Canvas, _ context: Context) {
    guard let typing else { return }
    let key: String =
      switch typing {
      case .seed: "tutor.lab.type.seed"
      case .value: "tutor.lab.type.value"
      case .savePath: "tutor.lab.type.save"
      case .exportPath: "tutor.lab.type.export"
      }
    let area = context.area.inset(columns: 1)
    canvas.textField(
      editor, prompt: context.say(key) + " ", column: area.column, row: area.endRow - 1,
      width: area.columns)
  }
}
