import ServingSim
import Simulation
import Wording

/// The models of the knob `model`.
let servingModels: [(word: String, shape: ModelShape)] = [
  ("llama-3.1-8b", .llama31With8B), ("llama-3.1-70b", .llama31With70B),
  ("llama-2-7b", .llama2With7B), ("llama-2-70b", .llama2With70B), ("qwen3-8b", .qwen3With8B),
  ("qwen3-32b", .qwen3With32B), ("qwen2.5-72b", .qwen25With72B), ("deepseek-v3", .deepSeekV3),
]

/// The policies of the knob `routing`; the endpoint picker gets its weights from knobs of its own.
let servingRoutings: [(word: String, policy: RoutingPolicy)] = [
  ("round-robin", .roundRobin), ("random", .random), ("least-request", .leastRequest),
  ("power-of-two", .powerOfTwoChoices), ("prefix-aware", .prefixAware(PrefixAwareRule())),
  ("endpoint-picker", .endpointPicker(.stock)), ("dynamo", .dynamo(DynamoRouting())),
  ("aibrix-prefix-cache", .aibrix(.prefixCache)),
  ("aibrix-least-kv-cache", .aibrix(.leastKVCache)),
  ("aibrix-least-latency", .aibrix(.leastLatency)),
  ("aibrix-least-busy-time", .aibrix(.leastBusyTime)), ("aibrix-throughput", .aibrix(.throughput)),
]

extension ServingLab {
  /// The model on its GPUs; throws when it cannot be laid out so.
  func costModel(_ choices: Choices) throws(LabProblem) -> CostModel {
    let gpu = GPUProfile.named(choices.word("gpu")) ?? .a100
    let word = choices.word("model")
    let model = servingModels.first { $0.word == word }?.shape ?? .llama31With8B
    let tensor = choices.whole("tensor_parallel_size")
    let isExpertParallel = choices.isOn("expert_parallel")
    if isExpertParallel, model.experts == nil {
      throw LabProblem(Message("lab.problem.no-experts", model.name))
    }
    let launch: KernelLaunch =
      switch choices.word("kernel_launch") {
      case "graphs": .standardGraphs(maxSequences: choices.whole("max_num_seqs"))
      case "eager": .eager
      default: .measured
      }
    do {
      return try CostModel(
        gpu: gpu, model: model,
        layout: ParallelLayout(
          tensorParallel: tensor, pipelineParallel: choices.whole("pipeline_parallel_size"),
          expertParallel: isExpertParallel ? tensor * choices.whole("replicas") : 1),
        precision: NumberPrecision(
          weights: Int(choices.word("weight_bits")).flatMap(NumberPrecision.Weights.init)
            ?? .sixteen,
          keyValues: Int(choices.word("kv_bits")).flatMap(NumberPrecision.KeyValues.init)
            ?? .sixteen), launch: launch)
    } catch {
      throw LabProblem(error.message(model))
    }
  }

  /// KV blocks of one replica, the reserved one included.
  func blockCount(_ choices: Choices, _ cost: CostModel) throws(LabProblem) -> Int {
    let size = ServingRelevance.blockSize(choices)
    let tokens = choices.whole("kv_tokens")
    let blocks = cost.blockCount(blockSize: size)
    guard blocks > 0 else {
      throw LabProblem(
        Message(
          "lab.problem.weights", cost.model.name,
          formatted(Double(cost.weightBytesPerGPU) / Double(1 << 30), decimals: 1), cost.gpu.name,
          formatted(Double(cost.gpu.memory.count) / Double(1 << 30), decimals: 0)))
    }
    // One more than the memory holds: block 0 is reserved and holds nothing.
    return tokens > 0 ? tokens / size + 1 : blocks
  }

  /// Host memory for the keys and values of requests that give way; PCIe 4.0 x16 in one direction,
  /// 32 GB/s by its specification, of which copies reach about 25.
  func preemption(_ choices: Choices, _ cost: CostModel) -> PreemptionRule {
    let bytes = choices.whole("swap_space_gib") << 30
    guard bytes > 0 else { return .recompute }
    let perBlock = cost.keyValueBytesPerTokenPerGPU * choices.whole("block_size")
    return .swap(
      SwapSpace(
        blocks: bytes / max(1, perBlock), bytesPerSecond: 25_000_000_000, bytesPerBlock: perBlock))
  }

  /// Where blocks are kept beside the GPU's own memory, nearest first; bandwidths are those of the
  /// presets, which are assumed.
  func offload(_ choices: Choices, _ cost: CostModel) -> [OffloadTierConfig] {
    let perBlock = max(1, cost.keyValueBytesPerTokenPerGPU * choices.whole("block_size"))
    func blocks(_ id: String) -> Int { choices.whole(id) * (1 << 30) / perBlock }
    return [
      OffloadTierConfig.host(blocks: blocks("host_offload_gib"), bytesPerBlock: perBlock),
      .disk(blocks: blocks("disk_offload_gib"), bytesPerBlock: perBlock),
      .remote(blocks: blocks("remote_offload_gib"), bytesPerBlock: perBlock),
    ].filter { $0.blocks > 0 }
  }

  func fleet(
    _ choices: Choices, _ engine: EngineConfig, _ cost: CostModel, seed: Seed
  ) -> FleetShape {
    let gpus = cost.layout.gpus
    let routing = routing(choices)
    let decode = choices.whole("decode_replicas")
    return FleetShape(
      replicas: choices.whole("replicas"), gpusPerReplica: gpus, routing: routing, seed: seed,
      decode: decode == 0
        ? nil
        : DecodePool(
          replicas: decode, gpusPerReplica: gpus, engine: engine, stepTime: .gpu(cost),
          link: KeyValueLink(
            setup: .milliseconds(1), bytesPerSecond: choices.whole("kv_link_gbps") * 1_000_000_000,
            bytesPerToken: cost.model.keyValueBytesPerToken)))
  }

  /// The scenario's failures; `nil` where there are none, or they are switched off.
  func failures(
    _ scenario: ServingScenario, _ choices: Choices, _ fleet: FleetShape, _ seed: Seed
  ) -> ReplicaFailures? {
    guard choices.isOn("replica_failures") else { return nil }
    let random =
      scenario.randomOutages.map {
        ReplicaFailures.random(
          replicas: fleet.allReplicas, meanTimeBetween: $0.meanTimeBetween,
          meanRepair: $0.meanRepair, until: $0.until, seed: seed)
      } ?? []
    let outages = scenario.outages + random
    guard !outages.isEmpty else { return nil }
    return ReplicaFailures(
      outages: outages, detection: .milliseconds(choices.whole("failure_detection_ms")))
  }

  private func routing(_ choices: Choices) -> RoutingPolicy {
    let word = choices.word("routing")
    guard word == "endpoint-picker" else {
      return servingRoutings.first { $0.word == word }?.policy ?? .roundRobin
    }
    func weight(_ id: String) -> Double { Double(choices.whole(id)) }
    return .endpointPicker(
      EndpointPickerProfile(scorers: [
        .init(.prefixCache, weight: weight("prefix_scorer_weight")),
        .init(.kvUtilization, weight: weight("kv_scorer_weight")),
        .init(.queue, weight: weight("queue_scorer_weight")),
      ]))
  }
}

extension ParallelLayout.Problem {
  func message(_ model: ModelShape) -> Message {
    switch self {
    case .outOfRange(let setting, let value, let most):
      Message("lab.problem.layout-range", setting, String(value), String(most))
    case .headsNotDivisible(let count, let parts),
      .keyValueHeadsNotDivisible(let count, let parts),
      .feedForwardNotDivisible(let count, let parts):
      Message("lab.problem.layout-divide", model.name, String(count), String(parts))
    case .moreStagesThanLayers(let stages, let layers):
      Message("lab.problem.layout-stages", model.name, String(layers), String(stages))
    case .noExperts:
      Message("lab.problem.no-experts", model.name)
    case .expertsNotDivisible(let count, let parts),
      .expertGroupNotDivisible(let count, let parts):
      Message("lab.problem.layout-divide", model.name, String(count), String(parts))
    }
  }
}
