import ServingSim
import Simulation
import Traffic
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
    let cost = try costModel(choices)
    let engine = try engine(serving, choices, cost, seed)
    var setup = ServingSetup(
      engine: engine, workload: Workload(name: serving.heading.title, requests: []),
      stepTime: .gpu(cost),
      fleet: fleet(choices, engine, cost, seed: seed), end: serving.end)
    setup.fleet.failures = failures(serving, choices, setup.fleet, seed)
    setup.schedulesAhead = choices.isOn("async_scheduling")
    if let problem = setup.problems().first { throw LabProblem(problem.message) }
    return ServingLabRun(serving, setup, lab: self, choices: choices, seed: seed)
  }

  public func matters(_ knob: Knob, under choices: Choices) -> Bool {
    ServingRelevance.matters(knob.id, under: choices)
  }

  /// With another arrival rate the request itself comes at another time, so that it
  /// would be served earlier only by arriving earlier.
  public func isWayOut(_ knob: Knob) -> Bool { !ServingRelevance.notServing.contains(knob.id) }

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
