import AutoscalingSim
import Simulation
import Traffic

/// A service whose new version takes the place of the old one; how, and who judges it, is chosen by
/// knobs.
public struct RolloutScenario: Sendable, Hashable {
  /// A step of the canary.
  public struct Step: Sendable, Hashable {
    /// Share of the traffic in a hundred.
    public var weight: Int
    /// How long it stays at that; `nil` waits for a person.
    public var pause: SimDuration?

    public init(weight: Int, pause: SimDuration?) {
      self.weight = weight
      self.pause = pause
    }
  }

  public var replicas: Int
  public var requestsPerSecond: Int
  /// What the versions are really like, which an analysis has to find out.
  public var old: VersionTruth
  public var new: VersionTruth
  /// At least one.
  public var steps: [Step]
  public var end: SimTime

  public init(
    replicas: Int, requestsPerSecond: Int, old: VersionTruth, new: VersionTruth, steps: [Step],
    end: SimTime
  ) {
    self.replicas = replicas
    self.requestsPerSecond = requestsPerSecond
    self.old = old
    self.new = new
    self.steps = steps
    self.end = end
  }
}
