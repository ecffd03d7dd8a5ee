import Simulation

extension Kueue {
  /// A head of a queue during one cycle.
  struct Entry {
    let record: Int
    let queue: Int
    let priority: Int
    let time: SimTime
    var assignment: Assignment
    var targets: [Target]
    var trace: PreemptionTrace
    /// Shares with the request, from the queue upwards to the child of the root.
    var shares: [DominantShare] = []
    /// Whether each of these nodes borrows what the request asks for.
    var borrows: [Bool] = []
    /// When the shares were read.
    var readAt = -1
  }

  /// The order in which heads are looked at.
  enum EntryOrder {
    /// Lower borrowing level, higher priority, earlier time, name of the queue.
    static func classical(_ entries: [Entry]) -> [Int] {
      entries.indices.sorted { first, second in
        let (a, b) = (entries[first], entries[second])
        if a.assignment.borrowing != b.assignment.borrowing {
          return a.assignment.borrowing < b.assignment.borrowing
        }
        if a.priority != b.priority { return a.priority > b.priority }
        if a.time != b.time { return a.time < b.time }
        return a.queue < b.queue
      }
    }
  }

  /// Finds, again and again, the fairest head: a tournament at each level of the tree.
  ///
  /// Source: Kueue's `pkg/scheduler/fair_sharing_iterator.go`. Where Kueue takes any tree, this takes
  /// the one of the first queue by name; trees do not influence each other.
  struct Tournament {
    /// By queue: the number of its entry.
    private var waiting: [Int: Int]
    private var order: [Int]
    private var next = 0
    /// By node: the step at which its usage changed last.
    private var changedAt: [Int: Int] = [:]
    private var step = 0

    init(_ entries: [Entry]) {
      waiting = Dictionary(entries.enumerated().map { ($1.queue, $0) }) { first, _ in first }
      order = entries.map(\.queue).sorted()
    }

    mutating func pop(_ entries: inout [Entry], _ tree: inout QuotaTree) -> Int? {
      while next < order.count, waiting[order[next]] == nil { next += 1 }
      guard next < order.count else { return nil }
      step += 1
      let queue = order[next]
      guard tree.hasParent(queue) else { return waiting.removeValue(forKey: queue) }
      let winner = winner(below: tree.root(of: queue), depth: 0, &entries, &tree)
      if let winner { waiting[entries[winner.entry].queue] = nil }
      return winner?.entry
    }

    /// Usage was added at a queue; `before` is its way up with the usage as it was.
    mutating func noteChange(at queue: Int, _ uses: [Use], before: QuotaTree, after: QuotaTree) {
      var node = queue
      while node >= 0 {
        let hasChanged = uses.contains {
          before.usage[before.cell(node, $0.fr)] != after.usage[after.cell(node, $0.fr)]
        }
        guard hasChanged else { return }
        changedAt[node] = step
        node = after.nodes[node].parent
      }
    }

    /// The best entry below a cohort, and how many levels its queue lies below the cohort.
    private func winner(
      below cohort: Int, depth: Int, _ entries: inout [Entry], _ tree: inout QuotaTree
    ) -> (entry: Int, height: Int)? {
      var best: (entry: Int, height: Int)?
      func consider(_ entry: Int, height: Int) {
        guard let champion = best else {
          best = (entry, height)
          return
        }
        let isBetter = Self.goesBefore(
          entries[entry], height - 1, entries[champion.entry], champion.height - 1)
        if isBetter { best = (entry, height) }
      }
      for child in tree.nodes[cohort].childCohorts {
        if let candidate = winner(below: child, depth: depth + 1, &entries, &tree) {
          consider(candidate.entry, height: candidate.height + 1)
        }
      }
      for queue in tree.nodes[cohort].childQueues {
        guard let entry = waiting[queue] else { continue }
        readShares(&entries[entry], &tree)
        consider(entry, height: 1)
      }
      return best
    }

    private func readShares(_ entry: inout Entry, _ tree: inout QuotaTree) {
      var (node, isStale) = (entry.queue, entry.readAt < 0)
      while node >= 0, tree.hasParent(node), !isStale {
        isStale = (changedAt[node] ?? -1) >= entry.readAt
        node = tree.nodes[node].parent
      }
      guard isStale else { return }
      entry.readAt = step
      entry.shares = []
      entry.borrows = []
      let uses = entry.assignment.uses
      tree.add(uses, to: entry.queue)
      node = entry.queue
      while tree.hasParent(node) {
        entry.shares.append(tree.share(node))
        entry.borrows.append(tree.isBorrowing(node, on: uses))
        node = tree.nodes[node].parent
      }
      tree.remove(uses, from: entry.queue)
    }

    /// `aLevel`, `bLevel`: how far above each queue the compared nodes lie.
    private static func goesBefore(_ a: Entry, _ aLevel: Int, _ b: Entry, _ bLevel: Int) -> Bool {
      if a.borrows[aLevel] != b.borrows[bLevel] { return b.borrows[bLevel] }
      let order = DominantShare.compare(a.shares[aLevel], b.shares[bLevel])
      if order != 0 { return order < 0 }
      if a.priority != b.priority { return a.priority > b.priority }
      return a.time < b.time
    }
  }
}
