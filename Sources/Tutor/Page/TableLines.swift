import TerminalUI

/// A table as screen lines, to be read among other text: cells wrap, the widest columns give way first.
///
/// - Parameters:
///   - rows: the heading first; each row has a list of spans for each column.
///   - trailing: columns that end at the right, such as numbers.
func tableLines(
  _ rows: [[[TextSpan]]], trailing: Set<Int> = [], width: Int, glyphs: GlyphSet
) -> [[TextSpan]] {
  let columns = rows.first?.count ?? 0
  guard columns > 0 else { return [] }
  let room = max(columns * 4, width - 2 * (columns - 1))
  var widths = (0..<columns).map { at in
    rows.map { $0.indices.contains(at) ? Text.width($0[at], glyphs: glyphs) : 0 }.max() ?? 0
  }
  // The widest columns give way first, down to a word's length.
  while widths.reduce(0, +) > room, let widest = widths.max(), widest > 6,
    let at = widths.firstIndex(of: widest)
  {
    widths[at] -= 1
  }
  var lines: [[TextSpan]] = []
  for (number, row) in rows.enumerated() {
    let cells = row.enumerated().map { at, spans in
      Text.wrap(spans, width: max(1, widths[at]), glyphs: glyphs)
    }
    for line in 0..<(cells.map(\.count).max() ?? 1) {
      var spans: [TextSpan] = []
      for (at, cell) in cells.enumerated() {
        let part = cell.indices.contains(line) ? cell[line] : []
        let space = String(
          repeating: " ", count: max(0, widths[at] - Text.width(part, glyphs: glyphs)))
        let isRight = trailing.contains(at)
        if isRight { spans.append(TextSpan(space)) }
        spans += part
        if at < columns - 1 { spans.append(TextSpan((isRight ? "" : space) + "  ")) }
      }
      lines.append(spans)
    }
    if number == 0 {
      let rule = widths.map { String(repeating: glyphs.horizontal, count: $0) }
      lines.append([TextSpan(rule.joined(separator: "  "), role: .border)])
    }
  }
  return lines
}

/// Rows of plain texts, the heading in its role.
func tableLines(
  heading: [String], _ rows: [[TextSpan]], trailing: Set<Int> = [], width: Int, glyphs: GlyphSet
) -> [[TextSpan]] {
  tableLines(
    [heading.map { [TextSpan($0, role: .heading)] }] + rows.map { $0.map { [$0] } },
    trailing: trailing, width: width, glyphs: glyphs)
}
