import Cluster
import KubeScheduling
import Simulation

/// What Gödel's dispatcher, schedulers or binder said about a pod.
public struct GodelReason: Sendable {
  /// What was decided.
  public enum Verdict: Hashable, Sendable {
    /// The binder let it in.
    case bound
    /// The binder refused it: what the scheduler saw is no longer so.
    case conflict(on: NodeIndex, rivals: [Rival], FilterFailure?)
    /// The binder refused so many others of its group that the group does not start.
    case rejectedWithGroup(left: Int, needed: Int)
    /// Its scheduler found no node for it, or not for enough of its group.
    case notPlaced(placed: Int, needed: Int)
    /// The dispatcher hands a group out when it has its least number of pods.
    case waitingForPods(existing: Int, minimum: Int)
    /// The group did not start in time and is not tried again.
    case timedOut(after: SimDuration)
  }

  /// A pod that was let in on the node after the scheduler had looked.
  public struct Rival: Hashable, Sendable {
    public let pod: PodIndex
    public let scheduler: Int
  }

  public let pod: PodIndex
  /// From 0; `nil`: handed to none.
  public let scheduler: Int?
  public let verdict: Verdict
  /// What the scheduler found in its own picture of the cluster.
  public let cycle: KubeScheduling.Explanation?
}
