import Wording

/// Replicas of a model server side by side at one moment.
public struct FleetTable: Sendable, Hashable {
  /// One replica: an engine on its GPUs.
  public struct Replica: Sendable, Hashable {
    public let name: String
    /// What it is for, where replicas differ (prefill, decode); `nil` where all do the same.
    public let role: Message?
    public let running: Int
    public let waiting: Int
    /// Held share of its KV blocks, 0...1000.
    public let heldPerMille: Int
    /// Share of prompt tokens that its prefix cache had so far, 0...1000; `nil` before the first.
    public let hitPerMille: Int?
    /// Requests sent to it so far.
    public let routed: Int
    /// Who runs and who waits there, in order.
    public let members: [Member]
    /// Whether its process is dead.
    public let isDown: Bool

    public init(
      name: String, role: Message? = nil, running: Int, waiting: Int, heldPerMille: Int,
      hitPerMille: Int?, routed: Int, members: [Member], isDown: Bool = false
    ) {
      self.name = name
      self.role = role
      self.running = running
      self.waiting = waiting
      self.heldPerMille = heldPerMille
      self.hitPerMille = hitPerMille
      self.routed = routed
      self.members = members
      self.isDown = isDown
    }
  }
  /// A request on a replica.
  public struct Member: Sendable, Hashable {
    /// Index of the owner in the picture.
    public let owner: Int
    public let isRunning: Bool

    public init(owner: Int, isRunning: Bool) {
      self.owner = owner
      self.isRunning = isRunning
    }
  }

  public let replicas: [Replica]

  public init(replicas: [Replica]) { self.replicas = replicas }
}
