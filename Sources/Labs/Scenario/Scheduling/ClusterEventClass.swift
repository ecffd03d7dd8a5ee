import Cluster
import Simulation

/// Something that happens to the cluster at a time.
public struct ClusterEventClass: Sendable, Hashable {
  /// What happens; nodes by name.
  public enum Kind: Sendable, Hashable {
    case fail(node: String)
    case repair(node: String)
    case cordon(node: String)
    case uncordon(node: String)
    /// Drained, and back at `until` when there is one.
    case drain(node: String, until: SimTime?)
    case quota(queue: String, QueueClass.Quota)
  }
  public var time: SimTime
  public var kind: Kind

  public init(time: SimTime, kind: Kind) {
    self.time = time
    self.kind = kind
  }
}

/// Failures of nodes by chance: times between them and times to repair are exponential.
public struct NodeFailures: Sendable, Hashable {
  public var meanTimeBetween: SimDuration
  public var meanRepair: SimDuration
  /// Names of node groups; empty: all.
  public var groups: [String]
  public var until: SimTime

  public init(
    meanTimeBetween: SimDuration, meanRepair: SimDuration, groups: [String] = [], until: SimTime
  ) {
    self.meanTimeBetween = meanTimeBetween
    self.meanRepair = meanRepair
    self.groups = groups
    self.until = until
  }
}

/// A PodDisruptionBudget: how many of the pods with these labels may be missing at once.
public struct DisruptionBudget: Sendable, Hashable {
  public var name: String
  public var labels: LabelSet
  public var maxUnavailable: Int

  public init(name: String, labels: LabelSet, maxUnavailable: Int) {
    self.name = name
    self.labels = labels
    self.maxUnavailable = maxUnavailable
  }
}

/// A label that groups the nodes of a node group: the first `nodesPerDomain` get `prefix-0`, the
/// next `prefix-1`. Racks, NVLink domains.
public struct NodeDomain: Sendable, Hashable {
  public var key: String
  public var prefix: String
  public var nodesPerDomain: Int

  public init(key: String, prefix: String, nodesPerDomain: Int) {
    self.key = key
    self.prefix = prefix
    self.nodesPerDomain = nodesPerDomain
  }
}

/// How the GPUs of a node group are offered by DRA, in place of `nvidia.com/gpu`.
public enum DeviceOffer: Sendable, Hashable {
  /// Whole devices with their attributes.
  case whole
  /// Partitions of the named GPU (`a100-40gb`, `h100-80gb`), allocatable as far as its slices go.
  case partitions(model: String)
  /// Each device offered so many times, without isolation.
  case timeSliced(replicas: Int)
}

/// An image that nodes of a group have already.
public struct NodeImage: Sendable, Hashable {
  public var name: String
  public var size: Bytes

  public init(name: String, size: Bytes) {
    self.name = name
    self.size = size
  }
}

/// One thing to try with a scenario, and what then happens: `check` runs it.
public struct ScenarioClaim: Sendable, Hashable {
  /// A condition on a metric.
  public struct Expectation: Sendable, Hashable {
    public var metric: String
    public var atLeast: Double?
    public var atMost: Double?
    public init(metric: String, atLeast: Double?, atMost: Double?) {
      self.metric = metric
      self.atLeast = atLeast
      self.atMost = atMost
    }
  }
  /// What to do and what it shows.
  public var text: String
  public var textChinese: String
  /// Over the scenario's choices.
  public var choices: Choices
  public var expectations: [Expectation]

  public init(
    text: String, textChinese: String, choices: Choices, expectations: [Expectation]
  ) {
    self.text = text
    self.textChinese = textChinese
    self.choices = choices
    self.expectations = expectations
  }
}
