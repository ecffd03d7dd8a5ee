import Labs
import Simulation
import TerminalUI
import Wording

extension ReplayView {
  /// Position, decision, picture, queues, chart; while "why" is open its answer in place of the picture.
  func draw(on canvas: inout Canvas, in rect: Rect, isFocused: Bool, _ context: Context) {
    guard rect.rows >= 4, rect.columns >= 20 else { return }
    let isRoomy = rect.rows >= 16
    var (head, rest) = rect.splitTop(1)
    drawPosition(on: &canvas, in: head, isFocused: isFocused, context)
    if isRoomy {
      (head, rest) = rest.splitTop(1)
      canvas.bar(
        fraction: stepCount == 0 ? 1 : Double(step) / Double(stepCount), column: head.column,
        row: head.row, width: head.columns)
    }
    (head, rest) = rest.splitTop(2)
    drawDecision(on: &canvas, in: head, context)
    if let explanation {
      let lines = explanationLines(explanation, width: rest.columns - 2, context)
      canvas.paragraphs(lines, offset: whyTop, in: rest)
      return
    }
    let queueRows = min(picture.queues.count, rest.rows >= 6 ? 2 : 1)
    let (body, foot) = rest.splitBottom(queueRows + 1)
    drawQueues(on: &canvas, in: foot.splitTop(queueRows).head, context)
    drawSubject(on: &canvas, in: foot.splitBottom(1).foot, isFocused: isFocused, context)
    drawBody(on: &canvas, in: body, isRoomy: isRoomy, context)
  }

  private func drawPosition(
    on canvas: inout Canvas, in rect: Rect, isFocused: Bool, _ context: Context
  ) {
    let time = clock(outcome.replay.time(at: step))
    let kind = outcome.replay.decision(at: step).map { context.say("lab.decision." + $0.kind) }
    let state =
      isPlaying
      ? canvas.glyphs.play + " " + context.say("tutor.replay.playing")
      : canvas.glyphs.pause + " " + context.say("tutor.replay.paused")
    let position = context.say("tutor.replay.step", String(step), String(stepCount))
    canvas.write(
      [
        TextSpan(position, role: isFocused ? .focused : .heading, attributes: .bold),
        TextSpan("  \(time)  "), TextSpan(state + "  ", role: .muted),
        TextSpan(
          panelIndex == 0 ? "" : panelKey.map { "[" + context.say($0) + "]  " } ?? "",
          role: .heading),
        TextSpan(kind ?? "", role: .accent),
      ], column: rect.column, row: rect.row, maxWidth: rect.columns)
    if isFocused { canvas.cursor = Position(column: rect.column, row: rect.row) }
  }

  /// In the unit that suits the whole run: searches take microseconds, experiments weeks.
  private func clock(_ time: SimTime) -> String {
    let end = outcome.replay.time(at: stepCount).inSeconds
    if end >= longInSeconds { return formatted(time.inSeconds / 86_400, decimals: 2) + " d" }
    if end > 0, end < 0.1 { return formatted(time.inSeconds * 1_000, decimals: 3) + " ms" }
    return formatted(time.inSeconds, decimals: 3) + " s"
  }

  private func drawDecision(on canvas: inout Canvas, in rect: Rect, _ context: Context) {
    let sentence =
      outcome.replay.decision(at: step).map { context.say($0.sentence) }
      ?? context.say("tutor.replay.start")
    let lines = Text.wrap(sentence, width: rect.columns, glyphs: context.glyphs)
    for (at, line) in lines.prefix(rect.rows).enumerated() {
      let isCut = at == rect.rows - 1 && lines.count > rect.rows
      canvas.write(
        isCut ? line + canvas.glyphs.ellipsis : line, column: rect.column, row: rect.row + at,
        role: .strong, maxWidth: rect.columns)
    }
  }

  private func drawQueues(on canvas: inout Canvas, in rect: Rect, _ context: Context) {
    // The waiting ones tell most: they come first where only one queue has room.
    let queues = rect.rows < picture.queues.count ? picture.queues.suffix(1) : picture.queues[...]
    for (at, queue) in queues.enumerated() where at < rect.rows {
      let names = queue.members.isEmpty ? "-" : queue.members.joined(separator: " ")
      canvas.write(
        Text.truncate(
          [
            TextSpan("\(context.say(queue.title)) (\(queue.members.count)) ", role: .heading),
            TextSpan(names),
          ], to: rect.columns, glyphs: context.glyphs), column: rect.column, row: rect.row + at,
        maxWidth: rect.columns)
    }
  }

  private func drawSubject(
    on canvas: inout Canvas, in rect: Rect, isFocused: Bool, _ context: Context
  ) {
    guard let subject = chosenSubject else { return }
    let glyphs = canvas.glyphs
    let ask = TextSpan("  " + context.say("tutor.replay.askWhy"), role: .muted)
    let askWidth = Text.width(ask.text, glyphs: glyphs)
    let about = [
      TextSpan(context.say("tutor.replay.about") + " ", role: .muted),
      TextSpan(
        "\(glyphs.chevronLeft) \(subject.id) \(glyphs.chevronRight)",
        role: isFocused ? .focused : .accent),
      TextSpan(" " + context.say(subject.state)),
    ]
    // What can be asked stays in sight however much there is to say.
    canvas.write(
      Text.truncate(about, to: max(1, rect.columns - askWidth), glyphs: glyphs) + [ask],
      column: rect.column, row: rect.row, maxWidth: rect.columns)
  }

  private func drawBody(
    on canvas: inout Canvas, in rect: Rect, isRoomy: Bool, _ context: Context
  ) {
    let lines = numberLines(width: rect.columns, context)
    let (head, rest) = rect.splitTop(min(lines.count, rect.rows >= 8 ? 3 : 1))
    for (at, line) in lines.prefix(head.rows).enumerated() {
      canvas.write(line, column: head.column, row: head.row + at, role: .muted)
    }
    guard series.indices.contains(chart) else {
      drawPicture(on: &canvas, in: rest, context)
      return
    }
    if rest.rows >= 16, wantsChart || !isCurve {
      let (top, bottom) = rest.splitBottom(min(11, rest.rows / 2))
      drawPicture(on: &canvas, in: top, context)
      drawChart(on: &canvas, in: bottom, context)
    } else if wantsChart {
      drawChart(on: &canvas, in: rest, context)
    } else {
      drawPicture(on: &canvas, in: rest, context)
    }
  }

  /// The view is a curve itself: a second one would only take its room.
  private var isCurve: Bool {
    switch panel {
    case .scaling, .holding, .rollout, .recallCurve: true
    default: false
    }
  }

  /// The numbers of the moment; a name and its value stay in one line.
  private func numberLines(width: Int, _ context: Context) -> [String] {
    var lines: [String] = []
    for (title, value) in picture.numbers {
      let item = context.say(title) + " " + value
      if let last = lines.last, Text.width(last + "  " + item, glyphs: context.glyphs) <= width {
        lines[lines.count - 1] = last + "  " + item
      } else {
        lines.append(item)
      }
    }
    return lines
  }

  private func drawPicture(on canvas: inout Canvas, in rect: Rect, _ context: Context) {
    guard rect.rows >= 2 else { return }
    if let panel {
      canvas.panel(
        panel, in: rect, scroll: pictureTop, owner: chosenOwner,
        now: outcome.replay.time(at: step).nanoseconds, context)
      return
    }
    guard panelIndex == 0 else {
      canvas.write(
        context.say("tutor.panel.nothing"), column: rect.column, row: rect.row, role: .muted,
        maxWidth: rect.columns)
      return
    }
    canvas.picture(
      picture, in: rect, scroll: pictureTop ?? rowInSight(rect.rows - 1),
      highlighted: chosenOwner, context)
  }

  private var chosenOwner: Int? {
    chosenSubject.flatMap { subject in
      subject.owner ?? picture.owners.firstIndex(of: subject.id)
    }
  }

  /// The first row to show so that what the chosen subject holds can be seen.
  private func rowInSight(_ rows: Int) -> Int {
    guard picture.rows.count > rows, let owner = chosenOwner,
      let row = picture.rows.firstIndex(where: { row in
        row.cells.contains { $0.owner == owner && $0.state != .free && $0.state != .cached }
      })
    else { return 0 }
    return row < rows ? 0 : min(row - rows / 2, max(0, picture.rows.count - rows))
  }

  private func drawChart(on canvas: inout Canvas, in rect: Rect, _ context: Context) {
    canvas.lineChart(
      seriesChart(
        [series[chart]], marker: outcome.replay.time(at: step).nanoseconds, context), in: rect)
  }

  /// The answer to "why" as lines: sentences, then tables with the numbers behind them.
  func explanationLines(_ explanation: Explanation, width: Int, _ context: Context)
    -> [[TextSpan]]
  {
    var page = Page(width: width, glyphs: context.glyphs)
    page.text(context.say(explanation.headline), role: .strong)
    for sentence in explanation.sentences {
      page.bullet([TextSpan(context.say(sentence))], indent: 0)
    }
    for table in explanation.tables where !table.rows.isEmpty {
      page.heading(context.say(table.title))
      let rows = table.rows.map { row in
        row.map { value -> TextSpan in
          switch value {
          case .plain(let text): TextSpan(text)
          case .number(let number): TextSpan(String(number))
          case .message(let message): TextSpan(context.say(message))
          }
        }
      }
      let trailing = Set(
        table.columns.indices.filter { at in
          table.rows.allSatisfy { if case .number = $0[at] { true } else { false } }
        })
      for line in tableLines(
        heading: table.columns.map { context.say($0) }, rows, trailing: trailing, width: width,
        glyphs: context.glyphs)
      {
        page.line(line)
      }
    }
    return page.lines.map { line in
      [TextSpan(String(repeating: " ", count: line.indent))] + line.spans
    }
  }
}
