extension Kueue {
  /// All flavors with a topology, as one scheduling cycle sees them.
  ///
  /// A cycle uses it like this. It makes one from the nodes and everything admitted. When the quota of a
  /// workload fits, `assign` looks for places; without one the workload needs preemption, and
  /// `assign(assumingEmpty: true)` tells whether preemption could help at all. A simulated preemption
  /// is `remove` on a copy, then `assign`. When an entry's turn comes, `fits` looks again at its places,
  /// because entries before it have taken theirs; if they are gone, `assign` is asked once more (gate
  /// TASRecomputeAssignmentWithinSchedulingCycle). `add` then takes the places of the entry, and also of
  /// one that waits for its victims.
  public struct TopologyFlavors: Sendable {
    /// Pods of a workload in one domain of a flavor.
    public struct Placement: Hashable, Sendable, Codable {
      public var flavor: String
      public var usage: TopologySnapshot.Usage

      public init(flavor: String, usage: TopologySnapshot.Usage) {
        self.flavor = flavor
        self.usage = usage
      }
    }

    /// A pod set that was given quota of a flavor and needs a place there.
    public struct Request: Sendable {
      public var flavor: String
      public var podSet: TopologyPodSet

      public init(flavor: String, podSet: TopologyPodSet) {
        self.flavor = flavor
        self.podSet = podSet
      }
    }

    /// The answer for all pod sets of a workload.
    public struct Answer: Sendable {
      public internal(set) var assignments:
        [(podSet: String, flavor: String, assignment: TopologyAssignment)] = []
      public internal(set) var refusals:
        [(podSets: [String], flavor: String, reason: TopologyRefusal)] = []
      public internal(set) var traces: [(flavor: String, trace: TopologyTrace)] = []

      public var fits: Bool { refusals.isEmpty }

      /// What the places take, for `fits`, `add` and `remove`.
      public func placements(_ requests: [Request]) -> [Placement] {
        assignments.flatMap { found in
          let request = requests.first {
            $0.flavor == found.flavor && $0.podSet.name == found.podSet
          }
          return found.assignment.domains.map { domain in
            Placement(
              flavor: found.flavor,
              usage: TopologySnapshot.Usage(
                values: domain.values, requests: request?.podSet.requests ?? [:],
                count: domain.count))
          }
        }
      }
    }

    /// By flavor name.
    private var snapshots: [String: TopologySnapshot]

    /// Flavors whose topologies end at nodes see each other's admitted pods there (gate
    /// TASHandleOverlappingFlavors): one node may belong to several.
    public init(_ snapshots: [String: TopologySnapshot], admitted: [Placement] = []) {
      self.snapshots = snapshots
      flavors = snapshots.keys.sorted()
      admit(admitted)
    }

    /// Counts admitted pods, in each flavor that has the node.
    mutating func admit(_ placements: [Placement]) {
      for item in placements {
        for name in flavors where name == item.flavor || shareNodes(item.flavor, name) {
          snapshots[name]?.add([item.usage])
        }
      }
    }

    /// Takes pods off that were admitted.
    mutating func dismiss(_ placements: [Placement]) {
      for item in placements {
        for name in flavors where name == item.flavor || shareNodes(item.flavor, name) {
          snapshots[name]?.remove([item.usage])
        }
      }
    }

    public subscript(flavor: String) -> TopologySnapshot? { snapshots[flavor] }

    /// In ascending order.
    public let flavors: [String]

    /// Finds places for the pod sets of one workload, flavor by flavor in the order of names. What one
    /// flavor gave is not free in another that has the same nodes. A pod set whose flavor has no topology
    /// is left out.
    public func assign(
      _ requests: [Request], assumingEmpty: Bool = false, explaining: Bool = false
    ) -> Answer {
      var answer = Answer()
      for name in flavors {
        let podSets = requests.filter { $0.flavor == name }.map(\.podSet)
        guard !podSets.isEmpty, let snapshot = snapshots[name] else { continue }
        var assumed = TopologySnapshot.Assumed()
        for found in answer.assignments where shareNodes(found.flavor, name) {
          let podSet = requests.first {
            $0.flavor == found.flavor && $0.podSet.name == found.podSet
          }
          guard let podSet = podSet?.podSet else { continue }
          snapshot.assume(found.assignment, of: podSet, in: &assumed)
        }
        let part = snapshot.assign(
          podSets, assumingEmpty: assumingEmpty, explaining: explaining, assumed: &assumed)
        answer.assignments += part.assignments.map { ($0.podSet, name, $0.assignment) }
        answer.traces += part.traces.map { (name, $0) }
        if let refusal = part.refusal {
          answer.refusals.append((refusal.podSets, name, refusal.reason))
        }
      }
      return answer
    }

    /// Whether all places are still free.
    public func fits(_ placements: [Placement]) -> Bool {
      placements.allSatisfy { snapshots[$0.flavor]?.fits([$0.usage]) ?? false }
    }

    /// Takes places during a cycle, each in its own flavor only, as Kueue does until the next cycle.
    public mutating func add(_ placements: [Placement]) {
      for item in placements { snapshots[item.flavor]?.add([item.usage]) }
    }

    /// Gives places back during a cycle.
    public mutating func remove(_ placements: [Placement]) {
      for item in placements { snapshots[item.flavor]?.remove([item.usage]) }
    }

    /// Whether a flavor has every level that a request names (an implied request names none).
    public func hasLevels(_ request: TopologyRequest?, flavor: String) -> Bool {
      guard let levels = snapshots[flavor]?.topology.levels else { return false }
      var named = (request?.slices ?? []).map(\.level)
      switch request?.placement {
      case .required(let level), .preferred(let level): named.append(level)
      case .unconstrained, nil: break
      }
      return named.allSatisfy(levels.contains)
    }

    private func shareNodes(_ a: String, _ b: String) -> Bool {
      a != b && snapshots[a]?.topology.endsAtNodes == true
        && snapshots[b]?.topology.endsAtNodes == true
    }
  }
}
