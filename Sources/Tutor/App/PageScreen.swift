import TerminalUI

/// A screen that is a page and nothing else: it makes the page, the rest is common.
protocol PageScreen: Screen {
  var position: PagePosition { get set }
  func page(_ context: Context) -> Page
  /// Keys before those of every page.
  func ownKeys(_ context: Context) -> [KeyBinding<Action>]
  /// Actions that are not movement.
  mutating func performOwn(_ action: Action, _ context: Context) -> [Effect]
}

extension PageScreen {
  func ownKeys(_ context: Context) -> [KeyBinding<Action>] { [] }
  mutating func performOwn(_ action: Action, _ context: Context) -> [Effect] { [] }

  public func keys(_ context: Context) -> [KeyBinding<Action>] {
    ownKeys(context) + context.listKeys()
  }

  public mutating func perform(_ action: Action, _ context: Context) -> [Effect] {
    let page = page(context)
    switch action {
    case .open:
      switch position.target(on: page) {
      case .go(let place): wantsPlace = place
      case let action?: return performOwn(action, context)
      case nil: break
      }
    case .up, .down, .pageUp, .pageDown, .first, .last:
      position.move(action, on: page, rows: pageArea(context).rows)
    default: return performOwn(action, context)
    }
    return []
  }

  public mutating func type(_ key: Key, _ context: Context) -> [Effect] {
    guard let action = position.handleMouse(key, on: page(context), in: pageArea(context)) else {
      return []
    }
    if case .go(let place) = action {
      wantsPlace = place
      return []
    }
    return performOwn(action, context)
  }

  public func draw(on canvas: inout Canvas, _ context: Context) {
    canvas.page(page(context), position, in: pageArea(context))
  }
}

/// The room for a page: some air at the left, a readable line length.
func pageArea(_ context: Context) -> Rect {
  let area = context.area
  return Rect(
    column: area.column + 2, row: area.row, columns: min(area.columns - 4, 96), rows: area.rows)
}

extension PagePosition {
  /// A click on something to do, or the wheel.
  mutating func handleMouse(_ key: Key, on page: Page, in rect: Rect) -> Action? {
    guard case .mouse(let event) = key else { return nil }
    switch event.kind {
    case .press: return click(event.position, in: rect, on: page)
    case .wheelUp: scroll(by: -3, on: page, rows: rect.rows)
    case .wheelDown: scroll(by: 3, on: page, rows: rect.rows)
    default: break
    }
    return nil
  }

  mutating func scroll(by lines: Int, on page: Page, rows: Int) {
    top = min(max(0, page.lines.count - rows), max(0, top + lines))
  }
}
