import Cluster
import KubeScheduling
import Simulation

/// Gödel (kubewharf/godel-scheduler, rules as in `BatchQueueing.Godel`): a dispatcher hands units of
/// pods to several schedulers, which place them at the same time on what each saw last; one binder
/// lets the first come and refuses what no longer fits.
///
/// All schedulers look at the cluster at the same moment, place one unit each without seeing each
/// other, and the binder goes through what they sent: that is a round. Rounds follow one another as
/// long as there are units to try. The pods of a described gang are one unit, every other pod is one
/// by itself. Filters and scores are kube-scheduler's. Left out: preemption, rescheduling, divided
/// clusters, and news that travel slowly between rounds.
public struct GodelControlPlane: ControlPlane {
  /// How it is set up.
  public struct Options: Sendable {
    public var schedulers: Int
    /// Each scheduler prefers a part of the nodes, dealt out in turn by name; else all prefer all.
    public var isPartitioned: Bool
    public var profile: SchedulingProfile
    /// How long a round takes; pods start at its end.
    public var roundLatency: SimDuration
    /// From the creation of a group; later it is not tried any more (5 minutes when the PodGroup
    /// says nothing).
    public var groupTimeout: SimDuration
    /// Decides between equally loaded schedulers.
    public var seed: Seed

    public init(
      schedulers: Int = 2, isPartitioned: Bool = true,
      profile: SchedulingProfile = .kubernetesDefault(), roundLatency: SimDuration = .zero,
      groupTimeout: SimDuration = .seconds(300), seed: Seed = Seed("godel")
    ) {
      self.schedulers = max(1, schedulers)
      self.isPartitioned = isPartitioned
      self.profile = profile
      self.roundLatency = max(.zero, roundLatency)
      self.groupTimeout = groupTimeout
      self.seed = seed
    }
  }

  /// A group or a pod by itself, by its first pod.
  struct Unit: Sendable {
    enum Place: Sendable { case nowhere, dispatcher, queued, parked, timedOut }
    var place = Place.nowhere
    var scheduler: Int?
    var createdAt = SimTime.zero
    var arrival = 0
    /// Pods of it have run: later ones need not wait for each other.
    var everScheduled = false
  }

  public let options: Options
  /// Pods that the binder refused so far, those included whose group went with them.
  public internal(set) var conflicts = 0
  /// Rounds in which at least one scheduler had something to place.
  public internal(set) var rounds = 0
  var packer: PodPacker
  var schedulers: [GodelScheduler] = []
  /// By their first pod; of other pods unused.
  var units: [Unit] = []
  var ranks: [Int] = []
  private var arrivals = 0
  /// Units that the dispatcher has, first come first served.
  var waiting: [Int] = []
  var parked: [Int] = []
  var random: SeededGenerator
  var freeAt = SimTime.zero
  var planned: [(decision: ControlDecision, incarnation: Int)] = []
  var plannedNext = 0
  /// Pods may need others that come to run near them.
  private var hasAffinity = false

  public init(_ options: Options = Options()) {
    self.options = options
    packer = PodPacker(options.profile, for: WorkPlan(jobs: []))
    random = SeededGenerator(seed: options.seed, stream: "godel dispatcher")
  }

  public mutating func begin(_ world: World) {
    packer = PodPacker(options.profile, for: world.plan)
    ranks = world.jobs.map { $0.rank ?? $0.priority }
    units = Array(repeating: Unit(), count: world.plan.pods.count)
    hasAffinity = world.plan.pods.contains { !$0.podAffinity.required.isEmpty }
    let byName = world.state.nodes.indices.sorted {
      (world.state.nodes[$0].name, $0) < (world.state.nodes[$1].name, $1)
    }
    let count = options.schedulers
    schedulers = (0..<count).map { scheduler in
      let own = byName.enumerated().filter { $0.offset % count == scheduler }.map(\.element)
      return GodelScheduler(
        packer.scheduler.profiles, part: options.isPartitioned && count > 1 ? Set(own) : nil)
    }
  }

  // MARK: Units

  func isGroup(_ job: JobIndex, _ world: World) -> Bool {
    world.jobs[job].gang?.isDescribed == true
  }

  func unit(of pod: PodIndex, _ world: World) -> Int {
    let job = world.job(of: pod)
    return isGroup(job, world) ? world.pods(of: job).lowerBound : pod
  }

  /// Pods of the unit that wait.
  func pending(_ unit: Int, _ world: World) -> [PodIndex] {
    let job = world.job(of: unit)
    if isGroup(job, world) { return world.pendingPods(of: job) }
    return world.podStatus[unit].phase == .pending ? [unit] : []
  }

  /// Pods without which the unit does not start.
  func minimum(_ unit: Int, _ world: World) -> Int {
    let job = world.job(of: unit)
    return isGroup(job, world) ? world.jobs[job].gang?.minimum ?? 1 : 1
  }

  /// Higher rank first, then older, then first come.
  func precedes(_ a: Int, _ b: Int, _ world: World) -> Bool {
    func key(_ unit: Int) -> (Int, SimTime, Int) {
      let rank = ranks[world.job(of: unit)]
      return (rank == .min ? .max : -rank, units[unit].createdAt, units[unit].arrival)
    }
    return key(a) < key(b)
  }

  mutating func enqueue(_ unit: Int, _ world: World) {
    guard let scheduler = units[unit].scheduler, units[unit].place != .timedOut else { return }
    if units[unit].place == .queued { return }
    if units[unit].place == .parked { parked.removeAll { $0 == unit } }
    units[unit].place = .queued
    let queue = schedulers[scheduler].queue
    let at = queue.firstIndex { precedes(unit, $0, world) } ?? queue.count
    schedulers[scheduler].queue.insert(unit, at: at)
  }

  // MARK: What happens

  public mutating func observe(_ event: ClusterEvent, _ world: World) {
    switch event {
    case .podCreated(let pod): created(pod, world)
    case .podGone, .nodeChanged, .claimDeallocated: wakeParked(world)
    case .podStarted: if hasAffinity { wakeParked(world) }
    case .podDeleted(let pod): forget(unit(of: pod, world), world)
    case .jobEnded(let job):
      for pod in world.pods(of: job) { forget(pod, world) }
    case .jobRunsAlready(let job):
      if isGroup(job, world) { units[world.pods(of: job).lowerBound].everScheduled = true }
    case .jobArrived, .jobRequeued, .quotaChanged: break
    }
  }

  private mutating func created(_ pod: PodIndex, _ world: World) {
    let unit = unit(of: pod, world)
    let isGroup = isGroup(world.job(of: pod), world)
    if !isGroup || units[unit].arrival == 0 {
      arrivals += 1
      units[unit] = Unit(createdAt: world.now, arrival: arrivals)
    }
    if units[unit].scheduler == nil {
      if units[unit].place == .nowhere {
        units[unit].place = .dispatcher
        waiting.append(unit)
      }
      if isGroup, pending(unit, world).count < minimum(unit, world) {
        plan(
          .gate(pod), world,
          GodelReason(
            pod: pod, scheduler: nil,
            verdict: .waitingForPods(
              existing: pending(unit, world).count, minimum: minimum(unit, world)), cycle: nil))
      }
    } else {
      enqueue(unit, world)
    }
  }

  private mutating func wakeParked(_ world: World) {
    let units = parked
    for unit in units { enqueue(unit, world) }
  }

  /// The unit has no pods that wait any more.
  private mutating func forget(_ unit: Int, _ world: World) {
    guard pending(unit, world).isEmpty else { return }
    switch units[unit].place {
    case .dispatcher: waiting.removeAll { $0 == unit }
    case .queued:
      if let scheduler = units[unit].scheduler {
        schedulers[scheduler].queue.removeAll { $0 == unit }
      }
    case .parked: parked.removeAll { $0 == unit }
    case .nowhere, .timedOut: return
    }
    units[unit].place = .nowhere
  }

  mutating func plan(
    _ action: ControlAction, _ world: World, _ reason: GodelReason, _ decision: Decision? = nil
  ) {
    planned.append(
      (
        ControlDecision(
          action, startDelay: options.roundLatency, feasible: decision?.feasible ?? 0,
          refused: decision?.refused ?? 0, why: .godel(reason)),
        world.podStatus[reason.pod].incarnation
      ))
  }

  // MARK: When

  public var isMidSession: Bool { plannedNext < planned.count }

  var hasWork: Bool { schedulers.contains { !$0.queue.isEmpty } }

  func isReady(_ unit: Int, _ world: World) -> Bool {
    pending(unit, world).count >= minimum(unit, world)
  }

  /// When the first group that has not started is given up.
  private func nextTimeout(_ world: World) -> SimTime? {
    (waiting + parked).filter { canTimeOut($0, world) }.map { timeout(of: $0) }.min()
  }

  func canTimeOut(_ unit: Int, _ world: World) -> Bool {
    isGroup(world.job(of: unit), world) && !units[unit].everScheduled
  }

  func timeout(of unit: Int) -> SimTime { units[unit].createdAt + options.groupTimeout }

  public func nextWake(_ world: World) -> SimTime? {
    if isMidSession { return world.now }
    if hasWork || waiting.contains(where: { isReady($0, world) }) { return max(world.now, freeAt) }
    return nextTimeout(world).map { max($0, freeAt) }
  }

  public func onlyTimeoutsAhead(_ world: World) -> Bool {
    !isMidSession && !hasWork && !waiting.contains { isReady($0, world) }
  }

  // MARK: Decisions

  public mutating func decide(_ world: World, explaining: Bool) -> ControlDecision? {
    while true {
      while plannedNext < planned.count {
        let next = planned[plannedNext]
        plannedNext += 1
        if plannedNext == planned.count {
          planned.removeAll(keepingCapacity: true)
          plannedNext = 0
        }
        if isStillMeant(next, world) { return next.decision }
      }
      guard world.now >= freeAt, round(world, explaining: explaining) else { return nil }
    }
  }

  private mutating func isStillMeant(
    _ next: (decision: ControlDecision, incarnation: Int), _ world: World
  ) -> Bool {
    let pod: PodIndex
    switch next.decision.action {
    case .bind(let bound, let node, _):
      pod = bound
      if world.podStatus[pod].phase == .pending,
        !packer.passes(StartReservation.Place(pod: pod, node: node), world.state)
      {
        // Something happened at the same moment; its scheduler tries again.
        enqueue(unit(of: pod, world), world)
        return false
      }
    case .unschedulable(let tried), .gate(let tried): pod = tried
    default: return true
    }
    return world.podStatus[pod].phase == .pending
      && world.podStatus[pod].incarnation == next.incarnation
  }

  // MARK: Pictures

  public func lines(_ world: World) -> [WaitingLine] {
    func pods(_ units: [Int]) -> WaitingLine.Members {
      .pods(units.flatMap { pending($0, world) })
    }
    let gone = units.indices.filter { units[$0].place == .timedOut }
    return [
      WaitingLine(.ready, pods(schedulers.flatMap(\.queue))),
      WaitingLine(.unschedulable, pods(parked + gone)), WaitingLine(.gated, pods(waiting)),
    ]
  }
}
