import Simulation

/// A cluster, the pods that come to it, and how long they run.
public struct SchedulingScenario: Sendable, Hashable {
  public var heading: ScenarioHeading
  public var nodes: [NodeGroup]
  public var pods: [PodClass]
  /// Rows of a recorded trace, used in place of or beside `pods`.
  public var trace: PodTrace?
  /// The run ends here even when pods still run or wait; `nil`: when nothing is left to do.
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
  /// Each with its key and value, in the author's order.
  public var labels: [Label]
  public var taints: [NodeTaint]
  /// `kubectl cordon`: running pods stay, no new ones come.
  public var isUnschedulable: Bool
  /// Names of zones; node i of the group gets the label `topology.kubernetes.io/zone` of zone i mod count.
  public var zones: [String]

  public init(
    name: String, count: Int, cpu: MilliCPU, memory: Bytes, gpus: Int = 0, labels: [Label] = [],
    taints: [NodeTaint] = [], isUnschedulable: Bool = false, zones: [String] = []
  ) {
    self.name = name
    self.count = count
    self.cpu = cpu
    self.memory = memory
    self.gpus = gpus
    self.labels = labels
    self.taints = taints
    self.isUnschedulable = isUnschedulable
    self.zones = zones
  }
}

public struct Label: Sendable, Hashable {
  public let key: String
  public let value: String
  public init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}

public struct NodeTaint: Sendable, Hashable {
  /// As in `v1.Taint`.
  public enum Effect: String, Sendable, Hashable, CaseIterable {
    case noSchedule = "NoSchedule"
    case preferNoSchedule = "PreferNoSchedule"
    case noExecute = "NoExecute"
  }
  public let key: String
  public let value: String
  public let effect: Effect
  public init(key: String, value: String, effect: Effect) {
    self.key = key
    self.value = value
    self.effect = effect
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
  /// CPU and memory are for each GPU rather than for the pod; a pod without GPUs asks for them once.
  public var isPerGPU: Bool
  /// Seconds of running.
  public var durationSeconds: Distribution
  public var priority: Int
  public var labels: [Label]
  public var tolerations: [PodToleration]
  /// `spec.nodeSelector`: labels that a node must have.
  public var nodeSelector: [Label]
  /// `preferredDuringSchedulingIgnoredDuringExecution`: labels that a node should have, with weights.
  public var preferences: [NodePreference]
  public var spread: [SpreadRule]
  /// Members of a group; the group's clock starts when all of its pods run, and all end together. 1: every pod alone.
  public var groupSize: Int

  public init(
    name: String, arrivals: Arrivals, cpu: MilliCPU, memory: Bytes,
    gpus: Distribution = .fixed(0), isPerGPU: Bool = false, durationSeconds: Distribution,
    priority: Int = 0, labels: [Label] = [], tolerations: [PodToleration] = [],
    nodeSelector: [Label] = [], preferences: [NodePreference] = [], spread: [SpreadRule] = [],
    groupSize: Int = 1
  ) {
    self.name = name
    self.arrivals = arrivals
    self.cpu = cpu
    self.memory = memory
    self.gpus = gpus
    self.isPerGPU = isPerGPU
    self.durationSeconds = durationSeconds
    self.priority = priority
    self.labels = labels
    self.tolerations = tolerations
    self.nodeSelector = nodeSelector
    self.preferences = preferences
    self.spread = spread
    self.groupSize = groupSize
  }
}

public struct PodToleration: Sendable, Hashable {
  public let key: String
  /// Empty: any value (`operator: Exists`).
  public let value: String
  /// `nil`: every effect.
  public let effect: NodeTaint.Effect?
  public init(key: String, value: String = "", effect: NodeTaint.Effect? = nil) {
    self.key = key
    self.value = value
    self.effect = effect
  }
}

public struct NodePreference: Sendable, Hashable {
  /// 1 to 100.
  public let weight: Int
  public let label: Label
  public init(weight: Int, label: Label) {
    self.weight = weight
    self.label = label
  }
}

/// `spec.topologySpreadConstraints`, over the pods of the same class.
public struct SpreadRule: Sendable, Hashable {
  public let topologyKey: String
  public let maxSkew: Int
  /// `whenUnsatisfiable: DoNotSchedule`; else `ScheduleAnyway`.
  public let isRequired: Bool
  public init(topologyKey: String, maxSkew: Int, isRequired: Bool) {
    self.topologyKey = topologyKey
    self.maxSkew = maxSkew
    self.isRequired = isRequired
  }
}

/// Pods of a recorded trace.
public struct PodTrace: Sendable, Hashable {
  public struct Row: Sendable, Hashable {
    public let name: String
    /// From the start of the slice.
    public let arrival: SimTime
    public let duration: SimDuration
    public let cpu: MilliCPU
    public let memory: Bytes
    public let gpus: Int
    public init(
      name: String, arrival: SimTime, duration: SimDuration, cpu: MilliCPU, memory: Bytes, gpus: Int
    ) {
      self.name = name
      self.arrival = arrival
      self.duration = duration
      self.cpu = cpu
      self.memory = memory
      self.gpus = gpus
    }
  }
  /// File name in the directory of traces, for writing the scenario back.
  public var file: String
  public var rows: [Row]
  public var window: TraceWindow
  /// Longest running time, in seconds; longer rows are cut. `nil`: as recorded.
  public var longestSeconds: Int?

  public init(file: String, rows: [Row], window: TraceWindow, longestSeconds: Int? = nil) {
    self.file = file
    self.rows = rows
    self.window = window
    self.longestSeconds = longestSeconds
  }
}
