import Simulation
import Traffic

/// What a gateway run amounts to.
public struct GatewayMetrics: Hashable, Sendable {
  public let requests: Int
  public let answered: Int
  public let cached: Int
  /// Of these, answers to another question.
  public let wrongFromCache: Int
  public let limited: Int
  public let shed: Int
  public let failed: Int
  /// Attempts beyond the first of their request.
  public let retries: Int
  /// Answers of a backend that is not of the first priority.
  public let fallbacks: Int
  /// Times at which a backend was taken out.
  public let ejections: Int
  public let firstTokenP50: SimDuration?
  public let firstTokenP95: SimDuration?
  public let answerP95: SimDuration?
  public let makespan: SimDuration
  /// Tokens that the budgets counted.
  public let chargedTokens: Int
  /// Most tokens above a budget's limit at any time, of all tenants.
  public let overshoot: Int
  /// Cents: of providers by the token, of pools by the GPU-hour.
  public let providerCents: Double
  public let poolCents: Double
  /// Prompt tokens that the pools' caches had, of all that they were sent.
  public let poolHitShare: Double?
}

/// A tenant's part of it.
public struct TenantMetrics: Hashable, Sendable {
  public let requests: Int
  public let answered: Int
  public let cached: Int
  public let limited: Int
  public let failed: Int
  public let tokens: Int
  public let overshoot: Int
  public let firstTokenP95: SimDuration?
}

extension GatewayRun {
  public func metrics() -> GatewayMetrics {
    var (answered, cached, wrong, limited, shed, failed) = (0, 0, 0, 0, 0, 0)
    var (retries, fallbacks, cost, hits, sent) = (0, 0, 0, 0, 0)
    for (request, record) in records.enumerated() {
      retries += max(0, record.attempts.count - 1)
      cost += record.cost
      switch record.outcome {
      case .open: break
      case .cached(let isRight):
        cached += 1
        if !isRight { wrong += 1 }
      case .limited: limited += 1
      case .shed: shed += 1
      case .failed: failed += 1
      case .answered:
        answered += 1
        if let last = record.attempts.last {
          if last.priority > firstPriority(of: request) { fallbacks += 1 }
          if last.replica >= 0 {
            hits += record.hitTokens
            sent += requests[request].spec.promptTokens
          }
        }
      }
    }
    let makespan = (records.compactMap(\.ended).max() ?? .zero) - .zero
    let poolCents = plan.backends.reduce(0.0) { sum, backend in
      guard case .pool(let pool) = backend.kind else { return sum }
      let gpus = Double(pool.replicas * pool.gpusPerReplica)
      return sum + gpus * Double(pool.centsPerGPUHour) * makespan.inSeconds / 3_600
    }
    let all = latencies(of: records.indices.map { $0 })
    return GatewayMetrics(
      requests: records.count, answered: answered, cached: cached, wrongFromCache: wrong,
      limited: limited, shed: shed, failed: failed, retries: retries, fallbacks: fallbacks,
      ejections: events.count { if case .ejected = $0.kind { true } else { false } },
      firstTokenP50: percentile(50, all.first), firstTokenP95: percentile(95, all.first),
      answerP95: percentile(95, all.last), makespan: makespan,
      chargedTokens: accounts.reduce(0) { $0 + ($1.first?.charged ?? 0) },
      overshoot: accounts.joined().map(\.overshoot).max() ?? 0, providerCents: Double(cost) / 1e6,
      poolCents: poolCents, poolHitShare: sent > 0 ? Double(hits) / Double(sent) : nil)
  }

  public func metrics(ofTenant tenant: Int) -> TenantMetrics {
    let own = records.indices.filter { requests[$0].tenant == tenant }
    func count(_ isCounted: (GatewayRecord.Outcome) -> Bool) -> Int {
      own.count { isCounted(records[$0].outcome) }
    }
    return TenantMetrics(
      requests: own.count, answered: count { $0 == .answered },
      cached: count { if case .cached = $0 { true } else { false } },
      limited: count { if case .limited = $0 { true } else { false } },
      failed: count {
        if case .failed = $0 { true } else { $0 == .shed }
      },
      tokens: own.reduce(0) {
        $0
          + (records[$1].outcome == .answered
            ? requests[$1].spec.promptTokens + records[$1].outputTokens : 0)
      }, overshoot: accounts[tenant].map(\.overshoot).max() ?? 0,
      firstTokenP95: percentile(95, latencies(of: own).first))
  }

  private func firstPriority(of request: Int) -> Int {
    plan.routes[plan.tenants[requests[request].tenant].route].backends
      .filter { $0.weight > 0 }.map(\.priority).min() ?? 0
  }

  private func latencies(of chosen: [Int]) -> (first: [Int], last: [Int]) {
    var (first, last): ([Int], [Int]) = ([], [])
    for request in chosen {
      let record = records[request]
      guard let token = record.firstToken, let end = record.ended else { continue }
      let arrival = requests[request].spec.arrival
      first.append((token - arrival).nanoseconds)
      last.append((end - arrival).nanoseconds)
    }
    return (first, last)
  }

  private func percentile(_ percent: Int, _ values: [Int]) -> SimDuration? {
    Statistics.percentile(percent, of: values).map { SimDuration(nanoseconds: $0) }
  }

  /// The digest of everything that happened.
  public var digestText: String {
    var digest = RunDigest()
    for event in events {
      digest.feed(event.time.nanoseconds, event.request)
      for number in event.kind.numbers { digest.feed(number) }
    }
    for record in records {
      digest.feed(
        record.firstToken?.nanoseconds ?? -1, record.ended?.nanoseconds ?? -1, record.outputTokens,
        record.cost)
    }
    return digest.text()
  }
}

extension GatewayEvent.Kind {
  /// What happened as numbers, for the digest.
  fileprivate var numbers: [Int] {
    switch self {
    case .cacheHit(let request, let perMille, let isRight): [0, request, perMille, isRight ? 1 : 0]
    case .cacheMiss(let request, let perMille): [1, request, perMille]
    case .limited(let budget, let used, let limit): [2, budget, used, limit]
    case .sent(let backend, let replica, let attempt): [3, backend, replica, attempt]
    case .shed(let backend, let saturation): [4, backend, saturation]
    case .attemptFailed(let backend, let attempt, let outcome):
      [5, backend, attempt, outcome.statusCode]
    case .retried(let wait, let left): [6, wait.nanoseconds, left]
    case .answered(let backend, let tokens): [7, backend, tokens]
    case .failed(let status, _): [8, status]
    case .charged(let budget, let tokens, let used): [9, budget, tokens, used]
    case .ejected(let backend, let errors, let until): [10, backend, errors, until.nanoseconds]
    case .returned(let backend): [11, backend]
    }
  }
}
