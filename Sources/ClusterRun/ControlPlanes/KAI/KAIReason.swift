import BatchQueueing

/// What KAI says about one of its decisions.
public enum KAIReason: Sendable {
  /// The pod got a node; the nodes that fitted with their scores.
  case bound(KAI.Bind, minMember: Int, KAI.PlacementTable?)
  /// The rule that allowed it is the action's; the queues with their shares before the session tell
  /// why a reclaim was allowed.
  case evicted(KAI.Eviction, shares: KAI.QueueTree)
  /// The pod gets a node as soon as others have left it.
  case nominated(KAI.Bind, KAI.PlacementTable?)
  /// Pods of the job have no node, with what stood in the way of each attempt.
  case waiting(KAI.Waiting, shares: KAI.QueueTree, divisions: [KAI.LevelDivision])
  /// KAI decided for the node, which cannot take the pod: it lets pods that ask for nothing exceed
  /// the number of pods, and when it spreads it may promise a GPU that is still being released.
  case bindFailed(KAI.Bind)
  case unserved(Unserved)
}
