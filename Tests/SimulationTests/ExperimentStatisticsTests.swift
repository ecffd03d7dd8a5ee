import Simulation
import Testing

private func isNear(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  (a - b).magnitude <= tolerance * max(1, b.magnitude)
}

struct ExperimentStatisticsTests {
  struct ProportionCase: Sendable {
    let control, treatment: ProportionSample
    let z, p, larger, lower, upper, wilsonLower, wilsonUpper: Double
  }

  /// statsmodels 0.15.0: `proportions_ztest`, `confint_proportions_2indep(method="newcomb")`,
  /// `proportion_confint(method="wilson")` of the control.
  @Test(arguments: [
    ProportionCase(
      control: ProportionSample(successes: 90, trials: 1_000),
      treatment: ProportionSample(successes: 120, trials: 1_000), z: 2.1882658846227234,
      p: 0.028650240398448473, larger: 0.014325120199224236, lower: 0.0030960486785798005,
      upper: 0.057009571192658454, wilsonLower: 0.07379614931508309,
      wilsonUpper: 0.1093417926430721),
    ProportionCase(
      control: ProportionSample(successes: 5, trials: 40),
      treatment: ProportionSample(successes: 9, trials: 35), z: 1.4652421620706706,
      p: 0.1428548602280148, larger: 0.0714274301140074, lower: -0.04638483897069698,
      upper: 0.31020333924502885, wilsonLower: 0.054595002509454024,
      wilsonUpper: 0.261121198388511),
    ProportionCase(
      control: ProportionSample(successes: 500, trials: 10_000),
      treatment: ProportionSample(successes: 560, trials: 9_800), z: 2.232440390437487,
      p: 0.025585870826811154, larger: 0.012792935413405577, lower: 0.0008697168324605731,
      upper: 0.013434862867746953, wilsonLower: 0.04589848269058477,
      wilsonUpper: 0.05444711584302416),
  ])
  func proportions(_ row: ProportionCase) throws {
    let test = try #require(
      DifferenceTest.proportions(control: row.control, treatment: row.treatment))
    #expect(isNear(test.statistic, row.z) && isNear(test.pValue, row.p))
    let larger = DifferenceTest.proportions(
      control: row.control, treatment: row.treatment, sides: .treatmentLarger)
    #expect(isNear(larger?.pValue ?? .nan, row.larger))
    let smaller = DifferenceTest.proportions(
      control: row.control, treatment: row.treatment, sides: .treatmentSmaller)
    #expect(isNear(smaller?.pValue ?? .nan, 1 - row.larger))
    let interval = try #require(
      ConfidenceInterval.difference(
        control: row.control, treatment: row.treatment, confidence: 0.95))
    #expect(isNear(interval.lower, row.lower) && isNear(interval.upper, row.upper))
    let wilson = try #require(ConfidenceInterval.wilson(row.control, confidence: 0.95))
    #expect(isNear(wilson.lower, row.wilsonLower) && isNear(wilson.upper, row.wilsonUpper))
  }

  struct MeanCase: Sendable {
    let control, treatment: MeanSample
    let t, p, degrees, lower, upper: Double
  }

  /// scipy 1.17.1: `ttest_ind_from_stats(equal_var=False)`; the interval from its degrees of freedom.
  @Test(arguments: [
    MeanCase(
      control: MeanSample(count: 20, mean: 10, variance: 9),
      treatment: MeanSample(count: 30, mean: 12, variance: 25), t: 1.765469659009499,
      p: 0.08389985184956324, degrees: 47.59369764426509, lower: -0.27823601870500214,
      upper: 4.278236018705002),
    MeanCase(
      control: MeanSample(count: 500, mean: 100, variance: 1_600),
      treatment: MeanSample(count: 480, mean: 104, variance: 1_936), t: 1.4872731984475067,
      p: 0.1372709235469483, degrees: 960.3199390494614, lower: -1.2779471656825523,
      upper: 9.277947165682551),
    MeanCase(
      control: MeanSample(count: 5, mean: 1, variance: 0.01),
      treatment: MeanSample(count: 4, mean: 1.3, variance: 0.16), t: 1.4638501094227998,
      p: 0.23141079089289446, degrees: 3.301310043668122, lower: -0.3197914979621692,
      upper: 0.9197914979621693),
  ])
  func means(_ row: MeanCase) throws {
    let test = try #require(DifferenceTest.means(control: row.control, treatment: row.treatment))
    #expect(isNear(test.statistic, row.t) && isNear(test.pValue, row.p))
    #expect(isNear(test.degrees ?? .nan, row.degrees))
    let interval = try #require(
      ConfidenceInterval.difference(
        control: row.control, treatment: row.treatment, confidence: 0.95))
    #expect(isNear(interval.lower, row.lower, 1e-8) && isNear(interval.upper, row.upper, 1e-8))
  }

  @Test func emptyOrConstantSamplesTellNothing() {
    let none = ProportionSample()
    #expect(DifferenceTest.proportions(control: none, treatment: none) == nil)
    #expect(DifferenceTest.means(control: MeanSample(), treatment: MeanSample([1, 2])) == nil)
    let never = ProportionSample(successes: 0, trials: 10)
    #expect(DifferenceTest.proportions(control: never, treatment: never)?.pValue == 1)
    let same = MeanSample([2, 2, 2])
    #expect(DifferenceTest.means(control: same, treatment: same)?.pValue == 1)
    #expect(DifferenceTest.means(control: same, treatment: MeanSample([3, 3]))?.pValue == 0)
  }

  @Test func samplesMergeAsIfGatheredTogether() {
    let values = [3.0, 1, 4, 1, 5, 9, 2, 6]
    let merged = MeanSample(values[..<3]) + MeanSample(values[3...])
    #expect(
      merged.count == 8 && isNear(merged.mean, 3.875)
        && isNear(merged.variance, 7.553_571_428_571_429))
  }

  /// statsmodels 0.15.0: `power_proportions_2indep`, `samplesize_proportions_2indep_onetail`,
  /// `NormalIndPower`.
  @Test func powerAndUsers() throws {
    for (p1, p2, users, power) in [
      (0.1, 0.12, 3_000, 0.6970498434409911), (0.05, 0.06, 8_000, 0.7922931260890729),
      (0.5, 0.55, 1_000, 0.6099883421627651),
    ] {
      #expect(isNear(PowerPlan.power(control: p1, treatment: p2, usersPerArm: users), power, 1e-6))
    }
    let plan = try #require(PowerPlan())
    #expect(plan.usersPerArm(control: 0.1, treatment: 0.12) == 3_841)
    #expect(plan.usersPerArm(control: 0.05, treatment: 0.06) == 8_158)
    #expect(plan.usersPerArm(control: 0.5, treatment: 0.55) == 1_565)
    #expect(plan.usersPerArm(difference: 2, deviation: 10) == 393)
    #expect(plan.usersPerArm(difference: 1, deviation: 40) == 25_117)
    #expect(plan.usersPerArm(control: 0.1, treatment: 0.1) == nil)
    let increase = try #require(plan.smallestIncrease(from: 0.1, usersPerArm: 3_841))
    #expect(isNear(increase, 0.02, 1e-5))
    #expect(PowerPlan(alpha: 0.9, power: 0.5) == nil)
  }

  /// Jennison and Turnbull, Group Sequential Methods (2000), tables 2.1 and 2.3, two-sided 0.05; the
  /// spending bounds as tabulated by Lan and DeMets' program and its successors.
  @Test(
    arguments: [
      (GroupSequentialDesign.Shape.pocock, 2, [2.178, 2.178]), (.pocock, 3, [2.289]),
      (.pocock, 5, [2.413]), (.pocock, 10, [2.555]), (.obrienFleming, 2, [2.797, 1.977]),
      (.obrienFleming, 5, [4.562, 3.226, 2.634, 2.281, 2.040]),
      (.spendingOBrienFleming, 5, [4.877, 3.357, 2.680, 2.290, 2.031]),
      (.spendingPocock, 5, [2.438, 2.427, 2.410, 2.397, 2.386]), (.pocock, 1, [1.960]),
    ] as [(GroupSequentialDesign.Shape, Int, [Double])])
  func bounds(shape: GroupSequentialDesign.Shape, looks: Int, expected: [Double]) throws {
    let design = try #require(GroupSequentialDesign(shape: shape, looks: looks))
    for (got, expected) in zip(design.bounds, expected) {
      #expect((got - expected).magnitude < 0.0011, "\(design.bounds)")
    }
    let error = design.crossingProbabilities(drift: 0).reduce(0, +)
    #expect((error - 0.05).magnitude < 1e-6)
  }

  /// Armitage, McPherson and Rowe 1969, table 2; Jennison and Turnbull, tables 2.2 and 2.4.
  @Test func peekingAndWhatItsCureCosts() throws {
    for (looks, error) in [(1, 0.05), (2, 0.083), (5, 0.142)] {
      #expect((GroupSequentialDesign.naiveError(looks: looks) - error).magnitude < 0.0006)
    }
    let pocock = try #require(GroupSequentialDesign(shape: .pocock, looks: 5))
    #expect((pocock.inflation(power: 0.8) - 1.229).magnitude < 0.0015)
    let fleming = try #require(GroupSequentialDesign(shape: .obrienFleming, looks: 2))
    #expect((fleming.inflation(power: 0.8) - 1.008).magnitude < 0.0015)
  }

  /// A million A/A looks are simulated nowhere else: errors lie where theory has them.
  @Test func simulatedErrorsAreThoseOfTheory() throws {
    let experiments = 600
    var study = try #require(
      PeekingStudy(
        rate: 0.3, usersPerLook: 40, looks: 5, random: SeededGenerator(seed: Seed("peek"))))
    study.advance(experiments: experiments)
    func rate(_ rule: PeekingStudy.Rule) -> Double { study.error(of: rule).rate }
    // Four standard errors of a share of 600.
    let slack = 4 * (0.05 * 0.95 / Double(experiments)).squareRoot()
    #expect((rate(.once) - 0.05).magnitude < slack)
    #expect((rate(.pocock) - 0.05).magnitude < slack)
    #expect((rate(.obrienFleming) - 0.05).magnitude < slack)
    #expect(rate(.alwaysValid) <= 0.05 + slack)
    #expect((rate(.peeking) - 0.142).magnitude < 4 * (0.142 * 0.858 / 600).squareRoot())
  }

  @Test(arguments: 0..<3)
  func theSliceSizeChangesNothing(round: Int) throws {
    let make = {
      PeekingStudy(
        rate: 0.2, usersPerLook: 20, looks: 3,
        random: SeededGenerator(seed: Seed("slices-\(round)")))
    }
    var whole = try #require(make())
    var sliced = try #require(make())
    whole.advance(experiments: 60)
    for _ in 0..<20 { sliced.advance(experiments: 3) }
    #expect(whole.falseAlarms == sliced.falseAlarms && sliced.experiments == 60)
  }

  /// Wald's bounds: both errors stay near or below what was asked for.
  @Test func waldStopsEarlyAndErrsSeldom() throws {
    var random = SeededGenerator(seed: Seed("wald"))
    var wrong = (null: 0, alternative: 0)
    var trials = 0
    for round in 0..<500 {
      let isAlternative = round % 2 == 0
      var test = try #require(WaldTest(null: 0.05, alternative: 0.1, alpha: 0.05, beta: 0.1))
      while test.add(random.unit() < (isAlternative ? 0.1 : 0.05)) == .goesOn {}
      trials += test.sample.trials
      if isAlternative, test.decision == .acceptsNull { wrong.alternative += 1 }
      if !isAlternative, test.decision == .acceptsAlternative { wrong.null += 1 }
    }
    #expect(wrong.null <= 25 && wrong.alternative <= 40, "\(wrong)")
    // One fixed look needs 233 + trials an experiment (one-sided, these errors); Wald's mean is lower.
    #expect(trials / 500 < 233, "\(trials)")
    #expect(WaldTest(null: 0.1, alternative: 0.1) == nil)
  }

  /// Checked by hand: s = 0.01, tau = 0.1, d = 0.3: 1/Lambda = sqrt(2) exp(-0.01 * 0.09 / (2 * 0.0002)).
  @Test func alwaysValidByHand() throws {
    var test = try #require(AlwaysValidTest(mixture: 0.1))
    #expect(test.interval(confidence: 0.95) == nil && test.pValue == 1)
    test.look(difference: 0.3, squaredError: 0.01)
    #expect(isNear(test.pValue, 2.0.squareRoot() * DeterministicMath.exp(-2.25)))
    let interval = try #require(test.interval(confidence: 1 - test.pValue))
    // The interval at the p value's own level ends at 0.
    #expect(isNear(interval.lower, 0) && isNear(interval.upper, 0.6))
    test.look(difference: 0, squaredError: 0.005)
    #expect(test.pValue < 0.15)
  }

  /// scipy 1.17.1 `chisquare`.
  @Test func sampleRatios() throws {
    let uneven = try #require(SampleRatioCheck(counts: [5_000, 5_200], ratio: [1, 1]))
    #expect(
      isNear(uneven.statistic, 3.9215686274509802) && isNear(uneven.pValue, 0.0476703806561615))
    #expect(!uneven.isMismatch())
    let three = try #require(SampleRatioCheck(counts: [100, 300, 620], ratio: [1, 3, 6]))
    #expect(isNear(three.pValue, 0.8774643473673147))
    #expect(SampleRatioCheck(counts: [5_000, 5_400], ratio: [1, 1])?.isMismatch() == true)
    #expect(SampleRatioCheck(counts: [0, 0], ratio: [1, 1]) == nil)
    #expect(SampleRatioCheck(counts: [1, 2], ratio: [1, 0]) == nil)
  }

  @Test func noveltyFadesOrDoesNot() throws {
    func part(_ mean: Double) -> MeanSample { MeanSample(count: 1_000, mean: mean, variance: 1) }
    let fading = try #require(
      NoveltyCheck(
        earlyControl: part(1), earlyTreatment: part(1.3), lateControl: part(1),
        lateTreatment: part(1.02)))
    // 0.28 / sqrt(4 / 1000).
    #expect(isNear(fading.statistic, 4.427_188_724_235_731) && fading.isFading())
    let steady = try #require(
      NoveltyCheck(
        earlyControl: part(1), earlyTreatment: part(1.1), lateControl: part(1),
        lateTreatment: part(1.09)))
    #expect(!steady.isFading())
  }

  /// During = 2 * before + noise of a tenth: nearly all variance goes, the difference stays.
  @Test func whatWasKnownBeforeTakesTheNoise() {
    var random = SeededGenerator(seed: Seed("cuped"))
    var cuped = Cuped(arms: 2)
    for user in 0..<4_000 {
      let before = random.unit() * 10
      let noise = random.unit() - 0.5
      cuped.add(
        before: before, during: 2 * before + noise + (user % 2 == 1 ? 0.3 : 0), arm: user % 2)
    }
    #expect(isNear(cuped.theta, 2, 0.01))
    let plain = (cuped.plain(arm: 0), cuped.plain(arm: 1))
    let adjusted = (cuped.adjusted(arm: 0), cuped.adjusted(arm: 1))
    #expect(adjusted.0.variance < plain.0.variance / 200)
    #expect((adjusted.1.mean - adjusted.0.mean - 0.3).magnitude < 0.04)
    #expect(adjusted.0.count == 2_000)
  }
}
