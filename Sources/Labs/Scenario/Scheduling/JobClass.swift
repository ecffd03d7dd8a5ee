import Cluster
import Simulation
import Traffic

/// Jobs that are alike: their pod sets, when they come, how long they run, what happens when they
/// break.
public struct JobClass: Sendable, Hashable {
  /// What kind of Kubernetes object it stands for.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case job
    /// A LeaderWorkerSet: the first pod set is the leader (one pod) of each group, the others are its
    /// workers. Each group is a job of its own in a run.
    case leaderWorkerSet = "leader-worker-set"
  }

  /// When the job's clock runs.
  public enum Progress: String, Sendable, Hashable, CaseIterable {
    /// Each pod works by itself.
    case each
    /// Only while all pods that it needs run.
    case together
    /// In proportion to the pods that run.
    case elastic
  }

  /// When it breaks by itself.
  public enum Failures: Sendable, Hashable {
    case none
    /// The n-th attempt breaks after so much work.
    case after([SimDuration])
    case meanTimeBetween(SimDuration)
    /// Each attempt breaks with this chance in thousandths.
    case chance(perMille: Int)
  }

  /// How close the pods of a set must be to each other.
  public struct Topology: Sendable, Hashable {
    public enum Mode: String, Sendable, Hashable, CaseIterable {
      case required, preferred, unconstrained
    }
    public let mode: Mode
    /// Label key of the level; empty for `unconstrained`.
    public let level: String
    /// Groups of so many pods stay in one domain of `sliceLevel`; 0: none.
    public let sliceSize: Int
    public let sliceLevel: String

    public init(mode: Mode, level: String, sliceSize: Int = 0, sliceLevel: String = "") {
      self.mode = mode
      self.level = level
      self.sliceSize = sliceSize
      self.sliceLevel = sliceLevel
    }
  }

  /// Pods of one role.
  public struct PodSet: Sendable, Hashable {
    public var name: String
    public var count: Int
    /// The fewest with which the set may be admitted; `nil`: all.
    public var minimum: Int?
    public var shape: PodShape
    public var topology: Topology?

    public init(
      name: String, count: Int, minimum: Int? = nil, shape: PodShape, topology: Topology? = nil
    ) {
      self.name = name
      self.count = count
      self.minimum = minimum
      self.shape = shape
      self.topology = topology
    }
  }

  /// Pods of a LeaderWorkerSet group that stay together in parts.
  public struct SubGroups: Sendable, Hashable {
    /// Pods in a part.
    public var size: Int
    /// The leader belongs to none of them (`LeaderExcluded`).
    public var excludesLeader: Bool
    /// The node label of which each part has a value for itself; empty: none.
    public var exclusiveTopology: String

    public init(size: Int, excludesLeader: Bool = false, exclusiveTopology: String = "") {
      self.size = size
      self.excludesLeader = excludesLeader
      self.exclusiveTopology = exclusiveTopology
    }
  }

  /// Jobs are named after it, with a number from 0.
  public var name: String
  public var arrivals: Arrivals
  public var kind: Kind
  /// Queue that they are sent to; empty: none.
  public var queue: String
  public var priority: Int
  public var podSets: [PodSet]
  /// Seconds of work; `nil`: until the end of the run.
  public var durationSeconds: Distribution?
  /// What users declare, in hundredths of the truth: 100 is exact, 200 twice as long.
  public var declaredPercent: Int
  public var progress: Progress
  /// Pods without which none shall start; `nil`: no gang.
  public var gangMinimum: Int?
  public var checkpoint: SimDuration?
  public var failures: Failures
  public var retries: Int
  /// All pods are made anew when one is lost.
  public var restartsWhole: Bool
  public var isPreemptible: Bool
  /// Between the creations of a job's pods.
  public var podGap: SimDuration
  /// LeaderWorkerSet: workers are created once the leader runs.
  public var waitsForLeader: Bool
  /// LeaderWorkerSet: groups of each set.
  public var replicas = 1
  /// LeaderWorkerSet: the node label of which each group has a value for itself; empty: none.
  public var exclusiveTopology = ""
  public var subGroups: SubGroups?
  /// The class has one job, which is called exactly like the class.
  public var hasExactName = false
  public var namespace = "default"
  /// `spec.schedulerName`; empty: the first profile.
  public var schedulerName = ""
  /// Names of the nodes on which the pods run already at time zero, in their order; empty: none.
  public var runsOn: [String] = []

  /// LeaderWorkerSet: groups or parts of them keep others out of their domains.
  public var hasExclusiveTopology: Bool {
    !exclusiveTopology.isEmpty || subGroups?.exclusiveTopology.isEmpty == false
  }

  public init(
    name: String, arrivals: Arrivals, kind: Kind = .job, queue: String = "", priority: Int = 0,
    podSets: [PodSet], durationSeconds: Distribution?, declaredPercent: Int = 100,
    progress: Progress = .together, gangMinimum: Int? = nil, checkpoint: SimDuration? = nil,
    failures: Failures = .none, retries: Int = 6, restartsWhole: Bool = false,
    isPreemptible: Bool = true, podGap: SimDuration = .zero, waitsForLeader: Bool = false
  ) {
    self.name = name
    self.arrivals = arrivals
    self.kind = kind
    self.queue = queue
    self.priority = priority
    self.podSets = podSets
    self.durationSeconds = durationSeconds
    self.declaredPercent = declaredPercent
    self.progress = progress
    self.gangMinimum = gangMinimum
    self.checkpoint = checkpoint
    self.failures = failures
    self.retries = retries
    self.restartsWhole = restartsWhole
    self.isPreemptible = isPreemptible
    self.podGap = podGap
    self.waitsForLeader = waitsForLeader
  }
}
