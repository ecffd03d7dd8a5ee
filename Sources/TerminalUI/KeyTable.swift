/// One entry of the key table: what a key does now, and why not when it does not.
public struct KeyBinding<Action: Sendable>: Sendable {
  /// All keys that do it, the one to show first.
  public var keys: [Key]
  public var label: String
  public var action: Action
  /// Why the action is not possible now, shown when the key is pressed; `nil` when it is.
  public var whyDisabled: String?
  /// A name for the keys that replaces the first key's own, such as `arrows`.
  public var keyName: String
  /// Whether the bottom row may show it; the help always does.
  public var isHinted: Bool

  public init(
    keys: [Key], name: String? = nil, label: String, action: Action, whyDisabled: String? = nil,
    isHinted: Bool = true
  ) {
    self.keys = keys
    self.label = label
    self.action = action
    self.whyDisabled = whyDisabled
    self.isHinted = isHinted
    keyName = name ?? keys.first?.displayName ?? ""
  }

  public init(
    key: Key, label: String, action: Action, whyDisabled: String? = nil, isHinted: Bool = true
  ) {
    self.init(
      keys: [key], label: label, action: action, whyDisabled: whyDisabled, isHinted: isHinted)
  }
}

/// What became of a key that was looked up.
public enum KeyMatch<Action: Sendable>: Sendable {
  case action(Action)
  case disabled(reason: String)
  case unknown
}

/// The keys that work now, the most important first: the bottom row and the help are drawn from it.
public struct KeyTable<Action: Sendable>: Sendable {
  public var bindings: [KeyBinding<Action>]

  public init(_ bindings: [KeyBinding<Action>]) { self.bindings = bindings }

  /// The first possible binding of the key, else the reason of the first one that is off.
  public func match(_ key: Key) -> KeyMatch<Action> {
    let candidates = bindings.filter { $0.keys.contains(key) }
    if let possible = candidates.first(where: { $0.whyDisabled == nil }) {
      return .action(possible.action)
    }
    if let off = candidates.first { return .disabled(reason: off.whyDisabled ?? "") }
    return .unknown
  }

  /// One entry of the help: every key, what it does, and why not.
  public struct HelpLine: Hashable, Sendable {
    public var keys: String
    public var label: String
    public var whyDisabled: String?
  }

  public var helpLines: [HelpLine] {
    bindings.map { binding in
      var names: [String] = [binding.keyName]
      for key in binding.keys.dropFirst(binding.keyName == binding.keys.first?.displayName ? 1 : 0)
      where !names.contains(key.displayName) {
        names.append(key.displayName)
      }
      return HelpLine(
        keys: names.joined(separator: " "), label: binding.label, whyDisabled: binding.whyDisabled)
    }
  }

  /// The possible, hinted bindings that fit into `width` columns with two blanks between them.
  func hints(width: Int, glyphs: GlyphSet) -> [KeyBinding<Action>] {
    var used = 0
    var shown: [KeyBinding<Action>] = []
    var taken: Set<Key> = []
    for binding in bindings where binding.whyDisabled == nil {
      // A key that an earlier binding takes is not this one's to promise.
      let isShadowed = binding.keys.first.map(taken.contains) ?? false
      taken.formUnion(binding.keys)
      guard binding.isHinted, !isShadowed else { continue }
      let text = "\(binding.keyName) \(binding.label)"
      let needed = Text.width(text, glyphs: glyphs) + (shown.isEmpty ? 0 : 2)
      if used + needed <= width {
        used += needed
        shown.append(binding)
      }
    }
    return shown
  }
}

extension Canvas {
  /// The bottom row: as many of the keys that work now as fit, `trailing` at the right end.
  public mutating func keyBar<Action>(
    _ table: KeyTable<Action>, in rect: Rect, trailing: String = ""
  ) {
    guard !rect.isEmpty else { return }
    let reserved = trailing.isEmpty ? 0 : Text.width(trailing, glyphs: glyphs) + 2
    let hasTrailing = reserved > 0 && reserved <= rect.columns / 2
    let room = rect.columns - (hasTrailing ? reserved : 0)
    var column = rect.column
    for binding in table.hints(width: room, glyphs: glyphs) {
      if column > rect.column { column += 2 }
      column = write(binding.keyName, column: column, row: rect.row, role: .key)
      column = write(" \(binding.label)", column: column, row: rect.row, role: .muted)
    }
    if hasTrailing {
      write(trailing, column: rect.endColumn - reserved + 2, row: rect.row, role: .muted)
    }
  }
}
