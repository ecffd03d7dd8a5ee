import ServingSim
import Simulation
import Traffic

/// Traffic of tenants through a gateway: cache, budgets, choice of a backend, attempts, charges.
///
/// Order at one moment: steps of the pools end, by backend; ends of attempts and retries that are
/// due; new requests; steps start; the look of the outlier detection. The cache is asked before the
/// budgets: what it answers costs no tokens.
///
/// A value that advances in slices.
public struct GatewayRun: Sendable {
  public let plan: GatewayPlan
  public let requests: [GatewayRequest]
  /// By request.
  public internal(set) var records: [GatewayRecord]
  /// What happened, in order.
  public internal(set) var events: [GatewayEvent] = []
  /// By tenant, then by budget.
  public internal(set) var accounts: [[BudgetAccount]]
  public internal(set) var now = SimTime.zero
  public private(set) var isDone = false
  var pools: [LivePool?]
  var breakers: [CircuitBreaker]
  var detector: OutlierDetector
  var cache: SemanticCache?
  var queue = EventQueue<Due>()
  var retries: [RetryState]
  /// While it is set, the pool's decision for this request is explained and kept.
  var asked: Int?
  var answer: (decision: RoutingDecision, views: [ReplicaView])?
  private var nextRequest = 0
  private(set) var doneCount = 0

  enum Due: Sendable {
    case providerFirstToken(request: Int, attempt: Int)
    case providerEnds(request: Int, attempt: Int, AttemptOutcome)
    case timeout(request: Int, attempt: Int)
    case retry(request: Int)
    case cacheAnswers(request: Int)
  }

  /// `loadPercent` scales the gaps between requests. Throws when the plan cannot run.
  public init(_ plan: GatewayPlan, loadPercent: Int = 100) throws(GatewayProblem) {
    if let problem = plan.problem() { throw problem }
    self.plan = plan
    requests = GatewayTraffic.requests(plan, loadPercent: loadPercent)
    records = requests.map { _ in GatewayRecord() }
    retries = requests.map { _ in RetryState(plan.retry) }
    accounts = plan.tenants.map { $0.budgets.map { BudgetAccount($0) } }
    var pools: [LivePool?] = []
    for (index, backend) in plan.backends.enumerated() {
      guard case .pool(let pool) = backend.kind else {
        pools.append(nil)
        continue
      }
      do throws(EngineConfig.Problem) {
        pools.append(
          try LivePool(
            engine: pool.engine, stepTime: pool.stepTime, replicas: pool.replicas,
            routing: pool.routing, seed: Seed(plan.seed.text + "/pool-\(index)")))
      } catch {
        throw .engine(backend: backend.name, error)
      }
    }
    self.pools = pools
    breakers = plan.backends.map { _ in CircuitBreaker(plan.circuit) }
    detector = OutlierDetector(
      plan.outliers, endpoints: plan.backends.count,
      random: SeededGenerator(seed: plan.seed, stream: "outliers"))
    cache = plan.cache.map { SemanticCache($0) }
  }

  /// Requests that are over.
  public var doneRequests: Int { doneCount }

  /// Deals with up to `count` moments; false when all requests are over.
  public mutating func advance(events count: Int) -> Bool {
    for _ in 0..<max(0, count) {
      guard !isDone else { return false }
      dealWithNextMoment()
    }
    return !isDone
  }

  /// Runs to the end.
  public mutating func finish() { while advance(events: 100_000) {} }

  private mutating func dealWithNextMoment() {
    let arrival = nextRequest < requests.count ? requests[nextRequest].spec.arrival : nil
    let next = [
      arrival, queue.nextTime, pools.compactMap { $0?.nextTime }.min(),
    ].compactMap { $0 }.min()
    guard let next, doneCount < requests.count else {
      isDone = true
      return
    }
    // Looks take place only while something goes on.
    now = min(next, max(now, detector.nextLook))
    for backend in pools.indices {
      for answer in pools[backend]?.endSteps(at: now) ?? [] { take(answer) }
    }
    while queue.nextTime == now, let entry = queue.popNext() { deal(with: entry.payload) }
    while nextRequest < requests.count, requests[nextRequest].spec.arrival == now {
      nextRequest += 1
      letCome(nextRequest - 1)
    }
    for backend in pools.indices { pools[backend]?.startSteps(at: now) }
    if detector.nextLook <= now {
      for event in detector.look(at: now) { note(event) }
    }
  }

  mutating func note(_ request: Int, _ kind: GatewayEvent.Kind) {
    events.append(GatewayEvent(time: now, request: request, kind: kind))
  }

  mutating func note(_ event: OutlierEvent) {
    switch event {
    case .ejected(let backend, let cause, let until, _):
      var errors = 0
      if case .consecutiveErrors(let count) = cause { errors = count }
      note(-1, .ejected(backend: backend, errors: errors, until: until))
    case .returned(let backend, _): note(-1, .returned(backend: backend))
    case .kept: break
    }
  }

  mutating func close(_ request: Int, _ outcome: GatewayRecord.Outcome) {
    records[request].outcome = outcome
    records[request].ended = now
    doneCount += 1
  }

  // MARK: A request comes

  private mutating func letCome(_ request: Int) {
    if askCache(request) { return }
    guard isWithinBudgets(request) else { return }
    attempt(request)
  }

  /// What a look into the cache takes: embedding the question; the comparison is below that.
  static let cacheLook = RetrievalCosts.embedding

  private mutating func askCache(_ request: Int) -> Bool {
    guard let cache else { return false }
    let question = requests[request].question
    guard
      let nearest = cache.nearest(question, tenant: requests[request].tenant, at: now)
    else {
      note(request, .cacheMiss(nearest: -1, perMille: 0))
      return false
    }
    guard nearest.perMille >= cache.settings.thresholdPerMille else {
      note(
        request, .cacheMiss(nearest: nearest.entry.request, perMille: nearest.perMille))
      return false
    }
    let isRight = nearest.entry.question.intent == question.intent
    note(
      request,
      .cacheHit(of: nearest.entry.request, perMille: nearest.perMille, isRight: isRight))
    records[request].outcome = .cached(isRight: isRight)
    queue.schedule(.cacheAnswers(request: request), at: now + Self.cacheLook, rank: request)
    return true
  }

  private mutating func isWithinBudgets(_ request: Int) -> Bool {
    let asked = requests[request]
    var taken: [(tokens: Int, window: Int)] = []
    for index in accounts[asked.tenant].indices {
      let budget = accounts[asked.tenant][index].budget
      let worst = budget.cost(
        input: asked.spec.promptTokens, cached: 0, output: asked.maxTokens)
      guard accounts[asked.tenant][index].admit(worst: worst, at: now) else {
        let used = accounts[asked.tenant][index].used(at: now)
        note(request, .limited(budget: index, used: used, limit: budget.limit))
        // What the budgets before it had reserved is given back.
        for (place, item) in taken.enumerated() {
          accounts[asked.tenant][place].charge(
            0, reserved: item.tokens, in: item.window, at: now)
        }
        records[request].firstToken = nil
        close(request, .limited(budget: index))
        return false
      }
      let reserved = budget.charging == .reserved ? worst : 0
      taken.append((reserved, accounts[asked.tenant][index].window))
    }
    records[request].reserved = taken
    return true
  }

  /// The tokens of an answer, or nothing for a failure, are counted by the budgets.
  mutating func charge(_ request: Int, input: Int, cached: Int, output: Int) {
    let tenant = requests[request].tenant
    for (index, item) in records[request].reserved.enumerated() {
      let cost = accounts[tenant][index].budget.cost(
        input: input, cached: cached, output: output)
      accounts[tenant][index].charge(cost, reserved: item.tokens, in: item.window, at: now)
      guard cost > 0 else { continue }
      note(
        request,
        .charged(budget: index, tokens: cost, used: accounts[tenant][index].used(at: now)))
    }
  }
}
