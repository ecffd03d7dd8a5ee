import Simulation

extension Kueue {
  /// Finds, again and again, the fairest head: a tournament at each level of the tree.
  ///
  /// A head competes with its siblings at the level of its queue, the best one for its cohort with
  /// the siblings of the cohort, and so on. What a head takes changes shares on its own way up only,
  /// so that only matches on this way are played again. Source: Kueue's
  /// `pkg/scheduler/fair_sharing_iterator.go`. Where Kueue takes any tree, this takes the one of the
  /// first queue by name; trees do not influence each other.
  struct Tournament: Sendable {
    /// How a head stands at one level of its way up.
    private struct Standing: Sendable {
      let entry: Int
      let borrows: Bool
      let share: FairShare
      let priority: Int
      let time: SimTime

      func goesBefore(_ other: Standing) -> Bool {
        if borrows != other.borrows { return other.borrows }
        let order = share.compared(to: other.share)
        if order != 0 { return order < 0 }
        if priority != other.priority { return priority > other.priority }
        return time < other.time
      }
    }

    /// The children of one cohort: cohorts first, then queues, each in the order of names.
    private struct Group: Sendable {
      var bracket: Bracket
      var standings: [Standing?]
    }

    /// By queue: the number of its entry, or -1.
    private var waiting: [Int]
    private var order: [Int]
    private var next = 0
    /// By cohort; `nil` until its tree has its turn.
    private var groups: [Group?]
    /// By node: its number among the children of its parent.
    private var numberOf: [Int]
    /// The queue whose head was taken last.
    private var changed = -1

    init(_ entries: [Entry], _ tree: QuotaTree) {
      waiting = Array(repeating: -1, count: tree.queueNumbers.count)
      for (number, entry) in entries.enumerated() where waiting[entry.queue] < 0 {
        waiting[entry.queue] = number
      }
      order = entries.map(\.queue).sorted()
      groups = Array(repeating: nil, count: tree.nodes.count)
      numberOf = Array(repeating: 0, count: tree.nodes.count)
    }

    /// Takes the next head out; its shares, from the queue upwards, are noted in it.
    mutating func pop(_ entries: inout [Entry], _ tree: QuotaTree) -> Int? {
      if changed >= 0 { replay(changed, entries, tree) }
      changed = -1
      while next < order.count, waiting[order[next]] < 0 { next += 1 }
      guard next < order.count else { return nil }
      let queue = order[next]
      guard tree.hasParent(queue) else {
        let entry = waiting[queue]
        waiting[queue] = -1
        return entry
      }
      let root = tree.root(of: queue)
      if groups[root] == nil { gather(root, entries, tree) }
      guard let group = groups[root], let winner = group.bracket.winner,
        let entry = group.standings[winner]?.entry
      else { return nil }
      changed = entries[entry].queue
      waiting[changed] = -1
      entries[entry].shares = shares(entries[entry], tree)
      return entry
    }

    private mutating func gather(_ cohort: Int, _ entries: [Entry], _ tree: QuotaTree) {
      let children = tree.nodes[cohort].childCohorts + tree.nodes[cohort].childQueues
      var standings: [Standing?] = []
      for (number, child) in children.enumerated() {
        numberOf[child] = number
        if !tree.nodes[child].isQueue { gather(child, entries, tree) }
        standings.append(standing(child, entries, tree))
      }
      var bracket = Bracket(players: children.count)
      bracket.playAll(standings.map { $0 != nil }) { Self.beats($0, $1, standings) }
      groups[cohort] = Group(bracket: bracket, standings: standings)
    }

    /// Plays the matches on a queue's way up again.
    private mutating func replay(_ queue: Int, _ entries: [Entry], _ tree: QuotaTree) {
      var node = queue
      while tree.hasParent(node) {
        let cohort = tree.nodes[node].parent
        let standing = standing(node, entries, tree)
        let number = numberOf[node]
        groups[cohort]?.standings[number] = standing
        if let standings = groups[cohort]?.standings {
          groups[cohort]?.bracket.play(number, isIn: standing != nil) {
            Self.beats($0, $1, standings)
          }
        }
        node = cohort
      }
    }

    private static func beats(_ first: Int, _ second: Int, _ standings: [Standing?]) -> Bool {
      guard let a = standings[first], let b = standings[second] else { return false }
      return a.goesBefore(b)
    }

    /// The best head of a node, as it stands at the node's level.
    private func standing(_ node: Int, _ entries: [Entry], _ tree: QuotaTree) -> Standing? {
      let number: Int
      if tree.nodes[node].isQueue {
        number = waiting[node]
        if number < 0 { return nil }
      } else {
        guard let group = groups[node], let winner = group.bracket.winner,
          let best = group.standings[winner]
        else { return nil }
        number = best.entry
      }
      var uses = entries[number].assignment.uses
      var step = entries[number].queue
      while step != node {
        tree.passUp(&uses, from: step)
        step = tree.nodes[step].parent
      }
      return Standing(
        entry: number,
        borrows: tree.isBorrowing(node, on: entries[number].assignment.uses, adding: uses),
        share: FairShare(tree.share(node, adding: uses)), priority: entries[number].priority,
        time: entries[number].time)
    }

    private func shares(_ entry: Entry, _ tree: QuotaTree) -> [DominantShare] {
      var shares: [DominantShare] = []
      var uses = entry.assignment.uses
      var node = entry.queue
      while tree.hasParent(node) {
        shares.append(tree.share(node, adding: uses))
        tree.passUp(&uses, from: node)
        node = tree.nodes[node].parent
      }
      return shares
    }
  }

  /// What of a dominant share decides comparisons.
  struct FairShare: Sendable {
    private let isInfinite: Bool
    /// The ratio of an infinite share, else the weighted one.
    private let value: Double

    init(_ share: DominantShare) {
      isInfinite = share.weight == 0 && share.ratio != 0
      value = isInfinite ? share.ratio : share.weighted
    }

    /// As `DominantShare.compare`.
    func compared(to other: FairShare) -> Int {
      if isInfinite != other.isInfinite { return isInfinite ? 1 : -1 }
      return value < other.value ? -1 : (value > other.value ? 1 : 0)
    }
  }
}

extension Kueue.QuotaTree {
  /// What of some uses of a node its parent is charged with.
  func passUp(_ uses: inout [Kueue.Use], from node: Int) {
    for index in uses.indices {
      let free = localAvailable(node, uses[index].fr)
      let amount = uses[index].amount
      uses[index].amount = amount > free ? Kueue.Amount.difference(amount, free) : 0
    }
  }
}
