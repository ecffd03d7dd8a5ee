extension Kueue {
  /// An amount of one flavored resource, by its number in the quota tree.
  struct Use: Hashable, Sendable {
    var fr: Int
    var amount: Int
  }
}

extension Kueue.QuotaTree {
  mutating func add(_ uses: [Kueue.Use], to node: Int) {
    for use in uses { add(use.amount, node, use.fr) }
  }

  mutating func remove(_ uses: [Kueue.Use], from node: Int) {
    for use in uses { remove(use.amount, node, use.fr) }
  }

  /// Whether every amount is available to the node.
  func fits(_ uses: [Kueue.Use], _ node: Int) -> Bool {
    uses.allSatisfy { available(node, $0.fr) >= $0.amount }
  }
}
