import Simulation

/// How fast a HorizontalPodAutoscaler (autoscaling/v2) may change replicas in each direction.
///
/// Source: `spec.behavior` of the API (autoscaling/v2) and the defaults that the API server fills in
/// where it is given (`pkg/apis/autoscaling/v2/defaults.go` `GenerateHPAScaleUpRules`). Up: at once,
/// at most 100 % or 4 pods in 15 s, whichever is more. Down: the largest wish of the last 300 s.
///
/// A manifest without any `behavior` is scaled by an older rule that is not simulated: up to twice as
/// many or 4 at every look (`horizontal.go` `calculateScaleUpLimit`).
public struct HPABehavior: Hashable, Sendable {
  /// At most so much change in so much time.
  public struct Policy: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable { case pods, percent }
    public let kind: Kind
    public let value: Int
    public let period: SimDuration

    public init(_ kind: Kind, _ value: Int, period: SimDuration) {
      self.kind = kind
      self.value = value
      self.period = period
    }
  }
  /// Which of several policies counts.
  public enum Selection: String, Hashable, Sendable, CaseIterable {
    /// The one that lets most happen.
    case max
    /// The one that lets least happen.
    case min
    /// No change in this direction.
    case disabled
  }
  public struct Rules: Hashable, Sendable {
    public var stabilization: SimDuration
    public var selection: Selection
    /// At least one.
    public var policies: [Policy]

    public init(stabilization: SimDuration, selection: Selection = .max, policies: [Policy]) {
      self.stabilization = stabilization
      self.selection = selection
      self.policies = policies
    }

    var longestPeriod: SimDuration { policies.map(\.period).max() ?? .zero }
  }

  public var up: Rules
  public var down: Rules

  public init(up: Rules = Self.standardUp, down: Rules = Self.standardDown) {
    self.up = up
    self.down = down
  }

  public static let standardUp = Rules(
    stabilization: .zero,
    policies: [
      Policy(.pods, 4, period: .seconds(15)), Policy(.percent, 100, period: .seconds(15)),
    ])
  public static let standardDown = Rules(
    stabilization: .seconds(300), policies: [Policy(.percent, 100, period: .seconds(15))])
}
