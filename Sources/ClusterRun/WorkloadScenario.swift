import Cluster
import DeviceAllocation
import Simulation

/// What a run starts from: machines, the jobs that come, and what happens to the machines.
public struct WorkloadScenario: Sendable {
  public var nodes: [Node]
  public var services: [Service]
  /// Namespace objects, by which terms with a namespace selector find namespaces.
  public var namespaces: [Namespace] = []
  /// What DRA drivers offer; `nil`: nothing.
  public var devices: DeviceSetup?
  public var jobs: [Job]
  public var budgets: [DisruptionBudget] = []
  /// In any order; equal times keep the order of the list.
  public var changes: [ClusterChange]
  /// The run lasts until here; `nil`: until nothing is left that can change.
  public var end: SimTime?
  /// From which failures of jobs are drawn.
  public var seed: Seed

  public init(
    nodes: [Node], services: [Service] = [], jobs: [Job], changes: [ClusterChange] = [],
    end: SimTime? = nil, seed: Seed = Seed("0")
  ) {
    self.nodes = nodes
    self.services = services
    self.jobs = jobs
    self.changes = changes
    self.end = end
    self.seed = seed
  }
}

/// Devices, and the claims on them that are not part of a pod.
public struct DeviceSetup: Sendable {
  public var inventory: DeviceInventory
  public var options: AllocationOptions
  public var templates: [DeviceClaimTemplate]
  public var claims: [NamedDeviceClaim]

  public init(
    inventory: DeviceInventory, options: AllocationOptions = AllocationOptions(),
    templates: [DeviceClaimTemplate] = [], claims: [NamedDeviceClaim] = []
  ) {
    self.inventory = inventory
    self.options = options
    self.templates = templates
    self.claims = claims
  }
}

/// Something that people or accidents do to the cluster.
public struct ClusterChange: Hashable, Sendable {
  /// What is done.
  public enum Kind: Hashable, Sendable {
    /// The machine dies: its pods are lost, it takes no new ones.
    case fail(NodeIndex)
    /// It comes back, empty.
    case repair(NodeIndex)
    /// `kubectl cordon`: pods stay, no new ones come.
    case cordon(NodeIndex)
    case uncordon(NodeIndex)
    /// `kubectl drain`: cordon, then evict pod by pod as disruption budgets allow, trying again
    /// every 5 s.
    case drain(NodeIndex)
    /// New limits for a queue; the control plane knows what they mean.
    case quota(QuotaChange)
  }

  public var time: SimTime
  public var kind: Kind

  public init(time: SimTime, kind: Kind) {
    self.time = time
    self.kind = kind
  }

  /// A maintenance window: drained at its start, back at its end.
  public static func maintenance(
    of node: NodeIndex, from start: SimTime, to end: SimTime
  ) -> [ClusterChange] {
    [
      ClusterChange(time: start, kind: .drain(node)),
      ClusterChange(time: max(start, end), kind: .uncordon(node)),
    ]
  }

  /// Failures and repairs of each node by itself until `end`: times between a repair and the next
  /// failure, and times to repair, are exponential with these means. Repairs may come after `end`.
  public static func randomFailures(
    nodes: [NodeIndex], meanTimeBetween: SimDuration, meanRepair: SimDuration, until end: SimTime,
    seed: Seed
  ) -> [ClusterChange] {
    guard meanTimeBetween > .zero else { return [] }
    var changes: [ClusterChange] = []
    for node in nodes {
      var random = SeededGenerator(seed: seed, stream: "node-failure/\(node)")
      var time = SimTime.zero
      while true {
        time = time + max(SimDuration(nanoseconds: 1), random.exponential(mean: meanTimeBetween))
        if time >= end { break }
        changes.append(ClusterChange(time: time, kind: .fail(node)))
        time = time + random.exponential(mean: max(.zero, meanRepair))
        changes.append(ClusterChange(time: time, kind: .repair(node)))
      }
    }
    return changes.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }.map(\.element)
  }
}

/// New limits of one queue, resource and flavor. `nil`: as before.
public struct QuotaChange: Hashable, Sendable {
  public var queue: String
  /// Empty where the control plane knows no flavors.
  public var flavor: String
  public var resource: ResourceName
  /// Kueue's nominal quota, KAI's and Volcano's deserved amount.
  public var nominal: Int?
  /// Kueue's borrowing limit; Volcano's capability and KAI's limit less the nominal amount.
  public var borrowingLimit: Int?
  public var lendingLimit: Int?

  public init(
    queue: String, flavor: String = "", resource: ResourceName, nominal: Int? = nil,
    borrowingLimit: Int? = nil, lendingLimit: Int? = nil
  ) {
    self.queue = queue
    self.flavor = flavor
    self.resource = resource
    self.nominal = nominal
    self.borrowingLimit = borrowingLimit
    self.lendingLimit = lendingLimit
  }
}

/// What a run may be told beside the scenario and the control plane.
public struct WorkloadRunOptions: Hashable, Sendable {
  /// From an eviction to the moment at which the pod is gone (`terminationGracePeriodSeconds`;
  /// Kubernetes' default is 30 s). Until then it holds what it has, and does not work. Zero: gone
  /// at once.
  public var terminationGrace: SimDuration
  /// From the death of a machine to the moment at which its pods are given up: Kubernetes waits
  /// `tolerationSeconds` of the taint `unreachable`, 300 s by default. Zero: at once.
  public var lostPodDelay: SimDuration
  /// Steps between the first snapshots; the distance doubles when there are more than 32 of them.
  public var snapshotDistance: Int

  public init(
    terminationGrace: SimDuration = .zero, lostPodDelay: SimDuration = .zero,
    snapshotDistance: Int = 128
  ) {
    self.terminationGrace = max(.zero, terminationGrace)
    self.lostPodDelay = max(.zero, lostPodDelay)
    self.snapshotDistance = max(1, snapshotDistance)
  }
}
