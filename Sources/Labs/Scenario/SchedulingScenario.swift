import Cluster
import Simulation
import Traffic

/// A cluster, the pods that come to it, and how long they run.
public struct SchedulingScenario: Sendable, Hashable {
  public var heading: ScenarioHeading
  public var nodes: [NodeGroup]
  public var pods: [PodClass]
  /// Rows of a recorded trace, used in place of or beside `pods`.
  public var trace: PodTrace?
  /// Jobs with pod sets, queues and failures; beside or in place of `pods`.
  public var jobs: [JobClass] = []
  /// Parents before children.
  public var queues: [QueueClass] = []
  public var flavors: [FlavorClass] = []
  public var events: [ClusterEventClass] = []
  public var failures: NodeFailures?
  public var budgets: [DisruptionBudget] = []
  /// The run ends here even when pods still run or wait; `nil`: when nothing is left that can
  /// change.
  public var end: SimTime?

  public init(
    heading: ScenarioHeading, nodes: [NodeGroup], pods: [PodClass] = [], trace: PodTrace? = nil,
    end: SimTime? = nil
  ) {
    self.heading = heading
    self.nodes = nodes
    self.pods = pods
    self.trace = trace
    self.end = end
  }
}

/// Some equal nodes. Their names are the group's name and a number from 0.
public struct NodeGroup: Sendable, Hashable {
  public var name: String
  public var count: Int
  public var cpu: MilliCPU
  public var memory: Bytes
  public var gpus: Int
  /// For pictures only.
  public var gpuModel: String
  public var labels: LabelSet
  public var taints: [Taint]
  /// `kubectl cordon`: running pods stay, no new ones come.
  public var isUnschedulable: Bool
  /// Names of zones; node i of the group gets the label `topology.kubernetes.io/zone` of zone i mod
  /// count.
  public var zones: [String]
  /// Racks, NVLink domains and the like.
  public var domains: [NodeDomain] = []
  /// `nil`: GPUs are the extended resource `nvidia.com/gpu`.
  public var devices: DeviceOffer?
  public var images: [NodeImage] = []
  /// The nodes' own names in place of numbered ones, as many as `count`; empty: numbered.
  public var names: [String] = []
  /// Pods that each node takes; 110 is the kubelet's default (`--max-pods`).
  public var maxPods = 110
  /// Further resources by name, in whole units: `amd.com/gpu`, `rdma/hca`.
  public var extended = ResourceList()

  public init(
    name: String, count: Int, cpu: MilliCPU, memory: Bytes, gpus: Int = 0, gpuModel: String = "",
    labels: LabelSet = [:], taints: [Taint] = [], isUnschedulable: Bool = false,
    zones: [String] = []
  ) {
    self.name = name
    self.count = count
    self.cpu = cpu
    self.memory = memory
    self.gpus = gpus
    self.gpuModel = gpuModel
    self.labels = labels
    self.taints = taints
    self.isUnschedulable = isUnschedulable
    self.zones = zones
  }
}

extension NodeGroup {
  /// The names of its nodes, in order.
  public var nodeNames: [String] {
    names.isEmpty ? (0..<count).map { "\(name)-\($0)" } : names
  }
}

/// Pods that are alike: what they ask for, when they come, how long they run.
public struct PodClass: Sendable, Hashable {
  /// Pods are named after it, with a number from 0. Metrics can be read for one class.
  public var name: String
  public var arrivals: Arrivals
  public var cpu: MilliCPU
  public var memory: Bytes
  public var gpus: Distribution
  /// CPU and memory are for each GPU rather than for the pod; a pod without GPUs asks for them
  /// once.
  public var isPerGPU: Bool
  /// Thousandths of one GPU, 1 to 999, in place of whole GPUs (a GPU-sharing plugin); `nil`: whole
  /// GPUs.
  public var gpuMilli: Distribution?
  /// Seconds of running; `nil`: until the end of the run.
  public var durationSeconds: Distribution?
  public var priority: Int
  public var labels: LabelSet
  public var tolerations: [Toleration]
  /// `spec.nodeSelector`.
  public var nodeSelector: LabelSet
  /// `requiredDuringSchedulingIgnoredDuringExecution`, one term.
  public var requirements: [LabelRequirement]
  /// `preferredDuringSchedulingIgnoredDuringExecution`.
  public var preferences: [Pod.PreferredTerm]
  public var spread: [SpreadRule]
  /// A Service selects the pods of this class, so that the system's default spreading applies to
  /// them.
  public var isService: Bool
  /// Members of a group; its clock starts when all of its pods run, and all end together. 1: every
  /// pod alone.
  public var groupSize: Int
  /// Time between the arrivals of a group's members.
  public var memberGap: SimDuration

  public init(
    name: String, arrivals: Arrivals, cpu: MilliCPU, memory: Bytes,
    gpus: Distribution = .fixed(0), isPerGPU: Bool = false, gpuMilli: Distribution? = nil,
    durationSeconds: Distribution?, priority: Int = 0, labels: LabelSet = [:],
    tolerations: [Toleration] = [], nodeSelector: LabelSet = [:],
    requirements: [LabelRequirement] = [], preferences: [Pod.PreferredTerm] = [],
    spread: [SpreadRule] = [], isService: Bool = false, groupSize: Int = 1,
    memberGap: SimDuration = .zero
  ) {
    self.name = name
    self.arrivals = arrivals
    self.cpu = cpu
    self.memory = memory
    self.gpus = gpus
    self.isPerGPU = isPerGPU
    self.gpuMilli = gpuMilli
    self.durationSeconds = durationSeconds
    self.priority = priority
    self.labels = labels
    self.tolerations = tolerations
    self.nodeSelector = nodeSelector
    self.requirements = requirements
    self.preferences = preferences
    self.spread = spread
    self.isService = isService
    self.groupSize = groupSize
    self.memberGap = memberGap
  }
}

/// `spec.topologySpreadConstraints`, over the pods of the same class unless a selector says others.
public struct SpreadRule: Sendable, Hashable {
  public let topologyKey: String
  public let maxSkew: Int
  public let whenUnsatisfiable: TopologySpreadConstraint.WhenUnsatisfiable
  /// Labels of the pods that count; `nil`: those of the class.
  public let selector: LabelSet?
  public init(
    topologyKey: String, maxSkew: Int,
    whenUnsatisfiable: TopologySpreadConstraint.WhenUnsatisfiable, selector: LabelSet? = nil
  ) {
    self.topologyKey = topologyKey
    self.maxSkew = maxSkew
    self.whenUnsatisfiable = whenUnsatisfiable
    self.selector = selector
  }
}

/// Pods of a recorded trace.
public struct PodTrace: Sendable, Hashable {
  /// One pod as it was recorded.
  public struct Row: Sendable, Hashable {
    public let name: String
    /// From the start of the slice.
    public let arrival: SimTime
    public let duration: SimDuration
    public let cpu: MilliCPU
    public let memory: Bytes
    public let gpus: Int
    /// Thousandths of one GPU when `gpus` is 1; 1000 is all of it.
    public let gpuMilli: Int
    public init(
      name: String, arrival: SimTime, duration: SimDuration, cpu: MilliCPU, memory: Bytes,
      gpus: Int, gpuMilli: Int = 1_000
    ) {
      self.name = name
      self.arrival = arrival
      self.duration = duration
      self.cpu = cpu
      self.memory = memory
      self.gpus = gpus
      self.gpuMilli = gpuMilli
    }
  }
  /// How rows become pods.
  public enum Play: Sendable, Hashable {
    /// A window of the trace at a place that the seed picks, with its recorded arrivals and running
    /// times. Arrivals are stretched to this many hundredths: 50 plays twice as fast. Running times
    /// are cut at `longest`.
    case window(stretchPercent: Int, longest: SimDuration)
    /// Rows drawn without replacement in random order, one after each gap, running until the end:
    /// the experiment of the FGD paper (Weng et al., USENIX ATC 2023), which fills a cluster.
    case fill(gap: SimDuration)
  }
  /// File name in the directory of traces, for writing the scenario back.
  public var file: String
  public var rows: [Row]
  /// Rows that one run uses; at most as many as there are.
  public var count: Int
  public var play: Play

  public init(file: String, rows: [Row], count: Int, play: Play) {
    self.file = file
    self.rows = rows
    self.count = count
    self.play = play
  }
}
