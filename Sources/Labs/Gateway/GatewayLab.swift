import GatewaySim
import ServingSim
import Simulation
import Traffic
import Wording

/// The lab of stage 5: traffic of tenants through an AI gateway, workflows, retrieval.
public struct GatewayLab: Lab {
  public let id = LabID.gateway
  public let knobs = gatewayKnobs.map(\.knob)
  public let metrics = gatewayMetrics

  public init() {}

  public func begin(
    _ scenario: LabScenario, choices: Choices, seed: Seed
  ) throws(LabProblem) -> any LabRun {
    let choices = try complete(choices, for: scenario)
    guard case .gateway(let gateway) = scenario else {
      throw LabProblem(Message("lab.problem.lab", scenario.lab.rawValue, id.rawValue))
    }
    switch gateway.part {
    case .traffic(let traffic): return try begin(traffic, choices, seed)
    case .workflow(let plan): return try begin(plan, choices, seed)
    case .retrieval(let retrieval): return try begin(retrieval, choices, seed)
    case .experiment(let experiment): return try begin(experiment, choices, seed)
    }
  }

  /// When requests come and what a GPU costs is nobody's to turn.
  public func isWayOut(_ knob: Knob) -> Bool {
    knob.id != "load_percent" && knob.id != "gpu_hour_cents"
  }

  public func knobs(for scenario: LabScenario) -> [Knob] {
    guard case .gateway(let gateway) = scenario else { return knobs }
    return gatewayKnobs.filter { $0.kinds.contains(gateway.part.kind) }.map(\.knob)
  }

  /// A knob matters in the kinds of scenario that it belongs to, and there only beside the choices
  /// that give it something to do.
  public func matters(
    _ knob: Knob, in scenario: LabScenario, under choices: Choices
  ) -> Bool {
    guard case .gateway(let gateway) = scenario,
      let kinds = gatewayKnobs.first(where: { $0.knob.id == knob.id })?.kinds
    else { return false }
    guard kinds.contains(gateway.part.kind) else { return false }
    switch gateway.part {
    case .traffic(let traffic): return matters(knob.id, traffic, choices)
    case .workflow(let plan): return matters(knob.id, plan, choices)
    case .retrieval(let retrieval): return matters(knob.id, retrieval, choices)
    case .experiment:
      return knob.id != "planned_looks" || choices.word("decision_rule") == "sequential"
    }
  }

  private func matters(
    _ knob: String, _ traffic: GatewayTrafficScenario, _ choices: Choices
  ) -> Bool {
    let hasPool = traffic.backends.contains {
      if case .pool = $0.kind { true } else { false }
    }
    switch knob {
    case "routing", "pool_replicas", "gpu", "model", "gpu_hour_cents": return hasPool
    case "budget_percent": return traffic.tenants.contains { !$0.budgets.isEmpty }
    case "budget_shape", "budget_charging":
      return choices.whole("budget_percent") > 0
        && traffic.tenants.contains { !$0.budgets.isEmpty }
    case "max_parallel_retries": return choices.whole("num_retries") > 0
    case "ejection_seconds": return choices.whole("consecutive_errors") > 0
    case "similarity_permille": return choices.isOn("semantic_cache")
    case "cache_per_tenant":
      return choices.isOn("semantic_cache") && traffic.tenants.count > 1
    default: return true
    }
  }

  private func matters(_ knob: String, _ plan: WorkflowPlan, _ choices: Choices) -> Bool {
    switch knob {
    case "fail_fast": return choices.word("workflow_engine") == "argo"
    case "retry_policy":
      return choices.word("workflow_engine") == "argo"
        && (choices.whole("retry_limit") > 0 || plan.steps.contains { $0.retry != nil })
    case "spot_life_percent": return plan.meanSpotLife != nil
    case "step_cache": return plan.changedForRerun != nil
    default: return true
    }
  }

  private func matters(
    _ knob: String, _ retrieval: RetrievalScenario, _ choices: Choices
  ) -> Bool {
    let hasTexts = if case .corpus = retrieval.source { true } else { false }
    let hasVectors = !hasTexts || choices.word("search_method") != "keyword"
    let index = choices.word("index")
    switch knob {
    case "index", "embedding_dimension":
      return hasVectors && (hasTexts || knob == "index")
    case "hnsw_m", "hnsw_ef_construction", "hnsw_ef_search": return hasVectors && index == "hnsw"
    case "ivf_lists", "ivf_probes": return hasVectors && index == "ivf"
    case "search_method", "rerank", "chunk_words", "overlap_words": return hasTexts
    case "candidates":
      return hasTexts && (choices.isOn("rerank") || choices.word("search_method") == "hybrid")
    case "replicas", "gpu", "model", "load_percent": return retrieval.answers != nil
    default: return true
    }
  }

  // MARK: Engines

  /// The model on one GPU, and its engine; throws when it does not fit.
  func engine(
    _ choices: Choices, maxModelTokens: Int
  ) throws(LabProblem) -> (engine: EngineConfig, stepTime: StepTimeModel) {
    let word = choices.word("model")
    let model = servingModels.first { $0.word == word }?.shape ?? .llama31With8B
    let cost = CostModel(gpu: GPUProfile.named(choices.word("gpu")) ?? .a100, model: model)
    let blocks = cost.blockCount(blockSize: 16)
    guard blocks > 0 else {
      throw LabProblem(
        Message(
          "lab.problem.weights", cost.model.name,
          formatted(Double(cost.weightBytesPerGPU) / Double(1 << 30), decimals: 1), cost.gpu.name,
          formatted(Double(cost.gpu.memory.count) / Double(1 << 30), decimals: 0)))
    }
    return (EngineConfig(blockCount: blocks, maxModelTokens: maxModelTokens), .gpu(cost))
  }

  func routing(_ choices: Choices) -> RoutingPolicy {
    let word = choices.word("routing")
    return servingRoutings.first { $0.word == word }?.policy ?? .endpointPicker(.stock)
  }
}

extension Lab {
  /// The metrics with the values of one run; those without a value here have none.
  func measured(_ values: [String: Double?]) -> [Metric] {
    metrics.map { Metric($0, values[$0.id] ?? nil) }
  }
}

/// What an engine's times rest on that nobody measured.
func assumedParts(_ stepTime: StepTimeModel) -> [AssumedPart] {
  stepTime.assumedParts.compactMap(\.label).map {
    AssumedPart(part: $0.part, reason: $0.reason, expectedError: $0.expectedError)
  }
}
