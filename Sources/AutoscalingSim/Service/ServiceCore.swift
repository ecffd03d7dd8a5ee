import Simulation
import Traffic

/// The service at one moment and how it goes on: a value without any history, so that a copy is a
/// snapshot.
///
/// Order at one moment: work that ends, by pod; time limits, attempts before requests; timers by
/// rank; arrivals.
struct ServiceCore: Sendable {
  enum Timer: Sendable {
    case stage(pod: Int, number: Int)
    case downloads(token: Int)
    case nodeJoins
    case drained(pod: Int)
    case path(version: Int, token: Int)
    case retry(slot: Int, number: Int)
    case second
    case scrape
    case look
    case kedaPoll
    case reconcile(version: Int, token: Int)
    case outliers
    case rollout
    case rolloutLook

    /// Order among timers of one moment.
    var rank: Int {
      switch self {
      case .stage, .downloads, .nodeJoins, .drained: 0
      case .path: 1
      case .retry: 2
      case .second: 3
      case .scrape: 4
      case .look: 5
      case .kedaPoll: 6
      case .reconcile: 7
      case .outliers: 8
      case .rollout, .rolloutLook: 9
      }
    }
  }

  let setup: ServiceSetup
  var now = 0
  /// Events handled.
  var handled = 0
  var tally = ServiceTally()
  var out = Outbox()

  // Requests.
  var slots: [OpenRequest] = []
  var freeSlots: [Int32] = []
  var arrivals: ArrivalStream
  var nextArrival: Int
  var workRandom: SeededGenerator
  var routeRandom: SeededGenerator
  var faultRandom: SeededGenerator
  var backoffRandom: SeededGenerator
  var attemptLimits = Line<TimeLimit>()
  var requestLimits = Line<TimeLimit>()
  var breaker: CircuitBreaker

  // Pods.
  var pods: [Pod] = []
  var calendar = Calendar()
  var versions: [Version]
  var timers = EventQueue<Timer>()
  var nodes: [ServiceNode]
  var waitingForNode = Line<Int>()
  var nodesComing = 0
  var downloads: Downloads
  var downloadToken = 0
  var downloadDue = -1

  // Scaling and rollout.
  var lastSecond = 0
  var lastPoke = -1
  var rollout = RolloutState.notBegun
  var alwaysValid: AlwaysValidTest?
  /// What the old version had answered when the rollout began.
  var judgedFrom = (answered: 0, failures: 0)

  let end: Int
  /// Whether the metrics of single pods are read.
  let measuresPods: Bool
  let hashesKeys: Bool
  let attemptLimit: Int?
  let requestLimit: Int?

  init(_ setup: ServiceSetup) {
    self.setup = setup
    end = setup.end.nanoseconds
    let traffic = ArrivalStream(
      setup.traffic, loadPercent: setup.loadPercent, end: setup.end, seed: setup.seed)
    arrivals = traffic
    nextArrival = 0
    func stream(_ name: String) -> SeededGenerator {
      SeededGenerator(seed: setup.seed, stream: "service-" + name)
    }
    workRandom = stream("work")
    routeRandom = stream("route")
    faultRandom = stream("faults")
    backoffRandom = stream("backoff")
    breaker = CircuitBreaker(setup.circuit)
    attemptLimit = setup.retry.perTryTimeout?.nanoseconds
    requestLimit = setup.retry.timeout?.nanoseconds
    nodes = (0..<setup.coldStart.nodes).map { _ in ServiceNode(setup.coldStart) }
    downloads = Downloads(
      sourceRate: setup.coldStart.sourceRate, nodeRate: setup.coldStart.nodeRate)
    measuresPods =
      switch setup.autoscaler {
      case .hpa: true
      case .kpa, .keda, .apa, .fixed: false
      }
    hashesKeys =
      switch setup.balancing {
      case .ringHash, .maglev: true
      case .roundRobin, .random, .leastRequest, .leastRequestFullScan: false
      }
    versions = setup.revisions.map {
      Version(
        $0, scaler: .fixed, balancing: setup.balancing, start: setup.seed.hash64 & 0xffff)
    }
    for version in versions.indices {
      versions[version].scaler = makeScaler(isFirst: version == 0)
      versions[version].percent = version == 0 ? 100 : 0
      if let outliers = setup.outliers {
        versions[version].detector = OutlierDetector(
          outliers, endpoints: 0, random: stream("outliers-\(version)"))
      }
    }
    nextArrival = arrivals.next() ?? Calendar.never
    begin()
  }

  private mutating func begin() {
    if !versions.isEmpty { startWithPods(setup.initialPods) }
    timers.schedule(.second, at: at(1_000_000_000), rank: Timer.second.rank)
    switch setup.autoscaler {
    case .kpa:
      schedule(.look, after: KPAScaler.tick.nanoseconds)
    case .hpa(let hpa):
      schedule(.scrape, after: hpa.metricsInterval.nanoseconds)
      schedule(.look, after: HPAScaler.syncPeriod.nanoseconds)
    case .keda(let keda):
      schedule(.look, after: HPAScaler.syncPeriod.nanoseconds)
      schedule(.kedaPoll, after: max(1_000_000, keda.spec.polling.nanoseconds))
    case .apa, .fixed:
      schedule(.look, after: APAScaler.syncPeriod.nanoseconds)
    }
    if let outliers = setup.outliers {
      schedule(.outliers, after: max(1_000_000, outliers.interval.nanoseconds))
    }
    if let plan = setup.rollout, versions.count > 1 {
      timers.schedule(.rollout, at: plan.start, rank: Timer.rollout.rank)
    }
  }

  func at(_ time: Int) -> SimTime { SimTime(nanoseconds: time) }
  var moment: SimTime { SimTime(nanoseconds: now) }

  mutating func schedule(_ timer: Timer, after wait: Int) {
    timers.schedule(timer, at: moment + SimDuration(nanoseconds: wait), rank: timer.rank)
  }

  mutating func note(_ kind: ServiceEvent.Kind) {
    out.events.append(ServiceEvent(time: moment, kind: kind, handled: handled))
  }

  // MARK: The loop

  /// Handles the next event; false at the end.
  mutating func handleNext() -> Bool {
    let work = calendar.nextTime
    let limit = nextLimit()
    let timer = timers.nextTime?.nanoseconds ?? Calendar.never
    let next = min(min(work, limit), min(timer, nextArrival))
    guard next <= end, next != Calendar.never else {
      now = end
      return false
    }
    now = next
    handled += 1
    if next == work {
      endWork(of: calendar.next)
    } else if next == limit {
      endLimit()
    } else if next == timer {
      if let entry = timers.popNext() { ring(entry.payload) }
    } else {
      arrive()
    }
    return true
  }

  private mutating func ring(_ timer: Timer) {
    switch timer {
    case .stage(let pod, let number): endStage(of: pod, number)
    case .downloads(let token): endDownloads(token)
    case .nodeJoins: nodeJoins()
    case .drained(let pod): kill(pod)
    case .path(let version, let token): applyPath(version, token)
    case .retry(let slot, let number): tryAgain(slot, number)
    case .second: readSecond()
    case .scrape: scrape()
    case .look: look()
    case .kedaPoll: pollKEDA()
    case .reconcile(let version, let token):
      if versions[version].reconcileToken == token { reconcile(version) }
    case .outliers: lookForOutliers()
    case .rollout: nextRolloutStep()
    case .rolloutLook: judgeRollout()
    }
  }

  // MARK: Laws

  /// Each request is open or ended exactly once; each pod's numbers agree with its work.
  func checkInvariants() {
    let open = slots.count { $0.state != .free }
    assert(tally.arrived == tally.ended + open)
    for version in versions.indices {
      let inPods = pods.lazy.filter { $0.revision == version && $0.stage != .gone }
        .reduce(0) { $0 + $1.load }
      assert(versions[version].load == inPods + versions[version].heldCount)
      if versions[version].setup.containerConcurrency > 0 {
        let limit = versions[version].setup.containerConcurrency
        assert(
          versions[version].room
            == versions[version].ready.reduce(0) { $0 + limit - pods[Int($1)].running })
      }
    }
    assert(nodes.allSatisfy { $0.pods >= 0 && $0.pods <= setup.coldStart.podsPerNode })
  }
}
