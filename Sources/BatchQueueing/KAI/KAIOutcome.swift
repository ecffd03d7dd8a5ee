import Simulation

extension KAI {
  /// What a session decided and why the rest waits.
  public struct SessionOutcome: Hashable, Sendable {
    /// In the order in which they were made.
    public var decisions: [Decision]
    /// Pods that may start now.
    public var binds: [Bind]
    /// Pods that have to go.
    public var evictions: [Eviction]
    /// Pods that have a place as soon as it is released; they stay pending.
    public var pipelined: [Bind]
    /// Groups with pods that got no place.
    public var waiting: [Waiting]
    /// Gangs that run with too few pods; to be carried into the next snapshot.
    public var stale: [StaleGang]
    /// The queues before the session: what the division of shares started from and gave.
    public var sharesBefore: QueueTree
    /// The queues after the session.
    public var queues: QueueTree
    /// Ready nodes together.
    public var total: Amounts
    /// How each queue level was divided; only when explained.
    public var divisions: [LevelDivision]
    /// How the place of each pod was chosen; only when explained.
    public var placements: [PlacementTable]
    /// What of the snapshot could not be used.
    public var problems: [SnapshotProblem]
  }

  public enum Decision: Hashable, Sendable {
    case bind(Bind)
    case pipeline(Bind)
    case evict(Eviction)
  }

  /// A pod and its place.
  public struct Bind: Hashable, Sendable {
    public var pod: String
    public var podGroup: String
    public var node: String
    /// Shared GPUs by name, for a pod with parts of GPUs.
    public var gpuGroups: [String]
    public var action: Action
  }

  /// A pod that has to go.
  public struct Eviction: Hashable, Sendable {
    public var pod: String
    public var podGroup: String
    public var queue: String
    public var node: String
    public var action: Action
    /// The group that gets the room; `nil` for a stale gang.
    public var beneficiary: String?
    /// Where the same decision gives the pod a new place; `nil` when it loses its place.
    public var movesTo: String?
  }

  public struct StaleGang: Hashable, Sendable {
    public var podGroup: String
    public var since: SimTime
    public var running: Int
    public var minMember: Int
  }

  /// A group with pods that got no place, and what stood in the way of each attempt.
  public struct Waiting: Hashable, Sendable {
    public var podGroup: String
    public var queue: String
    /// Pending pods without a place.
    public var pods: Int
    public var reasons: [WaitReason]
  }

  public enum WaitReason: Hashable, Sendable {
    /// Too few pods exist without a gate.
    case notReady(subGroup: String?, ready: Int, minMember: Int)
    case unknownQueue(String)
    /// Only queues without children hold work.
    case queueHasChildren(String)
    /// A limit of the queue or of one above it.
    case overLimit(
      queue: String, resource: Resource, limit: Double, allocated: Double, requested: Double)
    /// Work that cannot be preempted may not exceed what its queues deserve.
    case nonPreemptibleOverQuota(
      queue: String, resource: Resource, deserved: Double, allocated: Double, requested: Double)
    /// A pod is larger than any node.
    case largerThanAnyNode(pod: String, resource: Resource, requested: Double, largest: Double)
    /// Places for `found` pods of the gang, then none for this one.
    case noNode(
      pod: String, found: Int, minMember: Int, subGroup: String?, nodes: [NodeCount],
      details: [NodeVerdict])
    case consolidation(SearchFailure)
    case reclaim(SearchFailure)
    case preempt(SearchFailure)
  }

  /// Why a search for victims gave nothing.
  public enum SearchFailure: Hashable, Sendable {
    /// Only preemptible groups are helped by moving others.
    case notPreemptible
    /// Even with everything moved: free and released GPUs of the cluster against those needed.
    case notEnoughGPUs(free: Double, needed: Double)
    /// The same in MiB.
    case notEnoughGPUMemory(free: Double, needed: Double)
    /// The rule before any search.
    case refused(ReclaimVerdict)
    case nonPreemptibleOverQuota(
      queue: String, resource: Resource, deserved: Double, allocated: Double, requested: Double)
    /// A similar group failed just before.
    case similarFailed(podGroup: String)
    /// No pod that may be evicted.
    case noVictims
    /// So many combinations of victims were tried; the last verdict of the reclaim rule, if any.
    case nothingWorked(scenarios: Int, lastVerdict: ReclaimVerdict?)
    /// A consolidation was found in so many trials, but some pod would have lost its place.
    case wouldLosePods(scenarios: Int)
  }

  /// How many nodes say the same.
  public struct NodeCount: Hashable, Sendable {
    public var reason: NodeReason.Kind
    public var nodes: Int
  }

  /// What one node says about a pod.
  public struct NodeVerdict: Hashable, Sendable {
    public var node: String
    public var reasons: [NodeReason]
  }

  /// Why a pod does not fit on a node now.
  public enum NodeReason: Hashable, Sendable {
    case cpu(needed: Double, free: Double)
    case memory(needed: Double, free: Double)
    case pods(needed: Int, free: Int)
    case gpus(needed: Double, free: Double)
    /// No GPU has room for the part.
    case gpuShare(needed: Double, devices: Int, wholeFree: Int, sharedFitting: Int)
    case gpuMemoryUnknown
    /// A new shared GPU needs a place for its reservation pod as well.
    case podsForSharing(free: Int)
    case notReady
    case notAllowed
    case overLimit(
      queue: String, resource: Resource, limit: Double, allocated: Double, requested: Double)
    case nonPreemptibleOverQuota(
      queue: String, resource: Resource, deserved: Double, allocated: Double, requested: Double)

    public enum Kind: Int, CaseIterable, Hashable, Sendable {
      case cpu, memory, pods, gpus, gpuShare, gpuMemoryUnknown, podsForSharing, notReady, notAllowed
      case overLimit, nonPreemptibleOverQuota
    }

    public var kind: Kind {
      switch self {
      case .cpu: .cpu
      case .memory: .memory
      case .pods: .pods
      case .gpus: .gpus
      case .gpuShare: .gpuShare
      case .gpuMemoryUnknown: .gpuMemoryUnknown
      case .podsForSharing: .podsForSharing
      case .notReady: .notReady
      case .notAllowed: .notAllowed
      case .overLimit: .overLimit
      case .nonPreemptibleOverQuota: .nonPreemptibleOverQuota
      }
    }
  }

  /// The division of one resource among the children of a queue.
  public struct LevelDivision: Hashable, Sendable {
    /// `nil` for the top.
    public var parent: String?
    public var resource: Resource
    public var total: Double
    public var claimants: [Claimant]
    public var division: Division
  }

  /// The nodes on which a pod fitted when it was placed, best first.
  public struct PlacementTable: Hashable, Sendable {
    public var pod: String
    public var action: Action
    public var chosen: String
    public var scores: [NodeScore]
  }

  /// What the plugins give a node for a pod; the sum decides, then the name.
  public struct NodeScore: Hashable, Sendable {
    public var node: String
    /// 100 when the pod can start at once.
    public var availability: Double
    /// 1000 when a shared GPU has room for it.
    public var gpuSharing: Double
    /// 10 for a pod without GPU on a node without GPU.
    public var resourceType: Double
    /// 1 000 000 on the nominated node.
    public var nominated: Double
    /// Pack: 0 to 9, more for less free; spread: the free part.
    public var placement: Double

    public var total: Double { availability + gpuSharing + resourceType + nominated + placement }
  }

  /// What of a snapshot a session leaves aside.
  public enum SnapshotProblem: Hashable, Sendable {
    case duplicateNode(String)
    case duplicateQueue(String)
    case duplicatePodGroup(String)
    case duplicatePod(String)
    /// The queue, or one above it, names a parent that does not exist, or itself.
    case orphanQueue(String)
    /// A running pod on a node that does not exist.
    case unknownNode(pod: String, node: String)
    case unknownSubGroup(pod: String, subGroup: String)
    /// A negative, infinite or undefined amount; taken as 0.
    case impossibleAmount(of: String)
  }
}
