import Labs
import TerminalUI

extension Canvas {
  /// Replicas under each other: how full their KV cache is, how long their queues are, and who
  /// stands in them.
  mutating func fleetTable(
    _ fleet: FleetTable, in rect: Rect, scroll: Int, _ owner: Int?, _ context: Context
  ) {
    let (upper, foot) = rect.splitBottom(1)
    let body = upper.splitTop(1).rest
    let isWide = rect.columns >= 76
    let nameWidth = min(
      rect.columns / 4,
      fleet.replicas.map { Text.width(label($0, context), glyphs: glyphs) }.max() ?? 1)
    let barWidth = isWide ? 12 : 6
    let numbers = [
      context.say("tutor.panel.fleet.running"), context.say("tutor.panel.fleet.waiting"),
      context.say("tutor.panel.fleet.routed"), context.say("tutor.panel.fleet.hits"),
    ]
    let widths = numbers.map { max(4, Text.width($0, glyphs: glyphs)) + 1 }
    var column = rect.column + nameWidth + 1
    writeField(
      context.say("tutor.panel.fleet.kv"), column: column, row: rect.row, width: barWidth + 5,
      role: .muted)
    column += barWidth + 6
    for (title, width) in zip(numbers, widths) where column + width <= rect.endColumn {
      writeField(
        title, column: column, row: rect.row, width: width, alignment: .trailing, role: .muted)
      column += width
    }
    let (lines, place) = scrolled(fleet.replicas.count, top: scroll, in: body)
    for line in lines {
      drawReplica(
        fleet.replicas[line], row: place.row + line - lines.lowerBound, in: place, nameWidth,
        barWidth, widths, owner, context)
    }
    legend(
      [
        ("a", .series1, context.say("tutor.panel.fleet.legend.running")),
        (glyphs.middot, .warning, context.say("tutor.panel.fleet.legend.waiting")),
      ], in: foot)
  }

  private func label(_ replica: FleetTable.Replica, _ context: Context) -> String {
    replica.name + (replica.role.map { " " + context.say($0) } ?? "")
  }

  private mutating func drawReplica(
    _ replica: FleetTable.Replica, row: Int, in rect: Rect, _ nameWidth: Int, _ barWidth: Int,
    _ widths: [Int], _ owner: Int?, _ context: Context
  ) {
    writeField(
      label(replica, context), column: rect.column, row: row, width: nameWidth,
      role: replica.members.contains { $0.owner == owner } ? .accent : .normal)
    var column = rect.column + nameWidth + 1
    guard !replica.isDown else {
      writeField(
        context.say("tutor.panel.fleet.down"), column: column, row: row,
        width: rect.endColumn - column, role: .bad)
      return
    }
    bar(
      fraction: Double(replica.heldPerMille) / 1_000, column: column, row: row, width: barWidth)
    writeField(
      formatted(Double(replica.heldPerMille) / 10, decimals: 0) + "%", column: column + barWidth,
      row: row, width: 5, alignment: .trailing)
    column += barWidth + 6
    let values = [
      String(replica.running), String(replica.waiting), String(replica.routed),
      replica.hitPerMille.map { formatted(Double($0) / 10, decimals: 0) + "%" } ?? "-",
    ]
    for (value, width) in zip(values, widths) where column + width <= rect.endColumn {
      writeField(value, column: column, row: row, width: width, alignment: .trailing)
      column += width
    }
    column += 2
    guard column < rect.endColumn else { return }
    let room = rect.endColumn - column
    for (at, member) in replica.members.prefix(room).enumerated() {
      var cell = OccupancyCell.owner(member.owner)
      if !member.isRunning { cell = OccupancyCell(symbol: glyphs.middot, role: .warning) }
      write(
        cell.symbol, column: column + at, row: row, role: cell.role,
        attributes: member.owner == owner ? [.bold, .reverse] : [], maxWidth: 1)
    }
  }
}
