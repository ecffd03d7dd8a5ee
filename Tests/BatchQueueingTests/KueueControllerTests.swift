import Simulation
import Testing

@testable import BatchQueueing

/// What happens around Kueue's cycles, worked out by hand.
@Suite struct KueueControllerTests {
  private static func queue(
    _ name: String, _ nominal: Int, borrowing: Int? = nil, lending: Int? = nil,
    cohort: String? = nil, preemption: Kueue.Preemption = Kueue.Preemption()
  ) -> Kueue.ClusterQueue {
    Kueue.ClusterQueue(
      name: name, cohort: cohort,
      resourceGroups: [
        Kueue.ResourceGroup(
          resources: ["cpu"],
          flavors: [
            Kueue.FlavorQuotas(
              flavor: "f",
              resources: [
                "cpu": Kueue.Quota(
                  nominal: nominal, borrowingLimit: borrowing, lendingLimit: lending)
              ])
          ])
      ], preemption: preemption)
  }

  private static func controller(
    _ queues: [Kueue.ClusterQueue], waitForPodsReady: Kueue.WaitForPodsReady? = nil
  ) -> Kueue.Controller {
    Kueue.Controller(
      Kueue.Configuration(
        resourceFlavors: [Kueue.ResourceFlavor(name: "f")], clusterQueues: queues,
        localQueues: queues.map {
          Kueue.LocalQueue(namespace: "", name: $0.name, clusterQueue: $0.name)
        }, waitForPodsReady: waitForPodsReady))
  }

  private static func job(
    _ name: String, _ cpu: Int, queue: String = "q", at time: SimTime = .zero, priority: Int = 0
  ) -> Kueue.Workload {
    Kueue.Workload(
      name: name, uid: name, localQueue: queue, priority: priority, createdAt: time,
      podSets: [Kueue.PodSet(name: "main", count: 1, requests: ["cpu": cpu])])
  }

  private static func second(_ count: Int) -> SimTime {
    SimTime(nanoseconds: count * 1_000_000_000)
  }

  // MARK: WaitForPodsReady

  @Test func backoffDoublesUpToItsMaximum() {
    let rule = Kueue.WaitForPodsReady(timeout: .seconds(300))
    let waits = [1, 2, 3, 4, 5, 6, 7, 8, 1_000_000].map {
      rule.backoff(after: $0).nanoseconds / 1_000_000_000
    }
    #expect(waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600])
    let odd = Kueue.WaitForPodsReady(
      timeout: .seconds(1), backoffBase: .seconds(90), backoffMax: .seconds(60))
    #expect(odd.backoff(after: 1) == .seconds(60))
    let endless = Kueue.WaitForPodsReady(
      timeout: .seconds(1), backoffMax: SimDuration(nanoseconds: .max))
    #expect(endless.backoff(after: 100) == SimDuration(nanoseconds: .max))
  }

  @Test func aWorkloadWithoutReadyPodsWaitsLongerEachTimeAndGivesUp() throws {
    var controller = Self.controller(
      [Self.queue("q", 4)],
      waitForPodsReady: Kueue.WaitForPodsReady(timeout: .seconds(300), backoffLimit: 2))
    try controller.add(Self.job("slow", 4), now: .zero)
    var now = 0
    for wait in [60, 120] {
      #expect(controller.cycle(now: Self.second(now)).admitted.map(\.workload) == ["slow"])
      #expect(controller.overdue(now: Self.second(now + 299)) == [])
      now += 300
      #expect(controller.overdue(now: Self.second(now)) == ["slow"])
      try controller.evicted("slow", now: Self.second(now), cause: .podsReadyTimeout)
      let until = Self.second(now + wait)
      #expect(controller.state(of: "slow") == .parked(clusterQueue: "q", until: until))
      #expect(controller.nextWakeUp == until)
      // Not a moment earlier, even when something changes.
      controller.reconfigure(now: Self.second(now + wait - 1)) { _ in }
      #expect(controller.cycle(now: Self.second(now + wait - 1)).decisions == [])
      now += wait
    }
    #expect(controller.cycle(now: Self.second(now)).admitted.map(\.workload) == ["slow"])
    #expect(controller.nextWakeUp == nil)
    try controller.evicted("slow", now: Self.second(now + 300), cause: .podsReadyTimeout)
    #expect(controller.state(of: "slow") == .deactivated)
    #expect(controller.cycle(now: Self.second(1_000_000)).decisions == [])
  }

  @Test func whoIsGoneWakesNobody() throws {
    var controller = Self.controller(
      [Self.queue("q", 4)], waitForPodsReady: Kueue.WaitForPodsReady(timeout: .seconds(300)))
    try controller.add(Self.job("j", 4), now: .zero)
    _ = controller.cycle(now: .zero)
    try controller.evicted("j", now: Self.second(300), cause: .podsReadyTimeout)
    try controller.finish("j", now: Self.second(301))
    #expect(controller.nextWakeUp == nil)
    #expect(controller.cycle(now: Self.second(400)).decisions == [])
  }

  @Test func readyPodsEndTheCount() throws {
    var controller = Self.controller(
      [Self.queue("q", 4)], waitForPodsReady: Kueue.WaitForPodsReady(timeout: .seconds(300)))
    try controller.add(Self.job("j", 4), now: .zero)
    _ = controller.cycle(now: .zero)
    try controller.evicted("j", now: Self.second(300), cause: .podsReadyTimeout)
    _ = controller.cycle(now: Self.second(360))
    try controller.podsReady("j")
    #expect(controller.overdue(now: Self.second(10_000)) == [])
    try controller.evicted("j", now: Self.second(10_000), cause: .preempted)
    _ = controller.cycle(now: Self.second(10_000))
    try controller.evicted("j", now: Self.second(11_000), cause: .podsReadyTimeout)
    // The first time-out since its pods were ready: the first wait again.
    #expect(controller.nextWakeUp == Self.second(11_060))
  }

  @Test(arguments: [
    (Kueue.WaitForPodsReady.Timestamp.eviction, "b"), (.creation, "a"),
  ])
  func timedOutWorkloadsQueueByTheirTimestamp(
    _ timestamp: Kueue.WaitForPodsReady.Timestamp, first: String
  ) throws {
    var controller = Self.controller(
      [Self.queue("q", 4)],
      waitForPodsReady: Kueue.WaitForPodsReady(
        timeout: .seconds(10), requeuingTimestamp: timestamp))
    try controller.add(Self.job("a", 4, at: Self.second(0)), now: .zero)
    _ = controller.cycle(now: .zero)
    try controller.add(Self.job("b", 4, at: Self.second(1)), now: Self.second(1))
    try controller.add(Self.job("blocker", 4, at: Self.second(2), priority: 1), now: Self.second(2))
    try controller.evicted("a", now: Self.second(10), cause: .podsReadyTimeout)
    #expect(controller.cycle(now: Self.second(11)).admitted.map(\.workload) == ["blocker"])
    // Both are tried again after a's back-off of 60 s.
    try controller.finish("blocker", now: Self.second(80))
    #expect(controller.cycle(now: Self.second(80)).admitted.map(\.workload) == [first])
  }

  // MARK: Why

  @Test func whyAnswersAsACycleWouldAndChangesNothing() throws {
    var controller = Self.controller([Self.queue("q", 4)])
    for (number, cpu) in [3, 2, 1, 9].enumerated() {
      try controller.add(
        Self.job("j\(number)", cpu, at: Self.second(number)), now: Self.second(number))
    }
    _ = controller.cycle(now: .zero)
    _ = controller.cycle(now: .zero)
    #expect(controller.pending(clusterQueue: "q") == (["j2", "j3"], ["j1"]))
    let before = controller.queueTree()
    let parked = try #require(controller.why("j1"))
    #expect(parked.verdict == .pending(.noCandidates))
    #expect(parked.whereabouts == .parked)
    guard case .quota(let shortage)? = parked.attempts.first?.obstacles.first else {
      Issue.record("\(parked.attempts)")
      return
    }
    #expect((shortage.requested, shortage.available, shortage.potential) == (2, 1, 4))
    // One behind the head is asked as if it were the head.
    let fits = try #require(controller.why("j2"))
    guard case .admitted = fits.verdict else {
      Issue.record("\(fits.verdict)")
      return
    }
    let never = try #require(controller.why("j3"))
    #expect(never.verdict == .pending(.noFlavorFits))
    #expect(never.whereabouts == .queued)
    #expect(controller.why("j0") == nil)
    #expect(controller.why("nobody") == nil)
    #expect(controller.queueTree() == before)
    #expect(controller.pending(clusterQueue: "q") == (["j2", "j3"], ["j1"]))
    #expect(controller.cycle(now: .zero).admitted.map(\.workload) == ["j2"])
  }

  // MARK: Changes of the objects

  @Test func moreQuotaBringsParkedWorkloadsBack() throws {
    var controller = Self.controller([Self.queue("q", 1)])
    try controller.add(Self.job("j", 4), now: .zero)
    #expect(controller.cycle(now: .zero).decisions.map(\.whereabouts) == [.parked])
    #expect(controller.cycle(now: .zero).decisions == [])
    controller.reconfigure(now: .zero) { $0.clusterQueues[0] = Self.queue("q", 4) }
    #expect(controller.cycle(now: .zero).admitted.map(\.workload) == ["j"])
    // Less than is in use: who holds quota keeps it.
    controller.reconfigure(now: .zero) { $0.clusterQueues[0] = Self.queue("q", 2) }
    #expect(controller.holders == ["j"])
    #expect(controller.queueTree().nodes[0].rows[0].available == -2)
  }

  @Test func aQueueMayGoAndComeBack() throws {
    var controller = Self.controller([Self.queue("q", 4), Self.queue("r", 4)])
    try controller.add(Self.job("holds", 4), now: .zero)
    _ = controller.cycle(now: .zero)
    try controller.add(Self.job("waits", 2), now: .zero)
    controller.reconfigure(now: .zero) { $0.clusterQueues.removeFirst() }
    #expect(controller.clusterQueueNames == ["r"])
    #expect(controller.state(of: "waits") == .noQueue)
    #expect(controller.holders == ["holds"])
    #expect(controller.cycle(now: .zero).decisions == [])
    controller.reconfigure(now: .zero) { $0.clusterQueues.insert(Self.queue("q", 6), at: 0) }
    #expect(controller.cycle(now: .zero).admitted.map(\.workload) == ["waits"])
    #expect(controller.queueTree().nodes.first { $0.name == "q" }?.rows[0].usage == 6)
    try controller.finish("holds", now: .zero)
    try controller.finish("waits", now: .zero)
    #expect(controller.queueTree().nodes.first { $0.name == "q" }?.rows[0].usage == 0)
  }

  @Test func whatIsWrongIsNamedAndStopsItsQueueOnly() throws {
    var controller = Self.controller([Self.queue("q", 4), Self.queue("r", 4)])
    try controller.add(Self.job("j", 4), now: .zero)
    try controller.add(Self.job("k", 4, queue: "r"), now: .zero)
    controller.reconfigure(now: .zero) {
      $0.clusterQueues[0].resourceGroups[0].flavors[0].flavor = "ghost"
    }
    #expect(controller.problems == [.flavorMissing(clusterQueue: "q", flavor: "ghost")])
    #expect(controller.cycle(now: .zero).admitted.map(\.workload) == ["k"])
    controller.reconfigure(now: .zero) {
      $0.resourceFlavors.append(Kueue.ResourceFlavor(name: "ghost"))
    }
    #expect(controller.problems == [])
    #expect(controller.cycle(now: .zero).admitted.map(\.workload) == ["j"])
  }

  // MARK: The sum that blocks

  private static func shortage(
    _ queues: [Kueue.ClusterQueue], held: [(queue: String, cpu: Int)], asking cpu: Int
  ) throws -> Kueue.Shortage? {
    var controller = Self.controller(queues)
    for (number, (queue, cpu)) in held.enumerated() {
      try controller.add(
        Kueue.HeldWorkload(
          workload: Self.job("held\(number)", cpu, queue: queue),
          admission: Kueue.Admission(
            clusterQueue: queue,
            podSets: [
              Kueue.PodSetAssignment(
                name: "main", count: 1, flavors: ["cpu": "f"], usage: ["cpu": cpu])
            ]), reservedAt: .zero))
    }
    try controller.add(Self.job("asking", cpu, queue: queues[0].name), now: .zero)
    let decision = controller.cycle(now: .zero, explaining: true).decisions.first
    guard case .quota(let shortage)? = decision?.attempts.first?.obstacles.first else { return nil }
    return shortage
  }

  /// Owns 4, may borrow 2, uses 5: 4 + 2 - 5 = 1 is left although the cohort has 9 more.
  @Test func aBorrowingLimitBlocks() throws {
    let queues = [
      Self.queue("q", 4, borrowing: 2, cohort: "c"), Self.queue("r", 10, cohort: "c"),
    ]
    let found = try #require(try Self.shortage(queues, held: [("q", 5)], asking: 2))
    #expect((found.requested, found.available, found.potential) == (2, 1, 6))
    #expect(!found.isBeyondPotential)
    #expect((found.block.node, found.block.isClusterQueue, found.block.level) == ("q", true, 0))
    #expect(found.block.limit == .borrowingLimit(limit: 2, borrowed: 1))
    #expect(found.block.heldBack == [])
    // 7 can never be had: 4 + 2 = 6.
    let never = try #require(try Self.shortage(queues, held: [], asking: 7))
    #expect(never.isBeyondPotential)
    #expect(never.block.limit == .borrowingLimit(limit: 2, borrowed: 0))
  }

  /// The cohort owns 4 + 2 that r lends, 5 of it in use; 4 of r's quota stay with r.
  @Test func theWholeTreeBlocksAndWhatIsKeptFromItIsNamed() throws {
    let queues = [Self.queue("q", 4, cohort: "c"), Self.queue("r", 6, lending: 2, cohort: "c")]
    let found = try #require(try Self.shortage(queues, held: [("q", 5)], asking: 2))
    #expect((found.requested, found.available, found.potential) == (2, 1, 6))
    #expect((found.block.node, found.block.isClusterQueue, found.block.level) == ("c", false, 1))
    #expect(found.block.limit == .quota(total: 6, used: 5))
    #expect(
      found.block.heldBack == [
        Kueue.QuotaBlock.HeldBack(node: "r", isClusterQueue: true, lendingLimit: 2, unused: 4)
      ])
  }

  @Test func aQueueOfItsOwnBlocksAtItself() throws {
    let found = try #require(try Self.shortage([Self.queue("q", 4)], held: [("q", 3)], asking: 2))
    #expect((found.available, found.potential) == (1, 4))
    #expect((found.block.node, found.block.level) == ("q", 0))
    #expect(found.block.limit == .quota(total: 4, used: 3))
  }

  @Test func whoCouldGoAndWhoWasSparedIsToldInOrder() throws {
    var controller = Self.controller([
      Self.queue("q", 4, preemption: Kueue.Preemption(withinClusterQueue: .lowerPriority))
    ])
    for (name, cpu, priority) in [("big", 2, 0), ("small", 1, 1), ("same", 1, 2)] {
      try controller.add(Self.job(name, cpu, priority: priority), now: .zero)
      _ = controller.cycle(now: .zero)
    }
    try controller.add(Self.job("asks", 1, priority: 2), now: .zero)
    let decision = try #require(controller.cycle(now: .zero, explaining: true).decisions.first)
    // The lowest priority first; it is enough, so nobody else goes. Equal priority is no candidate.
    #expect(decision.candidates.map(\.workload) == ["big", "small"])
    #expect(decision.candidates.map(\.verdict) == [.taken(.inClusterQueue), .notNeeded])
  }

  // MARK: A rule of upstream

  /// Kueue ends the assignment at a pod set that asks only for nothing of uncovered resources, and
  /// admits what it has by then (`assignFlavors`); a pod set without any request does no harm.
  @Test(arguments: [
    (request: ["ghost": 0], assigned: ["a", "b"], usage: 2),
    (request: [:], assigned: ["a", "b", "c"], usage: 5),
  ])
  func podSetsBehindAnEmptyRequest(
    _ example: (request: [String: Int], assigned: [String], usage: Int)
  ) throws {
    var controller = Self.controller([Self.queue("q", 9)])
    try controller.add(
      Kueue.Workload(
        name: "j", localQueue: "q",
        podSets: [
          Kueue.PodSet(name: "a", count: 1, requests: ["cpu": 2]),
          Kueue.PodSet(name: "b", count: 1, requests: example.request),
          Kueue.PodSet(name: "c", count: 1, requests: ["cpu": 3]),
        ]), now: .zero)
    let admission = try #require(controller.cycle(now: .zero).admitted.first?.admission)
    #expect(admission.podSets.map(\.name) == example.assigned)
    #expect(controller.queueTree().nodes[0].rows[0].usage == example.usage)
  }
}
