import Simulation

extension RouterState {
  mutating func aibrix(
    _ policy: AIBrixPolicy, _ request: RoutingRequest, _ replicas: [ReplicaView],
    _ healthy: [Int], _ explaining: Bool
  ) -> RoutingDecision {
    switch policy {
    case .random: return drawn(replicas, healthy)
    case .powerOfTwo: return lesserOfTwo(replicas, healthy, explaining)
    case .leastRequest: return leastRequest(replicas, healthy, explaining)
    case .prefixCache: return aibrixPrefixCache(request, replicas, healthy, explaining)
    case .vtcBasic: return vtcBasic(request, replicas, healthy, explaining)
    case .leastKVCache, .leastBusyTime, .leastLatency, .throughput:
      return leastOf(policy, replicas, healthy, explaining)
    }
  }

  /// The least measure; who wins among equals is each policy's own.
  private mutating func leastOf(
    _ policy: AIBrixPolicy, _ replicas: [ReplicaView], _ healthy: [Int], _ explaining: Bool
  ) -> RoutingDecision {
    let loads = policy.loads(of: healthy.map { replicas[$0] })
    let known = loads.indices.compactMap { place in
      loads[place].map { (place: place, load: $0) }
    }
    guard let least = known.map(\.load).min() else { return drawn(replicas, healthy) }
    let tied = known.filter { $0.load == least }.map(\.place)
    let place =
      switch policy {
      case .leastKVCache, .leastLatency: tied[tied.count - 1]
      case .throughput where tied.count > 1: tied[generator.below(tied.count)]
      default: tied[0]
      }
    var rows: [ScoreRow] = []
    if explaining {
      var raw = replicas.map { _ in 0.0 }
      for (place, index) in healthy.enumerated() { raw[index] = loads[place] ?? 0 }
      rows = [ScoreRow(scorer: .aibrix, weight: 1, raw: raw)]
    }
    return RoutingDecision(
      replica: replicas[healthy[place]].replica,
      reason: .leastLoad(load: least, tied: tied.count), scores: rows)
  }

  private mutating func aibrixPrefixCache(
    _ request: RoutingRequest, _ replicas: [ReplicaView], _ healthy: [Int], _ explaining: Bool
  ) -> RoutingDecision {
    let rows = explaining ? [hitRow(replicas), assignedRow(replicas)] : []
    let counts = healthy.map { replicas[$0].assignedRequests }
    let least = counts.min() ?? 0
    let most = counts.max() ?? 0
    let isImbalanced = most - least > AIBrixPolicy.imbalance
    // Whole percent of the prompt, as upstream compares.
    func percent(_ index: Int) -> Int {
      guard request.promptTokens > 0 else { return 0 }
      return Int(Double(replicas[index].hitTokens) * 100 / Double(request.promptTokens))
    }
    var matched = healthy.filter { replicas[$0].hitTokens > 0 }
    if isImbalanced { matched.removeAll { replicas[$0].assignedRequests != least } }
    let mean = counts.reduce(0) { $0 + Double($1) } / Double(counts.count)
    let squares = counts.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let deviation = counts.count > 1 ? (squares / Double(counts.count - 1)).squareRoot() : 0
    matched.removeAll { Double(replicas[$0].assignedRequests) > mean + deviation }
    if let best = matched.map(percent).max() {
      let nearest = matched.filter { percent($0) == best }
      let (index, tied) = lowest(nearest) { Double(replicas[$0].assignedRequests) }
      return RoutingDecision(
        replica: replicas[index].replica,
        reason: .longestPrefix(
          hitTokens: replicas[index].hitTokens, promptTokens: request.promptTokens, tied: tied),
        scores: rows)
    }
    let (index, _) = lowest(healthy) { Double(replicas[$0].assignedRequests) }
    let bestHit = healthy.map { replicas[$0].hitTokens }.max() ?? 0
    return RoutingDecision(
      replica: replicas[index].replica,
      reason: isImbalanced
        ? .loadGuard(lowest: least, highest: most)
        : .prefixTooShort(bestHitTokens: bestHit, promptTokens: request.promptTokens),
      scores: rows)
  }

  /// Without a user the replica is drawn. Upstream estimates the output as 1.5 times the prompt and
  /// charges an output token twice; the charge is made when routing, not when finished.
  private mutating func vtcBasic(
    _ request: RoutingRequest, _ replicas: [ReplicaView], _ healthy: [Int], _ explaining: Bool
  ) -> RoutingDecision {
    guard let user = request.user else { return drawn(replicas, healthy) }
    let charged = userTokens.total(of: user, at: request.arrival)
    let bounds = userTokens.bounds
    let bucket = max(UserTokenWindow.standardLeast, (bounds.least + bounds.most) / 2)
    let target = min(charged / bucket, Double(healthy.count - 1))
    var fairness = replicas.map { _ in 0.0 }
    var use = replicas.map { _ in 0.0 }
    var best = (index: healthy[0], total: Double.infinity)
    for (place, index) in healthy.enumerated() {
      fairness[index] = abs(Double(place) - target)
      use[index] = min(Double(replicas[index].running) / 100, 1)
      let total = fairness[index] + use[index] + generator.unit() * 0.1
      if total < best.total { best = (index, total) }
    }
    let input = Double(max(0, request.promptTokens))
    userTokens.charge(user, tokens: input + 2 * (input * 1.5).rounded(.up), at: request.arrival)
    return RoutingDecision(
      replica: replicas[best.index].replica,
      reason: .fairShare(userTokens: charged, total: best.total),
      scores: explaining
        ? [
          ScoreRow(scorer: .vtcFairness, weight: 1, raw: fairness),
          ScoreRow(scorer: .vtcUtilization, weight: 1, raw: use),
        ] : [])
  }
}
