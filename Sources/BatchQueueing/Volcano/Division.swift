extension Volcano {
  /// How plugin `proportion` divides a cluster among queues: water filling by weight in rounds.
  public struct Division: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
      public let queue: String
      public let weight: Int
      public let request: Amounts
      /// Total less all guarantees plus its own guarantee, capped by its capability.
      public let limit: Amounts
      public let guarantee: Amounts
      public let deserved: Amounts
    }

    /// One round: what each unmet queue came to, and what was left for the next.
    public struct Round: Hashable, Sendable {
      public struct Step: Hashable, Sendable {
        public let queue: String
        public let deserved: Amounts
        /// Why the queue drops out after this round, if it does.
        public let met: Met?
      }

      /// Weights of the queues that took part.
      public let weights: Int
      public let before: Amounts
      public let steps: [Step]
      public let after: Amounts
    }

    public enum Met: Hashable, Sendable {
      /// It deserves all that it asks for.
      case request
      /// The round gave it nothing more.
      case unchanged
    }

    public let total: Amounts
    /// By name.
    public let entries: [Entry]
    public let rounds: [Round]
  }
}

extension Volcano {
  /// The division on vectors.
  struct WaterFilling {
    struct Claim {
      let name: String
      let weight: Int
      let request: Vector
      let limit: Vector
      let guarantee: Vector
      var deserved: Vector
      var met: Volcano.Division.Met?
    }

    private(set) var claims: [Claim]
    private(set) var rounds: [Volcano.Division.Round] = []
    let total: Vector
    private let table: ResourceTable

    /// `claims` start with nothing deserved. Ends: every round meets a queue, or changes what
    /// remains; rounding could keep it changing by ever less, so `mostRounds` closes it.
    init(total: Vector, claims: [Claim], table: ResourceTable) {
      self.total = total
      self.claims = claims
      self.table = table
      var remaining = total
      for _ in 0..<Self.mostRounds {
        let weights = self.claims.reduce(0) { $1.met == nil ? $0 + $1.weight : $0 }
        if weights == 0 { break }
        let before = remaining
        fill(&remaining, weights: weights)
        if remaining.isEmpty || remaining == before { break }
      }
    }

    /// A guess: real divisions end after about as many rounds as there are queues.
    static let mostRounds = 1_000

    private mutating func fill(_ remaining: inout Vector, weights: Int) {
      var increased = Vector(count: total.values.count)
      var decreased = increased
      var steps: [Volcano.Division.Round.Step] = []
      for index in claims.indices where claims[index].met == nil {
        let old = claims[index].deserved
        let deserved = Self.next(claims[index], remaining: remaining, weights: weights)
        claims[index].deserved = deserved
        if claims[index].request.fits(in: deserved) {
          claims[index].met = .request
        } else if deserved == old {
          claims[index].met = .unchanged
        }
        let change = deserved.difference(old)
        increased.add(change.more)
        decreased.add(change.less)
        steps.append(
          Volcano.Division.Round.Step(
            queue: claims[index].name, deserved: table.amounts(deserved), met: claims[index].met))
      }
      let before = remaining
      remaining = before.adding(decreased).exceeding(increased)
      rounds.append(
        Volcano.Division.Round(
          weights: weights, before: table.amounts(before), steps: steps,
          after: table.amounts(remaining)))
    }

    /// Its part by weight on top of what it has, capped by limit and request, floored by guarantee.
    private static func next(_ claim: Claim, remaining: Vector, weights: Int) -> Vector {
      var deserved = claim.deserved
      deserved.add(remaining.scaled(by: Double(claim.weight) / Double(weights)))
      deserved.cap(by: claim.limit)
      deserved.capStrictly(by: claim.request)
      return deserved.maximum(claim.guarantee)
    }

    var report: Volcano.Division {
      Volcano.Division(
        total: table.amounts(total),
        entries: claims.map {
          Volcano.Division.Entry(
            queue: $0.name, weight: $0.weight, request: table.amounts($0.request),
            limit: table.amounts($0.limit), guarantee: table.amounts($0.guarantee),
            deserved: table.amounts($0.deserved))
        }, rounds: rounds)
    }
  }
}
