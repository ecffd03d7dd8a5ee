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
      /// `number` counts all links of the lesson: an address may stand in it several times.
      case link(String, number: Int)
      case place(Place)
    }
    let kind: Kind
    let first: Int
    let count: Int
  }

  private(set) var lines: [Line] = []
  /// Number of lines that somebody who read to the end has seen: all but the list of sources.
  private(set) var end = 0
  private(set) var items: [Item] = []
  /// Lines on which a click chooses an option, with the option.
  private(set) var options: [Int: Int] = [:]
  private let width: Int
  private let glyphs: GlyphSet
  private var inline: InlineSpans
  /// Number of the next link: every link of the lesson counts, shown or not, so that numbers stay.
  private var links = 0
  private let still: StillCache
  private let context: Context
  private var source = 0

  init(_ screen: LessonScreen, _ lesson: Lesson, width: Int, _ context: Context) {
    self.width = width
    self.context = context
    glyphs = context.glyphs
    inline = InlineSpans(sourceIDs: lesson.sources.map(\.id))
    if case .link(_, let number)? = screen.focusKind { inline.focusedLink = number }
    if let ready = screen.still, ready.width == width {
      still = ready
    } else {
      still = StillCache(lesson, width: width, glyphs: context.glyphs)
    }
    addHead(lesson)
    addBlocks(lesson, screen)
    addFoot(lesson, screen)
  }

  private mutating func add(_ spans: [TextSpan], indent: Int = 0) {
    lines.append(Line(content: .text(spans, indent: indent), source: source))
  }

  /// Lets the layout of still text add lines, and takes over its links.
  private mutating func addStill(_ build: (inout StillBlocks) -> Void) {
    var still = StillBlocks(width: width, glyphs: glyphs, inline: inline, firstLink: links)
    build(&still)
    adopt(still, linksBefore: 0)
  }

  /// Takes over lines and links; `linksBefore` is what is missing in the links' numbers.
  private mutating func adopt(_ still: StillBlocks, linksBefore: Int) {
    let first = lines.count
    for line in still.lines { add(line.spans, indent: line.indent) }
    for link in still.links {
      items.append(
        Item(
          kind: .link(link.url, number: link.number + linksBefore), first: first + link.first,
          count: link.count))
    }
    links += still.links.count
  }

  /// A block that was wrapped before, unless one of its links has the focus now.
  private mutating func addStill(_ block: Block, number: Int) {
    if let ready = still[number],
      inline.focusedLink.map({ !(links..<(links + ready.links.count)).contains($0) }) ?? true
    {
      adopt(ready, linksBefore: links)
    } else {
      addStill { $0.add(block) }
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
    // The words below a covered figure tell how it came out, so they are covered with it.
    var isCovered = false
    for (at, block) in lesson.blocks.enumerated() {
      if case .heading(let level, _) = block.content {
        if let folded = foldLevel, level > folded { continue }
        foldLevel = screen.folded.contains(at) ? level : nil
      } else if foldLevel != nil {
        links += still[at]?.links.count ?? 0
        continue
      }
      switch block.content {
      case .figure(let figure): isCovered = screen.figures[figure.id].map(screen.isCovered) ?? false
      case .heading, .prediction, .question: isCovered = false
      default:
        if isCovered {
          links += still[at]?.links.count ?? 0
          continue
        }
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
      if let card = screen.figures[figure.id] {
        add(card, isCovered: screen.isCovered(card), screen)
      }
      item(.figure(figure.id), from: first)
    case .prediction(let prediction):
      let kind = Item.Kind.prediction(prediction.id)
      addCard(
        screen.predictions[prediction.id]?
          .cardLines(width: width - 2, isFocused: screen.focusKind == kind, context) ?? [])
      item(kind, from: first)
    case .question(let question):
      let kind = Item.Kind.question(question.id)
      addCard(
        screen.questions[question.id]?
          .cardLines(width: width - 2, isFocused: screen.focusKind == kind, context) ?? [])
      item(kind, from: first)
    default: addStill(block, number: number)
    }
  }

  private mutating func addCard(_ card: [CardLine]) {
    for line in card {
      if let option = line.option { options[lines.count] = option }
      add(line.spans, indent: 2)
    }
  }

  /// A figure and its caption, or that it is covered.
  private mutating func add(_ card: FigureCard, isCovered: Bool, _ screen: LessonScreen) {
    let figure = card.figure
    if isCovered {
      addWrapped([TextSpan(context.say("tutor.figure.covered"), role: .muted)], indent: 2)
    } else {
      for offset in 0..<card.rows {
        lines.append(Line(content: .figure(figure.id, offset: offset), source: source))
      }
      let room = LessonScreen.drawingRoom(width: width)
      for row in card.drawing(width: room, glyphs: glyphs) { add(row, indent: 2) }
      if card.drawingWidth > room {
        add([TextSpan(context.say("tutor.figure.wide"), role: .muted)], indent: 2)
      }
    }
    addWrapped([TextSpan(context.text(figure.caption), role: .emphasis)], indent: 2)
    if let source = card.source, !isCovered {
      add(
        [
          TextSpan(
            context.say("tutor.figure.source", "[\(inline.number(of: source))]"), role: .muted)
        ], indent: 2)
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
    addNext(after: lesson, screen)
    end = lines.count
    blank()
    add([TextSpan(context.say("tutor.lesson.sources"), role: .heading, attributes: .bold)])
    for (at, one) in lesson.sources.enumerated() {
      let first = lines.count
      let isFocused = inline.focusedLink == links
      addBullet(
        [
          TextSpan(one.text + "  "),
          TextSpan(one.url, role: isFocused ? .focused : .link, link: one.url),
          TextSpan("  " + context.say("tutor.lesson.checked", one.checked), role: .muted),
        ], mark: "[\(at + 1)]", indent: 0)
      item(.link(one.url, number: links), from: first)
      links += 1
    }
  }

  private mutating func addNext(after lesson: Lesson, _ screen: LessonScreen) {
    let lessons = context.index.lessons
    if let at = lessons.firstIndex(where: { $0.id == lesson.id }), at + 1 < lessons.count {
      let next = lessons[at + 1]
      addPlace("tutor.lesson.nextLesson", next.title, .lesson(next.id), screen)
    }
    var seen: [String] = []
    for topic in lesson.topics {
      for challenge in context.index.challenges(topic: topic) where !seen.contains(challenge.id) {
        seen.append(challenge.id)
        addPlace("tutor.lesson.challenge", challenge.title, .challenge(challenge.id), screen)
      }
    }
  }

  private mutating func addPlace(
    _ key: String, _ title: LocalText, _ place: Place, _ screen: LessonScreen
  ) {
    let first = lines.count
    let isFocused = screen.focusKind == .place(place)
    addWrapped([
      TextSpan(context.say(key) + " ", role: .muted),
      TextSpan(context.text(title), role: isFocused ? .focused : .link),
    ])
    item(.place(place), from: first)
  }

  // MARK: Looking lines up

  /// Where a line stands, in terms that another layout of the same lesson understands.
  func anchor(of line: Int) -> LessonScreen.Anchor {
    guard lines.indices.contains(line) else { return LessonScreen.Anchor(source: 0, offset: 0) }
    var start = line
    while start > 0, lines[start - 1].source == lines[line].source { start -= 1 }
    return LessonScreen.Anchor(source: lines[line].source, offset: line - start)
  }

  /// The line that an anchor of another layout stands for: in the same piece of text, as far down as that reaches.
  func line(of anchor: LessonScreen.Anchor) -> Int {
    guard let start = lines.firstIndex(where: { $0.source >= anchor.source }) else {
      return max(0, lines.count - 1)
    }
    guard lines[start].source == anchor.source else { return start }
    let end = lines[start...].firstIndex { $0.source != anchor.source } ?? lines.count
    return min(start + anchor.offset, end - 1)
  }

  /// Lines in which the word begins that is looked for; it may go on in the next line of the same text.
  func hits(_ needle: String) -> [Int] {
    lines.indices.filter { at in
      let here = text(at).lowercased()
      if here.contains(needle) { return true }
      guard needle.contains(" "), lines.indices.contains(at + 1),
        lines[at + 1].source == lines[at].source
      else { return false }
      let next = text(at + 1).lowercased().trimmingPrefix { $0 == " " }
      guard let range = (here + " " + next).firstRange(of: needle) else { return false }
      return range.lowerBound < here.endIndex
    }
  }

  /// The text of a line, for finding words.
  func text(_ at: Int) -> String {
    if case .text(let spans, _) = lines[at].content { spans.map(\.text).joined() } else { "" }
  }
}
