/// Swap space, adapters, and the work of a step under the different ways of batching.
extension EngineScheduler {
  // MARK: Swap space

  func goesToSwapSpace(_ victim: Int) -> Bool {
    guard case .swap(let space) = config.preemption else { return false }
    return states[victim].computed > 0
      && swappedBlocks + config.blocks(for: states[victim].computed) <= space.blocks
  }

  mutating func enterSwapSpace(_ victim: Int) {
    let blocks = config.blocks(for: states[victim].computed)
    states[victim].swappedTokens = states[victim].computed
    swappedBlocks += blocks
    step.blocksSwappedOut += blocks
  }

  mutating func comeBackFromSwapSpace(_ slot: Int, hit: Int) {
    step.blocksSwappedIn +=
      config.blocks(for: states[slot].swappedTokens) - hit / config.blockSize
    leaveSwapSpace(slot)
  }

  mutating func leaveSwapSpace(_ slot: Int) {
    swappedBlocks -= config.blocks(for: states[slot].swappedTokens)
    states[slot].swappedTokens = 0
  }

  // MARK: Adapters

  /// Adapters of the running requests that this step has scheduled.
  mutating func noteStepAdapters() {
    guard config.adapters != nil else { return }
    for slot in scheduledSlots {
      let adapter = states[Int(slot)].adapter
      if adapter > 0, !stepAdapters.contains(adapter) { stepAdapters.append(adapter) }
    }
  }

  func needsOneAdapterTooMany(_ slot: Int) -> Bool {
    guard let adapters = config.adapters, states[slot].adapter > 0 else { return false }
    return stepAdapters.count >= adapters.maxAdapters
      && !stepAdapters.contains(states[slot].adapter)
  }

  /// Brings the step's adapters to the GPU; those of the step are the last to go.
  mutating func loadAdapters() {
    guard let adapters = config.adapters else { return }
    noteStepAdapters()
    for adapter in stepAdapters.map(Int.init) {
      if let place = loadedAdapters.firstIndex(of: adapter) {
        loadedAdapters.remove(at: place)
      } else {
        step.adaptersLoaded.append(adapter)
      }
      loadedAdapters.append(adapter)
    }
    loadedAdapters.removeFirst(max(0, loadedAdapters.count - adapters.maxAdapters))
  }

  // MARK: Work

  /// What the model has to compute in the step that was scheduled.
  ///
  /// Changes nothing; mutating, because otherwise the engine is copied to be asked.
  mutating func workOfStep() -> StepLoad {
    var load = StepLoad()
    if config.batching == .requestLevel {
      // Everybody computes as much as the longest, those that are done too.
      let age = step.number - batch.start
      for _ in running {
        load.add(
          tokens: age == 0 ? batch.longestPrompt : 1,
          before: age == 0 ? 0 : batch.longestPrompt + age - 1, isSampled: true)
      }
      return load
    }
    for place in step.scheduled.indices {
      let item = step.scheduled[place]
      let known = states[Int(scheduledSlots[place])].tokens.count
      load.add(
        tokens: item.tokens, before: item.computedBefore,
        isSampled: item.computedBefore + item.tokens >= known)
    }
    return load
  }

  /// The step of a draft model that proposes one token for each request that gets one.
  var draftLoad: StepLoad {
    var load = StepLoad()
    for (item, slot) in zip(step.scheduled, scheduledSlots)
    where item.computedBefore + item.tokens >= states[Int(slot)].tokens.count {
      load.add(tokens: 1, before: states[Int(slot)].tokens.count, isSampled: true)
    }
    return load
  }

  // MARK: What a router may see

  /// Tokens of prompts and answers that are not computed yet, the prompts' part of it apart; answers
  /// count as long as they will be.
  var outstanding: (tokens: Int, prompt: Int) {
    var sums = (tokens: 0, prompt: 0)
    for state in states where state.id >= 0 && state.phase != .held {
      sums.tokens += max(0, state.outstanding)
      sums.prompt += max(0, state.promptTokens - state.computed)
    }
    return sums
  }

  /// Distinct adapters of running and of waiting requests, in ascending order.
  var adaptersInUse: (running: [Int], waiting: [Int]) {
    func adapters(_ slots: [Int32]) -> [Int] {
      Set(slots.map { Int(states[Int($0)].adapter) }).subtracting([0]).sorted()
    }
    return (adapters(running), adapters(fetched + waiting.all))
  }
}
