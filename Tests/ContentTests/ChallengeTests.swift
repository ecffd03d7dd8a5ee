import Curriculum
import Foundation
import Labs
import Scenarios
import Simulation
import Testing

/// The content as it lies in the repository.
enum Content {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) -> String? {
    try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  static func names(in folder: String, ending: String) -> [String] {
    let all = try? FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent(folder).path)
    return (all ?? []).filter { $0.hasSuffix(ending) }.sorted()
  }

  static func scenario(_ name: String) throws -> LabScenario {
    let path = "challenges/scenarios/\(name).yml"
    let parsed = readScenario(try #require(text(path)), file: path) {
      text("challenges/traces/\($0)")
    }
    #expect(parsed.problems == [])
    return try #require(parsed.value)
  }

  static func challenge(_ file: String) throws -> Challenge {
    let path = "challenges/\(file)"
    let parsed = Challenge.parse(try #require(text(path)), file: path)
    #expect(parsed.problems == [])
    return try #require(parsed.value)
  }
}

/// Every challenge can be lost and won: proven on the instances of a quarter of a year and on unseen ones.
@Suite struct ChallengeTests {
  static let files = Content.names(in: "challenges", ending: ".yml")
  static let weeks = [1, 5, 9, 14, 18, 22, 27, 31, 36, 40, 44, 48, 52].map {
    "2026-W\($0 < 10 ? "0" : "")\($0)"
  }

  @Test func thereAreFourInOrder() throws {
    let challenges = try Self.files.map(Content.challenge)
    #expect(challenges.map(\.week) == Array(1...challenges.count))
    #expect(challenges.prefix(4).map(\.lab) == ["scheduling", "serving", "scheduling", "serving"])
    let onTraces = try challenges.filter {
      switch try Content.scenario($0.scenario) {
      case .scheduling(let scenario): scenario.trace != nil
      case .serving(let scenario): scenario.trace != nil
      }
    }
    #expect(Set(onTraces.map(\.lab)) == ["scheduling", "serving"])
  }

  @Test(arguments: files) func namesOnlyWhatTheLabHas(file: String) throws {
    let challenge = try Content.challenge(file)
    let lab = try #require(allLabs.first { $0.id.rawValue == challenge.lab })
    let all =
      challenge.startSettings + challenge.reference.settings
      + challenge.baselines.flatMap(\.settings)
    for setting in all { _ = try lab.choices(from: ["\(setting.knob)=\(setting.value)"]) }
    for lever in challenge.levers {
      for value in lever.values { _ = try lab.choices(from: ["\(lever.knob)=\(value)"]) }
      let values =
        lever.values.isEmpty
        ? try #require(lab.knob(lever.knob)).stops.map(\.description) : lever.values
      #expect(values.contains(lever.start), "\(lever.knob) starts at a value that it has")
      if let chosen = challenge.reference.settings.first(where: { $0.knob == lever.knob }) {
        #expect(values.contains(chosen.value), "\(lever.knob) can take the reference's value")
      }
    }
    for objective in challenge.objectives {
      #expect(lab.metric(objective.metric) != nil)
      #expect(objective.stars.first == objective.target && objective.stars.count == 3)
    }
    #expect((3...6).contains(challenge.levers.count))
  }

  @Test(arguments: files) func startFailsAndReferencePasses(file: String) throws {
    let challenge = try Content.challenge(file)
    for week in Self.weeks {
      #expect(try !passes(challenge, challenge.startSettings, week), "start, \(week)")
      let answer = challenge.settings(over: challenge.reference.settings)
      #expect(try passes(challenge, answer, week), "reference, \(week)")
    }
    for week in ["2026-W07", "2026-W33", "2026-W48"] {
      for seed in challenge.unseenSeeds(of: week) {
        let answer = challenge.settings(over: challenge.reference.settings)
        #expect(try passes(challenge, answer, seed), "reference, \(seed)")
      }
    }
  }

  /// Turning only one lever from its start is not enough: otherwise there would be nothing to find out.
  @Test(arguments: files) func noSingleLeverWinsEveryWeek(file: String) throws {
    let challenge = try Content.challenge(file)
    guard challenge.difficulty != .hard || challenge.lab != "scheduling" else { return }
    for lever in challenge.levers {
      guard let chosen = challenge.reference.settings.first(where: { $0.knob == lever.knob }),
        chosen.value != lever.start
      else { continue }
      let won = try ["2026-W05", "2026-W27", "2026-W48"].allSatisfy {
        try passes(challenge, challenge.settings(over: [chosen]), $0)
      }
      #expect(!won, "\(lever.knob) alone")
    }
  }

  private func passes(_ challenge: Challenge, _ settings: [Setting], _ seed: String) throws -> Bool
  {
    let lab = try #require(allLabs.first { $0.id.rawValue == challenge.lab })
    let outcome = try lab.run(
      Content.scenario(challenge.scenario),
      choices: lab.choices(from: settings.map { "\($0.knob)=\($0.value)" }), seed: Seed(seed))
    return challenge.objectives.allSatisfy {
      $0.reaches(outcome.metric($0.metric)?.value, $0.target)
    }
  }
}
