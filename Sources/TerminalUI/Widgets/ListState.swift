/// Which entry of a list is chosen and how far the list is scrolled.
public struct ListState: Hashable, Sendable {
  public var selected: Int
  public var offset: Int

  public init(selected: Int = 0, offset: Int = 0) {
    self.selected = selected
    self.offset = offset
  }

  /// Keeps the choice inside `count` entries and visible in `visible` rows.
  public mutating func clamp(count: Int, visible: Int) {
    selected = min(max(0, selected), max(0, count - 1))
    let shown = max(1, visible)
    if selected < offset { offset = selected }
    if selected >= offset + shown { offset = selected - shown + 1 }
    offset = min(max(0, offset), max(0, count - shown))
  }

  /// The same state held inside `count` entries, of which `visible` fit.
  public func clamped(count: Int, visible: Int) -> ListState {
    var state = self
    state.clamp(count: count, visible: visible)
    return state
  }

  /// Moves with arrows, `j` and `k`, page keys, Home, End, `g`, `G` and the wheel.
  ///
  /// - Returns: whether the key was one of these.
  @discardableResult
  public mutating func handle(_ key: Key, count: Int, visible: Int) -> Bool {
    let page = max(1, visible - 1)
    switch key {
    case .down, .character("j"): selected += 1
    case .up, .character("k"): selected -= 1
    case .pageDown, .control("f"): selected += page
    case .pageUp, .control("b"): selected -= page
    case .home, .character("g"): selected = 0
    case .end, .character("G"): selected = count - 1
    case .mouse(let event) where event.kind == .wheelDown: selected += 3
    case .mouse(let event) where event.kind == .wheelUp: selected -= 3
    default: return false
    }
    clamp(count: count, visible: visible)
    return true
  }

  /// The entry under a click in a list drawn in `rect` with `rowsPerItem` rows each.
  public func item(at position: Position, in rect: Rect, count: Int, rowsPerItem: Int = 1) -> Int? {
    guard rect.contains(position) else { return nil }
    let index = offset + (position.row - rect.row) / max(1, rowsPerItem)
    return index < count ? index : nil
  }
}

extension Canvas {
  /// Draws the visible entries, each with a pointer in front of the chosen one, and a scroll indicator.
  ///
  /// - Parameters:
  ///   - isFocused: whether the list acts on the next key; then the hardware cursor sits on the choice.
  ///   - item: the spans of one entry; their roles count except on the chosen row.
  public mutating func list(
    count: Int, state: ListState, in rect: Rect, isFocused: Bool = true,
    item: (Int) -> [TextSpan]
  ) {
    guard !rect.isEmpty else { return }
    let state = state.clamped(count: count, visible: rect.rows)
    let isScrolled = count > rect.rows
    let width = rect.columns - (isScrolled ? 1 : 0)
    for row in 0..<min(rect.rows, count - state.offset) {
      let index = state.offset + row
      let line = Rect(column: rect.column, row: rect.row + row, columns: width, rows: 1)
      let isChosen = index == state.selected
      write(isChosen ? glyphs.pointer : " ", column: line.column, row: line.row, maxWidth: width)
      let spans = Text.truncate(item(index), to: width - 2, glyphs: glyphs)
      write(spans, column: line.column + 2, row: line.row, maxWidth: width - 2)
      if isChosen {
        restyle(line, role: isFocused ? .focused : .selected)
        if isFocused { cursor = Position(column: line.column, row: line.row) }
      }
    }
    if isScrolled {
      scrollIndicator(
        in: Rect(column: rect.endColumn - 1, row: rect.row, columns: 1, rows: rect.rows),
        offset: state.offset, visible: rect.rows, total: count)
    }
  }

  /// A thumb in a one-column track; nothing when everything is visible.
  public mutating func scrollIndicator(in track: Rect, offset: Int, visible: Int, total: Int) {
    guard total > visible, track.rows > 0, track.columns > 0 else { return }
    verticalLine(column: track.column, row: track.row, length: track.rows)
    let size = max(1, track.rows * visible / total)
    let start = (track.rows - size) * min(max(0, offset), total - visible) / (total - visible)
    fill(
      Rect(column: track.column, row: track.row + start, columns: 1, rows: size), glyphs.full,
      role: .bar)
  }
}
