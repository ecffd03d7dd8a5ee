import Simulation
import Traffic

extension ServiceCore {
  // MARK: How many

  mutating func startWithPods(_ count: Int) {
    versions[0].replicas = count
    for _ in 0..<count {
      let pod = newPod(0)
      guard let node = nodeWithRoom() else { break }
      nodes[node].pods += 1
      pods[pod].node = node
      nodes[node].image = .present
      if setup.coldStart.model == .imageVolume || setup.coldStart.model == .peerToPeer {
        nodes[node].model = .present
      }
      versions[0].starting.removeAll { $0 == Int32(pod) }
      becomeReady(pod)
    }
    downloads.seeders = nodes.count { $0.image == .present && $0.pods > 0 }
    tally.mostPods = versions[0].ready.count
  }

  /// Asks for so many replicas: new pods start, or pods go, those that are not ready first, then
  /// those that became ready last.
  mutating func setReplicas(_ wanted: Int, of version: Int) {
    let current = versions[version].replicas
    guard wanted != current, wanted >= 0 else { return }
    versions[version].replicas = wanted
    if wanted > current { tally.scaleUps += 1 } else { tally.scaleDowns += 1 }
    note(.scaled(revision: version, from: current, to: wanted))
    var count = versions[version].ready.count + versions[version].starting.count
    while count < wanted {
      let pod = newPod(version)
      pods[pod].stage = .scheduling
      note(.stage(pod: pod, .scheduling))
      endStage(of: pod, after: setup.coldStart.scheduling)
      count += 1
    }
    while count > wanted {
      if let pod = versions[version].starting.popLast() {
        stopStarting(Int(pod))
      } else if let pod = versions[version].ready.last {
        retire(Int(pod))
      }
      count -= 1
    }
    tally.mostPods = max(
      tally.mostPods, versions.reduce(0) { $0 + $1.ready.count + $1.starting.count })
  }

  private mutating func newPod(_ version: Int) -> Int {
    pods.append(Pod(revision: version, at: now))
    calendar.append()
    versions[version].starting.append(Int32(pods.count - 1))
    return pods.count - 1
  }

  // MARK: Starting

  private mutating func enterStage(_ stage: PodStage, _ pod: Int) {
    pods[pod].stage = stage
    pods[pod].stageSince = now
    pods[pod].stageNumber += 1
    note(.stage(pod: pod, stage))
  }

  private mutating func endStage(of pod: Int, after wait: SimDuration) {
    schedule(.stage(pod: pod, number: pods[pod].stageNumber), after: max(0, wait.nanoseconds))
  }

  mutating func endStage(of pod: Int, _ number: Int) {
    guard pods[pod].stageNumber == number else { return }
    switch pods[pod].stage {
    case .scheduling: place(pod)
    case .unpack:
      finishImage(of: pods[pod].node)
    case .create: fetchModel(pod)
    case .load:
      enterStage(.warmUp, pod)
      endStage(of: pod, after: setup.coldStart.warmUp)
    case .warmUp:
      enterStage(.probe, pod)
      endStage(of: pod, after: waitForProbe(pod))
    case .probe:
      versions[pods[pod].revision].starting.removeAll { $0 == Int32(pod) }
      becomeReady(pod)
    case .node, .image, .model, .ready, .draining, .gone: break
    }
  }

  /// Probes come at whole periods after the container's start; one at the very moment counts.
  private func waitForProbe(_ pod: Int) -> SimDuration {
    let period = max(1, setup.coldStart.probePeriod.nanoseconds)
    let rest = (now - pods[pod].createdAt) % period
    return SimDuration(nanoseconds: rest == 0 ? 0 : period - rest)
  }

  /// The node with the fewest pods, the first of equals; `nil` when all are full.
  private func nodeWithRoom() -> Int? {
    var best: Int?
    for node in nodes.indices where nodes[node].pods < setup.coldStart.podsPerNode {
      if best.map({ nodes[node].pods < nodes[$0].pods }) ?? true { best = node }
    }
    return best
  }

  private mutating func place(_ pod: Int) {
    guard let node = nodeWithRoom() else {
      enterStage(.node, pod)
      waitingForNode.append(pod)
      provisionNodes()
      return
    }
    settle(pod, on: node)
  }

  private mutating func settle(_ pod: Int, on node: Int) {
    nodes[node].pods += 1
    pods[pod].node = node
    enterStage(.image, pod)
    switch nodes[node].image {
    case .present: create(pod)
    case .coming: nodes[node].waitingForImage.append(pod)
    case .absent:
      nodes[node].image = .coming
      nodes[node].waitingForImage.append(pod)
      startDownload(
        2 * node, bytes: setup.coldStart.pulledImageBytes, to: node,
        from: setup.coldStart.image == .peerToPeer ? .peers : .registry)
    }
  }

  private mutating func provisionNodes() {
    guard let wait = setup.coldStart.nodeProvisioning else { return }
    let waiting = waitingForNode.all.count { pods[$0].stage == .node }
    let needed = (waiting + setup.coldStart.podsPerNode - 1) / setup.coldStart.podsPerNode
    while nodesComing < needed {
      nodesComing += 1
      schedule(.nodeJoins, after: wait.nanoseconds)
    }
  }

  mutating func nodeJoins() {
    nodesComing = max(0, nodesComing - 1)
    nodes.append(ServiceNode(setup.coldStart))
    note(.nodeJoined(nodes.count - 1))
    fillNodes()
  }

  private mutating func fillNodes() {
    while let pod = waitingForNode.first {
      if pods[pod].stage == .node {
        guard let node = nodeWithRoom() else { return }
        waitingForNode.removeFirst()
        settle(pod, on: node)
      } else {
        waitingForNode.removeFirst()
      }
    }
  }

  /// The image is on the node: its pods go on.
  private mutating func finishImage(of node: Int) {
    nodes[node].image = .present
    downloads.seeders += 1
    let waiting = nodes[node].waitingForImage
    nodes[node].waitingForImage = []
    for pod in waiting where pods[pod].stage == .image || pods[pod].stage == .unpack {
      create(pod)
    }
  }

  private mutating func create(_ pod: Int) {
    enterStage(.create, pod)
    endStage(of: pod, after: setup.coldStart.creation)
  }

  private mutating func fetchModel(_ pod: Int) {
    let cold = setup.coldStart
    let node = pods[pod].node
    guard cold.modelBytes > 0 else { return load(pod) }
    switch cold.model {
    case .nodeCache, .inImage: load(pod)
    case .download:
      enterStage(.model, pod)
      startDownload(2 * pod + 1, bytes: cold.modelBytes, to: node, from: .store)
    case .streaming:
      // Reading and loading are one: the slower of the two sets the pace.
      enterStage(.load, pod)
      startDownload(
        2 * pod + 1, bytes: cold.modelBytes, to: node, from: .store, cap: cold.loadRate)
    case .imageVolume, .peerToPeer:
      switch nodes[node].model {
      case .present: load(pod)
      case .coming:
        enterStage(.model, pod)
        nodes[node].waitingForModel.append(pod)
      case .absent:
        enterStage(.model, pod)
        nodes[node].model = .coming
        nodes[node].waitingForModel.append(pod)
        startDownload(
          -2 * node - 1, bytes: cold.modelBytes, to: node,
          from: cold.model == .peerToPeer ? .peers : .registry)
      }
    }
  }

  private mutating func load(_ pod: Int) {
    enterStage(.load, pod)
    endStage(of: pod, after: setup.coldStart.loading)
  }

  // MARK: Downloads

  /// Images are known by 2 x node, models of a node by -2 x node - 1, models of a pod by
  /// 2 x pod + 1.
  private mutating func startDownload(
    _ id: Int, bytes: Int, to node: Int, from source: Downloads.Source, cap: Int = .max
  ) {
    downloads.start(id, bytes: bytes, to: node, from: source, cap: cap, at: now)
    rescheduleDownloads()
  }

  private mutating func rescheduleDownloads() {
    guard let next = downloads.nextEnd, next != downloadDue else {
      if downloads.isEmpty { downloadDue = -1 }
      return
    }
    downloadDue = next
    downloadToken += 1
    schedule(.downloads(token: downloadToken), after: max(0, next - now))
  }

  mutating func endDownloads(_ token: Int) {
    guard token == downloadToken else { return }
    downloadDue = -1
    for id in downloads.finished(at: now) {
      if id < 0 {
        finishModel(of: (-id - 1) / 2)
      } else if id % 2 == 0 {
        unpack(on: id / 2)
      } else {
        let pod = id / 2
        if pods[pod].stage == .load {
          enterStage(.warmUp, pod)
          endStage(of: pod, after: setup.coldStart.warmUp)
        } else if pods[pod].stage == .model {
          load(pod)
        }
      }
    }
    rescheduleDownloads()
  }

  private mutating func unpack(on node: Int) {
    let wait = setup.coldStart.unpacking
    let first = nodes[node].waitingForImage.first {
      pods[$0].stage == .image && pods[$0].node == node
    }
    guard wait > .zero, let first else { return finishImage(of: node) }
    for pod in nodes[node].waitingForImage where pods[pod].stage == .image {
      enterStage(.unpack, pod)
    }
    endStage(of: first, after: wait)
  }

  private mutating func finishModel(of node: Int) {
    nodes[node].model = .present
    let waiting = nodes[node].waitingForModel
    nodes[node].waitingForModel = []
    for pod in waiting where pods[pod].stage == .model && pods[pod].node == node { load(pod) }
  }

  // MARK: Ready

  mutating func becomeReady(_ pod: Int) {
    let version = pods[pod].revision
    enterStage(.ready, pod)
    pods[pod].readyAt = now
    pods[pod].idleSince = now
    pods[pod].loadAt = now
    let endpoint = versions[version].balancer.append(MeshEndpoint(name: "pod-\(pod)"))
    versions[version].endpointPods.append(Int32(pod))
    versions[version].detector?.append()
    pods[pod].endpoint = endpoint
    versions[version].ready.append(Int32(pod))
    if versions[version].setup.containerConcurrency > 0 {
      versions[version].room += versions[version].setup.containerConcurrency
    }
    releaseHeld(version)
    if case .kpa = setup.autoscaler, handled > 0 { reconcile(version) }
  }

  // MARK: Going

  private mutating func stopStarting(_ pod: Int) {
    let node = pods[pod].node
    let stage = pods[pod].stage
    if node >= 0, setup.coldStart.model == .download || setup.coldStart.model == .streaming,
      stage == .model || stage == .load
    {
      downloads.cancel(2 * pod + 1, at: now)
      rescheduleDownloads()
    }
    let wasUnpacking = stage == .unpack
    enterStage(.gone, pod)
    if node >= 0 {
      // What the node pulls for it comes all the same: it is the kubelet that pulls.
      if wasUnpacking, nodes[node].image == .coming {
        let next = nodes[node].waitingForImage.first { pods[$0].stage == .unpack }
        if let next {
          endStage(of: next, after: setup.coldStart.unpacking)
        } else {
          finishImage(of: node)
        }
      }
      free(pod)
    }
  }

  private mutating func retire(_ pod: Int) {
    let version = pods[pod].revision
    versions[version].ready.removeAll { $0 == Int32(pod) }
    if versions[version].setup.containerConcurrency > 0 {
      versions[version].room -= versions[version].setup.containerConcurrency - pods[pod].running
    }
    versions[version].balancer.remove(pods[pod].endpoint)
    versions[version].detector?.remove(pods[pod].endpoint)
    if pods[pod].idleSince >= 0 {
      tally.idleTime += now - pods[pod].idleSince
      pods[pod].idleSince = -1
    }
    enterStage(.draining, pod)
    versions[version].draining += 1
    if pods[pod].load == 0 { return remove(pod) }
    schedule(.drained(pod: pod), after: setup.drainLimit.nanoseconds)
  }

  /// A pod whose time to drain is over loses what it has.
  mutating func kill(_ pod: Int) {
    guard pods[pod].stage == .draining else { return }
    let version = pods[pod].revision
    let jobs = pods[pod].work.all.map(\.job) + pods[pod].waiting.all
    note(.killed(pod: pod, requests: pods[pod].load))
    versions[version].changeLoad(by: -pods[pod].load, at: now)
    pods[pod].clear()
    setDue(pod)
    for job in jobs.sorted(by: { $0.attempt < $1.attempt }) where isLive(job) {
      endAttempt(Int(job.slot), .reset)
    }
    remove(pod)
  }

  mutating func remove(_ pod: Int) {
    guard pods[pod].stage == .draining else { return }
    versions[pods[pod].revision].draining -= 1
    enterStage(.gone, pod)
    free(pod)
  }

  private mutating func free(_ pod: Int) {
    nodes[pods[pod].node].pods -= 1
    tally.podTime += now - pods[pod].createdAt
    if !waitingForNode.isEmpty { fillNodes() }
  }

  /// Pod time and idle time of pods that are still there, to the present moment.
  func openPodTime() -> (pods: Int, idle: Int) {
    var (time, idle) = (0, 0)
    for pod in pods where pod.stage != .gone {
      if pod.node >= 0 { time += now - pod.createdAt }
      if pod.idleSince >= 0 { idle += now - pod.idleSince }
    }
    return (time, idle)
  }
}
