import ArgumentParser
import Curriculum
import Diagnostics
import Learning

import struct ArgumentParser.Option

/// `aiinfra-tutor check [DIR]`: everything that can be wrong with content, each with file and line.
struct CheckCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "check", abstract: help("command.check.about"),
      discussion: help("command.check.more"))
  }

  @Argument(help: ArgumentHelp(help("command.check.dir"), valueName: "dir"))
  var directory: String?

  @Flag(help: ArgumentHelp(help("command.check.noruns")))
  var noRuns = false

  @Option(help: ArgumentHelp(help("command.option.format"), valueName: "text|json"))
  var format = TextOrJSON.text

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    let content = try desk.content(at: directory)
    let check = ContentCheck(content: content, say: desk.say, hasRuns: !noRuns)
    let (catalog, problems) = check.run()
    let counts = (
      lessons: catalog.lessons.count, challenges: catalog.challenges.count,
      questions: catalog.lessons.reduce(0) { $0 + $1.questions.count },
      figures: catalog.lessons.reduce(0) { $0 + $1.figures.count }
    )
    switch format {
    case .text:
      let sum = desk.say(
        problems.isEmpty ? "command.check.good" : "command.check.bad", String(problems.count),
        String(counts.lessons), String(counts.questions), String(counts.figures),
        String(counts.challenges))
      try put(lines: problems.map(\.description) + [sum])
    case .json:
      try put(
        json: .record([
          "problems": .array(
            problems.map {
              .record([
                "file": .string($0.file), "line": .integer($0.line),
                "message": .string($0.message), "hint": .string($0.hint),
              ])
            }),
          "lessons": .integer(counts.lessons), "challenges": .integer(counts.challenges),
          "questions": .integer(counts.questions), "figures": .integer(counts.figures),
        ]))
    }
    if !problems.isEmpty { throw ExitCode(1) }
  }
}
