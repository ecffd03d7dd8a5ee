import Simulation

/// From a snapshot to the board.
extension KAIBoard {
  func addNodes(_ list: [KAI.Node]) {
    for node in list.sorted(by: { $0.name < $1.name }) {
      if nodes.last?.name == node.name {
        problems.append(.duplicateNode(node.name))
        continue
      }
      let capacity = Room(
        cpu: Double(max(0, node.cpu.count)), memory: Double(max(0, node.memory.count)),
        gpus: min(max(0, node.gpus), 1 << 20), pods: min(max(0, node.pods), 1 << 20))
      // KAI rounds down to whole hundreds.
      let gpuMemory = node.gpuMemory.map { max(100, ($0 / 100) * 100) }
      nodes.append(
        NodeRecord(
          name: node.name, capacity: capacity, gpuMemory: Double(gpuMemory ?? 100),
          knowsGPUMemory: gpuMemory != nil, isReady: node.isReady, idle: capacity))
      largest = Room(
        cpu: max(largest.cpu, capacity.cpu), memory: max(largest.memory, capacity.memory),
        gpus: max(largest.gpus, capacity.gpus), pods: max(largest.pods, capacity.pods))
      if node.isReady {
        total =
          total
          + Amounts(
            cpu: capacity.cpu, memory: capacity.memory, gpu: Double(capacity.gpus))
      }
    }
  }

  /// Builds the tree of all queues that hang on the top; returns their positions by name.
  func addQueues(_ list: [KAI.Queue]) -> [String: Int] {
    var known: [String: KAI.Queue] = [:]
    for queue in list {
      if known[queue.id] != nil { problems.append(.duplicateQueue(queue.id)) }
      known[queue.id] = known[queue.id] ?? queue
    }
    let ids = known.keys.sorted()
    let rooted = ids.filter { reachesTop($0, known) }
    for id in ids where !rooted.contains(id) { problems.append(.orphanQueue(id)) }
    let index = Dictionary(uniqueKeysWithValues: rooted.enumerated().map { ($1, $0) })
    let times = Array(Set(rooted.compactMap { known[$0]?.createdAt })).sorted()
    let ranks = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($1, $0) })
    for id in rooted {
      guard let queue = known[id] else { continue }
      var standing = KAI.QueueStanding(
        id: id, parent: queue.parent.flatMap { index[$0] }, priority: queue.priority,
        createdRank: ranks[queue.createdAt] ?? 0)
      for (resource, quota) in [
        (KAI.Resource.cpu, queue.cpu), (.memory, queue.memory), (.gpu, queue.gpu),
      ] {
        standing[resource].deserved = bound(quota.deserved, of: id)
        standing[resource].limit = bound(quota.limit, of: id)
        standing[resource].overQuotaWeight = amount(quota.overQuotaWeight, of: id)
        standing[resource].usage = amount(queue.usage[resource], of: id)
      }
      tree.queues.append(standing)
    }
    for i in tree.queues.indices {
      if let parent = tree.queues[i].parent { tree.queues[parent].children.append(i) }
    }
    paths = tree.queues.indices.map { tree.path(from: $0) }
    return index
  }

  private func reachesTop(_ id: String, _ known: [String: KAI.Queue]) -> Bool {
    var here = known[id]
    for _ in 0...known.count {
      guard let queue = here else { return false }
      guard let parent = queue.parent else { return true }
      here = known[parent]
    }
    return false
  }

  private func amount(_ value: Double, of name: String) -> Double {
    if value >= 0 && value <= 1e18 { return value }
    problems.append(.impossibleAmount(of: name))
    return 0
  }

  /// Everything negative means without bound.
  private func bound(_ value: Double, of name: String) -> Double {
    value < 0 ? KAI.unlimited : amount(value, of: name)
  }

  func addGroups(_ list: [KAI.PodGroup], queues: [String: Int]) {
    let nodeIndex = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.name, $0) })
    var allowedIndex: [[String]: Int] = [:]
    var names: Set<String> = []
    for group in list.sorted(by: { $0.name < $1.name }) {
      if groups.last?.name == group.name {
        problems.append(.duplicatePodGroup(group.name))
        continue
      }
      let queue = queues[group.queue].flatMap { tree.queues[$0].children.isEmpty ? $0 : nil }
      var subGroups = group.subGroups.map {
        SubGroupRecord(name: $0.name, minMember: max(1, $0.minMember))
      }
      if subGroups.isEmpty {
        subGroups = [SubGroupRecord(name: "default", minMember: max(1, group.minMember))]
      }
      groups.append(
        GroupRecord(
          name: group.name, queue: queue, queueName: group.queue, priority: group.priority,
          isPreemptible: group.isPreemptible, createdAt: group.createdAt,
          staleSince: group.staleSince, subGroups: subGroups))
      for pod in group.pods {
        if !names.insert(pod.name).inserted {
          problems.append(.duplicatePod(pod.name))
          continue
        }
        add(pod, to: groups.count - 1, nodeIndex, &allowedIndex)
      }
      sortPods(groups.count - 1)
    }
  }

  private func sortPods(_ g: Int) {
    for s in groups[g].subGroups.indices {
      groups[g].subGroups[s].pods.sort { a, b in
        let (x, y) = (pods[a], pods[b])
        if x.order != y.order {
          guard let left = x.order else { return false }
          guard let right = y.order else { return true }
          return left > right
        }
        return (x.createdAt, x.name) < (y.createdAt, y.name)
      }
    }
  }

  private func add(
    _ pod: KAI.Pod, to g: Int, _ nodeIndex: [String: Int], _ allowedIndex: inout [[String]: Int]
  ) {
    let s =
      pod.subGroup.map { name in groups[g].subGroups.firstIndex { $0.name == name } }
      ?? groups[g].subGroups.firstIndex { $0.name == "default" }
    guard let s else {
      problems.append(.unknownSubGroup(pod: pod.name, subGroup: pod.subGroup ?? "default"))
      return
    }
    var state = pod.state
    switch pod.state {
    case .running(let node, _), .releasing(let node, _):
      if nodeIndex[node] == nil {
        problems.append(.unknownNode(pod: pod.name, node: node))
        state = .failed
      }
    default: break
    }
    let gpu = gpuNumbers(pod)
    let p = pods.count
    pods.append(
      PodRecord(
        name: pod.name, group: g, subGroup: s, cpu: Double(max(0, pod.cpu.count)),
        memory: Double(max(0, pod.memory.count)), devices: gpu.devices, portion: gpu.portion,
        gpuMemory: gpu.memory, kind: gpu.kind, order: pod.order, createdAt: pod.createdAt,
        allowed: pod.allowedNodes.map { allowedSet($0, nodeIndex, &allowedIndex) },
        nominated: pod.nominatedNode.flatMap { nodeIndex[$0] }, status: status(state), node: nil,
        groups: []))
    groups[g].pods.append(p)
    groups[g].subGroups[s].pods.append(p)
    firstCount(of: p)
    switch state {
    case .running(let node, let gpuGroups), .releasing(let node, let gpuGroups):
      guard let n = nodeIndex[node] else { break }
      pods[p].node = n
      pods[p].groups = pods[p].isShared ? sharedGroups(p, gpuGroups) : []
      addSpot(p, node: n, pods[p].status, pods[p].groups)
    default: break
    }
  }

  /// The named GPUs; GPUs of its own where names are missing.
  private func sharedGroups(_ p: Int, _ names: [String]) -> [Int] {
    (0..<pods[p].devices).map { i in
      groupNumber(i < names.count ? names[i] : "\(pods[p].name)/gpu\(i)")
    }
  }

  /// More parts of GPUs no pod can ask for: a bound of ours, since each is kept by name.
  private static let mostSharedDevices = 1_024

  private func gpuNumbers(_ pod: KAI.Pod)
    -> (kind: GPUKind, devices: Int, portion: Double, memory: Double)
  {
    switch pod.gpu {
    case .none: return (.whole, 0, 0, 0)
    case .whole(let count):
      return count > 0 ? (.whole, min(count, 1 << 20), 1, 0) : (.whole, 0, 0, 0)
    case .fraction(let part, let devices):
      if part > 0 && part < 1 && (1...Self.mostSharedDevices).contains(devices) {
        return (.fraction, devices, part, 0)
      }
    case .memory(let mebibytes, let devices):
      if mebibytes > 0 && (1...Self.mostSharedDevices).contains(devices) {
        return (.memory, devices, 0, Double(mebibytes))
      }
    }
    problems.append(.impossibleAmount(of: pod.name))
    return (.whole, 0, 0, 0)
  }

  private func allowedSet(
    _ names: [String], _ nodeIndex: [String: Int], _ known: inout [[String]: Int]
  ) -> Int {
    if let number = known[names] { return number }
    var flags = Array(repeating: false, count: nodes.count)
    for name in names {
      if let n = nodeIndex[name] { flags[n] = true }
    }
    allowedSets.append(flags)
    known[names] = allowedSets.count - 1
    return allowedSets.count - 1
  }

  private func status(_ state: KAI.PodState) -> Status {
    switch state {
    case .pending: .pending
    case .gated: .gated
    case .running: .running
    case .releasing: .releasing
    case .succeeded: .succeeded
    case .failed: .failed
    }
  }

  // MARK: - Shares

  /// What queues have and ask for, before anything is decided.
  func chargeRequests() {
    for p in pods.indices {
      let group = groups[pods[p].group]
      guard let queue = group.queue else { continue }
      var asked: Amounts
      if pods[p].status.isAllocated {
        asked = pods[p].accepted
        charge(p, times: 1)
      } else if pods[p].status == .pending {
        asked = pods[p].request
        if pods[p].kind == .memory { asked.gpu += estimatedGPUs(p) }
      } else {
        continue
      }
      for level in paths[queue] {
        tree.queues[level].cpu.request += asked.cpu
        tree.queues[level].memory.request += asked.memory
        tree.queues[level].gpu.request += asked.gpu
      }
    }
  }

  /// Divides the ready nodes among the queues at the top, and each queue's fair share among its
  /// children.
  func divideShares() {
    var levels: [(parent: Int?, queues: [Int], amounts: Amounts)] = [
      (nil, tree.queues.indices.filter { tree.queues[$0].parent == nil }, total)
    ]
    while let (parent, queues, amounts) = levels.popLast() {
      if queues.isEmpty { continue }
      for resource in KAI.Resource.allCases {
        divide(resource, amounts[resource], among: queues, below: parent)
      }
      for queue in queues {
        levels.append((queue, tree.queues[queue].children, tree.queues[queue].fairShare))
      }
    }
  }

  private func divide(
    _ resource: KAI.Resource, _ amount: Double, among queues: [Int], below parent: Int?
  ) {
    let claimants = queues.map { queue in
      let standing = tree.queues[queue]
      let share = standing[resource]
      return KAI.Claimant(
        id: standing.id, priority: standing.priority, createdRank: standing.createdRank,
        deserved: share.deserved, limit: share.limit, overQuotaWeight: share.overQuotaWeight,
        request: share.request, usage: share.usage)
    }
    let division = KAI.divide(amount, among: claimants, usageFactor: max(0, options.usageFactor))
    for (queue, share) in zip(queues, division.fairShare) {
      tree.queues[queue][resource].fairShare = share
    }
    if explains {
      report.divisions.append(
        KAI.LevelDivision(
          parent: parent.map { tree.queues[$0].id }, resource: resource, total: amount,
          claimants: claimants, division: division))
    }
  }
}
