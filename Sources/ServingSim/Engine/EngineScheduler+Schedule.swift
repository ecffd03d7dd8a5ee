/// The two phases of vLLM's `schedule()`: running requests first, then admissions.
extension EngineScheduler {
  // MARK: Running requests

  mutating func scheduleRunning(_ budget: inout Int, cap: Int) {
    var place = 0
    while place < running.count, budget > 0 {
      let request = Int(running[place])
      let lacking = states[request].tokens.count - states[request].computed
      let tokens = min(lacking, cap, budget)
      switch makeRoom(for: request, tokens: tokens, place: &place, budget: &budget) {
      case .granted:
        noteScheduled(request, tokens: tokens, lacking: lacking, cap: cap, budget: budget)
        budget -= tokens
        place += 1
      case .requestGaveWay:
        if case .firstComeFirstServed = config.queue { return }
      }
    }
  }

  private enum Room { case granted, requestGaveWay }

  /// Allocates for a running request, preempting others until it fits or it is itself the victim.
  private mutating func makeRoom(
    for request: Int, tokens: Int, place: inout Int, budget: inout Int
  ) -> Room {
    while true {
      guard let refusal = allocate(request, tokens: tokens, usingHits: false) else {
        return .granted
      }
      let victimPlace = self.victimPlace()
      let victim = Int(running[victimPlace])
      running.remove(at: victimPlace)
      preempt(victim, inFavourOf: request, because: refusal)
      if victim == request { return .requestGaveWay }
      if victimPlace < place {
        place -= 1
        budget += unschedule(victim)
      }
    }
  }

  private mutating func allocate(
    _ request: Int, tokens: Int, usingHits: Bool, mustFitWhole: Bool = false, watermark: Int = 0
  ) -> AllocationRefusal? {
    let held = states[request].table.blocks.count
    let refusal = kv.allocate(
      &states[request].table, tokens: states[request].tokens, computed: states[request].computed,
      count: tokens, request: Int32(request), usingHits: usingHits,
      limits: AllocationLimits(
        maxModelTokens: config.maxModelTokens, mustFitWhole: mustFitWhole,
        watermarkBlocks: watermark))
    heldBlocks += states[request].table.blocks.count - held
    return refusal
  }

  private func victimPlace() -> Int {
    if case .firstComeFirstServed = config.queue { return running.count - 1 }
    var worst = 0
    var worstKey = (rank(of: running[0]), running[0])
    for place in 1..<max(1, running.count) {
      let key = (rank(of: running[place]), running[place])
      if key > worstKey { (worst, worstKey) = (place, key) }
    }
    return worst
  }

  private mutating func preempt(
    _ victim: Int, inFavourOf request: Int, because refusal: AllocationRefusal
  ) {
    let preemption = EngineStep.Preemption(
      victim: victim, inFavourOf: request, lostTokens: states[victim].computed,
      blocks: states[victim].table.blocks.count, refusal: refusal)
    releaseBlocks(of: victim)
    states[victim].preemptions += 1
    states[victim].phase = .waiting
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
    guard let place = step.scheduled.firstIndex(where: { $0.request == victim }) else { return 0 }
    let tokens = step.scheduled.remove(at: place).tokens
    step.scheduledTokens -= tokens
    return tokens
  }

  // MARK: Admissions

  mutating func admitWaiting(_ budget: inout Int, cap: Int) {
    while let head = head() {
      let request = Int(head)
      if let stop = admissionStop(request, &budget, cap: cap) {
        return stopAdmission(AdmissionStop(request: request, reason: stop))
      }
    }
  }

  /// Admits the head of the queue; a reason when it has to stay.
  private mutating func admissionStop(
    _ request: Int, _ budget: inout Int, cap: Int
  ) -> AdmissionStop.Reason? {
    if budget <= 0 { return .budgetSpent }
    if running.count >= config.maxSequences { return .sequencesAtLimit(config.maxSequences) }
    let known = states[request].tokens.count
    let hit = kv.lookup(states[request].tokens)
    let lacking = known - hit
    var tokens = min(lacking, cap)
    if !config.chunkedPrefill, tokens > budget {
      return .promptOverBudget(tokens: tokens, budgetLeft: budget)
    }
    tokens = min(tokens, budget)
    if let refusal = allocate(
      request, tokens: tokens, usingHits: true, mustFitWhole: config.reserveFullSequence,
      watermark: running.isEmpty ? 0 : config.watermarkBlocks)
    {
      return .memory(refusal)
    }
    waiting.removeFirst()
    running.append(Int32(request))
    states[request].phase = .running
    states[request].computed = hit
    computedTokens += hit
    step.admitted.append(
      EngineStep.Admission(request: request, hitTokens: hit, knownTokens: known))
    noteScheduled(
      request, tokens: tokens, lacking: lacking, cap: cap, budget: budget, isAdmission: true)
    budget -= tokens
    return nil
  }

  // MARK: Records

  private mutating func noteScheduled(
    _ request: Int, tokens: Int, lacking: Int, cap: Int, budget: Int, isAdmission: Bool = false
  ) {
    let computed = states[request].computed
    step.scheduled.append(
      EngineStep.Scheduled(request: request, tokens: tokens, computedBefore: computed))
    step.scheduledTokens += tokens
    if isExplaining {
      explain(
        request, tokens: tokens, lacking: lacking, cap: cap, budget: budget,
        isAdmission: isAdmission)
    }
  }

  private mutating func explain(
    _ request: Int, tokens: Int, lacking: Int, cap: Int, budget: Int, isAdmission: Bool
  ) {
    let told = decisions.count { if case .evicted = $0 { true } else { false } }
    decisions.append(contentsOf: kv.evictions.dropFirst(told).map { .evicted($0) })
    let limit: EngineDecision.Cap =
      tokens == lacking
      ? .nothing
      : (cap <= budget ? .longPrefillThreshold(cap) : .tokenBudget(left: budget))
    let newBlocks = kv.taken.count - blocksTold()
    if isAdmission {
      decisions.append(
        .admitted(
          request: request, knownTokens: states[request].tokens.count,
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
