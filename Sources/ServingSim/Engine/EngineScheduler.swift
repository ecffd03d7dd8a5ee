import Simulation

/// vLLM 0.33's synchronous scheduler on top of its KV cache manager, as a value.
///
/// A step is `arrive` and `abort` for what happened since, then `schedule()`, then the model's
/// time, then `complete()`. Requests are known by the numbers under which they arrive; the engine
/// remembers a request only while it has it. Beside vLLM's own way there are the modes of
/// `EngineConfig`. Not covered: asynchronous scheduling, multimodal input, sliding windows;
/// sequences end by length only.
public struct EngineScheduler: Sendable {
  public var config: EngineConfig { fixed.config }
  /// Settings are large and never change: behind one pointer, they cost a snapshot nothing.
  private let fixed: Fixed
  private final class Fixed: Sendable {
    let config: EngineConfig
    init(_ config: EngineConfig) { self.config = config }
  }
  /// By slot; a slot is used again when its request is gone.
  var states: [RequestState] = []
  private var slots: [Int32: Int32] = [:]
  private var freeSlots: [Int32] = []
  var kv: KVCacheManager
  /// Slots in the order of admission.
  var running: [Int32] = []
  var waiting = WaitingQueue()
  /// Slots whose keys and values have come from a prefill worker, in that order.
  var fetched: [Int32] = []
  /// What the step did that runs or ran last.
  public internal(set) var step = EngineStep()
  /// Slots of `step.scheduled`.
  var scheduledSlots: [Int32] = []
  /// While true, `decisions` is filled.
  public var isExplaining = false
  /// The decisions of the last step with their reasons; empty unless `isExplaining`.
  public internal(set) var decisions: [EngineDecision] = []
  /// Blocks held, a shared block once for each holder.
  var heldBlocks = 0
  /// Tokens in the KV cache of requests that hold blocks, shared ones once for each holder.
  var computedTokens = 0
  /// Tokens that were loaded from offload tiers instead of being computed.
  public internal(set) var loadedTokens = 0
  /// Blocks in swap space.
  public internal(set) var swappedBlocks = 0
  /// Adapters on the GPU, used longest ago first.
  public internal(set) var loadedAdapters: [Int] = []
  /// Adapters of the requests of this step.
  var stepAdapters: [Int32] = []
  /// SGLang's memory and what its scheduler remembers; `nil`: vLLM's rules.
  var radix: RadixMemory?
  /// Under `requestLevel`: the step in which the batch began, and its longest prompt.
  var batch: (start: Int, longestPrompt: Int) = (0, 0)
  // Of the configuration, because the hottest loops ask for it.
  let hasSpeculation: Bool
  let isFirstComeFirstServed: Bool

  /// Throws the first of the configuration's basic problems.
  public init(config: EngineConfig) throws(EngineConfig.Problem) {
    if let problem = config.basicProblems().first { throw problem }
    self.init(checked: config)
  }

  /// For a configuration whose problems are known to be none.
  init(checked config: EngineConfig) {
    fixed = Fixed(config)
    hasSpeculation = config.speculation != nil
    isFirstComeFirstServed = config.isFirstComeFirstServed
    radix = config.radix.map { RadixMemory(config, $0) }
    kv = KVCacheManager(
      // Under a radix cache nobody uses these blocks.
      blockSize: config.blockSize, blockCount: radix == nil ? config.blockCount : 1,
      isCaching: config.prefixCaching,
      allocation: config.effectiveAllocation, eviction: config.eviction,
      tiers: config.offload.isEmpty
        ? nil : OffloadTiers(config.offload, writing: config.offloadWriting))
  }

  // MARK: What can be seen

  public var runningCount: Int { running.count }
  public var waitingCount: Int { waiting.count + fetched.count }
  /// Whether there is nobody to serve; blocks may still be held for decode workers.
  public var isIdle: Bool { running.isEmpty && waiting.isEmpty && fetched.isEmpty }
  /// Blocks that can be handed out: free ones and those that only the cache holds.
  public var freeBlocks: Int { radix == nil ? kv.pool.freeCount : radixFreePages }
  /// Distinct block contents that the prefix cache knows.
  /// Under a radix cache: pages in the tree.
  public var cachedHashes: Int { radix == nil ? kv.cache.cachedNames : radixTreePages }
  /// Free block ids, next to be handed out first.
  public var freeQueue: [Int] { kv.pool.freeQueue.map(Int.init) }
  /// Running requests in the engine's order.
  public var runningRequests: [Int] { running.map(id) }
  /// Waiting requests, head first (an ordered rule chooses the head anew at each admission).
  public var waitingRequests: [Int] { (fetched + waiting.all).map(id) }
  /// Everybody whom the engine knows, in ascending order.
  public var liveRequests: [Int] { slots.keys.map(Int.init).sorted() }
  /// Where the request stands; `nil` before its arrival and after its end.
  public func phase(of request: Int) -> RequestPhase? { state(of: request)?.phase }
  /// Tokens of the request in the KV cache.
  public func computedTokens(of request: Int) -> Int { state(of: request)?.computed ?? 0 }
  /// Prompt and answer tokens so far; 0 before arrival and after the end.
  public func knownTokens(of request: Int) -> Int { state(of: request)?.tokens.count ?? 0 }
  /// Answer tokens so far; 0 before arrival and after the end.
  public func outputTokens(of request: Int) -> Int { state(of: request)?.outputs ?? 0 }
  /// How often the request has lost its blocks so far.
  public func preemptions(of request: Int) -> Int { state(of: request)?.preemptions ?? 0 }
  /// Most tokens that a request ever had in a KV cache; 0 before arrival and after the end.
  func mostComputedTokens(of request: Int) -> Int {
    state(of: request).map { max($0.highWater, $0.computed) } ?? 0
  }
  /// Requests that it has in any phase, in no order that means anything.
  var presentRequests: [Int] { states.lazy.filter { $0.id >= 0 }.map { Int($0.id) } }
  /// Block ids of the request in token order; empty unless it has any.
  public func blockTable(of request: Int) -> [Int] {
    state(of: request)?.table.blocks.map(Int.init) ?? []
  }
  /// Token slots in held blocks with no token in them (internal fragmentation). Shared blocks are
  /// full and never count.
  public var unusedSlots: Int {
    radix == nil ? heldBlocks * config.blockSize - computedTokens : radixUnusedSlots
  }
  /// Tokens of a prompt that the prefix cache has now.
  public func hitTokens(of prompt: TokenList) -> Int {
    radix?.cachedTokens(of: prompt) ?? kv.hitTokens(prompt)
  }

  func id(of slot: Int32) -> Int { Int(states[Int(slot)].id) }
  func slot(of request: Int) -> Int32? { slots[Int32(truncatingIfNeeded: request)] }
  private func state(of request: Int) -> RequestState? {
    slot(of: request).map { states[Int($0)] }
  }

  // MARK: Before a step

  /// The request joins the waiting queue. Call in the order of arrival, once for each.
  ///
  /// `computedBefore`: most tokens that it had in a KV cache that was lost; to compute those of its
  /// prompt again is recomputation.
  public mutating func arrive(
    _ request: Int, _ spec: EngineRequest, computedBefore: Int = 0
  ) {
    var state = RequestState(spec, id: request, step: step.number + 1)
    state.highWater = min(computedBefore, state.promptTokens)
    let slot: Int32
    if let free = freeSlots.popLast() {
      slot = free
      states[Int(free)] = state
    } else {
      slot = Int32(states.count)
      states.append(state)
    }
    let before = slots.updateValue(slot, forKey: Int32(request))
    precondition(before == nil, "a request arrives once")
    waiting.append(slot)
  }

  /// The client goes away: the request leaves the queues and its blocks are freed. False, and no
  /// effect, for a request that has not arrived or is already done.
  @discardableResult
  public mutating func abort(_ request: Int) -> Bool {
    guard let slot = slot(of: request), states[Int(slot)].phase != .held else { return false }
    return withdraw(request)
  }

  /// As `abort`, also when its blocks are held for a decode worker.
  @discardableResult
  mutating func withdraw(_ request: Int) -> Bool {
    guard let slot = slot(of: request) else { return false }
    switch states[Int(slot)].phase {
    case .held, .fetching: break
    case .waiting: waiting.remove(slot)
    case .fetched: fetched.removeAll { $0 == slot }
    case .running: running.removeAll { $0 == slot }
    }
    forget(slot)
    return true
  }

  /// The engine after its process has died: nothing in its memory. Steps and sums count on.
  func reborn() -> EngineScheduler {
    var engine = EngineScheduler(checked: config)
    engine.step.number = step.number
    engine.loadedTokens = loadedTokens
    engine.isExplaining = isExplaining
    return engine
  }

  /// The prefill worker's keys and values have come; false when the request has gone meanwhile.
  @discardableResult
  mutating func receive(_ request: Int) -> Bool {
    guard let slot = slot(of: request), states[Int(slot)].phase == .fetching else { return false }
    guard states[Int(slot)].isPrefillFetched else {
      endLoading(slot)
      return true
    }
    states[Int(slot)].isPrefillFetched = false
    let missing = states[Int(slot)].promptTokens - states[Int(slot)].computed
    states[Int(slot)].computed += missing
    computedTokens += missing
    states[Int(slot)].highWater = max(states[Int(slot)].highWater, states[Int(slot)].computed)
    states[Int(slot)].phase = .fetched
    fetched.append(slot)
    return true
  }

  /// Nobody needs the blocks of an ended request any more.
  mutating func letGo(_ request: Int) {
    guard let slot = slot(of: request), states[Int(slot)].phase == .held else { return }
    forget(slot)
  }

  // MARK: A step

  /// Decides who computes how many tokens and hands out the blocks.
  ///
  /// `now` matters only to offload tiers, as in `complete`.
  public mutating func schedule(at now: SimTime = .zero) {
    kv.now = now
    step.begin(number: step.number + 1)
    scheduledSlots.removeAll(keepingCapacity: true)
    stepAdapters.removeAll(keepingCapacity: true)
    decisions.removeAll(keepingCapacity: true)
    kv.step = Int32(truncatingIfNeeded: step.number)
    kv.clearRecords()
    if radix != nil { return scheduleRadix(at: now) }
    let isBudgeted = config.batching == .continuous
    let cap =
      isBudgeted && config.longPrefillThreshold > 0 && running.count + waitingCount > 1
      ? config.longPrefillThreshold : Int.max
    var budget = isBudgeted ? config.tokenBudget : Int.max / 2
    scheduleRunning(&budget, cap: cap)
    if config.batching == .requestLevel, !running.isEmpty {
      stopAdmissions(.batchRunning)
    } else if step.preempted.isEmpty {
      admit(&budget, cap: cap)
    } else {
      stopAdmissions(.preemptedThisStep)
    }
    loadAdapters()
    step.takenBlocks.append(contentsOf: kv.taken)
    step.evictions.append(contentsOf: kv.evictions)
  }

  /// The model has run: computed counts go up, complete requests get tokens, finished ones leave.
  public mutating func complete(at now: SimTime = .zero) {
    kv.now = now
    kv.writeFilled()
    let ending = writeTokens()
    step.blocksInUse = config.usableBlocks - freeBlocks
    step.unusedSlots = unusedSlots
    if radix != nil { return endRadixStep(ending, at: now) }
    if hasSpeculation {
      for slot in scheduledSlots
      where states[Int(slot)].computed >= states[Int(slot)].tokens.count {
        emit(Int(slot))
      }
    } else {
      for slot in ending {
        finish(
          Int(slot), atModelLimit: states[Int(slot)].tokens.count >= config.maxModelTokens)
      }
    }
    if config.batching == .requestLevel { endBatch() }
    if !step.finished.isEmpty {
      running.removeAll { states[Int($0)].id < 0 || states[Int($0)].phase != .running }
    }
  }

  /// What was scheduled is computed, and, unless there are drafts, everybody who has nothing left to
  /// compute gets a token. Returns those that have all theirs.
  private mutating func writeTokens() -> [Int32] {
    var ending: [Int32] = []
    var (written, recomputed) = (0, 0)
    let emits = !hasSpeculation
    let longest = config.maxModelTokens
    states.withUnsafeMutableBufferPointer { states in
      for place in step.scheduled.indices {
        let item = step.scheduled[place]
        let slot = scheduledSlots[place]
        let after = item.computedBefore + item.tokens
        written += item.tokens
        let before = states[Int(slot)].highWater
        let known = states[Int(slot)].tokens.count
        if before > item.computedBefore { recomputed += min(after, before) - item.computedBefore }
        states[Int(slot)].computed = after
        if min(after, known) > before { states[Int(slot)].highWater = min(after, known) }
        guard emits, after >= known else { continue }
        let outputs = states[Int(slot)].outputs
        states[Int(slot)].tokens.append(
          start: states[Int(slot)].outputStart &+ outputs, count: 1)
        states[Int(slot)].outputs = outputs + 1
        step.emitted.append(Int(states[Int(slot)].id))
        if known + 1 >= longest || outputs + 1 >= states[Int(slot)].outputLimit {
          ending.append(slot)
        }
      }
    }
    computedTokens += written
    step.recomputedTokens += recomputed
    return ending
  }

  /// One token, and those that the draft got right; then perhaps the end.
  private mutating func emit(_ slot: Int) {
    let drafted = states[slot].computed - states[slot].tokens.count
    var tokens = 1
    if let speculation = config.speculation {
      states[slot].hasDraft = true
      tokens += speculation.accepted(
        of: drafted, request: Int(states[slot].id), position: states[slot].outputs)
    }
    while tokens > 0 {
      tokens -= 1
      let next = states[slot].outputStart &+ states[slot].outputs
      states[slot].tokens.append(start: next, count: 1)
      states[slot].outputs += 1
      step.emitted.append(Int(states[slot].id))
      let isAtModelLimit = states[slot].tokens.count >= config.maxModelTokens
      if isAtModelLimit || states[slot].outputs >= states[slot].outputLimit {
        return finish(slot, atModelLimit: isAtModelLimit)
      }
    }
    if drafted > 0 {
      let rejected = states[slot].computed - (states[slot].tokens.count - 1)
      states[slot].computed -= rejected
      computedTokens -= rejected
    }
  }

  mutating func finish(_ slot: Int, atModelLimit: Bool) {
    if isExplaining {
      decisions.append(
        .finished(
          request: Int(states[slot].id), outputs: states[slot].outputs, atModelLimit: atModelLimit))
    }
    if config.batching == .requestLevel {
      states[slot].isDone = true
      return
    }
    step.finished.append(Int(states[slot].id))
    if states[slot].isForOthers {
      states[slot].phase = .held
    } else {
      forget(Int32(slot))
    }
  }

  /// Static batching: all answers are delivered when the last one is there.
  private mutating func endBatch() {
    guard running.allSatisfy({ states[Int($0)].isDone }) else { return }
    for slot in running {
      step.finished.append(id(of: slot))
      forget(slot)
    }
  }

  // MARK: Shared parts

  mutating func releaseBlocks(of slot: Int) {
    if radix != nil { leaveRadix(slot) }
    heldBlocks -= states[slot].table.blocks.count
    computedTokens -= states[slot].computed
    kv.free(&states[slot].table)
    states[slot].computed = 0
  }

  private mutating func forget(_ slot: Int32) {
    let place = Int(slot)
    releaseBlocks(of: place)
    leaveSwapSpace(place)
    kv.endLoad(for: Int(states[place].id))
    slots[states[place].id] = nil
    states[place].id = -1
    states[place].tokens = TokenList()
    freeSlots.append(slot)
  }

  mutating func stopAdmissions(_ reason: AdmissionStop.Reason) {
    guard let head = fetched.first ?? head() else { return }
    stopAdmission(AdmissionStop(request: id(of: head), reason: reason))
  }

  mutating func stopAdmission(_ stop: AdmissionStop) {
    step.admissionStop = stop
    if isExplaining { decisions.append(.admissionStopped(stop)) }
  }

  /// The head of the waiting queue under the queue rule.
  mutating func head() -> Int32? {
    if case .firstComeFirstServed = config.queue { return waiting.first }
    if let place = waiting.place(ofSmallest: { key(of: $0) }) { waiting.bringToFront(place) }
    return waiting.first
  }

  /// Place under an ordered queue rule: rank, then number.
  func key(of slot: Int32) -> (Int, Int32) { (rank(of: slot), states[Int(slot)].id) }

  private func rank(of slot: Int32) -> Int {
    let state = states[Int(slot)]
    guard case .lowestRank(_, let rank) = config.queue else { return state.priority }
    return rank(
      QueueCandidate(
        request: Int(state.id), priority: state.priority,
        waitedSteps: step.number - Int(state.arrivedAtStep), promptTokens: state.promptTokens,
        outputTokens: state.outputs, computedTokens: state.computed,
        preemptions: state.preemptions))
  }

  /// The laws of the engine: blocks, names, queues and counters agree with the requests. Free in
  /// release builds.
  public func checkInvariants() {
    radix?.checkInvariants()
    assert(lawsHold())
    if radix != nil { assert(radixLawsHold()) }
  }

  private func lawsHold() -> Bool {
    let live = states.filter { $0.id >= 0 }
    kv.checkInvariants(tables: live.map(\.table))
    assert(live.count == slots.count && states.count == live.count + freeSlots.count)
    assert(live.allSatisfy { slots[$0.id].map { states[Int($0)].id } == $0.id })
    let waitingNow = waiting.all
    assert(Set(waitingNow).count == waitingNow.count && Set(running).count == running.count)
    assert(waitingNow.allSatisfy { states[Int($0)].phase == .waiting })
    assert(running.allSatisfy { states[Int($0)].phase == .running })
    assert(fetched.allSatisfy { states[Int($0)].phase == .fetched })
    assert(live.count { $0.phase == .waiting } == waitingNow.count)
    assert(live.count { $0.phase == .running } == running.count)
    assert(live.count { $0.phase == .fetched } == fetched.count)
    assert(live.allSatisfy { $0.phase != .waiting || $0.table.blocks.isEmpty })
    assert(live.reduce(0) { $0 + $1.table.blocks.count } == heldBlocks)
    assert(live.reduce(0) { $0 + $1.computed } == computedTokens)
    assert(live.reduce(0) { $0 + config.blocks(for: $1.swappedTokens) } == swappedBlocks)
    assert(running.count <= config.maxSequences)
    assert(
      config.batching != .continuous || radix != nil
        || step.scheduledTokens <= config.tokenBudget)
    if let adapters = config.adapters { assert(loadedAdapters.count <= adapters.maxAdapters) }
    return true
  }
}
