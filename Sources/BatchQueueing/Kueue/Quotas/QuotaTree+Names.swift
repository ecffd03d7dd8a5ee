/// The tree by names, for recordings and for whoever asks a single question.
extension Kueue.QuotaTree {
  /// What the ClusterQueue may still take, not below 0; `nil` for a queue that does not exist.
  public func available(clusterQueue: String, _ fr: Kueue.FlavoredResource) -> Int? {
    queueNumbers[clusterQueue].map { node in index[fr].map { available(node, $0) } ?? 0 }
  }

  /// The most that the ClusterQueue could ever take, whatever is in use.
  public func potentialAvailable(clusterQueue: String, _ fr: Kueue.FlavoredResource) -> Int? {
    queueNumbers[clusterQueue].map { node in index[fr].map { potential(node, $0) } ?? 0 }
  }

  /// Charges a ClusterQueue, and its ancestors with what it does not hold back. Amounts without
  /// quota in the tree are not charged.
  public mutating func add(_ usage: [Kueue.FlavoredResource: Int], clusterQueue: String) {
    guard let node = queueNumbers[clusterQueue] else { return }
    add(uses(usage), to: node)
  }

  /// The share of a ClusterQueue, as if `extra` were in use there too.
  public func share(clusterQueue: String, adding extra: [Kueue.FlavoredResource: Int] = [:])
    -> Kueue.DominantShare?
  {
    queueNumbers[clusterQueue].map { share($0, adding: uses(extra)) }
  }

  /// The share of a cohort, as if `extra` were in use there too.
  public func share(cohort: String, adding extra: [Kueue.FlavoredResource: Int] = [:])
    -> Kueue.DominantShare?
  {
    cohortNumbers[cohort].map { share($0, adding: uses(extra)) }
  }

  /// Ascending; without what the tree does not know.
  func uses(_ usage: [Kueue.FlavoredResource: Int]) -> [Kueue.Use] {
    usage.compactMap { fr, amount in index[fr].map { Kueue.Use(fr: $0, amount: max(0, amount)) } }
      .sorted { $0.fr < $1.fr }
  }
}
