import Cluster
import Simulation

/// The part of a run that a snapshot keeps: everything that the future depends on.
///
/// One call of `next` does one thing and yields at most one step. What has to follow at the same
/// moment waits on the agenda, so that the world can be looked at after each step.
struct RunCore: Sendable {
  /// What time brings.
  enum Event: Sendable {
    /// The clock of a unit reaches its end or its failure.
    case clock(PodIndex, generation: Int32)
    /// A pod's termination grace is over.
    case gone(PodIndex, incarnation: Int)
    case change(Int)
    case drain(NodeIndex)
    /// A pod's start delay is over.
    case start(PodIndex, incarnation: Int)
    /// A pod is due to be made, after a retry delay or as the next of its job.
    case make(PodIndex, ticket: Int32)
    case arrive(JobIndex)

    /// Among events of one moment: resources come free before machines change, and pods come in
    /// last. The control plane decides after all of them. Arrivals keep the order of the jobs.
    func rank(_ plan: WorkPlan) -> Int {
      switch self {
      case .clock: 0
      case .gone: 1
      case .change: 2
      case .drain: 3
      case .start: 4
      case .make(let pod, _): 5 + pod
      case .arrive(let job): 5 + plan.pods(of: job).lowerBound
      }
    }

    var isLively: Bool {
      switch self {
      case .arrive, .clock: false
      default: true
      }
    }
  }

  /// What is still to be done at this moment.
  enum Deed: Sendable {
    /// Ends a pod that holds a node, or begins to: with a grace the pod holds on for a while.
    case end(PodIndex, GoneCause)
    /// Deletes a pod that has no node.
    case delete(PodIndex)
    case make(PodIndex)
    /// Makes the pods of the job that are missing.
    case refill(JobIndex)
    case requeue(JobIndex)
    case endJob(JobIndex, JobNotes.Ending)
    case start(PodIndex)
  }

  /// What a run was told, shared by all snapshots.
  struct Settings: Sendable {
    let changes: [ClusterChange]
    let end: SimTime?
    let seed: Seed
    let options: WorkloadRunOptions
  }

  /// What the engine knows of a job beside its status.
  struct JobNotes: Sendable {
    /// All pods go, then the job is queued again.
    var isSuspending = false
    /// All pods go, then they are made anew, after this delay.
    var isRestarting = false
    var restartDelay = SimDuration.zero
    /// Ends when its pods are gone.
    var ending: Ending?
    /// Counted as holding a part of what it needs.
    var isPartlyHeld = false

    enum Ending { case finished, failed }

    /// All its pods go or are gone.
    var isGoing: Bool { isSuspending || isRestarting || ending != nil }
  }

  let settings: Settings
  var world: World
  var plane: any ControlPlane
  var events = EventQueue<Event>()
  var agenda: [Deed] = []
  var agendaNext = 0
  var clocks: [WorkClock]
  var notes: [JobNotes]
  /// A pod waits to be made while its ticket is not 0; the event with the same number makes it, -1
  /// stands for the agenda.
  var tickets: [Int32]
  private var lastTicket: Int32 = 0
  /// Pods whose shape an admission changed.
  var isShaped: [Bool]
  /// Why each pod in its termination grace goes.
  var causes: [PodIndex: GoneCause] = [:]
  /// Clocks that run towards an end.
  var boundedClocks = 0
  /// Events ahead that may free resources or bring pods: all but arrivals of jobs and clocks.
  private(set) var livelyEvents = 0
  /// Nodes whose drain waits for a disruption budget, and since when they are drained.
  var blockedDrains: [NodeIndex] = []
  var drainStarts: [SimTime]
  /// Jobs that hold a part of what they need and wait.
  var partlyHeld = 0
  var isDeadlockTold = false
  /// Since the last event, binding or admission.
  private var deadlocksInARow = 0
  private var isOver = false
  /// The node that a pod left last.
  var lastNode: NodeIndex?
  private(set) var steps = 0
  var tally: RunTally
  private(set) var digest = RunDigest()
  var meter: FragmentationMeter
  /// Decisions at this moment, to notice a control plane that goes round in circles.
  private var decisionsNow = 0
  private var isPlaneSilent = false

  init(
    _ scenario: WorkloadScenario, _ plane: any ControlPlane, _ options: WorkloadRunOptions
  ) {
    let plan = WorkPlan(jobs: scenario.jobs, budgets: scenario.budgets)
    var state = ClusterState(
      nodes: scenario.nodes, services: scenario.services, namespaces: scenario.namespaces)
    if let devices = scenario.devices {
      state.setDevices(
        devices.inventory, options: devices.options, templates: devices.templates,
        claims: devices.claims)
    }
    for pod in plan.pods { _ = state.admit(pod) }
    settings = Settings(
      changes: scenario.changes, end: scenario.end, seed: scenario.seed, options: options)
    let pods = plan.pods.count
    world = World(
      state: state, plan: plan, jobStatus: plan.jobs.map { JobStatus(counts: plan.counts(of: $0)) },
      podStatus: Array(repeating: PodStatus(), count: pods),
      nodeStatus: Array(repeating: NodeStatus(), count: scenario.nodes.count))
    self.plane = plane
    clocks = (0..<pods).map { WorkClock(plan.jobs[plan.jobOfPod[$0]]) }
    notes = Array(repeating: JobNotes(), count: plan.jobs.count)
    tickets = Array(repeating: 0, count: pods)
    isShaped = Array(repeating: false, count: pods)
    drainStarts = Array(repeating: .zero, count: scenario.nodes.count)
    meter = FragmentationMeter(mixOf: state)
    tally = RunTally(state: state, queues: plan.queues.count)
    self.plane.begin(world)
    begin()
  }

  private mutating func begin() {
    for job in world.jobs.indices {
      if world.jobs[job].startsOn.isEmpty {
        schedule(.arrive(job), at: max(.zero, world.jobs[job].arrival))
      } else {
        startAtOnce(job)
      }
    }
    for index in settings.changes.indices {
      schedule(.change(index), at: max(.zero, settings.changes[index].time))
    }
  }

  mutating func schedule(_ event: Event, at time: SimTime) {
    if event.isLively { livelyEvents += 1 }
    events.schedule(event, at: time, rank: event.rank(world.plan))
  }

  /// A number that no other pending event has.
  mutating func newTicket() -> Int32 {
    lastTicket = lastTicket == .max ? 1 : lastTicket + 1
    return lastTicket
  }

  /// What one call of `next` brought.
  struct Outcome {
    /// `nil` when nothing happened that a trace tells.
    var step: TraceStep?
    /// Only for decisions, and only when asked for.
    var why: Why?
    /// How long it took, in events: a guess, so that a slice ends in time.
    var effort = 1
    /// Only a step towards a decision.
    var isThought = false
    /// A pod without a node that was deleted, which is no step.
    var deleted: PodIndex?
  }

  /// Whether a rerun that explains may begin here.
  var isAtRest: Bool { agendaNext >= agenda.count && !plane.isMidSession }

  var isFinished: Bool {
    isOver
      || (agendaNext >= agenda.count && events.isEmpty && wake == nil && !isDeadlockUntold
        && world.now >= settings.end ?? world.now)
  }

  private var wake: SimTime? {
    if isPlaneSilent { return nil }
    return plane.nextWake(world).map { max($0, world.now) }
  }

  /// Does the next thing; `nil` when there is none.
  mutating func next(explaining: Bool) -> Outcome? {
    if isOver { return nil }
    var outcome = Outcome()
    if agendaNext < agenda.count {
      let deed = agenda[agendaNext]
      agendaNext += 1
      if agendaNext == agenda.count {
        agenda.removeAll(keepingCapacity: true)
        agendaNext = 0
      }
      if case .delete(let pod) = deed, world.podStatus[pod].phase == .pending {
        outcome.deleted = pod
      }
      outcome.step = perform(deed)
    } else {
      let wake = wake
      guard let time = [events.nextTime, wake].compactMap({ $0 }).min() else {
        if let step = deadlockStep() { return record(Outcome(step: step)) }
        return close()
      }
      if time > world.now, let step = deadlockStep() { return record(Outcome(step: step)) }
      if let end = settings.end, time > end { return close() }
      if let next = events.nextTime, next <= time, let entry = events.popNext() {
        if entry.payload.isLively { livelyEvents -= 1 }
        // An event that no longer means anything must not move time.
        if isStale(entry.payload) { return outcome }
        pass(to: time)
        isPlaneSilent = false
        deadlocksInARow = 0
        outcome.step = take(entry.payload)
      } else {
        pass(to: time)
        outcome = decide(explaining: explaining)
      }
    }
    return record(outcome)
  }

  /// Nothing more comes, or not in time: the run lasts to its end, if it has one.
  private mutating func close() -> Outcome? {
    if let end = settings.end { pass(to: max(world.now, end)) }
    isOver = true
    return nil
  }

  private mutating func record(_ outcome: Outcome) -> Outcome {
    guard let step = outcome.step else { return outcome }
    steps += 1
    digest.feed(
      step.kind.rawValue, step.time.nanoseconds, step.pod ?? -1, step.job ?? -1, step.node ?? -1)
    return outcome
  }

  private mutating func pass(to time: SimTime) {
    guard time > world.now else { return }
    tally.advance(from: world.now, to: time, fragmented: meter.fragmentedMilli)
    world.now = time
    decisionsNow = 0
    isPlaneSilent = false
  }

  private mutating func decide(explaining: Bool) -> Outcome {
    let before = world.now
    guard let decision = plane.decide(world, explaining: explaining) else {
      if plane.isThinking { return Outcome(isThought: true) }
      // A plane that has nothing to decide and wants to be asked again at once is asked again
      // after something happened.
      if let wake = plane.nextWake(world), wake <= before { isPlaneSilent = true }
      return Outcome(effort: 1 + world.nodeStatus.count / 16)
    }
    decisionsNow += 1
    precondition(
      decisionsNow < 1_000_000 + 100 * world.podStatus.count,
      "the control plane goes round in circles at \(before.nanoseconds) ns")
    if decision.action.changesHoldings { isDeadlockTold = false }
    if decision.action.isForGood { deadlocksInARow = 0 }
    return Outcome(
      step: apply(decision), why: decision.why, effort: 1 + world.nodeStatus.count / 16)
  }

  /// Bytes that a snapshot keeps for itself once the run has gone on, roughly.
  var snapshotBytes: Int {
    clocks.count * (MemoryLayout<WorkClock>.stride + MemoryLayout<PodStatus>.stride + 64)
      + notes.count * (MemoryLayout<JobStatus>.stride + MemoryLayout<JobNotes>.stride)
      + world.nodeStatus.count * 512
  }

  func sample() -> RunSample {
    RunSample(
      time: world.now, allocatedGPUMilli: tally.gpuMilli - tally.freeGPUMilli,
      workingGPUMilli: tally.workingGPUMilli, freeGPUMilli: tally.freeGPUMilli,
      fragmentedGPUMilli: meter.fragmentedMilli, wholeFreeGPUNodes: tally.wholeFreeNodes,
      pending: tally.pending, running: tally.running, queuedJobs: tally.queuedJobs)
  }

  func step(
    _ kind: TraceStep.Kind, pod: PodIndex, node: NodeIndex? = nil, cause: EvictionCause? = nil,
    feasible: Int = 0, refused: Int = 0
  ) -> TraceStep {
    TraceStep(
      time: world.now, kind: kind, pod: pod, job: world.job(of: pod), node: node,
      feasible: feasible, refused: refused, cause: cause)
  }

  func step(
    _ kind: TraceStep.Kind, job: JobIndex, cause: EvictionCause? = nil, feasible: Int = 0,
    refused: Int = 0, pendCause: PendCause? = nil
  ) -> TraceStep {
    TraceStep(
      time: world.now, kind: kind, job: job, feasible: feasible, refused: refused, cause: cause,
      pendCause: pendCause)
  }

  mutating func tell(_ event: ClusterEvent) {
    isPlaneSilent = false
    plane.observe(event, world)
  }

  private var isDeadlockUntold: Bool {
    partlyHeld > 0 && livelyEvents == 0 && boundedClocks == 0 && !isDeadlockTold
      && plane.onlyTimeoutsAhead(world)
  }

  /// Gangs hold a part of what they need, no pod works towards its end, and nothing else is ahead
  /// but jobs yet to come and time-outs: told once until someone gets or gives something.
  private mutating func deadlockStep() -> TraceStep? {
    guard isDeadlockUntold else { return nil }
    isDeadlockTold = true
    tally.deadlocks += 1
    deadlocksInARow += 1
    // Gangs that hold, time out and hold again would do so for ever.
    if deadlocksInARow >= 3, events.isEmpty { isOver = true }
    return TraceStep(time: world.now, kind: .deadlock)
  }
}

extension WorkClock {
  fileprivate init(_ job: Job) {
    let scale = job.progress == .elastic ? max(1, job.podCount) : 1
    func scaled(_ duration: SimDuration) -> Int {
      let (work, overflow) = max(.zero, duration).nanoseconds
        .multipliedReportingOverflow(by: scale)
      return overflow ? Int.max : work
    }
    self.init(
      total: job.duration.map(scaled) ?? -1,
      saveInterval: job.checkpointInterval.map(scaled) ?? 0)
  }
}
