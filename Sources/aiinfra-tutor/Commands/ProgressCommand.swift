import ArgumentParser
import Curriculum
import Foundation
import Learning
import ProgressStore

import struct ArgumentParser.Option

/// `aiinfra-tutor progress`: the record on disk.
struct ProgressCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "progress", abstract: help("command.progress.about"),
      subcommands: [
        ProgressPathCommand.self, ProgressShowCommand.self, ProgressBackupCommand.self,
        ProgressRestoreCommand.self, ProgressResetCommand.self, ProgressUndoCommand.self,
      ],
      defaultSubcommand: ProgressShowCommand.self)
  }
}

/// `progress path`: where the record is.
struct ProgressPathCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "path", abstract: help("command.progress.path.about"))
  }

  @Option(help: ArgumentHelp(help("command.option.format"), valueName: "text|json"))
  var format = TextOrJSON.text

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    switch format {
    case .text: try put(lines: [desk.storeDirectory])
    case .json: try put(json: .record(["path": .string(desk.storeDirectory)]))
    }
  }
}

/// `progress show`: the sums of the record.
struct ProgressShowCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "show", abstract: help("command.progress.show.about"))
  }

  @Option(help: ArgumentHelp(help("command.option.format"), valueName: "text|json"))
  var format = TextOrJSON.text

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    let record = try desk.record()
    let learner = record.store.state
    let index = try desk.index()
    let today = desk.now.date
    let known = index.questionIDs
    let due = learner.dueReviews(on: today).count { known.contains($0.question) }
    let finished = index.lessons.count { learner.lessons[$0.id]?.status == .finished }
    let stars = index.challenges.reduce(0) { $0 + (learner.challenges[$1.id]?.bestStars ?? 0) }
    let answered = index.questionIDs.count { learner.questions[$0] != nil }
    let streak = learner.streak(on: today)
    switch format {
    case .text:
      var lines = columnLines([
        [desk.say("command.show.lessons"), "\(finished) / \(index.lessons.count)"],
        [desk.say("command.show.questions"), "\(answered) / \(known.count)"],
        [desk.say("command.show.due"), String(due)],
        [desk.say("command.show.stars"), "\(stars) / \(index.challenges.count * 3)"],
        [
          desk.say("command.show.streak"),
          desk.say("command.show.days", String(streak.days), String(streak.longestDays)),
        ],
        [desk.say("command.show.events"), String(learner.eventCount)],
        [desk.say("command.show.store"), desk.storeDirectory],
      ])
      lines.append("")
      lines += columnLines(
        index.landscape.stages.map { stage in
          let mastery = learner.mastery(of: index.material(stage: stage.number), on: today)
          return [
            String(stage.number), desk.text(stage.title), "\(mastery.percent ?? 0) %",
          ]
        }, numbers: [2])
      lines += record.notices.flatMap { [""] + wrapped($0) }
      try put(lines: lines)
    case .json:
      try put(
        json: .record([
          "store": .string(desk.storeDirectory), "events": .integer(learner.eventCount),
          "lessons": .record([
            "finished": .integer(finished), "total": .integer(index.lessons.count),
          ]),
          "questions": .record([
            "answered": .integer(answered), "total": .integer(known.count), "due": .integer(due),
          ]),
          "challenges": .record([
            "stars": .integer(stars), "total": .integer(index.challenges.count),
          ]),
          "streak": .record([
            "days": .integer(streak.days), "longest_days": .integer(streak.longestDays),
          ]),
          "stages": .array(
            index.landscape.stages.map { stage in
              .record([
                "stage": .integer(stage.number),
                "mastery_percent": .integer(
                  learner.mastery(of: index.material(stage: stage.number), on: today).percent
                    ?? 0),
              ])
            }),
          "notices": .strings(record.notices),
        ]))
    }
  }
}

/// `progress backup [FILE]`: everything into one new file.
struct ProgressBackupCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "backup", abstract: help("command.progress.backup.about"))
  }

  @Argument(help: ArgumentHelp(help("command.progress.backup.file"), valueName: "file"))
  var file: String?

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    let path = file ?? "aiinfra-tutor-\(desk.now.date).backup"
    let store = try desk.record().store
    let count = try desk.store { () throws(StoreProblem) in
      try store.backUp(to: path, now: desk.now)
    }
    try put(lines: [desk.say("command.progress.backup.done", String(count), path)])
  }
}

/// `progress restore FILE`: the record becomes what a backup holds; the present one is kept beside
/// it.
struct ProgressRestoreCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "restore", abstract: help("command.progress.restore.about"))
  }

  @Argument(help: ArgumentHelp(help("command.progress.restore.file"), valueName: "file"))
  var file: String

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    var store = try desk.record().store
    let kept = try desk.store { () throws(StoreProblem) in
      try store.restore(from: file, now: desk.now)
    }
    var lines = [desk.say("command.progress.restore.done", String(store.state.eventCount))]
    if let kept { lines.append(desk.say("command.progress.restore.kept", kept)) }
    try put(lines: lines)
  }
}

/// `progress reset [ID]`: forgets a lesson, a challenge, a topic, a question, or everything. `undo`
/// takes it back.
struct ProgressResetCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "reset", abstract: help("command.progress.reset.about"),
      discussion: help("command.progress.reset.more"))
  }

  @Argument(help: ArgumentHelp(help("command.progress.reset.id"), valueName: "id"))
  var id: String?

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    let scope: LearnerEvent.Scope = try id.map { try self.scope($0, desk) } ?? .everything
    var record = try desk.record()
    if case .failure(let trouble) = record.append([.reset(scope)], at: desk.now) {
      throw CommandFailure(message: trouble.reason)
    }
    let key = id == nil ? "command.progress.reset.all" : "command.progress.reset.one"
    try put(lines: [desk.say(key, scope.text)])
  }

  /// `lesson:ID`, or the ID alone where it can only mean one thing; a lesson goes before the topic
  /// of its name.
  private func scope(_ text: String, _ desk: Desk) throws -> LearnerEvent.Scope {
    let index = try desk.index()
    let named = LearnerEvent.Scope(text: text)
    switch named {
    case .lesson(let id) where index.lesson(id) != nil: return .lesson(id)
    case .challenge(let id) where index.challenge(id) != nil: return .challenge(id)
    case .topic(let id) where index.topic(id) != nil: return .topic(id)
    case .question(let id) where index.questionIDs.contains(id): return .question(id)
    case .everything: return .everything
    default: break
    }
    let isLesson = index.lesson(text) != nil
    let isChallenge = index.challenge(text) != nil
    if isLesson, isChallenge { throw desk.failure("command.problem.reset.both", text) }
    if isLesson { return .lesson(text) }
    if isChallenge { return .challenge(text) }
    if index.topic(text) != nil { return .topic(text) }
    if index.questionIDs.contains(text) { return .question(text) }
    throw desk.failure("command.problem.reset", text)
  }
}

/// `progress undo`: takes back the last thing that was recorded.
struct ProgressUndoCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "undo", abstract: help("command.progress.undo.about"))
  }

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    var record = try desk.record()
    let store = record.store
    let events = try desk.store { () throws(StoreProblem) in try store.events() }
    guard let last = lastAction(events) else { throw desk.failure("command.problem.undo") }
    if case .failure(let trouble) = record.append([.undo(event: last.id)], at: desk.now) {
      throw CommandFailure(message: trouble.reason)
    }
    try put(lines: [
      desk.say("command.progress.undo.done", last.kind.name, last.moment.description)
    ])
  }

  /// The latest event that counts and that a person would call an action: no position, no undo, no
  /// planner setting.
  private func lastAction(_ events: [LearnerEvent]) -> LearnerEvent? {
    var undone: Set<String> = []
    for event in events.sorted(by: { $0.key < $1.key }).reversed() where !undone.contains(event.id)
    {
      switch event.kind {
      case .undo(let target): undone.insert(target)
      case .lessonPosition, .schedulerSet, .unknown: continue
      default: return event
      }
    }
    return nil
  }
}
