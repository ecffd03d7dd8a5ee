import Simulation

/// What one look of an autoscaler decided, of whichever kind it is.
public enum ScaleDecision: Hashable, Sendable {
  case kpa(KPADecision, KPAReconciler.Outcome)
  case hpa(HPACalculator.Answer, HPAScaler.Decision)
  case kedaPoll(KEDAScaler.Decision)
  case apa(APAScaler.Decision)
  /// Nobody decides; the numbers are read all the same.
  case none
}

/// A look of an autoscaler with the state of the service then.
public struct TickRow: Hashable, Sendable {
  public let time: SimTime
  public let revision: Int
  public let decision: ScaleDecision
  /// Replicas asked for after the look.
  public let desired: Int
  public let ready: Int
  public let starting: Int
  public let draining: Int
  /// Requests in pods, running or queued there, and held before them.
  public let inPods: Int
  public let held: Int
  /// Since the last look of this revision.
  public let arrived: Int
  public let served: Int
  public let failed: Int
}

/// Something that happened, apart from single requests.
public struct ServiceEvent: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// An autoscaler looked: the row with this index.
    case look(row: Int)
    case scaled(revision: Int, from: Int, to: Int)
    case stage(pod: Int, PodStage)
    /// A node joined because pods had no room.
    case nodeJoined(Int)
    /// Requests are held since now: there is no pod.
    case holding(revision: Int)
    /// Nobody is held any more; so many were, the longest for so long.
    case released(revision: Int, requests: Int, longest: SimDuration)
    /// The activator came into the path or went out of it.
    case mode(revision: Int, KPAReconciler.Mode)
    case rollout(RolloutState, percent: Int)
    case ejected(pod: Int)
    case returned(pod: Int)
    /// A pod was killed with work in hand.
    case killed(pod: Int, requests: Int)
  }
  public let time: SimTime
  public let kind: Kind
  /// Simulation events handled when it happened: where a replay stops.
  let handled: Int
}

/// How a request ended.
public struct RequestEnd: Hashable, Sendable {
  public enum Outcome: UInt8, Hashable, Sendable, CaseIterable {
    case served
    /// An answer 500 of the version itself.
    case failed
    /// 503: no pod, queues full, limits.
    case rejected
    case timedOut
  }
  public let number: Int32
  public let attempts: Int16
  public let outcome: Outcome
  public let revision: UInt8
  /// Where the last attempt was; -1 when it reached no pod.
  public let pod: Int32
  /// Nanoseconds from arrival to the end.
  public let latency: Int
  public let arrival: Int
  /// Nanoseconds that the last attempt was held before it reached a pod.
  public let heldFor: Int
}

/// What a slice of the run leaves behind.
struct Outbox: Sendable {
  var events: [ServiceEvent] = []
  var rows: [TickRow] = []
  var ends: [RequestEnd] = []

  mutating func removeAll() {
    events.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}

/// Sums over a run.
public struct ServiceTally: Hashable, Sendable {
  public internal(set) var arrived = 0
  public internal(set) var served = 0
  public internal(set) var failed = 0
  public internal(set) var rejected = 0
  public internal(set) var timedOut = 0
  public internal(set) var attempts = 0
  public internal(set) var retries = 0
  public internal(set) var refusedRetries = 0
  /// Requests that found no ready pod.
  public internal(set) var metColdStart = 0
  /// Work that servers finished for clients that had gone.
  public internal(set) var wastedWork = SimDuration.zero
  /// Arrivals of the second version, and those of them that failed.
  public internal(set) var canaryRequests = 0
  public internal(set) var canaryFailures = 0
  /// Nanoseconds of pods from binding to their end, and of ready pods without work.
  public internal(set) var podTime = 0
  public internal(set) var idleTime = 0
  public internal(set) var panicTime = 0
  public internal(set) var scaleUps = 0
  public internal(set) var scaleDowns = 0
  public internal(set) var mostPods = 0
  public internal(set) var mostHeld = 0

  public var ended: Int { served + failed + rejected + timedOut }
}
