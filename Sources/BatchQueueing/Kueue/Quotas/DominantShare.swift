extension Kueue {
  /// How much of what it could be lent a node borrows, in thousandths, by its most borrowed
  /// resource.
  ///
  /// Floating point with Kueue's order of operations: borrowed x 1000 / lendable, then / weight.
  /// Source: Kueue's `pkg/cache/scheduler/fair_sharing.go`.
  public struct DominantShare: Hashable, Sendable, Codable {
    public internal(set) var weight: Double
    /// Before the weight counts; -1 for the value below all others.
    public internal(set) var ratio: Double
    /// The resource with the largest ratio; `nil` when nothing is borrowed or lendable.
    public internal(set) var dominantResource: String?
    /// Whether one resource is above the quota of the subtree.
    public internal(set) var isBorrowing: Bool

    /// Below every real share.
    static let below = DominantShare(
      weight: 1, ratio: -1, dominantResource: nil, isBorrowing: false)

    /// The exact weighted share; infinite for a borrowing node without weight.
    public var weighted: Double {
      if ratio == 0 { return 0 }
      return weight == 0 ? .infinity : ratio / weight
    }

    /// The published share, rounded up; `nil` stands for infinity.
    public var published: Int? {
      let exact = weighted
      guard exact.isFinite else { return nil }
      return exact < 0x1p62 ? Int(exact.rounded(.up)) : .max
    }

    /// -1, 0 or 1. Two infinite shares are compared before the weight.
    static func compare(_ a: DominantShare, _ b: DominantShare) -> Int {
      switch (a.weight == 0 && a.ratio != 0, b.weight == 0 && b.ratio != 0) {
      case (true, true): return order(a.ratio, b.ratio)
      case (true, false): return 1
      case (false, true): return -1
      case (false, false): return order(a.weighted, b.weighted)
      }
    }

    private static func order(_ a: Double, _ b: Double) -> Int { a < b ? -1 : (a > b ? 1 : 0) }
  }
}

extension Kueue.QuotaTree {
  /// The share of a node; roots and queues without a cohort have none and never borrow.
  func share(_ node: Int, adding extra: [Kueue.Use] = []) -> Kueue.DominantShare {
    var share = Kueue.DominantShare(
      weight: nodes[node].weight, ratio: 0, dominantResource: nil, isBorrowing: false)
    let parent = nodes[node].parent
    guard parent >= 0 else { return share }
    for resource in resources.indices {
      var borrowed = 0
      for fr in flavoredOf[resource] where isPresent(node, fr) {
        let above = borrowedAmount(node, fr, adding: extra)
        if above > 0 { borrowed = Kueue.Amount.sum(borrowed, above) }
      }
      guard borrowed > 0 else { continue }
      share.isBorrowing = true
      let lendable = lendable(parent, resource: resource)
      guard lendable > 0 else { continue }
      let ratio = Double(borrowed) * 1000.0 / Double(lendable)
      if ratio > share.ratio {
        share.ratio = ratio
        share.dominantResource = resources[resource]
      }
    }
    return share
  }

  /// Whether the node borrows one of the flavored resources of which something is asked, with the
  /// part of the request that reaches it.
  func isBorrowing(
    _ node: Int, on usage: [Kueue.Use], adding extra: [Kueue.Use]
  ) -> Bool {
    hasParent(node)
      && usage.contains {
        $0.amount > 0 && isPresent(node, $0.fr)
          && borrowedAmount(node, $0.fr, adding: extra) > 0
      }
  }

  func borrowedAmount(_ node: Int, _ fr: Int, adding extra: [Kueue.Use] = []) -> Int {
    let cell = cell(node, fr)
    var used = usage[cell]
    for item in extra where item.fr == fr { used = Kueue.Amount.sum(item.amount, used) }
    return Kueue.Amount.difference(used, subtree[cell])
  }
}
