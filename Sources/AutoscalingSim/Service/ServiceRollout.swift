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

  public var start: SimTime
  public var steps: [Step]
  /// Failed requests in a hundred above which the new version is taken back; `nil` never looks.
  public var mostErrorsPercent: Int?
  /// Requests that the new version must have answered before anybody judges it.
  public var leastRequests: Int
  /// Between two looks.
  public var lookPeriod: SimDuration

  public init(
    start: SimTime, steps: [Step], mostErrorsPercent: Int? = nil, leastRequests: Int = 50,
    lookPeriod: SimDuration = .seconds(10)
  ) {
    self.start = start
    self.steps = steps
    self.mostErrorsPercent = mostErrorsPercent
    self.leastRequests = max(1, leastRequests)
    self.lookPeriod = max(.seconds(1), lookPeriod)
  }
}

/// Where a rollout is.
public enum RolloutState: Hashable, Sendable {
  case notBegun
  case step(Int)
  case promoted
  case aborted(failed: Int, of: Int)
}
