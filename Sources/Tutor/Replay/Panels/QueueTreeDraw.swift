import Labs
import TerminalUI

extension Canvas {
  /// Queues under their parents; per resource a bar of what is used within quota, borrowed, lent
  /// and unused, all to one scale, and the numbers beside it.
  mutating func queueTree(_ tree: QueueTree, in rect: Rect, scroll: Int, _ context: Context) {
    let (body, foot) = rect.splitBottom(1)
    guard !tree.nodes.isEmpty else {
      write(
        context.say("tutor.panel.queues.none"), column: rect.column, row: rect.row, role: .muted)
      return
    }
    let lines = queueLines(tree, context)
    let (shown, place) = scrolled(lines.count, top: scroll, in: body)
    let nameWidth = min(
      place.columns * 2 / 5, lines.map { Text.width($0.name, glyphs: glyphs) }.max() ?? 0)
    let noteWidth = min(
      place.columns / 2, lines.map { Text.width($0.numbers, glyphs: glyphs) }.max() ?? 0)
    let barWidth = max(4, place.columns - nameWidth - noteWidth - 2)
    // Each resource has a unit of its own, so each has its own scale.
    for line in shown {
      let entry = lines[line]
      let row = place.row + line - shown.lowerBound
      writeField(
        entry.name, column: place.column, row: row, width: nameWidth,
        role: entry.isHead ? .heading : .muted)
      if let amount = entry.amount {
        let scale =
          tree.nodes.flatMap(\.amounts).filter { $0.resource == amount.resource }
          .map { max($0.used, max($0.nominal, min($0.limit ?? 0, 2 * $0.nominal))) }.max() ?? 1
        quotaBar(
          amount, scale: max(1, scale), column: place.column + nameWidth + 1, row: row,
          width: barWidth)
      }
      writeField(
        entry.numbers, column: place.column + nameWidth + barWidth + 2, row: row, width: noteWidth,
        role: .muted)
    }
    legend(
      [
        (glyphs.full, .good, context.say("tutor.panel.queues.used")),
        (glyphs.dark, .warning, context.say("tutor.panel.queues.borrowed") + " (+)"),
        (glyphs.medium, .accent, context.say("tutor.panel.queues.lent") + " (-)"),
        (glyphs.light, .muted, context.say("tutor.panel.queues.free")),
      ], in: foot)
  }

  private struct QueueLine {
    var name: String
    var isHead: Bool
    var amount: QueueTree.Amount?
    var numbers: String
  }

  private func queueLines(_ tree: QueueTree, _ context: Context) -> [QueueLine] {
    tree.nodes.flatMap { node -> [QueueLine] in
      let indent = String(repeating: "  ", count: node.depth)
      var words = [String]()
      if node.waiting > 0 {
        words.append(context.say("tutor.panel.queues.waiting", String(node.waiting)))
      }
      if let note = node.note { words.append(context.say(note)) }
      let isSingle = node.amounts.count == 1
      var lines = [
        QueueLine(
          name: indent + (node.isLeaf ? "" : glyphs.pointer + " ") + node.name, isHead: true,
          amount: isSingle ? node.amounts[0] : nil,
          numbers: ((isSingle ? [numbers(node.amounts[0], context)] : []) + words).joined(
            separator: "  "))
      ]
      guard !isSingle else { return lines }
      for amount in node.amounts {
        lines.append(
          QueueLine(
            name: indent + "  " + amount.resource, isHead: false, amount: amount,
            numbers: numbers(amount, context)))
      }
      return lines
    }
  }

  private func numbers(_ amount: QueueTree.Amount, _ context: Context) -> String {
    var text = "\(amount.text(amount.used))/\(amount.text(amount.nominal))"
    if amount.borrowed > 0 { text += " +" + amount.text(amount.borrowed) }
    if amount.lent > 0 { text += " -" + amount.text(amount.lent) }
    if let limit = amount.limit {
      text += " " + context.say("tutor.panel.queues.limit", amount.text(limit))
    }
    if amount.pending > 0 {
      text += " " + context.say("tutor.panel.queues.asked", amount.text(amount.pending))
    }
    return text
  }

  private mutating func quotaBar(
    _ amount: QueueTree.Amount, scale: Int, column: Int, row: Int, width: Int
  ) {
    func cells(_ value: Int) -> Int {
      Int((Double(value) / Double(scale) * Double(width)).rounded())
    }
    let own = min(amount.used, amount.nominal)
    let lent = max(0, min(amount.lent, amount.nominal - own))
    var at = 0
    for (value, symbol, role) in [
      (own, glyphs.full, Role.good), (own + lent, glyphs.medium, .accent),
      (amount.nominal, glyphs.light, .muted), (amount.used, glyphs.dark, .warning),
    ] {
      let end = min(width, cells(value))
      while at < end {
        write(symbol, column: column + at, row: row, role: role, maxWidth: 1)
        at += 1
      }
    }
  }
}
