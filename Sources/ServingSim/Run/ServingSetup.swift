import Simulation
import Traffic

/// Everything that a serving run depends on.
public struct ServingSetup: Sendable {
  /// Of every replica; of the prefill workers when the fleet has decode workers.
  public var engine: EngineConfig
  public var workload: Workload
  /// Of the same replicas as `engine`.
  public var stepTime: StepTimeModel
  public var fleet: FleetShape
  /// Whether a step is scheduled while the one before it runs (vLLM's `async_scheduling`): who
  /// arrives during a step is then seen one step later, and leaves the queue one step before its
  /// tokens are computed. Simplified: what ends in the running step is already known.
  public var schedulesAhead = false
  /// No step starts at or after this time; `nil`: the run goes on until all requests are done.
  public var end: SimTime?
  /// A bound, for each replica, for rules that never come to an end.
  public var maxSteps: Int

  public init(
    engine: EngineConfig, workload: Workload, stepTime: StepTimeModel,
    fleet: FleetShape = FleetShape(), end: SimTime? = nil, maxSteps: Int = 5_000_000
  ) {
    self.engine = engine
    self.workload = workload
    self.stepTime = stepTime
    self.fleet = fleet
    self.end = end
    self.maxSteps = maxSteps
  }

  /// Longest sequence that every engine on its way takes.
  public var maxModelTokens: Int {
    min(engine.maxModelTokens, fleet.decode?.engine.maxModelTokens ?? engine.maxModelTokens)
  }

  /// What makes a run impossible; empty when it can start.
  public func problems() -> [EngineConfig.Problem] {
    var problems = engine.problems() + (fleet.decode?.engine.problems() ?? [])
    func need(_ setting: String, _ value: Int, _ least: Int) {
      if value < least {
        problems.append(.tooSmall(setting: setting, value: value, least: least))
      }
    }
    if engine.radix != nil || fleet.decode?.engine.radix != nil {
      if fleet.decode != nil { problems.append(.notWithRadix(setting: "decode workers")) }
      if schedulesAhead { problems.append(.notWithRadix(setting: "asynchronous scheduling")) }
    }
    need("replicas", fleet.replicas, 1)
    need("gpusPerReplica", fleet.gpusPerReplica, 1)
    if let decode = fleet.decode {
      need("decodeReplicas", decode.replicas, 1)
      need("decodeGPUsPerReplica", decode.gpusPerReplica, 1)
      need("linkBytesPerSecond", decode.link.bytesPerSecond, 1)
      need("linkBytesPerToken", decode.link.bytesPerToken, 0)
      need("linkSetup", decode.link.setup.nanoseconds, 0)
    }
    if let failures = fleet.failures {
      need("failureDetection", failures.detection.nanoseconds, 0)
      need("outageStart", failures.outages.map(\.from.nanoseconds).min() ?? 0, 0)
    }
    return problems
  }

  /// Why the server answers a request with an error at once; `nil` when it is taken.
  func rejection(of request: InferenceRequest) -> RequestRejection? {
    let tokens = request.promptTokens
    if tokens == 0 { return .emptyPrompt }
    // One token of the answer must fit too, as vLLM demands.
    if tokens >= maxModelTokens {
      return .promptTooLong(tokens: tokens, maxModelTokens: maxModelTokens)
    }
    return nil
  }

  /// The engine configuration of a replica.
  public func engine(ofReplica replica: Int) -> EngineConfig {
    guard replica >= fleet.replicas, let decode = fleet.decode else { return engine }
    return decode.engine
  }

  /// The step times of a replica.
  public func stepTime(ofReplica replica: Int) -> StepTimeModel {
    guard replica >= fleet.replicas, let decode = fleet.decode else { return stepTime }
    return decode.stepTime
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
  /// A replica made `ServingSetup.maxSteps` steps.
  case stepLimit
  /// Requests wait at the router, and no replica that could serve them comes back.
  case nobodyServes
  /// The head of a queue can never be admitted and nothing more will happen; see the last step's
  /// admission stop.
  case stuck
}
