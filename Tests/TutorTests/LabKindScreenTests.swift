import Foundation
import Labs
import TerminalUI
import Testing
import Wording

@testable import Tutor

/// The screens of the labs of stages 1, 4 and 5: one scenario of the repository for each kind.
@Suite struct LabKindScreenTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    let lab: LabID
    /// What is replaced, so that a debug build needs no time worth mentioning.
    var smaller: [(String, String)] = []
    /// Steps from the beginning to the one that is looked at.
    let step: Int
    var testDescription: String { name }
  }

  static let kinds = [
    Kind(name: "crash-loop", lab: .runtime, step: 40),
    Kind(
      name: "kwok-day", lab: .runtime,
      smaller: [
        ("count: 990", "count: 40"), ("count: 1500", "count: 60"), ("count: 500", "count: 20"),
        ("end_s: 86400", "end_s: 14400"),
      ], step: 60),
    Kind(name: "scale-to-zero", lab: .autoscaling, step: 70),
    Kind(
      name: "bad-canary", lab: .autoscaling, smaller: [("rate_milli: 100000", "rate_milli: 20000")],
      step: 100),
    Kind(name: "token-budgets", lab: .gateway, step: 60),
    Kind(name: "spot-training", lab: .gateway, step: 12),
    Kind(name: "hnsw-knee", lab: .gateway, smaller: [("count: 2500", "count: 400")], step: 30),
    Kind(name: "peeking", lab: .gateway, step: 6),
  ]

  /// Further kinds of which no pictures are stored.
  static let further = [
    Kind(name: "blue-green", lab: .autoscaling, step: 6),
    Kind(name: "canary-percent", lab: .autoscaling, step: 20),
    Kind(
      name: "many-models", lab: .autoscaling,
      smaller: [("end_s: 1800", "end_s: 600"), ("rate_milli: 5000", "rate_milli: 1000")], step: 60),
  ]

  private func player(
    _ kind: Kind, columns: Int = 80, rows: Int = 24, language: Language = .english
  ) throws -> Player {
    let path = "challenges/scenarios/\(kind.name).yml"
    var text = String(decoding: try #require(RealContent.files.read(path)), as: UTF8.self)
    for (long, short) in kind.smaller {
      #expect(text.contains(long), "\(kind.name) has no \(long) any more")
      text = text.replacingOccurrences(of: long, with: short)
    }
    var files = Fixture.files
    files[path] = text
    return try Player(
      columns: columns, rows: rows, language: language,
      at: .scenario(kind.lab, kind.name), content: .inMemory(files))
  }

  private func replay(_ player: Player) throws -> ReplayView {
    try #require((player.state.screen as? LabScreen)?.replay)
  }

  /// Setup, result, and every view of the replay at one step with the answer to "why".
  @Test(arguments: kinds) func everyView(kind: Kind) throws {
    var player = try player(kind)
    try expectScreen(player, "lab-\(kind.name)-setup-80x24")
    player.press(.character("r"))
    player.settle()
    try expectScreen(player, "lab-\(kind.name)-result-80x24")
    player.press(.tab)
    for _ in 0..<kind.step { player.press(.right) }
    try expectScreen(player, "lab-\(kind.name)-replay-80x24")
    player.press(.character("w"))
    try expectScreen(player, "lab-\(kind.name)-why-80x24")
    player.press(.character("w"))
    for view in try replay(player).outcome.replay.panels {
      player.press(.character("p"))
      try expectScreen(player, "lab-\(kind.name)-\(view.rawValue)-80x24")
    }
  }

  /// The same in a large and in a small window: the replay's first view is the one that changes most.
  @Test(arguments: kinds, [(120, 40), (60, 15)])
  func otherSizes(kind: Kind, size: (Int, Int)) throws {
    var player = try player(kind, columns: size.0, rows: size.1)
    player.press(.character("r"))
    player.settle()
    player.press(.tab)
    for _ in 0..<kind.step { player.press(.right) }
    player.press(.character("p"))
    try expectScreen(player, "lab-\(kind.name)-view-\(size.0)x\(size.1)")
  }

  @Test(arguments: ["crash-loop", "scale-to-zero", "spot-training"])
  func chinese(name: String) throws {
    let kind = try #require(Self.kinds.first { $0.name == name })
    var player = try player(kind, columns: 120, rows: 40, language: .chinese)
    player.press(.character("r"))
    player.settle()
    player.press(.tab)
    for _ in 0..<kind.step { player.press(.right) }
    player.press(.character("p"))
    try expectScreen(player, "lab-\(kind.name)-chinese")
  }

  /// Whatever a learner turns to, no line is longer than the window, and nothing is a key of the string table.
  @Test(arguments: kinds + further, Language.allCases)
  func nothingIsRaw(kind: Kind, language: Language) throws {
    var player = try player(kind, language: language)
    func check(_ player: Player) {
      let text = player.text
      for part in ["lab.", "tutor.", "{1}", "{2}", "nil", "Optional("] {
        #expect(!text.contains(part), "\(kind.name) shows \(part):\n\(text)")
      }
    }
    check(player)
    player.press(.character("r"))
    player.settle()
    check(player)
    player.press(.tab)
    for view in 0...(try replay(player).outcome.replay.panels.count) {
      for key in [Key.home, .right, .character("n"), .character("w"), .character("w"), .end] {
        player.press(key)
        check(player)
      }
      if view == 0 {
        player.press(.down, .character("w"))
        check(player)
        player.press(.character("w"))
      }
      player.press(.character("p"))
    }
  }

  /// A compared pair shows what its kind of scenario measures, and nothing of another kind.
  @Test(arguments: kinds + further) func comparisonsHaveValues(kind: Kind) throws {
    var player = try player(kind)
    player.press(.character("r"))
    player.settle()
    player.press(.character("a"), .character("r"))
    player.settle()
    let comparison = try #require((player.state.screen as? LabScreen)?.comparison)
    #expect(!comparison.shownRows.isEmpty)
    #expect(comparison.shownRows.allSatisfy { $0.a.value != nil || $0.b.value != nil })
    if kind.name == "spot-training" { #expect(!player.text.contains("answered")) }
  }

  /// Knobs of the new labs are in groups that say what they are about.
  @Test func everyKnobHasItsGroup() {
    for lab in allLabs {
      for knob in lab.knobs {
        #expect(KnobGroup(of: knob.id) != .other, "\(lab.id) \(knob.id)")
      }
    }
  }

  @Test func aKindHasItsKnobsOnly() throws {
    let node = try player(Self.kinds[0])
    #expect(!node.text.contains("Fake objects"))
    let fake = try player(Self.kinds[1])
    #expect(fake.text.contains("Fake objects") && !fake.text.contains("Snapshotter"))
  }

  /// In the list of all labs left and right go from stage to stage, round at the ends.
  @Test func theListGoesFromStageToStage() throws {
    var player = try Player(at: .lab(nil))
    func focused(_ player: Player) throws -> String {
      let line = player.text.split(separator: "\n").first { $0.contains("▸") }
      return try #require(line).trimmingCharacters(in: .whitespaces)
    }
    let first = try focused(player)
    player.press(.right)
    let second = try focused(player)
    #expect(second != first)
    player.press(.left)
    #expect(try focused(player) == first)
    var seen = [first]
    repeat {
      player.press(.tab)
      seen.append(try focused(player))
    } while seen.last != first && seen.count <= allLabs.count
    #expect(seen.last == first && seen.count > 2, "\(seen)")
  }
}
