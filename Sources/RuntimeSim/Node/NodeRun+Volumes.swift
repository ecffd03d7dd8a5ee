import Simulation

// Volumes: attached and staged once for the node, published for each pod, and the same back.
//
// Source: Kubernetes v1.35, `pkg/kubelet/volumemanager` (waiting 2 min 3 s, reconciling),
// `pkg/volume/csi` and `pkg/controller/volume/attachdetach`; CSI 1.x; waiting times between tries
// 500 ms doubling to 2 min 2 s (`goroutinemap/exponentialbackoff`).

extension NodeRun {
  /// `podAttachAndMountTimeout`.
  static var mountDeadline: SimDuration { .seconds(123) }

  mutating func findVolumes() {
    var places: [String: Int] = [:]
    for (pod, plan) in setup.pods.enumerated() {
      volumeIndex.append(
        plan.volumes.enumerated().map { slot, name in
          let at: Int
          if let known = places[name] {
            at = known
          } else {
            at = volumes.count
            places[name] = at
            volumes.append(NodeVolume(name: name, users: []))
          }
          volumes[at].users.append((pod, slot))
          return at
        })
    }
  }

  mutating func reconcileVolumes(of pod: Int) {
    for volume in volumeIndex[pod] { reconcile(volume) }
  }

  /// Goes on once all volumes are mounted.
  mutating func waitForVolumes(_ pod: Int) {
    if pods[pod].volumes.allSatisfy({ $0 == .published }) {
      goOn(pod)
      return
    }
    pods[pod].waitsForVolumes = true
    pods[pod].volumeToken += 1
    queue.schedule(
      .volumeDeadline(pod, token: pods[pod].volumeToken), at: now + Self.mountDeadline,
      rank: NodeRank.looks)
    reconcileVolumes(of: pod)
  }

  mutating func volumeDeadline(_ pod: Int, _ token: Int) {
    guard pods[pod].waitsForVolumes, pods[pod].volumeToken == token else { return }
    pods[pod].waitsForVolumes = false
    // The kubelet tells nobody but its log that it waited in vain (`kubelet.go` `SyncPod`: an event
    // only where the wait was not interrupted, and a time-out counts as an interruption).
    fail(pod)
  }

  private mutating func setVolume(_ pod: Int, _ slot: Int, _ status: VolumeStatus) {
    guard pods[pod].volumes[slot] != status else { return }
    pods[pod].volumes[slot] = status
    note(.volume(slot, status), pod)
  }

  /// The next step of a volume towards what its pods want.
  mutating func reconcile(_ at: Int) {
    guard !volumes[at].isBusy, now >= volumes[at].retryAt else { return }
    let wanting = volumes[at].users.filter { pods[$0.pod].worker == .syncing }
    let holding = volumes[at].users.filter {
      pods[$0.pod].volumes[$0.slot] >= .publishing && pods[$0.pod].volumes[$0.slot] <= .unpublishing
    }
    switch volumes[at].status {
    case .detached:
      guard let first = wanting.first else { return }
      let used = volumes.count { $0.status != .detached }
      operate(
        at, .attach, .attaching, first.pod, first.slot,
        failing: used >= setup.node.attachLimit ? .limitReached : nil)
    case .attached:
      if let first = wanting.first {
        operate(at, .stage, .staging, first.pod, first.slot)
      } else if holding.isEmpty {
        operate(at, .detach, .detaching, volumes[at].actor, 0)
      }
    case .staged:
      for user in wanting where pods[user.pod].volumes[user.slot] < .publishing {
        publish(at, user.pod, user.slot)
      }
      if wanting.isEmpty, holding.isEmpty {
        operate(at, .unstage, .unstaging, volumes[at].actor, 0)
      }
    default: break
    }
  }

  private mutating func operate(
    _ at: Int, _ call: RuntimeCall, _ status: VolumeStatus, _ pod: Int, _ slot: Int,
    failing: CallOutcome? = nil
  ) {
    volumes[at].isBusy = true
    volumes[at].actor = pod
    volumes[at].status = status
    showVolume(at)
    self.call(
      call, pod, detail: volumeIndex[pod].firstIndex(of: at) ?? slot, failing: failing,
      then: .volume(at))
  }

  /// Pods that wait for a volume, or have let go of it, see where it is.
  private mutating func showVolume(_ at: Int) {
    for user in volumes[at].users {
      let pod = pods[user.pod]
      let isWanting = pod.worker == .syncing && pod.volumes[user.slot] < .publishing
      let isLeaving =
        pod.worker == .terminated
        && (pod.volumes[user.slot] == .staged || pod.volumes[user.slot] > .unpublishing
          || (pod.volumes[user.slot] < .publishing && pod.volumes[user.slot] > .detached))
      if isWanting || isLeaving { setVolume(user.pod, user.slot, volumes[at].status) }
    }
  }

  mutating func volumeMoved(_ at: Int, _ outcome: CallOutcome) {
    volumes[at].isBusy = false
    let from = volumes[at].status
    let wanting = volumes[at].users.filter { pods[$0.pod].worker == .syncing }
    if outcome == .ok {
      volumes[at].failures = 0
      switch from {
      case .attaching:
        volumes[at].status = .attached
        for user in wanting { event(.attached(volume: user.slot), user.pod) }
      case .staging, .unpublishing: volumes[at].status = .staged
      case .unstaging: volumes[at].status = .attached
      case .detaching: volumes[at].status = .detached
      default: break
      }
      showVolume(at)
      reconcile(at)
      return
    }
    switch from {
    case .attaching:
      volumes[at].status = .detached
      for user in wanting { event(.attachFailed(volume: user.slot, outcome), user.pod) }
    case .staging:
      volumes[at].status = .attached
      for user in wanting {
        event(.mountFailed(volume: user.slot, outcome, isStage: true), user.pod)
      }
    case .unstaging: volumes[at].status = .staged
    case .detaching: volumes[at].status = .attached
    default: break
    }
    showVolume(at)
    retry(at)
  }

  private mutating func retry(_ at: Int) {
    let doublings = min(8, volumes[at].failures)
    volumes[at].failures += 1
    volumes[at].retryAt = now + min(.seconds(122), .milliseconds(500 << doublings))
    queue.schedule(.volumeRetry(at), at: volumes[at].retryAt, rank: NodeRank.looks)
  }

  // MARK: For one pod

  private mutating func publish(_ at: Int, _ pod: Int, _ slot: Int) {
    guard !pods[pod].publishesBusy[slot] else { return }
    pods[pod].publishesBusy[slot] = true
    volumes[at].actor = pod
    setVolume(pod, slot, .publishing)
    call(.publish, pod, detail: slot, then: .published(pod, slot: slot))
  }

  mutating func published(_ pod: Int, _ slot: Int, _ outcome: CallOutcome) {
    pods[pod].publishesBusy[slot] = false
    let at = volumeIndex[pod][slot]
    guard outcome == .ok else {
      setVolume(pod, slot, .staged)
      event(.mountFailed(volume: slot, outcome, isStage: false), pod)
      retry(at)
      vanishIfClean(pod)
      return
    }
    volumes[at].failures = 0
    setVolume(pod, slot, .published)
    guard pods[pod].worker != .terminated else {
      unpublishAll(pod)
      return
    }
    if pods[pod].waitsForVolumes, pods[pod].volumes.allSatisfy({ $0 == .published }) {
      pods[pod].waitsForVolumes = false
      goOn(pod)
    }
  }

  /// The pod's containers are gone: what was published for it goes, then what nobody else needs.
  mutating func unpublishAll(_ pod: Int) {
    for slot in pods[pod].volumes.indices {
      if pods[pod].volumes[slot] == .published, !pods[pod].publishesBusy[slot] {
        pods[pod].publishesBusy[slot] = true
        setVolume(pod, slot, .unpublishing)
        call(.unpublish, pod, detail: slot, then: .unpublished(pod, slot: slot))
      } else if !pods[pod].publishesBusy[slot] {
        reconcile(volumeIndex[pod][slot])
      }
    }
    vanishIfClean(pod)
  }

  mutating func unpublished(_ pod: Int, _ slot: Int, _ outcome: CallOutcome) {
    pods[pod].publishesBusy[slot] = false
    let at = volumeIndex[pod][slot]
    if outcome == .ok {
      volumes[at].actor = pod
      setVolume(pod, slot, .staged)
      reconcile(at)
      vanishIfClean(pod)
    } else {
      setVolume(pod, slot, .published)
      unpublishAgain(pod, slot)
    }
  }

  private mutating func unpublishAgain(_ pod: Int, _ slot: Int) {
    retry(volumeIndex[pod][slot])
    pods[pod].publishesBusy[slot] = true
    setVolume(pod, slot, .unpublishing)
    call(
      .unpublish, pod, detail: slot, work: .milliseconds(500), then: .unpublished(pod, slot: slot))
  }
}
