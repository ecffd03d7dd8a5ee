import Simulation

extension MeshRun {
  mutating func happen(_ event: Event) {
    switch event {
    case .arrival: arrive()
    case .retry(let request):
      guard requests.contains(request) else {
        // The request ended during the back-off; its retry was under way until now.
        breaker.end(.retries)
        return
      }
      requests[request].live -= 1
      begin(request, isRetry: true)
    case .served(let endpoint, let attempt): served(Int(endpoint), attempt)
    case .tryTimeout(let attempt): tryTimedOut(attempt)
    case .requestTimeout(let request): requestTimedOut(request)
    case .refusedConnection(let attempt):
      if attempts.contains(attempt) { ended(attempt, .connectFailure) }
    case .fault(let index, let begins): setFault(scenario.faults[Int(index)], begins)
    case .look:
      let events = outliers?.look(at: now) ?? []
      for event in events { tellOutlier(event) }
      if let next = outliers?.nextLook { queue.schedule(.look, at: next, rank: 1) }
    }
  }

  private mutating func arrive() {
    scheduleArrival(after: now)
    count { $0.arrived += 1 }
    underWay += 1
    var request = Request()
    request.arrived = now
    request.key = xxHashOfKey(streams.balancing.below(scenario.keys))
    request.retries = RetryState(scenario.retries)
    let name = requests.insert(request)
    if let timeout = scenario.retries.timeout {
      queue.schedule(.requestTimeout(name), at: now + timeout, rank: 1)
    }
    begin(name, isRetry: false)
  }

  private mutating func begin(_ request: SlotName, isRetry: Bool) {
    let made = requests[request].made
    requests[request].made += 1
    requests[request].live += 1
    count {
      $0.attempts += 1
      if isRetry { $0.retries += 1 }
    }
    var attempt = Attempt()
    attempt.request = request
    attempt.isRetry = isRetry
    attempt.next = requests[request].firstAttempt
    let name = attempts.insert(attempt)
    requests[request].firstAttempt = name

    let picked = balancer.pick(
      hash: requests[request].key, attempt: made, random: &streams.balancing)
    guard let picked else {
      tell(.noEndpoint)
      count { $0.refused += 1 }
      return ended(name, .overflow)
    }
    attempts[name].endpoint = Int32(picked)
    if let limit = scenario.retries.perTryTimeout {
      queue.schedule(.tryTimeout(name), at: now + limit, rank: 1)
    }
    if breaker.overflow(.connections) == nil {
      connect(name)
    } else if let overflow = breaker.overflow(.pending) {
      refuse(name, overflow)
    } else {
      breaker.begin(.pending)
      attempts[name].isPending = true
      pending.append(name)
    }
  }

  private mutating func refuse(_ attempt: SlotName, _ overflow: CircuitBreaker.Overflow) {
    count { $0.refused += 1 }
    noteOpened(overflow)
    attempts[attempt].endpoint = -1
    ended(attempt, .overflow)
  }

  private mutating func noteOpened(_ overflow: CircuitBreaker.Overflow) {
    guard lastOpened[overflow.resource] != seconds.count else { return }
    lastOpened[overflow.resource] = seconds.count
    tell(.breakerOpened(overflow))
  }

  private mutating func connect(_ attempt: SlotName) {
    if let overflow = breaker.overflow(.requests) { return refuse(attempt, overflow) }
    breaker.begin(.connections)
    breaker.begin(.requests)
    let endpoint = Int(attempts[attempt].endpoint)
    balancer.start(endpoint)
    if servers[endpoint].isDown {
      queue.schedule(.refusedConnection(attempt), at: now + .milliseconds(1))
    } else if servers[endpoint].running < scenario.workers {
      serve(attempt, at: endpoint)
    } else if servers[endpoint].count < scenario.queueLimit {
      servers[endpoint].waiting.append(attempt)
    } else {
      ended(attempt, .status(503))
    }
  }

  private mutating func serve(_ attempt: SlotName, at endpoint: Int) {
    servers[endpoint].running += 1
    let server = servers[endpoint]
    let base = scenario.serviceMicroseconds.draw(&streams.service)
    var time = SimDuration.microseconds(max(1, min(base, 1 << 40)))
    time = SimDuration(nanoseconds: time.nanoseconds / 100) * server.slowPercent
    if server.errorPercent > 0, streams.service.below(100) < server.errorPercent {
      // Failing is quick.
      time = SimDuration(nanoseconds: time.nanoseconds / 10)
      failing.insert(attempt)
    }
    var end = now + time
    if let hang = server.hangsUntil { end = max(end, hang) }
    queue.schedule(.served(endpoint: Int32(endpoint), attempt: attempt), at: end)
  }

  private mutating func served(_ endpoint: Int, _ attempt: SlotName) {
    servers[endpoint].running -= 1
    let failed = failing.remove(attempt) != nil
    if attempts.contains(attempt) {
      if attempts[attempt].isAbandoned {
        count { $0.wasted += 1 }
        attempts.remove(attempt)
      } else {
        ended(attempt, .status(failed ? 500 : 200), isServed: true)
      }
    }
    takeNext(at: endpoint)
  }

  private mutating func takeNext(at endpoint: Int) {
    while servers[endpoint].running < scenario.workers, servers[endpoint].count > 0 {
      let next = servers[endpoint].waiting[servers[endpoint].head]
      servers[endpoint].head += 1
      if servers[endpoint].head > 64, servers[endpoint].head * 2 > servers[endpoint].waiting.count {
        servers[endpoint].waiting.removeFirst(servers[endpoint].head)
        servers[endpoint].head = 0
      }
      guard attempts.contains(next) else { continue }
      if attempts[next].isAbandoned, scenario.skipsAbandoned {
        attempts.remove(next)
        continue
      }
      serve(next, at: endpoint)
    }
  }

  /// An attempt ended for its caller. Unless it was served, its endpoint may go on with it.
  private mutating func ended(
    _ name: SlotName, _ outcome: AttemptOutcome, isServed: Bool = false
  ) {
    let attempt = attempts[name]
    release(name, outcome: outcome)
    let isBusy = !isServed && isAtServer(outcome)
    if isBusy { attempts[name].isAbandoned = true } else { attempts.remove(name) }
    let request = attempt.request
    guard requests.contains(request) else { return startPending() }
    requests[request].live -= 1
    unlink(name, attempt.next, of: request)
    if outcome.isSuccess {
      finish(request, succeeded: true)
    } else if !attempt.isHedged {
      decide(request, outcome)
    } else if requests[request].live == 0 {
      finish(request, succeeded: false)
    }
    startPending()
  }

  private func isAtServer(_ outcome: AttemptOutcome) -> Bool {
    switch outcome {
    case .perTryTimeout, .reset: true
    case .status, .connectFailure, .overflow: false
    }
  }

  /// Gives back what the proxy held for the attempt and tells outlier detection.
  private mutating func release(_ name: SlotName, outcome: AttemptOutcome?) {
    let attempt = attempts[name]
    if attempt.isRetry { breaker.end(.retries) }
    guard attempt.endpoint >= 0 else { return }
    let endpoint = Int(attempt.endpoint)
    if attempt.isPending {
      breaker.end(.pending)
      attempts[name].isPending = false
      return
    }
    breaker.end(.connections)
    breaker.end(.requests)
    balancer.finish(endpoint)
    guard let outcome else { return }
    answers[endpoint].add(outcome.isSuccess)
    if let event = outliers?.record(status: outcome.statusCode, of: endpoint, at: now) {
      tellOutlier(event)
    }
  }

  private mutating func unlink(_ name: SlotName, _ next: SlotName, of request: SlotName) {
    if requests[request].firstAttempt == name {
      requests[request].firstAttempt = next
      return
    }
    var at = requests[request].firstAttempt
    while attempts.contains(at) {
      if attempts[at].next == name {
        attempts[at].next = next
        return
      }
      at = attempts[at].next
    }
  }

  private mutating func decide(_ request: SlotName, _ outcome: AttemptOutcome) {
    let decision = requests[request].retries.decide(
      outcome, policy: scenario.retries, breaker: &breaker, random: &streams.backoff)
    switch decision {
    case .retry(let wait, _, _):
      requests[request].live += 1
      queue.schedule(.retry(request), at: now + wait)
      return
    case .refused(let overflow):
      count { $0.retriesRefused += 1 }
      noteOpened(overflow)
    case .notRetriable, .limitExceeded: break
    }
    if requests[request].live == 0 { finish(request, succeeded: false) }
  }

  private mutating func finish(_ request: SlotName, succeeded: Bool) {
    giveUpAttempts(of: request)
    let latency = (now - requests[request].arrived).nanoseconds / 1_000
    count {
      if succeeded {
        $0.succeeded += 1
        $0.latencyMicroseconds += latency
      } else {
        $0.failed += 1
      }
    }
    if succeeded { latencies.append(Int32(clamping: latency)) }
    underWay -= 1
    requests.remove(request)
  }

  /// Attempts that are still under way are abandoned; whether they would have been good nobody knows.
  private mutating func giveUpAttempts(of request: SlotName) {
    var at = requests[request].firstAttempt
    while attempts.contains(at) {
      let next = attempts[at].next
      let wasPending = attempts[at].isPending
      release(at, outcome: nil)
      if wasPending { attempts.remove(at) } else { attempts[at].isAbandoned = true }
      at = next
    }
    requests[request].firstAttempt = .none
  }

  private mutating func tryTimedOut(_ attempt: SlotName) {
    guard attempts.contains(attempt), !attempts[attempt].isAbandoned else { return }
    count { $0.timedOut += 1 }
    guard scenario.retries.isHedging, !attempts[attempt].isHedged else {
      let wasPending = attempts[attempt].isPending
      return ended(attempt, wasPending ? .connectFailure : .perTryTimeout)
    }
    // The attempt runs on; its retry is decided now.
    attempts[attempt].isHedged = true
    decide(attempts[attempt].request, .perTryTimeout)
  }

  private mutating func requestTimedOut(_ request: SlotName) {
    guard requests.contains(request) else { return }
    count { $0.timedOut += 1 }
    var at = requests[request].firstAttempt
    while attempts.contains(at) {
      // Each endpoint that let the caller wait that long gets a 504 on its record.
      if !attempts[at].isPending, attempts[at].endpoint >= 0,
        let event = outliers?.record(status: 504, of: Int(attempts[at].endpoint), at: now)
      {
        tellOutlier(event)
      }
      at = attempts[at].next
    }
    finish(request, succeeded: false)
    startPending()
  }

  /// Connections are free again: those that waited longest go.
  private mutating func startPending() {
    while pendingHead < pending.count, breaker.overflow(.connections) == nil {
      let name = pending[pendingHead]
      pendingHead += 1
      if pendingHead > 64, pendingHead * 2 > pending.count {
        pending.removeFirst(pendingHead)
        pendingHead = 0
      }
      guard attempts.contains(name), attempts[name].isPending else { continue }
      attempts[name].isPending = false
      breaker.end(.pending)
      connect(name)
    }
  }

  private mutating func tellOutlier(_ event: OutlierEvent) {
    tell(.outlier(event))
    switch event {
    case .ejected(let endpoint, _, _, _): balancer.setHealthy(false, at: endpoint)
    case .returned(let endpoint, _):
      balancer.setHealthy(scenario.endpoints[endpoint].isHealthy, at: endpoint)
    case .kept: break
    }
  }

  private mutating func setFault(_ fault: EndpointFault, _ begins: Bool) {
    guard servers.indices.contains(fault.endpoint) else { return }
    tell(begins ? .faultBegan(fault) : .faultEnded(fault))
    switch fault.kind {
    case .errors(let percent):
      servers[fault.endpoint].errorPercent = begins ? max(0, min(percent, 100)) : 0
    case .slow(let percent):
      servers[fault.endpoint].slowPercent = begins ? max(1, min(percent, 1_000_000)) : 100
    case .hangs: servers[fault.endpoint].hangsUntil = begins ? fault.until : nil
    case .down: servers[fault.endpoint].isDown = begins
    }
  }
}

/// A key's hash as a proxy would make it from a header.
private func xxHashOfKey(_ key: Int) -> UInt64 { xxHash64(Array(String(key).utf8)) }
