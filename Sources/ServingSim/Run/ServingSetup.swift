import Simulation
import Traffic

/// Everything that a serving run depends on.
public struct ServingSetup: Sendable {
  public var engine: EngineConfig
  public var workload: Workload
  public var stepTime: StepTimeModel
  /// Whether a step is scheduled while the one before it runs (vLLM's `async_scheduling`): who
  /// arrives during a step is then seen one step later, and leaves the queue one step before its
  /// tokens are computed. Simplified: what ends in the running step is already known.
  public var schedulesAhead = false
  /// No step starts at or after this time; `nil`: the run goes on until all requests are done.
  public var end: SimTime?
  /// A bound for rules that never come to an end.
  public var maxSteps: Int

  public init(
    engine: EngineConfig, workload: Workload, stepTime: StepTimeModel, end: SimTime? = nil,
    maxSteps: Int = 5_000_000
  ) {
    self.engine = engine
    self.workload = workload
    self.stepTime = stepTime
    self.end = end
    self.maxSteps = maxSteps
  }

  /// Why the server answers a request with an error at once; `nil` when it is taken.
  func rejection(of request: InferenceRequest) -> RequestRejection? {
    let tokens = request.promptTokens
    if tokens == 0 { return .emptyPrompt }
    // One token of the answer must fit too, as vLLM demands.
    if tokens >= engine.maxModelTokens {
      return .promptTooLong(tokens: tokens, maxModelTokens: engine.maxModelTokens)
    }
    return nil
  }
}

/// Why a request is turned away on arrival; it never enters the queue.
public enum RequestRejection: Hashable, Sendable {
  case emptyPrompt
  case promptTooLong(tokens: Int, maxModelTokens: Int)
}

/// Why a run stopped.
public enum ServingEnd: String, Hashable, Sendable {
  /// Every request is finished, rejected or aborted.
  case allDone
  /// `ServingSetup.end` was reached.
  case timeUp
  /// `ServingSetup.maxSteps` were made.
  case stepLimit
  /// The head of the queue can never be admitted and nothing more will happen; see the last step's
  /// admission stop.
  case stuck
}
