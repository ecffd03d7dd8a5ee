import GatewaySim

/// A knob and the kinds of scenario in which it is turned.
struct GatewayKnob {
  let knob: Knob
  let kinds: Set<GatewayKind>

  init(_ kinds: Set<GatewayKind>, _ knob: Knob) {
    self.knob = knob
    self.kinds = kinds
  }
}

private let zeroAsGiven = [0, 1, 2, 4, 8, 16]

/// The knobs of the gateway lab; standard is the real system's default where it has one.
let gatewayKnobs: [GatewayKnob] = [
  // Traffic: Envoy Gateway retries twice, ejects after five errors for 30 s.
  GatewayKnob(
    [.traffic],
    Knob(
      id: "routing", kind: .word(servingRoutings.map(\.word)), standard: .word("endpoint-picker"))),
  GatewayKnob(
    [.traffic],
    Knob(id: "pool_replicas", kind: .whole(0...64, stops: zeroAsGiven), standard: .whole(0))
      .meaning("as-given")),
  GatewayKnob(
    [.traffic],
    Knob(
      id: "budget_percent", unit: "%",
      kind: .whole(0...10_000, stops: [0, 25, 50, 75, 100, 150, 200, 400]),
      standard: .whole(100)
    ).meaning("none")),
  GatewayKnob(
    [.traffic],
    Knob(
      id: "budget_shape", kind: .word(["fixed-window", "bucket"]),
      standard: .word("fixed-window"))),
  GatewayKnob(
    [.traffic],
    Knob(
      id: "budget_charging", kind: .word(["after-answer", "reserved"]),
      standard: .word("after-answer"))),
  GatewayKnob(
    [.traffic],
    Knob(id: "num_retries", kind: .whole(0...10, stops: [0, 1, 2, 3, 5]), standard: .whole(2))),
  GatewayKnob(
    [.traffic],
    Knob(
      id: "max_parallel_retries",
      kind: .whole(0...10_000, stops: [0, 1, 3, 10, 100, 1_024]), standard: .whole(1_024))),
  GatewayKnob(
    [.traffic],
    Knob(
      id: "first_token_timeout_ms", unit: "ms",
      kind: .whole(0...600_000, stops: [0, 250, 500, 1_000, 2_000, 5_000, 10_000]),
      standard: .whole(0)
    ).meaning("no-limit")),
  GatewayKnob(
    [.traffic],
    Knob(
      id: "consecutive_errors", kind: .whole(0...100, stops: [0, 1, 3, 5, 10, 20]),
      standard: .whole(5)
    ).meaning("off")),
  GatewayKnob(
    [.traffic],
    Knob(
      id: "ejection_seconds", unit: "s",
      kind: .whole(1...3_600, stops: [1, 5, 10, 30, 60, 300]), standard: .whole(30))),
  GatewayKnob([.traffic], Knob(id: "semantic_cache", kind: .toggle, standard: .toggle(false))),
  GatewayKnob(
    [.traffic],
    Knob(
      id: "similarity_permille", unit: "\u{2030}",
      kind: .whole(0...1_000, stops: [700, 750, 800, 850, 900, 925, 950, 980]),
      standard: .whole(900))),
  GatewayKnob([.traffic], Knob(id: "cache_per_tenant", kind: .toggle, standard: .toggle(true))),
  // Workflow.
  GatewayKnob(
    [.workflow],
    Knob(
      id: "workflow_engine", kind: .word(WorkflowEngine.allCases.map(\.rawValue)),
      standard: .word("argo"))),
  GatewayKnob(
    [.workflow],
    Knob(
      id: "parallelism", unit: "pods",
      kind: .whole(0...1_000, stops: [0, 1, 2, 3, 4, 6, 8, 16]), standard: .whole(0)
    ).meaning("as-given")),
  GatewayKnob([.workflow], Knob(id: "fail_fast", kind: .toggle, standard: .toggle(false))),
  GatewayKnob(
    [.workflow],
    Knob(
      id: "retry_limit", kind: .whole(-1...20, stops: [-1, 0, 1, 2, 3, 5, 10]),
      standard: .whole(-1)
    ).meaning("as-given", at: -1)),
  GatewayKnob(
    [.workflow],
    Knob(
      id: "retry_policy", kind: .word(["as-written", "always", "on-failure", "on-error"]),
      standard: .word("as-written"))),
  GatewayKnob(
    [.workflow],
    Knob(
      id: "spot_life_percent", unit: "%",
      kind: .whole(0...100_000, stops: [0, 25, 50, 100, 200, 400]), standard: .whole(100)
    ).meaning("never")),
  GatewayKnob([.workflow], Knob(id: "step_cache", kind: .toggle, standard: .toggle(true))),
  // Retrieval: hnswlib's M; ef as pgvector's construction default of 64 for searching too.
  GatewayKnob(
    [.retrieval],
    Knob(id: "index", kind: .word(["exact", "hnsw", "ivf"]), standard: .word("hnsw"))),
  GatewayKnob(
    [.retrieval],
    Knob(
      id: "hnsw_m", unit: "links", kind: .whole(2...128, stops: [4, 8, 12, 16, 24, 32, 48]),
      standard: .whole(16))),
  GatewayKnob(
    [.retrieval],
    Knob(
      id: "hnsw_ef_construction",
      kind: .whole(4...2_000, stops: [10, 20, 40, 64, 100, 200, 400]), standard: .whole(200))),
  GatewayKnob(
    [.retrieval],
    Knob(
      id: "hnsw_ef_search", kind: .whole(1...2_000, stops: [5, 10, 20, 40, 64, 100, 200, 400]),
      standard: .whole(64))),
  GatewayKnob(
    [.retrieval],
    Knob(
      id: "ivf_lists", kind: .whole(1...4_096, stops: [8, 16, 32, 64, 128, 256]),
      standard: .whole(64))),
  GatewayKnob(
    [.retrieval],
    Knob(
      id: "ivf_probes", kind: .whole(1...4_096, stops: [1, 2, 4, 8, 16, 32, 64]),
      standard: .whole(1))),
  GatewayKnob(
    [.retrieval],
    Knob(
      id: "search_method", kind: .word(["dense", "keyword", "hybrid"]), standard: .word("dense"))),
  GatewayKnob(
    [.retrieval],
    Knob(id: "top_k", kind: .whole(1...100, stops: [1, 2, 3, 5, 8, 10, 20]), standard: .whole(5))),
  GatewayKnob(
    [.retrieval],
    Knob(
      id: "candidates", kind: .whole(1...400, stops: [5, 10, 20, 40, 80]), standard: .whole(20))),
  GatewayKnob([.retrieval], Knob(id: "rerank", kind: .toggle, standard: .toggle(false))),
  GatewayKnob(
    [.retrieval],
    Knob(
      id: "chunk_words", unit: "words",
      kind: .whole(8...4_096, stops: [25, 50, 100, 150, 200, 400, 800]), standard: .whole(100))),
  GatewayKnob(
    [.retrieval],
    Knob(
      id: "overlap_words", unit: "words",
      kind: .whole(0...2_048, stops: [0, 10, 25, 50, 100]), standard: .whole(25))),
  GatewayKnob(
    [.retrieval],
    Knob(
      id: "embedding_dimension",
      kind: .whole(1...256, stops: [8, 16, 32, 64, 128, 256]), standard: .whole(128))),
  GatewayKnob(
    [.retrieval],
    Knob(
      id: "replicas", kind: .whole(1...64, stops: [1, 2, 4, 8, 16, 64]), standard: .whole(1))),
  // Experiments.
  GatewayKnob(
    [.experiment],
    Knob(
      id: "decision_rule",
      kind: .word(["fixed-horizon", "peeks-daily", "sequential", "always-valid"]),
      standard: .word("fixed-horizon"))),
  GatewayKnob(
    [.experiment],
    Knob(
      id: "decision_metric", kind: .word(["accepted", "score", "score-adjusted"]),
      standard: .word("accepted"))),
  GatewayKnob(
    [.experiment],
    Knob(
      id: "experiment_days", unit: "d",
      kind: .whole(0...366, stops: [0, 3, 7, 14, 21, 28, 56]), standard: .whole(0)
    ).meaning("as-given")),
  GatewayKnob(
    [.experiment],
    Knob(
      id: "planned_looks", kind: .whole(1...50, stops: [1, 2, 3, 5, 7]), standard: .whole(5))),
  GatewayKnob(
    [.experiment],
    Knob(
      id: "minimum_days", unit: "d", kind: .whole(1...366, stops: [1, 3, 7, 14]),
      standard: .whole(1))),
  GatewayKnob([.experiment], Knob(id: "stops_at_mismatch", kind: .toggle, standard: .toggle(true))),
  GatewayKnob(
    [.experiment],
    Knob(
      id: "repetitions", kind: .whole(0...1_000, stops: [0, 20, 40, 100, 400]),
      standard: .whole(0))),
  // What engines run on.
  GatewayKnob(
    [.traffic, .retrieval],
    Knob(
      id: "gpu",
      kind: .word(["a100", "h100", "a40", "l4", "mi300x", "rtx-pro-6000", "rtx-4090"]),
      standard: .word("a100"))),
  GatewayKnob(
    [.traffic, .retrieval],
    Knob(
      id: "model", kind: .word(["llama-3.1-8b", "llama-2-7b", "qwen3-8b"]),
      standard: .word("llama-3.1-8b"))),
  GatewayKnob(
    [.traffic],
    Knob(
      id: "gpu_hour_cents", unit: "ct",
      kind: .whole(0...100_000, stops: [0, 50, 100, 200, 400, 800]), standard: .whole(200))),
  GatewayKnob(
    [.traffic, .retrieval, .experiment],
    Knob(
      id: "load_percent", unit: "%",
      kind: .whole(10...1_000, stops: [25, 50, 75, 100, 125, 150, 200, 300]),
      standard: .whole(100))),
]

/// What the gateway lab measures; a metric of another kind of scenario has no value.
let gatewayMetrics: [MetricDefinition] = [
  // Traffic.
  MetricDefinition(id: "answered", unit: "requests", better: .higher),
  MetricDefinition(id: "from_cache", unit: "requests", better: .higher),
  MetricDefinition(id: "wrong_from_cache", unit: "requests", better: .lower),
  MetricDefinition(id: "limited", unit: "requests", better: .lower),
  MetricDefinition(id: "shed", unit: "requests", better: .lower),
  MetricDefinition(id: "failed", unit: "requests", better: .lower),
  MetricDefinition(id: "gateway_retries", unit: "", better: .lower),
  MetricDefinition(id: "fallbacks", unit: "requests", better: .neither),
  MetricDefinition(id: "ejections", unit: "", better: .neither),
  MetricDefinition(id: "worst_tenant_served", unit: "%", decimals: 1, better: .higher),
  MetricDefinition(id: "charged_tokens", unit: "tokens", better: .neither),
  MetricDefinition(id: "budget_overshoot", unit: "tokens", better: .lower),
  MetricDefinition(id: "pool_hit_rate", unit: "%", decimals: 1, better: .higher),
  MetricDefinition(id: "provider_cost", unit: "ct", decimals: 2, better: .lower),
  MetricDefinition(id: "pool_cost", unit: "ct", decimals: 2, better: .lower),
  MetricDefinition(id: "cost_per_thousand", unit: "ct", decimals: 2, better: .lower),
  // Traffic and retrieval.
  MetricDefinition(id: "answer_start_p50", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "answer_start_p95", unit: "ms", decimals: 1, better: .lower),
  MetricDefinition(id: "answer_p95", unit: "ms", decimals: 0, better: .lower),
  // Experiments.
  MetricDefinition(id: "decided_after", unit: "d", better: .lower),
  MetricDefinition(id: "users_seen", unit: "", better: .lower),
  MetricDefinition(id: "shipped", unit: "%", better: .neither),
  MetricDefinition(id: "wrong_decision", unit: "%", better: .lower),
  MetricDefinition(id: "measured_lift", unit: "", decimals: 2, better: .neither),
  MetricDefinition(id: "true_lift", unit: "", decimals: 2, better: .neither),
  MetricDefinition(id: "p_value", unit: "", decimals: 4, better: .neither),
  MetricDefinition(id: "mismatch_p_value", unit: "", decimals: 4, better: .neither),
  MetricDefinition(id: "needed_users", unit: "", better: .lower),
  MetricDefinition(id: "shipped_of_repetitions", unit: "%", decimals: 1, better: .neither),
  MetricDefinition(id: "wrong_of_repetitions", unit: "%", decimals: 1, better: .lower),
  // Workflow.
  MetricDefinition(id: "workflow_time", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "first_run", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "second_run", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "ideal_path", unit: "s", decimals: 1, better: .neither),
  MetricDefinition(id: "succeeded_runs", unit: "%", decimals: 0, better: .higher),
  MetricDefinition(id: "failed_steps", unit: "steps", better: .lower),
  MetricDefinition(id: "omitted_steps", unit: "steps", better: .lower),
  MetricDefinition(id: "reused_steps", unit: "steps", better: .higher),
  MetricDefinition(id: "stale_steps", unit: "steps", better: .lower),
  MetricDefinition(id: "step_retries", unit: "", better: .lower),
  MetricDefinition(id: "interruptions", unit: "", better: .lower),
  MetricDefinition(id: "step_timeouts", unit: "", better: .lower),
  MetricDefinition(id: "pod_time", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "lost_time", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "held_time", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "peak_pods", unit: "pods", better: .neither),
  // Retrieval.
  MetricDefinition(id: "recall", unit: "%", decimals: 2, better: .higher),
  MetricDefinition(id: "distances", unit: "", decimals: 0, better: .lower),
  MetricDefinition(id: "search_mean", unit: "\u{b5}s", decimals: 1, better: .lower),
  MetricDefinition(id: "search_p95", unit: "\u{b5}s", decimals: 1, better: .lower),
  MetricDefinition(id: "index_size", unit: "MB", decimals: 2, better: .lower),
  MetricDefinition(id: "build_distances", unit: "", better: .lower),
  MetricDefinition(id: "entries", unit: "", better: .neither),
  MetricDefinition(id: "grounded", unit: "%", decimals: 1, better: .higher),
  MetricDefinition(id: "reciprocal_rank", unit: "", decimals: 3, better: .higher),
  MetricDefinition(id: "context_tokens", unit: "tokens", decimals: 0, better: .lower),
]
