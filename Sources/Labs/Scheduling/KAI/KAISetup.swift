import BatchQueueing
import ClusterRun

/// What knobs say about KAI.
struct KAIChoices: Sendable, Hashable {
  var spreads = false
  /// Hundredths of the saturation multiplier; 100 is KAI's default.
  var reclaimMultiplierPercent = 100

  init(spreads: Bool = false, reclaimMultiplierPercent: Int = 100) {
    self.spreads = spreads
    self.reclaimMultiplierPercent = reclaimMultiplierPercent
  }

  init(_ choices: Choices) {
    spreads = choices.word("kai_placement") == "spread"
    reclaimMultiplierPercent = choices.whole("kai_reclaim_multiplier_percent")
  }
}

extension SchedulingScenario {
  /// KAI with its defaults, but for what was chosen.
  func kaiOptions(_ choices: KAIChoices = KAIChoices()) -> KAIControlPlane.Options {
    var session = KAI.Options()
    session.gpuPlacement = choices.spreads ? .spread : .pack
    session.cpuPlacement = session.gpuPlacement
    session.saturationMultiplier = Double(max(100, choices.reclaimMultiplierPercent)) / 100
    return KAIControlPlane.Options(session: session, queues: batchQueues)
  }
}
