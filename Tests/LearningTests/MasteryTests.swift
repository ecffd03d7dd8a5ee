import Testing

@testable import Learning

@Suite struct MasteryTests {
  static let material = LearningMaterial(
    topics: ["kv"], lessons: ["a", "b"], questions: ["a/q", "b/q"], challenges: ["c"])

  /// 30 : 40 : 30 for lessons, questions, challenges.
  @Test func theSumByHand() throws {
    let state = LearnerState.fold(
      events(
        ("2026-11-23T10:00:00+01:00", .lessonFinished(lesson: "a")),
        ("2026-11-23T10:01:00+01:00", answer("a/q", .good)),
        ("2026-11-23T10:02:00+01:00", answer("b/q", .again)),
        ("2026-11-23T10:03:00+01:00", .challengeAttempt(attempt("c", stars: 2)))))
    let today = state.mastery(of: Self.material, on: date("2026-11-23"))
    #expect(today.lessonPercent == 50)
    #expect(today.questionPercent == 50, "one known for sure, one answered wrong")
    #expect(abs(try #require(today.challengePercent) - 66.667) < 0.001)
    #expect(today.percent == 55)  // 15 + 20 + 20
    // A year later the answer is half forgotten: (1 + 0.98 * 365 / 2.3065)^-0.1542 = 0.46.
    let later = state.mastery(of: Self.material, on: date("2027-11-23"))
    #expect(try #require(later.questionPercent) < 25)
    #expect(try #require(later.percent) < 55)
  }

  @Test(
    arguments: [
      (
        "lessons only", LearningMaterial(topics: [], lessons: ["a"], questions: [], challenges: []),
        100
      ),
      (
        "lessons and questions: 30 of 70",
        LearningMaterial(topics: [], lessons: ["a"], questions: ["z/q"], challenges: []), 42
      ),
      ("nothing", LearningMaterial(topics: [], lessons: [], questions: [], challenges: []), nil),
    ] as [(String, LearningMaterial, Int?)])
  func missingSourcesShareTheirWeight(name: String, material: LearningMaterial, expected: Int?) {
    let state = LearnerState.fold(
      events(("2026-11-23T10:00:00+01:00", .lessonFinished(lesson: "a"))))
    #expect(state.mastery(of: material, on: date("2026-11-23")).percent == expected, "\(name)")
  }

  @Test func aKnownTopicMakesItsLessonsKnown() {
    let state = LearnerState.fold(
      events(("2026-11-23T10:00:00+01:00", .markedKnown(.topic("kv"), isKnown: true))))
    #expect(state.mastery(of: Self.material, on: date("2026-11-23")).lessonPercent == 100)
    #expect(state.mastery(of: Self.material, on: date("2026-11-23")).percent == 30)
  }
}

@Suite struct StreakTests {
  @Test(
    arguments: [
      ("nothing yet", [], 0, 0, 0, 0),
      ("today only", ["2026-11-25"], 1, 1, 1, 1),
      ("yesterday still counts", ["2026-11-24"], 1, 1, 1, 1),
      ("two days ago does not, but its week does", ["2026-11-23"], 0, 1, 1, 1),
      ("last week still counts", ["2026-11-16"], 0, 1, 1, 1),
      ("two weeks ago does not", ["2026-11-15"], 0, 1, 0, 1),
      (
        "a gap ends a run", ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-24", "2026-11-25"],
        2, 3, 2, 2
      ),
      ("tomorrow is not counted", ["2026-11-25", "2026-11-26"], 1, 1, 1, 1),
      (
        "weeks across the end of a year with 53",
        ["2026-12-24", "2026-12-31", "2027-01-04"], 0, 1, 0, 3
      ),
    ] as [(String, [String], Int, Int, Int, Int)])
  func streaks(name: String, active: [String], days: Int, longest: Int, weeks: Int, longestW: Int) {
    let today = name.hasPrefix("weeks across") ? date("2027-02-01") : date("2026-11-25")
    let streak = Streak(activeDays: active.map(date), today: today)
    #expect(streak.days == days, "\(name)")
    #expect(streak.longestDays == longest, "\(name)")
    #expect(streak.weeks == weeks, "\(name)")
    #expect(streak.longestWeeks == longestW, "\(name)")
    #expect(streak.isActiveToday == active.contains(today.description), "\(name)")
  }

  @Test func readingOnIsNoAction() {
    let state = LearnerState.fold(
      events(("2026-11-23T10:00:00+01:00", .lessonPosition(lesson: "a", line: 1, of: 2))))
    #expect(state.streak(on: date("2026-11-23")).days == 0)
  }
}

@Suite struct ReviewTests {
  @Test func theMostEndangeredFirst() {
    let state = LearnerState.fold(
      events(
        ("2026-11-20T10:00:00+01:00", answer("z/good", .good)),  // due 11-22
        ("2026-11-20T10:01:00+01:00", answer("a/again", .again)),  // due 11-21, nearly forgotten
        ("2026-11-20T10:02:00+01:00", answer("b/easy", .easy)),  // due 11-28
        ("2026-11-20T10:03:00+01:00", answer("a/good", .good))))
    let due = state.dueReviews(on: date("2026-11-23"))
    #expect(due.map(\.question) == ["a/again", "a/good", "z/good"])
    #expect(due.map(\.overdueDays) == [2, 1, 1])
    #expect(state.dueReviews(on: date("2026-11-20")).isEmpty)
    #expect(state.dueForecast(from: date("2026-11-22"), days: 7) == [3, 0, 0, 0, 0, 0, 1])
    #expect(state.nextDue == date("2026-11-21"))
    #expect(state.knowledge(of: "a/again", on: date("2026-11-20")) == 0)
    #expect(state.knowledge(of: "a/good", on: date("2026-11-20")) == 1)
    #expect(state.knowledge(of: "never/asked", on: date("2026-11-20")) == 0)
  }
}
