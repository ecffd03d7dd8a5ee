import Simulation
import Traffic

/// An A/B test of prompts or models on users whose truth is known.
///
/// A user comes once, is assigned, is served, and tells whether the answer was accepted, how good it
/// was (0...100), and what it cost. Users who come again are not modelled: the unit is the user.
public struct ExperimentPlan: Hashable, Sendable {
  /// A prompt or model, and what it is really worth.
  public struct Arm: Hashable, Sendable {
    public var name: String
    /// Share of users against the other arms, at least 1.
    public var weight: Int
    /// Users who accept the answer, in 10 000, once they are used to the arm.
    public var acceptedPerTenThousand: Int
    /// Added on the first day because the arm is new, halving every `noveltyHalfLifeDays`; may be
    /// negative, when people first have to get used to it.
    public var noveltyPerTenThousand: Int
    public var noveltyHalfLifeDays: Int
    /// Mean score, 0...100, before what users differ by.
    public var score: Int
    /// Milliseconds until the answer.
    public var latencyMilliseconds: Distribution
    /// Percent of assigned users of whom nothing is ever logged, the least patient first: a broken
    /// client, or an answer so slow that they left.
    public var lostPercent: Int

    public init(
      name: String, weight: Int = 1, acceptedPerTenThousand: Int, noveltyPerTenThousand: Int = 0,
      noveltyHalfLifeDays: Int = 3, score: Int = 60,
      latencyMilliseconds: Distribution = .lognormal(
        median: 900, sigmaPercent: 50, within: 50...60_000), lostPercent: Int = 0
    ) {
      self.name = name
      self.weight = max(1, min(weight, 10_000))
      self.acceptedPerTenThousand = max(0, min(acceptedPerTenThousand, 10_000))
      self.noveltyPerTenThousand = max(-10_000, min(noveltyPerTenThousand, 10_000))
      self.noveltyHalfLifeDays = max(1, noveltyHalfLifeDays)
      self.score = max(0, min(score, 100))
      self.latencyMilliseconds = latencyMilliseconds
      self.lostPercent = max(0, min(lostPercent, 100))
    }
  }

  /// What decides.
  public enum Metric: Hashable, Sendable {
    case accepted
    /// The score, as measured or with what was known of each user before taken out (CUPED).
    case score(isAdjusted: Bool)
    /// Lower is better.
    case latency
  }

  /// When somebody looks and what they take for enough.
  public enum Rule: Hashable, Sendable {
    /// One test after the last day.
    case fixedHorizon
    /// The same test every day, stopping at the first success: the wrong way.
    case peeksDaily
    /// Bounds made for so many looks, at days that divide the time evenly.
    case groupSequential(GroupSequentialDesign.Shape, looks: Int)
    /// Every day, with a p value that allows it. `mixture` is the size of difference it is tuned to,
    /// in units of the metric.
    case alwaysValid(mixture: Double)
  }

  /// The first arm is the control.
  public var arms: [Arm]
  public var metric: Metric
  public var rule: Rule
  /// Shared by all comparisons with the control (Bonferroni).
  public var alpha: Double
  public var usersPerDay: Int
  public var days: Int
  /// Changes who gets which arm; two experiments with the same salt assign the same users together.
  public var salt: String
  /// Percent that a treatment's mean latency may exceed the control's; a significant excess over it
  /// forbids shipping. `nil` does not look.
  public var latencyGuardPercent: Int?
  /// Whether a sample-ratio mismatch ends the experiment.
  public var stopsAtMismatch: Bool
  /// Days without a decision although the rule would have one: whole weeks even weekdays out.
  public var minimumDays: Int

  /// `nil` unless there are 2 to 20 arms, alpha lies strictly between 0 and 0.5, and the rule can be
  /// followed. Users are cut to 1...10 000 000 a day, days to 1...366.
  public init?(
    arms: [Arm], metric: Metric = .accepted, rule: Rule = .fixedHorizon, alpha: Double = 0.05,
    usersPerDay: Int, days: Int, salt: String = "experiment", latencyGuardPercent: Int? = nil,
    stopsAtMismatch: Bool = true, minimumDays: Int = 1
  ) {
    guard (2...20).contains(arms.count), alpha > 0, alpha < 0.5 else { return nil }
    self.arms = arms
    self.metric = metric
    self.rule = rule
    self.alpha = alpha
    self.usersPerDay = max(1, min(usersPerDay, 10_000_000))
    self.days = max(1, min(days, 366))
    self.salt = salt
    self.latencyGuardPercent = latencyGuardPercent
    self.stopsAtMismatch = stopsAtMismatch
    self.minimumDays = max(1, minimumDays)
    switch rule {
    case .groupSequential(_, let looks):
      guard (1...min(50, self.days)).contains(looks) else { return nil }
    case .alwaysValid(let mixture):
      guard AlwaysValidTest(mixture: mixture) != nil else { return nil }
    case .fixedHorizon, .peeksDaily: break
    }
  }

  /// The level of one comparison.
  public var levelPerComparison: Double { alpha / Double(arms.count - 1) }

  /// The arm of a user: XXH64 of "salt:user" falls into one of 10 000 buckets, which the arms share
  /// by weight. The same user always gets the same arm; another salt shuffles anew.
  public func arm(ofUser user: Int) -> Int {
    let bucket = Int(xxHash64(Array("\(salt):\(user)".utf8)) % 10_000)
    let sum = arms.reduce(0) { $0 + $1.weight }
    var edge = 0
    for (index, arm) in arms.enumerated() {
      edge += arm.weight
      if bucket * sum < edge * 10_000 { return index }
    }
    return arms.count - 1
  }

  /// The true difference to the control in the long run, in units of the metric; positive is better.
  public func truth(ofArm arm: Int) -> Double {
    guard arms.indices.contains(arm) else { return 0 }
    let (control, treatment) = (arms[0], arms[arm])
    switch metric {
    case .accepted:
      return Double(treatment.acceptedPerTenThousand - control.acceptedPerTenThousand) / 10_000
    case .score: return Double(treatment.score - control.score)
    case .latency:
      return expected(control.latencyMilliseconds) - expected(treatment.latencyMilliseconds)
    }
  }

  /// Users in each arm to find a difference as large as the best arm's, when accepting decides;
  /// `nil` for another metric or when no arm is better.
  public func neededUsersPerArm(power: Double = 0.8) -> Int? {
    guard metric == .accepted,
      let best = arms.dropFirst().map(\.acceptedPerTenThousand).max(),
      best > arms[0].acceptedPerTenThousand
    else { return nil }
    return PowerPlan(alpha: levelPerComparison, power: power)?.usersPerArm(
      control: Double(arms[0].acceptedPerTenThousand) / 10_000, treatment: Double(best) / 10_000)
  }
}

/// The mean of a distribution, before it is cut to its range.
private func expected(_ distribution: Distribution) -> Double {
  switch distribution {
  case .fixed(let value): return Double(value)
  case .uniform(let range): return Double(range.lowerBound) / 2 + Double(range.upperBound) / 2
  case .exponential(let mean, _): return Double(mean)
  case .lognormal(let median, let sigmaPercent, _):
    let sigma = Double(sigmaPercent) / 100
    return Double(median) * DeterministicMath.exp(sigma * sigma / 2)
  case .choice(let options):
    let sum = options.reduce(0) { $0 + $1.weight }
    return options.reduce(0) { $0 + Double($1.value) * Double($1.weight) } / Double(max(1, sum))
  }
}
