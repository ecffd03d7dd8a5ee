import Simulation

/// Stretches of plain steps under SGLang's rules: batches of decodes in which nobody comes, goes or
/// is retracted and no leaf of the tree is given up.
extension EngineScheduler {
  /// Whether the next step is a batch of decodes as long as nobody leaves: no prompt is being
  /// computed in parts, and nobody waits or the batch is known to be full, so that the queue is not
  /// even looked at.
  var isRadixStill: Bool {
    guard let radix else { return false }
    return radix.chunked < 0 && !radix.hasChunkRun && (waiting.isEmpty || radix.isFull)
  }

  /// As many of `steps` as find their pages free. Where an eviction would be tried the stretch ends:
  /// such a step is made alone.
  func radixStepsWithinMemory(_ steps: Int) -> Int {
    guard let radix else { return 0 }
    let page = radix.page
    // With pages SGLang frees one for each request before it hands out those that are needed.
    let ahead = page > 1 ? running.count * page : 0
    let canEvict = radix.isCaching && radix.tree.evictableTokens > 0
    let reserve = canEvict ? ahead : 0
    guard let due = radixPagesDue(radix) else { return 0 }
    var free = radix.free
    for step in 0..<steps {
      let needed = due[step % page] * page
      if max(needed, reserve) > free { return step }
      free -= needed
    }
    return steps
  }

  /// Pages that the requests take, by step modulo the page size; `nil` when somebody's pages are not
  /// those of its tokens.
  private func radixPagesDue(_ radix: RadixMemory) -> [Int]? {
    let page = radix.page
    var due = [Int](repeating: 0, count: page)
    for slot in running {
      let computed = states[Int(slot)].computed
      guard radix.row(Int(slot)).allocated == radix.inPages(computed) else { return nil }
      due[(page - computed % page) % page] += 1
    }
    return due
  }

  /// Hands out the pages of `count` plain steps, before the requests' counters move; the share of
  /// answers that admission expects falls with each step.
  mutating func moveRadixPages(_ count: Int, until end: SimTime, into stretch: inout PlainStretch) {
    guard var memory = radix.take() else { return }
    let due = radixPagesDue(memory) ?? []
    let pages = memory.tree.totalTokens / memory.page
    var taken = 0
    for step in 0..<count where due[step % memory.page] > 0 {
      taken += due[step % memory.page]
      stretch.events.append(PlainEvent(step: step, taken: taken, evicted: 0, cachedHashes: pages))
    }
    for slot in running { memory.take(Int(slot), upTo: states[Int(slot)].computed + count) }
    memory.beginStep()
    memory.prefills = 0
    for _ in 0..<count { memory.ratio.fall() }
    memory.endedAt = end
    radix = memory
  }
}
