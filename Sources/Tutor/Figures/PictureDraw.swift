import Labs
import TerminalUI
import Wording

extension Canvas {
  /// Draws the state of a run: named rows of cells, each owner with its letter and colour, free and cached ones with their
  /// own symbols; below them what the symbols mean.
  mutating func picture(
    _ picture: Picture, in rect: Rect, scroll: Int = 0, highlighted mark: Int? = nil,
    _ context: Context
  ) {
    guard rect.rows >= 2 else { return }
    var (body, foot) = rect.splitBottom(1)
    let nameWidth = min(
      rect.columns / 4, picture.rows.map { Text.width($0.name, glyphs: glyphs) }.max() ?? 0)
    var lines = picture.rows
    var top = scroll
    if let perRow = cellsPerRow(picture, in: body, room: body.columns - nameWidth - 3) {
      top = scroll * (picture.rows.first?.cells.count ?? 1) / perRow
      lines = reflowed(picture.rows, perRow: perRow)
    }
    top = min(top, max(0, lines.count - 1))
    if lines.count > body.rows {
      top = min(top, lines.count - body.rows)
      scrollIndicator(
        in: Rect(column: body.endColumn - 1, row: body.row, columns: 1, rows: body.rows),
        offset: top, visible: body.rows, total: lines.count)
      body.columns -= 2
    }
    var row = 0
    for line in lines.dropFirst(top) {
      guard row < body.rows else { break }
      writeField(
        line.name, column: body.column, row: body.row + row, width: nameWidth, role: .muted)
      let start = body.column + nameWidth + 1
      let noteWidth =
        line.note.isEmpty
        ? 0 : min(Text.width(line.note, glyphs: glyphs), max(16, body.columns / 3))
      let room = max(1, body.endColumn - start - (noteWidth > 0 ? noteWidth + 1 : 0))
      let lines = max(1, (line.cells.count + room - 1) / room)
      let shown = min(lines, body.rows - row)
      occupancyGrid(
        line.cells.map { occupancyCell($0, mark: mark) },
        in: Rect(column: start, row: body.row + row, columns: room, rows: shown))
      if noteWidth > 0 {
        writeField(
          line.note, column: start + min(room, line.cells.count) + 1, row: body.row + row,
          width: noteWidth, role: .muted)
      }
      row += shown
    }
    legend(picture, in: foot, context)
  }

  /// How many cells a row should have where the picture is one long sequence (its rows are named by their first cell) and
  /// its own rows are too long for the place, or too many where longer ones fit; `nil` to leave the rows as they are.
  private func cellsPerRow(_ picture: Picture, in body: Rect, room: Int) -> Int? {
    guard let own = picture.rows.first?.cells.count, picture.rows.count > 1 else { return nil }
    var first = 0
    for row in picture.rows {
      guard row.note.isEmpty, Int(row.name) == first else { return nil }
      first += row.cells.count
    }
    let fitting = max(16, room / 16 * 16)
    if own > room + 2 { return fitting }
    return picture.rows.count > body.rows && fitting > own ? fitting : nil
  }

  private func reflowed(_ rows: [Picture.Row], perRow: Int) -> [Picture.Row] {
    let cells = rows.flatMap(\.cells)
    return stride(from: 0, to: cells.count, by: perRow).map { first in
      var row = rows[0]
      row.name = String(first)
      row.cells = Array(cells[first..<min(cells.count, first + perRow)])
      return row
    }
  }

  private func occupancyCell(_ cell: Picture.Cell, mark: Int?) -> OccupancyCell {
    switch cell.state {
    case .free: return .free(glyphs)
    case .blocked: return OccupancyCell(symbol: glyphs.middot, role: .disabled)
    case .cached:
      let owner = OccupancyCell.owner(cell.owner)
      return OccupancyCell(symbol: glyphs.medium, role: cell.owner < 0 ? .muted : owner.role)
    case .shared:
      let owner = OccupancyCell.owner(cell.owner)
      return OccupancyCell(
        symbol: owner.symbol.uppercased(), role: owner.role,
        attributes: mark == cell.owner ? [.bold, .reverse] : [.bold, .underline])
    case .used:
      var owner = OccupancyCell.owner(cell.owner)
      if mark == cell.owner { owner.attributes = [.bold, .reverse] }
      return owner
    }
  }

  private mutating func legend(_ picture: Picture, in rect: Rect, _ context: Context) {
    let states = Set(picture.rows.flatMap { $0.cells.map(\.state) })
    var spans = [TextSpan(context.say(picture.title), role: .heading)]
    for (state, symbol, word) in [
      (Picture.Cell.State.used, "abc", "tutor.picture.used"),
      (.shared, "ABC", "tutor.picture.shared"),
      (.cached, glyphs.medium, "tutor.picture.cached"),
      (.free, glyphs.light, "tutor.picture.free"),
      (.blocked, glyphs.middot, "tutor.picture.blocked"),
    ] where states.contains(state) {
      let meaning = context.say(picture.meanings[state] ?? Message(word))
      spans.append(TextSpan("  " + symbol + " " + meaning, role: .muted))
    }
    write(spans, column: rect.column, row: rect.row, maxWidth: rect.columns)
  }
}
