import ServingSim

/// The knobs of the serving lab; standard is vLLM 0.33's default where it has one.
///
/// `engine` decides which of them count: `ServingRelevance`.
let servingKnobs: [Knob] =
  [Knob(id: "engine", kind: .word(["vllm", "sglang"]), standard: .word("vllm"))] + vllmKnobs
  + radixKnobs + fleetKnobs

/// SGLang 0.5.23's settings; standard is its default where it has one (of chunks, that of GPUs with
/// 60 to 160 GB).
private let radixKnobs: [Knob] = [
  Knob(
    id: "page_size", unit: "tokens", kind: .whole(1...1_024, stops: [1, 16, 32, 64, 128]),
    standard: .whole(1)),
  Knob(
    id: "schedule_policy", kind: .word(RadixServing.Order.allCases.map(\.rawValue)),
    standard: .word("fcfs")),
  Knob(
    id: "chunked_prefill_size", unit: "tokens",
    kind: .whole(1...131_072, stops: [256, 512, 1_024, 2_048, 4_096, 8_192, 16_384]),
    standard: .whole(8_192)),
  Knob(
    id: "max_prefill_tokens", unit: "tokens",
    kind: .whole(1...1_000_000, stops: [512, 2_048, 4_096, 8_192, 16_384, 32_768]),
    standard: .whole(16_384)),
  Knob(id: "mixed_chunk", kind: .toggle, standard: .toggle(false)),
  Knob(
    id: "radix_eviction", kind: .word(RadixEvictionPolicy.allCases.map(\.rawValue)),
    standard: .word("lru")),
  Knob(
    id: "schedule_conservativeness_percent", unit: "%",
    kind: .whole(0...1_000, stops: [0, 30, 50, 80, 100, 130, 150]), standard: .whole(100)),
  Knob(
    id: "client_max_tokens", unit: "tokens",
    kind: .whole(0...131_072, stops: [0, 256, 512, 1_024, 2_048, 4_096]),
    standard: .whole(1_024)),
]

/// vLLM's own, and what both engines share.
private let vllmKnobs: [Knob] = [
  Knob(
    id: "block_size", unit: "tokens",
    kind: .whole(1...1_024, stops: [1, 8, 16, 32, 64, 128, 256]), standard: .whole(16)),
  Knob(
    id: "kv_tokens", unit: "tokens",
    kind: .whole(
      0...4_000_000,
      stops: [0, 8_192, 16_384, 32_768, 65_536, 131_072, 262_144]),
    standard: .whole(0)),
  Knob(id: "prefix_caching", kind: .toggle, standard: .toggle(true)),
  Knob(
    id: "max_num_batched_tokens", unit: "tokens",
    kind: .whole(16...131_072, stops: [256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 65_536]),
    standard: .whole(2_048)),
  Knob(
    id: "max_num_seqs", unit: "requests",
    kind: .whole(1...4_096, stops: [1, 2, 4, 8, 16, 32, 64, 128, 256]), standard: .whole(128)),
  Knob(id: "chunked_prefill", kind: .toggle, standard: .toggle(true)),
  Knob(
    id: "long_prefill_token_threshold", unit: "tokens",
    kind: .whole(0...131_072, stops: [0, 128, 256, 512, 1_024, 2_048]), standard: .whole(0)),
  Knob(id: "scheduling_policy", kind: .word(["fcfs", "priority"]), standard: .word("fcfs")),
  Knob(
    id: "watermark_permille", unit: "\u{2030}",
    kind: .whole(0...500, stops: [0, 5, 10, 20, 50, 100, 200]), standard: .whole(0)),
  Knob(id: "reserve_full_isl", kind: .toggle, standard: .toggle(true)),
  Knob(id: "allocation", kind: .word(["paged", "contiguous"]), standard: .word("paged")),
  Knob(
    id: "batching", kind: .word(BatchingRule.allCases.map(\.rawValue)),
    standard: .word("continuous")),
  Knob(
    id: "eviction", kind: .word(EvictionRule.builtIn.map(\.name)), standard: .word("lru")),
  Knob(id: "async_scheduling", kind: .toggle, standard: .toggle(false)),
  Knob(
    id: "swap_space_gib", unit: "GiB",
    kind: .whole(0...1_024, stops: [0, 1, 4, 16, 64, 256]), standard: .whole(0)),
  Knob(
    id: "host_offload_gib", unit: "GiB",
    kind: .whole(0...4_096, stops: [0, 1, 4, 16, 64, 256, 1_024]), standard: .whole(0)),
  Knob(
    id: "disk_offload_gib", unit: "GiB",
    kind: .whole(0...65_536, stops: [0, 16, 64, 256, 1_024, 4_096]), standard: .whole(0)),
  Knob(
    id: "remote_offload_gib", unit: "GiB",
    kind: .whole(0...65_536, stops: [0, 16, 64, 256, 1_024, 4_096]), standard: .whole(0)),
  Knob(
    id: "num_speculative_tokens", unit: "tokens",
    kind: .whole(0...32, stops: [0, 1, 2, 3, 4, 6, 8]), standard: .whole(0)),
  Knob(
    id: "acceptance_percent", unit: "%",
    kind: .whole(0...100, stops: [0, 30, 50, 60, 70, 80, 90]), standard: .whole(70)),
  Knob(
    id: "draft_cost_percent", unit: "%",
    kind: .whole(0...100, stops: [0, 2, 5, 10, 20, 50]), standard: .whole(5)),
  Knob(
    id: "max_loras", unit: "adapters",
    kind: .whole(0...256, stops: [0, 1, 2, 4, 8, 16]), standard: .whole(0)),
]

/// Hardware, model, fleet and objectives.
private let fleetKnobs: [Knob] = [
  Knob(
    id: "gpu",
    kind: .word(["a100", "h100", "a40", "l4", "mi300x", "rtx-pro-6000", "rtx-4090"]),
    standard: .word("a100")),
  Knob(id: "model", kind: .word(servingModels.map(\.word)), standard: .word("llama-3.1-8b")),
  Knob(
    id: "tensor_parallel_size", unit: "GPUs",
    kind: .whole(1...8, stops: [1, 2, 4, 8]), standard: .whole(1)),
  Knob(
    id: "pipeline_parallel_size", unit: "GPUs",
    kind: .whole(1...16, stops: [1, 2, 4, 8]), standard: .whole(1)),
  Knob(id: "expert_parallel", kind: .toggle, standard: .toggle(false)),
  Knob(id: "weight_bits", kind: .word(["16", "8", "4"]), standard: .word("16")),
  Knob(id: "kv_bits", kind: .word(["16", "8"]), standard: .word("16")),
  Knob(
    id: "kernel_launch", kind: .word(["measured", "graphs", "eager"]),
    standard: .word("measured")),
  Knob(
    id: "replicas", kind: .whole(1...1_000, stops: [1, 2, 4, 8, 16, 64]), standard: .whole(1)),
  Knob(
    id: "routing", kind: .word(servingRoutings.map(\.word)), standard: .word("round-robin")),
  Knob(
    id: "decode_replicas", kind: .whole(0...1_000, stops: [0, 1, 2, 4, 8, 16]),
    standard: .whole(0)),
  Knob(
    id: "kv_link_gbps", unit: "GB/s",
    kind: .whole(1...2_000, stops: [1, 3, 12, 25, 50, 100, 450]), standard: .whole(50)),
  Knob(id: "replica_failures", kind: .toggle, standard: .toggle(true)),
  // Three periods of 10 s, the standard of Kubernetes' readiness probes.
  Knob(
    id: "failure_detection_ms", unit: "ms",
    kind: .whole(0...600_000, stops: [100, 1_000, 5_000, 10_000, 30_000, 60_000]),
    standard: .whole(30_000)),
  Knob(
    id: "prefix_scorer_weight", kind: .whole(0...100, stops: [0, 1, 2, 3, 5, 10]),
    standard: .whole(3)),
  Knob(
    id: "kv_scorer_weight", kind: .whole(0...100, stops: [0, 1, 2, 3, 5, 10]), standard: .whole(2)),
  Knob(
    id: "queue_scorer_weight", kind: .whole(0...100, stops: [0, 1, 2, 3, 5, 10]),
    standard: .whole(2)),
  Knob(
    id: "ttft_objective_ms", unit: "ms",
    kind: .whole(1...600_000, stops: [100, 200, 500, 1_000, 2_000, 5_000, 10_000]),
    standard: .whole(1_000)),
  Knob(
    id: "tpot_objective_ms", unit: "ms",
    kind: .whole(1...10_000, stops: [10, 20, 30, 50, 100, 200]), standard: .whole(50)),
  Knob(
    id: "gpu_hour_cents", unit: "ct",
    kind: .whole(0...100_000, stops: [0, 50, 100, 200, 400, 800]), standard: .whole(200)),
  Knob(
    id: "load_percent", unit: "%",
    kind: .whole(10...1_000, stops: [25, 50, 75, 100, 125, 150, 200, 300]),
    standard: .whole(100)),
]

/// What the serving lab measures.
let servingMetrics: [MetricDefinition] = [
  MetricDefinition(id: "ttft_p50", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "ttft_p95", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "ttft_p99", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "ttft_mean", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "tpot_p50", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "tpot_p95", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "tpot_p99", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "tpot_mean", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "itl_p50", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "itl_p95", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "itl_p99", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "itl_max", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "e2e_p50", unit: "ms", better: .lower),
  MetricDefinition(id: "e2e_p95", unit: "ms", better: .lower),
  MetricDefinition(id: "e2e_p99", unit: "ms", better: .lower),
  MetricDefinition(id: "queue_time_p50", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "queue_time_p95", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "throughput", unit: "tokens/s", better: .higher),
  MetricDefinition(id: "request_throughput", unit: "requests/s", decimals: 2, better: .higher),
  MetricDefinition(id: "hit_rate", unit: "%", decimals: 1, better: .higher),
  MetricDefinition(id: "kv_usage", unit: "%", decimals: 1, better: .neither),
  MetricDefinition(id: "kv_waste", unit: "%", decimals: 1, better: .lower),
  MetricDefinition(id: "peak_running", unit: "requests", better: .higher),
  MetricDefinition(id: "mean_running", unit: "requests", decimals: 1, better: .higher),
  MetricDefinition(id: "preemptions", unit: "", better: .lower),
  MetricDefinition(id: "recomputed_tokens", unit: "tokens", better: .lower),
  MetricDefinition(id: "replica_failures", unit: "", better: .lower),
  MetricDefinition(id: "retried_requests", unit: "", better: .lower),
  MetricDefinition(id: "evictions", unit: "blocks", better: .lower),
  MetricDefinition(id: "goodput", unit: "requests/s", decimals: 2, better: .higher),
  MetricDefinition(id: "goodput_per_gpu", unit: "requests/s", decimals: 3, better: .higher),
  MetricDefinition(id: "objectives_met", unit: "%", decimals: 1, better: .higher),
  MetricDefinition(id: "replica_imbalance", unit: "%", decimals: 1, better: .lower),
  MetricDefinition(id: "kv_transfer_p95", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "loaded_tokens", unit: "tokens", better: .higher),
  MetricDefinition(id: "swapped_blocks", unit: "blocks", better: .lower),
  MetricDefinition(id: "adapters_loaded", unit: "adapters", better: .lower),
  MetricDefinition(id: "cost_per_million_tokens", unit: "ct", decimals: 1, better: .lower),
  MetricDefinition(id: "gpu_seconds", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "makespan", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "finished", unit: "requests", better: .higher),
  MetricDefinition(id: "unfinished", unit: "requests", better: .lower),
  MetricDefinition(id: "rejected", unit: "requests", better: .lower),
]
