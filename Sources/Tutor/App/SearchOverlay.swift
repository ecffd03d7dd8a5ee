import TerminalUI

/// `/` over everything there is to read, `:` over everything there is to do. One list, one field, two sources.
struct SearchOverlay: Sendable {
  enum Purpose: Sendable { case everything, actions }

  /// What the overlay wants after a key.
  enum Answer: Sendable {
    case stay, close
    case choose(Action)
    case refuse(String)
  }

  let purpose: Purpose
  var field = LineEditor()
  var chosen = 0

  init(purpose: Purpose) { self.purpose = purpose }

  mutating func press(_ key: Key, _ state: AppState) -> Answer {
    let found = results(state)
    switch key {
    case .escape: return .close
    case .enter:
      guard found.indices.contains(chosen) else { return .stay }
      if let reason = found[chosen].whyDisabled { return .refuse(reason) }
      return .choose(found[chosen].action)
    case .up, .control("p"): chosen = max(0, chosen - 1)
    case .down, .control("n"), .tab: chosen = min(max(0, found.count - 1), chosen + 1)
    case .pageUp: chosen = max(0, chosen - 10)
    case .pageDown: chosen = min(max(0, found.count - 1), chosen + 10)
    case .mouse(let event):
      return click(event, found, state)
    default:
      if field.handle(key) { chosen = 0 }
    }
    return .stay
  }

  private mutating func click(
    _ event: MouseEvent, _ found: [SearchItem], _ state: AppState
  ) -> Answer {
    switch event.kind {
    case .wheelUp: chosen = max(0, chosen - 3)
    case .wheelDown: chosen = min(max(0, found.count - 1), chosen + 3)
    case .press:
      let list = layout(state).list
      guard list.contains(event.position) else { return .close }
      let at = firstShown(list.rows, found.count) + event.position.row - list.row
      guard found.indices.contains(at) else { return .stay }
      if let reason = found[at].whyDisabled { return .refuse(reason) }
      return .choose(found[at].action)
    default: break
    }
    return .stay
  }

  func results(_ state: AppState) -> [SearchItem] {
    let items =
      switch purpose {
      case .everything: searchItems(in: state)
      case .actions: actionItems(in: state)
      }
    return ranked(items, for: field.text)
  }

  private func firstShown(_ rows: Int, _ count: Int) -> Int {
    max(0, min(chosen - rows / 2, count - rows))
  }

  private func layout(_ state: AppState) -> (frame: Rect, field: Rect, list: Rect, foot: Rect) {
    let width = min(state.columns - 2, 84)
    let height = min(state.rows - 2, 22)
    let frame = Rect(
      column: (state.columns - width) / 2, row: (state.rows - height) / 2, columns: width,
      rows: height)
    let room = frame.inset(columns: 2, rows: 1)
    let (field, rest) = room.splitTop(1)
    let (list, foot) = rest.splitBottom(1)
    return (frame, field, list, foot)
  }

  func draw(on canvas: inout Canvas, _ state: AppState) {
    let found = results(state)
    let (frame, fieldRoom, list, foot) = layout(state)
    canvas.fill(frame)
    let titleKey = purpose == .everything ? "tutor.search.title" : "tutor.palette.title"
    canvas.box(frame, title: state.say(titleKey), role: .focusedBorder)
    let mark = purpose == .everything ? "/ " : ": "
    canvas.write(mark, column: fieldRoom.column, row: fieldRoom.row, role: .key)
    let input = fieldRoom.splitLeft(2).rest
    let first = firstShown(list.rows, found.count)
    for (offset, item) in found.dropFirst(first).prefix(list.rows).enumerated() {
      let isChosen = first + offset == chosen
      let row = list.row + offset
      let role: Role = isChosen ? .focused : item.whyDisabled == nil ? .normal : .disabled
      let kindWidth = min(20, list.columns / 4)
      canvas.writeField(
        (isChosen ? canvas.glyphs.pointer : " ") + " " + item.title, column: list.column, row: row,
        width: list.columns - kindWidth, role: role)
      canvas.writeField(
        item.kind, column: list.endColumn - kindWidth, row: row, width: kindWidth,
        alignment: .trailing, role: isChosen ? .focused : .muted)
    }
    let detail =
      found.isEmpty
      ? state.say("tutor.search.nothing", field.text)
      : found.indices.contains(chosen)
        ? (found[chosen].whyDisabled ?? found[chosen].detail) : ""
    canvas.writeField(detail, column: foot.column, row: foot.row, width: foot.columns, role: .muted)
    canvas.textField(field, column: input.column, row: input.row, width: input.columns)
  }
}

/// Something that can be found and chosen.
struct SearchItem: Sendable {
  var title: String
  /// Chinese title and other words by which it is found but which are not shown in the list.
  var alsoKnownAs: String
  /// "lesson", "project", "term", or the key that does the action.
  var kind: String
  var detail: String
  var action: Action
  var whyDisabled: String?
}

/// The items that match every word of `query`, best first: title begins with it, a word of the title does, elsewhere in
/// the title, other names, detail. Equal ranks keep their order.
func ranked(_ items: [SearchItem], for query: String) -> [SearchItem] {
  let words = query.lowercased().split(separator: " ").map(String.init)
  guard !words.isEmpty else { return items }
  var scored: [(rank: Int, at: Int)] = []
  for (at, item) in items.enumerated() {
    let title = item.title.lowercased()
    let names = item.alsoKnownAs.lowercased()
    let detail = item.detail.lowercased()
    var worst = 0
    for word in words {
      if title.hasPrefix(word) {
        continue
      } else if title.contains(" " + word) || title.contains("-" + word) {
        worst = max(worst, 1)
      } else if title.contains(word) {
        worst = max(worst, 2)
      } else if names.contains(word) {
        worst = max(worst, 3)
      } else if detail.contains(word) {
        worst = max(worst, 4)
      } else {
        worst = .max
        break
      }
    }
    if worst < .max { scored.append((worst, at)) }
  }
  return scored.sorted { ($0.rank, $0.at) < ($1.rank, $1.at) }.map { items[$0.at] }
}

/// `:` lists every action that has a key here, and every place.
func actionItems(in state: AppState) -> [SearchItem] {
  var seen: Set<Action> = [.palette]
  let here: [SearchItem] = state.keyTable.bindings.compactMap { binding in
    guard seen.insert(binding.action).inserted else { return nil }
    return SearchItem(
      title: binding.label, alsoKnownAs: "", kind: binding.keyName,
      detail: state.say("tutor.palette.detail", binding.keyName), action: binding.action,
      whyDisabled: binding.whyDisabled)
  }
  return here + placeItems(in: state).filter { seen.insert($0.action).inserted }
}

/// Places that have no key of their own on most screens.
private func placeItems(in state: AppState) -> [SearchItem] {
  let context = state.context
  var places: [(String, Place)] = [("tutor.palette.review", .review)]
  if let weekly = state.index.challenge(inWeek: state.now.week.week) {
    places.append(("tutor.palette.challenge", .challenge(weekly.challenge.id)))
  }
  if let lesson = nextLesson(context) {
    places.append(("tutor.palette.lesson", .lesson(lesson.id)))
  }
  let pages = places.map { key, place in
    SearchItem(
      title: state.say(key), alsoKnownAs: "", kind: "", detail: "", action: .go(place),
      whyDisabled: nil)
  }
  return pages + experimentItems(in: state)
}
