import Testing

@testable import TerminalUI

@Suite struct RectTests {
  @Test func sharesFollowTheirWeights() {
    let rect = Rect(column: 1, row: 2, columns: 21, rows: 10)
    #expect(
      rect.splitColumns([.fixed(5), .share(1), .share(2)], gap: 1) == [
        Rect(column: 1, row: 2, columns: 5, rows: 10),
        Rect(column: 7, row: 2, columns: 4, rows: 10),
        Rect(column: 12, row: 2, columns: 10, rows: 10),
      ])
    #expect(rect.splitRows([.share(1), .fixed(3)]).map(\.rows) == [7, 3])
  }

  @Test func splitsNeverLeaveTheRectangle() {
    for size in 0..<12 {
      let rect = Rect(column: 3, row: 3, columns: size, rows: size)
      let parts =
        rect.splitColumns([.fixed(4), .share(1), .fixed(9)])
        + rect.splitRows([.fixed(4), .share(1), .fixed(9)])
        + [rect.splitTop(5).head, rect.splitTop(5).rest, rect.splitBottom(5).foot]
        + [rect.splitLeft(5, gap: 2).left, rect.splitLeft(5, gap: 2).rest]
        + [rect.splitRight(5, gap: 2).rest, rect.splitRight(5, gap: 2).right]
      for part in parts where !part.isEmpty {
        #expect(part.intersection(rect) == part, "\(size): \(part)")
      }
    }
  }
}

@Suite struct KeyTableTests {
  enum Action: Sendable { case run, back, help }

  private let table = KeyTable<Action>([
    KeyBinding(keys: [.enter, .character("r")], label: "run", action: .run),
    KeyBinding(key: .escape, label: "back", action: .back, whyDisabled: "this is the first screen"),
    KeyBinding(
      keys: [.up, .down], name: "arrows", label: "choose a lesson", action: .help),
    KeyBinding(key: .character("?"), label: "help", action: .help, isHinted: false),
  ])

  @Test func keysFindTheirActions() {
    guard case .action(.run) = table.match(.character("r")) else {
      Issue.record("r must run")
      return
    }
    guard case .disabled("this is the first screen") = table.match(.escape) else {
      Issue.record("Esc must say why it is off")
      return
    }
    guard case .unknown = table.match(.tab) else {
      Issue.record("Tab is unknown")
      return
    }
  }

  @Test(arguments: [
    (40, "Enter run  arrows choose a lesson    W48"), (30, "Enter run                  W48"),
    (9, "Enter run"), (5, ""),
  ])
  func bottomRowShowsWhatFits(width: Int, expected: String) {
    var canvas = Canvas(columns: width, rows: 1)
    canvas.keyBar(table, in: canvas.bounds, trailing: "W48")
    #expect(canvas.text == expected)
  }

  @Test func helpListsEveryKey() {
    #expect(
      table.helpLines.map { "\($0.keys): \($0.label)" } == [
        "Enter r: run", "Esc: back", "arrows Up Down: choose a lesson", "?: help",
      ])
  }
}

@Suite struct FrameDiffTests {
  private func canvas(_ text: String) -> Canvas {
    var canvas = Canvas(columns: 12, rows: 1)
    canvas.write(text, column: 0, row: 0)
    return canvas
  }

  @Test(arguments: [
    ("same", "same", [Range<Int>]()), ("abc", "abd", [2..<3]),
    // Gaps up to three cells are cheaper to send than to jump over.
    ("a...b", "x...y", [0..<5]), ("a....b", "x....y", [0..<1, 5..<6]),
    // Whole glyphs of both frames.
    ("中x", "ab", [0..<3]), ("ab", "a中", [1..<3]), ("中文", "中字", [2..<4]),
  ])
  func onlyChangedCellsAreSent(old: String, new: String, expected: [Range<Int>]) {
    let runs = FrameDiff.runs(from: canvas(old), to: canvas(new))
    #expect(runs == expected.map { CellRun(row: 0, columns: $0) })
  }

  @Test func anotherSizeSendsEverything() {
    let runs = FrameDiff.runs(from: Canvas(columns: 3, rows: 3), to: Canvas(columns: 3, rows: 2))
    #expect(runs == [CellRun(row: 0, columns: 0..<3), CellRun(row: 1, columns: 0..<3)])
  }

  @Test func rolesAndLinksCount() {
    var old = canvas("")
    var new = canvas("")
    old.write("x", column: 0, row: 0, role: .good)
    new.write("x", column: 0, row: 0, role: .bad)
    old.write("y", column: 8, row: 0, role: .link, link: "one")
    new.write("y", column: 8, row: 0, role: .link, link: "two")
    #expect(
      FrameDiff.runs(from: old, to: new) == [
        CellRun(row: 0, columns: 0..<1), CellRun(row: 0, columns: 8..<9),
      ])
  }

  @Test(arguments: 1...100 as ClosedRange<UInt64>)
  func sendingTheRunsGivesTheNewFrame(seed: UInt64) {
    var random = TestRandom(state: seed)
    var shown = Canvas(columns: 20, rows: 4)
    for _ in 0..<20 {
      var next = shown
      for _ in 0..<3 {
        next.write(
          ["a", "中文", "word", " ", "é"][random.below(5)], column: random.below(22) - 1,
          row: random.below(4))
      }
      let old = shown
      for run in FrameDiff.runs(from: old, to: next) {
        for column in run.columns {
          let index = run.row * 20 + column
          shown.cells[index] = next.cells[index]
        }
        #expect(!next[run.columns.lowerBound, run.row].isContinuation, "seed \(seed)")
      }
      #expect(shown.cells == next.cells, "seed \(seed)")
    }
  }
}
