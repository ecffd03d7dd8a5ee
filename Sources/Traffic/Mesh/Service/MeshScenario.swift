import Simulation

/// A service behind one proxy: its endpoints, what goes wrong with them, the requests, and what the
/// proxy may do.
public struct MeshScenario: Sendable, Hashable {
  public var endpoints: [MeshEndpoint]
  /// Requests that an endpoint works on at a time.
  public var workers: Int
  /// Requests that wait at an endpoint before it answers 503.
  public var queueLimit: Int
  /// Microseconds an answer takes once a worker has the request.
  public var serviceMicroseconds: Distribution
  /// Whether a worker drops a request whose caller gave up before it began. Most servers do not
  /// notice, and work for nobody.
  public var skipsAbandoned: Bool
  public var load: [LoadPhase]
  /// Different keys for consistent hashing, drawn evenly.
  public var keys: Int
  public var faults: [EndpointFault]
  public var policy: BalancingPolicy
  public var balancing: BalancingSettings
  public var outliers: OutlierSettings?
  public var limits: CircuitLimits
  public var retries: RetryPolicy

  /// How many requests come until a moment: a Poisson process.
  public struct LoadPhase: Sendable, Hashable {
    public var until: SimTime
    /// At most 1 000 000.
    public var requestsPerSecond: Int
    public init(until: SimTime, requestsPerSecond: Int) {
      self.until = until
      self.requestsPerSecond = max(0, min(requestsPerSecond, 1_000_000))
    }
  }

  public init(
    endpoints: [MeshEndpoint], workers: Int = 8, queueLimit: Int = 100,
    serviceMicroseconds: Distribution, skipsAbandoned: Bool = false, load: [LoadPhase],
    keys: Int = 1_000, faults: [EndpointFault] = [], policy: BalancingPolicy = .leastRequest(),
    balancing: BalancingSettings = BalancingSettings(), outliers: OutlierSettings? = nil,
    limits: CircuitLimits = CircuitLimits(), retries: RetryPolicy = RetryPolicy()
  ) {
    self.endpoints = endpoints
    self.workers = max(1, workers)
    self.queueLimit = max(0, queueLimit)
    self.serviceMicroseconds = serviceMicroseconds
    self.skipsAbandoned = skipsAbandoned
    self.load = load
    self.keys = max(1, keys)
    self.faults = faults
    self.policy = policy
    self.balancing = balancing
    self.outliers = outliers
    self.limits = limits
    self.retries = retries
  }
}

/// What goes wrong with an endpoint for a while.
public struct EndpointFault: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// This percentage of answers are 500, in a tenth of the usual time: failing is quick, which is
    /// why least request loves the broken.
    case errors(percent: Int)
    /// Answers take this percentage of the usual time, above 100.
    case slow(percent: Int)
    /// Workers do not answer before the fault ends.
    case hangs
    /// Connections are refused.
    case down
  }

  public var endpoint: Int
  public var from: SimTime
  public var until: SimTime
  public var kind: Kind

  public init(endpoint: Int, from: SimTime, until: SimTime, kind: Kind) {
    self.endpoint = endpoint
    self.from = from
    self.until = until
    self.kind = kind
  }
}

/// What happened within one second.
public struct MeshSecond: Hashable, Sendable {
  /// Requests of clients.
  public var arrived = 0
  /// Attempts towards endpoints, with retries.
  public var attempts = 0
  public var retries = 0
  public var succeeded = 0
  public var failed = 0
  /// Attempts that took too long.
  public var timedOut = 0
  /// Attempts that a circuit breaker or the lack of endpoints refused.
  public var refused = 0
  /// Retries that the budget or limit refused.
  public var retriesRefused = 0
  /// Answers that were worked out for callers that had given up.
  public var wasted = 0
  /// Sum of the successful requests' latencies in microseconds.
  public var latencyMicroseconds = 0
  /// Endpoints that were out at the end of the second.
  public var ejected = 0

  static func + (a: MeshSecond, b: MeshSecond) -> MeshSecond {
    var sum = a
    sum.arrived += b.arrived
    sum.attempts += b.attempts
    sum.retries += b.retries
    sum.succeeded += b.succeeded
    sum.failed += b.failed
    sum.timedOut += b.timedOut
    sum.refused += b.refused
    sum.retriesRefused += b.retriesRefused
    sum.wasted += b.wasted
    sum.latencyMicroseconds += b.latencyMicroseconds
    sum.ejected = max(a.ejected, b.ejected)
    return sum
  }
}

/// Something worth telling.
public struct MeshIncident: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case outlier(OutlierEvent)
    /// The first refusal of a kind within a second.
    case breakerOpened(CircuitBreaker.Overflow)
    case noEndpoint
    case faultBegan(EndpointFault)
    case faultEnded(EndpointFault)
  }
  public let time: SimTime
  public let kind: Kind
}
