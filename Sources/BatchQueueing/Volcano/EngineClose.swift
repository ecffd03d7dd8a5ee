/// Ends a session: phases of the pod groups, and what holds back those that wait.
extension Volcano.Engine {
  mutating func close() -> Volcano.SessionOutcome {
    outcome.division = proportion?.division
    outcome.nextNode = nextNode
    for task in tasks.indices where tasks[task].status == .pipelined {
      guard let node = tasks[task].node else { continue }
      outcome.pipelined.append(
        Volcano.Pipelined(
          task: taskIDs[task], podGroup: jobIDs[tasks[task].job], node: nodes[node].name,
          hasEvicted: tasks[task].hasEvicted))
    }
    let before = Dictionary(
      snapshot.podGroups.map { ($0.id, $0.phase) }, uniquingKeysWith: { first, _ in first })
    for job in jobs.indices {
      let phase = closingPhase(job)
      if let old = before[jobIDs[job]], old != phase {
        outcome.phaseChanges.append(
          Volcano.PhaseChange(podGroup: jobIDs[job], from: old, to: phase))
      }
      jobs[job].phase = phase
      if let waiting = report(job) { outcome.waiting.append(waiting) }
    }
    outcome.queues = queues.indices.map(report(queue:))
    return outcome
  }

  /// A gang that is not ready makes a job with running pods Unknown; enough arrived pods make it
  /// Running; what was let in stays so.
  private func closingPhase(_ job: Int) -> Volcano.PodGroup.Phase {
    let state = jobs[job]
    let leaving = state.tasks.count {
      tasks[$0].status == .releasing && tasks[$0].node != nil
    }
    let arrived = Volcano.Task.Status.allCases.reduce(0) {
      $1.isScheduled ? $0 + state.count($1) : $0
    }
    if state.count(.running) > 0 && enabled.contains(.gang) && !state.tasks.isEmpty
      && !state.isReady
    {
      let onlyLeaving =
        leaving > 0 && state.count(.pending) == 0 && state.count(.pipelined) == 0
        && arrived + leaving >= state.minAvailable
      if !onlyLeaving { return .unknown }
    }
    if arrived + leaving >= state.minAvailable {
      let over = state.count(.succeeded) + state.count(.failed)
      return arrived + leaving == over ? .completed : .running
    }
    return state.phase == .inqueue ? .inqueue : .pending
  }

  private func report(_ job: Int) -> Volcano.WaitingPodGroup? {
    let state = jobs[job]
    let pending = state.count(.pending)
    let held = state.tasks.contains { tasks[$0].status == .allocated }
    if pending == 0 && state.waiting == 0 && !held { return nil }
    var obstacles = state.obstacles
    for task in state.failed.keys.sorted() where tasks[task].status == .pending {
      if case .some(let failures?) = state.failed[task] {
        obstacles.append(.noNode(task: taskIDs[task], failures))
        // One task stands for those of its shape.
        break
      }
    }
    if state.waiting > 0 { obstacles.append(.waitingForRelease(tasks: state.waiting)) }
    let gated = state.tasks.count { tasks[$0].isGated && tasks[$0].status == .pending }
    if gated > 0 { obstacles.append(.gated(tasks: gated)) }
    return Volcano.WaitingPodGroup(
      id: jobIDs[job], queue: queues[state.queue].name, phase: state.phase,
      minMember: state.minAvailable, ready: state.ready, pipelined: state.waiting,
      pending: pending, obstacles: obstacles)
  }

  private func report(queue: Int) -> Volcano.QueueReport {
    let state = queues[queue]
    // Where both look at queues, `capacity` is asked later and has the last word.
    let book = capacity?.books[queue] ?? proportion?.books[queue]
    let none = table.amounts(table.zero)
    return Volcano.QueueReport(
      name: state.name, parent: state.parent.map { queues[$0].name },
      deserved: book.map { table.amounts($0.deserved) },
      guarantee: book.map { table.amounts($0.guarantee) },
      limit: book.map { table.amounts($0.limit) },
      allocated: book.map { table.amounts($0.allocated) } ?? none,
      request: book.map { table.amounts($0.request) } ?? none,
      inqueue: book.map { table.amounts($0.inqueue) } ?? none, share: book?.share ?? 0)
  }
}
