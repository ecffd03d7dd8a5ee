import Labs
import TerminalUI

extension ExperimentScreen {
  /// Where the parts stand: beside each other where there is room, else one below the other.
  struct Layout {
    var setup: Rect
    /// Help of the row in focus.
    var help: Rect
    /// The numbers beside the figure; empty where there is no room.
    var metrics: Rect
    var tabs: [(pane: Pane, title: String, rect: Rect)]
    var pane: Rect
  }

  func layout(_ context: Context) -> Layout {
    let area = context.area.inset(columns: 1)
    let empty = Rect(column: area.column, row: area.row, columns: 0, rows: 0)
    func tabs(_ bar: Rect) -> [(pane: Pane, title: String, rect: Rect)] {
      context.tabPlaces(in: bar, Pane.allCases) { context.say($0.titleKey) }
    }
    guard context.area.columns >= wideColumns, area.rows >= 16 else {
      let (setup, below) = area.splitTop(min(rows.count, max(3, area.rows / 3)))
      let (help, rest) = below.splitTop(area.rows >= 20 ? 1 : 0)
      let (bar, pane) = rest.splitTop(1)
      return Layout(setup: setup, help: help, metrics: empty, tabs: tabs(bar), pane: pane)
    }
    let (left, right) = area.splitLeft(area.columns * 40 / 100, gap: 3)
    let (setup, below) = left.splitTop(rows.count)
    let (help, rest) = below.splitTop(4)
    let (bar, pane) = right.splitTop(1)
    return Layout(
      setup: setup, help: help, metrics: rest, tabs: tabs(bar), pane: pane)
  }

  /// The first row shown: the one in focus is always in sight.
  func firstRow(in rect: Rect) -> Int {
    min(max(0, row - rect.rows / 2), max(0, rows.count - rect.rows))
  }

  public func draw(on canvas: inout Canvas, _ context: Context) {
    guard let experiment else {
      canvas.write(
        context.say("tutor.experiment.none", id), column: context.area.column + 2,
        row: context.area.row, role: .bad)
      return
    }
    let layout = layout(context)
    drawSetup(experiment, on: &canvas, in: layout.setup, context)
    let help = Text.wrap(helpText(context), width: layout.help.columns, glyphs: context.glyphs)
    for (at, line) in help.prefix(layout.help.rows).enumerated() {
      let isCut = at == layout.help.rows - 1 && at < help.count - 1
      canvas.writeField(
        isCut ? line + context.glyphs.ellipsis : line, column: layout.help.column,
        row: layout.help.row + at, width: layout.help.columns, role: .muted)
    }
    if let result, !layout.metrics.isEmpty {
      canvas.paragraphs(
        metricTable(result.metrics, width: layout.metrics.columns - 1, context),
        in: layout.metrics)
    }
    for (pane, title, rect) in layout.tabs {
      let isActive = pane == self.pane
      canvas.write(
        isActive ? "[\(title)]" : " \(title) ", column: rect.column, row: rect.row,
        role: isActive ? .activeTab : .tab, attributes: isActive ? [.bold, .underline] : [])
    }
    let cursor = canvas.cursor
    canvas.withClip(layout.pane) { drawPane(on: &$0, in: layout.pane, context) }
    canvas.cursor = cursor
  }

  private func helpText(_ context: Context) -> String {
    guard rows.indices.contains(row) else { return "" }
    switch rows[row] {
    case .title: return context.say("tutor.experiment.titleHelp")
    case .scenario: return context.say("tutor.experiment.scenarioHelp")
    case .knob(let knob):
      let isIdle = experiment?.matters(knob, hasScenario: name != nil) == false
      return (isIdle ? context.say("tutor.experiment.idle") + " " : "") + context.say(knob.help)
    }
  }

  private func drawSetup(
    _ experiment: any LabExperiment, on canvas: inout Canvas, in rect: Rect, _ context: Context
  ) {
    let labels = rows.map { row in
      switch row {
      case .title: context.say("tutor.experiment.title")
      case .scenario: context.say("tutor.experiment.scenario")
      case .knob(let knob): context.say(knob.title)
      }
    }
    let widest = labels.map { Text.width($0, glyphs: context.glyphs) }.max() ?? 0
    let first = firstRow(in: rect)
    for offset in 0..<min(rect.rows, rows.count - first) {
      let index = first + offset
      let value: String =
        switch rows[index] {
        case .title: context.say(experiment.title)
        case .scenario: scenarioTitle(context) ?? context.say("tutor.experiment.noScenario")
        case .knob(let knob): complete?[knob.id].map { context.say(knob.title(of: $0)) } ?? ""
        }
      canvas.chooser(
        label: labels[index], value: value, column: rect.column, row: rect.row + offset,
        width: rect.columns - 3, labelWidth: min(widest, max(10, rect.columns - 24)),
        isFocused: index == row)
      if case .knob(let knob) = rows[index], choices[knob.id] != nil {
        canvas.write(
          canvas.glyphs.bullet, column: rect.endColumn - 2, row: rect.row + offset, role: .accent)
      }
    }
    if rows.count > rect.rows {
      canvas.scrollIndicator(
        in: Rect(column: rect.endColumn, row: rect.row, columns: 1, rows: rect.rows),
        offset: first, visible: rect.rows, total: rows.count)
    }
  }

  private func drawPane(on canvas: inout Canvas, in rect: Rect, _ context: Context) {
    if let trouble {
      for (at, line) in Text.wrap(trouble, width: rect.columns, glyphs: context.glyphs)
        .enumerated()
      {
        canvas.write(line, column: rect.column, row: rect.row + at, role: .bad)
      }
      return
    }
    guard let result else {
      guard isWorking else { return }
      canvas.write(
        context.say("tutor.experiment.working", String(progressPerMille / 10)),
        column: rect.column, row: rect.row, role: .muted)
      canvas.progressBar(
        fraction: Double(progressPerMille) / 1_000, column: rect.column, row: rect.row + 1,
        width: min(60, rect.columns))
      return
    }
    guard pane == .figure else {
      canvas.page(page(width: rect.columns, context), position, in: rect)
      return
    }
    // What follows stands below the figure where both have room.
    let lines = result.reasons.prefix(2).flatMap {
      Text.wrap(context.say($0), width: rect.columns, glyphs: context.glyphs)
    }
    let room = rect.rows >= lines.count + 12 ? lines.count + 1 : 0
    let (chart, below) = rect.splitTop(rect.rows - room)
    canvas.chart(result.chart, in: chart, context)
    guard room > 0 else { return }
    for (at, line) in lines.enumerated() {
      canvas.write(line, column: below.column, row: below.row + 1 + at)
    }
  }

  /// Tables, or sums and reasons.
  func page(width: Int, _ context: Context) -> Page {
    var page = Page(width: width - 2, glyphs: context.glyphs)
    guard let result, let experiment else { return page }
    if pane == .numbers {
      for line in metricTable(result.metrics, width: page.width, context) { page.line(line) }
      for table in result.tables {
        page.heading(context.say(table.title))
        for line in lines(of: table, width: page.width, context) { page.line(line) }
      }
      return page
    }
    for (title, messages) in [
      ("lab.experiment.reasons", result.reasons), ("lab.experiment.sums", result.sums),
    ] {
      page.heading(context.say(title))
      for message in messages { page.bullet([TextSpan(context.say(message))], indent: 0) }
    }
    page.heading(context.say(experiment.title))
    page.text(context.say(experiment.about), role: .muted)
    return page
  }

  private func lines(of table: ExperimentTable, width: Int, _ context: Context) -> [[TextSpan]] {
    // Columns of words that say nothing here would take room from the numbers.
    let shown = table.columns.indices.filter { column in
      table.rows.contains { table.text($0[column], column: column, context.say) != "" }
    }
    let numbers = shown.indices.filter { table.columns[shown[$0]].decimals != nil }
    return tableLines(
      heading: [""] + shown.map { context.say(table.columns[$0].title) },
      table.rows.enumerated().map { at, row in
        let isChosen = at == table.chosen
        return [TextSpan(isChosen ? context.glyphs.pointer : "", role: .accent)]
          + shown.map { column in
            TextSpan(
              table.text(row[column], column: column, context.say),
              role: isChosen ? .strong : .normal)
          }
      }, trailing: Set(numbers.map { $0 + 1 }), width: width, glyphs: context.glyphs)
  }
}
