import Labs
import Learning
import TerminalUI
import Testing
import Wording

@testable import Tutor

/// Every challenge and scenario of the repository on the screen, in both languages, in every size.
@Suite struct RealChallengesTests {
  static let challenges = RealContent.index.challenges.map(\.id)

  private func player(_ place: Place, _ language: Language = .english) throws -> Player {
    try Player(
      language: language, at: place, content: RealContent.files, index: RealContent.index)
  }

  @Test(arguments: challenges, Language.allCases)
  func everyChallengeOpens(id: String, language: Language) throws {
    var player = try player(.challenge(id), language)
    let screen = try #require(player.state.screen as? ChallengeScreen)
    #expect(screen.trouble == nil)
    #expect(screen.levers.count == screen.challenge?.levers.count)
    for pane in ChallengeScreen.Pane.allCases {
      for (columns, rows) in screenSizes + [(40, 10), (200, 60)] {
        player.resize(columns, rows)
        #expect(!player.text.isEmpty, "\(pane)")
      }
      player.press(.tab)
    }
  }

  @Test(arguments: allLabs.map(\.id))
  func everyScenarioOpens(lab: LabID) throws {
    var player = try player(.lab(lab))
    let names = try #require(player.state.screen as? LabScreen).ownScenarios.map(\.name)
    #expect(!names.isEmpty)
    var seen: [String] = []
    for _ in names {
      let screen = try #require(player.state.screen as? LabScreen)
      #expect(screen.trouble == nil)
      #expect(screen.complete != nil)
      seen.append(screen.name ?? "")
      player.press(.home, .right)
    }
    #expect(seen == names)
  }

  /// The whole way through one of them, with its real lessons behind it.
  @Test func theFirstChallengeIsFailedAndDebriefed() throws {
    let id = try #require(Self.challenges.first)
    var player = try player(.challenge(id))
    player.press(.character("a"), .enter, .character("r"))
    player.settle()
    #expect(player.text.contains("Not passed yet"))
    player.press(.tab, .character("]"), .character("w"))
    let replay = try #require((player.state.screen as? ChallengeScreen)?.replay)
    #expect(replay.explanation?.tables.isEmpty == false)
    let start = ContinuousClock.now
    player.press(.end, .character("["), .left)
    #expect(ContinuousClock.now - start < .seconds(5))
  }
}
