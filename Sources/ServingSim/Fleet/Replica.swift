import Simulation
import Traffic

/// One engine with its time: what is given to it, and when, is all that its life depends on.
///
/// Small enough to be kept as a snapshot. Plain steps are planned ahead: only their ends are
/// computed, and the engine makes them when somebody looks, or something comes in between, or the
/// last of them ends.
struct Replica: Sendable {
  /// What the engine does of a request.
  enum Role: Sendable { case whole, prefill, decode }
  enum Activity: Sendable {
    /// Nothing to do, or nothing possible until something comes.
    case idle
    /// A step that ends at `due`.
    case step
    /// Plain steps that end at `ends`.
    case plan
  }
  /// Something that reaches a replica from outside.
  enum Inbound: Sendable {
    case request
    /// A request that was lost elsewhere, with the most tokens that it ever had in a KV cache.
    case again(computed: Int32)
    /// What a request still has here is given back: it is served anew from its start.
    case withdrawal
    /// The process dies and begins anew. Only between two steps; without a request.
    case death
    /// A copy of keys and values is here.
    case received
    /// A copy of keys and values is away.
    case released
    case hangUp
  }

  var engine: EngineScheduler
  let role: Role
  private(set) var activity = Activity.idle
  /// Start of the step or the plan.
  private(set) var start = SimTime.zero
  /// End of the step or the plan.
  private(set) var due: SimTime?
  /// End of the last step.
  private(set) var restedAt = SimTime.zero
  /// Nothing happens until something comes.
  private(set) var isAsleep = true
  /// Requests and hang-ups that came, in order of time.
  private var requests: [(time: Int, request: Int, computed: Int32)] = []
  private var withdrawals: [Int] = []
  private var received: [Int] = []
  private var released: [Int] = []
  private var hangUps: [(time: Int, request: Int)] = []
  /// What came in since the run began.
  private(set) var fed = 0

  // What happened at the start of the step.
  private(set) var joined: [Int] = []
  private(set) var aborted: [Int] = []
  private(set) var load = StepLoad()
  /// When the step was scheduled: at its start, or, one step ahead, at the start of the step before.
  private(set) var decided = SimTime.zero
  /// Start of the step before.
  private var startBefore = SimTime.zero

  // The plan.
  private(set) var ends: [Int] = []
  /// Steps of the plan that the engine has made.
  private(set) var made = 0
  private var context = 0
  private(set) var stretch = EngineScheduler.PlainStretch()

  init(engine: EngineScheduler, role: Role) {
    self.engine = engine
    self.role = role
  }

  /// Requests that it has not begun to look at.
  var inbox: [Int] { requests.map(\.request) }
  /// Requests whose clients have gone and that it has not let go yet.
  var leaving: [Int] { hangUps.map(\.request) }
  var number: Int { engine.step.number }

  // MARK: From outside

  mutating func receive(_ what: Inbound, _ request: Int, at time: SimTime, _ plan: ServingPlan) {
    fed += 1
    switch what {
    case .request: requests.append((time.nanoseconds, request, 0))
    case .again(let computed): requests.append((time.nanoseconds, request, computed))
    case .withdrawal:
      if let at = requests.firstIndex(where: { $0.request == request }) {
        requests.remove(at: at)
      } else {
        withdrawals.append(request)
      }
    case .death: beginAnew(plan)
    case .received: received.append(request)
    case .released: released.append(request)
    case .hangUp: hangUps.append((time.nanoseconds, request))
    }
  }

  private mutating func beginAnew(_ plan: ServingPlan) {
    engine = engine.reborn()
    if case .optimal = engine.config.eviction {
      engine.foresee(plan.requests.map(EngineRequest.init))
    }
    requests.removeAll()
    withdrawals.removeAll()
    received.removeAll()
    released.removeAll()
    hangUps.removeAll()
    isAsleep = true
  }

  /// Steps of the plan that start before `time` and that the engine has not made.
  mutating func stepsDue(before time: SimTime) -> Int {
    guard activity == .plan, start < time else { return 0 }
    var low = made
    var high = ends.count
    // The step after ends[i] starts at ends[i].
    while low < high {
      let middle = (low + high) / 2
      let begins = middle == 0 ? start.nanoseconds : ends[middle - 1]
      if begins < time.nanoseconds { low = middle + 1 } else { high = middle }
    }
    return low - made
  }

  /// Gives up the steps that the engine has not made; the last that it has made still ends at its
  /// time. True when the replica can start anew at `time`.
  mutating func cutPlan(at time: SimTime) -> Bool {
    guard activity == .plan else { return activity == .idle }
    ends.removeLast(ends.count - made)
    let end = ends.last.map(SimTime.init(nanoseconds:)) ?? start
    if end <= time {
      // A plan of which nothing was made was never begun.
      due = made > 0 ? end : nil
      rest()
      return true
    }
    due = end
    return false
  }

  // MARK: Steps

  /// Starts a step or plans some, after everything that came has been taken in: requests, copies,
  /// then hang-ups, each in the order in which they came.
  ///
  /// `last`: no step beyond this number. `end`: no step starts at or after it.
  mutating func begin(
    at time: SimTime, _ plan: ServingPlan, last: Int, before end: Int = Int.max,
    makesStretches: Bool
  ) {
    let hasJustRun = !isAsleep && !engine.isIdle && restedAt == time
    decided = plan.schedulesAhead && hasJustRun ? startBefore : time
    start = time
    // Blocks that go back between two steps belong to neither's stretch.
    let givesBack = !withdrawals.isEmpty
    takeIn(plan)
    guard !engine.isIdle, time.nanoseconds < end, number < last else {
      due = nil
      return rest()
    }
    if makesStretches, joined.isEmpty, aborted.isEmpty, !givesBack {
      // Who has come too late for this step joins the next.
      let most = requests.isEmpty && hangUps.isEmpty ? StepLog.longest : 1
      let steps = engine.plainSteps(limit: min(most, last - number))
      if steps > 0 { return planSteps(steps, plan, before: end) }
    }
    engine.schedule(at: time)
    load = engine.workOfStep()
    let duration = stepDuration(plan)
    due = time + duration
    activity = .step
  }

  private mutating func takeIn(_ plan: ServingPlan) {
    joined.removeAll(keepingCapacity: true)
    aborted.removeAll(keepingCapacity: true)
    let last = decided.nanoseconds
    // Before the arrivals: a request may come again.
    for request in withdrawals { engine.withdraw(request) }
    withdrawals.removeAll(keepingCapacity: true)
    for (_, request, computed) in requests.prefix(while: { $0.time <= last }) {
      engine.arrive(
        request, plan.engineRequest(request, for: role), computedBefore: Int(computed))
      joined.append(request)
    }
    for request in received { engine.receive(request) }
    for request in released { engine.letGo(request) }
    let gone = hangUps.prefix { $0.time <= last }
    for (_, request) in gone where engine.abort(request) { aborted.append(request) }
    requests.removeFirst(joined.count)
    hangUps.removeFirst(gone.count)
    received.removeAll(keepingCapacity: true)
    released.removeAll(keepingCapacity: true)
  }

  private mutating func planSteps(_ steps: Int, _ plan: ServingPlan, before end: Int) {
    context = engine.decodeContext()
    var clock = plan.clock(
      decodes: engine.runningCount, context: context, for: role)
    ends.removeAll(keepingCapacity: true)
    made = 0
    clock.append(steps, from: start.nanoseconds, before: end, to: &ends)
    due = SimTime(nanoseconds: ends.last ?? start.nanoseconds)
    activity = .plan
  }

  /// Times of the parts that wait for each other: copies to and from swap space, adapters, the
  /// model, the draft. A step in which nothing happens takes no time.
  private func stepDuration(_ plan: ServingPlan) -> SimDuration {
    let step = engine.step
    if step.scheduled.isEmpty, step.preempted.isEmpty { return .zero }
    var duration = plan.duration(of: load, for: role)
    if case .swap(let space) = engine.config.preemption {
      duration += space.duration(ofBlocks: step.blocksSwappedOut + step.blocksSwappedIn)
    }
    if let adapters = engine.config.adapters {
      duration += adapters.loadTime * step.adaptersLoaded.count
    }
    if let speculation = engine.config.speculation {
      duration += draftDuration(speculation, plan)
    }
    return duration
  }

  private func draftDuration(
    _ speculation: SpeculativeDecoding, _ plan: ServingPlan
  ) -> SimDuration {
    let load = engine.draftLoad
    guard load.tokens > 0 else { return .zero }
    switch speculation.draft {
    case .free: return .zero
    case .model(let model): return model.duration(of: load) * speculation.draftTokens
    case .share(let share):
      let whole = plan.duration(of: load, for: role) * speculation.draftTokens
      let time = Double(whole.nanoseconds) * max(0, share)
      return SimDuration(nanoseconds: Int(min(time, 1e18).rounded()))
    }
  }

  /// The step's outputs are there. False when nothing happened in it and nothing will until
  /// something comes.
  mutating func complete() -> Bool {
    let isEmpty =
      engine.step.scheduled.isEmpty && engine.step.preempted.isEmpty && engine.step.admitted.isEmpty
    engine.complete(at: due ?? start)
    rest()
    isAsleep = isEmpty
    return !isEmpty || !requests.isEmpty || !hangUps.isEmpty
  }

  /// The engine makes the next `count` steps of the plan. Returns what they had in common and their
  /// ends.
  mutating func makePlanned(_ count: Int) -> (StepLog.Plain, ends: ArraySlice<Int>) {
    let from = made
    let sequences = engine.runningCount
    let waiting = engine.waitingCount
    let plain = (
      start: from == 0 ? start.nanoseconds : ends[from - 1], context: context + from * sequences,
      free: engine.freeBlocks, hashes: engine.cachedHashes, unused: engine.unusedSlots
    )
    made += count
    engine.makePlainSteps(
      count, until: SimTime(nanoseconds: ends[made - 1]), into: &stretch)
    let stop = engine.step.admissionStop
    return (
      StepLog.Plain(
        start: plain.start, context: plain.context, sequences: sequences, waiting: waiting,
        stop: StepRow.Stop(stop), stopped: stop?.request ?? -1, freeBlocks: plain.free,
        cachedHashes: plain.hashes, unusedSlots: plain.unused),
      ends[from..<made]
    )
  }

  /// The step or plan is over.
  mutating func rest() {
    if let due {
      restedAt = due
      startBefore =
        activity == .plan && made > 1 ? SimTime(nanoseconds: ends[made - 2]) : start
    }
    activity = .idle
    due = nil
    isAsleep = engine.isIdle
  }

  /// Whether the last step that the engine has made is still running at `time`.
  @inline(__always)
  func isInsidePlannedStep(at time: SimTime) -> Bool {
    activity == .plan && made > 0 && ends[made - 1] > time.nanoseconds
  }
}

/// What a run writes down of a step that was made alone. Nothing changes; mutating, because
/// otherwise the replica is copied to be asked.
extension Replica {
  /// Blocks and sequences moved.
  mutating func workOfStep() -> Int {
    engine.step.takenBlocks.count + engine.step.scheduled.count
  }

  /// The step as a row, after it has ended.
  mutating func row(since start: SimTime, until end: SimTime, steady: Int) -> StepRow {
    var (hitTokens, knownTokens) = (0, 0)
    for item in engine.step.admitted {
      hitTokens += item.hitTokens
      knownTokens += item.knownTokens
    }
    return StepRow(
      start: start, end: end, scheduledTokens: engine.step.scheduledTokens,
      decodeTokens: load.decodes, sequences: engine.step.scheduled.count,
      running: engine.runningCount, waiting: engine.waitingCount, freeBlocks: engine.freeBlocks,
      cachedHashes: engine.cachedHashes, heldBlocks: engine.step.blocksInUse,
      unusedSlots: engine.step.unusedSlots, admitted: engine.step.admitted.count,
      hitTokens: hitTokens, knownTokens: knownTokens, preempted: engine.step.preempted.count,
      finished: engine.step.finished.count,
      evicted: engine.step.evictions.count
        + engine.step.evictedPages(of: engine.config.blockSize),
      recomputedTokens: engine.step.recomputedTokens, emitted: engine.step.emitted.count,
      swappedBlocks: engine.step.blocksSwappedOut + engine.step.blocksSwappedIn,
      adaptersLoaded: engine.step.adaptersLoaded.count, steadyTokens: steady,
      stop: StepRow.Stop(engine.step.admissionStop),
      stopped: engine.step.admissionStop?.request ?? -1)
  }

  mutating func mixStep(into digest: inout TraceHash, end: SimTime) {
    var hash = digest
    for eviction in engine.step.evictions { hash.mix(eviction.block) }
    for block in engine.step.takenBlocks { hash.mix(Int(block)) }
    hash.mix(end.nanoseconds)
    for item in engine.step.scheduled where item.tokens != 1 {
      hash.mix(-3, item.request, item.tokens)
    }
    for item in engine.step.admitted { hash.mix(-4, item.request, item.hitTokens) }
    for item in engine.step.preempted { hash.mix(-5, item.victim, item.lostTokens) }
    for request in engine.step.finished { hash.mix(-6, request, 0) }
    for item in engine.step.fetching { hash.mix(-7, item.request, item.tokens) }
    for adapter in engine.step.adaptersLoaded { hash.mix(-8, adapter, 0) }
    if engine.config.radix != nil { mixRadix(into: &hash) }
    digest = hash
  }
}

extension Replica {
  /// SGLang: leaves that were evicted; and not all that run have a part in each step.
  private func mixRadix(into hash: inout TraceHash) {
    for item in engine.step.treeEvictions {
      hash.mix(-9, item.leaf.node.number, item.leaf.tokens)
    }
    hash.mix(engine.step.scheduled.count)
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
    case .batchRunning: self = .batchRunning
    case .adaptersAtLimit: self = .adaptersAtLimit
    case .estimate: self = .estimate
    case .batchFull: self = .batchFull
    }
  }
}
