import Simulation

/// One step of a canary, as in a Rollout's `strategy.canary.steps`.
public enum CanaryStep: Hashable, Sendable {
  /// The share of traffic that the canary gets, in parts of the rollout's `maxWeight`.
  case setWeight(Int)
  /// Waits this long; `nil` waits until somebody promotes.
  case pause(SimDuration?)
  /// Pods of the canary apart from its traffic; needs a traffic router.
  case setCanaryScale(CanaryScale)
  /// Runs the analysis with this index of the plan until it ends; failure aborts.
  case analysis(Int)
  /// Copies this percentage of requests to the canary and drops its answers; 0 ends it. Needs a
  /// traffic router.
  case mirror(percent: Int)
}

/// How many canary pods there shall be, whatever their traffic.
public enum CanaryScale: Hashable, Sendable {
  case pods(Int)
  case weight(Int)
  /// Again as the traffic says.
  case matchTraffic
}
