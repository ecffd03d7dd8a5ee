import Simulation

extension Kueue {
  /// A head of a queue during one cycle.
  struct Entry: Sendable {
    let record: Int
    let queue: Int
    let priority: Int
    let time: SimTime
    var assignment: Assignment
    var targets: [Target]
    var trace: PreemptionTrace
    /// Fair sharing only: shares with the request, from the queue upwards to the child of the root.
    var shares: [DominantShare] = []
  }

  /// The order in which heads are looked at.
  enum EntryOrder {
    /// Lower borrowing level, higher priority, earlier time, name of the queue.
    static func classical(_ entries: [Entry]) -> [Int] {
      entries.indices.sorted { first, second in
        let (a, b) = (entries[first], entries[second])
        if a.assignment.borrowing != b.assignment.borrowing {
          return a.assignment.borrowing < b.assignment.borrowing
        }
        if a.priority != b.priority { return a.priority > b.priority }
        if a.time != b.time { return a.time < b.time }
        return a.queue < b.queue
      }
    }
  }
}
