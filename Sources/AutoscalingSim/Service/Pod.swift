import Simulation
import Traffic

/// A replica of the service: what it works on shares its parallelism evenly.
///
/// Work is counted in the pod's own time, which runs at full speed while no more requests are at
/// work than it can serve in parallel, and slower by their number beyond: a request ends when that
/// time reaches its tag, so that a change costs the same however many are at work.
struct Pod: Sendable {
  /// Virtual time in sixteenths of a nanosecond.
  static let shift = 4

  let revision: Int
  let createdAt: Int
  var stage = PodStage.scheduling
  var stageSince: Int
  /// Counts stages, so that timers of left ones are known to be old.
  var stageNumber = 0
  var node = -1
  var readyAt = -1
  /// Place among the endpoints of the balancer; -1 before it was ready.
  var endpoint = -1

  private(set) var running = 0
  var waiting = Line<Job>()
  /// Of those that wait, the ones that will be worked on.
  var waitingCount = 0
  private(set) var work = WorkHeap()
  private var virtual = 0
  private var virtualAt: Int

  /// Requests at work and waiting, times nanoseconds, since it was last read.
  var loadIntegral = 0
  var loadAt = 0
  var attemptsSince = 0
  /// The last reading; -1: none.
  var metric = -1
  var idleSince = -1
  /// Attempts that ended here, and those of them that went wrong.
  var answered = 0
  var failures = 0

  init(revision: Int, at now: Int) {
    self.revision = revision
    createdAt = now
    stageSince = now
    virtualAt = now
  }

  var load: Int { running + waitingCount }

  mutating func measure(at now: Int) {
    loadIntegral += load * (now - loadAt)
    loadAt = now
  }

  mutating func begin(_ job: Job, at now: Int, parallelism: Int) {
    move(to: now, parallelism)
    work.insert(WorkHeap.Item(tag: virtual + job.work << Self.shift, job: job))
    running += 1
  }

  /// The next work that is done by now; `nil` when none is.
  mutating func end(at now: Int, parallelism: Int) -> Job? {
    move(to: now, parallelism)
    guard let first = work.first, first.tag <= virtual else { return nil }
    work.removeFirst()
    return first.job
  }

  /// One that was at work is not any more.
  mutating func leave(at now: Int, parallelism: Int) {
    move(to: now, parallelism)
    running -= 1
  }

  /// Forgets work at the front that was cancelled.
  mutating func dropFirst() { work.removeFirst() }

  mutating func clear() {
    work.removeAll()
    waiting.removeAll()
    running = 0
    waitingCount = 0
  }

  private mutating func move(to now: Int, _ parallelism: Int) {
    let passed = (now - virtualAt) << Self.shift
    if running <= parallelism {
      virtual += passed
    } else {
      virtual += passed * parallelism / running
    }
    virtualAt = now
  }

  /// When the first work is done if nothing changes.
  func due(_ parallelism: Int) -> Int {
    guard let first = work.first, running > 0 else { return Calendar.never }
    let left = max(0, first.tag - virtual)
    let (scaled, overflow) = left.multipliedReportingOverflow(by: max(running, parallelism))
    guard !overflow else { return Calendar.never - 1 }
    let divisor = parallelism << Self.shift
    return virtualAt + (scaled / divisor + (scaled % divisor > 0 ? 1 : 0))
  }
}

/// A request that is not over.
struct OpenRequest: Sendable {
  enum State: UInt8, Sendable { case free, held, waiting, running, backingOff }

  var number = -1
  var arrival = 0
  var attempt = -1
  var attemptAt = 0
  /// When the attempt reached a pod; -1 while it is held.
  var enteredAt = -1
  var work = 0
  var retry: RetryState
  var pod: Int32 = -1
  var attempts: Int16 = 0
  var revision: UInt8 = 0
  var state = State.free
  var fails = false
  var isRetry = false
  var isBalanced = false
}

struct TimeLimit: Sendable {
  let slot: Int32
  /// Number of the request or of the attempt.
  let id: Int
  let at: Int
}
