/// Action reclaim: starving jobs take back from other queues what those have beyond their own.
extension Volcano.Engine {
  mutating func reclaim() {
    var heap = Volcano.GoHeap()
    var known: Set<Int> = []
    var starving: [Int: Volcano.GoHeap] = [:]
    var worksheets: [Int: Volcano.GoHeap] = [:]
    for job in jobs.indices where !jobs[job].isPending && invalidity(job) == nil {
      let queue = jobs[job].queue
      if known.insert(queue).inserted { heap.push(queue, queueGoesFirst) }
      guard isStarving(job) else { continue }
      starving[queue, default: Volcano.GoHeap()].push(job, jobGoesFirst)
      var worksheet = Volcano.GoHeap()
      for task in pendingTasks(job) where !tasks[task].isGated {
        worksheet.push(task, taskGoesFirst)
      }
      worksheets[job] = worksheet
    }
    while let queue = heap.pop(queueGoesFirst) {
      if isOverused(queue) { continue }
      while let job = starving[queue]?.pop(jobGoesFirst) {
        var statement = Volcano.Statement()
        while isStarving(job), let task = worksheets[job]?.pop(taskGoesFirst) {
          guard tasks[task].mayPreempt, mayReclaim(queue, for: task) else { continue }
          reclaim(for: task, &statement)
        }
        if isPipelined(job) { commit(&statement) } else { discard(&statement) }
      }
    }
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
