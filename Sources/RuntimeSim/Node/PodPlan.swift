import Simulation

/// An image: layers from the bottom to the top.
public struct ImagePlan: Sendable, Hashable {
  public struct Layer: Sendable, Hashable {
    /// Layers of equal digest are the same bytes, whatever image they belong to.
    public var digest: String
    /// Compressed, as the registry sends them.
    public var bytes: Int
    /// As a snapshot on the disk.
    public var unpackedBytes: Int

    public init(digest: String, bytes: Int, unpackedBytes: Int) {
      self.digest = digest
      self.bytes = bytes
      self.unpackedBytes = unpackedBytes
    }
  }

  public var name: String
  public var layers: [Layer]
  /// It was built in a format that can be mounted lazily (eStargz, RAFS).
  public var isLazy: Bool
  /// The registry knows it; a name that it does not know is `ErrImagePull` and then back-off.
  public var exists: Bool

  public init(name: String, layers: [Layer], isLazy: Bool = false, exists: Bool = true) {
    self.name = name
    self.layers = layers
    self.isLazy = isLazy
    self.exists = exists
  }

  public var bytes: Int { layers.reduce(0) { $0 + $1.bytes } }
}

/// A pod that is bound to the node.
public struct PodPlan: Sendable, Hashable {
  public enum RestartPolicy: String, Sendable, Hashable, CaseIterable {
    case always = "Always"
    case onFailure = "OnFailure"
    case never = "Never"
  }

  public var name: String
  /// When it is bound.
  public var boundAt: SimTime
  /// When it is deleted; `nil`: never.
  public var deletedAt: SimTime?
  public var restartPolicy: RestartPolicy
  /// `terminationGracePeriodSeconds`.
  public var grace: SimDuration
  public var priority: Int
  /// Init containers and sidecars first, in order, then the others.
  public var containers: [ContainerPlan]
  /// Names of CSI volumes; pods that name the same one share its attachment and its staging.
  public var volumes: [String]
  /// It has resource claims that a DRA driver prepares.
  public var hasClaims: Bool

  public init(
    name: String, boundAt: SimTime = .zero, deletedAt: SimTime? = nil,
    restartPolicy: RestartPolicy = .always, grace: SimDuration = .seconds(30), priority: Int = 0,
    containers: [ContainerPlan], volumes: [String] = [], hasClaims: Bool = false
  ) {
    self.name = name
    self.boundAt = boundAt
    self.deletedAt = deletedAt
    self.restartPolicy = restartPolicy
    self.grace = grace
    self.priority = priority
    self.containers = containers
    self.volumes = volumes
    self.hasClaims = hasClaims
  }
}

/// A container of a pod, and how what runs in it behaves.
public struct ContainerPlan: Sendable, Hashable {
  public enum Role: String, Sendable, Hashable, CaseIterable {
    case main
    /// Runs to its end before the next one starts.
    case initial = "init"
    /// An init container with restart policy `Always`: it stays.
    case sidecar
  }
  public enum PullPolicy: String, Sendable, Hashable, CaseIterable {
    case ifNotPresent = "IfNotPresent"
    case always = "Always"
    case never = "Never"
  }

  public var name: String
  public var role: Role
  public var image: String
  public var pullPolicy: PullPolicy
  public var cpuMilli: Int
  public var memoryMiB: Int
  /// Limits equal the requests (of every container: the pod is Guaranteed).
  public var isGuaranteed: Bool
  /// Whole devices by resource, in order.
  public var devices: [DeviceRequest]
  public var startupProbe: ProbePlan?
  public var readinessProbe: ProbePlan?
  public var livenessProbe: ProbePlan?
  /// How long the postStart hook takes; `nil` without one.
  public var postStart: SimDuration?
  public var preStop: SimDuration?
  public var app: AppPlan

  public struct DeviceRequest: Sendable, Hashable {
    public var resource: String
    public var count: Int
    public init(resource: String, count: Int) {
      self.resource = resource
      self.count = count
    }
  }

  public init(
    name: String, role: Role = .main, image: String, pullPolicy: PullPolicy = .ifNotPresent,
    cpuMilli: Int = 0, memoryMiB: Int = 0, isGuaranteed: Bool = false,
    devices: [DeviceRequest] = [], app: AppPlan = AppPlan()
  ) {
    self.name = name
    self.role = role
    self.image = image
    self.pullPolicy = pullPolicy
    self.cpuMilli = cpuMilli
    self.memoryMiB = memoryMiB
    self.isGuaranteed = isGuaranteed
    self.devices = devices
    self.app = app
  }

  /// The probe of that kind; `nil` without one.
  public func probe(_ kind: ProbeKind) -> ProbePlan? {
    switch kind {
    case .startup: startupProbe
    case .readiness: readinessProbe
    case .liveness: livenessProbe
    }
  }
}

/// What runs in a container.
public struct AppPlan: Sendable, Hashable {
  /// From the start of the process until it answers.
  public var startup: SimDuration
  /// It exits this long after its start; `nil`: it runs until it is told to stop.
  public var runs: SimDuration?
  /// With this code.
  public var exitCode: Int
  /// How many of its starts end so; later ones run on. `nil`: every one.
  public var failingStarts: Int?
  /// From SIGTERM to its exit; `nil`: it does not care, and only SIGKILL ends it.
  public var stops: SimDuration?
  /// It answers no more this long after its start; `nil`: it always does.
  public var hangsAfter: SimDuration?
  /// What a probe waits for its answer.
  public var answers: SimDuration
  /// Bytes a second that it writes to its own layer, until `writesAtMost`.
  public var writesPerSecond: Int
  public var writesAtMost: Int

  public init(
    startup: SimDuration = .milliseconds(500), runs: SimDuration? = nil, exitCode: Int = 0,
    failingStarts: Int? = nil, stops: SimDuration? = .milliseconds(500),
    hangsAfter: SimDuration? = nil, answers: SimDuration = .milliseconds(5),
    writesPerSecond: Int = 0, writesAtMost: Int = 0
  ) {
    self.startup = startup
    self.runs = runs
    self.exitCode = exitCode
    self.failingStarts = failingStarts
    self.stops = stops
    self.hangsAfter = hangsAfter
    self.answers = answers
    self.writesPerSecond = writesPerSecond
    self.writesAtMost = writesAtMost
  }
}

public enum ProbeKind: String, Sendable, Hashable, CaseIterable {
  case startup, readiness, liveness

  var index: Int {
    switch self {
    case .startup: 0
    case .readiness: 1
    case .liveness: 2
    }
  }
}

/// A probe; the defaults are those of the API.
public struct ProbePlan: Sendable, Hashable {
  public var initialDelay: SimDuration
  public var period: SimDuration
  public var timeout: SimDuration
  public var successThreshold: Int
  public var failureThreshold: Int
  /// It asks where nothing listens: a wrong port or path.
  public var asksWrongPlace: Bool

  public init(
    initialDelay: SimDuration = .zero, period: SimDuration = .seconds(10),
    timeout: SimDuration = .seconds(1), successThreshold: Int = 1, failureThreshold: Int = 3,
    asksWrongPlace: Bool = false
  ) {
    self.initialDelay = initialDelay
    self.period = max(.seconds(1), period)
    self.timeout = max(.seconds(1), timeout)
    self.successThreshold = max(1, successThreshold)
    self.failureThreshold = max(1, failureThreshold)
    self.asksWrongPlace = asksWrongPlace
  }
}

/// A node with the pods that come to it.
public struct NodeSetup: Sendable, Hashable {
  public var node: NodeShape
  public var images: [ImagePlan]
  /// In the order of their binding.
  public var pods: [PodPlan]
  public var latencies: [RuntimeCall: LatencyRange]
  public var faults: [RuntimeFault]
  /// The run ends here: a kubelet never does.
  public var end: SimTime
  public var seed: Seed

  public init(
    node: NodeShape = NodeShape(), images: [ImagePlan], pods: [PodPlan],
    latencies: [RuntimeCall: LatencyRange] = [:], faults: [RuntimeFault] = [], end: SimTime,
    seed: Seed
  ) {
    self.node = node
    self.images = images
    self.pods = pods
    self.latencies = latencies
    self.faults = faults
    self.end = end
    self.seed = seed
  }
}
