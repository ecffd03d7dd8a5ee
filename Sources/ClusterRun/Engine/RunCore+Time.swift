import Cluster
import Simulation

// What time brings: ends of work, graces and delays, arrivals, and what happens to machines.
extension RunCore {
  func isStale(_ event: Event) -> Bool {
    switch event {
    case .clock(let unit, let generation): clocks[unit].generation != generation
    case .gone(let pod, let incarnation):
      world.podStatus[pod].incarnation != incarnation || world.podStatus[pod].phase != .ending
    case .start(let pod, let incarnation):
      world.podStatus[pod].incarnation != incarnation || world.podStatus[pod].phase != .bound
    case .make(let pod, let ticket): tickets[pod] != ticket
    case .drain(let node): !world.nodeStatus[node].isDraining
    case .change, .arrive: false
    }
  }

  mutating func take(_ event: Event) -> TraceStep? {
    switch event {
    case .clock(let unit, _):
      return clocks[unit].hasFailed(at: world.now) ? fail(unit) : finish(unit)
    case .gone(let pod, _):
      leave(pod, causes[pod] ?? .failed)
      return step(.gone, pod: pod, node: lastNode)
    case .change(let index): return change(settings.changes[index].kind)
    case .drain(let node): return drain(node)
    case .start(let pod, _):
      start(pod)
      return nil
    case .make(let pod, _): return makeIfPossible(pod)
    case .arrive(let job): return arrive(job)
    }
  }

  private mutating func arrive(_ job: JobIndex) -> TraceStep? {
    world.jobStatus[job].queuedAt = world.now
    guard plane.gatesAdmission else {
      world.jobStatus[job].phase = .active
      tell(.jobArrived(job))
      activate(job)
      return nil
    }
    world.jobStatus[job].phase = .queued
    tally.queuedJobs += 1
    tell(.jobArrived(job))
    return step(.queued, job: job)
  }

  /// Begins to make the job's pods: at once, or one after another.
  mutating func activate(_ job: JobIndex) {
    let gap = world.jobs[job].podGap
    if gap > .zero, world.jobStatus[job].firstStartAt == nil {
      var number = 0
      for pod in world.pods(of: job) where world.isWanted(pod) {
        if number > 0 {
          makeLater(pod, after: SimDuration(nanoseconds: gap.nanoseconds &* number))
        }
        number += 1
      }
    }
    agenda.append(.refill(job))
  }

  mutating func makeLater(_ pod: PodIndex, after delay: SimDuration) {
    let ticket = newTicket()
    tickets[pod] = ticket
    schedule(.make(pod, ticket: ticket), at: world.now + max(.zero, delay))
  }

  // MARK: Work

  /// The unit has done its work.
  private mutating func finish(_ unit: PodIndex) -> TraceStep? {
    let job = world.job(of: unit)
    stopClock(unit, isLoss: false)
    guard world.jobs[job].progress != .each else {
      leave(unit, .finished)
      return step(.finished, pod: unit, node: lastNode)
    }
    close(job, .finished)
    return nil
  }

  /// Lets all pods of the job go; it ends with the last of them.
  mutating func close(_ job: JobIndex, _ ending: JobNotes.Ending) {
    notes[job].ending = ending
    dismiss(job, ending == .finished ? .finished : .restarted)
  }

  /// Tells all existing pods of the job to go, and makes none that was due.
  mutating func dismiss(_ job: JobIndex, _ cause: GoneCause) {
    for pod in world.pods(of: job) {
      tickets[pod] = 0
      switch world.podStatus[pod].phase {
      case .pending: agenda.append(.delete(pod))
      case .reserved, .bound, .running: agenda.append(.end(pod, cause))
      case .absent, .ending, .succeeded: break
      }
    }
    settle(job, mayRefill: false)
  }

  /// The unit breaks.
  private mutating func fail(_ unit: PodIndex) -> TraceStep? {
    let job = world.job(of: unit)
    let spec = world.jobs[job]
    stopClock(unit, isLoss: true)
    clocks[unit].countFailure()
    world.jobStatus[job].failures += 1
    tally.failures += 1
    let failures = world.jobStatus[job].failures
    let victim = spec.progress == .each ? unit : breakingPod(job, clocks[unit].failures)
    let delay = spec.kind == .plain ? RetryDelay.after(failures: failures) : .zero
    if failures > spec.retryLimit {
      notes[job].ending = .failed
    } else if takesAllAlong(victim) {
      notes[job].isRestarting = true
    }
    leave(victim, .failed, settling: false)
    let told = step(.failed, pod: victim, node: lastNode)
    if failures > spec.retryLimit {
      close(job, .failed)
    } else if takesAllAlong(victim) {
      restart(job, after: delay)
    } else {
      makeLater(victim, after: delay)
    }
    return told
  }

  /// Which pod of a job that works together breaks: they take turns.
  private func breakingPod(_ job: JobIndex, _ failures: Int) -> PodIndex {
    let running = world.pods(of: job).filter { world.podStatus[$0].phase == .running }
    return running[failures % running.count]
  }

  // MARK: Machines

  private mutating func change(_ kind: ClusterChange.Kind) -> TraceStep? {
    switch kind {
    case .fail(let node): return fail(node: node)
    case .repair(let node): return repair(node)
    case .cordon(let node):
      guard let node = known(node) else { return nil }
      world.state.setUnschedulable(true, on: node)
      return changed(node, .nodeCordoned)
    case .uncordon(let node):
      guard let node = known(node) else { return nil }
      world.nodeStatus[node].isDraining = false
      blockedDrains.removeAll { $0 == node }
      world.state.setUnschedulable(false, on: node)
      return changed(node, .nodeUncordoned)
    case .drain(let node):
      guard let node = known(node) else { return nil }
      world.state.setUnschedulable(true, on: node)
      world.nodeStatus[node].isDraining = true
      drainStarts[node] = world.now
      schedule(.drain(node), at: world.now)
      return changed(node, .nodeDraining)
    case .quota(let quota):
      tell(.quotaChanged(quota))
      return TraceStep(time: world.now, kind: .quotaChanged)
    }
  }

  private func known(_ node: NodeIndex) -> NodeIndex? {
    world.nodeStatus.indices.contains(node) ? node : nil
  }

  private mutating func changed(_ node: NodeIndex, _ kind: TraceStep.Kind) -> TraceStep {
    tell(.nodeChanged(node))
    return TraceStep(time: world.now, kind: kind, node: node)
  }

  /// What the node controller puts on a machine that it cannot reach.
  private static let unreachable = [TaintEffect.noSchedule, .noExecute].map {
    Taint(key: "node.kubernetes.io/unreachable", effect: $0)
  }

  private mutating func fail(node index: NodeIndex) -> TraceStep? {
    guard let node = known(index), !world.nodeStatus[node].isDown else { return nil }
    world.nodeStatus[node].isDown = true
    world.state.setTaints(world.state.nodes[node].taints + Self.unreachable, on: node)
    for pod in world.state.podsOnNode[node] where world.podStatus[pod].phase != .ending {
      agenda.append(.end(pod, .nodeLost))
    }
    return changed(node, .nodeFailed)
  }

  private mutating func repair(_ index: NodeIndex) -> TraceStep? {
    guard let node = known(index), world.nodeStatus[node].isDown else { return nil }
    world.nodeStatus[node].isDown = false
    world.state.setTaints(
      world.state.nodes[node].taints.filter { !Self.unreachable.contains($0) }, on: node)
    for pod in world.state.podsOnNode[node] where world.podStatus[pod].phase == .bound {
      agenda.append(.start(pod))
    }
    return changed(node, .nodeRepaired)
  }

  /// Evicts the next pod of the node that may go; comes back for the others.
  private mutating func drain(_ node: NodeIndex) -> TraceStep? {
    let pods = world.state.podsOnNode[node].filter { world.podStatus[$0].phase != .ending }
    guard let pod = pods.first(where: world.mayBeDisrupted) else {
      if !pods.isEmpty { blockedDrains.append(node) }
      return nil
    }
    schedule(.drain(node), at: world.now)
    tally.evictions += 1
    return end(pod, .evicted(.drained))
  }

  /// Something changed that may let a drain go on: `kubectl drain` tries again every 5 s.
  mutating func resumeDrains() {
    for node in blockedDrains {
      let period = 5_000_000_000
      let passed = (world.now - drainStarts[node]).nanoseconds
      let next = (passed / period + 1) * period
      schedule(.drain(node), at: drainStarts[node] + SimDuration(nanoseconds: next))
    }
    blockedDrains.removeAll()
  }
}
