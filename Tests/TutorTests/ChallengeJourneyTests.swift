import Labs
import Learning
import TerminalUI
import Testing
import Wording

@testable import Tutor

/// Keys in, effects and screens out.
@Suite struct ChallengeJourneyTests {
  private let place = Place.challenge("crowded-engine")

  private func screen(_ player: Player) throws -> ChallengeScreen {
    try #require(player.state.screen as? ChallengeScreen)
  }

  /// Predicts and goes to the levers.
  private func atLevers(_ player: inout Player) {
    player.press(.character("a"), .enter, .tab)
  }

  @Test func openingIsRecorded() throws {
    let player = try Player(at: place)
    #expect(player.recorded == [.challengeOpened(challenge: "crowded-engine")])
  }

  @Test func thePredictionComesBeforeTheFirstRun() throws {
    var player = try Player(at: place)
    player.press(.character("r"))
    #expect(player.text.contains("first make the prediction in the brief"))
    #expect(!player.state.wantsSlices)
    player.press(.enter)
    #expect(player.text.contains("choose an option with its letter first"))
    player.press(.character("b"), .enter)
    #expect(
      player.recorded.last
        == .predictionMade(
          PredictionRecord(
            place: "challenge/crowded-engine", answer: "1", isRight: false, score: 0)))
    player.press(.character("r"))
    #expect(player.state.wantsSlices)
  }

  @Test func aPredictionIsAskedOnce() throws {
    let player = try Player(
      at: place,
      after: [
        (
          -1,
          .predictionMade(
            PredictionRecord(
              place: "challenge/crowded-engine", answer: "0", isRight: true, score: 100))
        )
      ])
    #expect(player.text.contains("You saw it coming."))
    #expect(try !screen(player).owesPrediction)
  }

  @Test func hintsComeInStepsAndAreRecorded() throws {
    var player = try Player(at: place)
    #expect(!player.text.contains("Look at the queue."))
    player.press(.character("i"))
    #expect(player.text.contains("Look at the queue."))
    #expect(!player.text.contains("Try four times as many."))
    player.press(.character("i"))
    #expect(player.text.contains("Try four times as many."))
    #expect(
      player.recorded.suffix(2) == [
        .hintShown(place: "crowded-engine", step: 1), .hintShown(place: "crowded-engine", step: 2),
      ])
    player.press(.character("i"))
    #expect(player.text.contains("there is no further hint"))
  }

  @Test func startingChoicesFailAndOthersPass() throws {
    var player = try Player(at: place)
    atLevers(&player)
    player.press(.enter)
    player.settle()
    #expect(player.text.contains("Not passed yet"))
    guard case .challengeAttempt(let first)? = player.recorded.last else {
      Issue.record("no attempt was recorded")
      return
    }
    #expect(!first.isPassed && first.stars == 0)
    #expect(first.choices.map(\.knob) == ["max_num_seqs", "prefix_caching"])
    #expect(first.choices.map(\.value) == ["1", "off"])
    #expect(first.seed == "2026-W48")
    #expect(first.prediction == "0")
    #expect(first.unseen.map(\.seed) == ["2026-W48/unseen-1", "2026-W48/unseen-2"])
    #expect(first.digest == (try screen(player)).result?.outcome.digest)

    player.press(.backtab, .right, .right, .character("r"))
    player.settle()
    #expect(player.text.contains("Passed"))
    guard case .challengeAttempt(let second)? = player.recorded.last else {
      Issue.record("no attempt was recorded")
      return
    }
    #expect(second.isPassed)
    #expect(second.choices.map(\.value) == ["16", "off"])
    #expect(player.state.learner.challenges["crowded-engine"]?.attemptCount == 2)
  }

  @Test func itIsSavedOnlyOnceItIsOnDisk() throws {
    var player = try Player(at: place)
    atLevers(&player)
    player.recordTrouble = "the disk is full"
    player.press(.character("r"))
    player.settle()
    #expect(!player.text.contains("saved as attempt"))
    #expect(player.text.contains("not saved: the disk is full"))
    player.recordTrouble = nil
    player.press(.character("r"))
    player.settle()
    #expect(player.text.contains("saved as attempt 1"))
  }

  @Test(arguments: [Key.escape, .control("c")])
  func cancelling(key: Key) throws {
    var player = try Player(at: place)
    atLevers(&player)
    let before = player.recorded.count
    player.press(.character("r"))
    player.slice(100)
    #expect(player.state.wantsSlices)
    player.press(key)
    #expect(!player.state.wantsSlices)
    #expect(player.quitStatus == nil)
    #expect(player.recorded.count == before)
    #expect(player.text.contains("cancelled; nothing was recorded"))
    #expect(player.state.screen.place == place)
  }

  @Test func aRunSurvivesResizing() throws {
    var player = try Player(at: place)
    atLevers(&player)
    player.press(.character("r"))
    for (columns, rows) in [(120, 40), (60, 15), (30, 5), (200, 60), (80, 24)] {
      player.slice(100)
      player.resize(columns, rows)
      #expect(player.text.split(separator: "\n", omittingEmptySubsequences: false).count == rows)
    }
    player.settle()
    let resized = try screen(player).result?.outcome.digest
    var other = try Player(at: place)
    atLevers(&other)
    other.press(.character("r"))
    other.settle()
    #expect(try screen(other).result?.outcome.digest == resized)
  }

  @Test func leversStandStillWhileItRuns() throws {
    var player = try Player(at: place)
    atLevers(&player)
    player.press(.character("r"), .backtab, .right)
    #expect(player.text.contains("a run is under way"))
    #expect(try screen(player).levers.map(\.at) == [0, 0])
  }

  @Test func theDebriefWalksInBothDirections() throws {
    var player = try Player(at: place)
    atLevers(&player)
    player.press(.right, .right, .character("r"))
    player.settle()
    player.press(.tab)
    #expect(player.text.contains("step 0 of"))
    player.press(.right, .right, .left)
    #expect(try screen(player).replay?.step == 1)
    player.press(.end)
    let last = try #require(try screen(player).replay?.stepCount)
    #expect(player.text.contains("step \(last) of \(last)"))
    player.press(.right)
    #expect(player.text.contains("this is the end of the run"))
    player.press(.home, .character("n"))
    let found = try #require(try screen(player).replay)
    let kind = try #require(found.outcome.replay.decision(at: found.step)?.kind)
    #expect(ReplayView.kindsOfInterest.contains(kind))
    #expect(
      (1..<found.step).allSatisfy {
        !ReplayView.kindsOfInterest.contains(found.outcome.replay.decision(at: $0)?.kind ?? "")
      })
    player.press(.character("]"), .character("["))
    #expect(try screen(player).replay?.step == found.step)
  }

  @Test func playingStopsAtTheEndAndOnAKey() throws {
    var player = try Player(at: place)
    atLevers(&player)
    player.press(.right, .right, .character("r"))
    player.settle()
    player.press(.tab, .character(" "))
    #expect(player.state.wantsSlices)
    #expect(player.state.slicePause > 0)
    player.slice(1_000_000)
    #expect(try screen(player).replay?.step == 1, "one picture a slice, however long the slice")
    player.press(.right)
    #expect(!player.state.wantsSlices)
    player.press(.character(" "))
    player.settle()
    #expect(try screen(player).replay?.step == screen(player).replay?.stepCount)
    player.press(.character(" "), .control("c"))
    #expect(player.quitStatus == nil && !player.state.wantsSlices)
  }

  @Test func whyAnswersAndFollowsTheSteps() throws {
    var player = try Player(at: place)
    atLevers(&player)
    player.press(.right, .right, .character("r"))
    player.settle()
    player.press(.tab, .right, .character("w"))
    let first = try #require(try screen(player).replay?.explanation)
    player.press(.character("]"), .character("]"))
    #expect(try screen(player).replay?.explanation != first)
    player.press(.escape)
    #expect(try screen(player).replay?.isWhyOpen == false)
    #expect(player.state.screen.place == place)
  }

  @Test func theInsightIsEarned() throws {
    var player = try Player(at: place)
    atLevers(&player)
    player.press(.character("r"))
    player.settle()
    player.press(.tab, .character("e"))
    #expect(player.text.contains("after passing or the third attempt"))
    for _ in 1...2 {
      player.press(.character("r"))
      player.settle()
    }
    player.press(.tab, .character("e"))
    #expect(player.text.contains("More sequences share the weights of one step."))
    #expect(player.text.contains("The memory carries sixteen."))
  }

  @Test(arguments: screenSizes)
  func attemptsStandSideBySide(columns: Int, rows: Int) throws {
    var player = try Player(columns: columns, rows: rows, at: place, after: pastEvents)
    player.press(.character("a"), .enter, .character("c"))
    try expectScreen(player, "challenge-attempts-\(columns)x\(rows)")
    #expect(player.text.contains("best"))
    player.press(.escape)
    #expect(player.state.screen.place == place)
  }

  @Test func wheelAndClicksWork() throws {
    var player = try Player(columns: 120, rows: 40, at: place)
    let line = try #require(
      player.text.split(separator: "\n", omittingEmptySubsequences: false)
        .lastIndex { $0.contains("prefix caching") })
    player.press(
      .mouse(MouseEvent(kind: .press, position: Position(column: 6, row: line))), .right)
    #expect(try screen(player).levers.map(\.at) == [0, 1])
    player.press(.mouse(MouseEvent(kind: .press, position: Position(column: 60, row: 1))))
    #expect(try screen(player).pane == .debrief || screen(player).pane == .run)
  }

  /// Every key that is bound does something or says why not, and none shadows a global one.
  @Test func noKeyHidesAGlobalOne() throws {
    var player = try Player(at: place)
    let globals: [Key] =
      ["?", "/", ":", "q", "<", ">", "1", "2", "3", "4", "5", "6", "M"].map { .character($0) }
    for _ in ChallengeScreen.Pane.allCases {
      let keys = player.state.screen.keys(player.state.context).flatMap(\.keys)
      for key in globals { #expect(!keys.contains(key), "\(key)") }
      player.press(.tab)
    }
  }
}
