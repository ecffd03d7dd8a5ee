import Simulation

// A container is started, exits, is stopped.
//
// Source: Kubernetes v1.35, `pkg/kubelet/kuberuntime/kuberuntime_manager.go` doBackOff,
// `kuberuntime_container.go` startContainer, killContainer; containerd 2.x `container_stop.go`.

extension NodeRun {
  /// Starts a container unless it has to wait; goes on with the sync afterwards.
  mutating func start(_ pod: Int, _ container: Int) {
    let state = pods[pod].containers[container]
    if state.start >= 0, let finished = state.seenFinishedAt {
      let key = BackOff.Key(pod: pod, item: container)
      if let until = restartBackOff.end(key, since: finished, now: now) {
        event(.crashBackOff(restartBackOff.wait(key)), pod, container)
        wait(pod, container, .crashLoopBackOff)
        backOff(pod, until: until)
        skip(pod, after: container)
        return
      }
      restartBackOff.next(key, event: finished, now: now)
    }
    ensureImage(pod, container)
  }

  /// The sync is to be tried again at `until`, the earliest of them.
  mutating func backOff(_ pod: Int, until: SimTime) {
    if case .backOff(let known) = pods[pod].error, known <= until { return }
    pods[pod].error = .backOff(until: until)
  }

  /// The container cannot be started now. One that others wait for ends the sync.
  mutating func skip(_ pod: Int, after container: Int) {
    if setup.pods[pod].containers[container].role != .main {
      pods[pod].toStart = []
    }
    goOn(pod)
  }

  /// Its image is there.
  mutating func create(_ pod: Int, _ container: Int) {
    guard pods[pod].worker == .syncing, !pods[pod].isDeleted, !pods[pod].isEvicted else {
      goOn(pod)
      return
    }
    if setup.pods[pod].containers[container].role == .main,
      pods[pod].containers[container].start < 0
    {
      wait(pod, container, .creating)
    }
    call(.createContainer, pod, container, then: .created(pod, container))
  }

  mutating func created(_ pod: Int, _ container: Int, _ outcome: CallOutcome) {
    guard outcome == .ok else {
      if outcome != .cancelled {
        event(.createFailed(outcome), pod, container)
        wait(pod, container, .createError)
      }
      if case .none = pods[pod].error { pods[pod].error = .plain }
      skip(pod, after: container)
      return
    }
    event(.created, pod, container)
    pods[pod].containers[container].isCreated = true
    call(.startContainer, pod, container, then: .started(pod, container))
  }

  mutating func started(_ pod: Int, _ container: Int, _ outcome: CallOutcome) {
    pods[pod].containers[container].isCreated = false
    guard outcome == .ok else {
      if outcome != .cancelled {
        event(.startFailed(outcome), pod, container)
        wait(pod, container, .runError)
      }
      if case .none = pods[pod].error { pods[pod].error = .plain }
      skip(pod, after: container)
      return
    }
    event(.started, pod, container)
    run(pod, container)
    if let hook = setup.pods[pod].containers[container].postStart {
      call(.postStart, pod, container, work: hook, then: .postStarted(pod, container))
    } else {
      goOn(pod)
    }
  }

  private mutating func run(_ pod: Int, _ container: Int) {
    let app = setup.pods[pod].containers[container].app
    pods[pod].containers[container].start += 1
    let start = pods[pod].containers[container].start
    pods[pod].containers[container].startedAt = now
    pods[pod].containers[container].status = .running
    pods[pod].containers[container].isStopping = false
    if start > 0 { pods[pod].containers[container].restarts += 1 }
    note(.container(.running), pod, container)
    // A lazily mounted image is read while the application starts.
    let image = pods[pod].containers[container].image
    pods[pod].containers[container].answersAt = now + app.startup
    if readLazily(image, pod, container, start: start) {
      pods[pod].containers[container].answersAt = SimTime(nanoseconds: .max)
    }
    if let runs = app.runs, app.failingStarts.map({ start < $0 }) ?? true {
      queue.schedule(
        .appExits(pod, container: container, start: start), at: now + runs, rank: NodeRank.ends)
    }
    wakeByLook(pod)
  }

  mutating func postStarted(_ pod: Int, _ container: Int, _ outcome: CallOutcome) {
    guard outcome != .ok, outcome != .cancelled else {
      goOn(pod)
      return
    }
    event(.postStartFailed, pod, container)
    if case .none = pods[pod].error { pods[pod].error = .plain }
    kill(pod, container, grace: pods[pod].grace, .postStartFailed)
  }

  mutating func appExits(_ pod: Int, _ container: Int, _ start: Int) {
    guard pods[pod].containers[container].start == start,
      pods[pod].containers[container].status == .running
    else { return }
    exit(pod, container, code: setup.pods[pod].containers[container].app.exitCode)
    wakeByLook(pod)
  }

  private mutating func exit(_ pod: Int, _ container: Int, code: Int) {
    pods[pod].containers[container].status = .terminated(exitCode: code)
    pods[pod].containers[container].finishedAt = now
    pods[pod].containers[container].lastExit = code
    note(.container(.terminated(exitCode: code)), pod, container)
  }

  // MARK: Stopping

  /// The least time between SIGTERM and SIGKILL (`minimumGracePeriodInSeconds`).
  static var leastGrace: SimDuration { .seconds(2) }

  /// preStop within the grace period, SIGTERM with what is left of it, SIGKILL.
  mutating func kill(
    _ pod: Int, _ container: Int, grace: SimDuration, _ cause: KubeletEvent.KillCause
  ) {
    event(.killing(cause), pod, container)
    pods[pod].containers[container].isStopping = true
    pods[pod].containers[container].killBegan = now
    pods[pod].containers[container].killGrace = grace
    if let hook = setup.pods[pod].containers[container].preStop, grace > .zero {
      call(
        .preStop, pod, container, work: hook, limit: grace, then: .preStopped(pod, container))
    } else {
      stopInTurn(pod, container, left: grace)
    }
  }

  mutating func preStopped(_ pod: Int, _ container: Int, _ outcome: CallOutcome) {
    if outcome == .error { event(.preStopFailed, pod, container) }
    let state = pods[pod].containers[container]
    // Whole seconds that the hook took, as the kubelet counts them.
    let elapsed = SimDuration.seconds((now - state.killBegan).nanoseconds / 1_000_000_000)
    stopInTurn(pod, container, left: state.killGrace - elapsed)
  }

  /// Stops a container, or lets a sidecar wait until those that lean on it have ended, as long as
  /// its grace period lasts.
  private mutating func stopInTurn(_ pod: Int, _ container: Int, left: SimDuration) {
    guard pods[pod].worker == .terminating, left > .zero, mustWaitForTurn(pod, container) else {
      stop(pod, container, within: max(Self.leastGrace, left))
      return
    }
    pods[pod].containers[container].turn = (left, now)
    queue.schedule(
      .turnEnds(pod, container: container, start: pods[pod].containers[container].start),
      at: now + left, rank: NodeRank.ends)
  }

  private func mustWaitForTurn(_ pod: Int, _ container: Int) -> Bool {
    let plans = setup.pods[pod].containers
    guard plans[container].role == .sidecar else { return false }
    return plans.indices.contains {
      pods[pod].containers[$0].isStopping
        && (plans[$0].role == .main || (plans[$0].role == .sidecar && $0 > container))
    }
  }

  /// Its turn has come, or its grace period is over.
  private mutating func takeTurn(_ pod: Int, _ container: Int) {
    guard let turn = pods[pod].containers[container].turn else { return }
    pods[pod].containers[container].turn = nil
    // Whole seconds, cut.
    let waited = SimDuration.seconds((now - turn.since).nanoseconds / 1_000_000_000)
    stop(pod, container, within: max(Self.leastGrace, turn.left - waited))
  }

  mutating func turnEnds(_ pod: Int, _ container: Int, _ start: Int) {
    guard pods[pod].containers[container].start == start else { return }
    takeTurn(pod, container)
  }

  private mutating func stop(_ pod: Int, _ container: Int, within grace: SimDuration) {
    guard pods[pod].containers[container].status == .running else {
      stopped(pod, container, .ok)
      return
    }
    let stops = setup.pods[pod].containers[container].app.stops
    let takes = min(stops ?? grace, grace)
    pods[pod].containers[container].needsKill = stops.map { $0 > grace } ?? true
    call(.stopContainer, pod, container, work: takes, then: .stopped(pod, container))
  }

  mutating func stopped(_ pod: Int, _ container: Int, _ outcome: CallOutcome) {
    let state = pods[pod].containers[container]
    pods[pod].containers[container].isStopping = false
    if state.status == .running {
      guard outcome == .ok else {
        // It is still there: the next sync tries again.
        event(.sandboxStopFailed(outcome, inNetwork: false), pod, container)
        if case .none = pods[pod].error { pods[pod].error = .plain }
        pods[pod].toStart.removeAll { $0 == container }
        afterStop(pod)
        return
      }
      exit(pod, container, code: state.needsKill ? 137 : 0)
      wakeByLook(pod)
    }
    afterStop(pod)
  }

  private mutating func afterStop(_ pod: Int) {
    if pods[pod].worker == .terminating {
      pods[pod].stopping -= 1
      guard pods[pod].stopping == 0 else {
        for container in pods[pod].containers.indices.reversed()
        where pods[pod].containers[container].turn != nil && !mustWaitForTurn(pod, container) {
          takeTurn(pod, container)
        }
        return
      }
      if case .plain = pods[pod].error { endSync(pod) } else { goOnTerminating(pod) }
    } else {
      goOn(pod)
    }
  }
}
