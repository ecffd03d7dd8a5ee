import BatchQueueing
import Cluster
import ClusterRun
import Wording

extension QueueTree {
  /// Kueue's quota tree at one moment.
  init(_ plane: KueueControlPlane, _ world: World) {
    let tree = plane.controller.queueTree()
    var pending = tree.nodes.map { _ in [Kueue.FlavoredResource: Int]() }
    for (place, node) in tree.nodes.enumerated() where node.isClusterQueue {
      let waiting = plane.pendingRequests(clusterQueue: node.name, world)
      for row in node.rows {
        guard let amount = waiting[row.flavoredResource.resource] else { continue }
        // A waiting workload has no flavor yet: it counts at each that it could get.
        var up: Int? = place
        while let here = up {
          let sum = pending[here][row.flavoredResource, default: 0].addingReportingOverflow(amount)
          pending[here][row.flavoredResource] = sum.overflow ? Int.max : sum.partialValue
          up = tree.nodes[here].parent
        }
      }
    }
    self.init(
      nodes: tree.nodes.enumerated().map { place, node in
        Node(
          name: node.name, depth: node.depth, isLeaf: node.isClusterQueue,
          amounts: node.rows.map { row in
            Amount(
              resource: row.flavoredResource.flavor == QueueClass.standardFlavor
                ? row.flavoredResource.resource : row.flavoredResource.description,
              nominal: row.subtreeQuota, used: row.usage, borrowed: row.borrowed, lent: row.lent,
              limit: row.potential, pending: pending[place][row.flavoredResource] ?? 0)
          }, waiting: node.queued + node.parked,
          note: node.share.published.map {
            Message("lab.kueue.share", String($0), formatted(node.fairWeight, decimals: 2))
          } ?? Message("lab.kueue.share-infinite"))
      })
  }
}

extension KueueControlPlane {
  /// What the workloads that wait in a ClusterQueue ask for, by resource.
  fileprivate func pendingRequests(clusterQueue: String, _ world: World) -> [String: Int] {
    var amounts: [String: Int] = [:]
    for line in lines(world) where line.kind == .queue(clusterQueue) {
      guard case .jobs(let jobs) = line.members else { continue }
      for set in jobs.flatMap({ world.jobs[$0].podSets }) {
        for entry in set.template.effectiveRequest.entries {
          let (product, overflow) = entry.amount.multipliedReportingOverflow(by: set.count)
          let sum = amounts[entry.name.text, default: 0].addingReportingOverflow(product)
          amounts[entry.name.text] = overflow || sum.overflow ? Int.max : sum.partialValue
        }
      }
    }
    return amounts
  }
}
