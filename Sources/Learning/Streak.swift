/// Days and weeks in a row with at least one action.
///
/// Days are the local days on which the events happened. A run that reached yesterday, or last
/// week, still counts today: the day is not over.
public struct Streak: Hashable, Sendable {
  public let days: Int
  public let longestDays: Int
  public let weeks: Int
  public let longestWeeks: Int
  public let isActiveToday: Bool

  /// The streaks of a set of active days as seen on `today`; days after it are left out.
  public init(activeDays: some Sequence<CivilDate>, today: CivilDate) {
    let days = Set(activeDays.lazy.filter { $0 <= today }.map(\.day)).sorted()
    // Mondays are 7 days apart, so weeks become neighbours when divided.
    let weeks = Set(days.map { (CivilDate(day: $0).week.monday.day + 3) / 7 }).sorted()
    (self.days, longestDays) = Self.runs(days, now: today.day)
    (self.weeks, longestWeeks) = Self.runs(weeks, now: (today.week.monday.day + 3) / 7)
    isActiveToday = days.last == today.day
  }

  /// The run that reaches `now` or the one before, and the longest, in ascending numbers.
  private static func runs(_ numbers: [Int], now: Int) -> (current: Int, longest: Int) {
    var length = 0
    var longest = 0
    for (i, number) in numbers.enumerated() {
      length = i > 0 && numbers[i - 1] == number - 1 ? length + 1 : 1
      longest = max(longest, length)
    }
    let isAlive = (numbers.last ?? .min) >= now - 1
    return (isAlive ? length : 0, longest)
  }
}

extension LearnerState {
  /// Days and weeks in a row, seen from `today`; a day counts with its first action.
  public func streak(on today: CivilDate) -> Streak {
    let active = days.filter { $0.value.actions > 0 }.keys
    return Streak(activeDays: active, today: today)
  }
}
