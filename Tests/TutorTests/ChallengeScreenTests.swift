import Learning
import TerminalUI
import Testing
import Wording

@testable import Tutor

@Suite struct ChallengeScreenTests {
  private func player(_ columns: Int = 80, _ rows: Int = 24, _ language: Language = .english)
    throws -> Player
  {
    try Player(
      columns: columns, rows: rows, language: language, at: .challenge("crowded-engine"))
  }

  /// Predicts, so that running is possible.
  private func ready(_ columns: Int = 80, _ rows: Int = 24) throws -> Player {
    var player = try player(columns, rows)
    player.press(.character("a"), .enter)
    return player
  }

  @Test(arguments: screenSizes)
  func panes(columns: Int, rows: Int) throws {
    var player = try player(columns, rows)
    try expectScreen(player, "challenge-brief-\(columns)x\(rows)")
    player.press(.character("a"), .enter, .tab)
    try expectScreen(player, "challenge-levers-\(columns)x\(rows)")
    player.press(.right, .right, .tab)
    try expectScreen(player, "challenge-ready-\(columns)x\(rows)")
    player.press(.character("r"))
    player.slice(260)
    try expectScreen(player, "challenge-running-\(columns)x\(rows)")
    player.settle()
    try expectScreen(player, "challenge-verdict-\(columns)x\(rows)")
    player.press(.tab, .character("n"))
    try expectScreen(player, "challenge-debrief-\(columns)x\(rows)")
    player.press(.character("w"))
    try expectScreen(player, "challenge-why-\(columns)x\(rows)")
  }

  @Test func chinese() throws {
    var player = try player(80, 24, .chinese)
    try expectScreen(player, "challenge-brief-chinese")
    player.press(.character("a"), .enter, .tab, .character("r"))
    player.settle()
    try expectScreen(player, "challenge-verdict-chinese")
  }
}
