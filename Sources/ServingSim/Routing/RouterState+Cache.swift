import Simulation

/// Policies that look at caches: SGLang's, the endpoint picker's, Dynamo's.
extension RouterState {
  mutating func prefixAware(
    _ rule: PrefixAwareRule, _ request: RoutingRequest, _ replicas: [ReplicaView],
    _ healthy: [Int], _ explaining: Bool
  ) -> RoutingDecision {
    // The loads of unhealthy replicas count too, as upstream.
    let loads = replicas.map(\.assignedRequests)
    let lowest = loads.min() ?? 0
    let highest = loads.max() ?? 0
    func first(_ measure: (Int) -> Int) -> Int {
      healthy.dropFirst().reduce(healthy[0]) { measure($1) < measure($0) ? $1 : $0 }
    }
    let index: Int
    let reason: RoutingReason
    if rule.isImbalanced(lowest: lowest, highest: highest) {
      index = first { replicas[$0].assignedRequests }
      reason = .loadGuard(lowest: lowest, highest: highest)
    } else {
      let best = first { -replicas[$0].hitTokens }
      let hit = replicas[best].hitTokens
      let rate = request.promptTokens > 0 ? Double(hit) / Double(request.promptTokens) : 0
      if rate > rule.cacheThreshold {
        index = best
        reason = .longestPrefix(
          hitTokens: hit, promptTokens: request.promptTokens,
          tied: healthy.count { replicas[$0].hitTokens == hit })
      } else {
        index = first { sentTokens[replicas[$0].replica] ?? 0 }
        reason = .prefixTooShort(bestHitTokens: hit, promptTokens: request.promptTokens)
      }
    }
    let chosen = replicas[index]
    sentTokens[chosen.replica, default: 0] += max(0, request.promptTokens - chosen.hitTokens)
    return RoutingDecision(
      replica: chosen.replica, reason: reason,
      scores: explaining ? [hitRow(replicas), assignedRow(replicas)] : [])
  }

  mutating func endpointPicker(
    _ profile: EndpointPickerProfile, _ request: RoutingRequest, _ replicas: [ReplicaView],
    _ healthy: [Int], _ explaining: Bool
  ) -> RoutingDecision {
    var candidates = healthy
    if let limits = profile.limits {
      let admitted = healthy.filter {
        limits.admits(waiting: replicas[$0].waiting, kvUse: replicas[$0].kvUse)
      }
      if !admitted.isEmpty { candidates = admitted }
    }
    var totals = replicas.map { _ in 0.0 }
    var rows: [ScoreRow] = []
    for entry in profile.scorers {
      let raw = profile.scores(
        entry.scorer, request: request, replicas: replicas, indices: candidates,
        coldOrder: coldOrder)
      for index in candidates {
        totals[index] += EndpointPicker.clamped(raw[index]) * entry.weight
      }
      if explaining { rows.append(ScoreRow(scorer: entry.scorer, weight: entry.weight, raw: raw)) }
    }
    let index: Int
    let reason: RoutingReason
    let positive = candidates.filter { totals[$0] > 0 }
    switch profile.picker {
    case .maxScore:
      let (best, tied) = lowest(candidates) { -totals[$0] }
      index = best
      reason = .highestScore(total: totals[best], tied: tied)
    case .weightedRandom where !positive.isEmpty:
      // Upstream keeps the largest u^(1/score), which for one endpoint is a draw by share.
      let sum = positive.reduce(0) { $0 + totals[$1] }
      let chances = positive.map { totals[$0] / sum }
      let place = place(in: chances)
      index = positive[place]
      reason = .sampled(value: totals[index], probability: chances[place])
    case .weightedRandom, .random:
      index = candidates[generator.below(candidates.count)]
      reason = .drawn(candidates: candidates.count)
    }
    if profile.scorers.contains(where: { $0.scorer == .noHitLRU }),
      !candidates.contains(where: { replicas[$0].hitTokens >= max(1, replicas[$0].blockSize) })
    {
      coldOrder.removeAll { $0 == replicas[index].replica }
      coldOrder.append(replicas[index].replica)
      if coldOrder.count > 1024 { coldOrder.removeFirst() }
    }
    return RoutingDecision(replica: replicas[index].replica, reason: reason, scores: rows)
  }

  mutating func dynamo(
    _ routing: DynamoRouting, _ request: RoutingRequest, _ replicas: [ReplicaView],
    _ healthy: [Int], _ explaining: Bool
  ) -> RoutingDecision {
    let parts = routing.parts(request: request, replicas: healthy.map { replicas[$0] })
    let costs = parts.map(\.total)
    let place: Int
    let reason: RoutingReason
    if routing.temperature > 0 {
      let chances = DynamoKVCost.probabilities(costs: costs, temperature: routing.temperature)
      place = self.place(in: chances)
      reason = .sampled(value: costs[place], probability: chances[place])
    } else {
      let (best, tied) = lowest(Array(costs.indices)) { costs[$0] }
      place = best
      reason = .lowestCost(cost: costs[best], tied: tied)
    }
    var rows: [ScoreRow] = []
    if explaining {
      func row(_ scorer: RoutingScorer, _ part: (DynamoKVCost.Parts) -> Double) -> ScoreRow {
        var raw = replicas.map { _ in 0.0 }
        for (place, index) in healthy.enumerated() { raw[index] = part(parts[place]) }
        return ScoreRow(scorer: scorer, weight: 1, raw: raw)
      }
      rows = [
        row(.dynamoPrefill, \.prefill), row(.dynamoDecode, \.decode),
        row(.dynamoRequests, \.requests), hitRow(replicas),
      ]
    }
    return RoutingDecision(
      replica: replicas[healthy[place]].replica, reason: reason, scores: rows)
  }
}
