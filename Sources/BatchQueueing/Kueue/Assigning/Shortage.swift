extension Kueue {
  /// The limit that a request ran into, and where in the tree it stands.
  public struct QuotaBlock: Hashable, Sendable, Codable {
    public enum Limit: Hashable, Sendable, Codable {
      /// The node may take only so much from its parent: its limit, and what it takes now.
      case borrowingLimit(limit: Int, borrowed: Int)
      /// All that the tree owns together: the sum of its quotas, and what is used of it.
      case quota(total: Int, used: Int)
    }

    /// Quota that someone keeps to itself and does not use.
    public struct HeldBack: Hashable, Sendable, Codable {
      public let node: String
      public let isClusterQueue: Bool
      public let lendingLimit: Int
      public let unused: Int
    }

    /// The ClusterQueue or cohort at which it blocks.
    public let node: String
    public let isClusterQueue: Bool
    /// 0 for the workload's own queue, 1 for its cohort, and so on.
    public let level: Int
    public let limit: Limit
    /// Unused quota in the same tree that lending limits keep away, by name.
    public let heldBack: [HeldBack]
  }

  /// An amount of one flavored resource that is not there now.
  public struct Shortage: Hashable, Sendable, Codable {
    public let flavoredResource: FlavoredResource
    /// Asked for by this pod set.
    public let requested: Int
    /// Asked for by the workload's pod sets before it.
    public let assumed: Int
    /// What the queue may take now.
    public let available: Int
    /// The most that the queue could take if nothing were in use.
    public let potential: Int
    /// What holds back more.
    public let block: QuotaBlock

    /// Whether the request can never be met, whoever leaves.
    public var isBeyondPotential: Bool { Amount.sum(assumed, requested) > potential }
  }
}

extension Kueue.QuotaTree {
  /// What keeps the queue from more than it has available, or from more than it could ever have.
  func block(_ queue: Int, _ fr: Int, isPotential: Bool) -> Kueue.QuotaBlock {
    var (node, level) = (queue, 0)
    while nodes[node].parent >= 0 {
      let parent = nodes[node].parent
      if let limit = borrowingLimit(node, fr) {
        let cell = cell(node, fr)
        let isTight =
          isPotential
          ? Kueue.Amount.sum(subtree[cell], limit)
            < Kueue.Amount.sum(local[cell], potential(parent, fr))
          : (mayTakeFromParent(node, fr) ?? 0) < rawAvailable(parent, fr)
        if isTight {
          let borrowed = max(0, Kueue.Amount.difference(usage[cell], subtree[cell]))
          return Kueue.QuotaBlock(
            node: nodes[node].name, isClusterQueue: nodes[node].isQueue, level: level,
            limit: .borrowingLimit(limit: limit, borrowed: borrowed),
            heldBack: heldBack(from: queue, fr))
        }
      }
      (node, level) = (parent, level + 1)
    }
    let cell = cell(node, fr)
    return Kueue.QuotaBlock(
      node: nodes[node].name, isClusterQueue: nodes[node].isQueue, level: level,
      limit: .quota(total: subtree[cell], used: usage[cell]), heldBack: heldBack(from: queue, fr))
  }

  private func heldBack(from queue: Int, _ fr: Int) -> [Kueue.QuotaBlock.HeldBack] {
    let lenders = lenders[fr]
    guard !lenders.isEmpty else { return [] }
    var way: [Int] = []
    var (node, top) = (queue, queue)
    while node >= 0 {
      way.append(node)
      (top, node) = (node, nodes[node].parent)
    }
    return lenders.filter {
      localAvailable($0, fr) > 0 && !way.contains($0) && root(of: $0) == top
    }.map {
      Kueue.QuotaBlock.HeldBack(
        node: nodes[$0].name, isClusterQueue: nodes[$0].isQueue,
        lendingLimit: lendingLimit($0, fr) ?? 0, unused: localAvailable($0, fr))
    }
  }
}
