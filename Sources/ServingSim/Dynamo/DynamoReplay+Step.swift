/// A step of one worker: running sequences first, then waiting ones in order.
extension DynamoReplay {
  private enum Outcome { case scheduled, blocked, preempted }

  /// Runs the scheduler of a worker once and moves its sequences on; the caller keeps the clock.
  mutating func step(_ worker: Int) -> DynamoStep {
    var step = DynamoStep(budget: setup.tokenBudget)
    var place = 0
    running: while place < workers[worker].running.count, step.budget > 0 {
      let sequence = workers[worker].running[place]
      switch schedule(sequence, on: worker, hits: [], isWaiting: false, &step) {
      case .scheduled: place += 1
      case .blocked: break running
      case .preempted: continue
      }
    }
    admit(on: worker, &step)
    emit(on: worker, &step)
    return step
  }

  private mutating func admit(on worker: Int, _ step: inout DynamoStep) {
    while !step.hasPreempted, workers[worker].running.count < setup.maxSequences {
      guard var next = workers[worker].waiting.first else { return }
      if !workers[worker].handoffs.isEmpty {
        // While a handoff waits for room, only prompts that are already here may start.
        guard let prebuilt = workers[worker].waiting.first(where: { sequences[$0].isPrebuilt })
        else { return }
        next = prebuilt
      }
      let known = blocks(for: sequences[next].length)
      if sequences[next].status == .waiting, known > setup.blockCount {
        workers[worker].waiting.removeAll { $0 == next }
        step.rejected.append(next)
        continue
      }
      var hits: [Int] = []
      var needed = 0
      if sequences[next].blocks.isEmpty {
        hits = cachedPrefix(of: next, on: worker, below: sequences[next].length - 1)
        needed = known - hits.count { workers[worker].pool.isActive($0) }
      }
      if needed > setup.blockCount - workers[worker].pool.activeCount || step.budget <= 0 { return }
      guard schedule(next, on: worker, hits: hits, isWaiting: true, &step) == .scheduled else {
        return
      }
    }
  }

  private mutating func schedule(
    _ number: Int, on worker: Int, hits: [Int], isWaiting: Bool, _ step: inout DynamoStep
  ) -> Outcome {
    let sequence = sequences[number]
    let cached = sequence.computed == 0 ? hits.count * setup.blockSize : 0
    let before = sequence.computed + cached
    let promptBefore = min(before, sequence.promptTokens)
    let rest = sequence.length - before
    if !setup.chunkedPrefill, sequence.promptTokens - promptBefore > step.budget {
      return .blocked
    }
    let tokens = min(rest, step.budget)
    if tokens == 0, rest > 0 { return .blocked }
    let after = before + tokens
    let total = blocks(for: after)
    while total > sequences[number].blocks.count {
      let held = sequences[number].blocks
      let prefix = held.isEmpty ? hits : []
      let fresh = total - held.count - prefix.count
      if let taken = workers[worker].pool.take(hits: prefix, fresh: fresh) {
        sequences[number].blocks += taken
        break
      }
      guard let victim = preempt(on: worker) else { return .blocked }
      step.hasPreempted = true
      if let undone = step.work.removeValue(forKey: victim) {
        step.budget += undone.tokens
        if workers[worker].role != .decode { step.count(undone, by: -1) }
      }
      if victim == number { return .preempted }
    }
    sequences[number].computed = after
    share(number, from: before, to: after, on: worker)
    let work = DynamoStep.Work(
      tokens: tokens, promptTokens: min(after, sequence.promptTokens) - promptBefore,
      promptStart: promptBefore)
    step.work[number] = work
    if workers[worker].role != .decode { step.count(work, by: 1) }
    if isWaiting {
      workers[worker].waiting.removeAll { $0 == number }
      workers[worker].running.append(number)
      sequences[number].status = .running
      step.admitted.append((number, cached))
    }
    step.budget -= tokens
    return .scheduled
  }

  /// Full blocks that a step completes can be found from then on, also in the same step.
  private mutating func share(_ number: Int, from: Int, to: Int, on worker: Int) {
    guard setup.prefixCaching else { return }
    for place in from / setup.blockSize..<max(from / setup.blockSize, to / setup.blockSize) {
      let block = sequences[number].blocks[place]
      if !workers[worker].pool.isCached(block) {
        workers[worker].pool.cache(block, as: content(of: number, at: place))
      }
    }
  }

  /// Takes all blocks from the sequence that started last; it waits at the front and starts anew.
  private mutating func preempt(on worker: Int) -> Int? {
    guard let victim = workers[worker].running.popLast() else { return nil }
    workers[worker].generation += 1
    workers[worker].pool.release(sequences[victim].blocks)
    sequences[victim].blocks = []
    sequences[victim].computed = 0
    sequences[victim].status = .preempted
    workers[worker].waiting.insert(victim, at: 0)
    return victim
  }

  /// Who has computed all it knows gets a token; the step takes prefill and decode time one after
  /// the other. A first token comes with the prefill; a decode worker's first takes a decode.
  private mutating func emit(on worker: Int, _ step: inout DynamoStep) {
    let role = workers[worker].role
    if step.prefills > 0 {
      let mean = step.promptEnds / step.prefills - step.promptStarts / step.prefills
      if mean > 0 {
        let time = DynamoStepTime.prefillMilliseconds(tokens: step.prefills * mean)
        step.nanoseconds += wholeNanoseconds(time * 1e6)
      }
    }
    var decoding = 0
    for number in workers[worker].running
    where sequences[number].computed >= sequences[number].length {
      if sequences[number].isDone {
        step.finished.append(number)
        continue
      }
      step.emitted.append(number)
      if sequences[number].generated > 0 || role == .decode { decoding += sequences[number].length }
    }
    if decoding > 0, role != .prefill {
      let capacity = Double(setup.blockCount) * Double(setup.blockSize)
      let time = DynamoStepTime.decodeMilliseconds(
        activeFraction: min(1, Double(decoding) / capacity))
      step.nanoseconds += wholeNanoseconds(time * 1e6)
    }
    for number in step.emitted {
      sequences[number].generated += 1
      if sequences[number].isDone { step.finished.append(number) }
    }
    guard !step.finished.isEmpty else { return }
    let gone = Set(step.finished)
    workers[worker].running.removeAll { gone.contains($0) }
    workers[worker].generation += step.finished.count
    if role != .prefill {
      for number in step.finished { free(number, on: worker) }
    }
  }
}
