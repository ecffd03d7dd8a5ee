import CNcurses
import TerminalUI

/// What lies behind the text.
public enum Background: Hashable, Sendable {
  case dark, light
  /// Not known: colours are chosen to read on black and on white.
  case unknown
}

/// How a role looks.
struct Style: Equatable {
  /// Index into the terminal's palette, -1 for its own foreground.
  var foreground = -1
  var attributes: Attributes = []
}

/// Styles of all roles for a number of colours and a background.
///
/// The background is never painted, so text keeps the contrast that the user chose for the
/// terminal. With 256 colours each foreground has a WCAG contrast of at least 4.5 with its
/// background: on black and one step above it, on white, or (`unknown`) on both, where 11 colours
/// of the cube qualify.
struct Palette {
  let colours: Int
  let background: Background

  func style(of role: Role) -> Style {
    var style = Style(attributes: attributes(of: role))
    guard colours >= 8 else { return style }
    if colours >= 256 {
      style.foreground = colour256(role)
    } else {
      style.foreground = colour8(role)
    }
    return style
  }

  /// Also without colour headings, links, keys and the focus stand out.
  private func attributes(of role: Role) -> Attributes {
    switch role {
    case .heading, .title, .strong, .key, .bad: .bold
    case .activeTab, .focused: [.reverse]
    case .selected, .focusedBorder: [.bold]
    case .link, .input: .underline
    case .emphasis: colours > 0 ? [.italic] : [.underline]
    case .heat4: .bold
    default: []
    }
  }

  private func colour256(_ role: Role) -> Int {
    guard let row = Palette.colours256(role) else { return -1 }
    switch background {
    case .dark: return row.dark
    case .light: return row.light
    case .unknown: return row.unknown
    }
  }

  /// Indices into the palette of 256, for each background.
  private static func colours256(_ role: Role) -> (dark: Int, light: Int, unknown: Int)? {
    switch role {
    case .heading, .title: (117, 24, -1)
    case .muted, .tab: (248, 240, 243)
    case .disabled, .border, .barEmpty: (245, 242, 243)
    case .good, .bar, .stage2, .series3: (114, 22, 29)
    case .bad: (210, 124, 163)
    case .warning, .stage3: (221, 94, 131)
    case .accent, .focusedBorder, .stage1, .series1: (117, 25, 63)
    case .link: (111, 26, 63)
    case .code: (180, 88, 131)
    case .key: (153, 24, -1)
    case .stage4: (215, 88, 163)
    case .stage5: (176, 90, 98)
    case .series2: (215, 94, 131)
    case .series4: (176, 90, 163)
    case .series5: (210, 124, 98)
    case .series6: (229, 238, -1)
    case .heat1: (71, 23, 29)
    case .heat2: (77, 23, 29)
    case .heat3: (120, 22, 29)
    case .heat4: (156, 22, 29)
    default: nil
    }
  }

  /// Eight colours differ from terminal to terminal: only those that read almost everywhere are
  /// used.
  private func colour8(_ role: Role) -> Int {
    let (green, yellow, cyan, magenta, red) =
      background == .light ? (-1, -1, 4, 5, 1) : (2, 3, 6, -1, -1)
    switch role {
    case .good, .bar, .stage2, .series3, .heat2, .heat3, .heat4: return green
    case .warning, .stage3, .series2: return yellow
    case .accent, .heading, .title, .link, .key, .focusedBorder, .stage1, .series1: return cyan
    case .stage5, .series4: return magenta
    case .bad, .series5: return red
    default: return -1
    }
  }

  /// From the text of the environment variable COLORFGBG, such as `15;0`.
  static func background(colorFgBg text: String) -> Background {
    guard let last = text.split(separator: ";").last, let number = Int(last) else {
      return .unknown
    }
    return number == 7 || number == 15 ? .light : (0...8).contains(number) ? .dark : .unknown
  }

  /// From the terminal's answer to the question for its background: `11;rgb:RRRR/GGGG/BBBB`.
  static func background(answer: String) -> Background? {
    guard answer.hasPrefix("11;rgb:") else { return nil }
    let parts = answer.dropFirst(7).split(separator: "/")
    guard parts.count == 3 else { return nil }
    var luminance = 0.0
    for (part, weight) in zip(parts, [0.2126, 0.7152, 0.0722]) {
      guard part.count <= 4, let value = Int(part, radix: 16) else { return nil }
      let share = Double(value) / Double((1 << (4 * part.count)) - 1)
      luminance += weight * share * share
    }
    // Dark enough for bright colours, light enough for deep ones; in between is neither.
    return luminance < 0.04 ? .dark : luminance > 0.6 ? .light : .unknown
  }
}
