/// AIBrix's pod autoscaler: a ratio with tolerances and rates.
///
/// Source: vllm-project/aibrix e3e10f9e, `pkg/controller/podautoscaler/algorithm/apa.go`, before the
/// limits of replicas. Defaults from `pkg/controller/podautoscaler/types`.
public struct APARule: Hashable, Sendable {
  /// What one pod should use.
  public var target: Double
  /// Nothing happens up to 1 + this many times the target.
  public var upTolerance: Double
  /// Nothing happens down to 1 - this many times the target.
  public var downTolerance: Double
  public var maxScaleUpRate: Double
  public var maxScaleDownRate: Double

  /// Why it decided so.
  public enum Reason: String, Hashable, Sendable {
    /// The target is not positive: nothing can be computed.
    case noTarget
    case withinTolerance
    case up
    /// More were wanted than the rate lets come.
    case upRateLimited
    case down
    /// Fewer were wanted than the rate lets go.
    case downRateLimited
  }

  public struct Decision: Hashable, Sendable {
    /// Use of a pod over its target.
    public let ratio: Double
    /// The wish before the rates.
    public let wanted: Int
    public let pods: Int
    public let reason: Reason
  }

  public init(
    target: Double, upTolerance: Double = 0.1, downTolerance: Double = 0.1,
    maxScaleUpRate: Double = 2, maxScaleDownRate: Double = 2
  ) {
    self.target = target
    self.upTolerance = upTolerance
    self.downTolerance = downTolerance
    self.maxScaleUpRate = maxScaleUpRate
    self.maxScaleDownRate = maxScaleDownRate
  }

  /// The replicas for `current` pods that each use `usePerPod` on average.
  public func decide(current: Int, usePerPod: Double) -> Decision {
    guard target > 0 else {
      return Decision(ratio: 0, wanted: current, pods: current, reason: .noTarget)
    }
    let ratio = usePerPod / target
    let pods = Double(current)
    if ratio > 1 + upTolerance {
      let wanted = KPAScaler.podCount((pods * ratio).rounded(.up))
      let most = KPAScaler.podCount((maxScaleUpRate * pods).rounded(.up))
      return Decision(
        ratio: ratio, wanted: wanted, pods: min(wanted, most),
        reason: wanted > most ? .upRateLimited : .up)
    }
    if ratio < 1 - downTolerance {
      let wanted = KPAScaler.podCount((pods * ratio).rounded(.up))
      let fewest = KPAScaler.podCount((pods / maxScaleDownRate).rounded(.down))
      return Decision(
        ratio: ratio, wanted: wanted, pods: max(wanted, fewest),
        reason: wanted < fewest ? .downRateLimited : .down)
    }
    return Decision(ratio: ratio, wanted: current, pods: current, reason: .withinTolerance)
  }
}
