import Cluster
import Simulation

/// Index of a job in the scenario, the same everywhere in a run.
public typealias JobIndex = Int

/// Work that comes to the cluster: pods that belong together, how long they run, what happens when
/// they fail.
///
/// One value stands for what users send as a Pod, Job, JobSet, LeaderWorkerSet, PyTorchJob or
/// Volcano Job; the control plane of the run decides what it reads of it.
public struct Job: Hashable, Sendable {
  /// Unique in a scenario.
  public var name: String
  public var namespace: String
  /// The queue it is sent to: Kueue's LocalQueue (or ClusterQueue), Volcano's queue, KAI's leaf
  /// queue. Empty: none.
  public var queue: String
  /// Higher goes first and may preempt, where the control plane preempts. Written to all pods.
  public var priority: Int
  /// Name of the PriorityClass, for display and for planes that know classes.
  public var priorityClass: String
  /// Order in the scheduling queue when it should differ from the priority: higher goes first.
  /// Never read by preemption. `nil`: the priority.
  public var rank: Int?
  /// `spec.schedulerName` of the pods; empty: what the templates say.
  public var schedulerName: String
  public var podSets: [PodSet]
  /// When it is sent.
  public var arrival: SimTime
  /// Time between the creations of its pods, the first at arrival.
  public var podGap: SimDuration
  /// Work to be done, with all pods running; `nil`: runs for ever (a service).
  public var duration: SimDuration?
  /// What the user said it would take (backfill reads only this); `nil`: the truth.
  public var declaredDuration: SimDuration?
  public var progress: Progress
  public var gang: Gang?
  public var kind: Kind
  /// After how much work the job saves its progress; `nil`: never, an eviction or failure loses
  /// all of it.
  public var checkpointInterval: SimDuration?
  public var failures: FailureModel
  /// Failures of the job's own that are forgiven (`backoffLimit`; Kubernetes' default is 6). Loss
  /// of a node and evictions do not count (a pod failure policy that ignores DisruptionTarget).
  public var retryLimit: Int
  public var restart: Restart
  /// Whether a control plane may evict it for others (`preemptionPolicy` of KAI, a PriorityClass
  /// that protects); kube-scheduler's own preemption asks priorities only.
  public var isPreemptible: Bool
  /// Nodes of the pods, in the order of the pods, on which they run already at time zero; empty:
  /// the job comes at `arrival`.
  public var startsOn: [NodeIndex]

  /// When the clock runs.
  public enum Progress: Hashable, Sendable {
    /// Each pod works by itself for `duration`, as in a plain Job.
    case each
    /// The job works while all pods it needs run, as training does; all pods end together. Needed
    /// are the gang's minimum, else all pods that were admitted.
    case together
    /// As `together`, but in proportion: with half of the pods at half the speed.
    case elastic
  }

  /// All or nothing.
  public struct Gang: Hashable, Sendable {
    /// Pods without which none shall start (`minCount`, `minAvailable`, `minMember`).
    public var minimum: Int
    /// Whether the object that describes the gang (Workload, PodGroup) exists. Without it a
    /// scheduler that knows gangs leaves the pods alone.
    public var isDescribed: Bool
    public init(minimum: Int, isDescribed: Bool = true) {
      self.minimum = max(1, minimum)
      self.isDescribed = isDescribed
    }
  }

  /// What kind of object it is.
  public enum Kind: Hashable, Sendable {
    case plain
    /// A LeaderWorkerSet group: the first pod is the leader.
    case leaderWorker(LeaderWorkerGroup)
  }

  /// What is made anew after pods were lost.
  public enum Restart: Hashable, Sendable {
    /// Only the pods that were lost; the others stay and hold their resources. The workers of a
    /// LeaderWorkerSet group go with a leader that is lost: their StatefulSet belongs to it.
    case lostPods
    /// All pods of the job (LeaderWorkerSet `RecreateGroupOnPodRestart`, JobSet).
    case wholeJob
  }

  public init(
    name: String, namespace: String = "default", queue: String = "", priority: Int = 0,
    priorityClass: String = "", rank: Int? = nil, schedulerName: String = "", podSets: [PodSet],
    arrival: SimTime = .zero, podGap: SimDuration = .zero, duration: SimDuration?,
    declaredDuration: SimDuration? = nil, progress: Progress = .each, gang: Gang? = nil,
    kind: Kind = .plain, checkpointInterval: SimDuration? = nil, failures: FailureModel = .none,
    retryLimit: Int = 6, restart: Restart = .lostPods, isPreemptible: Bool = true,
    startsOn: [NodeIndex] = []
  ) {
    self.name = name
    self.namespace = namespace
    self.queue = queue
    self.priority = priority
    self.priorityClass = priorityClass
    self.rank = rank
    self.schedulerName = schedulerName
    self.podSets = podSets
    self.arrival = arrival
    self.podGap = podGap
    self.duration = duration
    self.declaredDuration = declaredDuration
    self.progress = progress
    self.gang = gang
    self.kind = kind
    self.checkpointInterval = checkpointInterval
    self.failures = failures
    self.retryLimit = retryLimit
    self.restart = restart
    self.isPreemptible = isPreemptible
    self.startsOn = startsOn
  }

  /// Pods of all sets when nothing was cut.
  public var podCount: Int { podSets.reduce(0) { $0 + $1.count } }

  /// What a scheduler that trusts users takes as the running time; `nil`: for ever.
  public var expectedDuration: SimDuration? { declaredDuration ?? duration }

  /// The pods in order: set by set, in each by number.
  public var pods: [Pod] {
    let pods = plainPods
    return group.map { $0.dress(pods) } ?? pods
  }

  private var plainPods: [Pod] {
    podSets.flatMap { set in
      (0..<set.count).map { number in
        var pod = set.template
        if set.count > 1 { pod.name += "-\(number)" }
        pod.priority = priority
        if !schedulerName.isEmpty { pod.schedulerName = schedulerName }
        return pod
      }
    }
  }
}
