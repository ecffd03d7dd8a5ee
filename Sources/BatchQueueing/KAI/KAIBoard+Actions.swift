import Simulation

/// The actions of a session.
extension KAIBoard {
  /// Groups with pending pods that are complete, in the order of queues.
  func pendingOrder(preemptibleOnly: Bool = false) -> KAIGroupOrder {
    let order = KAIGroupOrder(self)
    effort += groups.count
    for g in groups.indices where groups[g].pending > 0 && isReady(g) {
      if !preemptibleOnly || groups[g].isPreemptible { order.push(g) }
    }
    return order
  }

  /// Starts a group if it fits; whether it may grow further.
  func start(_ g: Int) -> Bool {
    report.waits[g] = []
    let list = podsToPlace(g, reallyPlacing: true)
    let failure = place(
      list, of: g, subGroups: subGroupOrder(g), among: allNodes, waits: false, .allocate)
    if let failure {
      if case .quota(let refusal) = failure { report.waits[g] = [waitReason(refusal)] }
      discard()
      return false
    }
    if mustWaitAsAWhole(g) { pipelineAllAllocated(ofGroup: g, .allocate) }
    commit()
    return groups[g].pending > 0
  }

  // MARK: - Victims

  func noteNotPreemptible(_ action: KAI.Action) {
    for g in groups.indices where groups[g].pending > 0 && !groups[g].isPreemptible {
      note(.notPreemptible, g, action)
    }
  }

  func reclaimRefusal(_ g: Int) -> KAI.ReclaimVerdict? {
    guard let queue = groups[g].queue else { return .unknownQueue }
    let verdict = tree.canReclaim(
      need(ofGroup: g), for: queue, preemptible: groups[g].isPreemptible)
    return verdict.isAllowed ? nil : verdict
  }

  /// Why no search for victims can succeed; `nil` when one may.
  func hopelessness(of g: Int, _ action: KAI.Action) -> KAI.SearchFailure? {
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
    return nil
  }

  /// All free and leaving GPUs of ready nodes together are too few.
  private func gpuShortage(_ list: [Int]) -> KAI.SearchFailure? {
    effort += nodes.count
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
  func victimOrder(for g: Int, _ action: KAI.Action) -> KAIGroupOrder {
    let order = KAIGroupOrder(self, victims: true)
    effort += 2 * groups.count
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

  func validate(
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

  func evictStaleGangs() {
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
