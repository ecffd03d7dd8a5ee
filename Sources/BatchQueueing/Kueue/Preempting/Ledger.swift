import Simulation

extension Kueue {
  /// A workload that holds quota; an object, so that looking at one costs no copy.
  final class Holding: Sendable {
    let workload: Int
    let key: String
    let uid: String
    let priority: Int
    let orderTime: SimTime
    let reservedAt: SimTime
    let queue: Int
    /// By flavored resource, ascending, each once; zero amounts too.
    let uses: [Use]
    let isEvicted: Bool
    /// The places of its pods in flavors with a topology.
    let placements: [TopologyFlavors.Placement]

    init(
      workload: Int, key: String, uid: String, priority: Int, orderTime: SimTime,
      reservedAt: SimTime, queue: Int, uses: [Use], isEvicted: Bool,
      placements: [TopologyFlavors.Placement]
    ) {
      self.workload = workload
      self.key = key
      self.uid = uid
      self.priority = priority
      self.orderTime = orderTime
      self.reservedAt = reservedAt
      self.queue = queue
      self.uses = uses
      self.isEvicted = isEvicted
      self.placements = placements
    }

    /// The same, told to go.
    func evicted() -> Holding {
      Holding(
        workload: workload, key: key, uid: uid, priority: priority, orderTime: orderTime,
        reservedAt: reservedAt, queue: queue, uses: uses, isEvicted: true,
        placements: placements)
    }

    /// The order in which candidates are pushed out, wherever they are: already evicted first, then
    /// lower priority, later reservation, UID, key.
    func goesBefore(_ other: Holding) -> Bool {
      if isEvicted != other.isEvicted { return isEvicted }
      if priority != other.priority { return priority < other.priority }
      if reservedAt != other.reservedAt { return reservedAt > other.reservedAt }
      if uid != other.uid { return uid < other.uid }
      return key < other.key
    }
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
      ranks = []
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
      ranks = []
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

    mutating func markEvicted(_ number: Int) {
      holdings[number] = holdings[number]?.evicted()
      ranks = []
    }

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

    /// Holdings by `Holding.goesBefore`, from 0; made when first needed.
    private var ranks: [Int] = []
    private var byRank: [Int] = []

    /// Must come before `turn`.
    mutating func rankHoldings() {
      guard ranks.isEmpty else { return }
      let known = holdings.enumerated().compactMap { number, holding in
        holding.map { (number: number, holding: $0) }
      }
      byRank = known.sorted { $0.holding.goesBefore($1.holding) }.map(\.number)
      ranks = Array(repeating: 0, count: holdings.count)
      for (rank, number) in byRank.enumerated() { ranks[number] = rank }
    }

    func holding(ofTurn turn: Int) -> Int { byRank[turn % ranks.count] }

    /// A smaller number is pushed out earlier: already evicted first, then those of other queues,
    /// then by rank.
    func turn(_ number: Int, preemptorQueue: Int) -> Int {
      guard let holding = holdings[number] else { return .max }
      let count = ranks.count
      return ranks[number] + (holding.queue == preemptorQueue ? count : 0)
        + (holding.isEvicted ? 0 : 2 * count)
    }
  }
}
