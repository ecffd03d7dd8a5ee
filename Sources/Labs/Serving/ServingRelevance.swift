import ServingSim
import Wording

/// Which knobs an engine reads, and which settings do not go with it.
enum ServingRelevance {
  static func isRadix(_ choices: Choices) -> Bool { choices.word("engine") == "sglang" }

  /// Tokens of a KV block, or of a page of SGLang's.
  static func blockSize(_ choices: Choices) -> Int {
    choices.whole(isRadix(choices) ? "page_size" : "block_size")
  }

  /// Whether `knob` can change a run with these choices.
  static func matters(_ knob: String, under choices: Choices) -> Bool {
    if isRadix(choices) {
      switch knob {
      case "chunked_prefill_size": return choices.isOn("chunked_prefill")
      // With the tree off nothing is kept that could be ordered by or evicted.
      case "radix_eviction": return choices.isOn("prefix_caching")
      // Clients that name the length of their answers are counted with all of it.
      case "schedule_conservativeness_percent": return choices.whole("client_max_tokens") > 0
      default: return !vllmOnly.contains(knob) && !refused.contains { $0.knob == knob }
      }
    }
    return !radixOnly.contains(knob)
  }

  private static let radixOnly: Set<String> = [
    "page_size", "schedule_policy", "chunked_prefill_size", "max_prefill_tokens", "mixed_chunk",
    "radix_eviction", "schedule_conservativeness_percent", "client_max_tokens",
  ]
  /// SGLang has another setting for it, or none; they may stay at any value.
  private static let vllmOnly: Set<String> = [
    "block_size", "max_num_batched_tokens", "long_prefill_token_threshold",
    "watermark_permille", "reserve_full_isl", "eviction", "acceptance_percent",
    "draft_cost_percent", "kv_link_gbps",
  ]
  /// What is not simulated under SGLang's rules, and the value that leaves it out.
  private static let refused: [(knob: String, off: KnobValue)] = [
    ("allocation", .word("paged")), ("batching", .word("continuous")),
    ("async_scheduling", .toggle(false)), ("swap_space_gib", .whole(0)),
    ("host_offload_gib", .whole(0)), ("disk_offload_gib", .whole(0)),
    ("remote_offload_gib", .whole(0)), ("num_speculative_tokens", .whole(0)),
    ("max_loras", .whole(0)), ("decode_replicas", .whole(0)),
  ]

  /// What says when requests come, and what only judges how they were served.
  static let notServing: Set<String> = [
    "load_percent", "ttft_objective_ms", "tpot_objective_ms", "gpu_hour_cents",
  ]

  /// Why choices that are each right by themselves do not go together.
  static func refusal(of choices: Choices, _ policies: ServingPolicies) -> LabProblem? {
    guard isRadix(choices) else { return nil }
    for item in refused where choices[item.knob] != item.off {
      return LabProblem(
        Message(
          "lab.problem.radix-without", item.knob, choices[item.knob]?.description ?? "",
          item.off.description))
    }
    if policies.eviction != nil || policies.order != nil {
      return LabProblem(Message("lab.problem.radix-policies"))
    }
    let order = choices.word("schedule_policy")
    if choices.word("scheduling_policy") == "priority", order != "fcfs", order != "lof" {
      return LabProblem(Message("lab.problem.radix-priority", order))
    }
    let (chunk, page) = (choices.whole("chunked_prefill_size"), choices.whole("page_size"))
    if choices.isOn("chunked_prefill"), page > 0, chunk % page != 0 {
      return LabProblem(Message("lab.problem.radix-chunk", String(chunk), String(page)))
    }
    return nil
  }
}
