import TerminalUI

/// From this width on a screen of panes shows two halves side by side.
let wideColumns = 110

/// Where the panes of a screen stand: two halves where there is room, else one pane below a bar with the names of all.
struct PaneLayout<Pane: Hashable & Sendable>: Sendable {
  /// The room of each pane that is shown, below its name.
  let places: [Pane: Rect]
  /// Names of the panes: in the bar, or above each pane.
  let tabs: [(pane: Pane, title: String, rect: Rect)]
  /// Column of the line between the halves; `nil` with one pane at a time.
  let divider: Int?

  func rect(of pane: Pane) -> Rect {
    places[pane] ?? Rect(column: 0, row: 0, columns: 0, rows: 0)
  }
  func tab(at position: Position) -> Pane? {
    tabs.first { $0.rect.contains(position) }?.pane
  }
  func pane(at position: Position) -> Pane? {
    tabs.first { places[$0.pane]?.contains(position) == true }?.pane
  }
}

extension Context {
  /// Names of panes side by side, each with room for its brackets.
  func tabPlaces<Pane>(
    in bar: Rect, _ panes: [Pane], _ title: (Pane) -> String
  ) -> [(pane: Pane, title: String, rect: Rect)] {
    var column = bar.column
    return panes.map { pane in
      let title = title(pane)
      let width = Text.width(title, glyphs: glyphs) + 2
      defer { column += width + 1 }
      return (pane, title, Rect(column: column, row: bar.row, columns: width, rows: 1))
    }
  }
}

extension Canvas {
  /// The names of the panes, the active one in brackets, and the line between the halves.
  mutating func paneTabs<Pane>(
    _ layout: PaneLayout<Pane>, active: Pane, _ context: Context
  ) {
    for (pane, title, rect) in layout.tabs {
      let isActive = pane == active
      write(
        isActive ? "[\(title)]" : " \(title) ", column: rect.column, row: rect.row,
        role: isActive ? .activeTab : .tab,
        attributes: isActive
          ? [.bold, .underline] : layout.places[pane] != nil ? .underline : [])
    }
    if let column = layout.divider {
      verticalLine(column: column, row: context.area.row, length: context.area.rows)
    }
  }
}
