import TerminalUI

/// A line of a question or prediction; a click on it chooses `option`.
struct CardLine: Hashable, Sendable {
  var spans: [TextSpan]
  var option: Int?
}

/// Collects the lines of a card: each part wrapped, its mark in front of the first line.
struct CardLines {
  private(set) var lines: [CardLine] = []
  private let width: Int
  private let glyphs: GlyphSet

  init(width: Int, glyphs: GlyphSet) {
    self.width = width
    self.glyphs = glyphs
  }

  mutating func add(
    _ spans: [TextSpan], mark: TextSpan = TextSpan(""), indent: Int = 0, option: Int? = nil
  ) {
    let markWidth = Text.width(mark.text, glyphs: glyphs)
    let room = max(10, width - indent - markWidth)
    for (at, line) in Text.wrap(spans, width: room, glyphs: glyphs).enumerated() {
      let lead = at == 0 ? mark : TextSpan(String(repeating: " ", count: markWidth))
      lines.append(
        CardLine(
          spans: [TextSpan(String(repeating: " ", count: indent)), lead] + line, option: option))
    }
  }
}

/// The letter that chooses an option.
func optionLetter(_ option: Int) -> String { String(UnicodeScalar(UInt8(97 + min(25, option)))) }
