extension Kueue {
  /// Picks the queue that loses a workload next, from the root down by the largest share.
  ///
  /// Only queues with candidates, and the cohorts above them, take part, and shares are read again
  /// only on the way up from a queue that lost a workload. Source: Kueue's
  /// `pkg/scheduler/preemption/fairsharing/ordering.go`.
  struct FairTargetQueues {
    /// A queue with candidates, or a cohort above one.
    private struct Member {
      let node: Int
      /// Of a queue, by turn; the next one is at `next`.
      var candidates: [Int] = []
      var next = 0
      var isDropped = false
      /// Share and whether it borrows; `nil` before it is needed.
      var standing: (share: FairShare, isBorrowing: Bool)?
      /// Of a cohort: members below, by name.
      var cohorts: [Int] = []
      var queues: [Int] = []
      var bracket: Bracket?
      /// Its number among the queues of its cohort.
      var player = 0
    }

    let preemptorQueue: Int
    private var members: [Member] = []
    /// By node: its number among the members, or -1.
    private var numberOf: [Int]
    /// By cohort: whether the preemptor's queue lies below it.
    private var isAbove: [Bool]
    /// The member that lost a workload or was dropped since the last choice, or -1.
    private var touched = -1

    /// `candidates` are sorted by turn.
    init(_ candidates: [Int], preemptorQueue: Int, in ledger: Ledger) {
      self.preemptorQueue = preemptorQueue
      let nodes = ledger.tree.nodes
      numberOf = Array(repeating: -1, count: nodes.count)
      isAbove = Array(repeating: false, count: nodes.count)
      var above = nodes[preemptorQueue].parent
      while above >= 0 {
        isAbove[above] = true
        above = nodes[above].parent
      }
      for candidate in candidates {
        guard let queue = ledger.holdings[candidate]?.queue else { continue }
        let member = join(queue)
        members[member].candidates.append(candidate)
      }
      // Nodes are numbered by name, queues first: ascending numbers are the order of children.
      for node in members.map(\.node).sorted() {
        var cohort = nodes[node].parent
        if cohort >= 0 {
          let (queue, parent) = (numberOf[node], join(cohort))
          members[queue].player = members[parent].queues.count
          members[parent].queues.append(queue)
        }
        while cohort >= 0 {
          _ = join(cohort)
          cohort = nodes[cohort].parent
        }
      }
      for node in members.map(\.node).sorted() where !nodes[node].isQueue && nodes[node].parent >= 0
      {
        members[numberOf[nodes[node].parent]].cohorts.append(numberOf[node])
      }
    }

    private mutating func join(_ node: Int) -> Int {
      if numberOf[node] < 0 {
        numberOf[node] = members.count
        members.append(Member(node: node))
      }
      return numberOf[node]
    }

    func isAncestor(_ cohort: Int) -> Bool { isAbove[cohort] }

    mutating func pop(_ queue: Int) -> Int? {
      let member = numberOf[queue]
      guard member >= 0, hasCandidates(member) else { return nil }
      touched = member
      members[member].next += 1
      return members[member].candidates[members[member].next - 1]
    }

    mutating func drop(_ queue: Int) {
      guard numberOf[queue] >= 0 else { return }
      touched = numberOf[queue]
      members[touched].isDropped = true
    }

    /// `nil` when no queue is left.
    mutating func next(in ledger: Ledger) -> Int? {
      guard ledger.tree.hasParent(preemptorQueue) else {
        let member = numberOf[preemptorQueue]
        return member >= 0 && !members[member].isDropped && hasCandidates(member)
          ? preemptorQueue : nil
      }
      refresh(in: ledger)
      let root = numberOf[ledger.tree.root(of: preemptorQueue)]
      while root >= 0, !members[root].isDropped {
        if let queue = next(below: root, in: ledger) { return queue }
      }
      return nil
    }

    private func hasCandidates(_ member: Int) -> Bool {
      members[member].next < members[member].candidates.count
    }

    /// Reads again what the last loss changed: the shares on its way up.
    private mutating func refresh(in ledger: Ledger) {
      guard touched >= 0 else { return }
      let queue = touched
      touched = -1
      var node = members[queue].node
      while node >= 0 {
        if numberOf[node] >= 0 { members[numberOf[node]].standing = nil }
        node = ledger.tree.nodes[node].parent
      }
      let cohort = numberOf[ledger.tree.nodes[members[queue].node].parent]
      guard cohort >= 0, members[cohort].bracket != nil else { return }
      let isIn = takesPart(queue, in: ledger)
      var bracket = members[cohort].bracket
      members[cohort].bracket = nil
      bracket?.play(members[queue].player, isIn: isIn) { beats($0, $1, of: cohort, in: ledger) }
      members[cohort].bracket = bracket
    }

    private mutating func standing(_ member: Int, in ledger: Ledger) -> (
      share: FairShare, isBorrowing: Bool
    ) {
      if let known = members[member].standing { return known }
      let share = ledger.tree.share(members[member].node)
      let standing = (FairShare(share), share.isBorrowing)
      members[member].standing = standing
      return standing
    }

    /// Whether a queue may lose a workload; it is dropped for good if not.
    private mutating func takesPart(_ member: Int, in ledger: Ledger) -> Bool {
      let node = members[member].node
      guard !members[member].isDropped, ledger.tree.nodes[node].isActive else { return false }
      guard hasCandidates(member),
        standing(member, in: ledger).isBorrowing || node == preemptorQueue
      else {
        members[member].isDropped = true
        return false
      }
      return true
    }

    /// The larger share; at equal shares the queue whose first candidate goes first.
    private func beats(_ a: Int, _ b: Int, of cohort: Int, in ledger: Ledger) -> Bool {
      let first = members[members[cohort].queues[a]]
      let second = members[members[cohort].queues[b]]
      guard let mine = first.standing?.share, let theirs = second.standing?.share else {
        return false
      }
      let order = mine.compared(to: theirs)
      if order != 0 { return order > 0 }
      return ledger.turn(first.candidates[first.next], preemptorQueue: preemptorQueue)
        < ledger.turn(second.candidates[second.next], preemptorQueue: preemptorQueue)
    }

    /// `nil` when this round only dropped nodes.
    private mutating func next(below cohort: Int, in ledger: Ledger) -> Int? {
      if members[cohort].bracket == nil {
        var isIn: [Bool] = []
        for queue in members[cohort].queues { isIn.append(takesPart(queue, in: ledger)) }
        var bracket = Bracket(players: isIn.count)
        bracket.playAll(isIn) { beats($0, $1, of: cohort, in: ledger) }
        members[cohort].bracket = bracket
      }
      let queue = members[cohort].bracket?.winner.map { members[cohort].queues[$0] }
      var best: (member: Int, share: FairShare)?
      for child in members[cohort].cohorts where !members[child].isDropped {
        let (share, isBorrowing) = standing(child, in: ledger)
        if !isBorrowing && !isAncestor(members[child].node) {
          members[child].isDropped = true
        } else if best.map({ share.compared(to: $0.share) >= 0 }) ?? true {
          best = (child, share)
        }
      }
      guard queue != nil || best != nil else {
        members[cohort].isDropped = true
        return nil
      }
      if let best {
        let queueShare = queue.map { standing($0, in: ledger).share }
        if queueShare.map({ best.share.compared(to: $0) >= 0 }) ?? true {
          return next(below: best.member, in: ledger)
        }
      }
      return queue.map { members[$0].node }
    }
  }
}
