extension Canvas {
  /// One row of numbered tabs; the active one stands in brackets. Narrow rows show numbers, and the active title.
  ///
  /// - Returns: where each tab is, for clicks.
  @discardableResult
  public mutating func tabBar(_ titles: [String], active: Int, in rect: Rect) -> [Rect] {
    let full = titles.indices.map { "\($0 + 1) \(titles[$0])" }
    let needed = full.reduce(0) { $0 + Text.width($1, glyphs: glyphs) + 2 }
    let isNarrow = needed > rect.columns
    var places: [Rect] = []
    var column = rect.column
    for (index, title) in full.enumerated() {
      let isActive = index == active
      let label = isNarrow && !isActive ? "\(index + 1)" : title
      let room = max(0, rect.endColumn - column)
      let end = write(
        isActive ? "[\(label)]" : " \(label) ", column: column, row: rect.row,
        role: isActive ? .activeTab : .tab, maxWidth: room)
      places.append(Rect(column: column, row: rect.row, columns: end - column, rows: 1))
      column = end
    }
    return places
  }

  /// A labelled value that left and right change: `block size  ‹ 16 ›`.
  ///
  /// - Parameter isFocused: adds the pointer, the focus colours and the hardware cursor.
  public mutating func chooser(
    label: String, value: String, column: Int, row: Int, width: Int, labelWidth: Int,
    isFocused: Bool
  ) {
    let line = Rect(column: column, row: row, columns: width, rows: 1)
    write(isFocused ? glyphs.pointer : " ", column: column, row: row, maxWidth: width)
    writeField(label, column: column + 2, row: row, width: min(labelWidth, max(0, width - 2)))
    let start = column + 2 + labelWidth + 2
    let width = max(0, line.endColumn - start)
    // A value that is cut keeps its arrows: it can be turned all the same.
    let shown = Text.truncate(value, to: max(1, width - 4), glyphs: glyphs)
    writeField(
      "\(glyphs.chevronLeft) \(shown) \(glyphs.chevronRight)", column: start, row: row,
      width: width, role: .accent)
    if isFocused {
      restyle(line, role: .focused)
      cursor = Position(column: column, row: row)
    }
  }

  /// Paragraphs of wrapped spans from line `offset` on, with a scroll indicator when they do not fit.
  ///
  /// - Returns: the number of lines altogether.
  @discardableResult
  public mutating func paragraphs(_ lines: [[TextSpan]], offset: Int = 0, in rect: Rect) -> Int {
    let isScrolled = lines.count > rect.rows
    let start = min(max(0, offset), max(0, lines.count - rect.rows))
    for row in 0..<max(0, min(rect.rows, lines.count - start)) {
      write(
        lines[start + row], column: rect.column, row: rect.row + row,
        maxWidth: rect.columns - (isScrolled ? 1 : 0))
    }
    if isScrolled {
      scrollIndicator(
        in: Rect(column: rect.endColumn - 1, row: rect.row, columns: 1, rows: rect.rows),
        offset: start, visible: rect.rows, total: lines.count)
    }
    return lines.count
  }
}
