import Curriculum
import Learning
import TerminalUI

/// What only the calendar does.
public enum ChallengesAction: Hashable, Sendable { case thisWeek }

/// The calendar of the year: one challenge a week, this week's first; past and coming ones are open for practice.
public struct ChallengesScreen: PageScreen {
  var position = PagePosition()
  public var wantsPlace: Place?
  public var notice: Notice?

  public init() {}

  public var place: Place { .challenges }

  func ownKeys(_ context: Context) -> [KeyBinding<Action>] {
    [
      context.binding(
        [.character("w")], "tutor.challenges.key.week", .challenges(.thisWeek),
        whyDisabled: context.index.challenges.isEmpty ? "tutor.challenges.none" : nil)
    ]
  }

  mutating func performOwn(_ action: Action, _ context: Context) -> [Effect] {
    if action == .challenges(.thisWeek),
      let weekly = context.index.challenge(inWeek: context.now.week.week)
    {
      wantsPlace = .challenge(weekly.challenge.id)
    }
    return []
  }

  func page(_ context: Context) -> Page {
    var page = Page(width: pageArea(context).columns, glyphs: context.glyphs)
    let week = context.now.week
    guard let weekly = context.index.challenge(inWeek: week.week) else {
      page.text(context.say("tutor.challenges.none"), role: .muted)
      return page
    }
    page.heading(
      context.say(
        "tutor.today.challenge", week.description, String(week.daysLeft(from: context.now.date))))
    page.item(
      challengeSpans(weekly.challenge, context), indent: 4,
      target: .go(.challenge(weekly.challenge.id)))
    page.heading(context.say("tutor.challenges.all", String(context.index.challenges.count)))
    for challenge in context.index.challenges {
      page.item(
        challengeSpans(challenge, context)
          + [
            TextSpan(
              ", " + context.say("tutor.challenges.attempts", String(attempts(challenge, context))),
              role: .muted)
          ], indent: 4, target: .go(.challenge(challenge.id)))
    }
    page.heading(context.say("tutor.challenges.calendar", String(week.year)))
    addCalendar(to: &page, week, context)
    return page
  }

  private func attempts(_ challenge: ChallengeSummary, _ context: Context) -> Int {
    context.learner.challenges[challenge.id]?.attemptCount ?? 0
  }

  /// The weeks of the year in rows of a quarter: number and best stars of the challenge that is on, this week in brackets.
  private func addCalendar(to page: inout Page, _ now: ISOWeek, _ context: Context) {
    let perRow = max(4, min(13, (page.width - 4) / 7))
    let weeks = ISOWeek(year: now.year, week: 53) == nil ? 52 : 53
    for first in stride(from: 1, through: weeks, by: perRow) {
      var spans: [TextSpan] = []
      for week in first..<min(first + perRow, weeks + 1) {
        guard let weekly = context.index.challenge(inWeek: week) else { continue }
        let stars = context.learner.challenges[weekly.challenge.id]?.bestStars ?? 0
        let number = (week < 10 ? "0" : "") + String(week)
        let mark =
          stars > 0 ? String(stars) + context.glyphs.starFilled : " " + context.glyphs.starEmpty
        let isNow = week == now.week
        spans.append(
          TextSpan(
            isNow ? "[\(number)\(mark)]" : " \(number)\(mark) ",
            role: isNow ? .accent : week < now.week ? .normal : .muted,
            attributes: isNow ? [.bold] : []))
        spans.append(TextSpan(" "))
      }
      page.line(spans, indent: 4)
    }
  }
}
