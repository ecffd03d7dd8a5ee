/// Which knobs a control plane reads: turning another one changes nothing.
enum KnobRelevance {
  /// Whether `knob` can change a run with these choices.
  static func matters(_ knob: String, under choices: Choices) -> Bool {
    let plane = choices.word("control_plane")
    switch knob {
    case "control_plane", "termination_grace_seconds", "load_percent", "nodes_percent": return true
    case "gang": return placesByKube(plane)
    case "gang_timeout_seconds":
      return plane == "godel" || (placesByKube(plane) && choices.word("gang") == "permit")
    case "backfill": return plane == "backfill"
    case "godel_schedulers", "godel_partitions": return plane == "godel"
    case "fair_sharing", "borrowing", "quota_percent": return plane == "kueue"
    case "volcano_actions", "volcano_shares": return plane == "volcano"
    case "kai_placement", "kai_reclaim_multiplier_percent": return plane == "kai"
    case "preemption", "percentage_of_nodes_to_score": return usesProfile(plane)
    case "scoring_strategy": return usesProfile(plane)
    case "ratio_shape":
      return usesProfile(plane)
        && choices.word("scoring_strategy") == "requested-to-capacity-ratio"
    case _ where knob.hasSuffix("_weight"):
      // The policies of the FGD paper stand in place of all other scores.
      let own = ["least-allocated", "most-allocated", "requested-to-capacity-ratio"]
      return usesProfile(plane) && own.contains(choices.word("scoring_strategy"))
    default: return true
    }
  }

  /// kube-scheduler, alone or behind Kueue.
  private static func placesByKube(_ plane: String) -> Bool {
    plane == "kube-scheduler" || plane == "kueue"
  }

  /// Scores nodes by the profile of the knobs; the others bring their own.
  private static func usesProfile(_ plane: String) -> Bool {
    placesByKube(plane) || plane == "godel"
  }
}
