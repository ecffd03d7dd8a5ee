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

  /// Lets the layout of still text add lines, and takes over its links.
  private mutating func addStill(_ build: (inout StillBlocks) -> Void) {
    var still = StillBlocks(width: width, glyphs: glyphs, inline: inline)
    build(&still)
    let first = lines.count
    for line in still.lines { add(line.spans, indent: line.indent) }
    for link in still.links {
      items.append(Item(kind: .link(link.url), first: first + link.first, count: link.count))
    }
  }

  private mutating func addWrapped(_ spans: [TextSpan], indent: Int = 0) {
    addStill { $0.wrapped(spans, indent: indent) }
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
    addStill { $0.bullet(spans, mark: mark, indent: indent) }
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
    default: addStill { $0.add(block) }
    }
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
