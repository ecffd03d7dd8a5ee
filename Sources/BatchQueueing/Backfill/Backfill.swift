import Simulation

/// Batch queues that fill holes with later jobs, by the durations that jobs declare.
///
/// FIFO, EASY (Lifka, "The ANL/IBM SP scheduling system", 1995) and conservative backfilling (Mu'alem
/// and Feitelson, IEEE TPDS 12(6), 2001), over several resources at once.
public enum Backfill {
  public enum Policy: String, Hashable, Sendable, Codable, CaseIterable {
    /// Strictly in order: what waits blocks all behind it.
    case fifo
    /// The first waiting job has a reservation; others may start if they do not move it.
    case easy
    /// Every waiting job has a reservation, and no later job may move it.
    case conservative
  }

  public struct Job: Hashable, Sendable, Codable {
    /// Unique.
    public var name: String
    /// What it takes as long as it runs, by resource name (GPUs, milli-CPU, bytes).
    public var requests: [String: Int]
    /// How long it says it will run; the real time may differ.
    public var declared: SimDuration

    public init(name: String, requests: [String: Int], declared: SimDuration) {
      self.name = name
      self.requests = requests
      self.declared = declared
    }

    /// When it would end, at least one nanosecond after its start.
    func end(from start: SimTime) -> SimTime {
      SimTime(nanoseconds: Clamped.sum(start.nanoseconds, max(1, declared.nanoseconds)))
    }
  }

  /// A job that runs.
  public struct Running: Hashable, Sendable, Codable {
    public var job: Job
    public var startedAt: SimTime

    public init(job: Job, startedAt: SimTime) {
      self.job = job
      self.startedAt = startedAt
    }

    /// When it has to be reckoned with until. One that runs longer than it said may end at any moment:
    /// the next one is taken.
    func expectedEnd(at now: SimTime) -> SimTime {
      max(job.end(from: startedAt), SimTime(nanoseconds: Clamped.sum(now.nanoseconds, 1)))
    }
  }

  public struct Shortage: Hashable, Sendable {
    public let resource: String
    public let needed: Int
    public let free: Int
  }

  /// A promise: the job starts then at the latest, if nobody runs longer than declared.
  public struct Reservation: Hashable, Sendable {
    public let job: String
    public let start: SimTime
    /// By the declared duration.
    public let end: SimTime
  }

  /// Why a job may start now.
  public enum Start: Hashable, Sendable {
    /// All before it run.
    case inOrder
    /// It ends before the head's start, with this much time to spare.
    case endsBeforeHead(head: String, spare: SimDuration)
    /// It runs on beyond the head's start on what the head does not need.
    case besideHead(head: String)
    /// Conservative: no reservation is in its way.
    case inHole
  }

  /// Why a job waits.
  public enum Wait: Hashable, Sendable {
    /// Too little is free now.
    case shortages([Shortage])
    /// FIFO: this job is in front of it.
    case behind(head: String)
    /// Enough is free, but then this job would start so much later.
    case wouldDelay(job: String, by: SimDuration)
    /// More than there is even when all others have ended.
    case neverFits([Shortage])
  }

  public struct Decision: Hashable, Sendable {
    public struct Started: Hashable, Sendable {
      public let job: String
      public let why: Start
    }

    public struct Waiting: Hashable, Sendable {
      public let job: String
      public let why: Wait
    }

    /// In the order of the queue.
    public internal(set) var starts: [Started] = []
    /// In the order of the queue.
    public internal(set) var waits: [Waiting] = []
    /// The head's under EASY, those of all waiting jobs under conservative, in the order of the queue; a
    /// job that never fits has none.
    public internal(set) var reservations: [Reservation] = []

    mutating func start(_ job: Job, _ why: Start) {
      starts.append(Started(job: job.name, why: why))
    }

    mutating func wait(_ job: Job, _ why: Wait) { waits.append(Waiting(job: job.name, why: why)) }
  }
}
