/// One cell of an occupancy grid, such as a GPU or a cache block.
public struct OccupancyCell: Hashable, Sendable {
  /// The owner's letter, or a symbol for free cells: the colour alone would not tell.
  public var symbol: String
  public var role: Role
  public var attributes: Attributes

  public init(symbol: String, role: Role, attributes: Attributes = []) {
    self.symbol = symbol
    self.role = role
    self.attributes = attributes
  }

  /// Owner number 0, 1, 2, ... as `a` to `z`, then `A` to `Z`, then again, in six colours.
  public static func owner(_ index: Int) -> OccupancyCell {
    let position = ((index % 52) + 52) % 52
    let letter = position < 26 ? 0x61 + position : 0x41 + position - 26
    return OccupancyCell(symbol: String(UnicodeScalar(UInt8(letter))), role: .series(index))
  }

  /// A cell nobody holds.
  public static func free(_ glyphs: GlyphSet) -> OccupancyCell {
    OccupancyCell(symbol: glyphs.light, role: .muted)
  }
}

extension Canvas {
  /// Cells side by side, wrapped into rows; `group` leaves a blank after each so many cells of a row.
  ///
  /// - Returns: how many cells found room.
  @discardableResult
  public mutating func occupancyGrid(
    _ occupied: [OccupancyCell], in rect: Rect, group: Int = 0, highlighted: Int? = nil
  ) -> Int {
    guard !rect.isEmpty else { return 0 }
    let perRow = Canvas.occupancyCellsPerRow(columns: rect.columns, group: group)
    for (index, cell) in occupied.prefix(perRow * rect.rows).enumerated() {
      let place = index % perRow
      let column = rect.column + place + (group > 0 ? place / group : 0)
      let isMarked = index == highlighted
      write(
        cell.symbol, column: column, row: rect.row + index / perRow,
        role: isMarked ? .focused : cell.role, attributes: cell.attributes, maxWidth: 1)
    }
    return min(occupied.count, perRow * rect.rows)
  }

  /// Cells in a row of an occupancy grid: whole groups when at least one fits.
  public static func occupancyCellsPerRow(columns: Int, group: Int) -> Int {
    guard group > 0 else { return max(1, columns) }
    let groups = (columns + 1) / (group + 1)
    return groups > 0 ? groups * group : max(1, columns)
  }

  /// A calendar of activity: one row a weekday, one column a week, growing symbols and colours.
  ///
  /// - Parameters:
  ///   - levels: `levels[row][column]`, 0 to 4; `nil` leaves the cell empty. The last columns are shown.
  ///   - rowLabels: beside the rows; an empty one leaves the place free.
  ///   - spacing: blanks between columns when there is room.
  public mutating func heatMap(
    _ levels: [[Int?]], rowLabels: [String], in rect: Rect, spacing: Int = 0
  ) {
    let labelWidth = rowLabels.map { Text.width($0, glyphs: glyphs) }.max() ?? 0
    let start = rect.column + (labelWidth > 0 ? labelWidth + 1 : 0)
    let shown = max(0, (rect.endColumn - start + spacing) / (1 + spacing))
    for (row, line) in levels.prefix(rect.rows).enumerated() {
      if row < rowLabels.count {
        write(rowLabels[row], column: rect.column, row: rect.row + row, role: .muted)
      }
      for (index, level) in line.suffix(shown).enumerated() {
        guard let level else { continue }
        let symbols = glyphs.levels
        write(
          symbols[min(max(0, level), symbols.count - 1)], column: start + index * (1 + spacing),
          row: rect.row + row, role: .heat(level))
      }
    }
  }
}
