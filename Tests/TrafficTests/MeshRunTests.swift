import Simulation
import Testing
import Traffic

private func seconds(_ n: Int) -> SimTime { .zero + .seconds(n) }

private func service(
  _ count: Int, rate: Int, until: Int = 10, workers: Int = 4,
  change: (inout MeshScenario) -> Void = { _ in }
) -> MeshScenario {
  var scenario = MeshScenario(
    endpoints: (0..<count).map { MeshEndpoint(name: "pod-\($0)") }, workers: workers,
    serviceMicroseconds: .exponential(mean: 10_000, within: 100...200_000),
    load: [.init(until: seconds(until), requestsPerSecond: rate)],
    limits: CircuitLimits(
      connections: 100_000, pending: 100_000, requests: 100_000, retries: 100_000),
    retries: .none)
  change(&scenario)
  return scenario
}

private func finished(_ scenario: MeshScenario, seed: String = "mesh") -> MeshRun {
  var run = MeshRun(scenario, seed: Seed(seed))
  while run.advance(events: 10_000) {}
  return run
}

struct MeshRunTests {
  @Test func aQuietServiceAnswersEverything() {
    let run = finished(service(4, rate: 200))
    #expect(run.isFinished && run.total.failed == 0)
    #expect(run.total.succeeded == run.total.arrived && run.total.arrived > 1_800)
    #expect(run.amplification == 1 && run.latencies.count == run.total.succeeded)
    let mean = run.latencies.reduce(0) { $0 + Int($1) } / run.latencies.count
    #expect((9_000...11_500).contains(mean), "\(mean)")
  }

  /// Whatever goes wrong, every request ends once, and nothing stays counted as under way.
  @Test(arguments: 0..<25)
  func everyRequestEndsOnce(round: Int) {
    let seed = "conserve-\(round)"
    var random = SeededGenerator(seed: Seed(seed))
    let count = 1 + random.below(6)
    let policies: [BalancingPolicy] = [
      .roundRobin, .random, .leastRequest(), .leastRequestFullScan(), .ringHash(minimum: 64),
      .maglev(tableSize: 101),
    ]
    let scenario = service(
      count, rate: 50 + random.below(400), until: 4, workers: 1 + random.below(3)
    ) {
      $0.policy = policies[random.below(policies.count)]
      $0.queueLimit = random.below(20)
      $0.skipsAbandoned = random.below(2) == 0
      $0.outliers = random.below(2) == 0 ? OutlierSettings(interval: .seconds(1)) : nil
      $0.limits = CircuitLimits(
        connections: 1 + random.below(40), pending: random.below(30),
        requests: 1 + random.below(40),
        retries: random.below(10),
        budget: random.below(2) == 0 ? RetryBudget(percent: 20, minimum: random.below(4)) : nil)
      $0.retries = RetryPolicy(
        conditions: [.serverError, .connectFailure], retries: random.below(4),
        perTryTimeout: random.below(3) > 0 ? .milliseconds(5 + random.below(60)) : nil,
        timeout: .milliseconds(20 + random.below(2_000)), isHedging: random.below(2) == 0)
      for _ in 0..<random.below(4) {
        let from = random.below(3_000)
        let kinds: [EndpointFault.Kind] = [
          .errors(percent: random.below(101)), .slow(percent: 100 + random.below(900)), .hangs,
          .down,
        ]
        $0.faults.append(
          EndpointFault(
            endpoint: random.below(count), from: .zero + .milliseconds(from),
            until: .zero + .milliseconds(from + 1 + random.below(2_000)),
            kind: kinds[random.below(4)]
          ))
      }
    }
    var run = MeshRun(scenario, seed: Seed(seed))
    var steps = 0
    while run.advance(events: 97) {
      steps += 1
      let total = run.total
      #expect(total.arrived == total.succeeded + total.failed + run.underWay, "\(seed)")
      #expect(run.breaker.connections <= scenario.limits.connections, "\(seed)")
      #expect(run.breaker.requests <= scenario.limits.requests, "\(seed)")
      #expect(run.breaker.pending <= scenario.limits.pending, "\(seed)")
      #expect(run.balancer.active.reduce(0) { $0 + Int($1) } == run.breaker.requests, "\(seed)")
      if steps > 5_000 { break }
    }
    #expect(run.isFinished, "\(seed)")
    #expect(run.breaker.connections == 0 && run.breaker.pending == 0, "\(seed)")
    #expect(run.breaker.requests == 0, "\(seed)")
    // A back-off that outlived its request may still be counted.
    #expect(run.breaker.retries <= run.total.retries + run.total.arrived, "\(seed)")
    let whole = finished(scenario, seed: seed)
    #expect(whole.seconds == run.seconds && whole.latencies == run.latencies, "\(seed)")
  }

  /// 2 workers a pod, 10 ms: 800 requests a second can be served, 560 come. A slow second fills the
  /// queues; from then on each answer comes after its caller gave up, and retries keep it so. A
  /// budget lets the service recover.
  @Test func retriesKeepAServiceDownAndABudgetLetsItUp() {
    func storm(_ limits: CircuitLimits) -> MeshRun {
      finished(
        service(4, rate: 560, until: 30, workers: 2) { scenario in
          scenario.limits = limits
          scenario.queueLimit = 400
          scenario.retries = RetryPolicy(
            retries: 3, perTryTimeout: .milliseconds(150), timeout: .seconds(2))
          scenario.faults = (0..<4).map {
            EndpointFault(
              endpoint: $0, from: seconds(5), until: seconds(8), kind: .slow(percent: 800))
          }
        })
    }
    let free = CircuitLimits(
      connections: 100_000, pending: 100_000, requests: 100_000, retries: 100_000)
    var frugal = free
    frugal.budget = RetryBudget(percent: 5, minimum: 1)
    func goodput(_ run: MeshRun) -> Double {
      let late = run.seconds[20..<30]
      return Double(late.reduce(0) { $0 + $1.succeeded })
        / Double(late.reduce(0) { $0 + $1.arrived })
    }
    let stormy = storm(free)
    let calm = storm(frugal)
    #expect(goodput(stormy) < 0.5, "\(goodput(stormy))")
    #expect(goodput(calm) > 0.95, "\(goodput(calm))")
    #expect(stormy.amplification > 1.8 && calm.amplification < 1.3)
    #expect(stormy.total.wasted > 1_000)
  }

  /// A pod that fails at once draws least request's load; outlier detection takes it out.
  @Test func outlierDetectionTakesTheBlackHoleOut() {
    func run(_ outliers: OutlierSettings?) -> MeshRun {
      finished(
        service(10, rate: 600, until: 30, workers: 2) {
          $0.outliers = outliers
          $0.faults = [
            EndpointFault(
              endpoint: 3, from: seconds(2), until: seconds(40), kind: .errors(percent: 100))
          ]
        })
    }
    let blind = run(nil)
    let seeing = run(OutlierSettings())
    let share = Double(blind.total.failed) / Double(blind.total.arrived)
    #expect(share > 0.11, "more than the tenth that is its share: \(share)")
    #expect(seeing.total.failed * 20 < blind.total.failed, "\(seeing.total.failed)")
    #expect(
      seeing.incidents.contains {
        if case .outlier(.ejected(3, .consecutiveErrors(5), _, _)) = $0.kind { true } else { false }
      })
    #expect(seeing.seconds[10].ejected == 1)
  }

  @Test func hedgingCutsTheTail() {
    func worst(_ isHedging: Bool) -> Int32 {
      let run = finished(
        service(10, rate: 200, until: 10) {
          $0.retries = RetryPolicy(
            retries: 1, perTryTimeout: isHedging ? .milliseconds(60) : nil, isHedging: isHedging)
          $0.faults = [
            EndpointFault(endpoint: 0, from: .zero, until: seconds(20), kind: .slow(percent: 2_000))
          ]
          $0.policy = .roundRobin
        })
      #expect(run.total.failed == 0)
      return run.latencies.sorted()[run.latencies.count * 95 / 100]
    }
    #expect(worst(true) * 2 < worst(false))
  }

  @Test func fullBreakersRefuseAtOnce() {
    let run = finished(
      service(2, rate: 2_000, until: 3, workers: 1) {
        $0.limits = CircuitLimits(connections: 4, pending: 3, requests: 100)
        $0.retries = RetryPolicy(retries: 3)
      })
    #expect(run.total.refused > 1_000)
    // What a breaker refused is not retried.
    #expect(run.total.retries == 0)
    #expect(
      run.incidents.contains {
        if case .breakerOpened(let overflow) = $0.kind {
          overflow.resource == .pending
        } else {
          false
        }
      })
  }
}
