/// What the scheduler needs of a pod, worked out once: whole numbers and interned names instead of
/// strings.
public struct PodRecord: Sendable {
  /// An amount of the resource with this index in `ClusterState.resources`.
  public struct Amount: Hashable, Sendable {
    public let resource: Int
    public let amount: Int
  }

  /// The effective request, resources of amount 0 left out.
  public let requests: [Amount]
  /// The request with defaults for containers that name no cpu or memory (see
  /// `Pod.nonZeroRequest`).
  public let nonZeroCPU: Int
  public let nonZeroMemory: Int
  /// Index into `ClusterState.labelGroups`.
  public let labelGroup: Int
  /// Whole GPUs requested.
  public let gpus: Int
  /// Thousandths of one GPU; 0 for none.
  public let gpuShareMilli: Int
  /// Higher goes first.
  public let priority: Int
  /// Index into `ClusterState.affinityGroups`; -1 for a pod without pod affinity and anti-affinity.
  public let affinityGroup: Int
  /// Whether it needs devices by claims.
  public let hasClaims: Bool
  /// A hash of the class, the same for equal classes of all states of one process.
  public let fingerprint: Int

  /// Amount requested of a resource, 0 when none.
  public func request(_ resource: Int) -> Int {
    for amount in requests where amount.resource == resource { return amount.amount }
    return 0
  }
}

/// Pods that topology spread cannot tell apart: same namespace, same labels, both leaving or both
/// staying.
public struct LabelGroup: Hashable, Sendable {
  public let namespace: String
  public let labels: LabelSet
  public let isTerminating: Bool
}

/// How many pods of a label group or affinity group are on a node.
public struct GroupCount: Hashable, Sendable {
  public let group: Int32
  public var count: Int32
}

extension [GroupCount] {
  /// Counts pods of the group in or out; groups without pods are left out.
  mutating func change(_ group: Int, by change: Int) {
    for at in indices where self[at].group == group {
      self[at].count += Int32(change)
      if self[at].count == 0 { remove(at: at) }
      return
    }
    append(GroupCount(group: Int32(group), count: Int32(change)))
  }
}

/// Where a pod was, GPUs included.
public struct Placement: Hashable, Sendable {
  public let node: NodeIndex
  /// One bit for each GPU of the node that it held.
  public let deviceMask: UInt64
  /// The device claims it held or used.
  let claims: [ReleasedClaim]
}
