import Simulation

/// Gödel: a dispatcher hands units of pods to several schedulers, which place them at the same time on
/// what each believes; one binder lets the first come and rejects what no longer fits.
///
/// The rules are those of kubewharf/godel-scheduler at commit 90de2d0dd7e8e4dc99ef36b34b91a30fc171b368 (2026-03-02).
/// Which node a pod takes is a function handed in. Preemption, rescheduling, volumes and micro topology
/// are left out.
public enum Godel {
  public struct Node: Hashable, Sendable, Codable {
    public var name: String
    public var labels: [String: String]
    /// What pods may use, by resource name.
    public var capacity: [String: Int]

    public init(name: String, labels: [String: String] = [:], capacity: [String: Int]) {
      self.name = name
      self.labels = labels
      self.capacity = capacity
    }
  }

  public struct Pod: Hashable, Sendable, Codable {
    /// Unique.
    public var name: String
    public var requests: [String: Int]
    public var nodeSelector: [String: String]

    public init(name: String, requests: [String: Int], nodeSelector: [String: String] = [:]) {
      self.name = name
      self.requests = requests
      self.nodeSelector = nodeSelector
    }
  }

  /// What makes several pods one unit.
  public struct PodGroup: Hashable, Sendable, Codable {
    /// So many pods start together or none does. Later ones may come one by one.
    public var minMember: Int
    /// Counted from the creation of the group; 5 minutes when it says nothing.
    public var scheduleTimeout: SimDuration

    public init(minMember: Int, scheduleTimeout: SimDuration = .seconds(300)) {
      self.minMember = minMember
      self.scheduleTimeout = scheduleTimeout
    }
  }

  /// The pods of a group, or a pod by itself. Several pods without a group count each for itself.
  public struct Unit: Hashable, Sendable, Codable {
    /// Unique.
    public var key: String
    /// Higher goes first in the queues of schedulers and binder.
    public var priority: Int
    public var createdAt: SimTime
    public var podGroup: PodGroup?
    public var pods: [Pod]

    public init(
      key: String, priority: Int = 0, createdAt: SimTime, podGroup: PodGroup? = nil, pods: [Pod]
    ) {
      self.key = key
      self.priority = priority
      self.createdAt = createdAt
      self.podGroup = podGroup
      self.pods = pods
    }

    var minMember: Int { podGroup?.minMember ?? 1 }
  }

  /// A node as somebody believes it to be.
  public struct NodeView: Hashable, Sendable {
    public let node: Node
    /// Capacity less what is known to run there or to be on the way.
    public internal(set) var free: [String: Int]
    /// Names of those pods, in the order in which they came.
    public internal(set) var pods: [String] = []

    init(_ node: Node) {
      self.node = node
      free = node.capacity
    }

    /// What is missing for a pod, in the order of names; empty when it fits.
    public func shortages(_ pod: Pod) -> [Shortage] {
      pod.requests.keys.sorted().compactMap { name in
        let needed = pod.requests[name] ?? 0
        let has = free[name] ?? 0
        return needed > has ? Shortage(resource: name, needed: needed, free: has) : nil
      }
    }

    /// Whether labels and free resources allow the pod.
    public func fits(_ pod: Pod) -> Bool {
      pod.nodeSelector.allSatisfy { node.labels[$0.key] == $0.value } && shortages(pod).isEmpty
    }

    mutating func add(_ pod: Pod) {
      for name in pod.requests.keys {
        free[name] = Clamped.difference(free[name] ?? 0, pod.requests[name] ?? 0)
      }
      pods.append(pod.name)
    }
  }

  public struct Shortage: Hashable, Sendable {
    public let resource: String
    public let needed: Int
    public let free: Int
  }

  /// Which of the nodes a pod takes: an index into them, or `nil` when it can take none. This is where
  /// filters and scores stand; the same nodes in the same order must give the same answer.
  public typealias Place = @Sendable (Pod, [NodeView]) -> Int?

  /// The first node that fits with the least of its resources left: a plain best fit, by the sum of free
  /// parts of capacity.
  public static let bestFit: Place = { pod, nodes in
    var best: (index: Int, left: Double)?
    for (index, view) in nodes.enumerated() where view.fits(pod) {
      let left = view.node.capacity.keys.sorted().reduce(0.0) { sum, name in
        let capacity = view.node.capacity[name] ?? 0
        let free = Clamped.difference(view.free[name] ?? 0, pod.requests[name] ?? 0)
        return capacity > 0 ? sum + Double(free) / Double(capacity) : sum
      }
      if left < best?.left ?? .infinity { best = (index, left) }
    }
    return best?.index
  }

  /// Why the binder did not let a pod in.
  public enum Conflict: Hashable, Sendable {
    /// What is free now is too little; `rivals` are the units bound there since the scheduler looked.
    case resources([Shortage], rivals: [String])
    case nodeIsGone
  }

  /// A pod that was refused.
  public struct Refusal: Hashable, Sendable {
    public let pod: String
    public let node: String
    public let conflict: Conflict
  }

  /// A pod and its node.
  public struct Placement: Hashable, Sendable {
    public let pod: String
    public let node: String
  }

  /// What happened, in words that a screen can say.
  public enum Event: Hashable, Sendable {
    /// The group has too few pods to be handed out.
    case waitingForPods(unit: String, pods: Int, minMember: Int)
    /// `load` is the number of unbound pods that the scheduler had, the least of all.
    case dispatched(unit: String, scheduler: Int, load: Int)
    /// Placed on what the scheduler believes; on its way to the binder. `unplaced` pods are tried again.
    case assumed(unit: String, scheduler: Int, placements: [Placement], unplaced: [String])
    /// Fewer pods than necessary found a node; the unit waits for a change.
    case notPlaced(unit: String, scheduler: Int, placed: Int, needed: Int, unplaced: [String])
    /// All conflicts, then what runs now. Refused pods go back to their scheduler.
    case bound(unit: String, placements: [Placement], refused: [Refusal])
    /// Too many pods were refused, so that none of the unit starts; all go back to their scheduler.
    case rejected(unit: String, scheduler: Int, refused: [Refusal], left: Int, needed: Int)
    /// The group's time is over. It is not tried again.
    case timedOut(unit: String, after: SimDuration)
  }
}
