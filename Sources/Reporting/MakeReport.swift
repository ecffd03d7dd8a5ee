import Curriculum
import Learning
import Wording

/// The report on `state` as of `now`; titles in `language` where the content has them.
///
/// Counts concern content that exists: what was learnt in lessons that were removed since stays in
/// the record only.
public func makeReport(
  _ state: LearnerState, index: ContentIndex, now: Moment, language: Language
) -> Report {
  let writer = ReportMaker(state: state, index: index, today: now.date, code: language.rawValue)
  return Report(
    made: now, language: language, summary: writer.summary, stages: writer.stages,
    lessons: writer.lessons, challenges: writer.challenges, activity: writer.activity,
    dueForecast: state.dueForecast(from: now.date, days: 14))
}

private struct ReportMaker {
  let state: LearnerState
  let index: ContentIndex
  let today: CivilDate
  let code: String

  var summary: Report.Summary {
    let questions = index.questionIDs
    let seen = state.questions.filter { questions.contains($0.key) }
    let best = index.challenges.map { state.challenges[$0.id]?.bestStars ?? 0 }
    let entries = index.landscape.entries.filter { !$0.isAddition }
    let days = state.days.sorted { $0.key < $1.key }.map(\.value)
    return Report.Summary(
      lessons: finished(index.lessons),
      questions: .init(done: seen.count, total: questions.count),
      challenges: .init(done: best.count { $0 > 0 }, total: best.count),
      stars: .init(done: best.reduce(0, +), total: best.count * 3),
      entries: .init(
        done: entries.count { state.entriesMet[$0.id] != nil }, total: entries.count),
      answers: days.reduce(0) { $0 + $1.answers },
      rightAnswers: days.reduce(0) { $0 + $1.rightAnswers },
      attempts: days.reduce(0) { $0 + $1.attempts },
      dueToday: state.dueReviews(on: today).count { questions.contains($0.question) },
      activeDays: days.count { $0.actions > 0 }, streak: state.streak(on: today),
      calibration: state.calibration)
  }

  var stages: [Report.StageReport] {
    index.landscape.stages.map { stage in
      Report.StageReport(
        number: stage.number, id: stage.id, title: stage.title.text(code),
        mastery: state.mastery(of: index.material(stage: stage.number), on: today),
        lessons: finished(index.lessons(stage: stage.number)),
        topics: stage.topics.map { topic in
          Report.TopicReport(
            id: topic.id, title: topic.title.text(code),
            mastery: state.mastery(of: index.material(topic: topic.id), on: today))
        })
    }
  }

  var lessons: [Report.LessonReport] {
    index.lessons.map { lesson in
      let record = state.lessons[lesson.id] ?? LessonRecord()
      let answered = lesson.globalQuestionIDs.filter { state.questions[$0] != nil }
      let recall = answered.reduce(0) { $0 + state.knowledge(of: $1, on: today) }
      return Report.LessonReport(
        id: lesson.id, title: lesson.title.text(code), stage: lesson.stage,
        status: record.status, percent: record.percent, finished: record.finished,
        recallPercent: answered.isEmpty
          ? nil : Int((100 * recall / Double(answered.count)).rounded()))
    }
  }

  var challenges: [Report.ChallengeReport] {
    index.challenges.map { challenge in
      let record = state.challenges[challenge.id]
      return Report.ChallengeReport(
        id: challenge.id, title: challenge.title.text(code), stage: challenge.stage,
        week: challenge.week, stars: record?.bestStars ?? 0,
        attempts: record?.attemptCount ?? 0, passed: record?.passed, best: record?.best)
    }
  }

  var activity: [Report.DayReport] {
    let first = today.week.monday.adding(days: -52 * 7)
    return (0...(today - first)).map { offset in
      let date = first.adding(days: offset)
      return Report.DayReport(date: date, actions: state.days[date]?.actions ?? 0)
    }
  }

  private func finished(_ lessons: [LessonSummary]) -> Report.Share {
    Report.Share(
      done: lessons.count { lesson in
        let status = state.lessons[lesson.id]?.status
        return status == .finished || status == .known
      }, total: lessons.count)
  }
}
