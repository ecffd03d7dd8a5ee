import Cluster
import Simulation

/// One step of a run: something that happened to one pod.
public struct TraceStep: Hashable, Sendable {
  /// What happened to the pod.
  public enum Kind: Int, Hashable, Sendable {
    /// Came into the queue.
    case arrived
    /// Got a node; it starts when the scheduling cycle ends.
    case placed
    /// Was tried and found no node.
    case unschedulable
    /// Ended and gave back what it held.
    case finished
  }

  public let time: SimTime
  public let kind: Kind
  // Half as wide as Int, because a long trace holds hundreds of thousands of steps.
  private let podIndex: Int32
  private let nodeIndex: Int32
  private let feasibleCount: Int32
  private let refusedCount: Int32

  init(
    time: SimTime, kind: Kind, pod: PodIndex, node: NodeIndex?, feasible: Int, refused: Int
  ) {
    self.time = time
    self.kind = kind
    podIndex = Int32(pod)
    nodeIndex = Int32(node ?? -1)
    feasibleCount = Int32(feasible)
    refusedCount = Int32(refused)
  }

  public var pod: PodIndex { Int(podIndex) }
  /// For `placed` and `finished`.
  public var node: NodeIndex? { nodeIndex < 0 ? nil : Int(nodeIndex) }
  /// Feasible and refused nodes of the cycle; 0 for steps that are no cycle.
  public var feasible: Int { Int(feasibleCount) }
  public var refused: Int { Int(refusedCount) }

  /// Whether a scheduling cycle decided it, so that `why` has an answer.
  public var isDecision: Bool { kind == .placed || kind == .unschedulable }
}

/// How the cluster stood after a step.
public struct RunSample: Hashable, Sendable {
  public let time: SimTime
  /// Thousandths of GPUs that pods hold.
  public let allocatedGPUMilli: Int
  public let freeGPUMilli: Int
  /// Free thousandths that the workload's pods cannot use, weighted by the mix (see
  /// `FragmentationMeter`).
  public let fragmentedGPUMilli: Int
  /// GPU nodes none of whose GPUs is touched: room for the largest pods.
  public let wholeFreeGPUNodes: Int
  /// Pods in one of the queues.
  public let pending: Int
  public let running: Int
}

/// The whole picture at one step, for replay.
public struct RunMoment: Sendable {
  public let time: SimTime
  /// How many steps have happened.
  public let step: Int
  public let state: ClusterState
  /// Pods waiting in each queue.
  public let ready: Int
  public let inBackoff: Int
  /// Pods that wait for the cluster to change, in the order in which they failed.
  public let waiting: [PodIndex]
}

/// The figures of a run, in whole numbers.
public struct RunMetrics: Hashable, Sendable {
  public let pods: Int
  public let placed: Int
  public let finished: Int
  /// In a queue at the end of what was simulated.
  public let pending: Int
  /// Scheduling cycles, failed ones included.
  public let attempts: Int
  /// Cycles that found no node.
  public let failedAttempts: Int
  /// From the start to the last placement's start or the last end of a pod, whichever is later.
  public let makespan: SimDuration
  /// From arrival to start, of placed pods, nearest rank; `nil` when none was placed.
  public let waitP50: SimDuration?
  public let waitP95: SimDuration?
  public let waitP99: SimDuration?
  public let waitMean: SimDuration?
  public let gpus: Int
  /// GPU-time that pods held out of all GPU-time from the start to the last event, in millionths.
  public let gpuAllocationPPM: Int
  /// The largest share of the GPUs held at one time, in millionths.
  public let peakGPUAllocationPPM: Int
  /// Fragmented out of free GPU-time over the same span, in millionths.
  public let fragmentationPPM: Int
  /// GPU nodes without any pod on their GPUs, at the end of what was simulated.
  public let wholeFreeGPUNodes: Int
  /// The fewest of them at any step.
  public let fewestWholeFreeGPUNodes: Int
}
