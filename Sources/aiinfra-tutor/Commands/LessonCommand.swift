import ArgumentParser
import Curriculum
import Diagnostics
import Labs
import Learning
import Tutor

import struct ArgumentParser.Option

/// `aiinfra-tutor lesson`: the lessons, and one of them as text.
struct LessonCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "lesson", abstract: help("command.lesson.about"),
      subcommands: [LessonListCommand.self, LessonShowCommand.self],
      defaultSubcommand: LessonListCommand.self)
  }
}

/// `aiinfra-tutor lesson list`.
struct LessonListCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "list", abstract: help("command.lesson.list.about"))
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
      var rows = [
        [
          desk.say("command.column.stage"), desk.say("command.column.id"),
          desk.say("command.column.title"), desk.say("command.column.minutes"),
          desk.say("command.column.questions"), desk.say("command.column.status"),
        ]
      ]
      for lesson in index.lessons {
        let status = learner.lessons[lesson.id]?.status ?? .new
        rows.append([
          String(lesson.stage), lesson.id, desk.text(lesson.title), String(lesson.minutes),
          String(lesson.questions.count), desk.say("command.status.\(status.rawValue)"),
        ])
      }
      try put(lines: columnLines(rows, numbers: [3, 4]))
    case .json: try put(json: .array(index.lessons.map { lessonJSON($0, desk) }))
    }
  }
}

func lessonJSON(_ lesson: LessonSummary, _ desk: Desk) -> JSON {
  .record([
    "id": .string(lesson.id), "stage": .integer(lesson.stage),
    "title": .string(desk.text(lesson.title)), "topics": .strings(lesson.topics),
    "projects": .strings(lesson.projects), "minutes": .integer(lesson.minutes),
    "figures": .integer(lesson.figures.count), "questions": .integer(lesson.questions.count),
    "path": .string(lesson.file),
  ])
}

/// `aiinfra-tutor lesson show ID`.
struct LessonShowCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show", abstract: help("command.lesson.show.about"),
      discussion: help("command.lesson.show.more"))
  }

  @Argument(help: ArgumentHelp(help("command.lesson.id"), valueName: "id"))
  var id: String

  @Flag(help: ArgumentHelp(help("command.lesson.answers")))
  var answers = false

  @Option(help: ArgumentHelp(help("command.option.format"), valueName: "text|json"))
  var format = TextOrJSON.text

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    let content = try desk.content()
    let index = try desk.index()
    guard let summary = index.lesson(id) else {
      let known = index.lessons.map(\.id)
      throw desk.failure(
        "command.problem.lesson", id,
        nearestMatch(to: id, in: known) ?? known.joined(separator: ", "))
    }
    let parsed = content.reader.lesson(at: summary.file)
    guard let lesson = parsed.value else { throw CommandFailure(message: parsed.trouble) }
    switch format {
    case .text:
      let print = TutorPrint(
        index: index, learner: try desk.learner(), now: desk.now, language: desk.say.language,
        glyphs: outputGlyphs, columns: outputColumns)
      try put(
        lines: print.lesson(lesson, hasAnswers: answers) { name in
          let scenario = content.scenario(name)
          return scenario.value.map { .success($0) }
            ?? .failure(TutorPrintTrouble(scenario.trouble))
        })
    case .json: try put(json: json(lesson, summary, desk))
    }
  }

  private func json(_ lesson: Lesson, _ summary: LessonSummary, _ desk: Desk) -> JSON {
    guard case .object(let members) = lessonJSON(summary, desk) else { return .null }
    let more = JSON.record([
      "version": .integer(lesson.version), "prerequisites": .strings(lesson.prerequisites),
      "goals": .strings(lesson.goals.map(desk.text)),
      "sources": .array(
        lesson.sources.map {
          .record([
            "id": .string($0.id), "text": .string($0.text), "url": .string($0.url),
            "checked": .string($0.checked),
          ])
        }),
      "figure_list": .array(
        lesson.figures.map {
          .record([
            "id": .string($0.id), "kind": .string($0.kindName),
            "caption": .string(desk.text($0.caption)),
          ])
        }),
      "question_list": .array(lesson.questions.map { questionJSON($0, lesson, desk) }),
      "text": .string(lesson.blocks.map(\.plainText).joined(separator: "\n\n")),
    ])
    return .object(members + (more.members ?? []))
  }

  private func questionJSON(_ question: Question, _ lesson: Lesson, _ desk: Desk) -> JSON {
    .record([
      "id": .string(lesson.globalID(question.id)), "kind": .string(question.kind.rawValue),
      "ask": .string(desk.text(question.ask)),
      "options": .array(
        question.options.map {
          .record([
            "text": .string(desk.text($0.text)), "right": .bool($0.isRight),
            "why": .string(desk.text($0.why)),
          ])
        }),
    ])
  }
}

extension Figure {
  /// As the lesson file names it.
  fileprivate var kindName: String {
    switch kind {
    case .lab: "lab"
    case .experiment: "experiment"
    case .formula: "formula"
    case .drawn: "drawn"
    case .table: "table"
    }
  }
}
