/// The symbols of the interface, in Unicode or in plain ASCII for terminals and locales without it.
///
/// No emoji, and each symbol takes one column everywhere that box drawing does.
public struct GlyphSet: Hashable, Sendable {
  /// Whether only ASCII may reach the terminal; text is then transliterated while it is written.
  public let isASCII: Bool

  public static let unicode = GlyphSet(isASCII: false)
  public static let ascii = GlyphSet(isASCII: true)

  private func pick(_ unicode: String, _ ascii: String) -> String { isASCII ? ascii : unicode }

  public var horizontal: String { pick("─", "-") }
  public var vertical: String { pick("│", "|") }
  public var dashedHorizontal: String { pick("┄", "-") }
  public var dashedVertical: String { pick("┆", ":") }
  public var topLeft: String { pick("┌", "+") }
  public var topRight: String { pick("┐", "+") }
  public var bottomLeft: String { pick("└", "+") }
  public var bottomRight: String { pick("┘", "+") }

  public var full: String { pick("█", "#") }
  public var dark: String { pick("▓", "#") }
  public var medium: String { pick("▒", "+") }
  public var light: String { pick("░", ".") }
  public var check: String { pick("✓", "x") }
  public var fail: String { pick("✗", "!") }
  public var bullet: String { pick("•", "*") }
  public var middot: String { pick("·", ".") }
  public var starFilled: String { pick("★", "*") }
  public var starEmpty: String { pick("☆", "-") }
  public var ellipsis: String { pick("…", "~") }
  /// Marks the chosen entry of a list.
  public var pointer: String { pick("▸", ">") }
  public var arrowUp: String { pick("↑", "^") }
  public var arrowRight: String { pick("→", ">") }
  /// Around a value that left and right change.
  public var chevronLeft: String { pick("‹", "<") }
  public var chevronRight: String { pick("›", ">") }
  public var play: String { pick("▶", ">") }
  public var pause: String { pick("‖", "=") }
  public var radioOn: String { pick("●", "*") }
  public var radioOff: String { pick("○", "o") }
  public var point: String { pick("•", "*") }

  /// Eight heights of a sparkline, lowest first.
  public var ramp: [String] {
    isASCII
      ? ["_", ".", ",", "-", "=", "+", "*", "#"]
      : ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  }
  /// A bar's last cell filled by one to seven eighths; empty in ASCII, where bars end on whole cells.
  public var eighths: [String] { isASCII ? [] : ["▏", "▎", "▍", "▌", "▋", "▊", "▉"] }
  /// Five growing levels of activity, the first for none.
  public var levels: [String] { isASCII ? [".", "-", "+", "*", "#"] : ["·", "░", "▒", "▓", "█"] }
}
