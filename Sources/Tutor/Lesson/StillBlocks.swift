import Curriculum
import TerminalUI

/// Blocks without a life of their own as wrapped lines: paragraphs, lists, quotes, code, tables. Lessons, briefs and
/// insights are laid out by it.
struct StillBlocks {
  /// A link and the lines of the block in which it stands.
  struct Link {
    let url: String
    /// Counted through the whole text, from `firstLink`.
    let number: Int
    let first: Int
    let count: Int
  }
  private(set) var lines: [(spans: [TextSpan], indent: Int)] = []
  private(set) var links: [Link] = []
  private let firstLink: Int
  let width: Int
  let glyphs: GlyphSet
  let inline: InlineSpans

  init(width: Int, glyphs: GlyphSet, inline: InlineSpans, firstLink: Int = 0) {
    self.firstLink = firstLink
    self.width = width
    self.glyphs = glyphs
    self.inline = inline
  }

  /// All blocks, a blank line between them.
  init(_ blocks: [Block], width: Int, glyphs: GlyphSet, sourceIDs: [String]) {
    self.init(width: width, glyphs: glyphs, inline: InlineSpans(sourceIDs: sourceIDs))
    for block in blocks {
      blank()
      add(block)
    }
  }

  mutating func line(_ spans: [TextSpan], indent: Int = 0) { lines.append((spans, indent)) }

  mutating func wrapped(_ spans: [TextSpan], indent: Int = 0) {
    for part in Text.wrap(spans, width: max(10, width - indent), glyphs: glyphs) {
      line(part, indent: indent)
    }
  }

  mutating func blank() {
    if let last = lines.last, !last.spans.isEmpty { line([]) }
  }

  mutating func bullet(_ spans: [TextSpan], mark: String? = nil, indent: Int) {
    let mark = mark ?? glyphs.bullet
    let markWidth = Text.width(mark, glyphs: glyphs) + 1
    for (at, part) in Text.wrap(spans, width: max(10, width - indent - markWidth), glyphs: glyphs)
      .enumerated()
    {
      let lead = at == 0 ? mark + " " : String(repeating: " ", count: markWidth)
      line([TextSpan(lead, role: .muted)] + part, indent: indent)
    }
  }

  private mutating func note(_ words: [Inline], from first: Int) {
    for url in inline.links(in: words) {
      links.append(
        Link(url: url, number: nextLink, first: first, count: max(1, lines.count - first)))
    }
  }

  private var nextLink: Int { firstLink + links.count }

  /// Lists and quotes hold further blocks.
  mutating func add(_ block: Block, indent: Int = 0) {
    let first = lines.count
    switch block.content {
    case .paragraph(let words):
      wrapped(inline.spans(words, firstLink: nextLink), indent: indent)
      note(words, from: first)
    case .list(let list): add(list, indent: indent)
    case .quote(let blocks): add(quote: blocks, indent: indent)
    case .code(_, let text):
      for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
        add(code: String(row), indent: indent + 2)
      }
    case .table(let table): add(table, indent: indent)
    case .rule:
      line(
        [
          TextSpan(
            String(repeating: glyphs.horizontal, count: max(1, width - indent)), role: .border)
        ], indent: indent)
    case .heading(_, let words):
      wrapped([TextSpan(plainText(of: words), role: .heading)], indent: indent)
    case .figure, .prediction, .question: break
    }
  }

  private mutating func add(_ list: ListBlock, indent: Int) {
    for (at, blocks) in list.items.enumerated() {
      let mark = list.start.map { "\($0 + at)." } ?? glyphs.bullet
      if case .paragraph(let words)? = blocks.first?.content {
        let start = lines.count
        bullet(inline.spans(words, firstLink: nextLink), mark: mark, indent: indent + 2)
        note(words, from: start)
        for inner in blocks.dropFirst() {
          add(inner, indent: indent + 3 + Text.width(mark, glyphs: glyphs))
        }
      } else {
        for inner in blocks { add(inner, indent: indent + 4) }
      }
      if !list.isTight, at < list.items.count - 1 { blank() }
    }
  }

  private mutating func add(quote blocks: [Block], indent: Int) {
    let start = lines.count
    for (at, inner) in blocks.enumerated() {
      if at > 0 { line([]) }
      add(inner, indent: indent + 2)
    }
    for at in start..<lines.count {
      let bar = TextSpan(glyphs.vertical + " ", role: .border)
      let pad = TextSpan(String(repeating: " ", count: max(0, lines[at].indent - indent - 2)))
      lines[at] = ([bar, pad] + lines[at].spans, indent)
    }
  }

  /// A row of code; what does not fit goes on below behind a mark, so that nothing is lost.
  private mutating func add(code row: String, indent: Int) {
    let room = max(10, width - indent)
    var rest = row
    var lead: [TextSpan] = []
    while Text.width(rest, glyphs: glyphs) > room - 2 * min(1, lead.count) {
      let part = Text.prefix(rest, columns: room - 2 * min(1, lead.count), glyphs: glyphs)
      guard !part.isEmpty, part.count < rest.count else { break }
      line(lead + [TextSpan(part, role: .code)], indent: indent)
      rest = String(rest.dropFirst(part.count))
      lead = [TextSpan(glyphs.isASCII ? "+ " : glyphs.ellipsis + " ", role: .muted)]
    }
    line(lead + [TextSpan(rest, role: .code)], indent: indent)
  }

  private mutating func add(_ table: TableBlock, indent: Int) {
    let first = lines.count
    var number = nextLink
    let rows = ([table.heading] + table.rows).enumerated().map { at, cells in
      cells.map { words in
        defer { number += inline.links(in: words).count }
        return inline.spans(words, role: at == 0 ? .heading : .normal, firstLink: number)
      }
    }
    let trailing = Set(table.alignments.indices.filter { table.alignments[$0] == .right })
    for row in tableLines(rows, trailing: trailing, width: width - indent, glyphs: glyphs) {
      line(row, indent: indent)
    }
    for cells in [table.heading] + table.rows {
      for words in cells { note(words, from: first) }
    }
  }
}
