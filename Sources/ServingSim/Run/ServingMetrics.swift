import Simulation

/// Mean and nearest-rank percentiles of durations; mean rounded down to whole ns.
public struct LatencySummary: Hashable, Sendable {
  public let count: Int
  public let mean: SimDuration
  public let p50: SimDuration
  public let p95: SimDuration
  public let p99: SimDuration
  public let max: SimDuration

  /// `nil` for no values.
  init?(_ values: [SimDuration]) {
    self.init(weighted: values.map { ($0.nanoseconds, 1) })
  }

  /// Values in ns with how often each occurs.
  init?(weighted values: [(value: Int, times: Int)]) {
    let sorted = values.filter { $0.times > 0 }.sorted { $0.value < $1.value }
    guard let last = sorted.last else { return nil }
    let total = sorted.reduce(0) { $0 + $1.times }
    func percentile(_ percent: Int) -> SimDuration {
      let rank = Swift.max(1, (total * percent + 99) / 100)
      var seen = 0
      for item in sorted {
        seen += item.times
        if seen >= rank { return SimDuration(nanoseconds: item.value) }
      }
      return SimDuration(nanoseconds: last.value)
    }
    count = total
    // Mean of the distance from the smallest value, so that the sum stays small.
    let base = sorted[0].value
    let sum = sorted.reduce(0) { $0 + ($1.value - base) * $1.times }
    mean = SimDuration(nanoseconds: base + sum / total)
    p50 = percentile(50)
    p95 = percentile(95)
    p99 = percentile(99)
    max = SimDuration(nanoseconds: last.value)
  }
}

/// What a run amounts to. Whole numbers are exact; ratios are for display.
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
  /// From time zero to the end of the last step.
  public let makespan: SimDuration
  public let steps: Int
  public let outputTokens: Int
  public let scheduledTokens: Int
  /// Tokens known at each admission (again after each preemption), and how many of them the prefix
  /// cache had.
  public let admittedTokens: Int
  public let hitTokens: Int
  public let preemptions: Int
  /// Scheduled tokens that had been computed before and were lost by preemption.
  public let recomputedTokens: Int
  public let evictions: Int
  /// Most blocks held at once, of `usableBlocks`.
  public let peakHeldBlocks: Int
  public let usableBlocks: Int
  /// Token slots, weighted by step time (slot times ns, summed as Double in step order): all of the
  /// KV memory, those in held blocks, and those in held blocks without a token.
  let slotTime: Double
  let heldSlotTime: Double
  let unusedSlotTime: Double

  public var outputTokensPerSecond: Double { perSecond(outputTokens) }
  public var requestsPerSecond: Double { perSecond(finished) }
  public var hitRate: Double { ratio(hitTokens, admittedTokens) }
  /// Held share of the KV memory, mean over step time.
  public var keyValueUse: Double { slotTime > 0 ? heldSlotTime / slotTime : 0 }
  /// Share of the held token slots that hold no token, mean over step time: internal fragmentation.
  public var blockWaste: Double { heldSlotTime > 0 ? unusedSlotTime / heldSlotTime : 0 }

  private func ratio(_ part: Int, _ whole: Int) -> Double {
    whole > 0 ? Double(part) / Double(whole) : 0
  }
  private func perSecond(_ count: Int) -> Double {
    makespan.nanoseconds > 0 ? Double(count) / makespan.inSeconds : 0
  }
}

extension ServingRun {
  /// The metrics up to now.
  public func metrics() -> ServingMetrics {
    let config = setup.engine
    var sums = (slot: 0.0, held: 0.0, unused: 0.0)
    for row in steps {
      let time = Double((row.end - row.start).nanoseconds)
      sums.slot += time * Double(config.usableBlocks * config.blockSize)
      sums.held += time * Double((row.heldBlocks) * config.blockSize)
      sums.unused += time * Double(row.unusedSlots)
    }
    return ServingMetrics(
      requests: records.count, finished: records.count { $0.outcome == .finished },
      rejected: records.count { $0.outcome == .rejected },
      aborted: records.count { $0.outcome == .aborted },
      open: records.count { $0.outcome == .open },
      timeToFirstToken: LatencySummary(records.compactMap(\.timeToFirstToken)),
      timePerOutputToken: LatencySummary(records.compactMap(\.timePerOutputToken)),
      interTokenLatency: LatencySummary(weighted: tokenGaps),
      endToEnd: LatencySummary(records.compactMap(\.endToEnd)),
      queueTime: LatencySummary(records.compactMap(\.queueTime)),
      makespan: (steps.last?.end ?? .zero) - .zero, steps: steps.count,
      outputTokens: records.reduce(0) { $0 + $1.outputTokens },
      scheduledTokens: steps.reduce(0) { $0 + $1.scheduledTokens },
      admittedTokens: steps.reduce(0) { $0 + $1.knownTokens },
      hitTokens: steps.reduce(0) { $0 + $1.hitTokens },
      preemptions: steps.reduce(0) { $0 + $1.preempted },
      recomputedTokens: steps.reduce(0) { $0 + $1.recomputedTokens },
      evictions: steps.reduce(0) { $0 + $1.evicted },
      peakHeldBlocks: steps.reduce(0) { max($0, $1.heldBlocks) },
      usableBlocks: config.usableBlocks,
      slotTime: sums.slot, heldSlotTime: sums.held, unusedSlotTime: sums.unused)
  }
}
