import Labs
import TerminalUI

extension Canvas {
  /// What the prefix cache knows: a line a stretch of shared tokens, indented under what it
  /// continues, with who holds it at the moment.
  mutating func prefixTree(
    _ tree: PrefixTree, in rect: Rect, scroll: Int?, _ owner: Int?, _ context: Context
  ) {
    let (body, foot) = rect.splitBottom(1)
    guard !tree.nodes.isEmpty else {
      write(
        context.say("tutor.panel.prefix.none"), column: rect.column, row: rect.row, role: .muted,
        maxWidth: rect.columns)
      return
    }
    let first = tree.nodes.firstIndex { $0.owner == owner } ?? 0
    let (lines, place) = scrolled(
      tree.nodes.count, top: scroll ?? max(0, first - body.rows / 2), in: body)
    let most = max(1, tree.nodes.map(\.tokens).max() ?? 1)
    for line in lines {
      let node = tree.nodes[line]
      let row = place.row + line - lines.lowerBound
      // Deep trees must not push their own text off the screen.
      let indent = min(2 * node.depth, place.columns / 3)
      let cell = node.owner >= 0 ? OccupancyCell.owner(node.owner) : .free(glyphs)
      let isHeld = node.holders > 0
      let text = context.say(
        Self.prefixKey(node, isRadix: tree.isRadix), String(node.tokens),
        tree.isRadix ? String((node.evictionPlace ?? 0) + 1) : String(node.blocks),
        String(node.holders))
      let spans = [
        TextSpan(cell.symbol + " ", role: isHeld ? cell.role : .muted),
        TextSpan(node.name + "  ", role: node.owner == owner ? .accent : .normal),
        TextSpan(text, role: .muted),
      ]
      let width = min(
        place.columns - indent, spans.reduce(0) { $0 + Text.width($1.text, glyphs: glyphs) })
      write(
        Text.truncate(spans, to: width, glyphs: glyphs), column: place.column + indent, row: row,
        maxWidth: width)
      let room = place.columns - indent - width - 1
      if room >= 8 {
        bar(
          fraction: Double(node.tokens) / Double(most), column: place.endColumn - min(20, room),
          row: row, width: min(20, room), role: isHeld ? .bar : .muted)
      }
    }
    legend(
      [
        ("a", .series1, context.say("tutor.panel.prefix.legend.held")),
        ("a", .muted, context.say("tutor.panel.prefix.legend.idle")),
      ], in: foot)
  }
  private static func prefixKey(_ node: PrefixTree.Node, isRadix: Bool) -> String {
    let isHeld = node.holders > 0
    guard isRadix else { return isHeld ? "tutor.panel.prefix.held" : "tutor.panel.prefix.idle" }
    if isHeld { return "tutor.panel.radix.locked" }
    return node.evictionPlace == nil ? "tutor.panel.radix.inner" : "tutor.panel.radix.leaf"
  }
}
