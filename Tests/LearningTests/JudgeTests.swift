import Curriculum
import Labs
import Testing
import Wording

@testable import Learning

@Suite struct JudgeTests {
  static let ttft = MetricDefinition(id: "ttft_p95", unit: "ms", better: .lower)
  static let rate = MetricDefinition(id: "hit_rate", unit: "%", decimals: 1, better: .higher)
  static let objectives = [
    Objective(metric: "ttft_p95", goal: .atMost, target: 300, stars: [300, 280, 268]),
    Objective(metric: "hit_rate", goal: .atLeast, target: 50, stars: [50, 60, 70]),
  ]

  static func run(_ ttft: Double?, _ rate: Double?) -> [Metric] {
    [Metric(Self.ttft, ttft), Metric(Self.rate, rate)]
  }

  @Test(
    arguments: [
      ("both at the third star", 268, 70, true, 3),
      ("exactly the target is met", 300, 50, true, 1),
      ("one unit over", 301, 90, false, 0),
      ("just under the other", 200, 49.9, false, 0),
      ("rounded before judged", 300.4, 49.95, true, 1),
      ("the least star counts", 100, 65, true, 2),
      ("no value meets nothing", nil, 90, false, 0),
    ] as [(String, Double?, Double?, Bool, Int)])
  func stars(name: String, ttft: Double?, rate: Double?, passed: Bool, stars: Int) {
    let verdict = judge(Self.objectives, measured: Self.run(ttft, rate))
    #expect(verdict.isPassed == passed, "\(name)")
    #expect(verdict.stars == stars, "\(name)")
  }

  @Test func unseenSeedsHoldBackStars() {
    let verdict = judge(
      Self.objectives, measured: Self.run(260, 80),
      baselines: [(name: "as shipped", metrics: Self.run(900, 10))],
      unseen: [(seed: "s/unseen-1", metrics: Self.run(290, 55)), ("s/unseen-2", Self.run(310, 80))])
    #expect(verdict.isPassed)
    #expect(verdict.stars == 1)
    #expect(verdict.unseen.map(\.isPassed) == [true, false])
    #expect(verdict.baselines.map(\.isPassed) == [false])
    #expect(
      verdict.why(Wording(.english)).last
        == "1 of 2 unseen seeds miss a goal (s/unseen-2), so one star is the most")
  }

  @Test func reasonsSayNumbersAndTheNextStar() {
    let verdict = judge(Self.objectives, measured: Self.run(275, 71))
    #expect(
      verdict.reasons == [
        Message("learning.verdict.met.most", "ttft_p95", "275 ms", "300 ms"),
        Message("learning.verdict.met.least", "hit_rate", "71.0 %", "50.0 %"),
        Message("learning.verdict.next.most", "3", "ttft_p95", "268 ms"),
      ])
    let missed = judge(Self.objectives, measured: [Metric(Self.ttft, 301)])
    #expect(
      missed.reasons == [
        Message("learning.verdict.missed.most", "ttft_p95", "301 ms", "300 ms"),
        Message("learning.verdict.none", "hit_rate"),
      ])
  }

  @Test func everyReasonHasItsWords() {
    let keys = Set(allEntries.map(\.key))
    for verdict in [
      judge(Self.objectives, measured: Self.run(275, 71)),
      judge(Self.objectives, measured: Self.run(301, 40)),
      judge(Self.objectives, measured: Self.run(nil, 55)),
      judge(Self.objectives, measured: Self.run(200, 55)),
      judge(Self.objectives, measured: Self.run(200, 75), unseen: [("x", Self.run(900, 0))]),
    ] {
      for reason in verdict.reasons { #expect(keys.contains(reason.key), "\(reason.key)") }
    }
  }

  @Test(
    arguments: [
      ("exact", 50, 100), ("inside the 10 %", 55, 100), ("10 points further off", 60, 90),
      ("double", 100, 10), ("far off", 500, 0), ("below", 40, 90),
    ] as [(String, Double, Int)])
  func estimates(name: String, estimate: Double, score: Int) {
    let answer = NumericAnswer(
      value: .fixed(50), unit: "%", withinPercent: 10, why: LocalText("because"))
    #expect(answer.score(estimate, right: 50) == score, "\(name)")
    #expect(answer.score(1, right: 0) == 0)
  }

  @Test func nothingWantedIsNothingPassed() {
    #expect(!judge([], measured: Self.run(1, 1)).isPassed)
  }
}
