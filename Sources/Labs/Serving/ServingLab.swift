import ServingSim
import Simulation
import Wording

/// The decisions of the serving engine that a learner may write, with vLLM's own as defaults.
public struct ServingPolicies: Sendable {
  /// Which free block with content is given up first; its input is `EvictionCandidate`.
  /// `nil` leaves it to the knob `eviction`.
  public var eviction: EvictionRule?
  /// Who is served first and preempted last; `nil` leaves it to the knob `scheduling_policy`. The
  /// input of a rank is `QueueCandidate`.
  public var order: QueueRule?

  public init(eviction: EvictionRule? = nil, order: QueueRule? = nil) {
    self.eviction = eviction
    self.order = order
  }
}

/// The lab of stage 3: engines under traffic, of vLLM with its paged KV cache or of SGLang with its
/// radix cache.
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
    let cost = try costModel(choices)
    let engine = try engine(serving, choices, cost, seed)
    var setup = ServingSetup(
      engine: engine, workload: instance.workload, stepTime: .gpu(cost),
      fleet: fleet(choices, engine, cost, seed: seed), end: serving.end)
    setup.fleet.failures = failures(serving, choices, setup.fleet, seed)
    setup.schedulesAhead = choices.isOn("async_scheduling")
    do {
      return ServingLabRun(
        run: try ServingRun(setup), lab: self, names: instance.names, choices: choices, seed: seed)
    } catch {
      throw LabProblem(error.message)
    }
  }

  public func matters(_ knob: Knob, under choices: Choices) -> Bool {
    ServingRelevance.matters(knob.id, under: choices)
  }

  public func refusal(of scenario: LabScenario, _ choices: Choices) -> LabProblem? {
    ServingRelevance.refusal(of: choices, policies)
  }

  private func radixEngine(
    _ scenario: ServingScenario, _ choices: Choices, _ cost: CostModel, _ seed: Seed
  ) throws(LabProblem) -> EngineConfig {
    EngineConfig(
      blockSize: choices.whole("page_size"), blockCount: try blockCount(choices, cost),
      tokenBudget: choices.whole("chunked_prefill_size"),
      maxSequences: choices.whole("max_num_seqs"), maxModelTokens: scenario.maxModelTokens,
      chunkedPrefill: choices.isOn("chunked_prefill"),
      prefixCaching: choices.isOn("prefix_caching"),
      radix: RadixServing(
        order: RadixServing.Order(rawValue: choices.word("schedule_policy"))
          ?? .firstComeFirstServed,
        byPriority: choices.word("scheduling_policy") == "priority",
        eviction: RadixEvictionPolicy(rawValue: choices.word("radix_eviction")) ?? .lru,
        maxPrefillTokens: choices.whole("max_prefill_tokens"),
        mixesDecodes: choices.isOn("mixed_chunk"),
        conservativeness: Double(choices.whole("schedule_conservativeness_percent")) / 100,
        clientMaxTokens: choices.whole("client_max_tokens"), seed: seed))
  }

  private func engine(
    _ scenario: ServingScenario, _ choices: Choices, _ cost: CostModel, _ seed: Seed
  ) throws(LabProblem) -> EngineConfig {
    if ServingRelevance.isRadix(choices) {
      return try radixEngine(scenario, choices, cost, seed)
    }
    let draftTokens = choices.whole("num_speculative_tokens")
    let draftCost = choices.whole("draft_cost_percent")
    let adapters = choices.whole("max_loras")
    var engine = EngineConfig(
      blockSize: choices.whole("block_size"), blockCount: try blockCount(choices, cost),
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
      eviction: policies.eviction ?? EvictionRule.named(choices.word("eviction"))
        ?? .leastRecentlyUsed,
      batching: BatchingRule(rawValue: choices.word("batching")) ?? .continuous,
      preemption: preemption(choices, cost),
      speculation: draftTokens == 0
        ? nil
        : SpeculativeDecoding(
          draftTokens: draftTokens, acceptance: Double(choices.whole("acceptance_percent")) / 100,
          draft: draftCost == 0 ? .free : .share(Double(draftCost) / 100), seed: seed),
      // 5 ms: an adapter of rank 16 on an 8B model, about 100 MB in 16 bits, over PCIe.
      adapters: adapters == 0
        ? nil : AdapterServing(maxAdapters: adapters, loadTime: .milliseconds(5)))
    engine.offload = offload(choices, cost)
    return engine
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
    case .notWithRadix(let setting):
      Message("lab.problem.engine-radix", setting)
    case .chunkNotWholePages(let chunk, let page):
      Message("lab.problem.radix-chunk", String(chunk), String(page))
    case .priorityWithOrder(let order):
      Message("lab.problem.radix-priority", order)
    case .conservativenessOutOfRange:
      Message("lab.problem.engine-conservativeness")
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
    let metrics = run.metrics()
    let values = measured(metrics)
    return RunOutcome(
      lab: .serving, seed: seed, choices: choices,
      metrics: lab.metrics.map { Metric($0, values[$0.id] ?? nil) }, events: metrics.steps,
      digest: run.digestText, assumptions: assumptions,
      replay: ServingReplay(run: run, names: names))
  }

  private var assumptions: [AssumedPart] {
    run.setup.stepTime.assumedParts.compactMap(\.label).map {
      AssumedPart(part: $0.part, reason: $0.reason, expectedError: $0.expectedError)
    }
  }

  /// By metric id; a missing one has no value.
  private func measured(_ metrics: ServingMetrics) -> [String: Double?] {
    let goodput = run.goodput(
      ServiceObjectives(
        timeToFirstToken: .milliseconds(choices.whole("ttft_objective_ms")),
        timePerOutputToken: .milliseconds(choices.whole("tpot_objective_ms"))))
    var values: [String: Double?] = [
      "throughput": metrics.outputTokensPerSecond,
      "request_throughput": metrics.requestsPerSecond,
      "goodput": goodput.requestsPerSecond, "goodput_per_gpu": goodput.requestsPerSecondAndGPU,
      "objectives_met": goodput.accepted > 0 ? goodput.attainment * 100 : nil,
      "replica_imbalance": imbalance,
      "kv_transfer_p95": metrics.keyValueTransfer?.p95.inMilliseconds,
      "loaded_tokens": Double(metrics.loadedTokens),
      "swapped_blocks": Double(metrics.swappedBlocks),
      "adapters_loaded": Double(metrics.adaptersLoaded),
      "cost_per_million_tokens": ServingPrice(centsPerGPUHour: choices.whole("gpu_hour_cents"))
        .flatMap { metrics.centsPerMillionOutputTokens(at: $0) },
      "hit_rate": metrics.admittedTokens > 0 ? metrics.hitRate * 100 : nil,
      "kv_usage": metrics.keyValueUse * 100, "kv_waste": metrics.blockWaste * 100,
      "peak_running": Double(metrics.peakSequences), "mean_running": metrics.meanSequences,
      "preemptions": Double(metrics.preemptions),
      "recomputed_tokens": Double(metrics.recomputedTokens),
      "replica_failures": Double(metrics.failures),
      "retried_requests": Double(metrics.retries),
      "evictions": Double(metrics.evictions), "gpu_seconds": metrics.busyGPUSeconds,
      "makespan": metrics.makespan.inSeconds, "finished": Double(metrics.finished),
      "unfinished": Double(metrics.open), "rejected": Double(metrics.rejected),
    ]
    func add(_ name: String, _ latency: LatencySummary?) {
      values[name + "_mean"] = latency?.mean.inMilliseconds
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

  /// How much more the busiest replica of the first pool computed than the mean, in per cent; `nil`
  /// for a single one.
  private var imbalance: Double? {
    let count = run.setup.fleet.replicas
    guard count > 1 else { return nil }
    var tokens = [Int](repeating: 0, count: count)
    for (request, record) in run.records.enumerated() where record.replica >= 0 {
      tokens[record.replica] +=
        run.setup.workload.requests[request].promptTokens + record.outputTokens
    }
    let sum = tokens.reduce(0, +)
    guard sum > 0, let most = tokens.max() else { return nil }
    return (Double(most) * Double(count) / Double(sum) - 1) * 100
  }
}
