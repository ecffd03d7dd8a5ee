import ArgumentParser
import Curriculum
import Diagnostics
import Labs
import Learning

import struct ArgumentParser.Option

/// `aiinfra-tutor challenge run ID`: the learner's choices on the simulator, judged. Status 1 when
/// it is not passed.
struct ChallengeRunCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "run", abstract: help("command.challenge.run.about"),
      discussion: help("command.challenge.run.more"))
  }

  @Argument(help: ArgumentHelp(help("command.challenge.id"), valueName: "id"))
  var id: String

  @Option(help: ArgumentHelp(help("command.challenge.set"), valueName: "lever=value"))
  var set: [String] = []

  @Flag(help: ArgumentHelp(help("command.challenge.reference")))
  var reference = false

  @Option(help: ArgumentHelp(help("command.challenge.seed"), valueName: "text"))
  var seed: String?

  @Flag(help: ArgumentHelp(help("command.challenge.record")))
  var record = false

  @Option(help: ArgumentHelp(help("command.option.format"), valueName: "text|json"))
  var format = TextOrJSON.text

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    if reference, !set.isEmpty { throw desk.failure("command.problem.reference") }
    let challenge = try desk.challenge(id)
    let run = try ChallengeRun(challenge, content: try desk.content(), say: desk.say)
    let settings = try reference ? challenge.reference.settings : levers(challenge, run, desk)
    let seed = seed ?? desk.now.week.description
    let (outcome, verdict) = try desk.lab { () throws(LabProblem) in
      try run.judged(settings, seed: seed, language: desk.say.language.rawValue)
    }
    if record { try keep(challenge, outcome, verdict, settings, run, desk) }
    switch format {
    case .text: try put(lines: text(challenge, outcome, verdict, desk))
    case .json: try put(json: json(challenge, outcome, verdict))
    }
    if !verdict.isPassed { throw ExitCode(1) }
  }

  /// `--set lever=value`, each a lever of the challenge and a value that it offers.
  private func levers(_ challenge: Challenge, _ run: ChallengeRun, _ desk: Desk) throws -> [Setting]
  {
    try set.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw desk.failure("command.problem.set", text) }
      let (name, value) = (String(parts[0]), String(parts[1]))
      guard let lever = challenge.levers.first(where: { $0.knob == name }) else {
        throw desk.failure(
          "command.problem.lever", name,
          challenge.levers.map(\.knob).joined(separator: ", "))
      }
      let chosen = try desk.lab { () throws(LabProblem) in
        try run.lab.requireKnob(name).value(from: value)
      }
      let offered = try desk.lab { () throws(LabProblem) in
        var values: [KnobValue] = []
        for text in lever.values { values.append(try run.lab.requireKnob(name).value(from: text)) }
        return values
      }
      guard offered.isEmpty || offered.contains(chosen) else {
        throw desk.failure(
          "command.problem.offered", name, value, lever.values.joined(separator: ", "))
      }
      return Setting(knob: name, value: value)
    }
  }

  private func keep(
    _ challenge: Challenge, _ outcome: RunOutcome, _ verdict: Verdict, _ settings: [Setting],
    _ run: ChallengeRun, _ desk: Desk
  ) throws {
    var levers = Choices()
    for lever in challenge.levers { levers[lever.knob] = outcome.choices[lever.knob] }
    var record = try desk.record()
    let attempt = Attempt(
      challenge: challenge, seed: outcome.seed.text, choices: levers, verdict: verdict,
      digest: outcome.digest)
    if case .failure(let trouble) = record.append([.challengeAttempt(attempt)], at: desk.now) {
      throw CommandFailure(message: trouble.reason)
    }
  }

  // MARK: Text

  private func text(
    _ challenge: Challenge, _ outcome: RunOutcome, _ verdict: Verdict, _ desk: Desk
  ) -> [String] {
    let glyphs = outputGlyphs
    let headline = desk.say(verdict.isPassed ? "command.run.passed" : "command.run.missed")
    var lines = [
      desk.text(challenge.title) + "  " + outcome.seed.text,
      "\(verdict.isPassed ? glyphs.check : glyphs.fail) \(headline)  \(starText(verdict.stars))",
      "",
    ]
    let names = challenge.objectives.map {
      desk.metric($0.metric, lab: challenge.lab).map { desk.say($0.title) } ?? $0.metric
    }
    var rows = [[""] + names]
    rows.append(
      [desk.say("command.run.goal")]
        + verdict.objectives.map {
          ($0.wanted.goal == .atMost ? "<= " : ">= ") + withUnit($0.targetText, $0.unit)
        })
    rows.append([desk.say("command.run.yours")] + verdict.objectives.map(cell))
    for other in verdict.baselines { rows.append([other.name] + other.objectives.map(cell)) }
    for other in verdict.unseen { rows.append([other.name] + other.objectives.map(cell)) }
    lines += columnLines(rows, numbers: Set(1...max(1, names.count)), indent: 2)
    lines += [""] + verdict.why(desk.say).flatMap { wrapped(glyphs.bullet + " " + $0) }
    let chosen = challenge.levers.compactMap { lever in
      outcome.choices[lever.knob].map { "\(lever.knob)=\($0)" }
    }
    lines += ["", desk.say("command.run.choices", chosen.joined(separator: " "))]
    lines.append(desk.say("command.run.digest", outcome.digest))
    return lines
  }

  private func cell(_ result: Verdict.Result) -> String {
    withUnit(result.valueText, result.unit) + " "
      + (result.isMet ? outputGlyphs.check : outputGlyphs.fail)
  }

  private func withUnit(_ number: String, _ unit: String) -> String {
    unit.isEmpty ? number : number + " " + unit
  }

  // MARK: JSON

  private func json(_ challenge: Challenge, _ outcome: RunOutcome, _ verdict: Verdict) -> JSON {
    func comparison(_ key: String, _ other: Verdict.Comparison) -> JSON {
      .object([
        .init(key, .string(other.name)), .init("passed", .bool(other.isPassed)),
        .init("objectives", .array(other.objectives.map(objective))),
      ])
    }
    return .record([
      "id": .string(challenge.id), "version": .integer(challenge.version),
      "seed": .string(outcome.seed.text), "passed": .bool(verdict.isPassed),
      "stars": .integer(verdict.stars), "choices": .choices(outcome.choices),
      "objectives": .array(verdict.objectives.map(objective)),
      "baselines": .array(verdict.baselines.map { comparison("name", $0) }),
      "unseen": .array(verdict.unseen.map { comparison("seed", $0) }),
      "events": .integer(outcome.events), "digest": .string(outcome.digest),
    ])
  }

  private func objective(_ result: Verdict.Result) -> JSON {
    .record([
      "metric": .string(result.wanted.metric), "unit": .string(result.unit),
      "goal": .string(result.wanted.goal.rawValue), "value": .amount(result.value),
      "target": .amount(result.wanted.target), "met": .bool(result.isMet),
      "stars": .integer(result.stars),
    ])
  }
}
