import ArgumentParser
import Curriculum
import Diagnostics
import Labs
import Learning
import TerminalUI

import struct ArgumentParser.Option

/// `aiinfra-tutor challenge`: the calendar, one challenge, a run.
struct ChallengeCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "challenge", abstract: help("command.challenge.about"),
      subcommands: [
        ChallengeListCommand.self, ChallengeShowCommand.self, ChallengeRunCommand.self,
      ],
      defaultSubcommand: ChallengeListCommand.self)
  }
}

extension Desk {
  /// The challenge of that id, read in full.
  func challenge(_ id: String) throws -> Challenge {
    let index = try index()
    guard let summary = index.challenge(id) else {
      let known = index.challenges.map(\.id)
      throw failure(
        "command.problem.challenge", id,
        nearestMatch(to: id, in: known) ?? known.joined(separator: ", "))
    }
    let parsed = try content().reader.challenge(at: summary.file)
    guard let challenge = parsed.value else { throw CommandFailure(message: parsed.trouble) }
    return challenge
  }

  /// Unit and decimals of a metric; `nil` when the lab or the metric does not exist.
  func metric(_ id: String, lab name: String) -> MetricDefinition? {
    LabID(rawValue: name).flatMap { Labs.lab($0) }?.metric(id)
  }

  func objectiveJSON(_ objective: Objective, lab: String) -> JSON {
    .record([
      "metric": .string(objective.metric),
      "unit": .string(metric(objective.metric, lab: lab)?.unit ?? ""),
      "goal": .string(objective.goal.rawValue), "target": .amount(objective.target),
      "stars": .array(objective.stars.map { .amount($0) }),
    ])
  }

  /// `TTFT p95 at most 300 ms`.
  func objectiveText(_ objective: Objective, lab: String) -> String {
    let definition = metric(objective.metric, lab: lab)
    let target = formatted(objective.target, decimals: definition?.decimals ?? 0)
    let unit = definition?.unit ?? ""
    return say(
      objective.goal == .atMost ? "command.goal.most" : "command.goal.least",
      definition.map { say($0.title) } ?? objective.metric,
      unit.isEmpty ? target : target + " " + unit)
  }
}

/// Three stars, the earned ones filled.
func starText(_ stars: Int) -> String {
  let glyphs = outputGlyphs
  return String(repeating: glyphs.starFilled, count: stars)
    + String(repeating: glyphs.starEmpty, count: max(0, 3 - stars))
}

/// `aiinfra-tutor challenge list`.
struct ChallengeListCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "list", abstract: help("command.challenge.list.about"))
  }

  @Option(help: ArgumentHelp(help("command.option.format"), valueName: "text|json"))
  var format = TextOrJSON.text

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    let index = try desk.index()
    switch format {
    case .text:
      let learner = try desk.learner()
      let week = desk.now.week
      let current = index.challenge(inWeek: week.week)?.challenge.id
      var rows = [
        [
          desk.say("command.column.week"), desk.say("command.column.id"),
          desk.say("command.column.title"), desk.say("command.column.lab"),
          desk.say("command.column.difficulty"), desk.say("command.column.stars"), "",
        ]
      ]
      for challenge in index.challenges {
        rows.append([
          String(challenge.week), challenge.id, desk.text(challenge.title), challenge.lab,
          desk.say("command.difficulty.\(challenge.difficulty.rawValue)"),
          starText(learner.challenges[challenge.id]?.bestStars ?? 0),
          challenge.id == current ? desk.say("command.challenge.now", week.description) : "",
        ])
      }
      try put(lines: columnLines(rows, numbers: [0]))
    case .json: try put(json: .array(index.challenges.map { json($0, desk) }))
    }
  }

  private func json(_ challenge: ChallengeSummary, _ desk: Desk) -> JSON {
    .record([
      "id": .string(challenge.id), "week": .integer(challenge.week),
      "title": .string(desk.text(challenge.title)), "lab": .string(challenge.lab),
      "stage": .integer(challenge.stage), "topics": .strings(challenge.topics),
      "difficulty": .string(challenge.difficulty.rawValue),
      "minutes": .integer(challenge.minutes), "path": .string(challenge.file),
      "objectives": .array(
        challenge.objectives.map { desk.objectiveJSON($0, lab: challenge.lab) }),
    ])
  }
}

/// `aiinfra-tutor challenge show ID`.
struct ChallengeShowCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "show", abstract: help("command.challenge.show.about"))
  }

  @Argument(help: ArgumentHelp(help("command.challenge.id"), valueName: "id"))
  var id: String

  @Option(help: ArgumentHelp(help("command.option.format"), valueName: "text|json"))
  var format = TextOrJSON.text

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    let challenge = try desk.challenge(id)
    switch format {
    case .text: try put(lines: text(challenge, desk))
    case .json: try put(json: json(challenge, desk))
    }
  }

  private func text(_ challenge: Challenge, _ desk: Desk) -> [String] {
    let blocks = challenge.brief.blocks(desk.say.language.rawValue)
    var lines = [desk.text(challenge.title)]
    lines.append(
      desk.say(
        "command.challenge.facts", String(challenge.week), challenge.lab, String(challenge.stage),
        desk.say("command.difficulty.\(challenge.difficulty.rawValue)"),
        String(challenge.minutes)))
    for block in blocks { lines += [""] + wrapped(block.plainText) }
    lines += ["", desk.say("command.challenge.levers")]
    let rows = challenge.levers.map { lever -> [String] in
      let knob = LabID(rawValue: challenge.lab).flatMap { Labs.lab($0) }?.knob(lever.knob)
      let values = lever.values.isEmpty ? knob?.stops.map(\.description) ?? [] : lever.values
      return [
        lever.knob, desk.say("command.challenge.start", lever.start),
        values.joined(separator: " ") + (knob.map { $0.unit.isEmpty ? "" : " " + $0.unit } ?? ""),
        knob.map { desk.say($0.title) } ?? "",
      ]
    }
    lines += columnLines(rows, indent: 2)
    lines += ["", desk.say("command.challenge.goals")]
    lines += challenge.objectives.map { "  " + desk.objectiveText($0, lab: challenge.lab) }
    lines += ["", desk.say("command.challenge.how", challenge.id)]
    return lines
  }

  private func json(_ challenge: Challenge, _ desk: Desk) -> JSON {
    .record([
      "id": .string(challenge.id), "version": .integer(challenge.version),
      "week": .integer(challenge.week), "title": .string(desk.text(challenge.title)),
      "lab": .string(challenge.lab), "stage": .integer(challenge.stage),
      "topics": .strings(challenge.topics), "projects": .strings(challenge.projects),
      "lessons": .strings(challenge.lessons), "scenario": .string(challenge.scenario),
      "difficulty": .string(challenge.difficulty.rawValue),
      "minutes": .integer(challenge.minutes), "path": .string(challenge.file),
      "brief": .string(
        challenge.brief.blocks(desk.say.language.rawValue).map(\.plainText)
          .joined(separator: "\n\n")),
      "levers": .array(
        challenge.levers.map {
          .record([
            "knob": .string($0.knob), "start": .string($0.start), "values": .strings($0.values),
          ])
        }),
      "objectives": .array(
        challenge.objectives.map { desk.objectiveJSON($0, lab: challenge.lab) }),
      "baselines": .array(challenge.baselines.map { .string(desk.text($0.name)) }),
      "unseen_seeds": .integer(challenge.unseenSeeds),
    ])
  }
}
