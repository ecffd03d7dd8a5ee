import Simulation
import Testing
import Traffic

struct MeshResilienceTests {
  private func detector(
    _ settings: OutlierSettings, endpoints: Int, seed: String = "outlier"
  ) -> OutlierDetector {
    OutlierDetector(settings, endpoints: endpoints, random: SeededGenerator(seed: Seed(seed)))
  }

  @Test func fiveErrorsInARowEjectForTheBaseTimesTheCount() {
    var detector = detector(
      OutlierSettings(maximumEjectionPercent: 50, successRate: nil), endpoints: 4)
    for _ in 0..<4 { #expect(detector.record(status: 500, of: 1, at: .zero) == nil) }
    #expect(detector.record(status: 200, of: 1, at: .zero) == nil)
    for _ in 0..<4 { #expect(detector.record(status: 503, of: 1, at: .zero) == nil) }
    #expect(
      detector.record(status: 500, of: 1, at: .zero)
        == .ejected(
          endpoint: 1, cause: .consecutiveErrors(count: 5),
          until: SimTime(nanoseconds: 30_000_000_000), times: 1))
    #expect(detector.isEjected(1) && detector.ejectedCount == 1)
    var events: [OutlierEvent] = []
    while events.isEmpty { events = detector.look(at: detector.nextLook) }
    #expect(events == [.returned(endpoint: 1, after: .seconds(30))])
    for _ in 0..<4 { _ = detector.record(status: 500, of: 1, at: SimTime(nanoseconds: 31)) }
    let again = detector.record(status: 500, of: 1, at: .zero + .seconds(31))
    #expect(
      again
        == .ejected(
          endpoint: 1, cause: .consecutiveErrors(count: 5), until: .zero + .seconds(91), times: 2))
  }

  /// The example in Envoy's source: rates {50, 100, 100, 100, 100}, mean 90, deviation 20, threshold 52.
  @Test func successRatesAreComparedWithTheirMean() {
    var detector = detector(
      OutlierSettings(consecutiveErrors: nil, maximumEjectionPercent: 20), endpoints: 5)
    for endpoint in 0..<5 {
      for request in 0..<100 {
        let fails = endpoint == 2 && request % 2 == 0
        _ = detector.record(status: fails ? 500 : 200, of: endpoint, at: .zero)
      }
    }
    #expect(
      detector.look(at: .zero + .seconds(10)) == [
        .ejected(
          endpoint: 2, cause: .successRate(own: 50, mean: 90, threshold: 52),
          until: .zero + .seconds(40), times: 1)
      ])
  }

  @Test func failurePercentageNeedsVolumeAndEndpoints() {
    let rule = OutlierSettings.FailurePercentageRule(minimumEndpoints: 3, requestVolume: 10)
    var detector = detector(
      OutlierSettings(
        consecutiveErrors: nil, maximumEjectionPercent: 100, successRate: nil,
        failurePercentage: rule), endpoints: 4)
    for endpoint in 0..<3 {
      for request in 0..<(endpoint == 2 ? 9 : 20) {
        _ = detector.record(
          status: request < 17 && endpoint == 0 ? 500 : 200, of: endpoint, at: .zero)
      }
    }
    // 85 % failed, but only two endpoints have ten requests.
    #expect(detector.look(at: .zero + .seconds(10)) == [])
    for endpoint in 0..<3 {
      for request in 0..<20 {
        _ = detector.record(
          status: request < 17 && endpoint == 0 ? 500 : 200, of: endpoint, at: .zero)
      }
    }
    #expect(
      detector.look(at: .zero + .seconds(20)) == [
        .ejected(
          endpoint: 0, cause: .failurePercentage(own: 85, threshold: 85),
          until: .zero + .seconds(50), times: 1)
      ])
  }

  @Test(arguments: 0..<40)
  func neverMoreAreOutThanAllowed(round: Int) {
    let seed = "ejections-\(round)"
    var random = SeededGenerator(seed: Seed(seed))
    let count = 1 + random.below(30)
    let settings = OutlierSettings(
      consecutiveErrors: 1 + random.below(5), consecutiveGatewayErrors: 1 + random.below(5),
      interval: .seconds(1 + random.below(10)), baseEjectionTime: .seconds(1 + random.below(30)),
      ejectionJitter: .milliseconds(random.below(2_000)),
      maximumEjectionPercent: random.below(101), alwaysEjectsOne: random.below(2) == 0,
      successRate: .init(
        minimumEndpoints: 1 + random.below(5), requestVolume: 1 + random.below(20)),
      failurePercentage: .init(
        threshold: random.below(101), minimumEndpoints: 1 + random.below(4),
        requestVolume: 1 + random.below(20)))
    var detector = detector(settings, endpoints: count, seed: seed)
    var time = SimTime.zero
    var out: Set<Int> = []
    func apply(_ event: OutlierEvent) {
      switch event {
      case .ejected(let endpoint, _, let until, let times):
        #expect(out.insert(endpoint).inserted && until > time && times >= 1, "\(seed)")
      case .returned(let endpoint, _): #expect(out.remove(endpoint) != nil, "\(seed)")
      case .kept: break
      }
    }
    for _ in 0..<3_000 {
      time = time + .milliseconds(random.below(60))
      while detector.nextLook <= time {
        let at = detector.nextLook
        for event in detector.look(at: at) { apply(event) }
      }
      let endpoint = random.below(count)
      let status = [200, 500, 503][random.below(3)]
      if let event = detector.record(status: status, of: endpoint, at: time) { apply(event) }
      let most = settings.maximumEjectionPercent * count
      #expect(
        out.count * 100 <= most || (settings.alwaysEjectsOne && out.count == 1), "\(seed)")
      #expect(out.count == detector.ejectedCount, "\(seed)")
    }
  }

  @Test func backOffDoublesUpToTheMaximum() {
    let policy = RetryPolicy(retries: 6)
    var breaker = CircuitBreaker(CircuitLimits(retries: 100))
    var random = SeededGenerator(seed: Seed("backoff"))
    var state = RetryState(policy)
    var ceilings: [Double] = []
    while case .retry(let wait, let below, _) = state.decide(
      .status(503), policy: policy, breaker: &breaker, random: &random)
    {
      #expect(wait >= .zero && wait < below)
      ceilings.append(below.inMilliseconds)
    }
    #expect(ceilings == [25, 50, 100, 200, 250, 250])
    #expect(
      state.decide(.status(503), policy: policy, breaker: &breaker, random: &random)
        == .limitExceeded(retries: 6))
  }

  @Test(arguments: [
    (RetryPolicy.Conditions.serverError, AttemptOutcome.status(500), true),
    (.serverError, .status(404), false), (.gatewayError, .status(500), false),
    (.gatewayError, .status(503), true), (.gatewayError, .perTryTimeout, true),
    (.connectFailure, .status(503), false), (.connectFailure, .connectFailure, true),
    (.connectFailure, .reset, false), (.retriable4xx, .status(409), true),
    (.serverError, .overflow, false), (RetryPolicy.Conditions(), .reset, false),
  ])
  func conditionsNameWhatIsRetried(
    conditions: RetryPolicy.Conditions, outcome: AttemptOutcome, expected: Bool
  ) {
    #expect(RetryPolicy(conditions: conditions).covers(outcome) == expected)
  }

  /// Whatever happens, retries under way stay within what the budget allowed when each began.
  @Test(arguments: 0..<40)
  func theBudgetIsNeverExceeded(round: Int) {
    let seed = "budget-\(round)"
    var random = SeededGenerator(seed: Seed(seed))
    let budget = RetryBudget(percent: Double(random.below(101)), minimum: random.below(5))
    var breaker = CircuitBreaker(CircuitLimits(requests: 200, budget: budget))
    let policy = RetryPolicy(retries: 1_000)
    var state = RetryState(policy)
    for _ in 0..<900 {
      switch random.below(5) {
      case 0, 1: if breaker.overflow(.requests) == nil { breaker.begin(.requests) }
      case 2: breaker.end([.requests, .pending, .retries][random.below(3)])
      case 3: breaker.begin(.pending)
      default:
        let allowed = max(
          budget.minimum, Int(budget.percent / 100 * Double(breaker.requests + breaker.pending)))
        let before = breaker.retries
        switch state.decide(.status(500), policy: policy, breaker: &breaker, random: &random) {
        case .retry: #expect(before < allowed && breaker.retries == before + 1, "\(seed)")
        case .refused(let overflow):
          #expect(before >= allowed && overflow.isBudget && overflow.limit == allowed, "\(seed)")
        default: Issue.record("\(seed)")
        }
      }
      #expect(breaker.requests <= 200)
    }
  }
}
