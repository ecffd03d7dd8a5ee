/// The knobs of the serving lab; standard is vLLM 0.33's default where it has one.
let servingKnobs: [Knob] = [
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
    id: "gpu", kind: .word(["a100", "rtx-pro-6000", "rtx-4090"]), standard: .word("a100")),
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
  MetricDefinition(id: "tpot_p50", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "tpot_p95", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "tpot_p99", unit: "ms", decimals: 1, better: .lower),
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
  MetricDefinition(id: "evictions", unit: "blocks", better: .lower),
  MetricDefinition(id: "gpu_seconds", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "makespan", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "finished", unit: "requests", better: .higher),
  MetricDefinition(id: "unfinished", unit: "requests", better: .lower),
  MetricDefinition(id: "rejected", unit: "requests", better: .lower),
]
