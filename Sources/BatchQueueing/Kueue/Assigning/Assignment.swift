extension Kueue {
  /// Flavors for a whole workload, as a cycle works with them.
  struct Assignment: Sendable {
    enum Mode: Int, Comparable, Sendable {
      case noFit, preempt
      /// Fits once the victims of others in this cycle are gone.
      case deferredFit
      case fit

      static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

      init(_ mode: FlavorMode) {
        switch mode {
        case .noFit: self = .noFit
        case .noCandidates, .preempt, .reclaim: self = .preempt
        case .fit: self = .fit
        }
      }
    }

    struct Choice: Sendable {
      let resource: Int
      let flavor: Int
      let fr: Int
      var mode: Mode
      let borrowing: Int
      /// Where the search stopped, or -1 at the end of the list.
      let tried: Int
    }

    struct PodSet: Sendable {
      /// Its place in the workload: pod sets of one group come together here.
      let number: Int
      let name: String
      let count: Int
      var choices: [Choice]
      /// All pods together; by resource.
      let requests: [(resource: Int, amount: Int)]
      let isAssigned: Bool
    }

    var podSets: [PodSet] = []
    /// By flavored resource, ascending, zero amounts too.
    private(set) var uses: [Use] = []
    private(set) var borrowing = 0
    var mode = Mode.fit
    /// The pod set that could not be served, when there is one, and the resource that no group has.
    var unavailable: (podSet: Int, resource: String)?
    var attempts: [FlavorAttempt] = []
    /// Pod sets that need places in flavors with a topology, and why some found none.
    var topologyRequests: [TopologyFlavors.Request] = []
    var topologyRefusals: [TopologyRefused] = []
    var topologyTraces: [TopologyExplanation] = []
    /// By pod set.
    var placeOf: [String: TopologyAssignment] = [:]

    func assumed(_ fr: Int) -> Int { uses.first { $0.fr == fr }?.amount ?? 0 }

    mutating func append(_ podSet: PodSet) {
      podSets.append(podSet)
      for choice in podSet.choices {
        borrowing = max(borrowing, choice.borrowing)
        let amount = podSet.requests.first { $0.resource == choice.resource }?.amount ?? 0
        if let place = uses.firstIndex(where: { $0.fr >= choice.fr }) {
          if uses[place].fr == choice.fr {
            uses[place].amount = Amount.sum(uses[place].amount, amount)
          } else {
            uses.insert(Use(fr: choice.fr, amount: amount), at: place)
          }
        } else {
          uses.append(Use(fr: choice.fr, amount: amount))
        }
      }
    }

    /// Lowers a pod set's mode, and that of the whole.
    mutating func setMode(_ mode: Mode, ofPodSet name: String) {
      for place in podSets.indices where podSets[place].name == name {
        for choice in podSets[place].choices.indices { podSets[place].choices[choice].mode = mode }
      }
      self.mode = mode
    }

    /// The worst of all modes.
    mutating func settle() {
      mode = .fit
      for podSet in podSets {
        if !podSet.isAssigned {
          mode = .noFit
        } else {
          for choice in podSet.choices { mode = min(mode, choice.mode) }
        }
      }
      if podSets.isEmpty { mode = .noFit }
    }

    /// What is really asked for.
    var requested: [Use] { uses.filter { $0.amount != 0 } }

    /// Flavored resources that need preemption, ascending.
    var needs: [Int] {
      Set(podSets.flatMap { $0.choices.filter { $0.mode == .preempt }.map(\.fr) }).sorted()
    }

    /// Where the next cycle goes on: by pod set in the order of `podSets`, as in Kueue, the place in
    /// the flavor list by resource.
    var progress: [[Int: Int]] {
      podSets.map { podSet in
        Dictionary(podSet.choices.map { ($0.resource, $0.tried) }) { first, _ in first }
      }
    }

    /// The flavors chosen: by pod set of the workload, by resource.
    func nomination(podSetCount: Int) -> [[Int: Int]] {
      var nomination = Array(repeating: [Int: Int](), count: podSetCount)
      for podSet in podSets {
        for choice in podSet.choices { nomination[podSet.number][choice.resource] = choice.flavor }
      }
      return nomination
    }
  }
}
