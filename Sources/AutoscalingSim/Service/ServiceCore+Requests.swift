import Simulation
import Traffic

extension ServiceCore {
  // MARK: Coming

  mutating func arrive() {
    tally.arrived += 1
    let slot = takeSlot()
    let version = pickVersion()
    slots[slot].number = tally.arrived - 1
    slots[slot].arrival = now
    slots[slot].retry = RetryState(setup.retry)
    slots[slot].attempts = 0
    slots[slot].revision = UInt8(version)
    slots[slot].isRetry = false
    versions[version].arrivedSince += 1
    if version > 0 { tally.canaryRequests += 1 }
    if let limit = requestLimit {
      requestLimits.append(TimeLimit(slot: Int32(slot), id: slots[slot].number, at: now + limit))
    }
    nextArrival = arrivals.next() ?? Calendar.never
    beginAttempt(slot)
  }

  private mutating func takeSlot() -> Int {
    if let free = freeSlots.popLast() { return Int(free) }
    slots.append(OpenRequest(retry: RetryState(setup.retry)))
    return slots.count - 1
  }

  private mutating func pickVersion() -> Int {
    guard versions.count > 1, versions[1].percent > 0 else { return 0 }
    return routeRandom.below(100) < versions[1].percent ? 1 : 0
  }

  private mutating func beginAttempt(_ slot: Int) {
    let version = Int(slots[slot].revision)
    let kind = versions[version].setup
    slots[slot].attempt = tally.attempts
    tally.attempts += 1
    slots[slot].attempts &+= 1
    slots[slot].attemptAt = now
    slots[slot].enteredAt = -1
    slots[slot].pod = -1
    slots[slot].isBalanced = false
    let drawn = kind.work.draw(&workRandom)
    slots[slot].work = min(3_600_000_000, max(1, drawn)) * 1_000
    slots[slot].fails =
      kind.errorPermille > 0 && faultRandom.below(1_000) < kind.errorPermille
    versions[version].attempts += 1
    if let limit = attemptLimit {
      attemptLimits.append(
        TimeLimit(slot: Int32(slot), id: slots[slot].attempt, at: now + limit))
    }
    guard breaker.overflow(.requests) == nil else { return endAttempt(slot, .overflow) }
    breaker.begin(.requests)
    dispatch(slot)
  }

  private func job(_ slot: Int) -> Job {
    Job(slot: Int32(slot), attempt: slots[slot].attempt, work: slots[slot].work)
  }

  /// Whether a job's client still waits for it.
  @inline(__always)
  func isLive(_ job: Job) -> Bool { slots[Int(job.slot)].attempt == job.attempt }

  private mutating func dispatch(_ slot: Int) {
    let version = Int(slots[slot].revision)
    versions[version].changeLoad(by: 1, at: now)
    if versions[version].ready.isEmpty { tally.metColdStart += slots[slot].attempts == 1 ? 1 : 0 }
    switch setup.autoscaler {
    case .kpa where versions[version].path == .proxy || versions[version].ready.isEmpty:
      // Without a pod the activator is what the service's endpoints name, whatever the mode.
      passActivator(slot, version)
    case .keda where versions[version].ready.isEmpty:
      hold(slot, version)
    default:
      balance(slot, version)
    }
  }

  /// The activator: the least loaded of two where pods take any number, else one after the other
  /// where there is room; nobody has room: it holds the request.
  private mutating func passActivator(_ slot: Int, _ version: Int) {
    guard !versions[version].ready.isEmpty, versions[version].heldCount == 0,
      let pod = pickWithRoom(version)
    else { return hold(slot, version) }
    enter(slot, pod)
  }

  private mutating func pickWithRoom(_ version: Int) -> Int? {
    let ready = versions[version].ready
    let limit = versions[version].setup.containerConcurrency
    guard limit > 0 else {
      guard ready.count > 1 else { return ready.first.map(Int.init) }
      let first = routeRandom.below(ready.count)
      var second = routeRandom.below(ready.count - 1)
      if second >= first { second += 1 }
      let (a, b) = (Int(ready[first]), Int(ready[second]))
      return pods[a].load <= pods[b].load ? a : b
    }
    guard versions[version].room > 0 else { return nil }
    // Small limits fill the first pod that has room, larger ones go round.
    let start = limit <= 3 ? 0 : versions[version].turn % ready.count
    for step in ready.indices {
      let place = start + step < ready.count ? start + step : start + step - ready.count
      let pod = Int(ready[place])
      if pods[pod].running < limit {
        versions[version].turn = place + 1
        return pod
      }
    }
    return nil
  }

  /// Requests go to pods without asking whether they have room.
  private mutating func balance(_ slot: Int, _ version: Int) {
    let picked: Int?
    if hashesKeys {
      let key = UInt64(routeRandom.below(setup.keys))
      let hash = withUnsafeBytes(of: key.littleEndian) { xxHash64(Array($0)) }
      picked = versions[version].balancer.pick(hash: hash, random: &routeRandom)
    } else {
      picked = versions[version].balancer.pick(random: &routeRandom)
    }
    guard let endpoint = picked else {
      versions[version].changeLoad(by: -1, at: now)
      return endAttempt(slot, .connectFailure)
    }
    versions[version].balancer.start(endpoint)
    slots[slot].isBalanced = true
    let pod = Int(versions[version].endpointPods[endpoint])
    let limit = versions[version].setup.containerConcurrency
    let most = setup.podQueueFactor * limit
    if limit > 0, pods[pod].running >= limit, most > 0, pods[pod].waitingCount >= most {
      slots[slot].pod = Int32(pod)
      versions[version].changeLoad(by: -1, at: now)
      return endAttempt(slot, .status(503))
    }
    enter(slot, pod)
  }

  private mutating func hold(_ slot: Int, _ version: Int) {
    guard versions[version].heldCount < setup.activatorQueue else {
      versions[version].changeLoad(by: -1, at: now)
      return endAttempt(slot, .status(503))
    }
    slots[slot].state = .held
    versions[version].held.append(job(slot))
    versions[version].heldCount += 1
    versions[version].heldTotal += 1
    tally.mostHeld = max(tally.mostHeld, versions[version].heldCount)
    if !versions[version].isHolding, versions[version].ready.isEmpty {
      versions[version].isHolding = true
      note(.holding(revision: version))
    }
    poke(version)
  }

  // MARK: At a pod

  private mutating func enter(_ slot: Int, _ pod: Int) {
    slots[slot].pod = Int32(pod)
    slots[slot].enteredAt = now
    pods[pod].measure(at: now)
    pods[pod].attemptsSince += 1
    let kind = versions[pods[pod].revision].setup
    if kind.brokenPodEvery > 0, pod % kind.brokenPodEvery == kind.brokenPodEvery - 1 {
      // Failing is quick, which is why least request loves the broken.
      slots[slot].fails = true
      slots[slot].work = max(1, slots[slot].work / 10)
    }
    let limit = kind.containerConcurrency
    if limit == 0 || pods[pod].running < limit {
      start(job(slot), pod)
    } else {
      slots[slot].state = .waiting
      pods[pod].waiting.append(job(slot))
      pods[pod].waitingCount += 1
    }
  }

  private mutating func start(_ job: Job, _ pod: Int) {
    let version = pods[pod].revision
    if pods[pod].running == 0, pods[pod].idleSince >= 0 {
      tally.idleTime += now - pods[pod].idleSince
      pods[pod].idleSince = -1
    }
    pods[pod].begin(job, at: now, parallelism: versions[version].setup.parallelism)
    if versions[version].setup.containerConcurrency > 0, pods[pod].stage == .ready {
      versions[version].room -= 1
    }
    if isLive(job) { slots[Int(job.slot)].state = .running }
    setDue(pod)
  }

  func isCancelled(_ job: Job) -> Bool { setup.cancelsAbandoned && !isLive(job) }

  mutating func setDue(_ pod: Int) {
    while let first = pods[pod].work.first, isCancelled(first.job) { pods[pod].dropFirst() }
    calendar.set(pod, to: pods[pod].due(versions[pods[pod].revision].setup.parallelism))
  }

  mutating func endWork(of pod: Int) {
    let version = pods[pod].revision
    let parallelism = versions[version].setup.parallelism
    pods[pod].measure(at: now)
    while let job = pods[pod].end(at: now, parallelism: parallelism) {
      if isCancelled(job) { continue }
      leave(pod, version)
      if isLive(job) {
        endAttempt(Int(job.slot), .status(slots[Int(job.slot)].fails ? 500 : 200))
      } else {
        tally.wastedWork += SimDuration(nanoseconds: job.work)
      }
    }
    refill(pod)
  }

  /// One request less at work in a pod.
  private mutating func leave(_ pod: Int, _ version: Int) {
    pods[pod].leave(at: now, parallelism: versions[version].setup.parallelism)
    versions[version].changeLoad(by: -1, at: now)
    if versions[version].setup.containerConcurrency > 0, pods[pod].stage == .ready {
      versions[version].room += 1
    }
  }

  /// Room in a pod goes to who waits there, then to who is held before it.
  mutating func refill(_ pod: Int) {
    let version = pods[pod].revision
    let limit = versions[version].setup.containerConcurrency
    while limit == 0 || pods[pod].running < limit {
      guard let job = pods[pod].waiting.first else { break }
      pods[pod].waiting.removeFirst()
      if isCancelled(job) { continue }
      pods[pod].waitingCount -= 1
      start(job, pod)
    }
    if pods[pod].stage == .ready, versions[version].heldCount > 0 { release(into: pod, version) }
    if pods[pod].running == 0 {
      if pods[pod].stage == .ready, pods[pod].idleSince < 0 { pods[pod].idleSince = now }
      if pods[pod].stage == .draining, pods[pod].waitingCount == 0 { remove(pod) }
    }
    setDue(pod)
  }

  private mutating func release(into pod: Int, _ version: Int) {
    let limit = versions[version].setup.containerConcurrency
    while limit == 0 || pods[pod].running < limit, let slot = takeHeld(version) {
      if case .keda = setup.autoscaler {
        // The interceptor lets go of everybody once there is a pod.
        versions[version].balancer.start(pods[pod].endpoint)
        slots[slot].isBalanced = true
      }
      enter(slot, pod)
    }
  }

  /// The request that has been held longest.
  private mutating func takeHeld(_ version: Int) -> Int? {
    while let job = versions[version].held.first {
      versions[version].held.removeFirst()
      guard isLive(job) else { continue }
      versions[version].heldCount -= 1
      let slot = Int(job.slot)
      versions[version].longestHold = max(
        versions[version].longestHold, now - slots[slot].attemptAt)
      if versions[version].heldCount == 0 { noteReleased(version) }
      return slot
    }
    return nil
  }

  private mutating func noteReleased(_ version: Int) {
    guard versions[version].isHolding else { return }
    note(
      .released(
        revision: version, requests: versions[version].heldTotal,
        longest: SimDuration(nanoseconds: versions[version].longestHold)))
    versions[version].isHolding = false
    versions[version].heldTotal = 0
    versions[version].longestHold = 0
  }

  /// Everybody who is held, spread over pods that have room.
  mutating func releaseHeld(_ version: Int) {
    while versions[version].heldCount > 0, !versions[version].ready.isEmpty {
      if case .keda = setup.autoscaler {
        guard let slot = takeHeld(version) else { return }
        balance(slot, version)
      } else {
        guard let pod = pickWithRoom(version), let slot = takeHeld(version) else { return }
        enter(slot, pod)
      }
    }
  }

  // MARK: Time limits

  /// The next limit of a request that is still open.
  mutating func nextLimit() -> Int {
    while let first = attemptLimits.first, slots[Int(first.slot)].attempt != first.id {
      attemptLimits.removeFirst()
    }
    while let first = requestLimits.first, slots[Int(first.slot)].number != first.id {
      requestLimits.removeFirst()
    }
    return min(attemptLimits.first?.at ?? Calendar.never, requestLimits.first?.at ?? Calendar.never)
  }

  mutating func endLimit() {
    if let first = attemptLimits.first, first.at == now {
      attemptLimits.removeFirst()
      abandon(Int(first.slot))
      endAttempt(Int(first.slot), .perTryTimeout)
    } else if let first = requestLimits.first {
      requestLimits.removeFirst()
      let slot = Int(first.slot)
      if slots[slot].state != .backingOff { abandon(slot) }
      endAttempt(slot, .perTryTimeout, isFinal: true)
    }
  }

  /// The client of an attempt is gone; what the server has of it stays or goes, as the setup says.
  private mutating func abandon(_ slot: Int) {
    let version = Int(slots[slot].revision)
    let pod = Int(slots[slot].pod)
    let state = slots[slot].state
    if state == .held {
      versions[version].heldCount -= 1
      versions[version].changeLoad(by: -1, at: now)
      if versions[version].heldCount == 0 { noteReleased(version) }
    }
    guard setup.cancelsAbandoned, pod >= 0 else { return }
    // From here on the job is nobody's.
    slots[slot].attempt = -1
    pods[pod].measure(at: now)
    if state == .waiting {
      pods[pod].waitingCount -= 1
      versions[version].changeLoad(by: -1, at: now)
      if pods[pod].stage == .draining { refill(pod) }
    } else if state == .running {
      leave(pod, version)
      refill(pod)
    }
  }

  // MARK: Ends

  mutating func endAttempt(_ slot: Int, _ outcome: AttemptOutcome, isFinal: Bool = false) {
    let version = Int(slots[slot].revision)
    let pod = Int(slots[slot].pod)
    if outcome != .overflow, slots[slot].state != .backingOff { breaker.end(.requests) }
    if slots[slot].isRetry, slots[slot].state != .backingOff { breaker.end(.retries) }
    if slots[slot].state == .backingOff, isFinal { breaker.end(.retries) }
    if slots[slot].isBalanced, pod >= 0 {
      versions[version].balancer.finish(pods[pod].endpoint)
      recordForOutliers(outcome, pod)
    }
    slots[slot].isBalanced = false
    if slots[slot].state != .backingOff {
      versions[version].answered += 1
      if pod >= 0 { pods[pod].answered += 1 }
    }
    if !outcome.isSuccess {
      if slots[slot].state != .backingOff {
        versions[version].failures += 1
        if pod >= 0 { pods[pod].failures += 1 }
      }
      if !isFinal, backOff(slot, outcome) { return }
    }
    close(slot, outcome)
  }

  /// Whether the request is tried again.
  private mutating func backOff(_ slot: Int, _ outcome: AttemptOutcome) -> Bool {
    let decision = slots[slot].retry.decide(
      outcome, policy: setup.retry, breaker: &breaker, random: &backoffRandom)
    switch decision {
    case .retry(let wait, _, _):
      tally.retries += 1
      slots[slot].state = .backingOff
      slots[slot].attempt = -1
      slots[slot].isRetry = true
      schedule(.retry(slot: slot, number: slots[slot].number), after: wait.nanoseconds)
      return true
    case .refused:
      tally.refusedRetries += 1
      return false
    case .notRetriable, .limitExceeded: return false
    }
  }

  mutating func tryAgain(_ slot: Int, _ number: Int) {
    guard slots[slot].number == number, slots[slot].state == .backingOff else { return }
    slots[slot].state = .held
    slots[slot].revision = UInt8(pickVersion())
    beginAttempt(slot)
  }

  private mutating func close(_ slot: Int, _ outcome: AttemptOutcome) {
    let request = slots[slot]
    let version = Int(request.revision)
    let end: RequestEnd.Outcome
    switch outcome {
    case .status(200): end = .served
    case .status(500): end = .failed
    case .perTryTimeout: end = .timedOut
    case .status, .reset, .connectFailure, .overflow: end = .rejected
    }
    switch end {
    case .served: tally.served += 1
    case .failed: tally.failed += 1
    case .rejected: tally.rejected += 1
    case .timedOut: tally.timedOut += 1
    }
    if end == .served {
      versions[version].servedSince += 1
    } else {
      versions[version].failedSince += 1
      if version > 0 { tally.canaryFailures += 1 }
    }
    out.ends.append(
      RequestEnd(
        number: Int32(truncatingIfNeeded: request.number), attempts: request.attempts,
        outcome: end, revision: request.revision, pod: request.pod,
        latency: now - request.arrival, arrival: request.arrival,
        heldFor: (request.enteredAt >= 0 ? request.enteredAt : now) - request.attemptAt))
    slots[slot].state = .free
    slots[slot].number = -1
    slots[slot].attempt = -1
    freeSlots.append(Int32(slot))
  }

  // MARK: Outliers

  private mutating func recordForOutliers(_ outcome: AttemptOutcome, _ pod: Int) {
    let version = pods[pod].revision
    guard versions[version].detector != nil else { return }
    let (endpoint, time) = (pods[pod].endpoint, moment)
    let event = versions[version].detector?.record(
      status: outcome.statusCode, of: endpoint, at: time)
    if let event { apply(event, version) }
  }

  mutating func lookForOutliers() {
    let time = moment
    for version in versions.indices {
      let events = versions[version].detector?.look(at: time) ?? []
      for event in events { apply(event, version) }
    }
    if let outliers = setup.outliers {
      schedule(.outliers, after: max(1_000_000, outliers.interval.nanoseconds))
    }
  }

  private mutating func apply(_ event: OutlierEvent, _ version: Int) {
    switch event {
    case .ejected(let endpoint, _, _, _):
      versions[version].balancer.setHealthy(false, at: endpoint)
      note(.ejected(pod: Int(versions[version].endpointPods[endpoint])))
    case .returned(let endpoint, _):
      versions[version].balancer.setHealthy(true, at: endpoint)
      note(.returned(pod: Int(versions[version].endpointPods[endpoint])))
    default: break
    }
  }
}
