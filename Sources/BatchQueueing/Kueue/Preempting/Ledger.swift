import Simulation

extension Kueue {
  /// A workload that holds quota.
  struct Holding: Sendable {
    let workload: Int
    let key: String
    let uid: String
    let priority: Int
    let orderTime: SimTime
    let reservedAt: SimTime
    let queue: Int
    /// By flavored resource, ascending, each once; zero amounts too.
    let uses: [Use]
    var isEvicted: Bool
    /// The places of its pods in flavors with a topology.
    let placements: [TopologyFlavors.Placement]
  }

  /// The quota tree and who holds what of it. Decisions work on a copy, in which they take
  /// workloads out and put them back.
  struct Ledger: Sendable {
    var tree: QuotaTree
    /// Flavors with a topology and what holdings take there; `nil` without any.
    private(set) var topology: TopologyFlavors?
    private(set) var holdings: [Holding?] = []
    private var free: [Int] = []
    /// By queue: numbers of holdings. Those taken out for the moment are not in it.
    private(set) var holders: [[Int]]

    init(tree: QuotaTree) {
      self.tree = tree
      holders = Array(repeating: [], count: tree.queueNumbers.count)
    }

    /// Adds a holding and its usage; returns its number.
    mutating func insert(_ holding: Holding) -> Int {
      let number = free.popLast() ?? holdings.count
      if number == holdings.count { holdings.append(nil) }
      holdings[number] = holding
      holders[holding.queue].append(number)
      tree.add(holding.uses, to: holding.queue)
      topology?.admit(holding.placements)
      return number
    }

    /// Removes a holding and its usage for good.
    mutating func delete(_ number: Int) {
      guard let holding = holdings[number] else { return }
      leaveHolders(number, holding)
      tree.remove(holding.uses, from: holding.queue)
      topology?.dismiss(holding.placements)
      holdings[number] = nil
      free.append(number)
    }

    /// Replaces the nodes of the flavors with a topology.
    mutating func setTopology(_ snapshots: [String: TopologySnapshot]) {
      topology =
        snapshots.isEmpty
        ? nil
        : TopologyFlavors(snapshots, admitted: holdings.flatMap { $0?.placements ?? [] })
    }

    /// Takes quota and places for the time of a cycle.
    mutating func reserve(
      _ uses: [Use], _ placements: [TopologyFlavors.Placement] = [], queue: Int
    ) {
      tree.add(uses, to: queue)
      topology?.add(placements)
    }

    mutating func markEvicted(_ number: Int) { holdings[number]?.isEvicted = true }

    mutating func takeOut(_ number: Int) {
      guard let holding = holdings[number] else { return }
      leaveHolders(number, holding)
      removeUsage(holding)
    }

    private mutating func leaveHolders(_ number: Int, _ holding: Holding) {
      guard let place = holders[holding.queue].firstIndex(of: number) else { return }
      holders[holding.queue].swapAt(place, holders[holding.queue].count - 1)
      holders[holding.queue].removeLast()
    }

    mutating func putBack(_ number: Int) {
      guard let holding = holdings[number] else { return }
      holders[holding.queue].append(number)
      addUsage(holding)
    }

    mutating func removeUsage(of numbers: [Int]) {
      for number in numbers {
        if let holding = holdings[number] { removeUsage(holding) }
      }
    }

    mutating func addUsage(of numbers: [Int]) {
      for number in numbers {
        if let holding = holdings[number] { addUsage(holding) }
      }
    }

    private mutating func removeUsage(_ holding: Holding) {
      tree.remove(holding.uses, from: holding.queue)
      topology?.remove(holding.placements)
    }

    private mutating func addUsage(_ holding: Holding) {
      tree.add(holding.uses, to: holding.queue)
      topology?.add(holding.placements)
    }

    /// The order in which candidates are pushed out: already evicted first, then those of other
    /// queues, lower priority, later reservation, UID, key.
    func goesBefore(_ a: Int, _ b: Int, preemptorQueue: Int) -> Bool {
      guard let a = holdings[a], let b = holdings[b] else { return false }
      if a.isEvicted != b.isEvicted { return a.isEvicted }
      let (aIsOwn, bIsOwn) = (a.queue == preemptorQueue, b.queue == preemptorQueue)
      if aIsOwn != bIsOwn { return bIsOwn }
      if a.priority != b.priority { return a.priority < b.priority }
      if a.reservedAt != b.reservedAt { return a.reservedAt > b.reservedAt }
      if a.uid != b.uid { return a.uid < b.uid }
      return a.key < b.key
    }
  }
}
