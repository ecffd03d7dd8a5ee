import Curriculum
import Learning
import TerminalUI

// Lines about lessons and challenges that several screens show the same way.

/// Mark, title, minutes: one line about a lesson.
func lessonSpans(_ lesson: LessonSummary, _ context: Context) -> [TextSpan] {
  let record = context.learner.lessons[lesson.id]
  let mark: TextSpan =
    switch record?.status ?? .new {
    case .finished, .known: TextSpan(context.glyphs.check + " ", role: .good)
    case .open: TextSpan(context.glyphs.radioOn + " ", role: .accent)
    case .new: TextSpan(context.glyphs.radioOff + " ", role: .muted)
    }
  var note = context.say("tutor.lesson.minutes", String(lesson.minutes))
  if let record, record.status == .open {
    note = context.say("tutor.lesson.percent", String(record.percent)) + ", " + note
  } else if record?.status == .known {
    note = context.say("tutor.lesson.known") + context.say("common.comma") + note
  }
  return [
    mark, TextSpan(context.text(lesson.title)), TextSpan("  " + note, role: .muted),
  ]
}

/// Stars, title, difficulty: one line about a challenge.
func challengeSpans(_ challenge: ChallengeSummary, _ context: Context) -> [TextSpan] {
  let record = context.learner.challenges[challenge.id]
  let note =
    context.say("tutor.difficulty." + challenge.difficulty.rawValue) + context.say("common.comma")
    + context.say("tutor.lesson.minutes", String(challenge.minutes))
  return [
    TextSpan(starText(record?.bestStars ?? 0, context.glyphs) + " ", role: .warning),
    TextSpan(context.text(challenge.title)), TextSpan("  " + note, role: .muted),
  ]
}

/// Three stars, filled as far as earned.
func starText(_ stars: Int, _ glyphs: GlyphSet) -> String {
  String(repeating: glyphs.starFilled, count: min(3, max(0, stars)))
    + String(repeating: glyphs.starEmpty, count: 3 - min(3, max(0, stars)))
}

extension ContentIndex {
  /// What a stage offers to learn.
  func material(stage number: Int) -> LearningMaterial {
    let lessons = lessons(stage: number)
    return LearningMaterial(
      topics: stage(number)?.topics.map(\.id) ?? [], lessons: lessons.map(\.id),
      questions: lessons.flatMap(\.globalQuestionIDs),
      challenges: challenges(stage: number).map(\.id))
  }

  /// What a topic offers to learn.
  func material(topic id: String) -> LearningMaterial {
    let lessons = lessons(topic: id)
    return LearningMaterial(
      topics: [id], lessons: lessons.map(\.id), questions: lessons.flatMap(\.globalQuestionIDs),
      challenges: challenges(topic: id).map(\.id))
  }
}

extension LearnerState {
  /// Whether a lesson is finished or marked as known.
  func hasFinished(lesson id: String) -> Bool {
    switch lessons[id]?.status {
    case .finished, .known: true
    default: false
    }
  }
}
