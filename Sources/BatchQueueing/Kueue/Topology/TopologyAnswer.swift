extension Kueue {
  /// Where the pods of one pod set go.
  public struct TopologyAssignment: Hashable, Sendable, Codable {
    /// Some pods in one domain.
    public struct Domain: Hashable, Sendable, Codable {
      /// Label values, one for each of the assignment's levels.
      public var values: [String]
      /// Number of pods, at least 1.
      public var count: Int

      public init(values: [String], count: Int) {
        self.values = values
        self.count = count
      }
    }

    /// Only the hostname level when the topology ends there, else all levels.
    public var levels: [String]
    /// In the order of the values over all levels.
    public var domains: [Domain]

    public init(levels: [String], domains: [Domain]) {
      self.levels = levels
      self.domains = domains
    }

    /// Pods that have a domain. Less than asked for when the count is no multiple of the slice size:
    /// Kueue places whole slices only and leaves the rest of the pods gated.
    public var podCount: Int { domains.reduce(0) { Clamped.sum($0, $1.count) } }
  }

  /// Why a pod set has no place.
  public enum TopologyRefusal: Hashable, Sendable, Codable {
    /// The flavor's topology has no such level.
    case noLevel(String)
    case noSliceLevel(String)
    /// Slices would have to be wider than the domain of the whole pod set.
    case slicesAbovePodSet(sliceLevel: String, level: String)
    /// A layer of slices without a positive size.
    case noSliceSize(level: String)
    /// A layer of slices that is not narrower than the layer around it.
    case layerNotNarrower(level: String, than: String)
    /// A layer whose size does not divide the size of the layer around it.
    case layerDoesNotDivide(size: Int, outer: Int)
    /// An affinity term with an impossible number or kind of values.
    case malformedAffinity
    /// A count or a request below 0, or a count beyond 32 bits.
    case impossibleCount
    /// A group that is no pair of a leader of one pod and its workers.
    case noLeaderAndWorkers(group: String)
    /// No usable node has a label of this level.
    case noDomains(level: String)
    case doesNotFit(TopologyShortfall)
    /// A failed node is to be replaced, but another node of the assignment is gone as well.
    case staleAssignment(domain: [String])
    /// Nothing to replace: the failed node carries no pods of the set.
    case noReplacement(node: String)
    /// The pod set needs a place and none of the flavors that it got has a topology.
    case noFlavorWithTopology
    /// The pod set got several flavors with topologies, for different resources.
    case severalFlavorsWithTopology([String])
  }

  /// How much would have fitted, in the words of Kueue's message.
  public struct TopologyShortfall: Hashable, Sendable, Codable {
    public enum Unit: String, Hashable, Sendable, Codable {
      case pods = "pod"
      case slices = "slice"
    }

    /// What fits of one layer of slices in the best domain.
    public struct Layer: Hashable, Sendable, Codable {
      public let level: String
      public let fitCount: Int
      public let of: Int
    }

    /// Units that the best domain, or all domains together, could take. As in Kueue the number of the
    /// best domain leaves the leader out, so that a leader alone can fail with all units fitting.
    public let fitCount: Int
    /// Units asked for.
    public let of: Int
    public let unit: Unit
    /// For each layer of slices when there are several; else empty.
    public let layers: [Layer]
    public let exclusions: TopologyExclusions
  }

  /// Nodes that could take no pod, by reason; the first reason that applied counts.
  public struct TopologyExclusions: Hashable, Sendable, Codable {
    public internal(set) var totalNodes = 0
    public internal(set) var nodeSelector = 0
    public internal(set) var affinity = 0
    /// Outside the domain in which a failed node has to be replaced.
    public internal(set) var outsideDomain = 0
    /// Nodes by untolerated taint, in the order of key, value and effect.
    public private(set) var taints: [Share<Taint>] = []
    /// Nodes by the resource that is the tightest, in the order of names.
    public private(set) var resources: [Share<String>] = []

    /// The nodes that one cause excluded.
    public struct Share<Cause: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
      public let cause: Cause
      public fileprivate(set) var nodes: Int
    }

    mutating func count(_ taint: Taint) {
      func key(_ taint: Taint) -> (String, String, String) {
        (taint.key, taint.value, taint.effect)
      }
      Self.count(taint, in: &taints) { key($0) < key($1) }
    }

    mutating func count(resource: String) {
      Self.count(resource, in: &resources, by: <)
    }

    private static func count<Cause: Codable>(
      _ cause: Cause, in shares: inout [Share<Cause>], by precedes: (Cause, Cause) -> Bool
    ) {
      let index = shares.firstIndex { !precedes($0.cause, cause) } ?? shares.count
      if index < shares.count && shares[index].cause == cause {
        shares[index].nodes += 1
      } else {
        shares.insert(Share(cause: cause, nodes: 1), at: index)
      }
    }
  }

  /// The answer for the pod sets of one workload in one flavor.
  public struct TopologyAnswer: Sendable {
    /// In the order of the request. A pod set behind a refused one was not tried and is missing.
    public internal(set) var assignments: [(podSet: String, assignment: TopologyAssignment)] = []
    /// The pod sets that found no place (both of a group), and why.
    public internal(set) var refusal: (podSets: [String], reason: TopologyRefusal)?
    /// One for each group or single pod set, when the answer is to be explained; else empty.
    public internal(set) var traces: [TopologyTrace] = []

    public var fits: Bool { refusal == nil }

    public subscript(podSet: String) -> TopologyAssignment? {
      assignments.first { $0.podSet == podSet }?.assignment
    }
  }
}
