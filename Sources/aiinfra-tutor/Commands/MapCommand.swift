import ArgumentParser
import Curriculum
import Learning
import Tutor

import struct ArgumentParser.Option

/// `aiinfra-tutor map`: the landscape as text, for programs, or as a drawing.
struct MapCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, svg }

  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "map", abstract: help("command.map.about"))
  }

  @Option(help: ArgumentHelp(help("command.map.stage"), valueName: "1-5"))
  var stage: Int?

  @Flag(help: ArgumentHelp(help("command.map.additions")))
  var additions = false

  @Option(help: ArgumentHelp(help("command.option.format"), valueName: "text|json|svg"))
  var format = Format.text

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    let index = try desk.index()
    if let stage, index.stage(stage) == nil {
      throw desk.failure("command.problem.stage", String(stage))
    }
    let chart = MapChart(index, stage: stage, hasAdditions: additions)
    switch format {
    case .text:
      let print = TutorPrint(
        index: index, learner: try desk.learner(), now: desk.now, language: desk.say.language,
        glyphs: outputGlyphs, columns: outputColumns)
      try put(lines: print.map(stage: stage, hasAdditions: additions))
    case .json: try put(json: json(chart, index, desk))
    case .svg: try put(chart.svg(index, desk.say))
    }
  }

  private func json(_ chart: MapChart, _ index: ContentIndex, _ desk: Desk) -> JSON {
    .record([
      "entries": .array(
        chart.cards.map { card in
          let entry = card.entry
          return .record([
            "id": .string(entry.id), "name": .string(entry.name), "stage": .integer(entry.stage),
            "category": .string(entry.category), "x": .integer(card.x), "y": .integer(card.y),
            "early": .bool(entry.isEarly), "addition": .bool(entry.isAddition),
            "repository": .string(entry.repository),
            "checked": .string(
              entry.facts.map(\.checked).max() ?? index.landscape.checked),
            "lessons": .strings(index.lessons(project: entry.id).map(\.id)),
            "challenges": .strings(index.challenges(project: entry.id).map(\.id)),
          ])
        })
    ])
  }
}
