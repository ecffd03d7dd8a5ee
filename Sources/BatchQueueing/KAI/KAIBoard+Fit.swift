/// On which node a pod goes.
extension KAIBoard {
  /// What a job's queues forbid it.
  enum QuotaRefusal {
    case overLimit(
      queue: String, resource: KAI.Resource, limit: Double, allocated: Double, requested: Double)
    case nonPreemptible(
      queue: String, resource: KAI.Resource, deserved: Double, allocated: Double,
      requested: Double)
  }

  /// Limits of the queue and all above; then, for work that cannot be preempted, what they deserve.
  func quotaRefusal(_ requested: Amounts, group g: Int, checksLimits: Bool = true)
    -> QuotaRefusal?
  {
    guard let queue = groups[g].queue else { return nil }
    if checksLimits {
      for level in paths[queue] {
        for resource in KAI.Resource.allCases where requested[resource] != 0 {
          let standing = tree.queues[level][resource]
          if standing.limit == KAI.unlimited { continue }
          if standing.limit < standing.allocated + requested[resource] {
            return .overLimit(
              queue: tree.queues[level].id, resource: resource, limit: standing.limit,
              allocated: standing.allocated, requested: requested[resource])
          }
        }
      }
    }
    if groups[g].isPreemptible { return nil }
    for level in paths[queue] {
      for resource in KAI.Resource.allCases where requested[resource] != 0 {
        let standing = tree.queues[level][resource]
        if standing.deserved == KAI.unlimited { continue }
        if standing.deserved < standing.nonPreemptible + requested[resource] {
          return .nonPreemptible(
            queue: tree.queues[level].id, resource: resource, deserved: standing.deserved,
            allocated: standing.nonPreemptible, requested: requested[resource])
        }
      }
    }
    return nil
  }

  /// What a group's pods ask of the quota; requests in MiB only count on a node.
  func quotaRequest(_ list: [Int]) -> Amounts {
    list.reduce(.zero) { $0 + pods[$1].request }
  }

  /// What a single pod asks of the quota on a node: one GPU at most, as KAI does it.
  func quotaRequest(_ pod: PodRecord, on node: NodeRecord) -> Amounts {
    Amounts(
      cpu: pod.cpu, memory: pod.memory, gpu: node.portion(ofMemory: node.share(of: pod)))
  }

  /// A pod larger than any node is not even looked at.
  func excess(_ p: Int) -> (resource: KAI.Resource, requested: Double, largest: Double)? {
    let pod = pods[p]
    if pod.gpus > Double(largest.gpus) { return (.gpu, pod.gpus, Double(largest.gpus)) }
    if pod.cpu > largest.cpu { return (.cpu, pod.cpu, largest.cpu) }
    if pod.memory > largest.memory { return (.memory, pod.memory, largest.memory) }
    return nil
  }

  // MARK: - Fit

  private func fits(_ pod: PodRecord, in room: Room, of node: NodeRecord) -> Bool {
    if pod.cpu > room.cpu || pod.memory > room.memory || room.pods < 1 { return false }
    if !pod.isShared { return pod.devices <= room.gpus }
    return isPossible(pod, on: node) && room.gpus + fittingShared(pod, node) >= pod.devices
  }

  /// A part of a GPU, not more.
  private func isPossible(_ pod: PodRecord, on node: NodeRecord) -> Bool {
    let portion = node.portion(of: pod)
    return portion <= 1 || portion == portion.rounded(.towardZero)
  }

  /// The pod can start at once, as far as resources go.
  func fitsNow(_ pod: PodRecord, _ node: NodeRecord) -> Bool {
    pod.isBestEffort || fits(pod, in: node.idle, of: node)
  }

  /// With what leaves.
  private func fitsLater(_ pod: PodRecord, _ node: NodeRecord) -> Bool {
    fits(
      pod,
      in: Room(
        cpu: node.idle.cpu + node.releasing.cpu, memory: node.idle.memory + node.releasing.memory,
        gpus: node.freeGPUs, pods: node.idle.pods + node.releasing.pods), of: node)
  }

  /// Everything but resources and quota.
  private func passes(_ p: Int, _ pod: PodRecord, _ n: Int, _ node: NodeRecord) -> Bool {
    if !node.isReady || (pod.gpuMemory > 0 && !node.knowsGPUMemory) { return false }
    if let set = pod.allowed, !allowedSets[set][n] { return false }
    return !pod.isShared || hasPodsForSharing(p, n)
  }

  /// A new shared GPU is held by a pod of its own.
  private func hasPodsForSharing(_ p: Int, _ n: Int) -> Bool {
    if nodes[n].idle.pods + nodes[n].releasing.pods >= 2 { return true }
    let now = chooseGPUs(p, n, waits: false)
    let chosen = now.flatMap { $0.isReleasing ? nil : $0 } ?? chooseGPUs(p, n, waits: true)
    guard let chosen else { return false }
    // KAI tells a new GPU by its name: a number is an old one.
    return chosen.groups.allSatisfy { $0.map { Int(groupNames[$0]) != nil } ?? false }
  }

  // MARK: - Choice

  /// The nodes, best first, on which a pod fits now or later: only the best unless more are asked
  /// for. `excluded` failed already.
  func bestNode(for p: Int, among list: [Int], excluding excluded: [Int]) -> Int? {
    effort += list.count
    let (pod, nodes) = (pods[p], nodes)
    let range = packRange(pod, list)
    var best: (node: Int, score: Double)?
    var quota: (memory: Double, isFree: Bool)?
    for n in list {
      // Most nodes end here: two sums, before anything that copies a node.
      if pod.cpu > nodes[n].idle.cpu + nodes[n].releasing.cpu
        || (!pod.isShared && pod.devices > nodes[n].freeGPUs)
        || !fitsLater(pod, nodes[n])
      {
        continue
      }
      if quota?.memory != nodes[n].gpuMemory {
        let request = quotaRequest(pod, on: nodes[n])
        quota = (nodes[n].gpuMemory, quotaRefusal(request, group: pod.group) == nil)
      }
      if quota?.isFree == false || !passes(p, pod, n, nodes[n]) || excluded.contains(n) { continue }
      let score = score(pod, n, nodes[n], range).total
      if best.map({ score > $0.score }) ?? true { best = (n, score) }
    }
    return best?.node
  }

  /// The score table of the nodes on which a pod fits, best first.
  func scoreTable(for p: Int, among list: [Int]) -> [KAI.NodeScore] {
    let pod = pods[p]
    let range = packRange(pod, list)
    let fitting = list.filter { n in
      fitsLater(pod, nodes[n]) && passes(p, pod, n, nodes[n])
        && quotaRefusal(quotaRequest(pod, on: nodes[n]), group: pod.group) == nil
    }
    return fitting.map { n in
      let score = score(pod, n, nodes[n], range)
      return KAI.NodeScore(
        node: nodes[n].name, availability: score.availability, gpuSharing: score.gpuSharing,
        resourceType: score.resourceType, nominated: score.nominated, placement: score.placement)
    }.sorted { ($1.total, $0.node) < ($0.total, $1.node) }
  }

  /// The parts of a score, without the name: this is asked for every pod and node.
  private struct Score {
    var availability = 0.0
    var gpuSharing = 0.0
    var resourceType = 0.0
    var nominated = 0.0
    var placement = 0.0

    var total: Double { availability + gpuSharing + resourceType + nominated + placement }
  }

  private func score(
    _ pod: PodRecord, _ n: Int, _ node: NodeRecord, _ range: (least: Double, most: Double)
  ) -> Score {
    var score = Score()
    if fitsNow(pod, node) { score.availability = 100 }
    if options.gpuPlacement == .pack && !node.shared.isEmpty
      && node.shared.contains(where: { node.fits(pod, on: $0) })
    {
      score.gpuSharing = 1_000
    }
    if !pod.needsGPU && node.capacity.gpus == 0 { score.resourceType = 10 }
    if pod.nominated == n { score.nominated = 1_000_000 }
    score.placement = placementScore(pod, node, range)
    return score
  }

  private func placementScore(
    _ pod: PodRecord, _ node: NodeRecord, _ range: (least: Double, most: Double)
  ) -> Double {
    let (free, all) = room(pod, node)
    if all == 0 { return 0 }
    let placement = pod.needsGPU ? options.gpuPlacement : options.cpuPlacement
    if placement == .spread { return free / all }
    if range.most == 0 { return 0 }
    if range.least == range.most { return 9 }
    return 9 * (1 - (free - range.least) / (range.most - range.least))
  }

  /// The resource by which nodes are packed or spread: GPUs for pods that need any, else CPU.
  private func room(_ pod: PodRecord, _ node: NodeRecord) -> (free: Double, all: Double) {
    pod.needsGPU
      ? (Double(node.freeGPUs), Double(node.capacity.gpus))
      : (node.idle.cpu + node.releasing.cpu, node.capacity.cpu)
  }

  private func packRange(_ pod: PodRecord, _ list: [Int]) -> (least: Double, most: Double) {
    var range = (least: Double.greatestFiniteMagnitude, most: 0.0)
    let (nodes, needsGPU) = (nodes, pod.needsGPU)
    for n in list {
      if (needsGPU ? Double(nodes[n].capacity.gpus) : nodes[n].capacity.cpu) == 0 { continue }
      let free =
        needsGPU
        ? Double(nodes[n].freeGPUs) : nodes[n].idle.cpu + nodes[n].releasing.cpu
      range.least = min(range.least, free)
      range.most = max(range.most, free)
    }
    return range
  }

  // MARK: - Shared GPUs

  /// Shared GPUs for a pod on a node; `nil` stands for a new one. Pack prefers the fullest, spread
  /// an untouched one; equals go by name.
  func chooseGPUs(_ p: Int, _ n: Int, waits: Bool) -> (groups: [Int?], isReleasing: Bool)? {
    let (pod, node) = (pods[p], nodes[n])
    let canStart = fitsNow(pod, node)
    let packs = options.gpuPlacement == .pack
    let fitting = node.shared.filter { node.fits(pod, on: $0) }.sorted { a, b in
      if a.used != b.used { return packs ? a.used > b.used : a.used < b.used }
      return groupNames[a.group] < groupNames[b.group]
    }
    // A negative number of one kind is filled up by the other.
    let whole = node.idle.gpus > 0 || node.releasing.gpus > 0 ? max(0, node.freeGPUs) : 0
    let fresh = [SharedGPU?](repeating: nil, count: min(whole, pod.devices))
    let candidates = packs ? fitting + fresh : fresh + fitting
    if candidates.count < pod.devices { return nil }
    var isReleasing = false
    let chosen = candidates.prefix(pod.devices).map { gpu -> Int? in
      isReleasing = isReleasing || !canStart
      guard let gpu else {
        isReleasing = isReleasing || waits
        return nil
      }
      if !node.fitsNow(pod, on: gpu) { isReleasing = true }
      return gpu.group
    }
    return (chosen, isReleasing)
  }

  /// Names for the new ones among the shared GPUs of a pod.
  func named(_ chosen: [Int?], for p: Int, on n: Int) -> [Int] {
    var taken = Set(nodes[n].shared.map(\.group))
    return chosen.enumerated().map { i, known in
      if let known { return known }
      var attempt = 0
      while true {
        let suffix = attempt == 0 ? "" : "+\(attempt)"
        let number = groupNumber("\(pods[p].name)/gpu\(i)\(suffix)")
        if taken.insert(number).inserted { return number }
        attempt += 1
      }
    }
  }
}
