import Simulation

// Probe workers: one for each probe of a container, ticking from the pod's admission on.
//
// Source: Kubernetes v1.35, `pkg/kubelet/prober/worker.go`, `prober_manager.go`.

extension NodeRun {
  mutating func startProbes(_ pod: Int) {
    for (container, plan) in setup.pods[pod].containers.enumerated() {
      for kind in ProbeKind.allCases {
        guard let probe = plan.probe(kind) else { continue }
        queue.schedule(
          .probeTick(pod, container: container, kind: kind.index, token: 0), at: now + probe.period,
          rank: NodeRank.looks)
      }
    }
  }

  /// Asks at once and counts the period from here.
  mutating func probeNow(_ pod: Int, _ container: Int, _ kind: ProbeKind) {
    guard !pods[pod].containers[container].probes[kind.index].isUnderWay else { return }
    pods[pod].containers[container].probes[kind.index].token += 1
    queue.schedule(
      .probeTick(
        pod, container: container, kind: kind.index,
        token: pods[pod].containers[container].probes[kind.index].token), at: now,
      rank: NodeRank.looks)
  }

  mutating func probeTick(_ pod: Int, _ container: Int, _ at: Int, _ token: Int) {
    let kind = ProbeKind.allCases[at]
    guard pods[pod].containers[container].probes[at].token == token,
      let plan = setup.pods[pod].containers[container].probe(kind),
      pods[pod].worker == .syncing
        || (pods[pod].worker == .terminating && kind == .readiness)
    else { return }
    queue.schedule(
      .probeTick(pod, container: container, kind: at, token: token), at: now + plan.period,
      rank: NodeRank.looks)
    ask(pod, container, kind, plan)
  }

  private mutating func ask(_ pod: Int, _ container: Int, _ kind: ProbeKind, _ plan: ProbePlan) {
    let at = kind.index
    let state = pods[pod].containers[container]
    guard !state.probes[at].isUnderWay, state.seenStart >= 0 else { return }
    if state.probes[at].start != state.seenStart {
      pods[pod].containers[container].probes[at].start = state.seenStart
      pods[pod].containers[container].probes[at].onHold = false
      pods[pod].containers[container].probes[at].result =
        switch kind {
        case .startup: .unknown
        case .readiness: .failure
        case .liveness: .success
        }
    }
    guard !pods[pod].containers[container].probes[at].onHold else { return }
    guard state.seenRunning else {
      pods[pod].containers[container].probes[at].result = .failure
      return
    }
    let age = (now - state.startedAt).nanoseconds / 1_000_000_000
    guard age >= plan.initialDelay.nanoseconds / 1_000_000_000 else { return }
    // The startup probe is asked until it said yes, the others from then on.
    guard state.isStarted != (kind == .startup) else { return }
    let (answer, took) = answer(pod, container, plan)
    pods[pod].containers[container].probes[at].isUnderWay = true
    queue.schedule(
      .probeEnds(pod, container: container, kind: at, start: state.start, answer: answer),
      at: now + took, rank: NodeRank.ends)
  }

  /// What the application says to a probe, and how long that takes.
  private mutating func answer(
    _ pod: Int, _ container: Int, _ plan: ProbePlan
  ) -> (ProbeAnswer, SimDuration) {
    let state = pods[pod].containers[container]
    let app = setup.pods[pod].containers[container].app
    var latency = (setup.latencies[.probe] ?? RuntimeCall.probe.usualLatency).draw(&random)
    if let fault = fault(for: .probe, pod) {
      switch setup.faults[fault].kind {
      case .error: return (.refused, latency)
      case .hang: return (.late, plan.timeout)
      case .delay(let delay): latency = latency + delay
      }
    }
    guard state.status == .running, now >= state.answersAt, !plan.asksWrongPlace else {
      return (.refused, min(latency, plan.timeout))
    }
    if let hangs = app.hangsAfter, now >= state.startedAt + hangs { return (.late, plan.timeout) }
    let took = latency + app.answers
    return took > plan.timeout ? (.late, plan.timeout) : (.yes, took)
  }

  mutating func probed(
    _ pod: Int, _ container: Int, _ at: Int, _ start: Int, _ answer: ProbeAnswer
  ) {
    let kind = ProbeKind.allCases[at]
    pods[pod].containers[container].probes[at].isUnderWay = false
    guard pods[pod].containers[container].start == start,
      let plan = setup.pods[pod].containers[container].probe(kind),
      pods[pod].worker == .syncing || pods[pod].worker == .terminating
    else { return }
    var probe = pods[pod].containers[container].probes[at]
    if answer != .yes {
      event(.unhealthy(kind, answer == .late ? .timedOut : .refused), pod, container)
    }
    let result: ProbeState.Result = answer == .yes ? .success : .failure
    probe.run = probe.last == result ? probe.run + 1 : 1
    probe.last = result
    let isDecided = probe.run >= (answer == .yes ? plan.successThreshold : plan.failureThreshold)
    let hasChanged = isDecided && probe.result != result
    if isDecided {
      probe.result = result
      if kind != .readiness, result == .failure {
        probe.onHold = true
        probe.run = 0
      }
    }
    pods[pod].containers[container].probes[at] = probe
    guard hasChanged else { return }
    if pods[pod].worker == .syncing { updateStatus(pod) }
    wake(pod, at: now)
  }
}
