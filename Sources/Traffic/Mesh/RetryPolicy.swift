import Simulation

/// When and how often a failed attempt is made again.
///
/// Envoy's route `RetryPolicy`: 1 retry, back-off from 25 ms to ten times that, no time limit for an
/// attempt, 15 s for the request. Istio (1.24) adds two retries to every route.
public struct RetryPolicy: Hashable, Sendable {
  /// Failures that are worth another attempt.
  public struct Conditions: OptionSet, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// Any 5xx, a reset, and an attempt that took too long.
    public static let serverError = Conditions(rawValue: 1)
    /// 502, 503 and 504, a reset, and an attempt that took too long.
    public static let gatewayError = Conditions(rawValue: 2)
    /// No connection came about.
    public static let connectFailure = Conditions(rawValue: 4)
    /// 409.
    public static let retriable4xx = Conditions(rawValue: 8)
  }

  public var conditions: Conditions
  /// Attempts beyond the first.
  public var retries: Int
  public var backoffBase: SimDuration
  public var backoffMaximum: SimDuration
  /// `nil` does not end an attempt.
  public var perTryTimeout: SimDuration?
  /// The whole request with all attempts; `nil` waits for ever.
  public var timeout: SimDuration?
  /// When an attempt takes too long: lets it run on beside its retry and takes the first good answer
  /// (`hedge_on_per_try_timeout`), instead of giving it up.
  public var isHedging: Bool

  public init(
    conditions: Conditions = .serverError, retries: Int = 1,
    backoffBase: SimDuration = .milliseconds(25), backoffMaximum: SimDuration? = nil,
    perTryTimeout: SimDuration? = nil, timeout: SimDuration? = .seconds(15),
    isHedging: Bool = false
  ) {
    self.conditions = conditions
    self.retries = max(0, min(retries, 1_000))
    self.backoffBase = max(.microseconds(1), backoffBase)
    self.backoffMaximum = max(self.backoffBase, backoffMaximum ?? self.backoffBase * 10)
    self.perTryTimeout = perTryTimeout
    self.timeout = timeout
    self.isHedging = isHedging
  }

  /// Never retries.
  public static let none = RetryPolicy(conditions: [], retries: 0)

  /// Whether the failure of an attempt is one of those named.
  public func covers(_ outcome: AttemptOutcome) -> Bool {
    switch outcome {
    case .status(let code):
      if conditions.contains(.serverError), (500...599).contains(code) { return true }
      if conditions.contains(.gatewayError), (502...504).contains(code) { return true }
      return conditions.contains(.retriable4xx) && code == 409
    case .perTryTimeout where isHedging:
      // A hedged attempt is not reset: whatever the conditions are, it is made again
      // (`shouldHedgeRetryPerTryTimeout`).
      return !conditions.isEmpty
    case .perTryTimeout, .reset:
      return !conditions.isDisjoint(with: [.serverError, .gatewayError])
    case .connectFailure:
      return !conditions.isDisjoint(with: [.serverError, .gatewayError, .connectFailure])
    case .overflow:
      // What a circuit breaker refused is never retried.
      return false
    }
  }
}

/// How one attempt ended.
public enum AttemptOutcome: Hashable, Sendable {
  /// An answer with this HTTP status.
  case status(Int)
  case perTryTimeout
  case reset
  case connectFailure
  /// A circuit breaker refused it, or there was no endpoint.
  case overflow

  public var isSuccess: Bool {
    if case .status(let code) = self { code < 500 } else { false }
  }

  /// The status that a client sees and that outlier detection counts: 504 for time-outs, 503 for the
  /// rest, as Envoy answers.
  public var statusCode: Int {
    switch self {
    case .status(let code): code
    case .perTryTimeout: 504
    case .reset, .connectFailure, .overflow: 503
    }
  }
}

/// Why an attempt was or was not made again.
public enum RetryDecision: Hashable, Sendable {
  /// After this back-off, drawn below `ceiling`.
  case retry(after: SimDuration, below: SimDuration, left: Int)
  /// The outcome is good, or not one that is retried.
  case notRetriable(AttemptOutcome)
  /// No attempts are left.
  case limitExceeded(retries: Int)
  /// The circuit breaker or the budget has no room.
  case refused(CircuitBreaker.Overflow)
}

/// The retries of one request.
///
/// Envoy (`retry_state_impl.cc` `shouldRetry`, main of 2024): asking uses up one retry even when the breaker then
/// refuses it. The back-off is uniform below a ceiling that starts at the base and doubles to the
/// maximum (`JitteredExponentialBackOffStrategy`).
public struct RetryState: Hashable, Sendable {
  public private(set) var left: Int
  private var ceiling: SimDuration

  public init(_ policy: RetryPolicy) {
    left = policy.retries
    ceiling = policy.backoffBase
  }

  /// Decides about an attempt that ended. On `.retry` the breaker counts the retry as begun; the
  /// caller ends it when the attempt ends.
  public mutating func decide(
    _ outcome: AttemptOutcome, policy: RetryPolicy, breaker: inout CircuitBreaker,
    random: inout SeededGenerator
  ) -> RetryDecision {
    guard policy.covers(outcome) else { return .notRetriable(outcome) }
    guard left > 0 else { return .limitExceeded(retries: policy.retries) }
    left -= 1
    if let overflow = breaker.overflow(.retries) { return .refused(overflow) }
    breaker.begin(.retries)
    let below = ceiling
    ceiling =
      ceiling.nanoseconds < policy.backoffMaximum.nanoseconds / 2
      ? ceiling * 2 : policy.backoffMaximum
    let wait = SimDuration(nanoseconds: random.below(max(1, below.nanoseconds)))
    return .retry(after: wait, below: below, left: left)
  }
}
