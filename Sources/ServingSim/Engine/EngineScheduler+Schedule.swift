/// The two phases of vLLM's `schedule()`: running requests first, then admissions.
extension EngineScheduler {
  // MARK: Running requests

  mutating func scheduleRunning(_ budget: inout Int, cap: Int) {
    var place = 0
    while place < running.count, budget > 0 {
      place = scheduleDecodes(from: place, &budget)
      guard place < running.count, budget > 0 else { return }
      let slot = Int(running[place])
      if states[slot].isDone {
        place += 1
        continue
      }
      let lacking = states[slot].lacking
      let drafted = draftTokens(of: slot, lacking: lacking)
      let tokens = min(lacking + drafted, cap, budget)
      switch makeRoom(for: slot, tokens: tokens, place: &place, budget: &budget) {
      case .granted:
        noteScheduled(slot, tokens: tokens, lacking: lacking + drafted, cap: cap, budget: budget)
        budget -= tokens
        place += 1
      case .requestGaveWay:
        if isFirstComeFirstServed { return }
      }
    }
  }

  /// Most decodes: a token that goes into the last block and does not fill it needs no decision.
  /// Schedules those that follow each other in the running list; returns the place after them.
  private mutating func scheduleDecodes(from first: Int, _ budget: inout Int) -> Int {
    guard !hasSpeculation, !isExplaining, config.batching != .requestLevel else { return first }
    let size = config.blockSize
    var place = first
    while place < running.count, budget > 0 {
      let slot = running[place]
      let computed = states[Int(slot)].computed
      guard states[Int(slot)].tokens.count - computed == 1 else { break }
      let inside = computed % size
      if inside == 0 || inside + 1 == size { break }
      step.scheduled.append(
        EngineStep.Scheduled(
          request: Int(states[Int(slot)].id), tokens: 1, computedBefore: computed))
      scheduledSlots.append(slot)
      budget -= 1
      place += 1
    }
    step.scheduledTokens += place - first
    return place
  }

  /// Drafted tokens that are checked in this step; as in vLLM they never reach beyond the model's
  /// length.
  private func draftTokens(of slot: Int, lacking: Int) -> Int {
    guard hasSpeculation, let speculation = config.speculation, states[slot].hasDraft else {
      return 0
    }
    let room = config.maxModelTokens - 1 - states[slot].computed - lacking
    return max(0, min(speculation.draftTokens, room))
  }

  private enum Room { case granted, requestGaveWay }

  /// Allocates for a running request, preempting others until it fits or it is itself the victim.
  private mutating func makeRoom(
    for slot: Int, tokens: Int, place: inout Int, budget: inout Int
  ) -> Room {
    // Most decodes: the token goes into the last block and does not fill it.
    if tokens == 1, !hasSpeculation {
      let inside = states[slot].computed % config.blockSize
      if inside != 0, inside + 1 != config.blockSize { return .granted }
    }
    while true {
      guard let refusal = allocate(slot, tokens: tokens, usingHits: false) else {
        return .granted
      }
      let victimPlace = self.victimPlace()
      let victim = Int(running[victimPlace])
      running.remove(at: victimPlace)
      preempt(victim, inFavourOf: slot, because: refusal)
      if victim == slot { return .requestGaveWay }
      if victimPlace < place {
        place -= 1
        budget += unschedule(victim)
      }
    }
  }

  mutating func allocate(
    _ slot: Int, tokens: Int, usingHits: Bool, mustFitWhole: Bool = false, watermark: Int = 0,
    namesLater: Bool = false
  ) -> AllocationRefusal? {
    let held = states[slot].table.blocks.count
    let refusal = kv.allocate(
      &states[slot].table, tokens: states[slot].tokens, computed: states[slot].computed,
      count: tokens, request: states[slot].id, usingHits: usingHits,
      limits: AllocationLimits(
        maxModelTokens: config.maxModelTokens, mustFitWhole: mustFitWhole,
        watermarkBlocks: watermark, namesLater: namesLater,
        lookahead: hasSpeculation ? config.speculation?.lookahead ?? 0 : 0))
    heldBlocks += states[slot].table.blocks.count - held
    return refusal
  }

  private func victimPlace() -> Int {
    if case .firstComeFirstServed = config.queue { return running.count - 1 }
    var worst = 0
    var worstKey = key(of: running[0])
    for place in 1..<max(1, running.count) {
      let key = key(of: running[place])
      if key > worstKey { (worst, worstKey) = (place, key) }
    }
    return worst
  }

  private mutating func preempt(
    _ victim: Int, inFavourOf slot: Int, because refusal: AllocationRefusal
  ) {
    let preemption = EngineStep.Preemption(
      victim: Int(states[victim].id), inFavourOf: Int(states[slot].id),
      lostTokens: states[victim].computed, blocks: states[victim].table.blocks.count,
      isSwapped: goesToSwapSpace(victim), refusal: refusal)
    if preemption.isSwapped { enterSwapSpace(victim) }
    releaseBlocks(of: victim)
    states[victim].preemptions += 1
    states[victim].phase = .waiting
    states[victim].hasDraft = false
    if case .firstComeFirstServed = config.queue {
      waiting.prepend(Int32(victim))
    } else {
      waiting.append(Int32(victim))
    }
    step.preempted.append(preemption)
    if isExplaining { decisions.append(.preempted(preemption)) }
  }

  /// Takes a victim out of this step and returns its tokens.
  private mutating func unschedule(_ victim: Int) -> Int {
    guard let place = scheduledSlots.firstIndex(of: Int32(victim)) else { return 0 }
    scheduledSlots.remove(at: place)
    let tokens = step.scheduled.remove(at: place).tokens
    step.scheduledTokens -= tokens
    return tokens
  }

  // MARK: Admissions

  /// Admits from the head of the queue until somebody has to stay; nobody overtakes the head but
  /// past requests whose adapter finds no place.
  mutating func admit(_ budget: inout Int, cap: Int) {
    noteStepAdapters()
    if let stop = runFetched(&budget, cap: cap) { return stopAdmission(stop) }
    if !step.preempted.isEmpty { return stopAdmissions(.preemptedThisStep) }
    var passedOver: [Int32] = []
    var stop: AdmissionStop?
    while stop == nil, let head = head() {
      if needsOneAdapterTooMany(Int(head)) {
        waiting.removeFirst()
        passedOver.append(head)
      } else if let reason = admissionStop(Int(head), &budget, cap: cap) {
        stop = AdmissionStop(request: id(of: head), reason: reason)
      }
    }
    if let adapters = config.adapters, let first = passedOver.first, stop == nil {
      stop = AdmissionStop(request: id(of: first), reason: .adaptersAtLimit(adapters.maxAdapters))
    }
    for slot in passedOver.reversed() {
      if case .firstComeFirstServed = config.queue {
        waiting.prepend(slot)
      } else {
        waiting.append(slot)
      }
    }
    if let stop { stopAdmission(stop) }
  }

  /// Admits the head of the queue; a reason when it has to stay.
  private mutating func admissionStop(
    _ slot: Int, _ budget: inout Int, cap: Int
  ) -> AdmissionStop.Reason? {
    if budget <= 0 { return .budgetSpent }
    if running.count >= config.maxSequences { return .sequencesAtLimit(config.maxSequences) }
    if states[slot].isPrefilled { return startFetching(slot) }
    let known = states[slot].tokens.count
    let hit = kv.lookup(states[slot].tokens)
    switch startLoading(slot, hit: hit) {
    case .nothing: break
    case .begun: return nil
    case .refused(let refusal): return .memory(refusal)
    }
    let present = max(hit, states[slot].swappedTokens)
    let lacking = known - present
    var tokens = min(lacking, cap)
    if config.batching == .continuous, !config.chunkedPrefill, tokens > budget {
      return .promptOverBudget(tokens: tokens, budgetLeft: budget)
    }
    tokens = min(tokens, budget)
    if let refusal = allocate(
      slot, tokens: present - hit + tokens, usingHits: true,
      mustFitWhole: config.reserveFullSequence, watermark: admissionWatermark)
    {
      return .memory(refusal)
    }
    waiting.removeFirst()
    noteAdmission(slot, hit: hit, known: known)
    states[slot].computed = present
    computedTokens += present
    if present > hit { comeBackFromSwapSpace(slot, hit: hit) } else { leaveSwapSpace(slot) }
    join(slot)
    noteScheduled(
      slot, tokens: tokens, lacking: lacking, cap: cap, budget: budget, isAdmission: true)
    budget -= tokens
    return nil
  }

  var admissionWatermark: Int { running.isEmpty ? 0 : config.watermarkBlocks }

  mutating func noteAdmission(_ slot: Int, hit: Int, loaded: Int = 0, known: Int) {
    step.admitted.append(
      EngineStep.Admission(
        request: Int(states[slot].id), hitTokens: hit, loadedTokens: loaded, knownTokens: known))
  }

  private mutating func join(_ slot: Int) {
    if config.batching == .requestLevel {
      if running.isEmpty { batch = (step.number, 0) }
      batch.longestPrompt = max(batch.longestPrompt, states[slot].promptTokens)
    }
    running.append(Int32(slot))
    states[slot].phase = .running
    if config.adapters != nil, states[slot].adapter > 0,
      !stepAdapters.contains(states[slot].adapter)
    {
      stepAdapters.append(states[slot].adapter)
    }
  }

  // MARK: Keys and values from a prefill worker

  /// Blocks for a prompt that was computed elsewhere, as vLLM does for `WAITING_FOR_REMOTE_KVS`; what
  /// the own prefix cache has is not fetched.
  private mutating func startFetching(_ slot: Int) -> AdmissionStop.Reason? {
    let known = states[slot].tokens.count
    let hit = kv.lookup(states[slot].tokens)
    let missing = states[slot].promptTokens - hit
    if let refusal = allocate(
      slot, tokens: missing, usingHits: true, mustFitWhole: config.reserveFullSequence,
      watermark: admissionWatermark)
    {
      return .memory(refusal)
    }
    waiting.removeFirst()
    states[slot].phase = .fetching
    states[slot].isPrefilled = false
    states[slot].isPrefillFetched = true
    states[slot].computed = hit
    computedTokens += hit
    noteAdmission(slot, hit: hit, known: known)
    step.fetching.append(EngineStep.Fetch(request: Int(states[slot].id), tokens: missing))
    if isExplaining {
      explain(slot, tokens: 0, lacking: 0, cap: .max, budget: .max, isAdmission: true)
    }
    return nil
  }

  /// Those whose keys and values have come go before all that wait.
  private mutating func runFetched(_ budget: inout Int, cap: Int) -> AdmissionStop? {
    var place = 0
    while place < fetched.count {
      let head = fetched[place]
      let slot = Int(head)
      if needsOneAdapterTooMany(slot) {
        place += 1
        continue
      }
      func stop(_ reason: AdmissionStop.Reason) -> AdmissionStop {
        AdmissionStop(request: id(of: head), reason: reason)
      }
      if budget <= 0 { return stop(.budgetSpent) }
      if running.count >= config.maxSequences {
        return stop(.sequencesAtLimit(config.maxSequences))
      }
      let lacking = states[slot].lacking
      let tokens = min(lacking, cap, budget)
      if !config.chunkedPrefill, min(lacking, cap) > budget {
        return stop(.promptOverBudget(tokens: min(lacking, cap), budgetLeft: budget))
      }
      if let refusal = allocate(slot, tokens: tokens, usingHits: false) {
        // Nobody runs who could give blocks back: the last that came is computed again here.
        guard running.isEmpty, let last = fetched.last, last != head else {
          return stop(.memory(refusal))
        }
        fetched.removeLast()
        preempt(Int(last), inFavourOf: slot, because: refusal)
        continue
      }
      fetched.remove(at: place)
      join(slot)
      // A prompt that was loaded in part has no answer yet to draft from.
      states[slot].hasDraft =
        config.speculation != nil && lacking == 1 && states[slot].outputs > 0
      noteScheduled(slot, tokens: tokens, lacking: lacking, cap: cap, budget: budget)
      budget -= tokens
    }
    return nil
  }

  // MARK: Records

  private mutating func noteScheduled(
    _ slot: Int, tokens: Int, lacking: Int, cap: Int, budget: Int, isAdmission: Bool = false
  ) {
    step.scheduled.append(
      EngineStep.Scheduled(
        request: Int(states[slot].id), tokens: tokens, computedBefore: states[slot].computed))
    scheduledSlots.append(Int32(slot))
    step.scheduledTokens += tokens
    if isExplaining {
      explain(
        slot, tokens: tokens, lacking: lacking, cap: cap, budget: budget, isAdmission: isAdmission)
    }
  }

  mutating func explain(
    _ slot: Int, tokens: Int, lacking: Int, cap: Int, budget: Int, isAdmission: Bool
  ) {
    let told = decisions.count { if case .evicted = $0 { true } else { false } }
    decisions.append(contentsOf: kv.evictions.dropFirst(told).map { .evicted($0) })
    let limit: EngineDecision.Cap =
      tokens == lacking
      ? .nothing
      : (cap <= budget ? .longPrefillThreshold(cap) : .tokenBudget(left: budget))
    let newBlocks = kv.taken.count - blocksTold()
    let request = Int(states[slot].id)
    if isAdmission {
      decisions.append(
        .admitted(
          request: request, knownTokens: states[slot].tokens.count,
          hitTokens: kv.hitBlocks.count * config.blockSize, hitBlocks: kv.hitBlocks.map(Int.init),
          tokens: tokens, cap: limit, newBlocks: newBlocks, freeBlocks: freeBlocks))
    } else {
      decisions.append(
        .scheduled(
          request: request, tokens: tokens, lacking: lacking, cap: limit, newBlocks: newBlocks,
          freeBlocks: freeBlocks))
    }
  }

  private func blocksTold() -> Int {
    decisions.reduce(0) {
      switch $1 {
      case .scheduled(_, _, _, _, let blocks, _): $0 + blocks
      case .admitted(_, _, _, _, _, _, let blocks, _): $0 + blocks
      default: $0
      }
    }
  }
}
