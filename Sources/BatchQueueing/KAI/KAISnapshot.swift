import Simulation

extension KAI {
  /// A cluster as one scheduling session sees it. Names are unique among nodes, among queues, among
  /// pod groups, and among all pods.
  public struct Snapshot: Hashable, Sendable {
    public var now: SimTime
    public var nodes: [Node]
    public var queues: [Queue]
    public var podGroups: [PodGroup]

    public init(
      now: SimTime = .zero, nodes: [Node], queues: [Queue], podGroups: [PodGroup]
    ) {
      self.now = now
      self.nodes = nodes
      self.queues = queues
      self.podGroups = podGroups
    }
  }

  /// A node with what pods may use of it.
  public struct Node: Hashable, Sendable {
    public var name: String
    public var cpu: MilliCPU
    public var memory: Bytes
    public var gpus: Int
    /// Memory of each GPU in MiB (label `nvidia.com/gpu.memory`); `nil` when unknown: shares are
    /// then counted in hundredths, and pods that ask for GPU memory do not fit. KAI rounds down to
    /// whole hundreds.
    public var gpuMemory: Int?
    public var pods: Int
    /// Ready, without pressure, not cordoned. Others take no pods, and the division of shares does
    /// not count them.
    public var isReady: Bool

    public init(
      name: String, cpu: MilliCPU, memory: Bytes, gpus: Int = 0, gpuMemory: Int? = nil,
      pods: Int = 110, isReady: Bool = true
    ) {
      self.name = name
      self.cpu = cpu
      self.memory = memory
      self.gpus = gpus
      self.gpuMemory = gpuMemory
      self.pods = pods
      self.isReady = isReady
    }
  }

  /// What a queue may have of one resource.
  public struct Quota: Hashable, Sendable {
    /// Guaranteed; `KAI.unlimited` for everything.
    public var deserved: Double
    /// Never more; `KAI.unlimited` for no limit.
    public var limit: Double
    /// Share in what other queues leave; 0 for none.
    public var overQuotaWeight: Double

    public init(deserved: Double, limit: Double = KAI.unlimited, overQuotaWeight: Double = 1) {
      self.deserved = deserved
      self.limit = limit
      self.overQuotaWeight = overQuotaWeight
    }

    public static let unlimited = Quota(deserved: KAI.unlimited)
  }

  /// A queue; only queues without children hold work.
  public struct Queue: Hashable, Sendable {
    public var id: String
    public var parent: String?
    public var priority: Int
    public var createdAt: SimTime
    /// In milli-CPU.
    public var cpu: Quota
    /// In bytes.
    public var memory: Quota
    /// In GPUs.
    public var gpu: Quota
    /// Past use as parts of the cluster (0 to 1), from the usage database if there is one.
    public var usage: Amounts

    public init(
      id: String, parent: String? = nil, priority: Int = 100, createdAt: SimTime = .zero,
      cpu: Quota = .unlimited, memory: Quota = .unlimited, gpu: Quota, usage: Amounts = .zero
    ) {
      self.id = id
      self.parent = parent
      self.priority = priority
      self.createdAt = createdAt
      self.cpu = cpu
      self.memory = memory
      self.gpu = gpu
      self.usage = usage
    }
  }

  /// Pods that start together.
  public struct PodGroup: Hashable, Sendable {
    public var name: String
    public var queue: String
    public var priority: Int
    public var preemptibility: Preemptibility
    public var createdAt: SimTime
    /// Pods that must run together; at least 1. More pods grow the group one at a time. Unused when
    /// there are subgroups.
    public var minMember: Int
    public var subGroups: [SubGroup]
    public var pods: [Pod]
    /// Since when it has run with too few pods; as the last session reported it.
    public var staleSince: SimTime?

    public init(
      name: String, queue: String, priority: Int = 50,
      preemptibility: Preemptibility = .byPriority, createdAt: SimTime = .zero,
      minMember: Int = 1, subGroups: [SubGroup] = [], pods: [Pod], staleSince: SimTime? = nil
    ) {
      self.name = name
      self.queue = queue
      self.priority = priority
      self.preemptibility = preemptibility
      self.createdAt = createdAt
      self.minMember = minMember
      self.subGroups = subGroups
      self.pods = pods
      self.staleSince = staleSince
    }

    public var isPreemptible: Bool {
      switch preemptibility {
      case .preemptible: true
      case .nonPreemptible: false
      case .byPriority: priority < 100
      }
    }
  }

  /// Without a word of its own a pod group is preemptible below priority 100.
  public enum Preemptibility: Hashable, Sendable { case byPriority, preemptible, nonPreemptible }

  /// A part of a pod group with a minimum of its own.
  public struct SubGroup: Hashable, Sendable {
    public var name: String
    /// At least 1.
    public var minMember: Int

    public init(name: String, minMember: Int) {
      self.name = name
      self.minMember = minMember
    }
  }

  /// A pod (KAI says task).
  public struct Pod: Hashable, Sendable {
    public var name: String
    public var cpu: MilliCPU
    public var memory: Bytes
    public var gpu: GPURequest
    public var subGroup: String?
    /// Larger goes first within its group, and before pods without one.
    public var order: Int?
    public var createdAt: SimTime
    public var state: PodState
    /// The nodes that selectors, affinity and tolerations allow; `nil` for all.
    public var allowedNodes: [String]?
    /// The node that an earlier session nominated.
    public var nominatedNode: String?

    public init(
      name: String, cpu: MilliCPU = MilliCPU(0), memory: Bytes = Bytes(0),
      gpu: GPURequest = .none, subGroup: String? = nil, order: Int? = nil,
      createdAt: SimTime = .zero, state: PodState = .pending, allowedNodes: [String]? = nil,
      nominatedNode: String? = nil
    ) {
      self.name = name
      self.cpu = cpu
      self.memory = memory
      self.gpu = gpu
      self.subGroup = subGroup
      self.order = order
      self.createdAt = createdAt
      self.state = state
      self.allowedNodes = allowedNodes
      self.nominatedNode = nominatedNode
    }
  }

  /// What a pod asks of GPUs.
  public enum GPURequest: Hashable, Sendable {
    case none
    case whole(Int)
    /// The same part (above 0, below 1) of each of so many GPUs.
    case fraction(Double, devices: Int = 1)
    /// So many MiB of each of so many GPUs.
    case memory(Int, devices: Int = 1)
  }

  /// Where a pod is in its life.
  public enum PodState: Hashable, Sendable {
    case pending
    /// Waits for a scheduling gate; does not count as there.
    case gated
    /// Bound or running; `gpuGroups` names the shared GPUs of a pod that has parts of GPUs.
    case running(node: String, gpuGroups: [String] = [])
    /// Still on its node, but told to go.
    case releasing(node: String, gpuGroups: [String] = [])
    case succeeded
    case failed
  }

  /// How nodes or GPUs are chosen among those that fit.
  public enum Placement: Hashable, Sendable { case pack, spread }

  /// What a session does, in the default order.
  public enum Action: String, CaseIterable, Hashable, Sendable {
    /// Starts what fits.
    case allocate
    /// Moves preemptible pods so that a pending preemptible group fits; nobody loses a place.
    case consolidation
    /// Takes from other queues what they hold beyond their share.
    case reclaim
    /// Takes from lower priorities of the same queue.
    case preempt
    /// Evicts gangs that ran with too few pods for too long.
    case staleGangEviction
  }

  /// Settings of the scheduler, by default those of a KAI installation.
  public struct Options: Hashable, Sendable {
    public var gpuPlacement: Placement = .pack
    public var cpuPlacement: Placement = .pack
    /// How strongly past use lowers a queue's part of what is left over (kValue).
    public var usageFactor = 1.0
    /// At least 1; larger makes reclaim from a less saturated sibling harder.
    public var saturationMultiplier = 1.0
    /// Victims that move elsewhere in the same decision do not count as reclaimed.
    public var consolidatesOnReclaim = true
    /// Pod groups that one consolidation looks at as candidates to move; `nil` for all, 0 for no
    /// consolidation. KAI counts them before it compares, so one more than the number is looked at,
    /// and it takes them in the changing order of a hash map; here it is the order of names.
    public var maxConsolidationVictims: Int? = 16
    /// How long a gang may run with too few pods; `nil` for ever.
    public var staleGracePeriod: SimDuration? = .seconds(60)
    /// Skip the search for victims when a similar group that is no harder to place just failed.
    public var skipsSimilarFailures = true
    /// MiB that count as one GPU when the quota of a request for GPU memory is estimated. KAI means
    /// the smallest GPU of the cluster, but its minimum starts at 100 and so stays there.
    public var gpuMemoryUnit = 100.0

    public init() {}

    /// All five; without consolidation when anything is spread.
    public var defaultActions: [Action] {
      let spreads = gpuPlacement == .spread || cpuPlacement == .spread
      return Action.allCases.filter { !spreads || $0 != .consolidation }
    }
  }
}
