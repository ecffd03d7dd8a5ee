/// Action reclaim: starving jobs take back from other queues what those have beyond their own.
extension Volcano.Engine {
  func beginReclaim() -> Volcano.Rounds {
    var rounds = Volcano.Rounds()
    var known: Set<Int> = []
    for job in jobs.indices where !jobs[job].isPending && invalidity(job) == nil {
      let queue = jobs[job].queue
      if known.insert(queue).inserted { rounds.queues.push(queue, queueGoesFirst) }
      guard isStarving(job) else { continue }
      rounds.jobsOfQueue[queue, default: Volcano.GoHeap()].push(job, jobGoesFirst)
      var worksheet = Volcano.GoHeap()
      for task in pendingTasks(job) where !tasks[task].isGated {
        worksheet.push(task, taskGoesFirst)
      }
      rounds.worksheets[job] = worksheet
    }
    return rounds
  }

  /// A task's turn.
  mutating func reclaim(_ rounds: inout Volcano.Rounds) -> Bool {
    if let queue = rounds.queue, let job = rounds.job {
      if isStarving(job), let task = rounds.worksheets[job]?.pop(taskGoesFirst) {
        if tasks[task].mayPreempt, mayReclaim(queue, for: task) {
          reclaim(for: task, &rounds.statement)
        }
      } else {
        if isPipelined(job) { commit(&rounds.statement) } else { discard(&rounds.statement) }
        rounds.job = nil
      }
    } else if let queue = rounds.queue, let job = rounds.jobsOfQueue[queue]?.pop(jobGoesFirst) {
      rounds.job = job
    } else if let queue = rounds.queues.pop(queueGoesFirst) {
      rounds.queue = isOverused(queue) ? nil : queue
    } else {
      return false
    }
    return true
  }

  private mutating func reclaim(for task: Int, _ statement: inout Volcano.Statement) {
    let queue = jobs[tasks[task].job].queue
    for node in feasibleNodes(task, among: Array(nodes.indices), .unchangeable) {
      let candidates = nodes[node].tasks.filter { isCandidate($0, against: queue) }
      if candidates.isEmpty { continue }
      let victims = victims(.reclaimable, for: task, among: candidates)
      guard isEnough(victims, on: node, for: task) else { continue }
      var attempt = Volcano.Statement()
      var free = nodes[node].futureIdle
      var leaving = inOrderOfLeaving(victims, for: task)[...]
      while !request(task).fits(in: free), let victim = leaving.popFirst() {
        evict(victim, for: task, &attempt)
        free.add(request(victim))
      }
      if request(task).fits(in: free) {
        pipeline(task, on: node, hasEvicted: attempt.hasEvictions, &attempt)
        statement.operations += attempt.operations
        return
      }
      discard(&attempt)
    }
  }

  private func isCandidate(_ victim: Int, against queue: Int) -> Bool {
    let state = tasks[victim]
    guard state.statusOnNode == .running, state.isPreemptable else { return false }
    let other = jobs[state.job].queue
    return other != queue && queues[other].isReclaimable
  }
}
