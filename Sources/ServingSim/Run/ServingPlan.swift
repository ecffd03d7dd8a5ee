import Simulation
import Traffic

/// The part of a run that stays: who comes and goes when, and how long steps take.
///
/// Nothing in it ever changes; a class because it is large and every step of every replica reads it.
final class ServingPlan: Sendable {
  struct Moment: Sendable {
    let time: SimTime
    let request: Int32
  }
  /// Requests that are not rejected, in order of arrival.
  let arrivals: [Moment]
  let hangUps: [Moment]
  let requests: [InferenceRequest]
  private let wholeTime: StepTimer
  private let decodeTime: StepTimer
  let end: SimTime?
  let maxSteps: Int
  let maxModelTokens: Int
  let schedulesAhead: Bool
  /// Out of prefill workers; `nil` when every engine does both.
  let link: KeyValueLink?
  /// False only in tests: each step is made alone.
  let makesStretches: Bool

  init(_ setup: ServingSetup, makesStretches: Bool) {
    self.makesStretches = makesStretches
    requests = setup.workload.requests
    let accepted = setup.workload.requests.indices.filter {
      setup.rejection(of: setup.workload.requests[$0]) == nil
    }
    arrivals = accepted.map {
      Moment(time: setup.workload.requests[$0].arrival, request: Int32($0))
    }
    // Nobody hangs up before having called.
    hangUps = accepted.compactMap { i in
      let request = setup.workload.requests[i]
      return request.hangsUp.map { Moment(time: max($0, request.arrival), request: Int32(i)) }
    }.sorted { ($0.time, $0.request) < ($1.time, $1.request) }
    wholeTime = StepTimer(setup.stepTime)
    decodeTime = StepTimer(setup.fleet.decode?.stepTime ?? setup.stepTime)
    end = setup.end
    maxSteps = setup.maxSteps
    maxModelTokens = setup.maxModelTokens
    schedulesAhead = setup.schedulesAhead
    link = setup.fleet.decode?.link
  }

  func duration(of load: StepLoad, for role: Replica.Role) -> SimDuration {
    role == .decode ? decodeTime.duration(of: load) : wholeTime.duration(of: load)
  }

  func clock(decodes: Int, context: Int, for role: Replica.Role) -> DecodeClock {
    role == .decode
      ? DecodeClock(decodeTime, decodes: decodes, context: context)
      : DecodeClock(wholeTime, decodes: decodes, context: context)
  }

  /// A request as an engine of that role gets it: a prefill worker makes one token.
  func engineRequest(_ request: Int, for role: Replica.Role) -> EngineRequest {
    var whole = EngineRequest(requests[request])
    switch role {
    case .whole: return whole
    case .prefill:
      whole.isForOthers = isHandedOver(request)
      return whole.answering(1)
    case .decode:
      whole.isPrefilled = true
      return whole
    }
  }

  /// Whether there is anything left to do after the first token.
  func isHandedOver(_ request: Int) -> Bool {
    requests[request].outputTokens > 1 && requests[request].promptTokens + 1 < maxModelTokens
  }
}
