import Simulation
import Wording

/// Pods as `kubectl describe pod` shows them: status, conditions, containers, events.
public struct PodDescriptions: Sendable, Hashable {
  public struct Pod: Sendable, Hashable {
    public let name: String
    /// Index of the owner in the picture.
    public let owner: Int
    /// `Running`, or `Failed (Evicted)`.
    public let status: String
    /// Type and whether it is `True`.
    public let conditions: [Condition]
    public let containers: [Container]
    /// Oldest first, equal ones as one.
    public let events: [Event]

    public init(
      name: String, owner: Int, status: String, conditions: [Condition], containers: [Container],
      events: [Event]
    ) {
      self.name = name
      self.owner = owner
      self.status = status
      self.conditions = conditions
      self.containers = containers
      self.events = events
    }
  }
  public struct Condition: Sendable, Hashable {
    public let type: String
    public let isTrue: Bool
    public init(type: String, isTrue: Bool) {
      self.type = type
      self.isTrue = isTrue
    }
  }
  public struct Container: Sendable, Hashable {
    public let name: String
    /// `Waiting`, `Running`, `Terminated`.
    public let state: String
    /// `CrashLoopBackOff`, `Completed (0)`; empty while it runs.
    public let reason: String
    public let isReady: Bool
    public let restarts: Int
    public init(name: String, state: String, reason: String, isReady: Bool, restarts: Int) {
      self.name = name
      self.state = state
      self.reason = reason
      self.isReady = isReady
      self.restarts = restarts
    }
  }
  public struct Event: Sendable, Hashable {
    public let isWarning: Bool
    public let reason: String
    public let count: Int
    public let first: SimTime
    public let last: SimTime
    public let source: String
    public let message: Message
    public init(
      isWarning: Bool, reason: String, count: Int, first: SimTime, last: SimTime, source: String,
      message: Message
    ) {
      self.isWarning = isWarning
      self.reason = reason
      self.count = count
      self.first = first
      self.last = last
      self.source = source
      self.message = message
    }
  }

  /// The pod of the present step first.
  public let pods: [Pod]

  public init(pods: [Pod]) { self.pods = pods }
}
