import Simulation

/// The order of SGLang's waiting queue, the end of its steps, and what can be seen of its memory.
extension EngineScheduler {
  /// Most waiting requests whose cached prefixes are kept fresh, and how often: each so many passes
  /// (`WAITING_QUEUE_PREFIX_MATCH_MAX`, `WAITING_PREFIX_REFRESH_INTERVAL`).
  private static var refresh: (most: Int, every: Int) { (128, 32) }

  /// Puts the queue into the order of the policy, and leaves it so (`SchedulePolicy.calc_priority`):
  /// when `lpm` finds too many, they stay as the last order left them, with newcomers behind.
  mutating func orderQueue(_ memory: inout RadixMemory) {
    guard !waiting.isEmpty else { return }
    let rules = memory.rules
    var queue = waiting.all
    if let policy = rules.order.cacheAware, memory.isCaching {
      let keys = queue.map {
        memory.key(states[Int($0)].tokens, states[Int($0)].tokens.count)
      }
      let order = memory.order(keys, by: policy)
      if isExplaining { decisions.append(.ordered(order, requests: queue.map(id))) }
      waiting.reorder(order.order.map { queue[$0] })
      if order.isTooLong { refreshPrefixes(of: queue, &memory) }
      return
    }
    switch rules.order {
    case .longestOutputFirst:
      queue = sorted(queue) {
        (rules.byPriority ? states[$0].priority : 0, 0 - allowedTokens($0, rules))
      }
    case .random:
      for place in stride(from: queue.count - 1, to: 0, by: -1) {
        queue.swapAt(place, memory.random.below(place + 1))
      }
    case .firstComeFirstServed, .longestPrefixMatch, .depthFirstWeight:
      if rules.byPriority { queue = sorted(queue) { (states[$0].priority, 0) } }
    }
    waiting.reorder(queue)
    refreshPrefixes(of: queue, &memory)
  }

  /// Smallest key first, equal ones as they stood.
  private func sorted(_ queue: [Int32], by key: (Int) -> (Int, Int)) -> [Int32] {
    queue.enumerated().map { (key: key(Int($1)), place: $0, slot: $1) }.sorted {
      $0.key != $1.key ? $0.key < $1.key : $0.place < $1.place
    }.map(\.slot)
  }

  /// Now and then the prefixes that wait are touched, the head's last, so that LRU keeps them
  /// (`_touch_waiting_prefixes`).
  private func refreshPrefixes(of queue: [Int32], _ memory: inout RadixMemory) {
    guard memory.rules.eviction == .lru, memory.isCaching else { return }
    let isDue = memory.refreshCalls % Self.refresh.every == 0
    memory.refreshCalls += 1
    guard isDue else { return }
    for slot in queue.prefix(Self.refresh.most).reversed() {
      let tokens = states[Int(slot)].tokens
      _ = memory.match(tokens, limit: tokens.count)
    }
  }

  // MARK: The end of a step

  /// Tokens come out; a prompt whose last part was computed goes into the tree, a decode publishes
  /// nothing before its end (`process_batch_result_prefill`, `..._decode`).
  ///
  /// `ending`: who has all tokens, in the order of the batch.
  mutating func endRadixStep(_ ending: [Int32], at now: SimTime) {
    let prefills = radix?.prefills ?? 0
    var ended = 0
    for (place, slot) in scheduledSlots.enumerated() {
      let state = Int(slot)
      if ended < ending.count, ending[ended] == slot {
        ended += 1
        finish(state, atModelLimit: states[state].tokens.count >= config.maxModelTokens)
      } else if place < prefills, radix?.chunked != slot {
        radix?.publish(state, states[state], upTo: states[state].computed)
      }
    }
    running.removeAll { states[Int($0)].id < 0 }
    radix?.endedAt = now
  }

  /// What a request has computed goes into the tree before it ends; one that gave way has nothing.
  mutating func leaveRadix(_ slot: Int) {
    guard states[slot].phase == .running else { return }
    radix?.publish(slot, states[slot], upTo: states[slot].computed)
    radix?.leave(slot)
    radix?.isFull = false
    if radix?.chunked == Int32(slot) {
      radix?.chunked = -1
      radix?.hasChunkRun = false
    }
  }

  // MARK: What can be seen

  var radixFreePages: Int { (radix?.available ?? 0) / config.blockSize }
  var radixTreePages: Int { (radix?.tree.totalTokens ?? 0) / config.blockSize }
  /// Tokens of pages that requests hold beyond what is computed.
  var radixUnusedSlots: Int { (radix?.allocatedTokens ?? 0) - computedTokens }

  /// Blocks by which the cost of a snapshot is judged: a tree is small whatever the memory's size.
  var snapshotBlocks: Int { radix == nil ? config.blockCount : min(config.blockCount, 2_048) }

  /// Blocks or pages that the request holds, shared ones too.
  public func heldBlocks(of request: Int) -> Int {
    guard let slot = slot(of: request) else { return 0 }
    guard let radix else { return states[Int(slot)].table.blocks.count }
    return radix.row(Int(slot)).allocated / config.blockSize
  }

  /// Share of their allowed answers that admission expects running requests to use; `nil` under
  /// vLLM's rules, and when clients name the length of their answers.
  public var newTokenRatio: Double? {
    guard let radix, radix.rules.clientMaxTokens > 0 else { return nil }
    return radix.ratio.current
  }

  /// The request whose prompt is computed in parts; `nil` for none.
  public var chunkedRequest: Int? {
    guard let radix, radix.chunked >= 0 else { return nil }
    return id(of: radix.chunked)
  }

  func radixLawsHold() -> Bool {
    guard let radix else { return true }
    for (slot, state) in states.enumerated() where state.id >= 0 {
      let row = radix.row(slot)
      assert(state.phase == .running || row == RadixMemory.Row())
      assert(row.allocated >= state.computed && row.protected <= row.allocated)
      assert(radix.isCaching || row.protected == 0)
    }
    assert(radix.chunked < 0 || running.contains(radix.chunked))
    return true
  }
}
