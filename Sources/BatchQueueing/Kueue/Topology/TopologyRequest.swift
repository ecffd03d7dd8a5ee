extension Kueue {
  /// What a pod set asks of the topology (the `kueue.x-k8s.io/podset-*-topology` annotations).
  public struct TopologyRequest: Hashable, Sendable, Codable {
    public enum Placement: Hashable, Sendable, Codable {
      /// All pods inside one domain of this level, or nothing.
      case required(level: String)
      /// Inside one domain of this level if possible, else of the level above, and so on; at the
      /// top over as few domains as possible.
      case preferred(level: String)
      /// Anywhere, one node after the other. With slices: anywhere, slice by slice.
      case unconstrained
    }

    /// Pods that have to stay together in one domain: each `size` of them at `level`.
    public struct SliceLayer: Hashable, Sendable, Codable {
      public var level: String
      /// Pods in a slice. Without a size (0) the request is refused.
      public var size: Int

      public init(level: String, size: Int) {
        self.level = level
        self.size = size
      }
    }

    public var placement: Placement
    /// From the widest level to the narrowest; empty when every pod stands for itself.
    public var slices: [SliceLayer]
    /// Two pod sets of one group, a leader of one pod and its workers, are placed together.
    public var group: String?

    public init(_ placement: Placement, slices: [SliceLayer] = [], group: String? = nil) {
      self.placement = placement
      self.slices = slices
      self.group = group
    }
  }

  /// A pod set to be placed.
  public struct TopologyPodSet: Hashable, Sendable {
    public var name: String
    /// Number of pods to place.
    public var count: Int
    /// Of one pod, by resource name; the unit of `pods` that each pod takes is added by the search.
    public var requests: [String: Int]
    /// `nil` when the queue has nothing but topology flavors, which implies unconstrained placement.
    public var request: TopologyRequest?
    public var nodeSelector: [String: String]
    public var affinity: NodeAffinity
    public var tolerations: [Toleration]

    public init(
      name: String, count: Int, requests: [String: Int], request: TopologyRequest?,
      nodeSelector: [String: String] = [:], affinity: NodeAffinity = NodeAffinity(),
      tolerations: [Toleration] = []
    ) {
      self.name = name
      self.count = count
      self.requests = requests
      self.request = request
      self.nodeSelector = nodeSelector
      self.affinity = affinity
      self.tolerations = tolerations
    }

    /// Capacity counts first when nothing binds the pods to one domain.
    var isUnconstrained: Bool {
      switch request?.placement {
      case .required, .preferred: return false
      case .unconstrained, nil: return true
      }
    }

    var isRequired: Bool {
      if case .required = request?.placement { return true }
      return false
    }

    var slices: [TopologyRequest.SliceLayer] { request?.slices ?? [] }
  }
}
