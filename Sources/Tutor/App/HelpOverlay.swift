import TerminalUI

/// `?`: every key that works on this screen now, made from the key table, so that the two cannot disagree. Typing filters.
struct HelpOverlay: Sendable {
  var filter = ""
  var top = 0

  /// - Returns: whether the help stays open.
  mutating func press(_ key: Key, _ state: AppState) -> Bool {
    let last = max(0, lines(state).count - 1)
    switch key {
    case .escape, .enter, .function(1): return false
    case .character("?") where filter.isEmpty, .character("q") where filter.isEmpty: return false
    case .up: top = max(0, top - 1)
    case .down: top = min(last, top + 1)
    case .pageUp: top = max(0, top - 10)
    case .pageDown: top = min(last, top + 10)
    case .home: top = 0
    case .end: top = last
    case .backspace:
      if !filter.isEmpty { filter.removeLast() }
      top = 0
    case .character(let letter):
      filter.append(letter)
      top = 0
    case .mouse(let event):
      switch event.kind {
      case .wheelUp: top = max(0, top - 3)
      case .wheelDown: top = min(last, top + 3)
      case .press: return false
      default: break
      }
    default: break
    }
    return true
  }

  private func lines(_ state: AppState) -> [KeyTable<Action>.HelpLine] {
    let needle = filter.lowercased()
    return state.keyTable.helpLines.filter {
      needle.isEmpty || $0.label.lowercased().contains(needle)
        || $0.keys.lowercased().contains(needle)
    }
  }

  func draw(on canvas: inout Canvas, _ state: AppState) {
    let shown = lines(state)
    let keysWidth = min(24, (shown.map { Text.width($0.keys) }.max() ?? 4) + 2)
    let width = min(state.columns - 2, 84)
    let height = min(state.rows - 2, max(shown.count, 3) + 4)
    let frame = Rect(
      column: (state.columns - width) / 2, row: (state.rows - height) / 2, columns: width,
      rows: height)
    canvas.fill(frame)
    let room = canvas.box(frame, title: state.say("tutor.help.title"), role: .focusedBorder)
      .inset(columns: 1)
    let (head, rest) = room.splitTop(1)
    let (list, foot) = rest.splitBottom(1)
    canvas.writeField(
      state.say("tutor.help.filter", filter), column: head.column, row: head.row,
      width: head.columns, role: .input)
    canvas.cursor = Position(
      column: min(
        head.endColumn - 1, head.column + Text.width(state.say("tutor.help.filter", filter))),
      row: head.row)
    for (offset, line) in shown.dropFirst(top).prefix(list.rows).enumerated() {
      let row = list.row + offset
      canvas.writeField(
        line.keys, column: list.column, row: row, width: keysWidth - 1, role: .key)
      let label = line.whyDisabled.map { "\(line.label) (\($0))" } ?? line.label
      canvas.writeField(
        label, column: list.column + keysWidth, row: row, width: list.columns - keysWidth,
        role: line.whyDisabled == nil ? .normal : .disabled)
    }
    canvas.writeField(
      state.say("tutor.help.foot", String(shown.count)), column: foot.column, row: foot.row,
      width: foot.columns, role: .muted)
  }
}
