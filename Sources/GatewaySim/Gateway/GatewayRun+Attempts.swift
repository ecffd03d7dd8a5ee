import ServingSim
import Simulation
import Traffic

/// One attempt after the other, each at a backend.
extension GatewayRun {
  /// The backend of the next attempt, as Envoy chooses with `previous_priorities`: among priorities
  /// that this request has not tried (all again once it has tried them all), the first with a backend
  /// that is not taken out, there by weight. When all are out, all count as in.
  func chooseBackend(_ request: Int) -> ModelRoute.Reference? {
    let route = plan.routes[plan.tenants[requests[request].tenant].route]
    let usable = route.backends.filter { $0.weight > 0 }
    let priorities = Set(usable.map(\.priority)).sorted()
    // Whole rounds through the priorities are forgotten.
    let isForgotten = records[request].attempts.count / max(1, priorities.count)
    let recent = records[request].attempts.dropFirst(isForgotten * priorities.count)
    let tried = Set(recent.map(\.priority))
    let healthy = usable.filter { !detector.isEjected($0.backend) }
    let pool = healthy.isEmpty ? usable : healthy
    let open = pool.filter { !tried.contains($0.priority) }
    let candidates = open.isEmpty ? pool : open
    guard let priority = candidates.map(\.priority).min() else { return nil }
    let level = candidates.filter { $0.priority == priority }
    let total = level.reduce(0) { $0 + $1.weight }
    var random = SeededGenerator(
      seed: plan.seed, stream: "split-\(request)-\(records[request].attempts.count)")
    var at = random.below(max(1, total))
    for reference in level {
      at -= reference.weight
      if at < 0 { return reference }
    }
    return level.last
  }

  mutating func attempt(_ request: Int) {
    guard let reference = chooseBackend(request) else { return }
    let number = records[request].attempts.count
    records[request].attempts.append(
      .init(
        backend: reference.backend, priority: reference.priority, replica: -1, start: now,
        end: nil, outcome: nil))
    if breakers[reference.backend].overflow(.requests) != nil {
      note(request, .sent(backend: reference.backend, replica: -1, attempt: number + 1))
      endAttempt(request, number, .overflow)
      return
    }
    breakers[reference.backend].begin(.requests)
    let isOut = plan.backends[reference.backend].outages.contains {
      $0.start <= now && now < $0.end
    }
    if isOut {
      note(request, .sent(backend: reference.backend, replica: -1, attempt: number + 1))
      // The answer is immediate, but not in the same moment.
      queue.schedule(
        .providerEnds(request: request, attempt: number, .status(503)),
        at: now + .milliseconds(1), rank: request)
      return
    }
    switch plan.backends[reference.backend].kind {
    case .pool(let pool): sendToPool(request, number, reference.backend, pool)
    case .provider(let provider): sendToProvider(request, number, reference.backend, provider)
    }
    if records[request].attempts[number].end == nil, let limit = plan.retry.perTryTimeout {
      queue.schedule(.timeout(request: request, attempt: number), at: now + limit, rank: request)
    }
  }

  private mutating func sendToPool(
    _ request: Int, _ number: Int, _ backend: Int, _ pool: EnginePool
  ) {
    let spec = requests[request].spec
    if plan.tenants[requests[request].tenant].isSheddable,
      let saturation = pools[backend]?.saturation(pool.saturation), saturation >= 1
    {
      note(
        request,
        .shed(backend: backend, saturationPerMille: Int(min(saturation, 1e6) * 1_000)))
      breakers[backend].end(.requests)
      records[request].attempts[number].end = now
      records[request].attempts[number].outcome = .status(429)
      charge(request, input: 0, cached: 0, output: 0)
      close(request, .shed)
      return
    }
    guard pools[backend]?.accepts(spec) == true else {
      note(request, .sent(backend: backend, replica: -1, attempt: number + 1))
      queue.schedule(
        .providerEnds(request: request, attempt: number, .status(400)),
        at: now + .milliseconds(1), rank: request)
      return
    }
    let isAsked = asked == request && answer == nil
    let decision = pools[backend]?.send(
      spec, as: request << 8 | (number & 255), at: now, explaining: isAsked)
    if isAsked, let decision, let views = pools[backend]?.views { answer = (decision, views) }
    records[request].attempts[number].replica = decision?.replica ?? -1
    note(
      request,
      .sent(backend: backend, replica: decision?.replica ?? -1, attempt: number + 1))
  }

  private mutating func sendToProvider(
    _ request: Int, _ number: Int, _ backend: Int, _ provider: ModelProvider
  ) {
    note(request, .sent(backend: backend, replica: -1, attempt: number + 1))
    var random = SeededGenerator(
      seed: plan.seed, stream: "provider-\(backend)-\(request)-\(number)")
    let wait = SimDuration.milliseconds(
      max(1, min(provider.firstTokenMilliseconds.draw(&random), 1 << 40)))
    if random.below(100) < provider.errorPercent {
      queue.schedule(
        .providerEnds(request: request, attempt: number, .status(500)), at: now + wait,
        rank: request)
      return
    }
    let rest =
      SimDuration.microseconds(provider.tokenMicroseconds)
      * (requests[request].spec.outputTokens - 1)
    queue.schedule(
      .providerFirstToken(request: request, attempt: number), at: now + wait, rank: request)
    queue.schedule(
      .providerEnds(request: request, attempt: number, .status(200)), at: now + wait + rest,
      rank: request)
  }

  // MARK: What comes back

  private func isRunning(_ request: Int, _ attempt: Int) -> Bool {
    records[request].attempts.indices.contains(attempt)
      && records[request].attempts[attempt].end == nil && records[request].outcome == .open
  }

  mutating func take(_ answer: LivePool.Answer) {
    let (request, attempt) = (answer.request >> 8, answer.request & 255)
    guard isRunning(request, attempt) else { return }
    if answer.isFirstToken {
      records[request].firstToken = now
      records[request].hitTokens = answer.hitTokens
    }
    guard answer.isFinished else { return }
    records[request].outputTokens = answer.outputTokens
    endAttempt(request, attempt, .status(200))
  }

  mutating func deal(with due: Due) {
    switch due {
    case .providerFirstToken(let request, let attempt):
      if isRunning(request, attempt) { records[request].firstToken = now }
    case .providerEnds(let request, let attempt, let outcome):
      guard isRunning(request, attempt) else { return }
      if outcome.isSuccess, outcome.statusCode < 400 {
        records[request].outputTokens = requests[request].spec.outputTokens
      }
      endAttempt(request, attempt, outcome)
    case .timeout(let request, let attempt):
      // Once an answer has begun it cannot be tried again elsewhere, so it goes on.
      guard isRunning(request, attempt), records[request].firstToken == nil else { return }
      let backend = records[request].attempts[attempt].backend
      _ = pools[backend]?.abort(request << 8 | (attempt & 255))
      endAttempt(request, attempt, .perTryTimeout)
    case .retry(let request):
      if let backend = records[request].attempts.last?.backend { breakers[backend].end(.retries) }
      self.attempt(request)
    case .cacheAnswers(let request):
      let outcome = records[request].outcome
      records[request].firstToken = now
      close(request, outcome)
    }
  }

  private mutating func endAttempt(_ request: Int, _ number: Int, _ outcome: AttemptOutcome) {
    let backend = records[request].attempts[number].backend
    records[request].attempts[number].end = now
    records[request].attempts[number].outcome = outcome
    if outcome != .overflow {
      breakers[backend].end(.requests)
      if let event = detector.record(status: outcome.statusCode, of: backend, at: now) {
        note(event)
      }
    }
    if outcome.isSuccess, outcome.statusCode < 400 { return succeed(request, backend) }
    note(request, .attemptFailed(backend: backend, attempt: number + 1, outcome: outcome))
    var random = SeededGenerator(seed: plan.seed, stream: "backoff-\(request)-\(number)")
    let decision = retries[request].decide(
      outcome, policy: plan.retry, breaker: &breakers[backend], random: &random)
    if case .retry(let wait, _, let left) = decision {
      if let limit = plan.retry.timeout, now + wait >= requests[request].spec.arrival + limit {
        breakers[backend].end(.retries)
        return fail(request, .limitExceeded(retries: plan.retry.retries), 504)
      }
      note(request, .retried(after: wait, left: left))
      queue.schedule(.retry(request: request), at: now + wait, rank: request)
    } else {
      fail(request, decision, outcome.statusCode)
    }
  }

  private mutating func fail(_ request: Int, _ reason: RetryDecision, _ status: Int) {
    records[request].firstToken = nil
    note(request, .failed(status: status, reason: reason))
    charge(request, input: 0, cached: 0, output: 0)
    close(request, .failed(status: status))
  }

  private mutating func succeed(_ request: Int, _ backend: Int) {
    let asked = requests[request]
    let (input, output) = (asked.spec.promptTokens, records[request].outputTokens)
    if case .provider(let provider) = plan.backends[backend].kind {
      records[request].cost =
        input * provider.inputCentsPerMillion + output * provider.outputCentsPerMillion
    }
    note(request, .answered(backend: backend, outputTokens: output))
    charge(request, input: input, cached: records[request].hitTokens, output: output)
    cache?.store(asked.question, tenant: asked.tenant, request: request, at: now)
    close(request, .answered)
  }
}

extension GatewayRun {
  /// What the endpoint picker saw of its replicas when it chose one for a request for the first time,
  /// and the scores; `nil` when no pool was asked. Runs anew up to that moment.
  public func choice(
    of request: Int, loadPercent: Int
  ) -> (decision: RoutingDecision, views: [ReplicaView])? {
    guard var again = try? GatewayRun(plan, loadPercent: loadPercent) else { return nil }
    again.asked = request
    while again.answer == nil, again.advance(events: 1) {}
    return again.answer
  }
}
