extension Volcano {
  /// What a session sees of the cluster at its start.
  ///
  /// Names are unique within their kind. Moments are whole seconds on any common clock.
  public struct Snapshot: Hashable, Sendable {
    public var nodes: [Node]
    public var queues: [Queue]
    public var podGroups: [PodGroup]
    public var tasks: [Task]
    public var hyperNodes: [HyperNode]
    /// The present, in seconds.
    public var now: Int
    /// Where the search for nodes begins: the session before left off there.
    public var firstNode: Int

    public init(
      nodes: [Node], queues: [Queue], podGroups: [PodGroup], tasks: [Task],
      hyperNodes: [HyperNode] = [], now: Int = 0, firstNode: Int = 0
    ) {
      self.nodes = nodes
      self.queues = queues
      self.podGroups = podGroups
      self.tasks = tasks
      self.hyperNodes = hyperNodes
      self.now = now
      self.firstNode = firstNode
    }
  }

  /// A queue: what its jobs may have together.
  public struct Queue: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable {
      case open = "Open"
      case closed = "Closed"
      case closing = "Closing"
      case unknown = "Unknown"
    }

    public var name: String
    /// At least 1: the part in `proportion`'s division.
    public var weight: Int
    /// Higher goes first.
    public var priority: Int
    /// The most it may have. Absent or 0 CPU and memory are not limited.
    public var capability: Resources?
    /// What is its own, for `capacity`.
    public var deserved: Resources?
    /// What is kept free for it.
    public var guarantee: Resources?
    /// `nil`: the root. Only `capacity` with hierarchy looks at it.
    public var parent: String?
    /// Other queues may take back what it has beyond its own.
    public var isReclaimable: Bool
    public var state: State
    public var creation: Int
    /// `root/a/b`, the annotation that hierarchical `drf` reads; and the weights on the way.
    public var hierarchy: String
    public var hierarchyWeights: String

    public init(
      name: String, weight: Int = 1, priority: Int = 0, capability: Resources? = nil,
      deserved: Resources? = nil, guarantee: Resources? = nil, parent: String? = nil,
      isReclaimable: Bool = true, state: State = .open, creation: Int = 0, hierarchy: String = "",
      hierarchyWeights: String = ""
    ) {
      self.name = name
      self.weight = weight
      self.priority = priority
      self.capability = capability
      self.deserved = deserved
      self.guarantee = guarantee
      self.parent = parent
      self.isReclaimable = isReclaimable
      self.state = state
      self.creation = creation
      self.hierarchy = hierarchy
      self.hierarchyWeights = hierarchyWeights
    }
  }

  /// A job: pods that start together or not at all.
  public struct PodGroup: Hashable, Sendable {
    public enum Phase: String, Hashable, Sendable, CaseIterable {
      case pending = "Pending"
      case inqueue = "Inqueue"
      case running = "Running"
      case unknown = "Unknown"
      case completed = "Completed"
    }

    /// Where its pods may lie in the network.
    public struct Topology: Hashable, Sendable {
      /// `false`: a wish, which counts as the whole cluster's tier.
      public var isHard: Bool
      /// The highest tier of the hypernode that holds all pods.
      public var highestTier: Int?

      public init(isHard: Bool, highestTier: Int? = nil) {
        self.isHard = isHard
        self.highestTier = highestTier
      }
    }

    /// `namespace/name`.
    public var id: String
    public var queue: String
    /// As many pods must have a place before any starts.
    public var minMember: Int
    /// The same by role.
    public var minTaskMember: [String: Int]
    /// What the job needs to be let in; `nil`: let in at once.
    public var minResources: Resources?
    public var phase: Phase
    public var priority: Int
    public var creation: Int
    /// Seconds after which plugin `sla` lets it in without asking for room.
    public var waitingLimit: Int?
    public var topology: Topology?

    public init(
      id: String, queue: String, minMember: Int = 1, minTaskMember: [String: Int] = [:],
      minResources: Resources? = nil, phase: Phase = .pending, priority: Int = 0, creation: Int = 0,
      waitingLimit: Int? = nil, topology: Topology? = nil
    ) {
      self.id = id
      self.queue = queue
      self.minMember = minMember
      self.minTaskMember = minTaskMember
      self.minResources = minResources
      self.phase = phase
      self.priority = priority
      self.creation = creation
      self.waitingLimit = waitingLimit
      self.topology = topology
    }
  }

  /// A pod of a pod group.
  public struct Task: Hashable, Sendable {
    public enum Status: Int, Hashable, Sendable, CaseIterable {
      case pending
      /// Has a node in this session, not yet sent to it.
      case allocated
      /// Has a node on which others must leave first.
      case pipelined
      case binding
      case bound
      case running
      case releasing
      case succeeded
      case failed
      case unknown

      /// Holds resources of its queue.
      var isAllocated: Bool {
        switch self {
        case .allocated, .binding, .bound, .running: true
        default: false
        }
      }

      /// Has arrived on a node, or has been there.
      var isScheduled: Bool {
        switch self {
        case .bound, .running, .succeeded, .failed: true
        default: false
        }
      }

      var isOver: Bool { self == .succeeded || self == .failed }
    }

    /// `namespace/name`.
    public var id: String
    public var podGroup: String
    /// The task's name in its job (`volcano.sh/task-spec`), else empty.
    public var role: String
    public var request: Resources
    public var status: Status
    /// Where it is; `nil` while pending.
    public var node: String?
    public var priority: Int
    /// May be a victim (`volcano.sh/preemptable`).
    public var isPreemptable: Bool
    /// May make others leave (false: preemptionPolicy Never).
    public var mayPreempt: Bool
    /// Of a system priority class; plugin `conformance` spares it, as it spares `kube-system`.
    public var isCritical: Bool
    /// Held back by a scheduling gate.
    public var isGated: Bool
    public var creation: Int
    public var nodeSelector: [String: String]
    /// One of these lists must hold as a whole; empty: no condition.
    public var requiredNodes: [[LabelRequirement]]
    public var preferredNodes: [NodePreference]
    public var tolerations: [Toleration]
    /// The node named by an earlier preemption.
    public var nominatedNode: String?

    public init(
      id: String, podGroup: String, role: String = "", request: Resources,
      status: Status = .pending, node: String? = nil, priority: Int = 1, isPreemptable: Bool = true,
      mayPreempt: Bool = true, isCritical: Bool = false, isGated: Bool = false, creation: Int = 0,
      nodeSelector: [String: String] = [:], requiredNodes: [[LabelRequirement]] = [],
      preferredNodes: [NodePreference] = [], tolerations: [Toleration] = [],
      nominatedNode: String? = nil
    ) {
      self.id = id
      self.podGroup = podGroup
      self.role = role
      self.request = request
      self.status = status
      self.node = node
      self.priority = priority
      self.isPreemptable = isPreemptable
      self.mayPreempt = mayPreempt
      self.isCritical = isCritical
      self.isGated = isGated
      self.creation = creation
      self.nodeSelector = nodeSelector
      self.requiredNodes = requiredNodes
      self.preferredNodes = preferredNodes
      self.tolerations = tolerations
      self.nominatedNode = nominatedNode
    }
  }
}
