/// A piece of a lesson that stands on its own lines.
public struct Block: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// `level` 2 to 4: the lesson's title is the only first-level heading.
    case heading(level: Int, [Inline])
    case paragraph([Inline])
    case list(ListBlock)
    case quote([Block])
    /// `language` is the fence's first word, empty without one. `text` has no line break at its end.
    case code(language: String, text: String)
    case table(TableBlock)
    /// A thematic break.
    case rule
    case figure(Figure)
    case prediction(Prediction)
    case question(Question)
  }

  public let content: Content
  /// First line in the file: the position that a reader returns to.
  public let line: Int

  public init(_ content: Content, line: Int) {
    self.content = content
    self.line = line
  }
}

/// A bullet list or a numbered list.
public struct ListBlock: Hashable, Sendable {
  /// Number of the first item; `nil` for bullets.
  public let start: Int?
  /// Whether items follow each other without a blank line.
  public let isTight: Bool
  public let items: [[Block]]

  public init(start: Int?, isTight: Bool, items: [[Block]]) {
    self.start = start
    self.isTight = isTight
    self.items = items
  }
}

/// A table with one heading row. Every row has as many cells as the heading.
public struct TableBlock: Hashable, Sendable {
  public enum Alignment: Hashable, Sendable { case none, left, center, right }

  public let alignments: [Alignment]
  public let heading: [[Inline]]
  public let rows: [[[Inline]]]

  public init(alignments: [Alignment], heading: [[Inline]], rows: [[[Inline]]]) {
    self.alignments = alignments
    self.heading = heading
    self.rows = rows
  }
}

/// A piece of running text.
public indirect enum Inline: Hashable, Sendable {
  case text(String)
  case emphasis([Inline])
  case strong([Inline])
  case strike([Inline])
  case code(String)
  /// `url` is an https address or, within the content, a lesson (`lesson:ID`), project (`project:ID`) or challenge
  /// (`challenge:ID`).
  case link([Inline], url: String)
  /// A reference to one of the lesson's sources, written `[^id]`.
  case source(String)
  /// A line break that the author asked for.
  case lineBreak

  /// The words without their dress, for search and for narrow places.
  public var plainText: String {
    switch self {
    case .text(let text), .code(let text): text
    case .emphasis(let inner), .strong(let inner), .strike(let inner), .link(let inner, _):
      Curriculum.plainText(of: inner)
    case .source: ""
    case .lineBreak: " "
    }
  }
}

/// The words of running text without their dress.
public func plainText(of inlines: [Inline]) -> String { inlines.map(\.plainText).joined() }
