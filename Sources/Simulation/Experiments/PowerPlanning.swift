/// How many users an experiment needs, and what it would find.
///
/// Normal approximation, two-sided, arms of equal size unless said; proportions with the pooled
/// variance when there is no difference and each arm's own when there is (as statsmodels 0.15
/// `power_proportions_2indep`).
public struct PowerPlan: Hashable, Sendable {
  /// Probability of seeing a difference where there is none, for example 0.05.
  public let alpha: Double
  /// Probability of seeing the difference that is there, for example 0.8.
  public let power: Double

  /// `nil` unless both lie strictly between 0 and 1 and power is above alpha.
  public init?(alpha: Double = 0.05, power: Double = 0.8) {
    guard alpha > 0, power < 1, alpha < power else { return nil }
    self.alpha = alpha
    self.power = power
  }

  private var z: Double { SpecialFunctions.normalQuantile(1 - alpha / 2) }
  private var zPower: Double { SpecialFunctions.normalQuantile(power) }

  /// Users in each arm to tell two rates apart, rounded up; `nil` when they are equal, are no rates,
  /// or need more than 2^53.
  public func usersPerArm(control: Double, treatment: Double) -> Int? {
    guard (0...1).contains(control), (0...1).contains(treatment) else { return nil }
    let middle = (control + treatment) / 2
    let spread =
      z * (2 * middle * (1 - middle)).squareRoot()
      + zPower * (control * (1 - control) + treatment * (1 - treatment)).squareRoot()
    return whole(spread * spread / ((treatment - control) * (treatment - control)))
  }

  /// Users in each arm to find a difference of means, both arms with this standard deviation.
  public func usersPerArm(difference: Double, deviation: Double) -> Int? {
    let sum = z + zPower
    return whole(2 * sum * sum * deviation * deviation / (difference * difference))
  }

  private func whole(_ users: Double) -> Int? {
    guard users.isFinite, users < 0x1p53 else { return nil }
    return max(1, Int(users.rounded(.up)))
  }

  /// Probability of finding the difference of two rates with so many users in each arm.
  public static func power(
    control: Double, treatment: Double, usersPerArm: Int, alpha: Double = 0.05
  ) -> Double {
    let count = Double(max(1, usersPerArm))
    let middle = (control + treatment) / 2
    let null = (2 * middle * (1 - middle) / count).squareRoot()
    let own = ((control * (1 - control) + treatment * (1 - treatment)) / count).squareRoot()
    let z = SpecialFunctions.normalQuantile(1 - alpha / 2)
    let difference = treatment - control
    guard own > 0 else { return difference == 0 ? alpha : 1 }
    return SpecialFunctions.normalCDF((difference - z * null) / own)
      + SpecialFunctions.normalCDF((-difference - z * null) / own)
  }

  /// The smallest increase of a rate that so many users in each arm would find with this plan's
  /// power, by bisection; `nil` when none up to certainty would be found.
  public func smallestIncrease(from control: Double, usersPerArm: Int) -> Double? {
    guard (0..<1).contains(control) else { return nil }
    func isFound(_ increase: Double) -> Bool {
      Self.power(
        control: control, treatment: control + increase, usersPerArm: usersPerArm, alpha: alpha)
        >= power
    }
    var low = 0.0
    var high = 1 - control
    guard isFound(high) else { return nil }
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if isFound(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
