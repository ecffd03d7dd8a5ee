import Simulation

// The disk fills: images are collected, pods are evicted.
//
// Source: Kubernetes v1.35, `pkg/kubelet/images/image_gc_manager.go` (every 5 min, unused ones, least
// recently used first, at least 2 min old) and `pkg/kubelet/eviction` (every 10 s; images first, then
// one pod a look; the condition stays 5 min).

extension NodeRun {
  /// Bytes on the disk that anybody holds.
  var usedBytes: Int {
    var used = setup.node.systemBytes + store.bytes
    for pod in pods.indices { used += writtenBytes(pod) }
    return used
  }

  /// What the pod's containers wrote to their layers.
  func writtenBytes(_ pod: Int) -> Int {
    guard pods[pod].worker == .syncing || pods[pod].worker == .terminating else { return 0 }
    var sum = 0
    for (at, plan) in setup.pods[pod].containers.enumerated() where plan.app.writesPerSecond > 0 {
      let state = pods[pod].containers[at]
      guard state.start >= 0 else { continue }
      let until = state.status == .running ? now : state.finishedAt ?? now
      let seconds = Double(max(0, (until - state.startedAt).nanoseconds)) / 1e9
      sum += Int(min(Double(plan.app.writesAtMost), seconds * Double(plan.app.writesPerSecond)))
    }
    return sum
  }

  private func isUsed(_ image: Int) -> Bool {
    pods.contains { pod in
      (pod.worker == .syncing || pod.worker == .terminating)
        && pod.containers.contains { $0.image == image && ($0.start >= 0 || $0.isCreated) }
    } || pulls.contains { $0.image == image && $0.state == .active }
  }

  /// Removes unused images, least recently used first, until so many bytes are free; what it freed.
  private mutating func freeImages(_ wanted: Int, leastAge: SimDuration) -> Int {
    var freed = 0
    let candidates = store.images.indices
      .filter { store.images[$0].isPresent && !isUsed($0) }
      .sorted {
        (store.images[$0].lastUsed, store.images[$0].detected, $0)
          < (store.images[$1].lastUsed, store.images[$1].detected, $1)
      }
    for image in candidates where freed < wanted {
      guard now - store.images[image].detected >= leastAge else { continue }
      let bytes = store.remove(image)
      freed += bytes
      tally.imagesRemoved += 1
      note(.imageRemoved(image, bytes: bytes))
    }
    return freed
  }

  mutating func collectImages() {
    queue.schedule(.imageCollection, at: now + .seconds(300), rank: NodeRank.looks)
    let size = max(1, setup.node.diskBytes)
    let used = usedBytes
    guard used / max(1, size / 100) >= setup.node.kubelet.imageGCHighPercent else { return }
    let wanted = used - size / 100 * setup.node.kubelet.imageGCLowPercent
    let freed = freeImages(wanted, leastAge: .seconds(120))
    if freed < wanted { event(.freeDiskSpaceFailed(wanted: wanted, freed: freed)) }
  }

  private var lacksSpace: Bool {
    let size = max(1, setup.node.diskBytes)
    return size - usedBytes < size / 100 * setup.node.kubelet.evictionPercent
  }

  mutating func lookForPressure() {
    queue.schedule(.evictionLook, at: now + .seconds(10), rank: NodeRank.looks)
    guard lacksSpace else {
      // The condition is taken back when nothing was seen for the transition period.
      if hasPressure, now >= pressureUntil {
        hasPressure = false
        note(.diskPressure(false))
        event(.diskPressure(false))
      }
      return
    }
    pressureUntil = now + .seconds(300)
    if !hasPressure {
      hasPressure = true
      note(.diskPressure(true))
      event(.diskPressure(true))
    }
    _ = freeImages(.max, leastAge: .zero)
    guard lacksSpace else { return }
    evictOne()
  }

  /// The pod that uses most of what it did not ask for; none asks for disk here, so the largest of
  /// the lowest priority goes.
  private mutating func evictOne() {
    let candidates = pods.indices.filter { pods[$0].worker == .syncing && !pods[$0].isEvicted }
    let ranked = candidates.sorted {
      let (a, b) = (writtenBytes($0), writtenBytes($1))
      // Those that use anything exceed their request of nothing.
      if (a > 0) != (b > 0) { return a > 0 }
      let (p, q) = (setup.pods[$0].priority, setup.pods[$1].priority)
      return p != q ? p < q : (b, $0) < (a, $1)
    }
    guard let pod = ranked.first else { return }
    pods[pod].isEvicted = true
    pods[pod].reason = .evicted
    tally.evictions += 1
    event(.evicted(usedBytes: writtenBytes(pod)), pod)
    // `immediateEvictionGracePeriodSeconds`
    interrupt(pod, grace: .seconds(1))
  }
}
