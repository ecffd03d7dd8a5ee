import Simulation

extension Kueue {
  /// The whole sum at one moment: every queue and cohort with quota, usage and those who wait.
  public struct QueueTree: Hashable, Sendable, Codable {
    /// One flavored resource at one node; all amounts in its unit.
    public struct Row: Hashable, Sendable, Codable {
      public let flavoredResource: FlavoredResource
      /// What the node itself owns.
      public let nominal: Int
      public let borrowingLimit: Int?
      public let lendingLimit: Int?
      /// What its subtree owns: its own and what the children lend.
      public let subtreeQuota: Int
      /// What counts against that; for a cohort what its children use above the quota they do not
      /// lend.
      public let usage: Int
      /// Usage above the subtree's quota; 0 for a root.
      public let borrowed: Int
      /// Unused quota that siblings use. Where several could have lent it, each in proportion to
      /// what it does not use; a cohort's own quota lends first.
      public let lent: Int
      /// What it may take now; below 0 in an over-committed tree.
      public let available: Int
      /// The most that it could ever take.
      public let potential: Int
    }

    public struct Node: Hashable, Sendable, Codable {
      public let name: String
      public let isClusterQueue: Bool
      /// Place of the parent in `nodes`; `nil` for a root.
      public let parent: Int?
      /// 0 for a root.
      public let depth: Int
      /// Whether it takes workloads; a queue that is stopped or misconfigured does not.
      public let isActive: Bool
      public let fairWeight: Double
      public let share: DominantShare
      /// By resource, then flavor; those that the node or something below it has.
      public let rows: [Row]
      /// Workloads in the queue, and parked as inadmissible; for a cohort of all queues below.
      public internal(set) var queued: Int
      public internal(set) var parked: Int
      /// Workloads that hold quota, victims whose pods are not gone included.
      public internal(set) var holding: Int
    }

    /// Parents before children, children by name, cohorts before queues.
    public let nodes: [Node]
  }
}

extension Kueue.Controller {
  /// Every node of the quota tree with its numbers.
  public func queueTree() -> Kueue.QueueTree {
    let tree = ledger.tree
    let lent = tree.lentAmounts()
    var nodes: [Kueue.QueueTree.Node] = []
    var open: [(node: Int, parent: Int?, depth: Int)] = tree.nodes.indices.reversed()
      .filter { tree.nodes[$0].parent < 0 }.map { ($0, nil, 0) }
    while let (number, parent, depth) = open.popLast() {
      let node = tree.nodes[number]
      let rows = tree.flavoredResources.indices.filter { tree.isPresent(number, $0) }.map { fr in
        let cell = tree.cell(number, fr)
        return Kueue.QueueTree.Row(
          flavoredResource: tree.flavoredResources[fr], nominal: tree.nominal[cell],
          borrowingLimit: tree.borrowingLimit(number, fr),
          lendingLimit: tree.lendingLimit(number, fr), subtreeQuota: tree.subtree[cell],
          usage: tree.usage[cell],
          borrowed: node.parent < 0 ? 0 : max(0, tree.borrowedAmount(number, fr)),
          lent: lent[cell], available: tree.rawAvailable(number, fr),
          potential: tree.potential(number, fr))
      }
      nodes.append(
        Kueue.QueueTree.Node(
          name: node.name, isClusterQueue: node.isQueue, parent: parent, depth: depth,
          isActive: node.isActive, fairWeight: node.weight, share: tree.share(number), rows: rows,
          queued: node.isQueue ? queues[number].activeCount : 0,
          parked: node.isQueue ? queues[number].parkedCount : 0,
          holding: node.isQueue ? ledger.holders[number].count : 0))
      let place = nodes.count - 1
      for child in (node.childCohorts + node.childQueues).reversed() {
        open.append((child, place, depth + 1))
      }
    }
    for place in nodes.indices.reversed() {
      guard let parent = nodes[place].parent else { continue }
      nodes[parent].queued += nodes[place].queued
      nodes[parent].parked += nodes[place].parked
      nodes[parent].holding += nodes[place].holding
    }
    return Kueue.QueueTree(nodes: nodes)
  }
}

extension Kueue.QuotaTree {
  /// By cell: unused quota of a node that its siblings use.
  func lentAmounts() -> [Int] {
    var lent = Array(repeating: 0, count: nodes.count * width)
    for cohort in nodes.indices where !nodes[cohort].isQueue {
      let children = nodes[cohort].childCohorts + nodes[cohort].childQueues
      for fr in flavoredResources.indices where isPresent(cohort, fr) {
        var borrowed = 0
        var spare: [(child: Int, amount: Int)] = []
        var total = 0
        for child in children {
          let above = borrowedAmount(child, fr)
          if above > 0 {
            borrowed = Kueue.Amount.sum(borrowed, above)
          } else {
            let cell = cell(child, fr)
            let used = max(usage[cell], local[cell])
            let amount = max(0, Kueue.Amount.difference(subtree[cell], used))
            if amount > 0 { spare.append((child, amount)) }
            total = Kueue.Amount.sum(total, amount)
          }
        }
        let own = nominal[cell(cohort, fr)]
        var left = min(total, max(0, Kueue.Amount.difference(borrowed, own)))
        var rest = total
        guard left > 0, total < Kueue.Quota.unlimited else { continue }
        // Each gives its part of what is left to give; the last one gives the remainder.
        for (child, amount) in spare {
          let part = rest.dividingFullWidth(left.multipliedFullWidth(by: amount)).quotient
          lent[cell(child, fr)] = part
          left -= part
          rest -= amount
        }
      }
    }
    return lent
  }
}
