extension Kueue {
  /// A kind of node with its own quota: its labels, its taints, the tolerations it adds.
  public struct ResourceFlavor: Hashable, Sendable, Codable {
    public var name: String
    public var nodeLabels: [String: String]
    public var nodeTaints: [Taint]
    /// Tolerations that admitted pods get, so that they count while matching.
    public var tolerations: [Toleration]
    /// The topology of its nodes, for topology-aware scheduling; `nil` without.
    public var topologyName: String?

    public init(
      name: String, nodeLabels: [String: String] = [:], nodeTaints: [Taint] = [],
      tolerations: [Toleration] = [], topologyName: String? = nil
    ) {
      self.name = name
      self.nodeLabels = nodeLabels
      self.nodeTaints = nodeTaints
      self.tolerations = tolerations
      self.topologyName = topologyName
    }
  }

  /// A queue with quota of its own, a leaf of the quota tree.
  public struct ClusterQueue: Hashable, Sendable, Codable {
    public var name: String
    /// The parent in the quota tree; `nil` for a queue that never borrows.
    public var cohort: String?
    public var queueingStrategy: QueueingStrategy
    public var resourceGroups: [ResourceGroup]
    public var preemption: Preemption
    public var flavorFungibility: FlavorFungibility
    /// The weight in fair sharing, 1 by default. With 0 every borrowing is infinitely much.
    public var fairWeight: Double
    /// Namespaces that may use the queue; `nil` for all.
    public var namespaceSelector: LabelSelector?
    public var stopPolicy: StopPolicy

    public init(
      name: String, cohort: String? = nil, queueingStrategy: QueueingStrategy = .bestEffortFIFO,
      resourceGroups: [ResourceGroup], preemption: Preemption = Preemption(),
      flavorFungibility: FlavorFungibility = FlavorFungibility(), fairWeight: Double = 1,
      namespaceSelector: LabelSelector? = nil, stopPolicy: StopPolicy = .none
    ) {
      self.name = name
      self.cohort = cohort
      self.queueingStrategy = queueingStrategy
      self.resourceGroups = resourceGroups
      self.preemption = preemption
      self.flavorFungibility = flavorFungibility
      self.fairWeight = fairWeight
      self.namespaceSelector = namespaceSelector
      self.stopPolicy = stopPolicy
    }
  }

  /// An inner node of the quota tree. A cohort that is only referred to exists without quota.
  public struct Cohort: Hashable, Sendable, Codable {
    public var name: String
    public var parent: String?
    public var resourceGroups: [ResourceGroup]
    public var fairWeight: Double

    public init(
      name: String, parent: String? = nil, resourceGroups: [ResourceGroup] = [],
      fairWeight: Double = 1
    ) {
      self.name = name
      self.parent = parent
      self.resourceGroups = resourceGroups
      self.fairWeight = fairWeight
    }
  }

  /// The door of a namespace to a ClusterQueue.
  public struct LocalQueue: Hashable, Sendable, Codable {
    public var namespace: String
    public var name: String
    public var clusterQueue: String

    public init(namespace: String, name: String, clusterQueue: String) {
      self.namespace = namespace
      self.name = name
      self.clusterQueue = clusterQueue
    }
  }
}
