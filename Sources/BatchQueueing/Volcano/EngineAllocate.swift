/// Action allocate: gives nodes to the tasks of jobs that were let in, gang by gang.
extension Volcano.Engine {
  mutating func beginAllocate() -> Volcano.Rounds {
    var rounds = Volcano.Rounds()
    let enqueues = configuration.actions.contains(.enqueue)
    for job in jobs.indices {
      if jobs[job].isPending {
        if enqueues { continue }
        jobs[job].phase = .inqueue
      }
      if let invalid = invalidity(job) {
        jobs[job].obstacles.append(invalid)
        continue
      }
      var worksheet = Volcano.GoHeap()
      for task in pendingTasks(job) where !tasks[task].isGated && !tasks[task].isBestEffort {
        worksheet.push(task, taskGoesFirst)
      }
      if worksheet.isEmpty { continue }
      rounds.worksheets[job] = worksheet
      let queue = jobs[job].queue
      if rounds.jobsOfQueue[queue] == nil {
        rounds.jobsOfQueue[queue] = Volcano.GoHeap()
        rounds.queues.push(queue, queueGoesFirst)
      }
      rounds.jobsOfQueue[queue]?.push(job, jobGoesFirst)
    }
    return rounds
  }

  /// A job's turn.
  mutating func allocate(_ rounds: inout Volcano.Rounds) -> Bool {
    guard let queue = rounds.queues.pop(queueGoesFirst) else { return false }
    if isOverused(queue) {
      for job in rounds.jobsOfQueue[queue]?.items.sorted() ?? [] { noteOverused(queue, job) }
      return true
    }
    guard let job = rounds.jobsOfQueue[queue]?.pop(jobGoesFirst) else { return true }
    var worksheet = rounds.worksheets.removeValue(forKey: job) ?? Volcano.GoHeap()
    if allocate(job, &worksheet) {
      rounds.jobsOfQueue[queue]?.push(job, jobGoesFirst)
      rounds.worksheets[job] = worksheet
    }
    rounds.queues.push(queue, queueGoesFirst)
    return true
  }

  private mutating func noteOverused(_ queue: Int, _ job: Int) {
    guard let book = proportion?.books[queue] else { return }
    jobs[job].obstacles.append(
      .queueOverused(
        deserved: table.amounts(book.deserved), allocated: table.amounts(book.allocated)))
  }

  /// One turn of a job; `true` if it has tasks left for another.
  private mutating func allocate(_ job: Int, _ worksheet: inout Volcano.GoHeap) -> Bool {
    let isBound: Bool
    if jobs[job].highestTier != nil {
      isBound = allocateWithTopology(job, &worksheet)
    } else {
      let result = allocateTasks(job, &worksheet, in: topology.top)
      guard var statement = result, isReady(job) else { return false }
      commit(&statement)
      isBound = true
    }
    return isBound && !worksheet.isEmpty
  }

  /// Gives nodes of a hypernode to tasks until the gang is ready. `nil`: everything was taken back,
  /// because neither now nor after others have left enough of the gang has a node.
  mutating func allocateTasks(
    _ job: Int, _ worksheet: inout Volcano.GoHeap, in hyperNode: Int
  ) -> Volcano.Statement? {
    let candidates = topology.nodes(of: hyperNode)
    if candidates.isEmpty { return nil }
    var statement = Volcano.Statement()
    var near = jobs[job].subJobHyperNode
    var skipped: [Int: Int] = [:]
    while let task = worksheet.pop(taskGoesFirst) {
      if let refusal = refusal(of: jobs[job].queue, for: task) {
        noteOnce(refusal, job)
        continue
      }
      if tasks[task].hasRole && jobs[job].failedRoles.contains(tasks[task].role) {
        fail(task, nil)
        skipped[tasks[task].role, default: 0] += 1
        continue
      }
      let feasible = nodesToTry(task, candidates)
      if feasible.isEmpty {
        fail(task, failures(task, candidates, .resources))
        explain(task, candidates, [], chosen: nil, .resources)
        if goesOn(job) { continue }
        break
      }
      if jobs[job].highestTier != nil { tasks[task].jobHyperNode = near }
      guard let node = bestNode(task, feasible) else { continue }
      explain(task, candidates, feasible, chosen: node, .resources)
      if request(task).fits(in: nodes[node].idle) {
        allocate(task, on: node, &statement)
      } else {
        pipeline(task, on: node, hasEvicted: false, &statement)
      }
      if jobs[job].highestTier != nil, let own = topology.lowest(holding: node) {
        near = near == nil ? own : topology.common(own, near)
      }
      if isReady(job) { break }
    }
    for role in skipped.keys.sorted() {
      jobs[job].obstacles.append(
        .sameRoleFailed(role: jobs[job].roleNames[role], tasks: skipped[role] ?? 0))
    }
    if isReady(job) || isPipelined(job) { return statement }
    noteUnready(job, statement)
    discard(&statement)
    return nil
  }

  /// A node named by an earlier preemption is tried first.
  private mutating func nodesToTry(_ task: Int, _ candidates: [Int]) -> [Int] {
    if let nominated = tasks[task].nominatedNode, candidates.contains(nominated),
      nodes[nominated].willFit(request(task))
    {
      let only = feasibleNodes(task, among: [nominated], .resources)
      if !only.isEmpty { return only }
    }
    return feasibleNodes(task, among: candidates, .resources)
  }

  private mutating func fail(_ task: Int, _ failures: Volcano.NodeFailures?) {
    let job = tasks[task].job
    jobs[job].failed[task] = .some(failures)
    jobs[job].failedRoles.insert(tasks[task].role)
  }

  /// Whether, after a task without a node, the gang can still be completed by others.
  private func goesOn(_ job: Int) -> Bool {
    let state = jobs[job]
    if state.minAvailable >= state.tasks.count { return false }
    if !state.rolesCount {
      let left = pendingTasks(job).count { !state.failedRoles.contains(tasks[$0].role) }
      return state.ready + left >= state.minAvailable
    }
    return state.failedRoles.allSatisfy {
      state.roleMinimum[$0] == 0 || state.roleAllocated($0) >= state.roleMinimum[$0]
    }
  }

  private mutating func noteUnready(_ job: Int, _ statement: Volcano.Statement) {
    jobs[job].obstacles.append(
      .gangNotReady(
        placed: jobs[job].ready + jobs[job].waiting, minMember: jobs[job].minAvailable))
  }

  /// Of the same kind of obstacle one is enough.
  private mutating func noteOnce(_ obstacle: Volcano.Obstacle, _ job: Int) {
    let isKnown = jobs[job].obstacles.contains { known in
      switch (known, obstacle) {
      case (.queueLimit(_, let a, _), .queueLimit(_, let b, _)): a == b
      default: known == obstacle
      }
    }
    if !isKnown { jobs[job].obstacles.append(obstacle) }
  }
}
