/// One glyph ready for a cell: a scalar with at most two marks and its width in columns, 1 or 2.
struct Glyph: Hashable, Sendable {
  var scalar: UInt32
  var marks: UInt32 = 0
  var width: Int

  static let space = Glyph(scalar: 0x20, width: 1)
}

/// Cuts text from anywhere into glyphs that are safe to show.
///
/// Escape sequences, control characters and invisible scalars vanish; tabs and line ends become a space;
/// a cluster keeps its first scalar and two marks, so skin tones, joiners and variation selectors vanish
/// too (terminals disagree about their width), and a flag becomes its two letters.
enum GlyphScanner {
  /// Calls `body` for each glyph until it answers `false`.
  static func scan(_ text: String, _ set: GlyphSet, _ body: (Glyph) -> Bool) {
    // Most text is plain: finding the borders of its characters would take longer than the rest.
    if isPlain(text) {
      for byte in text.utf8 where !body(Glyph(scalar: UInt32(byte), width: 1)) { return }
      return
    }
    var escape = EscapeFilter()
    for character in text {
      guard let first = character.unicodeScalars.first?.value else { continue }
      if escape.swallows(first) { continue }
      if first < 0x300 {
        guard let shown = simple(first) else { continue }
        if set.isASCII && shown > 0x7E {
          if !spell(character, body) { return }
        } else {
          let glyph = Glyph(scalar: shown, marks: marks(of: character), width: 1)
          if !body(set.isASCII ? Glyph(scalar: shown, width: 1) : glyph) { return }
        }
        continue
      }
      if !complex(character, first, set, body) { return }
    }
  }

  /// Whether the text is printable ASCII from end to end: one byte, one glyph.
  static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
  }

  /// Printable scalars below the combining marks, as they are; white space as a space; else `nil`.
  private static func simple(_ value: UInt32) -> UInt32? {
    switch value {
    case 0x20..<0x7F: value
    case 9...13, 0x85, 0xA0: 0x20
    case 0..<0xA0, 0xAD: nil
    default: value
    }
  }

  private static func complex(
    _ character: Character, _ first: UInt32, _ set: GlyphSet, _ body: (Glyph) -> Bool
  ) -> Bool {
    if (0x1F1E6...0x1F1FF).contains(first) {
      for scalar in character.unicodeScalars where (0x1F1E6...0x1F1FF).contains(scalar.value) {
        if !body(Glyph(scalar: scalar.value - 0x1F1E6 + 0x41, width: 1)) { return false }
      }
      return true
    }
    if first == 0x2028 || first == 0x2029 { return body(.space) }
    let width = WidthTable.width(first)
    guard width > 0 else { return true }
    if set.isASCII { return spell(character, body) }
    return body(Glyph(scalar: first, marks: marks(of: character), width: width))
  }

  private static func spell(_ character: Character, _ body: (Glyph) -> Bool) -> Bool {
    for byte in Transliteration.ascii(character).utf8
    where !body(Glyph(scalar: UInt32(byte), width: 1)) {
      return false
    }
    return true
  }

  /// The first two combining marks of a cluster, packed as `Cell.marks`.
  private static func marks(of character: Character) -> UInt32 {
    let scalars = character.unicodeScalars
    guard scalars.index(after: scalars.startIndex) != scalars.endIndex else { return 0 }
    var packed: UInt32 = 0
    for scalar in scalars.dropFirst() where isMark(scalar.value) {
      if packed == 0 {
        packed = scalar.value
      } else {
        return packed | scalar.value << 16
      }
    }
    return packed
  }

  /// Combining marks of the basic plane; not joiners, selectors or the enclosing keycap.
  private static func isMark(_ value: UInt32) -> Bool {
    guard value >= 0x300, value < 0xFE00 || (0xFE20...0xFE2F).contains(value) else { return false }
    if (0x200B...0x206F).contains(value) || (0x20DD...0x20E4).contains(value) { return false }
    return WidthTable.contains(WidthTable.zero, value)
  }
}

/// Recognises escape sequences (ECMA-48) so that none of their characters is shown.
struct EscapeFilter {
  private enum State { case text, escape, control, string, stringEscape }
  private var state = State.text

  init() {}

  /// Whether the scalar belongs to an escape sequence.
  mutating func swallows(_ value: UInt32) -> Bool {
    switch state {
    case .text:
      if value == 0x1B {
        state = .escape
      } else if value == 0x9B {
        state = .control
      } else if [0x90, 0x98, 0x9D, 0x9E, 0x9F].contains(value) {
        state = .string
      } else {
        return false
      }
    case .escape: afterEscape(value)
    case .control:
      if value == 0x1B {
        state = .escape
      } else if !(0x20...0x3F).contains(value) {
        state = .text
        // Anything but a final byte ends a broken sequence and is itself text.
        return (0x40...0x7E).contains(value)
      }
    case .string:
      if value == 0x1B { state = .stringEscape }
      if value == 0x07 || value == 0x9C || value == 0x0A { state = .text }
    case .stringEscape: state = value == 0x5C ? .text : .string
    }
    return true
  }

  private mutating func afterEscape(_ value: UInt32) {
    switch value {
    case 0x5B: state = .control
    case 0x5D, 0x50, 0x58, 0x5E, 0x5F: state = .string
    case 0x20...0x2F, 0x1B: state = .escape
    default: state = .text
    }
  }
}
