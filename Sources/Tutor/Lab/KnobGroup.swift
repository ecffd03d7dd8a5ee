/// What a knob is about: the setup shows knobs in groups, in this order.
enum KnobGroup: String, CaseIterable {
  // Node runtime.
  case images, devices, containers
  // Cloud-native serving.
  case autoscaler, knative, hpa, keda, apa
  case coldStart = "cold-start"
  case mesh, retries, rollout, analysis, components, models
  // Gateway and workflow.
  case budgets, failures
  case answerCache = "answer-cache"
  case workflow, index, retrieval, experiment
  // Scheduling and serving.
  case deciding, fleet, memory, batching, scores, queue
  // All of them.
  case traffic, hardware, objectives, other

  var titleKey: String { "tutor.lab.group." + rawValue }

  init(of knob: String) { self = Self.groups[knob] ?? Self.family(of: knob) }

  private static let groups: [String: Self] = {
    var groups: [String: Self] = [:]
    for (group, knobs) in members { for knob in knobs { groups[knob] = group } }
    return groups
  }()

  private static let members: [(Self, [String])] = [
    (
      .images,
      [
        "snapshotter", "images_present", "serialize_image_pulls", "max_parallel_image_pulls",
        "max_concurrent_downloads", "registry_mb_per_s", "connection_mb_per_s",
        "startup_read_permille", "image_gc_high_percent", "image_gc_low_percent",
        "eviction_imagefs_percent",
      ]
    ),
    (.devices, ["topology_manager_policy", "cpu_manager_policy", "attach_limit"]),
    (
      .containers,
      [
        "startup_probe", "probe_failure_threshold", "app_startup_percent",
        "termination_grace_percent", "max_container_restart_s",
      ]
    ),
    (
      .autoscaler,
      [
        "autoscaler", "scaling_metric", "scaling_target", "target_utilization_percent",
        "container_concurrency", "initial_pods", "min_scale", "max_scale",
      ]
    ),
    (
      .knative,
      [
        "stable_window_s", "window_averaging", "target_burst_capacity", "max_scale_up_rate",
        "max_scale_down_rate_percent", "scale_down_delay_s", "activation_scale", "pod_retention_s",
        "network_programming_ms",
      ]
    ),
    (
      .coldStart,
      [
        "image_delivery", "model_delivery", "image_mib", "model_mib", "warm_up_s", "source_gbps",
        "node_gbps", "unpack_mib_s", "load_mib_s", "nodes", "pods_per_node", "node_provisioning_s",
      ]
    ),
    (
      .mesh,
      [
        "balancing", "session_keys", "outlier_detection", "outlier_errors",
        "outlier_ejection_percent", "request_limit", "pod_queue_factor",
      ]
    ),
    (
      .retries,
      [
        "request_retries", "per_try_timeout_ms", "request_timeout_s", "max_retries",
        "retry_budget_percent", "abandoned_work",
      ]
    ),
    (
      .rollout,
      [
        "rollout", "rollout_judge", "error_threshold_percent", "rollout_strategy",
        "traffic_division", "rollout_pods", "first_weight_percent", "step_pause_s",
        "max_surge_percent", "max_unavailable_percent", "dynamic_stable_scale",
        "rollout_scale_down_delay_s", "mirror_percent", "preview_pods_percent",
        "preview_requests", "auto_promotion_s", "person_answer", "person_delay_s",
        "canary_traffic_percent", "canary_verdict", "canary_hold_s",
      ]
    ),
    (.analysis, ["failure_limit", "consecutive_success_limit"]),
    (
      .components,
      [
        "component_scaler", "component_most_pods", "predictor_pods", "transformer_pods",
        "explainer_pods", "predictor_concurrency", "transformer_concurrency",
      ]
    ),
    (
      .models,
      [
        "mesh_servers", "server_memory_percent", "models_percent", "max_loading_concurrency",
        "min_churn_age_s",
      ]
    ),
    (.budgets, ["budget_percent", "budget_shape", "budget_charging"]),
    (
      .failures,
      [
        "faults", "num_retries", "max_parallel_retries", "first_token_timeout_ms",
        "consecutive_errors",
        "ejection_seconds",
      ]
    ),
    (.answerCache, ["semantic_cache", "similarity_permille", "cache_per_tenant"]),
    (
      .workflow,
      [
        "workflow_engine", "parallelism", "fail_fast", "retry_limit", "retry_policy",
        "spot_life_percent", "step_cache",
      ]
    ),
    (
      .index,
      [
        "index", "hnsw_m", "hnsw_ef_construction", "hnsw_ef_search", "ivf_lists", "ivf_probes",
        "embedding_dimension",
      ]
    ),
    (
      .retrieval,
      ["search_method", "top_k", "candidates", "rerank", "chunk_words", "overlap_words"]
    ),
    (
      .experiment,
      [
        "decision_rule", "decision_metric", "experiment_days", "planned_looks", "minimum_days",
        "stops_at_mismatch", "repetitions",
      ]
    ),
    (
      .deciding,
      [
        "engine", "control_plane", "gang", "gang_timeout_seconds", "preemption",
        "termination_grace_seconds", "fair_sharing", "borrowing", "quota_percent", "backfill",
        "godel_schedulers", "godel_partitions", "upstream_quirks",
      ]
    ),
    (
      .fleet,
      [
        "pool_replicas", "replicas", "routing", "decode_replicas", "kv_link_gbps",
        "replica_failures", "failure_detection_ms",
      ]
    ),
    (
      .memory,
      [
        "block_size", "kv_tokens", "prefix_caching", "allocation", "watermark_permille",
        "reserve_full_isl", "eviction", "swap_space_gib", "kv_bits", "host_offload_gib",
        "disk_offload_gib", "remote_offload_gib", "page_size", "radix_eviction",
      ]
    ),
    (
      .batching,
      [
        "max_num_batched_tokens", "max_num_seqs", "chunked_prefill",
        "long_prefill_token_threshold", "batching", "async_scheduling", "num_speculative_tokens",
        "acceptance_percent", "draft_cost_percent", "max_loras", "chunked_prefill_size",
        "max_prefill_tokens", "mixed_chunk",
      ]
    ),
    (.scores, ["scoring_strategy", "ratio_shape", "percentage_of_nodes_to_score"]),
    (
      .queue,
      [
        "scheduling_policy", "queue_order", "schedule_policy",
        "schedule_conservativeness_percent", "client_max_tokens",
      ]
    ),
    (
      .traffic,
      ["load_percent", "objects_percent", "explain_permille", "popularity_skew_percent"]
    ),
    (
      .hardware,
      [
        "gpu", "nodes_percent", "model", "tensor_parallel_size", "pipeline_parallel_size",
        "expert_parallel", "weight_bits", "kernel_launch",
      ]
    ),
    (
      .objectives,
      [
        "ttft_objective_ms", "tpot_objective_ms", "gpu_hour_cents", "latency_objective_ms",
        "pod_hour_cents",
      ]
    ),
  ]

  /// Of knobs that share the beginning or the end of their names.
  private static func family(of knob: String) -> Self {
    let beginnings: [(String, Self)] = [
      ("volcano_", .deciding), ("kai_", .deciding), ("kueue_", .deciding), ("panic_", .knative),
      ("scale_to_zero", .knative), ("hpa_", .hpa), ("keda_", .keda), ("apa_", .apa),
      ("analysis_", .analysis),
    ]
    if let (_, group) = beginnings.first(where: { knob.hasPrefix($0.0) }) { return group }
    if knob.hasSuffix("_scorer_weight") { return .fleet }
    return knob.hasSuffix("_weight") ? .scores : .other
  }
}
