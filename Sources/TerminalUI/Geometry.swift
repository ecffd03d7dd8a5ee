/// A place on the screen; the upper left corner is column 0, row 0.
public struct Position: Hashable, Sendable {
  public var column: Int
  public var row: Int

  public init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }
}

/// How much room one part of a split gets.
public enum Extent: Hashable, Sendable {
  /// Exactly so many columns or rows, less only when there are not enough.
  case fixed(Int)
  /// A share of what the fixed parts leave, in proportion to the weight.
  case share(Int)
}

/// A rectangle of cells; never of negative size.
public struct Rect: Hashable, Sendable {
  public var column: Int
  public var row: Int
  public var columns: Int
  public var rows: Int

  public init(column: Int, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  public var isEmpty: Bool { columns == 0 || rows == 0 }
  /// The first column to the right of the rectangle.
  public var endColumn: Int { column + columns }
  /// The first row below the rectangle.
  public var endRow: Int { row + rows }

  /// Whether the cell lies inside.
  public func contains(_ position: Position) -> Bool {
    contains(column: position.column, row: position.row)
  }

  /// Whether the cell lies inside.
  public func contains(column: Int, row: Int) -> Bool {
    column >= self.column && column < endColumn && row >= self.row && row < endRow
  }

  /// What both rectangles cover; empty when they do not meet.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(column, other.column)
    let top = max(row, other.row)
    return Rect(
      column: left, row: top, columns: min(endColumn, other.endColumn) - left,
      rows: min(endRow, other.endRow) - top)
  }

  /// The rectangle without a margin on each side.
  public func inset(columns: Int = 0, rows: Int = 0) -> Rect {
    Rect(
      column: column + min(columns, self.columns), row: row + min(rows, self.rows),
      columns: self.columns - 2 * columns, rows: self.rows - 2 * rows)
  }

  /// Cuts rows off the top: `(head, rest)`.
  public func splitTop(_ count: Int) -> (head: Rect, rest: Rect) {
    let cut = min(max(0, count), rows)
    return (
      Rect(column: column, row: row, columns: columns, rows: cut),
      Rect(column: column, row: row + cut, columns: columns, rows: rows - cut)
    )
  }

  /// Cuts rows off the bottom: `(rest, foot)`.
  public func splitBottom(_ count: Int) -> (rest: Rect, foot: Rect) {
    let cut = min(max(0, count), rows)
    let parts = splitTop(rows - cut)
    return (parts.head, parts.rest)
  }

  /// Cuts columns off the left: `(left, rest)`; `gap` columns between them stay free.
  public func splitLeft(_ count: Int, gap: Int = 0) -> (left: Rect, rest: Rect) {
    let cut = min(max(0, count), columns)
    let start = min(columns, cut + gap)
    return (
      Rect(column: column, row: row, columns: cut, rows: rows),
      Rect(column: column + start, row: row, columns: columns - start, rows: rows)
    )
  }

  /// Cuts columns off the right: `(rest, right)`; `gap` columns between them stay free.
  public func splitRight(_ count: Int, gap: Int = 0) -> (rest: Rect, right: Rect) {
    let cut = min(max(0, count), columns)
    return (
      Rect(column: column, row: row, columns: columns - cut - gap, rows: rows),
      Rect(column: endColumn - cut, row: row, columns: cut, rows: rows)
    )
  }

  /// Side by side parts, left to right, with `gap` free columns between them.
  public func splitColumns(_ parts: [Extent], gap: Int = 0) -> [Rect] {
    var start = column
    return Rect.divide(columns, parts, gap: gap).map { size in
      defer { start += size + gap }
      return Rect(column: start, row: row, columns: size, rows: rows)
    }
  }

  /// Parts one below the other, top to bottom, with `gap` free rows between them.
  public func splitRows(_ parts: [Extent], gap: Int = 0) -> [Rect] {
    var start = row
    return Rect.divide(rows, parts, gap: gap).map { size in
      defer { start += size + gap }
      return Rect(column: column, row: start, columns: columns, rows: size)
    }
  }

  /// Sizes of the parts: fixed ones first, in order; the rest by weight, the last share takes the remainder.
  private static func divide(_ total: Int, _ parts: [Extent], gap: Int) -> [Int] {
    var left = max(0, total - gap * max(0, parts.count - 1))
    var sizes = [Int](repeating: 0, count: parts.count)
    var weight = 0
    for (index, part) in parts.enumerated() {
      switch part {
      case .fixed(let size):
        sizes[index] = min(max(0, size), left)
        left -= sizes[index]
      case .share(let share): weight += max(0, share)
      }
    }
    for (index, part) in parts.enumerated() {
      guard case .share(let share) = part, share > 0 else { continue }
      sizes[index] = left * share / weight
      left -= sizes[index]
      weight -= share
    }
    return sizes
  }
}
