import TerminalUI

/// The keys that work on every screen, after the screen's own.
func globalKeys(_ context: Context, at place: Place) -> [KeyBinding<Action>] {
  let tabs = Tab.allCases.map { tab in
    context.binding(
      [.character(Character(String(tab.rawValue)))], tab.titleKey, .go(tab.root), hinted: false)
  }
  return [
    context.binding([.character("?"), .function(1)], "tutor.key.help", .help),
    context.binding([.character("/")], "tutor.key.search", .search),
    context.binding([.character(":")], "tutor.key.palette", .palette),
    context.binding(
      [.character("q"), .escape], place.isTabRoot ? "tutor.key.quit" : "tutor.key.back",
      place.isTabRoot ? .quit : .back),
    context.binding([.character("<")], "tutor.key.back", .back, hinted: false),
    context.binding([.character(">")], "tutor.key.forward", .forward, hinted: false),
    context.binding([.control("c")], "tutor.key.interrupt", .interrupt, hinted: false),
    context.binding([.control("l")], "tutor.key.redraw", .redraw, hinted: false),
    context.binding([.character("M")], "tutor.key.mouse", .toggleMouse, hinted: false),
  ] + tabs
}

/// Bindings that every list shares; `extra` narrows nothing, it only saves repeating them.
extension Context {
  func listKeys(openKey: String = "tutor.key.open") -> [KeyBinding<Action>] {
    [
      binding([.up, .character("k")], "tutor.key.up", .up, hinted: false),
      binding([.down, .character("j")], "tutor.key.down", .down, hinted: false),
      binding([.pageUp, .control("b")], "tutor.key.pageUp", .pageUp, hinted: false),
      binding([.pageDown, .control("f")], "tutor.key.pageDown", .pageDown, hinted: false),
      binding([.home, .character("g")], "tutor.key.first", .first, hinted: false),
      binding([.end, .character("G")], "tutor.key.last", .last, hinted: false),
      binding([.enter], openKey, .open),
    ]
  }
}
