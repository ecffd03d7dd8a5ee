import Simulation

/// What a run remembers of one replica: its steps, what was given to it, and snapshots.
struct ReplicaLog: Sendable {
  /// Something that came from outside, in the order in which it came.
  struct Feed: Sendable {
    let time: Int
    let request: Int32
    let what: Replica.Inbound
  }
  /// Sums over the requests that finished here.
  struct Tally: Sendable {
    var finished = 0
    var promptTokens = 0
    var outputTokens = 0
    var queue = 0
    var prefill = 0
    var decode = 0
    /// Time in which the model ran.
    var busy = 0
  }
  var steps: StepLog
  var feed: [Feed] = []
  var hash = TraceHash()
  /// Times between two tokens of a request that lay further apart than one step, in ns; 0 for the
  /// tokens that a draft got right.
  var oddGaps: [Int] = []
  var tally = Tally()
  /// Answer tokens made here that were lost with a replica.
  var lostOutputs = 0
  /// Requests sent here that are not done.
  var assigned = 0
  var shelf: SnapshotShelf
  /// Whether it stopped because it made as many steps as it may.
  var isAtStepLimit = false
}

/// Snapshots of a replica at growing distances: a bounded number, made only as often as they cost
/// little beside the work between them.
struct SnapshotShelf: Sendable {
  private let most: Int
  private let blocks: Int
  private var kept: [(step: Int, replica: Replica)] = []
  private var distance: Int
  private var work = 0

  /// `blocks` of the replica's memory, on which the cost of a snapshot depends; `most`: 0 and up.
  init(blocks: Int, most: Int) {
    self.most = most
    self.blocks = blocks
    distance = max(1_024, blocks * 8)
  }

  /// Work done since the last call: blocks and sequences moved.
  mutating func add(work count: Int) { work += count }

  /// Whether it is time for another snapshot.
  var wantsMore: Bool { work >= distance && most > 0 }

  /// Keeps the state between two steps. With the shelf full, every second snapshot goes and the
  /// distance doubles.
  mutating func keep(_ replica: Replica) {
    work = 0
    if kept.count >= most {
      distance *= 2
      kept = stride(from: 1, to: kept.count, by: 2).map { kept[$0] }
      guard kept.count < most else { return }
    }
    kept.append((replica.number, replica))
  }

  /// The last snapshot at or before the state after `step`; `nil`: begin anew.
  func nearest(to step: Int) -> Replica? { kept.last { $0.step <= step }?.replica }
}
