import Curriculum
import Learning
import TerminalUI

extension MapScreen {
  public func draw(on canvas: inout Canvas, _ context: Context) {
    drawGrid(on: &canvas, context)
    drawAbout(on: &canvas, frame(context), context)
    if isFiltering { drawFilter(on: &canvas, context) }
    if hasLegend, !isFiltering { drawLegend(on: &canvas, context) }
  }

  /// Axes, bands, cards and categories.
  func drawGrid(on canvas: inout Canvas, _ context: Context) {
    let frame = frame(context)
    let layout = layout(context)
    let top = scroll(layout, frame)
    drawAxes(on: &canvas, frame, context)
    drawBands(on: &canvas, layout, frame, top, context)
    canvas.withClip(frame.cards) { canvas in
      for card in layout.cards { draw(card, layout, frame, top, on: &canvas, context) }
    }
    drawCategories(on: &canvas, layout, frame, top, context)
  }

  private func drawAxes(on canvas: inout Canvas, _ frame: MapFrame, _ context: Context) {
    let axis = context.index.landscape.xAxis
    if !frame.top.isEmpty {
      canvas.write(
        " \(context.glyphs.arrowUp) \(context.say("tutor.map.axisTop"))", column: frame.top.column,
        row: frame.top.row, role: .muted)
      var label = context.say(frame.categories.isEmpty ? "tutor.map.title" : "tutor.map.category")
      if !filter.isOpen || zoomed != nil { label = context.say("tutor.map.filtered") }
      canvas.writeField(
        label, column: frame.top.column + frame.top.columns / 2, row: frame.top.row,
        width: frame.top.columns - frame.top.columns / 2, alignment: .trailing,
        role: filter.isOpen && zoomed == nil ? .muted : .warning)
    }
    let left = frame.cards.column - 1
    canvas.verticalLine(column: left, row: frame.cards.row, length: frame.cards.rows)
    canvas.horizontalLine(column: left, row: frame.axis.row, length: frame.axis.columns - left)
    canvas.write(context.glyphs.bottomLeft, column: left, row: frame.axis.row, role: .border)
    canvas.write(
      " \(context.text(axis.low)) ", column: frame.cards.column + 1, row: frame.axis.row,
      role: .muted,
      maxWidth: frame.cards.columns / 2)
    let right = " \(context.text(axis.high)) \(context.glyphs.arrowRight)"
    let width = Text.width(right, glyphs: context.glyphs)
    if width < frame.cards.columns / 2 {
      canvas.write(right, column: frame.axis.endColumn - width, row: frame.axis.row, role: .muted)
    }
  }

  private func drawBands(
    on canvas: inout Canvas, _ layout: MapLayout, _ frame: MapFrame, _ top: Int, _ context: Context
  ) {
    canvas.withClip(frame.stages) { canvas in
      for band in layout.bands {
        guard let stage = context.index.stage(band.stage) else { continue }
        let row = frame.cards.row + band.row - top
        let column = frame.stages.column
        canvas.write(
          String(stage.number), column: column + 1, row: row, role: .stage(stage.number),
          attributes: .bold)
        let width = frame.stages.columns - 4
        guard width >= 6 else { continue }
        var lines =
          width >= 20 ? Text.wrap(stage.title.english, width: width, glyphs: context.glyphs) : []
        // Four Chinese characters fit into one line; longer titles break in the middle.
        let chinese = stage.title.text("zh")
        let isWhole = Text.width(chinese, glyphs: context.glyphs) <= width
        lines += Text.wrap(chinese, width: isWhole ? width : 6, glyphs: context.glyphs)
        if context.glyphs.isASCII {
          // Without Chinese characters the English title says it, long words cut short.
          let words = stage.title.english.split(separator: " ").map { word -> String in
            word.count > width ? word.prefix(width - 1) + "." : String(word)
          }
          lines = Text.wrap(
            words.joined(separator: " "), width: width, glyphs: context.glyphs)
        }
        for (offset, line) in lines.prefix(max(1, band.rows)).enumerated() {
          canvas.write(line, column: column + 3, row: row + offset, role: .stage(stage.number))
        }
      }
    }
  }

  private func draw(
    _ card: MapLayout.Card, _ layout: MapLayout, _ frame: MapFrame, _ top: Int,
    on canvas: inout Canvas, _ context: Context
  ) {
    let entry = card.entry
    let isSelected = entry.id == selected
    let rect = Rect(
      column: frame.cards.column + card.rect.column, row: frame.cards.row + card.rect.row - top,
      columns: card.rect.columns, rows: card.rect.rows)
    let mark = progressMark(of: entry, context)
    let role: Role = isSelected ? .focused : .stage(entry.stage)
    if layout.isBoxed {
      canvas.box(
        rect, style: entry.isEarly ? .dashed : .solid, role: .border)
      canvas.writeField(
        entry.label, column: rect.column + 1, row: rect.row + 1, width: rect.columns - 3, role: role
      )
      canvas.write(mark, column: rect.endColumn - 2, row: rect.row + 1, role: role)
      if isSelected { canvas.cursor = Position(column: rect.column + 1, row: rect.row + 1) }
    } else {
      let edge = entry.isEarly ? context.glyphs.dashedVertical : " "
      // A blank edge takes the name's colour: one change of colour less to send.
      let edgeRole: Role = isSelected ? .focused : entry.isEarly ? .muted : role
      var column = canvas.write(
        isSelected ? "[" : edge, column: rect.column, row: rect.row, role: edgeRole)
      column = canvas.write(
        entry.label + mark, column: column, row: rect.row, role: role,
        maxWidth: rect.columns - 2)
      canvas.write(isSelected ? "]" : edge, column: column, row: rect.row, role: edgeRole)
      if isSelected { canvas.cursor = Position(column: rect.column + 1, row: rect.row) }
    }
  }

  /// What has been done about an entry: all its lessons and challenges, some of it, met, nothing yet.
  private func progressMark(of entry: LandscapeEntry, _ context: Context) -> String {
    switch entryProgress(entry, context) {
    case .done: context.glyphs.check
    case .started: context.glyphs.radioOn
    case .met: context.glyphs.middot
    case .new: entry.isAddition ? "+" : ""
    }
  }

  private func drawCategories(
    on canvas: inout Canvas, _ layout: MapLayout, _ frame: MapFrame, _ top: Int, _ context: Context
  ) {
    guard !frame.categories.isEmpty else { return }
    canvas.withClip(frame.categories) { canvas in
      for band in layout.bands {
        var next = band.row
        for place in band.categories {
          let lines = Text.wrap(place.name, width: frame.categories.columns, glyphs: context.glyphs)
          let row = min(max(next, place.row), max(next, band.row + band.rows - lines.count))
          for (offset, line) in lines.enumerated() {
            canvas.writeField(
              line, column: frame.categories.column,
              row: frame.categories.row + row + offset - top, width: frame.categories.columns,
              role: .muted)
          }
          next = row + lines.count
        }
      }
    }
  }

  private func drawAbout(on canvas: inout Canvas, _ frame: MapFrame, _ context: Context) {
    let room = frame.about
    guard let entry = selected.flatMap({ context.index.entry($0) }) else {
      let key =
        context.index.landscape.entries.isEmpty ? "tutor.content.reading" : "tutor.map.nothing"
      canvas.write(context.say(key), column: room.column, row: room.row, role: .muted)
      return
    }
    let lessons = context.index.lessons(project: entry.id)
    let done = lessons.count { context.learner.hasFinished(lesson: $0.id) }
    let challenges = context.index.challenges(project: entry.id).count
    var facts = [
      context.say("tutor.map.lessons", String(lessons.count), String(done)),
      context.say("tutor.map.challenges", String(challenges)),
    ]
    if entry.isEarly { facts.append(context.say("tutor.map.early")) }
    if entry.isAddition { facts.append(context.say("tutor.map.addition")) }
    let middot = " \(context.glyphs.middot) "
    if room.columns < 76 {
      // Too narrow for columns of their own.
      let line = ([entry.label, entry.category] + facts).joined(separator: middot)
      canvas.writeField(
        line, column: room.column, row: room.row, width: room.columns, role: .muted)
      drawWhat(of: entry, on: &canvas, in: room, context)
      return
    }
    // Fixed columns: what stays the same from card to card is not sent again.
    let nameWidth = min(26, room.columns / 3)
    canvas.writeField(
      entry.label, column: room.column, row: room.row, width: nameWidth, role: .muted)
    let categoryWidth = min(23, room.columns / 4)
    canvas.writeField(
      entry.category, column: room.column + nameWidth + 1, row: room.row, width: categoryWidth,
      role: .muted)
    let rest = room.splitLeft(nameWidth + categoryWidth + 2).rest
    canvas.write(
      facts.joined(separator: middot), column: rest.column, row: room.row, role: .muted,
      maxWidth: rest.columns)
    drawWhat(of: entry, on: &canvas, in: room, context)
  }

  /// What the entry is, once the keys rest.
  private func drawWhat(
    of entry: LandscapeEntry, on canvas: inout Canvas, in room: Rect, _ context: Context
  ) {
    guard isRested else { return }
    let what = context.text(entry.what)
    let lines = Text.wrap(what, width: room.columns, glyphs: context.glyphs)
    for (offset, line) in lines.prefix(room.rows - 1).enumerated() {
      let isCut = offset == room.rows - 2 && lines.count > room.rows - 1
      let shown =
        isCut
        ? Text.prefix(line, columns: room.columns - 1, glyphs: context.glyphs)
          + context.glyphs.ellipsis : line
      canvas.write(shown, column: room.column, row: room.row + 1 + offset, maxWidth: room.columns)
    }
  }

  private func drawFilter(on canvas: inout Canvas, _ context: Context) {
    let any = context.say("tutor.map.any")
    func onOff(_ isOn: Bool) -> String { context.say(isOn ? "common.yes" : "common.no") }
    let lines = [
      (context.say("tutor.map.filter.stage"), filter.stage.map(String.init) ?? any),
      (context.say("tutor.map.filter.category"), filter.category ?? any),
      (context.say("tutor.map.filter.early"), onOff(filter.isEarlyOnly)),
      (context.say("tutor.map.filter.unmet"), onOff(filter.isUnmetOnly)),
      (context.say("tutor.map.filter.additions"), onOff(filter.hasAdditions)),
    ]
    let room = panel(on: &canvas, title: context.say("tutor.map.filter.title"), rows: 6, context)
    for (at, line) in lines.enumerated() {
      let isFocused = at == filterLine
      let role: Role = isFocused ? .focused : .normal
      canvas.writeField(
        (isFocused ? context.glyphs.pointer : " ") + " " + line.0, column: room.column,
        row: room.row + at, width: room.columns - 24, role: role)
      canvas.writeField(
        "\(context.glyphs.chevronLeft) \(line.1) \(context.glyphs.chevronRight)",
        column: room.endColumn - 24, row: room.row + at, width: 24, role: role)
      if isFocused { canvas.cursor = Position(column: room.column, row: room.row + at) }
    }
    canvas.writeField(
      context.say("tutor.map.filter.count", String(shown(context).count)), column: room.column,
      row: room.row + 5, width: room.columns, role: .muted)
  }

  private func drawLegend(on canvas: inout Canvas, _ context: Context) {
    let glyphs = context.glyphs
    let lines: [(String, String)] = [
      ("\(glyphs.dashedVertical)name\(glyphs.dashedVertical)", "tutor.map.legend.early"),
      ("name", "tutor.map.legend.settled"),
      (glyphs.check, "tutor.map.legend.done"),
      (glyphs.radioOn, "tutor.map.legend.started"),
      (glyphs.middot, "tutor.map.legend.met"),
      ("+", "tutor.map.legend.addition"),
      (glyphs.arrowRight, "tutor.map.legend.x"),
      (glyphs.arrowUp, "tutor.map.legend.y"),
    ]
    let width = panelWidth(context) - 12
    let texts = lines.map { Text.wrap(context.say($0.1), width: width, glyphs: glyphs) }
    let room = panel(
      on: &canvas, title: context.say("tutor.map.legend.title"),
      rows: texts.map(\.count).reduce(0, +), context)
    var row = room.row
    for (line, text) in zip(lines, texts) where row < room.endRow {
      canvas.write(line.0, column: room.column, row: row, role: .key)
      for (at, part) in text.enumerated() where row + at < room.endRow {
        canvas.write(part, column: room.column + 8, row: row + at, maxWidth: width)
      }
      row += text.count
    }
  }

  private func panelWidth(_ context: Context) -> Int { min(context.area.columns - 4, 62) }

  private func panel(on canvas: inout Canvas, title: String, rows: Int, _ context: Context) -> Rect
  {
    let area = context.area
    let width = panelWidth(context)
    let height = min(area.rows, rows + 2)
    let frame = Rect(
      column: area.column + (area.columns - width) / 2, row: area.row + (area.rows - height) / 2,
      columns: width, rows: height)
    canvas.fill(frame)
    return canvas.box(frame, title: title, role: .focusedBorder).inset(columns: 1)
  }
}

/// How far a learner is with an entry of the landscape.
enum EntryProgress: Sendable { case new, met, started, done }

func entryProgress(_ entry: LandscapeEntry, _ context: Context) -> EntryProgress {
  let lessons = context.index.lessons(project: entry.id)
  let challenges = context.index.challenges(project: entry.id)
  let finished = lessons.count { context.learner.hasFinished(lesson: $0.id) }
  let passed = challenges.count { (context.learner.challenges[$0.id]?.bestStars ?? 0) > 0 }
  if lessons.count + challenges.count > 0, finished + passed == lessons.count + challenges.count {
    return .done
  }
  if finished + passed > 0 { return .started }
  return context.learner.entriesMet[entry.id] != nil ? .met : .new
}
