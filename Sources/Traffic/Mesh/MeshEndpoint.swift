/// A server behind a balancer.
public struct MeshEndpoint: Hashable, Sendable {
  /// Its address: what consistent hashing hashes, so two endpoints need two names.
  public var name: String
  /// Share of requests against its neighbours, at least 1.
  public var weight: Int
  /// Index into the locality weights (zone), at least 0.
  public var locality: Int
  /// 0 is served first; a higher number is where requests fail over to.
  public var priority: Int
  /// Whether health checks and outlier detection let it be picked.
  public var isHealthy: Bool

  /// Negative numbers count as 0, a weight below 1 as 1, priorities above 127 as 127 and localities
  /// above 4095 as 4095.
  public init(
    name: String, weight: Int = 1, locality: Int = 0, priority: Int = 0, isHealthy: Bool = true
  ) {
    self.name = name
    self.weight = max(1, min(weight, 1 << 20))
    self.locality = max(0, min(locality, 4_095))
    self.priority = max(0, min(priority, 127))
    self.isHealthy = isHealthy
  }
}

/// How an endpoint is picked among those that may be.
public enum BalancingPolicy: Hashable, Sendable {
  /// One after the other; with unequal weights by earliest deadline (`EDFSchedule`).
  case roundRobin
  /// Any, equally likely; weights do not matter, as in Envoy.
  case random
  /// Of `choices` random ones the one with the fewest requests; with unequal weights the schedule
  /// with weight / (active + 1)^bias. Envoy: 2 choices, bias 1.
  case leastRequest(choices: Int = 2, activeBias: Double = 1)
  /// The fewest requests of all, a random one of equals; weights as for `leastRequest`.
  case leastRequestFullScan(activeBias: Double = 1)
  /// Consistent hashing on a ring of at least `minimum` and at most `maximum` points. Envoy: 1024 and
  /// 8 Mi; here at most 1 Mi.
  case ringHash(minimum: Int = 1_024, maximum: Int = 1 << 20)
  /// Consistent hashing by a table whose size is a prime. Envoy: 65537. Another number is raised to
  /// the next prime, at most 5000011.
  case maglev(tableSize: Int = 65_537)
}

/// Who may be picked at all.
public struct BalancingSettings: Hashable, Sendable {
  /// Percent of healthy endpoints below which health is ignored (Envoy: 50); 0 never ignores it.
  public var panicThresholdPercent: Int
  /// Whether a panicking priority fails its requests instead (`fail_traffic_on_panic`).
  public var failsInPanic: Bool
  /// How much of a priority or locality may be missing before requests go elsewhere, in percent
  /// (Envoy: 140).
  public var overprovisioningPercent: Int
  /// Weights by locality; empty does not look at localities. A locality beyond the list has none.
  public var localityWeights: [Int]

  public init(
    panicThresholdPercent: Int = 50, failsInPanic: Bool = false, overprovisioningPercent: Int = 140,
    localityWeights: [Int] = []
  ) {
    self.panicThresholdPercent = max(0, min(panicThresholdPercent, 100))
    self.failsInPanic = failsInPanic
    self.overprovisioningPercent = max(100, min(overprovisioningPercent, 100_000))
    self.localityWeights = localityWeights.map { max(0, min($0, 1 << 20)) }
  }
}
