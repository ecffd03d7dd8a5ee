import Simulation

extension Kueue {
  /// What stays the same of a workload while it is known, in one object that copies share.
  final class Ticket: Sendable {
    let workload: Workload
    let key: String
    let claim: Claim
    /// Number of its shape: workloads of one shape are alike for scheduling.
    let shape: Int

    init(workload: Workload, key: String, claim: Claim, shape: Int) {
      self.workload = workload
      self.key = key
      self.claim = claim
      self.shape = shape
    }
  }

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

    private(set) var ticket: Ticket
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

    init(_ workload: Workload, _ catalog: Catalog, shape: Int) {
      ticket = Ticket(
        workload: workload, key: workload.key, claim: Claim(workload, catalog), shape: shape)
      queue = -1
      orderTime = workload.createdAt
    }

    var workload: Workload { ticket.workload }
    var key: String { ticket.key }
    var claim: Claim { ticket.claim }
    var shape: Int { ticket.shape }

    /// Numbers the wishes anew after the objects changed.
    mutating func renumber(_ catalog: Catalog) {
      ticket = Ticket(
        workload: workload, key: key, claim: Claim(workload, catalog), shape: shape)
    }

    /// Whether the search stopped before the end of some flavor list.
    var hasPendingFlavors: Bool {
      progress?.steps.contains { $0.values.contains { $0 != -1 } } ?? false
    }
  }
}
