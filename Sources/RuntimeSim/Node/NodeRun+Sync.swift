import Simulation

// The pod worker: one sync after the other for each pod, each a chain of calls that wait for one
// another.
//
// Source: Kubernetes v1.35, `pkg/kubelet/pod_workers.go` (requeueing), `kubelet.go` SyncPod and
// SyncTerminatingPod, `kuberuntime/kuberuntime_manager.go` SyncPod and computePodActions.

extension NodeRun {
  // MARK: Waking

  /// The pod is to be synced at `time` or later: a sync waits for a look of PLEG that is newer than
  /// the last sync.
  mutating func wake(_ pod: Int, at time: SimTime) {
    guard pods[pod].worker == .syncing || pods[pod].worker == .terminating else { return }
    guard !pods[pod].isSyncing else {
      pods[pod].wantsSync = true
      return
    }
    pods[pod].syncToken += 1
    let earliest =
      pods[pod].lastSyncEnd < .zero ? now : nextLook(after: pods[pod].lastSyncEnd)
    queue.schedule(
      .sync(pod, token: pods[pod].syncToken), at: max(now, max(time, earliest)),
      rank: NodeRank.looks)
  }

  /// Something about the pod's containers changed: PLEG tells at its next look.
  mutating func wakeByLook(_ pod: Int) { wake(pod, at: nextLook(after: now)) }

  mutating func beginSync(_ pod: Int) {
    guard !pods[pod].isSyncing else { return }
    pods[pod].isSyncing = true
    pods[pod].wantsSync = false
    pods[pod].error = .none
    pods[pod].hasPlanned = false
    pods[pod].toKill = []
    pods[pod].toStart = []
    lookAtContainers(pod)
    if pods[pod].worker == .terminating {
      goOnTerminating(pod)
      return
    }
    if let end = finalPhase(pod) {
      // All containers are done: what remains is to take the sandbox down.
      pods[pod].isSyncing = false
      beginTermination(pod, grace: pods[pod].grace, ending: end)
      return
    }
    updateStatus(pod)
    waitForVolumes(pod)
  }

  /// What the kubelet sees of the containers from here on.
  private mutating func lookAtContainers(_ pod: Int) {
    for at in pods[pod].containers.indices {
      let container = pods[pod].containers[at]
      pods[pod].containers[at].seenStart = container.start
      pods[pod].containers[at].seenRunning = container.status == .running
      pods[pod].containers[at].seenFinishedAt = container.finishedAt
    }
  }

  /// Source: `pod_workers.go` completeWork.
  mutating func endSync(_ pod: Int) {
    pods[pod].isSyncing = false
    pods[pod].lastSyncEnd = now
    guard pods[pod].worker == .syncing || pods[pod].worker == .terminating else { return }
    if pods[pod].isDeleted || pods[pod].isEvicted, pods[pod].worker == .syncing {
      beginTermination(pod, grace: pods[pod].grace, ending: nil)
      return
    }
    if pods[pod].wantsSync {
      wake(pod, at: now)
      return
    }
    let wait: SimDuration
    switch pods[pod].error {
    case .none: wait = jittered(.seconds(60))
    case .plain: wait = jittered(.seconds(10))
    case .backOff(let until): wait = jittered(max(.zero, min(.seconds(60), until - now)))
    }
    wake(pod, at: nextLook(after: now + wait))
  }

  // MARK: One step after the other

  /// Goes on with what the sync has not done yet.
  mutating func goOn(_ pod: Int) {
    guard pods[pod].isSyncing else { return }
    if pods[pod].worker == .terminating {
      goOnTerminating(pod)
      return
    }
    if pods[pod].isDeleted || pods[pod].isEvicted {
      endSync(pod)
      return
    }
    guard pods[pod].sandbox == .ready else {
      makeSandbox(pod)
      return
    }
    if !pods[pod].hasPlanned { plan(pod) }
    if !pods[pod].toKill.isEmpty {
      let container = pods[pod].toKill.removeFirst()
      let cause: KubeletEvent.KillCause =
        pods[pod].containers[container].hasFailed(.liveness)
        ? .livenessFailed : .startupFailed
      kill(pod, container, grace: pods[pod].grace, cause)
      return
    }
    if !pods[pod].toStart.isEmpty {
      let container = pods[pod].toStart.removeFirst()
      start(pod, container)
      return
    }
    endSync(pod)
  }

  /// What is to be killed and started, from what was seen at the sync's begin.
  private mutating func plan(_ pod: Int) {
    pods[pod].hasPlanned = true
    let plan = setup.pods[pod]
    let states = pods[pod].containers
    let mains = plan.containers.indices.filter { plan.containers[$0].role == .main }
    let hasBegun = mains.contains { states[$0].start >= 0 }
    var isInitialized = true
    for at in plan.containers.indices where plan.containers[at].role != .main {
      let state = states[at]
      if plan.containers[at].role == .sidecar {
        if mustDie(state) {
          pods[pod].toKill.append(at)
          pods[pod].toStart.append(at)
        } else if !state.seenRunning {
          pods[pod].toStart.append(at)
        }
        if !hasBegun, !(state.seenRunning && state.isStarted) {
          isInitialized = false
          break
        }
      } else if !hasBegun {
        if case .terminated(0) = state.status, state.finishedAt == state.seenFinishedAt { continue }
        isInitialized = false
        if !state.seenRunning { pods[pod].toStart.append(at) }
        break
      }
    }
    guard isInitialized else { return }
    for at in mains {
      let state = states[at]
      if state.seenRunning {
        guard mustDie(state) else { continue }
        pods[pod].toKill.append(at)
        if plan.restartPolicy != .never { pods[pod].toStart.append(at) }
      } else if shallRun(plan, state) {
        pods[pod].toStart.append(at)
      }
    }
  }

  private func mustDie(_ state: ContainerState) -> Bool {
    guard state.seenRunning, state.status == .running else { return false }
    return state.hasFailed(.liveness) || state.hasFailed(.startup)
  }

  /// Whether a main container that does not run is to be started.
  private func shallRun(_ plan: PodPlan, _ state: ContainerState) -> Bool {
    guard state.start >= 0, case .terminated(let code) = lastEnd(state) else { return true }
    switch plan.restartPolicy {
    case .always: return true
    case .onFailure: return code != 0
    case .never: return false
    }
  }

  /// Its last end, also while it waits to be started again.
  private func lastEnd(_ state: ContainerState) -> ContainerStatus {
    state.finishedAt == nil ? state.status : .terminated(exitCode: state.lastExit)
  }

  /// The phase in which the pod ends by itself; `nil` while it goes on.
  private func finalPhase(_ pod: Int) -> PodPhase? {
    let plan = setup.pods[pod]
    guard plan.restartPolicy != .always else { return nil }
    var hasFailed = false
    for (at, container) in plan.containers.enumerated() {
      let state = pods[pod].containers[at]
      let hasEnded = !state.seenRunning && state.seenFinishedAt != nil && state.start >= 0
      let isBad = hasEnded && state.lastExit != 0
      switch container.role {
      case .sidecar: continue
      case .initial:
        // A failed init container ends the pod unless it may be tried again.
        if isBad, plan.restartPolicy == .never { return .failed }
      case .main:
        guard hasEnded else { return nil }
        if isBad {
          guard plan.restartPolicy == .never else { return nil }
          hasFailed = true
        }
      }
    }
    return hasFailed ? .failed : .succeeded
  }

  // MARK: Status

  mutating func setPhase(_ pod: Int, _ phase: PodPhase) {
    guard pods[pod].phase != phase else { return }
    pods[pod].phase = phase
    note(.phase(phase, pods[pod].reason), pod)
  }

  mutating func setCondition(_ pod: Int, _ condition: PodCondition, _ isTrue: Bool) {
    let at = PodCondition.allCases.firstIndex(of: condition) ?? 0
    guard pods[pod].conditions[at] != isTrue else { return }
    pods[pod].conditions[at] = isTrue
    note(.condition(condition, isTrue), pod)
    if condition == .ready, isTrue, pods[pod].readyAt == nil { pods[pod].readyAt = now }
  }

  mutating func wait(_ pod: Int, _ container: Int, _ reason: ContainerStatus.Waiting) {
    guard pods[pod].containers[container].status != .waiting(reason) else { return }
    pods[pod].containers[container].status = .waiting(reason)
    note(.container(.waiting(reason)), pod, container)
  }

  /// Conditions and phase from what is seen; asks readiness probes that have not said yes at once.
  ///
  /// Source: `prober/prober_manager.go` UpdatePodStatus, `status/generate.go`.
  mutating func updateStatus(_ pod: Int) {
    let plan = setup.pods[pod]
    var isInitialized = true
    var allReady = true
    var anyStarted = false
    for (at, container) in plan.containers.enumerated() {
      let state = pods[pod].containers[at]
      let startupSaysYes =
        container.startupProbe == nil
        || (state.probes[ProbeKind.startup.index].result == .success
          && state.probes[ProbeKind.startup.index].start == state.start)
      let isStarted = state.seenRunning && state.status == .running && startupSaysYes
      pods[pod].containers[at].isStarted = isStarted
      var isReady = isStarted
      if isStarted, container.readinessProbe != nil {
        let probe = state.probes[ProbeKind.readiness.index]
        isReady = probe.result == .success && probe.start == state.start
        if !isReady { probeNow(pod, at, .readiness) }
      }
      pods[pod].containers[at].isReady = isReady
      switch container.role {
      case .initial:
        if !(state.finishedAt != nil && state.lastExit == 0 && !state.seenRunning) {
          isInitialized = false
        }
      case .sidecar:
        if !isStarted { isInitialized = false }
        if !isReady { allReady = false }
      case .main:
        if state.start >= 0 { anyStarted = true }
        if !isReady { allReady = false }
      }
    }
    if anyStarted { isInitialized = true }
    setCondition(pod, .readyToStart, pods[pod].sandbox == .ready)
    setCondition(pod, .initialized, isInitialized)
    if pods[pod].worker == .syncing, anyStarted, pods[pod].phase == .pending {
      setPhase(pod, .running)
    }
    let mayBeReady = isInitialized && allReady && pods[pod].worker == .syncing
    setCondition(pod, .containersReady, mayBeReady)
    setCondition(pod, .ready, mayBeReady)
  }

  // MARK: Sandbox

  /// Source: `kuberuntime_manager.go` SyncPod step 4, containerd
  /// `internal/cri/server/sandbox_run.go`: the network is set up before the sandbox's task starts,
  /// and is torn down again when that goes wrong.
  private mutating func makeSandbox(_ pod: Int) {
    // What an earlier attempt left behind goes first, as the stop of the old sandbox.
    if pods[pod].hasNetwork {
      call(.networkDelete, pod, then: .oldNetworkGone(pod))
      return
    }
    if setup.pods[pod].hasClaims, !pods[pod].hasPrepared {
      pods[pod].triesToPrepare = true
      call(.prepare, pod, then: .prepared(pod))
      return
    }
    pods[pod].sandbox = .creating
    note(.sandbox(.creating), pod)
    call(.networkAdd, pod, then: .networkAdded(pod))
  }

  mutating func prepared(_ pod: Int, _ outcome: CallOutcome) {
    guard outcome == .ok else {
      if outcome != .cancelled { event(.prepareFailed(outcome), pod) }
      fail(pod)
      return
    }
    pods[pod].hasPrepared = true
    goOn(pod)
  }

  mutating func networkAdded(_ pod: Int, _ outcome: CallOutcome) {
    // A plugin chain that failed half-way holds things too.
    pods[pod].hasNetwork = true
    guard outcome == .ok else {
      if outcome != .cancelled { event(.sandboxFailed(outcome, inNetwork: true), pod) }
      call(.networkDelete, pod, then: .networkUndone(pod))
      return
    }
    call(.runSandbox, pod, then: .sandboxRun(pod))
  }

  mutating func sandboxRun(_ pod: Int, _ outcome: CallOutcome) {
    guard outcome == .ok else {
      if outcome != .cancelled { event(.sandboxFailed(outcome, inNetwork: false), pod) }
      call(.networkDelete, pod, then: .networkUndone(pod))
      return
    }
    pods[pod].sandbox = .ready
    note(.sandbox(.ready), pod)
    setCondition(pod, .readyToStart, true)
    goOn(pod)
  }

  mutating func networkUndone(_ pod: Int, _ outcome: CallOutcome) {
    if outcome == .ok { pods[pod].hasNetwork = false }
    // A network that could not be taken down leaves a sandbox that is stopped again later.
    let left: SandboxStatus = pods[pod].hasNetwork ? .notReady : .none
    pods[pod].sandbox = left
    note(.sandbox(left), pod)
    fail(pod)
  }

  mutating func oldNetworkGone(_ pod: Int, _ outcome: CallOutcome) {
    guard outcome == .ok else {
      event(.sandboxStopFailed(outcome, inNetwork: true), pod)
      fail(pod)
      return
    }
    pods[pod].hasNetwork = false
    goOn(pod)
  }

  /// The sync ends with an error.
  mutating func fail(_ pod: Int) {
    if case .none = pods[pod].error { pods[pod].error = .plain }
    if pods[pod].worker == .terminating {
      endSync(pod)
      return
    }
    pods[pod].toStart = []
    pods[pod].toKill = []
    endSync(pod)
  }
}
