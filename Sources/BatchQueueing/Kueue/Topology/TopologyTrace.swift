extension Kueue {
  /// How one group, or one pod set, found its place or failed to: what was counted and what was chosen.
  public struct TopologyTrace: Hashable, Sendable, Codable {
    /// What a node could do for the pods.
    public enum NodeVerdict: Hashable, Sendable, Codable {
      /// Pods that fit onto the free part of the node.
      case holds(pods: Int)
      /// Not one pod fits; the tightest resource, with its free and its wanted amount.
      case lacks(resource: String, free: Int, needed: Int)
      case untoleratedTaint(Taint)
      case otherNodeSelector
      case otherAffinity
      case outsideDomain
    }

    /// A domain before anything was placed.
    public struct Domain: Hashable, Sendable, Codable {
      /// Label values from the widest level down.
      public let values: [String]
      /// Pods that fit.
      public let pods: Int
      /// Whole slices that fit; counted from the slices' level upwards, 0 below it.
      public let slices: Int
      /// The same with the leader inside as well; equal to `pods` and `slices` without a leader.
      public let podsWithLeader: Int
      public let slicesWithLeader: Int
      /// Whether the leader fits into one of its nodes.
      public let holdsLeader: Bool
      /// Sum of the weights of matching preferred affinity over its nodes.
      public let affinityScore: Int
    }

    /// A node and what it could do.
    public struct Node: Hashable, Sendable, Codable {
      public let node: String
      public let verdict: NodeVerdict
    }

    /// All domains of one level.
    public struct Level: Hashable, Sendable, Codable {
      public let level: String
      public let domains: [Domain]
    }

    /// A domain that was taken, and for how much.
    public struct Share: Hashable, Sendable, Codable {
      public let values: [String]
      public let pods: Int
      public let withLeader: Bool
    }

    /// Why a domain, or a set of them, was taken at the level of the search.
    public enum Rule: Hashable, Sendable, Codable {
      /// BestFit: the domain with the fewest slices that still holds everything; the first of equals.
      case smallestThatFits
      /// LeastFreeCapacity: the first that holds everything, from the smallest upwards.
      case firstFromTheSmallest
      /// BestFit over several: the largest first, the last one the smallest that holds the rest.
      case largestFirst
      /// LeastFreeCapacity over several: the smallest first.
      case smallestFirst
      /// TASRespectNodeAffinityPreferred: the best score that can hold everything.
      case bestScoreThatFits
    }

    /// Why an even spread was not possible, so that BestFit went on.
    public enum Imbalance: Hashable, Sendable, Codable {
      case noDomainHoldsAll
      case noSuchSetOfDomains
      case tooFewSlices(threshold: Int)
      case remainder
    }

    public enum Step: Hashable, Sendable, Codable {
      /// No single domain of the level holds everything; the best one's units are given.
      case tooSmall(level: String, best: [String], fitCount: Int, of: Int)
      /// A preferred level gives way to the one above.
      case widened(to: String)
      case chose(level: String, domains: [[String]], rule: Rule)
      /// Every domain gets at least `threshold` slices.
      case balanced(level: String, threshold: Int, shares: [Share])
      case notBalanced(Imbalance)
      /// One level down. `inside` is the parent whose pods were split, `nil` when the children of all
      /// chosen domains competed.
      case descended(level: String, inside: [String]?, shares: [Share])
    }

    /// The workers first, then the leader.
    public let podSets: [String]
    /// Slices, or pods without slices, that were asked for.
    public let units: Int
    public let unit: TopologyShortfall.Unit
    /// Nodes in the order of their domains; empty unless the topology ends at nodes.
    public internal(set) var nodes: [Node] = []
    /// Every domain, level by level from the widest, in the order of values.
    public internal(set) var levels: [Level] = []
    public internal(set) var steps: [Step] = []
  }
}
