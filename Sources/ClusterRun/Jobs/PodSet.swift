import Cluster

/// Pods of a job that are alike: the leader, the workers, the pods of a Job.
///
/// What `spec.template` and a count are in Job, LeaderWorkerSet, JobSet and Kueue's Workload.
public struct PodSet: Hashable, Sendable {
  /// Role inside the job, for example `leader`; unique in the job.
  public var name: String
  public var count: Int
  /// The fewest pods with which the set may be admitted (Kueue partial admission, Volcano's task
  /// `minAvailable`); `nil`: all of them.
  public var minimumCount: Int?
  /// Every pod of the set; its name gets the pod's number unless the set has one pod only, its
  /// priority is the job's.
  public var template: Pod
  /// `nil`: the set does not ask for topology.
  public var topology: TopologyRequest?
  /// Kueue: sets of one job with the same name must end in the same flavor and domain (a leader
  /// and its workers).
  public var topologyGroup: String?

  public init(
    name: String = "main", count: Int = 1, minimumCount: Int? = nil, template: Pod,
    topology: TopologyRequest? = nil, topologyGroup: String? = nil
  ) {
    self.name = name
    self.count = max(0, count)
    self.minimumCount = minimumCount
    self.template = template
    self.topology = topology
    self.topologyGroup = topologyGroup
  }
}

/// How close together the pods of a set must be.
///
/// Levels are label keys of nodes, for example `topology.kubernetes.io/rack`.
public struct TopologyRequest: Hashable, Sendable {
  /// How the level binds.
  public enum Mode: Hashable, Sendable {
    /// All pods in one domain of the level, or none starts.
    case required(level: String)
    /// The lowest level that holds all; wider when none does.
    case preferred(level: String)
    /// Anywhere, but counted against the domains.
    case unconstrained
  }

  public var mode: Mode
  /// Equal parts of the set of which each must lie in one domain of its own level (Kueue's
  /// `podset-slice-required-topology` and `-size`); `nil`: none.
  public var slice: Slice?

  /// Groups of `size` pods that stay inside one domain of `level`.
  public struct Slice: Hashable, Sendable {
    public var level: String
    public var size: Int
    public init(level: String, size: Int) {
      self.level = level
      self.size = max(1, size)
    }
  }

  public init(_ mode: Mode, slice: Slice? = nil) {
    self.mode = mode
    self.slice = slice
  }
}
