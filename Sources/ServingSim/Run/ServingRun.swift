import Simulation
import Traffic

/// A fleet of engines at work: requests arrive over time, a router sends each to a replica, the
/// engines step, each step takes as long as its work demands. A single server is a fleet of one.
///
/// A value: it advances in slices, cancelling is dropping it, and the size of the slices changes
/// nothing. What it keeps is the steps of each replica (plain ones together), the rare events and a
/// record of each request, and some snapshots from which any moment can be made again.
///
/// Order at one moment: steps that end, by replica; replicas that come back, that are missed, that
/// fail; prefilled requests go to decode workers; copies
/// that arrive, by request; new requests, then hang-ups, by index; steps that start, by replica.
public struct ServingRun: Sendable {
  public let setup: ServingSetup
  let plan: ServingPlan
  var replicas: [Replica]
  var logs: [ReplicaLog]
  var fleet: FleetState
  private var nextArrival = 0
  private var nextHangUp = 0

  /// Rare events in the order in which they happened.
  public internal(set) var events = EventLog()
  /// By request index.
  public internal(set) var records: [RequestRecord]
  /// Why the run stopped; `nil` while it can go on.
  public private(set) var ending: ServingEnd?
  /// The moment that was dealt with last.
  public private(set) var now = SimTime.zero
  var doneCount = 0
  private var rejectedCount = 0

  /// Throws what vLLM would reject at the start (`ServingSetup.problems`).
  public init(_ setup: ServingSetup) throws(EngineConfig.Problem) {
    try self.init(setup, makesStretches: true)
  }

  /// `makesStretches` false: every step alone, to prove that it makes no difference.
  init(_ setup: ServingSetup, makesStretches: Bool) throws(EngineConfig.Problem) {
    if let problem = setup.problems().first { throw problem }
    self.init(checked: setup, makesStretches: makesStretches)
  }

  /// Of a setup whose `problems()` are none, which is for the caller to know.
  public init(checked setup: ServingSetup) { self.init(checked: setup, makesStretches: true) }

  private init(checked setup: ServingSetup, makesStretches: Bool) {
    self.setup = setup
    plan = ServingPlan(setup, makesStretches: makesStretches)
    let count = setup.fleet.allReplicas
    replicas = (0..<count).map { Self.newReplica($0, setup) }
    logs = replicas.map {
      ReplicaLog(
        steps: StepLog(
          blockSize: $0.engine.config.blockSize, usableBlocks: $0.engine.config.usableBlocks),
        shelf: SnapshotShelf(
          blocks: $0.engine.snapshotBlocks,
          most: max(0, min(8, Self.snapshotBlocks / (count * $0.engine.snapshotBlocks)))))
    }
    fleet = FleetState(setup)
    records = setup.workload.requests.map { RequestRecord(arrival: $0.arrival) }
    for (request, spec) in setup.workload.requests.enumerated() {
      guard let rejection = setup.rejection(of: spec) else { continue }
      records[request].outcome = .rejected
      rejectedCount += 1
      events.append(
        ServingEvent(
          time: spec.arrival, step: -1, request: request, replica: -1, kind: .rejected(rejection)))
    }
  }

  /// Snapshots of all replicas together hold at most so many blocks, about 100 bytes each.
  private static let snapshotBlocks = 1_000_000

  static func newReplica(_ replica: Int, _ setup: ServingSetup) -> Replica {
    let isDecode = replica >= setup.fleet.replicas
    var engine = EngineScheduler(checked: setup.engine(ofReplica: replica))
    if case .optimal = engine.config.eviction {
      engine.foresee(setup.workload.requests.map(EngineRequest.init))
    }
    return Replica(
      engine: engine,
      role: setup.fleet.decode == nil ? .whole : (isDecode ? .decode : .prefill))
  }

  /// Requests that are done one way or another, for a progress bar.
  public var doneRequests: Int { doneCount }

  /// Deals with at most `events` moments at which steps end or something comes; false when the run
  /// is over.
  public mutating func advance(events count: Int) -> Bool {
    for _ in 0..<max(0, count) {
      guard ending == nil else { return false }
      dealWithNextMoment()
    }
    return ending == nil
  }

  /// Runs to the end.
  public mutating func finish() { while advance(events: 100_000) {} }

  // MARK: One moment

  private mutating func dealWithNextMoment() {
    guard let time = nextTime() else { return close() }
    now = time
    endSteps()
    failAndReturn()
    handOver()
    endTransfers()
    endLoads()
    letCome()
    letGo()
    startSteps()
  }

  private func nextTime() -> SimTime? {
    var next = fleet.dues.nextTime
    if let other = fleet.transfers.nextTime { next = min(next ?? other, other) }
    if let other = fleet.loads.nextTime { next = min(next ?? other, other) }
    var outside = nextArrival < plan.arrivals.count ? plan.arrivals[nextArrival].time : nil
    if nextHangUp < plan.hangUps.count {
      outside = min(outside ?? plan.hangUps[nextHangUp].time, plan.hangUps[nextHangUp].time)
    }
    // What fails when all is done concerns nobody.
    if let failure = fleet.failures.moments.nextTime, !isAllDone {
      outside = min(outside ?? failure, failure)
    }
    // Nobody starts anything after the end; what has begun ends.
    if let outside, plan.end.map({ outside < $0 }) ?? true {
      next = min(next ?? outside, outside)
    }
    return next
  }

  private mutating func close() {
    let comesMore = nextArrival < plan.arrivals.count || nextHangUp < plan.hangUps.count
    if isAllDone {
      ending = .allDone
    } else if logs.contains(where: \.isAtStepLimit) {
      ending = .stepLimit
    } else {
      let failsMore = !fleet.failures.moments.isEmpty
      ending =
        isTimeUp || comesMore || failsMore
        ? .timeUp : isPoolDown(.first) || isDecodePoolDown ? .nobodyServes : .stuck
    }
  }

  private var isAllDone: Bool { doneCount + rejectedCount == records.count }
  private var isDecodePoolDown: Bool { setup.fleet.decode != nil && isPoolDown(.decode) }

  private mutating func endSteps() {
    while fleet.dues.nextTime == now, let replica = fleet.dues.popNext()?.payload {
      // An entry whose plan was cut meanwhile is out of date.
      guard replicas[replica].due == now else { continue }
      if replicas[replica].activity == .plan {
        makePlanned(replica, replicas[replica].ends.count - replicas[replica].made)
        replicas[replica].rest()
        fleet.starting.append(replica)
      } else if completeStep(replica) {
        fleet.starting.append(replica)
      }
      if logs[replica].shelf.wantsMore { logs[replica].shelf.keep(replicas[replica]) }
      if fleet.failures.isPossible, fleet.failures.health[replica] == .dying { die(replica) }
    }
  }

  private var isTimeUp: Bool { plan.end.map { now >= $0 } ?? false }

  private mutating func letCome() {
    guard !isTimeUp else { return }
    while nextArrival < plan.arrivals.count, plan.arrivals[nextArrival].time <= now {
      let request = Int(plan.arrivals[nextArrival].request)
      nextArrival += 1
      dispatch(request)
    }
  }

  private mutating func letGo() {
    guard !isTimeUp else { return }
    while nextHangUp < plan.hangUps.count, plan.hangUps[nextHangUp].time <= now {
      let request = Int(plan.hangUps[nextHangUp].request)
      nextHangUp += 1
      guard records[request].outcome == .open else { continue }
      if fleet.failures.isPossible, abandon(request) { continue }
      let decode = records[request].decodeReplica
      deliver(.hangUp, request, to: decode >= 0 ? decode : records[request].replica)
    }
  }

  private mutating func startSteps() {
    fleet.starting.sort()
    var place = 0
    // A start may wake another replica: it is added at the end.
    while place < fleet.starting.count {
      let replica = fleet.starting[place]
      if replicas[replica].activity == .idle { startStep(replica) }
      place += 1
    }
    fleet.starting.removeAll(keepingCapacity: true)
  }

  private mutating func startStep(_ replica: Int) {
    replicas[replica].begin(
      at: now, plan, last: plan.maxSteps - 1, before: plan.end?.nanoseconds ?? Int.max,
      makesStretches: plan.makesStretches)
    noteComingAndGoing(replica)
    if replicas[replica].activity == .step {
      noteAdmissions(replica)
      startTransfers(replica)
      startLoads(replica)
    } else if replicas[replica].activity == .idle, !replicas[replica].engine.isIdle,
      replicas[replica].number >= plan.maxSteps - 1
    {
      logs[replica].isAtStepLimit = true
    }
    if let due = replicas[replica].due { fleet.dues.schedule(replica, at: due, rank: replica) }
  }

  /// Something reaches a replica: what was planned beyond this moment is planned anew.
  ///
  /// `isLate`: steps that start at this moment have started already.
  mutating func deliver(
    _ what: Replica.Inbound, _ request: Int, to replica: Int, isLate: Bool = false
  ) {
    if fleet.failures.isDown(replica) { return }
    if replicas[replica].activity == .plan {
      let due = replicas[replica].due
      catchUp(replica, includingNow: isLate)
      if replicas[replica].cutPlan(at: now) {
        fleet.starting.append(replica)
      } else if let end = replicas[replica].due, end != due {
        fleet.dues.schedule(replica, at: end, rank: replica)
      }
    } else if replicas[replica].activity == .idle {
      fleet.starting.append(replica)
    }
    replicas[replica].receive(what, request, at: now, plan)
    logs[replica].feed.append(
      ReplicaLog.Feed(time: now.nanoseconds, request: Int32(request), what: what))
  }

  /// Makes the planned steps that have started before now, or until now.
  mutating func catchUp(_ replica: Int, includingNow: Bool = false) {
    let steps = replicas[replica].stepsDue(
      before: includingNow ? SimTime(nanoseconds: now.nanoseconds + 1) : now)
    if steps > 0 { makePlanned(replica, steps) }
  }
}
