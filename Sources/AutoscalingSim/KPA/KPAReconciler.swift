import Simulation

/// Bounds and scaling to zero around the scaler's decisions.
///
/// Defaults of `config-autoscaler` in knative/serving 98e5ef90.
public struct KPAPolicy: Hashable, Sendable {
  public var minScale: Int
  /// 0: no limit.
  public var maxScale: Int
  public var initialScale: Int
  public var enablesScaleToZero: Bool
  /// How long the activator must have been in the path before the last pod goes.
  public var scaleToZeroGrace: SimDuration
  /// How long the last pod stays at least once the revision is inactive.
  public var podRetention: SimDuration
  /// How long a revision may fail to get its first pods: the progress deadline (600 s) and 30 s.
  public var activationTimeout: SimDuration

  public init(
    minScale: Int = 0, maxScale: Int = 0, initialScale: Int = 1, enablesScaleToZero: Bool = true,
    scaleToZeroGrace: SimDuration = .seconds(30), podRetention: SimDuration = .zero,
    activationTimeout: SimDuration = .seconds(630)
  ) {
    self.minScale = max(0, minScale)
    self.maxScale = maxScale > 0 ? max(self.minScale, maxScale) : 0
    self.initialScale = max(0, initialScale)
    self.enablesScaleToZero = enablesScaleToZero
    self.scaleToZeroGrace = scaleToZeroGrace
    self.podRetention = podRetention
    self.activationTimeout = activationTimeout
  }
}

/// The reconciler of a revision's pod autoscaler: applies the scaler's wish within bounds, keeps the
/// activator in the path or takes it out, and walks down to zero.
///
/// Source: knative/serving 98e5ef90, `pkg/reconciler/autoscaling/kpa/{kpa,scaler}.go`.
public struct KPAReconciler: Hashable, Sendable {
  /// Who takes the requests first.
  public enum Mode: String, Hashable, Sendable {
    /// The activator: it holds requests until a pod has room.
    case proxy
    /// The pods themselves.
    case serve
  }
  public enum Condition: String, Hashable, Sendable { case activating, active, inactive }

  /// What held the last pod, or let it go.
  public enum ZeroStep: Hashable, Sendable {
    /// More than zero is wanted, or nothing is known.
    case notAsked
    case disabled
    /// It has no pods ready yet; the activation may still succeed.
    case stillActivating
    case activationTimedOut
    /// Active for less than a stable window: one pod stays for the rest of it.
    case recentlyActive(left: SimDuration)
    /// Active for a whole stable window: it becomes inactive, the pods stay for now.
    case becomesInactive
    /// The activator is not in the path yet.
    case activatorNotInPath
    case retention(left: SimDuration)
    case grace(left: SimDuration)
    case toZero
  }
  public struct Outcome: Hashable, Sendable {
    /// After the bounds; -1: nothing is known.
    public let want: Int
    /// The replicas to set; `nil`: leave them.
    public let replicas: Int?
    public let mode: Mode
    public let condition: Condition
    public let zero: ZeroStep
    /// Whether the bounds changed the wish.
    public let isBounded: Bool
    /// Look again after this time, even when nothing happens.
    public let again: SimDuration?
  }

  public let policy: KPAPolicy
  public let stableWindow: SimDuration
  /// Negative: the activator is always in the path and needs no probe.
  public let targetBurstCapacity: Double
  public private(set) var condition = Condition.activating
  public private(set) var conditionSince: SimTime
  public private(set) var mode = Mode.proxy
  public private(set) var modeSince: SimTime
  /// Whether the initial scale was reached once.
  public private(set) var isInitialized = false

  /// A new revision is activating; one that has its pods, or went to zero before, is told so.
  public init(
    policy: KPAPolicy, stableWindow: SimDuration, targetBurstCapacity: Double,
    condition: Condition = .activating, at now: SimTime = .zero
  ) {
    self.condition = condition
    isInitialized = condition != .activating
    self.policy = policy
    self.stableWindow = stableWindow
    self.targetBurstCapacity = targetBurstCapacity
    conditionSince = now
    modeSince = now
  }

  /// One reconciliation. `wish` is -1 before the first decision; `proxiesSince` tells since when the
  /// activator has really been in the path, `nil` when it is not.
  public mutating func reconcile(
    at now: SimTime, wish: Int, excessBurstCapacity: Int, readyPods: Int, isReachable: Bool,
    proxiesSince: SimTime?
  ) -> Outcome {
    let scaled = scale(wish, at: now, isReachable: isReachable, proxiesSince: proxiesSince)
    let next: Mode = scaled.want > 0 && excessBurstCapacity >= 0 ? .serve : .proxy
    if next != mode {
      mode = next
      modeSince = now
    }
    updateCondition(want: scaled.want, readyPods: readyPods, at: now)
    return Outcome(
      want: scaled.want, replicas: scaled.applies ? scaled.want : nil, mode: mode,
      condition: condition, zero: scaled.zero, isBounded: scaled.isBounded, again: scaled.again)
  }

  private struct Scaled {
    var want: Int
    var applies: Bool
    var zero = ZeroStep.notAsked
    var isBounded = false
    var again: SimDuration?
  }

  private func scale(
    _ wish: Int, at now: SimTime, isReachable: Bool, proxiesSince: SimTime?
  ) -> Scaled {
    if wish < 0, condition != .activating { return Scaled(want: wish, applies: false) }
    var least = policy.minScale
    if policy.initialScale > 1, !isInitialized, isReachable {
      least = max(least, policy.initialScale)
    }
    var want = max(wish, least)
    if policy.maxScale > 0, want > policy.maxScale, wish >= least { want = policy.maxScale }
    var scaled =
      want == 0
      ? toZero(at: now, isReachable: isReachable, proxiesSince: proxiesSince)
      : Scaled(want: want, applies: true)
    scaled.isBounded = wish >= 0 && want != wish
    return scaled
  }

  private func toZero(at now: SimTime, isReachable: Bool, proxiesSince: SimTime?) -> Scaled {
    guard policy.enablesScaleToZero else { return Scaled(want: 1, applies: true, zero: .disabled) }
    let since = now - conditionSince
    switch condition {
    case .activating:
      if since > policy.activationTimeout {
        return Scaled(want: 0, applies: true, zero: .activationTimedOut)
      }
      return Scaled(
        want: -1, applies: false, zero: .stillActivating, again: policy.activationTimeout)
    case .active:
      if since >= stableWindow { return Scaled(want: 0, applies: false, zero: .becomesInactive) }
      let left = stableWindow - since
      return Scaled(want: 1, applies: true, zero: .recentlyActive(left: left), again: left)
    case .inactive:
      guard targetBurstCapacity < 0 || proxiesSince != nil else {
        return Scaled(
          want: 0, applies: false, zero: .activatorNotInPath, again: .seconds(1))
      }
      let retention = isReachable ? policy.podRetention : .zero
      if since >= max(policy.scaleToZeroGrace, retention) {
        return Scaled(want: 0, applies: true, zero: .toZero)
      }
      if since < retention {
        let left = retention - since
        return Scaled(want: 0, applies: false, zero: .retention(left: left), again: left)
      }
      let proxied = proxiesSince.map { now - $0 } ?? .zero
      let left = policy.scaleToZeroGrace - proxied
      if left <= .zero { return Scaled(want: 0, applies: true, zero: .toZero) }
      return Scaled(want: 0, applies: false, zero: .grace(left: left), again: left)
    }
  }

  private mutating func updateCondition(want: Int, readyPods: Int, at now: SimTime) {
    let least = max(policy.minScale, isInitialized ? 1 : policy.initialScale)
    if readyPods >= least { isInitialized = true }
    var next = condition
    if want == 0 || least == 0 {
      next = .inactive
    } else if readyPods < least {
      next = want > 0 || condition != .inactive ? .activating : .inactive
    } else if want > 0 || condition != .inactive {
      next = .active
    }
    guard next != condition else { return }
    condition = next
    conditionSince = now
  }
}
