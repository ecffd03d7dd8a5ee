import Curriculum
import Learning
import TerminalUI

/// A question on the screen: what is chosen, whether it was answered. Lessons and reviews show the same card.
struct QuestionCard: Sendable {
  let question: Question
  /// `lesson/question`.
  let globalID: String
  /// Options chosen, by index.
  private(set) var chosen: Set<Int> = []
  private(set) var isAnswered = false
  private(set) var isHintShown = false
  /// When the learner first saw it; reviews measure how long an answer took.
  var shownAt: Moment?

  init(_ question: Question, lesson: String) {
    self.question = question
    globalID = "\(lesson)/\(question.id)"
  }

  var isRight: Bool { chosen == Set(question.rightOptions) }

  /// Chooses an option by its letter. In a single-choice question the other choice goes; the same letter again takes it
  /// back.
  mutating func choose(_ option: Int) {
    guard !isAnswered, question.options.indices.contains(option) else { return }
    if chosen.contains(option) {
      chosen.remove(option)
    } else if question.kind == .single {
      chosen = [option]
    } else {
      chosen.insert(option)
    }
  }

  mutating func showHint(_ context: Context) -> [Effect] {
    guard question.hint != nil, !isHintShown, !isAnswered else { return [] }
    isHintShown = true
    return [.record(.hintShown(place: globalID, step: 1))]
  }

  /// Judges what is chosen and has it recorded; nothing happens before anything is chosen.
  mutating func answer(_ context: Context) -> [Effect] {
    guard !isAnswered, !chosen.isEmpty else { return [] }
    isAnswered = true
    let milliseconds = shownAt.map { max(0, context.now.milliseconds - $0.milliseconds) }
    return [
      .record(
        .questionAnswered(
          Answer(
            question: globalID, options: chosen.sorted(), isRight: isRight,
            rating: Rating(isRight: isRight, usedHint: isHintShown, milliseconds: milliseconds),
            isReview: context.learner.questions[globalID] != nil, milliseconds: milliseconds)))
    ]
  }

  /// Everything about it as lines: the options, after the answer with the reason for each.
  func lines(width: Int, isFocused: Bool, _ context: Context) -> [[TextSpan]] {
    cardLines(width: width, isFocused: isFocused, context).map(\.spans)
  }

  /// The same lines, each with the option that a click on it chooses.
  func cardLines(width: Int, isFocused: Bool, _ context: Context) -> [CardLine] {
    let glyphs = context.glyphs
    var lines = CardLines(width: width, glyphs: glyphs)
    let key = question.kind == .multiple ? "tutor.question.askMultiple" : "tutor.question.ask"
    lines.add(
      [TextSpan(context.text(question.ask), role: .strong)],
      mark: TextSpan(context.say(key) + " ", role: isFocused ? .focused : .heading))
    for (at, option) in question.options.enumerated() {
      let isChosen = chosen.contains(at)
      let letter = optionLetter(at)
      let box = isChosen ? glyphs.radioOn : glyphs.radioOff
      var role: Role = isChosen ? .accent : .normal
      var mark = "\(letter) \(box) "
      if isAnswered {
        mark = "\(letter) \(option.isRight ? glyphs.check : isChosen ? glyphs.fail : " ") "
        role = option.isRight ? .good : isChosen ? .bad : .muted
      }
      lines.add(
        [TextSpan(context.text(option.text), role: role)], mark: TextSpan(mark, role: role),
        indent: 2, option: at)
      if isAnswered { lines.add([TextSpan(context.text(option.why), role: .muted)], indent: 6) }
    }
    if isAnswered {
      lines.add([
        TextSpan(
          context.say(isRight ? "tutor.question.right" : "tutor.question.wrong"),
          role: isRight ? .good : .bad, attributes: .bold),
        TextSpan(" " + nextReview(context), role: .muted),
      ])
    } else {
      if isHintShown, let hint = question.hint {
        lines.add(
          [TextSpan(context.text(hint), role: .emphasis)],
          mark: TextSpan(context.say("tutor.question.hintMark") + " ", role: .muted), indent: 2)
      }
      if isFocused {
        lines.add([
          TextSpan(
            context.say(
              question.hint == nil || isHintShown
                ? "tutor.question.how" : "tutor.question.howWithHint"), role: .muted)
        ])
      } else if context.learner.questions[globalID] != nil {
        lines.add([TextSpan(context.say("tutor.question.before"), role: .muted)])
      }
    }
    return lines.lines
  }

  private func nextReview(_ context: Context) -> String {
    guard let due = context.learner.questions[globalID]?.due else { return "" }
    let days = max(0, due - context.now.date)
    return days == 1
      ? context.say("tutor.question.nextTomorrow", due.description)
      : context.say("tutor.question.next", due.description, String(days))
  }
}
