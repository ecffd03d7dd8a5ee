import Curriculum
import TerminalUI

/// Blocks without a life of their own as wrapped lines: paragraphs, lists, quotes, code, tables. Lessons, briefs and
/// insights are laid out by it.
struct StillBlocks {
  /// A link and the lines of the block in which it stands.
  struct Link {
    let url: String
    let first: Int
    let count: Int
  }
  private(set) var lines: [(spans: [TextSpan], indent: Int)] = []
  private(set) var links: [Link] = []
  let width: Int
  let glyphs: GlyphSet
  let inline: InlineSpans

  init(width: Int, glyphs: GlyphSet, inline: InlineSpans) {
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
      links.append(Link(url: url, first: first, count: max(1, lines.count - first)))
    }
  }

  /// Lists and quotes hold further blocks.
  mutating func add(_ block: Block, indent: Int = 0) {
    let first = lines.count
    switch block.content {
    case .paragraph(let words):
      wrapped(inline.spans(words), indent: indent)
      note(words, from: first)
    case .list(let list): add(list, indent: indent)
    case .quote(let blocks): add(quote: blocks, indent: indent)
    case .code(_, let text):
      for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
        line([TextSpan(String(row), role: .code)], indent: indent + 2)
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
        bullet(inline.spans(words), mark: mark, indent: indent + 2)
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

  private mutating func add(_ table: TableBlock, indent: Int) {
    let rows =
      [table.heading.map { inline.spans($0, role: .heading) }]
      + table.rows.map { $0.map { inline.spans($0) } }
    let trailing = Set(table.alignments.indices.filter { table.alignments[$0] == .right })
    for row in tableLines(rows, trailing: trailing, width: width - indent, glyphs: glyphs) {
      line(row, indent: indent)
    }
  }
}
