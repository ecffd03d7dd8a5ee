extension LWS {
  /// A pod of the set as it is seen now.
  public struct Pod: Hashable, Sendable {
    public enum Phase: Hashable, Sendable {
      case pending, running, succeeded, failed
    }

    /// Unique over time: a pod that comes again under the same name has another one.
    public var id: Int
    public var groupIndex: Int
    /// 0 for the leader.
    public var workerIndex: Int
    /// The leader that owns a worker.
    public var leaderID: Int?
    public var revision: String
    public var phase: Phase
    public var isReady: Bool
    /// A container was restarted.
    public var hasRestarted: Bool
    public var isBeingDeleted: Bool
    public var isScheduled: Bool
    /// The value of the exclusive topology's label on its node; `nil` when the node has none.
    public var topologyValue: String?

    /// A pod that was just created from its template.
    public init(_ template: PodTemplate, id: Int) {
      self.id = id
      groupIndex = template.groupIndex
      workerIndex = template.workerIndex
      leaderID = template.leaderID
      revision = template.revision
      phase = .pending
      isReady = false
      hasRestarted = false
      isBeingDeleted = false
      isScheduled = false
    }

    var isRunningAndReady: Bool { phase == .running && isReady }
  }

  /// Why something is deleted.
  public enum Deletion: Hashable, Sendable {
    /// A container of this pod was restarted, and the policy ties the group together.
    case restarted(pod: String)
    /// This pod is being deleted, and the policy ties the group together.
    case podDeleted(pod: String)
    /// The pod ended; its StatefulSet makes it anew.
    case ended(pod: String)
    /// The index is beyond the wanted number of groups.
    case beyondReplicas
    /// The template is an old one.
    case outdated(revision: String)
    /// The leader that owned the worker is gone.
    case leaderGone
  }

  /// What is to be done, in this order.
  public enum Action: Hashable, Sendable {
    case createPod(PodTemplate)
    case createPodGroup(PodGroup)
    /// The leader is deleted, and with it its workers and its PodGroup.
    case deleteGroup(index: Int, leaderID: Int, because: Deletion)
    /// A single worker.
    case deletePod(id: Int, name: String, because: Deletion)
  }

  /// What is put off, and until when.
  public enum Wait: Hashable, Sendable {
    /// Startup policy LeaderReady: workers come once the leader is ready.
    case leaderNotReady(group: Int)
    /// Exclusive topology: the workers' domain is that of the leader's node.
    case leaderNotScheduled(group: Int)
    /// Exclusive topology: the leader's node has no such label.
    case nodeWithoutLabel(group: Int, key: String)
    /// Workers of the leader before this one are not yet gone.
    case oldWorkersLeaving(group: Int)
    /// RecreateGroupAfterStart: the group is incomplete or a pod of it pending.
    case groupNotStarted(group: Int, pod: String)
    /// The update goes on when this group is available.
    case groupNotAvailable(group: Int)
  }

  public struct Status: Hashable, Sendable {
    public enum Condition: String, Hashable, Sendable {
      case available = "Available"
      case progressing = "Progressing"
      case updateInProgress = "UpdateInProgress"
    }
    /// Groups that have a leader.
    public var replicas = 0
    /// Groups of which all pods are ready.
    public var readyReplicas = 0
    /// Groups with the latest template.
    public var updatedReplicas = 0
    public var condition = Condition.progressing
  }

  public struct Reconciliation: Sendable {
    public internal(set) var actions: [Action] = []
    public internal(set) var waits: [Wait] = []
    public internal(set) var status = Status()
  }

  /// The controllers of one LeaderWorkerSet: told what pods there are, they answer what to do.
  ///
  /// Level-triggered like the real ones: the caller carries the actions out, in part or late, and asks
  /// again. Pods that are being deleted stay in the list, marked, until they are gone.
  public struct Controller: Sendable {
    public private(set) var set: Specification
    /// `nil` before the first look.
    public private(set) var leaders: LeaderSet?
    /// Kubernetes gate MaxUnavailableStatefulSet: the leaders' StatefulSet may take down several at once.
    /// Off as in Kubernetes 1.35 after its revert; then one leader after the other.
    public let takesDownSeveral: Bool
    var workerSets: [Int: WorkerSet] = [:]
    /// The leader for which each group has its PodGroup.
    var podGroups: [Int: Int] = [:]
    /// What the templates were, by revision.
    var templates: [String: Specification] = [:]

    /// The StatefulSet of one group's workers.
    struct WorkerSet: Hashable {
      let leaderID: Int
      let revision: String
      let size: Int
      let nodeSelector: [String: String]
    }

    /// `nil` for an object that the webhook refuses: see `Specification.problems`.
    public init?(_ set: Specification, takesDownSeveral: Bool = false) {
      guard set.problems.isEmpty else { return nil }
      self.set = set
      self.takesDownSeveral = takesDownSeveral
    }

    /// Takes over a changed object; returns what is wrong with it, and then keeps the old one.
    public mutating func update(_ changed: Specification) -> [Problem] {
      var problems = changed.problems
      if changed.subGroups?.size != set.subGroups?.size { problems.append(.subGroupsAreImmutable) }
      if problems.isEmpty { set = changed }
      return problems
    }

    /// One look at the pods.
    public mutating func reconcile(_ pods: [Pod]) -> Reconciliation {
      var look = LWSLook(controller: self, pods: pods)
      look.recreateGroups()
      look.rollOut()
      look.syncLeaders()
      look.syncWorkers()
      let result = look.finish()
      self = look.controller
      return result
    }

    mutating func setLeaders(_ leaders: LeaderSet) { self.leaders = leaders }
  }
}
