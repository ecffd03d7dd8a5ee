import Simulation

/// A router at work: its policy and what it remembers between requests.
///
/// The same seed, views and requests give the same decisions. Explaining changes no decision.
public struct RouterState: Sendable {
  public let policy: RoutingPolicy
  var generator: SeededGenerator
  /// Round robin: how many were sent.
  private var turn = 0
  /// Prefix-aware: tokens sent to each replica that it had not cached, by replica number.
  var sentTokens: [Int: Int] = [:]
  /// Endpoint picker: replicas that were given uncached prompts, the longest ago first.
  var coldOrder: [Int] = []
  /// AIBrix VTC: what users were charged.
  var userTokens = UserTokenWindow()

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
    let healthy = healthyPlaces(replicas)
    if healthy.isEmpty { return nil }
    switch policy {
    case .roundRobin:
      let index = healthy[turn % healthy.count]
      turn = (turn + 1) & (1 << 40 - 1)
      return RoutingDecision(replica: replicas[index].replica, reason: .turn)
    case .random: return drawn(replicas, healthy)
    case .leastRequest: return leastRequest(replicas, healthy, explaining)
    case .powerOfTwoChoices: return lesserOfTwo(replicas, healthy, explaining)
    case .prefixAware(let rule):
      return prefixAware(rule, request, replicas, healthy, explaining)
    case .endpointPicker(let profile):
      return endpointPicker(profile, request, replicas, healthy, explaining)
    case .dynamo(let routing): return dynamo(routing, request, replicas, healthy, explaining)
    case .aibrix(let policy): return aibrix(policy, request, replicas, healthy, explaining)
    }
  }

  // MARK: - Policies without rules of their own

  mutating func drawn(_ replicas: [ReplicaView], _ healthy: [Int]) -> RoutingDecision {
    let index = healthy[generator.below(healthy.count)]
    return RoutingDecision(
      replica: replicas[index].replica, reason: .drawn(candidates: healthy.count))
  }

  mutating func leastRequest(
    _ replicas: [ReplicaView], _ healthy: [Int], _ explaining: Bool
  ) -> RoutingDecision {
    let (index, tied) = lowest(healthy) { Double(replicas[$0].assignedRequests) }
    return RoutingDecision(
      replica: replicas[index].replica,
      reason: .leastLoad(load: Double(replicas[index].assignedRequests), tied: tied),
      scores: explaining ? [assignedRow(replicas)] : [])
  }

  mutating func lesserOfTwo(
    _ replicas: [ReplicaView], _ healthy: [Int], _ explaining: Bool
  ) -> RoutingDecision {
    guard healthy.count > 1 else {
      return RoutingDecision(replica: replicas[healthy[0]].replica, reason: .onlyCandidate)
    }
    let first = generator.below(healthy.count)
    let step = 1 + generator.below(healthy.count - 1)
    var chosen = healthy[first]
    var other = healthy[(first + step) % healthy.count]
    if replicas[other].assignedRequests < replicas[chosen].assignedRequests {
      swap(&chosen, &other)
    }
    return RoutingDecision(
      replica: replicas[chosen].replica,
      reason: .lesserOfTwo(
        load: Double(replicas[chosen].assignedRequests), other: replicas[other].replica,
        otherLoad: Double(replicas[other].assignedRequests)),
      scores: explaining ? [assignedRow(replicas)] : [])
  }

  // MARK: - Helpers

  private func healthyPlaces(_ replicas: [ReplicaView]) -> [Int] {
    // Nearly always all of them; a list that grows costs more than the rest of the decision.
    if replicas.allSatisfy(\.isHealthy) { return Array(replicas.indices) }
    return replicas.indices.filter { replicas[$0].isHealthy }
  }

  /// The index with the lowest measure and how many share it; a draw decides among them.
  mutating func lowest(_ indices: [Int], by measure: (Int) -> Double) -> (index: Int, tied: Int) {
    var least = Double.infinity
    var tied: [Int] = []
    for index in indices {
      let value = measure(index)
      if value < least {
        least = value
        tied = [index]
      } else if value == least {
        tied.append(index)
      }
    }
    // Nothing compares with a measure that is not a number: any will do.
    if tied.isEmpty { tied = indices }
    return (tied.count == 1 ? tied[0] : tied[generator.below(tied.count)], tied.count)
  }

  /// The place in `chances` (which sum to 1) on which a draw falls.
  mutating func place(in chances: [Double]) -> Int {
    let draw = generator.unit()
    var sum = 0.0
    for (place, chance) in chances.enumerated() {
      sum += chance
      if draw < sum { return place }
    }
    return chances.count - 1
  }

  func assignedRow(_ replicas: [ReplicaView]) -> ScoreRow {
    ScoreRow(
      scorer: .assignedRequests, weight: 1,
      raw: replicas.map { $0.isHealthy ? Double($0.assignedRequests) : 0 })
  }

  func hitRow(_ replicas: [ReplicaView]) -> ScoreRow {
    ScoreRow(
      scorer: .hitTokens, weight: 1,
      raw: replicas.map { $0.isHealthy ? Double($0.hitTokens) : 0 })
  }
}
