/// The challenge that is on in a week.
public struct WeeklyChallenge: Hashable, Sendable {
  public let challenge: ChallengeSummary
  /// Whether this is the 53rd week of a long year: the 52nd week's challenge again, with a new instance.
  public let isEncore: Bool

  public init(challenge: ChallengeSummary, isEncore: Bool) {
    self.challenge = challenge
    self.isEncore = isEncore
  }
}

extension ContentIndex {
  /// The challenge of ISO week `week` (1 to 53): number (week - 1) mod count + 1, counted in week order. Week 53 has that
  /// of week 52; its seed (`2026-W53`) makes it a new instance. `nil` without challenges or outside 1 to 53.
  public func challenge(inWeek week: Int) -> WeeklyChallenge? {
    guard (1...53).contains(week), !challenges.isEmpty else { return nil }
    let number = (min(week, 52) - 1) % challenges.count
    return WeeklyChallenge(challenge: challenges[number], isEncore: week == 53)
  }
}
