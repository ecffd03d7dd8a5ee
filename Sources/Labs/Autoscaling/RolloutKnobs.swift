/// Knobs of rollouts; standard is Argo Rollouts' default where it has one.
let rolloutKnobs: [AutoscalingKnob] = [
  word("rollout_strategy", ["canary", "blue-green", "shadow"], "canary"),
  word("traffic_division", ["replicas", "router"], "replicas"),
  whole("rollout_pods", "pods", 0...10_000, [0, 1, 2, 4, 5, 8, 10, 20, 50, 100], 0).meaning(
    "as-given"),
  whole("first_weight_percent", "%", 0...100, [0, 1, 5, 10, 20, 25, 30, 50, 100], 0).meaning(
    "as-given"),
  whole("step_pause_s", "s", -1...86_400, [-1, 0, 10, 30, 60, 120, 300, 600], -1).meaning(
    "as-given", at: -1),
  whole("max_surge_percent", "%", 0...100, [0, 10, 25, 50, 100], 25),
  whole("max_unavailable_percent", "%", 0...100, [0, 10, 25, 50, 100], 25),
  toggle("dynamic_stable_scale", false),
  whole("rollout_scale_down_delay_s", "s", 0...86_400, [0, 10, 30, 60, 120, 300], 30),
  whole("mirror_percent", "%", 0...100, [0, 5, 10, 25, 50, 100], 100),
  whole("preview_pods_percent", "%", 1...100, [10, 25, 50, 100], 100),
  whole("preview_requests", "requests/s", 0...10_000, [0, 1, 5, 10, 20, 50, 100], 10).meaning(
    "none"),
  whole("auto_promotion_s", "s", -1...86_400, [-1, 0, 30, 60, 120, 300], 0).meaning(
    "person", at: -1),
  word(
    "analysis_rule",
    ["none", "threshold", "fixed-horizon", "peeking", "group-sequential", "always-valid"], "none"),
  word("analysis_place", ["step", "background"], "step"),
  whole("analysis_interval_s", "s", 1...3_600, [5, 10, 15, 30, 60, 120], 10),
  whole("analysis_looks", "looks", 1...50, [1, 2, 3, 5, 10, 20, 30, 50], 10),
  whole("failure_limit", "", 0...50, [0, 1, 2, 3, 5, 10], 0),
  whole("consecutive_success_limit", "", 0...50, [0, 1, 2, 3, 5, 10], 0).meaning("off"),
  word("person_answer", ["nobody", "promotes", "aborts"], "nobody"),
  whole("person_delay_s", "s", 0...86_400, [0, 30, 60, 300, 600], 60),
  whole("repetitions", "", 0...1_000, [0, 10, 20, 40, 100, 200], 0).meaning("none"),
].map { AutoscalingKnob([.rollout], $0) }

/// What is measured of rollouts beside what services have too.
let rolloutMetrics: [MetricDefinition] = [
  MetricDefinition(id: "rollout_promoted", unit: "%", better: .neither),
  MetricDefinition(id: "rollout_time", unit: "s", better: .lower),
  MetricDefinition(id: "wrong_rollout", unit: "%", better: .lower),
  MetricDefinition(id: "extra_failures", unit: "requests", better: .lower),
  MetricDefinition(id: "shadow_requests", unit: "requests", better: .neither),
  MetricDefinition(id: "shadow_failures", unit: "requests", better: .neither),
  MetricDefinition(id: "unserved_requests", unit: "requests", better: .lower),
  MetricDefinition(id: "extra_pod_seconds", unit: "s", better: .lower),
  MetricDefinition(id: "weight_most", unit: "%", better: .neither),
  MetricDefinition(id: "analysis_measurements", unit: "", better: .neither),
  MetricDefinition(id: "promoted_of_repetitions", unit: "%", decimals: 1, better: .neither),
  MetricDefinition(id: "aborted_of_repetitions", unit: "%", decimals: 1, better: .neither),
  MetricDefinition(id: "wrong_rollouts", unit: "%", decimals: 1, better: .lower),
]
