import Simulation

/// How a treatment compares with the control at one look.
public struct ArmComparison: Hashable, Sendable {
  public let arm: Int
  /// Treatment minus control so that positive is better, in units of the metric.
  public let difference: Double
  public let interval: ConfidenceInterval?
  /// Of one test now: what a peeking person sees.
  public let pValue: Double
  /// z or t of it; positive is better.
  public let statistic: Double
  /// May be looked at every day; `nil` unless the rule keeps one.
  public let alwaysValidPValue: Double?
  /// Bound of |z| at this look; `nil` unless it is a planned look of a sequential design.
  public let bound: Double?
  /// What the rule says of this comparison now.
  public let isSignificant: Bool
  /// Whether the guard forbids this arm: its latency is significantly above the limit.
  public let breaksGuard: Bool
  /// Whether the effect became smaller from the first half of the days to the second; `nil` while
  /// there is too little.
  public let novelty: NoveltyCheck?
}

/// What somebody sees at the end of a day.
public struct ExperimentLook: Hashable, Sendable {
  /// Counted from 1.
  public let day: Int
  /// Users by arm of whom something was logged.
  public let users: [Int]
  public let sampleRatio: SampleRatioCheck?
  public let comparisons: [ArmComparison]
  public let decision: ExperimentDecision
}

/// What follows from a look, and why.
public enum ExperimentDecision: Hashable, Sendable {
  /// Why it goes on.
  public enum Waiting: Hashable, Sendable {
    /// The rule has no look today.
    case noLookToday(next: Int)
    case notEnoughDays(minimum: Int)
    case noDifferenceYet(daysLeft: Int)
  }

  case goesOn(Waiting)
  /// The arm is better beyond the rule's doubt.
  case ships(arm: Int)
  /// All days are over without a winner.
  case keepsControl
  /// Every treatment is worse beyond doubt.
  case stopsForHarm(arm: Int)
  /// An arm is better, but its latency is not acceptable.
  case guardForbids(arm: Int)
  /// Users are missing somewhere: nothing else can be believed.
  case stopsForMismatch

  public var isFinal: Bool { if case .goesOn = self { false } else { true } }
}

/// A decision beside the truth.
public enum ExperimentVerdict: Hashable, Sendable {
  case rightlyShipped(gain: Double)
  /// Nothing was gained, or it got worse.
  case wronglyShipped(gain: Double)
  /// There was something to gain.
  case missed(gain: Double)
  case rightlyKept
  /// Ended for a mismatch or the guard, whatever was true.
  case ended
}
