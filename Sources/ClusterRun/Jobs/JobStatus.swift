import Cluster
import Simulation

/// How a job stands.
public struct JobStatus: Hashable, Sendable {
  /// The life of a job.
  public enum Phase: Hashable, Sendable {
    /// Its time has not come.
    case unborn
    /// Waits for the control plane's leave; its pods do not exist. Only under a control plane that
    /// gates admission.
    case queued
    /// Its pods exist, or will as soon as a retry delay is over.
    case active
    case finished
    /// Failed more often than `retryLimit` allows.
    case failed
  }

  public internal(set) var phase = Phase.unborn
  /// Since when it is `queued`, and in the order of which queues count it: the arrival or the last
  /// eviction, as the control plane likes.
  public internal(set) var queuedAt = SimTime.zero
  /// The last leave that was given; `nil` without or when it was taken back.
  public internal(set) var admission: Admission?
  public internal(set) var admittedAt: SimTime?
  /// When all pods that it needs ran for the first time.
  public internal(set) var firstStartAt: SimTime?
  /// When it ended, well or not.
  public internal(set) var endedAt: SimTime?
  /// Failures of its own so far.
  public internal(set) var failures = 0
  /// How often the control plane took its resources away.
  public internal(set) var evictions = 0
  /// How often a machine died under it.
  public internal(set) var losses = 0
  /// Pods of each set that are to run; less than asked for after a partial admission.
  public internal(set) var counts: [Int]
  /// Pods that exist and have not ended.
  public internal(set) var existing = 0
  /// Pods that hold resources (reserved, bound, running or being ended).
  public internal(set) var holding = 0
  /// Pods that run.
  public internal(set) var running = 0
  /// Pods that ended well.
  public internal(set) var succeeded = 0
  /// LeaderWorkerSet with an exclusive topology: the label's value on the leader's node, which the
  /// workers get as a node selector; `nil` while the leader has none.
  public internal(set) var leaderDomain: String?

  init(counts: [Int]) { self.counts = counts }

  /// Pods that are to run in all.
  public var wanted: Int { counts.reduce(0, +) }
}

/// How a pod stands. A pod that is made anew keeps its index; `incarnation` tells the lives apart.
public struct PodStatus: Hashable, Sendable {
  /// The life of a pod.
  public enum Phase: Hashable, Sendable {
    /// Not made, or gone.
    case absent
    /// Waits for a node.
    case pending
    /// Holds a node without being bound to it: assumed, at Permit.
    case reserved
    /// Has its node, and is about to run, or its node is dead.
    case bound
    case running
    /// Being ended by an eviction, or on a machine that died; still holds what it had.
    case ending
    case succeeded
  }

  public internal(set) var phase = Phase.absent
  /// Lives so far.
  public internal(set) var incarnation = 0
  /// When this life began.
  public internal(set) var createdAt = SimTime.zero
  /// When it last began to run.
  public internal(set) var startedAt: SimTime?
  /// `status.nominatedNodeName`: where evictions make room for it.
  public internal(set) var nominatedNode: NodeIndex?

  /// Whether it holds resources of a node.
  public var holds: Bool {
    switch phase {
    case .reserved, .bound, .running, .ending: true
    case .absent, .pending, .succeeded: false
    }
  }
}

/// How a machine stands.
public struct NodeStatus: Hashable, Sendable {
  public internal(set) var isDown = false
  /// Being drained: pods leave as budgets allow.
  public internal(set) var isDraining = false
}

/// The control plane's leave for a job: what it may use, and where.
public struct Admission: Hashable, Sendable {
  /// The part of one pod set.
  public struct PodSetPart: Hashable, Sendable {
    /// Pods that may run.
    public var count: Int
    /// Flavor by resource, for display.
    public var flavors: [Flavor]
    /// Added to the pods' node selectors.
    public var nodeSelector: LabelSet
    /// Added to the pods' tolerations.
    public var tolerations: [Toleration]
    /// One more node selector for each pod in order, as a topology assignment makes it; empty:
    /// none.
    public var domains: [LabelSet]

    public init(
      count: Int, flavors: [Flavor] = [], nodeSelector: LabelSet = [:],
      tolerations: [Toleration] = [], domains: [LabelSet] = []
    ) {
      self.count = count
      self.flavors = flavors
      self.nodeSelector = nodeSelector
      self.tolerations = tolerations
      self.domains = domains
    }
  }

  /// The flavor of which a resource comes.
  public struct Flavor: Hashable, Sendable {
    public var resource: ResourceName
    public var flavor: String
    public init(resource: ResourceName, flavor: String) {
      self.resource = resource
      self.flavor = flavor
    }
  }

  /// In the order of the job's pod sets.
  public var podSets: [PodSetPart]

  public init(podSets: [PodSetPart]) { self.podSets = podSets }

  /// Everything that was asked for, anywhere.
  public init(whole job: Job) {
    podSets = job.podSets.map { PodSetPart(count: $0.count) }
  }
}
