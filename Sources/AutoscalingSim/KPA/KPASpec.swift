import Simulation

/// What a revision and the cluster tell Knative's pod autoscaler to do.
///
/// Defaults are those of `config-autoscaler` in knative/serving 98e5ef90. The parts that decide per
/// tick are here; bounds and scaling to zero are in `KPAPolicy`.
public struct KPASpec: Hashable, Sendable {
  /// What is counted.
  public enum Metric: String, Hashable, Sendable, CaseIterable {
    /// Requests in flight, averaged over each second.
    case concurrency
    /// Requests a second.
    case rps
  }

  public var metric: Metric
  /// What one pod should carry: the total times the utilisation.
  public var targetValue: Double
  /// What one pod can carry.
  public var totalValue: Double
  /// Requests that ready pods should be able to take at once beyond the current ones; 0: the
  /// activator is in the path only at zero pods, negative: always.
  public var targetBurstCapacity: Double
  /// At most this many times the ready pods in one decision.
  public var maxScaleUpRate: Double
  /// At least the ready pods divided by this in one decision.
  public var maxScaleDownRate: Double
  /// Panic begins where the pods wanted by the panic window are this many times the ready ones.
  public var panicThreshold: Double
  public var stableWindow: SimDuration
  /// A decision below the largest of this window waits.
  public var scaleDownDelay: SimDuration
  /// Whether a route leads to the revision.
  public var isReachable: Bool
  /// The least number of pods above zero; 0 and 1 mean no such rule.
  public var activationScale: Int

  public init(
    metric: Metric = .concurrency, targetValue: Double = 70, totalValue: Double = 100,
    targetBurstCapacity: Double = 211, maxScaleUpRate: Double = 1000,
    maxScaleDownRate: Double = 2, panicThreshold: Double = 2,
    stableWindow: SimDuration = .seconds(60), scaleDownDelay: SimDuration = .zero,
    isReachable: Bool = true, activationScale: Int = 0
  ) {
    self.metric = metric
    self.targetValue = targetValue
    self.totalValue = totalValue
    self.targetBurstCapacity = targetBurstCapacity
    self.maxScaleUpRate = maxScaleUpRate
    self.maxScaleDownRate = maxScaleDownRate
    self.panicThreshold = panicThreshold
    self.stableWindow = stableWindow
    self.scaleDownDelay = scaleDownDelay
    self.isReachable = isReachable
    self.activationScale = activationScale
  }

  /// The target of one pod: its total times the utilisation, never below 0.01.
  public static func target(total: Double, utilisation: Double) -> Double {
    max(0.01, total * utilisation)
  }
}
