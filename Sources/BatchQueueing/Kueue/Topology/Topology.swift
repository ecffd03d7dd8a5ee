extension Kueue {
  /// The levels of a data centre, from the widest to the narrowest, each the key of a node label.
  ///
  /// API object `Topology`, at most 16 levels. A topology whose narrowest level is
  /// `kubernetes.io/hostname` knows single nodes: only then do taints, selectors and node affinity
  /// count.
  public struct Topology: Hashable, Sendable, Codable {
    public static let hostnameLabel = "kubernetes.io/hostname"

    public let name: String
    public let levels: [String]

    /// `nil` without levels, or with one level twice.
    public init?(name: String, levels: [String]) {
      guard !levels.isEmpty, Set(levels).count == levels.count else { return nil }
      self.name = name
      self.levels = levels
    }

    public var endsAtNodes: Bool { levels.last == Self.hostnameLabel }
  }

  /// A node as topology-aware scheduling sees it.
  public struct TopologyNode: Hashable, Sendable, Codable {
    public var name: String
    public var labels: [String: String]
    /// What pods may use, by resource name and with `pods` among them; CPU in milli-CPU.
    public var allocatable: [String: Int]
    public var taints: [Taint]
    /// The node's condition `Ready` is true. Nodes that are not ready do not exist here.
    public var isReady: Bool
    /// Cordoned nodes do not exist here either.
    public var isUnschedulable: Bool

    public init(
      name: String, labels: [String: String], allocatable: [String: Int], taints: [Taint] = [],
      isReady: Bool = true, isUnschedulable: Bool = false
    ) {
      self.name = name
      self.labels = labels
      self.allocatable = allocatable
      self.taints = taints
      self.isReady = isReady
      self.isUnschedulable = isUnschedulable
    }
  }

  /// The feature gates that change where pods go, at their defaults.
  public struct TopologyGates: Hashable, Sendable, Codable {
    /// `TASProfileMixed`: unconstrained pod sets take the domains with the least free capacity.
    public var profileMixed: Bool
    /// `TASBalancedPlacement`: preferred pod sets are spread evenly where that is possible.
    public var balancedPlacement: Bool
    /// `TASRespectNodeAffinityPreferred`: preferred node affinity comes before capacity.
    public var respectPreferredAffinity: Bool

    public init(
      profileMixed: Bool = true, balancedPlacement: Bool = false,
      respectPreferredAffinity: Bool = false
    ) {
      self.profileMixed = profileMixed
      self.balancedPlacement = balancedPlacement
      self.respectPreferredAffinity = respectPreferredAffinity
    }
  }
}
