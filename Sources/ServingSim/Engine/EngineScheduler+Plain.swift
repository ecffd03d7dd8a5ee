import Simulation

/// Stretches of plain steps: every running request computes one token and gets one, nobody comes,
/// goes or gives way. They are made together, with the same state afterwards as one by one.
///
/// A law in the tests compares both ways, digest, records, rows and block maps.
extension EngineScheduler {
  /// A plain step in which blocks were handed out or got their names.
  struct PlainEvent: Sendable {
    /// From the start of the stretch.
    let step: Int
    /// Lengths of `PlainStretch.taken` and `evicted` after the step. SGLang's pages have no names:
    /// there they are only counted.
    let taken: Int
    let evicted: Int
    let cachedHashes: Int
  }
  /// What a stretch did, filled while it is made and used again by the next.
  struct PlainStretch: Sendable {
    var events: [PlainEvent] = []
    var taken: [Int32] = []
    var evicted: [Int32] = []
    /// Which requests do something at a step of the block size, in running order.
    fileprivate var firstOfPhase: [Int32] = []
    fileprivate var slotsByPhase: [Int32] = []
  }

  /// Steps, at most `limit`, that will be plain unless something happens from outside.
  ///
  /// Changes nothing; mutating, because otherwise the engine is copied to be asked.
  mutating func plainSteps(limit: Int) -> Int {
    guard config.batching != .requestLevel, !hasSpeculation, !running.isEmpty,
      config.offload.isEmpty, fetched.isEmpty, radix == nil ? isStill : isRadixStill,
      // Everybody who runs got a token in the step before, and so gets one at each step's end.
      step.emitted.count == running.count + step.finished.count
    else { return 0 }
    var steps = limit
    var longest = 0
    for slot in running {
      let known = states[Int(slot)].tokens.count
      guard known - states[Int(slot)].computed == 1 else { return 0 }
      // The last token of an answer makes a step that is not plain.
      steps = min(steps, states[Int(slot)].outputLimit - states[Int(slot)].outputs - 1)
      longest = max(longest, known)
    }
    steps = min(steps, config.maxModelTokens - longest - 1)
    guard steps > 0 else { return 0 }
    return radix == nil ? stepsWithinMemory(steps) : radixStepsWithinMemory(steps)
  }

  /// Whether everybody gets a token in the next step and nobody is admitted, as long as nobody leaves.
  private var isStill: Bool {
    (config.batching != .continuous || running.count <= config.tokenBudget)
      && (waiting.isEmpty || isQueueStill)
  }

  /// Whether the queue's head stays where it is as long as nobody leaves: all sequences are taken or
  /// the budget is spent. Ranks that are functions may change with time.
  private var isQueueStill: Bool {
    if case .lowestRank = config.queue { return false }
    guard config.adapters == nil else { return false }
    return running.count >= config.maxSequences
      || (config.batching == .continuous && running.count == config.tokenBudget)
  }

  /// As many of `steps` as can have their blocks without anybody giving way.
  private func stepsWithinMemory(_ steps: Int) -> Int {
    guard config.effectiveAllocation == .paged else { return steps }
    let free = freeBlocks
    let size = config.blockSize
    guard running.count * ((steps + size - 1) / size) > free else { return steps }
    var due = [Int](repeating: 0, count: size)
    for slot in running { due[(size - states[Int(slot)].computed % size) % size] += 1 }
    var taken = 0
    for step in 0..<steps {
      taken += due[step % size]
      if taken > free { return step }
    }
    return steps
  }

  /// Makes `count` plain steps, the last of which ends at `end`; `plainSteps` has allowed them.
  /// `stretch` tells what they did.
  mutating func makePlainSteps(
    _ count: Int, until end: SimTime, into stretch: inout PlainStretch
  ) {
    let first = step.number + 1
    kv.clearRecords()
    stretch.events.removeAll(keepingCapacity: true)
    stretch.taken.removeAll(keepingCapacity: true)
    stretch.evicted.removeAll(keepingCapacity: true)
    for slot in running {
      let state = Int(slot)
      let next = states[state].outputStart &+ states[state].outputs
      states[state].tokens.append(start: next, count: count)
    }
    if radix != nil {
      moveRadixPages(count, until: end, into: &stretch)
    } else if config.effectiveAllocation == .paged {
      moveBlocks(count, first: first, into: &stretch)
    }
    for slot in running {
      let state = Int(slot)
      states[state].outputs += count
      states[state].computed += count
      states[state].highWater = max(states[state].highWater, states[state].computed)
    }
    computedTokens += running.count * count
    noteLastPlainStep(number: first + count - 1, count, stretch)
  }

  /// Blocks are handed out and named at the steps at which a request comes to the border of a block,
  /// in running order as always.
  private mutating func moveBlocks(_ count: Int, first: Int, into stretch: inout PlainStretch) {
    let size = config.blockSize
    sortByPhase(into: &stretch)
    // The table is lent out, so that it is not copied while the engine changes.
    let firstOfPhase = stretch.firstOfPhase
    let slotsByPhase = stretch.slotsByPhase
    for offset in 0..<count {
      let phase = offset % size
      let (from, to) = (Int(firstOfPhase[phase]), Int(firstOfPhase[phase + 1]))
      if from == to { continue }
      kv.step = Int32(truncatingIfNeeded: first + offset)
      for place in from..<to {
        let state = Int(slotsByPhase[place])
        let computed = states[state].computed + offset
        if computed % size == 0 {
          kv.extend(&states[state].table, request: states[state].id)
          heldBlocks += 1
        }
        if (computed + 1) % size == 0 {
          kv.nameBlocks(of: &states[state].table, tokens: states[state].tokens, upTo: computed + 1)
        }
      }
      stretch.events.append(
        PlainEvent(
          step: offset, taken: kv.taken.count, evicted: kv.evictions.count,
          cachedHashes: kv.cache.cachedNames))
    }
    stretch.taken.append(contentsOf: kv.taken)
    for eviction in kv.evictions { stretch.evicted.append(Int32(eviction.block)) }
    kv.step = Int32(truncatingIfNeeded: first + count - 1)
  }

  /// Sorts the running requests by the step, modulo the block size, at which they need a block or
  /// fill one.
  private func sortByPhase(into stretch: inout PlainStretch) {
    let size = config.blockSize
    var first = stretch.firstOfPhase
    stretch.firstOfPhase = []
    first.removeAll(keepingCapacity: true)
    first.append(contentsOf: repeatElement(0, count: size + 2))
    func phases(_ slot: Int32) -> (take: Int, fill: Int?) {
      let inside = states[Int(slot)].computed % size
      let take = inside == 0 ? 0 : size - inside
      return (take, kv.isCaching && size > 1 ? size - 1 - inside : nil)
    }
    for slot in running {
      let (take, fill) = phases(slot)
      first[take + 2] += 1
      if let fill { first[fill + 2] += 1 }
    }
    for phase in 2..<(size + 2) { first[phase] += first[phase - 1] }
    var slots = stretch.slotsByPhase
    stretch.slotsByPhase = []
    slots.removeAll(keepingCapacity: true)
    slots.append(contentsOf: repeatElement(0, count: Int(first[size + 1])))
    for slot in running {
      let (take, fill) = phases(slot)
      slots[Int(first[take + 1])] = slot
      first[take + 1] += 1
      if let fill {
        slots[Int(first[fill + 1])] = slot
        first[fill + 1] += 1
      }
    }
    stretch.firstOfPhase = first
    stretch.slotsByPhase = slots
  }

  /// `step` tells the last of the stretch, as if it had been made alone.
  private mutating func noteLastPlainStep(number: Int, _ count: Int, _ stretch: PlainStretch) {
    step.begin(number: number)
    scheduledSlots.removeAll(keepingCapacity: true)
    scheduledSlots.append(contentsOf: running)
    for slot in running {
      let state = states[Int(slot)]
      step.scheduled.append(
        EngineStep.Scheduled(
          request: Int(state.id), tokens: 1, computedBefore: state.computed - 1))
      step.emitted.append(Int(state.id))
    }
    step.scheduledTokens = running.count
    if radix == nil, let last = stretch.events.last, last.step == count - 1 {
      let before = stretch.events.dropLast().last
      step.takenBlocks.append(contentsOf: stretch.taken[(before?.taken ?? 0)..<last.taken])
      step.evictions.append(contentsOf: kv.evictions[(before?.evicted ?? 0)..<last.evicted])
    }
    step.blocksInUse = config.usableBlocks - freeBlocks
    step.unusedSlots = unusedSlots
    if radix != nil {
      stopHead(.batchFull)
    } else if !waiting.isEmpty {
      let isBudgetSpent = config.batching == .continuous && running.count == config.tokenBudget
      stopAdmissions(isBudgetSpent ? .budgetSpent : .sequencesAtLimit(config.maxSequences))
    }
    decisions.removeAll(keepingCapacity: true)
    stepAdapters.removeAll(keepingCapacity: true)
    loadAdapters()
  }
}

extension EngineScheduler {
  /// Tokens that a plain step attends to. Mutating as `plainSteps`.
  mutating func decodeContext() -> Int {
    var sum = 0
    for slot in running { sum += states[Int(slot)].computed + 1 }
    return sum
  }
}
