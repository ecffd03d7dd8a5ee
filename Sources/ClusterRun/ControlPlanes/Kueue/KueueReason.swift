import BatchQueueing
import Cluster
import Simulation

/// Why Kueue did what it did with a job.
public enum KueueReason: Sendable {
  /// The job names no queue, so Kueue leaves it alone.
  case unmanaged
  /// It names a queue that does not exist.
  case noQueue(String)
  /// No API server would take its workload.
  case refused(Kueue.WorkloadProblem)
  /// It was the head of its queue in a cycle.
  case head(KueueHead)
  /// It has to go for a head of a cycle.
  case victim(Kueue.Victim, preemptor: KueueHead)
  /// Its pods did not all become ready in time (`waitForPodsReady`).
  case podsNotReady(ready: Int, wanted: Int, waited: SimDuration)
  /// Its pods are pinned to places, and a machine there is gone.
  case nodeUnusable(NodeIndex)
  /// It gave up after too many time-outs.
  case deactivated
  /// Back-off after a time-out.
  case backoff(until: SimTime)
  /// It holds quota since then.
  case holding(Kueue.Admission, since: SimTime, isEvicted: Bool)
}

/// A head of a cycle, with the sum as it stood before the cycle.
public struct KueueHead: Sendable {
  public let job: JobIndex
  public let decision: Kueue.Decision
  /// Number of the cycle, counted from 1.
  public let cycle: Int
  /// Heads of queues in the cycle.
  public let heads: Int
  public let tree: Kueue.QueueTree
}
