import Simulation

/// Replicas that die and come back, and what becomes of their requests.
///
/// A request whose replica dies is lost with all that was computed for it, in both pools: when its
/// prefill worker dies before its keys and values have been copied, and when its decode worker dies.
/// Once that is known it is sent again, from its start, as a new request of the same arrival.
extension ServingRun {
  /// Outages that have begun, in the order in which they did.
  public var outages: [HappenedOutage] { fleet.failures.happened }

  /// Whether a replica was dead at a time that the run has reached.
  public func isDown(_ replica: Int, at time: SimTime) -> Bool {
    outages.contains { outage in
      outage.replica == replica && outage.from <= time && outage.until.map { time < $0 } ?? true
    }
  }

  // MARK: Moments

  mutating func failAndReturn() {
    guard fleet.failures.isPossible else { return }
    while fleet.failures.moments.nextTime == now,
      let moment = fleet.failures.moments.popNext()?.payload
    {
      switch moment {
      case .back(let replica): comeBack(replica)
      case .notice(let replica): missRequests(of: replica)
      case .fail(let outage): begin(outage)
      }
    }
  }

  private mutating func begin(_ outage: ReplicaOutage) {
    let replica = outage.replica
    fleet.failures.present[replica] = outage
    guard !rests(replica) else { return die(replica) }
    fleet.failures.health[replica] = .dying
  }

  /// Whether no step runs; what was planned beyond this moment is given up.
  private mutating func rests(_ replica: Int) -> Bool {
    guard replicas[replica].activity == .plan else { return replicas[replica].activity == .idle }
    let due = replicas[replica].due
    catchUp(replica)
    if replicas[replica].cutPlan(at: now) { return true }
    if let end = replicas[replica].due, end != due {
      fleet.dues.schedule(replica, at: end, rank: replica)
    }
    return false
  }

  /// Its last step has ended.
  mutating func die(_ replica: Int) {
    guard let outage = fleet.failures.present[replica] else { return }
    let before = replicas[replica]
    fleet.failures.health[replica] = .down
    fleet.failures.ghosts[replica] = before
    let victims = Set(before.engine.presentRequests + before.inbox).sorted()
      .filter { isServed($0, by: replica) }
    note(-1, .replicaFailed(lost: victims.count), at: now, replica, step: -1)
    for request in victims { lose(request, on: replica) }
    fleet.failures.happened.append(
      HappenedOutage(replica: replica, from: now, lost: victims.count))
    // They went away while their replica died: nobody sends them again.
    for request in before.leaving where fleet.failures.lostOn[request] == replica {
      _ = abandon(request)
    }
    logs[replica].feed.append(
      ReplicaLog.Feed(time: now.nanoseconds, request: -1, what: .death))
    replicas[replica].receive(.death, -1, at: now, plan)
    logs[replica].hash.mix(-9)
    logs[replica].hash.mix(now.nanoseconds)
    if fleet.linkFree.indices.contains(replica) { fleet.linkFree[replica] = now }
    let known = outage.from + fleet.failures.detection
    let back = outage.until
    fleet.failures.schedule(.notice(replica), at: max(now, min(known, back ?? known)))
    if let back { fleet.failures.schedule(.back(replica), at: max(now, back)) }
  }

  private mutating func comeBack(_ replica: Int) {
    fleet.failures.health[replica] = .up
    fleet.failures.present[replica] = nil
    fleet.failures.isKnown[replica] = false
    fleet.failures.ghosts[replica] = nil
    if let at = fleet.failures.happened.lastIndex(where: { $0.replica == replica }) {
      fleet.failures.happened[at].until = now
    }
    note(-1, .replicaBack, at: now, replica, step: -1)
    guard replica < setup.fleet.replicas else { return }
    let requests = fleet.failures.stranded
    fleet.failures.stranded = []
    for request in requests { dispatch(request) }
  }

  /// Routers and clients learn that a replica failed: its requests are sent again.
  private mutating func missRequests(of replica: Int) {
    fleet.failures.isKnown[replica] = fleet.failures.health[replica] == .down
    fleet.failures.ghosts[replica] = nil
    if let at = fleet.failures.happened.lastIndex(where: { $0.replica == replica }) {
      fleet.failures.happened[at].noticed = now
    }
    let requests = fleet.failures.lost[replica]
    fleet.failures.lost[replica] = []
    for request in requests {
      fleet.failures.lostOn[request] = nil
      takeBack(request, from: replica)
      fleet.failures.sentAgain[request] = now
      note(request, .retried(attempt: records[request].retries), at: now, replica, step: -1)
      dispatch(request)
    }
  }

  // MARK: Requests

  /// Whether a request that the replica has is still its own, and not done or elsewhere by now.
  private func isServed(_ request: Int, by replica: Int) -> Bool {
    let record = records[request]
    guard record.outcome == .open, fleet.failures.lostOn[request] == nil else { return false }
    if replicas[replica].role == .decode { return record.decodeReplica == replica }
    return record.replica == replica && (record.decodeReplica < 0 || record.transferred == nil)
  }

  /// What was computed for a request is gone with a replica. Sent again once that is known.
  mutating func lose(_ request: Int, on replica: Int) {
    let record = records[request]
    let places = [record.replica, record.decodeReplica].filter { $0 >= 0 }
    let computed = places.map { replicas[$0].engine.mostComputedTokens(of: request) }.max() ?? 0
    fleet.failures.lose(request, on: replica, computed: computed)
    // Tokens that its reader has seen and now gets anew.
    let spoken = record.outputTokens
    if record.decodeReplica >= 0 {
      logs[record.replica].lostOutputs += min(1, spoken)
      logs[record.decodeReplica].lostOutputs += max(0, spoken - 1)
    } else {
      logs[record.replica].lostOutputs += spoken
    }
    if let at = fleet.handovers.firstIndex(of: request) {
      // Prefilled, and counted as done there.
      fleet.handovers.remove(at: at)
      changeAssigned(record.replica, by: 1)
    }
    fleet.copying.remove(request)
    records[request].beginAgain(isNewAttempt: true)
    note(request, .lost(tokens: computed), at: now, replica, step: -1)
    logs[replica].hash.mix(-10)
    logs[replica].hash.mix(request)
  }

  /// Gives back what a lost request still has at living replicas.
  private mutating func takeBack(_ request: Int, from dead: Int) {
    let record = records[request]
    let holder = record.decodeReplica >= 0 ? record.decodeReplica : record.replica
    changeAssigned(holder, by: -1)
    if record.decodeReplica >= 0 {
      for place in [record.replica, record.decodeReplica] where place != dead {
        deliver(.withdrawal, request, to: place)
      }
    }
    records[request].decodeReplica = -1
    // Its decode worker may have taken it in after the loss.
    records[request].beginAgain(isNewAttempt: false)
  }

  /// A request that no replica serves at the moment is given up by its client; false when one does.
  mutating func abandon(_ request: Int) -> Bool {
    let place = records[request].replica
    if let dead = fleet.failures.lostOn[request] {
      fleet.failures.forget(request)
      takeBack(request, from: dead)
    } else if let at = fleet.failures.stranded.firstIndex(of: request) {
      fleet.failures.stranded.remove(at: at)
    } else if let at = fleet.handovers.firstIndex(of: request) {
      fleet.handovers.remove(at: at)
      deliver(.released, request, to: place)
    } else {
      return false
    }
    records[request].outcome = .aborted
    doneCount += 1
    note(request, .aborted, at: now, place, step: -1)
    if place >= 0 {
      logs[place].hash.mix(-2)
      logs[place].hash.mix(request)
    }
    return true
  }

  /// Sends a request to a replica of the first pool; it waits at the router while all are known to
  /// be down.
  mutating func dispatch(_ request: Int) {
    guard let replica = route(request, to: .first) else {
      fleet.failures.stranded.append(request)
      note(request, .nobodyServes, at: now, -1, step: -1)
      return
    }
    records[request].replica = replica
    if setup.fleet.replicas > 1 {
      note(request, .routed(candidates: setup.fleet.replicas), at: now, replica, step: -1)
    }
    if fleet.failures.isDown(replica) { return lose(request, on: replica) }
    deliver(arrival(of: request), request, to: replica)
  }

  /// How a request reaches a replica: for the first time, or after it was lost.
  func arrival(of request: Int) -> Replica.Inbound {
    records[request].retries == 0
      ? .request : .again(computed: Int32(clamping: fleet.failures.mark(of: request)))
  }

  /// Whether routers know that nobody of a pool serves.
  func isPoolDown(_ pool: FleetState.Pool) -> Bool {
    guard fleet.failures.isPossible else { return false }
    let replicas = setup.fleet.replicas
    return pool == .first
      ? !fleet.failures.isKnown[..<replicas].contains(false)
      : !fleet.failures.isKnown[replicas...].contains(false)
  }
}
