import TerminalUI

/// A text that is read from top to bottom and has places to go: the shape of most screens.
///
/// Lines are wrapped already; a line may carry a target, and the focus walks over the lines that do.
struct Page: Sendable {
  /// One screen line.
  struct Line: Sendable {
    var spans: [TextSpan]
    var indent = 0
    /// Where Enter leads when the line has the focus.
    var target: Action?
    /// A bar drawn after the text: filled share 0...1000 and its columns.
    var bar: (perMille: Int, columns: Int, role: Role)?
  }

  let width: Int
  let glyphs: GlyphSet
  private(set) var lines: [Line] = []

  init(width: Int, glyphs: GlyphSet) {
    self.width = max(10, width)
    self.glyphs = glyphs
  }

  mutating func blank() {
    if let last = lines.last, !last.spans.isEmpty { lines.append(Line(spans: [])) }
  }

  mutating func heading(_ text: String, role: Role = .heading) {
    blank()
    lines.append(Line(spans: [TextSpan(text, role: role, attributes: .bold)]))
  }

  mutating func text(_ text: String, role: Role = .normal, indent: Int = 0) {
    spans([TextSpan(text, role: role)], indent: indent)
  }

  mutating func spans(_ spans: [TextSpan], indent: Int = 0) {
    for line in Text.wrap(spans, width: width - indent, glyphs: glyphs) {
      lines.append(Line(spans: line, indent: indent))
    }
  }

  /// A paragraph behind a mark, its further lines under the first word.
  mutating func bullet(_ spans: [TextSpan], indent: Int = 2) {
    for (at, line) in Text.wrap(spans, width: width - indent - 2, glyphs: glyphs).enumerated() {
      let mark = TextSpan(at == 0 ? glyphs.bullet + " " : "  ", role: .muted)
      lines.append(Line(spans: [mark] + line, indent: indent))
    }
  }

  /// One line that can be chosen; text that does not fit is cut.
  mutating func item(_ spans: [TextSpan], indent: Int = 2, target: Action) {
    lines.append(Line(spans: spans, indent: indent, target: target))
  }

  mutating func line(_ spans: [TextSpan], indent: Int = 0) {
    lines.append(Line(spans: spans, indent: indent))
  }

  /// A name, a bar and a note in one line.
  mutating func bar(
    _ name: String, nameWidth: Int, perMille: Int, note: String, role: Role, indent: Int = 2,
    target: Action? = nil
  ) {
    let noteWidth = Text.width(note, glyphs: glyphs)
    let columns = max(0, min(40, width - indent - nameWidth - noteWidth - 3))
    lines.append(
      Line(
        spans: [
          TextSpan(Text.pad(name, to: nameWidth, glyphs: glyphs)),
          TextSpan(" " + String(repeating: " ", count: columns) + " "),
          TextSpan(note, role: .muted),
        ], indent: indent, target: target,
        bar: columns >= 4 ? (perMille, columns, role) : nil))
  }

  /// The lines that can have the focus, by line number.
  var targets: [Int] { lines.indices.filter { lines[$0].target != nil } }
}

/// Where a reader is on a page: the first line shown and the line with the focus.
struct PagePosition: Hashable, Sendable {
  var top = 0
  /// Number among the page's targets; -1 before the first key.
  var focus = 0

  /// Moves as people expect: to the next place to go when it is in sight, else the text scrolls.
  mutating func move(_ action: Action, on page: Page, rows: Int) {
    let targets = page.targets
    let lastTop = max(0, page.lines.count - rows)
    focus = min(max(0, focus), max(0, targets.count - 1))
    switch action {
    case .down:
      if targets.indices.contains(focus + 1), targets[focus + 1] < top + rows + 1 {
        focus += 1
        reveal(targets[focus], rows: rows)
      } else {
        top = min(lastTop, top + 1)
      }
    case .up:
      if focus > 0, targets.indices.contains(focus - 1), targets[focus - 1] >= top - 1 {
        focus -= 1
        reveal(targets[focus], rows: rows)
        if focus == 0, targets[0] < rows { top = 0 }
      } else {
        top = max(0, top - 1)
      }
    case .pageDown:
      top = min(lastTop, top + max(1, rows - 1))
      focus = targets.firstIndex { $0 >= top } ?? max(0, targets.count - 1)
    case .pageUp:
      top = max(0, top - max(1, rows - 1))
      focus = targets.firstIndex { $0 >= top } ?? 0
    case .first:
      top = 0
      focus = 0
    case .last:
      top = lastTop
      focus = max(0, targets.count - 1)
    default: break
    }
    top = min(max(0, top), lastTop)
  }

  /// To the first place to go under the next of some headings (or, with -1, the one before), which
  /// then stands on top as far as the page is long enough; round at the ends.
  mutating func jump(_ step: Int, over heads: [Int], on page: Page, rows: Int) {
    let targets = page.targets
    // The first target under each heading that has one.
    let places = heads.indices.compactMap { at -> (head: Int, target: Int)? in
      let end = at + 1 < heads.count ? heads[at + 1] : page.lines.count
      return targets.firstIndex { (heads[at]..<end).contains($0) }.map { (heads[at], $0) }
    }
    guard !places.isEmpty else { return }
    let now = places.lastIndex { $0.target <= focus } ?? 0
    let next = places[(now + step + places.count) % places.count]
    focus = next.target
    top = min(next.head, max(0, page.lines.count - rows))
    reveal(targets[focus], rows: rows)
  }

  private mutating func reveal(_ line: Int, rows: Int) {
    if line < top { top = line }
    if line >= top + rows { top = line - rows + 1 }
  }

  /// What Enter does.
  func target(on page: Page) -> Action? {
    let targets = page.targets
    return targets.indices.contains(focus) ? page.lines[targets[focus]].target : nil
  }

  /// The target under a click, which also takes the focus.
  mutating func click(_ position: Position, in rect: Rect, on page: Page) -> Action? {
    guard rect.contains(position) else { return nil }
    let line = top + position.row - rect.row
    guard let at = page.targets.firstIndex(of: line) else { return nil }
    focus = at
    return page.lines[line].target
  }
}

extension Canvas {
  /// Draws the part of a page that is in sight, with its focus and a scroll mark at the right edge.
  mutating func page(_ page: Page, _ position: PagePosition, in rect: Rect) {
    let targets = page.targets
    let focused = targets.indices.contains(position.focus) ? targets[position.focus] : -1
    let top = min(position.top, max(0, page.lines.count - rect.rows))
    for row in 0..<rect.rows {
      let at = top + row
      guard page.lines.indices.contains(at) else { break }
      let line = page.lines[at]
      let column = rect.column + line.indent
      let y = rect.row + row
      let room = rect.columns - line.indent
      write(
        Text.truncate(line.spans, to: room, glyphs: glyphs), column: column, row: y, maxWidth: room)
      if let (perMille, columns, role) = line.bar, let first = line.spans.first {
        let start = column + Text.width(first.text, glyphs: glyphs) + 1
        bar(fraction: Double(perMille) / 1000, column: start, row: y, width: columns, role: role)
      }
      if at == focused {
        let mark = max(rect.column, column - 2)
        write(glyphs.pointer, column: mark, row: y, role: .focused)
        restyle(
          Rect(column: column, row: y, columns: rect.columns - line.indent, rows: 1),
          role: .focused)
        cursor = Position(column: mark, row: y)
      }
    }
    if page.lines.count > rect.rows {
      scrollIndicator(
        in: Rect(column: rect.endColumn, row: rect.row, columns: 1, rows: rect.rows),
        offset: top, visible: rect.rows, total: page.lines.count)
    }
  }
}
