import Simulation

// A pod goes: its containers, its sandbox and network, its prepared devices, its volumes.
//
// Source: Kubernetes v1.35, `pkg/kubelet/kubelet.go` SyncTerminatingPod and SyncTerminatedPod,
// `kuberuntime_container.go` killContainersWithSyncResult and killContainer,
// `kuberuntime_termination_order.go` waitForTurn (sidecars end last, in reverse order), containerd `sandbox_stop.go` (network first), `kuberuntime_gc.go`.

extension NodeRun {
  mutating func delete(_ pod: Int) {
    guard !pods[pod].isDeleted else { return }
    pods[pod].isDeleted = true
    pods[pod].deletedAt = now
    note(.deleted, pod)
    switch pods[pod].worker {
    case .admission:
      // A pod whose admission waits for a device plugin goes when that is over.
      guard !admissionBusy || admissionQueue.contains(pod) else { return }
      admissionQueue.removeAll { $0 == pod }
      pods[pod].worker = .terminated
      vanish(pod)
    case .syncing: interrupt(pod, grace: setup.pods[pod].grace)
    case .terminating, .gone: break
    case .terminated:
      vanishIfClean(pod)
      planCollection()
    }
  }

  /// Ends what its worker waits for, then the pod.
  mutating func interrupt(_ pod: Int, grace: SimDuration) {
    pods[pod].grace = grace
    guard pods[pod].isSyncing else {
      beginTermination(pod, grace: grace, ending: nil)
      return
    }
    if pods[pod].waitsForVolumes {
      pods[pod].waitsForVolumes = false
      endSync(pod)
      return
    }
    cancelHangingCalls(of: pod)
    leavePullQueue(pod)
  }

  mutating func beginTermination(_ pod: Int, grace: SimDuration, ending: PodPhase?) {
    pods[pod].worker = .terminating
    pods[pod].grace = grace
    pods[pod].endingPhase = ending
    pods[pod].ending = 0
    pods[pod].isSyncing = true
    pods[pod].wantsSync = false
    pods[pod].error = .none
    pods[pod].toKill = []
    pods[pod].toStart = []
    pods[pod].stopping = 0
    goOnTerminating(pod)
  }

  mutating func goOnTerminating(_ pod: Int) {
    let plan = setup.pods[pod]
    let cause: KubeletEvent.KillCause = pods[pod].isEvicted ? .evicted : .stopping
    let running = plan.containers.indices.filter { pods[pod].containers[$0].status == .running }
    if pods[pod].ending < 2 {
      if !running.isEmpty {
        pods[pod].stopping = running.count
        // All of them at once; sidecars then wait for their turn within the same grace period.
        for container in running { pods[pod].containers[container].isStopping = true }
        for container in running { kill(pod, container, grace: pods[pod].grace, cause) }
        return
      }
      setCondition(pod, .containersReady, false)
      setCondition(pod, .ready, false)
      pods[pod].ending = 2
    }
    if pods[pod].ending == 2 {
      if pods[pod].hasNetwork {
        call(.networkDelete, pod, then: .networkDeleted(pod))
        return
      }
      if pods[pod].sandbox == .ready || pods[pod].sandbox == .creating {
        call(.stopSandbox, pod, then: .sandboxStopped(pod))
        return
      }
      pods[pod].ending = 3
    }
    if pods[pod].ending == 3 {
      setCondition(pod, .readyToStart, false)
      if pods[pod].triesToPrepare {
        call(.unprepare, pod, then: .unprepared(pod))
        return
      }
      pods[pod].ending = 4
    }
    finish(pod)
  }

  mutating func networkDeleted(_ pod: Int, _ outcome: CallOutcome) {
    guard outcome == .ok else {
      event(.sandboxStopFailed(outcome, inNetwork: true), pod)
      fail(pod)
      return
    }
    pods[pod].hasNetwork = false
    goOnTerminating(pod)
  }

  mutating func sandboxStopped(_ pod: Int, _ outcome: CallOutcome) {
    guard outcome == .ok else {
      event(.sandboxStopFailed(outcome, inNetwork: false), pod)
      fail(pod)
      return
    }
    pods[pod].sandbox = .notReady
    note(.sandbox(.notReady), pod)
    goOnTerminating(pod)
  }

  mutating func unprepared(_ pod: Int, _ outcome: CallOutcome) {
    guard outcome == .ok else {
      event(.prepareFailed(outcome), pod)
      fail(pod)
      return
    }
    pods[pod].hasPrepared = false
    pods[pod].triesToPrepare = false
    goOnTerminating(pod)
  }

  /// Nothing of it runs any more.
  private mutating func finish(_ pod: Int) {
    guard pods[pod].worker == .terminating else { return }
    pods[pod].worker = .terminated
    pods[pod].isSyncing = false
    pods[pod].lastSyncEnd = now
    let mains = setup.pods[pod].containers.indices.filter {
      setup.pods[pod].containers[$0].role == .main
    }
    let isGood = mains.allSatisfy {
      pods[pod].containers[$0].start >= 0 && pods[pod].containers[$0].lastExit == 0
    }
    setPhase(
      pod, pods[pod].isEvicted ? .failed : pods[pod].endingPhase ?? (isGood ? .succeeded : .failed))
    returnResources(pod)
    restartBackOff.forget(pod: pod)
    pullBackOff.forget(pod: pod)
    unpublishAll(pod)
    planCollection()
  }

  // MARK: Gone

  func isClean(_ pod: Int) -> Bool {
    pods[pod].volumes.allSatisfy { $0 < .publishing || $0 > .unpublishing }
      && pods[pod].publishesBusy.allSatisfy { !$0 }
  }

  mutating func vanishIfClean(_ pod: Int) {
    guard pods[pod].worker == .terminated, pods[pod].isDeleted, isClean(pod) else { return }
    vanish(pod)
  }

  mutating func vanish(_ pod: Int) {
    guard pods[pod].worker != .gone else { return }
    pods[pod].worker = .gone
    pods[pod].goneAt = now
    note(.gone, pod)
    planCollection()
  }

  /// Containers and sandboxes that nobody needs are removed once a minute (`ContainerGCPeriod`).
  mutating func planCollection() {
    guard !collectionPlanned else { return }
    collectionPlanned = true
    let minute = 60_000_000_000
    queue.schedule(
      .containerCollection, at: SimTime(nanoseconds: (now.nanoseconds / minute + 1) * minute),
      rank: NodeRank.looks)
  }

  mutating func collectContainers() {
    collectionPlanned = false
    for pod in pods.indices
    where pods[pod].worker == .gone
      || (pods[pod].worker == .terminated && (pods[pod].isDeleted || pods[pod].isEvicted))
    {
      guard pods[pod].sandbox == .notReady || pods[pod].sandbox == .ready else { continue }
      for container in pods[pod].containers.indices where pods[pod].containers[container].start >= 0
      {
        call(.removeContainer, pod, container, then: .containerRemoved)
      }
      pods[pod].sandbox = .removed
      call(.removeSandbox, pod, then: .sandboxRemoved(pod))
    }
  }

  mutating func sandboxRemoved(_ pod: Int, _ outcome: CallOutcome) {
    guard outcome == .ok else {
      pods[pod].sandbox = .notReady
      planCollection()
      return
    }
    note(.sandbox(.removed), pod)
  }

  // MARK: Laws

  /// Something that a pod still holds though it is gone.
  public struct Leak: Sendable, Hashable {
    public enum Kind: Sendable, Hashable { case network, volume, devices, claims, container }
    public let pod: Int
    public let kind: Kind
  }

  /// What pods that are gone left behind; empty when all is well.
  public var leaks: [Leak] {
    var leaks: [Leak] = []
    for (pod, state) in pods.enumerated() where state.worker == .gone {
      if state.hasNetwork { leaks.append(Leak(pod: pod, kind: .network)) }
      if ledger.held(by: pod) > 0 { leaks.append(Leak(pod: pod, kind: .devices)) }
      if state.hasPrepared { leaks.append(Leak(pod: pod, kind: .claims)) }
      if state.volumes.contains(where: { $0 >= .publishing && $0 <= .unpublishing }) {
        leaks.append(Leak(pod: pod, kind: .volume))
      }
      if state.containers.contains(where: { $0.status == .running }) {
        leaks.append(Leak(pod: pod, kind: .container))
      }
    }
    return leaks
  }
}
