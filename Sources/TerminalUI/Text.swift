/// Where text stands in a field that is wider than it.
public enum Alignment: Hashable, Sendable { case leading, center, trailing }

/// Measures and lays out text in columns.
///
/// Pass the canvas' glyph set: in ASCII a character may take several columns (`≤` becomes `<=`).
public enum Text {
  /// Columns that the text takes.
  public static func width(_ text: String, glyphs: GlyphSet = .unicode) -> Int {
    if GlyphScanner.isPlain(text) { return text.utf8.count }
    var width = 0
    GlyphScanner.scan(text, glyphs) { glyph in
      width += glyph.width
      return true
    }
    return width
  }

  /// What a canvas would show of the text: no escape sequences, control characters or joiners.
  public static func clean(_ text: String, glyphs: GlyphSet = .unicode) -> String {
    if GlyphScanner.isPlain(text) { return text }
    var result = ""
    GlyphScanner.scan(text, glyphs) { glyph in
      result += glyph.text
      return true
    }
    return result
  }

  /// The clean text when it fits, else its beginning and an ellipsis.
  public static func truncate(_ text: String, to width: Int, glyphs: GlyphSet = .unicode) -> String
  {
    // Cleaned first: an unfinished escape sequence would swallow what is appended.
    let shown = clean(text, glyphs: glyphs)
    guard Text.width(shown, glyphs: glyphs) > width else { return shown }
    guard width > 0 else { return "" }
    return prefix(shown, columns: width - 1, glyphs: glyphs) + glyphs.ellipsis
  }

  /// As many glyphs from the beginning as fit into `columns`.
  public static func prefix(_ text: String, columns: Int, glyphs: GlyphSet = .unicode) -> String {
    var result = ""
    var used = 0
    GlyphScanner.scan(text, glyphs) { glyph in
      used += glyph.width
      guard used <= columns else { return false }
      result += glyph.text
      return true
    }
    return result
  }

  /// Exactly `width` columns: cut with an ellipsis or filled with blanks.
  public static func pad(
    _ text: String, to width: Int, alignment: Alignment = .leading, glyphs: GlyphSet = .unicode
  ) -> String {
    let shown = truncate(text, to: width, glyphs: glyphs)
    let space = max(0, width - Text.width(shown, glyphs: glyphs))
    let left =
      switch alignment {
      case .leading: 0
      case .center: space / 2
      case .trailing: space
      }
    return String(repeating: " ", count: left) + shown
      + String(repeating: " ", count: space - left)
  }

  /// Lines of at most `width` columns; line ends in the text are kept, an empty text is one empty line.
  ///
  /// Breaks between words and between Chinese or Japanese characters, never before closing or after opening
  /// punctuation; a word longer than a line is cut.
  public static func wrap(_ text: String, width: Int, glyphs: GlyphSet = .unicode) -> [String] {
    // A short plain line stays as it is; blanks at its end would go.
    if text.utf8.count <= width, text.utf8.last != 0x20, GlyphScanner.isPlain(text) {
      return [text]
    }
    return wrap([TextSpan(text)], width: width, glyphs: glyphs).map { line in
      line.map(\.text).joined()
    }
  }
}

extension Glyph {
  var text: String {
    Cell(scalar: scalar, marks: marks, role: .normal, attributes: [], link: 0).text
  }
}
