/// vLLM 0.33's synchronous scheduler on top of its KV cache manager, as a value.
///
/// A step is `arrive` and `abort` for what happened since, then `schedule()`, then the model's
/// time, then `complete()`. Requests are known by their index. Not covered: asynchronous
/// scheduling, speculative decoding, connectors, multimodal input, LoRA, sliding windows, pipeline
/// parallelism; sequences end by length only.
public struct EngineScheduler: Sendable {
  public let config: EngineConfig
  let requests: [EngineRequest]
  var states: [RequestState]
  var kv: KVCacheManager
  /// In the order of admission.
  var running: [Int32] = []
  var waiting = WaitingQueue()
  /// What the step did that runs or ran last.
  public internal(set) var step = EngineStep()
  /// While true, `decisions` is filled.
  public var isExplaining = false
  /// The decisions of the last step with their reasons; empty unless `isExplaining`.
  public internal(set) var decisions: [EngineDecision] = []
  /// Blocks held, a shared block once for each holder.
  var heldBlocks = 0
  /// Tokens in the KV cache of running requests, shared ones once for each holder.
  var computedTokens = 0

  /// Throws the first of the configuration's basic problems.
  public init(config: EngineConfig, requests: [EngineRequest]) throws(EngineConfig.Problem) {
    if let problem = config.basicProblems().first { throw problem }
    self.config = config
    self.requests = requests
    states = [RequestState](repeating: RequestState(), count: requests.count)
    kv = KVCacheManager(
      blockSize: config.blockSize, blockCount: config.blockCount, isCaching: config.prefixCaching,
      allocation: config.allocation, eviction: config.eviction)
  }

  public var runningCount: Int { running.count }
  public var waitingCount: Int { waiting.count }
  public var freeBlocks: Int { kv.pool.freeCount }
  /// Distinct block contents that the prefix cache knows.
  public var cachedHashes: Int { kv.cache.cachedNames }
  /// Free block ids, next to be handed out first.
  public var freeQueue: [Int] { kv.pool.freeQueue.map(Int.init) }
  /// Running requests in the engine's order.
  public var runningRequests: [Int] { running.map(Int.init) }
  /// Waiting requests, head first (an ordered rule chooses the head anew at each admission).
  public var waitingRequests: [Int] { waiting.all.map(Int.init) }
  /// Where the request stands.
  public func phase(of request: Int) -> RequestPhase { states[request].phase }
  /// Tokens of the request in the KV cache.
  public func computedTokens(of request: Int) -> Int { states[request].computed }
  /// Prompt and answer tokens so far; 0 before arrival and after the end.
  public func knownTokens(of request: Int) -> Int { states[request].tokens.count }
  /// Answer tokens so far.
  public func outputTokens(of request: Int) -> Int { states[request].outputs }
  /// How often the request has lost its blocks so far.
  public func preemptions(of request: Int) -> Int { states[request].preemptions }
  /// Block ids of the request in token order; empty unless it runs.
  public func blockTable(of request: Int) -> [Int] { states[request].table.blocks.map(Int.init) }
  /// Token slots in held blocks with no token in them (internal fragmentation). Shared blocks are
  /// full and never count.
  public var unusedSlots: Int { heldBlocks * config.blockSize - computedTokens }

  // MARK: Before a step

  /// The request joins the waiting queue. Call in the order of arrival, once for each.
  public mutating func arrive(_ request: Int) {
    precondition(states[request].phase == .notArrived, "a request arrives once")
    states[request].phase = .waiting
    states[request].tokens = requests[request].prompt
    states[request].arrivedAtStep = Int32(step.number + 1)
    waiting.append(Int32(request))
  }

  /// The client goes away: the request leaves the queues and its blocks are freed. False, and no
  /// effect, for a request that has not arrived or is already done.
  @discardableResult
  public mutating func abort(_ request: Int) -> Bool {
    switch states[request].phase {
    case .notArrived, .finished, .aborted: return false
    case .waiting: waiting.remove(Int32(request))
    case .running:
      running.removeAll { $0 == Int32(request) }
      releaseBlocks(of: request)
    }
    end(request, as: .aborted)
    return true
  }

  // MARK: A step

  /// Decides who computes how many tokens and hands out the blocks.
  public mutating func schedule() {
    step.begin(number: step.number + 1)
    decisions.removeAll(keepingCapacity: true)
    kv.step = Int32(step.number)
    kv.clearRecords()
    let cap =
      config.longPrefillThreshold > 0 && running.count + waiting.count > 1
      ? config.longPrefillThreshold : Int.max
    var budget = config.tokenBudget
    scheduleRunning(&budget, cap: cap)
    if step.preempted.isEmpty {
      admitWaiting(&budget, cap: cap)
    } else if let head = head() {
      stopAdmission(AdmissionStop(request: Int(head), reason: .preemptedThisStep))
    }
    step.takenBlocks.append(contentsOf: kv.taken)
    step.evictions.append(contentsOf: kv.evictions)
  }

  /// The model has run: computed counts go up, complete requests get a token, finished ones leave.
  public mutating func complete() {
    for item in step.scheduled {
      let again = min(item.computedBefore + item.tokens, states[item.request].highWater)
      step.recomputedTokens += max(0, again - item.computedBefore)
      states[item.request].computed += item.tokens
      computedTokens += item.tokens
      states[item.request].highWater = max(
        states[item.request].highWater, states[item.request].computed)
    }
    step.blocksInUse = config.usableBlocks - freeBlocks
    step.unusedSlots = unusedSlots
    for item in step.scheduled
    where states[item.request].computed == states[item.request].tokens.count {
      emit(item.request)
    }
    if !step.finished.isEmpty { running.removeAll { states[Int($0)].phase != .running } }
  }

  private mutating func emit(_ request: Int) {
    let spec = requests[request]
    states[request].tokens.append(start: spec.outputStart &+ states[request].outputs, count: 1)
    states[request].outputs += 1
    step.emitted.append(request)
    let isAtModelLimit = states[request].tokens.count >= config.maxModelTokens
    guard isAtModelLimit || states[request].outputs >= spec.outputLimit else { return }
    if isExplaining {
      decisions.append(
        .finished(
          request: request, outputs: states[request].outputs, atModelLimit: isAtModelLimit))
    }
    releaseBlocks(of: request)
    end(request, as: .finished)
    step.finished.append(request)
  }

  // MARK: Shared parts

  mutating func releaseBlocks(of request: Int) {
    heldBlocks -= states[request].table.blocks.count
    computedTokens -= states[request].computed
    kv.free(&states[request].table)
    states[request].computed = 0
  }

  private mutating func end(_ request: Int, as phase: RequestPhase) {
    states[request].phase = phase
    states[request].tokens = TokenList()
  }

  mutating func stopAdmission(_ stop: AdmissionStop) {
    step.admissionStop = stop
    if isExplaining { decisions.append(.admissionStopped(stop)) }
  }

  /// The head of the waiting queue under the queue rule.
  mutating func head() -> Int32? {
    if case .firstComeFirstServed = config.queue { return waiting.first }
    if let place = waiting.place(ofSmallest: { (rank(of: $0), $0) }) { waiting.bringToFront(place) }
    return waiting.first
  }

  /// What an ordered queue rule says of a request.
  func rank(of request: Int32) -> Int {
    let spec = requests[Int(request)]
    guard case .lowestRank(_, let rank) = config.queue else { return spec.priority }
    let state = states[Int(request)]
    return rank(
      QueueCandidate(
        request: Int(request), priority: spec.priority,
        waitedSteps: step.number - Int(state.arrivedAtStep), promptTokens: spec.prompt.count,
        outputTokens: state.outputs, computedTokens: state.computed,
        preemptions: state.preemptions))
  }

  /// The laws of the engine: blocks, names, queues and counters agree with the requests. Free in
  /// release builds.
  public func checkInvariants() {
    assert(lawsHold())
  }

  private func lawsHold() -> Bool {
    kv.checkInvariants(tables: states.map(\.table))
    let waitingNow = waiting.all
    assert(Set(waitingNow).count == waitingNow.count && Set(running).count == running.count)
    assert(waitingNow.allSatisfy { states[Int($0)].phase == .waiting })
    assert(running.allSatisfy { states[Int($0)].phase == .running })
    assert(states.count { $0.phase == .waiting } == waitingNow.count)
    assert(states.count { $0.phase == .running } == running.count)
    assert(states.allSatisfy { $0.phase == .running || $0.table.blocks.isEmpty })
    assert(states.reduce(0) { $0 + $1.table.blocks.count } == heldBlocks)
    assert(states.reduce(0) { $0 + $1.computed } == computedTokens)
    assert(running.count <= config.maxSequences && step.scheduledTokens <= config.tokenBudget)
    return true
  }
}
