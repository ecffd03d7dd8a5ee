import BatchQueueing
import Cluster

/// One group of a LeaderWorkerSet: the job's first pod is the leader, the others are its workers.
///
/// Source: kubernetes-sigs/lws, see `LWS`. The job makes the pods as the StatefulSets of the set do,
/// and `World.workersWait(for:)` says when workers may come. Left out: the label with the hash of the
/// template, because what hashes is the whole object.
public struct LeaderWorkerGroup: Hashable, Sendable {
  /// `metadata.name` of the LeaderWorkerSet.
  public var set: String
  /// Place of the group in its set, from 0.
  public var index: Int
  public var startup: LWS.StartupPolicy
  /// The node label of which each group has a value for itself (annotation `exclusive-topology`).
  public var exclusiveTopology: String?
  public var subGroups: LWS.SubGroups?

  public init(
    set: String, index: Int = 0, startup: LWS.StartupPolicy = .leaderCreated,
    exclusiveTopology: String? = nil, subGroups: LWS.SubGroups? = nil
  ) {
    self.set = set
    self.index = index
    self.startup = startup
    self.exclusiveTopology = exclusiveTopology
    self.subGroups = subGroups
  }

  /// Whether pods of the group have terms of inter-pod affinity that LeaderWorkerSet gave them.
  public var needsPodAffinity: Bool {
    exclusiveTopology != nil || subGroups?.exclusiveTopology != nil
  }

  /// The pods as the controllers and the webhook create them: names, labels, owners, and the terms of
  /// exclusive topologies. The domain of the leader is not known yet.
  func dress(_ pods: [Pod]) -> [Pod] {
    guard let namespace = pods.first?.namespace else { return [] }
    let specification = LWS.Specification(
      namespace: namespace, name: set, replicas: index + 1, size: pods.count, workerRequests: [:],
      startupPolicy: startup, exclusiveTopology: exclusiveTopology, subGroups: subGroups)
    return pods.enumerated().map { worker, pod in
      var pod = pod
      pod.take(specification.pod(group: index, worker: worker))
      return pod
    }
  }
}

extension Pod {
  fileprivate mutating func take(_ template: LWS.PodTemplate) {
    name = template.name
    for (key, value) in template.labels.sorted(by: { $0.key < $1.key })
    where key != LWS.Key.revision {
      labels[key] = value
    }
    let owner =
      template.workerIndex == 0
      ? [LWS.Key.set, LWS.Key.workerIndex] : [LWS.Key.set, LWS.Key.groupIndex, LWS.Key.groupKey]
    ownerSelector = LabelSelector(
      owner.sorted().map { LabelRequirement($0, .in, [template.labels[$0] ?? ""]) })
    for (near, apart) in zip(template.affinity, template.antiAffinity) {
      // Terms of the template's own for this topology stand for themselves.
      let key = near.topologyKey
      if podAffinity.required.contains(where: { $0.topologyKey == key }),
        podAntiAffinity.required.contains(where: { $0.topologyKey == key })
      {
        continue
      }
      podAffinity.required.append(PodAffinityTerm(near))
      podAntiAffinity.required.append(PodAffinityTerm(apart))
    }
  }
}

extension PodAffinityTerm {
  fileprivate init(_ term: LWS.PodAffinityTerm) {
    self.init(
      topologyKey: term.topologyKey,
      selector: LabelSelector(
        term.conditions.map { condition in
          let word: LabelRequirement.Operator =
            switch condition.operator {
            case .in: .in
            case .notIn: .notIn
            case .exists: .exists
            }
          return LabelRequirement(condition.key, word, condition.values)
        }))
  }
}

extension Job {
  /// Of a LeaderWorkerSet; `nil` for other jobs.
  public var group: LeaderWorkerGroup? {
    if case .leaderWorker(let group) = kind { return group }
    return nil
  }
}

extension World {
  /// Why the workers of a group are not made yet; `nil` when they may be, and for other jobs.
  ///
  /// Source: `pod_controller.go` of LeaderWorkerSet, `Reconcile`.
  public func workersWait(for job: JobIndex) -> LWS.Wait? {
    guard let group = jobs[job].group else { return nil }
    let leader = pods(of: job).lowerBound
    guard leader < pods(of: job).upperBound else { return nil }
    let phase = podStatus[leader].phase
    if group.startup == .leaderReady, phase != .running, phase != .succeeded {
      return .leaderNotReady(group: group.index)
    }
    guard let key = group.exclusiveTopology else { return nil }
    switch phase {
    case .absent, .pending, .reserved: return .leaderNotScheduled(group: group.index)
    case .bound, .running, .ending, .succeeded:
      return jobStatus[job].leaderDomain == nil
        ? .nodeWithoutLabel(group: group.index, key: key) : nil
    }
  }
}
