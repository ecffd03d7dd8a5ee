import ArgumentParser
import Curriculum
import Learning

import struct ArgumentParser.Option

/// `aiinfra-tutor review`: the questions that are due, one after another, answered by letters on
/// standard input.
struct ReviewCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "review", abstract: help("command.review.about"),
      discussion: help("command.review.more"))
  }

  @Option(help: ArgumentHelp(help("command.review.limit"), valueName: "count"))
  var limit: Int?

  @Option(help: ArgumentHelp(help("command.review.format"), valueName: "text|json"))
  var format = TextOrJSON.text

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    if let limit, limit < 1 { throw desk.failure("command.problem.limit") }
    let index = try desk.index()
    let record = try desk.record()
    let known = index.questionIDs
    let all = record.store.state.dueReviews(on: desk.now.date)
      .filter { known.contains($0.question) }
    let due = Array(all.prefix(limit ?? all.count))
    switch format {
    case .json:
      try put(
        json: .array(
          due.map {
            .record([
              "question": .string($0.question), "due": .string($0.due.description),
              "overdue_days": .integer($0.overdueDays), "recall": .number($0.recall),
            ])
          }))
    case .text:
      guard !due.isEmpty else { return try put(lines: [nothingDue(record, desk)]) }
      try ask(due, index, record, desk)
    }
  }

  private func nothingDue(_ record: Record, _ desk: Desk) -> String {
    guard let next = record.store.state.nextDue else { return desk.say("command.review.never") }
    return desk.say("command.review.none", next.description)
  }

  private enum Reply {
    case options(Set<Int>)
    case hint, skip, quit
  }

  private func ask(
    _ due: [DueReview], _ index: ContentIndex, _ record: Record, _ desk: Desk
  ) throws {
    var record = record
    var right = 0
    var answered = 0
    questions: for (number, review) in due.enumerated() {
      guard let question = try question(review.question, index, desk) else { continue }
      try put(lines: text(question, number: number + 1, of: due.count, review, desk))
      var usedHint = false
      let shown = desk.options.clock.now()
      while true {
        switch try reply(question, desk) {
        case .quit: break questions
        case .skip: continue questions
        case .hint:
          let hint = question.hint.map(desk.text) ?? desk.say("command.review.nohint")
          usedHint = usedHint || question.hint != nil
          try put(lines: wrapped(hint, indent: 2))
          continue
        case .options(let chosen):
          let now = desk.options.clock.now()
          let isRight = chosen == Set(question.rightOptions)
          let taken = max(0, now.milliseconds - shown.milliseconds)
          let answer = Answer(
            question: review.question, options: chosen.sorted(), isRight: isRight,
            rating: Rating(isRight: isRight, usedHint: usedHint, milliseconds: taken),
            isReview: true, milliseconds: taken)
          let events: [LearnerEvent.Kind] =
            (usedHint ? [.hintShown(place: review.question, step: 1)] : [])
            + [.questionAnswered(answer)]
          switch record.append(events, at: now) {
          case .failure(let trouble): throw CommandFailure(message: trouble.reason)
          case .success(let state):
            try put(
              lines: judged(question, chosen, isRight, state.questions[review.question], desk))
          }
          answered += 1
          if isRight { right += 1 }
          continue questions
        }
      }
    }
    record.rest()
    try put(lines: ["", desk.say("command.review.sum", String(right), String(answered))])
  }

  private func question(
    _ id: String, _ index: ContentIndex, _ desk: Desk
  ) throws -> Question? {
    let parts = id.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2, let summary = index.lesson(parts[0]) else { return nil }
    let lesson = try desk.content().reader.lesson(at: summary.file).value
    return lesson?.questions.first { $0.id == parts[1] }
  }

  private func text(
    _ question: Question, number: Int, of count: Int, _ review: DueReview, _ desk: Desk
  ) -> [String] {
    var lines = [
      "", desk.say("command.review.head", String(number), String(count), review.question),
    ]
    lines += wrapped(desk.text(question.ask))
    for (at, option) in question.options.enumerated() {
      lines += hanging("\(letter(at))) ", desk.text(option.text))
    }
    let key = question.kind == .multiple ? "command.review.many" : "command.review.one"
    return lines + [desk.say(key)]
  }

  private func judged(
    _ question: Question, _ chosen: Set<Int>, _ isRight: Bool, _ record: QuestionRecord?,
    _ desk: Desk
  ) -> [String] {
    let glyphs = outputGlyphs
    var lines = [desk.say(isRight ? "command.review.right" : "command.review.wrong")]
    for (at, option) in question.options.enumerated() where option.isRight || chosen.contains(at) {
      let mark = option.isRight ? glyphs.check : glyphs.fail
      lines += hanging("\(mark) \(letter(at))) ", desk.text(option.why))
    }
    if let record { lines.append(desk.say("command.review.next", record.due.description)) }
    return lines
  }

  private func hanging(_ mark: String, _ text: String) -> [String] {
    wrapped(text, indent: mark.count + 2).enumerated().map { at, line in
      at == 0 ? "  " + mark + line.dropFirst(mark.count + 2) : line
    }
  }

  private func letter(_ option: Int) -> String { String(UnicodeScalar(UInt8(97 + option))) }

  /// The next line that means something; the end of the input is leaving.
  private func reply(_ question: Question, _ desk: Desk) throws -> Reply {
    while true {
      try put("> ")
      guard let line = readLine() else {
        try put("\n")
        return .quit
      }
      let word = line.lowercased().filter { !$0.isWhitespace && $0 != "," }
      switch word {
      case "": continue
      case "q": return .quit
      case "s": return .skip
      case "h", "?": return .hint
      default: break
      }
      let options = word.unicodeScalars.map { Int($0.value) - 97 }
      let isValid =
        options.allSatisfy(question.options.indices.contains)
        && (question.kind == .multiple || options.count == 1)
      if isValid { return .options(Set(options)) }
      try put(lines: [desk.say("command.review.what", letter(question.options.count - 1))])
    }
  }
}
