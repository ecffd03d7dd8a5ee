/// The knobs of the runtime lab; standard is what Kubernetes v1.35 or containerd 2.x has where it has
/// one.
let runtimeKnobs: [Knob] = [
  Knob(id: "snapshotter", kind: .word(["overlayfs", "stargz"]), standard: .word("overlayfs")),
  Knob(id: "images_present", kind: .toggle, standard: .toggle(false)),
  Knob(id: "serialize_image_pulls", kind: .toggle, standard: .toggle(true)),
  Knob(
    id: "max_parallel_image_pulls", kind: .whole(0...1_000, stops: [0, 1, 2, 4, 8, 16]),
    standard: .whole(0)
  ).meaning("no-limit"),
  Knob(
    id: "max_concurrent_downloads", unit: "layers",
    kind: .whole(1...64, stops: [1, 2, 3, 5, 10, 20]), standard: .whole(3)),
  Knob(
    id: "registry_mb_per_s", unit: "MB/s",
    kind: .whole(1...100_000, stops: [1, 5, 25, 125, 625, 1_250, 5_000]), standard: .whole(125)),
  Knob(
    id: "connection_mb_per_s", unit: "MB/s",
    kind: .whole(1...100_000, stops: [5, 20, 60, 125, 500]), standard: .whole(60)),
  Knob(
    id: "startup_read_permille", unit: "\u{2030}",
    kind: .whole(0...1_000, stops: [0, 20, 64, 150, 300, 600, 1_000]), standard: .whole(64)),
  Knob(
    id: "topology_manager_policy",
    kind: .word(["none", "best-effort", "restricted", "single-numa-node"]),
    standard: .word("none")),
  Knob(id: "cpu_manager_policy", kind: .word(["none", "static"]), standard: .word("none")),
  Knob(
    id: "attach_limit", unit: "volumes", kind: .whole(0...10_000, stops: [1, 2, 4, 8, 16, 25, 64]),
    standard: .whole(25)),
  Knob(
    id: "startup_probe", kind: .toggle, standard: .toggle(false)),
  Knob(
    id: "probe_failure_threshold", kind: .whole(0...1_000, stops: [0, 1, 3, 6, 10, 20]),
    standard: .whole(0)
  ).meaning("as-given"),
  Knob(
    id: "app_startup_percent", unit: "%",
    kind: .whole(0...10_000, stops: [0, 50, 100, 200, 400]), standard: .whole(100)),
  Knob(
    id: "termination_grace_percent", unit: "%",
    kind: .whole(0...10_000, stops: [0, 25, 50, 100, 200]), standard: .whole(100)),
  Knob(
    id: "max_container_restart_s", unit: "s",
    kind: .whole(1...300, stops: [1, 10, 60, 150, 300]), standard: .whole(300)),
  Knob(
    id: "image_gc_high_percent", unit: "%", kind: .whole(1...100, stops: [50, 70, 85, 95]),
    standard: .whole(85)),
  Knob(
    id: "image_gc_low_percent", unit: "%", kind: .whole(0...100, stops: [40, 60, 80, 90]),
    standard: .whole(80)),
  Knob(
    id: "eviction_imagefs_percent", unit: "%", kind: .whole(0...100, stops: [5, 10, 15, 25]),
    standard: .whole(15)),
  Knob(id: "faults", kind: .toggle, standard: .toggle(true)),
  Knob(
    id: "objects_percent", unit: "%", kind: .whole(1...10_000, stops: [10, 50, 100, 200, 1_000]),
    standard: .whole(100)),
  Knob(
    id: "load_percent", unit: "%", kind: .whole(1...1_000, stops: [25, 50, 100, 200, 400]),
    standard: .whole(100)),
]

/// What the runtime lab measures.
let runtimeMetrics: [MetricDefinition] = [
  MetricDefinition(id: "time_to_ready_mean", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "time_to_ready_p95", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "time_to_ready_max", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "ready_pods", unit: "pods", better: .higher),
  MetricDefinition(id: "failed_pods", unit: "pods", better: .lower),
  MetricDefinition(id: "refused_pods", unit: "pods", better: .lower),
  MetricDefinition(id: "container_restarts", unit: "", better: .lower),
  MetricDefinition(id: "warning_events", unit: "", better: .lower),
  MetricDefinition(id: "failed_calls", unit: "calls", better: .lower),
  MetricDefinition(id: "image_pull_mean", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "image_pull_p95", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "pulled_mib", unit: "MiB", better: .lower),
  MetricDefinition(id: "deduped_mib", unit: "MiB", better: .higher),
  MetricDefinition(id: "images_removed", unit: "images", better: .neither),
  MetricDefinition(id: "evicted_pods", unit: "pods", better: .lower),
  MetricDefinition(id: "time_to_terminate_mean", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "time_to_terminate_p95", unit: "s", decimals: 1, better: .lower),
  MetricDefinition(id: "killed_containers", unit: "", better: .lower),
  MetricDefinition(id: "fake_nodes_ready", unit: "nodes", better: .higher),
  MetricDefinition(id: "fake_pods_ready", unit: "pods", better: .higher),
  MetricDefinition(id: "stage_plays", unit: "", better: .neither),
  MetricDefinition(id: "api_writes_per_second", unit: "1/s", decimals: 1, better: .neither),
  MetricDefinition(id: "api_writes_peak", unit: "1/s", decimals: 1, better: .neither),
  MetricDefinition(id: "objects_gone", unit: "", better: .neither),
  MetricDefinition(id: "object_states", unit: "", better: .neither),
]
