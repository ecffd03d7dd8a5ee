/// Characters that content must not carry to a terminal.
public enum ForbiddenCharacter: Hashable, Sendable {
  /// Control characters (a terminal obeys them) and marks that reorder text.
  case control(Unicode.Scalar)
  /// Emoji and the marks that join or colour them: terminals disagree about their width.
  case emoji(Unicode.Scalar)

  /// What `scalar` is, `nil` when it is harmless. Line breaks and tabs are harmless.
  init?(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 9, 10: return nil
    case 0..<32, 127...159, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      self = .control(scalar)
    case 0..<0x2000: return nil
    case 0x200C, 0x200D, 0xFE00...0xFE0F, 0x1F1E6...0x1F1FF, 0x1F3FB...0x1F3FF:
      self = .emoji(scalar)
    default:
      guard scalar.properties.isEmojiPresentation else { return nil }
      self = .emoji(scalar)
    }
  }

  /// The first such character of a text.
  public static func first(in text: String) -> ForbiddenCharacter? {
    text.unicodeScalars.lazy.compactMap(ForbiddenCharacter.init).first
  }

  /// `text` without them.
  public static func removed(from text: String) -> String {
    guard first(in: text) != nil else { return text }
    var kept = String.UnicodeScalarView()
    kept.append(contentsOf: text.unicodeScalars.filter { ForbiddenCharacter($0) == nil })
    return String(kept)
  }

  /// The sentence for a problem: `the control character U+001B stands in the text`.
  public var message: String {
    switch self {
    case .control(let scalar): "the control character \(name(scalar)) stands in the text"
    case .emoji(let scalar): "the emoji character \(name(scalar)) stands in the text"
    }
  }

  public var hint: String {
    switch self {
    case .control: "remove it; content is plain text without escape sequences"
    case .emoji: "say it with a word; terminals disagree about the width of emoji"
    }
  }

  private func name(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension ProblemLog {
  /// `text` without characters that content must not carry; reports the first in each line.
  public func cleaned(_ text: String, firstLine: Int) -> String {
    guard ForbiddenCharacter.first(in: text) != nil else { return text }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      if let found = ForbiddenCharacter.first(in: String(line)) {
        report(line: firstLine + number, found.message, hint: found.hint)
      }
    }
    return ForbiddenCharacter.removed(from: text)
  }
}
