/// One look of the controller at a canary without a traffic router: what each version shall have
/// next.
///
/// Argo Rollouts 9f8d111d, `CalculateReplicaCountsForBasicCanary`. Stable pods are brought up before
/// canary pods; older versions go before either of the two; nothing goes down below
/// `replicas - maxUnavailable` available pods.
public struct BasicCanary: Hashable, Sendable {
  /// Pods that the rollout wants altogether.
  public var replicas: Int
  public var weight: Int
  public var bounds: RolloutBounds
  /// The new version; `nil` before its ReplicaSet exists.
  public var canary: ReplicaSetCount?
  /// The version that is trusted; `nil` in a first rollout.
  public var stable: ReplicaSetCount?
  /// Whether the stable version is the new one: nothing is being rolled out, or it was rolled back.
  public var isStableTheCanary: Bool
  /// Versions that are neither, for example one whose rollout was interrupted.
  public var older: [ReplicaSetCount]

  public init(
    replicas: Int, weight: Int, bounds: RolloutBounds, canary: ReplicaSetCount?,
    stable: ReplicaSetCount?, isStableTheCanary: Bool = false, older: [ReplicaSetCount] = []
  ) {
    self.replicas = replicas
    self.weight = weight
    self.bounds = bounds
    self.canary = canary
    self.stable = stable
    self.isStableTheCanary = isStableTheCanary
    self.older = older
  }

  /// Which pods.
  public enum Side: Hashable, Sendable { case canary, stable }

  /// What the controller considered, in order.
  public enum Consideration: Hashable, Sendable {
    /// The split that the weight asks for.
    case wanted(CanarySplit)
    /// Pods that may still be added before the surge is used up.
    case roomToGrow(Int)
    case grows(Side, from: Int, to: Int)
    /// Nothing goes down while older versions have pods.
    case waitsForOlder(pods: Int)
    /// No pod can be spared: what counts as available is not above what must be.
    case cannotSpare(counted: Int, minimum: Int)
    case shrinks(Side, from: Int, to: Int, spare: Int)
    /// A growth taken back, because with it there would be more pods than the surge allows.
    case cutToSurge(Side, from: Int, to: Int)
  }

  /// The next numbers of pods, and why.
  public struct Answer: Hashable, Sendable {
    public let split: CanarySplit
    public let considered: [Consideration]
  }

  /// The next numbers of pods. Numbers as large as 2^31 are taken as such; more is cut.
  public func decide() -> Answer {
    var step = Step(self)
    step.grow()
    step.shrink()
    return Answer(
      split: CanarySplit(canary: step.canaryCount, stable: step.stableCount),
      considered: step.considered)
  }
}

private struct Step {
  let replicas: Int
  let bounds: RolloutBounds
  let canary: ReplicaSetCount?
  /// What the controller holds as the stable version, even when it is the canary.
  let stable: ReplicaSetCount?
  let hasOwnStable: Bool
  let olderPods: Int
  let wanted: CanarySplit
  var canaryCount: Int
  var stableCount: Int
  var considered: [BasicCanary.Consideration] = []

  init(_ question: BasicCanary) {
    replicas = cut(question.replicas)
    bounds = question.bounds
    canary = question.canary.map(cut)
    hasOwnStable = question.stable != nil && !question.isStableTheCanary
    stable = (question.isStableTheCanary ? question.canary : question.stable).map(cut)
    olderPods = question.older.reduce(0) { cut($0 + cut($1.wanted)) }
    wanted =
      hasOwnStable
      ? CanarySplit.approximating(
        weight: question.weight, replicas: replicas, maxSurge: question.bounds.maxSurge)
      : CanarySplit(canary: replicas, stable: 0)
    canaryCount = canary?.wanted ?? 0
    stableCount = hasOwnStable ? stable?.wanted ?? 0 : 0
    considered.append(.wanted(wanted))
  }

  mutating func grow() {
    var room = mostPods - olderPods - canaryCount - stableCount
    considered.append(.roomToGrow(room))
    if hasOwnStable, stableCount < wanted.stable, room > 0 {
      let next = min(stableCount + room, wanted.stable)
      considered.append(.grows(.stable, from: stableCount, to: next))
      room -= next - stableCount
      stableCount = next
    }
    if let canary, canary.wanted < wanted.canary, room > 0 {
      let next = min(canary.wanted + room, wanted.canary)
      considered.append(.grows(.canary, from: canary.wanted, to: next))
      canaryCount = next
    }
  }

  mutating func shrink() {
    guard olderPods <= 0 else {
      considered.append(.waitsForOlder(pods: olderPods))
      return
    }
    // Growing: the stable pods' readiness does not matter, they are to go. Shrinking: the canary's.
    let isGrowing = canary.map { wanted.canary >= $0.wanted } ?? true
    let counted =
      (canary?.countForScaleDown(ignoringAvailability: !isGrowing) ?? 0)
      + (stable?.countForScaleDown(ignoringAvailability: isGrowing) ?? 0)
    guard counted > fewestAvailable else {
      considered.append(.cannotSpare(counted: counted, minimum: fewestAvailable))
      return
    }
    let spare = counted - fewestAvailable
    if !isGrowing {
      let drained = drained(.canary, canary, to: wanted.canary, spare: spare, orElse: canaryCount)
      (canaryCount, stableCount) = settled(
        (.canary, canary, drained), (.stable, stable, stableCount))
    } else if hasOwnStable {
      let drained = drained(.stable, stable, to: wanted.stable, spare: spare, orElse: stableCount)
      (stableCount, canaryCount) = settled(
        (.stable, stable, drained), (.canary, canary, canaryCount))
    }
  }

  private mutating func drained(
    _ side: BasicCanary.Side, _ set: ReplicaSetCount?, to target: Int, spare: Int,
    orElse count: Int
  ) -> Int {
    guard let set, set.wanted > target else { return count }
    let next = max(target, set.wanted - spare)
    considered.append(.shrinks(side, from: set.wanted, to: next, spare: spare))
    return next
  }

  private typealias Place = (side: BasicCanary.Side, set: ReplicaSetCount?, count: Int)

  /// Keeps the sum within the surge: the growing side gives back first, but not pods that are
  /// available and needed; what is still too much comes off the draining side.
  private mutating func settled(_ draining: Place, _ growing: Place) -> (Int, Int) {
    guard let set = growing.set else { return (draining.count, growing.count) }
    var drained = draining.count
    var grown = growing.count - max(0, growing.count + drained - mostPods)
    let available =
      (draining.set.map { min($0.available, drained) } ?? 0) + min(set.available, grown)
    let given = max(0, set.available - grown)
    grown += min(given, max(0, fewestAvailable - available))
    drained -= max(0, grown + drained - mostPods)
    if grown != growing.count {
      considered.append(.cutToSurge(growing.side, from: growing.count, to: grown))
    }
    if drained != draining.count {
      considered.append(.cutToSurge(draining.side, from: draining.count, to: drained))
    }
    return (drained, grown)
  }

  private var mostPods: Int { replicas + bounds.maxSurge }
  private var fewestAvailable: Int { replicas - bounds.maxUnavailable }
}

private func cut(_ number: Int) -> Int { Int(Int32(clamping: number)) }

private func cut(_ set: ReplicaSetCount) -> ReplicaSetCount {
  ReplicaSetCount(wanted: cut(set.wanted), available: cut(set.available))
}
