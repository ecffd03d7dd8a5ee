import BatchQueueing
import Cluster
import Simulation

/// KAI as the only scheduler of the cluster: a session every second.
///
/// Jobs become pod groups: a gang's minimum is `minMember` (1 without a gang); when every pod set of
/// a gang has a minimum of its own, the sets are its subgroups. Since when a gang runs with too few
/// pods is remembered from session to session. KAI counts shares of GPUs in hundredths, so
/// thousandths are rounded up.
public struct KAIControlPlane: ControlPlane {
  /// How it is set up.
  public struct Options: Sendable {
    public var session: KAI.Options
    /// `nil`: those that the session's options name.
    public var actions: [KAI.Action]?
    public var queues: [BatchQueue]
    /// `schedule-period`; KAI's default is 1 s.
    public var period: SimDuration

    public init(
      session: KAI.Options = KAI.Options(), actions: [KAI.Action]? = nil,
      queues: [BatchQueue] = [], period: SimDuration = .seconds(1)
    ) {
      self.session = session
      self.actions = actions
      self.queues = queues
      self.period = period
    }
  }

  public let options: Options
  public private(set) var tree: BatchQueueTree
  /// The queues after the last session; `nil` before the first.
  public private(set) var standing: KAI.QueueTree?
  private(set) var work = BatchWork()
  private var clock: SessionClock
  private var plan = SessionPlan()
  /// A session in its steps: about to begin, under way, decided. Apart from each other, so that each
  /// changes in place.
  private var opening: KAI.Session?
  private var session: KAI.SessionWork?
  /// Its actions are done.
  private var isDecided = false
  var translation = KAITranslation()
  /// Since when a gang has run with too few pods.
  var staleSince: [SimTime?] = []
  /// Pods were lost, so that a gang may have too few.
  private var hasLosses = false
  private var unserved: [Unserved?] = []
  private var told: [[KAI.WaitReason]?] = []
  private var toldUnserved: [Bool] = []

  public init(_ options: Options = Options()) {
    self.options = options
    tree = BatchQueueTree(options.queues)
    clock = SessionClock(period: options.period)
  }

  public mutating func begin(_ world: World) {
    work = BatchWork(world)
    staleSince = Array(repeating: nil, count: world.jobs.count)
    told = Array(repeating: nil, count: world.jobs.count)
    toldUnserved = Array(repeating: false, count: world.jobs.count)
    unserved = world.jobs.map { reason(notToServe: $0) }
  }

  private func reason(notToServe job: Job) -> Unserved? {
    if tree.index(of: job.queueName) == nil { return .unknownQueue(job.queueName) }
    if job.gang?.isDescribed == false { return .groupMissing }
    var features: [PodFeature] = job.group?.needsPodAffinity == true ? [.podAffinity] : []
    for set in job.podSets {
      var found = set.template.unsimulated
      if case .required? = set.topology?.mode { found.append(.topology) }
      for entry in set.template.effectiveRequest.entries where entry.amount > 0 {
        switch entry.name {
        case .cpu, .memory, .pods, .nvidiaGPU: break
        default: found.append(.resource(entry.name))
        }
      }
      for feature in found where !features.contains(feature) { features.append(feature) }
    }
    return features.isEmpty ? nil : .notSimulated(features)
  }

  // MARK: What happens

  public mutating func observe(_ event: ClusterEvent, _ world: World) {
    clock.hasNews = true
    work.observe(event)
    switch event {
    case .podGone(let pod, _, let cause):
      if cause != .finished, world.jobs[world.job(of: pod)].gang != nil { hasLosses = true }
    case .jobEnded(let job): staleSince[job] = nil
    case .nodeChanged: translation.forgetNodes()
    case .quotaChanged(let change): tree.apply(change)
    default: break
    }
  }

  // MARK: When

  public func nextWake(_ world: World) -> SimTime? {
    if isMidSession { return world.now }
    if clock.hasNews, work.waiting > 0 || hasLosses { return clock.next(from: world.now) }
    return nextStaleSession(world)
  }

  /// The session that evicts the gang whose grace is over first.
  private func nextStaleSession(_ world: World) -> SimTime? {
    guard let grace = options.session.staleGracePeriod else { return nil }
    let first = work.active.compactMap { staleSince[$0] }.min()
    return first.map {
      let end = saturatingSum($0.nanoseconds, max(0, grace.nanoseconds))
      return clock.next(from: max(world.now, SimTime(nanoseconds: end)))
    }
  }

  public func onlyTimeoutsAhead(_ world: World) -> Bool {
    !isMidSession && !(clock.hasNews && (work.waiting > 0 || hasLosses))
  }

  public var isMidSession: Bool { !plan.isEmpty || isThinking }
  public var isThinking: Bool { opening != nil || session != nil }

  // MARK: Decisions

  public mutating func decide(_ world: World, explaining: Bool) -> ControlDecision? {
    if !isMidSession {
      guard let wake = nextWake(world), wake <= world.now else { return nil }
      clock.hold(at: world.now)
      hasLosses = false
      open(world, explaining: explaining)
      if isLarge(world) { return nil }
    }
    if isThinking {
      think(world, explaining: explaining)
      if isThinking { return nil }
    }
    guard let decision = plan.take(world) else { return nil }
    if case .bind(let pod, _, _) = decision.action {
      work.bound(pod)
      told[world.job(of: pod)] = nil
      clock.hasNews = true
    }
    return decision
  }

  /// So large that to look at everything once is a step of its own.
  private func isLarge(_ world: World) -> Bool {
    world.podStatus.count + world.nodeStatus.count > 1_000
  }

  private mutating func open(_ world: World, explaining: Bool) {
    for job in work.active {
      guard let reason = unserved[job], !toldUnserved[job], !world.pendingPods(of: job).isEmpty
      else { continue }
      toldUnserved[job] = true
      plan.add(.pend(job), world, why: explaining ? .kai(.unserved(reason)) : nil)
    }
    opening = KAI.Session(snapshot(world), options: options.session)
  }

  /// A step of the session; the last one makes the plan.
  private mutating func think(_ world: World, explaining: Bool) {
    if let opened = opening {
      opening = nil
      session = opened.begin(actions: options.actions, explaining: explaining)
      if isLarge(world) { return }
    }
    if !isDecided {
      if session?.advance() ?? false { return }
      isDecided = true
      if isLarge(world) { return }
    }
    guard let outcome = session?.outcome() else { return }
    session = nil
    isDecided = false
    standing = outcome.queues
    for job in work.active { staleSince[job] = nil }
    for stale in outcome.stale {
      if let job = work.jobOfID[stale.podGroup] { staleSince[job] = stale.since }
    }
    for decision in outcome.decisions { add(decision, outcome, world, explaining: explaining) }
    for waiting in outcome.waiting {
      guard let job = work.jobOfID[waiting.podGroup] else { continue }
      let reasons = waiting.reasons.map(\.withoutDetails)
      guard told[job] != reasons else { continue }
      told[job] = reasons
      plan.add(
        .pend(job), world, refused: waiting.refusedNodes,
        why: explaining
          ? .kai(
            .waiting(waiting, shares: outcome.sharesBefore, divisions: outcome.divisions)) : nil)
    }
  }

  private mutating func add(
    _ decision: KAI.Decision, _ outcome: KAI.SessionOutcome, _ world: World, explaining: Bool
  ) {
    func placement(_ bind: KAI.Bind) -> KAI.PlacementTable? {
      outcome.placements.first { $0.pod == bind.pod && $0.chosen == bind.node }
    }
    switch decision {
    case .bind(let bind):
      guard let pod = work.podOfID[bind.pod], let node = world.state.node(named: bind.node) else {
        return
      }
      let minimum = world.jobs[world.job(of: pod)].gang?.minimum ?? 1
      plan.add(
        .bind(pod, to: node), world, gpus: choice(bind, pod, world),
        why: explaining ? .kai(.bound(bind, minMember: minimum, placement(bind))) : nil,
        whyFailed: explaining ? .kai(.bindFailed(bind)) : nil)
    case .pipeline(let bind):
      guard let pod = work.podOfID[bind.pod], world.podStatus[pod].phase == .pending else { return }
      plan.add(
        .nominate(pod, on: world.state.node(named: bind.node)), world,
        why: explaining ? .kai(.nominated(bind, placement(bind))) : nil)
    case .evict(let eviction):
      guard let pod = work.podOfID[eviction.pod] else { return }
      plan.add(
        .evict(pod, cause(eviction, world)), world,
        why: explaining ? .kai(.evicted(eviction, shares: outcome.sharesBefore)) : nil)
    }
  }

  /// A share so close to a whole GPU that KAI counts it as one takes an untouched device.
  private func choice(
    _ bind: KAI.Bind, _ pod: PodIndex, _ world: World
  ) -> SessionPlan.GPUChoice {
    guard world.state.record(of: pod).gpuShareMilli > 0 else { return .any }
    return bind.gpuGroups.isEmpty ? .untouched(1) : .groups(bind.gpuGroups)
  }

  private func cause(_ eviction: KAI.Eviction, _ world: World) -> EvictionCause {
    guard let beneficiary = eviction.beneficiary, let job = work.jobOfID[beneficiary] else {
      return .gangBroken
    }
    if eviction.action == .consolidation || eviction.movesTo != nil { return .movedFor(job: job) }
    return eviction.action == .reclaim
      ? .reclaimedFor(queue: world.jobs[job].queueName, job: job) : .preemptedByJob(job)
  }

  func isServed(_ job: JobIndex) -> Bool { unserved[job] == nil }

  // MARK: Pictures

  public func lines(_ world: World) -> [WaitingLine] {
    work.lines(world, tree) { unserved[$0] != nil }
  }

  /// Up to here a queue keeps what it has: the larger of deserved amount and fair share in the last
  /// session; before it, what is written.
  public func entitlements(_ world: World) -> [Entitlement] {
    var list: [Entitlement] = []
    let standings = Dictionary((standing?.queues ?? []).map { ($0.id, $0) }) { first, _ in first }
    for (index, queue) in tree.queues.enumerated() {
      let known = standings[queue.name]
      for (kind, resource) in KAI.resourceNames {
        let scale = resource == .nvidiaGPU ? 1_000.0 : 1
        let amount = known?[kind].allocatable ?? tree.deserved(index, resource).map(Double.init)
        guard let amount, amount >= 0 else { continue }
        list.append(
          Entitlement(
            queue: queue.name, resource: resource,
            amount: Int(min((amount * scale).rounded(), 9e18))))
      }
    }
    return list
  }
}

extension KAI {
  static let resourceNames: [(Resource, ResourceName)] = [
    (.cpu, .cpu), (.memory, .memory), (.gpu, .nvidiaGPU),
  ]
}

extension KAI.WaitReason {
  /// The same whether it was explained or not.
  fileprivate var withoutDetails: KAI.WaitReason {
    guard case .noNode(let pod, let found, let minMember, let subGroup, let nodes, _) = self else {
      return self
    }
    return .noNode(
      pod: pod, found: found, minMember: minMember, subGroup: subGroup, nodes: nodes, details: [])
  }
}

extension KAI.Waiting {
  /// Nodes that refused a pod; one node may have several reasons.
  fileprivate var refusedNodes: Int {
    for reason in reasons {
      if case .noNode(_, _, _, _, let nodes, _) = reason { return nodes.map(\.nodes).max() ?? 0 }
    }
    return 0
  }
}
