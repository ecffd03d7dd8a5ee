import Curriculum
import Labs
import TerminalUI
import Wording

/// What only the lab does.
public enum LabAction: Hashable, Sendable {
  case run, cancel
  /// Keeps the last run as A, to compare later ones with it.
  case keep
  case sweep
  /// Types the seed or an exact value of the knob in focus.
  case edit
  /// The knob in focus, or all of them, as the scenario has them.
  case standard, allStandard
  case save, export
  /// To the first decision that A and B do not share.
  case divergence
  /// Sets the knobs as the next of the scenario's suggestions says.
  case tryNext
  /// Which change of one knob would serve the chosen subject.
  case whatIf
  /// To the question what is wrong, of a scenario that hides a fault.
  case diagnose
  /// Picks a cause; what it is worth is told.
  case pick(RuntimeCause)
}

/// Free play: the list of scenarios, or one lab with its knobs, runs, replay, comparison and sweep.
public struct LabScreen: Screen {
  enum Pane: Int, CaseIterable, Sendable {
    case setup, result, replay, compare, sweep

    var titleKey: String {
      switch self {
      case .setup: "tutor.lab.pane.setup"
      case .result: "tutor.lab.pane.result"
      case .replay: "tutor.lab.pane.replay"
      case .compare: "tutor.lab.pane.compare"
      case .sweep: "tutor.lab.pane.sweep"
      }
    }
  }
  /// What is being typed, and in which field.
  enum Typing: Hashable, Sendable {
    case seed
    case value(knob: String)
    case savePath, exportPath
  }
  /// A line of the setup that can have the focus.
  enum Row: Sendable {
    case scenario, seed
    case knob(Knob)
  }

  let id: LabID?
  /// `nil` until they are listed.
  var scenarios: [ScenarioSummary]?
  /// Name of the scenario that is open or being read.
  var name: String?
  var scenario: LabScenario?
  var trouble: String?
  var pane = Pane.setup
  /// What the right half shows where both halves have room.
  var right = Pane.result
  var listPosition = PagePosition()
  var resultPosition = PagePosition()
  var comparePosition = PagePosition()
  var row = 0
  /// What the learner turned; the scenario says the rest.
  var choices = Choices()
  var seed = LabScreen.standardSeed
  var run: (any LabRun)?
  var runTrouble: String?
  var outcome: RunOutcome?
  /// The run kept as A.
  var kept: RunOutcome?
  var comparison: Comparison?
  var replay: ReplayView?
  var sweep: SweepView?
  /// A search for the change that would serve a subject, while it goes on.
  var whatIf: WhatIf?
  /// Causes that were picked for the present run, the last one at the end.
  var picks: [RuntimeCause] = []
  /// Name of the scenario of the last run: a walk to another one leaves its result standing.
  var ranName: String?
  var typing: Typing?
  var editor = LineEditor()
  /// Whether a scenario is being written: it is noted in the record once it is.
  var isSaving = false
  public var wantsPlace: Place?
  public var notice: Notice?

  /// The seed before another one is typed; any text will do.
  static let standardSeed = "lesson"

  public init(_ id: LabID?, scenario: String? = nil) {
    self.id = id
    name = scenario
    isFixed = scenario != nil
  }
  /// Whether the place names the scenario.
  private let isFixed: Bool

  public var place: Place {
    guard let id, isFixed, let name else { return .lab(id) }
    return .scenario(id, name)
  }

  var lab: (any Lab)? { id.map(Labs.lab) }

  public var isTyping: Bool { typing != nil }

  private var isPlaying: Bool { pane == .replay && replay?.isPlaying == true }
  var isRunning: Bool { run != nil || whatIf != nil || sweep?.isRunning == true }
  public var wantsSlices: Bool { isRunning || isPlaying }
  public var slicePause: Int { !isRunning && isPlaying ? replayPause : 0 }

  /// A value for every knob; `nil` without a scenario.
  var complete: Choices? {
    guard let scenario, let lab else { return nil }
    return try? lab.complete(choices, for: scenario)
  }

  /// The value that the scenario gives a knob.
  func standard(_ knob: Knob) -> KnobValue { scenario?.choices[knob.id] ?? knob.standard }

  /// The scenarios of this lab.
  var ownScenarios: [ScenarioSummary] { scenarios?.filter { $0.lab == id } ?? [] }

  /// Knobs in groups, each group in the lab's order.
  var groups: [(key: String, knobs: [Knob])] {
    let knobs = scenario.flatMap { lab?.knobs(for: $0) } ?? lab?.knobs ?? []
    return knobGroups.compactMap { group in
      let members = knobs.filter { knobGroup($0.id) == group }
      return members.isEmpty ? nil : ("tutor.lab.group." + group, members)
    }
  }

  var rowsOfSetup: [Row] { [.scenario, .seed] + groups.flatMap(\.knobs).map(Row.knob) }

  /// The knob in focus.
  var knob: Knob? {
    let rows = rowsOfSetup
    if rows.indices.contains(row), case .knob(let knob) = rows[row] { return knob }
    return nil
  }
}

/// Groups in the order in which they are shown.
private let knobGroups = [
  "images", "devices", "containers", "deciding", "fleet", "memory", "batching", "scores", "queue",
  "traffic", "hardware",
  "objectives", "other",
]

private func knobGroup(_ id: String) -> String {
  switch id {
  case "block_size", "kv_tokens", "prefix_caching", "allocation", "watermark_permille",
    "reserve_full_isl", "eviction", "swap_space_gib", "kv_bits", "host_offload_gib",
    "disk_offload_gib", "remote_offload_gib", "page_size", "radix_eviction":
    "memory"
  case "max_num_batched_tokens", "max_num_seqs", "chunked_prefill",
    "long_prefill_token_threshold", "batching", "async_scheduling", "num_speculative_tokens",
    "acceptance_percent", "draft_cost_percent", "max_loras", "chunked_prefill_size",
    "max_prefill_tokens", "mixed_chunk":
    "batching"
  case "budget_percent", "budget_shape", "budget_charging", "num_retries",
    "max_parallel_retries", "first_token_timeout_ms", "consecutive_errors", "ejection_seconds",
    "workflow_engine", "fail_fast", "retry_limit", "retry_policy", "decision_rule",
    "decision_metric", "search_method":
    "deciding"
  case "semantic_cache", "similarity_permille", "cache_per_tenant", "step_cache": "memory"
  case "pool_replicas", "replicas", "routing", "decode_replicas", "kv_link_gbps",
    "replica_failures",
    "failure_detection_ms":
    "fleet"
  case _ where id.hasSuffix("_scorer_weight"): "fleet"
  case "ttft_objective_ms", "tpot_objective_ms", "gpu_hour_cents": "objectives"
  case "engine", "control_plane", "gang", "gang_timeout_seconds", "preemption",
    "termination_grace_seconds",
    "fair_sharing", "borrowing", "quota_percent", "backfill", "godel_schedulers":
    "deciding"
  case _ where id.hasPrefix("volcano_") || id.hasPrefix("kai_") || id.hasPrefix("kueue_"):
    "deciding"
  case "scheduling_policy", "queue_order", "schedule_policy",
    "schedule_conservativeness_percent", "client_max_tokens":
    "queue"
  case "load_percent", "objects_percent", "faults": "traffic"
  case "snapshotter", "images_present", "serialize_image_pulls", "max_parallel_image_pulls",
    "max_concurrent_downloads", "registry_mb_per_s", "connection_mb_per_s",
    "startup_read_permille", "image_gc_high_percent", "image_gc_low_percent",
    "eviction_imagefs_percent":
    "images"
  case "topology_manager_policy", "cpu_manager_policy", "attach_limit": "devices"
  case "startup_probe", "probe_failure_threshold", "app_startup_percent",
    "termination_grace_percent", "max_container_restart_s":
    "containers"
  case "gpu", "nodes_percent", "model", "tensor_parallel_size", "pipeline_parallel_size",
    "expert_parallel", "weight_bits", "kernel_launch":
    "hardware"
  case _ where id.hasSuffix("_weight"): "scores"
  case "scoring_strategy", "ratio_shape", "percentage_of_nodes_to_score": "scores"
  default: "other"
  }
}
