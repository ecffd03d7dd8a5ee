/// What plugins answer when they are asked about a job, a queue or victims.
extension Volcano.Engine {
  // MARK: - Jobs

  /// Why plugin gang thinks a job cannot start at all: it has too few pods.
  func invalidity(_ job: Int) -> Volcano.Obstacle? {
    guard enabled.contains(.gang) else { return nil }
    let state = jobs[job]
    if let role = state.tooSmallRole {
      return .tooFewPodsOfRole(
        role: state.roleNames[role], valid: state.roleValid(role),
        minMember: state.roleMinimum[role])
    }
    if state.valid < state.minAvailable {
      return .tooFewPods(valid: state.valid, minMember: state.minAvailable)
    }
    return nil
  }

  /// Enough of the gang has nodes.
  func isReady(_ job: Int) -> Bool {
    plugins(.jobReady).joined().allSatisfy { plugin in
      plugin != .gang || (jobs[job].rolesReady && jobs[job].isReady)
    }
  }

  /// Enough of the gang has nodes, now or when others have left.
  func isPipelined(_ job: Int) -> Bool {
    for tier in plugins(.jobPipelined) {
      var permitted = false
      for plugin in tier {
        switch plugin {
        case .gang:
          guard jobs[job].rolesPipelined && jobs[job].isPipelined else { return false }
          permitted = true
        case .sla: if isOverdue(job) { permitted = true }
        default: break
        }
      }
      if permitted { return true }
    }
    return true
  }

  /// The job wants more than it has: only then does it make others leave.
  func isStarving(_ job: Int) -> Bool {
    for tier in plugins(.jobStarving) {
      var wasAsked = false
      for plugin in tier {
        switch plugin {
        case .gang:
          wasAsked = true
          if !jobs[job].isStarving { return false }
        case .priority:
          wasAsked = true
          if jobs[job].ready + jobs[job].waiting >= jobs[job].tasks.count { return false }
        default: break
        }
      }
      if wasAsked { return true }
    }
    return false
  }

  /// What keeps a job from being let in; `nil`: nothing.
  func refusal(toEnqueue job: Int) -> Volcano.Obstacle? {
    let need = jobs[job].minResources
    let queue = jobs[job].queue
    for tier in plugins(.jobEnqueued) {
      var permitted = false
      for plugin in tier {
        switch plugin {
        case .overcommit:
          guard let overcommit else { continue }
          if let need {
            let with = overcommit.with(need)
            let above = with.above(overcommit.idle, asked: need)
            if !above.isEmpty {
              return .notEnqueued(by: plugin, shortages(above, with, overcommit.idle))
            }
          }
          permitted = true
        case .proportion:
          if !queues[queue].isOpen { return .queueNotOpen(state: queues[queue].state) }
          if let need, let book = proportion?.books[queue] {
            let with = book.withJob(need)
            let above = with.above(book.limit, asked: need)
            if !above.isEmpty {
              return .notEnqueued(by: plugin, shortages(above, with, book.limit))
            }
          }
          permitted = true
        case .capacity:
          if let refusal = capacityRefusal(toEnqueue: job) { return refusal }
          permitted = true
        case .sla: if isOverdue(job) { permitted = true }
        default: break
        }
      }
      if permitted { return nil }
    }
    return nil
  }

  private func capacityRefusal(toEnqueue job: Int) -> Volcano.Obstacle? {
    guard let capacity else { return nil }
    let queue = jobs[job].queue
    if let refusal = structuralRefusal(queue, capacity) { return refusal }
    guard let need = jobs[job].minResources, let full = capacity.full(queue, for: need),
      let book = capacity.books[full.queue]
    else { return nil }
    return .notEnqueued(
      by: .capacity, shortages(full.resources, book.withJob(need), book.limit))
  }

  private func structuralRefusal(_ queue: Int, _ capacity: Volcano.CapacityState) -> Volcano
    .Obstacle?
  {
    if let blocker = capacity.blockedBy {
      return .hierarchyNotReady(queue: queues[blocker].name)
    }
    if capacity.isHierarchical && !capacity.isLeaf(queue) { return .queueNotLeaf }
    if !queues[queue].isOpen { return .queueNotOpen(state: queues[queue].state) }
    return nil
  }

  /// Books a job that was let in.
  mutating func enter(_ job: Int) {
    guard let need = jobs[job].minResources else { return }
    let rest = withoutGated(need, jobs[job])
    for plugin in plugins(.jobEnqueued).joined() {
      switch plugin {
      case .overcommit: overcommit?.enter(rest)
      case .proportion: proportion?.enter(rest, jobs[job].queue)
      case .capacity: capacity?.enter(rest, jobs[job].queue)
      default: break
      }
    }
  }

  // MARK: - Queues

  func isOverused(_ queue: Int) -> Bool {
    plugins(.overused).joined().contains { plugin in
      plugin == .proportion && proportion?.isOverused(queue) == true
    }
  }

  /// What keeps a queue from taking this task; `nil`: nothing.
  func refusal(of queue: Int, for task: Int) -> Volcano.Obstacle? {
    for plugin in plugins(.allocatable).joined() {
      switch plugin {
      case .proportion:
        if let obstacle = proportionRefusal(of: queue, for: task) { return obstacle }
      case .capacity:
        guard let capacity else { continue }
        if let obstacle = structuralRefusal(queue, capacity) { return obstacle }
        let request = self.request(task)
        if let full = capacity.above(queue, with: request), let book = capacity.books[full.queue] {
          return .queueLimit(
            task: taskIDs[task], by: plugin,
            shortages(full.resources, book.allocated.adding(request), book.limit))
        }
      default: break
      }
    }
    return nil
  }

  private func proportionRefusal(of queue: Int, for task: Int) -> Volcano.Obstacle? {
    guard let proportion, let book = proportion.books[queue] else { return nil }
    if !queues[queue].isOpen { return .queueNotOpen(state: queues[queue].state) }
    let request = shapes[tasks[task].shape].request
    let above = proportion.above(queue, with: request)
    if above.isEmpty { return nil }
    return .queueLimit(
      task: taskIDs[task], by: .proportion,
      shortages(above, book.allocated.adding(request), book.deserved))
  }

  /// Whether a queue may take back from others for this task.
  func mayReclaim(_ queue: Int, for task: Int) -> Bool {
    plugins(.preemptive).joined().allSatisfy { plugin in
      switch plugin {
      case .proportion: proportionRefusal(of: queue, for: task) == nil
      case .capacity:
        queues[queue].isOpen && capacity?.mayReclaim(queue, for: request(task)) == true
      default: true
      }
    }
  }

  // MARK: - Victims

  /// The tasks that the first tier with an answer lets go, and how its plugins voted.
  ///
  /// Within a tier the answers intersect. Two habits of Volcano: a plugin without any victim ends
  /// its tier, and the next tier is asked; and after an intersection that came out empty the next
  /// plugin of the tier starts afresh.
  mutating func victims(
    _ hook: Hooks, for preemptor: Int, among candidates: [Int]
  ) -> [Int] {
    votes = []
    for (index, tier) in plugins(hook).enumerated() {
      var victims: [Int]?
      for plugin in tier {
        guard let answer = vote(plugin, hook, for: preemptor, among: candidates) else { continue }
        votes.append(
          Volcano.Vote(tier: index, plugin: plugin, tasks: answer.map { taskIDs[$0] }))
        if answer.isEmpty {
          victims = nil
          break
        }
        if let agreed = victims {
          let both = agreed.filter(Set(answer).contains)
          victims = both.isEmpty ? nil : both
        } else {
          victims = answer
        }
      }
      if let victims {
        votes.removeAll { $0.tier != index }
        return victims
      }
    }
    return []
  }

  /// `nil`: the plugin has no opinion.
  private func vote(
    _ plugin: PluginName, _ hook: Hooks, for preemptor: Int, among candidates: [Int]
  ) -> [Int]? {
    switch (plugin, hook) {
    case (.gang, _): return spareable(candidates)
    case (.conformance, _): return candidates.filter { !tasks[$0].isSpared }
    case (.priority, .preemptable): return candidates.filter { isLower($0, than: preemptor) }
    case (.drf, .preemptable): return drf?.preemptable(for: preemptor, candidates, self)
    case (.drf, .reclaimable):
      guard let drf, drf.hierarchy != nil else { return nil }
      return drf.reclaimable(for: preemptor, candidates, self)
    case (.proportion, .reclaimable): return proportion?.reclaimable(candidates, self)
    case (.capacity, .reclaimable):
      return capacity?.reclaimable(for: preemptor, candidates, self)
    default: return nil
    }
  }

  /// Plugin gang: what each job has beyond its minimum, first come first taken.
  private func spareable(_ candidates: [Int]) -> [Int] {
    var left: [Int: Int] = [:]
    return candidates.filter { task in
      let job = tasks[task].job
      let ready = left[job] ?? jobs[job].ready
      let isSpare = ready > jobs[job].minAvailable
      left[job] = isSpare ? ready - 1 : ready
      return isSpare
    }
  }

  private func isLower(_ victim: Int, than preemptor: Int) -> Bool {
    let left = tasks[victim].job
    let right = tasks[preemptor].job
    return left == right
      ? tasks[victim].priority < tasks[preemptor].priority
      : jobs[left].priority < jobs[right].priority
  }
}
