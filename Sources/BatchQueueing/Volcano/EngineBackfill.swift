/// Action backfill: gives nodes to tasks that ask for nothing but to run.
extension Volcano.Engine {
  mutating func beginBackfill() -> Volcano.Rounds {
    var rounds = Volcano.Rounds()
    rounds.tasks = tasksToBackfill()
    return rounds
  }

  /// A task's turn.
  mutating func backfill(_ rounds: inout Volcano.Rounds) -> Bool {
    guard rounds.nextTask < rounds.tasks.count else { return false }
    let task = rounds.tasks[rounds.nextTask]
    rounds.nextTask += 1
    let job = tasks[task].job
    let all = Array(nodes.indices)
    let feasible = feasibleNodes(task, among: all, .rules)
    if feasible.isEmpty {
      let failures = failures(task, all, .rules)
      jobs[job].failed[task] = .some(failures)
      explain(task, all, [], chosen: nil, .rules)
      return true
    }
    guard let node = best(task, of: feasible) else { return true }
    explain(task, all, feasible, chosen: node, .rules)
    var statement = Volcano.Statement()
    allocate(task, on: node, &statement)
    if isReady(job) {
      for member in jobs[job].tasks where tasks[member].status == .allocated { bind(member) }
    }
    return true
  }

  private mutating func tasksToBackfill() -> [Int] {
    var heap = Volcano.GoHeap()
    var jobsOfQueue: [Int: Volcano.GoHeap] = [:]
    var worksheets: [Int: Volcano.GoHeap] = [:]
    for job in jobs.indices where !jobs[job].isPending && invalidity(job) == nil {
      var worksheet = Volcano.GoHeap()
      for task in jobs[job].tasks where tasks[task].isBestEffort {
        if tasks[task].status == .pipelined { release(task) }
        guard tasks[task].status == .pending, !tasks[task].isGated else { continue }
        worksheet.push(task, taskGoesFirst)
      }
      if worksheet.isEmpty { continue }
      worksheets[job] = worksheet
      let queue = jobs[job].queue
      if jobsOfQueue[queue] == nil {
        jobsOfQueue[queue] = Volcano.GoHeap()
        heap.push(queue, queueGoesFirst)
      }
      jobsOfQueue[queue]?.push(job, jobGoesFirst)
    }
    var order: [Int] = []
    while let queue = heap.pop(queueGoesFirst) {
      while let job = jobsOfQueue[queue]?.pop(jobGoesFirst) {
        while let task = worksheets[job]?.pop(taskGoesFirst) { order.append(task) }
      }
    }
    return order
  }
}
