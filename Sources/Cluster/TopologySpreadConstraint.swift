/// How evenly the pods that a selector matches shall lie over the domains of a topology key.
public struct TopologySpreadConstraint: Hashable, Sendable {
  /// What happens to a node that would break the constraint. Spelled as in the Kubernetes API.
  public enum WhenUnsatisfiable: String, Hashable, Sendable {
    case doNotSchedule = "DoNotSchedule"
    case scheduleAnyway = "ScheduleAnyway"
  }

  /// Whether nodes that the pod could not use anyway count as domains. Spelled as in the Kubernetes
  /// API.
  public enum InclusionPolicy: String, Hashable, Sendable {
    case honor = "Honor"
    case ignore = "Ignore"
  }

  /// The largest allowed difference to the emptiest domain, at least 1.
  public var maxSkew: Int
  public var topologyKey: String
  public var whenUnsatisfiable: WhenUnsatisfiable
  /// `nil` matches no pod; an empty selector counts no existing pod either, but matches the
  /// incoming one.
  public var selector: LabelSelector?
  /// With fewer domains than this the emptiest counts as 0.
  public var minDomains: Int
  public var nodeAffinityPolicy: InclusionPolicy
  public var nodeTaintsPolicy: InclusionPolicy
  /// Keys whose value in the incoming pod is added to the selector.
  public var matchLabelKeys: [String]

  public init(
    maxSkew: Int, topologyKey: String, whenUnsatisfiable: WhenUnsatisfiable = .doNotSchedule,
    selector: LabelSelector? = nil, minDomains: Int = 1,
    nodeAffinityPolicy: InclusionPolicy = .honor, nodeTaintsPolicy: InclusionPolicy = .ignore,
    matchLabelKeys: [String] = []
  ) {
    self.maxSkew = maxSkew
    self.topologyKey = topologyKey
    self.whenUnsatisfiable = whenUnsatisfiable
    self.selector = selector
    self.minDomains = minDomains
    self.nodeAffinityPolicy = nodeAffinityPolicy
    self.nodeTaintsPolicy = nodeTaintsPolicy
    self.matchLabelKeys = matchLabelKeys
  }
}
