import Cluster

/// Why a batch scheduler does not look at a job at all.
public enum Unserved: Hashable, Sendable {
  /// It names a queue that does not exist.
  case unknownQueue(String)
  /// It says that it is a gang, but no object describes the gang.
  case groupMissing
  /// Its pods ask for what the simulated scheduler does not know; placing them all the same would be
  /// a wrong answer.
  case notSimulated([PodFeature])
  /// No node has a label of this level.
  case unknownLevel(String)
}

/// What pods may ask for beyond resources, selectors and tolerations.
public enum PodFeature: Hashable, Sendable {
  case deviceClaims
  case podAffinity
  /// Topology spread with DoNotSchedule.
  case topologySpread
  /// All pods in one domain.
  case topology
  /// Whole GPUs and a share of one at the same time.
  case shareBesideWholeGPUs
  /// A resource that is not accounted for.
  case resource(ResourceName)
}

/// Names, jobs and pods that a batch scheduler keeps track of.
struct BatchWork: Sendable {
  /// `namespace/name`, unique.
  private(set) var jobIDs: [String] = []
  private(set) var podIDs: [String] = []
  private(set) var jobOfID: [String: JobIndex] = [:]
  private(set) var podOfID: [String: PodIndex] = [:]
  /// Jobs that came and did not end, in the order in which they came.
  private(set) var active: [JobIndex] = []
  private(set) var startedOutside: Set<JobIndex> = []
  private var isWaiting: [Bool] = []
  /// Pods that exist and have no node.
  private(set) var waiting = 0

  init() {}

  init(_ world: World) {
    for (index, job) in world.jobs.enumerated() {
      var id = "\(job.namespace)/\(job.name)"
      while jobOfID[id] != nil { id += "#\(index)" }
      jobOfID[id] = index
      jobIDs.append(id)
    }
    for (index, pod) in world.plan.pods.enumerated() {
      var id = "\(pod.namespace)/\(pod.name)"
      while podOfID[id] != nil { id += "#\(index)" }
      podOfID[id] = index
      podIDs.append(id)
    }
    isWaiting = Array(repeating: false, count: podIDs.count)
  }

  mutating func observe(_ event: ClusterEvent) {
    switch event {
    case .jobArrived(let job): active.append(job)
    case .jobRunsAlready(let job):
      active.append(job)
      startedOutside.insert(job)
    case .jobEnded(let job): active.removeAll { $0 == job }
    case .podCreated(let pod): set(pod, true)
    case .podDeleted(let pod): set(pod, false)
    case .jobRequeued, .podStarted, .podGone, .nodeChanged, .quotaChanged, .claimDeallocated:
      break
    }
  }

  /// The pod got a node.
  mutating func bound(_ pod: PodIndex) { set(pod, false) }

  private mutating func set(_ pod: PodIndex, _ value: Bool) {
    guard isWaiting[pod] != value else { return }
    isWaiting[pod] = value
    waiting += value ? 1 : -1
  }

  /// Lines for pictures: by queue in the order of the tree, then those that are not looked at.
  func lines(
    _ world: World, _ tree: BatchQueueTree, unserved: (JobIndex) -> Bool
  ) -> [WaitingLine] {
    var byQueue = Array(repeating: [PodIndex](), count: tree.queues.count)
    var outside: [PodIndex] = []
    for job in active {
      let pending = world.pendingPods(of: job)
      if pending.isEmpty { continue }
      if let queue = tree.index(of: world.jobs[job].queueName), !unserved(job) {
        byQueue[queue] += pending
      } else {
        outside += pending
      }
    }
    var lines = tree.queues.indices.map {
      WaitingLine(.queue(tree.queues[$0].name), .pods(byQueue[$0]))
    }
    if !outside.isEmpty { lines.append(WaitingLine(.unschedulable, .pods(outside))) }
    return lines
  }
}

extension Job {
  /// The queue it is sent to, by name.
  var queueName: String { queue.isEmpty ? BatchQueue.standardName : queue }
}

extension Pod {
  /// What a session over resources, selectors and tolerations would have to leave out.
  var unsimulated: [PodFeature] {
    var found: [PodFeature] = []
    if !resourceClaims.isEmpty { found.append(.deviceClaims) }
    if !podAffinity.required.isEmpty || !podAntiAffinity.required.isEmpty {
      found.append(.podAffinity)
    }
    if spreadConstraints.contains(where: { $0.whenUnsatisfiable == .doNotSchedule }) {
      found.append(.topologySpread)
    }
    if (gpuShareMilli ?? 0) > 0, (effectiveRequest[.nvidiaGPU] ?? 0) > 0 {
      found.append(.shareBesideWholeGPUs)
    }
    return found
  }
}
