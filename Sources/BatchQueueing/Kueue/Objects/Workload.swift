import Simulation

extension Kueue {
  /// Pods of one shape that are admitted together.
  public struct PodSet: Hashable, Sendable, Codable {
    public var name: String
    /// Number of pods.
    public var count: Int
    /// The least number of pods that partial admission may leave; `nil` for all of them.
    public var minCount: Int?
    /// Per pod, by resource name; CPU in milli-CPU, the rest in the resource's own unit.
    public var requests: [String: Int]
    /// Per pod, where the pods have limits; requests above them are never admitted.
    public var limits: [String: Int]
    public var nodeSelector: [String: String]
    public var affinity: NodeAffinity
    public var tolerations: [Toleration]
    /// How close together the pods must be; `nil` without a wish.
    public var topology: TopologyRequest?
    /// What a pod asks of its node, where quota counts something else (resources that are excluded
    /// or transformed); `nil` for `requests`.
    public var podRequests: [String: Int]?

    public init(
      name: String, count: Int, minCount: Int? = nil, requests: [String: Int],
      limits: [String: Int] = [:],
      nodeSelector: [String: String] = [:], affinity: NodeAffinity = NodeAffinity(),
      tolerations: [Toleration] = [], topology: TopologyRequest? = nil,
      podRequests: [String: Int]? = nil
    ) {
      self.name = name
      self.count = count
      self.minCount = minCount
      self.requests = requests
      self.limits = limits
      self.nodeSelector = nodeSelector
      self.affinity = affinity
      self.tolerations = tolerations
      self.topology = topology
      self.podRequests = podRequests
    }

    var nodeRequests: [String: Int] { podRequests ?? requests }
  }

  /// A job that asks for quota: it is admitted as a whole or waits.
  public struct Workload: Hashable, Sendable, Codable {
    public var namespace: String
    public var name: String
    /// Breaks the last ties, in ascending order.
    public var uid: String
    /// The LocalQueue of the same namespace; `nil` for one that is in no queue.
    public var localQueue: String?
    /// Higher goes first.
    public var priority: Int
    /// Creation time, the queue-order time unless an eviction replaces it.
    public var createdAt: SimTime
    public var podSets: [PodSet]

    public init(
      namespace: String = "", name: String, uid: String = "", localQueue: String?,
      priority: Int = 0, createdAt: SimTime = .zero, podSets: [PodSet]
    ) {
      self.namespace = namespace
      self.name = name
      self.uid = uid
      self.localQueue = localQueue
      self.priority = priority
      self.createdAt = createdAt
      self.podSets = podSets
    }

    /// `namespace/name`, or the bare name without a namespace. Unique.
    public var key: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }
  }

  /// What one pod set got.
  public struct PodSetAssignment: Hashable, Sendable, Codable {
    public var name: String
    /// Number of pods, less than asked for after partial admission.
    public var count: Int
    /// Flavor by resource name.
    public var flavors: [String: String]
    /// For all pods of the set, by resource name.
    public var usage: [String: Int]
    /// Where the pods go, for flavors with a topology.
    public var topology: TopologyAssignment?

    public init(
      name: String, count: Int, flavors: [String: String], usage: [String: Int],
      topology: TopologyAssignment? = nil
    ) {
      self.name = name
      self.count = count
      self.flavors = flavors
      self.usage = usage
      self.topology = topology
    }
  }

  /// Quota that a workload holds.
  public struct Admission: Hashable, Sendable, Codable {
    public var clusterQueue: String
    public var podSets: [PodSetAssignment]

    public init(clusterQueue: String, podSets: [PodSetAssignment]) {
      self.clusterQueue = clusterQueue
      self.podSets = podSets
    }
  }
}
