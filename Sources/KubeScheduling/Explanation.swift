import Cluster

/// What one scheduling cycle decided.
public struct Decision: Hashable, Sendable {
  public let pod: PodIndex
  /// `nil`: no node is feasible.
  public let node: NodeIndex?
  public let feasible: Int
  /// Nodes that some filter refused.
  public let refused: Int
}

/// The whole of one scheduling cycle: the answer to "why there" and "why not there".
public struct Explanation: Hashable, Sendable {
  /// One node that the search met.
  public struct Examination: Hashable, Sendable {
    public let node: NodeIndex
    /// `nil` for a feasible node.
    public let failure: FilterFailure?
  }

  public let decision: Decision
  /// Position in `ClusterState.nodeOrder` at which the search began.
  public let start: Int
  /// How many feasible nodes would end the search.
  public let wanted: Int
  /// The nodes met, in order. Nodes that are not here were not looked at.
  public let examined: [Examination]
  /// Filters that had nothing to say about this pod.
  public let skippedFilters: [String]
  /// `nil` when fewer than two nodes are feasible: then there is nothing to compare.
  public let scores: ScoreTable?
  /// What became of the node that was kept for the pod; `nil` when none was.
  public let nomination: Nomination?
  /// The searches for devices on the nodes that were refused for them, the first 16, and on the node
  /// that was chosen; empty for a pod without claims.
  public internal(set) var devices: [DeviceSearchReport] = []
  /// Behaviours of v1.35 that look unintended and that decided about nodes.
  public internal(set) var quirks: [QuirkEffect] = []

  /// A pod with a nominated node asks that one before all others.
  public enum Nomination: Hashable, Sendable {
    /// It fits there, so nobody else was asked.
    case taken(NodeIndex)
    case refused(NodeIndex, FilterFailure)
  }

  /// The feasible nodes in the order of the search.
  public var feasible: [NodeIndex] {
    examined.filter { $0.failure == nil }.map(\.node)
  }

  /// kube-scheduler's summary as in the pod's event: each message with its count, as in `3
  /// Insufficient cpu`.
  public var reasonCounts: [(message: String, nodes: Int)] {
    var counts: [String: Int] = [:]
    for examination in examined {
      for reason in examination.failure?.reasons ?? [] {
        counts[reason.kubernetesMessage, default: 0] += 1
      }
    }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// Plugins by nodes: raw score, what it became, weight, total.
public struct ScoreTable: Hashable, Sendable {
  /// One plugin's part.
  public struct Column: Hashable, Sendable {
    public let plugin: String
    public let weight: Int
    public let scores: ScoreColumn

    /// Weight times score, by position in `nodes`.
    public func weighted(_ position: Int) -> Int {
      weight * (scores.normalized ?? scores.raw)[position]
    }
  }

  /// Feasible nodes in the order of the search.
  public let nodes: [NodeIndex]
  /// Without the plugins that had nothing to say about this pod.
  public let columns: [Column]
  /// Plugins that had nothing to say.
  public let skipped: [String]
  /// By position in `nodes`.
  public let totals: [Int]
  /// Position of the chosen node.
  public let chosen: Int

  /// Nodes with the highest total, in the order of the search.
  ///
  /// With more than one, do not rely on which is chosen: it follows from the heap that
  /// kube-scheduler v1.35 happens to build, and other versions choose at random.
  public var best: [NodeIndex] {
    let highest = totals.max() ?? 0
    return nodes.indices.filter { totals[$0] == highest }.map { nodes[$0] }
  }
}
