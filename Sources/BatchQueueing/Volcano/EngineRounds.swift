extension Volcano {
  /// How far an action has come.
  struct Rounds {
    /// Queues, or tasks of backfill in order.
    var queues = GoHeap()
    var jobsOfQueue: [Int: GoHeap] = [:]
    /// Tasks by job.
    var worksheets: [Int: GoHeap] = [:]
    var tasks: [Int] = []
    var nextTask = 0
    /// Of the action preempt: starving jobs by queue, and those that are served now: among each
    /// other first, then each by itself.
    var starving: [Int: [Int]] = [:]
    var jobs = GoHeap()
    var alone: [Int] = []
    /// Whose turn it is, and what it did in it.
    var queue: Int?
    var job: Int?
    var statement = Statement()
  }
}

extension Volcano.Engine {
  mutating func begin(_ action: Volcano.Configuration.Action) {
    self.action = action
    switch action {
    case .enqueue: rounds = beginEnqueue()
    case .allocate: rounds = beginAllocate()
    case .backfill: rounds = beginBackfill()
    case .preempt: rounds = beginPreempt()
    case .reclaim: rounds = beginReclaim()
    }
  }

  /// The smallest part of the action that keeps its books; `false` when there is none left.
  mutating func step() -> Bool {
    // Taken out while it changes: the orders of its heaps look into the engine.
    var rounds = Volcano.Rounds()
    swap(&rounds, &self.rounds)
    defer { swap(&rounds, &self.rounds) }
    return switch action {
    case .enqueue: enqueue(&rounds)
    case .allocate: allocate(&rounds)
    case .backfill: backfill(&rounds)
    case .preempt: preempt(&rounds)
    case .reclaim: reclaim(&rounds)
    }
  }
}
