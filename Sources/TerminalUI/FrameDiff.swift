/// Neighbouring cells of one row that have to be sent again.
public struct CellRun: Hashable, Sendable {
  public var row: Int
  /// Columns of the run; never cuts a double-width glyph.
  public var columns: Range<Int>

  public init(row: Int, columns: Range<Int>) {
    self.row = row
    self.columns = columns
  }
}

/// What changed from one frame to the next.
public enum FrameDiff {
  /// Runs of changed cells, top to bottom; everything when the sizes differ.
  ///
  /// Runs with at most `gap` equal cells between them become one: moving the cursor costs about as much.
  public static func runs(from old: Canvas?, to new: Canvas, gap: Int = 3) -> [CellRun] {
    guard let old, old.columns == new.columns, old.rows == new.rows else {
      return (0..<new.rows).filter { _ in new.columns > 0 }
        .map { CellRun(row: $0, columns: 0..<new.columns) }
    }
    // Links are numbered per canvas, so equal numbers mean equal addresses only for equal lists.
    let sameLinks = old.links == new.links
    var runs: [CellRun] = []
    new.cells.withUnsafeBufferPointer { now in
      old.cells.withUnsafeBufferPointer { before in
        for row in 0..<new.rows {
          let start = row * new.columns
          var first = -1
          var last = -1
          for column in 0..<new.columns {
            let cell = now[start + column]
            let other = before[start + column]
            if cell == other && (sameLinks || (cell.link == 0 && other.link == 0)) { continue }
            if first >= 0, column - last > gap + 1 {
              runs.append(FrameDiff.run(row, first, last, now, before, start, new.columns))
              first = -1
            }
            if first < 0 { first = column }
            last = column
          }
          if first >= 0 {
            runs.append(FrameDiff.run(row, first, last, now, before, start, new.columns))
          }
        }
      }
    }
    return runs
  }

  /// Grows the run so that it begins and ends on whole glyphs of both frames.
  private static func run(
    _ row: Int, _ first: Int, _ last: Int, _ now: UnsafeBufferPointer<Cell>,
    _ before: UnsafeBufferPointer<Cell>, _ start: Int, _ columns: Int
  ) -> CellRun {
    var low = first
    var high = last + 1
    while low > 0, now[start + low].isContinuation || before[start + low].isContinuation {
      low -= 1
    }
    while high < columns, now[start + high].isContinuation || before[start + high].isContinuation {
      high += 1
    }
    return CellRun(row: row, columns: low..<high)
  }
}
