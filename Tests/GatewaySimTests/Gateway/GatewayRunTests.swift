import ServingSim
import Simulation
import Testing
import Traffic

@testable import GatewaySim

/// Gateways by hand and by law.
struct GatewayRunTests {
  static func pool(_ replicas: Int = 2) -> GatewayBackend {
    GatewayBackend(
      name: "pool",
      kind: .pool(
        EnginePool(
          engine: EngineConfig(blockCount: 400, tokenBudget: 512, maxModelTokens: 2_048),
          stepTime: .linear(step: .milliseconds(10), perToken: .microseconds(50)),
          replicas: replicas, centsPerGPUHour: 200)))
  }

  static func provider(
    _ name: String, errorPercent: Int = 0, outages: [GatewayBackend.Outage] = []
  ) -> GatewayBackend {
    GatewayBackend(
      name: name,
      kind: .provider(
        ModelProvider(
          firstTokenMilliseconds: .fixed(400), tokenMicroseconds: 20_000,
          errorPercent: errorPercent, inputCentsPerMillion: 100, outputCentsPerMillion: 400)),
      outages: outages)
  }

  static func tenant(
    _ name: String, count: Int, gap: SimDuration, budgets: [TokenBudget] = [],
    isSheddable: Bool = false
  ) -> GatewayTenant {
    GatewayTenant(
      name: name, arrivals: Arrivals(count: count, pattern: .poisson(meanGap: gap)), route: 0,
      promptTokens: .uniform(20...300), outputTokens: .uniform(5...120), maxTokens: 100,
      sharedPrefixTokens: 64, budgets: budgets, isSheddable: isSheddable)
  }

  static func plan(
    tenants: [GatewayTenant], backends: [GatewayBackend], references: [ModelRoute.Reference],
    retry: RetryPolicy = .none, cache: SemanticCacheSettings? = nil, seed: String = "1"
  ) -> GatewayPlan {
    GatewayPlan(
      tenants: tenants, routes: [ModelRoute(model: "chat", backends: references)],
      backends: backends, retry: retry,
      outliers: OutlierSettings(maximumEjectionPercent: 100, successRate: nil), cache: cache,
      questions: QuestionPlan(
        topics: 5, intentsPerTopic: 6, spreadPercent: 50, wordingPercent: 25), seed: Seed(seed))
  }

  static func run(_ plan: GatewayPlan) throws -> GatewayRun {
    var run = try GatewayRun(plan)
    run.finish()
    return run
  }

  @Test func oneRequestAtAProvider() throws {
    var tenant = Self.tenant("a", count: 1, gap: .zero)
    tenant.arrivals = Arrivals(count: 1, pattern: .together)
    tenant.promptTokens = .fixed(36)
    tenant.outputTokens = .fixed(11)
    let run = try Self.run(
      Self.plan(tenants: [tenant], backends: [Self.provider("p")], references: [.init(backend: 0)]))
    // 400 ms to the first token, 10 x 20 ms more; 100 x 100 + 11 x 400 = 14 400 millionths of a cent.
    #expect(run.records[0].firstToken == .zero + .milliseconds(400))
    #expect(run.records[0].ended == .zero + .milliseconds(600))
    #expect(run.records[0].cost == 14_400)
  }

  @Test func trafficIsSplitByWeight() throws {
    let run = try Self.run(
      Self.plan(
        tenants: [Self.tenant("a", count: 1_000, gap: .milliseconds(10))],
        backends: [Self.provider("p"), Self.provider("q")],
        references: [.init(backend: 0, weight: 9), .init(backend: 1, weight: 1)]))
    let second = run.records.count { $0.attempts.first?.backend == 1 }
    // 100 expected, standard deviation 9.5.
    #expect((65...135).contains(second))
    #expect(run.metrics().fallbacks == 0)
  }

  @Test func anOutageLeadsToTheNextPriorityAndTheBackendIsTakenOut() throws {
    let outage = GatewayBackend.Outage(
      start: .zero + .seconds(10), end: .zero + .seconds(40))
    var plan = Self.plan(
      tenants: [Self.tenant("a", count: 600, gap: .milliseconds(100))],
      backends: [Self.provider("first", outages: [outage]), Self.provider("second")],
      references: [.init(backend: 0), .init(backend: 1, priority: 1)],
      retry: RetryPolicy(retries: 2, timeout: nil))
    let run = try Self.run(plan)
    let metrics = run.metrics()
    #expect(metrics.failed == 0 && metrics.answered == 600)
    #expect(metrics.ejections >= 1)
    // Five errors take it out; from then on nobody is sent there to fail, until it comes back.
    let inOutage = run.records.indices.filter {
      let time = run.requests[$0].spec.arrival
      return time >= outage.start && time < outage.end
    }
    #expect(inOutage.allSatisfy { run.records[$0].attempts.last?.backend == 1 })
    #expect(metrics.retries < 15)
    // Without retries and health checks everybody in the outage fails.
    plan.retry = .none
    plan.outliers = OutlierSettings(consecutiveErrors: nil, successRate: nil)
    let bare = try Self.run(plan)
    #expect(bare.metrics().failed == inOutage.count)
  }

  @Test func whoWaitsTooLongIsTriedElsewhere() throws {
    // The pool is far too small: requests that have no first token after a second go to the provider.
    var plan = Self.plan(
      tenants: [Self.tenant("a", count: 150, gap: .milliseconds(10))],
      backends: [Self.pool(1), Self.provider("p")],
      references: [.init(backend: 0), .init(backend: 1, priority: 1)],
      retry: RetryPolicy(retries: 1, perTryTimeout: .seconds(1), timeout: nil))
    // Envoy's limit of 3 retries at a time lets some of them fail.
    #expect(try Self.run(plan).metrics().failed > 0)
    plan.circuit = CircuitLimits(retries: 1_000)
    let run = try Self.run(plan)
    #expect(run.metrics().fallbacks > 0)
    #expect(run.metrics().answered == 150)
    #expect(run.pools[0]?.requestCount == 0)
  }

  @Test func aSaturatedPoolTurnsAwayWhoMayBeTurnedAway() throws {
    let run = try Self.run(
      Self.plan(
        tenants: [
          Self.tenant("batch", count: 200, gap: .milliseconds(5), isSheddable: true),
          Self.tenant("chat", count: 50, gap: .milliseconds(20)),
        ], backends: [Self.pool(1)], references: [.init(backend: 0)]))
    #expect(run.metrics().shed > 0)
    for (index, record) in run.records.enumerated() where record.outcome == .shed {
      #expect(run.requests[index].tenant == 0)
    }
    #expect(run.metrics(ofTenant: 1).answered == 50)
  }

  @Test func aLowerThresholdHitsMoreAndErrsMore() throws {
    var last = (hits: -1, wrong: -1)
    for threshold in [1_001, 950, 900, 850, 750] {
      let run = try Self.run(
        Self.plan(
          tenants: [Self.tenant("a", count: 400, gap: .milliseconds(100))],
          backends: [Self.provider("p")], references: [.init(backend: 0)],
          cache: SemanticCacheSettings(
            thresholdPerMille: threshold, lifetime: .seconds(3_600), isPerTenant: false)))
      let metrics = run.metrics()
      #expect(metrics.cached > last.hits || last.hits < 0 && metrics.cached == 0)
      #expect(metrics.wrongFromCache >= last.wrong)
      last = (metrics.cached, metrics.wrongFromCache)
    }
    #expect(last.wrong > 0)
  }

  @Test(arguments: 0..<40) func laws(number: Int) throws {
    var random = SeededGenerator(seed: Seed("gateway-laws-\(number)"))
    func budget() -> TokenBudget {
      TokenBudget(
        limit: 500 + random.below(8_000), window: .seconds(1 + random.below(20)),
        shape: random.below(2) == 0 ? .fixedWindow : .bucket,
        charging: random.below(2) == 0 ? .afterAnswer : .reserved,
        cachedPercent: random.below(101), outputPercent: 100 + random.below(300))
    }
    let tenants = (0..<1 + random.below(3)).map { index in
      Self.tenant(
        "t\(index)", count: 20 + random.below(60), gap: .milliseconds(20 + random.below(300)),
        budgets: (0..<random.below(3)).map { _ in budget() }, isSheddable: random.below(3) == 0)
    }
    let backends = [
      Self.pool(1 + random.below(2)), Self.provider("p", errorPercent: random.below(40)),
      Self.provider(
        "q",
        outages: [.init(start: .zero + .seconds(random.below(5)), end: .zero + .seconds(9))]),
    ]
    let plan = Self.plan(
      tenants: tenants, backends: backends,
      references: (0..<3).map {
        .init(backend: $0, weight: 1 + random.below(5), priority: random.below(2))
      },
      retry: RetryPolicy(
        retries: random.below(4), perTryTimeout: random.below(2) == 0 ? .milliseconds(300) : nil,
        timeout: random.below(2) == 0 ? nil : .seconds(5)),
      cache: random.below(2) == 0
        ? SemanticCacheSettings(
          thresholdPerMille: 900, lifetime: .seconds(20), isPerTenant: random.below(2) == 0) : nil,
      seed: "\(number)")
    let run = try Self.run(plan)
    var sliced = try GatewayRun(plan)
    while sliced.advance(events: 3) {}
    #expect(sliced.digestText == run.digestText, "seed \(number)")
    // Nobody is lost, and nobody is left in a pool or on a breaker.
    let metrics = run.metrics()
    let sum =
      metrics.answered + metrics.cached + metrics.limited + metrics.shed + metrics.failed
    #expect(sum == run.requests.count && run.doneRequests == sum, "seed \(number)")
    for backend in run.breakers {
      #expect(backend.requests == 0 && backend.retries == 0, "seed \(number)")
    }
    #expect(run.pools.compactMap { $0?.requestCount }.allSatisfy { $0 == 0 }, "seed \(number)")
    for record in run.records {
      #expect(record.attempts.count <= plan.retry.retries + 1)
      #expect(record.attempts.allSatisfy { $0.end != nil })
    }
    try checkBudgets(run, number)
  }

  /// A reserved budget is never above its limit. One that is charged afterwards is above it only by
  /// answers of requests that were let in before it was reached, and nobody is let in after.
  private func checkBudgets(_ run: GatewayRun, _ number: Int) throws {
    for (tenant, accounts) in run.accounts.enumerated() {
      for (index, account) in accounts.enumerated() {
        if account.budget.charging == .reserved {
          #expect(account.overshoot <= 0, "seed \(number)")
          continue
        }
        guard account.budget.shape == .fixedWindow else { continue }
        let size = account.budget.window.nanoseconds
        var crossed: [Int: SimTime] = [:]
        for event in run.events where event.request >= 0 {
          guard run.requests[event.request].tenant == tenant else { continue }
          let window = event.time.nanoseconds / size
          switch event.kind {
          case .charged(let budget, _, let used) where budget == index:
            if let time = crossed[window] {
              #expect(
                run.requests[event.request].spec.arrival <= time, "seed \(number)")
            } else if used > account.budget.limit {
              crossed[window] = event.time
            }
          case .limited(let budget, let used, let limit) where budget == index:
            #expect(used > limit, "seed \(number)")
          default: break
          }
        }
      }
    }
  }
}
