import Testing

@testable import TerminalUI

@Suite struct KeyDecoderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: String
    let keys: [Key]
    var testDescription: String { name }
  }

  private static func mouse(_ kind: MouseEvent.Kind, _ button: Int, _ column: Int, _ row: Int)
    -> Key
  {
    .mouse(
      MouseEvent(kind: kind, button: button, position: Position(column: column, row: row)))
  }

  static let cases = [
    Case(name: "characters", bytes: "aé文 ", keys: ["a", "é", "文", " "].map(Key.character)),
    Case(
      name: "controls", bytes: "\u{3}\u{1A}\r\n\t\u{7F}\u{8}",
      keys: [
        .control("c"), .control("z"), .enter, .enter, .tab, .backspace, .backspace,
      ]),
    Case(
      name: "CSI arrows", bytes: "\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D",
      keys: [.up, .down, .right, .left]),
    Case(
      name: "SS3 arrows", bytes: "\u{1B}OA\u{1B}OB\u{1B}OC\u{1B}OD",
      keys: [.up, .down, .right, .left]),
    Case(name: "arrows with modifiers", bytes: "\u{1B}[1;2A\u{1B}[1;5B", keys: [.up, .down]),
    Case(
      name: "home and end",
      bytes: "\u{1B}[H\u{1B}[F\u{1B}[1~\u{1B}[4~\u{1B}[7~\u{1B}[8~\u{1B}OH\u{1B}OF",
      keys: [
        .home, .end, .home, .end, .home, .end, .home, .end,
      ]),
    Case(
      name: "editing pad", bytes: "\u{1B}[2~\u{1B}[3~\u{1B}[5~\u{1B}[6~\u{1B}[Z",
      keys: [
        .insert, .delete, .pageUp, .pageDown, .backtab,
      ]),
    Case(
      name: "function keys", bytes: "\u{1B}OP\u{1B}[15~\u{1B}[17~\u{1B}[21~\u{1B}[24~\u{1B}[[B",
      keys: [
        .function(1), .function(5), .function(6), .function(10), .function(12), .function(2),
      ]),
    Case(name: "keypad", bytes: "\u{1B}OM\u{1B}Ow", keys: [.enter, .character("7")]),
    Case(name: "escape alone", bytes: "\u{1B}", keys: [.escape]),
    Case(name: "escape twice", bytes: "\u{1B}\u{1B}", keys: [.escape, .escape]),
    Case(name: "Alt with a character", bytes: "\u{1B}qx", keys: [.character("x")]),
    Case(name: "Alt with two bytes", bytes: "\u{1B}éx", keys: [.character("x")]),
    Case(name: "unknown sequence", bytes: "\u{1B}[99;1;3xa", keys: [.character("a")]),
    Case(name: "focus reports", bytes: "\u{1B}[I\u{1B}[Oa", keys: [.character("a")]),
    Case(name: "position report is not F3", bytes: "\u{1B}[12;40R", keys: []),
    Case(name: "cut sequence", bytes: "\u{1B}[12\u{3}", keys: [.control("c")]),
    Case(
      name: "paste", bytes: "\u{1B}[200~q\r\nX\u{3}\u{1B}[A\rz\u{1B}[201~a",
      keys: [
        .paste("q\nX\u{3}\u{1B}[A\nz"), .character("a"),
      ]),
    Case(name: "empty paste", bytes: "\u{1B}[200~\u{1B}[201~", keys: [.paste("")]),
    Case(name: "paste without end", bytes: "\u{1B}[200~abc", keys: [.paste("abc")]),
    Case(
      name: "SGR press and release", bytes: "\u{1B}[<0;12;6M\u{1B}[<2;1;1m",
      keys: [
        mouse(.press, 1, 11, 5), mouse(.release, 3, 0, 0),
      ]),
    Case(
      name: "wheel", bytes: "\u{1B}[<64;3;4M\u{1B}[<65;3;4M",
      keys: [
        mouse(.wheelUp, 0, 2, 3), mouse(.wheelDown, 0, 2, 3),
      ]),
    Case(name: "motion is nothing", bytes: "\u{1B}[<35;3;4M", keys: []),
    Case(name: "X10 mouse", bytes: "\u{1B}[M !!", keys: [mouse(.press, 1, 0, 0)]),
    Case(
      name: "answer to a question", bytes: "\u{1B}]11;rgb:0/0/0\u{1B}\\a", keys: [.character("a")]),
  ]

  @Test(arguments: cases) func bytesBecomeKeys(_ test: Case) {
    #expect(
      KeyDecoderTests.decode(Array(test.bytes.utf8), pieces: [test.bytes.utf8.count]) == test.keys)
  }

  @Test(arguments: cases) func anyCutGivesTheSameKeys(_ test: Case) {
    let bytes = Array(test.bytes.utf8)
    for cut in 0...bytes.count {
      #expect(
        KeyDecoderTests.decode(bytes, pieces: [cut, bytes.count - cut]) == test.keys,
        "cut at \(cut)")
    }
  }

  @Test func terminfoCountsFirst() {
    var decoder = KeyDecoder(extraKeys: [(Array("\u{1B}[A".utf8), .function(9))])
    decoder.feed(Array("\u{1B}[A\u{1B}[B".utf8))
    #expect(decoder.next(isComplete: false) == .function(9))
    #expect(decoder.next(isComplete: false) == .down)
  }

  @Test func answersAreKept() {
    var decoder = KeyDecoder()
    decoder.feed(Array("\u{1B}]11;rgb:1e/1e/2e\u{07}".utf8))
    #expect(decoder.next(isComplete: false) == nil)
    #expect(decoder.takeAnswers() == ["11;rgb:1e/1e/2e"])
    #expect(decoder.takeAnswers() == [])
  }

  @Test func brokenUTF8IsDropped() {
    #expect(
      KeyDecoderTests.decode([0xFF, 0xC3, 0x28, 0xC0, 0x80, 0xED, 0xA0, 0x80, 0x61], pieces: [9])
        == [.character("("), .character("a")])
  }

  @Test func longPastesAreCut() {
    let bytes =
      Array("\u{1B}[200~".utf8) + [UInt8](repeating: 0x78, count: KeyDecoder.pasteLimit + 9)
      + Array("\u{1B}[201~q".utf8)
    let keys = KeyDecoderTests.decode(bytes, pieces: [bytes.count])
    #expect(keys.count == 2)
    #expect(keys.first == .paste(String(repeating: "x", count: KeyDecoder.pasteLimit)))
    #expect(keys.last == .character("q"))
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>) func randomBytesAlwaysEnd(seed: UInt64) {
    var random = TestRandom(state: seed)
    let likely: [UInt8] = [0x1B, 0x5B, 0x4F, 0x3C, 0x3B, 0x4D, 0x7E, 0x32, 0x30, 0x5D, 0x07, 0xE4]
    let bytes = (0..<300).map { _ in
      random.below(2) == 0 ? likely[random.below(likely.count)] : UInt8(random.below(256))
    }
    var decoder = KeyDecoder()
    var left = bytes[...]
    while !left.isEmpty {
      let piece = left.prefix(1 + random.below(20))
      left = left.dropFirst(piece.count)
      decoder.feed(piece)
      while let key = decoder.next(isComplete: random.below(3) == 0) {
        if case .character(let character) = key {
          #expect(character.unicodeScalars.allSatisfy { $0.value >= 0x20 }, "seed \(seed)")
        }
      }
    }
    while decoder.next(isComplete: true) != nil {}
    #expect(!decoder.isPending, "seed \(seed)")
  }

  private static func decode(_ bytes: [UInt8], pieces: [Int]) -> [Key] {
    var decoder = KeyDecoder()
    var keys: [Key] = []
    var start = 0
    for size in pieces {
      decoder.feed(bytes[start..<start + size])
      start += size
      while let key = decoder.next(isComplete: false) { keys.append(key) }
    }
    while let key = decoder.next(isComplete: true) { keys.append(key) }
    return keys
  }
}
