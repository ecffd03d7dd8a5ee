/// What one tick of Knative's pod autoscaler decided, with every number on the way.
public struct KPADecision: Hashable, Sendable {
  /// What became of panic mode in a tick.
  public enum Panic: String, Hashable, Sendable {
    /// Not in panic and no reason to be.
    case calm
    /// The threshold was crossed now.
    case begins
    /// Still above the threshold: the timer starts again.
    case extended
    /// Below the threshold, but not for a whole stable window yet.
    case held
    /// Below the threshold for longer than a stable window.
    case ends

    /// Whether the state after the tick is panic.
    public var isPanicking: Bool { self == .begins || self == .extended || self == .held }
  }

  /// How a window's wish was bounded.
  public enum Bound: String, Hashable, Sendable {
    case none
    /// Raised: at most so many pods may go in one decision.
    case scaleDownRate
    /// Cut: at most so many pods may come in one decision.
    case scaleUpRate
    /// Raised to the activation scale.
    case activationScale
  }

  /// One window's part in the decision.
  public struct Wish: Hashable, Sendable {
    /// The average over the window.
    public let observed: Double
    /// The average divided by the target, rounded up.
    public let pods: Double
    /// After the bounds.
    public let bounded: Int
    public let bound: Bound
  }

  /// Ready pods, may be 0.
  public let readyPods: Int
  public let stable: Wish
  public let panicWish: Wish
  /// The most pods that this decision may ask for.
  public let mostPods: Double
  /// The fewest.
  public let fewestPods: Double
  /// Pods wanted by the panic window for each ready pod.
  public let panicRatio: Double
  public let panic: Panic
  /// The largest wish since panic began; outside panic 0, or 1 in an autoscaler made with one
  /// ready pod that never panicked.
  public let maxPanicPods: Int
  /// Before the scale-down delay.
  public let undelayedPods: Int
  /// The decision.
  public let desiredPods: Int
  /// Requests that could come at once before pods are full, less the target burst; negative puts
  /// the activator into the path.
  public let excessBurstCapacity: Int

  /// Whether a larger decision of the delay window held this one up.
  public var isDelayed: Bool { desiredPods > undelayedPods }
}
