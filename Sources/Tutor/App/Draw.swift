import TerminalUI

/// The frame of a state. Pure: equal states, equal cells.
public func draw(_ state: AppState) -> Canvas {
  var canvas = Canvas(columns: state.columns, rows: state.rows, glyphs: state.glyphs)
  if state.isTooSmall {
    drawTooSmall(on: &canvas, state)
    return canvas
  }
  drawTabs(on: &canvas, state)
  let context = state.context
  canvas.withClip(context.area) { state.screen.draw(on: &$0, context) }
  drawBottomRow(on: &canvas, state)
  if let overlay = state.overlay { overlay.draw(on: &canvas, state) }
  return canvas
}

extension AppState {
  /// The keys for the bottom row: those of an open box or field while they take all keys.
  fileprivate var hintedKeys: KeyTable<Action> {
    let context = context
    let close = context.binding([.escape], "tutor.key.close", .back)
    let move = context.binding([.up, .down], "tutor.map.key.move", .down, name: "↑↓")
    switch overlay {
    case .help: return KeyTable([move, close])
    case .search(let search):
      let key = search.purpose == .actions ? "tutor.key.do" : "tutor.key.open"
      return KeyTable([move, context.binding([.enter], key, .open), close])
    case nil: break
    }
    guard screen.isTyping else { return keyTable }
    return KeyTable([
      context.binding([.enter], "tutor.key.accept", .open),
      context.binding([.escape], "tutor.key.cancelTyping", .back),
    ])
  }
}

private func drawTooSmall(on canvas: inout Canvas, _ state: AppState) {
  let sentence = state.say(
    "tutor.tooSmall", String(AppState.smallest.columns), String(AppState.smallest.rows),
    String(state.columns), String(state.rows))
  for (row, line) in Text.wrap(sentence, width: max(1, state.columns), glyphs: state.glyphs)
    .enumerated()
  {
    canvas.write(line, column: 0, row: row, role: .warning)
  }
  canvas.cursor = Position(column: 0, row: 0)
}

/// Where each tab stands in the top row: shortened step by step until all six fit.
private func tabLayout(_ state: AppState) -> [(tab: Tab, text: String, column: Int)] {
  let titles = Tab.allCases.map { state.say($0.titleKey) }
  let nameWidth = state.columns >= 90 ? Text.width("aiinfra-tutor") + 3 : 1
  for longest in [20, 10, 8, 6, 5, 4, 3] {
    var column = nameWidth
    var layout: [(Tab, String, Int)] = []
    for (tab, title) in zip(Tab.allCases, titles) {
      let short =
        Text.width(title, glyphs: state.glyphs) <= longest
        ? title : Text.prefix(title, columns: longest, glyphs: state.glyphs)
      let text = " \(tab.rawValue) \(short) "
      layout.append((tab, text, column))
      column += Text.width(text, glyphs: state.glyphs)
    }
    if column <= state.columns - 2 || longest == 3 { return layout }
  }
  return []
}

private func drawTabs(on canvas: inout Canvas, _ state: AppState) {
  canvas.fill(Rect(column: 0, row: 0, columns: state.columns, rows: 1), role: .tab)
  if state.columns >= 90 {
    canvas.write(" aiinfra-tutor", column: 0, row: 0, role: .tab, attributes: .bold)
  }
  for (tab, text, column) in tabLayout(state) {
    let isActive = tab == state.screen.place.tab
    canvas.write(
      text, column: column, row: 0, role: isActive ? .activeTab : .tab,
      attributes: isActive ? [.bold, .underline] : [])
  }
  // In the narrowest windows the last tab needs the room; the bottom row names the key.
  let end = tabLayout(state).last.map { $0.column + Text.width($0.text, glyphs: state.glyphs) } ?? 0
  if end <= state.columns - 2 { canvas.write("?", column: state.columns - 2, row: 0, role: .tab) }
}

func tab(at column: Int, _ state: AppState) -> Tab? {
  tabLayout(state).last { $0.column <= column }?.tab
}

private func drawBottomRow(on canvas: inout Canvas, _ state: AppState) {
  let row = Rect(column: 0, row: state.rows - 1, columns: state.columns, rows: 1)
  if let notice = state.notice {
    canvas.writeField(
      " " + notice.text, column: 0, row: row.row, width: state.columns, role: notice.role)
  } else if let unsaved = state.unsaved {
    canvas.writeField(
      " " + state.say("tutor.unsaved", unsaved), column: 0, row: row.row, width: state.columns,
      role: .bad)
  } else if let trouble = state.contentTrouble {
    canvas.writeField(" " + trouble, column: 0, row: row.row, width: state.columns, role: .bad)
  } else {
    canvas.keyBar(
      state.hintedKeys, in: row.inset(columns: 1),
      trailing: state.columns >= 76 ? state.say("tutor.week", state.now.week.description) : "")
  }
}
