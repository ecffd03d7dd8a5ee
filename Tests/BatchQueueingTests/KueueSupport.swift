import Simulation

@testable import BatchQueueing

/// Random trees, queues and workloads for laws; small numbers, so that things collide.
struct KueueWorld {
  var random: SeededGenerator
  var configuration: Kueue.Configuration
  private var created = 0

  init(seed: String, isFair: Bool) {
    var random = SeededGenerator(seed: Seed(seed))
    let cohortCount = 1 + random.below(4)
    var cohorts: [Kueue.Cohort] = []
    for number in 0..<cohortCount {
      cohorts.append(
        Kueue.Cohort(
          name: "c\(number)",
          parent: number == 0 || random.below(4) == 0 ? nil : "c\(random.below(number))",
          resourceGroups: random.below(3) == 0 ? [Self.group(&random)] : [],
          fairWeight: Double(random.below(4))))
    }
    let policies = Kueue.PreemptionPolicy.allCases
    let queues = (0..<(1 + random.below(5))).map { number in
      Kueue.ClusterQueue(
        name: "q\(number)",
        cohort: random.below(6) == 0 ? nil : "c\(random.below(cohortCount))",
        queueingStrategy: random.below(2) == 0 ? .strictFIFO : .bestEffortFIFO,
        resourceGroups: [Self.group(&random)],
        preemption: Kueue.Preemption(
          withinClusterQueue: policies[random.below(3)],
          reclaimWithinCohort: policies[random.below(4)],
          borrowWithinCohort: random.below(3) == 0
            ? Kueue.BorrowWithinCohort(
              policy: .lowerPriority,
              maxPriorityThreshold: random.below(2) == 0 ? nil : random.below(3)) : nil),
        flavorFungibility: Kueue.FlavorFungibility(
          whenCanBorrow: random.below(2) == 0 ? .mayStopSearch : .tryNextFlavor,
          whenCanPreempt: random.below(2) == 0 ? .mayStopSearch : .tryNextFlavor,
          preference: random.below(2) == 0 ? nil : .preemptionOverBorrowing),
        fairWeight: Double(random.below(4)))
    }
    configuration = Kueue.Configuration(
      resourceFlavors: [Kueue.ResourceFlavor(name: "a"), Kueue.ResourceFlavor(name: "b")],
      clusterQueues: queues, cohorts: cohorts,
      localQueues: queues.map {
        Kueue.LocalQueue(namespace: "", name: $0.name, clusterQueue: $0.name)
      }, fairSharing: isFair ? Kueue.Configuration.defaultFairSharing : nil)
    self.random = random
  }

  private static func group(_ random: inout SeededGenerator) -> Kueue.ResourceGroup {
    Kueue.ResourceGroup(
      resources: ["cpu"],
      flavors: ["a", "b"].prefix(1 + random.below(2)).map { flavor in
        Kueue.FlavorQuotas(
          flavor: flavor,
          resources: [
            "cpu": Kueue.Quota(
              nominal: random.below(9),
              borrowingLimit: random.below(3) == 0 ? random.below(6) : nil,
              lendingLimit: random.below(3) == 0 ? random.below(6) : nil)
          ])
      })
  }

  mutating func workload() -> Kueue.Workload {
    created += 1
    let count = 1 + random.below(3)
    return Kueue.Workload(
      name: "w\(created)", uid: "u\(random.below(3))",
      localQueue: "q\(random.below(configuration.clusterQueues.count))",
      priority: random.below(4), createdAt: SimTime(nanoseconds: random.below(5)),
      podSets: [
        Kueue.PodSet(
          name: "main", count: count, minCount: random.below(3) == 0 ? 1 : nil,
          requests: ["cpu": 1 + random.below(5)])
      ])
  }
}
