import BatchQueueing
import Cluster
import Simulation

@testable import ClusterRun

/// Random work under Volcano and KAI: queues with quotas and parents, actions, shares, placement.
enum RandomBatch {
  enum System: String, CaseIterable, Sendable { case volcano, kai }

  static let queueNames = ["a", "b", "c", "default", "nobody"]

  /// Jobs of `RandomWorkload` with queues, most of them preemptible; no accidents of machines where
  /// `isCalm`.
  static func scenario(_ seed: Seed, isCalm: Bool = false) -> WorkloadScenario {
    var scenario = RandomWorkload.scenario(seed, jobs: 20)
    var random = SeededGenerator(seed: seed, stream: "batch")
    for index in scenario.jobs.indices {
      let most = random.below(12) == 0 ? queueNames.count : 3
      scenario.jobs[index].queue =
        random.below(8) == 0 ? "" : queueNames[random.below(most)]
      scenario.jobs[index].isPreemptible = random.below(4) > 0
      let sets = scenario.jobs[index].podSets.count
      if sets > 1, random.below(2) == 0 {
        for set in 0..<sets { scenario.jobs[index].podSets[set].minimumCount = 1 }
      }
    }
    if isCalm { scenario.changes = [] }
    if random.below(2) == 0 {
      scenario.changes.append(
        ClusterChange(
          time: at(10),
          kind: .quota(QuotaChange(queue: "a", resource: .nvidiaGPU, nominal: random.below(9)))))
    }
    return scenario
  }

  static func queues(_ seed: Seed) -> [BatchQueue] {
    var random = SeededGenerator(seed: seed, stream: "queues")
    let isTree = random.below(3) == 0
    var queues = isTree ? [BatchQueue("top")] : []
    for name in ["a", "b", "c"] {
      var queue = BatchQueue(
        name, parent: isTree ? "top" : "", weightPercent: 50 + 50 * random.below(6),
        priority: random.below(3))
      if random.below(4) > 0 {
        queue.quotas.append(
          BatchQueue.Quota(
            .nvidiaGPU, nominal: random.below(8),
            borrowingLimit: random.below(3) == 0 ? random.below(6) : nil))
      }
      if random.below(3) == 0 {
        queue.quotas.append(BatchQueue.Quota(.cpu, nominal: 1_000 * random.below(20)))
      }
      queues.append(queue)
    }
    return queues
  }

  static func plane(_ system: System, _ seed: Seed) -> any ControlPlane {
    var random = SeededGenerator(seed: seed, stream: "system")
    switch system {
    case .volcano:
      var options = VolcanoControlPlane.Options(queues: queues(seed))
      options.configuration = random.below(3) == 0 ? .builtIn : .standard
      options.configuration.actions =
        [
          [.enqueue, .allocate, .backfill], [.enqueue, .allocate, .preempt, .backfill],
          [.enqueue, .allocate, .reclaim, .backfill],
          [.enqueue, .allocate, .preempt, .reclaim, .backfill],
        ][random.below(4)]
      return VolcanoControlPlane(options)
    case .kai:
      var options = KAIControlPlane.Options(queues: queues(seed))
      options.session.gpuPlacement = random.below(2) == 0 ? .pack : .spread
      options.session.staleGracePeriod = random.below(2) == 0 ? .seconds(7) : .seconds(60)
      return KAIControlPlane(options)
    }
  }
}
