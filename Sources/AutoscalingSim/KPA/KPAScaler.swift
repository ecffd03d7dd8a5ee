import Simulation

/// Knative's pod autoscaler: how many pods a revision should have, decided once a tick.
///
/// Source: knative/serving 98e5ef90, `pkg/autoscaler/scaling/autoscaler.go`. Decides from two
/// averages of one metric: over the stable window (60 s) and the panic window (6 s). Arithmetic is
/// in floating point in the same order as upstream.
public struct KPAScaler: Hashable, Sendable {
  /// Ticks come this often, and the scale-down delay counts in slots of this length.
  public static let tick = SimDuration.seconds(2)

  /// May change while the autoscaler runs, as a reconciled spec does. The delay's length is fixed
  /// at creation, as upstream.
  public var spec: KPASpec
  /// When the threshold was last crossed; `nil` outside panic.
  public private(set) var panicSince: SimTime?
  /// The largest wish since panic began.
  public private(set) var maxPanicPods: Int
  private var recent: RecentMaximum?

  /// With more than one pod ready the autoscaler starts in panic: it has no history, and must not
  /// scale down before it has one.
  public init(spec: KPASpec, readyPods: Int = 0, at now: SimTime = .zero) {
    self.spec = spec
    panicSince = readyPods > 1 ? now : nil
    maxPanicPods = readyPods
    recent =
      spec.scaleDownDelay > .zero
      ? RecentMaximum(duration: spec.scaleDownDelay, slotSeconds: 2) : nil
  }

  /// One tick: the decision from what the two windows say and how many pods are ready.
  ///
  /// Times must not go back.
  public mutating func decide(
    at now: SimTime, readyPods: Int, stable: Double, panic: Double
  ) -> KPADecision {
    let ready = max(1, Double(readyPods))
    let most = (spec.maxScaleUpRate * ready).rounded(.up)
    let fewest = spec.isReachable ? (ready / spec.maxScaleDownRate).rounded(.down) : 0
    let stableWish = wish(observed: stable, most: most, fewest: fewest)
    let panicWish = wish(observed: panic, most: most, fewest: fewest)

    let ratio = panicWish.pods / ready
    let mode = updatePanic(isOver: ratio >= spec.panicThreshold, at: now)
    var desired = stableWish.bounded
    if panicSince != nil {
      maxPanicPods = max(maxPanicPods, desired, panicWish.bounded)
      desired = maxPanicPods
    }
    let undelayed = desired
    if spec.isReachable, let delayed = recent?.record(desired, at: now) { desired = delayed }
    return KPADecision(
      readyPods: readyPods, stable: stableWish, panicWish: panicWish, mostPods: most,
      fewestPods: fewest, panicRatio: ratio, panic: mode, maxPanicPods: maxPanicPods,
      undelayedPods: undelayed, desiredPods: desired,
      excessBurstCapacity: excessBurstCapacity(readyPods: readyPods, panic: panic))
  }

  private func wish(observed: Double, most: Double, fewest: Double) -> KPADecision.Wish {
    let pods = (observed / spec.targetValue).rounded(.up)
    var bounded = Self.podCount(min(max(pods, fewest), most))
    var bound = KPADecision.Bound.none
    if pods < fewest { bound = .scaleDownRate }
    if max(pods, fewest) > most { bound = .scaleUpRate }
    if spec.activationScale > 1, pods > 0, spec.activationScale > bounded {
      bounded = spec.activationScale
      bound = .activationScale
    }
    return KPADecision.Wish(observed: observed, pods: pods, bounded: bounded, bound: bound)
  }

  private mutating func updatePanic(isOver: Bool, at now: SimTime) -> KPADecision.Panic {
    guard let since = panicSince else {
      if isOver { panicSince = now }
      return isOver ? .begins : .calm
    }
    if isOver {
      panicSince = now
      return .extended
    }
    guard since + spec.stableWindow < now else { return .held }
    panicSince = nil
    maxPanicPods = 0
    return .ends
  }

  private func excessBurstCapacity(readyPods: Int, panic: Double) -> Int {
    if spec.targetBurstCapacity == 0 { return 0 }
    guard spec.targetBurstCapacity > 0 else { return -1 }
    let total = Double(readyPods) * spec.totalValue
    return Self.podCount((total - spec.targetBurstCapacity - panic).rounded(.down))
  }

  /// A 32-bit number as upstream; what does not fit stops at the end.
  static func podCount(_ value: Double) -> Int {
    value.isNaN ? 0 : Int(min(max(value, Double(Int32.min)), Double(Int32.max)))
  }

  /// How many activators carry a revision: enough for all ready pods and the target burst, and at
  /// least 2. Source: `computeNumActivators` in `pkg/reconciler/autoscaling/kpa/kpa.go`.
  public static func activators(
    readyPods: Int, totalValue: Double, targetBurstCapacity: Double, activatorCapacity: Double = 100
  ) -> Int {
    guard targetBurstCapacity != 0, activatorCapacity > 0 else { return 2 }
    let cover = Double(readyPods) * totalValue + max(0, targetBurstCapacity)
    return max(2, podCount((cover / activatorCapacity).rounded(.up)))
  }
}
