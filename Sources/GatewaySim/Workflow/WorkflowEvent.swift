import Simulation

/// Something that happened in a workflow run.
public struct WorkflowEvent: Hashable, Sendable {
  /// What happened, with its numbers.
  public enum Kind: Hashable, Sendable {
    case runStarted
    /// Everything that it needs is there, but as many pods run as may: of the workflow, or of its
    /// group.
    case held(by: WorkflowLimit)
    case started(attempt: Int)
    case succeeded(attempt: Int)
    case failed(attempt: Int)
    case timedOut(attempt: Int)
    /// Its spot node was taken away.
    case interrupted(attempt: Int)
    /// Tried again at `until`.
    case waits(beforeRetry: Int, until: SimTime)
    /// Not tried again.
    case givenUp(GivingUp)
    /// Taken from an earlier run; stale when its code or what it reads is not the same any more.
    case reused(from: ReuseRule, isStale: Bool)
    case skipped
    case omitted(because: Int)
    /// It failed for good, and the workflow goes on without it.
    case passedOver
    /// Stopped by the engine while it ran.
    case killed
    case runFailed(because: Int)
    case runSucceeded
    case deadlinePassed
  }
  public let time: SimTime
  /// 0, or 1 for the second run.
  public let run: Int
  /// -1 for what concerns the whole run.
  public let step: Int
  public let kind: Kind
}

/// What keeps a step waiting that could start.
public enum WorkflowLimit: Hashable, Sendable {
  case workflow(pods: Int)
  case group(Int, pods: Int)
}

/// Why a failed step is not tried again.
public enum GivingUp: Hashable, Sendable {
  case noRetries
  case limit(Int)
  /// The policy does not retry this kind of end.
  case policy(RetryRule.Policy)
  case maxDuration(SimDuration)
  /// The workflow has failed meanwhile.
  case workflowFailed
}

/// Why a step was not run again.
public enum ReuseRule: Hashable, Sendable {
  /// Argo's cache has its key.
  case memoKey(String)
  /// Kubeflow's cache knows the component with these inputs.
  case sameInputs
  /// `metaflow resume`: it succeeded, and nothing before it is run again.
  case resumed
}
