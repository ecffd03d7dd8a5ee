import Cluster
import ClusterRun

extension SchedulingScenario {
  /// The scenario's queues for Volcano and KAI: the nominal quota is what a queue deserves, nominal
  /// and borrowing limit together its limit.
  var batchQueues: [BatchQueue] {
    queues.map { queue in
      BatchQueue(
        queue.name, parent: queue.parent, weightPercent: queue.weightPercent,
        priority: queue.priority,
        quotas: queue.quotas.map {
          BatchQueue.Quota(
            $0.resource, flavor: $0.flavor, nominal: $0.nominal, borrowingLimit: $0.borrowingLimit)
        })
    }
  }
}
