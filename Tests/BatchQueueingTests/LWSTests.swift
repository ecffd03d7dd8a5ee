import Simulation
import Testing

@testable import BatchQueueing

/// Carries the controller's actions out on pods that become ready after a while.
private struct FakeCluster {
  var controller: LWS.Controller
  var pods: [LWS.Pod] = []
  var podGroups: [LWS.PodGroup] = []
  var templates: [Int: LWS.PodTemplate] = [:]
  var nextID = 1
  var log: [String] = []

  init(_ set: LWS.Specification, takesDownSeveral: Bool = false) throws {
    controller = try #require(LWS.Controller(set, takesDownSeveral: takesDownSeveral))
  }

  /// Looks once and carries out what the controller wants.
  @discardableResult mutating func look() -> LWS.Reconciliation {
    let result = controller.reconcile(pods)
    for action in result.actions {
      switch action {
      case .createPod(let template):
        log.append("+\(template.name)")
        templates[nextID] = template
        pods.append(LWS.Pod(template, id: nextID))
        nextID += 1
      case .createPodGroup(let group):
        log.append("+group \(group.name)")
        podGroups.append(group)
      case .deleteGroup(let index, let leaderID, _):
        log.append("-group \(index)")
        mark { $0.id == leaderID || $0.leaderID == leaderID }
      case .deletePod(let id, let name, _):
        log.append("-\(name)")
        mark { $0.id == id }
      }
    }
    return result
  }

  private mutating func mark(_ isMeant: (LWS.Pod) -> Bool) {
    for index in pods.indices where isMeant(pods[index]) { pods[index].isBeingDeleted = true }
  }

  /// Deleted pods go, all others start and become ready.
  mutating func settle() {
    pods.removeAll(where: \.isBeingDeleted)
    for index in pods.indices { start(index) }
  }

  mutating func start(_ index: Int) {
    pods[index].isScheduled = true
    pods[index].topologyValue = "rack-\(pods[index].groupIndex)"
    pods[index].phase = .running
    pods[index].isReady = true
  }

  func index(_ group: Int, _ worker: Int) -> Int? {
    pods.firstIndex { $0.groupIndex == group && $0.workerIndex == worker && !$0.isBeingDeleted }
  }

  mutating func run(until done: (LWS.Reconciliation) -> Bool = { $0.actions.isEmpty }) {
    for _ in 0..<50 {
      if done(look()) { return }
      settle()
    }
  }
}

private func set(
  replicas: Int = 2, size: Int = 3, startup: LWS.StartupPolicy = .leaderCreated,
  restart: LWS.RestartPolicy = .recreateGroupOnPodRestart, update: LWS.RollingUpdate = .init(),
  exclusive: String? = nil, subGroups: LWS.SubGroups? = nil, gang: LWS.Specification.Gang? = nil
) -> LWS.Specification {
  LWS.Specification(
    namespace: "ml", name: "llm", replicas: replicas, size: size,
    leaderRequests: ["cpu": 1000], workerRequests: ["cpu": 2000, "nvidia.com/gpu": 8],
    startupPolicy: startup, restartPolicy: restart, rollingUpdate: update,
    exclusiveTopology: exclusive, subGroups: subGroups, gang: gang, revision: "a1")
}

@Suite struct LWSTests {
  @Test func sha1OfTheStandard() {
    // FIPS 180-4 and RFC 3174.
    #expect(sha1("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(sha1("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    #expect(
      sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
  }

  @Test func namesLabelsAndGroups() throws {
    var cluster = try FakeCluster(set())
    cluster.look()
    #expect(cluster.log == ["+llm-0", "+llm-1"])
    cluster.look()
    #expect(cluster.log.suffix(4) == ["+llm-0-1", "+llm-0-2", "+llm-1-1", "+llm-1-2"])
    let worker = try #require(cluster.templates.values.first { $0.name == "llm-1-2" })
    #expect(worker.labels["leaderworkerset.sigs.k8s.io/worker-index"] == "2")
    #expect(worker.labels["leaderworkerset.sigs.k8s.io/group-index"] == "1")
    #expect(worker.labels["leaderworkerset.sigs.k8s.io/group-key"] == sha1("ml/llm-1"))
    #expect(worker.annotations["leaderworkerset.sigs.k8s.io/leader-name"] == "llm-1")
    #expect(worker.requests["nvidia.com/gpu"] == 8)
    let leader = try #require(cluster.templates.values.first { $0.name == "llm-1" })
    #expect(leader.labels["leaderworkerset.sigs.k8s.io/worker-index"] == "0")
    #expect(leader.requests == ["cpu": 1000] && leader.affinity.isEmpty)
    cluster.settle()
    #expect(cluster.look().status.condition == .available)
  }

  @Test func workersWaitForAReadyLeader() throws {
    var cluster = try FakeCluster(set(replicas: 1, startup: .leaderReady))
    cluster.look()
    #expect(cluster.look().waits == [.leaderNotReady(group: 0)])
    cluster.settle()
    cluster.look()
    #expect(cluster.log.suffix(2) == ["+llm-0-1", "+llm-0-2"])
  }

  @Test func anExclusiveTopologyBindsLeaderByAffinityAndWorkersByLabel() throws {
    var cluster = try FakeCluster(set(replicas: 1, exclusive: "rack"))
    cluster.look()
    #expect(cluster.look().waits == [.leaderNotScheduled(group: 0)])
    let leader = try #require(cluster.templates[1])
    let key = "leaderworkerset.sigs.k8s.io/group-key"
    #expect(leader.affinity.map(\.topologyKey) == ["rack"])
    #expect(
      leader.antiAffinity.first?.conditions == [
        .init(key: key, operator: .exists, values: []),
        .init(key: key, operator: .notIn, values: [sha1("ml/llm-0")]),
      ])
    cluster.pods[0].isScheduled = true
    #expect(cluster.look().waits == [.nodeWithoutLabel(group: 0, key: "rack")])
    cluster.settle()
    cluster.look()
    let worker = try #require(cluster.templates.values.first { $0.workerIndex == 1 })
    #expect(worker.nodeSelector == ["rack": "rack-0"] && worker.affinity.isEmpty)
  }

  struct SubGroupCase: CustomTestStringConvertible, Sendable {
    let size: Int
    let subGroup: Int
    let kind: LWS.SubGroups.Kind
    let expected: [Int?]
    var testDescription: String { "\(size) pods in subgroups of \(subGroup), \(kind.rawValue)" }
  }

  static let subGroups: [SubGroupCase] = [
    .init(size: 4, subGroup: 2, kind: .leaderWorker, expected: [0, 0, 1, 1]),
    .init(size: 5, subGroup: 2, kind: .leaderWorker, expected: [0, 0, 0, 1, 1]),
    .init(size: 5, subGroup: 2, kind: .leaderExcluded, expected: [nil, 0, 0, 1, 1]),
    .init(size: 3, subGroup: 1, kind: .leaderWorker, expected: [0, 1, 2]),
  ]

  @Test(arguments: subGroups) func subGroup(_ c: SubGroupCase) {
    let groups = LWS.SubGroups(size: c.subGroup, kind: c.kind)
    #expect((0..<c.size).map { groups.index(worker: $0, groupSize: c.size) } == c.expected)
  }

  @Test func subGroupsAreExclusiveOnEveryPod() throws {
    var cluster = try FakeCluster(
      set(replicas: 1, size: 4, subGroups: .init(size: 2, exclusiveTopology: "host")))
    cluster.run()
    for template in cluster.templates.values {
      let index = template.workerIndex / 2
      #expect(template.labels["leaderworkerset.sigs.k8s.io/subgroup-index"] == String(index))
      #expect(template.affinity.map(\.topologyKey) == ["host"])
      #expect(template.affinity.first?.conditions.first?.values == [sha1("llm-0/\(index)")])
    }
  }

  @Test(arguments: [LWS.StartupPolicy.leaderCreated, .leaderReady])
  func eachGroupHasAPodGroup(startup: LWS.StartupPolicy) throws {
    var cluster = try FakeCluster(set(startup: startup, gang: .init(queue: "research")))
    cluster.run()
    #expect(cluster.podGroups.map(\.name) == ["llm-0-a1", "llm-1-a1"])
    #expect(cluster.podGroups[0].minMember == (startup == .leaderReady ? 1 : 3))
    #expect(cluster.podGroups[0].minResources == ["cpu": 5000, "nvidia.com/gpu": 16])
    #expect(cluster.podGroups[0].queue == "research")
    #expect(
      cluster.templates.values.allSatisfy {
        $0.annotations["scheduling.k8s.io/group-name"] == "llm-\($0.groupIndex)-a1"
      })
  }

  @Test(arguments: LWS.RestartPolicy.allCases)
  func aRestartedWorker(policy: LWS.RestartPolicy) throws {
    var cluster = try FakeCluster(set(restart: policy))
    cluster.run()
    let ids = Swift.Set(cluster.pods.map(\.id))
    let worker = try #require(cluster.index(1, 2))
    cluster.pods[worker].hasRestarted = true
    let result = cluster.look()
    if policy == .none {
      #expect(result.actions.isEmpty)
      return
    }
    #expect(
      result.actions == [
        .deleteGroup(
          index: 1, leaderID: try #require(cluster.pods.first { $0.groupIndex == 1 }).id,
          because: .restarted(pod: "llm-1-2"))
      ])
    #expect(cluster.look().actions.isEmpty)
    cluster.settle()
    cluster.run()
    #expect(cluster.pods.filter { $0.groupIndex == 1 }.allSatisfy { !ids.contains($0.id) })
    #expect(cluster.pods.filter { $0.groupIndex == 0 }.allSatisfy { ids.contains($0.id) })
    #expect(cluster.pods.count == 6)
  }

  @Test func aPendingGroupIsOnlyRecreatedByTheEagerPolicy() throws {
    for policy in [LWS.RestartPolicy.recreateGroupOnPodRestart, .recreateGroupAfterStart] {
      var cluster = try FakeCluster(set(replicas: 1, restart: policy))
      cluster.look()
      cluster.look()
      let worker = try #require(cluster.index(0, 1))
      cluster.start(worker)
      cluster.pods[worker].hasRestarted = true
      let result = cluster.look()
      if policy == .recreateGroupAfterStart {
        #expect(result.waits == [.groupNotStarted(group: 0, pod: "llm-0-1")])
        #expect(result.actions.isEmpty)
      } else {
        #expect(cluster.log.last == "-group 0")
      }
    }
  }

  @Test func aFailedWorkerIsMadeAnewAloneOrWithItsGroup() throws {
    for policy in [LWS.RestartPolicy.none, .recreateGroupOnPodRestart] {
      var cluster = try FakeCluster(set(replicas: 1, restart: policy))
      cluster.run()
      let worker = try #require(cluster.index(0, 2))
      cluster.pods[worker].phase = .failed
      cluster.look()
      #expect(cluster.log.last == "-llm-0-2")
      cluster.look()
      #expect(cluster.log.last == (policy == .none ? "-llm-0-2" : "-group 0"))
      cluster.settle()
      cluster.run()
      #expect(cluster.pods.count == 3)
    }
  }

  @Test func scalingDownTakesTheHighestGroups() throws {
    var cluster = try FakeCluster(set(replicas: 3))
    cluster.run()
    var smaller = set(replicas: 1)
    #expect(cluster.controller.update(smaller) == [])
    cluster.run()
    #expect(cluster.log.suffix(2) == ["-group 2", "-group 1"])
    #expect(cluster.pods.count == 3)
    smaller.replicas = -1
    #expect(cluster.controller.update(smaller) == [.replicasOutOfRange(-1)])
    smaller.replicas = 1
    smaller.subGroups = .init(size: 3)
    #expect(cluster.controller.update(smaller) == [.subGroupsAreImmutable])
  }

  struct ProblemCase: CustomTestStringConvertible, Sendable {
    let name: String
    let set: LWS.Specification
    let expected: [LWS.Problem]
    var testDescription: String { name }
  }

  static let problems: [ProblemCase] = [
    .init(name: "size 0", set: set(size: 0), expected: [.sizeBelowOne(0)]),
    .init(
      name: "pods beyond 32 bits", set: set(replicas: 1_000_000, size: 1 << 40),
      expected: [.tooManyPods]),
    .init(
      name: "nothing may move", set: set(update: .init(maxUnavailable: .percent(10))),
      expected: [.updateCannotMove]),
    .init(
      name: "more than all", set: set(update: .init(maxUnavailable: .percent(101))),
      expected: [.amountOutOfRange(101)]),
    .init(
      name: "subgroups of 3 in 5", set: set(size: 5, subGroups: .init(size: 3)),
      expected: [.subGroupsDoNotDivide(subGroup: 3, group: 5)]),
    .init(
      name: "workers in subgroups of 2",
      set: set(size: 4, subGroups: .init(size: 2, kind: .leaderExcluded)),
      expected: [.workersDoNotDivide(subGroup: 2, workers: 3)]),
  ]

  @Test(arguments: problems) func problem(_ c: ProblemCase) {
    #expect(c.set.problems == c.expected)
    #expect(LWS.Controller(c.set) == nil)
  }
}

@Suite struct LWSRolloutTests {
  private func updated(_ cluster: FakeCluster) -> [String] {
    (0..<8).compactMap { group in
      cluster.index(group, 0).map { cluster.pods[$0].revision }
    }
  }

  @Test func groupByGroupFromTheHighest() throws {
    var cluster = try FakeCluster(set(replicas: 3))
    cluster.run()
    var next = cluster.controller.set
    next.revision = "b2"
    _ = cluster.controller.update(next)
    cluster.log = []
    cluster.run { $0.status.condition == .available && $0.actions.isEmpty }
    #expect(cluster.log.filter { $0.hasPrefix("-group") } == ["-group 2", "-group 1", "-group 0"])
    #expect(updated(cluster) == ["b2", "b2", "b2"])
    #expect(cluster.controller.leaders?.partition == 0)
  }

  @Test func aPartitionKeepsTheLowGroupsOld() throws {
    var cluster = try FakeCluster(set(replicas: 4, update: .init(partition: 2)))
    cluster.run()
    var next = cluster.controller.set
    next.revision = "b2"
    _ = cluster.controller.update(next)
    for _ in 0..<20 {
      cluster.look()
      cluster.settle()
    }
    #expect(updated(cluster) == ["a1", "a1", "b2", "b2"])
    // An old group that is made anew keeps its old template.
    let worker = try #require(cluster.index(0, 1))
    cluster.pods[worker].hasRestarted = true
    for _ in 0..<6 {
      cluster.look()
      cluster.settle()
    }
    #expect(updated(cluster) == ["a1", "a1", "b2", "b2"])
    #expect(cluster.pods.count == 12)
  }

  @Test func updatesEndAndKeepTheirLimits() throws {
    for index in 0..<150 {
      let seed = "lws \(index)"
      var random = SeededGenerator(seed: Seed(seed))
      let replicas = 1 + random.below(5)
      let unavailable = random.below(3)
      let surge = unavailable == 0 ? 1 + random.below(2) : random.below(3)
      let update = LWS.RollingUpdate(
        maxUnavailable: .groups(unavailable), maxSurge: .groups(surge))
      var cluster = try FakeCluster(
        set(replicas: replicas, size: 1 + random.below(3), update: update),
        takesDownSeveral: random.below(2) == 0)
      cluster.run()
      var next = cluster.controller.set
      next.revision = "b2"
      _ = cluster.controller.update(next)
      var rounds = 0
      while rounds < 300 {
        rounds += 1
        let result = cluster.look()
        let groups = Swift.Set(cluster.pods.map(\.groupIndex)).count
        #expect(groups <= replicas + surge, "seed \(seed)")
        let ready = result.status.readyReplicas
        #expect(ready >= min(replicas, replicas - unavailable), "seed \(seed), round \(rounds)")
        let names = cluster.pods.map { "\($0.groupIndex)/\($0.workerIndex)" }
        #expect(names.count == Swift.Set(names).count, "seed \(seed)")
        if result.status.condition == .available && result.actions.isEmpty
          && groups == replicas
        {
          break
        }
        // Only one pod moves at a time, in random order.
        if let gone = cluster.pods.indices.filter({ cluster.pods[$0].isBeingDeleted })
          .randomElement(
            using: &random), random.below(2) == 0
        {
          cluster.pods.remove(at: gone)
        } else if let cold = cluster.pods.indices.filter({ !cluster.pods[$0].isReady })
          .randomElement(using: &random)
        {
          cluster.start(cold)
        }
      }
      #expect(rounds < 300, "seed \(seed)")
      #expect(updated(cluster) == Array(repeating: "b2", count: replicas), "seed \(seed)")
    }
  }
}
