extension Volcano {
  /// What one session decided, with the reasons.
  public struct SessionOutcome: Hashable, Sendable {
    /// Pods sent to nodes, in the order of the decisions.
    public internal(set) var binds: [Bind] = []
    /// Pods told to leave, in the order of the decisions.
    public internal(set) var evictions: [Eviction] = []
    /// Pods that have a node on which others must leave first.
    public internal(set) var pipelined: [Pipelined] = []
    /// Pod groups whose phase the session changed.
    public internal(set) var phaseChanges: [PhaseChange] = []
    /// Every pod group that still has pods without a node, with what holds it back.
    public internal(set) var waiting: [WaitingPodGroup] = []
    /// Every queue at the end of the session.
    public internal(set) var queues: [QueueReport] = []
    /// How plugin `proportion` divided the cluster at the start.
    public internal(set) var division: Division?
    /// What was looked at for each task, if asked for.
    public internal(set) var placements: [Placement] = []
    /// Where the next session begins to search for nodes.
    public internal(set) var nextNode = 0
  }

  public struct Bind: Hashable, Sendable {
    public let task: String
    public let podGroup: String
    public let node: String
  }

  /// Which tasks a plugin would let go; the victims are what all voters of the first tier with an
  /// answer have in common.
  public struct Vote: Hashable, Sendable {
    /// Counted from 0.
    public let tier: Int
    public let plugin: Configuration.PluginName
    public let tasks: [String]
  }

  public struct Eviction: Hashable, Sendable {
    public let task: String
    public let podGroup: String
    public let node: String
    /// `preempt` or `reclaim`.
    public let action: Configuration.Action
    /// For whom.
    public let preemptor: String
    public let votes: [Vote]
  }

  public struct Pipelined: Hashable, Sendable {
    public let task: String
    public let podGroup: String
    public let node: String
    /// Whether someone was evicted for it in this session.
    public let hasEvicted: Bool
  }

  public struct PhaseChange: Hashable, Sendable {
    public let podGroup: String
    public let from: PodGroup.Phase
    public let to: PodGroup.Phase
  }

  /// One resource of which there is not enough. CPU in milli-CPU, memory in bytes, all else in its
  /// own unit.
  public struct Shortage: Hashable, Sendable {
    public let resource: String
    /// What there would be with the request.
    public let needed: Double
    public let limit: Double
  }

  /// A pod group with pods that have no node yet.
  public struct WaitingPodGroup: Hashable, Sendable {
    public let id: String
    public let queue: String
    public let phase: PodGroup.Phase
    public let minMember: Int
    /// Pods that run or have a node.
    public let ready: Int
    /// Pods that wait for others to leave.
    public let pipelined: Int
    /// Pods without a node.
    public let pending: Int
    public let obstacles: [Obstacle]
  }

  /// Why a pod group has not got what it asked for.
  public enum Obstacle: Hashable, Sendable {
    /// Not let in: a plugin found no room for its `minResources`.
    case notEnqueued(by: Configuration.PluginName, [Shortage])
    /// The queue is not open.
    case queueNotOpen(state: Queue.State)
    /// The queue has others below it and takes no jobs (`capacity` with hierarchy).
    case queueNotLeaf
    /// A queue with jobs has others below it: plugin `capacity` schedules nothing.
    case hierarchyNotReady(queue: String)
    /// Fewer pods exist than the gang needs.
    case tooFewPods(valid: Int, minMember: Int)
    /// Fewer pods of a role exist than the gang needs.
    case tooFewPodsOfRole(role: String, valid: Int, minMember: Int)
    /// The queue has what it deserves, in every resource.
    case queueOverused(deserved: Amounts, allocated: Amounts)
    /// With this task the queue would be above its limit.
    case queueLimit(task: String, by: Configuration.PluginName, [Shortage])
    /// No node takes this task.
    case noNode(task: String, NodeFailures)
    /// A pod of the same role had no node just before, so these were not tried.
    case sameRoleFailed(role: String, tasks: Int)
    /// Not enough of the gang found a node at the same time, so all were taken back.
    case gangNotReady(placed: Int, minMember: Int)
    /// The gang has nodes, but on some of them others must leave first.
    case waitingForRelease(tasks: Int)
    /// No hypernode within the allowed tier holds the job.
    case noHyperNode(highestTier: Int)
    /// Pods held back by scheduling gates.
    case gated(tasks: Int)
  }

  /// How many nodes refused a task, by reason, in the order of first occurrence.
  public struct NodeFailures: Hashable, Sendable {
    public struct Count: Hashable, Sendable {
      public let reason: NodeFailure
      public let nodes: Int
    }

    public let nodes: Int
    public let counts: [Count]
  }

  public enum NodeFailure: Hashable, Sendable {
    /// Idle and soon idle together are too little of these.
    case insufficient([String])
    case tooManyPods
    case cordoned
    case affinityMismatch
    case untoleratedTaint(key: String)

    /// Whether evicting pods could help.
    public var isResolvable: Bool {
      switch self {
      case .insufficient, .tooManyPods: true
      case .cordoned, .affinityMismatch, .untoleratedTaint: false
      }
    }
  }

  /// What the session saw when it looked for a node for one task.
  public struct Placement: Hashable, Sendable {
    public struct Refusal: Hashable, Sendable {
      public let node: String
      public let reason: NodeFailure
    }

    public struct Score: Hashable, Sendable {
      public let node: String
      /// Whether the request fits into what is idle now, not only later.
      public let isIdle: Bool
      /// By plugin, weights applied; empty if there was nothing to choose.
      public let parts: [Part]
      public var total: Double { parts.reduce(0) { $0 + $1.points } }
    }

    public struct Part: Hashable, Sendable {
      public let name: ScoreName
      public let points: Double
    }

    public let task: String
    public let action: Configuration.Action
    public let refusals: [Refusal]
    public let scores: [Score]
    /// The chosen node; `nil` if none.
    public let node: String?
  }

  public enum ScoreName: String, Hashable, Sendable, CaseIterable {
    case binpack, leastRequested, mostRequested, balancedResource, nodeAffinity, taintToleration
    case topology
  }

  /// A queue at the end of a session.
  public struct QueueReport: Hashable, Sendable {
    public let name: String
    public let parent: String?
    /// By `proportion` divided, for `capacity` as configured and capped; `nil` if neither looked.
    public let deserved: Amounts?
    public let guarantee: Amounts?
    /// The most it may have.
    public let limit: Amounts?
    public let allocated: Amounts
    public let request: Amounts
    /// Let in and not yet allocated.
    public let inqueue: Amounts
    /// Largest part of its deserved amount that is allocated.
    public let share: Double
  }
}
