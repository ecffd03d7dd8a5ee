import BatchQueueing
import Cluster
import Simulation

/// Decisions: cycles of Kueue first, then kube-scheduler's.
extension KueueControlPlane {
  public mutating func decide(_ world: World, explaining: Bool) -> ControlDecision? {
    while true {
      if let decision = nextPlanned(world, explaining: explaining) { return decision }
      if isThinking {
        goOn(world, explaining: explaining)
        if isThinking { return nil }
        continue
      }
      if inner.isMidSession { break }
      planTimeouts(world)
      let endsBackoff = controller.nextWakeUp.map { $0 <= world.now } ?? false
      if endsBackoff { stir() }
      guard plannedNext < planned.count || wantsCycle || endsBackoff else { break }
      if plannedNext >= planned.count { beginCycle(world, explaining: explaining) }
    }
    return inner.nextWake(world).flatMap {
      $0 <= world.now ? inner.decide(world, explaining: explaining) : nil
    }
  }

  private mutating func nextPlanned(_ world: World, explaining: Bool) -> ControlDecision? {
    while plannedNext < planned.count {
      var decision = planned[plannedNext]
      plannedNext += 1
      if plannedNext == planned.count {
        planned.removeAll(keepingCapacity: true)
        plannedNext = 0
      }
      guard isStillMeant(decision.action, world) else { continue }
      if !explaining { decision.why = nil }
      return decision
    }
    return nil
  }

  private func isStillMeant(_ action: ControlAction, _ world: World) -> Bool {
    switch action {
    case .admit(let job, _), .pend(let job): world.jobStatus[job].phase == .queued
    case .suspend(let job, _): world.jobStatus[job].phase == .active
    default: true
    }
  }

  /// Workloads whose pods were not all ready in time.
  private mutating func planTimeouts(_ world: World) {
    guard let rule = controller.configuration.waitForPodsReady else { return }
    for (job, since) in unready where since + rule.timeout <= world.now {
      guard suspensions[job] == nil else { continue }
      suspensions[job] = .podsReadyTimeout
      let status = world.jobStatus[job]
      plan(
        .suspend(job, .podsNotReady),
        why: .kueue(
          .podsNotReady(
            ready: status.running + status.succeeded, wanted: status.wanted,
            waited: world.now - since)))
    }
    unready.removeAll { $0.since + rule.timeout <= world.now }
  }

  // MARK: One cycle

  private mutating func beginCycle(_ world: World, explaining: Bool) {
    refreshTopology(world)
    treeBeforeCycle = explaining ? controller.queueTree() : nil
    cycle = controller.beginCycle(now: world.now, explaining: explaining)
  }

  /// Heads whose candidates for preemption are few are looked at in one step.
  private static let effortOfStep = 4_000

  /// A step of the cycle, or its end.
  private mutating func goOn(_ world: World, explaining: Bool) {
    guard var work = cycle else { return }
    // Taken out, so that there is one copy.
    cycle = nil
    let effort = 16 + controller.holdingCount
    var spent = 0
    while spent < Self.effortOfStep {
      guard controller.advance(&work) else { return take(work.outcome, world) }
      spent += effort
    }
    cycle = work
  }

  private mutating func take(_ outcome: Kueue.CycleOutcome, _ world: World) {
    let before = treeBeforeCycle
    treeBeforeCycle = nil
    var isProductive = false
    for decision in outcome.decisions {
      guard let job = jobOfKey[decision.workload] else { continue }
      if decision.whereabouts == .parked { isProductive = true }
      let head = before.map {
        KueueHead(
          job: job, decision: decision, cycle: outcome.number, heads: outcome.decisions.count,
          tree: $0)
      }
      switch decision.verdict {
      case .admitted(let admission, _):
        isProductive = true
        lastVerdict[job] = nil
        unready.append((job, world.now))
        plan(.admit(job, self.admission(admission)), why: head.map { .kueue(.head($0)) })
        continue
      case .preempting(let victims):
        if suspend(victims, for: job, head) { isProductive = true }
      default: break
      }
      if lastVerdict[job] != decision.verdict {
        lastVerdict[job] = decision.verdict
        plan(.pend(job), PendCause(decision.verdict), why: head.map { .kueue(.head($0)) })
      }
    }
    if isProductive { stir() } else { cyclesLeft -= 1 }
  }

  /// Tells the victims to go that were not told before; whether there were any.
  private mutating func suspend(
    _ victims: [Kueue.Victim], for preemptor: JobIndex, _ head: KueueHead?
  ) -> Bool {
    var isNew = false
    for victim in victims {
      guard let job = jobOfKey[victim.workload], suspensions[job] == nil else { continue }
      isNew = true
      suspensions[job] = .preempted
      let cause: EvictionCause =
        switch victim.reason {
        case .inClusterQueue: .preemptedByJob(preemptor)
        case .inCohortReclamation, .inCohortReclaimWhileBorrowing, .inCohortFairSharing:
          .reclaimedFor(
            queue: head?.decision.clusterQueue ?? queueName(of: preemptor), job: preemptor)
        }
      plan(
        .suspend(job, cause), why: head.map { .kueue(.victim(victim, preemptor: $0)) })
    }
    return isNew
  }

  /// Name of the ClusterQueue in which the job waits.
  func queueName(of job: JobIndex) -> String {
    switch controller.state(of: keys[job]) {
    case .queued(let queue), .parked(let queue, _): queue
    case .holding(let admission, _, _): admission.clusterQueue
    case .noQueue, .deactivated, nil: ""
    }
  }

  // MARK: Topology

  private mutating func refreshTopology(_ world: World) {
    guard isTopologyStale, !options.topologies.isEmpty else { return }
    isTopologyStale = false
    controller.setTopologies(snapshots(world), now: world.now)
  }

  private func snapshots(_ world: World) -> [String: Kueue.TopologySnapshot] {
    let nodes = world.state.nodes.indices.map { node in
      Kueue.TopologyNode(world.state.nodes[node], isReady: !world.nodeStatus[node].isDown)
    }
    var others: [(node: String, amounts: [String: Int])] = []
    for node in world.state.nodes.indices {
      for pod in world.state.podsOnNode[node] where !hasPlaces(world.job(of: pod), world) {
        var amounts = requests(of: world.state.pods[pod])
        amounts["pods"] = 1
        others.append((nodes[node].name, amounts))
      }
    }
    var snapshots: [String: Kueue.TopologySnapshot] = [:]
    for flavor in controller.configuration.resourceFlavors {
      guard let topology = options.topologies.first(where: { $0.name == flavor.topologyName })
      else { continue }
      var snapshot = Kueue.TopologySnapshot(
        topology: topology, flavorLabels: flavor.nodeLabels, tolerations: flavor.tolerations,
        nodes: nodes, gates: options.gates)
      for other in others { snapshot.addOtherUsage(other.amounts, onNode: other.node) }
      snapshots[flavor.name] = snapshot
    }
    return snapshots
  }
}

extension PendCause {
  /// `nil` for a head that is admitted.
  fileprivate init?(_ verdict: Kueue.Decision.Verdict) {
    switch verdict {
    case .admitted: return nil
    case .preempting: self = .preempting
    case .waitingForVictimsOfOthers: self = .waitsForVictims
    case .victimsTaken: self = .victimsTaken
    case .overtaken: self = .overtaken
    case .pending(.noFlavorFits): self = .noRoom
    case .pending(.noCandidates): self = .noCandidates
    case .pending: self = .refused
    }
  }
}
