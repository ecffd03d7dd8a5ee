import Labs
import TerminalUI
import Testing
import Wording

@testable import Tutor

@Suite struct ExperimentScreenTests {
  @Test(arguments: screenSizes)
  func screens(columns: Int, rows: Int) throws {
    var player = try Player(columns: columns, rows: rows, at: .experiment("attention"))
    player.settle()
    try expectScreen(player, "experiment-attention-\(columns)x\(rows)")
    player.press(.tab)
    try expectScreen(player, "experiment-attention-numbers-\(columns)x\(rows)")
    player.press(.tab)
    try expectScreen(player, "experiment-attention-why-\(columns)x\(rows)")
    player.press(.tab, .right)
    player.settle()
    try expectScreen(player, "experiment-kv-memory-\(columns)x\(rows)")
    player.press(.right)
    player.slice(10)
    try expectScreen(player, "experiment-working-\(columns)x\(rows)")
    player.settle()
    try expectScreen(player, "experiment-replacement-\(columns)x\(rows)")
  }

  @Test func chinese() throws {
    var player = try Player(language: .chinese, at: .experiment("kv-memory"))
    player.settle()
    player.press(.tab)
    try expectScreen(player, "experiment-chinese")
  }

  /// A turned knob works it out again; `x` brings the standard back.
  @Test func turning() throws {
    var player = try Player(at: .experiment("kv-memory"))
    player.settle()
    let before = player.text
    player.press(.down, .right)
    player.settle()
    #expect(player.text != before)
    #expect(player.text.contains("llama-3.1-70b"))
    player.press(.character("x"), .up)
    player.settle()
    #expect(player.text == before)
  }

  /// A scenario's own blocks in place of the made-up string, and what stops the work.
  @Test func scenarios() throws {
    var player = try Player(columns: 120, rows: 40, at: .experiment("replacement"))
    player.slice(10)
    player.press(.escape)
    #expect(!player.state.wantsSlices)
    player.press(.down, .right)
    player.settle()
    player.press(.tab, .tab)
    #expect(player.text.contains("in blocks of 16 tokens"))
    player.press(.left)
    player.settle()
    #expect(player.text.contains("Made up"))
  }

  /// The lab's list, its key, the palette and the search lead to experiments.
  @Test func ways() throws {
    var player = try Player(at: .lab(.serving))
    player.settle()
    player.press(.character("E"))
    #expect(player.state.screen.place == .experiment("attention"))
    for overlay in [Key.character(":"), .character("/")] {
      var player = try Player(at: .today)
      player.press(overlay)
      player.type("replacement policies")
      player.press(.enter)
      #expect(player.state.screen.place == .experiment("replacement"))
    }
    #expect(try Player(at: .lab(nil)).text.contains("FlashAttention"))
    #expect(try Player(at: .experiment("nothing")).text.contains("nothing"))
  }
}
