import ServingSim
import Simulation
import Wording

/// The decisions of the serving engine that a learner may write, with vLLM's own as defaults.
public struct ServingPolicies: Sendable {
  /// Which free block with content is given up first; its input is `EvictionCandidate`.
  public var eviction: EvictionRule
  /// Who is served first and preempted last; `nil` leaves it to the knob `scheduling_policy`. The
  /// input of a rank is `QueueCandidate`.
  public var order: QueueRule?

  public init(eviction: EvictionRule = .leastRecentlyUsed, order: QueueRule? = nil) {
    self.eviction = eviction
    self.order = order
  }
}

/// The lab of stage 3: one vLLM engine with a paged KV cache under traffic.
public struct ServingLab: Lab {
  public let policies: ServingPolicies
  public let id = LabID.serving
  public let knobs = servingKnobs
  public let metrics = servingMetrics

  public init(policies: ServingPolicies = ServingPolicies()) { self.policies = policies }

  public func begin(
    _ scenario: LabScenario, choices: Choices, seed: Seed
  ) throws(LabProblem) -> any LabRun {
    let choices = try complete(choices, for: scenario)
    guard case .serving(let serving) = scenario else {
      throw LabProblem(Message("lab.problem.lab", scenario.lab.rawValue, id.rawValue))
    }
    let instance = ServingInstance(serving, seed: seed, loadPercent: choices.whole("load_percent"))
    let gpu = GPUProfile.named(choices.word("gpu")) ?? .a100
    let setup = ServingSetup(
      engine: engine(serving, choices, gpu), workload: instance.workload,
      stepTime: .llama8B(on: gpu), end: serving.end)
    do {
      return ServingLabRun(
        run: try ServingRun(setup), lab: self, names: instance.names, choices: choices, seed: seed)
    } catch {
      throw LabProblem(error.message)
    }
  }

  private func engine(
    _ scenario: ServingScenario, _ choices: Choices, _ gpu: GPUProfile
  ) -> EngineConfig {
    let blockSize = choices.whole("block_size")
    let tokens = choices.whole("kv_tokens")
    // One more than the memory holds: block 0 is reserved and holds nothing.
    let blocks =
      tokens > 0
      ? tokens / blockSize + 1
      : ModelShape.llama31With8B.blockCount(on: gpu, blockSize: blockSize)
    return EngineConfig(
      blockSize: blockSize, blockCount: blocks,
      tokenBudget: choices.whole("max_num_batched_tokens"),
      maxSequences: choices.whole("max_num_seqs"), maxModelTokens: scenario.maxModelTokens,
      chunkedPrefill: choices.isOn("chunked_prefill"),
      prefixCaching: choices.isOn("prefix_caching"),
      queue: policies.order
        ?? (choices.word("scheduling_policy") == "priority" ? .priority : .firstComeFirstServed),
      longPrefillThreshold: choices.whole("long_prefill_token_threshold"),
      watermark: Double(choices.whole("watermark_permille")) / 1_000,
      reserveFullSequence: choices.isOn("reserve_full_isl"),
      allocation: choices.word("allocation") == "contiguous" ? .contiguous : .paged,
      eviction: policies.eviction)
  }
}

extension EngineConfig.Problem {
  /// What to change, for people.
  public var message: Message {
    switch self {
    case .tooSmall(let setting, let value, let least):
      Message("lab.problem.engine-small", setting, String(value), String(least))
    case .acceptanceOutOfRange:
      Message("lab.problem.engine-acceptance")
    case .watermarkOutOfRange:
      Message("lab.problem.engine-watermark")
    case .longestSequenceDoesNotFit(let needed, let usable):
      Message("lab.problem.engine-memory", String(needed), String(usable))
    case .budgetBelowLongestSequence(let budget, let longest):
      Message("lab.problem.engine-budget", String(budget), String(longest))
    }
  }
}

struct ServingLabRun: LabRun {
  var run: ServingRun
  let lab: ServingLab
  let names: [String]
  let choices: Choices
  let seed: Seed

  mutating func advance(events: Int) -> Bool { run.advance(events: events) }

  var progressPerMille: Int {
    if run.ending != nil { return 1_000 }
    return min(999, run.doneRequests * 1_000 / max(1, run.records.count))
  }

  var time: SimTime { run.now }

  func outcome() -> RunOutcome {
    let values = measured()
    return RunOutcome(
      lab: .serving, seed: seed, choices: choices,
      metrics: lab.metrics.map { Metric($0, values[$0.id] ?? nil) }, events: run.steps.count,
      digest: run.digestText, replay: ServingReplay(run: run, names: names))
  }

  /// By metric id; a missing one has no value.
  private func measured() -> [String: Double?] {
    let metrics = run.metrics()
    var values: [String: Double?] = [
      "throughput": metrics.outputTokensPerSecond,
      "request_throughput": metrics.requestsPerSecond,
      "hit_rate": metrics.admittedTokens > 0 ? metrics.hitRate * 100 : nil,
      "kv_usage": metrics.keyValueUse * 100, "kv_waste": metrics.blockWaste * 100,
      "peak_running": Double(metrics.peakSequences), "mean_running": metrics.meanSequences,
      "preemptions": Double(metrics.preemptions),
      "recomputed_tokens": Double(metrics.recomputedTokens),
      "evictions": Double(metrics.evictions), "gpu_seconds": metrics.busyGPUSeconds,
      "makespan": metrics.makespan.inSeconds, "finished": Double(metrics.finished),
      "unfinished": Double(metrics.open), "rejected": Double(metrics.rejected),
    ]
    func add(_ name: String, _ latency: LatencySummary?, withMaximum: Bool = false) {
      values[name + "_p50"] = latency?.p50.inMilliseconds
      values[name + "_p95"] = latency?.p95.inMilliseconds
      values[name + "_p99"] = latency?.p99.inMilliseconds
      values[name + "_max"] = latency?.max.inMilliseconds
    }
    add("ttft", metrics.timeToFirstToken)
    add("tpot", metrics.timePerOutputToken)
    add("itl", metrics.interTokenLatency)
    add("e2e", metrics.endToEnd)
    add("queue_time", metrics.queueTime)
    return values
  }
}
