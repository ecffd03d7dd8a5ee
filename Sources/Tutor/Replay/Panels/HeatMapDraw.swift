import Labs
import TerminalUI

extension Canvas {
  /// Machines side by side, one column each with its GPUs from top to bottom; a second band below
  /// the first when they do not fit. Thousands of GPUs find room on one screen.
  mutating func heatMap(
    _ picture: Picture, in rect: Rect, scroll: Int, _ owner: Int?, _ context: Context
  ) {
    let (body, foot) = rect.splitBottom(1)
    let height = max(1, picture.rows.map(\.cells.count).max() ?? 1)
    // The names of a band's first and last machine stand before it.
    let nameWidth = min(
      rect.columns / 4, picture.rows.map { Text.width($0.name, glyphs: glyphs) }.max() ?? 0)
    let room = max(1, body.columns - nameWidth - 3)
    // Columns in tens are easier to count.
    let perBand = room >= 10 ? room - room / 11 : room
    let bands = (picture.rows.count + perBand - 1) / max(1, perBand)
    let (lines, place) = scrolled(
      max(0, bands * (height + 1) - 1), top: scroll, in: body)
    for line in lines {
      let (band, gpu) = line.quotientAndRemainder(dividingBy: height + 1)
      let nodes = picture.rows.dropFirst(band * perBand).prefix(perBand)
      let row = place.row + line - lines.lowerBound
      if gpu == 0, let first = nodes.first {
        writeField(first.name, column: place.column, row: row, width: nameWidth, role: .muted)
      } else if gpu == 1, nodes.count > 1, let last = nodes.last {
        writeField(last.name, column: place.column, row: row, width: nameWidth, role: .muted)
      }
      guard gpu < height else { continue }
      for (at, node) in nodes.enumerated() where gpu < node.cells.count {
        let cell = heatCell(node.cells[gpu], owner)
        write(
          cell.symbol, column: place.column + nameWidth + 1 + at + at / 10, row: row,
          role: cell.role, attributes: cell.attributes, maxWidth: 1)
      }
    }
    legend(
      [
        (glyphs.levels[0], .heat(0), context.say("tutor.panel.heat.empty")),
        (glyphs.levels[2], .heat(2), "50 %"),
        (glyphs.levels[4], .heat(4), context.say("tutor.panel.heat.full")),
        ("x", .disabled, context.say("tutor.panel.heat.blocked")),
        (glyphs.middot, .muted, context.say("tutor.panel.heat.axes")),
      ], in: foot)
  }

  private func heatCell(_ cell: Picture.Cell, _ owner: Int?) -> OccupancyCell {
    if cell.state == .blocked { return OccupancyCell(symbol: "x", role: .disabled) }
    let level = cell.state == .free ? 0 : min(4, max(1, (cell.fillPerMille + 249) / 250))
    return OccupancyCell(
      symbol: glyphs.levels[level], role: .heat(level),
      attributes: owner != nil && cell.owner == owner && level > 0 ? [.reverse] : [])
  }
}
