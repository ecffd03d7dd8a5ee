import Curriculum
import Learning
import TerminalUI

/// What to do now: go on reading, this week's challenge, reviews that are due, the five stages.
public struct TodayScreen: PageScreen {
  var position = PagePosition()
  public var wantsPlace: Place?
  public var notice: Notice?

  public init() {}

  public var place: Place { .today }

  func page(_ context: Context) -> Page {
    var page = Page(width: pageArea(context).columns, glyphs: context.glyphs)
    let isRoomy = context.area.rows >= 20
    if isRoomy { page.line([TextSpan("")]) }
    page.line(header(context))
    addNext(to: &page, context)
    addChallenge(to: &page, context)
    addReviews(to: &page, context)
    addStages(to: &page, context)
    if context.learner.eventCount == 0, isRoomy {
      page.heading(context.say("tutor.today.firstTime"))
      page.text(context.say("tutor.today.welcome"), indent: 2)
    }
    return page
  }

  private func header(_ context: Context) -> [TextSpan] {
    let today = context.now.date
    let streak = context.learner.streak(on: today)
    var spans = [
      TextSpan(context.say("tutor.today.date", today.description, weekday(context)), role: .muted)
    ]
    if streak.days > 0 {
      spans.append(
        TextSpan(
          "  " + context.say("tutor.today.streak", String(streak.days), String(streak.weeks)),
          role: .accent))
    }
    return spans
  }

  private func weekday(_ context: Context) -> String {
    context.say("common.weekday.\(context.now.date.weekday)")
  }

  private func addNext(to page: inout Page, _ context: Context) {
    guard let lesson = nextLesson(context) else { return }
    let isOpen = context.learner.lessons[lesson.id]?.status == .open
    page.heading(context.say(isOpen ? "tutor.today.continue" : "tutor.today.next"))
    page.item(
      lessonSpans(lesson, context)
        + [TextSpan("  " + context.say("tutor.map.stage", String(lesson.stage)), role: .muted)],
      indent: 4, target: .go(.lesson(lesson.id)))
  }

  private func addChallenge(to page: inout Page, _ context: Context) {
    let week = context.now.week
    guard let weekly = context.index.challenge(inWeek: week.week) else { return }
    let left = week.daysLeft(from: context.now.date)
    page.heading(
      context.say("tutor.today.challenge", week.description, String(left)))
    page.item(
      challengeSpans(weekly.challenge, context), indent: 4,
      target: .go(.challenge(weekly.challenge.id)))
  }

  private func addReviews(to page: inout Page, _ context: Context) {
    let due = context.learner.dueReviews(on: context.now.date).count
    page.heading(context.say("tutor.today.reviews"))
    if due > 0 {
      page.item(
        [
          TextSpan(context.say("tutor.today.due", String(due)), role: .accent)
        ], indent: 4, target: .go(.review))
    } else if let next = context.learner.nextDue {
      page.text(
        context.say(
          "tutor.today.nextDue", next.description, String(next - context.now.date)),
        role: .muted, indent: 4)
    } else {
      page.text(context.say("tutor.today.noReviews"), role: .muted, indent: 4)
    }
  }

  private func addStages(to page: inout Page, _ context: Context) {
    let stages = context.index.landscape.stages
    guard !stages.isEmpty else { return }
    page.heading(context.say("tutor.today.stages"))
    let widest =
      stages.map { Text.width(stageName($0, context), glyphs: context.glyphs) }.max() ?? 0
    // The name matters more than the length of its bar.
    let nameWidth = min(widest, page.width - 34)
    for stage in stages {
      let lessons = context.index.lessons(stage: stage.number)
      let finished = lessons.count { context.learner.hasFinished(lesson: $0.id) }
      let mastery =
        context.learner.mastery(
          of: context.index.material(stage: stage.number), on: context.now.date
        ).percent ?? 0
      page.bar(
        stageName(stage, context), nameWidth: nameWidth, perMille: mastery * 10,
        note: context.say(
          "tutor.today.stageNote", String(mastery), String(finished), String(lessons.count)),
        role: .stage(stage.number), indent: 4, target: .go(.path(stage: stage.number)))
    }
  }

  private func stageName(_ stage: Stage, _ context: Context) -> String {
    "\(stage.number) \(context.text(stage.title))"
  }
}

/// The lesson that was left open last, else the first of the path that is not finished.
func nextLesson(_ context: Context) -> LessonSummary? {
  if let last = context.learner.lastLesson, context.learner.lessons[last]?.status == .open,
    let lesson = context.index.lesson(last)
  {
    return lesson
  }
  return context.index.lessons.first { !context.learner.hasFinished(lesson: $0.id) }
}
