import BatchQueueing

/// What Volcano says about one of its decisions.
public enum VolcanoReason: Sendable {
  /// The pod got a node; every node that was looked at, with its scores.
  case bound(minMember: Int, Volcano.Placement?)
  /// Plugins voted for the victim.
  case evicted(Volcano.Eviction)
  /// The pod gets a node as soon as others have left it.
  case nominated(Volcano.Pipelined, Volcano.Placement?)
  /// Pods of the job have no node, with everything that holds it back.
  case waiting(
    Volcano.WaitingPodGroup, queue: Volcano.QueueReport?, placements: [Volcano.Placement])
  /// Volcano decided for the node, which cannot take the pod.
  case bindFailed(Volcano.Bind)
  case unserved(Unserved)
  /// The cluster could not be written down for a session.
  case invalid([Volcano.SnapshotProblem])
}
