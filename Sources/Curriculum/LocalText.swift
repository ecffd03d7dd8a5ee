/// A text in English and, where somebody wrote it, in Chinese.
public struct LocalText: Hashable, Sendable, CustomStringConvertible {
  public let english: String
  /// `nil` when there is no translation; the English text is shown then.
  public let chinese: String?

  public init(_ english: String, chinese: String? = nil) {
    self.english = english
    self.chinese = chinese
  }

  /// The text for a language code (`en`, `zh`).
  public func text(_ language: String) -> String {
    language == "zh" ? chinese ?? english : english
  }
  public var description: String { english }
}

/// Markdown blocks in English and, where somebody wrote them, in Chinese.
public struct LocalBlocks: Hashable, Sendable {
  public let english: [Block]
  public let chinese: [Block]?

  public init(_ english: [Block], chinese: [Block]? = nil) {
    self.english = english
    self.chinese = chinese
  }

  /// The blocks for a language code (`en`, `zh`).
  public func blocks(_ language: String) -> [Block] {
    language == "zh" ? chinese ?? english : english
  }
}
