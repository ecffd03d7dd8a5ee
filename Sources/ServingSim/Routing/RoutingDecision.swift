/// Where a request goes, and why.
public struct RoutingDecision: Hashable, Sendable {
  /// `ReplicaView.replica` of the chosen one.
  public var replica: Int
  public var reason: RoutingReason
  /// What each scorer gave each replica, in the order of the views; empty unless it was asked to
  /// explain, and for policies that do not score.
  public var scores: [ScoreRow]

  public init(replica: Int, reason: RoutingReason, scores: [ScoreRow] = []) {
    self.replica = replica
    self.reason = reason
    self.scores = scores
  }
}

/// The numbers that spoke for the chosen replica.
public enum RoutingReason: Hashable, Sendable {
  /// Nobody else was healthy.
  case onlyCandidate
  /// It was its turn.
  case turn
  /// The draw among `candidates` fell on it.
  case drawn(candidates: Int)
  /// Its load (in the policy's own measure) was the lowest; `tied` replicas had the same.
  case leastLoad(load: Double, tied: Int)
  /// Two were drawn; the chosen one had `load`, the other had `otherLoad`.
  case lesserOfTwo(load: Double, other: Int, otherLoad: Double)
  /// It holds the longest prefix of the prompt.
  case longestPrefix(hitTokens: Int, promptTokens: Int, tied: Int)
  /// The loads were too far apart (`lowest` to `highest`), so the cache did not count.
  case loadGuard(lowest: Int, highest: Int)
  /// No replica held enough of the prompt (`bestHitTokens` was the most), so load decided.
  case prefixTooShort(bestHitTokens: Int, promptTokens: Int)
  /// Its total was the highest; `tied` replicas had the same, among which a draw decided.
  case highestScore(total: Double, tied: Int)
  /// Its cost was the lowest; `tied` replicas had the same.
  case lowestCost(cost: Double, tied: Int)
  /// It was drawn with this probability, which follows from its score or cost.
  case sampled(value: Double, probability: Double)
  /// AIBrix VTC: the sum of fairness, utilisation and a small draw was the lowest.
  case fairShare(userTokens: Double, total: Double)
}

/// One scorer's view of all replicas.
public struct ScoreRow: Hashable, Sendable {
  public var scorer: RoutingScorer
  public var weight: Double
  /// One value a replica, in the order of the views; 0 for those that are not healthy.
  public var raw: [Double]

  public init(scorer: RoutingScorer, weight: Double, raw: [Double]) {
    self.scorer = scorer
    self.weight = weight
    self.raw = raw
  }
}
