/// What the session says of itself.
extension KAIBoard {
  struct Report {
    var decisions: [KAI.Decision] = []
    var sharesBefore = KAI.QueueTree(queues: [])
    var divisions: [KAI.LevelDivision] = []
    var placements: [Int: KAI.PlacementTable] = [:]
    /// By group: what stood in the way, attempt by attempt.
    var waits: [Int: [KAI.WaitReason]] = [:]
    var stale: [KAI.StaleGang] = []
    /// By pod: the action that gave it its place.
    var placedBy: [Int: KAI.Action] = [:]
  }

  func note(_ failure: KAI.SearchFailure, _ g: Int, _ action: KAI.Action) {
    switch action {
    case .consolidation: report.waits[g, default: []].append(.consolidation(failure))
    case .reclaim: report.waits[g, default: []].append(.reclaim(failure))
    default: report.waits[g, default: []].append(.preempt(failure))
    }
  }

  func waitReason(_ refusal: QuotaRefusal) -> KAI.WaitReason {
    switch refusal {
    case .overLimit(let queue, let resource, let limit, let allocated, let requested):
      .overLimit(
        queue: queue, resource: resource, limit: limit, allocated: allocated,
        requested: requested)
    case .nonPreemptible(let queue, let resource, let deserved, let allocated, let requested):
      .nonPreemptibleOverQuota(
        queue: queue, resource: resource, deserved: deserved, allocated: allocated,
        requested: requested)
    }
  }

  /// Notes why a group found no places, with the nodes as they are now.
  func notePlacementFailure(_ failure: PlacementFailure, among list: [Int]) {
    switch failure {
    case .quota: break
    case .tooLarge(let p, let resource, let requested, let largest):
      report.waits[pods[p].group] = [
        .largerThanAnyNode(
          pod: pods[p].name, resource: resource, requested: requested, largest: largest)
      ]
    case .noNode(let p, let found, let subGroup):
      effort += 2 * list.count
      let group = groups[pods[p].group]
      var counts = Array(repeating: 0, count: KAI.NodeReason.Kind.allCases.count)
      var details: [KAI.NodeVerdict] = []
      for n in list {
        let reasons = nodeReasons(p, n)
        for reason in reasons { counts[reason.kind.rawValue] += 1 }
        if explains { details.append(KAI.NodeVerdict(node: nodes[n].name, reasons: reasons)) }
      }
      report.waits[pods[p].group] = [
        .noNode(
          pod: pods[p].name, found: found, minMember: group.subGroups[subGroup].minMember,
          subGroup: group.subGroups.count > 1 ? group.subGroups[subGroup].name : nil,
          nodes: KAI.NodeReason.Kind.allCases.compactMap { kind in
            let count = counts[kind.rawValue]
            return count > 0 ? KAI.NodeCount(reason: kind, nodes: count) : nil
          }, details: details)
      ]
    }
  }

  /// All that keeps a pod off a node now; what is being released counts as free.
  func nodeReasons(_ p: Int, _ n: Int) -> [KAI.NodeReason] {
    let (pod, node) = (pods[p], nodes[n])
    var reasons: [KAI.NodeReason] = []
    let cpu = node.idle.cpu + node.releasing.cpu
    let memory = node.idle.memory + node.releasing.memory
    let room = node.idle.pods + node.releasing.pods
    if pod.cpu > cpu { reasons.append(.cpu(needed: pod.cpu, free: cpu)) }
    if pod.memory > memory { reasons.append(.memory(needed: pod.memory, free: memory)) }
    if room < 1 { reasons.append(.pods(needed: 1, free: room)) }
    let shared = fittingShared(pod, node)
    if !pod.isShared && pod.devices > node.freeGPUs {
      reasons.append(.gpus(needed: Double(pod.devices), free: Double(node.freeGPUs)))
    } else if pod.isShared && node.freeGPUs + shared < pod.devices {
      reasons.append(
        .gpuShare(
          needed: node.portion(of: pod), devices: pod.devices, wholeFree: node.freeGPUs,
          sharedFitting: shared))
    } else if pod.isShared && node.portion(of: pod) > 1 {
      reasons.append(
        .gpuShare(
          needed: node.portion(of: pod), devices: pod.devices, wholeFree: node.freeGPUs,
          sharedFitting: 0))
    } else if pod.isShared && room == 1 {
      reasons.append(.podsForSharing(free: room))
    }
    if pod.gpuMemory > 0 && !node.knowsGPUMemory { reasons.append(.gpuMemoryUnknown) }
    if !node.isReady { reasons.append(.notReady) }
    if let set = pod.allowed, !allowedSets[set][n] { reasons.append(.notAllowed) }
    switch quotaRefusal(quotaRequest(pod, on: node), group: pod.group) {
    case nil: break
    case .overLimit(let queue, let resource, let limit, let allocated, let requested):
      reasons.append(
        .overLimit(
          queue: queue, resource: resource, limit: limit, allocated: allocated,
          requested: requested))
    case .nonPreemptible(let queue, let resource, let deserved, let allocated, let requested):
      reasons.append(
        .nonPreemptibleOverQuota(
          queue: queue, resource: resource, deserved: deserved, allocated: allocated,
          requested: requested))
    }
    return reasons
  }

  func outcome() -> KAI.SessionOutcome {
    var (binds, pipelined) = ([KAI.Bind](), [KAI.Bind]())
    for p in pods.indices {
      guard let action = report.placedBy[p], let n = pods[p].node else { continue }
      let bind = KAI.Bind(
        pod: pods[p].name, podGroup: groups[pods[p].group].name, node: nodes[n].name,
        gpuGroups: pods[p].groups.map { groupNames[$0] }, action: action)
      if pods[p].status == .allocated { binds.append(bind) }
      if pods[p].status == .pipelined { pipelined.append(bind) }
    }
    return KAI.SessionOutcome(
      decisions: report.decisions, binds: binds,
      evictions: report.decisions.compactMap { decision in
        if case .evict(let eviction) = decision { eviction } else { nil }
      },
      pipelined: pipelined, waiting: groups.indices.compactMap(waiting), stale: report.stale,
      sharesBefore: report.sharesBefore, queues: tree, total: total, divisions: report.divisions,
      placements: pods.indices.compactMap { report.placements[$0] }, problems: problems)
  }

  private func waiting(_ g: Int) -> KAI.Waiting? {
    let group = groups[g]
    if group.pending == 0 { return nil }
    var reasons = report.waits[g] ?? []
    if group.queue == nil {
      let isKnown = tree.queues.contains { $0.id == group.queueName }
      reasons = [isKnown ? .queueHasChildren(group.queueName) : .unknownQueue(group.queueName)]
    } else if !isReady(g) {
      reasons = group.subGroups.filter { $0.alive - $0.gated < $0.minMember }.map {
        .notReady(
          subGroup: group.subGroups.count > 1 ? $0.name : nil, ready: $0.alive - $0.gated,
          minMember: $0.minMember)
      }
    }
    return KAI.Waiting(
      podGroup: group.name, queue: group.queueName, pods: group.pending, reasons: reasons)
  }
}
