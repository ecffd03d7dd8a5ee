import GatewaySim
import Simulation
import Testing

struct ExperimentTests {
  private func plan(
    control: Int = 3_000, treatment: Int = 3_000, rule: ExperimentPlan.Rule = .fixedHorizon,
    usersPerDay: Int = 400, days: Int = 10, metric: ExperimentPlan.Metric = .accepted,
    change: (inout ExperimentPlan) -> Void = { _ in }
  ) throws -> ExperimentPlan {
    var plan = try #require(
      ExperimentPlan(
        arms: [
          .init(name: "old", acceptedPerTenThousand: control),
          .init(name: "new", acceptedPerTenThousand: treatment),
        ], metric: metric, rule: rule, usersPerDay: usersPerDay, days: days))
    change(&plan)
    return plan
  }

  private func finished(_ plan: ExperimentPlan, seed: String) -> ExperimentRun {
    var run = ExperimentRun(plan, seed: Seed(seed))
    while run.advance(users: 1_000) {}
    return run
  }

  @Test func assignmentSharesByWeightAndStays() throws {
    let plan = try #require(
      ExperimentPlan(
        arms: [
          .init(name: "a", weight: 3, acceptedPerTenThousand: 0),
          .init(name: "b", weight: 1, acceptedPerTenThousand: 0),
        ], usersPerDay: 1, days: 1))
    var counts = [0, 0]
    var together = 0
    var other = plan
    other.salt = "another"
    for user in 0..<8_000 {
      let arm = plan.arm(ofUser: user)
      counts[arm] += 1
      #expect(plan.arm(ofUser: user) == arm)
      if other.arm(ofUser: user) == 1, arm == 1 { together += 1 }
    }
    #expect(SampleRatioCheck(counts: counts, ratio: [3, 1])?.isMismatch() == false)
    // Another salt is independent: a sixteenth is in the small arm of both.
    #expect((together - 500).magnitude < 90, "\(together)")
  }

  @Test func whatIsTrueIsFound() throws {
    let plan = try plan(treatment: 3_600)
    #expect(plan.neededUsersPerArm() == 963)
    let run = finished(plan, seed: "found")
    #expect(run.decision == .ships(arm: 1) && run.day == 10)
    #expect(run.verdict == .rightlyShipped(gain: 0.06))
    #expect(
      run.looks.dropLast().allSatisfy { $0.decision == .goesOn(.noLookToday(next: 10)) })
  }

  /// Looking every day with the bound of one look finds differences that are not there; the other
  /// rules keep their promise.
  @Test func peekingErrs() throws {
    func error(_ rule: ExperimentPlan.Rule) throws -> Double {
      var study = ExperimentStudy(
        try plan(rule: rule, usersPerDay: 30), seed: Seed("a-a"))
      study.advance(experiments: 100)
      return study.shipping.rate
    }
    // Shipping needs a better treatment, half of all claims: 19 % / 2 for ten looks, 5 % / 2 for one.
    #expect(try error(.peeksDaily) > 0.05)
    for rule in [
      ExperimentPlan.Rule.fixedHorizon, .groupSequential(.obrienFleming, looks: 5),
      .alwaysValid(mixture: 0.12),
    ] {
      let rate = try error(rule)
      // 2.5 % and three standard errors.
      #expect(rate <= 0.025 + 3 * (0.025 * 0.975 / 100).squareRoot(), "\(rule) \(rate)")
    }
  }

  @Test func sequentialRulesStopEarly() throws {
    for rule in [
      ExperimentPlan.Rule.groupSequential(.pocock, looks: 5), .alwaysValid(mixture: 0.1),
    ] {
      let run = finished(try plan(treatment: 4_500, rule: rule), seed: "early")
      #expect(run.decision == .ships(arm: 1) && run.day < 10, "\(run.day)")
    }
    let harm = finished(
      try plan(treatment: 1_500, rule: .groupSequential(.pocock, looks: 5)), seed: "harm")
    #expect(harm.decision == .stopsForHarm(arm: 1) && harm.verdict == .rightlyKept)
  }

  @Test func lostUsersAreNoticed() throws {
    let lossy = try plan(usersPerDay: 1_500) { $0.arms[1].lostPercent = 8 }
    let run = finished(lossy, seed: "srm")
    #expect(run.decision == .stopsForMismatch && run.verdict == .ended)
    #expect((run.looks.last?.sampleRatio?.pValue ?? 1) < 0.001)
    let whole = finished(try plan(usersPerDay: 1_500), seed: "srm")
    #expect(whole.looks.allSatisfy { $0.sampleRatio?.isMismatch() == false })
    // Those who stay are the patient: ignoring the mismatch, the same arm looks better.
    var blind = lossy
    blind.stopsAtMismatch = false
    blind.arms[1].lostPercent = 40
    #expect((finished(blind, seed: "srm").looks.last?.comparisons[0].difference ?? 0) > 0.005)
  }

  @Test func noveltyIsSeenToFade() throws {
    let plan = try plan(usersPerDay: 1_500, days: 14) {
      $0.arms[1].noveltyPerTenThousand = 2_000
      $0.arms[1].noveltyHalfLifeDays = 2
    }
    let run = finished(plan, seed: "novel")
    let last = try #require(run.looks.last?.comparisons.first)
    #expect(run.decision == .ships(arm: 1) && last.novelty?.isFading() == true)
    // In the long run nothing is gained.
    #expect(run.verdict == .wronglyShipped(gain: 0))
  }

  @Test func whatWasKnownBeforeNarrowsTheInterval() throws {
    func width(_ isAdjusted: Bool) throws -> Double {
      let plan = try plan(metric: .score(isAdjusted: isAdjusted)) { $0.arms[1].score = 61 }
      return try #require(finished(plan, seed: "cuped").looks.last?.comparisons[0].interval).width
    }
    #expect(try width(true) < 0.85 * width(false))
  }

  @Test func theGuardForbidsWhatIsSlow() throws {
    let plan = try plan(treatment: 4_000) {
      $0.latencyGuardPercent = 10
      $0.arms[1].latencyMilliseconds = .lognormal(
        median: 1_500, sigmaPercent: 50, within: 50...60_000)
    }
    let run = finished(plan, seed: "slow")
    #expect(run.decision == .guardForbids(arm: 1))
    #expect(run.looks.last?.comparisons[0].breaksGuard == true)
  }

  @Test(arguments: 0..<6)
  func nobodyIsCountedTwiceAndSlicesChangeNothing(round: Int) throws {
    let seed = "users-\(round)"
    var random = SeededGenerator(seed: Seed(seed))
    let plan = try plan(
      control: random.below(10_001), treatment: random.below(10_001),
      rule: [.peeksDaily, .fixedHorizon, .alwaysValid(mixture: 0.02)][random.below(3)],
      usersPerDay: 1 + random.below(150), days: 1 + random.below(12))
    let whole = finished(plan, seed: seed)
    var sliced = ExperimentRun(plan, seed: Seed(seed))
    while sliced.advance(users: 37) {}
    #expect(whole.looks == sliced.looks && whole.arms == sliced.arms, "\(seed)")
    #expect(whole.assigned.reduce(0, +) == whole.userCount, "\(seed)")
    #expect(whole.arms.map(\.accepted.trials) == whole.assigned, "\(seed)")
    #expect(whole.decision?.isFinal == true && whole.day <= plan.days, "\(seed)")
    #expect(whole.userCount == whole.day * plan.usersPerDay, "\(seed)")
  }

  @Test func plansThatCannotBeFollowedAreNone() {
    let arms = [ExperimentPlan.Arm(name: "a", acceptedPerTenThousand: 1)]
    #expect(ExperimentPlan(arms: arms, usersPerDay: 1, days: 1) == nil)
    #expect(ExperimentPlan(arms: arms + arms, alpha: 0.7, usersPerDay: 1, days: 1) == nil)
    #expect(
      ExperimentPlan(
        arms: arms + arms, rule: .groupSequential(.pocock, looks: 9), usersPerDay: 1, days: 3)
        == nil)
    #expect(
      ExperimentPlan(arms: arms + arms, rule: .alwaysValid(mixture: 0), usersPerDay: 1, days: 3)
        == nil)
  }
}
