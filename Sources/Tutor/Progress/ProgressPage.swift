import Curriculum
import Learning
import TerminalUI

extension ProgressScreen {
  func page(_ context: Context) -> Page {
    var page = Page(width: pageArea(context).columns, glyphs: context.glyphs)
    addSummary(to: &page, context)
    addMastery(to: &page, context)
    page.heading(context.say("tutor.progress.activity"))
    for _ in 0..<8 { page.line([TextSpan(" ")]) }
    addDue(to: &page, context)
    addPredictions(to: &page, context)
    addChallenges(to: &page, context)
    return page
  }

  private func addSummary(to page: inout Page, _ context: Context) {
    let learner = context.learner
    let streak = learner.streak(on: context.now.date)
    page.heading(context.say("tutor.progress.title", context.now.date.description))
    let lessons = context.index.lessons
    let stars = context.index.challenges.reduce(0) {
      $0 + (learner.challenges[$1.id]?.bestStars ?? 0)
    }
    page.text(
      context.say(
        "tutor.progress.lessons", String(lessons.count { learner.hasFinished(lesson: $0.id) }),
        String(lessons.count)), indent: 2)
    page.text(
      context.say(
        "tutor.progress.stars", String(stars), String(context.index.challenges.count * 3)),
      indent: 2)
    page.text(
      context.say(
        "tutor.progress.streak", String(streak.days), String(streak.longestDays),
        String(streak.weeks)), indent: 2)
  }

  private func addMastery(to page: inout Page, _ context: Context) {
    let stages = context.index.landscape.stages
    guard !stages.isEmpty else { return }
    page.heading(context.say("tutor.progress.mastery"))
    let names = stages.flatMap { stage in
      [stageName(stage, context)] + stage.topics.map { "  " + context.text($0.title) }
    }
    let widest = names.map { Text.width($0, glyphs: context.glyphs) }.max() ?? 0
    // The name matters more than the length of its bar.
    let note = Text.width(context.say("tutor.path.noMaterial"), glyphs: context.glyphs)
    let nameWidth = min(widest, max(page.width / 2, page.width - note - 9))
    for stage in stages {
      addBar(
        to: &page, stageName(stage, context), nameWidth,
        context.index.material(stage: stage.number), stage, context)
      for topic in stage.topics {
        addBar(
          to: &page, "  " + context.text(topic.title), nameWidth,
          context.index.material(topic: topic.id), stage, context)
      }
    }
  }

  private func addBar(
    to page: inout Page, _ name: String, _ nameWidth: Int, _ material: LearningMaterial,
    _ stage: Stage, _ context: Context
  ) {
    let percent = context.learner.mastery(of: material, on: context.now.date).percent
    page.bar(
      name, nameWidth: nameWidth, perMille: (percent ?? 0) * 10,
      note: percent.map { "\($0) %" } ?? context.say("tutor.path.noMaterial"),
      role: .stage(stage.number), indent: 2, target: .go(.path(stage: stage.number)))
  }

  private func stageName(_ stage: Stage, _ context: Context) -> String {
    "\(stage.number) \(context.text(stage.title))"
  }

  // MARK: Activity

  /// The heat map stands in the lines that the page left free below this heading.
  func drawActivity(
    on canvas: inout Canvas, _ page: Page, in area: Rect, _ context: Context
  ) {
    let heading = context.say("tutor.progress.activity")
    guard let at = page.lines.firstIndex(where: { $0.spans.first?.text == heading }) else { return }
    let top = min(position.top, max(0, page.lines.count - area.rows))
    let columns = max(4, min(53, (area.columns - 6)))
    let place = Rect(
      column: area.column + 2, row: area.row + at + 1 - top, columns: columns + 4, rows: 7)
    canvas.withClip(area) { canvas in
      canvas.heatMap(levels(context), rowLabels: dayLabels(context), in: place)
      canvas.write(
        context.say("tutor.progress.legend") + " " + canvas.glyphs.levels.joined(separator: " "),
        column: place.column, row: place.row + 7, role: .muted)
    }
  }

  /// Actions of each day as levels 0 to 4: one row a weekday, one column a week, this week last.
  private func levels(_ context: Context) -> [[Int?]] {
    let today = context.now.date
    let monday = today.week.monday
    return (0..<7).map { weekday in
      (0..<53).map { column -> Int? in
        let date = monday.adding(days: (column - 52) * 7 + weekday)
        guard date <= today else { return nil }
        switch context.learner.days[date]?.actions ?? 0 {
        case 0: return 0
        case 1...4: return 1
        case 5...9: return 2
        case 10...19: return 3
        default: return 4
        }
      }
    }
  }

  /// Every other day has its name, so that the rows can be read at a glance.
  private func dayLabels(_ context: Context) -> [String] {
    (1...7).map { $0 % 2 == 1 ? context.say("tutor.progress.day.\($0)") : "" }
  }

  // MARK: Lists

  private func addDue(to page: inout Page, _ context: Context) {
    page.heading(context.say("tutor.progress.due"))
    let today = context.now.date
    let forecast = context.learner.dueForecast(from: today, days: 14)
    guard let most = forecast.max(), most > 0 else {
      page.text(
        context.learner.nextDue.map {
          context.say("tutor.today.nextDue", $0.description, String($0 - today))
        } ?? context.say("tutor.today.noReviews"), role: .muted, indent: 2)
      return
    }
    for (offset, count) in forecast.enumerated() where count > 0 {
      let date = today.adding(days: offset)
      let name = offset == 0 ? context.say("tutor.tab.today") : date.description
      page.bar(
        name, nameWidth: 10, perMille: count * 1_000 / most, note: String(count), role: .bar,
        indent: 2, target: offset == 0 ? .go(.review) : nil)
    }
  }

  private func addPredictions(to page: inout Page, _ context: Context) {
    page.heading(context.say("tutor.progress.predictions"))
    let calibration = context.learner.calibration
    guard let score = calibration.meanScore else {
      page.text(context.say("tutor.progress.noPrediction"), role: .muted, indent: 2)
      return
    }
    page.bar(
      context.say("tutor.progress.score"), nameWidth: 14, perMille: score * 10, note: "\(score)",
      role: .bar, indent: 2)
    page.text(
      context.say(
        "tutor.progress.predicted", String(calibration.right), String(calibration.made)), indent: 2)
  }

  private func addChallenges(to page: inout Page, _ context: Context) {
    page.heading(context.say("tutor.progress.challenges"))
    let tried = context.index.challenges.filter {
      context.learner.challenges[$0.id]?.attemptCount ?? 0 > 0
    }
    if tried.isEmpty {
      page.text(context.say("tutor.progress.noAttempt"), role: .muted, indent: 2)
    }
    for challenge in tried {
      guard let record = context.learner.challenges[challenge.id] else { continue }
      let history = record.attempts.map { String($0.attempt.stars) }.joined(separator: " ")
      page.item(
        [
          TextSpan(starText(record.bestStars, context.glyphs) + " ", role: .warning),
          TextSpan(context.text(challenge.title) + "  "),
          TextSpan(
            context.say("tutor.progress.attempts", String(record.attemptCount), history)
              + (record.passed.map { ", " + context.say("tutor.progress.passed", $0.description) }
                ?? ""),
            role: .muted),
        ], indent: 4, target: .go(.challenge(challenge.id)))
    }
  }
}
