import Simulation

extension Kueue {
  /// Where a workload is.
  public enum WorkloadState: Hashable, Sendable, Codable {
    /// Its LocalQueue or ClusterQueue does not exist.
    case noQueue
    case queued(clusterQueue: String)
    /// Parked as inadmissible; in back-off until then, if a time is given.
    case parked(clusterQueue: String, until: SimTime?)
    /// Holds quota; when evicted, until its pods are gone.
    case holding(Admission, since: SimTime, isEvicted: Bool)
    /// Given up after too many time-outs.
    case deactivated
  }
}

/// What a screen or a recording asks.
extension Kueue.Controller {
  /// `nil` for a workload that was never added, or is finished.
  public func state(of key: String) -> Kueue.WorkloadState? {
    guard let number = numbers[key], let record = records[number] else { return nil }
    switch record.place {
    case .nowhere, .inFlight: return .noQueue
    case .active: return .queued(clusterQueue: ledger.tree.nodes[record.queue].name)
    case .parked:
      return .parked(
        clusterQueue: ledger.tree.nodes[record.queue].name, until: record.notBefore)
    case .holding:
      return record.admission.map {
        .holding($0, since: record.reservedAt, isEvicted: record.isEvicted)
      }
    case .deactivated: return .deactivated
    }
  }

  /// Keys of all workloads that hold quota, ascending.
  public var holders: [String] {
    records.compactMap { record in
      guard let record, case .holding = record.place else { return nil }
      return record.key
    }.sorted()
  }

  /// Keys of the workloads that wait in a ClusterQueue, in its order, and of those that are parked.
  public func pending(clusterQueue: String) -> (queued: [String], parked: [String]) {
    guard let queue = ledger.tree.queueNumbers[clusterQueue] else { return ([], []) }
    func keys(_ entries: [Kueue.QueuePlace], _ place: Kueue.Record.Place) -> [String] {
      let valid = entries.filter { entry in
        records[entry.record].map { $0.place == place && $0.stamp == entry.stamp } ?? false
      }
      let sticky = queues[queue].sticky
      return valid.sorted().sorted { ($0.record == sticky ? 0 : 1) < ($1.record == sticky ? 0 : 1) }
        .map(\.key)
    }
    return (keys(queues[queue].heap.elements, .active), keys(queues[queue].parked, .parked))
  }

  /// Names of all ClusterQueues, ascending.
  public var clusterQueueNames: [String] {
    ledger.tree.nodes.prefix(queues.count).map(\.name)
  }

  /// How many workloads may hold quota: the measure of what a head may cost.
  public var holdingCount: Int { ledger.holdings.count }

  /// Quota in use, as the tree has it.
  public var quotaTree: Kueue.QuotaTree { ledger.tree }
}
