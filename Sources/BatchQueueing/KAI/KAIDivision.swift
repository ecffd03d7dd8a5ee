extension KAI {
  /// What one queue brings to the division of one resource among siblings.
  public struct Claimant: Hashable, Sendable {
    public var id: String
    /// Higher is served first with what is left above the deserved amounts.
    public var priority: Int
    /// Smaller is older.
    public var createdRank: Int
    /// The guaranteed amount; `KAI.unlimited` claims the whole.
    public var deserved: Double
    /// No fair share above this; `KAI.unlimited` for none.
    public var limit: Double
    /// Share in what is left over; 0 gets nothing of it.
    public var overQuotaWeight: Double
    /// What its work uses and waits for.
    public var request: Double
    /// Past use as part of the cluster (0 to 1); 0 unless a usage database is connected.
    public var usage: Double
    /// Fair share before the division.
    public var startFairShare: Double

    public init(
      id: String, priority: Int = 100, createdRank: Int = 0, deserved: Double,
      limit: Double = KAI.unlimited, overQuotaWeight: Double, request: Double, usage: Double = 0,
      startFairShare: Double = 0
    ) {
      self.id = id
      self.priority = priority
      self.createdRank = createdRank
      self.deserved = deserved
      self.limit = limit
      self.overQuotaWeight = overQuotaWeight
      self.request = request
      self.usage = usage
      self.startFairShare = startFairShare
    }

    /// The request, but no more than the limit.
    public var requestable: Double {
      limit == KAI.unlimited ? request : min(limit, request)
    }
  }

  /// Where a division starts: with the deserved amounts, or with these as given.
  public enum DivisionPhase: Hashable, Sendable { case full, overQuotaOnly }

  /// How one resource was divided among siblings, with the steps that led there.
  public struct Division: Hashable, Sendable {
    /// By claimant, in the order given.
    public var fairShare: [Double]
    /// What the deserved step gave, by claimant.
    public var deservedPart: [Double]
    /// What nobody may have; 0 also when the deserved amounts exceed the total.
    public var remaining: Double
    public var rounds: [Round]
    public var leftovers: [Leftover]

    /// One pass over the claimants of one priority.
    public struct Round: Hashable, Sendable {
      public var priority: Int
      /// What is there to divide when the round begins.
      public var amount: Double
      public var parts: [Part]
    }

    /// What one claimant got in a round.
    public struct Part: Hashable, Sendable {
      /// Position among the claimants.
      public var claimant: Int
      /// Its weight (with past use), as part of the weights of all unsatisfied claimants.
      public var weight: Double
      /// `amount` times `weight`, before rounding down.
      public var entitled: Double
      /// What it still lacked.
      public var needed: Double
      public var given: Double
    }

    /// A unit (or what is left of one) that goes to the largest part cut off by rounding.
    public struct Leftover: Hashable, Sendable {
      public var claimant: Int
      public var cutOff: Double
      public var given: Double
    }
  }

  /// Divides `total` of one resource among sibling queues (KAI 0.13, plugin proportion).
  ///
  /// First each gets what it deserves, as far as it asks for it and its limit allows; the sum may
  /// exceed the total. Then, by descending priority, rounds share what is left by weight: a queue
  /// that needs no more than its part gets what it needs, another one its part rounded down; rounds
  /// go on while somebody needed less than its part. What rounding left is given unit by unit.
  /// Claimants are visited by age, then id. `usageFactor` is KAI's kValue.
  public static func divide(
    _ total: Double, among claimants: [Claimant], usageFactor: Double = 0,
    phase: DivisionPhase = .full
  ) -> Division {
    var work = DivisionWork(claimants, usageFactor: usageFactor)
    var remaining = total
    if phase == .full { remaining = work.giveDeserved(of: total) }
    work.division.remaining = remaining > 0 ? work.giveOverQuota(remaining) : 0
    return work.division
  }
}

/// A division under way.
private struct DivisionWork {
  let claimants: [KAI.Claimant]
  let usageFactor: Double
  /// Positions by age, then id.
  let order: [Int]
  var division: KAI.Division
  /// By claimant: the part that rounding down cut off last; `nil` when nothing was.
  var cutOff: [Double?]

  init(_ claimants: [KAI.Claimant], usageFactor: Double) {
    self.claimants = claimants
    self.usageFactor = usageFactor
    order = claimants.indices.sorted {
      let (a, b) = (claimants[$0], claimants[$1])
      return (a.createdRank, a.id, $0) < (b.createdRank, b.id, $1)
    }
    cutOff = Array(repeating: nil, count: claimants.count)
    division = KAI.Division(
      fairShare: claimants.map(\.startFairShare),
      deservedPart: Array(repeating: 0, count: claimants.count), remaining: 0, rounds: [],
      leftovers: [])
  }

  mutating func giveDeserved(of total: Double) -> Double {
    var remaining = total
    for i in order {
      let claimant = claimants[i]
      let deserved = claimant.deserved == KAI.unlimited ? total : claimant.deserved
      let part = min(deserved, claimant.requestable)
      division.deservedPart[i] = part
      division.fairShare[i] += part
      remaining -= part
    }
    return remaining
  }

  mutating func giveOverQuota(_ amount: Double) -> Double {
    var remaining = amount
    let priorities = Set(claimants.map(\.priority)).sorted(by: >)
    for priority in priorities {
      remaining = share(remaining, priority, order.filter { claimants[$0].priority == priority })
    }
    for priority in priorities where remaining > 0 {
      remaining = giveLeftovers(
        remaining, order.filter { claimants[$0].priority == priority && cutOff[$0] != nil })
    }
    return remaining
  }

  /// Rounds among the claimants of one priority; returns what is left.
  private mutating func share(_ amount: Double, _ priority: Int, _ group: [Int]) -> Double {
    var remaining = amount
    // Each round that calls for another one satisfies a claimant; the bound only matters when
    // floating point leaves a crumb that no addition can fill.
    for _ in 0..<(2 * group.count + 2) {
      let weights = shareWeights(group)
      let sum = weights.reduce(0) { $0 + $1.weight }
      if sum == 0 || !sum.isFinite { break }
      var round = KAI.Division.Round(priority: priority, amount: remaining, parts: [])
      var goesOn = false
      for (i, weight) in weights where remaining != 0 && claimants[i].overQuotaWeight != 0 {
        let entitled = round.amount * (weight / sum)
        let needed = lack(i)
        let given = grant(i, entitled: entitled, needed: needed)
        round.parts.append(
          .init(claimant: i, weight: weight / sum, entitled: entitled, needed: needed, given: given)
        )
        if given == 0 { continue }
        division.fairShare[i] += given
        remaining -= given
        goesOn = goesOn || needed < entitled
      }
      division.rounds.append(round)
      if !goesOn || remaining == 0 { break }
    }
    return remaining
  }

  /// All of the need when the part covers it, else the part rounded down.
  private mutating func grant(_ i: Int, entitled: Double, needed: Double) -> Double {
    if needed <= entitled {
      cutOff[i] = nil
      return needed
    }
    let given = max(0, entitled.rounded(.down))
    if entitled > given { cutOff[i] = entitled - given }
    return given
  }

  /// The unsatisfied claimants with their weights: past use lowers a weight, never below 0.
  private func shareWeights(_ group: [Int]) -> [(claimant: Int, weight: Double)] {
    var total = 0.0
    for i in group where lack(i) > 0 { total += claimants[i].overQuotaWeight }
    if total == 0 { return [] }
    return group.filter { !isSatisfied($0) }.map { i in
      let weight = claimants[i].overQuotaWeight / total
      return (i, max(0, weight + usageFactor * (weight - claimants[i].usage)))
    }
  }

  private mutating func giveLeftovers(_ amount: Double, _ group: [Int]) -> Double {
    var remaining = amount
    // `order` already put the older and then the smaller id first.
    let byCutOff = group.enumerated().sorted {
      let (a, b) = (cutOff[$0.element] ?? 0, cutOff[$1.element] ?? 0)
      return a != b ? a > b : $0.offset < $1.offset
    }
    for (_, i) in byCutOff where remaining != 0 {
      let given = min(1, remaining)
      division.leftovers.append(.init(claimant: i, cutOff: cutOff[i] ?? 0, given: given))
      division.fairShare[i] += given
      remaining -= given
    }
    return remaining
  }

  private func lack(_ i: Int) -> Double {
    max(0, claimants[i].requestable - division.fairShare[i])
  }

  private func isSatisfied(_ i: Int) -> Bool {
    let (claimant, share) = (claimants[i], division.fairShare[i])
    return claimant.request <= share
      || (claimant.limit != KAI.unlimited && claimant.limit <= share)
  }
}
