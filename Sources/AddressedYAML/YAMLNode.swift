/// A piece of a YAML document that knows its line.
public struct YAMLNode: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// A word, number or text as written; `isPlain` when it stood without quotes or block marks, so
    /// that other YAML readers may take it for something else than text.
    case scalar(String, isPlain: Bool)
    case list([YAMLNode])
    /// Keys and values in file order.
    case map([YAMLEntry])
  }

  public let content: Content
  /// Line in the file, from 1.
  public let line: Int

  public init(_ content: Content, line: Int) {
    self.content = content
    self.line = line
  }

  /// What it is, for messages: `a list`, `a map`, `'text'`, `nothing`.
  public var described: String {
    switch content {
    case .scalar("", isPlain: true): "nothing"
    case .scalar(let text, _): "'\(shortened(text))'"
    case .list: "a list"
    case .map: "a map"
    }
  }

  /// Whether it is an empty value, `~` or `null`.
  public var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }
}

/// A key with its value.
public struct YAMLEntry: Hashable, Sendable {
  public let key: String
  /// Line of the key.
  public let line: Int
  public let value: YAMLNode

  public init(key: String, line: Int, value: YAMLNode) {
    self.key = key
    self.line = line
    self.value = value
  }
}

/// `text` on one line and at most 60 characters long, for quoting in messages.
public func shortened(_ text: String) -> String {
  let flat = String(
    text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : Character($0) })
  return flat.count <= 60 ? flat : flat.prefix(57) + "..."
}
