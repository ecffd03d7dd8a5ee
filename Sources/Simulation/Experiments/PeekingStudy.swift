/// How often experiments without any difference claim one, depending on who looks when: a
/// simulation of A/A tests.
///
/// Two arms with the same success rate; after each look's users both arms are compared. A value
/// that advances in slices.
public struct PeekingStudy: Sendable {
  /// A way to decide.
  public enum Rule: Hashable, Sendable, CaseIterable {
    /// One test at the end.
    case once
    /// A test at each look with the bound of one, stopping at the first success.
    case peeking
    case pocock
    case obrienFleming
    /// The always-valid p value.
    case alwaysValid
  }

  public let rate: Double
  public let usersPerLook: Int
  public let looks: Int
  public let alpha: Double
  /// Experiments simulated so far.
  public private(set) var experiments = 0
  /// False alarms, in the order of `Rule.allCases`.
  public private(set) var falseAlarms: [Int]

  private let pocock: GroupSequentialDesign
  private let obrienFleming: GroupSequentialDesign
  private var random: SeededGenerator

  /// `nil` unless the rate lies strictly between 0 and 1, a look has users (in each arm) and there
  /// are 1 to 50 looks.
  public init?(
    rate: Double, usersPerLook: Int, looks: Int, alpha: Double = 0.05, random: SeededGenerator
  ) {
    guard rate > 0, rate < 1, (1...1_000_000).contains(usersPerLook),
      let pocock = GroupSequentialDesign(shape: .pocock, looks: looks, alpha: alpha),
      let obrienFleming = GroupSequentialDesign(
        shape: .obrienFleming, looks: looks, alpha: alpha)
    else { return nil }
    self.rate = rate
    self.usersPerLook = usersPerLook
    self.looks = looks
    self.alpha = alpha
    self.pocock = pocock
    self.obrienFleming = obrienFleming
    self.random = random
    falseAlarms = [Int](repeating: 0, count: Rule.allCases.count)
  }

  /// Share of experiments in which a rule claimed a difference.
  public func error(of rule: Rule) -> ProportionSample {
    let index = Rule.allCases.firstIndex(of: rule) ?? 0
    return ProportionSample(successes: falseAlarms[index], trials: experiments)
  }

  /// Simulates this many more.
  public mutating func advance(experiments count: Int) {
    for _ in 0..<max(0, count) {
      let claims = experiment()
      for (index, rule) in Rule.allCases.enumerated() where claims.contains(rule) {
        falseAlarms[index] += 1
      }
      experiments += 1
    }
  }

  private mutating func experiment() -> Set<Rule> {
    var arms = (ProportionSample(), ProportionSample())
    var claims: Set<Rule> = []
    // As wide as one look's standard error: quick at the differences one look could see.
    let mixture = (2 * rate * (1 - rate) / Double(usersPerLook)).squareRoot()
    var alwaysValid = AlwaysValidTest(mixture: mixture)
    for look in 0..<looks {
      for _ in 0..<usersPerLook {
        arms.0.add(random.unit() < rate)
        arms.1.add(random.unit() < rate)
      }
      alwaysValid?.look(control: arms.0, treatment: arms.1)
      guard let test = DifferenceTest.proportions(control: arms.0, treatment: arms.1) else {
        continue
      }
      if test.pValue < alpha {
        claims.insert(.peeking)
        if look == looks - 1 { claims.insert(.once) }
      }
      if pocock.stops(look: look, statistic: test.statistic) { claims.insert(.pocock) }
      if obrienFleming.stops(look: look, statistic: test.statistic) {
        claims.insert(.obrienFleming)
      }
    }
    if let alwaysValid, alwaysValid.pValue < alpha { claims.insert(.alwaysValid) }
    return claims
  }
}
