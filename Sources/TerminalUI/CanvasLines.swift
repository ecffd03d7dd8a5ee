/// How a box is drawn: `dashed` marks what is still early or uncertain.
public enum LineStyle: Hashable, Sendable { case solid, dashed }

extension Canvas {
  /// A horizontal line, from left to right.
  public mutating func horizontalLine(
    column: Int, row: Int, length: Int, style: LineStyle = .solid, role: Role = .border
  ) {
    let symbol = style == .solid ? glyphs.horizontal : glyphs.dashedHorizontal
    fill(Rect(column: column, row: row, columns: length, rows: 1), symbol, role: role)
  }

  /// A vertical line, from top to bottom.
  public mutating func verticalLine(
    column: Int, row: Int, length: Int, style: LineStyle = .solid, role: Role = .border
  ) {
    let symbol = style == .solid ? glyphs.vertical : glyphs.dashedVertical
    fill(Rect(column: column, row: row, columns: 1, rows: length), symbol, role: role)
  }

  /// A frame along the inner edge of `rect`, with an optional title in its upper edge.
  ///
  /// - Returns: the room inside the frame.
  @discardableResult
  public mutating func box(
    _ rect: Rect, title: String = "", style: LineStyle = .solid, role: Role = .border,
    titleRole: Role = .heading
  ) -> Rect {
    guard rect.columns >= 2, rect.rows >= 2 else { return rect.inset(columns: 1, rows: 1) }
    let right = rect.endColumn - 1
    let bottom = rect.endRow - 1
    for row in [rect.row, bottom] {
      horizontalLine(
        column: rect.column + 1, row: row, length: rect.columns - 2, style: style, role: role)
    }
    for column in [rect.column, right] {
      verticalLine(
        column: column, row: rect.row + 1, length: rect.rows - 2, style: style, role: role)
    }
    write(glyphs.topLeft, column: rect.column, row: rect.row, role: role)
    write(glyphs.topRight, column: right, row: rect.row, role: role)
    write(glyphs.bottomLeft, column: rect.column, row: bottom, role: role)
    write(glyphs.bottomRight, column: right, row: bottom, role: role)
    if !title.isEmpty, rect.columns > 4 {
      let shown = Text.truncate(title, to: rect.columns - 4, glyphs: glyphs)
      write(" \(shown) ", column: rect.column + 1, row: rect.row, role: titleRole)
    }
    return rect.inset(columns: 1, rows: 1)
  }
}
