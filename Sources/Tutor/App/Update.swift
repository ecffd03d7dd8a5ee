import Curriculum
import Learning
import TerminalUI

/// From what is and what happened to what is next and what should be done. Pure: all of the tutor's behaviour.
public func update(_ state: inout AppState, _ event: AppEvent) -> [Effect] {
  switch event {
  case .clock(let now):
    state.now = now
    return []
  case .resize(let columns, let rows):
    state.columns = columns
    state.rows = rows
    return []
  case .key(let key):
    return press(key, in: &state)
  case .contentLoaded(let index, let problems):
    state.index = index
    state.isContentLoaded = true
    state.contentTrouble = nil
    if problems > 0 {
      state.notice = Notice(state.say("tutor.content.problems", String(problems)), role: .warning)
    }
    return callScreen(&state) { $0.appear($1) }
  case .contentMissing(let reason):
    state.contentTrouble = reason
    return []
  case .recorded(let learner):
    state.learner = learner
    state.unsaved = nil
    return callScreen(&state) { $0.receive(.recorded, $1) }
  case .recordFailed(let reason):
    state.unsaved = reason
    return callScreen(&state) { $0.receive(.recordFailed(reason: reason), $1) }
  case .rest: return callScreen(&state) { $0.receive(.rest, $1) }
  case .slice(let events): return callScreen(&state) { $0.receive(.slice(events: events), $1) }
  case .loaded(let loaded):
    if case .scenarios(let all) = loaded { state.scenarios = all }
    return callScreen(&state) { $0.receive(.loaded(loaded), $1) }
  case .loadFailed(let what, let reason):
    return callScreen(&state) { $0.receive(.loadFailed(what: what, reason: reason), $1) }
  case .fileWritten(let path):
    state.notice = Notice(state.say("tutor.file.written", path), role: .good)
    return callScreen(&state) { $0.receive(.fileWritten(path: path), $1) }
  case .fileFailed(let path, let reason):
    state.notice = Notice(reason, role: .bad)
    return callScreen(&state) { $0.receive(.fileFailed(path: path, reason: reason), $1) }
  }
}

/// What the shell does before it ends, whatever ended it: the current screen may still want something recorded.
public func finish(_ state: inout AppState) -> [Effect] {
  callScreen(&state) { $0.disappear($1) }
}

private func press(_ key: Key, in state: inout AppState) -> [Effect] {
  state.notice = nil
  if state.isTooSmall {
    // Nothing is drawn, so nothing may be changed blindly; leaving always works.
    return key == .character("q") || key == .control("c") || key == .escape
      ? [.quit(status: key == .control("c") ? 130 : 0)] : []
  }
  if state.overlay != nil { return pressInOverlay(key, &state) }
  if case .mouse(let event) = key, event.position.row == 0 {
    guard event.kind == .press, let tab = tab(at: event.position.column, state) else { return [] }
    return go(to: tab.root, &state)
  }
  if case .mouse = key { return callScreen(&state) { $0.type(key, $1) } }
  if state.screen.isTyping, key != .control("c") {
    return callScreen(&state) { $0.type(key, $1) }
  }
  if case .paste = key {
    state.notice = Notice(state.say("tutor.paste.ignored"))
    return []
  }
  switch state.keyTable.match(key) {
  case .action(let action): return perform(action, &state)
  case .disabled(let reason):
    state.notice = Notice(reason, role: .warning)
    return []
  case .unknown: return []
  }
}

/// Runs an action, wherever it was asked for: a key, the palette, a click.
func perform(_ action: Action, _ state: inout AppState) -> [Effect] {
  switch action {
  case .go(let place): return go(to: place, &state)
  case .back: return move(by: -1, &state)
  case .forward: return move(by: 1, &state)
  case .quit: return finish(&state) + [.quit(status: 0)]
  case .interrupt:
    if state.screen.wantsSlices { return callScreen(&state) { $0.perform(.interrupt, $1) } }
    return finish(&state) + [.quit(status: 130)]
  case .help: state.overlay = .help(HelpOverlay())
  case .search:
    state.overlay = .search(SearchOverlay(purpose: .everything))
    return state.scenarios == nil ? [.listScenarios] : []
  case .palette: state.overlay = .search(SearchOverlay(purpose: .actions))
  case .toggleMouse:
    state.isMouseOn.toggle()
    state.notice = Notice(state.say(state.isMouseOn ? "tutor.mouse.on" : "tutor.mouse.off"))
    return [.setMouse(state.isMouseOn)]
  case .redraw: return [.repaint]
  default: return callScreen(&state) { $0.perform(action, $1) }
  }
  return []
}

/// Shows `place`: a tab's first screen comes back as it was left, any other place is fresh.
func go(to place: Place, _ state: inout AppState) -> [Effect] {
  let isTab = place == place.tab.root
  let now = state.screen.place
  guard place != now, !(isTab && now.isTabRoot && now.tab == place.tab) else { return [] }
  var effects = callScreen(&state) { $0.disappear($1) }
  let known = state.visited.last { $0.place.isTabRoot && $0.place.tab == place.tab }
  state.visited.removeSubrange((state.position + 1)...)
  // A long session keeps the last hundred places.
  if state.visited.count >= 100 { state.visited.removeFirst() }
  state.visited.append(isTab ? known ?? makeScreen(place) : makeScreen(place))
  state.position = state.visited.count - 1
  effects += callScreen(&state) { $0.appear($1) }
  return effects
}

private func move(by step: Int, _ state: inout AppState) -> [Effect] {
  let target = state.position + step
  guard state.visited.indices.contains(target) else {
    if step < 0, !state.screen.place.isTabRoot {
      return go(to: state.screen.place.tab.root, &state)
    }
    state.notice = Notice(state.say(step < 0 ? "tutor.history.start" : "tutor.history.end"))
    return []
  }
  var effects = callScreen(&state) { $0.disappear($1) }
  state.position = target
  effects += callScreen(&state) { $0.appear($1) }
  return effects
}

/// Calls the current screen and then does what it left behind: a notice, a place to go to.
func callScreen(
  _ state: inout AppState, _ call: (inout any Screen, Context) -> [Effect]
) -> [Effect] {
  var screen = state.screen
  var effects = call(&screen, state.context)
  if let notice = screen.notice {
    state.notice = notice
    screen.notice = nil
  }
  let next = screen.wantsPlace
  screen.wantsPlace = nil
  state.screen = screen
  if let next { effects += go(to: next, &state) }
  return effects
}
