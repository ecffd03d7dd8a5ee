import Simulation

/// Where an analysis or one of its metrics stands, from good to bad as the worst one counts.
public enum AnalysisPhase: Int, Hashable, Sendable, Comparable {
  case successful, running, pending, inconclusive, error, failed

  public var isCompleted: Bool { self != .running && self != .pending }

  /// Argo Rollouts: failed is worse than error, error worse than inconclusive.
  public static func < (a: AnalysisPhase, b: AnalysisPhase) -> Bool { a.rawValue < b.rawValue }
}

/// A metric of an analysis: what is measured, how often, and how many bad measurements it forgives.
///
/// Fields and defaults as in Argo Rollouts' AnalysisTemplate (9f8d111d).
public struct AnalysisMetric: Hashable, Sendable {
  public var query: CanaryQuery
  public var conditions: MeasurementConditions
  /// Time from the end of a measurement to the next; `nil` measures once.
  public var interval: SimDuration?
  public var initialDelay: SimDuration
  /// Measurements altogether; `nil` or 0 goes on for ever with an interval and is 1 without.
  public var count: Int?
  /// More failed measurements than this fail the metric; negative never does.
  public var failureLimit: Int
  public var inconclusiveLimit: Int
  /// More errors in a row than this are an error. Argo: 4.
  public var consecutiveErrorLimit: Int
  /// So many successes in a row are a success; 0 does not look.
  public var consecutiveSuccessLimit: Int
  /// Measured and told, but without consequence.
  public var isDryRun: Bool

  public init(
    query: CanaryQuery, conditions: MeasurementConditions, interval: SimDuration? = nil,
    initialDelay: SimDuration = .zero, count: Int? = nil, failureLimit: Int = 0,
    inconclusiveLimit: Int = 0, consecutiveErrorLimit: Int = 4, consecutiveSuccessLimit: Int = 0,
    isDryRun: Bool = false
  ) {
    self.query = query
    self.conditions = conditions
    self.interval = interval.map { max(.milliseconds(1), $0) }
    self.initialDelay = max(.zero, initialDelay)
    self.count = count
    self.failureLimit = failureLimit
    self.inconclusiveLimit = inconclusiveLimit
    self.consecutiveErrorLimit = consecutiveErrorLimit
    self.consecutiveSuccessLimit = consecutiveSuccessLimit
    self.isDryRun = isDryRun
  }

  /// `nil` when it goes on for ever.
  var effectiveCount: Int? {
    if let count, count != 0 { return count }
    return interval == nil ? 1 : nil
  }
}

/// When a measured number is good and when it is bad.
///
/// Argo Rollouts: with both conditions a number that meets neither is inconclusive; with one the
/// other follows from it; with none every number is good.
public struct MeasurementConditions: Hashable, Sendable {
  public enum Condition: Hashable, Sendable {
    case atLeast(Double)
    case atMost(Double)
    case above(Double)
    case below(Double)

    func holds(_ value: Double) -> Bool {
      switch self {
      case .atLeast(let bound): value >= bound
      case .atMost(let bound): value <= bound
      case .above(let bound): value > bound
      case .below(let bound): value < bound
      }
    }
  }

  public var success: Condition?
  public var failure: Condition?

  public init(success: Condition? = nil, failure: Condition? = nil) {
    self.success = success
    self.failure = failure
  }

  /// Failure is looked at first.
  public func judge(_ value: Double) -> AnalysisPhase {
    if let failure, failure.holds(value) { return .failed }
    if let success, success.holds(value) { return .successful }
    if success != nil && failure != nil { return .inconclusive }
    return success != nil ? .failed : .successful
  }
}

/// What a metric asks of the two versions.
public enum CanaryQuery: Hashable, Sendable {
  /// Share of the canary's requests since the last measurement that succeeded, 0...1.
  case successRate
  /// Mean latency of the canary since the last measurement, in milliseconds.
  case meanLatency
  /// p value of "the canary fails no more often than the stable version", of all requests since the
  /// analysis began: looking at it again and again is peeking.
  case failuresPValue
  /// The same that may be looked at at any time. `mixture` is the difference of failure rates that
  /// is expected.
  case failuresAlwaysValid(mixture: Double)
  /// How far the z of that comparison is above the bound of a design with `looks` planned looks; at
  /// or above 0 the canary is worse.
  case failuresGroupSequential(GroupSequentialDesign.Shape, looks: Int, alpha: Double)
  /// p value of "the canary is no slower" (Welch), of all requests since the analysis began.
  case latencyPValue
}

/// Requests of both versions.
public struct CanaryCounts: Hashable, Sendable {
  /// Requests by version, successes among them.
  public var stable = ProportionSample()
  public var canary = ProportionSample()
  /// Latencies in milliseconds.
  public var stableLatency = MeanSample()
  public var canaryLatency = MeanSample()

  public init() {}

  public static func + (a: CanaryCounts, b: CanaryCounts) -> CanaryCounts {
    var sum = CanaryCounts()
    sum.stable = a.stable + b.stable
    sum.canary = a.canary + b.canary
    sum.stableLatency = a.stableLatency + b.stableLatency
    sum.canaryLatency = a.canaryLatency + b.canaryLatency
    return sum
  }
}
