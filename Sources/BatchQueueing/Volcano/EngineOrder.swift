/// Who goes first: plugins are asked tier by tier, the first that sees a difference decides.
extension Volcano.Engine {
  /// Smaller first; the first difference counts.
  @inline(__always)
  private static func order<Value: Comparable>(_ a: Value, _ b: Value) -> Int {
    a < b ? -1 : (a > b ? 1 : 0)
  }

  /// Negative: job `a` goes first. 0: no plugin sees a difference.
  func compareJobs(_ a: Int, _ b: Int) -> Int {
    for plugin in plugins(.jobOrder).joined() {
      let order: Int
      switch plugin {
      case .priority: order = Self.order(jobs[b].priority, jobs[a].priority)
      case .gang: order = Self.order(jobs[a].isReady ? 1 : 0, jobs[b].isReady ? 1 : 0)
      case .drf: order = drf.map { Self.order($0.shares[a], $0.shares[b]) } ?? 0
      case .sla: order = compareDeadlines(a, b)
      default: order = 0
      }
      if order != 0 { return order }
    }
    return 0
  }

  func jobGoesFirst(_ a: Int, _ b: Int) -> Bool {
    let order = compareJobs(a, b)
    if order != 0 { return order < 0 }
    if jobs[a].creation != jobs[b].creation { return jobs[a].creation < jobs[b].creation }
    return a < b
  }

  /// How long a job waits at most, in seconds.
  func waitingLimit(_ job: Int) -> Int? {
    jobs[job].waitingLimit ?? configuration.plugin(.sla)?.settings.waitingLimit
  }

  private func compareDeadlines(_ a: Int, _ b: Int) -> Int {
    switch (waitingLimit(a), waitingLimit(b)) {
    case (nil, nil): 0
    case (nil, _): 1
    case (_, nil): -1
    case (let left?, let right?):
      Self.order(jobs[a].creation + left, jobs[b].creation + right)
    }
  }

  /// Plugin sla: the job has waited as long as it may.
  func isOverdue(_ job: Int) -> Bool {
    waitingLimit(job).map { snapshot.now - jobs[job].creation >= $0 } ?? false
  }

  func queueGoesFirst(_ a: Int, _ b: Int) -> Bool {
    for plugin in plugins(.queueOrder).joined() {
      var order = 0
      switch plugin {
      case .proportion:
        if let left = proportion?.books[a], let right = proportion?.books[b] {
          order = Self.order(queues[b].priority, queues[a].priority)
          if order == 0 { order = Self.order(left.share, right.share) }
        }
      case .capacity:
        if let capacity, capacity.isOpen || !capacity.isHierarchical {
          order = Self.order(queues[b].priority, queues[a].priority)
          if order == 0 { order = capacity.compare(a, b) }
        }
      case .drf:
        if let tree = drf?.hierarchy { order = Self.order(tree.compare(a, b), 0) }
      default: break
      }
      if order != 0 { return order < 0 }
    }
    if queues[a].creation != queues[b].creation { return queues[a].creation < queues[b].creation }
    return a < b
  }

  func taskGoesFirst(_ a: Int, _ b: Int) -> Bool {
    let asksPriority = plugins(.taskOrder).joined().contains(.priority)
    if asksPriority && tasks[a].priority != tasks[b].priority {
      return tasks[a].priority > tasks[b].priority
    }
    if let left = tasks[a].podIndex, let right = tasks[b].podIndex, left != right {
      return left < right
    }
    if tasks[a].creation != tasks[b].creation { return tasks[a].creation < tasks[b].creation }
    return a < b
  }

  /// Which victim leaves first.
  func victimLeavesFirst(_ a: Int, _ b: Int, for preemptor: Int) -> Bool {
    let left = tasks[a].job
    let right = tasks[b].job
    if left == right { return !taskGoesFirst(a, b) }
    if jobs[left].queue != jobs[right].queue {
      return queueGivesFirst(jobs[left].queue, jobs[right].queue, for: tasks[preemptor].job)
    }
    let order = compareJobs(left, right)
    return order != 0 ? order > 0 : !taskGoesFirst(a, b)
  }

  /// With a hierarchy the queue closer to the preemptor's gives first, else the one that would be
  /// served last.
  private func queueGivesFirst(_ a: Int, _ b: Int, for job: Int) -> Bool {
    if let capacity, capacity.isHierarchical, capacity.isOpen {
      let own = jobs[job].queue
      let left = capacity.commonLevel(a, own)
      let right = capacity.commonLevel(b, own)
      if left != right { return left > right }
    }
    return !queueGoesFirst(a, b)
  }

  /// Victims in the order in which they leave.
  func inOrderOfLeaving(_ victims: [Int], for preemptor: Int) -> [Int] {
    var heap = Volcano.GoHeap()
    for victim in victims {
      heap.push(victim) { victimLeavesFirst($0, $1, for: preemptor) }
    }
    var order: [Int] = []
    while let next = heap.pop({ victimLeavesFirst($0, $1, for: preemptor) }) { order.append(next) }
    return order
  }
}
