import Simulation

/// A node under its pods: every call between kubelet, runtime, network, storage and devices, as a
/// discrete-event run. Equal setups give equal runs; the size of the slices changes nothing.
///
/// The rules are those of Kubernetes v1.35 and containerd 2.x; each file names the source of its
/// part. What is simplified on purpose: one runtime handler, PLEG looks on whole seconds and takes
/// no time, the volume manager acts at once instead of every 100 ms, status updates reach the API
/// at once.
public struct NodeRun: Sendable {
  public let setup: NodeSetup
  public internal(set) var now = SimTime.zero
  public internal(set) var records: [NodeRecord] = []
  /// Events handled.
  public internal(set) var events = 0
  public internal(set) var tally = NodeTally()

  var queue = EventQueue<NodeEvent>()
  var random: SeededGenerator
  var luck: SeededGenerator
  var calls: [CallUnderWay] = []
  var pods: [PodState]
  var volumes: [NodeVolume] = []
  /// Index among `volumes`, by pod and place.
  var volumeIndex: [[Int]] = []
  var faultHits: [Int]
  var ledger: DeviceLedger
  let topology: TopologyManager
  /// What the topology manager weighed, container by container, in the order of admission.
  public internal(set) var alignments: [TopologyAlignment] = []
  var restartBackOff: BackOff
  var pullBackOff = BackOff()
  var store: ImageStore
  var link: LinkShare
  var linkVersion = 0
  var flows: [Int: ImageFlow] = [:]
  var nextFlow = 0
  var pulls: [ImagePull] = []
  var waitingPulls: [Int] = []
  var activePulls = 0
  var admissionBusy = false
  var admissionQueue: [Int] = []
  var hasPressure = false
  var pressureUntil = SimTime.zero
  var usedCPU = 0
  var usedMemory = 0
  var admitted = 0
  var collectionPlanned = false
  /// Digest of everything that was recorded.
  var digest = RunDigest()
  public private(set) var isFinished = false

  public init(_ setup: NodeSetup) {
    self.setup = setup
    random = SeededGenerator(seed: setup.seed, stream: "node")
    luck = SeededGenerator(seed: setup.seed, stream: "faults")
    pods = setup.pods.map(PodState.init)
    faultHits = [Int](repeating: 0, count: setup.faults.count)
    ledger = DeviceLedger(setup.node)
    topology = TopologyManager(
      policy: setup.node.kubelet.topologyPolicy, numaNodes: setup.node.numaNodes)
    restartBackOff = BackOff(
      most: setup.node.kubelet.mostCrashBackOff, expiry: .seconds(600))
    store = ImageStore(setup.images, present: setup.node.presentImages)
    link = LinkShare(
      bytesPerSecond: setup.node.registry.bytesPerSecond,
      bytesPerSecondOfOne: setup.node.registry.bytesPerSecondOfOne)
    findVolumes()
    for (pod, plan) in setup.pods.enumerated() {
      for container in pods[pod].containers.indices {
        pods[pod].containers[container].image = store.index(plan.containers[container].image)
      }
      queue.schedule(.podBound(pod), at: plan.boundAt, rank: NodeRank.arrives)
      if let deleted = plan.deletedAt {
        queue.schedule(.podDeleted(pod), at: max(plan.boundAt, deleted), rank: NodeRank.arrives)
      }
    }
    queue.schedule(.evictionLook, at: .zero + .seconds(10), rank: NodeRank.looks)
    queue.schedule(.imageCollection, at: .zero + .seconds(300), rank: NodeRank.looks)
  }

  /// Handles up to `events` further events; false when the run is finished.
  public mutating func advance(events count: Int) -> Bool {
    for _ in 0..<max(1, count) {
      guard !isFinished, let time = queue.nextTime, time <= setup.end,
        let entry = queue.popNext()
      else {
        isFinished = true
        now = max(now, setup.end)
        return false
      }
      now = entry.time
      events += 1
      handle(entry.payload)
    }
    return true
  }

  private mutating func handle(_ event: NodeEvent) {
    switch event {
    case .podBound(let pod): bind(pod)
    case .podDeleted(let pod): delete(pod)
    case .sync(let pod, let token):
      if pods[pod].syncToken == token { beginSync(pod) }
    case .callEnds(let id): end(id)
    case .appExits(let pod, let container, let start): appExits(pod, container, start)
    case .probeTick(let pod, let container, let kind, let token):
      probeTick(pod, container, kind, token)
    case .probeEnds(let pod, let container, let kind, let start, let answer):
      probed(pod, container, kind, start, answer)
    case .linkMoves(let version): if version == linkVersion { moveLink() }
    case .volumeRetry(let volume): reconcile(volume)
    case .volumeDeadline(let pod, let token): volumeDeadline(pod, token)
    case .turnEnds(let pod, let container, let start): turnEnds(pod, container, start)
    case .evictionLook: lookForPressure()
    case .imageCollection: collectImages()
    case .containerCollection: collectContainers()
    }
  }

  /// Proof of equality of runs.
  public var digestText: String { digest.text() }

  /// The pod's way so far, for readers of the run.
  public func readyTime(of pod: Int) -> SimTime? { pods[pod].readyAt }
  public func phase(of pod: Int) -> PodPhase { pods[pod].phase }

  public func imageName(_ image: Int) -> String {
    store.images.indices.contains(image) ? store.images[image].plan.name : ""
  }

  // MARK: Records

  mutating func note(_ kind: NodeRecord.Kind, _ pod: Int = -1, _ container: Int = -1) {
    let record = NodeRecord(time: now, pod: pod, container: container, kind: kind)
    records.append(record)
    record.feed(&digest)
    tally.count(record, setup)
  }

  mutating func event(_ event: KubeletEvent, _ pod: Int = -1, _ container: Int = -1) {
    note(.event(event), pod, container)
  }

  // MARK: Calls

  /// Makes a call and goes on with `step` when it has ended. `work` is time beside the call's own
  /// latency: the application's exit, the bytes of a layer.
  mutating func call(
    _ call: RuntimeCall, _ pod: Int, _ container: Int = -1, detail: Int = -1,
    work: SimDuration = .zero, limit: SimDuration? = nil, failing: CallOutcome? = nil,
    then step: NodeStep
  ) {
    let latency = (setup.latencies[call] ?? call.usualLatency).draw(&random) + work
    var outcome = failing ?? .ok
    var took = latency
    var hangs = false
    let timeout = limit ?? call.timeout.map { $0 + work }
    if let fault = fault(for: call, pod) {
      switch setup.faults[fault].kind {
      case .error: outcome = .error
      case .delay(let delay): took = latency + delay
      case .hang:
        hangs = true
        // A call without a limit ends with the fault, or never.
        let rest =
          setup.faults[fault].until.map { $0 - now } ?? SimDuration(nanoseconds: .max)
        took = timeout == nil ? max(latency, rest) : SimDuration(nanoseconds: .max)
      }
    }
    if let timeout, took > timeout {
      took = timeout
      outcome = .timedOut
    }
    calls.append(
      CallUnderWay(
        call: call, pod: pod, container: container, detail: detail, began: now, outcome: outcome,
        step: step, hangs: hangs))
    note(.began(call, detail: detail), pod, container)
    queue.schedule(.callEnds(calls.count - 1), at: now + took, rank: NodeRank.ends)
  }

  /// The first fault that hits the call; `nil` without.
  mutating func fault(for call: RuntimeCall, _ pod: Int) -> Int? {
    for (at, fault) in setup.faults.enumerated() where fault.call == call {
      guard fault.from <= now, fault.until.map({ now < $0 }) ?? true,
        fault.times.map({ faultHits[at] < $0 }) ?? true,
        fault.pods.isEmpty || (pod >= 0 && fault.pods.contains(setup.pods[pod].name))
      else { continue }
      if fault.chancePerMille < 1_000, luck.below(1_000) >= fault.chancePerMille { continue }
      faultHits[at] += 1
      return at
    }
    return nil
  }

  /// A deleted pod takes the calls of its worker with it that wait in vain.
  mutating func cancelHangingCalls(of pod: Int) {
    for id in calls.indices where calls[id].pod == pod && calls[id].hangs && !calls[id].isOver {
      switch calls[id].call {
      case .prepare, .runSandbox, .networkAdd, .createContainer, .startContainer, .postStart:
        calls[id].outcome = .cancelled
        queue.schedule(.callEnds(id), at: now, rank: NodeRank.ends)
      default: break
      }
    }
  }

  private mutating func end(_ id: Int) {
    guard !calls[id].isOver else { return }
    calls[id].isOver = true
    let call = calls[id]
    // A layer's fetch goes on until its bytes are there.
    let goesOn = call.call == .fetch && call.outcome == .ok
    if !goesOn {
      noteEnd(of: call)
    }
    go(call.step, call.outcome)
  }

  private mutating func noteEnd(of call: CallUnderWay) {
    note(
      .ended(call.call, detail: call.detail, call.outcome, took: now - call.began), call.pod,
      call.container)
  }

  private mutating func go(_ step: NodeStep, _ outcome: CallOutcome) {
    switch step {
    case .allocated(let pod): allocated(pod, outcome)
    case .prepared(let pod): prepared(pod, outcome)
    case .sandboxRun(let pod): sandboxRun(pod, outcome)
    case .networkAdded(let pod): networkAdded(pod, outcome)
    case .networkUndone(let pod): networkUndone(pod, outcome)
    case .oldNetworkGone(let pod): oldNetworkGone(pod, outcome)
    case .volume(let volume): volumeMoved(volume, outcome)
    case .published(let pod, let slot): published(pod, slot, outcome)
    case .unpublished(let pod, let slot): unpublished(pod, slot, outcome)
    case .resolved(let pull): resolved(pull, outcome)
    case .fetchBegins(let pull, let layer): fetchBegins(pull, layer, outcome)
    case .unpacked(let pull, let layer): unpacked(pull, layer, outcome)
    case .created(let pod, let container): created(pod, container, outcome)
    case .started(let pod, let container): started(pod, container, outcome)
    case .postStarted(let pod, let container): postStarted(pod, container, outcome)
    case .preStopped(let pod, let container): preStopped(pod, container, outcome)
    case .stopped(let pod, let container): stopped(pod, container, outcome)
    case .networkDeleted(let pod): networkDeleted(pod, outcome)
    case .sandboxStopped(let pod): sandboxStopped(pod, outcome)
    case .unprepared(let pod): unprepared(pod, outcome)
    case .sandboxRemoved(let pod): sandboxRemoved(pod, outcome)
    case .containerRemoved: break
    }
  }

  // MARK: Clocks of the kubelet

  /// The next whole second after `time`: when PLEG relists and when the work queue is looked at
  /// (both every second, `genericPlegRelistPeriod` and the sync ticker).
  func nextLook(after time: SimTime) -> SimTime {
    let second = 1_000_000_000
    let whole = time.nanoseconds / second
    guard whole < Int.max / second - 1 else { return time }
    return SimTime(nanoseconds: (whole + 1) * second)
  }

  /// Between `length` and half as much again.
  mutating func jittered(_ length: SimDuration) -> SimDuration {
    let half = max(0, length.nanoseconds) / 2
    return length + SimDuration(nanoseconds: half > 0 ? random.below(half) : 0)
  }
}

extension NodeRecord {
  /// All that differs between two records, in whole numbers and names.
  func feed(_ digest: inout RunDigest) {
    digest.feed(time.nanoseconds, pod, container)
    switch kind {
    case .bound: digest.feed(0)
    case .deleted: digest.feed(1)
    case .began(let call, let detail):
      digest.feed(call.rawValue)
      digest.feed(2, detail)
    case .ended(let call, let detail, let outcome, let took):
      digest.feed(call.rawValue)
      digest.feed(3, detail, outcome.rawValue, took.nanoseconds)
    case .event(let event): digest.feed(event.code)
    case .container(.waiting(let reason)): digest.feed(reason.code)
    case .container(.running): digest.feed(5)
    case .container(.terminated(let code)): digest.feed(6, code)
    case .phase(let phase, let reason):
      digest.feed(phase.rawValue)
      digest.feed(reason?.code ?? "")
    case .sandbox(let status): digest.feed(7, status.rawValue)
    case .volume(let at, let status): digest.feed(8, at, status.rawValue)
    case .condition(let condition, let isTrue):
      digest.feed(condition.rawValue)
      digest.feed(isTrue ? 1 : 0)
    case .diskPressure(let isOn): digest.feed(9, isOn ? 1 : 0)
    case .devices(let count): digest.feed(10, count)
    case .imageRemoved(let image, let bytes): digest.feed(11, image, bytes)
    case .gone: digest.feed(12)
    }
  }
}
