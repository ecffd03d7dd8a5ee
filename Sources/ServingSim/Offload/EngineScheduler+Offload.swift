import Simulation

/// Keys and values from the offload tiers.
///
/// As vLLM 0.33 does it for connectors that load asynchronously: at its admission a request gets
/// blocks for what the tiers have beyond the prefix cache and waits aside while others are served
/// (`WAITING_FOR_REMOTE_KVS`); the blocks can be found by others once they have come. The tiers are
/// always preferred to computing, whatever the link. LMCache's way, in which the whole step waits for
/// its loads, is not simulated.
extension EngineScheduler {
  /// What became of the search for a request's blocks in the tiers.
  enum LoadStart {
    case nothing
    /// The request waits aside.
    case begun
    case refused(AllocationRefusal)
  }

  /// Looks for what follows the last lookup's hit, `hit` tokens, of the head of the queue.
  ///
  /// When somebody else is loading one of the blocks already, the request waits for that without
  /// blocks of its own, and is then looked at anew.
  mutating func startLoading(_ slot: Int, hit: Int) -> LoadStart {
    guard states[slot].swappedTokens == 0 else { return .nothing }
    let hits = kv.lookupTiers(states[slot].tokens)
    guard !hits.isEmpty else { return .nothing }
    let request = Int(states[slot].id)
    if let ready = kv.endOfLoads(of: hits) {
      waiting.removeFirst()
      states[slot].phase = .fetching
      step.loads.append(EngineStep.Load(request: request, blocks: 0, tokens: 0, ready: ready))
      return .begun
    }
    let loaded = hits.count * config.blockSize
    if let refusal = allocate(
      slot, tokens: loaded, usingHits: true, mustFitWhole: config.reserveFullSequence,
      watermark: admissionWatermark, namesLater: true)
    {
      return .refused(refusal)
    }
    waiting.removeFirst()
    let known = states[slot].tokens.count
    // At least one token is left to compute.
    let present = min(hit + loaded, known - 1)
    states[slot].phase = .fetching
    states[slot].loadedUpTo = hit + loaded
    states[slot].computed = present
    computedTokens += present
    loadedTokens += present - hit
    noteAdmission(slot, hit: present, loaded: present - hit, known: known)
    let ready = kv.beginLoad(hits, for: request)
    step.loads.append(
      EngineStep.Load(
        request: request, blocks: hits.count, tokens: present - hit, ready: ready))
    if isExplaining {
      explain(slot, tokens: 0, lacking: 0, cap: .max, budget: .max, isAdmission: true)
    }
    return .begun
  }

  /// What a request waited for has come.
  mutating func endLoading(_ slot: Int32) {
    let place = Int(slot)
    guard states[place].loadedUpTo > 0 else {
      states[place].phase = .waiting
      if case .firstComeFirstServed = config.queue {
        waiting.prepend(slot)
      } else {
        waiting.append(slot)
      }
      return
    }
    kv.endLoad(for: Int(states[place].id))
    kv.nameBlocks(
      of: &states[place].table, tokens: states[place].tokens, upTo: states[place].loadedUpTo)
    states[place].loadedUpTo = 0
    states[place].highWater = max(states[place].highWater, states[place].computed)
    states[place].phase = .fetched
    fetched.append(slot)
  }

  /// How the tiers stand, nearest first.
  public var offloadTiers: [OffloadTierStatus] {
    kv.tiers?.tiers.map(OffloadTierStatus.init) ?? []
  }
}

extension ServingRun {
  /// How a replica's tiers stand, nearest first.
  public func offloadTiers(ofReplica replica: Int = 0) -> [OffloadTierStatus] {
    replicas.indices.contains(replica) ? replicas[replica].engine.offloadTiers : []
  }

  /// Loads that began in this step of a replica will end.
  mutating func startLoads(_ replica: Int) {
    for item in replicas[replica].engine.step.loads {
      fleet.loads.schedule(
        FleetState.Arrival(
          replica: replica, request: Int32(item.request),
          attempt: Int32(records[item.request].retries)), at: item.ready, rank: item.request)
    }
  }

  /// Blocks from tiers have come.
  mutating func endLoads() {
    while fleet.loads.nextTime == now, let arrival = fleet.loads.popNext()?.payload {
      let request = Int(arrival.request)
      // What was loaded for an attempt that failed is of no use to the next.
      guard records[request].retries == Int(arrival.attempt),
        !fleet.failures.isDown(arrival.replica)
      else { continue }
      deliver(.received, request, to: arrival.replica)
    }
  }
}
