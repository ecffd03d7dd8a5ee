import TerminalUI

/// What can lie over a screen: help, search or the palette.
enum Overlay: Sendable {
  case help(HelpOverlay)
  case search(SearchOverlay)

  func draw(on canvas: inout Canvas, _ state: AppState) {
    switch self {
    case .help(let help): help.draw(on: &canvas, state)
    case .search(let search): search.draw(on: &canvas, state)
    }
  }
}

/// A key while an overlay is open.
func pressInOverlay(_ key: Key, _ state: inout AppState) -> [Effect] {
  guard let overlay = state.overlay else { return [] }
  if key == .control("c") {
    state.overlay = nil
    return []
  }
  switch overlay {
  case .help(var help):
    state.overlay = help.press(key, state) ? .help(help) : nil
    return []
  case .search(var search):
    switch search.press(key, state) {
    case .stay:
      state.overlay = .search(search)
      return []
    case .close:
      state.overlay = nil
      return []
    case .choose(let action):
      state.overlay = nil
      return perform(action, &state)
    case .refuse(let reason):
      state.overlay = nil
      state.notice = Notice(reason, role: .warning)
      return []
    }
  }
}
