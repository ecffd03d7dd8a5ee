import Simulation

/// SGLang's scheduler on top of the radix cache: a batch of prefills if there can be one, otherwise a
/// batch of decodes (`Scheduler.get_next_batch_to_run`).
///
/// `running` holds the decode batch in SGLang's order, and the request whose prompt is computed in
/// parts. While a step is made the memory is out of `radix` and handed from part to part.
extension EngineScheduler {
  mutating func scheduleRadix(at now: SimTime) {
    guard var memory = radix.take() else { return }
    memory.beginStep()
    memory.prefills = 0
    // An idle server forgets what it has learnt.
    if running.isEmpty, now > memory.endedAt { memory.ratio.reset() }
    publishChunk(&memory)
    if !makePrefills(&memory) { makeDecodes(&memory) }
    step.treeEvictions.append(contentsOf: memory.evictions)
    if isExplaining {
      decisions.insert(
        contentsOf: memory.evictions.map { .treeEvicted($0, policy: memory.rules.eviction) }, at: 0)
    }
    radix = memory
  }

  /// What a request whose prompt is computed in parts has computed goes into the tree
  /// (`stash_chunked_request`).
  private mutating func publishChunk(_ memory: inout RadixMemory) {
    guard memory.chunked >= 0, memory.hasChunkRun else { return }
    let slot = Int(memory.chunked)
    memory.publish(slot, states[slot], upTo: states[slot].computed)
    memory.hasChunkRun = false
  }

  /// Answer tokens that the client allows.
  func allowedTokens(_ slot: Int, _ rules: RadixServing) -> Int {
    let room = max(1, config.maxModelTokens - states[slot].promptTokens)
    return min(room, max(states[slot].outputLimit, rules.clientMaxTokens))
  }

  mutating func stopHead(_ reason: AdmissionStop.Reason) {
    guard let head = waiting.first else { return }
    stopAdmission(AdmissionStop(request: id(of: head), reason: reason))
  }

  // MARK: Prefills

  private struct Prefill {
    let slot: Int32
    let tokens: Int
    let lacking: Int
    let hit: Int
    let cap: EngineDecision.Cap
    let isAdmission: Bool
  }

  /// Makes a batch of prefills; false when there is none to make (`_get_new_batch_prefill_raw`).
  private mutating func makePrefills(_ memory: inout RadixMemory) -> Bool {
    let chunked = memory.chunked
    let decodes = running.filter { $0 != chunked }
    if decodes.isEmpty { memory.isFull = false }
    if chunked < 0 {
      if waiting.isEmpty { return false }
      if memory.isFull {
        stopHead(.batchFull)
        return false
      }
      if decodes.count >= config.maxSequences {
        memory.isFull = true
        stopHead(.sequencesAtLimit(config.maxSequences))
        return false
      }
    }
    orderQueue(&memory)
    var budget = PrefillBudget(
      config, memory.rules, mixed: memory.rules.mixesDecodes ? decodes.count : 0,
      expected: decodes.map { expectedTokens(Int($0), memory) })
    var batch: [Prefill] = []
    continueChunk(&memory, &budget, &batch)
    admitFromQueue(&memory, &budget, &batch, decodes: decodes.count)
    guard !batch.isEmpty else { return false }
    run(batch, decodes, &memory)
    return true
  }

  /// What admission expects a running request to answer yet.
  private func expectedTokens(_ slot: Int, _ memory: RadixMemory) -> Double {
    let left = allowedTokens(slot, memory.rules) - states[slot].outputs
    let ratio = memory.rules.clientMaxTokens == 0 ? 1 : memory.ratio.current
    return Double(min(left, PrefillBudget.longestExpected)) * ratio
  }

  private mutating func continueChunk(
    _ memory: inout RadixMemory, _ budget: inout PrefillBudget, _ batch: inout [Prefill]
  ) {
    guard memory.chunked >= 0 else { return }
    let slot = Int(memory.chunked)
    let lacking = states[slot].lacking
    let slack = memory.row(slot).allocated - states[slot].computed
    let tokens = budget.continuing(lacking, memory, slack: slack)
    guard tokens > 0 else { return }
    let isLast = tokens == lacking
    batch.append(
      Prefill(
        slot: memory.chunked, tokens: tokens, lacking: lacking, hit: 0,
        cap: isLast ? .nothing : .tokenBudget(left: tokens), isAdmission: false))
    budget.charge(
      tokens,
      answer: isLast
        ? min(allowedTokens(slot, memory.rules), PrefillBudget.longestExpected) : 0, memory)
    memory.hasChunkRun = !isLast
    if isLast { memory.chunked = -1 }
  }

  private enum Verdict {
    case admitted(tokens: Int, isLast: Bool)
    case refused(AdmissionStop.Reason)
  }

  private mutating func admitFromQueue(
    _ memory: inout RadixMemory, _ budget: inout PrefillBudget, _ batch: inout [Prefill],
    decodes: Int
  ) {
    for slot in waiting.all {
      let place = Int(slot)
      func stay(_ reason: AdmissionStop.Reason) {
        stopAdmission(AdmissionStop(request: id(of: slot), reason: reason))
      }
      if budget.state(memory) == .computeSpent { return stay(.budgetSpent) }
      if batch.count >= config.maxSequences - decodes {
        memory.isFull = true
        return stay(.sequencesAtLimit(config.maxSequences))
      }
      // At least one token is left to compute, so that the model has something to answer from.
      let match = memory.match(states[place].tokens, limit: states[place].tokens.count - 1)
      switch verdict(place, match, budget, &memory, isFirst: batch.isEmpty) {
      case .refused(let reason):
        if case .estimate = reason { memory.isFull = !batch.isEmpty || decodes > 0 }
        return stay(reason)
      case .admitted(let tokens, let isLast):
        waiting.removeFirst()
        join(place, match, &memory)
        let lacking = states[place].lacking
        batch.append(
          Prefill(
            slot: slot, tokens: tokens, lacking: lacking, hit: match.tokens,
            cap: isLast ? .nothing : .tokenBudget(left: budget.chunk ?? tokens),
            isAdmission: true))
        budget.charge(
          tokens,
          answer: isLast
            ? min(allowedTokens(place, memory.rules), PrefillBudget.longestExpected) : 0, memory)
        if !isLast {
          memory.chunked = slot
          memory.hasChunkRun = true
        }
      }
      let state = budget.state(memory)
      guard state == .open else {
        if state == .memorySpent { memory.isFull = true }
        return stopHead(
          state == .memorySpent ? .estimate(nextEstimate(memory, budget)) : .budgetSpent)
      }
    }
  }

  /// Whether the head of the queue can join, and with how many tokens (`add_one_req`).
  private func verdict(
    _ slot: Int, _ match: RadixCache.Match, _ budget: PrefillBudget, _ memory: inout RadixMemory,
    isFirst: Bool
  ) -> Verdict {
    let lacking = states[slot].tokens.count - match.tokens
    // What it would use of the tree cannot be evicted for it.
    _ = memory.tree.lock(match.node)
    defer { _ = memory.tree.unlock(match.node) }
    let estimate = estimate(slot, lacking: lacking, memory, budget)
    if !(Double(estimate.needed) < budget.remaining(memory)) {
      return .refused(.estimate(estimate))
    }
    let paged = memory.inPages(lacking)
    guard let chunk = budget.chunk else {
      if !isFirst, paged >= budget.input {
        return .refused(.promptOverBudget(tokens: lacking, budgetLeft: budget.input))
      }
      return .admitted(tokens: lacking, isLast: true)
    }
    if paged <= chunk { return .admitted(tokens: lacking, isLast: true) }
    let end = (match.tokens + chunk / memory.page * memory.page) / memory.page * memory.page
    let tokens = end - match.tokens
    return tokens > 0 ? .admitted(tokens: tokens, isLast: false) : .refused(.budgetSpent)
  }

  private func estimate(
    _ slot: Int, lacking: Int, _ memory: RadixMemory, _ budget: PrefillBudget
  ) -> AdmissionEstimate {
    AdmissionEstimate(
      prompt: lacking,
      answer: min(
        max(allowedTokens(slot, memory.rules) - states[slot].outputs, 0),
        PrefillBudget.longestExpected),
      page: memory.page, free: memory.free, evictable: memory.tree.evictableTokens,
      reserved: budget.total,
      ratio: memory.rules.clientMaxTokens == 0 ? 1 : memory.ratio.current)
  }

  /// The estimate for the one that is now the head: nothing is left for anybody.
  private func nextEstimate(
    _ memory: RadixMemory, _ budget: PrefillBudget
  ) -> AdmissionEstimate {
    guard let head = waiting.first else {
      return AdmissionEstimate(
        prompt: 0, answer: 0, page: memory.page, free: memory.free,
        evictable: memory.tree.evictableTokens, reserved: budget.total,
        ratio: memory.ratio.current)
    }
    let tokens = states[Int(head)].tokens
    return estimate(
      Int(head), lacking: tokens.count - memory.cachedTokens(of: tokens), memory, budget)
  }

  private mutating func join(
    _ slot: Int, _ match: RadixCache.Match, _ memory: inout RadixMemory
  ) {
    noteAdmission(slot, hit: match.tokens, known: states[slot].tokens.count)
    memory.join(slot, match)
    states[slot].computed = match.tokens
    computedTokens += match.tokens
    states[slot].phase = .running
  }

  /// Hands out the pages of a batch of prefills, and of the decodes that ride along.
  private mutating func run(
    _ batch: [Prefill], _ decodes: [Int32], _ memory: inout RadixMemory
  ) {
    let tokens = batch.reduce(0) { $0 + $1.tokens }
    // With pages SGLang frees one more for each request.
    memory.makeFree(tokens + (memory.page > 1 ? batch.count * memory.page : 0))
    for item in batch { take(item, &memory) }
    memory.prefills = batch.count
    let slots = batch.map(\.slot)
    let rides =
      memory.rules.mixesDecodes && !decodes.isEmpty && hasRoom(forNextOf: decodes, &memory)
    if rides { decode(decodes, &memory) }
    running = rides ? slots + decodes : decodes + slots
    // The flag is the decode batch's, and goes with it or when somebody leaves this one.
    if decodes.isEmpty || rides || memory.chunked >= 0 { memory.isFull = false }
  }

  private mutating func take(_ item: Prefill, _ memory: inout RadixMemory) {
    let slot = Int(item.slot)
    let before = memory.row(slot).allocated
    memory.take(slot, upTo: states[slot].computed + item.tokens)
    noteBatchPart(item.slot, tokens: item.tokens)
    guard isExplaining else { return }
    let pages = (memory.row(slot).allocated - before) / memory.page
    let request = id(of: item.slot)
    let free = memory.available / memory.page
    decisions.append(
      item.isAdmission
        ? .admitted(
          request: request, knownTokens: states[slot].tokens.count, hitTokens: item.hit,
          hitBlocks: [], tokens: item.tokens, cap: item.cap, newBlocks: pages, freeBlocks: free)
        : .scheduled(
          request: request, tokens: item.tokens, lacking: item.lacking, cap: item.cap,
          newBlocks: pages, freeBlocks: free))
  }

  private mutating func noteBatchPart(_ slot: Int32, tokens: Int) {
    step.scheduled.append(
      EngineStep.Scheduled(
        request: id(of: slot), tokens: tokens, computedBefore: states[Int(slot)].computed))
    scheduledSlots.append(slot)
    step.scheduledTokens += tokens
  }

  // MARK: Decodes

  /// Tokens of the pages that the next token of each needs (`new_tokens_required_next_decode`).
  private func tokensForNext(of slots: [Int32], _ memory: RadixMemory) -> Int {
    slots.count { states[Int($0)].computed % memory.page == 0 } * memory.page
  }

  /// Evicts what can be, and tells whether everybody's next token has a place.
  private func hasRoom(forNextOf slots: [Int32], _ memory: inout RadixMemory) -> Bool {
    let needed = tokensForNext(of: slots, memory)
    memory.makeFree(needed)
    return memory.free >= needed
  }

  private mutating func decode(_ slots: [Int32], _ memory: inout RadixMemory) {
    if memory.page > 1 { memory.makeFree(slots.count * memory.page) }
    for slot in slots {
      let place = Int(slot)
      let before = memory.row(place).allocated
      memory.take(place, upTo: states[place].computed + 1)
      noteBatchPart(slot, tokens: 1)
      guard isExplaining else { continue }
      decisions.append(
        .scheduled(
          request: id(of: slot), tokens: 1, lacking: 1, cap: .nothing,
          newBlocks: (memory.row(place).allocated - before) / memory.page,
          freeBlocks: memory.available / memory.page))
    }
  }

  /// One token for everybody whose prompt is computed; some give way when there is no room
  /// (`update_running_batch`).
  private mutating func makeDecodes(_ memory: inout RadixMemory) {
    let decodes = running.filter { $0 != memory.chunked }
    guard !decodes.isEmpty else { return }
    var stay = decodes
    if hasRoom(forNextOf: decodes, &memory) {
      memory.ratio.fall()
    } else {
      stay = retract(decodes, &memory)
    }
    decode(stay, &memory)
    running = stay + running.filter { $0 == memory.chunked }
  }

  /// Takes requests out of the batch until the others have room: fewest answer tokens first, among
  /// these the longest prompt, among these the last in the batch. They go to the end of the waiting
  /// queue; what of them is in the tree may be evicted now. Returns the others, in the order in which
  /// they would be kept (`ScheduleBatch.retract_decode`).
  private mutating func retract(_ decodes: [Int32], _ memory: inout RadixMemory) -> [Int32] {
    func key(_ slot: Int32) -> (Int, Int) {
      (states[Int(slot)].outputs, 0 - states[Int(slot)].promptTokens)
    }
    var kept = decodes.enumerated().sorted { a, b in
      key(a.element) != key(b.element) ? key(a.element) > key(b.element) : a.offset < b.offset
    }.map(\.element)
    var isFirst = true
    while isFirst || !hasRoom(forNextOf: kept, &memory) {
      if kept.count == 1 { break }
      isFirst = false
      let victim = kept.removeLast()
      giveWay(victim, kept, &memory)
      memory.makeFree(kept.count * NewTokenRatio.retractionSteps)
    }
    if kept.count == 1, !hasRoom(forNextOf: kept, &memory) {
      giveWay(kept.removeLast(), decodes, &memory)
    }
    let before = memory.ratio.current
    memory.ratio.learn(
      answered: kept.reduce(0) { $0 + states[Int($1)].outputs }, requests: kept.count,
      allowed: kept.reduce(0) { $0 + allowedTokens(Int($1), memory.rules) })
    memory.isFull = false
    if isExplaining {
      decisions.append(.ratioChanged(from: before, to: memory.ratio.current))
    }
    return kept
  }

  private mutating func giveWay(
    _ slot: Int32, _ others: [Int32], _ memory: inout RadixMemory
  ) {
    let victim = Int(slot)
    let needed = tokensForNext(of: others + [slot], memory)
    let preemption = EngineStep.Preemption(
      victim: id(of: slot), inFavourOf: id(of: others.first ?? slot),
      lostTokens: states[victim].computed, blocks: memory.row(victim).own / memory.page,
      isSwapped: false,
      refusal: AllocationRefusal(
        newBlocks: needed / memory.page, idleHitBlocks: 0, watermarkBlocks: 0,
        freeBlocks: memory.free / memory.page, isWholeSequence: false))
    memory.leave(victim)
    computedTokens -= states[victim].computed
    states[victim].computed = 0
    states[victim].preemptions += 1
    states[victim].phase = .waiting
    waiting.append(slot)
    step.preempted.append(preemption)
    if isExplaining { decisions.append(.preempted(preemption)) }
  }
}
