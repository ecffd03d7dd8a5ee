import Simulation

/// Between the replicas: routing, handing over, copying keys and values.
extension ServingRun {
  // MARK: Routing

  /// The replica for a request, by the pool's policy; `nil` while all are known to be down.
  mutating func route(_ request: Int, to pool: FleetState.Pool) -> Int? {
    if isPoolDown(pool) { return nil }
    let first = pool == .first ? 0 : setup.fleet.replicas
    let replica = chooseReplica(request, in: pool) ?? first
    changeAssigned(replica, by: 1)
    return replica
  }

  private mutating func chooseReplica(_ request: Int, in pool: FleetState.Pool) -> Int? {
    let count = pool == .first ? fleet.views.count : fleet.decodeViews.count
    let isAsked =
      fleet.asked.map {
        $0.request == request && $0.pool == pool && $0.attempt == records[request].retries
      } ?? false
    guard count > 1 || isAsked else { return nil }
    let policy = pool == .first ? setup.fleet.routing : setup.fleet.decode?.routing
    refreshViews(of: pool, for: request, needs: policy?.needs ?? [])
    let spec = plan.requests[request]
    let asking = RoutingRequest(
      id: request, promptTokens: spec.promptTokens, adapter: spec.adapter, arrival: now)
    let decision: RoutingDecision?
    if pool == .first {
      decision = fleet.router.choose(
        request: asking, replicas: fleet.views, explaining: isAsked)
    } else {
      decision = fleet.decodeRouter?.choose(
        request: asking, replicas: fleet.decodeViews, explaining: isAsked)
    }
    if isAsked {
      fleet.answer = decision
      fleet.seen = pool == .first ? fleet.views : fleet.decodeViews
    }
    return decision?.replica
  }

  /// Requests that were sent to a replica and are not done there.
  mutating func changeAssigned(_ replica: Int, by change: Int) {
    logs[replica].assigned += change
    if replica < setup.fleet.replicas {
      fleet.views[replica].assignedRequests = logs[replica].assigned
    } else {
      fleet.decodeViews[replica - setup.fleet.replicas].assignedRequests = logs[replica].assigned
    }
  }

  private mutating func refreshViews(
    of pool: FleetState.Pool, for request: Int, needs: RoutingPolicy.Needs
  ) {
    let first = pool == .first ? 0 : setup.fleet.replicas
    let count = pool == .first ? fleet.views.count : fleet.decodeViews.count
    markHealth(pool, first: first, count: count)
    guard !needs.isEmpty else { return }
    let tokens =
      needs.contains(.prefixMatch) ? plan.engineRequest(request, for: .whole).prompt : nil
    let looksInside = !needs.intersection([.load, .prefixMatch]).isEmpty
    for place in 0..<count {
      let replica = first + place
      if looksInside { catchUp(replica) }
      var view = pool == .first ? fleet.views[place] : fleet.decodeViews[place]
      if needs.contains(.load) { describeLoad(of: replica, in: &view) }
      if let tokens { view.hitTokens = engineSeen(of: replica).hitTokens(of: tokens) }
      if needs.contains(.adapters) {
        (view.activeAdapters, view.waitingAdapters) = engineSeen(of: replica).adaptersInUse
      }
      if needs.contains(.averages) { view.averages = averages(of: replica) }
      if pool == .first { fleet.views[place] = view } else { fleet.decodeViews[place] = view }
    }
  }

  private func describeLoad(of replica: Int, in view: inout ReplicaView) {
    let engine = engineSeen(of: replica)
    let inbox = ghost(of: replica)?.inbox ?? replicas[replica].inbox
    view.running = engine.runningCount
    view.waiting = engine.waitingCount + inbox.count
    view.usedBlocks = engine.config.usableBlocks - engine.freeBlocks
    let outstanding = engine.outstanding
    // A planned step that still runs has not computed its tokens.
    let running =
      replicas[replica].isInsidePlannedStep(at: now) ? engine.runningCount : 0
    view.outstandingPromptTokens =
      outstanding.prompt + inbox.reduce(0) { $0 + plan.requests[$1].promptTokens }
    view.outstandingTokens =
      outstanding.tokens + running
      + inbox.reduce(0) {
        $0 + plan.requests[$1].promptTokens + max(0, plan.requests[$1].outputTokens - 1)
      }
  }

  /// A dead replica that nobody misses yet looks as it did.
  private func ghost(of replica: Int) -> Replica? {
    fleet.failures.isPossible ? fleet.failures.ghosts[replica] : nil
  }

  private func engineSeen(of replica: Int) -> EngineScheduler {
    ghost(of: replica)?.engine ?? replicas[replica].engine
  }

  private func averages(of replica: Int) -> ReplicaAverages? {
    let tally = logs[replica].tally
    guard tally.finished > 0 else { return nil }
    let count = Double(tally.finished)
    func milliseconds(_ sum: Int) -> Double { Double(sum) / count / 1e6 }
    return ReplicaAverages(
      promptTokens: Double(tally.promptTokens) / count,
      outputTokens: Double(tally.outputTokens) / count,
      queueMilliseconds: milliseconds(tally.queue),
      prefillMilliseconds: milliseconds(tally.prefill),
      decodeMilliseconds: milliseconds(tally.decode),
      busyFraction: now.nanoseconds > 0
        ? min(1, Double(tally.busy) / Double(now.nanoseconds)) : 0)
  }

  private mutating func markHealth(_ pool: FleetState.Pool, first: Int, count: Int) {
    guard !setup.fleet.drains.isEmpty || fleet.failures.isPossible else { return }
    let isDown = (first..<(first + count)).map { replica in
      fleet.failures.isPossible && fleet.failures.isKnown[replica]
    }
    let drained = (first..<(first + count)).map { replica in
      setup.fleet.drains.contains { $0.replica == replica && $0.from <= now && now < $0.until }
    }
    let isAnyLeft = (0..<count).contains { !drained[$0] && !isDown[$0] }
    for place in 0..<count {
      let isHealthy = !isDown[place] && (!drained[place] || !isAnyLeft)
      if pool == .first {
        fleet.views[place].isHealthy = isHealthy
      } else {
        fleet.decodeViews[place].isHealthy = isHealthy
      }
    }
  }

  // MARK: Prefill and decode apart

  /// Requests whose prompt is computed go to decode workers.
  mutating func handOver() {
    // Prefill workers keep the blocks while no decode worker is left.
    guard !fleet.handovers.isEmpty, !isPoolDown(.decode) else { return }
    let requests = fleet.handovers
    fleet.handovers = []
    for request in requests {
      guard let decode = route(request, to: .decode) else { continue }
      records[request].decodeReplica = decode
      note(request, .handedOver(to: decode), at: now, records[request].replica, step: -1)
      if fleet.failures.isDown(decode) {
        lose(request, on: decode)
      } else {
        deliver(arrival(of: request), request, to: decode)
      }
    }
  }

  /// Decode workers that have blocks now ask for keys and values.
  mutating func startTransfers(_ replica: Int) {
    guard let link = plan.link else { return }
    for item in replicas[replica].engine.step.fetching
    where !fleet.failures.isLost(item.request) {
      let prefill = records[item.request].replica
      let starts = max(now, fleet.linkFree[prefill])
      let ends = starts + link.duration(ofTokens: item.tokens)
      fleet.linkFree[prefill] = ends
      fleet.copying.insert(item.request)
      let transfer = FleetState.Transfer(
        request: Int32(item.request), attempt: Int32(records[item.request].retries))
      fleet.transfers.schedule(transfer, at: ends, rank: item.request)
      note(
        item.request, .transferring(tokens: item.tokens, starts: starts, ends: ends), at: now,
        replica, step: replicas[replica].number)
    }
  }

  mutating func endTransfers() {
    while fleet.transfers.nextTime == now, let transfer = fleet.transfers.popNext()?.payload {
      let request = Int(transfer.request)
      // One of its two workers died.
      guard records[request].retries == Int(transfer.attempt) else { continue }
      let decode = records[request].decodeReplica
      records[request].transferred = now
      fleet.copying.remove(request)
      note(request, .transferred, at: now, decode, step: -1)
      deliver(.received, request, to: decode)
      deliver(.released, request, to: records[request].replica)
    }
  }

  /// A request that was aborted before its copy began still holds blocks of its prefill worker.
  mutating func freePrefillBlocks(ofAborted request: Int) {
    let prefill = records[request].replica
    guard records[request].decodeReplica >= 0, records[request].transferred == nil,
      !fleet.copying.contains(request)
    else { return }
    deliver(.released, request, to: prefill, isLate: true)
  }
}
