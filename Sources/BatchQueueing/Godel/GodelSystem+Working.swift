import Simulation

extension Godel.System {
  /// The dispatcher goes through the units without a scheduler, first come first served.
  ///
  /// A group is handed out when it has its least number of pods. The scheduler with the fewest unbound
  /// pods gets it, and keeps it.
  public mutating func dispatch(at now: SimTime) -> [Godel.Event] {
    var events: [Godel.Event] = []
    for key in waiting {
      guard let job = jobs[key] else { continue }
      if let event = timeOut(key, at: now) {
        events.append(event)
        continue
      }
      if job.unit.pods.count < job.unit.minMember || job.unit.pods.isEmpty {
        events.append(
          .waitingForPods(
            unit: key, pods: job.unit.pods.count, minMember: job.unit.minMember))
        continue
      }
      let (scheduler, load) = mostIdleScheduler()
      jobs[key]?.scheduler = scheduler
      waiting.removeAll { $0 == key }
      enqueue(key, scheduler)
      events.append(.dispatched(unit: key, scheduler: scheduler, load: load))
    }
    return events
  }

  /// Fewest pods handed out and not yet bound; chance decides between equals.
  private mutating func mostIdleScheduler() -> (scheduler: Int, load: Int) {
    var loads = Array(repeating: 0, count: instances.count)
    for key in jobs.keys.sorted() {
      guard let job = jobs[key], let scheduler = job.scheduler, !job.isTimedOut else { continue }
      loads[scheduler] += job.pending.count + job.assumed.count
    }
    let least = loads.min() ?? 0
    let idle = loads.indices.filter { loads[$0] == least }
    return (idle[random.below(idle.count)], least)
  }

  /// Parts of the cluster in which a scheduler has work, in the order of names; one workflow each.
  public func subClusters(of scheduler: Int) -> [String] {
    instances[scheduler].queue.filter { !$0.value.isEmpty }.keys.sorted()
  }

  /// A scheduler places the next unit of a sub-cluster on what it believes; `nil` without work.
  public mutating func schedule(
    scheduler: Int, subCluster: String = "", at now: SimTime
  ) -> Godel.Event? {
    guard let key = instances[scheduler].queue[subCluster]?.first else { return nil }
    instances[scheduler].queue[subCluster]?.removeFirst()
    guard let job = jobs[key] else { return nil }
    if let event = timeOut(key, at: now) { return event }
    let before = instances[scheduler].belief
    var placements: [Godel.Placement] = []
    var unplaced: [String] = []
    for name in job.pending {
      guard let pod = job.unit.pods.first(where: { $0.name == name }) else { continue }
      if let index = node(for: pod, scheduler: scheduler, subCluster: subCluster) {
        instances[scheduler].belief[index].add(pod)
        placements.append(
          Godel.Placement(pod: name, node: before[index].node.name))
      } else {
        unplaced.append(name)
      }
    }
    let needed = job.everScheduled ? 1 : job.unit.minMember
    guard placements.count >= needed, !placements.isEmpty else {
      instances[scheduler].belief = before
      instances[scheduler].parked.append(key)
      return .notPlaced(
        unit: key, scheduler: scheduler, placed: placements.count, needed: needed,
        unplaced: unplaced)
    }
    jobs[key]?.pending = unplaced
    if !unplaced.isEmpty { instances[scheduler].parked.append(key) }
    jobs[key]?.assumed += placements
    if !binding.contains(key) {
      jobs[key]?.assumedLookedAt = instances[scheduler].lookedAt
      binding.insert(key, at: binding.firstIndex { precedes(key, $0) } ?? binding.count)
    }
    return .assumed(unit: key, scheduler: scheduler, placements: placements, unplaced: unplaced)
  }

  /// Nodes of the own partition first; the others only when none of these will do.
  private func node(for pod: Godel.Pod, scheduler: Int, subCluster: String) -> Int? {
    let instance = instances[scheduler]
    for preferred in [true, false] {
      let indices = instance.belief.indices.filter { index in
        let view = instance.belief[index]
        return instance.partition.contains(view.node.name) == preferred
          && isInSubCluster(view, subCluster)
      }
      if indices.isEmpty { continue }
      let candidates = indices.map { instance.belief[$0] }
      if let choice = place(pod, candidates), indices.indices.contains(choice) {
        return indices[choice]
      }
    }
    return nil
  }

  /// The binder takes its next unit and holds it against what is really bound; `nil` without work.
  ///
  /// A pod that no longer fits fails by itself. The unit fails with it when fewer than `minMember` pods
  /// are left and none has run before; else the others are bound. What fails goes back to its scheduler.
  public mutating func bind(at now: SimTime) -> Godel.Event? {
    guard !binding.isEmpty else { return nil }
    let key = binding.removeFirst()
    guard let job = jobs[key], let scheduler = job.scheduler else { return nil }
    if let event = timeOut(key, at: now) {
      giveBack(job.assumed, of: key, scheduler)
      return event
    }
    var checked = truth
    var good: [(index: Int, pod: Godel.Pod)] = []
    var refused: [Godel.Refusal] = []
    for placement in job.assumed {
      guard let pod = job.unit.pods.first(where: { $0.name == placement.pod }) else { continue }
      let index = checked.firstIndex { $0.node.name == placement.node }
      if let conflict = conflict(pod, index.map { checked[$0] }, since: job.assumedLookedAt) {
        refused.append(
          Godel.Refusal(pod: pod.name, node: placement.node, conflict: conflict))
      } else if let index {
        checked[index].add(pod)
        good.append((index, pod))
      }
    }
    let needed = job.everScheduled ? 0 : job.unit.minMember
    if good.count < needed || (good.isEmpty && !refused.isEmpty) {
      giveBack(job.assumed, of: key, scheduler)
      return .rejected(
        unit: key, scheduler: scheduler, refused: refused, left: good.count, needed: max(1, needed))
    }
    truth = checked
    for (index, pod) in good {
      running[pod.name] = (truth[index].node.name, pod)
      bindings.append((key, truth[index].node.name))
    }
    jobs[key]?.everScheduled = true
    let failed = Set(refused.map(\.pod))
    giveBack(job.assumed.filter { failed.contains($0.pod) }, of: key, scheduler)
    return .bound(
      unit: key, placements: good.map { .init(pod: $0.pod.name, node: truth[$0.index].node.name) },
      refused: refused)
  }

  private func conflict(
    _ pod: Godel.Pod, _ view: Godel.NodeView?, since: Int
  ) -> Godel.Conflict? {
    guard let view else { return .nodeIsGone }
    let shortages = view.shortages(pod)
    if shortages.isEmpty { return nil }
    var rivals: [String] = []
    for binding in bindings.dropFirst(since) where binding.node == view.node.name {
      if !rivals.contains(binding.unit) { rivals.append(binding.unit) }
    }
    return .resources(shortages, rivals: rivals)
  }

  /// Pods that the binder did not let in are dispatched pods of their scheduler again, which forgets
  /// where it had put them.
  private mutating func giveBack(
    _ placements: [Godel.Placement], of key: String, _ scheduler: Int
  ) {
    jobs[key]?.assumed = []
    guard let job = jobs[key] else { return }
    for placement in placements {
      guard let pod = job.unit.pods.first(where: { $0.name == placement.pod }) else { continue }
      jobs[key]?.pending.append(placement.pod)
      let index = instances[scheduler].belief.firstIndex { $0.node.name == placement.node }
      guard let index, instances[scheduler].belief[index].pods.contains(pod.name) else { continue }
      for resource in pod.requests.keys {
        let free = instances[scheduler].belief[index].free[resource] ?? 0
        instances[scheduler].belief[index].free[resource] = Clamped.sum(
          free, pod.requests[resource] ?? 0)
      }
      instances[scheduler].belief[index].pods.removeAll { $0 == pod.name }
    }
    instances[scheduler].parked.removeAll { $0 == key }
    enqueue(key, scheduler)
  }

  /// One round: the dispatcher hands out, every scheduler looks, all place one unit of each sub-cluster
  /// at the same time, and then the binder goes through what they sent.
  ///
  /// With `looking` false the schedulers keep their old beliefs, as when news travels slowly.
  public mutating func round(at now: SimTime, looking: Bool = true) -> [Godel.Event] {
    var events = dispatch(at: now)
    if looking { for scheduler in instances.indices { refresh(scheduler: scheduler) } }
    for scheduler in instances.indices {
      for part in subClusters(of: scheduler) {
        if let event = schedule(scheduler: scheduler, subCluster: part, at: now) {
          events.append(event)
        }
      }
    }
    while let event = bind(at: now) { events.append(event) }
    return events
  }
}
