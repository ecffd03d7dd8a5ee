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

/// Every challenge can be lost and won, and its texts tell the truth.
@Suite struct ChallengeTests {
  static let files = Content.names(in: "challenges", ending: ".yml")
  /// The weeks on which a run of the tests proves it; all 106 weeks of 2026 and 2027 with their
  /// unseen instances were run when the challenges were made.
  static let weeks = ["2026-W05", "2026-W48", "2027-W30"]

  @Test func thereAreFourInOrder() throws {
    let challenges = try Self.files.map(Content.challenge)
    #expect(challenges.map(\.week) == Array(1...challenges.count))
    #expect(challenges.prefix(4).map(\.lab) == ["scheduling", "serving", "scheduling", "serving"])
    let onTraces = try challenges.filter {
      switch try Content.scenario($0.scenario) {
      case .scheduling(let scenario): scenario.trace != nil
      case .serving(let scenario): scenario.trace != nil
      default: false
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
    #expect(challenge.objectives.count >= 2, "one number alone is no trade-off")
  }

  @Test(arguments: files) func startFailsAndReferencePasses(file: String) throws {
    let challenge = try Content.challenge(file)
    let answer = challenge.settings(over: challenge.reference.settings)
    for week in Self.weeks {
      #expect(try stars(challenge, challenge.startSettings, week) == 0, "start, \(week)")
      #expect(try stars(challenge, answer, week) > 0, "reference, \(week)")
    }
    for seed in challenge.unseenSeeds(of: "2026-W48") {
      #expect(try stars(challenge, answer, seed) > 0, "reference, \(seed)")
    }
    #expect(try stars(challenge, answer, "2026-W48") == 3, "the reference earns all stars")
  }

  /// Turning one lever only is not enough, neither to its best nor to its extreme value: otherwise
  /// there would be nothing to find out.
  @Test(arguments: files) func noSingleLeverWins(file: String) throws {
    let challenge = try Content.challenge(file)
    let lab = try #require(allLabs.first { $0.id.rawValue == challenge.lab })
    for lever in challenge.levers {
      let values =
        lever.values.isEmpty
        ? try #require(lab.knob(lever.knob)).stops.map(\.description) : lever.values
      let best = challenge.reference.settings.first { $0.knob == lever.knob }?.value
      var tried: [String] = []
      for value in [best, values.first, values.last].compactMap(\.self)
      where value != lever.start && !tried.contains(value) {
        tried.append(value)
        let choice = Setting(knob: lever.knob, value: value)
        #expect(
          try stars(challenge, challenge.settings(over: [choice]), "2026-W48") == 0,
          "\(lever.knob)=\(value) alone")
      }
    }
  }

  /// What the texts say about a run is what the run gives, in both languages.
  @Test(arguments: files) func quotedNumbersAreTrue(file: String) throws {
    let challenge = try Content.challenge(file)
    #expect(challenge.numbers.count >= 5)
    for number in challenge.numbers {
      let run = number.measurement
      let outcome = try outcome(challenge, run.settings, run.seed)
      let value = try #require(outcome.metric(run.metric)?.value)
      let digits = try #require(number.quote.firstMatch(of: /[0-9][0-9,]*(?:\.[0-9]+)?/)).0
      let inSeconds = number.quote.hasSuffix(" s")
      let decimals = digits.split(separator: ".").dropFirst().first?.count ?? 0
      #expect(
        String(format: "%.\(decimals)f", inSeconds ? value / 1_000 : value)
          == digits.replacing(",", with: ""),
        "\(file):\(number.line) quotes \(number.quote) for \(run.metric)")
      #expect(
        challenge.quotableText("zh").contains(digits), "\(number.quote) in the Chinese text")
    }
  }

  @Test(arguments: files) func everyTextHasItsTranslation(file: String) throws {
    let challenge = try Content.challenge(file)
    #expect(challenge.brief.chinese != nil && challenge.insight.chinese != nil)
    var words = [challenge.title, challenge.reference.why] + challenge.hints
    words += challenge.baselines.map(\.name)
    if let prediction = challenge.prediction {
      words.append(prediction.ask)
      if case .options(let options) = prediction.answer {
        words += options.flatMap { [$0.text, $0.why] }
      }
    }
    #expect(words.filter { $0.chinese == nil }.map(\.english) == [])
    #expect(challenge.hints.count == 3)
  }

  private func outcome(
    _ challenge: Challenge, _ settings: [Setting], _ seed: String
  ) throws -> RunOutcome {
    let lab = try #require(allLabs.first { $0.id.rawValue == challenge.lab })
    return try lab.run(
      Content.scenario(challenge.scenario),
      choices: lab.choices(from: settings.map { "\($0.knob)=\($0.value)" }), seed: Seed(seed))
  }

  /// The stars on one instance; a choice that the lab refuses earns none.
  private func stars(_ challenge: Challenge, _ settings: [Setting], _ seed: String) throws -> Int {
    do {
      let outcome = try outcome(challenge, settings, seed)
      return challenge.objectives.map { $0.stars(for: outcome.metric($0.metric)?.value) }.min() ?? 0
    } catch is LabProblem { return 0 }
  }
}
