import Curriculum
import Learning
import TerminalUI
import Testing
import Wording

@testable import Tutor

@Suite struct FrameTests {
  static let places: [Place] = [
    .today, .map(entry: nil), .project("vllm"), .term("pod"), .path(stage: 2), .review, .challenges,
    .lab(nil), .progress, .lesson("kv-cache"), .challenge("blocks-and-crumbs"), .lab(.serving),
  ]

  @Test(arguments: places)
  func noKeyMeansTwoThings(place: Place) {
    let state = opened(at: place)
    var meanings: [Key: Action] = [:]
    // A screen may take a key over from the frame; within the screen, and within the frame, each key is one action.
    for bindings in [
      state.screen.keys(state.context), globalKeys(state.context, at: place),
    ] {
      meanings = [:]
      for binding in bindings where binding.whyDisabled == nil {
        for key in binding.keys {
          if let other = meanings[key] {
            #expect(other == binding.action, "\(place): \(key) is \(other) and \(binding.action)")
          }
          meanings[key] = binding.action
        }
      }
    }
  }

  @Test(arguments: places)
  func helpQuitAndSearchWorkEverywhere(place: Place) {
    let state = opened(at: place)
    for (key, action) in [
      (Key.character("?"), Action.help), (.character("/"), .search), (.character(":"), .palette),
    ] {
      guard case .action(let found) = state.keyTable.match(key) else {
        Issue.record("\(place): \(key) does nothing")
        continue
      }
      #expect(found == action, "\(place): \(key)")
    }
  }

  @Test(arguments: places, [(40, 10), (60, 15), (80, 24), (120, 40), (200, 60), (41, 11)])
  func everyScreenDrawsAtEverySize(place: Place, size: (Int, Int)) {
    for language in Language.allCases {
      for glyphs in [GlyphSet.unicode, .ascii] {
        let canvas = draw(
          opened(
            columns: size.0, rows: size.1, language: language, glyphs: glyphs, at: place))
        #expect(canvas.columns == size.0 && canvas.rows == size.1)
        if glyphs.isASCII {
          let foreign = canvas.text.filter { !$0.isASCII }
          #expect(foreign.isEmpty)
        }
      }
    }
  }

  @Test func aTinyWindowSaysSoAndCanStillBeLeft() {
    var state = opened(columns: 39, rows: 9)
    #expect(draw(state).text.contains("40"))
    let effects = press([.character("q")], in: &state)
    #expect(effects.contains { if case .quit(0) = $0 { true } else { false } })
  }

  @Test func pasteRunsNothing() {
    var state = opened()
    let before = state.screen.place
    let effects = press([.paste("2q:q\r")], in: &state)
    #expect(effects.isEmpty)
    #expect(state.screen.place == before)
    #expect(state.notice != nil)
  }

  @Test func historyGoesBackAndForward() {
    var state = opened()
    press([.character("2"), .enter], in: &state)
    #expect(state.screen.place == .project("kubernetes"))
    press([.character("<")], in: &state)
    #expect(state.screen.place == .map(entry: nil))
    press([.character("<")], in: &state)
    #expect(state.screen.place == .today)
    press([.character(">"), .character(">")], in: &state)
    #expect(state.screen.place == .project("kubernetes"))
  }

  @Test func aTabComesBackAsItWasLeft() {
    var state = opened(at: .map(entry: nil))
    press([.up], in: &state)
    let selected = (state.screen as? MapScreen)?.selected
    press([.character("1"), .character("2")], in: &state)
    #expect((state.screen as? MapScreen)?.selected == selected)
    #expect(selected != "kubernetes")
  }

  @Test func todayLeadsToTheStageThatWasChosen() {
    var state = opened()
    _ = perform(.go(.path(stage: 4)), &state)
    #expect(state.screen.place == .path(stage: 4))
    _ = perform(.go(.path(stage: 2)), &state)
    #expect(state.screen.place == .path(stage: 2))
  }

  @Test func searchFindsProjectsLessonsChallengesAndTerms() {
    for (word, place) in [
      ("kueue", Place.project("kueue")), ("prefix cach", .lesson("kv-cache")),
      ("crumbs", .challenge("blocks-and-crumbs")), ("cohort", .term("cohort")),
    ] {
      var state = opened()
      press([.character("/")], in: &state)
      press(word.map { .character($0) }, in: &state)
      guard case .search(let search) = state.overlay else {
        Issue.record("no search")
        continue
      }
      let found = search.results(state).map(\.action)
      #expect(found.contains(.go(place)), "\(word) finds \(found.prefix(5))")
    }
  }

  @Test func theFirstHitOfAnExactNameIsIt() {
    var state = opened()
    press([.character("/")] + "vllm".map { Key.character($0) } + [.enter], in: &state)
    #expect(state.screen.place == .project("vllm"))
  }

  @Test func thePaletteRunsAnyAction() {
    var state = opened(at: .map(entry: nil))
    press([.character(":")] + "zoom".map { Key.character($0) } + [.enter], in: &state)
    #expect((state.screen as? MapScreen)?.zoomed == 1)
  }

  @Test func helpListsTheKeysOfTheScreenAndFilters() {
    var state = opened(at: .map(entry: nil))
    press([.character("?")], in: &state)
    #expect(draw(state).text.contains("zoom"))
    press("legend".map { .character($0) }, in: &state)
    let text = draw(state).text
    #expect(text.contains("legend"))
    press([.escape], in: &state)
    #expect(state.overlay == nil)
  }

  @Test func whatCouldNotBeSavedIsSaidUntilItIs() {
    var state = opened()
    _ = update(&state, .recordFailed(reason: "the disk is full"))
    #expect(draw(state).text.contains("the disk is full"))
    _ = update(&state, .recorded(LearnerState()))
    #expect(!draw(state).text.contains("the disk is full"))
  }

  @Test func interruptLeavesWith130() {
    var state = opened()
    let effects = press([.control("c")], in: &state)
    #expect(effects.contains { if case .quit(130) = $0 { true } else { false } })
  }
}
