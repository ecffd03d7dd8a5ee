import Cluster
import Simulation
import Traffic

/// What the pods of a job's set ask for and where they may run.
public struct PodShape: Sendable, Hashable {
  /// `nil`: not requested, which the scorers count as 100 milli.
  public var cpu: MilliCPU?
  /// `nil`: not requested, which the scorers count as 200 MiB.
  public var memory: Bytes?
  /// Whole GPUs of each pod.
  public var gpus: Int
  /// Thousandths of one GPU in place of whole ones; 0: none.
  public var gpuMilli: Int
  public var labels: LabelSet
  public var tolerations: [Toleration]
  /// `spec.nodeSelector`.
  public var nodeSelector: LabelSet
  /// Required node affinity, one term.
  public var requirements: [LabelRequirement]
  public var preferences: [Pod.PreferredTerm]
  /// Topology spread over the pods of the same class.
  public var spread: [SpreadRule]
  /// Pod affinity and anti-affinity to the pods of classes.
  public var neighbours: [NeighbourRule]
  /// Names of container images, for ImageLocality.
  public var images: [String]
  /// Further resources by name, in whole units.
  public var extended = ResourceList()
  /// Devices asked for by claim (DRA) in place of `nvidia.com/gpu`.
  public var claims: [DeviceWish]

  public init(
    cpu: MilliCPU?, memory: Bytes?, gpus: Int = 0, gpuMilli: Int = 0, labels: LabelSet = [:],
    tolerations: [Toleration] = [], nodeSelector: LabelSet = [:],
    requirements: [LabelRequirement] = [], preferences: [Pod.PreferredTerm] = [],
    spread: [SpreadRule] = [], neighbours: [NeighbourRule] = [], images: [String] = [],
    claims: [DeviceWish] = []
  ) {
    self.cpu = cpu
    self.memory = memory
    self.gpus = gpus
    self.gpuMilli = gpuMilli
    self.labels = labels
    self.tolerations = tolerations
    self.nodeSelector = nodeSelector
    self.requirements = requirements
    self.preferences = preferences
    self.spread = spread
    self.neighbours = neighbours
    self.images = images
    self.claims = claims
  }
}

/// A pod affinity or anti-affinity term to the pods of a class, or to those with some labels.
public struct NeighbourRule: Sendable, Hashable {
  /// Whether they should be near or apart.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case near, apart
  }
  public let kind: Kind
  /// Name of the class of pods or jobs; empty with a selector.
  public let of: String
  /// Labels of the pods meant, in place of a class.
  public let selector: LabelSet?
  public let topologyKey: String
  /// 1 to 100 for a preferred term; `nil`: required.
  public let weight: Int?

  public init(
    kind: Kind, of: String = "", selector: LabelSet? = nil, topologyKey: String, weight: Int?
  ) {
    self.kind = kind
    self.of = of
    self.selector = selector
    self.topologyKey = topologyKey
    self.weight = weight
  }
}

/// Devices that a pod claims: from a class, some of them, perhaps one of several alternatives.
public struct DeviceWish: Sendable, Hashable {
  /// One request, or an alternative of a prioritised list.
  public struct Option: Sendable, Hashable {
    /// Name of the device class.
    public let deviceClass: String
    public let count: Int
    /// CEL expressions that all must hold.
    public let selectors: [String]
    /// Every device of the node that is chosen, in place of `count` (`allocationMode: All`).
    public let takesAll: Bool
    public init(
      deviceClass: String, count: Int, selectors: [String] = [], takesAll: Bool = false
    ) {
      self.takesAll = takesAll
      self.deviceClass = deviceClass
      self.count = count
      self.selectors = selectors
    }
  }
  /// The first that can be had; one entry is a plain request.
  public let options: [Option]
  /// Attribute that all devices of the wish must share; empty: none.
  public let matchAttribute: String

  public init(options: [Option], matchAttribute: String = "") {
    self.options = options
    self.matchAttribute = matchAttribute
  }
}
