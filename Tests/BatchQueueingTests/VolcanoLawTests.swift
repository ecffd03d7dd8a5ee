import BatchQueueing
import Simulation
import Testing

/// Laws of a session over random clusters; a failure prints the seed.
struct VolcanoLawTests {
  private typealias Plugin = Volcano.Configuration.Plugin

  private static let proportional = Volcano.Configuration(
    actions: [.enqueue, .allocate, .backfill, .preempt, .reclaim],
    tiers: Volcano.Configuration.standard.tiers)
  private static func capacity(hierarchy: Bool) -> Volcano.Configuration {
    Volcano.Configuration(
      actions: [.enqueue, .allocate, .backfill, .reclaim, .preempt],
      tiers: [
        [Plugin(.priority), Plugin(.gang), Plugin(.conformance)],
        [
          Plugin(.overcommit), Plugin(.drf), Plugin(.predicates),
          Plugin(.capacity, isHierarchical: hierarchy), Plugin(.nodeorder), Plugin(.binpack),
        ],
      ])
  }

  private static func cluster(_ round: Int) -> (
    seed: String, Volcano.Snapshot, Volcano.Configuration
  ) {
    let seed = "volcano-law-\(round)"
    var clusters = VolcanoRandomClusters(seed)
    switch round % 3 {
    case 0: return (seed, clusters.snapshot(), proportional)
    case 1:
      clusters.hasCapacityQueues = true
      return (seed, clusters.snapshot(), capacity(hierarchy: false))
    default:
      clusters.hasCapacityQueues = true
      clusters.isHierarchical = true
      return (seed, clusters.snapshot(), capacity(hierarchy: true))
    }
  }

  @Test func lawsHoldAfterEverySession() throws {
    var binds = 0
    var evictions = 0
    var pipelined = 0
    for round in 0..<900 {
      let (seed, snapshot, configuration) = Self.cluster(round)
      let session = try Volcano.Session(snapshot, configuration)
      let outcome = session.run()
      Self.nodesKeepTheirLimits(seed, snapshot, outcome)
      Self.gangsStartTogether(seed, snapshot, outcome)
      Self.victimsAreAgreedUpon(seed, snapshot, outcome)
      Self.everyoneWaitingIsExplained(seed, snapshot, outcome)
      Self.queuesKeepTheirLimits(seed, snapshot, outcome)
      #expect(session.run(explaining: .everything).binds == outcome.binds, "\(seed)")
      binds += outcome.binds.count
      evictions += outcome.evictions.count
      pipelined += outcome.pipelined.count
    }
    #expect(binds > 1000, "\(binds)")
    #expect(evictions > 100, "\(evictions)")
    #expect(pipelined > 100, "\(pipelined)")
  }

  /// Asked in the tier that decides, the queue's plugin lets nobody go whose queue has no more than
  /// it deserves. (In Volcano's own configuration gang and conformance decide alone, a tier earlier.)
  @Test(arguments: [Volcano.Configuration.PluginName.proportion, .capacity])
  func reclaimLeavesEachQueueWhatItDeserves(
    plugin: Volcano.Configuration.PluginName
  ) throws {
    let configuration = Volcano.Configuration(
      actions: [.allocate, .reclaim],
      tiers: [
        [
          // Else gang lets only few go.
          Plugin(.gang, hooks: .all.subtracting(.reclaimable)), Plugin(plugin),
          Plugin(.predicates),
        ]
      ])
    var evictions = 0
    for round in 0..<2000 {
      let seed = "volcano-reclaim-\(plugin)-\(round)"
      var clusters = VolcanoRandomClusters(seed)
      clusters.hasCapacityQueues = plugin == .capacity
      let snapshot = clusters.snapshot()
      let outcome = try Volcano.Session(snapshot, configuration).run()
      evictions += outcome.evictions.count
      Self.victimsHadMoreThanTheyDeserve(seed, snapshot, outcome, plugin)
    }
    #expect(evictions > 40, "\(plugin): \(evictions)")
  }

  private static func victimsHadMoreThanTheyDeserve(
    _ seed: String, _ snapshot: Volcano.Snapshot, _ outcome: Volcano.SessionOutcome,
    _ plugin: Volcano.Configuration.PluginName
  ) {
    let byID = Dictionary(uniqueKeysWithValues: snapshot.tasks.map { ($0.id, $0) })
    let queueOf = Dictionary(uniqueKeysWithValues: snapshot.podGroups.map { ($0.id, $0.queue) })
    // At most this was allocated when the victim was chosen: all that came, less who left before.
    let came =
      snapshot.tasks.filter { $0.status == .running }
      + (outcome.binds.map(\.task) + outcome.pipelined.map(\.task)).compactMap { byID[$0] }
    var gone: Set<String> = []
    for eviction in outcome.evictions {
      guard let victim = byID[eviction.task], let queue = queueOf[eviction.podGroup],
        let deserved = outcome.queues.first(where: { $0.name == queue })?.deserved
      else { continue }
      let there = came.filter { queueOf[$0.podGroup] == queue && !gone.contains($0.id) }
      let had = [
        "cpu": there.reduce(0) { $0 + $1.request.milliCPU },
        "memory": there.reduce(0) { $0 + $1.request.memory },
        "nvidia.com/gpu": there.reduce(0) { $0 + ($1.request.scalars["nvidia.com/gpu"] ?? 0) },
        "pods": there.count,
      ]
      let asked = [
        "cpu": victim.request.milliCPU, "memory": victim.request.memory,
        "nvidia.com/gpu": victim.request.scalars["nvidia.com/gpu"] ?? 0,
      ]
      let hasMore = had.contains { Double($0.value) > deserved[$0.key] }
      let deservesNothingOfIt = asked.allSatisfy { $0.value == 0 || deserved[$0.key] == 0 }
      #expect(hasMore || (plugin == .capacity && deservesNothingOfIt), "\(seed) \(victim.id)")
      gone.insert(eviction.task)
    }
  }

  @Test func orderOfTheSnapshotDoesNotMatter() throws {
    for round in 0..<150 {
      let (seed, snapshot, configuration) = Self.cluster(round)
      var shuffled = snapshot
      var random = SeededGenerator(seed: Seed(seed), stream: "shuffle")
      random.shuffle(&shuffled.queues)
      random.shuffle(&shuffled.podGroups)
      random.shuffle(&shuffled.tasks)
      let first = try Volcano.Session(snapshot, configuration).run(explaining: .everything)
      let second = try Volcano.Session(shuffled, configuration).run(explaining: .everything)
      #expect(first == second, "\(seed)")
    }
  }

  private static func nodesKeepTheirLimits(
    _ seed: String, _ snapshot: Volcano.Snapshot, _ outcome: Volcano.SessionOutcome
  ) {
    let byID = Dictionary(uniqueKeysWithValues: snapshot.tasks.map { ($0.id, $0) })
    for node in snapshot.nodes {
      let there = snapshot.tasks.filter { $0.node == node.name }
      let bound = outcome.binds.filter { $0.node == node.name }.compactMap { byID[$0.task] }
      #expect(
        VolcanoLaws.isWithin((there + bound).map(\.request), node.allocatable), "\(seed)")
      let evicted = Set(outcome.evictions.map(\.task))
      let later =
        there.filter { $0.status != .releasing && !evicted.contains($0.id) } + bound
        + outcome.pipelined.filter { $0.node == node.name }.compactMap { byID[$0.task] }
      #expect(VolcanoLaws.isWithin(later.map(\.request), node.allocatable), "\(seed) later")
    }
  }

  private static func gangsStartTogether(
    _ seed: String, _ snapshot: Volcano.Snapshot, _ outcome: Volcano.SessionOutcome
  ) {
    for group in snapshot.podGroups {
      let bound = Set(outcome.binds.filter { $0.podGroup == group.id }.map(\.task))
      if bound.isEmpty { continue }
      let ready = snapshot.tasks.count { task in
        task.podGroup == group.id
          && (task.status == .running || bound.contains(task.id)
            || (task.status == .pending && task.request == Volcano.Resources()))
      }
      #expect(ready >= group.minMember, "\(seed) \(group.id)")
    }
  }

  /// Every voter names the victim, and who votes stands in one tier. Preemption stays inside a queue,
  /// reclaim leaves it.
  private static func victimsAreAgreedUpon(
    _ seed: String, _ snapshot: Volcano.Snapshot, _ outcome: Volcano.SessionOutcome
  ) {
    let byID = Dictionary(uniqueKeysWithValues: snapshot.tasks.map { ($0.id, $0) })
    let groups = Dictionary(uniqueKeysWithValues: snapshot.podGroups.map { ($0.id, $0) })
    for eviction in outcome.evictions {
      #expect(byID[eviction.task]?.isPreemptable == true, "\(seed)")
      #expect(!eviction.votes.isEmpty, "\(seed)")
      #expect(eviction.votes.allSatisfy { $0.tasks.contains(eviction.task) }, "\(seed)")
      #expect(Set(eviction.votes.map(\.tier)).count == 1, "\(seed)")
      let own = byID[eviction.preemptor].flatMap { groups[$0.podGroup]?.queue }
      let other = groups[eviction.podGroup]?.queue
      #expect((own == other) == (eviction.action == .preempt), "\(seed)")
      if eviction.action == .reclaim {
        let queue = snapshot.queues.first { $0.name == other }
        #expect(queue?.isReclaimable == true, "\(seed)")
      }
    }
  }

  private static func everyoneWaitingIsExplained(
    _ seed: String, _ snapshot: Volcano.Snapshot, _ outcome: Volcano.SessionOutcome
  ) {
    let placed = Set(outcome.binds.map(\.task))
    let waiting = Dictionary(uniqueKeysWithValues: outcome.waiting.map { ($0.id, $0) })
    for task in snapshot.tasks where task.status == .pending && !placed.contains(task.id) {
      let report = waiting[task.podGroup]
      #expect(report != nil, "\(seed) \(task.id)")
      #expect(report?.obstacles.isEmpty == false, "\(seed) \(task.id)")
    }
  }

  /// A queue within its limit stays there.
  private static func queuesKeepTheirLimits(
    _ seed: String, _ snapshot: Volcano.Snapshot, _ outcome: Volcano.SessionOutcome
  ) {
    let taken = Dictionary(
      grouping: snapshot.podGroups, by: \.queue
    ).mapValues { Set($0.map(\.id)) }
    for queue in outcome.queues {
      guard let limit = queue.limit, let groups = taken[queue.name] else { continue }
      let before = snapshot.tasks.filter { groups.contains($0.podGroup) && $0.status == .running }
        .map(\.request)
      let pairs: [(String, Int)] = [
        ("cpu", before.reduce(0) { $0 + $1.milliCPU }),
        ("memory", before.reduce(0) { $0 + $1.memory }),
        ("nvidia.com/gpu", before.reduce(0) { $0 + ($1.scalars["nvidia.com/gpu"] ?? 0) }),
      ]
      for (resource, had) in pairs where Double(had) <= limit[resource] {
        if queue.limit?.list.contains(where: { $0.resource == resource }) != true { continue }
        // What is pipelined by reclaim is promised without a look at `proportion`'s limit.
        let promised = outcome.pipelined.contains { groups.contains($0.podGroup) }
        if promised { continue }
        // A guarantee above the limit wins.
        let most = max(limit[resource], queue.guarantee?[resource] ?? 0)
        #expect(queue.allocated[resource] <= most + 0.1, "\(seed) \(queue.name) \(resource)")
      }
    }
  }
}
