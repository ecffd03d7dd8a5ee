import Simulation
import Testing

@testable import BatchQueueing

/// What must hold in every cluster; failures print the seed.
struct KAILawTests {
  private static let seeds = (0..<400).map { Seed("kai-\($0)") }

  /// What stands on a node in the end.
  private struct Load {
    var cpu = 0
    var memory = 0
    var pods = 0
    var wholeGPUs = 0
    /// By shared GPU: hundredths of it.
    var shared: [String: Double] = [:]
  }

  private func add(
    _ pod: KAI.Pod, _ node: KAI.Node, _ gpuGroups: [String], to load: inout Load
  ) {
    load.cpu += pod.cpu.count
    load.memory += pod.memory.count
    load.pods += 1
    let part: Double
    switch pod.gpu {
    case .none: return
    case .whole(let count):
      load.wholeGPUs += count
      return
    case .fraction(let fraction, _): part = fraction
    case .memory(let mebibytes, _): part = Double(mebibytes) / Double(node.gpuMemory ?? 100)
    }
    for group in gpuGroups { load.shared[group, default: 0] += part }
  }

  /// Loads with the evicted pods still there (`now`) or gone and the waiting ones in place.
  private func loads(_ snapshot: KAI.Snapshot, _ outcome: KAI.SessionOutcome, now: Bool)
    -> [String: Load]
  {
    let nodes = Dictionary(uniqueKeysWithValues: snapshot.nodes.map { ($0.name, $0) })
    let evicted = Set(outcome.evictions.map(\.pod))
    let places = Dictionary(
      uniqueKeysWithValues: (now ? outcome.binds : outcome.binds + outcome.pipelined).map {
        ($0.pod, $0)
      })
    var loads: [String: Load] = [:]
    for pod in snapshot.podGroups.flatMap(\.pods) {
      if case .running(let name, let groups) = pod.state, let node = nodes[name],
        now || !evicted.contains(pod.name)
      {
        add(pod, node, groups, to: &loads[name, default: Load()])
      }
      if case .releasing(let name, let groups) = pod.state, let node = nodes[name], now {
        add(pod, node, groups, to: &loads[name, default: Load()])
      }
      if let place = places[pod.name], let node = nodes[place.node] {
        add(pod, node, place.gpuGroups, to: &loads[place.node, default: Load()])
      }
    }
    return loads
  }

  @Test(arguments: seeds) func noNodeIsOverfull(seed: Seed) {
    let snapshot = KAISamples.random(seed)
    let outcome = KAI.Session(snapshot).run()
    for now in [true, false] {
      let loads = loads(snapshot, outcome, now: now)
      for node in snapshot.nodes {
        let load = loads[node.name] ?? Load()
        #expect(load.cpu <= node.cpu.count && load.memory <= node.memory.count, "\(seed)")
        #expect(load.pods <= node.pods, "\(seed) \(node.name)")
        #expect(load.wholeGPUs + load.shared.count <= node.gpus, "\(seed) \(node.name) \(now)")
        #expect(load.shared.values.allSatisfy { $0 <= 1 + 1e-9 }, "\(seed) \(node.name)")
      }
    }
  }

  /// What runs of a gang in the end is enough or nothing; pods that move count as running. Places
  /// that wait do not count: KAI may reserve one for the last pod of a gang whose others it has just
  /// told to go, because those are still there, and starts nothing by it.
  @Test(arguments: seeds) func gangsAreWholeOrAbsent(seed: Seed) {
    let snapshot = KAISamples.random(seed)
    let outcome = KAI.Session(snapshot).run()
    let moved = outcome.evictions.filter { $0.movesTo != nil }
    let evicted = Set(outcome.evictions.map(\.pod)).subtracting(moved.map(\.pod))
    // A pod may be bound and then moved in one session; one that waits may be moved as well.
    let bound = outcome.decisions.compactMap { decision in
      if case .bind(let bind) = decision { bind.pod } else { nil }
    }
    let placed = Set(outcome.binds.map(\.pod) + bound.filter(Set(moved.map(\.pod)).contains))
    for group in snapshot.podGroups {
      let subGroups =
        group.subGroups.isEmpty
        ? [KAI.SubGroup(name: "", minMember: group.minMember)] : group.subGroups
      let counts = subGroups.map { subGroup in
        group.pods.count { pod in
          guard pod.subGroup == nil || pod.subGroup == subGroup.name else { return false }
          if placed.contains(pod.name) { return true }
          if case .running = pod.state { return !evicted.contains(pod.name) }
          return false
        }
      }
      let isWhole = zip(counts, subGroups).allSatisfy { $0 >= $1.minMember }
      #expect(isWhole || counts.allSatisfy { $0 == 0 }, "\(seed) \(group.name): \(counts)")
    }
  }

  /// Limits, and what queues deserve for work that cannot be preempted, bind the whole path.
  @Test(arguments: seeds) func queuesStayWithinTheirBounds(seed: Seed) {
    let outcome = KAI.Session(KAISamples.random(seed)).run()
    for (before, after) in zip(outcome.sharesBefore.queues, outcome.queues.queues) {
      for resource in KAI.Resource.allCases {
        let (old, new) = (before[resource], after[resource])
        if new.limit != KAI.unlimited {
          #expect(new.allocated <= max(new.limit, old.allocated) + 1e-6, "\(seed) \(after.id)")
        }
        if new.deserved != KAI.unlimited {
          #expect(
            new.nonPreemptible <= max(new.deserved, old.nonPreemptible) + 1e-6,
            "\(seed) \(after.id)")
        }
        #expect(new.nonPreemptible <= new.allocated + 1e-6, "\(seed)")
      }
    }
  }

  /// What a queue has allocated is what its pods hold; a parent has what its children have.
  @Test(arguments: seeds) func allocationsAddUp(seed: Seed) {
    let snapshot = KAISamples.random(seed)
    let outcome = KAI.Session(snapshot).run()
    let tree = outcome.queues
    for queue in tree.queues where !queue.children.isEmpty {
      for resource in KAI.Resource.allCases {
        let sum = queue.children.reduce(0) { $0 + tree.queues[$1][resource].allocated }
        #expect(abs(sum - queue[resource].allocated) < 1e-6, "\(seed) \(queue.id)")
      }
    }
    let evicted = Set(outcome.evictions.map(\.pod))
    let placed = Set((outcome.binds + outcome.pipelined).map(\.pod))
    for queue in tree.queues where queue.children.isEmpty {
      let pods = snapshot.podGroups.filter { $0.queue == queue.id }.flatMap(\.pods)
      let cpu = pods.reduce(0) { sum, pod in
        if placed.contains(pod.name) { return sum + pod.cpu.count }
        if case .running = pod.state, !evicted.contains(pod.name) { return sum + pod.cpu.count }
        return sum
      }
      #expect(Double(cpu) == queue.cpu.allocated, "\(seed) \(queue.id)")
    }
  }

  @Test(arguments: seeds) func onlyThoseWhoMayAreEvicted(seed: Seed) {
    let snapshot = KAISamples.random(seed)
    let outcome = KAI.Session(snapshot).run()
    let groups = Dictionary(uniqueKeysWithValues: snapshot.podGroups.map { ($0.name, $0) })
    for eviction in outcome.evictions {
      guard let victim = groups[eviction.podGroup] else {
        Issue.record("\(seed): \(eviction)")
        continue
      }
      let winner = eviction.beneficiary.flatMap { groups[$0] }
      #expect(victim.isPreemptible, "\(seed)")
      switch eviction.action {
      case .preempt:
        #expect(winner?.queue == victim.queue, "\(seed)")
        #expect((winner?.priority ?? 0) > victim.priority, "\(seed)")
      case .reclaim: #expect(winner?.queue != victim.queue, "\(seed)")
      case .consolidation: #expect(eviction.movesTo != nil, "\(seed)")
      default: Issue.record("\(seed): \(eviction)")
      }
    }
  }

  /// The first reclaim of a session takes from sides that are above what they deserve.
  @Test(arguments: seeds) func nothingIsTakenFromAQueueWithinWhatItDeserves(seed: Seed) {
    let outcome = KAI.Session(KAISamples.random(seed)).run(actions: [.reclaim])
    let tree = outcome.sharesBefore
    let winner = outcome.evictions.first?.beneficiary
    let bind = outcome.pipelined.first { $0.podGroup == winner }
    guard let bind else { return }
    let first = outcome.evictions.filter { $0.beneficiary == winner && $0.movesTo == nil }
    let snapshot = KAISamples.random(seed)
    guard let own = snapshot.podGroups.first(where: { $0.name == bind.podGroup })?.queue,
      let ownIndex = tree.index(of: own)
    else { return }
    let ownPath = Array(tree.path(from: ownIndex).reversed())
    for eviction in first {
      guard let queue = tree.index(of: eviction.queue) else { continue }
      let path = Array(tree.path(from: queue).reversed())
      let side = zip(path, ownPath).first { $0 != $1 }?.0 ?? queue
      let standing = tree.queues[side]
      #expect(
        !standing.amounts(\.allocated).fits(standing.amounts(\.deserved)),
        "\(seed): \(eviction.pod) of \(standing.id)")
    }
  }

  @Test(arguments: seeds) func everyPendingPodIsPlacedOrExplained(seed: Seed) {
    let snapshot = KAISamples.random(seed)
    let outcome = KAI.Session(snapshot).run(explaining: true)
    let placed = Set((outcome.binds + outcome.pipelined).map(\.pod))
    let evicted = Set(outcome.evictions.map(\.pod))
    for group in snapshot.podGroups {
      let open = group.pods.count {
        $0.state == .pending && !placed.contains($0.name) && !evicted.contains($0.name)
      }
      let waiting = outcome.waiting.first { $0.podGroup == group.name }
      #expect((waiting?.pods ?? 0) == open, "\(seed) \(group.name)")
      if let waiting { #expect(!waiting.reasons.isEmpty, "\(seed) \(group.name)") }
    }
  }

  /// Neither the order of the snapshot nor explaining changes a decision.
  @Test(arguments: seeds) func theSameClusterGivesTheSameDecisions(seed: Seed) {
    let snapshot = KAISamples.random(seed)
    let outcome = KAI.Session(snapshot).run()
    var shuffled = snapshot
    var random = SeededGenerator(seed: seed, stream: "shuffle")
    random.shuffle(&shuffled.nodes)
    random.shuffle(&shuffled.queues)
    random.shuffle(&shuffled.podGroups)
    #expect(KAI.Session(shuffled).run() == outcome, "\(seed)")
    #expect(KAI.Session(snapshot).run(explaining: true).decisions == outcome.decisions, "\(seed)")
  }

  /// Undoing what did not work leaves nothing behind: actions that decide nothing change nothing.
  @Test(arguments: seeds) func actionsWithoutDecisionsChangeNothing(seed: Seed) {
    let snapshot = KAISamples.random(seed)
    for action in KAI.Action.allCases {
      let outcome = KAI.Session(snapshot).run(actions: [action])
      if outcome.decisions.isEmpty {
        #expect(outcome.queues == outcome.sharesBefore, "\(seed) \(action)")
      }
    }
  }

  // MARK: - Division

  private func claimants(_ random: inout SeededGenerator) -> [KAI.Claimant] {
    (0...random.below(6)).map { i in
      KAI.Claimant(
        id: "c\(i)", priority: random.below(3), createdRank: random.below(3),
        deserved: random.below(7) == 0 ? KAI.unlimited : Double(random.below(20)) / 2,
        limit: random.below(3) == 0 ? Double(random.below(30)) : KAI.unlimited,
        overQuotaWeight: Double(random.below(4)), request: Double(random.below(60)) / 2,
        usage: Double(random.below(5)) / 4)
    }
  }

  @Test(arguments: seeds) func divisionGivesAllItCanAndNoMore(seed: Seed) {
    var random = SeededGenerator(seed: seed, stream: "division")
    let claimants = claimants(&random)
    let total = Double(random.below(80)) / 2
    let division = KAI.divide(total, among: claimants)
    let given = division.fairShare.reduce(0, +)
    let deserved = division.deservedPart.reduce(0, +)
    #expect(given <= max(total, deserved) + 1e-9, "\(seed)")
    if deserved < total { #expect(abs(given + division.remaining - total) < 1e-9, "\(seed)") }
    for (claimant, share) in zip(claimants, division.fairShare) {
      let wanted = claimant.deserved == KAI.unlimited ? total : claimant.deserved
      #expect(share >= min(wanted, claimant.requestable), "\(seed) \(claimant.id)")
      // Leftovers are whole units, so a share may exceed a fractional need by less than one.
      #expect(share < claimant.requestable + 1 || share == 0, "\(seed) \(claimant.id)")
      if division.remaining > 0 && claimant.overQuotaWeight > 0 {
        #expect(share >= claimant.requestable, "\(seed) \(claimant.id)")
      }
    }
  }

  @Test(arguments: seeds) func moreTotalNeverMeansLess(seed: Seed) {
    var random = SeededGenerator(seed: seed, stream: "more")
    let claimants = claimants(&random)
    let total = Double(random.below(40))
    let (less, more) = (
      KAI.divide(total, among: claimants), KAI.divide(total + 10, among: claimants)
    )
    #expect(
      more.fairShare.reduce(0, +) >= less.fairShare.reduce(0, +) - 1e-9, "\(seed)")
  }

  @Test func hostileNumbersEnd() {
    for value in [Double.nan, .infinity, -.infinity, 1e300, -5, 1e-300] {
      let claimants = (0..<3).map {
        KAI.Claimant(
          id: "\($0)", deserved: value, limit: value, overQuotaWeight: value, request: value,
          usage: value)
      }
      _ = KAI.divide(value, among: claimants, usageFactor: value)
      var snapshot = KAISamples.random(Seed("hostile"))
      snapshot.queues.append(
        KAI.Queue(
          id: "x", parent: "y",
          gpu: KAI.Quota(deserved: value, limit: value, overQuotaWeight: value)))
      snapshot.queues.append(
        KAI.Queue(id: "y", parent: "x", gpu: KAI.Quota(deserved: value, limit: value)))
      snapshot.queues.append(
        KAI.Queue(id: "z", gpu: KAI.Quota(deserved: value, overQuotaWeight: value)))
      snapshot.nodes.append(
        KAI.Node(
          name: "big", cpu: MilliCPU(.max), memory: Bytes(.max), gpus: .max, gpuMemory: .max,
          pods: .max))
      snapshot.nodes.append(
        KAI.Node(
          name: "odd", cpu: MilliCPU(.min), memory: Bytes(.min), gpus: .min, gpuMemory: .min,
          pods: .min))
      for (i, gpu) in [
        KAI.GPURequest.whole(.max), .whole(.min), .fraction(value), .fraction(0.5, devices: .max),
        .memory(.max, devices: .max), .memory(.min),
      ].enumerated() {
        var group = KAISamples.group("h\(i)", in: "z", gpu, count: 2, minMember: .min)
        group.pods[0].cpu = MilliCPU(.max)
        group.pods[1].memory = Bytes(.max)
        group.pods[1].state = .running(node: "big")
        group.staleSince = SimTime(nanoseconds: .min)
        snapshot.podGroups.append(group)
      }
      let outcome = KAI.Session(snapshot).run(explaining: true)
      #expect(outcome.problems.contains(.orphanQueue("x")))
    }
  }
}
