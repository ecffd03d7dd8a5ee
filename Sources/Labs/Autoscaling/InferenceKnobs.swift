/// Knobs of an InferenceService; standard is KServe's default where it has one.
let inferenceKnobs: [AutoscalingKnob] = [
  whole("canary_traffic_percent", "%", -1...100, [-1, 0, 1, 5, 10, 20, 30, 50, 100], -1).meaning(
    "unset", at: -1),
  word("canary_verdict", ["keeps", "promotes", "rolls-back", "by-errors"], "keeps"),
  whole("canary_hold_s", "s", 1...86_400, [10, 30, 60, 120, 300, 600], 120),
  word("component_scaler", ["kpa", "fixed"], "kpa"),
  whole("predictor_pods", "pods", 1...1_000, [1, 2, 3, 4, 6, 8, 16, 32], 1),
  whole("transformer_pods", "pods", 1...1_000, [1, 2, 3, 4, 6, 8, 16, 32], 1),
  whole("explainer_pods", "pods", 1...1_000, [1, 2, 3, 4, 6, 8, 16, 32], 1),
  whole("component_most_pods", "pods", 0...1_000, [0, 1, 2, 4, 8, 16, 32, 100], 0).meaning(
    "no-limit"),
  whole("predictor_concurrency", "requests", 0...1_000, [0, 1, 2, 4, 8, 16, 32], 0).meaning(
    "as-given"),
  whole("transformer_concurrency", "requests", 0...1_000, [0, 1, 2, 4, 8, 16, 32], 0).meaning(
    "as-given"),
  whole("explain_permille", "\u{2030}", -1...1_000, [-1, 0, 5, 10, 50, 100, 200], -1).meaning(
    "as-given", at: -1),
].map { AutoscalingKnob([.inference], $0) }

/// What is measured of an InferenceService beside what services have too.
let inferenceMetrics: [MetricDefinition] = [
  MetricDefinition(id: "explanation_latency_p50", unit: "ms", better: .lower),
  MetricDefinition(id: "explanation_latency_p95", unit: "ms", better: .lower),
  MetricDefinition(id: "transformer_utilization", unit: "%", decimals: 1, better: .neither),
  MetricDefinition(id: "predictor_utilization", unit: "%", decimals: 1, better: .neither),
  MetricDefinition(id: "explainer_utilization", unit: "%", decimals: 1, better: .neither),
  MetricDefinition(id: "transformer_held", unit: "%", decimals: 1, better: .lower),
  MetricDefinition(id: "transformer_pods_mean", unit: "pods", decimals: 2, better: .lower),
  MetricDefinition(id: "predictor_pods_mean", unit: "pods", decimals: 2, better: .lower),
  MetricDefinition(id: "explainer_pods_mean", unit: "pods", decimals: 2, better: .lower),
  MetricDefinition(id: "waiting_calls_peak", unit: "calls", better: .lower),
  MetricDefinition(id: "rolled_out_revision", unit: "", better: .neither),
]

/// Knobs of many models on few servers; standard is ModelMesh's default where it has one.
let modelKnobs: [AutoscalingKnob] = [
  whole("mesh_servers", "servers", 0...100, [0, 1, 2, 3, 4, 6, 8, 16], 0).meaning("as-given"),
  whole("server_memory_percent", "%", 1...10_000, [25, 50, 75, 100, 150, 200, 400], 100),
  whole("models_percent", "%", 1...10_000, [25, 50, 75, 100, 150, 200, 400], 100),
  whole("popularity_skew_percent", "%", 0...500, [0, 50, 80, 100, 120, 150, 200], 100),
  whole("max_loading_concurrency", "models", 1...100, [1, 2, 4, 8], 1),
  whole("min_churn_age_s", "s", 0...86_400, [0, 10, 30, 60, 120, 300, 600, 1_800], 600).meaning(
    "off"),
].map { AutoscalingKnob([.models], $0) }

/// What is measured of many models beside what services have too.
let modelMetrics: [MetricDefinition] = [
  MetricDefinition(id: "model_hits", unit: "%", decimals: 1, better: .higher),
  MetricDefinition(id: "model_waits", unit: "%", decimals: 1, better: .lower),
  MetricDefinition(id: "model_loads", unit: "models", better: .lower),
  MetricDefinition(id: "model_evictions", unit: "models", better: .lower),
  MetricDefinition(id: "churn_refusals", unit: "requests", better: .lower),
  MetricDefinition(id: "models_asked", unit: "models", better: .neither),
  MetricDefinition(id: "models_never_served", unit: "models", better: .lower),
  MetricDefinition(id: "mesh_memory_used", unit: "%", decimals: 1, better: .neither),
]
