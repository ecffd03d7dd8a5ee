import Learning
import Testing

@testable import Reporting

@Suite struct MakeReportTests {
  @Test func sums() {
    let sum = report.summary
    #expect(sum.lessons == .init(done: 1, total: 3))
    #expect(sum.questions == .init(done: 2, total: 7))
    #expect(sum.challenges == .init(done: 1, total: 2))
    #expect(sum.stars == .init(done: 2, total: 6))
    #expect(sum.entries == .init(done: 1, total: 2), "additions are not counted")
    #expect(sum.answers == 3 && sum.rightAnswers == 2)
    #expect(sum.attempts == 1)
    #expect(sum.dueToday == 2)
    #expect(sum.activeDays == 3)
    #expect(sum.streak.days == 2 && sum.streak.weeks == 2)
    #expect(sum.calibration == state.calibration)
  }

  @Test func rowsFollowTheContent() {
    #expect(report.stages.map(\.number) == [1, 2, 3, 4, 5])
    #expect(report.stages[3].mastery.percent == nil, "nothing to master yet")
    #expect(report.lessons.map(\.id) == ["runtime", "kv-cache", "nasty"])
    #expect(report.lessons.map(\.status) == [.finished, .open, .open])
    #expect(report.lessons[1].percent == 25)
    #expect(report.lessons[1].recallPercent == nil)
    #expect(report.challenges.map(\.stars) == [2, 0])
    #expect(report.challenges[0].best?.attempt.digest == "v1-sha256:00")
  }

  @Test func activityStartsOnAMondayAndEndsToday() throws {
    #expect(report.activity.count == 52 * 7 + 1)
    #expect(report.activity.first?.date.description == "2025-11-24")
    #expect(report.activity.first?.date.weekday == 1)
    let today = try #require(report.activity.last)
    #expect(today == .init(date: now.date, actions: 4))
    #expect(report.activity.reduce(0) { $0 + $1.actions } == 12)
  }

  @Test func titlesInTheLanguageWhereTheContentHasThem() {
    let chinese = makeReport(state, index: index, now: now, language: .chinese)
    #expect(chinese.lessons.map(\.title).prefix(2) == ["容器生命周期", "Paged KV cache"])
    #expect(chinese.stages[0].title == "第 1 阶段")
  }

  @Test func anEmptyRecordMakesAReport() {
    let empty = makeReport(LearnerState(), index: index, now: now, language: .english)
    #expect(empty.summary.lessons == .init(done: 0, total: 3))
    #expect(empty.summary.lessons.percent == 0)
    #expect(empty.summary.calibration.meanScore == nil)
    #expect(empty.markdown.contains("Lessons finished"))
    #expect(empty.html.hasSuffix("</html>\n"))
  }
}
