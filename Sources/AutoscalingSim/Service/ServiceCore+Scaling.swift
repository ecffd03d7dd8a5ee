import Simulation
import Traffic

extension ServiceCore {
  func makeScaler(isFirst: Bool) -> Scaler {
    let ready = isFirst ? setup.initialPods : 0
    switch setup.autoscaler {
    case .fixed: return .fixed
    case .hpa(let hpa):
      return .hpa(HPAScaler(fewest: hpa.fewest, most: hpa.most, behavior: hpa.behavior))
    case .keda(let keda):
      return .keda(
        KEDAScaler(keda.spec),
        HPAScaler(
          fewest: keda.spec.fewestOfHPA, most: keda.spec.most, behavior: keda.hpa.behavior))
    case .apa(let apa):
      guard let window = MetricWindow(window: apa.window) else { return .fixed }
      return .apa(
        APAScaler(
          rule: apa.rule, fewest: apa.fewest, most: apa.most, downCooldown: apa.downCooldown),
        window)
    case .kpa(let kpa):
      let panic = SimDuration(
        nanoseconds: max(
          1_000_000_000, kpa.spec.stableWindow.nanoseconds / 100 * kpa.panicWindowPercent))
      guard let stableWindow = MetricWindow(window: kpa.spec.stableWindow),
        let panicWindow = MetricWindow(window: panic)
      else { return .fixed }
      // The first version was there before: it has its pods, or had gone to zero.
      let condition: KPAReconciler.Condition =
        isFirst ? (ready > 0 ? .active : .inactive) : .activating
      return .kpa(
        KPAState(
          scaler: KPAScaler(spec: kpa.spec, readyPods: ready),
          reconciler: KPAReconciler(
            policy: kpa.policy, stableWindow: kpa.spec.stableWindow,
            targetBurstCapacity: kpa.spec.targetBurstCapacity, condition: condition, at: moment),
          stable: stableWindow, panic: panicWindow, wish: isFirst ? ready : -1,
          excessBurstCapacity: kpa.spec.targetBurstCapacity == 0 ? 0 : -1))
    }
  }

  // MARK: Metrics

  /// Once a second the pods and whoever stands before them tell how much there was.
  mutating func readSecond() {
    for version in versions.indices {
      let length = now - max(lastSecond, lastPoke)
      let second = versions[version].readSecond(at: now, length: length)
      let isThere = !versions[version].ready.isEmpty || second.concurrency > 0
      switch versions[version].scaler {
      case .kpa(var state):
        guard isThere, case .kpa(let kpa) = setup.autoscaler else { continue }
        let value = kpa.spec.metric == .rps ? second.attempts : second.concurrency
        versions[version].scaler = .fixed
        state.stable.record(value, at: moment)
        state.panic.record(value, at: moment)
        versions[version].scaler = .kpa(state)
      case .apa(let scaler, var window):
        guard isThere, case .apa(let apa) = setup.autoscaler else { continue }
        let ready = Double(max(1, versions[version].ready.count))
        versions[version].scaler = .fixed
        window.record(
          (apa.metric == .rps ? second.attempts : second.concurrency) / ready, at: moment)
        versions[version].scaler = .apa(scaler, window)
      case .keda:
        versions[version].lastSecond = second
      case .hpa, .fixed: break
      }
    }
    lastSecond = now
    schedule(.second, after: 1_000_000_000)
  }

  /// The metrics of single pods, for the HPA.
  mutating func scrape() {
    guard case .hpa(let hpa) = setup.autoscaler else { return }
    let length = max(1, hpa.metricsInterval.nanoseconds)
    for version in versions.indices {
      for pod in versions[version].ready.map(Int.init) {
        pods[pod].measure(at: now)
        let passed = min(length, now - pods[pod].readyAt)
        guard passed > 0 else { continue }
        let value =
          hpa.metric == .rps
          ? Double(pods[pod].attemptsSince) * 1e12 / Double(passed)
          : Double(pods[pod].loadIntegral) * 1_000 / Double(passed)
        pods[pod].metric = Int(min(value, 1e15))
        pods[pod].loadIntegral = 0
        pods[pod].attemptsSince = 0
      }
    }
    schedule(.scrape, after: length)
  }

  // MARK: Looks

  mutating func look() {
    switch setup.autoscaler {
    case .kpa:
      for version in versions.indices { tick(version) }
      schedule(.look, after: KPAScaler.tick.nanoseconds)
    case .hpa(let hpa):
      lookHPA(hpa)
      schedule(.look, after: HPAScaler.syncPeriod.nanoseconds)
    case .keda(let keda):
      lookHPAOfKEDA(keda)
      schedule(.look, after: HPAScaler.syncPeriod.nanoseconds)
    case .apa:
      lookAPA()
      schedule(.look, after: APAScaler.syncPeriod.nanoseconds)
    case .fixed:
      for version in versions.indices { row(version, .none) }
      schedule(.look, after: APAScaler.syncPeriod.nanoseconds)
    }
  }

  private mutating func row(_ version: Int, _ decision: ScaleDecision) {
    let inPods = versions[version].load - versions[version].heldCount
    out.rows.append(
      TickRow(
        time: moment, revision: version, decision: decision, desired: versions[version].replicas,
        ready: versions[version].ready.count, starting: versions[version].starting.count,
        draining: versions[version].draining, inPods: inPods, held: versions[version].heldCount,
        arrived: versions[version].arrivedSince, served: versions[version].servedSince,
        failed: versions[version].failedSince))
    note(.look(row: -1))
    versions[version].arrivedSince = 0
    versions[version].servedSince = 0
    versions[version].failedSince = 0
  }

  // MARK: Knative

  /// A request is held where nobody wants a pod: the activator tells the autoscaler at once.
  mutating func poke(_ version: Int) {
    guard lastPoke != now, case .kpa(var state) = versions[version].scaler, state.wish == 0,
      versions[version].ready.isEmpty, versions[version].replicas == 0
    else { return }
    lastPoke = now
    versions[version].scaler = .fixed
    state.stable.record(1, at: moment)
    state.panic.record(1, at: moment)
    versions[version].scaler = .kpa(state)
    tick(version)
  }

  private mutating func tick(_ version: Int) {
    guard case .kpa(var state) = versions[version].scaler, case .kpa(let kpa) = setup.autoscaler
    else { return }
    if state.scaler.panicSince != nil { tally.panicTime += KPAScaler.tick.nanoseconds }
    guard !state.stable.isEmpty(at: moment) else { return reconcile(version) }
    versions[version].scaler = .fixed
    let decision = state.scaler.decide(
      at: moment, readyPods: versions[version].ready.count,
      stable: state.stable.average(kpa.averaging, at: moment),
      panic: state.panic.average(kpa.averaging, at: moment))
    state.wish = decision.desiredPods
    state.excessBurstCapacity = decision.excessBurstCapacity
    state.lastDecision = decision
    versions[version].scaler = .kpa(state)
    reconcile(version, decision)
  }

  mutating func reconcile(_ version: Int, _ decision: KPADecision? = nil) {
    guard case .kpa(var state) = versions[version].scaler else { return }
    versions[version].scaler = .fixed
    let proxies = versions[version].path == .proxy
    let before = state.reconciler.mode
    let outcome = state.reconciler.reconcile(
      at: moment, wish: state.wish, excessBurstCapacity: state.excessBurstCapacity,
      readyPods: versions[version].ready.count, isReachable: state.scaler.spec.isReachable,
      proxiesSince: proxies ? at(versions[version].pathSince) : nil)
    versions[version].scaler = .kpa(state)
    if let replicas = outcome.replicas { setReplicas(replicas, of: version) }
    if outcome.mode != before {
      versions[version].pathToken += 1
      schedule(
        .path(version: version, token: versions[version].pathToken),
        after: setup.networkProgramming.nanoseconds)
    }
    if let again = outcome.again {
      versions[version].reconcileToken += 1
      schedule(
        .reconcile(version: version, token: versions[version].reconcileToken),
        after: max(1_000_000, again.nanoseconds))
    }
    if let decision { row(version, .kpa(decision, outcome)) }
  }

  /// The gateways have learnt who takes the requests.
  mutating func applyPath(_ version: Int, _ token: Int) {
    guard token == versions[version].pathToken, case .kpa(let state) = versions[version].scaler
    else { return }
    guard versions[version].path != state.reconciler.mode else { return }
    versions[version].path = state.reconciler.mode
    versions[version].pathSince = now
    note(.mode(revision: version, state.reconciler.mode))
    reconcile(version)
  }

  // MARK: Others

  /// The replicas that all versions have together are what these autoscalers decide; the new
  /// version gets its share on top, rounded up.
  private mutating func setTotal(_ total: Int) {
    setReplicas(total, of: 0)
    scaleCanary()
  }

  mutating func scaleCanary() {
    guard versions.count > 1 else { return }
    if case .kpa = setup.autoscaler { return }
    let percent = versions[1].percent
    setReplicas((versions[0].replicas * percent + 99) / 100, of: 1)
  }

  private mutating func lookHPA(_ hpa: HPASetup) {
    guard case .hpa(var scaler) = versions[0].scaler,
      let calculator = HPACalculator(target: hpa.target, tolerance: hpa.tolerance)
    else { return }
    var known: [HPACalculator.Pod] = []
    for version in versions.indices {
      for pod in versions[version].ready.map(Int.init) {
        known.append(pods[pod].metric >= 0 ? .measured(pods[pod].metric) : .missing)
      }
      for pod in versions[version].starting.map(Int.init) {
        // Pulling is pending; a container that loads runs, and has no metric yet.
        known.append(pods[pod].stage <= .create ? .unready : .missing)
      }
    }
    let current = versions[0].replicas
    let answer = calculator.replicas(current: current, pods: known)
    let decision = scaler.decide(at: moment, current: current, wanted: answer.replicas)
    versions[0].scaler = .hpa(scaler)
    setTotal(decision.desired)
    row(0, .hpa(answer, decision))
  }

  /// The metric that KEDA hands out: what is in the system, or what came in the last second.
  private func externalMetric(_ metric: KPASpec.Metric) -> Double {
    versions.reduce(0) {
      $0
        + (metric == .rps
          ? $1.lastSecond.attempts : max(Double($1.load), $1.lastSecond.concurrency))
    }
  }

  private mutating func lookHPAOfKEDA(_ keda: KEDASetup) {
    guard case .keda(let poller, var scaler) = versions[0].scaler,
      let calculator = HPACalculator(target: keda.hpa.target, tolerance: keda.hpa.tolerance)
    else { return }
    let current = versions[0].replicas
    let total = Int(min(externalMetric(keda.hpa.metric) * 1_000, 1e15))
    let answer = calculator.replicas(current: current, total: total)
    let decision = scaler.decide(at: moment, current: current, wanted: answer.replicas)
    versions[0].scaler = .keda(poller, scaler)
    setTotal(decision.desired)
    row(0, .hpa(answer, decision))
  }

  mutating func pollKEDA() {
    guard case .keda(let keda) = setup.autoscaler,
      case .keda(var poller, let scaler) = versions[0].scaler
    else { return }
    let decision = poller.poll(
      at: moment, metric: externalMetric(keda.hpa.metric), current: versions[0].replicas)
    versions[0].scaler = .keda(poller, scaler)
    if decision.replicas != decision.current { setTotal(decision.replicas) }
    row(0, .kedaPoll(decision))
    schedule(.kedaPoll, after: max(1_000_000, keda.spec.polling.nanoseconds))
  }

  private mutating func lookAPA() {
    guard case .apa(var scaler, let window) = versions[0].scaler else { return }
    guard !window.isEmpty(at: moment) else { return }
    let decision = scaler.decide(
      at: moment, current: versions[0].replicas, usePerPod: window.linearAverage(at: moment))
    versions[0].scaler = .apa(scaler, window)
    setTotal(decision.desired)
    row(0, .apa(decision))
  }

  // MARK: Rollout

  mutating func nextRolloutStep() {
    guard let plan = setup.rollout, versions.count > 1 else { return }
    let next: Int
    switch rollout {
    case .notBegun:
      next = 0
      if plan.judge != .nobody {
        alwaysValid = AlwaysValidTest(mixture: 0.05)
        judgedFrom = (versions[0].answered, versions[0].failures)
        schedule(.rolloutLook, after: plan.lookPeriod.nanoseconds)
      }
      if case .kpa(let kpa) = setup.autoscaler {
        setReplicas(max(kpa.policy.minScale, kpa.policy.initialScale), of: 1)
      }
    case .step(let step): next = step + 1
    case .promoted, .aborted: return
    }
    guard plan.steps.indices.contains(next) else {
      rollout = .promoted
      setWeight(100)
      return
    }
    rollout = .step(next)
    setWeight(plan.steps[next].percent)
    schedule(.rollout, after: max(1_000_000, plan.steps[next].hold.nanoseconds))
  }

  private mutating func setWeight(_ percent: Int) {
    versions[1].percent = percent
    versions[0].percent = 100 - percent
    note(.rollout(rollout, percent: percent))
    scaleCanary()
  }

  /// Takes the new version back when its answers are too bad.
  mutating func judgeRollout() {
    guard let plan = setup.rollout, case .step = rollout else { return }
    if versions[1].answered >= plan.leastRequests, let verdict = verdict(plan) {
      rollout = .aborted(
        failed: versions[1].failures, of: versions[1].answered, pValue: verdict.pValue)
      setWeight(0)
      return
    }
    schedule(.rolloutLook, after: plan.lookPeriod.nanoseconds)
  }

  /// Why the new version has to go; `nil` when it may stay.
  private mutating func verdict(_ plan: RolloutPlan) -> (pValue: Double?, Void)? {
    // The old version counts from the rollout on: both live through the same hours.
    let control = ProportionSample(
      successes: versions[0].failures - judgedFrom.failures,
      trials: versions[0].answered - judgedFrom.answered)
    let treatment = ProportionSample(
      successes: versions[1].failures, trials: versions[1].answered)
    let isWorse = treatment.rate > control.rate
    switch plan.judge {
    case .nobody: return nil
    case .threshold(let percent):
      return treatment.successes * 100 > percent * treatment.trials ? (nil, ()) : nil
    case .repeatedTest(let alpha):
      guard
        let test = DifferenceTest.proportions(control: control, treatment: treatment), isWorse,
        test.pValue < alpha
      else { return nil }
      return (test.pValue, ())
    case .sequentialTest(let alpha):
      alwaysValid?.look(control: control, treatment: treatment)
      guard let pValue = alwaysValid?.pValue, isWorse, pValue < alpha else { return nil }
      return (pValue, ())
    }
  }
}
