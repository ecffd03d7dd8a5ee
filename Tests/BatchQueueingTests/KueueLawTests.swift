import Simulation
import Testing

@testable import BatchQueueing

/// Laws of Kueue on random trees; a failure prints the seed.
@Suite struct KueueLawTests {
  /// Lives through events and cycles; calls `check` after each cycle with the state before it.
  private func live(
    seed: String, isFair: Bool, explaining: Bool = false,
    _ check: (Kueue.Controller, Kueue.Controller, Kueue.CycleOutcome) throws -> Void
  ) throws -> [Kueue.CycleOutcome] {
    var world = KueueWorld(seed: seed, isFair: isFair)
    var controller = Kueue.Controller(world.configuration)
    var outcomes: [Kueue.CycleOutcome] = []
    var leaving: [String] = []
    for round in 0..<14 {
      let now = SimTime(nanoseconds: 10 + round)
      for _ in 0..<world.random.below(4) { try controller.add(world.workload(), now: now) }
      let holders = controller.holders
      if !holders.isEmpty, world.random.below(3) == 0 {
        let key = holders[world.random.below(holders.count)]
        try controller.finish(key, now: now)
        leaving.removeAll { $0 == key }
      }
      for key in leaving { try controller.evicted(key, now: now) }
      let before = controller
      let outcome = controller.cycle(now: now, explaining: explaining)
      leaving = outcome.victims.map(\.workload)
      try check(before, controller, outcome)
      outcomes.append(outcome)
    }
    return outcomes
  }

  @Test(arguments: [false, true]) func limitsHoldAndNothingIsLost(isFair: Bool) throws {
    for number in 0..<250 {
      let seed = "limits-\(number)"
      _ = try live(seed: seed, isFair: isFair) { _, after, _ in
        // As in Kueue, heads may be admitted to what victims of the same cycle still hold: a tree can
        // be over-committed until their pods are gone.
        var settled = after
        for (number, holding) in after.ledger.holdings.enumerated()
        where holding?.isEvicted == true { settled.ledger.takeOut(number) }
        for node in settled.queueTree().nodes {
          for row in node.rows {
            let place = "seed \(seed), \(node.name), \(row.flavoredResource)"
            // From a sound state nothing is ever over-committed.
            #expect(row.available >= 0, "\(place)")
            if node.parent == nil {
              #expect(row.usage <= row.subtreeQuota, "\(place)")
            } else if let limit = row.borrowingLimit {
              #expect(row.borrowed <= limit, "\(place)")
            }
          }
        }
        try quotaIsConserved(after, seed)
      }
    }
  }

  /// Usage recomputed from the holders, bottom up, and lending recomputed from the sums.
  private func quotaIsConserved(_ controller: Kueue.Controller, _ seed: String) throws {
    let nodes = controller.queueTree().nodes
    var held: [String: [Kueue.FlavoredResource: Int]] = [:]
    for key in controller.holders {
      guard case .holding(let admission, _, _) = controller.state(of: key) else { continue }
      for podSet in admission.podSets {
        for (resource, flavor) in podSet.flavors {
          held[admission.clusterQueue, default: [:]][
            Kueue.FlavoredResource(flavor: flavor, resource: resource), default: 0] +=
            podSet.usage[resource] ?? 0
        }
      }
    }
    func local(_ row: Kueue.QueueTree.Row) -> Int {
      row.lendingLimit.map { max(0, row.subtreeQuota - $0) } ?? 0
    }
    for (place, node) in nodes.enumerated() {
      for row in node.rows {
        let fr = row.flavoredResource
        if node.isClusterQueue {
          #expect(row.usage == held[node.name]?[fr] ?? 0, "seed \(seed), \(node.name)")
          continue
        }
        let children = nodes.filter { $0.parent == place }
          .compactMap { $0.rows.first { $0.flavoredResource == fr } }
        #expect(
          row.usage == children.reduce(0) { $0 + max(0, $1.usage - local($1)) },
          "seed \(seed), \(node.name)")
        #expect(
          row.subtreeQuota == row.nominal
            + children.reduce(0) { $0 + $1.subtreeQuota - local($1) },
          "seed \(seed), \(node.name)")
        // What children borrow comes from the cohort, from its other children, or from above.
        let borrowed = children.reduce(0) { $0 + $1.borrowed }
        let lent = children.reduce(0) { $0 + $1.lent }
        let fromAbove = max(0, row.usage - row.subtreeQuota)
        #expect(lent <= borrowed, "seed \(seed), \(node.name)")
        #expect(borrowed <= lent + row.nominal + fromAbove, "seed \(seed), \(node.name)")
        for child in children where child.lendingLimit != nil {
          #expect(child.lent <= child.lendingLimit ?? 0, "seed \(seed), \(node.name)")
        }
      }
    }
  }

  @Test(arguments: [false, true]) func runsAreDeterministicAndExplainingChangesNothing(
    isFair: Bool
  ) throws {
    for number in 0..<60 {
      let seed = "again-\(number)"
      let plain = try live(seed: seed, isFair: isFair) { _, _, _ in }
      #expect(try live(seed: seed, isFair: isFair) { _, _, _ in } == plain, "seed \(seed)")
      let explained = try live(seed: seed, isFair: isFair, explaining: true) { _, _, _ in }
      #expect(
        explained.map { $0.decisions.map(\.verdict) } == plain.map { $0.decisions.map(\.verdict) },
        "seed \(seed)")
    }
  }

  /// The digest of what was decided, made before heads were put in order and victims were found by
  /// brackets: the same answers since.
  @Test func decisionsAreThoseOfThePlainSearch() throws {
    var digest = RunDigest()
    for isFair in [false, true] {
      for number in 0..<100 {
        for outcome in try live(seed: "plain-\(number)", isFair: isFair, { _, _, _ in }) {
          for decision in outcome.decisions {
            digest.feed(decision.workload)
            digest.feed(decision.whereabouts.rawValue)
            digest.feed(decision.borrowingLevel)
            digest.feed(decision.shares.count)
            for share in decision.shares { digest.feed(Int(share.map { $0 * 1_000 } ?? -1)) }
          }
          for (workload, admission) in outcome.admitted {
            digest.feed(workload)
            for podSet in admission.podSets { digest.feed(podSet.usage["cpu"] ?? -1) }
          }
          for victim in outcome.victims { digest.feed(victim.workload + victim.reason.rawValue) }
        }
      }
    }
    let recorded = "v1-sha256:1b3e825f28a8ca69c7c15d796ca5f31cabef7691a0c40d3c0140f9c788b6e952"
    #expect(digest.text() == recorded)
  }

  /// Victims meet the policy, and nobody is pushed out without need.
  @Test(arguments: [false, true]) func victimsMeetThePolicy(isFair: Bool) throws {
    var victims = 0
    for number in 0..<250 {
      let seed = "victims-\(number)"
      _ = try live(seed: seed, isFair: isFair) { before, _, outcome in
        for decision in outcome.decisions {
          guard case .preempting(let pushed) = decision.verdict,
            let preemptor = before.workload(decision.workload),
            let queue = before.configuration.clusterQueues.first(where: {
              $0.name == decision.clusterQueue
            })
          else { continue }
          for victim in pushed {
            victims += 1
            let other = try #require(before.workload(victim.workload))
            let isOwn = victim.clusterQueue == decision.clusterQueue
            #expect(isOwn == (victim.reason == .inClusterQueue), "seed \(seed)")
            let policy =
              isOwn ? queue.preemption.withinClusterQueue : queue.preemption.reclaimWithinCohort
            switch policy {
            case .never: Issue.record("seed \(seed): \(victim) although never")
            case .any: break
            case .lowerPriority: #expect(other.priority < preemptor.priority, "seed \(seed)")
            case .lowerOrNewerEqualPriority:
              #expect(
                (other.priority, -other.createdAt.nanoseconds)
                  < (preemptor.priority, -preemptor.createdAt.nanoseconds), "seed \(seed)")
            }
          }
        }
      }
    }
    #expect(victims > 50)
  }

  @Test func orderOfVictims() {
    func held(_ name: String, _ queue: String, priority: Int = 0, at: Int = 0, uid: String = "")
      -> Kueue.HeldWorkload
    {
      Kueue.HeldWorkload(
        workload: Kueue.Workload(
          name: name, uid: uid, localQueue: nil, priority: priority,
          podSets: [Kueue.PodSet(name: "main", count: 1, requests: ["cpu": 1])]),
        admission: Kueue.Admission(
          clusterQueue: queue,
          podSets: [
            Kueue.PodSetAssignment(
              name: "main", count: 1, flavors: ["cpu": "a"], usage: ["cpu": 1])
          ]), reservedAt: SimTime(nanoseconds: at))
    }
    func first(_ candidates: [Kueue.HeldWorkload], nominal: Int) -> [String] {
      let group = { (amount: Int) in
        [
          Kueue.ResourceGroup(
            resources: ["cpu"],
            flavors: [
              Kueue.FlavorQuotas(flavor: "a", resources: ["cpu": Kueue.Quota(nominal: amount)])
            ])
        ]
      }
      let preemption = Kueue.Preemption(
        withinClusterQueue: .lowerPriority, reclaimWithinCohort: .any)
      return Kueue.PreemptionQuestion(
        clusterQueues: [
          Kueue.ClusterQueue(
            name: "own", cohort: "c", resourceGroups: group(nominal), preemption: preemption),
          Kueue.ClusterQueue(name: "other", cohort: "c", resourceGroups: group(0)),
        ], held: candidates,
        incoming: Kueue.Workload(name: "in", localQueue: nil, priority: 9, podSets: []),
        clusterQueue: "own",
        requests: [Kueue.FlavoredResource(flavor: "a", resource: "cpu"): 1],
        needPreemption: [Kueue.FlavoredResource(flavor: "a", resource: "cpu")]
      ).answer().victims.map(\.workload)
    }
    // Other queues before the own one, even at a higher priority.
    #expect(first([held("x", "own"), held("y", "other", priority: 5)], nominal: 2) == ["y"])
    // Lower priority, then the latest reservation, then the UID.
    #expect(first([held("x", "own", priority: 1), held("y", "own")], nominal: 2) == ["y"])
    #expect(first([held("x", "own", at: 1), held("y", "own", at: 2)], nominal: 2) == ["y"])
    #expect(
      first([held("x", "own", uid: "2"), held("y", "own", uid: "1")], nominal: 2) == ["y"])
    // Who was told to go already goes first.
    var evicted = held("x", "own", priority: 5)
    evicted.isEvicted = true
    #expect(first([evicted, held("y", "own")], nominal: 2) == ["x"])
  }

  @Test func cyclesOfCohortsAreNamedAndHarmless() throws {
    let tree = Kueue.QuotaTree(
      clusterQueues: [Kueue.ClusterQueue(name: "q", cohort: "a", resourceGroups: [])],
      cohorts: [
        Kueue.Cohort(name: "b", parent: "c"), Kueue.Cohort(name: "c", parent: "b"),
        Kueue.Cohort(name: "a", parent: "b"), Kueue.Cohort(name: "self", parent: "self"),
      ])
    #expect(
      tree.problems == [.cohortCycle(["b", "c", "b"]), .cohortCycle(["self", "self"])])
    let deep = Kueue.QuotaTree(
      clusterQueues: [],
      cohorts: (0..<5_000).map { Kueue.Cohort(name: "d\($0)", parent: "d\($0 + 1)") })
    #expect(deep.problems.contains { if case .cohortTooDeep = $0 { true } else { false } })
  }
}

extension Kueue.Controller {
  func workload(_ key: String) -> Kueue.Workload? {
    numbers[key].flatMap { records[$0]?.workload }
  }
}
