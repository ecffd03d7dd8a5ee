/// The knobs of the scheduling lab; standard is kube-scheduler v1.35's default profile.
let schedulingKnobs: [Knob] = generalKnobs + volcanoKnobs + kaiKnobs

private let generalKnobs: [Knob] = [
  Knob(
    id: "control_plane", kind: .word(ControlPlaneSetup.words), standard: .word("kube-scheduler")),
  Knob(
    id: "gang", kind: .word(["off", "permit", "pod-group-cycle"]), standard: .word("off")),
  Knob(
    id: "gang_timeout_seconds", unit: "s",
    kind: .whole(1...86_400, stops: [10, 30, 60, 120, 300, 600, 1_800]), standard: .whole(300)),
  Knob(
    id: "backfill", kind: .word(["fifo", "easy", "conservative"]), standard: .word("easy")),
  Knob(id: "godel_schedulers", kind: .whole(1...8, stops: [1, 2, 3, 4, 8]), standard: .whole(2)),
  Knob(id: "godel_partitions", kind: .toggle, standard: .toggle(false)),
  Knob(id: "preemption", kind: .toggle, standard: .toggle(true)),
  Knob(id: "upstream_quirks", kind: .toggle, standard: .toggle(true)),
  Knob(id: "fair_sharing", kind: .toggle, standard: .toggle(false)),
  Knob(id: "borrowing", kind: .toggle, standard: .toggle(true)),
  Knob(
    id: "quota_percent", unit: "%",
    kind: .whole(1...1_000, stops: [25, 50, 75, 100, 125, 150, 200]), standard: .whole(100)),
  Knob(
    id: "termination_grace_seconds", unit: "s",
    kind: .whole(0...3_600, stops: [0, 5, 30, 60, 300]), standard: .whole(0)),
  Knob(
    id: "scoring_strategy",
    kind: .word(
      [
        "least-allocated", "most-allocated", "requested-to-capacity-ratio", "random",
        "dot-product", "gpu-clustering", "gpu-packing", "best-fit", "fgd",
      ]),
    standard: .word("least-allocated")),
  Knob(id: "cpu_weight", kind: .whole(0...100, stops: weights), standard: .whole(1)),
  Knob(id: "memory_weight", kind: .whole(0...100, stops: weights), standard: .whole(1)),
  Knob(id: "gpu_weight", kind: .whole(0...100, stops: weights), standard: .whole(0)),
  Knob(
    id: "ratio_shape", kind: .word(["packing", "half-full", "spreading"]),
    standard: .word("packing")),
  Knob(id: "fit_weight", kind: .whole(0...100, stops: weights), standard: .whole(1)),
  Knob(id: "balanced_weight", kind: .whole(0...100, stops: weights), standard: .whole(1)),
  Knob(id: "taint_weight", kind: .whole(0...100, stops: weights), standard: .whole(3)),
  Knob(id: "affinity_weight", kind: .whole(0...100, stops: weights), standard: .whole(2)),
  Knob(id: "spread_weight", kind: .whole(0...100, stops: weights), standard: .whole(2)),
  Knob(id: "pod_affinity_weight", kind: .whole(0...100, stops: weights), standard: .whole(2)),
  Knob(id: "image_weight", kind: .whole(0...100, stops: weights), standard: .whole(1)),
  Knob(
    id: "percentage_of_nodes_to_score", unit: "%",
    kind: .whole(0...100, stops: [0, 5, 10, 20, 50, 100]), standard: .whole(0)),
  Knob(
    id: "queue_order",
    kind: .word(["priority", "smallest-first", "largest-first", "shortest-first"]),
    standard: .word("priority")),
  Knob(
    id: "load_percent", unit: "%",
    kind: .whole(10...1_000, stops: [25, 50, 75, 100, 125, 150, 200, 300]),
    standard: .whole(100)),
  Knob(
    id: "nodes_percent", unit: "%",
    kind: .whole(10...1_000, stops: [25, 50, 75, 100, 125, 150, 200]),
    standard: .whole(100)),
]

/// A weight of 0 leaves the resource or plugin out.
private let weights = [0, 1, 2, 3, 5, 10, 20]

/// What the scheduling lab measures.
let schedulingMetrics: [MetricDefinition] = [
  MetricDefinition(id: "gpu_allocation", unit: "%", decimals: 1, better: .higher),
  MetricDefinition(id: "gpu_utilisation", unit: "%", decimals: 1, better: .higher),
  MetricDefinition(id: "gpu_allocation_end", unit: "%", decimals: 1, better: .higher),
  MetricDefinition(id: "fragmentation", unit: "%", decimals: 1, better: .lower),
  MetricDefinition(id: "fragmentation_end", unit: "%", decimals: 1, better: .lower),
  MetricDefinition(id: "free_nodes", unit: "nodes", decimals: 1, better: .higher),
  MetricDefinition(id: "queue_wait_p50", unit: "s", better: .lower),
  MetricDefinition(id: "queue_wait_p95", unit: "s", better: .lower),
  MetricDefinition(id: "queue_wait_p99", unit: "s", better: .lower),
  MetricDefinition(id: "queue_wait_mean", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "largest_wait", unit: "s", better: .lower),
  MetricDefinition(id: "group_wait", unit: "s", better: .lower),
  MetricDefinition(id: "completion_p50", unit: "s", better: .lower),
  MetricDefinition(id: "completion_p95", unit: "s", better: .lower),
  MetricDefinition(id: "completion_p99", unit: "s", better: .lower),
  MetricDefinition(id: "makespan", unit: "s", better: .lower),
  MetricDefinition(id: "fairness", unit: "", decimals: 3, better: .higher),
  MetricDefinition(id: "pods_arrived", unit: "pods", better: .neither),
  MetricDefinition(id: "pods_placed", unit: "pods", better: .higher),
  MetricDefinition(id: "pods_waiting", unit: "pods", better: .lower),
  MetricDefinition(id: "pods_finished", unit: "pods", better: .higher),
  MetricDefinition(id: "attempts", unit: "cycles", better: .lower),
  MetricDefinition(id: "jobs_arrived", unit: "jobs", better: .neither),
  MetricDefinition(id: "jobs_finished", unit: "jobs", better: .higher),
  MetricDefinition(id: "jobs_waiting", unit: "jobs", better: .lower),
  MetricDefinition(id: "job_wait_p50", unit: "s", better: .lower),
  MetricDefinition(id: "job_wait_p95", unit: "s", better: .lower),
  MetricDefinition(id: "job_wait_p99", unit: "s", better: .lower),
  MetricDefinition(id: "job_completion_p50", unit: "s", better: .lower),
  MetricDefinition(id: "job_completion_p95", unit: "s", better: .lower),
  MetricDefinition(id: "job_completion_p99", unit: "s", better: .lower),
  MetricDefinition(id: "starved_jobs", unit: "jobs", better: .lower),
  MetricDefinition(id: "pods_preempted", unit: "pods", better: .lower),
  MetricDefinition(id: "pods_evicted", unit: "pods", better: .lower),
  MetricDefinition(id: "job_failures", unit: "", better: .lower),
  MetricDefinition(id: "lost_gpu_hours", unit: "GPU-h", decimals: 2, better: .lower),
  MetricDefinition(id: "deadlocks", unit: "", better: .lower),
  MetricDefinition(id: "conflicts", unit: "pods", better: .lower),
  MetricDefinition(id: "lowest_share", unit: "%", decimals: 1, better: .higher),
  MetricDefinition(id: "share_evenness", unit: "", decimals: 3, better: .higher),
]
