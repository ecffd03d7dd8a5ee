extension LWS {
  /// The keys of labels and annotations that LeaderWorkerSet writes.
  public enum Key {
    public static let set = "leaderworkerset.sigs.k8s.io/name"
    public static let groupIndex = "leaderworkerset.sigs.k8s.io/group-index"
    public static let workerIndex = "leaderworkerset.sigs.k8s.io/worker-index"
    public static let groupKey = "leaderworkerset.sigs.k8s.io/group-key"
    public static let revision = "leaderworkerset.sigs.k8s.io/template-revision-hash"
    public static let subGroupIndex = "leaderworkerset.sigs.k8s.io/subgroup-index"
    public static let subGroupKey = "leaderworkerset.sigs.k8s.io/subgroup-key"
    public static let size = "leaderworkerset.sigs.k8s.io/size"
    public static let leaderName = "leaderworkerset.sigs.k8s.io/leader-name"
    public static let exclusiveTopology = "leaderworkerset.sigs.k8s.io/exclusive-topology"
    public static let subGroupSize = "leaderworkerset.sigs.k8s.io/subgroup-size"
    public static let subGroupKind = "leaderworkerset.sigs.k8s.io/subgroup-policy-type"
    public static let subGroupExclusiveTopology =
      "leaderworkerset.sigs.k8s.io/subgroup-exclusive-topology"
    /// Which PodGroup a pod belongs to, for Volcano.
    public static let podGroup = "scheduling.k8s.io/group-name"
  }

  /// A required term of pod affinity or anti-affinity: conditions on the labels of other pods in the
  /// same domain of a node label.
  public struct PodAffinityTerm: Hashable, Sendable {
    public struct Condition: Hashable, Sendable {
      public enum Operator: String, Hashable, Sendable {
        case `in` = "In"
        case notIn = "NotIn"
        case exists = "Exists"
      }
      public let key: String
      public let `operator`: Operator
      public let values: [String]
    }
    public let topologyKey: String
    public let conditions: [Condition]
  }

  /// A pod to be created.
  public struct PodTemplate: Hashable, Sendable {
    public let name: String
    public let groupIndex: Int
    /// 0 for the leader.
    public let workerIndex: Int
    /// The leader that owns a worker; `nil` for the leader itself.
    public let leaderID: Int?
    public let revision: String
    public internal(set) var labels: [String: String]
    public internal(set) var annotations: [String: String]
    public let requests: [String: Int]
    public internal(set) var nodeSelector: [String: String] = [:]
    public internal(set) var affinity: [PodAffinityTerm] = []
    public internal(set) var antiAffinity: [PodAffinityTerm] = []

    /// Keeps a group, or a part of one, together in a domain that no other one enters. A topology that
    /// already has its terms is left alone.
    mutating func makeExclusive(topology: String, key: String, value: String) {
      if affinity.contains(where: { $0.topologyKey == topology }) { return }
      affinity.append(
        PodAffinityTerm(
          topologyKey: topology,
          conditions: [.init(key: key, operator: .in, values: [value])]))
      antiAffinity.append(
        PodAffinityTerm(
          topologyKey: topology,
          conditions: [
            .init(key: key, operator: .exists, values: []),
            .init(key: key, operator: .notIn, values: [value]),
          ]))
    }
  }

  /// A Volcano PodGroup for one group of pods; it ends with the leader that owns it.
  public struct PodGroup: Hashable, Sendable {
    /// `set-group-revision`.
    public let name: String
    public let groupIndex: Int
    public let leaderID: Int
    /// The size of the group; 1 when the workers wait for a ready leader, so that it can start at all.
    public let minMember: Int
    /// Of the whole group in both cases, by resource name.
    public let minResources: [String: Int]
    public let queue: String?
  }
}

extension LWS.Specification {
  /// `name-group`; also the name of the group.
  public func leaderName(group: Int) -> String { "\(name)-\(group)" }

  /// `name-group-worker`, or the leader's name for worker 0.
  public func podName(group: Int, worker: Int) -> String {
    worker == 0 ? leaderName(group: group) : "\(name)-\(group)-\(worker)"
  }

  /// A pod of a group as it is created, of the latest template and before any node is known.
  public func pod(group: Int, worker: Int) -> LWS.PodTemplate {
    worker == 0
      ? leader(group: group, revision: revision)
      : self.worker(
        group: group, index: worker, leaderID: 0, revision: revision, size: size, nodeSelector: [:])
  }

  /// A leader of a group, as the leader StatefulSet and the pod webhook make it.
  func leader(group: Int, revision: String) -> LWS.PodTemplate {
    let podName = leaderName(group: group)
    var pod = LWS.PodTemplate(
      name: podName, groupIndex: group, workerIndex: 0, leaderID: nil, revision: revision,
      labels: labels(group: group, worker: 0, revision: revision),
      annotations: annotations(group: group, revision: revision),
      requests: leaderRequests ?? workerRequests)
    if let exclusiveTopology {
      pod.makeExclusive(
        topology: exclusiveTopology, key: LWS.Key.groupKey, value: groupKey(group: group))
    }
    addSubGroup(to: &pod)
    return pod
  }

  /// A worker of a group. An exclusive topology is a plain node selector for the domain of the leader.
  func worker(
    group: Int, index: Int, leaderID: Int, revision: String, size: Int,
    nodeSelector: [String: String]
  ) -> LWS.PodTemplate {
    var annotations = annotations(group: group, revision: revision)
    annotations[LWS.Key.leaderName] = leaderName(group: group)
    annotations[LWS.Key.size] = String(size)
    var pod = LWS.PodTemplate(
      name: podName(group: group, worker: index), groupIndex: group, workerIndex: index,
      leaderID: leaderID, revision: revision,
      labels: labels(group: group, worker: index, revision: revision), annotations: annotations,
      requests: workerRequests)
    pod.nodeSelector = nodeSelector
    addSubGroup(to: &pod)
    return pod
  }

  func podGroup(group: Int, leaderID: Int, revision: String) -> LWS.PodGroup? {
    guard let gang else { return nil }
    var total = leaderRequests ?? workerRequests
    for name in workerRequests.keys.sorted() {
      let more = Clamped.product(workerRequests[name] ?? 0, size - 1)
      if size > 1 { total[name] = Clamped.sum(total[name] ?? 0, more) }
    }
    return LWS.PodGroup(
      name: podGroupName(group: group, revision: revision), groupIndex: group, leaderID: leaderID,
      minMember: startupPolicy == .leaderReady ? 1 : size, minResources: total, queue: gang.queue)
  }

  private func podGroupName(group: Int, revision: String) -> String {
    "\(name)-\(group)-\(revision)"
  }

  private func groupKey(group: Int) -> String { sha1("\(namespace)/\(leaderName(group: group))") }

  private func labels(group: Int, worker: Int, revision: String) -> [String: String] {
    [
      LWS.Key.set: name, LWS.Key.groupIndex: String(group), LWS.Key.workerIndex: String(worker),
      LWS.Key.groupKey: groupKey(group: group), LWS.Key.revision: revision,
    ]
  }

  private func annotations(group: Int, revision: String) -> [String: String] {
    var annotations = [LWS.Key.size: String(size)]
    annotations[LWS.Key.exclusiveTopology] = exclusiveTopology
    if let subGroups {
      annotations[LWS.Key.subGroupSize] = String(subGroups.size)
      annotations[LWS.Key.subGroupKind] = subGroups.kind.rawValue
      annotations[LWS.Key.subGroupExclusiveTopology] = subGroups.exclusiveTopology
    }
    if gang != nil {
      annotations[LWS.Key.podGroup] = podGroupName(group: group, revision: revision)
    }
    return annotations
  }

  private func addSubGroup(to pod: inout LWS.PodTemplate) {
    guard let subGroups,
      let index = subGroups.index(worker: pod.workerIndex, groupSize: size)
    else { return }
    let key = sha1("\(leaderName(group: pod.groupIndex))/\(index)")
    pod.labels[LWS.Key.subGroupIndex] = String(index)
    pod.labels[LWS.Key.subGroupKey] = key
    if let topology = subGroups.exclusiveTopology {
      pod.makeExclusive(topology: topology, key: LWS.Key.subGroupKey, value: key)
    }
  }
}
