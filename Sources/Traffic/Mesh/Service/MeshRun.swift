import Simulation

/// Serves a scenario's requests event by event; a value that advances in slices.
///
/// One proxy with HTTP/1 connections: an attempt holds a connection until it ends, and waits as
/// pending when the breaker allows no more. Connections cost no time, except that a refused one is
/// noticed after a millisecond. What an endpoint began or queued goes on when its caller gives up.
public struct MeshRun: Sendable {
  public let scenario: MeshScenario
  public internal(set) var now = SimTime.zero
  /// By second since the start.
  public internal(set) var seconds: [MeshSecond] = [MeshSecond()]
  /// In order of time, the first 10 000.
  public internal(set) var incidents: [MeshIncident] = []
  public internal(set) var balancer: LoadBalancer
  public internal(set) var breaker: CircuitBreaker
  public internal(set) var outliers: OutlierDetector?
  /// Latencies of successful requests in microseconds, in the order in which they ended.
  public internal(set) var latencies: [Int32] = []
  /// Answers by endpoint, good ones and all.
  public internal(set) var answers: [ProportionSample]
  /// Requests that are neither answered nor failed.
  public internal(set) var underWay = 0
  /// Events that happened so far.
  public private(set) var events = 0

  var queue = EventQueue<Event>()
  var requests = SlotTable<Request>()
  var attempts = SlotTable<Attempt>()
  var servers: [Server]
  var pending: [SlotName] = []
  var pendingHead = 0
  var streams: Streams
  var phase = 0
  /// Attempts that will be answered with 500.
  var failing: Set<SlotName> = []
  var lastOpened: [CircuitBreaker.Resource: Int] = [:]

  /// The same scenario and seed give the same run.
  public init(_ scenario: MeshScenario, seed: Seed) {
    self.scenario = scenario
    streams = Streams(seed)
    balancer = LoadBalancer(
      policy: scenario.policy, endpoints: scenario.endpoints, settings: scenario.balancing,
      start: streams.balancing.next())
    breaker = CircuitBreaker(scenario.limits)
    servers = scenario.endpoints.map { _ in Server() }
    answers = scenario.endpoints.map { _ in ProportionSample() }
    if let settings = scenario.outliers {
      let detector = OutlierDetector(
        settings, endpoints: scenario.endpoints.count,
        random: SeededGenerator(seed: seed, stream: "outliers"))
      queue.schedule(.look, at: detector.nextLook, rank: 1)
      outliers = detector
    }
    for (index, fault) in scenario.faults.enumerated() where fault.from < fault.until {
      queue.schedule(.fault(Int32(index), begins: true), at: fault.from, rank: 0)
      queue.schedule(.fault(Int32(index), begins: false), at: fault.until, rank: 0)
    }
    scheduleArrival(after: .zero)
  }

  /// No requests are to come, and none is under way.
  public var isFinished: Bool { phase >= scenario.load.count && underWay == 0 }

  /// Goes on for so many events; `false` when nothing is left to do.
  public mutating func advance(events count: Int) -> Bool {
    for _ in 0..<max(0, count) {
      guard !isFinished, let entry = queue.popNext() else { return false }
      enter(entry.time)
      happen(entry.payload)
      events += 1
    }
    return !isFinished
  }

  /// Goes on until a moment or the end.
  public mutating func advance(until time: SimTime) {
    while !isFinished, let next = queue.nextTime, next <= time, advance(events: 1) {}
  }

  /// All seconds together; `ejected` is the most at the end of a second.
  public var total: MeshSecond { seconds.reduce(MeshSecond(), +) }

  /// Attempts by request: 1 without retries.
  public var amplification: Double {
    let total = total
    return total.arrived > 0 ? Double(total.attempts) / Double(total.arrived) : 0
  }

  private mutating func enter(_ time: SimTime) {
    now = time
    let second = time.nanoseconds / 1_000_000_000
    while seconds.count <= second {
      seconds[seconds.count - 1].ejected = outliers?.ejectedCount ?? 0
      seconds.append(MeshSecond())
    }
    seconds[second].ejected = outliers?.ejectedCount ?? 0
  }

  mutating func count(_ change: (inout MeshSecond) -> Void) { change(&seconds[seconds.count - 1]) }

  mutating func tell(_ kind: MeshIncident.Kind) {
    if incidents.count < 10_000 { incidents.append(MeshIncident(time: now, kind: kind)) }
  }

  mutating func scheduleArrival(after time: SimTime) {
    var time = time
    while phase < scenario.load.count {
      let current = scenario.load[phase]
      if current.requestsPerSecond > 0 {
        let gap = streams.arrivals.exponential(
          mean: SimDuration(nanoseconds: 1_000_000_000 / current.requestsPerSecond))
        if time + gap < current.until {
          queue.schedule(.arrival, at: time + gap, rank: 2)
          return
        }
      }
      // Memoryless: a gap that crosses the border is drawn anew there.
      time = max(time, current.until)
      phase += 1
    }
  }
}

extension MeshRun {
  enum Event: Sendable {
    case arrival
    case retry(SlotName)
    case served(endpoint: Int32, attempt: SlotName)
    case tryTimeout(SlotName)
    case requestTimeout(SlotName)
    case refusedConnection(SlotName)
    case fault(Int32, begins: Bool)
    case look
  }

  struct Request: Sendable {
    var arrived = SimTime.zero
    var key: UInt64 = 0
    var retries = RetryState(.none)
    /// Attempts under way or waiting for their back-off.
    var live = 0
    var firstAttempt = SlotName.none
    /// Attempts made so far.
    var made = 0
  }

  struct Attempt: Sendable {
    var request = SlotName.none
    var endpoint: Int32 = -1
    var isRetry = false
    var isPending = false
    /// Nobody waits for it any more; only its worker is still busy.
    var isAbandoned = false
    /// It runs beside a hedge, so it was decided about already.
    var isHedged = false
    var next = SlotName.none
  }

  /// An endpoint's side.
  struct Server: Sendable {
    var running = 0
    var waiting: [SlotName] = []
    var head = 0
    var errorPercent = 0
    var slowPercent = 100
    var hangsUntil: SimTime?
    var isDown = false
    /// Requests that wait.
    var count: Int { waiting.count - head }
  }

  struct Streams: Sendable {
    var arrivals, balancing, service, backoff: SeededGenerator
    init(_ seed: Seed) {
      arrivals = SeededGenerator(seed: seed, stream: "arrivals")
      balancing = SeededGenerator(seed: seed, stream: "balancing")
      service = SeededGenerator(seed: seed, stream: "service")
      backoff = SeededGenerator(seed: seed, stream: "backoff")
    }
  }
}

/// A place in a table and the tenant it means, so that late events of an old tenant are noticed.
struct SlotName: Hashable, Sendable {
  var index: Int32
  var tenant: UInt32
  static let none = SlotName(index: -1, tenant: 0)
}

/// Values in reused places.
struct SlotTable<Value: Sendable>: Sendable {
  private var values: [Value] = []
  private var tenants: [UInt32] = []
  private var free: [Int32] = []

  mutating func insert(_ value: Value) -> SlotName {
    if let index = free.popLast() {
      values[Int(index)] = value
      return SlotName(index: index, tenant: tenants[Int(index)])
    }
    values.append(value)
    tenants.append(0)
    return SlotName(index: Int32(values.count - 1), tenant: 0)
  }

  func contains(_ name: SlotName) -> Bool {
    name.index >= 0 && tenants[Int(name.index)] == name.tenant
  }

  /// The value of a name that the table contains.
  subscript(name: SlotName) -> Value {
    get { values[Int(name.index)] }
    _modify { yield &values[Int(name.index)] }
  }

  mutating func remove(_ name: SlotName) {
    guard contains(name) else { return }
    tenants[Int(name.index)] &+= 1
    free.append(name.index)
  }
}
