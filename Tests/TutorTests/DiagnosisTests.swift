import Labs
import Simulation
import TerminalUI
import Testing

@testable import Tutor

@Suite struct DiagnosisTests {
  private static let scenario = """
    version: 1
    lab: runtime
    title: Broken
    about: One thing is wrong.
    end_s: 600
    diagnosis: {causes: [cni-config, slow-registry, csi-attach-limit, crashing-app]}
    images: [{name: app, layers: [{digest: a, mib: 300}]}]
    pods:
      - name: web
        volumes: [data]
        containers: [{name: main, image: app}]

    """

  /// A fault is asked for, looked for in the views and picked; wrong picks are explained.
  @Test(arguments: screenSizes) func aFaultIsFound(columns: Int, rows: Int) throws {
    var files = Fixture.files
    files["challenges/scenarios/broken.yml"] = Self.scenario
    var player = try Player(
      columns: columns, rows: rows, at: .scenario(.runtime, "broken"),
      content: .inMemory(files))
    player.press(.character("d"))
    player.settle()
    #expect(player.text.contains("What is wrong on this node?"))
    #expect(!player.text.contains("Right:") && !player.text.contains("Not this:"))
    var tries = 0
    while tries < 4, !player.text.contains("Right:") {
      player.press(.enter)
      // What a pick is worth may stand below the window.
      for _ in 0..<6 where !player.text.contains("Right:") && !player.text.contains("Not this:") {
        player.press(.pageDown)
      }
      #expect(player.text.contains("Right:") || player.text.contains("Not this:"))
      if player.text.contains("Right:") { break }
      player.press(.home)
      tries += 1
      for _ in 0..<tries { player.press(.down) }
    }
    #expect(player.text.contains("Right:"))
    let screen = try #require(player.state.screen as? LabScreen)
    #expect(screen.picks.count == tries + 1)
  }

  /// The views of the runtime lab draw at every size, at every step.
  @Test(arguments: screenSizes) func viewsDraw(columns: Int, rows: Int) throws {
    var files = Fixture.files
    files["challenges/scenarios/broken.yml"] = Self.scenario
    var player = try Player(
      columns: columns, rows: rows, at: .scenario(.runtime, "broken"),
      content: .inMemory(files))
    player.press(.character("r"))
    player.settle()
    player.press(.tab)
    for name in ["[lanes]", "[state machines]", "[describe]"] {
      player.press(.character("p"))
      #expect(player.text.contains(name))
      for _ in 0..<30 { player.press(.right) }
      player.press(.home)
    }
  }
}
