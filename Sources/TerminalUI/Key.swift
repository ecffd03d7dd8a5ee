/// What the mouse did, and where.
public struct MouseEvent: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case press, release, doubleClick, wheelUp, wheelDown }
  public var kind: Kind
  /// 1 left, 2 middle, 3 right; 0 for the wheel.
  public var button: Int
  public var position: Position

  public init(kind: Kind, button: Int = 1, position: Position) {
    self.kind = kind
    self.button = button
    self.position = position
  }
}

/// One thing the user typed, pasted or clicked.
public enum Key: Hashable, Sendable {
  /// A printable character, the space bar included.
  case character(Character)
  case up, down, left, right
  case enter, escape, tab, backtab, backspace, delete, insert
  case home, end, pageUp, pageDown
  /// F1 is `function(1)`.
  case function(Int)
  /// Control with a lower-case letter: `control("c")`.
  case control(Character)
  /// A whole paste, however long; never a series of commands.
  case paste(String)
  case mouse(MouseEvent)

  /// How the bottom row and the help call the key.
  public var displayName: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backtab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .insert: "Ins"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .function(let number): "F\(number)"
    case .control(let character): "^\(character.uppercased())"
    case .paste: "paste"
    case .mouse: "mouse"
    }
  }
}
