import Simulation

/// KEDA's own part: between zero (or the idle count) and one. From one on its HPA decides.
///
/// Source: KEDA v2.20, `pkg/scaling/executor/scale_scaledobjects.go` (`RequestScale`,
/// `scaleToZeroOrIdle`, `scaleFromZeroOrIdle`); defaults of ScaledObject.
public struct KEDAScaler: Hashable, Sendable {
  public struct Spec: Hashable, Sendable {
    /// `pollingInterval`.
    public var polling: SimDuration
    /// `cooldownPeriod`: how long nothing was active before it goes to zero.
    public var cooldown: SimDuration
    /// `minReplicaCount`.
    public var fewest: Int
    /// `maxReplicaCount`.
    public var most: Int
    /// `idleReplicaCount`; only 0 is supported upstream.
    public var idle: Int?
    /// `activationThreshold`: active above it.
    public var activation: Double

    public init(
      polling: SimDuration = .seconds(30), cooldown: SimDuration = .seconds(300), fewest: Int = 0,
      most: Int = 100, idle: Int? = nil, activation: Double = 0
    ) {
      self.polling = polling
      self.cooldown = cooldown
      self.fewest = max(0, fewest)
      self.most = max(1, self.fewest, most)
      self.idle = idle
      self.activation = activation
    }

    /// What the HPA that KEDA makes has as its fewest: it knows no zero.
    public var fewestOfHPA: Int { max(1, fewest) }
  }
  public enum Reason: Hashable, Sendable {
    /// Active, and there was nothing or only the idle count.
    case activated
    /// Active; the HPA decides.
    case active
    /// Not active for the whole cooldown.
    case deactivated
    /// Not active, but the cooldown is not over.
    case coolingDown(left: SimDuration)
    /// Not active and below the fewest.
    case raisedToFewest
    /// Not active and nothing to do.
    case inactive
  }
  public struct Decision: Hashable, Sendable {
    public let metric: Double
    public let current: Int
    public let isActive: Bool
    public let replicas: Int
    public let reason: Reason
  }

  public let spec: Spec
  private var lastActive: SimTime?

  public init(_ spec: Spec) { self.spec = spec }

  /// One poll of the trigger.
  public mutating func poll(at now: SimTime, metric: Double, current: Int) -> Decision {
    let isActive = metric > spec.activation
    func decision(_ replicas: Int, _ reason: Reason) -> Decision {
      Decision(
        metric: metric, current: current, isActive: isActive, replicas: replicas, reason: reason)
    }
    if isActive {
      lastActive = now
      if current == 0 || spec.idle != nil && current < spec.fewest {
        return decision(max(1, spec.fewest), .activated)
      }
      return decision(current, .active)
    }
    let isAboveIdle = spec.idle.map { current > $0 } ?? false
    if isAboveIdle || current > 0 && spec.fewest == 0 {
      let waited = lastActive.map { now - $0 }
      if let waited, waited <= spec.cooldown {
        return decision(current, .coolingDown(left: spec.cooldown - waited))
      }
      return decision(spec.idle ?? 0, .deactivated)
    }
    if current < spec.fewest, spec.idle == nil { return decision(spec.fewest, .raisedToFewest) }
    return decision(current, .inactive)
  }
}
