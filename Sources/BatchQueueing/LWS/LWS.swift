/// LeaderWorkerSet: replicas that are groups of pods, each a leader with its workers.
///
/// The rules are those of kubernetes-sigs/lws at commit 060ab4da17eea1f0865fcbd3236bb1075e2cea32 (2026-08-21), with the
/// StatefulSets that it makes (parallel pod management) folded in. Services, volumes and TPU variables
/// are left out.
public enum LWS {
  /// When the workers of a group are made.
  public enum StartupPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// As soon as the leader pod exists.
    case leaderCreated = "LeaderCreated"
    /// Once the leader is ready.
    case leaderReady = "LeaderReady"
  }

  /// What a restarted container or a deleted pod means for its group.
  public enum RestartPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// The whole group is made anew.
    case recreateGroupOnPodRestart = "RecreateGroupOnPodRestart"
    /// The same, but only when all pods of the group have left Pending.
    case recreateGroupAfterStart = "RecreateGroupAfterStart"
    /// Only that pod is made anew.
    case none = "None"
  }

  /// Pods of a group that stay together in parts.
  public struct SubGroups: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
      /// The leader belongs to the first subgroup.
      case leaderWorker = "LeaderWorker"
      /// The leader belongs to none.
      case leaderExcluded = "LeaderExcluded"
    }

    /// Pods in a subgroup.
    public var size: Int
    public var kind: Kind
    /// The node label of which each subgroup has a value for itself
    /// (annotation `subgroup-exclusive-topology`).
    public var exclusiveTopology: String?

    public init(size: Int, kind: Kind = .leaderWorker, exclusiveTopology: String? = nil) {
      self.size = size
      self.kind = kind
      self.exclusiveTopology = exclusiveTopology
    }
  }

  /// A number of groups, or a part of all of them.
  public enum Amount: Hashable, Sendable, Codable {
    case groups(Int)
    case percent(Int)

    /// Groups out of `total`; a part is rounded up for a surge and down for what may be missing.
    func scaled(_ total: Int, roundingUp: Bool) -> Int {
      switch self {
      case .groups(let count): return count
      case .percent(let percent): return (percent * total + (roundingUp ? 99 : 0)) / 100
      }
    }
  }

  /// How groups are replaced when the template changes.
  public struct RollingUpdate: Hashable, Sendable, Codable {
    /// Groups below this index keep the old template.
    public var partition: Int
    public var maxUnavailable: Amount
    /// Groups beyond `replicas` that may exist during the update.
    public var maxSurge: Amount

    public init(
      partition: Int = 0, maxUnavailable: Amount = .groups(1), maxSurge: Amount = .groups(0)
    ) {
      self.partition = partition
      self.maxUnavailable = maxUnavailable
      self.maxSurge = maxSurge
    }
  }

  /// A LeaderWorkerSet object.
  public struct Specification: Hashable, Sendable, Codable {
    public var namespace: String
    public var name: String
    /// Number of groups.
    public var replicas: Int
    /// Pods of a group with its leader, at least 1.
    public var size: Int
    /// Requests of a leader, by resource name; `nil`: as a worker.
    public var leaderRequests: [String: Int]?
    public var workerRequests: [String: Int]
    public var startupPolicy: StartupPolicy
    public var restartPolicy: RestartPolicy
    public var rollingUpdate: RollingUpdate
    /// The node label of which each group has a value for itself (annotation `exclusive-topology`).
    public var exclusiveTopology: String?
    public var subGroups: SubGroups?
    /// A PodGroup for each group (scheduler provider `volcano`), in the queue if one is named.
    public var gang: Gang?
    /// The hash of the template; another one begins a rolling update.
    public var revision: String

    public struct Gang: Hashable, Sendable, Codable {
      /// Annotation `scheduling.volcano.sh/queue-name`.
      public var queue: String?
      public init(queue: String? = nil) { self.queue = queue }
    }

    public init(
      namespace: String = "default", name: String, replicas: Int = 1, size: Int = 1,
      leaderRequests: [String: Int]? = nil, workerRequests: [String: Int],
      startupPolicy: StartupPolicy = .leaderCreated,
      restartPolicy: RestartPolicy = .recreateGroupOnPodRestart,
      rollingUpdate: RollingUpdate = RollingUpdate(), exclusiveTopology: String? = nil,
      subGroups: SubGroups? = nil, gang: Gang? = nil, revision: String = "1"
    ) {
      self.namespace = namespace
      self.name = name
      self.replicas = replicas
      self.size = size
      self.leaderRequests = leaderRequests
      self.workerRequests = workerRequests
      self.startupPolicy = startupPolicy
      self.restartPolicy = restartPolicy
      self.rollingUpdate = rollingUpdate
      self.exclusiveTopology = exclusiveTopology
      self.subGroups = subGroups
      self.gang = gang
      self.revision = revision
    }

    /// What the webhook would refuse; empty for an object that can be run.
    public var problems: [Problem] {
      var problems: [Problem] = []
      if !(0...1_000_000).contains(replicas) { problems.append(.replicasOutOfRange(replicas)) }
      if size < 1 { problems.append(.sizeBelowOne(size)) }
      let (pods, tooMany) = replicas.multipliedReportingOverflow(by: size)
      if tooMany || pods > Int(Int32.max) { problems.append(.tooManyPods) }
      if rollingUpdate.partition < 0 { problems.append(.negativePartition) }
      for amount in [rollingUpdate.maxUnavailable, rollingUpdate.maxSurge] {
        switch amount {
        case .groups(let count):
          if !(0...Int(Int32.max)).contains(count) { problems.append(.amountOutOfRange(count)) }
        case .percent(let percent):
          if !(0...100).contains(percent) { problems.append(.amountOutOfRange(percent)) }
        }
      }
      if problems.isEmpty, replicas != 0,
        rollingUpdate.maxUnavailable.scaled(replicas, roundingUp: false) == 0,
        rollingUpdate.maxSurge.scaled(replicas, roundingUp: true) == 0
      {
        problems.append(.updateCannotMove)
      }
      if let subGroups, size >= 1 { problems += subGroups.problems(size: size) }
      return problems
    }
  }

  /// Why an object is refused.
  public enum Problem: Hashable, Sendable {
    case replicasOutOfRange(Int)
    case sizeBelowOne(Int)
    /// More than 2^31 - 1 pods.
    case tooManyPods
    case negativePartition
    /// A number of groups below 0, or a percentage that is not 0 to 100.
    case amountOutOfRange(Int)
    /// Neither a surge nor a missing group is allowed.
    case updateCannotMove
    case subGroupSizeBelowOne(Int)
    case subGroupLargerThanGroup(subGroup: Int, group: Int)
    /// Neither the size nor the number of workers is a multiple of the subgroup's size.
    case subGroupsDoNotDivide(subGroup: Int, group: Int)
    /// Without its leader the group is no multiple of the subgroup's size.
    case workersDoNotDivide(subGroup: Int, workers: Int)
    /// The size of subgroups can be neither set, changed nor taken away later.
    case subGroupsAreImmutable
  }
}

extension LWS.SubGroups {
  fileprivate func problems(size group: Int) -> [LWS.Problem] {
    guard size >= 1 else { return [.subGroupSizeBelowOne(size)] }
    var problems: [LWS.Problem] = []
    if group % size != 0 && (group - 1) % size != 0 {
      problems.append(.subGroupsDoNotDivide(subGroup: size, group: group))
    }
    if group < size { problems.append(.subGroupLargerThanGroup(subGroup: size, group: group)) }
    if kind == .leaderExcluded && (group - 1) % size != 0 {
      problems.append(.workersDoNotDivide(subGroup: size, workers: group - 1))
    }
    return problems
  }

  /// The subgroup of a pod; `nil` for a leader that belongs to none.
  ///
  /// When only the workers divide evenly, the leader is an extra pod of the first subgroup.
  func index(worker: Int, groupSize: Int) -> Int? {
    if worker == 0 { return kind == .leaderExcluded ? nil : 0 }
    let leaderIsExtra = (groupSize - 1) % size == 0 && groupSize % size != 0
    return leaderIsExtra ? (worker - 1) / size : worker / size
  }
}
