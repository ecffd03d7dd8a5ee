import Cluster
import Simulation

/// One step of a run: something that happened to one pod, job or node.
public struct TraceStep: Hashable, Sendable {
  /// What happened.
  public enum Kind: Int, Hashable, Sendable, CaseIterable {
    /// The pod came into being and waits for a node.
    case arrived
    /// The pod got a node.
    case placed
    /// The pod was tried and found no node.
    case unschedulable
    /// The pod ended well and gave back what it held.
    case finished
    /// The job waits for the control plane's leave.
    case queued
    /// The job got it.
    case admitted
    /// The job was tried and must wait.
    case pended
    /// The job lost its admission.
    case suspended
    /// The pod holds a node and waits.
    case reserved
    /// The pod that held a node is bound to it.
    case confirmed
    /// The pod gave back the node it held without being bound.
    case released
    /// The pod will get a node that is being cleared.
    case nominated
    /// The pod is not let into the queue yet.
    case gated
    /// The pod was told to leave its node.
    case evicted
    /// The pod is off its node after its termination grace.
    case gone
    /// The pod broke by itself.
    case failed
    /// The pod's machine died.
    case lost
    /// The pod ended because its job is made anew, or gave up.
    case restarted
    /// The job failed too often.
    case gaveUp
    case nodeFailed
    case nodeRepaired
    case nodeCordoned
    case nodeUncordoned
    case nodeDraining
    case quotaChanged
    /// Gangs hold resources and wait, and nothing that could help them will happen by itself.
    case deadlock
    /// A claim that nobody uses lost its devices for the sake of a pod.
    case deallocated
  }

  public let time: SimTime
  public let kind: Kind
  /// Whom an eviction is for.
  public let cause: EvictionCause?
  /// Why a job must wait, as far as its control plane tells it without being asked.
  public let pendCause: PendCause?
  // Half as wide as Int, because a long trace holds hundreds of thousands of steps.
  private let podIndex: Int32
  private let jobIndex: Int32
  private let nodeIndex: Int32
  private let feasibleCount: Int32
  private let refusedCount: Int32

  init(
    time: SimTime, kind: Kind, pod: PodIndex? = nil, job: JobIndex? = nil, node: NodeIndex? = nil,
    feasible: Int = 0, refused: Int = 0, cause: EvictionCause? = nil,
    pendCause: PendCause? = nil
  ) {
    self.time = time
    self.kind = kind
    self.cause = cause
    self.pendCause = pendCause
    podIndex = Int32(pod ?? -1)
    jobIndex = Int32(job ?? -1)
    nodeIndex = Int32(node ?? -1)
    feasibleCount = Int32(clamping: feasible)
    refusedCount = Int32(clamping: refused)
  }

  /// `nil` for steps of jobs and nodes.
  public var pod: PodIndex? { podIndex < 0 ? nil : Int(podIndex) }
  /// Of the pod, if it is a pod's step; `nil` for steps of nodes.
  public var job: JobIndex? { jobIndex < 0 ? nil : Int(jobIndex) }
  /// The node that the pod got or left, or that changed.
  public var node: NodeIndex? { nodeIndex < 0 ? nil : Int(nodeIndex) }
  /// Feasible and refused nodes of a decision; 0 for others.
  public var feasible: Int { Int(feasibleCount) }
  public var refused: Int { Int(refusedCount) }

  /// Whether the control plane decided it, so that `why` may have an answer.
  public var isDecision: Bool {
    switch kind {
    case .placed, .unschedulable, .admitted, .pended, .suspended, .reserved, .confirmed, .released,
      .nominated, .gated, .deallocated:
      true
    case .evicted: cause != .drained
    default: false
    }
  }
}

/// Why a queueing system lets a job wait, in a word; the numbers are in `Why`.
public enum PendCause: UInt8, Hashable, Sendable, CaseIterable {
  /// Others were told to go to make room for it.
  case preempting
  /// It will fit when those have gone who must make room for others.
  case waitsForVictims
  /// Those who would make room for it go for another job.
  case victimsTaken
  /// Another job of the same cycle took what it needs.
  case overtaken
  /// Not enough quota or room, and nobody to be pushed out would change that.
  case noRoom
  /// Not enough quota is free, and it may push nobody out.
  case noCandidates
  /// Its queue would never take it as it is.
  case refused
}

/// How the cluster stood after a step.
public struct RunSample: Hashable, Sendable {
  public let time: SimTime
  /// Thousandths of GPUs that pods hold.
  public let allocatedGPUMilli: Int
  /// Thousandths of GPUs whose pods work; the others hold and wait.
  public let workingGPUMilli: Int
  public let freeGPUMilli: Int
  /// Free thousandths that the workload's pods cannot use, weighted by the mix (see
  /// `FragmentationMeter`).
  public let fragmentedGPUMilli: Int
  /// GPU nodes none of whose GPUs is touched: room for the largest pods.
  public let wholeFreeGPUNodes: Int
  /// Pods that exist and have no node.
  public let pending: Int
  /// Pods with a node, those that only hold it included.
  public let running: Int
  /// Jobs that wait for the control plane's leave.
  public let queuedJobs: Int
}

/// The whole picture at one step, for replay.
public struct RunMoment: Sendable {
  /// How many steps have happened.
  public let step: Int
  public let world: World
  /// Who waits where.
  public let lines: [WaitingLine]
  public let entitlements: [Entitlement]
  /// The control plane as it was, for questions that only its own kind can answer.
  public let plane: any ControlPlane

  public var time: SimTime { world.now }
  public var state: ClusterState { world.state }
}
