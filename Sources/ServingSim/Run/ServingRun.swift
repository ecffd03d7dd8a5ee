import Simulation
import Traffic

/// A server at work: requests arrive over time, the engine steps, each step takes as long as its
/// work demands.
///
/// A value: it advances in slices, cancelling is dropping it, and the size of the slices changes
/// nothing. What it keeps is a row for each step, the rare events of each request, and some
/// snapshots from which any moment can be made again.
public struct ServingRun: Sendable {
  public let setup: ServingSetup
  let plan: ServingPlan
  var clock: ServingClock
  var snapshots: SnapshotShelf
  private var digest = RunDigest()

  /// One row for each step, in order.
  public private(set) var steps: [StepRow] = []
  /// Rare events in the order in which they happened.
  public private(set) var events: [ServingEvent] = []
  /// By request index.
  public private(set) var records: [RequestRecord]
  /// Why the run stopped; `nil` while it can go on.
  public private(set) var ending: ServingEnd?
  /// Times between two tokens of one request in ns, with how often each occurred.
  private(set) var tokenGaps: [(value: Int, times: Int)] = []

  /// Throws what vLLM would reject at the start (`EngineConfig.problems`).
  public init(_ setup: ServingSetup) throws(EngineConfig.Problem) {
    if let problem = setup.engine.problems().first { throw problem }
    self.setup = setup
    plan = ServingPlan(setup)
    let requests = setup.workload.requests.map(EngineRequest.init)
    var engine = try EngineScheduler(config: setup.engine, requests: requests)
    engine.foresee(requests)
    clock = ServingClock(engine: engine)
    snapshots = SnapshotShelf(start: clock)
    records = setup.workload.requests.map { RequestRecord(arrival: $0.arrival) }
    digest.feed("serving-run/1")
    for (request, spec) in setup.workload.requests.enumerated() {
      guard let rejection = setup.rejection(of: spec) else { continue }
      records[request].outcome = .rejected
      events.append(
        ServingEvent(time: spec.arrival, step: -1, request: request, kind: .rejected(rejection)))
      digest.feed(-1, request)
    }
  }

  /// Time of the run: the end of the last step.
  public var now: SimTime { clock.now }
  /// The engine as it is now.
  public var engine: EngineScheduler { clock.engine }
  /// Names the run by all its state changes; equal setups have equal digests on every machine.
  public var digestText: String { digest.text() }
  /// Requests that are done one way or another, for a progress bar.
  public var doneRequests: Int { doneCount }
  private var doneCount = 0

  /// Makes at most `events` engine steps; false when the run is over.
  public mutating func advance(events count: Int) -> Bool {
    for _ in 0..<max(0, count) {
      guard ending == nil else { return false }
      makeStep()
    }
    return ending == nil
  }

  /// Runs to the end.
  public mutating func finish() { while advance(events: 100_000) {} }

  private mutating func makeStep() {
    if steps.count >= setup.maxSteps {
      ending = .stepLimit
      return
    }
    ending = clock.step(plan)
    noteComingAndGoing()
    guard ending == nil else { return }
    let step = clock.engine.step
    noteAdmissions(step)
    noteOutputs(step)
    appendRow(step)
    feedDigest(step)
    snapshots.offer(clock, afterStep: step.number)
  }

  // MARK: Records

  private mutating func note(_ request: Int, _ kind: ServingEvent.Kind, at time: SimTime) {
    events.append(
      ServingEvent(time: time, step: clock.engine.step.number, request: request, kind: kind))
  }

  private mutating func noteComingAndGoing() {
    for request in clock.joined { note(request, .arrived, at: records[request].arrival) }
    for request in clock.aborted {
      records[request].outcome = .aborted
      doneCount += 1
      note(request, .aborted, at: clock.start)
    }
    for request in clock.aborted { digest.feed(-2, request) }
  }

  private mutating func noteAdmissions(_ step: EngineStep) {
    for item in step.preempted {
      records[item.victim].preemptions += 1
      note(
        item.victim, .preempted(inFavourOf: item.inFavourOf, lostTokens: item.lostTokens),
        at: clock.start)
    }
    for item in step.admitted {
      if records[item.request].admitted == nil {
        records[item.request].admitted = clock.decided
        records[item.request].hitTokens = item.hitTokens
      }
      note(
        item.request, .admitted(hitTokens: item.hitTokens, knownTokens: item.knownTokens),
        at: clock.start)
    }
  }

  private mutating func noteOutputs(_ step: EngineStep) {
    let usualGap = (clock.now - clock.start).nanoseconds
    var usual = 0
    for request in step.emitted {
      records[request].outputTokens += 1
      if let last = records[request].lastToken {
        let gap = (clock.now - last).nanoseconds
        if gap == usualGap { usual += 1 } else { tokenGaps.append((gap, 1)) }
      } else {
        records[request].firstToken = clock.now
        note(request, .firstToken, at: clock.now)
      }
      records[request].lastToken = clock.now
    }
    if usual > 0 { tokenGaps.append((usualGap, usual)) }
    for request in step.finished {
      records[request].outcome = .finished
      doneCount += 1
      note(request, .finished(outputTokens: records[request].outputTokens), at: clock.now)
    }
  }

  private mutating func appendRow(_ step: EngineStep) {
    let engine = clock.engine
    steps.append(
      StepRow(
        start: clock.start, end: clock.now, scheduledTokens: step.scheduledTokens,
        decodeTokens: clock.load.decodes, sequences: step.scheduled.count,
        running: engine.runningCount, waiting: engine.waitingCount, freeBlocks: engine.freeBlocks,
        cachedHashes: engine.cachedHashes, heldBlocks: step.blocksInUse,
        unusedSlots: step.unusedSlots, admitted: step.admitted.count,
        hitTokens: step.admitted.reduce(0) { $0 + $1.hitTokens },
        knownTokens: step.admitted.reduce(0) { $0 + $1.knownTokens },
        preempted: step.preempted.count, finished: step.finished.count,
        evicted: step.evictions.count, recomputedTokens: step.recomputedTokens,
        stop: StepRow.Stop(step.admissionStop), stopped: step.admissionStop?.request ?? -1))
  }

  // MARK: Digest

  /// What changed, in whole numbers. A sequence that computed one token is told only by the count,
  /// because the running list follows from the admissions, preemptions and endings.
  private mutating func feedDigest(_ step: EngineStep) {
    digest.feed(step.number, clock.start.nanoseconds, clock.now.nanoseconds)
    digest.feed(step.scheduled.count, step.scheduledTokens)
    for item in step.scheduled where item.tokens != 1 { digest.feed(item.request, item.tokens) }
    digest.feed(step.admitted.count)
    for item in step.admitted { digest.feed(item.request, item.hitTokens) }
    digest.feed(step.preempted.count)
    for item in step.preempted { digest.feed(item.victim, item.lostTokens) }
    digest.feed(step.finished.count)
    for request in step.finished { digest.feed(request) }
    digest.feed(step.evictions.count, step.takenBlocks.count)
    for eviction in step.evictions { digest.feed(eviction.block) }
    for block in step.takenBlocks { digest.feed(Int(block)) }
    digest.feed(clock.engine.freeBlocks, clock.engine.cachedHashes)
  }
}

extension StepRow.Stop {
  init(_ stop: AdmissionStop?) {
    switch stop?.reason {
    case nil: self = .nothing
    case .preemptedThisStep: self = .preemptedThisStep
    case .budgetSpent: self = .budgetSpent
    case .sequencesAtLimit: self = .sequencesAtLimit
    case .promptOverBudget: self = .promptOverBudget
    case .memory: self = .memory
    }
  }
}
