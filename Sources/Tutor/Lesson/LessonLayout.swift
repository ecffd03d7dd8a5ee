import Curriculum
import TerminalUI

/// A lesson as screen lines at one width: what stands in each line, from which source line it comes, what can have the
/// focus.
struct LessonLayout: Sendable {
  enum Content: Sendable {
    case text([TextSpan], indent: Int)
    /// Line `offset` of a figure.
    case figure(String, offset: Int)
  }
  struct Line: Sendable {
    let content: Content
    /// Line in the lesson's file.
    let source: Int
  }
  /// Something that can have the focus.
  struct Item: Sendable {
    enum Kind: Hashable, Sendable {
      case heading(Int)
      case figure(String)
      case prediction(String)
      case question(String)
      case link(String)
      case place(Place)
    }
    let kind: Kind
    let first: Int
    let count: Int
  }

  private(set) var lines: [Line] = []
  private(set) var items: [Item] = []
  private let width: Int
  private let glyphs: GlyphSet
  private let inline: InlineSpans
  private let context: Context
  private var source = 0

  init(_ screen: LessonScreen, _ lesson: Lesson, width: Int, _ context: Context) {
    self.width = width
    self.context = context
    glyphs = context.glyphs
    inline = InlineSpans(sourceIDs: lesson.sources.map(\.id))
    addHead(lesson)
    addBlocks(lesson, screen)
    addFoot(lesson, screen)
  }

  private mutating func add(_ spans: [TextSpan], indent: Int = 0) {
    lines.append(Line(content: .text(spans, indent: indent), source: source))
  }

  private mutating func addWrapped(_ spans: [TextSpan], indent: Int = 0) {
    for line in Text.wrap(spans, width: max(10, width - indent), glyphs: glyphs) {
      add(line, indent: indent)
    }
  }

  private mutating func blank() {
    if case .text(let spans, _)? = lines.last?.content, spans.isEmpty { return }
    if !lines.isEmpty { add([]) }
  }

  private mutating func item(_ kind: Item.Kind, from first: Int) {
    items.append(Item(kind: kind, first: first, count: max(1, lines.count - first)))
  }

  private mutating func addHead(_ lesson: Lesson) {
    source = 1
    addWrapped([
      TextSpan(context.text(lesson.title), role: .stage(lesson.stage), attributes: .bold)
    ])
    add([
      TextSpan(
        context.say("tutor.lesson.stage", String(lesson.stage), String(lesson.minutes)),
        role: .muted)
    ])
    blank()
    if !lesson.goals.isEmpty {
      add([TextSpan(context.say("tutor.lesson.goals"), role: .muted)])
      for goal in lesson.goals {
        addBullet([TextSpan(context.text(goal), role: .muted)], indent: 2)
      }
    }
  }

  private mutating func addBullet(_ spans: [TextSpan], mark: String? = nil, indent: Int) {
    let mark = mark ?? glyphs.bullet
    let markWidth = Text.width(mark, glyphs: glyphs) + 1
    for (at, line) in Text.wrap(spans, width: max(10, width - indent - markWidth), glyphs: glyphs)
      .enumerated()
    {
      let lead = at == 0 ? mark + " " : String(repeating: " ", count: markWidth)
      add([TextSpan(lead, role: .muted)] + line, indent: indent)
    }
  }

  private mutating func addBlocks(_ lesson: Lesson, _ screen: LessonScreen) {
    var foldLevel: Int?
    for (at, block) in lesson.blocks.enumerated() {
      if case .heading(let level, _) = block.content {
        if let folded = foldLevel, level > folded { continue }
        foldLevel = screen.folded.contains(at) ? level : nil
      } else if foldLevel != nil {
        continue
      }
      source = block.line
      blank()
      add(block, number: at, screen)
    }
  }

  private mutating func add(_ block: Block, number: Int, _ screen: LessonScreen) {
    let first = lines.count
    switch block.content {
    case .heading(let level, let words):
      let isFolded = screen.folded.contains(number)
      let mark = isFolded ? glyphs.pointer + " " : level == 2 ? "" : "  "
      addWrapped([
        TextSpan(mark, role: .accent),
        TextSpan(plainText(of: words), role: .heading, attributes: .bold),
        TextSpan(isFolded ? " " + glyphs.ellipsis : "", role: .muted),
      ])
      item(.heading(number), from: first)
    case .figure(let figure):
      let height = screen.figureRows(figure.id, width: width, context)
      for offset in 0..<height {
        lines.append(Line(content: .figure(figure.id, offset: offset), source: source))
      }
      item(.figure(figure.id), from: first)
    case .prediction(let prediction):
      let isFocused = screen.focusKind == .prediction(prediction.id)
      for line in screen.predictions[prediction.id]?
        .lines(width: width - 2, isFocused: isFocused, context) ?? []
      {
        add(line, indent: 2)
      }
      item(.prediction(prediction.id), from: first)
    case .question(let question):
      let isFocused = screen.focusKind == .question(question.id)
      for line in screen.questions[question.id]?
        .lines(width: width - 2, isFocused: isFocused, context) ?? []
      {
        add(line, indent: 2)
      }
      item(.question(question.id), from: first)
    default: addStill(block, indent: 0)
    }
  }

  /// Blocks without a life of their own; lists and quotes hold further ones.
  private mutating func addStill(_ block: Block, indent: Int) {
    let first = lines.count
    switch block.content {
    case .paragraph(let words):
      addWrapped(inline.spans(words), indent: indent)
      for url in inline.links(in: words) { item(.link(url), from: first) }
    case .list(let list):
      for (at, blocks) in list.items.enumerated() {
        let mark = list.start.map { "\($0 + at)." } ?? glyphs.bullet
        if case .paragraph(let words)? = blocks.first?.content {
          let start = lines.count
          addBullet(inline.spans(words), mark: mark, indent: indent + 2)
          for url in inline.links(in: words) { item(.link(url), from: start) }
          for inner in blocks.dropFirst() {
            addStill(inner, indent: indent + 3 + Text.width(mark, glyphs: glyphs))
          }
        } else {
          for inner in blocks { addStill(inner, indent: indent + 4) }
        }
        if !list.isTight, at < list.items.count - 1 { blank() }
      }
    case .quote(let blocks):
      let start = lines.count
      for (at, inner) in blocks.enumerated() {
        if at > 0 { add([]) }
        addStill(inner, indent: indent + 2)
      }
      for at in start..<lines.count {
        if case .text(let spans, let inner) = lines[at].content {
          let bar = TextSpan(glyphs.vertical + " ", role: .border)
          let pad = TextSpan(String(repeating: " ", count: max(0, inner - indent - 2)))
          lines[at] = Line(
            content: .text([bar, pad] + spans, indent: indent), source: lines[at].source)
        }
      }
    case .code(_, let text):
      for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
        add([TextSpan(String(row), role: .code)], indent: indent + 2)
      }
    case .table(let table): addTable(table, indent: indent)
    case .rule:
      add(
        [
          TextSpan(
            String(repeating: glyphs.horizontal, count: max(1, width - indent)), role: .border)
        ],
        indent: indent)
    case .heading(_, let words):
      addWrapped([TextSpan(plainText(of: words), role: .heading)], indent: indent)
    case .figure, .prediction, .question: break
    }
  }

  private mutating func addTable(_ table: TableBlock, indent: Int) {
    let rows = [table.heading] + table.rows
    let columns = table.heading.count
    let room = max(columns * 4, width - indent - 2 * (columns - 1))
    var widths = (0..<columns).map { at in
      rows.map { Text.width(spansText($0[at]), glyphs: glyphs) }.max() ?? 0
    }
    // The widest columns give way first, down to a word's length.
    while widths.reduce(0, +) > room, let widest = widths.max(), widest > 6,
      let at = widths.firstIndex(of: widest)
    {
      widths[at] -= 1
    }
    for (number, row) in rows.enumerated() {
      let cells = row.enumerated().map { at, words in
        Text.wrap(
          inline.spans(words, role: number == 0 ? .heading : .normal), width: max(1, widths[at]),
          glyphs: glyphs)
      }
      for line in 0..<(cells.map(\.count).max() ?? 1) {
        var spans: [TextSpan] = []
        for (at, cell) in cells.enumerated() {
          let part = cell.indices.contains(line) ? cell[line] : []
          let used = part.reduce(0) { $0 + Text.width($1.text, glyphs: glyphs) }
          let space = String(repeating: " ", count: max(0, widths[at] - used))
          let isRight = table.alignments[at] == .right
          if isRight { spans.append(TextSpan(space)) }
          spans += part
          if at < columns - 1 { spans.append(TextSpan((isRight ? "" : space) + "  ")) }
        }
        add(spans, indent: indent)
      }
      if number == 0 {
        let rule = widths.map { String(repeating: glyphs.horizontal, count: $0) }
        add([TextSpan(rule.joined(separator: "  "), role: .border)], indent: indent)
      }
    }
  }

  private func spansText(_ words: [Inline]) -> String {
    inline.spans(words).map(\.text).joined()
  }

  private mutating func addFoot(_ lesson: Lesson, _ screen: LessonScreen) {
    source = (lesson.blocks.last?.line ?? 1) + 1
    blank()
    let left = screen.unanswered(context).count
    if left > 0 {
      addWrapped([TextSpan(context.say("tutor.lesson.questionsLeft", String(left)), role: .warning)]
      )
    } else {
      addWrapped([
        TextSpan(glyphs.check + " " + context.say("tutor.lesson.finished"), role: .good)
      ])
    }
    addNext(after: lesson)
    blank()
    add([TextSpan(context.say("tutor.lesson.sources"), role: .heading, attributes: .bold)])
    for (at, one) in lesson.sources.enumerated() {
      let first = lines.count
      addBullet(
        [
          TextSpan(one.text + "  "), TextSpan(one.url, role: .link, link: one.url),
          TextSpan("  " + context.say("tutor.lesson.checked", one.checked), role: .muted),
        ], mark: "[\(at + 1)]", indent: 0)
      item(.link(one.url), from: first)
    }
  }

  private mutating func addNext(after lesson: Lesson) {
    let lessons = context.index.lessons
    if let at = lessons.firstIndex(where: { $0.id == lesson.id }), at + 1 < lessons.count {
      let next = lessons[at + 1]
      add([
        TextSpan(context.say("tutor.lesson.nextLesson") + " ", role: .muted),
        TextSpan(context.text(next.title), role: .link),
      ])
      item(.place(.lesson(next.id)), from: lines.count - 1)
    }
    for topic in lesson.topics {
      for challenge in context.index.challenges(topic: topic) {
        add([
          TextSpan(context.say("tutor.lesson.challenge") + " ", role: .muted),
          TextSpan(context.text(challenge.title), role: .link),
        ])
        item(.place(.challenge(challenge.id)), from: lines.count - 1)
      }
    }
  }

  /// The text of a line, for finding words.
  func text(_ at: Int) -> String {
    if case .text(let spans, _) = lines[at].content { spans.map(\.text).joined() } else { "" }
  }
}
