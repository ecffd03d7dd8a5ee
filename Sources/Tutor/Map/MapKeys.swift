import TerminalUI

/// What only the map does.
public enum MapAction: Hashable, Sendable {
  case zoom, filter, legend, additions, clearFilter
}

extension MapScreen {
  public func keys(_ context: Context) -> [KeyBinding<Action>] {
    if isFiltering {
      return [
        context.binding([.up, .character("k")], "tutor.map.key.move", .up, name: "↑↓"),
        context.binding([.down, .character("j")], "tutor.key.down", .down, hinted: false),
        context.binding([.right, .character("l")], "tutor.map.key.change", .right, name: "←→"),
        context.binding([.left, .character("h")], "tutor.map.key.change", .left, hinted: false),
        context.binding([.character("x")], "tutor.map.key.clear", .map(.clearFilter)),
        context.binding(
          [.character("f"), .enter, .escape, .character("q")], "tutor.map.key.close", .map(.filter)),
      ]
    }
    // An open legend takes Esc first, as every box does.
    let legend =
      hasLegend
      ? context.binding(
        [.escape, .character("L"), .character("q")], "tutor.map.key.closeLegend", .map(.legend))
      : context.binding([.character("L")], "tutor.map.key.legend", .map(.legend))
    let keys = [
      context.binding([.left, .character("h")], "tutor.map.key.move", .left, name: "←↑↓→"),
      context.binding([.right, .character("l")], "tutor.key.right", .right, hinted: false),
      context.binding([.up, .character("k")], "tutor.key.up", .up, hinted: false),
      context.binding([.down, .character("j")], "tutor.key.down", .down, hinted: false),
      context.binding([.home, .character("g")], "tutor.key.first", .first, hinted: false),
      context.binding([.end, .character("G")], "tutor.key.last", .last, hinted: false),
      context.binding([.enter], "tutor.key.open", .open),
      context.binding([.character("z")], "tutor.map.key.zoom", .map(.zoom)),
      context.binding([.character("f")], "tutor.map.key.filter", .map(.filter)),
      context.binding([.character("a")], "tutor.map.key.additions", .map(.additions)),
    ]
    return hasLegend ? [legend] + keys : keys + [legend]
  }
}
