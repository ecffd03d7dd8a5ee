import Testing

@testable import BatchQueueing

/// Named situations, each small enough to be worked out by hand.
struct VolcanoSessionTests {
  private typealias Plugin = Volcano.Configuration.Plugin

  private static func node(_ name: String, cores: Int, gpus: Int = 0) -> Volcano.Node {
    var scalars = ["pods": 110]
    if gpus > 0 { scalars["nvidia.com/gpu"] = gpus }
    return Volcano.Node(
      name: name,
      allocatable: Volcano.Resources(milliCPU: cores * 1000, memory: 64 << 30, scalars: scalars))
  }

  private static func task(
    _ id: String, _ group: String, cores: Int, on node: String? = nil, priority: Int = 1
  ) -> Volcano.Task {
    Volcano.Task(
      id: "ns/\(id)", podGroup: "ns/\(group)",
      request: Volcano.Resources(milliCPU: cores * 1000, memory: 1 << 30),
      status: node == nil ? .pending : .running, node: node, priority: priority)
  }

  private static func group(
    _ id: String, queue: String = "q", minMember: Int = 1, cores: Int? = nil,
    phase: Volcano.PodGroup.Phase = .pending, priority: Int = 0
  ) -> Volcano.PodGroup {
    Volcano.PodGroup(
      id: "ns/\(id)", queue: queue, minMember: minMember,
      minResources: cores.map { Volcano.Resources(milliCPU: $0 * 1000) }, phase: phase,
      priority: priority)
  }

  /// 10 cores x 1.2 = 12: 5 and 6 are let in, the next 5 would make 16.
  @Test func overcommitLetsInOneFifthMore() throws {
    let groups = [("a", 5), ("b", 6), ("c", 5)].map { Self.group($0.0, cores: $0.1) }
    let snapshot = Volcano.Snapshot(
      nodes: [Self.node("n", cores: 10)],
      // A capability above the cluster: `proportion` alone would stop at 10.
      queues: [Volcano.Queue(name: "q")], podGroups: groups,
      tasks: groups.map {
        Self.task(String($0.id.dropFirst(3)) + "1", String($0.id.dropFirst(3)), cores: 1)
      })
    let onlyOvercommit = Volcano.Configuration(
      actions: [.enqueue], tiers: [[Plugin(.overcommit)]])
    let outcome = try Volcano.Session(snapshot, onlyOvercommit).run()
    #expect(outcome.phaseChanges.map(\.podGroup) == ["ns/a", "ns/b"])
    #expect(outcome.phaseChanges.allSatisfy { $0.to == .inqueue })
    #expect(
      outcome.waiting.last?.obstacles == [
        .notEnqueued(
          by: .overcommit,
          [Volcano.Shortage(resource: "cpu", needed: 16_000, limit: 12_000)])
      ])
  }

  /// Two of three pods fit: none is bound, and the reason names the gang and the node.
  @Test func aGangThatDoesNotFitLeavesNothingBehind() throws {
    let snapshot = Volcano.Snapshot(
      nodes: [Self.node("n1", cores: 4), Self.node("n2", cores: 5)],
      queues: [Volcano.Queue(name: "q")],
      podGroups: [Self.group("g", minMember: 3, phase: .inqueue)],
      tasks: (0..<3).map { Self.task("g-t-\($0)", "g", cores: 4) })
    // The queue would deserve no more than 9 cores; here only the gang counts.
    let configuration = Volcano.Configuration(
      actions: [.allocate], tiers: [[Plugin(.gang), Plugin(.predicates), Plugin(.nodeorder)]])
    let outcome = try Volcano.Session(snapshot, configuration).run(explaining: .everything)
    #expect(outcome.binds.isEmpty && outcome.pipelined.isEmpty)
    #expect(
      outcome.waiting.first?.obstacles == [
        .gangNotReady(placed: 2, minMember: 3),
        .noNode(
          task: "ns/g-t-2",
          Volcano.NodeFailures(
            nodes: 2,
            counts: [
              Volcano.NodeFailures.Count(reason: .insufficient(["cpu"]), nodes: 2)
            ])),
      ])
    #expect(outcome.placements.count == 3)
    #expect(outcome.placements.last?.node == nil)
    #expect(outcome.placements.last?.refusals.count == 2)
  }

  /// A pod that leaves frees 4 cores later: the gang of two keeps both places but starts neither.
  @Test func aGangWaitsForWhatIsReleased() throws {
    var leaving = Self.task("old", "old", cores: 4, on: "n1")
    leaving.status = .releasing
    let snapshot = Volcano.Snapshot(
      nodes: [Self.node("n1", cores: 4), Self.node("n2", cores: 4)],
      queues: [Volcano.Queue(name: "q")],
      podGroups: [
        Self.group("old", phase: .running), Self.group("g", minMember: 2, phase: .inqueue),
      ], tasks: [leaving] + (0..<2).map { Self.task("g-t-\($0)", "g", cores: 4) })
    let outcome = try Volcano.Session(snapshot).run()
    #expect(outcome.binds.isEmpty)
    #expect(outcome.pipelined.map(\.node) == ["n1"])
    #expect(outcome.waiting.first { $0.id == "ns/g" }?.ready == 1)
  }

  /// Within a queue the lower job priority leaves, and no more of it than needed.
  @Test func preemptionTakesTheLowestFirst() throws {
    let snapshot = Volcano.Snapshot(
      nodes: [Self.node("n", cores: 8)], queues: [Volcano.Queue(name: "q")],
      podGroups: [
        Self.group("low", minMember: 1, phase: .running, priority: 1),
        Self.group("mid", minMember: 0, phase: .running, priority: 2),
        Self.group("high", minMember: 1, phase: .inqueue, priority: 3),
      ],
      tasks: [
        Self.task("low-t-0", "low", cores: 3, on: "n"),
        Self.task("low-t-1", "low", cores: 3, on: "n"),
        Self.task("mid-t-0", "mid", cores: 2, on: "n"), Self.task("high-t-0", "high", cores: 3),
      ])
    let configuration = Volcano.Configuration(
      actions: [.allocate, .preempt], tiers: Volcano.Configuration.builtIn.tiers)
    let outcome = try Volcano.Session(snapshot, configuration).run()
    // Gang lets go of one task of `low` only: the one that comes first on the node.
    #expect(outcome.evictions.map(\.task) == ["ns/low-t-0"])
    #expect(outcome.evictions.first?.preemptor == "ns/high-t-0")
    #expect(outcome.evictions.first?.votes.map(\.plugin) == [.priority, .gang, .conformance])
    #expect(outcome.pipelined.map(\.task) == ["ns/high-t-0"])
  }

  /// Pods of a system priority class and of kube-system are spared.
  @Test func conformanceSparesTheSystem() throws {
    var critical = Self.task("low-t-0", "low", cores: 4, on: "n")
    critical.isCritical = true
    let snapshot = Volcano.Snapshot(
      nodes: [Self.node("n", cores: 4)], queues: [Volcano.Queue(name: "q")],
      podGroups: [
        Self.group("low", minMember: 0, phase: .running),
        Self.group("high", phase: .inqueue, priority: 3),
      ], tasks: [critical, Self.task("high-t-0", "high", cores: 4)])
    let configuration = Volcano.Configuration(
      actions: [.allocate, .preempt], tiers: Volcano.Configuration.standard.tiers)
    #expect(try Volcano.Session(snapshot, configuration).run().evictions.isEmpty)
  }

  /// Weights 1 : 1 of 8 cores; one queue has all 8, the other takes back 4 and no more.
  @Test func reclaimStopsAtWhatIsDeserved() throws {
    let configuration = Volcano.Configuration(
      actions: [.allocate, .reclaim], tiers: Volcano.Configuration.standard.tiers)
    let snapshot = Volcano.Snapshot(
      nodes: [Self.node("n", cores: 8)],
      queues: [Volcano.Queue(name: "a"), Volcano.Queue(name: "b")],
      podGroups: [
        Self.group("big", queue: "a", minMember: 0, phase: .running),
        Self.group("new", queue: "b", minMember: 6, phase: .inqueue),
        Self.group("fit", queue: "b", minMember: 4, phase: .inqueue),
      ],
      tasks: (0..<8).map { Self.task("big-t-\($0)", "big", cores: 1, on: "n") }
        + (0..<6).map { Self.task("new-t-\($0)", "new", cores: 1) }
        + (0..<4).map { Self.task("fit-t-\($0)", "fit", cores: 1) })
    let outcome = try Volcano.Session(snapshot, configuration).run()
    #expect(outcome.evictions.count == 4)
    #expect(Set(outcome.pipelined.map(\.podGroup)) == ["ns/fit"])
    #expect(outcome.evictions.allSatisfy { $0.action == .reclaim && $0.podGroup == "ns/big" })
  }

  /// A child may not take more than its parent has, whatever its own limit says.
  @Test func aParentLimitsItsChildren() throws {
    let tiers: [[Plugin]] = [
      [Plugin(.gang), Plugin(.predicates), Plugin(.capacity, isHierarchical: true)]
    ]
    let limit = Volcano.Resources(milliCPU: 4000, memory: 64 << 30)
    let snapshot = Volcano.Snapshot(
      nodes: [Self.node("n", cores: 16)],
      queues: [
        Volcano.Queue(name: "team", capability: limit),
        Volcano.Queue(
          name: "child", capability: Volcano.Resources(milliCPU: 9000, memory: 64 << 30),
          parent: "team"),
      ], podGroups: [Self.group("g", queue: "child", minMember: 1, phase: .inqueue)],
      tasks: (0..<3).map { Self.task("g-t-\($0)", "g", cores: 2) })
    let outcome = try Volcano.Session(
      snapshot, Volcano.Configuration(actions: [.allocate], tiers: tiers)
    ).run()
    #expect(outcome.binds.count == 2)
    #expect(
      outcome.waiting.first?.obstacles == [
        .queueLimit(
          task: "ns/g-t-2", by: .capacity,
          [Volcano.Shortage(resource: "cpu", needed: 6000, limit: 4000)])
      ])
    let root = outcome.queues.first { $0.name == "root" }
    #expect(root?.allocated["cpu"] == 4000)
    #expect(root?.limit?.list.first?.isUnlimited == true)
  }

  /// Jobs in a queue that has others below it stop the plugin.
  @Test func jobsInAnInnerQueueBlockTheHierarchy() throws {
    let tiers: [[Plugin]] = [[Plugin(.predicates), Plugin(.capacity, isHierarchical: true)]]
    let snapshot = Volcano.Snapshot(
      nodes: [Self.node("n", cores: 16)],
      queues: [Volcano.Queue(name: "team"), Volcano.Queue(name: "child", parent: "team")],
      podGroups: [Self.group("g", queue: "team", phase: .inqueue)],
      tasks: [Self.task("g-t-0", "g", cores: 2)])
    let outcome = try Volcano.Session(
      snapshot, Volcano.Configuration(actions: [.allocate], tiers: tiers)
    ).run()
    #expect(outcome.binds.isEmpty)
    #expect(outcome.waiting.first?.obstacles == [.hierarchyNotReady(queue: "team")])
  }

  /// Four nodes in two racks; three pods of 4 cores fit into the second rack only.
  @Test func hardTopologyKeepsAGangInOneRack() throws {
    var group = Self.group("g", minMember: 3, phase: .inqueue)
    group.topology = Volcano.PodGroup.Topology(isHard: true, highestTier: 1)
    var snapshot = Volcano.Snapshot(
      nodes: [
        Self.node("a1", cores: 4), Self.node("a2", cores: 4), Self.node("b1", cores: 4),
        Self.node("b2", cores: 8),
      ], queues: [Volcano.Queue(name: "q")], podGroups: [group],
      tasks: (0..<3).map { Self.task("g-t-\($0)", "g", cores: 4) },
      hyperNodes: [
        Volcano.HyperNode(name: "rack-a", tier: 1, nodes: ["a1", "a2"]),
        Volcano.HyperNode(name: "rack-b", tier: 1, nodes: ["b1", "b2"]),
        Volcano.HyperNode(name: "spine", tier: 2, children: ["rack-a", "rack-b"]),
      ])
    var configuration = Volcano.Configuration.standard
    configuration.tiers[1].append(Plugin(.networkTopologyAware))
    let outcome = try Volcano.Session(snapshot, configuration).run()
    #expect(outcome.binds.map(\.node).sorted() == ["b1", "b2", "b2"])
    snapshot.tasks.append(Self.task("g-t-3", "g", cores: 4))
    snapshot.podGroups[0].minMember = 4
    let tooBig = try Volcano.Session(snapshot, configuration).run()
    #expect(tooBig.binds.isEmpty)
    #expect(tooBig.waiting.first?.obstacles.contains(.noHyperNode(highestTier: 1)) == true)
    snapshot.podGroups[0].topology?.highestTier = 2
    #expect(try Volcano.Session(snapshot, configuration).run().binds.count == 4)
    snapshot.podGroups[0].topology = Volcano.PodGroup.Topology(isHard: false)
    #expect(try Volcano.Session(snapshot, configuration).run().binds.count == 4)
  }

  /// Two departments with weights 1 : 1 share; the one that has less goes first.
  @Test func hierarchicalSharesOrderQueues() throws {
    let tiers: [[Plugin]] = [
      [Plugin(.gang), Plugin(.predicates), Plugin(.drf, isHierarchical: true)]
    ]
    let snapshot = Volcano.Snapshot(
      nodes: [Self.node("n", cores: 4)],
      queues: [
        Volcano.Queue(name: "x", hierarchy: "root/dev", hierarchyWeights: "1/1"),
        Volcano.Queue(name: "y", hierarchy: "root/ops", hierarchyWeights: "1/1"),
      ],
      podGroups: [
        Self.group("a", queue: "x", minMember: 0, phase: .running),
        Self.group("b", queue: "y", minMember: 0, phase: .inqueue),
      ],
      tasks: [Self.task("a-t-0", "a", cores: 2, on: "n")]
        + (1..<4).map { Self.task("a-t-\($0)", "a", cores: 1) }
        + (0..<3).map { Self.task("b-t-\($0)", "b", cores: 1) })
    let outcome = try Volcano.Session(
      snapshot, Volcano.Configuration(actions: [.allocate], tiers: tiers)
    ).run()
    #expect(outcome.binds.map(\.podGroup) == ["ns/b", "ns/b"])
  }

  /// After its waiting limit `sla` puts a job first and lets it in whatever the others say later.
  @Test func anOverdueJobIsLetIn() throws {
    var late = Self.group("late", cores: 50)
    late.waitingLimit = 60
    let tiers: [[Plugin]] = [[Plugin(.sla)], [Plugin(.overcommit)]]
    var snapshot = Volcano.Snapshot(
      nodes: [Self.node("n", cores: 4)], queues: [Volcano.Queue(name: "q")], podGroups: [late],
      tasks: [Self.task("late-t-0", "late", cores: 1)], now: 59)
    let configuration = Volcano.Configuration(actions: [.enqueue], tiers: tiers)
    #expect(try Volcano.Session(snapshot, configuration).run().phaseChanges.isEmpty)
    snapshot.now = 60
    #expect(try Volcano.Session(snapshot, configuration).run().phaseChanges.count == 1)
  }

  /// With an empty intersection the next plugin of the tier starts afresh, as in Volcano.
  @Test func afterAnEmptyIntersectionTheTierStartsAfresh() throws {
    var spared = Self.task("a-t-0", "a", cores: 4, on: "n")
    spared.isCritical = true
    let other = Self.task("b-t-0", "b", cores: 4, on: "n")
    let snapshot = Volcano.Snapshot(
      nodes: [Self.node("n", cores: 8)], queues: [Volcano.Queue(name: "q")],
      podGroups: [
        Self.group("a", minMember: 0, phase: .running, priority: 0),
        Self.group("b", minMember: 1, phase: .running, priority: 0),
        Self.group("high", phase: .inqueue, priority: 5),
      ], tasks: [spared, other, Self.task("high-t-0", "high", cores: 4)])
    // Gang spares `b`, conformance spares `a`: nothing in common. Priority then offers both.
    let tiers: [[Plugin]] = [
      [Plugin(.gang), Plugin(.conformance), Plugin(.priority)], [Plugin(.predicates)],
    ]
    let outcome = try Volcano.Session(
      snapshot, Volcano.Configuration(actions: [.preempt], tiers: tiers)
    ).run()
    #expect(outcome.evictions.count == 1)
  }

  @Test func hostileSnapshotsAreRefused() {
    let snapshot = Volcano.Snapshot(
      nodes: [
        Volcano.Node(name: "n", allocatable: Volcano.Resources(milliCPU: -1)),
        Volcano.Node(name: "n", allocatable: Volcano.Resources()),
      ],
      queues: [
        Volcano.Queue(name: "a", weight: 0, parent: "b"), Volcano.Queue(name: "b", parent: "a"),
        Volcano.Queue(name: "c", parent: "nobody"),
      ], podGroups: [Self.group("g", queue: "d")],
      tasks: [
        Self.task("t", "h", cores: 1), Self.task("u", "g", cores: 1, on: "elsewhere"),
      ],
      hyperNodes: [Volcano.HyperNode(name: "h", tier: 1, nodes: ["m"], children: ["h", "i"])])
    #expect(
      snapshot.problems == [
        .negative(.node, name: "n", field: "allocatable"), .duplicate(.node, name: "n"),
        .outOfRange(.queue, name: "a", field: "weight", value: 0), .parentCycle(queue: "a"),
        .unknownParent(queue: "c", parent: "nobody"),
        .unknownQueue(podGroup: "ns/g", queue: "d"),
        .unknownPodGroup(task: "ns/t", podGroup: "ns/h"),
        .unknownNode(.task, name: "ns/u", node: "elsewhere"),
        .unknownNode(.hyperNode, name: "h", node: "m"),
        .misplacedHyperNode(hyperNode: "h", child: "h"),
        .unknownHyperNode(hyperNode: "h", child: "i"),
      ])
    #expect(throws: Volcano.InvalidSnapshot.self) { try Volcano.Session(snapshot) }
  }

  @Test func enormousAmountsDoNotTrap() throws {
    let huge = Volcano.Resources(
      milliCPU: .max, memory: .max, scalars: ["pods": .max, "nvidia.com/gpu": .max])
    let snapshot = Volcano.Snapshot(
      nodes: (0..<3).map { Volcano.Node(name: "n\($0)", allocatable: huge) },
      queues: [Volcano.Queue(name: "q", weight: Int(Int32.max), guarantee: huge)],
      podGroups: [
        Volcano.PodGroup(
          id: "ns/g", queue: "q", minMember: Int(Int32.max),
          minTaskMember: ["a": Int(Int32.max), "b": Int(Int32.max)], minResources: huge)
      ],
      tasks: (0..<5).map { Volcano.Task(id: "ns/g-t-\($0)", podGroup: "ns/g", request: huge) })
    #expect(try Volcano.Session(snapshot).run().binds.isEmpty)
    var free = snapshot
    free.podGroups[0].minMember = 1
    free.podGroups[0].minTaskMember = [:]
    free.podGroups[0].phase = .inqueue
    #expect(try Volcano.Session(free).run().waiting.count <= 1)
  }

  @Test func anEmptyClusterIsNoProblem() throws {
    let empty = Volcano.Snapshot(nodes: [], queues: [], podGroups: [], tasks: [])
    #expect(try Volcano.Session(empty).run().binds.isEmpty)
    let alone = Volcano.Snapshot(
      nodes: [], queues: [Volcano.Queue(name: "q")], podGroups: [Self.group("g")],
      tasks: [Self.task("t", "g", cores: 1)])
    #expect(try Volcano.Session(alone).run().waiting.count == 1)
  }
}
