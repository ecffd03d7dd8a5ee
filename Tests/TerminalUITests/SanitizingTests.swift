import Testing

@testable import TerminalUI

/// SplitMix64: the tests need nothing but repeatable numbers.
struct TestRandom {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}

@Suite struct SanitizingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let shown: String
    var testDescription: String { name }
  }

  @Test(arguments: [
    Case(name: "colour", text: "a\u{1B}[31mred\u{1B}[0m", shown: "ared"),
    Case(name: "title with BEL", text: "a\u{1B}]0;evil\u{07}b", shown: "ab"),
    Case(
      name: "link with ST", text: "\u{1B}]8;;http://x\u{1B}\\text\u{1B}]8;;\u{1B}\\", shown: "text"),
    Case(name: "8-bit CSI", text: "a\u{9B}2Jb", shown: "ab"),
    Case(name: "device control", text: "a\u{1B}P+q\u{1B}\\b", shown: "ab"),
    Case(name: "charset", text: "a\u{1B}(0b", shown: "ab"),
    Case(name: "unfinished", text: "a\u{1B}[12", shown: "a"),
    Case(name: "lone escape", text: "a\u{1B}", shown: "a"),
    Case(name: "unterminated title ends with the line", text: "\u{1B}]0;x\nafter", shown: "after"),
    Case(name: "controls", text: "a\u{0}b\u{8}c\u{7F}d", shown: "abcd"),
    Case(name: "white space", text: "a\tb\nc\r\nd\u{A0}e", shown: "a b c d e"),
    Case(name: "direction controls", text: "a\u{202E}b\u{2066}c\u{200B}d", shown: "abcd"),
    Case(name: "soft hyphen", text: "a\u{AD}b", shown: "ab"),
    Case(name: "combining mark stays", text: "e\u{301}a", shown: "e\u{301}a"),
    Case(name: "mark alone vanishes", text: "\u{301}a", shown: "a"),
    Case(name: "family keeps one face", text: "👨‍👩‍👧x", shown: "👨x"),
    Case(name: "skin tone", text: "👍🏽x", shown: "👍x"),
    Case(name: "heart without selector", text: "❤️x", shown: "❤x"),
    Case(name: "keycap", text: "1️⃣x", shown: "1x"),
    Case(name: "flag as letters", text: "🇩🇪x", shown: "DEx"),
  ])
  func textIsMadeSafe(_ test: Case) {
    var canvas = Canvas(columns: 20, rows: 1)
    canvas.write(test.text, column: 0, row: 0)
    #expect(canvas.text == test.shown)
  }

  @Test(arguments: [
    Case(name: "umlauts", text: "Gödel, Ünal, ñ, ç, ß", shown: "Godel, Unal, n, c, ss"),
    Case(name: "quotes", text: "“a” ‘b’ «c»", shown: "\"a\" 'b' \"c\""),
    Case(name: "dashes", text: "a–b—c…", shown: "a-b-c..."),
    Case(name: "signs", text: "≤ ≥ × → ← ± ≈ ≠", shown: "<= >= x -> <- +/- ~ !="),
    Case(name: "Greek", text: "µs α β", shown: "us alpha beta"),
    Case(name: "boxes", text: "┌─┐│└┘", shown: "+-+|++"),
    Case(name: "stars and checks", text: "★☆ ✓ ✗ • ·", shown: "*- x ! * ."),
    Case(name: "decomposed", text: "Go\u{308}del", shown: "Godel"),
    Case(name: "last resort", text: "文a", shown: "?a"),
  ])
  func textIsSpelledInASCII(_ test: Case) {
    var canvas = Canvas(columns: 40, rows: 1, glyphs: .ascii)
    canvas.write(test.text, column: 0, row: 0)
    #expect(canvas.text == test.shown)
  }

  @Test func everySymbolTakesOneColumn() {
    for glyphs in [GlyphSet.unicode, .ascii] {
      let symbols =
        [
          glyphs.horizontal, glyphs.vertical, glyphs.dashedHorizontal, glyphs.dashedVertical,
          glyphs.topLeft, glyphs.topRight, glyphs.bottomLeft, glyphs.bottomRight, glyphs.full,
          glyphs.dark,
          glyphs.medium, glyphs.light, glyphs.check, glyphs.fail, glyphs.bullet, glyphs.middot,
          glyphs.starFilled, glyphs.starEmpty, glyphs.ellipsis, glyphs.pointer,
          glyphs.arrowUp, glyphs.arrowRight,
          glyphs.chevronLeft, glyphs.chevronRight, glyphs.play, glyphs.pause, glyphs.radioOn,
          glyphs.radioOff, glyphs.point,
        ] + glyphs.ramp + glyphs.eighths + glyphs.levels
      for symbol in symbols {
        #expect(Text.width(symbol, glyphs: glyphs) == 1, "\(symbol)")
        if glyphs.isASCII { #expect(symbol.utf8.count == 1, "\(symbol)") }
      }
    }
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func randomTextNeverEscapesItsCells(seed: UInt64) {
    var random = TestRandom(state: seed)
    for _ in 0..<60 {
      let text = randomText(&random)
      let glyphs = random.below(2) == 0 ? GlyphSet.unicode : .ascii
      var canvas = Canvas(columns: 1 + random.below(30), rows: 1 + random.below(4), glyphs: glyphs)
      let width = random.below(40)
      let clip = Rect(
        column: random.below(20) - 5, row: random.below(4) - 1, columns: random.below(20), rows: 3)
      canvas.withClip(clip) { canvas in
        for _ in 0..<4 {
          canvas.write(
            text, column: random.below(40) - 10, row: random.below(6) - 2, maxWidth: width)
        }
      }
      checkCells(canvas, clip: clip, seed: seed)
      for line in Text.wrap(text, width: max(2, width), glyphs: glyphs) {
        #expect(Text.width(line, glyphs: glyphs) <= max(2, width), "seed \(seed)")
      }
      let cut = Text.truncate(text, to: width, glyphs: glyphs)
      #expect(Text.width(cut, glyphs: glyphs) <= width, "seed \(seed)")
      #expect(
        Text.width(Text.pad(text, to: width, glyphs: glyphs), glyphs: glyphs) == width,
        "seed \(seed)")
    }
  }

  private func randomText(_ random: inout TestRandom) -> String {
    let pieces = [
      "\u{1B}[", "\u{1B}]0;", "\u{1B}", "\u{07}", "\u{9B}", "31m", "中", "文", "👨‍👩‍👧", "🇩🇪", "é",
      "e\u{301}\u{302}\u{303}", "\u{200D}", "\u{FE0F}", "\u{202E}", "\t", "\n", "\r\n", " ", "word",
      "-", "，", "（", "a", "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "\u{FFFD}", "≤", "\u{1160}",
    ]
    var text = ""
    for _ in 0..<random.below(25) {
      if random.below(4) == 0 {
        if let scalar = Unicode.Scalar(UInt32(random.below(0x110000))) {
          text.unicodeScalars.append(scalar)
        }
      } else {
        text += pieces[random.below(pieces.count)]
      }
    }
    return text
  }

  private func checkCells(_ canvas: Canvas, clip: Rect, seed: UInt64) {
    for row in 0..<canvas.rows {
      for column in 0..<canvas.columns {
        let cell = canvas[column, row]
        if !clip.contains(column: column, row: row) {
          #expect(cell == .blank, "seed \(seed): written outside the clip")
        }
        let isControl = cell.scalar < 0x20 || (0x7F..<0xA0).contains(cell.scalar)
        #expect(cell.isContinuation || !isControl, "seed \(seed): control character")
        if canvas.glyphs.isASCII { #expect(cell.scalar < 0x7F, "seed \(seed)") }
        let isWide = !cell.isContinuation && WidthTable.width(cell.scalar) == 2
        let next = column + 1 < canvas.columns && canvas[column + 1, row].isContinuation
        #expect(isWide == next, "seed \(seed): half a glyph at \(column),\(row)")
        if column == 0 { #expect(!cell.isContinuation, "seed \(seed)") }
      }
    }
  }
}
