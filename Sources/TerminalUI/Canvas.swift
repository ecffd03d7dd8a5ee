/// A frame: cells in roles, and where the hardware cursor sits.
///
/// Screens write on it in any order; it clips, knows double width and lets nothing through that could
/// move the cursor or change the terminal.
public struct Canvas: Hashable, Sendable {
  public let columns: Int
  public let rows: Int
  /// The symbols that may be used; in ASCII all text is transliterated while it is written.
  public let glyphs: GlyphSet
  /// Row by row, `columns * rows` of them.
  public internal(set) var cells: [Cell]
  /// Where the hardware cursor sits (on the focused item: screen readers follow it); `nil` hides it.
  public var cursor: Position?
  /// Addresses behind cells; `Cell.link` counts them from 1.
  public private(set) var links: [String] = []
  /// Nothing outside is written; the whole canvas unless `withClip` narrows it.
  public private(set) var clip: Rect

  public init(columns: Int, rows: Int, glyphs: GlyphSet = .unicode) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    self.glyphs = glyphs
    cells = [Cell](repeating: .blank, count: self.columns * self.rows)
    clip = Rect(column: 0, row: 0, columns: self.columns, rows: self.rows)
  }

  public var bounds: Rect { Rect(column: 0, row: 0, columns: columns, rows: rows) }

  /// The cell at a place inside the canvas.
  public subscript(column: Int, row: Int) -> Cell { cells[row * columns + column] }

  /// The rows as text, without blanks at line ends, joined by newlines: what snapshots compare.
  public var text: String { (0..<rows).map(line).joined(separator: "\n") }

  /// One row as text, without blanks at its end.
  public func line(_ row: Int) -> String {
    var line = ""
    var kept = line.endIndex
    for cell in cells[row * columns..<(row + 1) * columns] {
      line += cell.text
      if cell.scalar != 0x20 { kept = line.endIndex }
    }
    return String(line[..<kept])
  }

  /// Writes text in one row, clipped; line ends and tabs count as one space.
  ///
  /// - Parameters:
  ///   - maxWidth: columns that may be used at most; a double-width glyph that does not fit is left out.
  ///   - link: an address that terminals which can will open.
  /// - Returns: the column after the text, had nothing been clipped at the canvas' edges.
  @discardableResult
  public mutating func write(
    _ text: String, column: Int, row: Int, role: Role = .normal, attributes: Attributes = [],
    maxWidth: Int? = nil, link: String? = nil
  ) -> Int {
    let style = Cell(
      scalar: 0x20, marks: 0, role: role, attributes: attributes, link: number(of: link))
    let limit = maxWidth.map { column + max(0, $0) } ?? Int.max
    var next = column
    GlyphScanner.scan(text, glyphs) { glyph in
      guard next + glyph.width <= limit else { return false }
      put(glyph, style, column: next, row: row)
      next += glyph.width
      return true
    }
    return next
  }

  /// Writes text cut to `width` with an ellipsis and padded with blanks in the same role.
  public mutating func writeField(
    _ text: String, column: Int, row: Int, width: Int, alignment: Alignment = .leading,
    role: Role = .normal, attributes: Attributes = []
  ) {
    let field = Text.pad(text, to: width, alignment: alignment, glyphs: glyphs)
    write(field, column: column, row: row, role: role, attributes: attributes, maxWidth: width)
  }

  /// Covers a rectangle with one symbol of width 1, blank unless told.
  public mutating func fill(
    _ rect: Rect, _ symbol: String = " ", role: Role = .normal, attributes: Attributes = []
  ) {
    let area = rect.intersection(clip)
    guard !area.isEmpty else { return }
    let glyph = firstGlyph(of: symbol)
    let style = Cell(scalar: 0x20, marks: 0, role: role, attributes: attributes, link: 0)
    for row in area.row..<area.endRow {
      for column in area.column..<area.endColumn {
        put(glyph, style, column: column, row: row)
      }
    }
  }

  /// Gives cells another role (and attributes) and leaves their text.
  public mutating func restyle(_ rect: Rect, role: Role, attributes: Attributes = []) {
    let area = rect.intersection(clip)
    guard !area.isEmpty else { return }
    for row in area.row..<area.endRow {
      for index in row * columns + area.column..<row * columns + area.endColumn {
        cells[index].role = role
        cells[index].attributes = attributes
      }
    }
  }

  /// Draws with everything outside `rect` (and outside the present clip) protected.
  public mutating func withClip(_ rect: Rect, _ draw: (inout Canvas) -> Void) {
    let outer = clip
    clip = outer.intersection(rect)
    draw(&self)
    clip = outer
  }

  /// The first glyph of `symbol` that takes one column, a blank when there is none.
  func firstGlyph(of symbol: String) -> Glyph {
    var found = Glyph.space
    GlyphScanner.scan(symbol, glyphs) { glyph in
      if glyph.width == 1 { found = glyph }
      return false
    }
    return found
  }

  /// Puts one glyph; what it cuts in half becomes blank.
  mutating func put(_ glyph: Glyph, _ style: Cell, column: Int, row: Int) {
    guard clip.columns > 0, row >= clip.row, row < clip.endRow, column + glyph.width > clip.column,
      column < clip.endColumn
    else { return }
    var cell = style
    if column < clip.column || column + glyph.width > clip.endColumn {
      // Half of a double-width glyph sticks out: a blank keeps the style visible.
      let inside = max(column, clip.column)
      clear(inside, row)
      cells[row * columns + inside] = cell
      return
    }
    cell.scalar = glyph.scalar
    cell.marks = glyph.marks
    clear(column, row)
    let index = row * columns + column
    if glyph.width == 2 {
      clear(column + 1, row)
      cells[index] = cell
      cell.scalar = 0
      cell.marks = 0
      cells[index + 1] = cell
    } else {
      cells[index] = cell
    }
  }

  /// Blanks the other half when the cell belongs to a double-width glyph.
  private mutating func clear(_ column: Int, _ row: Int) {
    let index = row * columns + column
    if cells[index].isContinuation, column > 0 {
      blank(index - 1)
    } else if column + 1 < columns, cells[index + 1].isContinuation {
      blank(index + 1)
    }
  }

  private mutating func blank(_ index: Int) {
    cells[index].scalar = 0x20
    cells[index].marks = 0
  }

  private mutating func number(of link: String?) -> UInt16 {
    guard let link, !link.isEmpty else { return 0 }
    if let known = links.firstIndex(of: link) { return UInt16(known + 1) }
    guard links.count < Int(UInt16.max) else { return 0 }
    links.append(link)
    return UInt16(links.count)
  }
}
