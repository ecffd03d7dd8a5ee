import Simulation

/// What became of a step in one run.
public struct WorkflowRecord: Hashable, Sendable {
  /// Where a step is.
  public enum State: Hashable, Sendable {
    /// Something that it needs is not over.
    case pending
    /// Could start, but for a limit.
    case held
    case running
    /// Waits for its next attempt.
    case backingOff
    case over(WorkflowEnding)
  }
  /// One pod.
  public struct Attempt: Hashable, Sendable {
    public enum End: Hashable, Sendable { case succeeded, failed, timedOut, interrupted, killed }
    public let start: SimTime
    public internal(set) var end: SimTime
    /// `nil` while it runs.
    public internal(set) var result: End?
  }
  public internal(set) var state = State.pending
  public internal(set) var attempts: [Attempt] = []
  /// When everything that it needs was there.
  public internal(set) var ready: SimTime?
  public internal(set) var ended: SimTime?
  public internal(set) var reuse: ReuseRule?
  /// The step whose end let it begin: the last of its needs, or who made room under a limit; -1 for
  /// none.
  public internal(set) var cause = -1
  /// Whether `cause` made room, and was not needed.
  public internal(set) var wasHeld = false

  public var ending: WorkflowEnding? {
    if case .over(let ending) = state { ending } else { nil }
  }
}

/// One link of the critical path: a step, and why it began when it did.
public struct CriticalStep: Hashable, Sendable {
  public enum Cause: Hashable, Sendable {
    /// The run began.
    case start
    /// The step before it on the path was needed.
    case need
    /// The step before it on the path left its place under a limit.
    case limit
  }
  public let step: Int
  public let cause: Cause
  public let start: SimTime
  public let end: SimTime
}

/// What a workflow amounts to, both runs together unless said otherwise.
public struct WorkflowMetrics: Hashable, Sendable {
  /// From the start of the first run to the end of the last.
  public let makespan: SimDuration
  public let firstRun: SimDuration
  /// `nil` without a second run.
  public let secondRun: SimDuration?
  /// Runs that succeeded, of how many.
  public let succeededRuns: Int
  public let runs: Int
  public let succeededSteps: Int
  /// Failed or errored for good.
  public let failedSteps: Int
  public let omittedSteps: Int
  public let reusedSteps: Int
  /// Of these, with another result than running them would give.
  public let staleSteps: Int
  public let retries: Int
  public let interruptions: Int
  public let timeouts: Int
  /// Pods' time, and the part of it whose result was thrown away.
  public let podTime: SimDuration
  public let lostTime: SimDuration
  /// Between ready and the first pod, all steps.
  public let heldTime: SimDuration
  /// Of the first run's critical path: what it would take without limits, failures and waits.
  public let idealPath: SimDuration
  public let peakPods: Int
}
