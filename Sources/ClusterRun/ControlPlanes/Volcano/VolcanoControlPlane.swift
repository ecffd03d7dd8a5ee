import BatchQueueing
import Cluster
import Simulation

/// Volcano as the only scheduler of the cluster: a session every second.
///
/// Jobs become pod groups: a gang's minimum is `minMember` (1 without a gang), minima of pod sets
/// are `minTaskMember`, the first pods up to the minimum make `minResources`. Phases of pod groups,
/// nominated nodes and the place where the search for nodes goes on live from session to session.
/// Without a GPU-sharing plugin a share of a GPU takes a whole one.
public struct VolcanoControlPlane: ControlPlane {
  /// How it is set up.
  public struct Options: Sendable {
    public var configuration: Volcano.Configuration
    public var queues: [BatchQueue]
    /// `schedule-period`; Volcano's default is 1 s.
    public var period: SimDuration

    public init(
      configuration: Volcano.Configuration = .standard, queues: [BatchQueue] = [],
      period: SimDuration = .seconds(1)
    ) {
      self.configuration = configuration
      self.queues = queues
      self.period = period
    }
  }

  public let options: Options
  public private(set) var tree: BatchQueueTree
  /// The queues at the end of the last session.
  public private(set) var reports: [Volcano.QueueReport] = []
  private(set) var work = BatchWork()
  private var clock: SessionClock
  private var plan = SessionPlan()
  /// A session in its steps: about to begin, under way. Apart from each other, so that each changes
  /// in place.
  private var opening: Volcano.Session?
  private var session: Volcano.SessionWork?
  /// Its actions are done.
  private var isDecided = false
  var translation = VolcanoTranslation()
  var phases: [Volcano.PodGroup.Phase] = []
  private(set) var firstNode = 0
  private var unserved: [Unserved?] = []
  /// What was told last of a job that waits.
  private var told: [[Volcano.Obstacle]?] = []
  private var toldUnserved: [Bool] = []

  public init(_ options: Options = Options()) {
    self.options = options
    tree = BatchQueueTree(options.queues)
    clock = SessionClock(period: options.period)
  }

  public mutating func begin(_ world: World) {
    work = BatchWork(world)
    translation = VolcanoTranslation(world)
    phases = Array(repeating: .pending, count: world.jobs.count)
    told = Array(repeating: nil, count: world.jobs.count)
    toldUnserved = Array(repeating: false, count: world.jobs.count)
    unserved = world.jobs.map { reason(notToServe: $0) }
  }

  private func reason(notToServe job: Job) -> Unserved? {
    if tree.index(of: job.queueName) == nil { return .unknownQueue(job.queueName) }
    if job.gang?.isDescribed == false { return .groupMissing }
    for set in job.podSets {
      if case .required(let level)? = set.topology?.mode, translation.tiers[level] == nil {
        return .unknownLevel(level)
      }
    }
    var features: [PodFeature] = job.group?.needsPodAffinity == true ? [.podAffinity] : []
    for set in job.podSets {
      for feature in set.template.unsimulated where !features.contains(feature) {
        features.append(feature)
      }
    }
    return features.isEmpty ? nil : .notSimulated(features)
  }

  // MARK: What happens

  public mutating func observe(_ event: ClusterEvent, _ world: World) {
    clock.hasNews = true
    work.observe(event)
    switch event {
    case .jobRunsAlready(let job): phases[job] = .running
    case .nodeChanged: translation.forgetNodes()
    case .quotaChanged(let change): tree.apply(change)
    default: break
    }
  }

  // MARK: When

  public func nextWake(_ world: World) -> SimTime? {
    if isMidSession { return world.now }
    return clock.hasNews && work.waiting > 0 ? clock.next(from: world.now) : nil
  }

  public var isMidSession: Bool { !plan.isEmpty || isThinking }
  public var isThinking: Bool { opening != nil || session != nil }

  // MARK: Decisions

  public mutating func decide(_ world: World, explaining: Bool) -> ControlDecision? {
    if !isMidSession {
      guard let wake = nextWake(world), wake <= world.now else { return nil }
      clock.hold(at: world.now)
      open(world, explaining: explaining)
      if isThinking, isLarge(world) { return nil }
    }
    if isThinking {
      think(world, explaining: explaining)
      if isThinking { return nil }
    }
    guard let decision = plan.take(world) else { return nil }
    switch decision.action {
    case .bind(let pod, _, _):
      work.bound(pod)
      told[world.job(of: pod)] = nil
      clock.hasNews = true
    case .nominate: clock.hasNews = true
    default: break
    }
    return decision
  }

  /// So large that to look at everything once is a step of its own.
  private func isLarge(_ world: World) -> Bool {
    world.podStatus.count + world.nodeStatus.count > 1_000
  }

  private mutating func open(_ world: World, explaining: Bool) {
    tellUnserved(world, explaining: explaining)
    let snapshot = snapshot(world)
    do {
      opening = try Volcano.Session(snapshot, options.configuration)
    } catch {
      for job in work.active where !world.pendingPods(of: job).isEmpty && told[job] != [] {
        told[job] = []
        plan.add(.pend(job), world, why: explaining ? .volcano(.invalid(error.problems)) : nil)
      }
    }
  }

  /// A step of the session; the last one makes the plan.
  private mutating func think(_ world: World, explaining: Bool) {
    if let opened = opening {
      opening = nil
      session = opened.begin(explaining: explaining ? .everything : .nothing)
      if isLarge(world) { return }
    }
    if !isDecided {
      if session?.advance() ?? false { return }
      isDecided = true
      if isLarge(world) { return }
    }
    guard let outcome = session?.close() else { return }
    session = nil
    isDecided = false
    firstNode = outcome.nextNode
    reports = outcome.queues
    for change in outcome.phaseChanges {
      guard let job = work.jobOfID[change.podGroup] else { continue }
      phases[job] = change.to
      clock.hasNews = true
    }
    take(outcome, world, explaining: explaining)
  }

  private mutating func take(
    _ outcome: Volcano.SessionOutcome, _ world: World, explaining: Bool
  ) {
    func placement(_ task: String, _ node: String) -> Volcano.Placement? {
      outcome.placements.last { $0.task == task && $0.node == node }
    }
    for bind in outcome.binds {
      guard let pod = work.podOfID[bind.task], let node = world.state.node(named: bind.node) else {
        continue
      }
      let record = world.state.record(of: pod)
      let minimum = world.jobs[world.job(of: pod)].gang?.minimum ?? 1
      plan.add(
        .bind(pod, to: node), world, gpus: record.gpuShareMilli > 0 ? .untouched(1) : .any,
        why: explaining
          ? .volcano(.bound(minMember: minimum, placement(bind.task, bind.node))) : nil,
        whyFailed: explaining ? .volcano(.bindFailed(bind)) : nil)
    }
    for eviction in outcome.evictions {
      guard let pod = work.podOfID[eviction.task] else { continue }
      plan.add(
        .evict(pod, cause(eviction, world)), world,
        why: explaining ? .volcano(.evicted(eviction)) : nil)
    }
    // Volcano writes a nominated node only where it made somebody leave.
    for pipelined in outcome.pipelined where pipelined.hasEvicted {
      guard let pod = work.podOfID[pipelined.task] else { continue }
      plan.add(
        .nominate(pod, on: world.state.node(named: pipelined.node)), world,
        why: explaining
          ? .volcano(.nominated(pipelined, placement(pipelined.task, pipelined.node))) : nil)
    }
    for waiting in outcome.waiting {
      guard let job = work.jobOfID[waiting.id], told[job] != waiting.obstacles else { continue }
      told[job] = waiting.obstacles
      let placements = outcome.placements.filter {
        work.podOfID[$0.task].map { world.job(of: $0) } == job
      }
      plan.add(
        .pend(job), world, refused: waiting.refusedNodes,
        why: explaining
          ? .volcano(
            .waiting(
              waiting, queue: outcome.queues.first { $0.name == waiting.queue },
              placements: placements)) : nil)
    }
  }

  private func cause(_ eviction: Volcano.Eviction, _ world: World) -> EvictionCause {
    guard let preemptor = work.podOfID[eviction.preemptor] else { return .gangBroken }
    let job = world.job(of: preemptor)
    return eviction.action == .reclaim
      ? .reclaimedFor(queue: world.jobs[job].queueName, job: job) : .preemptedBy(preemptor)
  }

  private mutating func tellUnserved(_ world: World, explaining: Bool) {
    for job in work.active {
      guard let reason = unserved[job], !toldUnserved[job], !world.pendingPods(of: job).isEmpty
      else { continue }
      toldUnserved[job] = true
      plan.add(.pend(job), world, why: explaining ? .volcano(.unserved(reason)) : nil)
    }
  }

  func isServed(_ job: JobIndex) -> Bool { unserved[job] == nil }

  // MARK: Pictures

  public func lines(_ world: World) -> [WaitingLine] {
    work.lines(world, tree) { unserved[$0] != nil }
  }

  /// What the shares plugin gave each queue in the last session; before it, what is written.
  public func entitlements(_ world: World) -> [Entitlement] {
    var list: [Entitlement] = []
    let known = Dictionary(reports.map { ($0.name, $0) }) { first, _ in first }
    let resources = tree.resources
    for (index, queue) in tree.queues.enumerated() {
      guard let deserved = known[queue.name]?.deserved else {
        for resource in resources {
          guard let amount = tree.deserved(index, resource) else { continue }
          list.append(
            Entitlement(
              queue: queue.name, resource: resource,
              amount: resource == .nvidiaGPU
                ? amount.multipliedReportingOverflow(by: 1_000).partialValue : amount))
        }
        continue
      }
      for amount in deserved.list where !amount.isUnlimited {
        let resource = ResourceName(amount.resource)
        let value = resource == .nvidiaGPU ? amount.value * 1_000 : amount.value
        list.append(
          Entitlement(
            queue: queue.name, resource: resource, amount: Int(min(max(0, value.rounded()), 9e15))
          ))
      }
    }
    return list
  }
}

extension Volcano.WaitingPodGroup {
  /// Nodes that refused the first task without a place.
  fileprivate var refusedNodes: Int {
    for obstacle in obstacles {
      if case .noNode(_, let failures) = obstacle { return failures.nodes }
    }
    return 0
  }
}
