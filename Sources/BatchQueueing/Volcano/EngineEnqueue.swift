/// Action enqueue: lets jobs in, one per queue and turn.
extension Volcano.Engine {
  func beginEnqueue() -> Volcano.Rounds {
    var rounds = Volcano.Rounds()
    var known: Set<Int> = []
    for job in jobs.indices {
      let queue = jobs[job].queue
      if known.insert(queue).inserted { rounds.queues.push(queue, queueGoesFirst) }
      if jobs[job].isPending {
        rounds.jobsOfQueue[queue, default: Volcano.GoHeap()].push(job, jobGoesFirst)
      }
    }
    return rounds
  }

  mutating func enqueue(_ rounds: inout Volcano.Rounds) -> Bool {
    guard let queue = rounds.queues.pop(queueGoesFirst) else { return false }
    guard let job = rounds.jobsOfQueue[queue]?.pop(jobGoesFirst) else { return true }
    admit(job)
    rounds.queues.push(queue, queueGoesFirst)
    return true
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
