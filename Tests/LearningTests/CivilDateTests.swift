import Foundation
import Simulation
import Testing

@testable import Learning

@Suite struct CivilDateTests {
  /// ISO 8601 weeks at the ends of years, from the standard's own rule: week 1 holds the first
  /// Thursday.
  @Test(arguments: [
    ("2026-11-23", "2026-W48", 1), ("2026-11-29", "2026-W48", 7), ("2026-01-01", "2026-W01", 4),
    ("2025-12-29", "2026-W01", 1), ("2025-12-28", "2025-W52", 7), ("2026-12-31", "2026-W53", 4),
    ("2027-01-03", "2026-W53", 7), ("2027-01-04", "2027-W01", 1), ("2020-12-31", "2020-W53", 4),
    ("2021-01-03", "2020-W53", 7), ("2024-02-29", "2024-W09", 4), ("2000-01-01", "1999-W52", 6),
    ("2024-12-30", "2025-W01", 1), ("1970-01-01", "1970-W01", 4), ("1969-12-28", "1969-W52", 7),
    ("2100-03-01", "2100-W09", 1),
  ])
  func weeks(date: String, week: String, weekday: Int) throws {
    let date = try #require(CivilDate(date))
    #expect(date.week.description == week)
    #expect(date.weekday == weekday)
    #expect(ISOWeek(week) == date.week)
  }

  /// Foundation's calendar as the second opinion, over four centuries.
  @Test func agreesWithFoundation() throws {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    var generator = SeededGenerator(seed: Seed("dates"))
    for _ in 0..<2_000 {
      let date = CivilDate(day: generator.below(146_097) - 25_567)
      let foundation = Date(timeIntervalSince1970: Double(date.day) * 86_400)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekOfYear, .yearForWeekOfYear], from: foundation)
      #expect(date.year == parts.year && date.month == parts.month, "\(date)")
      #expect(date.dayOfMonth == parts.day, "\(date)")
      #expect(date.week.week == parts.weekOfYear, "\(date)")
      #expect(date.week.year == parts.yearForWeekOfYear, "\(date)")
      #expect(CivilDate(date.description) == date)
      #expect(CivilDate(year: date.year, month: date.month, day: date.dayOfMonth) == date)
    }
  }

  @Test(arguments: [
    "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2100-02-29", "26-01-01",
    "2026-1-01", "2026-01-01x", "", "２026-01-01", "2026/01/01",
  ])
  func noSuchDate(text: String) { #expect(CivilDate(text) == nil) }

  @Test(arguments: ["2025-W53", "2026-W00", "2026-W54", "2026-48", "2026-W4", "2026-w48", ""])
  func noSuchWeek(text: String) { #expect(ISOWeek(text) == nil) }

  @Test func weekArithmetic() throws {
    let last = try #require(ISOWeek("2026-W53"))
    #expect(last.adding(weeks: 1).description == "2027-W01")
    #expect(last.adding(weeks: -53).description == "2025-W52")
    #expect(try #require(ISOWeek("2027-W01")) - last == 1)
    #expect(last.monday.description == "2026-12-28")
  }

  @Test(arguments: [
    ("2026-11-23", 7), ("2026-11-28", 2), ("2026-11-29", 1), ("2026-11-30", 0), ("2026-11-20", 10),
  ])
  func daysLeft(date: String, expected: Int) throws {
    let week = try #require(ISOWeek("2026-W48"))
    #expect(week.daysLeft(from: try #require(CivilDate(date))) == expected)
  }
}

@Suite struct MomentTests {
  /// The week belongs to the learner's zone: one instant, different weeks.
  @Test(arguments: [
    ("2026-11-29T23:59:59+01:00", "2026-W48", "2026-11-29"),
    ("2026-11-30T00:00:00+01:00", "2026-W49", "2026-11-30"),
    ("2026-11-29T23:00:00Z", "2026-W48", "2026-11-29"),
    ("2026-12-31T23:30:00-08:00", "2026-W53", "2026-12-31"),
    ("2027-01-01T07:30:00Z", "2026-W53", "2027-01-01"),
    ("2027-01-04T00:00:00+14:00", "2027-W01", "2027-01-04"),
    ("2027-01-03T10:00:00Z", "2026-W53", "2027-01-03"),
    // Both sides of the hour that summer time repeats in Berlin, and of the one that it skips.
    ("2026-10-25T02:30:00+02:00", "2026-W43", "2026-10-25"),
    ("2026-10-25T02:30:00+01:00", "2026-W43", "2026-10-25"),
    ("2026-03-29T01:59:59+01:00", "2026-W13", "2026-03-29"),
    ("2026-03-29T03:00:00+02:00", "2026-W13", "2026-03-29"),
    // A Sunday night of 25 hours still ends the week at midnight.
    ("2026-10-25T23:59:59.999+01:00", "2026-W43", "2026-10-25"),
    ("2026-10-26T00:00+01:00", "2026-W44", "2026-10-26"),
  ])
  func weekInTheZone(text: String, week: String, date: String) throws {
    let moment = try #require(Moment(text, zone: "Test/Zone"))
    #expect(moment.week.description == week)
    #expect(moment.date.description == date)
  }

  @Test(arguments: [
    ("2026-11-23T10:00:00+01:00", "2026-11-23T10:00:00.000+01:00", 1_795_424_400_000),
    ("2026-11-23T09:00:00Z", "2026-11-23T09:00:00.000+00:00", 1_795_424_400_000),
    ("2026-11-23T09:00Z", "2026-11-23T09:00:00.000+00:00", 1_795_424_400_000),
    ("2026-11-23T10:00:00.25+0100", "2026-11-23T10:00:00.250+01:00", 1_795_424_400_250),
    ("2026-11-23T14:45:00.123456+05:45", "2026-11-23T14:45:00.123+05:45", 1_795_424_400_123),
    ("1969-12-31T16:00:00-08:00", "1969-12-31T16:00:00.000-08:00", 0),
    ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999+00:00", -1),
  ])
  func readingAndWriting(text: String, written: String, milliseconds: Int) throws {
    let moment = try #require(Moment(text))
    #expect(moment.milliseconds == milliseconds)
    #expect(moment.description == written)
    #expect(Moment(written) == moment)
  }

  @Test(arguments: [
    "2026-11-23", "2026-11-23T10:00:00", "2026-11-23T24:00:00Z", "2026-11-23T10:60:00Z",
    "2026-11-23T10:00:60Z", "2026-11-23T10:00:00+1", "2026-11-23T10:00:00.Z", "tomorrow",
    "2026-11-31T10:00:00Z", "2026-11-23T10:00:00+24:00", "2026-11-23T1０:00:00Z", "",
    "2026-11-23T10:00:", "2026-11-23T10:00:0",
  ])
  func notAMoment(text: String) { #expect(Moment(text) == nil) }
}
