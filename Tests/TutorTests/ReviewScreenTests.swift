import Learning
import TerminalUI
import Testing
import Wording

@testable import Tutor

/// What a learner did some days before.
let pastEvents: [(day: Int, kind: LearnerEvent.Kind)] = [
  (-40, .lessonOpened(lesson: "kv-cache")),
  (-40, answer("kv-cache/block", isRight: true)),
  (-39, answer("kv-cache/size", isRight: false)),
  (-39, .lessonFinished(lesson: "kv-cache")),
  (
    -39,
    .predictionMade(
      PredictionRecord(place: "kv-cache/p", answer: "0", isRight: true, score: 100))
  ),
  (-20, .challengeOpened(challenge: "crowded-engine")),
  (-20, attempt(stars: 0, value: 34_227)),
  (-19, attempt(stars: 2, value: 2_367)),
  (-18, attempt(stars: 1, value: 4_100)),
]

func answer(_ question: String, isRight: Bool) -> LearnerEvent.Kind {
  .questionAnswered(
    Answer(
      question: question, options: [isRight ? 0 : 1], isRight: isRight,
      rating: isRight ? .good : .again, isReview: false))
}

func attempt(stars: Int, value: Double) -> LearnerEvent.Kind {
  .challengeAttempt(
    Attempt(
      challenge: "crowded-engine", version: 1, seed: "2026-W45",
      choices: [
        .init(knob: "max_num_seqs", value: stars == 0 ? "1" : "16"),
        .init(knob: "prefix_caching", value: stars == 1 ? "on" : "off"),
      ],
      objectives: [
        .init(metric: "e2e_p95", value: value, isMet: stars > 0, stars: stars),
        .init(metric: "finished", value: 30, isMet: true, stars: 3),
      ], isPassed: stars > 0, stars: stars,
      unseen: [.init(seed: "u1", isPassed: stars > 1), .init(seed: "u2", isPassed: stars > 1)],
      digest: "d"))
}

@Suite struct ReviewScreenTests {
  @Test(arguments: screenSizes)
  func oneQuestionAfterTheOther(columns: Int, rows: Int) throws {
    var player = try Player(columns: columns, rows: rows, at: .review, after: pastEvents)
    try expectScreen(player, "review-question-\(columns)x\(rows)")
    player.press(.character("b"), .enter)
    try expectScreen(player, "review-answered-\(columns)x\(rows)")
    player.press(.enter, .character("a"), .enter, .enter)
    try expectScreen(player, "review-summary-\(columns)x\(rows)")
  }

  @Test func answersAreRecordedAsReviews() throws {
    var player = try Player(at: .review, after: pastEvents)
    player.press(.enter)
    #expect(player.recorded.isEmpty, "nothing was chosen yet")
    player.press(.character("a"), .enter)
    guard case .questionAnswered(let answer)? = player.recorded.last else {
      Issue.record("no answer was recorded")
      return
    }
    #expect(answer.isReview)
    #expect(answer.isRight)
    #expect(answer.milliseconds == 3_000)
  }

  @Test func aSkippedQuestionStaysDue() throws {
    var player = try Player(at: .review, after: pastEvents)
    let due = player.state.learner.dueReviews(on: player.state.now.date).count
    #expect(due == 2)
    player.press(.character("s"), .character("s"))
    #expect(player.recorded.isEmpty)
    #expect(player.text.contains("still due today: 2"))
    player.press(.enter)
    #expect(player.state.screen.place == .today)
  }

  @Test func aHintIsRecordedAndSlowsTheNextReview() throws {
    var player = try Player(at: .review, after: pastEvents)
    while !player.text.contains("What does a KV block hold?") { player.press(.character("s")) }
    player.press(.character("i"))
    #expect(player.recorded == [.hintShown(place: "kv-cache/block", step: 1)])
    #expect(player.text.contains("It is not the weights."))
  }

  @Test func aQuestionThatIsGoneIsLeftOut() throws {
    let player = try Player(
      at: .review, after: [(-40, answer("kv-cache/removed", isRight: true))])
    #expect(player.text.contains("Nothing is due today"))
    #expect(player.text.contains("cannot be read: 1"))
  }

  @Test func nothingDueSaysWhenTheNextIs() throws {
    let player = try Player(at: .review, after: [(0, answer("kv-cache/block", isRight: true))])
    #expect(player.text.contains("nothing is due; next on"))
  }

  @Test func chinese() throws {
    let player = try Player(language: .chinese, at: .review, after: pastEvents)
    try expectScreen(player, "review-question-chinese")
  }
}

@Suite struct ProgressScreenTests {
  @Test(arguments: screenSizes)
  func pages(columns: Int, rows: Int) throws {
    var player = try Player(columns: columns, rows: rows, at: .progress, after: pastEvents)
    try expectScreen(player, "progress-top-\(columns)x\(rows)")
    player.press(.pageDown)
    try expectScreen(player, "progress-second-\(columns)x\(rows)")
    player.press(.end)
    try expectScreen(player, "progress-end-\(columns)x\(rows)")
    player.press(.character("h"))
    try expectScreen(player, "progress-export-\(columns)x\(rows)")
  }

  @Test(arguments: [
    (Key.character("h"), "html", "<!DOCTYPE html>"), (.character("m"), "md", "# "),
    (.character("J"), "json", "{"),
  ])
  func exports(key: Key, end: String, beginning: String) throws {
    var player = try Player(at: .progress, after: pastEvents)
    player.press(key, .enter)
    let file = try #require(player.written.first)
    #expect(file.path == "aiinfra-report-2026-11-23.\(end)")
    #expect(file.text.lowercased().hasPrefix(beginning.lowercased()))
    #expect(player.text.contains("written: aiinfra-report-2026-11-23.\(end)"))
  }

  @Test func thePathCanBeTypedAndGivenUp() throws {
    var player = try Player(at: .progress)
    player.press(.character("m"), .control("u"))
    player.type("q1?.md")
    #expect(player.text.contains("write the report to: q1?.md"))
    player.press(.escape)
    #expect(player.written.isEmpty)
    #expect(player.quitStatus == nil)
    player.press(.character("m"), .control("u"))
    player.type("mine.md")
    player.press(.enter)
    #expect(player.written.map(\.path) == ["mine.md"])
  }

  @Test func chinese() throws {
    var player = try Player(language: .chinese, at: .progress, after: pastEvents)
    try expectScreen(player, "progress-top-chinese")
    player.press(.end)
    try expectScreen(player, "progress-end-chinese")
  }
}
