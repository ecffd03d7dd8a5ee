import Simulation
import Traffic

/// A revision at work: its pods, its balancer, its autoscaler.
struct Version: Sendable {
  let setup: RevisionSetup
  /// Replicas asked for.
  var replicas = 0
  /// Pods that take requests, in the order in which they became ready.
  var ready: [Int32] = []
  /// Pods that are not ready yet, in the order of creation.
  var starting: [Int32] = []
  var draining = 0
  /// Room in ready pods, where a limit is set.
  var room = 0
  /// Where the activator's round robin goes on.
  var turn = 0
  var balancer: LoadBalancer
  var endpointPods: [Int32] = []
  var detector: OutlierDetector?

  /// Requests before the pods, oldest first; left ones stay until they come to the front.
  var held = Line<Job>()
  var heldCount = 0
  var heldTotal = 0
  var longestHold = 0
  var isHolding = false

  /// Requests in pods and before them.
  var load = 0
  private var loadIntegral = 0
  private var loadAt = 0
  /// Attempts since the last second.
  var attempts = 0
  // Since the last look.
  var arrivedSince = 0
  var servedSince = 0
  var failedSince = 0
  // Over the run.
  var answered = 0
  var failures = 0

  var scaler: Scaler
  /// Where requests go now, and since when.
  var path = KPAReconciler.Mode.proxy
  var pathSince = 0
  var pathToken = 0
  var reconcileToken = 0
  /// The last second's mean load, and its attempts.
  var lastSecond: (concurrency: Double, attempts: Double) = (0, 0)
  /// Share of requests, in per cent.
  var percent = 0

  init(_ setup: RevisionSetup, scaler: Scaler, balancing: BalancingPolicy, start: UInt64) {
    self.setup = setup
    self.scaler = scaler
    balancer = LoadBalancer(
      policy: balancing, endpoints: [], settings: BalancingSettings(), start: start)
  }

  @inline(__always)
  mutating func changeLoad(by change: Int, at now: Int) {
    loadIntegral += load * (now - loadAt)
    loadAt = now
    load += change
  }

  /// The mean load since it was last asked, and the attempts that came.
  mutating func readSecond(at now: Int, length: Int) -> (concurrency: Double, attempts: Double) {
    changeLoad(by: 0, at: now)
    defer {
      loadIntegral = 0
      attempts = 0
    }
    return (
      Double(loadIntegral) / Double(max(1, length)),
      Double(attempts) * 1e9 / Double(max(1, length))
    )
  }
}

/// The state of whoever scales a revision.
enum Scaler: Sendable {
  case fixed
  case kpa(KPAState)
  case hpa(HPAScaler)
  case keda(KEDAScaler, HPAScaler)
  case apa(APAScaler, MetricWindow)
}

struct KPAState: Sendable {
  var scaler: KPAScaler
  var reconciler: KPAReconciler
  var stable: MetricWindow
  var panic: MetricWindow
  /// The last wish; -1 before the first.
  var wish: Int
  var excessBurstCapacity: Int
  var lastDecision: KPADecision?
}
