/// Action enqueue: lets jobs in, one per queue and turn.
extension Volcano.Engine {
  mutating func enqueue() {
    var waiting: [Int: Volcano.GoHeap] = [:]
    var heap = Volcano.GoHeap()
    var known: Set<Int> = []
    for job in jobs.indices {
      let queue = jobs[job].queue
      if known.insert(queue).inserted { heap.push(queue, queueGoesFirst) }
      if jobs[job].isPending { waiting[queue, default: Volcano.GoHeap()].push(job, jobGoesFirst) }
    }
    while let queue = heap.pop(queueGoesFirst) {
      guard let job = waiting[queue]?.pop(jobGoesFirst) else { continue }
      admit(job)
      heap.push(queue, queueGoesFirst)
    }
  }

  /// Jobs that say nothing of what they need at least are always let in.
  private mutating func admit(_ job: Int) {
    if jobs[job].minResources != nil, let obstacle = refusal(toEnqueue: job) {
      jobs[job].obstacles.append(obstacle)
      return
    }
    enter(job)
    jobs[job].phase = .inqueue
  }
}
