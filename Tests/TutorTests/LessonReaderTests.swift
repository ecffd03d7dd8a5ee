import Learning
import TerminalUI
import Testing
import Wording

@testable import Tutor

@Suite struct LessonReaderTests {
  private func reader(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .english,
    glyphs: GlyphSet = .unicode, after events: [(day: Int, kind: LearnerEvent.Kind)] = []
  ) throws -> Player {
    try Player(
      columns: columns, rows: rows, language: language, glyphs: glyphs, at: .lesson("kv-cache"),
      content: .inMemory(LessonFixture.files), after: events)
  }

  private func screen(_ player: Player) throws -> LessonScreen {
    try #require(player.state.screen as? LessonScreen)
  }

  /// Tabs until the focus is on it.
  private func focus(_ kind: LessonLayout.Item.Kind, _ player: inout Player) throws {
    for _ in 0..<40 {
      if try screen(player).focusKind == kind { return }
      player.press(.tab)
    }
    Issue.record("Tab never reaches \(kind)")
  }

  // MARK: What it looks like

  @Test(arguments: screenSizes)
  func pages(columns: Int, rows: Int) throws {
    var player = try reader(columns, rows)
    player.press(.home)
    try expectScreen(player, "lesson-start-\(columns)x\(rows)")
    try focus(.prediction("how-many"), &player)
    try expectScreen(player, "lesson-covered-\(columns)x\(rows)")
    player.press(.character("b"), .enter)
    try focus(.figure("blocks"), &player)
    try expectScreen(player, "lesson-uncovered-\(columns)x\(rows)")
    try focus(.figure("walk"), &player)
    try expectScreen(player, "lesson-drawing-\(columns)x\(rows)")
    try focus(.question("half"), &player)
    player.press(.character("b"), .enter)
    try expectScreen(player, "lesson-answered-\(columns)x\(rows)")
    player.press(.end)
    try expectScreen(player, "lesson-end-\(columns)x\(rows)")
  }

  @Test func chinese() throws {
    var player = try reader(60, 15, .chinese)
    player.press(.character(" "))
    try expectScreen(player, "lesson-chinese-60x15")
  }

  @Test func asciiOnly() throws {
    var player = try reader(80, 60, glyphs: .ascii)
    player.settle()
    let text = player.text
    let foreign = text.unicodeScalars.filter { !$0.isASCII && $0.value < 0x2E80 }
    #expect(foreign.isEmpty, "\(foreign)")
    try focus(.figure("walk"), &player)
    #expect(player.text.contains("[A 16/16]"))
  }

  @Test(arguments: screenSizes)
  func noLineIsCut(columns: Int, rows: Int) throws {
    var player = try reader(columns, rows)
    player.press(.enter)
    let lesson = try screen(player)
    let context = player.state.context
    let layout = try #require(lesson.layout(context))
    let width = lesson.area(context).columns
    for (at, line) in layout.lines.enumerated() {
      guard case .text(let spans, let indent) = line.content else { continue }
      #expect(Text.width(spans) + indent <= width, "line \(at): \(layout.text(at))")
    }
  }

  // MARK: Predictions and figures

  @Test func aPredictionUncoversItsFigureAndTheWordsBelow() throws {
    var player = try reader(80, 60)
    #expect(!player.text.contains("So the answer is three"))
    #expect(player.text.contains("Covered until"))
    try focus(.prediction("how-many"), &player)
    player.press(.enter)
    #expect(player.text.contains("choose an answer by its letter first"))
    player.press(.character("a"), .enter)
    #expect(player.text.contains("So the answer is three"))
    #expect(player.text.contains("Two blocks hold 32 tokens."))
    let made = player.recorded.compactMap {
      if case .predictionMade(let made) = $0 { made } else { nil }
    }
    #expect(
      made == [PredictionRecord(place: "kv-cache/how-many", answer: "0", isRight: false, score: 0)])
  }

  @Test func aFigureCanBeUncoveredWithoutAPrediction() throws {
    var player = try reader(80, 60)
    try focus(.figure("blocks"), &player)
    player.press(.enter)
    #expect(player.text.contains("So the answer is three"))
    #expect(!player.recorded.contains { if case .predictionMade = $0 { true } else { false } })
    player.press(.right)
    #expect(player.text.contains("32 tokens"))
    player.press(.left, .left)
    #expect(player.text.contains("‹ 8 tokens ›"))
  }

  @Test func aMadePredictionStaysMade() throws {
    let made = PredictionRecord(place: "kv-cache/how-many", answer: "1", isRight: true, score: 100)
    let player = try reader(80, 60, after: [(day: -3, kind: .predictionMade(made))])
    #expect(player.text.contains("So the answer is three"))
    #expect(player.text.contains("40 / 16 rounded up."))
  }

  @Test func anEstimateIsTypedAndAllOtherKeysStillWork() throws {
    var player = try reader(80, 40)
    try focus(.prediction("waste"), &player)
    player.press(.enter)
    #expect(player.text.contains("type a number first"))
    player.type("2x9")
    player.press(.backspace)
    player.type("9.5")
    #expect(player.text.contains("29.5_ chats"))
    player.settle()
    player.press(.enter)
    #expect(player.text.contains("it is 30 chats; within 5 % counts as right"))
    #expect(player.text.contains("You saw it coming."))
    let made = player.recorded.compactMap {
      if case .predictionMade(let made) = $0 { made } else { nil }
    }
    #expect(made.map(\.score) == [100])
    // A number is asked for, but the keys of the frame are not swallowed.
    var other = try reader(80, 40)
    try focus(.prediction("waste"), &other)
    other.press(.character("?"))
    #expect(other.state.overlay != nil)
    other.press(.escape, .character("q"))
    #expect(other.state.screen.place != .lesson("kv-cache"))
  }

  @Test func aLiveFigureRunsWhenItIsUncovered() throws {
    var player = try reader(80, 60)
    player.settle()
    #expect(try screen(player).figures["crowd"]?.outcome == nil)
    try focus(.figure("crowd"), &player)
    player.press(.enter)
    #expect(player.text.contains("running"))
    player.settle()
    #expect(!player.text.contains("running"))
    player.press(.right)
    #expect(player.text.contains("running"))
    player.settle()
    player.press(.left)
    // Turning back shows the run that was made.
    #expect(!player.text.contains("running"))
  }

  @Test func interruptCancelsTheRunAndThenLeaves() throws {
    var player = try reader(80, 60)
    player.settle()
    try focus(.figure("crowd"), &player)
    player.press(.enter, .control("c"))
    #expect(player.text.contains("cancelled"))
    #expect(player.quitStatus == nil)
    player.press(.control("c"))
    #expect(player.quitStatus == 130)
  }

  @Test func aWideDrawingMovesSideways() throws {
    var player = try reader(60, 20)
    try focus(.figure("walk"), &player)
    #expect(player.text.contains("wider than the screen"))
    #expect(!player.text.contains("[B]"))
    player.press(.character("L"), .character("L"))
    #expect(player.text.contains("[B]"))
    player.press(.character("H"), .character("H"), .right)
    #expect(player.text.contains("[AB 16/16]"))
  }

  // MARK: Questions

  @Test func anAnswerIsRecordedAndShown() throws {
    var player = try reader()
    try focus(.question("half"), &player)
    player.press(.character("i"))
    #expect(player.text.contains("Half of it."))
    player.press(.character("a"), .enter)
    #expect(player.text.contains("48 - 40 = 8."))
    let answers = player.recorded.compactMap {
      if case .questionAnswered(let answer) = $0 { answer } else { nil }
    }
    #expect(answers.map(\.question) == ["kv-cache/half"])
    #expect(answers.map(\.options) == [[0]])
    #expect(answers.map(\.isRight) == [true])
    // Answering again changes nothing.
    player.press(.character("b"), .enter)
    #expect(player.recorded.count { if case .questionAnswered = $0 { true } else { false } } == 1)
  }

  @Test func theLessonIsFinishedWithItsLastAnswerAndItsEnd() throws {
    var player = try reader()
    try focus(.question("half"), &player)
    player.press(.character("a"), .enter)
    #expect(!player.recorded.contains { if case .lessonFinished = $0 { true } else { false } })
    try focus(.question("both"), &player)
    player.press(.character("a"), .character("c"), .enter, .end)
    #expect(player.recorded.count { if case .lessonFinished = $0 { true } else { false } } == 1)
    player.press(.home, .end)
    #expect(player.recorded.count { if case .lessonFinished = $0 { true } else { false } } == 1)
  }

  @Test func aClickChoosesAnOption() throws {
    var player = try reader(80, 40)
    try focus(.question("half"), &player)
    let row = try #require(
      player.text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
        $0.contains("Sixteen slots")
      })
    player.press(.mouse(MouseEvent(kind: .press, position: Position(column: 10, row: row))))
    #expect(try screen(player).questions["half"]?.chosen == [2])
  }

  // MARK: Moving

  @Test func tabReachesEachLinkOnceAndEnds() throws {
    var player = try reader()
    for _ in 0..<20 { player.press(.backtab) }
    var seen: [LessonLayout.Item.Kind] = []
    for _ in 0..<30 {
      if let now = try screen(player).focusKind, now != seen.last { seen.append(now) }
      player.press(.tab)
    }
    #expect(Set(seen).count == seen.count)
    // Three links in the text, two in the sources.
    #expect(seen.count { if case .link = $0 { true } else { false } } == 5)
  }

  @Test func aLinkLeadsToAnotherLessonAndBack() throws {
    var player = try reader()
    for _ in 0..<20 { player.press(.backtab) }
    try focus(.link("32-more.md", number: 1), &player)
    player.press(.enter)
    #expect(player.state.screen.place == .lesson("more"))
    player.press(.character("q"))
    #expect(player.state.screen.place == .lesson("kv-cache"))
    for _ in 0..<20 { player.press(.backtab) }
    try focus(.link("https://vllm.ai", number: 0), &player)
    player.press(.enter)
    #expect(player.text.contains("the address is https://vllm.ai"))
  }

  @Test func sectionsFoldAndOpen() throws {
    var player = try reader(80, 60)
    player.press(.character("Z"))
    #expect(!player.text.contains("block_size"))
    #expect(player.text.contains("What a block is"))
    #expect(player.text.contains("Sharing"))
    player.press(.character("Z"))
    #expect(player.text.contains("block_size"))
    player.press(.home, .down, .down, .character("z"))
    #expect(player.text.contains("What a block is"))
  }

  @Test func findingOpensSectionsAndWalksThroughTheHits() throws {
    var player = try reader()
    player.press(.character("Z"), .character("f"))
    player.type("worst case wastes most of its memory")
    player.press(.enter)
    // The words stand in two lines of the screen.
    #expect(player.text.contains("1 of 1"))
    player.press(.character("f"), .control("u"))
    player.type("BLOCK")
    player.press(.enter)
    #expect(player.text.contains("1 of "))
    player.press(.character("n"))
    #expect(player.text.contains("2 of "))
    player.press(.character("N"))
    #expect(player.text.contains("\n 1 of "))
    // Around the end, and back.
    player.press(.character("N"))
    #expect(!player.text.contains("\n 1 of "))
    player.press(.character("n"))
    #expect(player.text.contains("\n 1 of "))
    player.press(.character("f"), .control("u"))
    player.type("zebra")
    player.press(.enter)
    #expect(player.text.contains("\"zebra\" is not in this lesson"))
  }

  @Test func thePlaceIsRememberedAndSurvivesResizing() throws {
    var player = try reader()
    player.press(.character("f"))
    player.type("Live")
    player.press(.enter, .character("f"), .escape)
    let at = try screen(player).anchor
    player.resize(60, 15)
    #expect(player.text.contains("Live"))
    player.resize(120, 40)
    player.resize(80, 24)
    #expect(try screen(player).anchor == at)
    player.press(.character("q"))
    let places = player.recorded.compactMap {
      if case .lessonPosition(_, let line, _) = $0 { line } else { nil }
    }
    let line = try #require(places.last)
    #expect(line > 20)
    let again = try reader(after: [
      (day: -1, kind: .lessonOpened(lesson: "kv-cache")),
      (day: -1, kind: .lessonPosition(lesson: "kv-cache", line: line, of: 130)),
    ])
    let layout = try #require(try screen(again).layout(again.state.context))
    let first = try screen(again).first(in: layout, rows: 22)
    #expect(layout.lines[first].source == line)
  }
}
