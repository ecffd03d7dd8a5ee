import Cluster
import KubeScheduling
import Simulation

/// A promise of backfilling: the job starts then at the latest, if nobody runs longer than
/// declared.
public struct StartReservation: Hashable, Sendable {
  public let job: JobIndex
  public let start: SimTime
  /// By the declared duration; `nil`: never.
  public let end: SimTime?
  /// Pods and the nodes that are meant for them.
  public let places: [Place]

  /// A pod and its node.
  public struct Place: Hashable, Sendable {
    public let pod: PodIndex
    public let node: NodeIndex
  }
}

/// Why a job started or waits under backfilling.
public struct BackfillReason: Sendable {
  /// What was decided about the job.
  public enum Verdict: Hashable, Sendable {
    /// Starts: all before it run.
    case inOrder
    /// Starts: it ends before the head's start, with this much time to spare.
    case endsBeforeHead(head: JobIndex, spare: SimDuration)
    /// Starts and runs on beyond the head's start, on what the head does not need.
    case besideHead(head: JobIndex)
    /// Starts where no reservation is in its way.
    case inHole
    /// The place was kept for this pod when its job started.
    case keptPlace
    /// Waits: so many of its pods find a node now.
    case noRoom(placeable: Int, of: Int)
    /// Waits: FIFO lets nobody pass this job.
    case behind(head: JobIndex)
    /// Waits: now it would make this job start so much later.
    case wouldDelay(JobIndex, by: SimDuration)
    /// Waits: it could start now only on nodes that are promised to this job.
    case placesPromised(to: JobIndex)
    /// Waits for ever: it does not fit when all jobs with an end have ended.
    case neverFits(placeable: Int, of: Int)
    /// Waits: not all its pods exist yet.
    case tooFewPods(existing: Int, wanted: Int)
    /// Waits: only so many jobs of the queue are looked at.
    case beyondDepth(Int)
  }

  public let job: JobIndex
  public let verdict: Verdict
  /// In the order of the queue: the head's under EASY, those of all waiting jobs under conservative.
  public let reservations: [StartReservation]
  /// What the nodes say to the first pod that found none.
  public let refusal: KubeScheduling.Explanation?
}
