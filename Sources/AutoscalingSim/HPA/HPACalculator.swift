/// The replicas that one metric asks for.
///
/// Source: Kubernetes v1.33 to v1.35, `pkg/controller/podautoscaler/replica_calculator.go`
/// (`calcPlainMetricReplicas`, `GetExternalPerPodMetricReplicas`, `Tolerances.isWithin`). Metrics are
/// whole thousandths, as upstream: a mean over pods is cut to a whole number before it is compared.
public struct HPACalculator: Hashable, Sendable {
  /// What the controller knows of a pod.
  public enum Pod: Hashable, Sendable {
    /// It has a metric, in thousandths.
    case measured(Int)
    /// It runs, but there is no metric of it yet.
    case missing
    /// Pending, or not ready where the metric is CPU.
    case unready
    /// It is being deleted or has failed.
    case ignored
  }
  public enum Reason: String, Hashable, Sendable {
    /// Nobody has a metric: nothing is changed.
    case noMetrics
    case withinTolerance
    /// In proportion to the measured pods.
    case proportional
    /// In proportion, with pods that have no metric counted as idle (up) or as exactly at the
    /// target (down).
    case conservative
    /// Counting pods without a metric would turn up into down, or down into up: nothing is changed.
    case directionWouldTurn
  }
  public struct Answer: Hashable, Sendable {
    /// `nil` when nothing can be said.
    public let replicas: Int?
    /// Mean over measured pods, in thousandths.
    public let mean: Int
    /// The mean over the target.
    public let ratio: Double
    /// With pods without a metric counted in.
    public let adjustedRatio: Double
    public let measured: Int
    public let missing: Int
    public let unready: Int
    public let reason: Reason
  }

  /// Thousandths a pod.
  public var target: Int
  public var tolerance: Double

  /// `nil` unless the target is at least a thousandth.
  public init?(target: Int, tolerance: Double = 0.1) {
    guard target >= 1 else { return nil }
    self.target = target
    self.tolerance = tolerance
  }

  /// A metric of each pod (`type: Pods`).
  public func replicas(current: Int, pods: [Pod]) -> Answer {
    var (sum, measured, missing, unready) = (0, 0, 0, 0)
    for pod in pods {
      switch pod {
      case .measured(let value):
        sum += value
        measured += 1
      case .missing: missing += 1
      case .unready: unready += 1
      case .ignored: break
      }
    }
    guard measured > 0 else {
      return Answer(
        replicas: nil, mean: 0, ratio: 0, adjustedRatio: 0, measured: 0, missing: missing,
        unready: unready, reason: .noMetrics)
    }
    let ratio = self.ratio(sum, measured)
    func answer(_ replicas: Int, _ adjusted: Double, _ reason: Reason) -> Answer {
      Answer(
        replicas: replicas, mean: sum / measured, ratio: ratio, adjustedRatio: adjusted,
        measured: measured, missing: missing, unready: unready, reason: reason)
    }
    let countsUnready = unready > 0 && ratio > 1
    if !countsUnready, missing == 0 {
      if isTolerable(ratio) { return answer(current, ratio, .withinTolerance) }
      // Pending pods do not count as ready, and neither do they here.
      return answer(Self.ceiling(ratio * Double(measured)), ratio, .proportional)
    }
    // Exactly at the target pods without a metric are left out: there is no direction to be careful in.
    let counted = ratio == 1 ? 0 : missing
    let all = measured + counted + (countsUnready ? unready : 0)
    let adjusted = self.ratio(sum + (ratio < 1 ? counted * target : 0), all)
    if isTolerable(adjusted) { return answer(current, adjusted, .withinTolerance) }
    let replicas = Self.ceiling(adjusted * Double(all))
    if ratio < 1 && adjusted > 1 || ratio > 1 && adjusted < 1 || adjusted < 1 && replicas > current
      || adjusted > 1 && replicas < current
    {
      return answer(current, adjusted, .directionWouldTurn)
    }
    return answer(replicas, adjusted, .conservative)
  }

  /// A metric of the whole service that each pod should have a share of (`type: External` with
  /// `averageValue`), as KEDA hands out.
  public func replicas(current: Int, total: Int) -> Answer {
    let shares = max(1, current)
    let ratio = Double(total) / (Double(target) * Double(shares))
    let isTolerated = current > 0 && isTolerable(ratio)
    return Answer(
      replicas: isTolerated ? current : Self.ceiling(Double(total) / Double(target)),
      mean: Self.ceiling(Double(total) / Double(shares)), ratio: ratio, adjustedRatio: ratio,
      measured: current, missing: 0, unready: 0,
      reason: isTolerated ? .withinTolerance : .proportional)
  }

  private func ratio(_ sum: Int, _ count: Int) -> Double {
    Double(sum / count) / Double(target)
  }

  /// Both ends belong to it: 110 % of the target is tolerated, which the older `|1 - ratio|` missed
  /// by the last bit.
  private func isTolerable(_ ratio: Double) -> Bool {
    1 - tolerance <= ratio && ratio <= 1 + tolerance
  }

  static func ceiling(_ value: Double) -> Int { KPAScaler.podCount(value.rounded(.up)) }
}
