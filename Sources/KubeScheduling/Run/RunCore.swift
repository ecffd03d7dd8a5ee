import Cluster
import Simulation

/// The part of a run that a snapshot keeps: everything that the future depends on.
struct RunCore: Sendable {
  enum Event: Sendable {
    case finish(PodIndex)
    case backoffTick
    case arrive(PodIndex)
    case cycle

    /// Among events of one moment: resources come free before pods come in, and those before one is
    /// chosen.
    var rank: Int {
      switch self {
      case .finish: 0
      case .backoffTick: 1
      case .arrive: 2
      case .cycle: 3
      }
    }
  }

  /// What the run was told, shared by all snapshots.
  struct Plan: Sendable {
    var arrivals: [SimTime]
    /// -1 for pods that run for ever.
    var durations: [Int]
    /// Members of the pod's group, itself included; `nil` for a pod alone.
    var groups: [[PodIndex]?]
    var cycleLatency: SimDuration
  }

  let plan: Plan
  private(set) var state: ClusterState
  private(set) var scheduler: Scheduler
  private(set) var queue: SchedulingQueue
  private(set) var time = SimTime.zero
  private(set) var steps = 0
  private(set) var tally: RunTally
  private(set) var digest = RunDigest()
  private var meter: FragmentationMeter
  private var events = EventQueue<Event>()
  /// Nodes that pods left, in order, and per pod how many of them its last attempt knew (-1: ask
  /// all nodes). What a failed attempt learned stays true for nodes that no pod left.
  private var releases: [NodeIndex] = []
  private var releasesKnown: [Int32]
  private var isCycleScheduled = false
  private var schedulerFreeAt = SimTime.zero

  init(
    _ scenario: SchedulingScenario, _ profile: SchedulingProfile, _ options: SchedulingRunOptions
  ) {
    var state = ClusterState(nodes: scenario.nodes, services: scenario.services)
    var plan = Plan(arrivals: [], durations: [], groups: [], cycleLatency: options.cycleLatency)
    for pod in scenario.running {
      _ = state.admit(pod.pod)
      plan.arrivals.append(.zero)
      plan.durations.append(pod.remaining?.nanoseconds ?? -1)
    }
    var members: [Int: [PodIndex]] = [:]
    // Equal times keep the order of the scenario; sorted(by:) alone promises no order for them.
    let arrivals = scenario.arrivals.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }
    for (_, arrival) in arrivals {
      let pod = state.admit(arrival.pod)
      plan.arrivals.append(arrival.time)
      plan.durations.append(arrival.duration?.nanoseconds ?? -1)
      if let group = arrival.group { members[group, default: []].append(pod) }
      events.schedule(.arrive(pod), at: arrival.time, rank: Event.arrive(pod).rank)
    }
    plan.groups = Array(repeating: nil, count: plan.arrivals.count)
    for key in members.keys.sorted() {
      for pod in members[key, default: []] { plan.groups[pod] = members[key] }
    }
    for (pod, running) in scenario.running.enumerated() {
      state.place(pod, on: running.node)
      if let remaining = running.remaining {
        events.schedule(.finish(pod), at: .zero + remaining, rank: Event.finish(pod).rank)
      }
    }
    self.plan = plan
    releasesKnown = Array(repeating: -1, count: plan.arrivals.count)
    scheduler = Scheduler(profile)
    queue = SchedulingQueue(pods: plan.arrivals.count, backoff: options.backoff)
    meter = FragmentationMeter(mixOf: state)
    tally = RunTally(state: state, running: scenario.running.count)
    self.state = state
  }

  var isFinished: Bool { events.isEmpty }

  /// What one event brought.
  struct Outcome {
    /// `nil` when the event changed nothing that a trace tells.
    var step: TraceStep?
    /// Only for decisions, and only when asked for.
    var explanation: Explanation?
  }

  /// Takes the next event; `nil` when there is none.
  mutating func next(explaining: Bool) -> Outcome? {
    guard let entry = events.popNext() else { return nil }
    tally.advance(from: time, to: entry.time, fragmented: meter.fragmentedMilli)
    time = entry.time
    var outcome = Outcome()
    switch entry.payload {
    case .arrive(let pod):
      queue.add(pod, priority: state.pods[pod].priority, at: time)
      outcome.step = step(.arrived, pod)
    case .finish(let pod): outcome.step = finish(pod)
    case .backoffTick:
      let pods = state.pods
      queue.flush(at: time) { pods[$0].priority }
    case .cycle:
      isCycleScheduled = false
      outcome = cycle(explaining: explaining)
    }
    scheduleCycle()
    if let step = outcome.step {
      steps += 1
      digest.feed(step.kind.rawValue, step.time.nanoseconds, step.pod, step.node ?? -1)
    }
    return outcome
  }

  func sample() -> RunSample {
    RunSample(
      time: time, allocatedGPUMilli: tally.gpuMilli - tally.freeGPUMilli,
      freeGPUMilli: tally.freeGPUMilli, fragmentedGPUMilli: meter.fragmentedMilli,
      wholeFreeGPUNodes: tally.wholeFreeNodes, pending: queue.pendingCount,
      running: tally.running)
  }

  private mutating func cycle(explaining: Bool) -> Outcome {
    guard let pod = queue.pop() else { return Outcome() }
    var outcome = Outcome()
    let decision: Decision
    if explaining {
      let explanation = scheduler.explain(pod, in: state)
      outcome.explanation = explanation
      decision = explanation.decision
    } else {
      let known = Int(releasesKnown[pod])
      let attempt = scheduler.attempt(
        pod, in: state, changed: known < 0 ? nil : releases[known...])
      decision = attempt.decision
      releasesKnown[pod] = attempt.isSettled ? Int32(releases.count) : -1
    }
    let end = time + plan.cycleLatency
    schedulerFreeAt = end
    if let node = decision.node {
      place(pod, on: node, startingAt: end)
      outcome.step = step(.placed, pod, node, decision)
    } else {
      tally.failedAttempts += 1
      queue.putAside(pod, at: end)
      outcome.step = step(.unschedulable, pod, nil, decision)
    }
    return outcome
  }

  private mutating func place(_ pod: PodIndex, on node: NodeIndex, startingAt start: SimTime) {
    tally.leave(node, state)
    state.place(pod, on: node, gpus: scheduler.profile.chooseGPUs?(pod, node, state))
    tally.enter(node, state)
    meter.update(node, state)
    tally.started(pod, waited: start - plan.arrivals[pod], at: start)
    guard let group = plan.groups[pod] else {
      scheduleFinish(of: pod, startingAt: start)
      return
    }
    // The last member to be placed sets all clocks going; until then the others only hold what they
    // got.
    if group.allSatisfy({ state.node(of: $0) != nil }) {
      for member in group { scheduleFinish(of: member, startingAt: start) }
    }
  }

  private mutating func scheduleFinish(of pod: PodIndex, startingAt start: SimTime) {
    guard plan.durations[pod] >= 0 else { return }
    let end = start + SimDuration(nanoseconds: plan.durations[pod])
    events.schedule(.finish(pod), at: end, rank: Event.finish(pod).rank)
  }

  private mutating func finish(_ pod: PodIndex) -> TraceStep {
    let node = state.node(of: pod) ?? 0
    tally.leave(node, state)
    state.remove(pod)
    releases.append(node)
    tally.enter(node, state)
    meter.update(node, state)
    tally.ended(at: time)
    let pods = state.pods
    for tick in queue.wake(at: time, priority: { pods[$0].priority }) {
      events.schedule(.backoffTick, at: tick, rank: Event.backoffTick.rank)
    }
    return step(.finished, pod, node)
  }

  private mutating func scheduleCycle() {
    guard !isCycleScheduled, queue.hasNext else { return }
    isCycleScheduled = true
    events.schedule(.cycle, at: max(time, schedulerFreeAt), rank: Event.cycle.rank)
  }

  private func step(
    _ kind: TraceStep.Kind, _ pod: PodIndex, _ node: NodeIndex? = nil, _ decision: Decision? = nil
  ) -> TraceStep {
    TraceStep(
      time: time, kind: kind, pod: pod, node: node, feasible: decision?.feasible ?? 0,
      refused: decision?.refused ?? 0)
  }
}
