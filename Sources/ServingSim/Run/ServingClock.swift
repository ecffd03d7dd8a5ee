import Simulation
import Traffic

/// The part of a run that moves: the engine and the time. Small enough to be kept as a snapshot.
struct ServingClock: Sendable {
  var engine: EngineScheduler
  var now = SimTime.zero
  var nextArrival = 0
  var nextHangUp = 0
  /// Requests that joined, and that left, at the start of the step that ran last.
  private(set) var joined: [Int] = []
  private(set) var aborted: [Int] = []
  private(set) var load = StepLoad()
  private(set) var start = SimTime.zero
  /// When the step that ran last was scheduled: at its start, or, one step ahead, at the start of
  /// the step before.
  private(set) var decided = SimTime.zero
  /// Whether a step ended at `now`, so that the next one could be scheduled while it ran.
  private var hasJustRun = false

  init(engine: EngineScheduler) { self.engine = engine }

  /// One step; a reason when there is none to make.
  ///
  /// Order within a step: arrivals up to now by (time, index), then hang-ups up to now by (time,
  /// index), then the schedule, then the model's time passes, then the outputs.
  mutating func step(_ plan: ServingPlan) -> ServingEnd? {
    joined.removeAll(keepingCapacity: true)
    aborted.removeAll(keepingCapacity: true)
    repeat {
      if engine.runningCount == 0, engine.waitingCount == 0 {
        guard nextArrival < plan.arrivals.count else { return .allDone }
        now = max(now, plan.arrivals[nextArrival].time)
        hasJustRun = false
      }
      if let end = plan.end, now >= end { return .timeUp }
      decided = plan.schedulesAhead && hasJustRun ? start : now
      letComeAndGo(plan)
    } while engine.runningCount == 0 && engine.waitingCount == 0
    start = now
    engine.schedule()
    measureLoad()
    if engine.step.scheduled.isEmpty, engine.step.preempted.isEmpty {
      guard let next = nextChange(plan) else { return .stuck }
      now = max(now, next)
      hasJustRun = false
    } else {
      hasJustRun = true
      now = now + plan.stepTime.duration(of: load)
    }
    engine.complete()
    return nil
  }

  private mutating func letComeAndGo(_ plan: ServingPlan) {
    while nextArrival < plan.arrivals.count, plan.arrivals[nextArrival].time <= decided {
      let request = plan.arrivals[nextArrival].request
      engine.arrive(request)
      joined.append(request)
      nextArrival += 1
    }
    while nextHangUp < plan.hangUps.count, plan.hangUps[nextHangUp].time <= decided {
      let request = plan.hangUps[nextHangUp].request
      if engine.abort(request) { aborted.append(request) }
      nextHangUp += 1
    }
  }

  private func nextChange(_ plan: ServingPlan) -> SimTime? {
    let arrival = nextArrival < plan.arrivals.count ? plan.arrivals[nextArrival].time : nil
    let hangUp = nextHangUp < plan.hangUps.count ? plan.hangUps[nextHangUp].time : nil
    guard let arrival, let hangUp else { return arrival ?? hangUp }
    return min(arrival, hangUp)
  }

  private mutating func measureLoad() {
    load = StepLoad()
    for item in engine.step.scheduled {
      load.add(
        tokens: item.tokens, before: item.computedBefore,
        isSampled: item.computedBefore + item.tokens == engine.knownTokens(of: item.request))
    }
  }
}

/// The part of a run that stays: who comes and goes when, and how long steps take.
struct ServingPlan: Sendable {
  struct Moment: Sendable {
    let time: SimTime
    let request: Int
  }
  /// Requests that are not rejected, in order of arrival.
  let arrivals: [Moment]
  let hangUps: [Moment]
  let stepTime: StepTimeModel
  let schedulesAhead: Bool
  let end: SimTime?

  init(_ setup: ServingSetup) {
    let requests = setup.workload.requests
    let accepted = requests.indices.filter { setup.rejection(of: requests[$0]) == nil }
    arrivals = accepted.map { Moment(time: requests[$0].arrival, request: $0) }
    // Nobody hangs up before having called.
    hangUps = accepted.compactMap { i in
      requests[i].hangsUp.map { Moment(time: max($0, requests[i].arrival), request: i) }
    }.sorted { ($0.time, $0.request) < ($1.time, $1.request) }
    stepTime = setup.stepTime
    schedulesAhead = setup.schedulesAhead
    end = setup.end
  }
}
