import ServingSim
import Simulation
import Wording

/// Why the router picked a replica, with the numbers that it had.
extension ServingReplay {
  func explainRouting(of request: Int, at now: SimTime, in explanation: inout Explanation) {
    guard run.replicaCount > 1, run.records[request].arrival <= now else { return }
    let attempt =
      run.records[request].retries == 0
      ? 0
      : run.events.count { event in
        if case .retried = event.kind {
          event.request == request && event.time <= now
        } else {
          false
        }
      }
    explain(request, isDecode: false, attempt, in: &explanation)
    if let first = run.records[request].firstToken, first <= now,
      run.records[request].decodeReplica >= 0
    {
      explain(request, isDecode: true, attempt, in: &explanation)
    }
  }

  private func explain(
    _ request: Int, isDecode: Bool, _ attempt: Int, in explanation: inout Explanation
  ) {
    guard
      let (decision, views) = run.routingMoment(of: request, decode: isDecode, attempt: attempt)
    else { return }
    explanation.sentences.append(
      Message(
        "lab.serving.routing.chosen", names[request], replicaName(decision.replica),
        String(views.count)))
    explanation.sentences.append(sentence(for: decision.reason))
    let fleet = run.setup.fleet
    let policy = isDecode ? fleet.decode?.routing : fleet.routing
    explanation.tables.append(table(decision, views, reads: policy?.needs ?? []))
  }

  private func sentence(for reason: RoutingReason) -> Message {
    func number(_ value: Double) -> String { formatted(value, decimals: 3) }
    switch reason {
    case .onlyCandidate: return Message("lab.serving.routing.only")
    case .turn: return Message("lab.serving.routing.turn")
    case .drawn(let candidates): return Message("lab.serving.routing.drawn", String(candidates))
    case .leastLoad(let load, let tied):
      return Message("lab.serving.routing.least-load", number(load), String(tied))
    case .lesserOfTwo(let load, let other, let otherLoad):
      return Message(
        "lab.serving.routing.two", number(load), replicaName(other), number(otherLoad))
    case .longestPrefix(let hit, let prompt, let tied):
      return Message("lab.serving.routing.prefix", String(hit), String(prompt), String(tied))
    case .loadGuard(let lowest, let highest):
      return Message("lab.serving.routing.guard", String(lowest), String(highest))
    case .prefixTooShort(let best, let prompt):
      return Message("lab.serving.routing.short", String(best), String(prompt))
    case .highestScore(let total, let tied):
      return Message("lab.serving.routing.score", number(total), String(tied))
    case .lowestCost(let cost, let tied):
      return Message("lab.serving.routing.cost", number(cost), String(tied))
    case .sampled(let value, let probability):
      return Message(
        "lab.serving.routing.sampled", number(value), formatted(probability * 100, decimals: 1))
    case .fairShare(let tokens, let total):
      return Message("lab.serving.routing.fair", number(tokens), number(total))
    }
  }

  /// A row a replica: what the policy reads of it, then each scorer's value. What it does not read
  /// nobody kept up to date.
  private func table(
    _ decision: RoutingDecision, _ views: [ReplicaView], reads: RoutingPolicy.Needs
  ) -> Explanation.Table {
    var columns = [Message("lab.column.replica"), Message("lab.column.assigned")]
    if reads.contains(.load) {
      columns += [Message("lab.column.waiting"), Message("lab.column.kv-percent")]
    }
    if reads.contains(.prefixMatch) { columns.append(Message("lab.column.hit")) }
    columns += decision.scores.map {
      Message(
        "lab.column.scorer", $0.scorer.rawValue,
        formatted($0.weight, decimals: $0.weight == $0.weight.rounded() ? 0 : 2))
    }
    return Explanation.Table(
      title: Message("lab.serving.table.routing"), columns: columns,
      rows: views.enumerated().map { place, view in
        var row: [Explanation.Value] = [
          .plain(replicaName(view.replica)), .number(view.assignedRequests),
        ]
        if reads.contains(.load) {
          row += [.number(view.waiting), .plain(formatted(view.kvUse * 100, decimals: 1))]
        }
        if reads.contains(.prefixMatch) { row.append(.number(view.hitTokens)) }
        return row + decision.scores.map { .plain(formatted($0.raw[place], decimals: 3)) }
      })
  }
}
