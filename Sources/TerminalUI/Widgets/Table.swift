/// A column of a table.
public struct TableColumn: Hashable, Sendable {
  public var title: String
  public var alignment: Alignment
  /// The column is dropped rather than drawn narrower than this.
  public var minimum: Int
  /// The width that shows everything; `nil` takes the longest cell.
  public var ideal: Int?
  /// When room is short, the highest number goes first; 0 is never dropped.
  public var dropOrder: Int

  public init(
    _ title: String, alignment: Alignment = .leading, minimum: Int = 4, ideal: Int? = nil,
    dropOrder: Int = 0
  ) {
    self.title = title
    self.alignment = alignment
    self.minimum = minimum
    self.ideal = ideal
    self.dropOrder = dropOrder
  }
}

/// Rows of cells below titled columns.
public struct Table: Hashable, Sendable {
  public var columns: [TableColumn]
  public var rows: [[TextSpan]]

  public init(columns: [TableColumn], rows: [[TextSpan]]) {
    self.columns = columns
    self.rows = rows
  }

  public init(columns: [TableColumn], rows: [[String]]) {
    self.init(columns: columns, rows: rows.map { $0.map { TextSpan($0) } })
  }

  /// Columns to show and their widths, two blanks between them.
  ///
  /// Columns are dropped until the minimal widths fit; then the widest ones give way first.
  func layout(width: Int, glyphs: GlyphSet) -> [(index: Int, width: Int)] {
    let ideals = columns.indices.map { index in
      columns[index].ideal
        ?? max(
          Text.width(columns[index].title, glyphs: glyphs),
          rows.map { $0.count > index ? Text.width($0[index].text, glyphs: glyphs) : 0 }.max() ?? 0)
    }
    var shown = Array(columns.indices)
    func minimum(_ index: Int) -> Int { min(columns[index].minimum, ideals[index]) }
    func needed() -> Int { shown.map(minimum).reduce(0, +) + 2 * max(0, shown.count - 1) }
    while needed() > width,
      let victim = shown.filter({ columns[$0].dropOrder > 0 })
        .max(by: { (columns[$0].dropOrder, $0) < (columns[$1].dropOrder, $1) })
    {
      shown.removeAll { $0 == victim }
    }
    var widths = shown.map { ideals[$0] }
    var excess = widths.reduce(0, +) + 2 * max(0, shown.count - 1) - width
    while excess > 0 {
      let candidates = shown.indices.filter { widths[$0] > minimum(shown[$0]) }
      guard let widest = candidates.max(by: { (widths[$0], $0) < (widths[$1], $1) }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return zip(shown, widths).map { (index: $0, width: $1) }
  }
}

extension Canvas {
  /// Draws a heading row and as many rows from `state.offset` as fit.
  ///
  /// - Parameter state: the chosen row; `nil` for a table that is only read.
  public mutating func table(
    _ table: Table, state: ListState? = nil, in rect: Rect, isFocused: Bool = true
  ) {
    guard rect.rows > 0 else { return }
    let body = rect.splitTop(1).rest
    let scrolled = state?.clamped(count: table.rows.count, visible: body.rows)
    let isScrolled = scrolled != nil && table.rows.count > body.rows
    let margin = state == nil ? 0 : 2
    let width = rect.columns - margin - (isScrolled ? 1 : 0)
    let layout = table.layout(width: width, glyphs: glyphs)
    let titles = table.columns.map { TextSpan($0.title, role: .heading) }
    withClip(rect) { canvas in
      canvas.tableRow(titles, table, layout, column: rect.column + margin, row: rect.row)
      let offset = scrolled?.offset ?? 0
      for line in 0..<max(0, min(body.rows, table.rows.count - offset)) {
        let row = body.row + line
        canvas.tableRow(
          table.rows[offset + line], table, layout, column: rect.column + margin, row: row)
        guard let scrolled, offset + line == scrolled.selected else { continue }
        canvas.write(canvas.glyphs.pointer, column: rect.column, row: row)
        canvas.restyle(
          Rect(column: rect.column, row: row, columns: width + margin, rows: 1),
          role: isFocused ? .focused : .selected)
        if isFocused { canvas.cursor = Position(column: rect.column, row: row) }
      }
    }
    if isScrolled, let scrolled {
      scrollIndicator(
        in: Rect(column: rect.endColumn - 1, row: body.row, columns: 1, rows: body.rows),
        offset: scrolled.offset, visible: body.rows, total: table.rows.count)
    }
  }

  private mutating func tableRow(
    _ cells: [TextSpan], _ table: Table, _ layout: [(index: Int, width: Int)], column: Int, row: Int
  ) {
    var start = column
    for (index, width) in layout {
      if index < cells.count {
        let cell = cells[index]
        let field = Text.pad(
          cell.text, to: width, alignment: table.columns[index].alignment, glyphs: glyphs)
        write(
          field, column: start, row: row, role: cell.role, attributes: cell.attributes,
          maxWidth: width, link: cell.link)
      }
      start += width + 2
    }
  }
}
