import AutoscalingSim
import Traffic

/// Balancing policies by the words of the knob `balancing`.
let balancingPolicies: [(word: String, policy: BalancingPolicy)] = [
  ("least-request", .leastRequest()), ("round-robin", .roundRobin), ("random", .random),
  ("ring-hash", .ringHash()), ("maglev", .maglev()),
]

func whole(
  _ id: String, _ unit: String = "", _ range: ClosedRange<Int>, _ stops: [Int], _ standard: Int
) -> Knob {
  Knob(id: id, unit: unit, kind: .whole(range, stops: stops), standard: .whole(standard))
}

func word(_ id: String, _ words: [String], _ standard: String) -> Knob {
  Knob(id: id, kind: .word(words), standard: .word(standard))
}

func toggle(_ id: String, _ standard: Bool) -> Knob {
  Knob(id: id, kind: .toggle, standard: .toggle(standard))
}

/// A knob and the kinds of scenario in which it is turned.
struct AutoscalingKnob {
  let knob: Knob
  let kinds: Set<AutoscalingKind>

  init(_ kinds: Set<AutoscalingKind>, _ knob: Knob) {
    self.knob = knob
    self.kinds = kinds
  }
}

/// Every knob of the lab, those of a service first.
let allAutoscalingKnobs: [AutoscalingKnob] =
  autoscalingKnobs.map { AutoscalingKnob(sharedKnobs[$0.id] ?? [.service], $0) }
  + rolloutKnobs + inferenceKnobs + modelKnobs

/// Knobs of a service that other kinds have too.
private let sharedKnobs: [String: Set<AutoscalingKind>] = [
  "error_threshold_percent": [.service, .rollout, .inference],
  "target_utilization_percent": [.service, .inference],
  "stable_window_s": [.service, .inference],
  "pod_hour_cents": [.service, .rollout, .inference],
  "load_percent": [.service, .rollout, .inference, .models],
]

/// The knobs of a service; standard is the real system's default where it has one.
let autoscalingKnobs: [Knob] =
  [
    word("autoscaler", ["kpa", "hpa", "keda", "apa", "fixed"], "kpa"),
    word("scaling_metric", KPASpec.Metric.allCases.map(\.rawValue), "concurrency"),
    whole("scaling_target", "", 1...100_000, [1, 2, 5, 10, 20, 50, 100, 200], 100),
    whole("target_utilization_percent", "%", 1...100, [50, 60, 70, 80, 90, 100], 70),
    whole("container_concurrency", "requests", 0...1_000, [0, 1, 2, 5, 10, 20, 50, 100], 0).meaning(
      "no-limit"),
    whole("initial_pods", "pods", 0...10_000, [0, 1, 2, 5, 10, 20, 50, 100], 0),
    whole("min_scale", "pods", 0...10_000, [0, 1, 2, 5, 10, 20, 50], 0),
    whole("max_scale", "pods", 0...10_000, [0, 5, 10, 20, 50, 100, 500], 0).meaning("unset"),
  ] + knativeKnobs + otherScalerKnobs + coldStartKnobs + meshKnobs + [
    toggle("rollout", true),
    word(
      "rollout_judge", ["nobody", "threshold", "repeated-test", "sequential-test"], "nobody"),
    whole("error_threshold_percent", "%", 1...100, [1, 2, 5, 10, 20], 5),
    whole(
      "latency_objective_ms", "ms", 1...600_000, [100, 200, 500, 1_000, 2_000, 5_000, 10_000],
      1_000),
    whole("pod_hour_cents", "ct", 0...100_000, [0, 10, 50, 100, 200, 400], 200),
    whole(
      "load_percent", "%", 10...1_000, [25, 50, 75, 100, 125, 150, 200, 300], 100),
  ]

private let knativeKnobs: [Knob] = [
  whole("stable_window_s", "s", 6...3_600, [6, 10, 20, 30, 60, 120, 300], 60),
  whole("panic_window_percent", "%", 1...100, [5, 10, 20, 50, 100], 10),
  whole("panic_threshold_percent", "%", 110...1_000, [110, 150, 200, 300, 500, 1_000], 200),
  word("window_averaging", WindowAveraging.allCases.map(\.rawValue), "linear"),
  whole("target_burst_capacity", "requests", -1...100_000, [-1, 0, 10, 50, 100, 211, 1_000], 211)
    .meaning("always", at: -1),
  whole("max_scale_up_rate", "", 2...10_000, [2, 5, 10, 100, 1_000], 1_000),
  whole("max_scale_down_rate_percent", "%", 101...10_000, [110, 150, 200, 500, 1_000], 200),
  whole("scale_down_delay_s", "s", 0...3_600, [0, 10, 30, 60, 120, 300, 900], 0),
  whole("activation_scale", "pods", 1...1_000, [1, 2, 3, 5, 10], 1),
  toggle("scale_to_zero", true),
  whole("scale_to_zero_grace_s", "s", 0...3_600, [0, 10, 30, 60, 120], 30),
  whole("pod_retention_s", "s", 0...86_400, [0, 30, 60, 120, 300, 600, 1_800], 0),
  whole("network_programming_ms", "ms", 0...60_000, [0, 200, 1_000, 2_000, 5_000, 10_000], 1_000),
]

private let otherScalerKnobs: [Knob] = [
  whole("hpa_tolerance_percent", "%", 0...100, [0, 5, 10, 20, 50], 10),
  whole("hpa_metrics_interval_s", "s", 1...300, [5, 10, 15, 30, 60], 15),
  whole("hpa_up_percent", "%", 1...1_000, [10, 50, 100, 200, 900], 100),
  whole("hpa_up_pods", "pods", 1...1_000, [1, 2, 4, 10, 50], 4),
  whole("hpa_up_stabilization_s", "s", 0...3_600, [0, 15, 30, 60, 120], 0),
  whole("hpa_down_percent", "%", 1...100, [10, 25, 50, 100], 100),
  whole("hpa_down_stabilization_s", "s", 0...3_600, [0, 30, 60, 120, 300, 600], 300),
  whole("keda_polling_s", "s", 1...600, [1, 5, 10, 30, 60], 30),
  whole("keda_cooldown_s", "s", 0...3_600, [0, 30, 60, 120, 300, 600], 300),
  whole("keda_activation", "", 0...10_000, [0, 1, 5, 10, 50], 0),
  whole("apa_window_s", "s", 1...3_600, [10, 30, 60, 180, 300], 180),
  whole("apa_up_tolerance_percent", "%", 0...500, [0, 10, 20, 50, 100], 10),
  whole("apa_down_tolerance_percent", "%", 0...100, [0, 10, 20, 50, 90], 10),
  whole("apa_up_rate_percent", "%", 101...10_000, [150, 200, 300, 1_000], 200),
  whole("apa_down_rate_percent", "%", 101...10_000, [150, 200, 300, 1_000], 200),
]

private let coldStartKnobs: [Knob] = [
  word("image_delivery", ImageDelivery.allCases.map(\.rawValue), "registry"),
  word("model_delivery", ModelDelivery.allCases.map(\.rawValue), "download"),
  whole(
    "image_mib", "MiB", 0...100_000, [0, 100, 500, 1_000, 2_000, 4_000, 8_192, 16_384], 8_192),
  whole(
    "model_mib", "MiB", 0...2_000_000, [0, 500, 2_000, 7_500, 15_316, 65_000, 134_000], 15_316),
  whole("warm_up_s", "s", 0...3_600, [0, 1, 5, 10, 20, 40, 60], 10),
  whole("source_gbps", "Gbit/s", 1...10_000, [1, 5, 10, 25, 40, 100, 400], 40),
  whole("node_gbps", "Gbit/s", 1...1_000, [1, 5, 10, 25, 50, 100], 10),
  whole("unpack_mib_s", "MiB/s", 1...10_000, [50, 100, 300, 600, 1_000], 300),
  whole("load_mib_s", "MiB/s", 1...100_000, [200, 500, 1_000, 2_000, 5_000, 10_000], 2_000),
  whole("nodes", "nodes", 1...1_000, [1, 2, 4, 8, 16, 64, 100], 16),
  whole("pods_per_node", "pods", 1...1_000, [1, 2, 4, 8, 16, 110], 8),
  whole("node_provisioning_s", "s", 0...3_600, [0, 30, 60, 120, 300], 0).meaning("never"),
]

private let meshKnobs: [Knob] = [
  word("balancing", balancingPolicies.map(\.word), "least-request"),
  whole("session_keys", "keys", 1...1_000_000, [1, 10, 100, 1_000, 10_000], 1_000),
  toggle("outlier_detection", false),
  whole("outlier_errors", "", 1...1_000, [1, 3, 5, 10, 20], 5),
  whole("outlier_ejection_percent", "%", 0...100, [0, 10, 25, 50, 100], 10),
  whole("request_retries", "", 0...10, [0, 1, 2, 3, 5], 0),
  whole(
    "per_try_timeout_ms", "ms", 0...600_000, [0, 500, 1_000, 2_000, 5_000, 10_000, 30_000], 0
  ).meaning("no-limit"),
  whole("request_timeout_s", "s", 1...3_600, [5, 10, 15, 30, 60, 300], 300),
  whole("max_retries", "", 0...100_000, [0, 3, 10, 100, 1_000, 100_000], 100_000),
  whole("retry_budget_percent", "%", 0...100, [0, 5, 10, 20, 50, 100], 0).meaning("none"),
  whole("request_limit", "requests", 0...1_000_000, [0, 50, 100, 500, 1_024, 10_000], 0).meaning(
    "no-limit"),
  word("abandoned_work", ["cancelled", "continues"], "cancelled"),
  whole("pod_queue_factor", "", 0...1_000, [0, 1, 2, 5, 10, 50], 10).meaning("no-limit"),
]

/// What the autoscaling lab measures.
let autoscalingMetrics: [MetricDefinition] = [
  MetricDefinition(id: "success_percent", unit: "%", decimals: 2, better: .higher),
  MetricDefinition(id: "objective_percent", unit: "%", decimals: 1, better: .higher),
  MetricDefinition(id: "request_latency_p50", unit: "ms", better: .lower),
  MetricDefinition(id: "request_latency_p95", unit: "ms", better: .lower),
  MetricDefinition(id: "request_latency_p99", unit: "ms", better: .lower),
  MetricDefinition(id: "request_latency_max", unit: "ms", better: .lower),
  MetricDefinition(id: "held_max", unit: "ms", better: .lower),
  MetricDefinition(id: "cold_requests", unit: "requests", better: .lower),
  MetricDefinition(id: "pod_start_p50", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "pod_start_max", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "replicas_mean", unit: "pods", decimals: 2, better: .lower),
  MetricDefinition(id: "replicas_max", unit: "pods", better: .neither),
  MetricDefinition(id: "replica_seconds", unit: "s", better: .lower),
  MetricDefinition(id: "idle_percent", unit: "%", decimals: 1, better: .lower),
  MetricDefinition(id: "service_cost", unit: "ct", decimals: 1, better: .lower),
  MetricDefinition(id: "scale_ups", unit: "", better: .neither),
  MetricDefinition(id: "scale_downs", unit: "", better: .neither),
  MetricDefinition(id: "panic_seconds", unit: "s", better: .neither),
  MetricDefinition(id: "held_peak", unit: "requests", better: .lower),
  MetricDefinition(id: "attempts_per_request", unit: "", decimals: 2, better: .lower),
  MetricDefinition(id: "retries_refused", unit: "", better: .neither),
  MetricDefinition(id: "wasted_seconds", unit: "s", better: .lower),
  MetricDefinition(id: "canary_requests", unit: "requests", better: .neither),
  MetricDefinition(id: "canary_failures", unit: "requests", better: .lower),
  MetricDefinition(id: "rollout_percent", unit: "%", better: .neither),
  MetricDefinition(id: "requests_arrived", unit: "requests", better: .neither),
  MetricDefinition(id: "requests_served", unit: "requests", better: .higher),
  MetricDefinition(id: "requests_failed", unit: "requests", better: .lower),
  MetricDefinition(id: "requests_rejected", unit: "requests", better: .lower),
  MetricDefinition(id: "requests_timed_out", unit: "requests", better: .lower),
  MetricDefinition(id: "requests_in_flight", unit: "requests", better: .lower),
]
