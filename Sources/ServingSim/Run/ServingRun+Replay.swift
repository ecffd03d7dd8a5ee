import Simulation

/// Looking back: any moment of a run that has been reached, forwards and backwards. A replica is made
/// again from its nearest snapshot and from what was given to it; the others are not needed.
extension ServingRun {
  public var replicaCount: Int { replicas.count }

  /// The steps of a replica, plain ones that lie ahead of the run's time included.
  public func steps(ofReplica replica: Int) -> StepRows {
    StepRows(log: logs[replica].steps, stepTime: setup.stepTime(ofReplica: replica))
  }

  /// The steps of the first replica.
  public var steps: StepRows { steps(ofReplica: 0) }

  /// An engine after a step; -1 is before the first. `nil` for a step that was not reached.
  public func engine(afterStep step: Int, replica: Int = 0) -> EngineScheduler? {
    guard step >= -1, step < logs[replica].steps.count else { return nil }
    var player = player(of: replica, near: step)
    while player.number < step { player.advance(to: step) }
    return player.engine
  }

  /// Every block of a replica after a step; -1 is before the first. `nil` for a step that was not
  /// reached.
  public func blockMap(afterStep step: Int, replica: Int = 0) -> BlockMap? {
    engine(afterStep: step, replica: replica)?.blockMap()
  }

  /// A step in full: who was scheduled, admitted, preempted, evicted. `nil` for a step that was not
  /// reached.
  public func step(_ step: Int, replica: Int = 0) -> EngineStep? {
    step >= 0 ? engine(afterStep: step, replica: replica)?.step : nil
  }

  /// The decisions of a step with their reasons, made by running the step again with explanation
  /// switched on.
  public func decisions(inStep step: Int, replica: Int = 0) -> [EngineDecision] {
    guard step >= 0, step < logs[replica].steps.count else { return [] }
    var player = player(of: replica, near: step - 1)
    while player.number < step - 1 { player.advance(to: step - 1) }
    player.isExplaining = true
    player.advance(to: step)
    return player.engine.decisions
  }

  /// The step that was running at a time, or the last before it; `nil` before the first.
  public func step(at time: SimTime, replica: Int = 0) -> Int? {
    let rows = steps(ofReplica: replica)
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].start <= time { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  /// Where a request is after a step of a replica: what the engine says, or before and after it what
  /// the record says.
  public func whereabouts(
    of request: Int, afterStep step: Int, replica: Int = 0
  ) -> RequestWhereabouts {
    guard let engine = engine(afterStep: step, replica: replica) else { return .notArrived }
    return whereabouts(of: request, engine, afterStep: step, replica: replica)
  }

  /// As above, for an engine that was made already.
  public func whereabouts(
    of request: Int, _ engine: EngineScheduler, afterStep step: Int, replica: Int = 0
  ) -> RequestWhereabouts {
    if let phase = engine.phase(of: request) { return .inEngine(phase) }
    let record = records[request]
    if record.outcome == .rejected { return .rejected }
    let rows = steps(ofReplica: replica)
    guard step >= 0, step < rows.count, record.arrival <= rows[step].start else {
      return .notArrived
    }
    return record.outcome == .aborted ? .aborted : .finished
  }

  /// Walks through the steps of a replica, one at a time, from before the first.
  public func player(of replica: Int = 0) -> ReplicaPlayer {
    ReplicaPlayer(
      Self.newReplica(replica, setup), feed: logs[replica].feed, plan: plan,
      steps: logs[replica].steps.count)
  }

  private func player(of replica: Int, near step: Int) -> ReplicaPlayer {
    var player = player(of: replica)
    if let near = logs[replica].shelf.nearest(to: step) { player.jump(to: near) }
    return player
  }

  /// Why the router chose a replica for a request, with all scores; `nil` when it was never routed.
  /// Runs the fleet again up to that moment.
  ///
  /// `decode`: the choice of the decode worker. `attempt`: how often the request had been lost before.
  public func routing(
    of request: Int, decode: Bool = false, attempt: Int = 0
  ) -> RoutingDecision? {
    atRouting(of: request, decode, attempt)?.answer
  }

  /// What the router saw of all replicas when it chose; fields that its policy does not need are not
  /// kept up to date. `nil` when the request was never routed.
  public func replicaViews(atRoutingOf request: Int, decode: Bool = false) -> [ReplicaView]? {
    atRouting(of: request, decode, 0)?.seen
  }

  /// Both of them, for the price of one: the decision and what the router saw.
  public func routingMoment(
    of request: Int, decode: Bool = false, attempt: Int = 0
  ) -> (decision: RoutingDecision, views: [ReplicaView])? {
    guard let fleet = atRouting(of: request, decode, attempt), let decision = fleet.answer else {
      return nil
    }
    return (decision, fleet.seen)
  }

  private func atRouting(of request: Int, _ decode: Bool, _ attempt: Int) -> FleetState? {
    guard records.indices.contains(request), records[request].replica >= 0,
      attempt <= records[request].retries,
      !decode || records[request].decodeReplica >= 0 || attempt < records[request].retries,
      var again = try? ServingRun(setup, makesStretches: plan.makesStretches)
    else { return nil }
    again.fleet.asked = (request, decode ? .decode : .first, attempt)
    while again.fleet.answer == nil, again.advance(events: 1) {}
    return again.fleet
  }
}

/// Where a request is at some moment.
public enum RequestWhereabouts: Hashable, Sendable {
  case notArrived
  case rejected
  case inEngine(RequestPhase)
  case finished
  case aborted
}

/// One replica lived through again.
public struct ReplicaPlayer: Sendable {
  private var replica: Replica
  private let feed: [ReplicaLog.Feed]
  private let plan: ServingPlan
  private let steps: Int
  private var time = SimTime.zero
  /// Nothing happens until something comes.
  private var isAsleep = true

  init(_ replica: Replica, feed: [ReplicaLog.Feed], plan: ServingPlan, steps: Int) {
    self.replica = replica
    self.feed = feed
    self.plan = plan
    self.steps = steps
  }

  /// The engine after step `number`.
  public var engine: EngineScheduler { replica.engine }
  /// The step that was made last; -1 before the first.
  public var number: Int { replica.number }
  /// Start of the step that was made last.
  public private(set) var start = SimTime.zero
  /// Its end.
  public var end: SimTime { time }
  /// While true, each step is made alone and its decisions are kept.
  public var isExplaining = false {
    didSet { replica.engine.isExplaining = isExplaining }
  }

  /// Makes the next step; false after the last that the run has reached.
  public mutating func next() -> Bool {
    guard number + 1 < steps else { return false }
    advance(to: number + 1)
    return true
  }

  mutating func jump(to replica: Replica) {
    self.replica = replica
    time = replica.restedAt
    isAsleep = replica.isAsleep
  }

  /// Makes one step, or plain steps up to number `last`.
  mutating func advance(to last: Int) {
    let known = replica.number
    while replica.number == known {
      if isAsleep, replica.fed < feed.count {
        time = max(time, SimTime(nanoseconds: feed[replica.fed].time))
      }
      takeFeed()
      replica.begin(
        at: time, plan, last: last, makesStretches: plan.makesStretches && !isExplaining)
      start = time
      switch replica.activity {
      case .idle: isAsleep = true
      case .step:
        time = replica.due ?? time
        isAsleep = !replica.complete()
      case .plan: makePlan()
      }
      if isAsleep, replica.fed >= feed.count { return }
    }
  }

  private mutating func takeFeed() {
    while replica.fed < feed.count, feed[replica.fed].time <= time.nanoseconds {
      let item = feed[replica.fed]
      replica.receive(item.what, Int(item.request), at: SimTime(nanoseconds: item.time), plan)
    }
  }

  private mutating func makePlan() {
    var count = replica.ends.count
    if replica.fed < feed.count {
      count = replica.stepsDue(before: SimTime(nanoseconds: feed[replica.fed].time))
    }
    _ = replica.makePlanned(count)
    if count > 0 {
      start =
        count > 1 ? SimTime(nanoseconds: replica.ends[count - 2]) : replica.start
      time = SimTime(nanoseconds: replica.ends[count - 1])
    }
    // It rests at the end of the last step made, as it did in the run.
    _ = replica.cutPlan(at: time)
    isAsleep = false
  }
}
