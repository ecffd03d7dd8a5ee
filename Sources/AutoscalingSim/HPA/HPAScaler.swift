import Simulation

/// The HorizontalPodAutoscaler's control loop: from what a metric asks for to replicas, with
/// stabilization and rates.
///
/// Source: Kubernetes v1.35, `pkg/controller/podautoscaler/horizontal.go`
/// (`stabilizeRecommendationWithBehaviors`, `convertDesiredReplicasWithBehaviorRate`); a look every 15 s by default.
public struct HPAScaler: Hashable, Sendable {
  /// `--horizontal-pod-autoscaler-sync-period`.
  public static let syncPeriod = SimDuration.seconds(15)

  public enum Reason: Hashable, Sendable {
    /// Replicas are 0: the autoscaler is switched off until someone else changes that.
    case disabledAtZero
    /// There were more than the most, or fewer than the fewest.
    case outsideBounds
    case noMetric
    /// What the metric asks for is there already.
    case unchanged
    /// What the metric asks for was done.
    case followed
    /// A wish within the stabilization window held it.
    case stabilized(wish: Int)
    /// The policies let no more happen now.
    case rateLimited(limit: Int)
    case atMost
    case atLeast
  }
  public struct Decision: Hashable, Sendable {
    public let current: Int
    /// What the metric asks for; `nil` when nothing is known.
    public let wanted: Int?
    /// After stabilization.
    public let stabilized: Int
    public let desired: Int
    public let reason: Reason
  }
  private struct Moment: Hashable, Sendable {
    let time: SimTime
    let value: Int
  }

  public var fewest: Int
  public var most: Int
  public var behavior: HPABehavior
  private var wishes: [Moment] = []
  private var additions: [Moment] = []
  private var removals: [Moment] = []

  public init(fewest: Int = 1, most: Int, behavior: HPABehavior = HPABehavior()) {
    self.fewest = max(0, fewest)
    self.most = max(self.fewest, most)
    self.behavior = behavior
  }

  /// One look. The caller scales to `desired`; the change counts against the rates from now on.
  public mutating func decide(at now: SimTime, current: Int, wanted: Int?) -> Decision {
    if wishes.isEmpty { wishes.append(Moment(time: now, value: current)) }
    func decision(_ stabilized: Int, _ desired: Int, _ reason: Reason) -> Decision {
      Decision(
        current: current, wanted: wanted, stabilized: stabilized, desired: desired, reason: reason)
    }
    if current == 0, fewest != 0 { return decision(0, 0, .disabledAtZero) }
    if current > most || current < fewest {
      let bounded = min(max(current, fewest), most)
      note(from: current, to: bounded, at: now)
      return decision(bounded, bounded, .outsideBounds)
    }
    guard let wanted else { return decision(current, current, .noMetric) }
    let stable = stabilize(wanted, current: current, at: now)
    let (desired, limit) = rated(stable, current: current, at: now)
    note(from: current, to: desired, at: now)
    let reason: Reason =
      if let limit { limit } else if stable != wanted {
        .stabilized(wish: stable)
      } else if desired == current { .unchanged } else { .followed }
    return decision(stable, desired, reason)
  }

  /// Up: the smallest wish of the up window; down: the largest of the down window.
  private mutating func stabilize(_ wanted: Int, current: Int, at now: SimTime) -> Int {
    var (up, down) = (wanted, wanted)
    for wish in wishes {
      if now - wish.time < behavior.up.stabilization { up = min(up, wish.value) }
      if now - wish.time < behavior.down.stabilization { down = max(down, wish.value) }
    }
    let longest = max(behavior.up.stabilization, behavior.down.stabilization)
    wishes.removeAll { now - $0.time >= longest }
    wishes.append(Moment(time: now, value: wanted))
    var result = current
    if result < up { result = up }
    if result > down { result = down }
    return result
  }

  /// Within the policies and the bounds, and which of them cut it.
  private func rated(
    _ desired: Int, current: Int, at now: SimTime
  ) -> (pods: Int, limit: Reason?) {
    if desired > current {
      let limit = max(current, upLimit(current, at: now))
      let allowed = min(limit, most)
      guard desired > allowed else { return (desired, nil) }
      return (allowed, limit < most ? .rateLimited(limit: limit) : .atMost)
    }
    if desired < current {
      let limit = min(current, downLimit(current, at: now))
      let allowed = max(limit, fewest)
      guard desired < allowed else { return (desired, nil) }
      return (allowed, limit > fewest ? .rateLimited(limit: limit) : .atLeast)
    }
    return (desired, nil)
  }

  private func upLimit(_ current: Int, at now: SimTime) -> Int {
    if behavior.up.selection == .disabled { return current }
    let limits = behavior.up.policies.map { policy -> Int in
      let start = startOfPeriod(current, policy.period, at: now)
      switch policy.kind {
      case .pods: return start + policy.value
      case .percent:
        return HPACalculator.ceiling(Double(start) * (1 + Double(policy.value) / 100))
      }
    }
    return (behavior.up.selection == .min ? limits.min() : limits.max()) ?? current
  }

  private func downLimit(_ current: Int, at now: SimTime) -> Int {
    if behavior.down.selection == .disabled { return current }
    let limits = behavior.down.policies.map { policy -> Int in
      let start = startOfPeriod(current, policy.period, at: now)
      switch policy.kind {
      case .pods: return start - policy.value
      // Cut towards zero, as the conversion to a whole number upstream.
      case .percent: return KPAScaler.podCount(Double(start) * (1 - Double(policy.value) / 100))
      }
    }
    return (behavior.down.selection == .min ? limits.max() : limits.min()) ?? current
  }

  /// Replicas at the start of a policy's period.
  private func startOfPeriod(_ current: Int, _ period: SimDuration, at now: SimTime) -> Int {
    func sum(_ moments: [Moment]) -> Int {
      moments.reduce(0) { now - $1.time < period ? $0 + $1.value : $0 }
    }
    return current - sum(additions) + sum(removals)
  }

  private mutating func note(from current: Int, to desired: Int, at now: SimTime) {
    if desired > current {
      additions.removeAll { now - $0.time >= behavior.up.longestPeriod }
      additions.append(Moment(time: now, value: desired - current))
    } else if desired < current {
      removals.removeAll { now - $0.time >= behavior.down.longestPeriod }
      removals.append(Moment(time: now, value: current - desired))
    }
  }
}
