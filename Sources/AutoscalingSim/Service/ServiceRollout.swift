import Simulation

/// How a second version gets its traffic: weights that are held for a time each, and what ends it.
public struct RolloutPlan: Hashable, Sendable {
  public struct Step: Hashable, Sendable {
    /// Share of requests for the new version.
    public let percent: Int
    public let hold: SimDuration
    public init(percent: Int, hold: SimDuration) {
      self.percent = min(100, max(0, percent))
      self.hold = hold
    }
  }

  /// What takes the new version back.
  public enum Judge: Hashable, Sendable {
    /// Nobody looks.
    case nobody
    /// More failed answers in a hundred than this.
    case threshold(percent: Int)
    /// A test of the difference to the old version at each look, as if it were the only one: every
    /// look is another chance to be wrong.
    case repeatedTest(alpha: Double)
    /// A test that may be looked at as often as one likes (`AlwaysValidTest`).
    case sequentialTest(alpha: Double)
  }

  public var start: SimTime
  public var steps: [Step]
  public var judge: Judge
  /// Requests that the new version must have answered before anybody judges it.
  public var leastRequests: Int
  /// Between two looks.
  public var lookPeriod: SimDuration

  public init(
    start: SimTime, steps: [Step], judge: Judge = .nobody, leastRequests: Int = 50,
    lookPeriod: SimDuration = .seconds(10)
  ) {
    self.start = start
    self.steps = steps
    self.judge = judge
    self.leastRequests = max(1, leastRequests)
    self.lookPeriod = max(.seconds(1), lookPeriod)
  }
}

/// Where a rollout is.
public enum RolloutState: Hashable, Sendable {
  case notBegun
  case step(Int)
  case promoted
  /// The new version's failed answers, all of them, and the p value of the test, where one judged.
  case aborted(failed: Int, of: Int, pValue: Double?)
}
