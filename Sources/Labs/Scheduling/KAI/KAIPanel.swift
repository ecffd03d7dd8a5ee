import BatchQueueing
import Cluster
import ClusterRun
import Wording

extension QueueTree {
  /// KAI's queues: what they deserve, hold and wait for, and the fair share of the last session.
  init(_ plane: KAIControlPlane, _ world: World) {
    let tree = plane.tree
    let waiting = BatchWaiting(tree, world)
    self.init(
      nodes: tree.inOrder.map { index, depth in
        let queue = tree.queues[index]
        let standing = plane.standing?.queues.first { $0.id == queue.name }
        let amounts = waiting.resources.compactMap { resource -> Amount? in
          let used = waiting.used(index, resource)
          let pending = waiting.pending(index, resource)
          guard let nominal = tree.deserved(index, resource) else {
            return used + pending > 0
              ? Amount(resource: resource.text, nominal: 0, used: used, pending: pending) : nil
          }
          return Amount(
            resource: resource.text, nominal: nominal, used: used,
            borrowed: max(0, used - nominal), limit: tree.limit(index, resource), pending: pending)
        }
        let weight = formatted(Double(queue.weightPercent) / 100, decimals: 2)
        return Node(
          name: queue.name, depth: depth, isLeaf: tree.children[index].isEmpty, amounts: amounts,
          waiting: waiting.jobs(index),
          note: standing.map {
            Message("lab.kai.share", formatted(max(0, $0.gpu.fairShare), decimals: 2), weight)
          } ?? Message("lab.batch.weight", weight))
      })
  }
}
