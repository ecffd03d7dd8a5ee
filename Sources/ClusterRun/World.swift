import Cluster
import KubeScheduling
import Simulation

/// Everything that a control plane may see: the cluster and the jobs as they are now.
///
/// Only the engine changes it. Pods are indexed job by job in the order of `Job.pods`, whether they
/// exist at the moment or not.
public struct World: Sendable {
  public internal(set) var now = SimTime.zero
  /// Nodes, all pods, and what is free. Pods that hold resources are placed.
  public internal(set) var state: ClusterState
  public let plan: WorkPlan
  public internal(set) var jobStatus: [JobStatus]
  public internal(set) var podStatus: [PodStatus]
  public internal(set) var nodeStatus: [NodeStatus]

  public var jobs: [Job] { plan.jobs }

  /// The job's pods, existing or not.
  public func pods(of job: JobIndex) -> Range<PodIndex> { plan.pods(of: job) }
  public func job(of pod: PodIndex) -> JobIndex { plan.jobOfPod[pod] }

  /// Whether the pod is among those that are to run first: a partial admission leaves the last ones
  /// of a set out, or, where pods work by themselves, until others have ended.
  public func isWanted(_ pod: PodIndex) -> Bool {
    let status = jobStatus[plan.jobOfPod[pod]]
    return plan.numberOfPod[pod] < status.counts[plan.setOfPod[pod]]
  }

  /// Pods without which the job does not work, or without which none of it may start.
  public func needed(by job: JobIndex) -> Int {
    let spec = plan.jobs[job]
    if let gang = spec.gang { return gang.minimum }
    switch spec.progress {
    case .each, .elastic: return 1
    case .together: return jobStatus[job].wanted
    }
  }

  /// Whether the job holds resources, but fewer than it needs to work. In a deadlock these are the
  /// ones that hold what the others wait for.
  public func isPartlyHeld(_ job: JobIndex) -> Bool {
    let status = jobStatus[job]
    return status.phase == .active && status.holding > 0
      && status.holding + status.succeeded < needed(by: job)
  }

  /// Pods that exist and have no node, in order of their index.
  public func pendingPods(of job: JobIndex) -> [PodIndex] {
    pods(of: job).filter { podStatus[$0].phase == .pending }
  }
}

/// What never changes during a run, shared by all its snapshots.
public struct WorkPlan: Sendable {
  public let jobs: [Job]
  /// Names of the queues that jobs are sent to, in the order in which they first appear.
  public let queues: [String]
  /// Index of each job's queue.
  public let queueOfJob: [Int]
  /// First pod of each job, and the count of all pods at the end.
  let podBase: [PodIndex]
  public let jobOfPod: [JobIndex]
  /// Index of the pod's set in its job.
  public let setOfPod: [Int]
  /// Number of the pod in its set.
  public let numberOfPod: [Int]
  /// Pods as they were sent; an admission adds to them.
  public let pods: [Pod]

  public let budgets: [DisruptionBudget]
  /// Pods that each budget covers, ascending.
  let budgetMembers: [[PodIndex]]

  public func pods(of job: JobIndex) -> Range<PodIndex> { podBase[job]..<podBase[job + 1] }

  /// Pods of each set; jobs of one pod share a list.
  func counts(of job: Job) -> [Int] {
    job.podSets.count == 1 && job.podSets[0].count == 1
      ? Self.one : job.podSets.map(\.count)
  }

  private static let one = [1]

  init(jobs: [Job], budgets: [DisruptionBudget] = []) {
    var base = [0]
    var jobOfPod: [JobIndex] = []
    var setOfPod: [Int] = []
    var numberOfPod: [Int] = []
    var pods: [Pod] = []
    for (index, job) in jobs.enumerated() {
      pods += job.pods
      for (set, podSet) in job.podSets.enumerated() {
        for number in 0..<podSet.count {
          jobOfPod.append(index)
          setOfPod.append(set)
          numberOfPod.append(number)
        }
      }
      base.append(pods.count)
    }
    var queues: [String] = []
    var places: [String: Int] = [:]
    queueOfJob = jobs.map { job in
      if let known = places[job.queue] { return known }
      places[job.queue] = queues.count
      queues.append(job.queue)
      return queues.count - 1
    }
    self.queues = queues
    self.jobs = jobs
    podBase = base
    self.jobOfPod = jobOfPod
    self.setOfPod = setOfPod
    self.numberOfPod = numberOfPod
    self.pods = pods
    self.budgets = budgets
    budgetMembers = budgets.map { budget in
      let rule = PodDisruptionBudget(
        name: budget.name, namespace: budget.namespace, selector: budget.selector,
        disruptionsAllowed: 0)
      return pods.indices.filter { rule.covers(pods[$0]) }
    }
  }
}
