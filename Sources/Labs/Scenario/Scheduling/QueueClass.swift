import Cluster

/// A queue, or a group of queues: quota, and how it may be exceeded.
///
/// One tree serves every system: in Kueue leaves are ClusterQueues and the others Cohorts, in
/// Volcano and KAI all are Queues.
public struct QueueClass: Sendable, Hashable {
  /// What a queue is entitled to of one resource of one flavor, in the resource's unit.
  public struct Quota: Sendable, Hashable {
    public var flavor: String
    public var resource: ResourceName
    /// Kueue's nominal quota; KAI's and Volcano's deserved amount.
    public var nominal: Int
    /// Most that it may use beyond `nominal`; `nil`: no limit.
    public var borrowingLimit: Int?
    /// Most of `nominal` that others may use; `nil`: all.
    public var lendingLimit: Int?

    public init(
      flavor: String = QueueClass.standardFlavor, resource: ResourceName, nominal: Int,
      borrowingLimit: Int? = nil, lendingLimit: Int? = nil
    ) {
      self.flavor = flavor
      self.resource = resource
      self.nominal = nominal
      self.borrowingLimit = borrowingLimit
      self.lendingLimit = lendingLimit
    }
  }

  /// Kueue's `preemption` in its own words.
  public struct Preemption: Sendable, Hashable {
    public var withinQueue: String
    public var reclaim: String
    public var borrow: String
    public var borrowThreshold: Int?

    public init(
      withinQueue: String = "Never", reclaim: String = "Never", borrow: String = "Never",
      borrowThreshold: Int? = nil
    ) {
      self.withinQueue = withinQueue
      self.reclaim = reclaim
      self.borrow = borrow
      self.borrowThreshold = borrowThreshold
    }
    public static let withinWords = ["Never", "LowerPriority", "LowerOrNewerEqualPriority"]
    public static let reclaimWords = ["Never", "LowerPriority", "Any"]
    public static let borrowWords = ["Never", "LowerPriority"]
  }

  /// Kueue's `flavorFungibility`.
  public struct Fungibility: Sendable, Hashable {
    public var whenCanBorrow: String
    public var whenCanPreempt: String
    public init(
      whenCanBorrow: String = "MayStopSearch", whenCanPreempt: String = "TryNextFlavor"
    ) {
      self.whenCanBorrow = whenCanBorrow
      self.whenCanPreempt = whenCanPreempt
    }
    public static let words = ["MayStopSearch", "TryNextFlavor"]
  }

  public var name: String
  /// The queue or group above; empty: a root.
  public var parent: String
  public var quotas: [Quota]
  /// Hundredths: 100 is the standard weight 1 (fair sharing, over-quota, proportion).
  public var weightPercent: Int
  /// Between queues (KAI, Volcano): higher is served first.
  public var priority: Int
  /// `StrictFIFO` or `BestEffortFIFO`.
  public var strategy: String
  public var preemption: Preemption
  public var fungibility: Fungibility

  public static let strategies = ["BestEffortFIFO", "StrictFIFO"]
  /// The flavor of quotas that name none.
  public static let standardFlavor = "default"

  public init(
    name: String, parent: String = "", quotas: [Quota] = [], weightPercent: Int = 100,
    priority: Int = 0, strategy: String = "BestEffortFIFO", preemption: Preemption = Preemption(),
    fungibility: Fungibility = Fungibility()
  ) {
    self.name = name
    self.parent = parent
    self.quotas = quotas
    self.weightPercent = weightPercent
    self.priority = priority
    self.strategy = strategy
    self.preemption = preemption
    self.fungibility = fungibility
  }
}

/// Kueue's ResourceFlavor: which nodes a quota is about.
public struct FlavorClass: Sendable, Hashable {
  public var name: String
  public var nodeLabels: LabelSet
  public var taints: [Taint]
  public var tolerations: [Toleration]
  /// Label keys from the widest level to the narrowest; empty: no topology.
  public var levels: [String]

  public init(
    name: String, nodeLabels: LabelSet = [:], taints: [Taint] = [], tolerations: [Toleration] = [],
    levels: [String] = []
  ) {
    self.name = name
    self.nodeLabels = nodeLabels
    self.taints = taints
    self.tolerations = tolerations
    self.levels = levels
  }
}
