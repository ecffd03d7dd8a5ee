import Simulation

extension LoadBalancer {
  mutating func pick(
    hash: UInt64?, attempt: Int, random: inout SeededGenerator, trace: inout PickTrace?
  ) -> Int? {
    guard !loads.load.isEmpty else { return nil }
    if isHashing { return pickByHash(hash ?? random.next(), attempt, &trace) }
    let priority = loads.load.count == 1 ? 0 : loads.priority(for: random.below(100))
    trace?.priority = priority
    var source = priority * sourcesPerPriority
    if loads.isPanicking[priority] {
      if settings.failsInPanic { return nil }
    } else if let locality = localities[priority]?.peek() {
      let weight = localityWeights[priority][Int(locality)]
      localities[priority]?.reinsert(weight: weight)
      trace?.locality = Int(locality)
      source += 2 + Int(locality)
    } else {
      source += 1
    }
    trace?.source = source
    return pick(in: source, &random, &trace)
  }

  private mutating func pick(
    in source: Int, _ random: inout SeededGenerator, _ trace: inout PickTrace?
  ) -> Int? {
    let count = sources[source].hosts.count
    guard count > 0 else { return nil }
    if let item = sources[source].schedule?.peek() {
      // The weight it has now counts from this pick on.
      let weight = dynamicWeight(Int(item))
      sources[source].schedule?.reinsert(weight: weight)
      trace?.isScheduled = true
      return Int(item)
    }
    switch policy {
    case .roundRobin:
      let place = sources[source].rotation % count
      sources[source].rotation = (sources[source].rotation + 1) & (1 << 48 - 1)
      return Int(sources[source].hosts[place])
    case .leastRequest(let choices, _):
      return leastOf(choices, in: source, &random, &trace)
    case .leastRequestFullScan:
      return leastOfAll(in: source, &random)
    case .random, .ringHash, .maglev:
      return Int(sources[source].hosts[random.below(count)])
    }
  }

  /// Draws with replacement, as Envoy does: both choices may be the same endpoint.
  private func leastOf(
    _ choices: Int, in source: Int, _ random: inout SeededGenerator, _ trace: inout PickTrace?
  ) -> Int {
    let count = sources[source].hosts.count
    var best = Int(sources[source].hosts[random.below(count)])
    trace?.drawn.append(best)
    for _ in 1..<max(2, min(choices, 64)) {
      let other = Int(sources[source].hosts[random.below(count)])
      trace?.drawn.append(other)
      if active[other] < active[best] { best = other }
    }
    return best
  }

  /// Reservoir sampling among the least: each of them equally likely.
  private func leastOfAll(in source: Int, _ random: inout SeededGenerator) -> Int {
    var best = Int(sources[source].hosts[0])
    var ties = 1
    for host in sources[source].hosts.dropFirst() {
      let host = Int(host)
      if active[host] < active[best] {
        best = host
        ties = 1
      } else if active[host] == active[best] {
        ties += 1
        if random.below(ties) == 0 { best = host }
      }
    }
    return best
  }

  private func pickByHash(_ hash: UInt64, _ attempt: Int, _ trace: inout PickTrace?) -> Int? {
    let priority = loads.priority(for: Int(hash % 100))
    trace?.priority = priority
    trace?.hash = hash
    if loads.isPanicking[priority] && settings.failsInPanic { return nil }
    let owner =
      switch hashing[priority].table {
      case .ring(let ring): ring.owner(of: hash, attempt: attempt)
      case .maglev(let table): table.owner(of: hash, attempt: attempt)
      }
    return owner.map { Int(hashing[priority].hosts[$0]) }
  }
}

/// What a pick looked at, kept only when it is explained.
struct PickTrace {
  var priority = 0
  var locality: Int?
  var source: Int?
  var isScheduled = false
  var drawn: [Int] = []
  var hash: UInt64?
}

/// Why an endpoint was picked.
public struct PickReason: Hashable, Sendable {
  /// An endpoint and what it had in hand when it was looked at.
  public struct Candidate: Hashable, Sendable {
    public let endpoint: Int
    public let active: Int
    public let weight: Int
  }

  /// How the choice among the endpoints of the source fell.
  public enum Rule: Hashable, Sendable {
    /// The next one.
    case itsTurn
    /// The earliest deadline of the weighted schedule.
    case earliestDeadline
    case chance
    /// Fewest requests among these draws, the first of equals.
    case fewestRequests([Candidate])
    /// Fewest requests among all `count`.
    case fewestRequestsOfAll(count: Int)
    case ring(hash: UInt64)
    case maglev(hash: UInt64)
    /// There was nobody to pick.
    case nobody
  }

  /// `nil` when nobody could be picked.
  public let picked: Int?
  public let priority: Int
  public let loads: PriorityLoads
  /// Whether the priority ignored health.
  public let isPanicking: Bool
  /// The locality that was drawn, where localities have weights.
  public let locality: Int?
  /// Endpoints among which the pick was.
  public let eligible: Int
  public let rule: Rule

  init(_ trace: PickTrace, picked: Int?, balancer: LoadBalancer) {
    self.picked = picked
    priority = trace.priority
    loads = balancer.loads
    isPanicking = loads.isPanicking.indices.contains(priority) && loads.isPanicking[priority]
    locality = trace.locality
    let byHash = balancer.hashing.indices.contains(priority) ? balancer.hashing[priority] : nil
    eligible =
      byHash?.hosts.count ?? trace.source.map { balancer.sources[$0].hosts.count } ?? 0
    guard picked != nil else {
      rule = .nobody
      return
    }
    rule =
      switch balancer.policy {
      case _ where trace.isScheduled: .earliestDeadline
      case .roundRobin: .itsTurn
      case .random: .chance
      case .leastRequest:
        .fewestRequests(
          trace.drawn.map {
            Candidate(
              endpoint: $0, active: Int(balancer.active[$0]),
              weight: balancer.endpoints[$0].weight)
          })
      case .leastRequestFullScan: .fewestRequestsOfAll(count: eligible)
      case .ringHash: .ring(hash: trace.hash ?? 0)
      case .maglev: .maglev(hash: trace.hash ?? 0)
      }
  }
}
