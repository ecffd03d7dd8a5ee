import Simulation

extension Kueue {
  /// What the controller knows of one workload.
  struct Record: Sendable {
    enum Place: Hashable, Sendable {
      /// In no queue: its LocalQueue or ClusterQueue does not exist.
      case nowhere
      case active
      case parked
      /// Popped, in the cycle that runs.
      case inFlight
      /// Holds quota; the number of its holding.
      case holding(Int)
      /// Gave up after too many time-outs.
      case deactivated
    }

    let workload: Workload
    let key: String
    var claim: Claim
    let shape: Int
    /// Node number of its ClusterQueue, or -1.
    var queue: Int
    var place = Place.nowhere
    var stamp = 0
    /// Creation time, or the time of an eviction that changes it.
    var orderTime: SimTime
    /// Where the search for a flavor goes on, and since which cycle and generation.
    var progress: (steps: [[Int: Int]], cycle: Int, generation: Int)?
    var admission: Admission?
    var reservedAt = SimTime.zero
    var isEvicted = false
    var arePodsReady = false
    /// Back-off after a time-out: not before this.
    var notBefore: SimTime?
    /// Time-outs so far.
    var timeouts = 0

    /// Whether the search stopped before the end of some flavor list.
    var hasPendingFlavors: Bool {
      progress?.steps.contains { $0.values.contains { $0 != -1 } } ?? false
    }

    var queuePlace: QueuePlace {
      QueuePlace(
        priority: workload.priority, time: orderTime, uid: workload.uid, key: key, record: -1,
        stamp: stamp)
    }
  }
}
