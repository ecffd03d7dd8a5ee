import Cluster
import Simulation

/// What a run starts from: machines, and pods that come and go.
public struct SchedulingScenario: Sendable {
  /// A pod that comes at a time and runs for a while.
  public struct Arrival: Sendable {
    public var pod: Pod
    public var time: SimTime
    /// From its start on the node; `nil` runs for ever.
    public var duration: SimDuration?
    /// Pods of one group number work together: their durations begin when all of them run. `nil`:
    /// alone.
    public var group: Int?

    public init(pod: Pod, time: SimTime, duration: SimDuration?, group: Int? = nil) {
      self.pod = pod
      self.time = time
      self.duration = duration
      self.group = group
    }
  }

  /// A pod that runs on a node when the simulation begins.
  public struct Running: Sendable {
    public var pod: Pod
    public var node: NodeIndex
    /// Left from time zero; `nil` runs for ever.
    public var remaining: SimDuration?

    public init(pod: Pod, node: NodeIndex, remaining: SimDuration?) {
      self.pod = pod
      self.node = node
      self.remaining = remaining
    }
  }

  public var nodes: [Node]
  public var services: [Service]
  public var running: [Running]
  public var arrivals: [Arrival]

  public init(
    nodes: [Node], services: [Service] = [], running: [Running] = [], arrivals: [Arrival]
  ) {
    self.nodes = nodes
    self.services = services
    self.running = running
    self.arrivals = arrivals
  }
}

/// What a run may be told beside the scenario and the profile.
public struct SchedulingRunOptions: Sendable {
  /// How long one scheduling cycle occupies the scheduler; the pod starts at its end. Zero:
  /// decisions take no time.
  public var cycleLatency: SimDuration
  public var backoff: BackoffPolicy
  /// Steps between the first snapshots; the distance doubles when there are more than 32 of them.
  public var snapshotDistance: Int

  public init(
    cycleLatency: SimDuration = .zero, backoff: BackoffPolicy = BackoffPolicy(),
    snapshotDistance: Int = 128
  ) {
    self.cycleLatency = cycleLatency
    self.backoff = backoff
    self.snapshotDistance = max(1, snapshotDistance)
  }
}
