import Simulation

// Images are pulled: waiting for a turn, resolving, fetching layers side by side, unpacking them in
// order.
//
// Source: Kubernetes v1.35, `pkg/kubelet/images/image_manager.go`, `puller.go`; containerd 2.x
// `internal/cri/server/images/image_pull.go`, `core/remotes/docker`, `core/unpack`.

extension NodeRun {
  mutating func ensureImage(_ pod: Int, _ container: Int) {
    let image = pods[pod].containers[container].image
    let policy = setup.pods[pod].containers[container].pullPolicy
    let isPresent = store.images[image].isPresent
    if isPresent, policy != .always {
      store.images[image].lastUsed = now
      event(.alreadyPresent(image: image), pod, container)
      create(pod, container)
      return
    }
    if policy == .never {
      event(.neverPull(image: image), pod, container)
      wait(pod, container, .errImageNeverPull)
      cannotStart(pod, container)
      return
    }
    if pullBackOff.endSinceUpdate(pullKey(pod, image), now: now) != nil {
      event(.pullBackOff(image: image), pod, container)
      wait(pod, container, .imagePullBackOff)
      cannotStart(pod, container)
      return
    }
    event(.pulling(image: image), pod, container)
    pulls.append(
      ImagePull(
        image: image, pod: pod, container: container, requested: now,
        isThere: [Bool](repeating: false, count: store.images[image].layers.count)))
    waitingPulls.append(pulls.count - 1)
    startPulls()
  }

  private func pullKey(_ pod: Int, _ image: Int) -> BackOff.Key {
    BackOff.Key(pod: pod, item: image)
  }

  private mutating func cannotStart(_ pod: Int, _ container: Int) {
    if case .none = pods[pod].error { pods[pod].error = .plain }
    skip(pod, after: container)
  }

  /// A deleted pod waits for no image; what is being fetched goes on.
  mutating func leavePullQueue(_ pod: Int) {
    guard let at = pulls.lastIndex(where: { $0.pod == pod && $0.state != .over && !$0.isAbandoned })
    else { return }
    pulls[at].isAbandoned = true
    if pulls[at].state == .waiting {
      pulls[at].state = .over
      waitingPulls.removeAll { $0 == at }
    }
    endSync(pod)
  }

  private mutating func startPulls() {
    let kubelet = setup.node.kubelet
    let most =
      kubelet.serializesPulls ? 1 : (kubelet.maxParallelPulls > 0 ? kubelet.maxParallelPulls : .max)
    while activePulls < most, !waitingPulls.isEmpty {
      let pull = waitingPulls.removeFirst()
      activePulls += 1
      pulls[pull].state = .active
      pulls[pull].started = now
      let isUnknown = !store.images[pulls[pull].image].plan.exists
      call(
        .resolve, pulls[pull].pod, pulls[pull].container, failing: isUnknown ? .error : nil,
        then: .resolved(pull: pull))
    }
  }

  private func isLazy(_ image: Int) -> Bool {
    setup.node.registry.isLazy && store.images[image].plan.isLazy
  }

  mutating func resolved(_ pull: Int, _ outcome: CallOutcome) {
    guard outcome == .ok else {
      endPull(pull, outcome)
      return
    }
    let image = pulls[pull].image
    if isLazy(image), store.images[image].isPresent {
      endPull(pull, .ok)
    } else if isLazy(image) {
      let own = store.images[image].plan.bytes
      let metadata = own / 1_000 * setup.node.registry.metadataPerMille
      startFlow(.metadata(pull: pull, began: now), bytes: metadata)
      note(.began(.fetch, detail: -1), pulls[pull].pod, pulls[pull].container)
    } else {
      pump(pull)
    }
  }

  // MARK: Layers

  /// Starts what can be fetched and unpacked now.
  private mutating func pump(_ pull: Int) {
    guard pulls[pull].state == .active else { return }
    let image = store.images[pulls[pull].image]
    while pulls[pull].nextFetch < image.layers.count,
      pulls[pull].fetching < setup.node.registry.parallelLayers
    {
      let place = pulls[pull].nextFetch
      let layer = image.layers[place]
      if store.chains[image.chains[place]].snapshot == .present
        || store.layers[layer].blob == .present
      {
        pulls[pull].isThere[place] = true
        tally.dedupedBytes += store.layers[layer].bytes
      } else if store.layers[layer].blob == .underWay {
        store.layers[layer].waiting.append(pull)
        // Counts as one of its downloads, as the fetcher holds its place while it waits.
        pulls[pull].fetching += 1
      } else {
        guard usedBytes + store.layers[layer].bytes <= setup.node.diskBytes else {
          endPull(pull, .noSpace)
          return
        }
        store.layers[layer].blob = .underWay
        pulls[pull].fetching += 1
        call(
          .fetch, pulls[pull].pod, pulls[pull].container, detail: layer,
          then: .fetchBegins(pull: pull, layer: place))
      }
      pulls[pull].nextFetch += 1
    }
    unpackNext(pull, image)
  }

  private mutating func unpackNext(_ pull: Int, _ image: ImageStore.Image) {
    while !pulls[pull].isUnpacking, pulls[pull].nextUnpack < image.layers.count {
      let place = pulls[pull].nextUnpack
      let chain = image.chains[place]
      switch store.chains[chain].snapshot {
      case .present: pulls[pull].nextUnpack += 1
      case .underWay:
        if !store.chains[chain].waiting.contains(pull) { store.chains[chain].waiting.append(pull) }
        return
      case .absent:
        guard pulls[pull].isThere[place] else { return }
        let bytes = store.layers[image.layers[place]].unpackedBytes
        guard usedBytes + bytes <= setup.node.diskBytes else {
          endPull(pull, .noSpace)
          return
        }
        store.chains[chain].snapshot = .underWay
        pulls[pull].isUnpacking = true
        let seconds = Double(bytes) / Double(setup.node.registry.unpackBytesPerSecond)
        call(
          .unpack, pulls[pull].pod, pulls[pull].container, detail: image.layers[place],
          work: SimDuration(nanoseconds: Int(min(9e17, (seconds * 1e9).rounded()))),
          then: .unpacked(pull: pull, layer: place))
        return
      }
    }
    if pulls[pull].nextUnpack == image.layers.count { endPull(pull, .ok) }
  }

  mutating func fetchBegins(_ pull: Int, _ place: Int, _ outcome: CallOutcome) {
    let layer = store.images[pulls[pull].image].layers[place]
    guard outcome == .ok, pulls[pull].state == .active else {
      store.layers[layer].blob = .absent
      letGo(of: layer)
      if pulls[pull].state == .active { endPull(pull, outcome) }
      return
    }
    startFlow(
      .layer(pull: pull, place: place, began: now), bytes: store.layers[layer].bytes)
  }

  /// Those who waited for somebody else's fetch that came to nothing fetch themselves.
  private mutating func letGo(of layer: Int) {
    let waiting = store.layers[layer].waiting
    store.layers[layer].waiting = []
    for pull in waiting where pulls[pull].state == .active {
      pulls[pull].fetching -= 1
      if let place = store.images[pulls[pull].image].layers.firstIndex(of: layer) {
        pulls[pull].nextFetch = min(pulls[pull].nextFetch, place)
      }
      pump(pull)
    }
  }

  private mutating func fetched(_ pull: Int, _ place: Int, began: SimTime) {
    let layer = store.images[pulls[pull].image].layers[place]
    note(
      .ended(.fetch, detail: layer, .ok, took: now - began), pulls[pull].pod, pulls[pull].container)
    store.layers[layer].blob = .present
    tally.pulledBytes += store.layers[layer].bytes
    pulls[pull].bytes += store.layers[layer].bytes
    pulls[pull].isThere[place] = true
    pulls[pull].fetching -= 1
    let waiting = store.layers[layer].waiting
    store.layers[layer].waiting = []
    pump(pull)
    for other in waiting where pulls[other].state == .active {
      tally.dedupedBytes += store.layers[layer].bytes
      pulls[other].fetching -= 1
      if let place = store.images[pulls[other].image].layers.firstIndex(of: layer) {
        pulls[other].isThere[place] = true
      }
      pump(other)
    }
  }

  mutating func unpacked(_ pull: Int, _ place: Int, _ outcome: CallOutcome) {
    let image = store.images[pulls[pull].image]
    let chain = image.chains[place]
    store.chains[chain].snapshot = outcome == .ok ? .present : .absent
    pulls[pull].isUnpacking = false
    let waiting = store.chains[chain].waiting
    store.chains[chain].waiting = []
    if pulls[pull].state == .active {
      if outcome == .ok {
        pulls[pull].nextUnpack += 1
        pump(pull)
      } else {
        endPull(pull, outcome)
      }
    }
    for other in waiting { pump(other) }
  }

  // MARK: The end of a pull

  private mutating func endPull(_ at: Int, _ outcome: CallOutcome) {
    let pull = pulls[at]
    pulls[at].state = .over
    activePulls -= 1
    if outcome == .ok {
      if !store.images[pull.image].isPresent { store.images[pull.image].detected = now }
      store.images[pull.image].isPresent = true
      store.images[pull.image].lastUsed = now
      tally.pullTimes.append((now - pull.started).nanoseconds)
    } else {
      stopFlows(of: at)
    }
    if !pull.isAbandoned {
      if outcome == .ok {
        event(
          .pulled(
            image: pull.image, took: now - pull.started, withWaiting: now - pull.requested,
            bytes: store.images[pull.image].plan.bytes), pull.pod, pull.container)
        create(pull.pod, pull.container)
      } else {
        event(
          .pullFailed(
            image: pull.image, outcome, isUnknown: !store.images[pull.image].plan.exists),
          pull.pod, pull.container)
        pullBackOff.next(pullKey(pull.pod, pull.image), event: now, now: now)
        wait(pull.pod, pull.container, .errImagePull)
        cannotStart(pull.pod, pull.container)
      }
    }
    startPulls()
  }

  private mutating func stopFlows(of pull: Int) {
    for id in flows.keys.sorted() {
      switch flows[id] {
      case .layer(pull, let place, let began)?:
        let layer = store.images[pulls[pull].image].layers[place]
        flows[id] = nil
        link.stop(id, now: now)
        store.layers[layer].blob = .absent
        note(
          .ended(.fetch, detail: layer, .cancelled, took: now - began), pulls[pull].pod,
          pulls[pull].container)
        letGo(of: layer)
      default: break
      }
    }
    watchLink()
  }

  // MARK: The link

  private mutating func startFlow(_ flow: ImageFlow, bytes: Int) {
    flows[nextFlow] = flow
    link.start(nextFlow, bytes: bytes, now: now)
    nextFlow += 1
    watchLink()
  }

  private mutating func watchLink() {
    linkVersion += 1
    if let next = link.nextEnd {
      queue.schedule(.linkMoves(version: linkVersion), at: max(now, next), rank: NodeRank.ends)
    }
  }

  mutating func moveLink() {
    for id in link.finished(now: now) {
      guard let flow = flows.removeValue(forKey: id) else { continue }
      switch flow {
      case .layer(let pull, let place, let began): fetched(pull, place, began: began)
      case .metadata(let pull, let began):
        let bytes =
          store.images[pulls[pull].image].plan.bytes / 1_000
          * setup.node.registry.metadataPerMille
        note(
          .ended(.fetch, detail: -1, .ok, took: now - began), pulls[pull].pod,
          pulls[pull].container)
        tally.pulledBytes += bytes
        pulls[pull].bytes += bytes
        store.images[pulls[pull].image].lazy = .mounted
        store.images[pulls[pull].image].lazyBytes = bytes
        if pulls[pull].state == .active { endPull(pull, .ok) }
      case .startup(let image, let bytes, let pod, let container, let began):
        note(.ended(.fetch, detail: -1, .ok, took: now - began), pod, container)
        readAtStart(image, bytes)
      case .background(let image, let bytes):
        tally.pulledBytes += bytes
        store.images[image].lazyBytes += bytes
        if store.images[image].lazy != .none { store.images[image].lazy = .complete }
      }
    }
    watchLink()
  }

  // MARK: Lazy images

  /// Whether the container has to wait for bytes of its image while it starts.
  mutating func readLazily(_ image: Int, _ pod: Int, _ container: Int, start: Int) -> Bool {
    switch store.images[image].lazy {
    case .none, .complete: return false
    case .reading:
      guard !store.images[image].readers.isEmpty else { return false }
      store.images[image].readers.append((pod, container, start))
      return true
    case .mounted:
      store.images[image].lazy = .reading
      store.images[image].readers = [(pod, container, start)]
      let bytes =
        store.images[image].plan.bytes / 1_000 * setup.node.registry.startupReadPerMille
      note(.began(.fetch, detail: -1), pod, container)
      startFlow(
        .startup(image: image, bytes: bytes, pod: pod, container: container, began: now),
        bytes: bytes)
      return true
    }
  }

  private mutating func readAtStart(_ image: Int, _ bytes: Int) {
    tally.pulledBytes += bytes
    store.images[image].lazyBytes += bytes
    for reader in store.images[image].readers
    where pods[reader.pod].containers[reader.container].start == reader.start {
      let app = setup.pods[reader.pod].containers[reader.container].app
      pods[reader.pod].containers[reader.container].answersAt = now + app.startup
    }
    store.images[image].readers = []
    let rest = max(0, store.images[image].plan.bytes - store.images[image].lazyBytes)
    startFlow(.background(image: image, bytes: rest), bytes: rest)
  }
}
