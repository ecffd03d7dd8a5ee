import BatchQueueing
import Cluster
import KubeScheduling
import Simulation

/// Kueue in front of kube-scheduler: jobs wait for quota, and their pods exist once they have it.
///
/// Jobs that name no queue are left alone, as Kueue does with jobs without its label: their pods
/// exist at once. A queue is a LocalQueue of the job's namespace, or else a ClusterQueue, for which
/// every namespace then has a LocalQueue of the same name.
///
/// A cycle takes no time, and one follows the other while something can come of it. Left out:
/// admission checks, the second that Kueue waits before it retries parked workloads, quota given
/// back by pods that end before their job (reclaimable pods), the replacement of a failed node in
/// place (such a workload is evicted, as when there is no replacement), and shares of GPUs, which
/// no quota counts.
public struct KueueControlPlane: ControlPlane {
  /// How it is set up.
  public struct Options: Sendable {
    public var configuration: Kueue.Configuration
    /// Flavors refer to them by name. Empty: topology requests are not looked at.
    public var topologies: [Kueue.Topology]
    public var gates: Kueue.TopologyGates
    /// Resources whose names begin so count in no quota (`resources.excludeResourcePrefixes`).
    public var excludedResourcePrefixes: [String]
    public var scheduler: KubeControlPlane.Options

    public init(
      configuration: Kueue.Configuration, topologies: [Kueue.Topology] = [],
      gates: Kueue.TopologyGates = Kueue.TopologyGates(), excludedResourcePrefixes: [String] = [],
      scheduler: KubeControlPlane.Options = KubeControlPlane.Options()
    ) {
      self.configuration = configuration
      self.topologies = topologies
      self.gates = gates
      self.excludedResourcePrefixes = excludedResourcePrefixes
      self.scheduler = scheduler
    }
  }

  /// How the plane stands to a job.
  enum Standing: Sendable {
    case unknown
    /// Names no queue.
    case unmanaged
    /// A workload of the controller.
    case managed
    /// No API server would take it.
    case refused(Kueue.WorkloadProblem)
  }

  public let options: Options
  public internal(set) var controller: Kueue.Controller
  public internal(set) var inner: KubeControlPlane
  var standing: [Standing] = []
  /// By workload key.
  var jobOfKey: [String: JobIndex] = [:]
  var keys: [String] = []
  /// Decisions of the last cycle and others that wait to be handed out.
  var planned: [ControlDecision] = []
  var plannedNext = 0
  /// The cycle under way.
  var cycle: Kueue.Cycle?
  /// For reasons: the tree as the cycle found it.
  var treeBeforeCycle: Kueue.QueueTree?
  /// Cycles that may still bring something without anything new happening.
  var cyclesLeft = 0
  /// Why each job that was told to go was told so; `nil` for the others.
  var suspensions: [Kueue.EvictionCause?] = []
  /// The last verdict that was told of a job that waits.
  var lastVerdict: [Kueue.Decision.Verdict?] = []
  /// Jobs that hold quota and whose pods were not all ready yet, and since when.
  var unready: [(job: JobIndex, since: SimTime)] = []
  /// Pods that Kueue does not place take room in the topology, and nodes change.
  var isTopologyStale = true

  public var gatesAdmission: Bool { true }

  public init(_ options: Options) {
    self.options = options
    controller = Kueue.Controller(options.configuration)
    inner = KubeControlPlane(options.scheduler)
  }

  public mutating func begin(_ world: World) {
    inner.begin(world)
    let count = world.jobs.count
    standing = Array(repeating: .unknown, count: count)
    suspensions = Array(repeating: nil, count: count)
    lastVerdict = Array(repeating: nil, count: count)
    keys = world.jobs.map { "\($0.namespace)/\($0.name)" }
    jobOfKey = Dictionary(keys.enumerated().map { ($1, $0) }) { first, _ in first }
    addLocalQueues(world)
  }

  /// A LocalQueue for every namespace whose jobs name a ClusterQueue directly.
  private mutating func addLocalQueues(_ world: World) {
    struct Door: Hashable {
      let namespace: String
      let name: String
    }
    var known = Set(
      controller.configuration.localQueues.map { Door(namespace: $0.namespace, name: $0.name) })
    let clusterQueues = Set(controller.clusterQueueNames)
    var added: [Kueue.LocalQueue] = []
    for job in world.jobs where clusterQueues.contains(job.queue) {
      if known.insert(Door(namespace: job.namespace, name: job.queue)).inserted {
        added.append(
          Kueue.LocalQueue(namespace: job.namespace, name: job.queue, clusterQueue: job.queue))
      }
    }
    guard !added.isEmpty else { return }
    controller.reconfigure(now: world.now) { $0.localQueues += added }
  }

  // MARK: What happens

  public mutating func observe(_ event: ClusterEvent, _ world: World) {
    inner.observe(event, world)
    switch event {
    case .jobArrived(let job): arrived(job, world)
    case .jobRunsAlready(let job): runsAlready(job, world)
    case .jobEnded(let job): ended(job, world)
    case .jobRequeued(let job): requeued(job, world)
    case .podStarted(let pod): started(pod, world)
    case .podGone(let pod, let node, let cause): gone(pod, from: node, cause, world)
    case .nodeChanged:
      guard !options.topologies.isEmpty else { return }
      isTopologyStale = true
      stir()
    case .quotaChanged(let change):
      controller.reconfigure(now: world.now) { $0.apply(change) }
      stir()
    case .podCreated, .podDeleted, .claimDeallocated: break
    }
  }

  /// Something may now be admitted: as many cycles may pass without result as there are flavors,
  /// because a search that stopped in a list of flavors goes on in the next cycle.
  mutating func stir() {
    let flavors = controller.configuration.clusterQueues.flatMap(\.resourceGroups).map {
      $0.flavors.count
    }
    cyclesLeft = (flavors.max() ?? 0) + 2
  }

  private mutating func arrived(_ job: JobIndex, _ world: World) {
    guard !world.jobs[job].queue.isEmpty else {
      standing[job] = .unmanaged
      return plan(
        .admit(job, Admission(whole: world.jobs[job])), why: .kueue(.unmanaged))
    }
    do throws(Kueue.WorkloadProblem) {
      try controller.add(workload(of: job, world), now: world.now)
      standing[job] = .managed
      stir()
      if controller.state(of: keys[job]) == .noQueue {
        plan(.pend(job), .refused, why: .kueue(.noQueue(world.jobs[job].queue)))
      }
    } catch {
      standing[job] = .refused(error)
      plan(.pend(job), .refused, why: .kueue(.refused(error)))
    }
  }

  private mutating func runsAlready(_ job: JobIndex, _ world: World) {
    standing[job] = .unmanaged
    isTopologyStale = true
    guard let held = heldWorkload(of: job, world) else { return }
    do throws(Kueue.WorkloadProblem) {
      try controller.add(held)
      try controller.podsReady(keys[job])
      standing[job] = .managed
    } catch { standing[job] = .refused(error) }
  }

  private mutating func ended(_ job: JobIndex, _ world: World) {
    unready.removeAll { $0.job == job }
    suspensions[job] = nil
    lastVerdict[job] = nil
    guard case .managed = standing[job] else { return }
    try? controller.finish(keys[job], now: world.now)
    stir()
  }

  private mutating func requeued(_ job: JobIndex, _ world: World) {
    unready.removeAll { $0.job == job }
    let cause = suspensions[job] ?? .preempted
    suspensions[job] = nil
    lastVerdict[job] = nil
    try? controller.evicted(keys[job], now: world.now, cause: cause)
    stir()
  }

  private mutating func started(_ pod: PodIndex, _ world: World) {
    let job = world.job(of: pod)
    if !hasPlaces(job, world) { isTopologyStale = true }
    guard let place = unready.firstIndex(where: { $0.job == job }) else { return }
    let status = world.jobStatus[job]
    guard status.running + status.succeeded >= status.wanted else { return }
    unready.remove(at: place)
    try? controller.podsReady(keys[job])
  }

  private mutating func gone(
    _ pod: PodIndex, from node: NodeIndex, _ cause: GoneCause, _ world: World
  ) {
    let job = world.job(of: pod)
    if !hasPlaces(job, world) {
      guard !options.topologies.isEmpty else { return }
      isTopologyStale = true
      return stir()
    }
    switch cause {
    case .nodeLost, .evicted(.drained): suspendForNode(node, job, world)
    default: break
    }
  }

  /// The pods of the job are pinned to places, one of which is gone.
  private mutating func suspendForNode(_ node: NodeIndex, _ job: JobIndex, _ world: World) {
    guard world.jobStatus[job].phase == .active, suspensions[job] == nil else { return }
    suspensions[job] = .nodeFailures
    plan(.suspend(job, .nodeUnusable(node)), why: .kueue(.nodeUnusable(node)))
  }

  /// Whether topology-aware scheduling chose the places of its pods.
  func hasPlaces(_ job: JobIndex, _ world: World) -> Bool {
    world.jobStatus[job].admission?.podSets.contains { !$0.domains.isEmpty } ?? false
  }

  mutating func plan(_ action: ControlAction, _ pendCause: PendCause? = nil, why: Why?) {
    planned.append(ControlDecision(action, pendCause: pendCause, why: why))
  }

  // MARK: When

  public func nextWake(_ world: World) -> SimTime? {
    if isMidSession || wantsCycle { return world.now }
    return [inner.nextWake(world), controller.nextWakeUp, firstDeadline].compactMap { $0 }.min()
  }

  public func onlyTimeoutsAhead(_ world: World) -> Bool {
    !isMidSession && !wantsCycle && controller.nextWakeUp == nil && inner.onlyTimeoutsAhead(world)
  }

  public var isMidSession: Bool {
    isThinking || plannedNext < planned.count || inner.isMidSession
  }

  public var isThinking: Bool { cycle != nil }

  var wantsCycle: Bool { cyclesLeft > 0 && controller.hasHeads }

  private var firstDeadline: SimTime? {
    guard let timeout = controller.configuration.waitForPodsReady?.timeout else { return nil }
    return unready.map { $0.since + timeout }.min()
  }
}
