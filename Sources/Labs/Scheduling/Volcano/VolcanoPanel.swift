import BatchQueueing
import Cluster
import ClusterRun
import Wording

extension QueueTree {
  /// Volcano's queues as the last session left them; before the first, as they are written.
  init(_ plane: VolcanoControlPlane, _ world: World) {
    let tree = plane.tree
    let waiting = BatchWaiting(tree, world)
    self.init(
      nodes: tree.inOrder.map { index, depth in
        let queue = tree.queues[index]
        let report = plane.reports.first { $0.name == queue.name }
        let amounts = waiting.resources.compactMap { resource -> Amount? in
          let used = waiting.used(index, resource)
          let pending = waiting.pending(index, resource)
          let nominal =
            report?.deserved.flatMap { whole($0[resource.text]) } ?? tree.deserved(index, resource)
          guard let nominal else {
            return used + pending > 0
              ? Amount(resource: resource.text, nominal: 0, used: used, pending: pending) : nil
          }
          return Amount(
            resource: resource.text, nominal: nominal, used: used,
            borrowed: max(0, used - nominal), limit: tree.limit(index, resource), pending: pending)
        }
        return Node(
          name: queue.name, depth: depth, isLeaf: tree.children[index].isEmpty, amounts: amounts,
          waiting: waiting.jobs(index),
          note: Message(
            "lab.batch.weight", formatted(Double(queue.weightPercent) / 100, decimals: 2))
        )
      })
  }
}

/// `nil` for what has no bound.
private func whole(_ value: Double) -> Int? { value >= 9e15 ? nil : Int(max(0, value.rounded())) }
