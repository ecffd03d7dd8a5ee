import Cluster
import KubeScheduling
import Simulation

/// How kube-scheduler treats jobs that have a gang.
public enum KubeGangMode: Hashable, Sendable {
  /// It does not know gangs: pods go one by one (feature GangScheduling off, the default).
  case off
  /// The plugin GangScheduling of v1.35 (KEP-4671, alpha): pods wait before the queue until
  /// `minimum` of them exist, go one by one in queue order, and hold their nodes at Permit until
  /// `minimum` of them have one. A gang that is not complete `timeout` after its first pod began to
  /// wait gives everything back.
  case permit(timeout: SimDuration)
  /// The pod-group cycle of v1.36 (alpha): with the first pod of a gang all its waiting pods are
  /// tried together; either at least `minimum` are bound or none, and nothing is held meanwhile.
  case podGroupCycle

  /// v1.35 with its time-out of 5 minutes.
  public static let standardPermit = KubeGangMode.permit(timeout: .seconds(300))
}

/// kube-scheduler as the only control plane of the cluster.
///
/// Several profiles share one queue and one rotating start, as in the real one. Pods name theirs; a
/// pod whose scheduler is none of them waits for ever in no queue.
///
/// Preemption is the default one, pod by pod. Not simulated: preemption inside the pod-group cycle.
public struct KubeControlPlane: ControlPlane {
  /// How it is set up.
  public struct Options: Sendable {
    /// At least one.
    public var profiles: [SchedulingProfile]
    /// Whether pods may evict others of lower priority (DefaultPreemption), where their profile has
    /// it.
    public var preempts: Bool
    public var gang: KubeGangMode
    public var backoff: BackoffPolicy
    /// How long one scheduling cycle occupies the scheduler; the pod starts at its end. Zero:
    /// decisions take no time.
    public var cycleLatency: SimDuration
    /// Pods that come before wait.
    public var startsAt: SimTime
    /// For the place at which each search for victims begins.
    public var seed: Seed

    public init(
      profiles: [SchedulingProfile] = [.kubernetesDefault()], preempts: Bool = true,
      gang: KubeGangMode = .off, backoff: BackoffPolicy = BackoffPolicy(),
      cycleLatency: SimDuration = .zero, startsAt: SimTime = .zero, seed: Seed = Seed("0")
    ) {
      self.profiles = profiles.isEmpty ? [.kubernetesDefault()] : profiles
      self.preempts = preempts
      self.seed = seed
      self.gang = gang
      self.backoff = backoff
      self.cycleLatency = max(.zero, cycleLatency)
      self.startsAt = startsAt
    }
  }

  /// A decision that waits to be handed out.
  struct Planned: Sendable {
    var decision: ControlDecision
    /// The pod as it was when it was decided about; another life of it is not meant.
    let pod: PodIndex
    let incarnation: Int
  }

  public let options: Options
  var queue: KubeQueue
  var scheduler: Scheduler
  /// The distinct priorities of all pods, ascending, the place of each pod's among them, and how
  /// many pods of each hold a node.
  private var priorities: [Int] = []
  private var priorityOf: [Int32] = []
  private var held: [Int] = []
  /// Nodes that pods left or that changed, in order, and per pod how many of them its last attempt
  /// knew (-1: ask all nodes). What a failed attempt learned stays true for all other nodes.
  private var releases: [NodeIndex] = []
  private var releasesKnown: [Int32] = []
  /// When the scheduler has time for the next cycle.
  var freeAt: SimTime
  private var planned: [Planned] = []
  private var plannedNext = 0
  /// Until when the gang of a job may hold nodes at Permit; `nil` before its first wait.
  var deadlines: [SimTime?] = []
  /// Jobs with pods at Permit.
  var atPermit: [JobIndex] = []
  /// Pods whose gang ran out of time: only the others of the gang wake them.
  var isExpired: [Bool] = []

  public init(_ options: Options = Options()) {
    self.options = options
    queue = KubeQueue(ranks: [], backoff: options.backoff)
    scheduler = Scheduler(options.profiles)
    freeAt = options.startsAt
  }

  public mutating func begin(_ world: World) {
    queue = KubeQueue(
      ranks: world.plan.pods.indices.map {
        let job = world.jobs[world.job(of: $0)]
        return job.rank ?? job.priority
      }, backoff: options.backoff)
    releasesKnown = Array(repeating: -1, count: world.plan.pods.count)
    deadlines = Array(repeating: nil, count: world.jobs.count)
    isExpired = Array(repeating: false, count: world.plan.pods.count)
    priorities = Set(world.plan.pods.map(\.priority)).sorted()
    let places = Dictionary(
      priorities.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    priorityOf = world.plan.pods.map { places[$0.priority] ?? 0 }
    held = Array(repeating: 0, count: priorities.count)
  }

  /// Whether the pod names one of the profiles.
  func serves(_ pod: PodIndex, _ world: World) -> Bool {
    options.profiles.contains { $0.schedulerName == world.plan.pods[pod].schedulerName }
  }

  // MARK: What happens

  public mutating func observe(_ event: ClusterEvent, _ world: World) {
    switch event {
    case .podCreated(let pod): created(pod, world)
    case .podDeleted(let pod): queue.remove(pod)
    case .podGone(let pod, let node, let cause):
      releases.append(node)
      if serves(pod, world) { held[Int(priorityOf[pod])] -= 1 }
      if cause == .released, isExpired[pod] {
        queue.park(pod, at: world.now)
      } else if cause == .released {
        queue.putAside(pod, at: world.now)
      }
      leftPermit(world.job(of: pod), world)
      queue.wake(at: world.now)
    case .nodeChanged(let node):
      releases.append(node)
      queue.wake(at: world.now)
    case .jobRunsAlready(let job):
      for pod in world.pods(of: job) where world.podStatus[pod].holds && serves(pod, world) {
        held[Int(priorityOf[pod])] += 1
      }
    case .claimDeallocated:
      // Its devices may be anywhere; what failed attempts learned counts no more.
      for pod in releasesKnown.indices { releasesKnown[pod] = -1 }
      queue.wake(at: world.now)
    case .jobArrived, .jobEnded, .jobRequeued, .podStarted, .quotaChanged: break
    }
  }

  private mutating func created(_ pod: PodIndex, _ world: World) {
    let job = world.job(of: pod)
    guard serves(pod, world) else { return }
    releasesKnown[pod] = -1
    isExpired[pod] = false
    guard isGang(job, world) else {
      queue.add(pod, at: world.now)
      return
    }
    queue.addGated(pod, at: world.now)
    if gateReason(job, world) != nil {
      plan(.gate(pod), pod, world)
      return
    }
    for member in world.pods(of: job) {
      queue.ungate(member)
      // A new pod of the gang is news for those that lost their reservations.
      if queue.place[member] == .parked { queue.wake(member, world.now) }
    }
  }

  // MARK: When

  public func nextWake(_ world: World) -> SimTime? {
    if plannedNext < planned.count { return max(world.now, options.startsAt) }
    var wake: SimTime?
    func consider(_ time: SimTime) { wake = wake.map { min($0, time) } ?? time }
    if queue.hasNext { consider(max(world.now, freeAt)) }
    if let end = queue.nextRestEnd { consider(max(end, options.startsAt)) }
    for job in atPermit { if let deadline = deadlines[job] { consider(deadline) } }
    return wake
  }

  public func onlyTimeoutsAhead(_ world: World) -> Bool {
    plannedNext >= planned.count && !queue.hasNext && queue.nextRestEnd == nil
  }

  public var isMidSession: Bool { plannedNext < planned.count }

  // MARK: Decisions

  public mutating func decide(_ world: World, explaining: Bool) -> ControlDecision? {
    while plannedNext < planned.count {
      let next = planned[plannedNext]
      plannedNext += 1
      if plannedNext == planned.count {
        planned.removeAll(keepingCapacity: true)
        plannedNext = 0
      }
      guard isStillMeant(next, world) else { continue }
      if explaining, case .gate(let pod) = next.decision.action {
        return ControlDecision(
          .gate(pod), why: gateReason(world.job(of: pod), world).map { .gang($0) })
      }
      return next.decision
    }
    queue.flush(at: world.now)
    if expire(world, explaining: explaining) { return decide(world, explaining: explaining) }
    guard world.now >= freeAt else { return nil }
    while let pod = queue.pop() {
      let job = world.job(of: pod)
      if isGang(job, world), gateReason(job, world) != nil {
        queue.gate(pod)
        return ControlDecision(
          .gate(pod), why: explaining ? gateReason(job, world).map { .gang($0) } : nil)
      }
      if options.gang == .podGroupCycle, isGang(job, world) {
        groupCycle(pod, world, explaining: explaining)
        return decide(world, explaining: explaining)
      }
      return cycle(pod, world, explaining: explaining)
    }
    return nil
  }

  private func isStillMeant(_ next: Planned, _ world: World) -> Bool {
    let status = world.podStatus[next.pod]
    guard status.incarnation == next.incarnation else { return false }
    switch next.decision.action {
    case .confirm, .release: return status.phase == .reserved
    case .evict: return status.holds && status.phase != .ending
    case .deallocate(let claim, let pod):
      return status.phase == .pending && world.state.isIdle(claim, but: pod)
    case .gate: return status.phase == .pending && queue.place[next.pod] == .gated
    default: return status.phase == .pending
    }
  }

  mutating func plan(
    _ action: ControlAction, _ pod: PodIndex, _ world: World, _ decision: Decision? = nil,
    why: Why? = nil
  ) {
    planned.append(
      Planned(
        decision: ControlDecision(
          action, startDelay: options.cycleLatency, feasible: decision?.feasible ?? 0,
          refused: decision?.refused ?? 0, why: why),
        pod: pod, incarnation: world.podStatus[pod].incarnation))
  }

  /// One cycle for one pod.
  private mutating func cycle(
    _ pod: PodIndex, _ world: World, explaining: Bool
  ) -> ControlDecision {
    let (decision, why) = search(pod, world.state, explaining: explaining)
    freeAt = world.now + options.cycleLatency
    guard let node = decision.node else {
      queue.putAside(pod, at: freeAt)
      planDeallocation(pod, world, explaining: explaining)
      let result = preempt(pod, world, explaining: explaining)
      return ControlDecision(
        .unschedulable(pod), feasible: decision.feasible, refused: decision.refused,
        why: why.map { .kube($0, gang: nil, preemption: result) })
    }
    let (action, reason) = permit(pod, node, world)
    return ControlDecision(
      action, startDelay: options.cycleLatency, feasible: decision.feasible,
      refused: decision.refused, why: why.map { .kube($0, gang: reason) })
  }

  /// Filters and scores, without changing anything but the rotating start.
  mutating func search(
    _ pod: PodIndex, _ state: ClusterState, isTrial: Bool = false, explaining: Bool
  ) -> (Decision, KubeScheduling.Explanation?) {
    if explaining {
      let explanation = scheduler.explain(pod, in: state)
      return (explanation.decision, explanation)
    }
    if isTrial { return (scheduler.schedule(pod, in: state), nil) }
    let known = Int(releasesKnown[pod])
    let attempt = scheduler.attempt(
      pod, in: state, changed: known < 0 ? nil : releases[known...])
    releasesKnown[pod] = attempt.isSettled ? Int32(releases.count) : -1
    return (attempt.decision, nil)
  }

  /// The pod will hold a node.
  mutating func noteHeld(_ pod: PodIndex) { held[Int(priorityOf[pod])] += 1 }

  /// Whether a pod of lower priority holds a node.
  func hasLower(_ pod: PodIndex) -> Bool {
    held[..<Int(priorityOf[pod])].contains { $0 > 0 }
  }

  func failures(of pod: PodIndex) -> Int { queue.failures(of: pod) }

  // MARK: Pictures

  public func lines(_ world: World) -> [WaitingLine] {
    let permit = atPermit.flatMap { job in
      world.pods(of: job).filter { world.podStatus[$0].phase == .reserved }
    }
    let strangers = world.podStatus.indices.filter {
      world.podStatus[$0].phase == .pending && !serves($0, world)
    }
    return [
      WaitingLine(.unserved, .pods(strangers)),
      WaitingLine(.ready, .pods(queue.readyOrder)),
      WaitingLine(.backoff, .pods(queue.pods(in: .resting))),
      WaitingLine(.unschedulable, .pods(queue.pods(in: .waiting) + queue.pods(in: .parked))),
      WaitingLine(.gated, .pods(queue.pods(in: .gated))),
      WaitingLine(.permit, .pods(permit)),
    ]
  }
}
