import Simulation
import Traffic

/// The part of a run that stays: who comes and goes when, and how long steps take.
struct ServingPlan: Sendable {
  struct Moment: Sendable {
    let time: SimTime
    let request: Int32
  }
  /// Requests that are not rejected, in order of arrival.
  let arrivals: [Moment]
  let hangUps: [Moment]
  let requests: [InferenceRequest]
  let wholeTime: StepTimeModel
  let decodeTime: StepTimeModel
  let end: SimTime?
  let maxSteps: Int
  let maxModelTokens: Int
  let schedulesAhead: Bool
  /// False only in tests: each step is made alone.
  var makesStretches = true

  init(_ setup: ServingSetup) {
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
    wholeTime = setup.stepTime
    decodeTime = setup.fleet.decode?.stepTime ?? setup.stepTime
    end = setup.end
    maxSteps = setup.maxSteps
    maxModelTokens = setup.maxModelTokens
    schedulesAhead = setup.schedulesAhead
  }

  func stepTime(for role: Replica.Role) -> StepTimeModel {
    role == .decode ? decodeTime : wholeTime
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
