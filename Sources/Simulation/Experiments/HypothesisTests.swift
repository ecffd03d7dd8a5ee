/// Which differences count against "there is none".
public enum Sides: Hashable, Sendable {
  case both
  /// Only that the treatment is larger.
  case treatmentLarger
  /// Only that the treatment is smaller.
  case treatmentSmaller
}

/// What a test of "there is no difference" gave.
public struct DifferenceTest: Hashable, Sendable {
  /// Treatment minus control.
  public let difference: Double
  /// Standard error of the difference as the test takes it (pooled for proportions).
  public let error: Double
  /// z, or t when there are degrees of freedom.
  public let statistic: Double
  /// Probability of a statistic at least as far out when there is no difference.
  public let pValue: Double
  /// `nil` for z.
  public let degrees: Double?

  /// Two proportions, with the pooled variance: z (as statsmodels 0.15 `proportions_ztest`). `nil`
  /// when an arm is empty. Without any spread there is no difference, and p is 1.
  public static func proportions(
    control: ProportionSample, treatment: ProportionSample, sides: Sides = .both
  ) -> DifferenceTest? {
    guard control.trials > 0, treatment.trials > 0 else { return nil }
    let pooled = (control + treatment).rate
    let variance =
      pooled * (1 - pooled) * (1 / Double(control.trials) + 1 / Double(treatment.trials))
    return DifferenceTest(
      difference: treatment.rate - control.rate, error: variance.squareRoot(), degrees: nil,
      sides: sides)
  }

  /// Two means with unequal variances: Welch's t (as scipy 1.17 `ttest_ind(equal_var=False)`). `nil`
  /// when an arm has fewer than two values.
  public static func means(
    control: MeanSample, treatment: MeanSample, sides: Sides = .both
  ) -> DifferenceTest? {
    guard control.count > 1, treatment.count > 1 else { return nil }
    let a = control.squaredError
    let b = treatment.squaredError
    let sum = a + b
    let degrees =
      sum > 0
      ? sum * sum / (a * a / Double(control.count - 1) + b * b / Double(treatment.count - 1))
      : Double(control.count + treatment.count - 2)
    return DifferenceTest(
      difference: treatment.mean - control.mean, error: sum.squareRoot(), degrees: degrees,
      sides: sides)
  }

  init(difference: Double, error: Double, degrees: Double?, sides: Sides) {
    self.difference = difference
    self.error = error
    self.degrees = degrees
    let none = error == 0 && difference == 0
    let statistic = none ? 0 : difference / error
    self.statistic = statistic
    func below(_ value: Double) -> Double {
      degrees.map { SpecialFunctions.studentCDF(value, degrees: $0) }
        ?? SpecialFunctions.normalCDF(value)
    }
    pValue =
      switch sides {
      case _ where none: 1
      case .both: min(1, 2 * below(-statistic.magnitude))
      case .treatmentLarger: below(-statistic)
      case .treatmentSmaller: below(statistic)
      }
  }
}

/// A range that contains the truth in a stated share of all experiments.
public struct ConfidenceInterval: Hashable, Sendable {
  public let lower: Double
  public let upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  public var width: Double { upper - lower }
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// Wilson's score interval of a proportion; `nil` without trials. `confidence` is for example 0.95.
  public static func wilson(_ sample: ProportionSample, confidence: Double) -> ConfidenceInterval? {
    guard sample.trials > 0 else { return nil }
    let z = twoSidedQuantile(confidence)
    let count = Double(sample.trials)
    let center = sample.rate + z * z / (2 * count)
    let half =
      z * (sample.rate * (1 - sample.rate) / count + z * z / (4 * count * count)).squareRoot()
    let scale = 1 + z * z / count
    return ConfidenceInterval(
      lower: max(0, (center - half) / scale), upper: min(1, (center + half) / scale))
  }

  /// Newcombe's interval for a difference of proportions (his method 10, from Wilson's intervals;
  /// statsmodels 0.15 `confint_proportions_2indep(method="newcomb")`).
  public static func difference(
    control: ProportionSample, treatment: ProportionSample, confidence: Double
  ) -> ConfidenceInterval? {
    guard let a = wilson(control, confidence: confidence),
      let b = wilson(treatment, confidence: confidence)
    else { return nil }
    func distance(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
    let difference = treatment.rate - control.rate
    return ConfidenceInterval(
      lower: difference - distance(treatment.rate - b.lower, a.upper - control.rate),
      upper: difference + distance(b.upper - treatment.rate, control.rate - a.lower))
  }

  /// Welch's interval for a difference of means; `nil` when an arm has fewer than two values.
  public static func difference(
    control: MeanSample, treatment: MeanSample, confidence: Double
  ) -> ConfidenceInterval? {
    guard let test = DifferenceTest.means(control: control, treatment: treatment),
      let degrees = test.degrees
    else { return nil }
    let t = SpecialFunctions.studentQuantile((1 + confidence) / 2, degrees: degrees)
    return ConfidenceInterval(
      lower: test.difference - t * test.error, upper: test.difference + t * test.error)
  }
}

/// The z that leaves (1 - confidence) / 2 on each side.
func twoSidedQuantile(_ confidence: Double) -> Double {
  SpecialFunctions.normalQuantile((1 + max(0, min(confidence, 1))) / 2)
}
