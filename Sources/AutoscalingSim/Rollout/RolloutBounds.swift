/// A number of pods, or a percentage of the wanted ones.
public enum PodAmount: Hashable, Sendable {
  case count(Int)
  case percent(Int)

  /// Pods, when `replicas` are wanted. Percentages are rounded up for a surge and down for what may
  /// be missing, as Kubernetes does (`GetScaledValueFromIntOrPercent`).
  func pods(of replicas: Int, roundingUp: Bool) -> Int {
    switch self {
    case .count(let count): return count
    case .percent(let percent):
      let (product, overflow) = percent.multipliedReportingOverflow(by: replicas)
      guard !overflow else { return Int(Int32.max) }
      let whole = product / 100
      return roundingUp && product % 100 > 0 ? whole + 1 : whole
    }
  }
}

/// How far a rollout may leave the wanted number of pods.
public struct RolloutBounds: Hashable, Sendable {
  /// Pods above the wanted number.
  public let maxSurge: Int
  /// Pods that may be missing.
  public let maxUnavailable: Int

  /// Argo Rollouts 9f8d111d (`resolveFenceposts`): surge rounded up, unavailable rounded down; when
  /// both come out as 0, one pod may be missing, because nothing could move otherwise. Both 25 % is
  /// the default.
  public init(
    surge: PodAmount = .percent(25), unavailable: PodAmount = .percent(25), replicas: Int
  ) {
    let up = surge.pods(of: replicas, roundingUp: true)
    var down = unavailable.pods(of: replicas, roundingUp: false)
    if up == 0 && down == 0 { down = 1 }
    maxSurge = up
    maxUnavailable = replicas == 0 ? 0 : min(down, replicas)
  }
}

/// The pods of one version, as its ReplicaSet tells them.
public struct ReplicaSetCount: Hashable, Sendable {
  /// Pods that are asked for (`spec.replicas`).
  public var wanted: Int
  /// Pods that are ready (`status.availableReplicas`); more than wanted while some are stopping.
  public var available: Int

  public init(wanted: Int, available: Int) {
    self.wanted = wanted
    self.available = available
  }

  /// Pods that count when somebody asks what may be scaled down.
  ///
  /// Pods above the wanted number are going anyway; whether those that are not ready count is the
  /// caller's choice, so that a broken version cannot block its own removal.
  func countForScaleDown(ignoringAvailability: Bool) -> Int {
    wanted < available || ignoringAvailability ? wanted : available
  }
}
