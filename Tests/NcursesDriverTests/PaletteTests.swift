import TerminalUI
import Testing

@testable import NcursesDriver

/// WCAG 2.1 contrast, worked out from the definition.
private func luminance(_ colour: (Int, Int, Int)) -> Double {
  func linear(_ value: Int) -> Double {
    let share = Double(value) / 255
    guard share > 0.03928 else { return share / 12.92 }
    // ((s + 0.055) / 1.055) ^ 2.4 as exp(2.4 ln x), by series: no Foundation in this room.
    return power24((share + 0.055) / 1.055)
  }
  return 0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
}

/// x to the power 2.4 = x^2 * x^0.4, where x^0.4 = (x^2)^(1/5) by Newton's method.
private func power24(_ x: Double) -> Double {
  var root = 1.0
  for _ in 0..<60 {
    root -= (root * root * root * root * root - x * x) / (5 * root * root * root * root)
  }
  return x * x * root
}

/// xterm's colour cube and greys.
private func rgb(_ index: Int) -> (Int, Int, Int) {
  if index >= 232 {
    return (8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10)
  }
  let steps = [0, 95, 135, 175, 215, 255]
  let cube = index - 16
  return (steps[cube / 36], steps[cube / 6 % 6], steps[cube % 6])
}

private func contrast(_ one: (Int, Int, Int), _ two: (Int, Int, Int)) -> Double {
  let (a, b) = (luminance(one), luminance(two))
  return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

@Suite struct PaletteTests {
  @Test(arguments: [
    (Background.dark, [(0, 0, 0), (30, 30, 46)]), (.light, [(255, 255, 255), (253, 246, 227)]),
    (.unknown, [(0, 0, 0), (255, 255, 255)]),
  ])
  func everyRoleReadsOnItsBackground(background: Background, behind: [(Int, Int, Int)]) {
    let palette = Palette(colours: 256, background: background)
    for role in Role.allCases {
      let index = palette.style(of: role).foreground
      guard index >= 0 else { continue }
      // 0-15 are the user's own and must not be relied on.
      #expect(index >= 16, "\(role)")
      for colour in behind {
        let ratio = contrast(rgb(index), colour)
        #expect(ratio >= 4.5, "\(role) \(index) on \(colour): \(ratio)")
      }
    }
  }

  @Test func withoutColoursOnlyAttributesRemain() {
    let palette = Palette(colours: 0, background: .dark)
    #expect(Role.allCases.allSatisfy { palette.style(of: $0).foreground == -1 })
    #expect(palette.style(of: .focused).attributes == .reverse)
    #expect(palette.style(of: .selected).attributes == .bold)
    #expect(palette.style(of: .link).attributes == .underline)
    // Italic is rare on terminals without colours.
    #expect(palette.style(of: .emphasis).attributes == .underline)
  }

  @Test(arguments: [
    ("15;0", Background.dark), ("0;15", .light), ("0;default;15", .light), ("7;8", .dark),
    ("0;7", .light), ("", .unknown), ("nonsense", .unknown), ("0;99", .unknown),
  ])
  func colorFgBgNamesTheBackground(text: String, expected: Background) {
    #expect(Palette.background(colorFgBg: text) == expected)
  }

  @Test(arguments: [
    ("11;rgb:0000/0000/0000", Background.dark), ("11;rgb:1e/1e/2e", .dark),
    ("11;rgb:ffff/ffff/ffff", .light), ("11;rgb:fdfd/f6f6/e3e3", .light),
    ("11;rgb:8080/8080/8080", .unknown), ("11;rgb:f/f/f", .light),
  ])
  func answersNameTheBackground(answer: String, expected: Background) {
    #expect(Palette.background(answer: answer) == expected)
  }

  @Test(arguments: ["", "10;rgb:0/0/0", "11;rgb:0/0", "11;rgb:zz/00/00", "11;rgb:00000/0/0"])
  func strangeAnswersMeanNothing(answer: String) {
    #expect(Palette.background(answer: answer) == nil)
  }
}

@Suite struct TerminalOptionsTests {
  @Test(arguments: [("", true), ("1", false), ("0", false)])
  func noColorSwitchesColoursOff(value: String, expected: Bool) {
    #expect(TerminalOptions(environment: ["NO_COLOR": value]).colours == expected)
  }

  @Test func errorsSayWhatToDo() {
    #expect(
      TerminalError.termIsUnknown("alien").description
        == "the terminal type 'alien' is not in this machine's terminfo; try TERM=xterm-256color")
  }
}
