/// A day of the proleptic Gregorian calendar, without a zone.
///
/// Own arithmetic, because the calendars of Foundation are slow to start and the first frame
/// already wants the ISO week.
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public let day: Int

  public init(day: Int) { self.day = day }

  /// The date of year, month (1-12) and day of the month; `nil` when the calendar has no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, day <= Self.daysIn(month: month, of: year) else {
      return nil
    }
    self.day = Self.days(toMonth: month, of: year) + day - 1
  }

  /// The date that `2026-11-23` names; `nil` for any other form.
  public init?(_ text: some StringProtocol) { self.init(utf8: text.utf8) }

  /// The date that ten bytes of UTF-8 name; `nil` for any other form.
  init?(utf8: some Sequence<UInt8>) {
    var fields = (year: 0, month: 0, day: 0)
    var count = 0
    for byte in utf8 {
      let digit = Int(byte) - 48
      switch count {
      case 4, 7: guard byte == UInt8(ascii: "-") else { return nil }
      case 0..<10 where digit < 0 || digit > 9: return nil
      case 0..<4: fields.year = fields.year * 10 + digit
      case 5..<7: fields.month = fields.month * 10 + digit
      case 8..<10: fields.day = fields.day * 10 + digit
      default: return nil
      }
      count += 1
    }
    guard count == 10 else { return nil }
    self.init(year: fields.year, month: fields.month, day: fields.day)
  }

  public var year: Int { split.year }
  /// 1 to 12.
  public var month: Int { split.month }
  /// 1 to 31.
  public var dayOfMonth: Int { split.day }
  /// 1 = Monday to 7 = Sunday, as ISO 8601 counts.
  public var weekday: Int { Self.modulo(day + 3, 7) + 1 }
  /// The week that ISO 8601 gives this day: weeks start on Monday and belong to the year of their
  /// Thursday.
  public var week: ISOWeek {
    let thursday = CivilDate(day: day + 4 - weekday)
    let year = thursday.year
    let firstDay = Self.days(toMonth: 1, of: year)
    return ISOWeek(checkedYear: year, week: (thursday.day - firstDay) / 7 + 1)
  }

  /// The date that many days later; earlier for negative numbers.
  public func adding(days: Int) -> CivilDate { CivilDate(day: day + days) }
  /// Days from `b` to `a`.
  public static func - (a: CivilDate, b: CivilDate) -> Int { a.day - b.day }
  public static func < (a: CivilDate, b: CivilDate) -> Bool { a.day < b.day }

  /// `2026-11-23`.
  public var description: String {
    let (year, month, day) = split
    return pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2)
  }

  /// Year, month and day of the month at once.
  ///
  /// Counts in years that begin in March, so that the leap day is the last of its year, and in
  /// cycles of 400 years, which have 146 097 days each.
  private var split: (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468  // days from 0000-03-01 to 1970-01-01
    let cycle = Self.floorDivide(shifted, 146_097)
    let dayOfCycle = shifted - cycle * 146_097
    let yearOfCycle =
      (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    // 153 days are the five months March to July, and again August to December.
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  /// Days from 1970-01-01 to the first of the month.
  private static func days(toMonth month: Int, of year: Int) -> Int {
    let marchYear = month <= 2 ? year - 1 : year
    let cycle = floorDivide(marchYear, 400)
    let yearOfCycle = marchYear - cycle * 400
    let marchMonth = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * marchMonth + 2) / 5
    return cycle * 146_097 + yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
      - 719_468
  }

  private static func daysIn(month: Int, of year: Int) -> Int {
    if month == 2 {
      let isLeap = modulo(year, 4) == 0 && (modulo(year, 100) != 0 || modulo(year, 400) == 0)
      return isLeap ? 29 : 28
    }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  private static func floorDivide(_ a: Int, _ b: Int) -> Int { (a - modulo(a, b)) / b }
  private static func modulo(_ a: Int, _ b: Int) -> Int { ((a % b) + b) % b }
}

/// A week of ISO 8601, for example 2026-W48: Monday to Sunday, in the year of its Thursday.
public struct ISOWeek: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let year: Int
  /// 1 to 52 or 53.
  public let week: Int

  fileprivate init(checkedYear year: Int, week: Int) {
    self.year = year
    self.week = week
  }

  /// The week of that number; `nil` when the year has no such week.
  public init?(year: Int, week: Int) {
    self.init(checkedYear: year, week: week)
    guard week >= 1, monday.week == self else { return nil }
  }

  /// The week that `2026-W48` names; `nil` for any other form.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count == 4, parts[1].count == 3, parts[1].hasPrefix("W"),
      let year = Int(parts[0]), let week = Int(parts[1].dropFirst())
    else { return nil }
    self.init(year: year, week: week)
  }

  /// Its first day.
  public var monday: CivilDate {
    // 4 January is always in week 1.
    let fourth = CivilDate(year: year, month: 1, day: 4) ?? CivilDate(day: 0)
    return fourth.adding(days: 1 - fourth.weekday + (week - 1) * 7)
  }
  /// The week that many weeks later; earlier for negative numbers.
  public func adding(weeks: Int) -> ISOWeek { monday.adding(days: weeks * 7).week }
  /// Whole weeks from `b` to `a`.
  public static func - (a: ISOWeek, b: ISOWeek) -> Int { (a.monday - b.monday) / 7 }
  public static func < (a: ISOWeek, b: ISOWeek) -> Bool { (a.year, a.week) < (b.year, b.week) }

  /// Days from `date` to the end of this week, `date` counted: 7 on Monday, 1 on Sunday, 0 when the
  /// week is over.
  public func daysLeft(from date: CivilDate) -> Int { max(0, monday.adding(days: 7) - date) }

  /// `2026-W48`, which is also the text of the week's seed.
  public var description: String { pad(year, 4) + "-W" + pad(week, 2) }
}

func pad(_ number: Int, _ width: Int) -> String {
  let digits = String(number.magnitude)
  let zeros = String(repeating: "0", count: max(0, width - digits.count))
  return (number < 0 ? "-" : "") + zeros + digits
}
