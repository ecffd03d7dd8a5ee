import Simulation

/// A router at work: its policy and what it remembers between requests.
///
/// The same seed, views and requests give the same decisions. Explaining changes no decision.
public struct RouterState: Sendable {
  public let policy: RoutingPolicy
  private var generator: SeededGenerator
  private var turn = 0

  public init(_ policy: RoutingPolicy, seed: Seed) {
    self.policy = policy
    generator = SeededGenerator(seed: seed, stream: "router")
  }

  /// Chooses a replica for a request; `nil` when none is healthy.
  ///
  /// `explaining` also lists the scores that led there.
  public mutating func choose(
    request: RoutingRequest, replicas: [ReplicaView], explaining: Bool = false
  ) -> RoutingDecision? {
    let healthy = replicas.indices.filter { replicas[$0].isHealthy }
    guard let first = healthy.first else { return nil }
    switch policy {
    case .roundRobin:
      let index = healthy[turn % healthy.count]
      turn = (turn + 1) % 1_000_000_007
      return RoutingDecision(replica: replicas[index].replica, reason: .turn)
    case .random:
      let index = healthy[generator.below(healthy.count)]
      return RoutingDecision(
        replica: replicas[index].replica, reason: .drawn(candidates: healthy.count))
    case .leastRequest:
      let rows = explaining ? [assigned(replicas)] : []
      let least = healthy.reduce(replicas[first].assignedRequests) {
        min($0, replicas[$1].assignedRequests)
      }
      let tied = healthy.filter { replicas[$0].assignedRequests == least }
      let index = tied.count == 1 ? tied[0] : tied[generator.below(tied.count)]
      return RoutingDecision(
        replica: replicas[index].replica,
        reason: .leastLoad(load: Double(least), tied: tied.count), scores: rows)
    case .powerOfTwoChoices:
      guard healthy.count > 1 else {
        return RoutingDecision(replica: replicas[first].replica, reason: .onlyCandidate)
      }
      let one = generator.below(healthy.count)
      let step = 1 + generator.below(healthy.count - 1)
      var chosen = replicas[healthy[one]]
      var other = replicas[healthy[(one + step) % healthy.count]]
      if other.assignedRequests < chosen.assignedRequests { swap(&chosen, &other) }
      return RoutingDecision(
        replica: chosen.replica,
        reason: .lesserOfTwo(
          load: Double(chosen.assignedRequests), other: other.replica,
          otherLoad: Double(other.assignedRequests)),
        scores: explaining ? [assigned(replicas)] : [])
    }
  }

  private func assigned(_ replicas: [ReplicaView]) -> ScoreRow {
    ScoreRow(
      scorer: .assignedRequests, weight: 1,
      raw: replicas.map { $0.isHealthy ? Double($0.assignedRequests) : 0 })
  }
}
