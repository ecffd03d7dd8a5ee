import Curriculum
import TerminalUI

extension MapScreen {
  public mutating func appear(_ context: Context) -> [Effect] {
    isRested = true
    keepSelection(context)
    keepLayout(context)
    return []
  }

  public mutating func perform(_ action: Action, _ context: Context) -> [Effect] {
    defer { keepLayout(context) }
    if isFiltering { return performInFilter(action, context) }
    let layout = layout(context)
    switch action {
    case .left, .right, .up, .down:
      guard let now = selected ?? layout.cards.first?.entry.id else { break }
      let next = layout.neighbour(of: now, action) ?? now
      if next != selected { isRested = false }
      selected = next
    case .first: selected = layout.cards.min { $0.middle < $1.middle }?.entry.id
    case .last: selected = layout.cards.max { $0.middle < $1.middle }?.entry.id
    case .open:
      guard let selected else { break }
      wantsPlace = .project(selected)
    case .map(.zoom):
      let stage = selected.flatMap { context.index.entry($0)?.stage }
      zoomed = zoomed == nil ? (stage ?? 1) : nil
    case .map(.filter): isFiltering = true
    case .map(.legend): hasLegend.toggle()
    case .map(.additions):
      filter.hasAdditions.toggle()
      notice = Notice(
        context.say(filter.hasAdditions ? "tutor.map.additionsOn" : "tutor.map.additionsOff"))
      keepSelection(context)
    case .map(.clearFilter):
      filter = Filter()
      keepSelection(context)
    default: break
    }
    return []
  }

  public mutating func receive(_ event: ScreenEvent, _ context: Context) -> [Effect] {
    if case .rest = event { isRested = true }
    return []
  }

  public mutating func type(_ key: Key, _ context: Context) -> [Effect] {
    guard case .mouse(let event) = key, event.kind == .press || event.kind == .doubleClick else {
      return []
    }
    let frame = frame(context)
    let layout = layout(context)
    let row = event.position.row - frame.cards.row + scroll(layout, frame)
    let column = event.position.column - frame.cards.column
    guard frame.cards.contains(event.position),
      let card = layout.cards.first(where: { $0.rect.contains(column: column, row: row) })
    else { return [] }
    if selected == card.entry.id || event.kind == .doubleClick {
      wantsPlace = .project(card.entry.id)
    }
    selected = card.entry.id
    return []
  }

  /// First virtual row in sight: the selected card stays visible.
  func scroll(_ layout: MapLayout, _ frame: MapFrame) -> Int {
    let most = max(0, layout.rows - frame.cards.rows)
    guard most > 0, let card = selected.flatMap({ layout.card($0) }) else { return 0 }
    return min(most, max(0, card.rect.row + card.rect.rows / 2 - frame.cards.rows / 2))
  }

  private mutating func keepSelection(_ context: Context) {
    let shown = shown(context)
    if let selected, shown.contains(where: { $0.id == selected }) { return }
    if let selected, let entry = context.index.entry(selected), entry.isAddition {
      filter.hasAdditions = true
      if filter.admits(entry, context.learner) { return }
    }
    // Where the path begins.
    selected = shown.first { $0.id == "kubernetes" }?.id ?? shown.first?.id
  }

  /// Lines of the filter panel: stage, category, early only, not met only, additions.
  private mutating func performInFilter(_ action: Action, _ context: Context) -> [Effect] {
    switch action {
    case .up: filterLine = max(0, filterLine - 1)
    case .down: filterLine = min(4, filterLine + 1)
    case .left, .right: change(by: action == .right ? 1 : -1, context)
    case .map(.clearFilter): filter = Filter()
    default: isFiltering = false
    }
    if let stage = filter.stage, zoomed != nil { zoomed = stage }
    keepSelection(context)
    return []
  }

  private mutating func change(by step: Int, _ context: Context) {
    switch filterLine {
    case 0: filter.stage = neighbour(of: filter.stage, in: [1, 2, 3, 4, 5], step)
    case 1:
      filter.category = neighbour(of: filter.category, in: categories(context), step)
    case 2: filter.isEarlyOnly.toggle()
    case 3: filter.isUnmetOnly.toggle()
    default: filter.hasAdditions.toggle()
    }
  }

  /// Walks through "any" and then the values, around the end.
  private func neighbour<Value: Equatable>(of value: Value?, in values: [Value], _ step: Int)
    -> Value?
  {
    let all: [Value?] = [nil] + values.map(Optional.some)
    let at = all.firstIndex { $0 == value } ?? 0
    return all[(at + step + all.count) % all.count]
  }
}
