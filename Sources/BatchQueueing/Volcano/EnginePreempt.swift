/// Action preempt: starving jobs make others of their queue leave, then tasks of their own job.
extension Volcano.Engine {
  mutating func preempt() {
    var heap = Volcano.GoHeap()
    var starving: [Int: [Int]] = [:]
    for job in jobs.indices
    where !jobs[job].isPending && invalidity(job) == nil && isStarving(job)
      && jobs[job].highestTier == nil
    {
      starving[jobs[job].queue, default: []].append(job)
    }
    for queue in starving.keys.sorted() { heap.push(queue, queueGoesFirst) }
    while let queue = heap.pop(queueGoesFirst) {
      let members = starving[queue] ?? []
      preemptBetweenJobs(members)
      for job in members { preemptWithinJob(job) }
    }
  }

  private func preemptors(_ job: Int) -> Volcano.GoHeap {
    var heap = Volcano.GoHeap()
    for task in pendingTasks(job) where !tasks[task].isGated { heap.push(task, taskGoesFirst) }
    return heap
  }

  private mutating func preemptBetweenJobs(_ members: [Int]) {
    var heap = Volcano.GoHeap()
    var worksheets: [Int: Volcano.GoHeap] = [:]
    for job in members {
      heap.push(job, jobGoesFirst)
      worksheets[job] = preemptors(job)
    }
    while let job = heap.pop(jobGoesFirst) {
      var statement = Volcano.Statement()
      while isStarving(job), let task = worksheets[job]?.pop(taskGoesFirst) {
        _ = preempt(for: task, withinJob: false, &statement)
      }
      if isPipelined(job) { commit(&statement) } else { discard(&statement) }
    }
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
