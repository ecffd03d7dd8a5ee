import Simulation

@testable import BatchQueueing

/// Clusters made by a seed, and short ways to write small ones.
enum KAISamples {
  static func node(_ name: String, gpus: Int = 0, cores: Int = 64, pods: Int = 110) -> KAI.Node {
    KAI.Node(
      name: name, cpu: .cores(cores), memory: .gibi(256), gpus: gpus, gpuMemory: 40_000,
      pods: pods)
  }

  static func queue(
    _ id: String, in parent: String? = nil, gpus: Double, limit: Double = KAI.unlimited,
    weight: Double = 1, priority: Int = 100
  ) -> KAI.Queue {
    KAI.Queue(
      id: id, parent: parent, priority: priority,
      gpu: KAI.Quota(deserved: gpus, limit: limit, overQuotaWeight: weight))
  }

  /// Pods `name-0`, `name-1`, ...; `on` names the nodes of those that run, the rest is pending.
  static func group(
    _ name: String, in queue: String, _ gpu: KAI.GPURequest, count: Int = 1, minMember: Int? = nil,
    priority: Int = 50, on nodes: [String] = [], gpuGroups: [String] = [], created: Int = 0
  ) -> KAI.PodGroup {
    KAI.PodGroup(
      name: name, queue: queue, priority: priority,
      createdAt: SimTime(nanoseconds: created * 1_000_000_000), minMember: minMember ?? count,
      pods: (0..<count).map { i in
        KAI.Pod(
          name: "\(name)-\(i)", cpu: MilliCPU(1_000), memory: .gibi(1), gpu: gpu,
          state: i < nodes.count ? .running(node: nodes[i], gpuGroups: gpuGroups) : .pending)
      })
  }

  /// A cluster with queues two or three deep, running groups that fit, and pending ones. What runs
  /// was placed by earlier sessions of the same scheduler.
  static func random(_ seed: Seed) -> KAI.Snapshot {
    var random = SeededGenerator(seed: seed)
    let nodes = (0..<(1 + random.below(5))).map { i in
      KAI.Node(
        name: "n\(i)", cpu: .cores(4 + random.below(28)), memory: .gibi(8 + random.below(120)),
        gpus: [0, 1, 2, 4, 8][random.below(5)], gpuMemory: random.below(4) == 0 ? nil : 40_000,
        pods: random.below(6) == 0 ? 3 : 110, isReady: random.below(10) != 0)
    }
    var (queues, leaves) = ([KAI.Queue](), [String]())
    for top in 0...random.below(3) {
      queues.append(randomQueue("q\(top)", nil, &random))
      let children = random.below(3)
      if children == 0 { leaves.append("q\(top)") }
      for child in 0..<children {
        queues.append(randomQueue("q\(top)-\(child)", "q\(top)", &random))
        leaves.append("q\(top)-\(child)")
      }
    }
    var snapshot = KAI.Snapshot(
      now: SimTime(nanoseconds: 1_000_000_000_000), nodes: nodes, queues: queues, podGroups: [])
    for wave in 0..<2 {
      for i in 0..<(1 + random.below(6)) {
        snapshot.podGroups.append(randomGroup("w\(wave)-\(i)", leaves, &random))
      }
      if wave == 0 { snapshot = after(KAI.Session(snapshot).run(actions: [.allocate]), snapshot) }
    }
    for g in snapshot.podGroups.indices where random.below(8) == 0 { leave(&snapshot.podGroups[g]) }
    return snapshot
  }

  /// The whole group was told to go and is not gone yet.
  private static func leave(_ group: inout KAI.PodGroup) {
    for p in group.pods.indices {
      if case .running(let node, let gpuGroups) = group.pods[p].state {
        group.pods[p].state = .releasing(node: node, gpuGroups: gpuGroups)
      }
    }
  }

  private static func randomQueue(
    _ id: String, _ parent: String?, _ random: inout SeededGenerator
  ) -> KAI.Queue {
    let deserved = random.below(8) == 0 ? KAI.unlimited : Double(random.below(6))
    let limit = random.below(4) == 0 ? Double(2 + random.below(8)) : KAI.unlimited
    var queue = queue(
      id, in: parent, gpus: deserved, limit: limit, weight: Double(random.below(3)),
      priority: 100 + random.below(2))
    if random.below(3) == 0 {
      queue.cpu = KAI.Quota(deserved: Double(random.below(20) * 1_000))
    }
    queue.createdAt = SimTime(nanoseconds: random.below(3))
    return queue
  }

  private static func randomGroup(
    _ name: String, _ leaves: [String], _ random: inout SeededGenerator
  ) -> KAI.PodGroup {
    let gpu: KAI.GPURequest =
      switch random.below(6) {
      case 0: .none
      case 1: .fraction([0.1, 0.25, 0.5, 0.7][random.below(4)], devices: 1 + random.below(2))
      case 2: .memory([4_000, 10_000, 30_000][random.below(3)])
      default: .whole(1 + random.below(3))
      }
    let count = 1 + random.below(4)
    var group = group(
      name, in: leaves[random.below(leaves.count)], gpu, count: count,
      minMember: 1 + random.below(count), priority: [25, 50, 75, 100, 125][random.below(5)],
      created: random.below(4))
    if count > 1 && random.below(5) == 0 {
      group.subGroups = [.init(name: "a", minMember: 1), .init(name: "b", minMember: 1)]
      for i in group.pods.indices { group.pods[i].subGroup = i % 2 == 0 ? "a" : "b" }
    }
    return group
  }

  /// The next snapshot once all that was told to go is gone: bound pods run, evicted ones are
  /// pending again.
  static func after(_ outcome: KAI.SessionOutcome, _ snapshot: KAI.Snapshot) -> KAI.Snapshot {
    var next = snapshot
    let binds = Dictionary(uniqueKeysWithValues: outcome.binds.map { ($0.pod, $0) })
    let evicted = Set(outcome.evictions.map(\.pod))
    for g in next.podGroups.indices {
      for p in next.podGroups[g].pods.indices {
        let name = next.podGroups[g].pods[p].name
        if evicted.contains(name) { next.podGroups[g].pods[p].state = .pending }
        if let bind = binds[name] {
          next.podGroups[g].pods[p].state = .running(node: bind.node, gpuGroups: bind.gpuGroups)
        }
      }
    }
    return next
  }
}
