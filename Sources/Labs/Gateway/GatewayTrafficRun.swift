import GatewaySim
import ServingSim
import Simulation
import Traffic
import Wording

extension GatewayLab {
  func begin(
    _ scenario: GatewayTrafficScenario, _ choices: Choices, _ seed: Seed
  ) throws(LabProblem) -> any LabRun {
    let (engine, stepTime) = try engine(choices, maxModelTokens: scenario.maxModelTokens)
    let wanted = choices.whole("pool_replicas")
    let backends = scenario.backends.map { backend in
      switch backend.kind {
      case .provider(let provider):
        GatewayBackend(name: backend.name, kind: .provider(provider), outages: backend.outages)
      case .pool(let replicas):
        GatewayBackend(
          name: backend.name,
          kind: .pool(
            EnginePool(
              engine: engine, stepTime: stepTime, replicas: wanted > 0 ? wanted : replicas,
              routing: routing(choices), centsPerGPUHour: choices.whole("gpu_hour_cents"))),
          outages: backend.outages)
      }
    }
    let errors = choices.whole("consecutive_errors")
    let timeout = choices.whole("first_token_timeout_ms")
    let plan = GatewayPlan(
      tenants: scenario.tenants.map { withBudgets($0, choices) }, routes: scenario.routes,
      backends: backends,
      retry: RetryPolicy(
        retries: choices.whole("num_retries"),
        perTryTimeout: timeout > 0 ? .milliseconds(timeout) : nil, timeout: nil),
      circuit: CircuitLimits(
        requests: 1 << 20, retries: choices.whole("max_parallel_retries")),
      outliers: OutlierSettings(
        consecutiveErrors: errors > 0 ? errors : nil,
        baseEjectionTime: .seconds(choices.whole("ejection_seconds")),
        // All of a priority must be able to go, else nothing falls back.
        maximumEjectionPercent: 100, successRate: nil),
      cache: choices.isOn("semantic_cache")
        ? SemanticCacheSettings(
          thresholdPerMille: choices.whole("similarity_permille"),
          lifetime: scenario.cacheLifetime, isPerTenant: choices.isOn("cache_per_tenant")) : nil,
      questions: scenario.questions, seed: seed)
    do {
      return GatewayTrafficLabRun(
        run: try GatewayRun(plan, loadPercent: choices.whole("load_percent")), lab: self,
        choices: choices, seed: seed, stepTime: stepTime)
    } catch {
      if case .engine(_, let problem) = error { throw LabProblem(problem.message) }
      throw LabProblem(Message("lab.problem.gateway", scenario.routes.first?.model ?? ""))
    }
  }

  private func withBudgets(_ tenant: GatewayTenant, _ choices: Choices) -> GatewayTenant {
    var tenant = tenant
    let percent = choices.whole("budget_percent")
    tenant.budgets =
      percent == 0
      ? []
      : tenant.budgets.map { given in
        TokenBudget(
          limit: given.limit / 100 * percent + given.limit % 100 * percent / 100,
          window: given.window,
          shape: choices.word("budget_shape") == "bucket" ? .bucket : .fixedWindow,
          charging: choices.word("budget_charging") == "reserved" ? .reserved : .afterAnswer,
          inputPercent: given.inputPercent, cachedPercent: given.cachedPercent,
          outputPercent: given.outputPercent)
      }
    return tenant
  }
}

struct GatewayTrafficLabRun: LabRun {
  var run: GatewayRun
  let lab: GatewayLab
  let choices: Choices
  let seed: Seed
  let stepTime: StepTimeModel

  mutating func advance(events: Int) -> Bool { run.advance(events: events) }

  var progressPerMille: Int {
    if run.isDone { return 1_000 }
    return min(999, run.doneRequests * 1_000 / max(1, run.requests.count))
  }

  var time: SimTime { run.now }

  func outcome() -> RunOutcome {
    let metrics = run.metrics()
    let served = run.plan.tenants.indices.compactMap { tenant -> Double? in
      let own = run.metrics(ofTenant: tenant)
      return own.requests > 0
        ? Double(own.answered + own.cached) / Double(own.requests) * 100 : nil
    }
    let answers = metrics.answered + metrics.cached
    let cost = metrics.providerCents + metrics.poolCents
    let values: [String: Double?] = [
      "answered": Double(metrics.answered), "from_cache": Double(metrics.cached),
      "wrong_from_cache": Double(metrics.wrongFromCache), "limited": Double(metrics.limited),
      "shed": Double(metrics.shed), "failed": Double(metrics.failed),
      "gateway_retries": Double(metrics.retries), "fallbacks": Double(metrics.fallbacks),
      "ejections": Double(metrics.ejections), "worst_tenant_served": served.min(),
      "charged_tokens": Double(metrics.chargedTokens),
      "budget_overshoot": Double(metrics.overshoot),
      "pool_hit_rate": metrics.poolHitShare.map { $0 * 100 },
      "provider_cost": metrics.providerCents, "pool_cost": metrics.poolCents,
      "cost_per_thousand": answers > 0 ? cost * 1_000 / Double(answers) : nil,
      "answer_start_p50": metrics.firstTokenP50?.inMilliseconds,
      "answer_start_p95": metrics.firstTokenP95?.inMilliseconds,
      "answer_p95": metrics.answerP95?.inMilliseconds,
    ]
    let hasPool = run.plan.backends.contains { if case .pool = $0.kind { true } else { false } }
    return RunOutcome(
      lab: .gateway, seed: seed, choices: choices, metrics: lab.measured(values),
      events: run.events.count, digest: run.digestText,
      assumptions: hasPool ? assumedParts(stepTime) : [],
      replay: GatewayTrafficReplay(run: run, loadPercent: choices.whole("load_percent")))
  }
}
