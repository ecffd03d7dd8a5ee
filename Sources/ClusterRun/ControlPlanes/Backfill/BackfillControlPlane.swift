import BatchQueueing
import Cluster
import KubeScheduling
import Simulation

/// A batch system in the manner of Slurm on the nodes of a Kubernetes cluster: whole jobs start,
/// first come first served, and later ones fill holes by the durations that users declare.
///
/// A job of higher rank (its priority, unless a lab orders otherwise) goes first. All its pods are
/// bound at one moment, each to a node that kube-scheduler's filters allow; the profile's scores
/// choose among those. Promises are made for nodes, not for sums over the cluster, so that scattered
/// GPUs count for what they are. It looks after every change; Slurm's backfill thread comes every
/// 30 s. There is no preemption, and gangs are whole anyway: `Job.gang` is not read.
public struct BackfillControlPlane: ControlPlane {
  /// How it is set up.
  public struct Options: Sendable {
    public var policy: Backfill.Policy
    /// Scores choose among nodes, filters say which are allowed.
    public var profile: SchedulingProfile
    /// Waiting jobs that are looked at behind the head (EASY) or at all (conservative), like Slurm's
    /// `bf_max_job_test`; the value is a guess that bounds the work of a look.
    public var depth: Int

    public init(
      policy: Backfill.Policy = .easy,
      profile: SchedulingProfile = BackfillControlPlane.packing(.kubernetesDefault()),
      depth: Int = 100
    ) {
      self.policy = policy
      self.profile = profile
      self.depth = max(1, depth)
    }
  }

  /// What was told about a waiting job: it is told again when this changes.
  private struct Told: Hashable, Sendable {
    let kind: Int
    let start: SimTime?
  }

  public let options: Options
  /// Promises of the last look, in the order of the queue.
  public private(set) var reservations: [StartReservation] = []
  private var packer: PodPacker
  private var ranks: [Int] = []
  /// Jobs with pods that wait, in the order of the queue.
  private var queue: [JobIndex] = []
  /// Jobs with pods on nodes, ascending.
  private var holding: [JobIndex] = []
  /// Jobs of which some pod ran.
  private var hasStarted: [Bool] = []
  /// Nodes kept for pods that come when their leader runs.
  private var keptNode: [NodeIndex?] = []
  private var told: [Told?] = []
  private var planned: [ControlDecision] = []
  private var plannedNext = 0
  private var wantsLook = false
  /// The look under way, and the jobs that it leaves out because pods of theirs are still to come.
  private var planner: BackfillPlanner?
  private var early: [JobIndex] = []
  /// Pods may need others that come to run near them.
  private var hasAffinity = false

  public init(_ options: Options = Options()) {
    self.options = options
    packer = PodPacker(options.profile, for: WorkPlan(jobs: []))
  }

  /// The profile with scores that fill nodes up, GPUs first: a node by itself is what large jobs
  /// need.
  public static func packing(_ profile: SchedulingProfile) -> SchedulingProfile {
    var profile = profile
    profile.scores = [
      .nodeResourcesFit(
        .mostAllocated([
          WeightedResource(.nvidiaGPU, weight: 10), WeightedResource(.cpu, weight: 1),
          WeightedResource(.memory, weight: 1),
        ]), weight: 1)
    ]
    profile.percentageOfNodesToScore = 100
    return profile
  }

  public mutating func begin(_ world: World) {
    packer = PodPacker(options.profile, for: world.plan)
    ranks = world.jobs.map { $0.rank ?? $0.priority }
    hasStarted = Array(repeating: false, count: world.jobs.count)
    told = Array(repeating: nil, count: world.jobs.count)
    hasAffinity = world.plan.pods.contains { !$0.podAffinity.required.isEmpty }
    keptNode = Array(repeating: nil, count: world.plan.pods.count)
  }

  // MARK: What happens

  public mutating func observe(_ event: ClusterEvent, _ world: World) {
    switch event {
    case .podCreated(let pod): created(pod, world)
    case .podStarted(let pod):
      hasStarted[world.job(of: pod)] = true
      hold(world.job(of: pod))
      if hasAffinity { wantsLook = true }
    case .jobRunsAlready(let job):
      hasStarted[job] = true
      hold(job)
    case .podGone(let pod, _, _):
      let job = world.job(of: pod)
      if world.jobStatus[job].holding == 0 { holding.removeAll { $0 == job } }
      forgetPlaces(of: job, world)
      wantsLook = true
    case .podDeleted(let pod):
      forgetPlaces(of: world.job(of: pod), world)
      wantsLook = true
    case .jobEnded(let job):
      queue.removeAll { $0 == job }
      told[job] = nil
      wantsLook = true
    case .nodeChanged, .claimDeallocated: wantsLook = true
    case .jobArrived, .jobRequeued, .quotaChanged: break
    }
  }

  private mutating func hold(_ job: JobIndex) {
    if let place = holding.firstIndex(where: { $0 >= job }) {
      if holding[place] != job { holding.insert(job, at: place) }
    } else {
      holding.append(job)
    }
  }

  private mutating func forgetPlaces(of job: JobIndex, _ world: World) {
    for pod in world.pods(of: job) { keptNode[pod] = nil }
  }

  private mutating func created(_ pod: PodIndex, _ world: World) {
    let job = world.job(of: pod)
    if let node = keptNode[pod] {
      keptNode[pod] = nil
      let place = StartReservation.Place(pod: pod, node: node)
      if packer.passes(place, world.state) {
        let reason = BackfillReason(
          job: job, verdict: .keptPlace, reservations: reservations, refusal: nil)
        return planned.append(
          ControlDecision(
            .bind(pod, to: node, gpus: packer.gpus(place, world.state)), feasible: 1,
            why: .backfill(reason)))
      }
    }
    if !queue.contains(job) {
      func key(_ job: JobIndex) -> (Int, SimTime, Int) {
        (ranks[job] == .min ? .max : -ranks[job], world.jobs[job].arrival, job)
      }
      queue.insert(job, at: queue.firstIndex { key($0) > key(job) } ?? queue.count)
    }
    wantsLook = true
  }

  // MARK: When

  public func nextWake(_ world: World) -> SimTime? {
    wantsLook || isMidSession ? world.now : nil
  }

  public var isMidSession: Bool { isThinking || plannedNext < planned.count }

  public var isThinking: Bool { planner != nil }

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
        if isStillMeant(next.action, world) { return next }
      }
      if !isThinking {
        guard wantsLook else { return nil }
        wantsLook = false
        look(world, explaining: explaining)
      }
      think(world, explaining: explaining)
      if isThinking { return nil }
    }
  }

  /// Something may have happened at the same moment: a machine died under a job that starts.
  private mutating func isStillMeant(_ action: ControlAction, _ world: World) -> Bool {
    switch action {
    case .bind(let pod, let node, _):
      guard world.podStatus[pod].phase == .pending else { return false }
      if packer.passes(StartReservation.Place(pod: pod, node: node), world.state) { return true }
      // The rest of the job is looked at anew.
      wantsLook = true
      return false
    case .pend(let job): return world.jobStatus[job].phase == .active
    default: return true
    }
  }

  private mutating func look(_ world: World, explaining: Bool) {
    queue.removeAll { world.pendingPods(of: $0).isEmpty }
    var units: [StartUnit] = []
    early = []
    for job in queue {
      if let unit = unit(of: job, world) { units.append(unit) } else { early.append(job) }
    }
    var timeline = BackfillTimeline(
      now: world.now, state: world.state, holders: holders(world), packer: packer)
    for (pod, node) in keptPlaces(world) {
      let job = world.job(of: pod)
      timeline.start(
        StartUnit(job: job, pods: [pod], duration: world.jobs[job].expectedDuration),
        at: [StartReservation.Place(pod: pod, node: node)])
    }
    planner = BackfillPlanner(
      policy: options.policy, depth: options.depth, explaining: explaining, timeline: timeline,
      units: units, promises: reservations)
  }

  /// What a step looks at; a guess at some milliseconds.
  private static let effortOfStep = 20_000

  /// A step of the look; the last one makes the plan.
  private mutating func think(_ world: World, explaining: Bool) {
    var spent = 0
    while spent < Self.effortOfStep, planner?.isOver == false {
      spent += planner?.effortOfStep ?? 0
      planner?.step()
    }
    guard let planner, planner.isOver else { return }
    self.planner = nil
    reservations = planner.timeline.reservations
    for outcome in planner.outcomes { tell(outcome, planner, world, explaining: explaining) }
    for job in early {
      let status = world.jobStatus[job]
      let verdict = BackfillReason.Verdict.tooFewPods(
        existing: status.existing, wanted: status.wanted)
      pend(job, verdict, refusal: nil)
    }
  }

  /// Nodes of pods that are still to come.
  private func keptPlaces(_ world: World) -> [(PodIndex, NodeIndex)] {
    holding.flatMap { job in
      world.pods(of: job).compactMap { pod in
        guard world.podStatus[pod].phase == .absent, let node = keptNode[pod] else { return nil }
        return (pod, node)
      }
    }
  }

  /// What the job would start now; `nil` while pods are still to come.
  private func unit(of job: JobIndex, _ world: World) -> StartUnit? {
    let spec = world.jobs[job]
    let status = world.jobStatus[job]
    let pending = world.pendingPods(of: job)
    var pods = pending
    let isWhole = status.existing + status.succeeded >= status.wanted
    if status.holding == 0, !isWhole {
      if spec.group?.startup == .leaderReady {
        // The workers come when the leader runs; their places are kept from the start.
        pods = world.pods(of: job).filter {
          world.isWanted($0)
            && (world.podStatus[$0].phase == .pending || world.podStatus[$0].phase == .absent)
        }
      } else if spec.progress != .each || !hasStarted[job] {
        return nil
      }
    }
    return StartUnit(job: job, pods: pods, duration: spec.expectedDuration)
  }

  /// Until when pods hold their nodes, as their users said. One that runs longer may end at any
  /// moment: the next one is taken.
  private func holders(_ world: World) -> [BackfillTimeline.Holder] {
    let soon = world.now + SimDuration(nanoseconds: 1)
    return holding.flatMap { job -> [BackfillTimeline.Holder] in
      let pods = world.pods(of: job).filter { world.podStatus[$0].holds }
      let going = pods.filter { world.podStatus[$0].phase == .ending }
      let staying = pods.filter { world.podStatus[$0].phase != .ending }
      var result: [BackfillTimeline.Holder] = []
      if !going.isEmpty { result.append(BackfillTimeline.Holder(end: soon, pods: going)) }
      let unit = StartUnit(job: job, pods: staying, duration: world.jobs[job].expectedDuration)
      guard unit.duration != nil else {
        return result + [BackfillTimeline.Holder(end: nil, pods: staying)]
      }
      func end(_ pod: PodIndex) -> SimTime {
        max(soon, unit.end(from: world.podStatus[pod].startedAt ?? world.now) ?? soon)
      }
      if world.jobs[job].progress == .each {
        return result + staying.map { BackfillTimeline.Holder(end: end($0), pods: [$0]) }
      }
      // They work together: the last to come tells.
      let last = staying.map(end).max() ?? soon
      return result + [BackfillTimeline.Holder(end: last, pods: staying)]
    }
  }

  private mutating func tell(
    _ outcome: BackfillPlanner.Outcome, _ planner: BackfillPlanner, _ world: World,
    explaining: Bool
  ) {
    let job = outcome.unit.job
    guard !outcome.places.isEmpty else {
      var refusal: KubeScheduling.Explanation?
      if explaining { refusal = packer.refusal(of: outcome.unit.pods, planner.timeline.state) }
      return pend(job, outcome.verdict, refusal: refusal)
    }
    told[job] = nil
    hold(job)
    let reason = BackfillReason(
      job: job, verdict: outcome.verdict, reservations: reservations, refusal: nil)
    // Pods of one start take their GPUs one after another.
    var state = world.state
    for place in outcome.places {
      guard world.podStatus[place.pod].phase == .pending else {
        keptNode[place.pod] = place.node
        continue
      }
      let gpus = packer.gpus(place, state)
      state.place(place.pod, on: place.node, gpus: gpus)
      planned.append(
        ControlDecision(
          .bind(place.pod, to: place.node, gpus: gpus), feasible: 1,
          why: explaining ? .backfill(reason) : nil))
    }
  }

  /// Says that the job waits, unless that was said before.
  private mutating func pend(
    _ job: JobIndex, _ verdict: BackfillReason.Verdict, refusal: KubeScheduling.Explanation?
  ) {
    let now = Told(
      kind: verdict.kind, start: reservations.first { $0.job == job }?.start)
    guard told[job] != now else { return }
    told[job] = now
    planned.append(
      ControlDecision(
        .pend(job),
        why: .backfill(
          BackfillReason(
            job: job, verdict: verdict, reservations: reservations, refusal: refusal))))
  }

  // MARK: Pictures

  public func lines(_ world: World) -> [WaitingLine] {
    let waiting = queue.filter { job in
      world.pods(of: job).contains { world.podStatus[$0].phase == .pending }
    }
    return [WaitingLine(.ready, .jobs(waiting))]
  }
}

extension BackfillReason.Verdict {
  /// The same with and without explanation.
  fileprivate var kind: Int {
    switch self {
    case .inOrder, .endsBeforeHead, .besideHead, .inHole, .keptPlace: 0
    case .noRoom, .neverFits: 1
    case .behind: 2
    case .wouldDelay, .placesPromised: 3
    case .tooFewPods: 4
    case .beyondDepth: 5
    }
  }
}
