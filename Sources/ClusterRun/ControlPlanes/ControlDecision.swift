import Cluster
import DeviceAllocation
import KubeScheduling
import Simulation

/// One decision of a control plane; applied, it is one step of the run.
public struct ControlDecision: Sendable {
  public var action: ControlAction
  /// For `bind` and `confirm`: from the decision to the pod's start.
  public var startDelay: SimDuration
  /// Nodes (or domains) that were found to fit, and that were refused; for display.
  public var feasible: Int
  public var refused: Int
  /// For `pend`: what the trace tells of it.
  public var pendCause: PendCause?
  /// Only when explaining.
  public var why: Why?

  public init(
    _ action: ControlAction, startDelay: SimDuration = .zero, feasible: Int = 0, refused: Int = 0,
    pendCause: PendCause? = nil, why: Why? = nil
  ) {
    self.action = action
    self.startDelay = startDelay
    self.feasible = feasible
    self.refused = refused
    self.pendCause = pendCause
    self.why = why
  }
}

/// What a control plane can do.
///
/// The engine refuses (stops the program) what cannot be meant: binding a pod that is not pending
/// or reserved, evicting one that holds nothing.
public enum ControlAction: Hashable, Sendable {
  /// The queued job may have its pods.
  case admit(JobIndex, Admission)
  /// The queued job was tried and must wait.
  case pend(JobIndex)
  /// Takes back an admission: all pods are evicted, the job is queued again.
  case suspend(JobIndex, EvictionCause)
  /// The pending pod gets the node for good. `gpus`: the devices on it; `nil` leaves the choice to
  /// the node.
  case bind(PodIndex, to: NodeIndex, gpus: [Int]? = nil)
  /// The pending pod holds the node and waits (Permit, pipelined).
  case reserve(PodIndex, on: NodeIndex, gpus: [Int]? = nil)
  /// The reserved pod is bound.
  case confirm(PodIndex)
  /// The reserved pod gives back what it held and is pending again.
  case release(PodIndex)
  /// The pending pod will get the node when evictions are done; `nil` takes that back. Holds
  /// nothing.
  case nominate(PodIndex, on: NodeIndex?)
  /// The pending pod was tried and found no node.
  case unschedulable(PodIndex)
  /// The pending pod is not even queued (PreEnqueue).
  case gate(PodIndex)
  /// The pod must leave its node; its job makes it anew.
  case evict(PodIndex, EvictionCause)
  /// The devices of a named claim (its number) that nobody uses are taken from it, for the sake of
  /// this pending pod.
  case deallocate(claim: Int, for: PodIndex)
}

extension ControlAction {
  /// Whether it gives or takes resources.
  var changesHoldings: Bool {
    switch self {
    case .admit, .suspend, .bind, .reserve, .confirm, .release, .evict, .deallocate: true
    case .pend, .nominate, .unschedulable, .gate: false
    }
  }

  /// Whether it lets a pod run or a job have its pods.
  var isForGood: Bool {
    switch self {
    case .admit, .bind, .confirm: true
    case .suspend, .reserve, .release, .evict, .pend, .nominate, .unschedulable, .gate,
      .deallocate:
      false
    }
  }
}

/// What led to a decision, by the system that made it.
public enum Why: Sendable {
  /// A scheduling cycle of kube-scheduler, what its gang plugin said after it, and what preemption
  /// came to when no node was feasible.
  case kube(KubeScheduling.Explanation, gang: GangReason?, preemption: PreemptionResult? = nil)
  /// A preemption of kube-scheduler's.
  case preemption(PreemptionResult)
  /// What DynamicResources did after a pod found no node.
  case deallocation(ClaimDeallocation)
  /// A rule about gangs.
  case gang(GangReason)
  /// A cycle of Kueue, or one of its rules.
  case kueue(KueueReason)
  /// A session of Volcano.
  case volcano(VolcanoReason)
  /// A session of KAI.
  case kai(KAIReason)
  /// A look of a backfilling batch system.
  case backfill(BackfillReason)
  /// A round of Gödel's schedulers and binder.
  case godel(GodelReason)
}

/// A claim lost its devices, so that they can be had where its pod can run.
public struct ClaimDeallocation: Hashable, Sendable {
  /// The pod that found no node.
  public let pod: PodIndex
  public let claim: String
  public let devices: [DeviceID]
  /// Nodes where its devices are.
  public let nodes: [NodeIndex]
}

/// What gang scheduling says about a pod, with its counts.
public enum GangReason: Hashable, Sendable {
  /// Fewer pods of the gang exist than it needs.
  case tooFewPods(existing: Int, minimum: Int)
  /// The scheduler finds no such group.
  case groupMissing
  /// Holds its node until enough others have one.
  case waitsForOthers(holding: Int, minimum: Int, deadline: SimTime)
  /// With this one enough have a node.
  case quorum(holding: Int, minimum: Int)
  /// The gang did not become complete in time.
  case timedOut(holding: Int, minimum: Int, waited: SimDuration)
  /// Not enough pods of the group find nodes together.
  case groupDoesNotFit(placeable: Int, minimum: Int)
}
