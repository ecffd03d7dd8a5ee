import Labs
import Learning
import TerminalUI
import Testing
import Wording

@testable import Tutor

@Suite struct LabScreenTests {
  @Test(arguments: screenSizes)
  func panes(columns: Int, rows: Int) throws {
    var player = try Player(columns: columns, rows: rows, at: .lab(nil))
    try expectScreen(player, "lab-list-\(columns)x\(rows)")
    player.press(.down, .enter)
    try expectScreen(player, "lab-setup-\(columns)x\(rows)")
    player.press(.character("r"))
    player.slice(200)
    try expectScreen(player, "lab-running-\(columns)x\(rows)")
    player.settle()
    try expectScreen(player, "lab-result-\(columns)x\(rows)")
    player.press(.tab, .character("n"))
    try expectScreen(player, "lab-replay-\(columns)x\(rows)")
    player.press(.character("a"), .backtab, .backtab, .down, .down, .down, .down, .left)
    player.press(.character("r"))
    player.settle()
    try expectScreen(player, "lab-compare-\(columns)x\(rows)")
    player.press(.character("v"))
    player.settle()
    try expectScreen(player, "lab-sweep-\(columns)x\(rows)")
  }

  @Test func chinese() throws {
    var player = try Player(language: .chinese, at: .lab(nil))
    try expectScreen(player, "lab-list-chinese")
    player.press(.enter)
    try expectScreen(player, "lab-setup-chinese")
  }
}
