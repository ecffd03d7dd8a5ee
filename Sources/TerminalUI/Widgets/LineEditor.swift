/// One line of text being typed, and where the next character goes.
public struct LineEditor: Hashable, Sendable {
  public private(set) var characters: [Character]
  /// Number of characters before the cursor.
  public private(set) var cursor: Int
  /// Longest text, in characters; what does not fit is not taken.
  public let limit: Int
  /// Whether what is typed first takes the place of the whole text, as in the address line of a browser.
  private var isReplaced: Bool

  public init(_ text: String = "", limit: Int = 500, isReplaced: Bool = false) {
    self.limit = limit
    self.isReplaced = isReplaced
    characters = Array(Text.clean(text).prefix(limit))
    cursor = characters.count
  }

  public var text: String { String(characters) }

  /// Types, deletes and moves. Pastes are taken as text, their line ends as blanks.
  ///
  /// - Returns: whether the key was used; Enter, Escape and the like are left to the caller.
  @discardableResult
  public mutating func handle(_ key: Key) -> Bool {
    if isReplaced {
      switch key {
      case .character, .paste, .backspace, .delete: remove(from: 0, to: characters.count)
      default: break
      }
      isReplaced = false
    }
    switch key {
    case .character(let character): insert(String(character))
    case .paste(let text): insert(text)
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .backspace, .control("h"): remove(from: cursor - 1, to: cursor)
    case .delete, .control("d"): remove(from: cursor, to: cursor + 1)
    case .control("u"): remove(from: 0, to: cursor)
    case .control("k"): remove(from: cursor, to: characters.count)
    case .control("w"): remove(from: startOfWord, to: cursor)
    default: return false
    }
    return true
  }

  /// Puts text before the cursor.
  public mutating func insert(_ text: String) {
    let room = max(0, limit - characters.count)
    let added = Array(Text.clean(text).prefix(room))
    characters.insert(contentsOf: added, at: cursor)
    cursor += added.count
  }

  private mutating func remove(from: Int, to: Int) {
    let range = max(0, from)..<min(characters.count, max(to, 0))
    guard !range.isEmpty else { return }
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }

  private var startOfWord: Int {
    var start = cursor
    while start > 0, characters[start - 1] == " " { start -= 1 }
    while start > 0, characters[start - 1] != " " { start -= 1 }
    return start
  }
}

extension Canvas {
  /// An input field of `width` columns that keeps the cursor visible.
  ///
  /// - Parameters:
  ///   - prompt: shown in front of the field, such as `/`.
  ///   - placeholder: shown while nothing is typed.
  ///   - isFocused: puts the hardware cursor there.
  public mutating func textField(
    _ editor: LineEditor, prompt: String = "", placeholder: String = "", column: Int, row: Int,
    width: Int, isFocused: Bool = true
  ) {
    let start = write(prompt, column: column, row: row, role: .key, maxWidth: width)
    let room = column + width - start
    guard room > 0 else { return }
    fill(Rect(column: start, row: row, columns: room, rows: 1), role: .input)
    var first = 0
    var before = Text.width(String(editor.characters[..<editor.cursor]), glyphs: glyphs)
    // The cursor needs a cell of its own behind the text.
    while before > room - 1, first < editor.cursor {
      before -= Text.width(String(editor.characters[first]), glyphs: glyphs)
      first += 1
    }
    if editor.characters.isEmpty {
      write(placeholder, column: start, row: row, role: .muted, maxWidth: room)
    } else {
      write(
        String(editor.characters[first...]), column: start, row: row, role: .input, maxWidth: room)
    }
    if isFocused { cursor = Position(column: start + before, row: row) }
  }
}
