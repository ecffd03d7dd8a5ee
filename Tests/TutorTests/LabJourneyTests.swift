import Labs
import Learning
import Scenarios
import Simulation
import TerminalUI
import Testing
import Wording

@testable import Tutor

@Suite struct LabJourneyTests {
  private let place = Place.scenario(.serving, "crowd")

  private func screen(_ player: Player) throws -> LabScreen {
    try #require(player.state.screen as? LabScreen)
  }

  /// Puts the focus on a knob of the setup.
  private func focus(_ knob: String, _ player: inout Player) throws {
    player.press(.home)
    while try screen(player).knob?.id != knob { player.press(.down) }
  }

  @Test func theListLeadsToAScenarioAndBack() throws {
    var player = try Player(at: .lab(nil))
    player.press(.down, .enter)
    #expect(player.state.screen.place == place)
    player.press(.character("q"))
    #expect(player.state.screen.place == .lab(nil))
  }

  @Test(arguments: [
    "A crowd", "thirty chats", "人群", "三十个对话", "serving crow", "kv crowd",
  ])
  func searchOpensTheLabOnAScenario(query: String) throws {
    var player = try Player()
    player.press(.character("/"))
    player.type(query)
    #expect(player.text.contains("A crowd") && player.text.contains("scenario"))
    player.press(.enter)
    #expect(player.state.screen.place == place)
    #expect(player.text.contains("Thirty chats, one engine."))
  }

  @Test func searchInChineseShowsTheChineseScenario() throws {
    var player = try Player(language: .chinese)
    player.press(.character("/"))
    player.type("人群")
    #expect(player.text.contains("场景") && player.text.contains("三十个对话，一个引擎。"))
    player.press(.enter)
    #expect(player.text.contains("三十个对话，一个引擎。"))
  }

  @Test func aLabWithoutNameOpensItsFirstScenario() throws {
    let player = try Player(at: .lab(.scheduling))
    #expect(player.text.contains("Two nodes"))
  }

  @Test func knobsTurnAndGoBack() throws {
    var player = try Player(at: place)
    try focus("block_size", &player)
    player.press(.right, .right)
    #expect(try screen(player).choices["block_size"] == .whole(64))
    player.press(.left, .left)
    #expect(try screen(player).choices.sorted.isEmpty, "the scenario's value is no choice")
    player.press(.right, .character("x"))
    #expect(try screen(player).choices.sorted.isEmpty)
  }

  @Test func anExactValueCanBeTyped() throws {
    var player = try Player(at: place)
    try focus("block_size", &player)
    player.press(.enter, .control("u"))
    player.type("48")
    player.press(.enter)
    #expect(try screen(player).choices["block_size"] == .whole(48))
    player.press(.enter, .control("u"))
    player.type("q")
    player.press(.enter)
    #expect(player.text.contains("it is a whole number from 1 to 1024"))
    #expect(try screen(player).isTyping)
    player.press(.escape)
    #expect(try screen(player).choices["block_size"] == .whole(48))
  }

  @Test func theSeedCanBeTypedAndMatters() throws {
    var player = try Player(at: place)
    player.press(.character("r"))
    player.settle()
    let first = try #require(try screen(player).outcome?.digest)
    player.press(.backtab, .down, .enter, .control("u"))
    player.type("another/seed?")
    player.press(.enter, .character("r"))
    player.settle()
    let second = try #require(try screen(player).outcome)
    #expect(second.seed.text == "another/seed?")
    #expect(second.digest != first)
  }

  @Test func aRunCanBeCancelled() throws {
    var player = try Player(at: place)
    player.press(.character("r"))
    player.slice(50)
    player.press(.control("c"))
    #expect(!player.state.wantsSlices)
    #expect(player.quitStatus == nil)
    #expect(try screen(player).outcome == nil)
    try focusInSetup(&player)
    player.press(.character("v"))
    player.slice(50)
    player.press(.escape)
    #expect(!player.state.wantsSlices)
    #expect(player.state.screen.place == place)
  }

  private func focusInSetup(_ player: inout Player) throws {
    while try screen(player).pane != .setup { player.press(.tab) }
    try focus("block_size", &player)
  }

  @Test func aAgainstB() throws {
    var player = try Player(at: place)
    player.press(.character("r"))
    player.settle()
    player.press(.character("a"))
    try focusInSetup(&player)
    try focus("max_num_seqs", &player)
    player.press(.enter, .control("u"))
    player.type("2")
    player.press(.enter, .character("r"))
    player.settle()
    let comparison = try #require(try screen(player).comparison)
    #expect(comparison.changes.map(\.knob) == ["max_num_seqs"])
    let step = try #require(comparison.divergence?.step)
    #expect(player.text.contains("They part at step \(step)"))
    player.press(.enter)
    #expect(try screen(player).pane == .replay)
    #expect(try screen(player).replay?.step == step)
  }

  @Test func aSweepRunsEveryValueThatCanRun() throws {
    var player = try Player(at: place)
    try focusInSetup(&player)
    player.press(.character("v"))
    player.settle()
    let sweep = try #require(try screen(player).sweep)
    #expect(sweep.sweep.rows.count == sweep.sweep.count)
    #expect(sweep.sweep.count + sweep.leftOut.count == sweep.knob.stops.count)
    player.press(.right, .character("e"), .enter)
    let file = try #require(player.written.first)
    #expect(file.path == "serving-crowd-sweep.csv")
    #expect(file.text.hasPrefix("block_size,ttft_p50,"))
    #expect(file.text.split(separator: "\n").count == sweep.sweep.count + 1)
  }

  @Test func aSavedScenarioRunsAlike() throws {
    var player = try Player(at: place)
    try focus("block_size", &player)
    player.press(.right, .character("S"), .enter)
    let file = try #require(player.written.first)
    #expect(file.path == "crowd-mine.yml")
    #expect(player.recorded == [.scenarioSaved(lab: "serving", name: "crowd-mine.yml")])
    let parsed = readScenario(file.text, file: file.path) { _ in nil }
    #expect(parsed.problems.isEmpty)
    let again = try #require(parsed.value)
    #expect(again.choices["block_size"] == .whole(32))
    player.press(.character("r"))
    player.settle()
    let outcome = try ServingLab().run(again, seed: Seed(LabScreen.standardSeed))
    #expect(try screen(player).outcome?.digest == outcome.digest)
  }

  @Test(arguments: [
    (0, "serving-crowd.json", "{\"lab\":\"serving\""),
    (1, "serving-crowd-metrics.csv", "metric,value,unit"),
    (2, "serving-crowd-decisions.csv", "step,time_ns,kind,subjects,sentence"),
    (3, "serving-crowd-series.csv", "series,unit,time_ns,value"),
  ])
  func exports(tabs: Int, name: String, beginning: String) throws {
    var player = try Player(at: place)
    player.press(.character("e"))
    #expect(player.written.isEmpty, "nothing has run yet")
    player.press(.character("r"))
    player.settle()
    player.press(.character("e"))
    for _ in 0..<tabs { player.press(.tab) }
    player.press(.enter)
    #expect(player.written.map(\.path) == [name])
    #expect(player.written.first?.text.hasPrefix(beginning) == true)
  }

  @Test func choicesThatCannotRunSayWhy() throws {
    var player = try Player(at: place)
    try focus("kv_tokens", &player)
    player.press(.enter, .control("u"))
    player.type("64")
    player.press(.enter, .character("r"))
    #expect(player.text.contains("These choices cannot run"))
    #expect(!player.state.wantsSlices)
  }

  @Test func resizingInTheMiddleChangesNothing() throws {
    var player = try Player(at: place)
    player.press(.character("r"))
    player.slice(50)
    player.resize(120, 40)
    player.slice(50)
    player.resize(60, 15)
    player.settle()
    let digest = try screen(player).outcome?.digest
    #expect(try digest == ServingLab().run(crowd(), seed: Seed(LabScreen.standardSeed)).digest)
  }

  private func crowd() throws -> LabScenario {
    try #require(readScenario(Fixture.serving, file: "crowd") { _ in nil }.value)
  }

  @Test func noKeyHidesAGlobalOne() throws {
    var player = try Player(at: place)
    player.press(.character("r"))
    player.settle()
    let globals: [Key] =
      ["?", "/", ":", "q", "<", ">", "1", "2", "3", "4", "5", "6", "M"].map { .character($0) }
    for _ in LabScreen.Pane.allCases {
      let keys = player.state.screen.keys(player.state.context).flatMap(\.keys)
      for key in globals { #expect(!keys.contains(key), "\(key)") }
      player.press(.tab)
    }
  }
}
