/// A piece of text in one style.
public struct TextSpan: Hashable, Sendable {
  public var text: String
  public var role: Role
  public var attributes: Attributes
  /// An address behind the text.
  public var link: String?

  public init(
    _ text: String, role: Role = .normal, attributes: Attributes = [], link: String? = nil
  ) {
    self.text = text
    self.role = role
    self.attributes = attributes
    self.link = link
  }
}

extension Canvas {
  /// Writes spans one after the other; see `write(_:column:row:role:attributes:maxWidth:link:)`.
  @discardableResult
  public mutating func write(_ spans: [TextSpan], column: Int, row: Int, maxWidth: Int? = nil)
    -> Int
  {
    var next = column
    for span in spans {
      let room = maxWidth.map { max(0, column + $0 - next) }
      next = write(
        span.text, column: next, row: row, role: span.role, attributes: span.attributes,
        maxWidth: room, link: span.link)
    }
    return next
  }
}

extension Text {
  /// Columns that the spans take.
  public static func width(_ spans: [TextSpan], glyphs: GlyphSet = .unicode) -> Int {
    spans.reduce(0) { $0 + width($1.text, glyphs: glyphs) }
  }

  /// The spans themselves when they fit, else their beginning and an ellipsis.
  public static func truncate(
    _ spans: [TextSpan], to width: Int, glyphs: GlyphSet = .unicode
  ) -> [TextSpan] {
    guard Text.width(spans, glyphs: glyphs) > width else { return spans }
    var left = width
    var result: [TextSpan] = []
    for span in spans {
      var part = span
      let needed = Text.width(span.text, glyphs: glyphs)
      // One column has to stay for the ellipsis of whatever follows.
      if needed < left {
        result.append(part)
        left -= needed
        continue
      }
      part.text =
        left > 0 ? prefix(span.text, columns: left - 1, glyphs: glyphs) + glyphs.ellipsis : ""
      return part.text.isEmpty ? result : result + [part]
    }
    return result
  }

  /// Wraps styled text; see `wrap(_:width:glyphs:)`.
  public static func wrap(
    _ spans: [TextSpan], width: Int, glyphs: GlyphSet = .unicode
  ) -> [[TextSpan]] {
    var wrapper = LineWrapper(width: max(1, width))
    for (index, span) in spans.enumerated() {
      var lines = span.text.split(separator: "\n", omittingEmptySubsequences: false)[...]
      if let first = lines.popFirst() { wrapper.add(String(first), span: index, glyphs) }
      for line in lines {
        wrapper.endParagraph()
        wrapper.add(String(line), span: index, glyphs)
      }
    }
    wrapper.endParagraph()
    return wrapper.lines.map { line in
      var result: [TextSpan] = []
      var last = -1
      for piece in line {
        if piece.span == last {
          result[result.count - 1].text += piece.glyph.text
        } else {
          var span = spans[piece.span]
          span.text = piece.glyph.text
          result.append(span)
          last = piece.span
        }
      }
      return result
    }
  }
}

/// Collects glyphs into lines.
struct LineWrapper {
  struct Piece {
    var glyph: Glyph
    var span: Int
  }

  private(set) var lines: [[Piece]] = []
  private let width: Int
  private var line: [Piece] = []
  private var used = 0
  /// Start of the part of `line` that may move to the next line, when a break before it is allowed.
  private var breakIndex: Int?

  init(width: Int) { self.width = width }

  mutating func add(_ text: String, span: Int, _ glyphs: GlyphSet) {
    GlyphScanner.scan(text, glyphs) { glyph in
      append(Piece(glyph: glyph, span: span))
      return true
    }
  }

  mutating func endParagraph() {
    finish(line)
    line = []
    used = 0
    breakIndex = nil
  }

  private mutating func append(_ piece: Piece) {
    if let last = line.last, LineBreak.isAllowed(after: last.glyph, before: piece.glyph) {
      breakIndex = line.count
    }
    if used + piece.glyph.width > width {
      // A blank at the end of a full line vanishes with the break.
      if piece.glyph == .space {
        line.append(piece)
        used += 1
        return
      }
      // What moved to the next line may itself leave no room for a double-width glyph.
      while used + piece.glyph.width > width, !line.isEmpty { breakLine() }
    }
    line.append(piece)
    used += piece.glyph.width
  }

  /// Ends the line at the last allowed place, or right here when there is none.
  private mutating func breakLine() {
    let cut = breakIndex ?? line.count
    guard cut > 0 else { return }
    finish(Array(line[..<cut]))
    line = Array(line[cut...])
    used = line.reduce(0) { $0 + $1.glyph.width }
    breakIndex = nil
  }

  private mutating func finish(_ pieces: [Piece]) {
    var end = pieces.count
    while end > 0, pieces[end - 1].glyph == .space { end -= 1 }
    lines.append(Array(pieces[..<end]))
  }
}

/// Where a line may end: a small part of UAX 14 that suits Latin, Chinese and Japanese text.
enum LineBreak {
  static func isAllowed(after left: Glyph, before right: Glyph) -> Bool {
    if right == .space { return false }
    if left == .space { return true }
    if closing.contains(right.scalar) || opening.contains(left.scalar) { return false }
    if left.width == 2 || right.width == 2 { return true }
    // After a hyphen or a slash inside a long word or path, but not before a digit (as in -1).
    let isJoint = left.scalar == 0x2D || left.scalar == 0x2F || left.scalar == 0x2013
    return isJoint && !(0x30...0x39).contains(right.scalar) && right.scalar != left.scalar
  }

  /// Must not begin a line (kinsoku): closing brackets, stops, small kana, the prolonged sound mark.
  private static let closing: Set<UInt32> = Set(
    "，。、；：？！）】」』》〉〕｝］…—·ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ％,.;:?!)]}%’”»›"
      .unicodeScalars.map(\.value))
  /// Must not end a line.
  private static let opening: Set<UInt32> = Set(
    "（【「『《〈〔｛［([{‘“«‹".unicodeScalars.map(\.value))
}
