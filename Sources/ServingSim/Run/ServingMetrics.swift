import Simulation

/// What a run, or one replica of it, amounts to. Whole numbers are exact; ratios are for display.
public struct ServingMetrics: Hashable, Sendable {
  public let requests: Int
  public let finished: Int
  public let rejected: Int
  public let aborted: Int
  /// Neither finished, rejected nor aborted: left over or not yet arrived.
  public let open: Int
  /// `nil` while no request has such a time.
  public let timeToFirstToken: LatencySummary?
  public let timePerOutputToken: LatencySummary?
  /// Between two tokens of one request, over all tokens.
  public let interTokenLatency: LatencySummary?
  public let endToEnd: LatencySummary?
  public let queueTime: LatencySummary?
  /// From the end of a prefill to the arrival of its keys and values at the decode worker, the wait
  /// for the link included.
  public let keyValueTransfer: LatencySummary?
  /// From time zero to the end of the last step.
  public let makespan: SimDuration
  public let steps: Int
  /// Without those that were lost with a replica.
  public let outputTokens: Int
  public let scheduledTokens: Int
  /// Tokens known at each admission (again after each preemption), and how many of them the prefix
  /// cache had.
  public let admittedTokens: Int
  public let hitTokens: Int
  /// Of these, tokens that were loaded from offload tiers.
  public let loadedTokens: Int
  public let preemptions: Int
  /// Scheduled tokens that had been computed before and were lost by preemption or with a replica,
  /// and answer tokens that were lost with a replica.
  public let recomputedTokens: Int
  /// Times that a replica died, and requests that were lost then and sent again.
  public let failures: Int
  public let retries: Int
  public let evictions: Int
  /// KV blocks copied to and from swap space.
  public let swappedBlocks: Int
  public let adaptersLoaded: Int
  /// Most blocks held at once, of `usableBlocks`; each replica at its own moment, summed.
  public let peakHeldBlocks: Int
  public let usableBlocks: Int
  /// Most sequences in one step, of any replica.
  public let peakSequences: Int
  /// GPUs, and the time in which a model ran, times the GPUs that it ran on.
  public let gpus: Int
  public let busyGPUTime: SimDuration
  /// Sums over steps in step order, weighted by ns, as Double: all token slots of the KV memory,
  /// those in held blocks, those in held blocks without a token, and sequences.
  let slotTime: Double
  let heldSlotTime: Double
  let unusedSlotTime: Double
  let sequenceTime: Double
  let stepTime: Double

  public var outputTokensPerSecond: Double { perSecond(outputTokens) }
  public var requestsPerSecond: Double { perSecond(finished) }
  public var hitRate: Double { ratio(hitTokens, admittedTokens) }
  /// Held share of the KV memory, mean over step time.
  public var keyValueUse: Double { slotTime > 0 ? heldSlotTime / slotTime : 0 }
  /// Share of the held token slots that hold no token, mean over step time: internal fragmentation.
  public var blockWaste: Double { heldSlotTime > 0 ? unusedSlotTime / heldSlotTime : 0 }
  /// Sequences in a step that computes, mean over step time; `nil` without such a step.
  public var meanSequences: Double? { stepTime > 0 ? sequenceTime / stepTime : nil }
  /// GPUs times makespan: what has to be paid.
  public var gpuSeconds: Double { Double(gpus) * makespan.inSeconds }
  /// The part of it in which a model ran.
  public var busyGPUSeconds: Double { busyGPUTime.inSeconds }

  /// Cents of the price's currency for a million output tokens, idle GPUs included; `nil` without
  /// tokens.
  public func centsPerMillionOutputTokens(at price: ServingPrice) -> Double? {
    price.centsPerMillionTokens(gpus: gpus, rented: makespan, tokens: outputTokens)
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double {
    whole > 0 ? Double(part) / Double(whole) : 0
  }
  private func perSecond(_ count: Int) -> Double {
    makespan.nanoseconds > 0 ? Double(count) / makespan.inSeconds : 0
  }
}

/// What a client expects of each request.
public struct ServiceObjectives: Hashable, Sendable {
  public var timeToFirstToken: SimDuration?
  public var timePerOutputToken: SimDuration?

  public init(timeToFirstToken: SimDuration? = nil, timePerOutputToken: SimDuration? = nil) {
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
  }

  /// Whether a finished request met all of them; an answer of one token has no time per token.
  public func areMet(by record: RequestRecord) -> Bool {
    guard record.outcome == .finished, let first = record.timeToFirstToken else { return false }
    if let limit = timeToFirstToken, first > limit { return false }
    if let limit = timePerOutputToken, let time = record.timePerOutputToken, time > limit {
      return false
    }
    return true
  }
}

/// Requests that met the objectives (goodput, as DistServe counts it).
public struct Goodput: Hashable, Sendable {
  public let met: Int
  /// Requests that were not rejected.
  public let accepted: Int
  public let makespan: SimDuration
  public let gpus: Int

  /// Share of the accepted requests; 0 for none.
  public var attainment: Double { accepted > 0 ? Double(met) / Double(accepted) : 0 }
  public var requestsPerSecond: Double {
    makespan.nanoseconds > 0 ? Double(met) / makespan.inSeconds : 0
  }
  public var requestsPerSecondAndGPU: Double { requestsPerSecond / Double(max(1, gpus)) }
}

extension ServingRun {
  /// The metrics of the whole fleet up to now.
  public func metrics() -> ServingMetrics {
    metrics(of: Array(replicas.indices), records: records[...])
  }

  /// The metrics of one replica: requests that ended there (a prefill worker: that it prefilled).
  public func metrics(ofReplica replica: Int) -> ServingMetrics {
    metrics(
      of: [replica],
      records: records.filter { $0.replica == replica || $0.decodeReplica == replica }[...])
  }

  /// How many requests met the objectives up to now.
  public func goodput(_ objectives: ServiceObjectives) -> Goodput {
    Goodput(
      met: records.count { objectives.areMet(by: $0) },
      accepted: records.count { $0.outcome != .rejected }, makespan: makespan,
      gpus: setup.fleet.gpus)
  }

  /// From time zero to the end of the last step of any replica.
  public var makespan: SimDuration {
    SimDuration(nanoseconds: logs.map(\.steps.end).max() ?? 0)
  }

  private func metrics(
    of chosen: [Int], records: ArraySlice<RequestRecord>
  ) -> ServingMetrics {
    var sums = StepSums()
    // The largest list of all: an entry for each step.
    sums.gaps.reserveCapacity(
      chosen.reduce(0) { $0 + logs[$1].steps.count + logs[$1].oddGaps.count })
    var gpus = 0
    var usable = 0
    for replica in chosen {
      let count =
        replica < setup.fleet.replicas
        ? setup.fleet.gpusPerReplica : setup.fleet.decode?.gpusPerReplica ?? 1
      gpus += count
      let config = setup.engine(ofReplica: replica)
      usable += config.usableBlocks
      sums.add(steps(ofReplica: replica), config, gpus: count)
      for gap in logs[replica].oddGaps { sums.gaps.append(gap, times: 1) }
    }
    let lostOutputs = chosen.reduce(0) { $0 + logs[$1].lostOutputs }
    let makespan =
      chosen.count == replicas.count
      ? makespan : SimDuration(nanoseconds: chosen.map { logs[$0].steps.end }.max() ?? 0)
    return ServingMetrics(
      requests: records.count, finished: records.count { $0.outcome == .finished },
      rejected: records.count { $0.outcome == .rejected },
      aborted: records.count { $0.outcome == .aborted },
      open: records.count { $0.outcome == .open },
      timeToFirstToken: LatencySummary(records.compactMap(\.timeToFirstToken)),
      timePerOutputToken: LatencySummary(records.compactMap(\.timePerOutputToken)),
      interTokenLatency: LatencySummary(weighted: sums.gaps),
      endToEnd: LatencySummary(records.compactMap(\.endToEnd)),
      queueTime: LatencySummary(records.compactMap(\.queueTime)),
      keyValueTransfer: LatencySummary(records.compactMap(\.transferTime)),
      makespan: makespan, steps: sums.steps,
      outputTokens: sums.emitted - lostOutputs,
      scheduledTokens: sums.scheduled, admittedTokens: sums.known, hitTokens: sums.hit,
      loadedTokens: chosen.reduce(0) { $0 + replicas[$1].engine.loadedTokens },
      preemptions: sums.preempted, recomputedTokens: sums.recomputed + lostOutputs,
      failures: outages.count { chosen.contains($0.replica) },
      retries: records.reduce(0) { $0 + $1.retries }, evictions: sums.evicted,
      swappedBlocks: sums.swapped, adaptersLoaded: sums.adapters,
      peakHeldBlocks: sums.peakHeld, usableBlocks: usable, peakSequences: sums.peakSequences,
      gpus: gpus, busyGPUTime: SimDuration(nanoseconds: sums.busy),
      slotTime: sums.slot, heldSlotTime: sums.held, unusedSlotTime: sums.unused,
      sequenceTime: sums.sequences, stepTime: sums.time)
  }
}

private struct StepSums {
  var steps = 0
  var emitted = 0
  var scheduled = 0
  var known = 0
  var hit = 0
  var preempted = 0
  var recomputed = 0
  var evicted = 0
  var swapped = 0
  var adapters = 0
  var peakHeld = 0
  var peakSequences = 0
  var busy = 0
  var slot = 0.0
  var held = 0.0
  var unused = 0.0
  var sequences = 0.0
  var time = 0.0
  var gaps = WeightedDurations()

  mutating func add(_ rows: StepRows, _ config: EngineConfig, gpus: Int) {
    steps += rows.count
    var peak = 0
    let slots = Double(config.usableBlocks * config.blockSize)
    for row in rows {
      let length = (row.end - row.start).nanoseconds
      let time = Double(length)
      slot += time * slots
      held += time * Double(row.heldBlocks * config.blockSize)
      unused += time * Double(row.unusedSlots)
      emitted += row.emitted
      scheduled += row.scheduledTokens
      known += row.knownTokens
      hit += row.hitTokens
      preempted += row.preempted
      recomputed += row.recomputedTokens
      evicted += row.evicted
      swapped += row.swappedBlocks
      adapters += row.adaptersLoaded
      peak = max(peak, row.heldBlocks)
      peakSequences = max(peakSequences, row.sequences)
      if row.scheduledTokens > 0 {
        busy += length * gpus
        sequences += time * Double(row.sequences)
        self.time += time
      }
      if row.steadyTokens > 0 { gaps.append(length, times: row.steadyTokens) }
    }
    peakHeld += peak
  }
}
