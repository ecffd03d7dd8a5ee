import Simulation

/// A pod, as far as scheduling reads it.
public struct Pod: Hashable, Sendable {
  /// A container that runs before the app containers; with `isSidecar` (restartPolicy Always) it
  /// keeps running beside them.
  public struct InitContainer: Hashable, Sendable {
    public var requests: ResourceList
    public var isSidecar: Bool
    public init(requests: ResourceList, isSidecar: Bool = false) {
      self.requests = requests
      self.isSidecar = isSidecar
    }
  }

  /// A preferred node affinity term: `weight` (1 to 100) is added for nodes that meet all
  /// requirements.
  public struct PreferredTerm: Hashable, Sendable {
    public var weight: Int
    public var requirements: [LabelRequirement]
    public init(weight: Int, requirements: [LabelRequirement]) {
      self.weight = weight
      self.requirements = requirements
    }
  }

  public var name: String
  public var namespace: String
  public var labels: LabelSet
  /// Higher goes first.
  public var priority: Int
  /// Requests of each app container.
  public var containers: [ResourceList]
  public var initContainers: [InitContainer]
  public var overhead: ResourceList
  public var tolerations: [Toleration]
  public var nodeSelector: LabelSet
  /// Terms joined by OR, requirements inside a term by AND; an empty term matches no node. `nil`:
  /// no affinity; no terms at all: no node matches.
  public var requiredNodeAffinity: [[LabelRequirement]]?
  public var preferredNodeAffinity: [PreferredTerm]
  public var spreadConstraints: [TopologySpreadConstraint]
  /// `spec.nodeName`: the only node that may run it.
  public var nodeName: String?
  /// Has a deletion time: still there, but no longer counted by topology spread.
  public var isTerminating: Bool
  /// Selector of the ReplicaSet, StatefulSet or ReplicationController that owns the pod, which the
  /// system default spread constraints use beside the services'.
  public var ownerSelector: LabelSelector?
  /// A share of one GPU in thousandths (1 to 999), as in the Alibaba GPU trace. Kubernetes has no
  /// such request; it stands for a GPU-sharing plugin. `nil`: whole GPUs only, by the resource
  /// request.
  public var gpuShareMilli: Int?
  /// Devices it needs beside its resources (dynamic resource allocation).
  public var resourceClaims: [PodResourceClaim]
  /// Which pods it wants beside it, or prefers to.
  public var podAffinity: PodAffinity
  /// Which pods it must not, or would rather not, have beside it.
  public var podAntiAffinity: PodAffinity
  /// The image of each app container.
  public var images: [String]
  /// The image of each init container, sidecars included.
  public var initImages: [String]
  /// The profile that schedules it (`spec.schedulerName`).
  public var schedulerName: String
  public var preemptionPolicy: PreemptionPolicy
  /// When it began to run, for the choice of victims; `nil` counts as later than any other. Kubernetes
  /// keeps whole seconds. Pods that differ only here and in their name are of one class.
  public var startTime: SimTime?

  /// Whether a pod that fits nowhere may evict others. Spelled as in the Kubernetes API.
  public enum PreemptionPolicy: String, Hashable, Sendable {
    case lowerPriority = "PreemptLowerPriority"
    case never = "Never"
  }

  /// The name of kube-scheduler's own profile.
  public static let defaultScheduler = "default-scheduler"

  public init(
    name: String, namespace: String = "default", labels: LabelSet = [:], priority: Int = 0,
    containers: [ResourceList], initContainers: [InitContainer] = [], overhead: ResourceList = [:],
    tolerations: [Toleration] = [], nodeSelector: LabelSet = [:],
    requiredNodeAffinity: [[LabelRequirement]]? = nil, preferredNodeAffinity: [PreferredTerm] = [],
    spreadConstraints: [TopologySpreadConstraint] = [], nodeName: String? = nil,
    isTerminating: Bool = false, ownerSelector: LabelSelector? = nil, gpuShareMilli: Int? = nil,
    podAffinity: PodAffinity = PodAffinity(), podAntiAffinity: PodAffinity = PodAffinity(),
    images: [String] = [], initImages: [String] = [], schedulerName: String = defaultScheduler,
    preemptionPolicy: PreemptionPolicy = .lowerPriority, startTime: SimTime? = nil,
    resourceClaims: [PodResourceClaim] = []
  ) {
    self.name = name
    self.namespace = namespace
    self.labels = labels
    self.priority = priority
    self.containers = containers
    self.initContainers = initContainers
    self.overhead = overhead
    self.tolerations = tolerations
    self.nodeSelector = nodeSelector
    self.requiredNodeAffinity = requiredNodeAffinity
    self.preferredNodeAffinity = preferredNodeAffinity
    self.spreadConstraints = spreadConstraints
    self.nodeName = nodeName
    self.isTerminating = isTerminating
    self.ownerSelector = ownerSelector
    self.gpuShareMilli = gpuShareMilli
    self.resourceClaims = resourceClaims
    self.podAffinity = podAffinity
    self.podAntiAffinity = podAntiAffinity
    self.images = images
    self.initImages = initImages
    self.schedulerName = schedulerName
    self.preemptionPolicy = preemptionPolicy
    self.startTime = startTime
  }
}

extension Pod {
  /// What the pod may need at once: the larger of its app phase and the peak of its init phase,
  /// plus overhead.
  ///
  /// The Kubernetes rule of `PodRequests` (component-helpers resource, v1.35): sidecars count in
  /// both phases.
  public var effectiveRequest: ResourceList {
    effectiveRequest(containers: containers, inits: initContainers)
  }

  /// The same with a default of 100 milliCPU and 200 MiB for each container that does not name cpu
  /// or memory.
  ///
  /// LeastAllocated, MostAllocated and RequestedToCapacityRatio count like this; the fit filter and
  /// BalancedAllocation do not. An explicit 0 stays 0.
  public var nonZeroRequest: ResourceList {
    effectiveRequest(
      containers: containers.map(withDefaults),
      inits: initContainers.map {
        InitContainer(requests: withDefaults($0.requests), isSidecar: $0.isSidecar)
      })
  }

  /// kube-scheduler `DefaultMilliCPURequest`.
  public static let defaultCPU = MilliCPU(100)
  /// kube-scheduler `DefaultMemoryRequest`.
  public static let defaultMemory = Bytes.mebi(200)

  private func withDefaults(_ requests: ResourceList) -> ResourceList {
    var result = requests
    if result[.cpu] == nil { result[.cpu] = Self.defaultCPU.count }
    if result[.memory] == nil { result[.memory] = Self.defaultMemory.count }
    return result
  }

  private func effectiveRequest(
    containers: [ResourceList], inits: [InitContainer]
  ) -> ResourceList {
    var sidecars = ResourceList()
    var initPeak = ResourceList()
    for container in inits {
      let running = sidecars + container.requests
      initPeak = initPeak.maximum(running)
      if container.isSidecar { sidecars = running }
    }
    let apps = containers.reduce(ResourceList(), +)
    return (apps + sidecars).maximum(initPeak) + overhead
  }
}
