import Cluster
import Simulation

// What the control plane decides, done.
extension RunCore {
  mutating func apply(_ decision: ControlDecision) -> TraceStep {
    let counts = (decision.feasible, decision.refused)
    switch decision.action {
    case .admit(let job, let admission):
      admit(job, admission)
      return step(.admitted, job: job, feasible: counts.0, refused: counts.1)
    case .pend(let job):
      return step(
        .pended, job: job, feasible: counts.0, refused: counts.1, pendCause: decision.pendCause)
    case .suspend(let job, let cause):
      suspend(job, cause)
      return step(.suspended, job: job, cause: cause)
    case .bind(let pod, let node, let gpus):
      expect(pod, .pending)
      tally.pending -= 1
      hold(pod, on: node, gpus: gpus)
      bind(pod, after: decision.startDelay)
      return step(.placed, pod: pod, node: node, feasible: counts.0, refused: counts.1)
    case .reserve(let pod, let node, let gpus):
      expect(pod, .pending)
      tally.pending -= 1
      world.podStatus[pod].phase = .reserved
      hold(pod, on: node, gpus: gpus)
      return step(.reserved, pod: pod, node: node, feasible: counts.0, refused: counts.1)
    case .confirm(let pod):
      expect(pod, .reserved)
      bind(pod, after: decision.startDelay)
      return step(.confirmed, pod: pod, node: world.state.node(of: pod))
    case .release(let pod):
      expect(pod, .reserved)
      leave(pod, .released)
      return step(.released, pod: pod, node: lastNode)
    case .nominate(let pod, let node):
      expect(pod, .pending)
      clearNomination(of: pod)
      world.podStatus[pod].nominatedNode = node
      if let node { world.state.nominate(pod, to: node) }
      return step(.nominated, pod: pod, node: node)
    case .unschedulable(let pod):
      expect(pod, .pending)
      tally.failedAttempts += 1
      return step(.unschedulable, pod: pod, feasible: counts.0, refused: counts.1)
    case .gate(let pod):
      expect(pod, .pending)
      return step(.gated, pod: pod)
    case .deallocate(let claim, let pod):
      expect(pod, .pending)
      let nodes = world.state.deviceClaims.homes(ofClaim: claim)
      for node in nodes { tally.leave(node, world.state) }
      world.state.deallocate(claim: claim)
      for node in nodes {
        tally.enter(node, world.state)
        meter.update(node, world.state)
      }
      tell(.claimDeallocated(claim))
      return step(.deallocated, pod: pod, node: nodes.first)
    case .evict(let pod, let cause):
      precondition(
        world.podStatus[pod].holds && world.podStatus[pod].phase != .ending,
        "an eviction of a pod that holds nothing")
      tally.evictions += 1
      if cause.isPreemption { tally.preemptions += 1 }
      world.jobStatus[world.job(of: pod)].evictions += 1
      return end(pod, .evicted(cause))
    }
  }

  private func expect(_ pod: PodIndex, _ phase: PodStatus.Phase) {
    precondition(
      world.podStatus[pod].phase == phase,
      "a decision about pod \(pod) that is \(world.podStatus[pod].phase), not \(phase)")
  }

  private mutating func admit(_ job: JobIndex, _ admission: Admission) {
    precondition(
      world.jobStatus[job].phase == .queued, "an admission of a job that is not queued")
    tally.queuedJobs -= 1
    world.jobStatus[job].phase = .active
    world.jobStatus[job].admission = admission
    world.jobStatus[job].admittedAt = world.now
    world.jobStatus[job].counts = world.jobs[job].podSets.enumerated().map { index, set in
      admission.podSets.indices.contains(index)
        ? max(0, min(set.count, admission.podSets[index].count)) : set.count
    }
    activate(job)
  }

  private mutating func suspend(_ job: JobIndex, _ cause: EvictionCause) {
    precondition(
      world.jobStatus[job].phase == .active && !notes[job].isSuspending,
      "a suspension of a job that is not active")
    world.jobStatus[job].evictions += 1
    let holding = world.jobStatus[job].holding
    tally.evictions += holding
    if cause.isPreemption { tally.preemptions += holding }
    notes[job].isSuspending = true
    dismiss(job, .evicted(cause))
  }

  /// The pod has its node for good, and starts now or after the delay.
  private mutating func bind(_ pod: PodIndex, after delay: SimDuration) {
    world.podStatus[pod].phase = .bound
    if isLeader(pod) { leaderBound(pod) }
    let start = world.now + delay
    tally.bound(waited: start - world.podStatus[pod].createdAt, startingAt: start)
    if delay > .zero {
      schedule(.start(pod, incarnation: world.podStatus[pod].incarnation), at: start)
    } else {
      self.start(pod)
    }
  }
}

extension EvictionCause {
  /// For the sake of others.
  var isPreemption: Bool {
    switch self {
    case .preemptedBy, .preemptedByJob, .reclaimedFor, .movedFor: true
    case .drained, .gangBroken, .quotaLost, .podsNotReady, .nodeUnusable: false
    }
  }
}
