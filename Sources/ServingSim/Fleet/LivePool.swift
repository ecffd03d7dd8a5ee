import Simulation
import Traffic

/// Engines behind a router that are given requests while they run, one at a time: for a gateway that
/// decides about each request only when it comes. `ServingRun` knows its requests beforehand.
///
/// The caller owns the time. At each moment: `endSteps`, then `send` and `abort`, then `startSteps`;
/// `nextTime` tells when there is something to end. Given the same requests it does what a
/// `ServingRun` of the same fleet does (a test holds them against each other).
public struct LivePool: Sendable {
  /// What a step brought for a request.
  public struct Answer: Hashable, Sendable {
    public let request: Int
    public let replica: Int
    public let isFirstToken: Bool
    public let isFinished: Bool
    /// Tokens of the answer so far.
    public let outputTokens: Int
    /// Prompt tokens that were found in the cache at its first admission.
    public let hitTokens: Int
  }

  private struct Member: Sendable {
    var engine: EngineScheduler
    var load = StepLoad()
    /// End of the running step.
    var due: SimTime?
    var isAsleep = true
    var hits: [Int: Int] = [:]
    /// Tokens of the answer so far.
    var answers: [Int: Int] = [:]
    /// To be taken out when the running step has ended.
    var aborts: [Int] = []
    var busy = SimDuration.zero
  }

  public let stepTime: StepTimeModel
  /// By replica, as the router last saw them.
  public private(set) var views: [ReplicaView]
  private var members: [Member]
  private var router: RouterState
  private var places: [Int: Int] = [:]

  /// `replicas` below 1 counts as 1. Throws what the engine refuses at the start.
  public init(
    engine: EngineConfig, stepTime: StepTimeModel, replicas: Int, routing: RoutingPolicy,
    seed: Seed
  ) throws(EngineConfig.Problem) {
    if let problem = engine.problems().first { throw problem }
    self.stepTime = stepTime
    router = RouterState(routing, seed: seed)
    members = (0..<max(1, replicas)).map { _ in Member(engine: EngineScheduler(checked: engine)) }
    views = members.indices.map {
      ReplicaView(
        replica: $0, usableBlocks: engine.usableBlocks, blockSize: engine.blockSize,
        adapterSlots: engine.adapters?.maxAdapters ?? 0)
    }
  }

  /// The end of the next step; `nil` while all rest.
  public var nextTime: SimTime? { members.compactMap(\.due).min() }

  /// Requests that are in it.
  public var requestCount: Int { places.count }

  /// Time in which a replica ran a step.
  public var busyTime: SimDuration { members.reduce(.zero) { $0 + $1.busy } }

  /// Ends the steps that end at `time`; what they brought, by replica and then in the order of their
  /// step.
  public mutating func endSteps(at time: SimTime) -> [Answer] {
    var answers: [Answer] = []
    for replica in members.indices where members[replica].due == time {
      members[replica].due = nil
      let step = members[replica].engine.step
      members[replica].isAsleep =
        step.scheduled.isEmpty && step.preempted.isEmpty && step.admitted.isEmpty
      for admission in step.admitted where members[replica].hits[admission.request] == nil {
        members[replica].hits[admission.request] = admission.hitTokens
      }
      members[replica].engine.complete(at: time)
      let done = members[replica].engine.step
      let finished = Set(done.finished)
      // A draft may bring several tokens of one request.
      var tokens: [Int: Int] = [:]
      for request in done.emitted { tokens[request, default: 0] += 1 }
      for request in done.emitted where places[request] == replica {
        guard let count = tokens.removeValue(forKey: request) else { continue }
        let before = members[replica].answers[request] ?? 0
        members[replica].answers[request] = before + count
        let isFinished = finished.contains(request)
        guard before == 0 || isFinished else { continue }
        answers.append(
          Answer(
            request: request, replica: replica, isFirstToken: before == 0, isFinished: isFinished,
            outputTokens: before + count, hitTokens: members[replica].hits[request] ?? 0))
        if isFinished { forget(request, in: replica) }
      }
    }
    return answers
  }

  /// Sends a request to the replica that the router chooses. `request` is its number here, each
  /// used once.
  public mutating func send(
    _ spec: InferenceRequest, as request: Int, at time: SimTime, explaining: Bool = false
  ) -> RoutingDecision {
    let engineRequest = EngineRequest(spec)
    look(for: engineRequest)
    let decision =
      router.choose(
        request: RoutingRequest(
          id: request, promptTokens: spec.promptTokens, adapter: spec.adapter, arrival: time),
        replicas: views, explaining: explaining)
      ?? RoutingDecision(replica: 0, reason: .onlyCandidate)
    let replica = members.indices.contains(decision.replica) ? decision.replica : 0
    views[replica].assignedRequests += 1
    places[request] = replica
    members[replica].isAsleep = false
    members[replica].engine.arrive(request, engineRequest)
    return decision
  }

  /// Whether the engine can take a prompt at all.
  public func accepts(_ spec: InferenceRequest) -> Bool {
    let tokens = spec.promptTokens
    return tokens > 0 && tokens < (members.first?.engine.config.maxModelTokens ?? 0)
  }

  /// Takes a request out, before the next step of its replica; false when it is not in.
  public mutating func abort(_ request: Int) -> Bool {
    guard let replica = places[request] else { return false }
    forget(request, in: replica)
    members[replica].isAsleep = false
    members[replica].aborts.append(request)
    return true
  }

  /// Lets every replica that rests and has work start a step.
  public mutating func startSteps(at time: SimTime) {
    for replica in members.indices where members[replica].due == nil {
      for request in members[replica].aborts { members[replica].engine.abort(request) }
      members[replica].aborts.removeAll(keepingCapacity: true)
      guard !members[replica].isAsleep, !members[replica].engine.isIdle else { continue }
      members[replica].engine.schedule(at: time)
      members[replica].load = members[replica].engine.workOfStep()
      let step = members[replica].engine.step
      let isEmpty = step.scheduled.isEmpty && step.preempted.isEmpty
      let duration = isEmpty ? SimDuration.zero : stepTime.duration(of: members[replica].load)
      members[replica].busy += duration
      members[replica].due = time + duration
    }
  }

  /// How full the pool is by the limits of the endpoint picker's detector.
  public func saturation(_ limits: EndpointPicker.SaturationLimits) -> Double {
    EndpointPicker.poolSaturation(
      members.map { member in
        (
          waiting: member.engine.waitingCount,
          kvUse: Double(member.engine.config.usableBlocks - member.engine.freeBlocks)
            / Double(max(1, member.engine.config.usableBlocks))
        )
      }, limits: limits)
  }

  private mutating func forget(_ request: Int, in replica: Int) {
    places[request] = nil
    members[replica].hits[request] = nil
    members[replica].answers[request] = nil
    views[replica].assignedRequests -= 1
  }

  private mutating func look(for request: EngineRequest) {
    let needs = router.policy.needs
    for replica in members.indices {
      let engine = members[replica].engine
      if needs.contains(.load) {
        views[replica].running = engine.runningCount
        views[replica].waiting = engine.waitingCount
        views[replica].usedBlocks = engine.config.usableBlocks - engine.freeBlocks
        let outstanding = engine.outstanding
        views[replica].outstandingTokens = outstanding.tokens
        views[replica].outstandingPromptTokens = outstanding.prompt
      }
      if needs.contains(.prefixMatch) {
        views[replica].hitTokens = engine.hitTokens(of: request.prompt)
      }
      if needs.contains(.adapters) {
        (views[replica].activeAdapters, views[replica].waitingAdapters) = engine.adaptersInUse
      }
    }
  }
}
