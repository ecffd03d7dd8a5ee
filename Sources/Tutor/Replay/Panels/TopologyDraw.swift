import Labs
import TerminalUI

extension Canvas {
  /// Domains under their wider ones with what is free in each; nodes show their devices. The chosen
  /// subject's devices are marked, so that one sees over how many domains it is spread.
  mutating func topologyTree(
    _ tree: TopologyTree, in rect: Rect, scroll: Int?, _ owner: Int?, _ context: Context
  ) {
    let nameWidth = min(
      rect.columns * 2 / 5,
      tree.domains.map { Text.width($0.name, glyphs: glyphs) + 2 * $0.depth + $0.level.count + 2 }
        .max() ?? 0)
    let first =
      tree.domains.firstIndex { domain in domain.cells.contains { $0.owner == owner } } ?? 0
    let (lines, place) = scrolled(
      tree.domains.count, top: scroll ?? max(0, first - rect.rows / 2), in: rect)
    for line in lines {
      let domain = tree.domains[line]
      let row = place.row + line - lines.lowerBound
      let indent = 2 * domain.depth
      write(
        Text.truncate(
          [
            // `rack-0` says already what it is.
            TextSpan(domain.name.hasPrefix(domain.level) ? "" : domain.level + " ", role: .muted),
            TextSpan(domain.name, role: domain.cells.isEmpty ? .heading : .normal),
          ], to: max(1, nameWidth - indent), glyphs: glyphs), column: place.column + indent,
        row: row,
        maxWidth: max(1, nameWidth - indent))
      let start = place.column + nameWidth + 1
      guard start < place.endColumn else { continue }
      if domain.cells.isEmpty {
        let free = context.say(
          "tutor.panel.topology.free", gpus(domain.freeMilli), gpus(domain.totalMilli))
        let width = min(20, max(0, place.endColumn - start - Text.width(free, glyphs: glyphs) - 1))
        if width >= 4, domain.totalMilli > 0 {
          bar(
            fraction: Double(domain.totalMilli - domain.freeMilli) / Double(domain.totalMilli),
            column: start, row: row, width: width)
        }
        write(
          free, column: start + (width >= 4 ? width + 1 : 0), row: row, role: .muted,
          maxWidth: max(1, place.endColumn - start))
      } else {
        occupancyGrid(
          domain.cells.map { topologyCell($0, owner) },
          in: Rect(column: start, row: row, columns: place.endColumn - start, rows: 1), group: 4)
      }
    }
  }

  private func topologyCell(_ cell: Picture.Cell, _ owner: Int?) -> OccupancyCell {
    switch cell.state {
    case .free: return .free(glyphs)
    case .blocked: return OccupancyCell(symbol: glyphs.middot, role: .disabled)
    case .used, .shared, .cached:
      var result = OccupancyCell.owner(cell.owner)
      if cell.owner == owner { result.attributes = [.bold, .reverse] }
      return result
    }
  }

  private func gpus(_ milli: Int) -> String {
    milli % 1_000 == 0 ? String(milli / 1_000) : formatted(Double(milli) / 1_000, decimals: 2)
  }
}
