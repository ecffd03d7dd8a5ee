import Simulation

/// The actions of a session.
extension KAIBoard {
  func run(_ action: KAI.Action) {
    switch action {
    case .allocate: allocateAll()
    case .consolidation: if options.maxConsolidationVictims != 0 { makeRoom(.consolidation) }
    case .reclaim: makeRoom(.reclaim)
    case .preempt: makeRoom(.preempt)
    case .staleGangEviction: evictStaleGangs()
    }
  }

  /// Groups with pending pods that are complete, in the order of queues.
  private func pendingOrder(preemptibleOnly: Bool = false) -> KAIGroupOrder {
    let order = KAIGroupOrder(self)
    for g in groups.indices where groups[g].pending > 0 && isReady(g) {
      if !preemptibleOnly || groups[g].isPreemptible { order.push(g) }
    }
    return order
  }

  /// Starts what fits; a group that may grow comes back for its next pod.
  private func allocateAll() {
    let order = pendingOrder()
    let all = Array(nodes.indices)
    while let entry = order.pop() {
      let g = entry.group
      report.waits[g] = []
      let list = podsToPlace(g, reallyPlacing: true)
      let failure = place(
        list, of: g, subGroups: subGroupOrder(g), among: all, waits: false, .allocate)
      if let failure {
        if case .quota(let refusal) = failure { report.waits[g] = [waitReason(refusal)] }
        discard()
        continue
      }
      if mustWaitAsAWhole(g) { pipelineAllAllocated(ofGroup: g, .allocate) }
      commit()
      if groups[g].pending > 0 { order.push(g) }
    }
  }

  // MARK: - Victims

  private func makeRoom(_ action: KAI.Action) {
    let order = pendingOrder(preemptibleOnly: action == .consolidation)
    if action == .consolidation {
      for g in groups.indices where groups[g].pending > 0 && !groups[g].isPreemptible {
        note(.notPreemptible, g, action)
      }
    }
    var failures: [Int: KAISimilarFailures] = [:]
    while let entry = order.pop() {
      let g = entry.group
      // A consolidation compares with all that failed, the others with those of the same queue.
      let place = action == .consolidation ? -1 : groups[g].queue ?? -1
      if action == .reclaim, let refusal = reclaimRefusal(g) {
        note(.refused(refusal), g, action)
        continue
      }
      if options.skipsSimilarFailures,
        let other = failures[place]?.noHarder(than: g, self)
      {
        note(.similarFailed(podGroup: groups[other].name), g, action)
        continue
      }
      if let failure = makeRoom(for: g, action) {
        note(failure, g, action)
        failures[place, default: KAISimilarFailures()].add(g, self)
      } else {
        commit()
      }
    }
  }

  private func reclaimRefusal(_ g: Int) -> KAI.ReclaimVerdict? {
    guard let queue = groups[g].queue else { return .unknownQueue }
    let verdict = tree.canReclaim(
      need(ofGroup: g), for: queue, preemptible: groups[g].isPreemptible)
    return verdict.isAllowed ? nil : verdict
  }

  private func makeRoom(for g: Int, _ action: KAI.Action) -> KAI.SearchFailure? {
    let list = podsToPlace(g, reallyPlacing: false)
    if action == .consolidation, let failure = gpuShortage(list) { return failure }
    if action == .preempt,
      case .nonPreemptible(let queue, let resource, let deserved, let allocated, let requested) =
        quotaRefusal(quotaRequest(list), group: g, checksLimits: false)
    {
      return .nonPreemptibleOverQuota(
        queue: queue, resource: resource, deserved: deserved, allocated: allocated,
        requested: requested)
    }
    let before = tree
    var search = KAIVictimSearch(
      self, for: g, action, victims: { self.victimOrder(for: g, action) },
      validate: { self.validate($0, action, before) })
    if search.solve() { return nil }
    if !search.sawVictims && search.scenarios == 0 { return .noVictims }
    if search.lostPods && search.lastRefusal == nil {
      return .wouldLosePods(scenarios: search.scenarios)
    }
    return .nothingWorked(scenarios: search.scenarios, lastVerdict: search.lastRefusal)
  }

  /// All free and leaving GPUs of ready nodes together are too few.
  private func gpuShortage(_ list: [Int]) -> KAI.SearchFailure? {
    var (gpus, memory) = (0.0, 0.0)
    for n in nodes.indices where nodes[n].isReady {
      let (idle, leaving) = (idleGPUSum(n), releasingGPUSum(n))
      gpus += idle.gpus + leaving.gpus
      memory += idle.memory + leaving.memory
    }
    let needed = list.reduce(0) { $0 + pods[$1].gpus }
    let neededMemory = list.reduce(0) { $0 + pods[$1].gpuMemory }
    if gpus >= needed && memory >= neededMemory { return nil }
    return gpus < needed
      ? .notEnoughGPUs(free: gpus, needed: needed)
      : .notEnoughGPUMemory(free: memory, needed: neededMemory)
  }

  /// Groups that may lose pods, those that need least first.
  private func victimOrder(for g: Int, _ action: KAI.Action) -> KAIGroupOrder {
    let order = KAIGroupOrder(self, victims: true)
    var count = 0
    for v in groups.indices where v != g && groups[v].isPreemptible && hasActivePods(v) {
      switch action {
      case .reclaim: if groups[v].queue == groups[g].queue { continue }
      case .preempt:
        if groups[v].queue != groups[g].queue || groups[v].priority >= groups[g].priority {
          continue
        }
      default:
        if let most = options.maxConsolidationVictims, count > most { continue }
        count += 1
      }
      order.push(v)
    }
    return order
  }

  private func validate(
    _ scenario: KAIVictimSearch.Scenario, _ action: KAI.Action, _ before: KAI.QueueTree
  ) -> KAIVictimSearch.Validation {
    switch action {
    case .consolidation:
      let loses = scenario.steps.contains { step in
        step.pods.contains { pods[$0].status == .releasing }
      }
      return loses ? .losesPods : .valid
    case .reclaim:
      guard let queue = groups[scenario.group].queue else { return .refused(.unknownQueue) }
      let verdict = before.reclaimVerdict(
        scenario.need, for: queue, preemptible: groups[scenario.group].isPreemptible,
        from: losses(scenario), saturationMultiplier: options.saturationMultiplier)
      return verdict.isAllowed ? .valid : .refused(verdict)
    default: return .valid
    }
  }

  /// What each queue loses: pods above a gang's minimum one by one, the gang in one piece.
  private func losses(_ scenario: KAIVictimSearch.Scenario) -> [KAI.ReclaimVictims] {
    var result: [KAI.ReclaimVictims] = []
    var seen: Set<Int> = []
    for step in scenario.steps where seen.insert(step.group).inserted {
      guard let queue = groups[step.group].queue else { continue }
      let all = scenario.steps.filter { $0.group == step.group }.flatMap(\.pods)
      let pieces = pieces(of: all, step.group)
      if pieces.isEmpty { continue }
      if let i = result.firstIndex(where: { $0.queue == queue }) {
        result[i].losses += pieces
      } else {
        result.append(.init(queue: queue, losses: pieces))
      }
    }
    return result
  }

  private func pieces(of list: [Int], _ g: Int) -> [Amounts] {
    var (single, core) = ([Int](), [Int]())
    for s in groups[g].subGroups.indices {
      let members = list.filter { pods[$0].subGroup == s }
      let minMember = groups[g].subGroups[s].minMember
      core += members.prefix(minMember)
      single += members.dropFirst(minMember)
    }
    let counts: (Int) -> Bool = { p in
      !self.options.consolidatesOnReclaim || !self.pods[p].status.isActive
    }
    var pieces = single.filter(counts).map { pods[$0].accepted }
    let gang = core.filter(counts)
    if !gang.isEmpty { pieces.append(gang.reduce(.zero) { $0 + pods[$1].accepted }) }
    return pieces
  }

  // MARK: - Stale gangs

  private func evictStaleGangs() {
    for g in groups.indices {
      let running = onNode(g)
      if groups[g].succeeded > 0 || running == 0 || isGangSatisfied(g) { continue }
      let since = groups[g].staleSince ?? now
      report.stale.append(
        KAI.StaleGang(
          podGroup: groups[g].name, since: since, running: running,
          minMember: groups[g].subGroups.reduce(0) { $0 + $1.minMember }))
      guard let grace = options.staleGracePeriod else { continue }
      let (age, overflows) = now.nanoseconds.subtractingReportingOverflow(since.nanoseconds)
      if !overflows && age < grace.nanoseconds { continue }
      for p in groups[g].pods where pods[p].status.isActive {
        evict(p, .staleGangEviction, for: nil)
      }
      commit()
    }
  }
}
