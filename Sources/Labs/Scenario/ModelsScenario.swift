import AutoscalingSim
import Simulation
import Traffic

/// Many models on few servers.
public struct ModelsScenario: Sendable, Hashable {
  /// Models that are alike.
  public struct Group: Sendable, Hashable {
    public var name: String
    public var count: Int
    public var mebibytes: Int
    public var loading: SimDuration
    public var answer: SimDuration
    /// Of the traffic, beside the other groups.
    public var weight: Int

    public init(
      name: String, count: Int, mebibytes: Int, loading: SimDuration, answer: SimDuration,
      weight: Int = 1
    ) {
      self.name = name
      self.count = count
      self.mebibytes = mebibytes
      self.loading = loading
      self.answer = answer
      self.weight = weight
    }
  }

  public var servers: Int
  public var serverMebibytes: Int
  public var groups: [Group]
  public var traffic: RateProfile
  public var end: SimTime

  public init(
    servers: Int, serverMebibytes: Int, groups: [Group], traffic: RateProfile, end: SimTime
  ) {
    self.servers = servers
    self.serverMebibytes = serverMebibytes
    self.groups = groups
    self.traffic = traffic
    self.end = end
  }
}
