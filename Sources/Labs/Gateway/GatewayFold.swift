import GatewaySim
import Simulation

/// Who is where at the gateway after some events, and what each tenant has used.
struct GatewayFold: Sendable {
  /// An attempt under way.
  struct Attempt: Sendable {
    let backend: Int
    let replica: Int
    /// Events before it was sent: the order in which attempts are listed.
    let order: Int
  }
  struct Counts: Sendable {
    var answered = 0
    var cached = 0
    var limited = 0
    var failed = 0
  }
  /// By request.
  private(set) var attempts: [Int: Attempt] = [:]
  /// Requests between two attempts, with their order.
  private(set) var waiting: [Int: Int] = [:]
  private(set) var isOut: [Bool]
  /// By tenant.
  private(set) var counts: [Counts]
  /// By tenant and budget: tokens as last counted, and when.
  private(set) var used: [[Int: (tokens: Int, at: SimTime)]]
  private var taken = 0

  init(_ run: GatewayRun) {
    isOut = run.plan.backends.map { _ in false }
    counts = run.plan.tenants.map { _ in Counts() }
    used = run.plan.tenants.map { _ in [:] }
  }

  var size: Int { attempts.count + waiting.count }

  /// All tenants together.
  var total: Counts {
    counts.reduce(into: Counts()) { sum, own in
      sum.answered += own.answered
      sum.cached += own.cached
      sum.limited += own.limited
      sum.failed += own.failed
    }
  }

  /// Requests with an attempt at a backend, in the order of sending.
  func present(at backend: Int) -> [(request: Int, replica: Int)] {
    attempts.filter { $0.value.backend == backend }
      .sorted { $0.value.order < $1.value.order }
      .map { ($0.key, $0.value.replica) }
  }

  /// Requests between two attempts, the longest wait first.
  var waitingInOrder: [Int] { waiting.sorted { $0.value < $1.value }.map(\.key) }

  mutating func take(_ event: GatewayEvent, of tenant: Int) {
    taken += 1
    let request = event.request
    switch event.kind {
    case .cacheHit: counts[tenant].cached += 1
    case .limited(let budget, let tokens, _):
      used[tenant][budget] = (tokens, event.time)
      counts[tenant].limited += 1
    case .sent(let backend, let replica, _):
      waiting[request] = nil
      attempts[request] = Attempt(backend: backend, replica: replica, order: taken)
    case .attemptFailed: attempts[request] = nil
    case .answered:
      attempts[request] = nil
      counts[tenant].answered += 1
    case .retried: waiting[request] = taken
    case .failed, .shed:
      attempts[request] = nil
      waiting[request] = nil
      counts[tenant].failed += 1
    case .charged(let budget, _, let tokens): used[tenant][budget] = (tokens, event.time)
    case .ejected(let backend, _, _): isOut[backend] = true
    case .returned(let backend): isOut[backend] = false
    case .cacheMiss: break
    }
  }
}

/// The events of each request, so that asking about one does not read all of a run.
struct EventsByRequest: Sendable {
  private var starts: [Int]
  private var places: [Int]

  init(_ run: GatewayRun) {
    starts = [Int](repeating: 0, count: run.requests.count + 1)
    for event in run.events where event.request >= 0 { starts[event.request + 1] += 1 }
    for at in starts.indices.dropFirst() { starts[at] += starts[at - 1] }
    places = [Int](repeating: 0, count: starts.last ?? 0)
    var next = starts
    for (at, event) in run.events.enumerated() where event.request >= 0 {
      places[next[event.request]] = at
      next[event.request] += 1
    }
  }

  /// Indices of the events of a request among the first `count`, ascending.
  func events(of request: Int, before count: Int) -> ArraySlice<Int> {
    let own = places[starts[request]..<starts[request + 1]]
    return own.prefix { $0 < count }
  }
}
