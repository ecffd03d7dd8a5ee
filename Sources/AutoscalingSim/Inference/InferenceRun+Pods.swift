import Simulation

extension InferenceRun {
  mutating func addService(
    _ role: InferenceComponents.Role, _ component: InferenceSetup.Component, revision: Int,
    areReady: Bool, becomesReady: Bool = true
  ) -> Int {
    var service = Service(role: role, revision: revision, component: component)
    service.since = now
    service.createdAt = now
    service.becomesReady = becomesReady
    if let percent = setup.targetPercent {
      let total = Double(component.concurrency)
      service.scaler = KPAScaler(
        spec: KPASpec(
          targetValue: KPASpec.target(total: total, utilisation: Double(percent) / 100),
          totalValue: total, stableWindow: setup.stableWindow),
        readyPods: areReady ? component.fewest : 0, at: now)
      service.stable = MetricWindow(window: setup.stableWindow)
      service.panic = MetricWindow(
        window: SimDuration(nanoseconds: max(1_000_000_000, setup.stableWindow.nanoseconds / 10)))
    }
    services.append(service)
    let index = services.count - 1
    grow(index, to: component.fewest, areReady: areReady)
    return index
  }

  private mutating func grow(_ service: Int, to count: Int, areReady: Bool = false) {
    pass(service)
    services[service].wanted = count
    while services[service].staying < count {
      let place = services[service].pods.count
      services[service].pods.append(Pod(isReady: areReady))
      services[service].live.append(place)
      services[service].alive += 1
      if areReady {
        services[service].readySlots += services[service].component.concurrency
      } else if services[service].becomesReady {
        queue.schedule(
          .podReady(service: service, pod: place),
          at: now + services[service].component.start, rank: 1)
      }
    }
    mostPods = max(mostPods, services.reduce(0) { $0 + $1.alive })
  }

  /// Pods that are not ready go first, then the youngest; who works finishes first.
  private mutating func shrink(_ service: Int, to count: Int) {
    pass(service)
    services[service].wanted = count
    var surplus = services[service].staying - count
    for isReady in [false, true] {
      for place in services[service].live.reversed() where surplus > 0 {
        let pod = services[service].pods[place]
        guard pod.isReady == isReady, !pod.isDraining else { continue }
        surplus -= 1
        if pod.isReady {
          services[service].readySlots -= services[service].component.concurrency
        }
        services[service].pods[place].isDraining = true
        if pod.inUse == 0 { remove(service, place) }
      }
    }
  }

  mutating func remove(_ service: Int, _ pod: Int) {
    services[service].pods[pod].isGone = true
    services[service].live.removeAll { $0 == pod }
    services[service].alive -= 1
  }

  mutating func becomeReady(_ service: Int, _ pod: Int) {
    guard !services[service].pods[pod].isGone, !services[service].pods[pod].isDraining else {
      return
    }
    pass(service)
    services[service].pods[pod].isReady = true
    services[service].readySlots += services[service].component.concurrency
    tell(.podReady(service: service))
    serveWaiting(service)
    let item = services[service]
    // A revision is ready with its first pods.
    let ready = item.live.count { item.pods[$0].isReady }
    guard item.role == .predictor, item.revision == revisions.newest, !revisions.isNewestReady,
      ready >= item.component.fewest
    else { return }
    revisions.becomeReady()
    tell(.revisionReady(item.revision))
    tell(.routed(revisions.shares, revisions.reason))
    guard setup.verdict != .keeps else { return }
    onTrial = (item.revision, item.failed, item.answered)
    queue.schedule(.verdict(revision: item.revision), at: now + setup.hold, rank: 1)
  }

  // MARK: Revisions

  mutating func update(_ index: Int) {
    let update = setup.updates[index]
    revisions.apply(isChanged: true, canaryPercent: setup.canaryPercent)
    let service = addService(
      .predictor, setup.predictor, revision: revisions.newest, areReady: false,
      becomesReady: update.becomesReady)
    services[service].workPercent = max(1, min(update.workPercent, 100_000))
    services[service].errorPermille = max(0, min(update.errorPermille, 1_000))
    predictors.append(service)
    tell(.updated(revision: revisions.newest, percent: setup.canaryPercent))
  }

  /// What the newest revision answered since it was ready decides, unless it was decided before.
  mutating func judge(_ revision: Int) {
    guard let trial = onTrial, trial.revision == revision, revision == revisions.newest else {
      return
    }
    onTrial = nil
    let item = services[predictors[revision - 1]]
    let failed = item.failed - trial.failed
    let calls = item.answered - trial.calls
    let percent: Int?
    switch setup.verdict {
    case .keeps: return
    case .promotes: percent = nil
    case .rollsBack: percent = 0
    case .byErrors(let most): percent = failed * 100 > calls * most ? 0 : nil
    }
    revisions.apply(isChanged: false, canaryPercent: percent)
    tell(.judged(revision: revision, percent: percent, failed: failed, calls: calls))
    tell(.routed(revisions.shares, revisions.reason))
  }

  // MARK: Scaling

  /// Once a second the pods and who waits before them tell how much there was.
  mutating func readSecond() {
    for service in services.indices {
      pass(service)
      let item = services[service]
      let value = Double(item.concurrencyTime - item.lastConcurrencyTime) / 1e9
      services[service].lastConcurrencyTime = item.concurrencyTime
      guard item.readySlots > 0 || value > 0 else { continue }
      services[service].stable?.record(value, at: now)
      services[service].panic?.record(value, at: now)
    }
    queue.schedule(.second, at: now + .seconds(1), rank: 2)
  }

  mutating func look() {
    for service in services.indices {
      scale(service)
      tellQueue(service)
    }
    // Every tenth second one for the charts.
    if now.nanoseconds / KPAScaler.tick.nanoseconds % 5 == 0 { tell(.looked) }
    queue.schedule(.look, at: now + KPAScaler.tick, rank: 3)
  }

  private mutating func tellQueue(_ service: Int) {
    let isThere = services[service].queued > 0
    guard isThere != services[service].hasQueue else { return }
    services[service].hasQueue = isThere
    tell(
      isThere
        ? .queues(service: service, waiting: services[service].queued)
        : .queueGone(service: service))
  }

  private mutating func scale(_ service: Int) {
    let item = services[service]
    let isNamed =
      item.role != .predictor || revisions.referenced.contains(item.revision)
    if item.role == .predictor, item.revision == revisions.newest, !revisions.isNewestReady {
      // Knative gives a revision up that does not become ready: the progress deadline of 600 s and
      // 30 s more.
      if now - item.createdAt >= KPAPolicy().activationTimeout, item.wanted > 0 {
        set(service, to: 0, observed: 0)
      }
      return
    }
    guard var scaler = item.scaler, let stable = item.stable, let panic = item.panic else {
      if !isNamed, item.wanted > 0 { set(service, to: 0, observed: 0) }
      return
    }
    scaler.spec.isReachable = isNamed
    let observed = stable.linearAverage(at: now)
    let decision = scaler.decide(
      at: now, readyPods: item.readySlots / item.component.concurrency, stable: observed,
      panic: panic.linearAverage(at: now))
    services[service].scaler = scaler
    var wanted = decision.desiredPods
    if isNamed { wanted = max(wanted, item.component.fewest) }
    if item.component.most > 0 {
      wanted = min(wanted, max(item.component.most, item.component.fewest))
    }
    set(service, to: max(0, min(wanted, 10_000)), observed: observed)
  }

  private mutating func set(_ service: Int, to count: Int, observed: Double) {
    let from = services[service].wanted
    guard from != count else { return }
    if count > from { grow(service, to: count) } else { shrink(service, to: count) }
    tell(
      .scaled(
        service: service, from: from, to: count, observed: observed,
        target: services[service].scaler?.spec.targetValue ?? 0))
  }
}
