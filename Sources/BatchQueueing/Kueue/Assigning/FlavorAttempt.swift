extension Kueue {
  /// How a flavor can be assigned, from the worst to the best.
  public enum FlavorMode: Int, Hashable, Sendable, Codable, Comparable, CaseIterable {
    case noFit
    /// Preemption might make room, but there is nobody to push out.
    case noCandidates
    /// Someone of the own queue would have to go.
    case preempt
    /// Only workloads of other queues would have to go.
    case reclaim
    case fit

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// Something that speaks against a flavor.
  public enum FlavorObstacle: Hashable, Sendable, Codable {
    /// The queue names a flavor that does not exist.
    case missingFlavor
    case untoleratedTaint(Taint)
    /// The flavor's labels do not meet the node selector or the required affinity.
    case nodeAffinity
    /// A second look in the same cycle stays with the flavors of the first.
    case otherFlavorNominated
    /// The pods ask for a topology and the flavor has none.
    case noTopology
    /// The flavor has a topology, which the pods do not ask for.
    case onlyTopology
    /// The flavor's topology has no such level.
    case noTopologyLevel
    /// The flavor names a topology of which nothing is known (yet).
    case topologyMissing
    case quota(Shortage)
  }

  /// One flavor that was looked at, for the pod sets that share a choice.
  public struct FlavorAttempt: Hashable, Sendable, Codable {
    public let podSets: [String]
    public let flavor: String
    public let mode: FlavorMode
    /// Height of the lowest subtree that can hold the request; 0 inside the queue.
    public let borrowingLevel: Int
    public let obstacles: [FlavorObstacle]
  }
}
