/// Action preempt: starving jobs make others of their queue leave, then tasks of their own job.
extension Volcano.Engine {
  func beginPreempt() -> Volcano.Rounds {
    var rounds = Volcano.Rounds()
    for job in jobs.indices
    where !jobs[job].isPending && invalidity(job) == nil && isStarving(job)
      && jobs[job].highestTier == nil
    {
      rounds.starving[jobs[job].queue, default: []].append(job)
    }
    for queue in rounds.starving.keys.sorted() { rounds.queues.push(queue, queueGoesFirst) }
    return rounds
  }

  /// A task's turn against other jobs, or a job's with itself.
  mutating func preempt(_ rounds: inout Volcano.Rounds) -> Bool {
    if let job = rounds.job {
      if isStarving(job), let task = rounds.worksheets[job]?.pop(taskGoesFirst) {
        _ = preempt(for: task, withinJob: false, &rounds.statement)
      } else {
        if isPipelined(job) { commit(&rounds.statement) } else { discard(&rounds.statement) }
        rounds.job = nil
      }
    } else if let job = rounds.jobs.pop(jobGoesFirst) {
      rounds.job = job
    } else if let job = rounds.alone.popLast() {
      preemptWithinJob(job)
    } else if let queue = rounds.queues.pop(queueGoesFirst) {
      let members = rounds.starving[queue] ?? []
      for job in members {
        rounds.jobs.push(job, jobGoesFirst)
        rounds.worksheets[job] = preemptors(job)
      }
      rounds.alone = members.reversed()
    } else {
      return false
    }
    return true
  }

  private func preemptors(_ job: Int) -> Volcano.GoHeap {
    var heap = Volcano.GoHeap()
    for task in pendingTasks(job) where !tasks[task].isGated { heap.push(task, taskGoesFirst) }
    return heap
  }

  private mutating func preemptWithinJob(_ job: Int) {
    var worksheet = preemptors(job)
    while let task = worksheet.pop(taskGoesFirst) {
      var statement = Volcano.Statement()
      guard preempt(for: task, withinJob: true, &statement) else {
        discard(&statement)
        break
      }
      commit(&statement)
    }
  }

  /// Tries nodes from the best downwards: victims leave in order until the task fits.
  private mutating func preempt(
    for task: Int, withinJob: Bool, _ statement: inout Volcano.Statement
  ) -> Bool {
    if !mayPreempt(task) { return false }
    let feasible = feasibleNodes(task, among: Array(nodes.indices), .unchangeable)
    for node in ranked(task, feasible) {
      let candidates = nodes[node].tasks.filter { isCandidate($0, for: task, withinJob: withinJob) }
      let victims = victims(.preemptable, for: task, among: candidates)
      guard isEnough(victims, on: node, for: task) else { continue }
      var attempt = Volcano.Statement()
      var fits = fitsAfterEviction(task, node)
      var leaving = inOrderOfLeaving(victims, for: task)[...]
      while !fits, let victim = leaving.popFirst() {
        evict(victim, for: task, &attempt)
        fits = fitsAfterEviction(task, node)
      }
      if fits {
        pipeline(task, on: node, hasEvicted: attempt.hasEvictions, &attempt)
        statement.operations += attempt.operations
        return true
      }
      discard(&attempt)
    }
    return false
  }

  private func mayPreempt(_ task: Int) -> Bool {
    guard tasks[task].mayPreempt else { return false }
    guard let node = tasks[task].nominatedNode else { return true }
    let shape = tasks[task].shape
    // Someone leaves its nominated node already: wait.
    guard let failure = refusal(shape, node, .rules) else { return false }
    if !failure.isResolvable { return true }
    return !nodes[node].tasks.contains {
      tasks[$0].statusOnNode == .releasing && tasks[$0].priority < tasks[task].priority
    }
  }

  private func isCandidate(_ victim: Int, for task: Int, withinJob: Bool) -> Bool {
    let state = tasks[victim]
    guard state.statusOnNode == .bound || state.statusOnNode == .running else { return false }
    if tasks[task].isBestEffort && !state.isBestEffort { return false }
    guard state.isPreemptable else { return false }
    if withinJob { return state.job == tasks[task].job }
    return state.job != tasks[task].job
      && jobs[state.job].queue == jobs[tasks[task].job].queue
  }

  /// With all victims gone the task would fit; no victims at all may be enough.
  func isEnough(_ victims: [Int], on node: Int, for task: Int) -> Bool {
    var free = nodes[node].futureIdle
    for victim in victims { free.add(request(victim)) }
    return request(task).fits(in: free)
  }

  private func fitsAfterEviction(_ task: Int, _ node: Int) -> Bool {
    refusal(of: jobs[tasks[task].job].queue, for: task) == nil
      && nodes[node].willFit(request(task))
      && refusal(tasks[task].shape, node, .rules) == nil
  }
}
