/// A machine that runs pods, as the scheduler sees it.
public struct Node: Hashable, Sendable {
  public var name: String
  /// What pods may use, `pods` (how many of them) included. An absent `pods` means none.
  public var allocatable: ResourceList
  public var labels: LabelSet
  public var taints: [Taint]
  /// Cordoned.
  public var isUnschedulable: Bool
  /// For pictures only, for example `H100-80G`; schedulers read labels.
  public var gpuModel: String?
  /// What lies in the node's image store already.
  public var images: [ImageOnNode]

  public init(
    name: String, allocatable: ResourceList, labels: LabelSet = [:], taints: [Taint] = [],
    isUnschedulable: Bool = false, gpuModel: String? = nil, images: [ImageOnNode] = []
  ) {
    self.name = name
    self.allocatable = allocatable
    self.labels = labels
    self.taints = taints
    self.isUnschedulable = isUnschedulable
    self.gpuModel = gpuModel
    self.images = images
  }

  /// Region and zone joined, the group by which kube-scheduler's node tree takes turns; empty
  /// without either label.
  public var zoneKey: String {
    let region = labels[WellKnownLabel.region] ?? labels[WellKnownLabel.legacyRegion] ?? ""
    let zone = labels[WellKnownLabel.zone] ?? labels[WellKnownLabel.legacyZone] ?? ""
    return region.isEmpty && zone.isEmpty ? "" : region + ":\u{0}:" + zone
  }
}

/// A container image on a node.
public struct ImageOnNode: Hashable, Sendable {
  /// Every name it is listed under, tags and digests.
  public var names: [String]
  public var sizeBytes: Int

  public init(names: [String], sizeBytes: Int) {
    self.names = names
    self.sizeBytes = sizeBytes
  }
}

/// A Namespace object, of which the scheduler reads the labels. Pods may live in namespaces that are
/// not listed: those have no labels.
public struct Namespace: Hashable, Sendable {
  public var name: String
  public var labels: LabelSet

  public init(name: String, labels: LabelSet = [:]) {
    self.name = name
    self.labels = labels
  }
}

/// A Service, of which the scheduler reads only which pods it selects: they are spread by the
/// system defaults.
public struct Service: Hashable, Sendable {
  public var name: String
  public var namespace: String
  /// Empty selects nothing.
  public var selector: LabelSet

  public init(name: String, namespace: String = "default", selector: LabelSet) {
    self.name = name
    self.namespace = namespace
    self.selector = selector
  }
}
