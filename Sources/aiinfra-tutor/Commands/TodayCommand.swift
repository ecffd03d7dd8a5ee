import ArgumentParser
import Curriculum
import Learning
import Tutor

import struct ArgumentParser.Option

/// `aiinfra-tutor today`: what to do now, in a few lines.
struct TodayCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "today", abstract: help("command.today.about"))
  }

  @Option(help: ArgumentHelp(help("command.option.format"), valueName: "text|json"))
  var format = TextOrJSON.text

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    let index = try desk.index()
    let learner = try desk.learner()
    switch format {
    case .text:
      let print = TutorPrint(
        index: index, learner: learner, now: desk.now, language: desk.say.language,
        glyphs: outputGlyphs, columns: outputColumns)
      try put(lines: print.today())
    case .json: try put(json: json(index, learner, desk))
    }
  }

  private func json(_ index: ContentIndex, _ learner: LearnerState, _ desk: Desk) -> JSON {
    let week = desk.now.week
    let streak = learner.streak(on: desk.now.date)
    let next = TutorPrint.nextLesson(index, learner)
    let weekly = index.challenge(inWeek: week.week)
    let known = index.questionIDs
    let due = learner.dueReviews(on: desk.now.date).filter { known.contains($0.question) }
    return .record([
      "date": .string(desk.now.date.description), "week": .string(week.description),
      "lesson": next.map {
        .record(["id": .string($0.id), "title": .string(desk.text($0.title))])
      } ?? .null,
      "challenge": weekly.map {
        .record([
          "id": .string($0.challenge.id), "title": .string(desk.text($0.challenge.title)),
          "days_left": .integer(week.daysLeft(from: desk.now.date)),
          "stars": .integer(learner.challenges[$0.challenge.id]?.bestStars ?? 0),
        ])
      } ?? .null,
      "reviews_due": .integer(due.count),
      "streak": .record(["days": .integer(streak.days), "weeks": .integer(streak.weeks)]),
      "stages": .array(
        index.landscape.stages.map { stage in
          let lessons = index.lessons(stage: stage.number)
          let mastery = learner.mastery(
            of: index.material(stage: stage.number), on: desk.now.date)
          return .record([
            "stage": .integer(stage.number), "title": .string(desk.text(stage.title)),
            "mastery_percent": .integer(mastery.percent ?? 0),
            "lessons": .integer(lessons.count),
            "finished": .integer(
              lessons.count { (learner.lessons[$0.id]?.status ?? .new) == .finished }),
          ])
        }),
    ])
  }
}
