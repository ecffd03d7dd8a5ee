/// One look of the controllers at a set, step by step; later steps see what earlier ones decided.
struct LWSLook {
  var controller: LWS.Controller
  private var pods: [LWS.Pod]
  private var result = LWS.Reconciliation()
  /// Positions in `pods` of the leaders by group.
  private var leaderAt: [Int: Int] = [:]
  /// Positions of a group's workers.
  private var workersAt: [Int: [Int]] = [:]

  private var set: LWS.Specification { controller.set }

  init(controller: LWS.Controller, pods: [LWS.Pod]) {
    self.controller = controller
    self.pods = pods.sorted {
      ($0.groupIndex, $0.workerIndex, $0.id) < ($1.groupIndex, $1.workerIndex, $1.id)
    }
    for (position, pod) in self.pods.enumerated() {
      if pod.workerIndex == 0 {
        leaderAt[pod.groupIndex] = position
      } else {
        workersAt[pod.groupIndex, default: []].append(position)
      }
    }
  }

  private func leader(_ group: Int) -> LWS.Pod? { leaderAt[group].map { pods[$0] } }

  private func members(_ group: Int) -> [LWS.Pod] {
    (leader(group).map { [$0] } ?? []) + (workersAt[group] ?? []).map { pods[$0] }
  }

  private func name(_ pod: LWS.Pod) -> String {
    set.podName(group: pod.groupIndex, worker: pod.workerIndex)
  }

  // MARK: - All or nothing

  /// A restarted or deleted pod takes its whole group along.
  mutating func recreateGroups() {
    guard set.restartPolicy != .none else { return }
    for pod in pods where pod.isBeingDeleted || restarted(pod) {
      let group = pod.groupIndex
      if set.restartPolicy == .recreateGroupAfterStart, !hasStarted(group) {
        result.waits.append(.groupNotStarted(group: group, pod: name(pod)))
        continue
      }
      guard let leader = leader(group), !leader.isBeingDeleted else { continue }
      if pod.workerIndex != 0 {
        // Not a pod of an earlier group under the same index.
        guard leader.revision == pod.revision, pod.leaderID == leader.id else { continue }
      }
      delete(
        group: group,
        because: pod.isBeingDeleted ? .podDeleted(pod: name(pod)) : .restarted(pod: name(pod)))
    }
  }

  private func restarted(_ pod: LWS.Pod) -> Bool {
    pod.hasRestarted && (pod.phase == .running || pod.phase == .pending)
  }

  private func hasStarted(_ group: Int) -> Bool {
    let members = members(group)
    return members.count == set.size && members.allSatisfy { $0.phase != .pending }
  }

  private mutating func delete(group: Int, because reason: LWS.Deletion) {
    guard let position = leaderAt[group], !pods[position].isBeingDeleted else { return }
    result.actions.append(
      .deleteGroup(index: group, leaderID: pods[position].id, because: reason))
    pods[position].isBeingDeleted = true
    for worker in workersAt[group] ?? [] where pods[worker].leaderID == pods[position].id {
      pods[worker].isBeingDeleted = true
    }
  }

  // MARK: - Rollout

  /// Decides how many groups there are to be and which of them get the latest template.
  mutating func rollOut() {
    controller.templates[set.revision] = set
    guard var leaders = controller.leaders else {
      controller.setLeaders(
        LWS.LeaderSet(
          replicas: set.replicas, partition: set.rollingUpdate.partition, revision: set.revision,
          currentRevision: set.revision, wantedReplicas: set.replicas))
      return
    }
    let templateChanged = leaders.revision != set.revision
    let next = LWSRollout(set).next(
      from: leaders, templateChanged: templateChanged, states: states)
    leaders.revision = set.revision
    leaders.partition = next.partition
    leaders.replicas = next.replicas
    leaders.wantedReplicas = set.replicas
    controller.setLeaders(leaders)
  }

  private func states(_ count: Int) -> [LWS.GroupState] {
    (0..<count).map { group in
      guard let leader = leader(group), !needsWorkers || workerSet(of: leader) != nil else {
        return LWS.GroupState()
      }
      return LWS.GroupState(isReady: isReady(leader), isUpdated: isUpdated(leader))
    }
  }

  private var needsWorkers: Bool { self.set.size > 1 }

  private func workerSet(of leader: LWS.Pod) -> LWS.Controller.WorkerSet? {
    controller.workerSets[leader.groupIndex].flatMap { $0.leaderID == leader.id ? $0 : nil }
  }

  private func isReady(_ leader: LWS.Pod) -> Bool {
    guard leader.isRunningAndReady, !leader.isBeingDeleted else { return false }
    guard needsWorkers else { return true }
    guard let workers = workerSet(of: leader) else { return false }
    let ready = (workersAt[leader.groupIndex] ?? []).count {
      pods[$0].leaderID == leader.id && pods[$0].isRunningAndReady && !pods[$0].isBeingDeleted
    }
    return ready == workers.size - 1
  }

  private func isUpdated(_ leader: LWS.Pod) -> Bool {
    leader.revision == set.revision
      && (!needsWorkers || workerSet(of: leader)?.revision == set.revision)
  }

  // MARK: - Leaders

  /// The StatefulSet of the leaders: all at once, and for an update from the highest index downwards.
  mutating func syncLeaders() {
    guard var leaders = controller.leaders else { return }
    for group in 0..<leaders.replicas {
      guard let leader = leader(group) else {
        create(leaderOf: group, leaders)
        continue
      }
      if leader.phase == .failed || leader.phase == .succeeded {
        delete(group: group, because: .ended(pod: name(leader)))
      }
    }
    for group in leaderAt.keys.sorted(by: >) where group >= leaders.replicas {
      delete(group: group, because: .beyondReplicas)
    }
    if leaders.currentRevision != leaders.revision { takeDownOutdated(leaders) }
    let isDone = (0..<leaders.replicas).allSatisfy {
      leader($0).map { $0.revision == leaders.revision && $0.isRunningAndReady } ?? false
    }
    if isDone && leaders.partition == 0 {
      leaders.currentRevision = leaders.revision
      controller.setLeaders(leaders)
      // Templates of workers that still run are kept.
      let used = Set(pods.map(\.revision) + [leaders.revision])
      controller.templates = controller.templates.filter { used.contains($0.key) }
    }
  }

  private mutating func create(leaderOf group: Int, _ leaders: LWS.LeaderSet) {
    let revision = group < leaders.partition ? leaders.currentRevision : leaders.revision
    let template = controller.templates[revision] ?? set
    result.actions.append(.createPod(template.leader(group: group, revision: revision)))
  }

  private mutating func takeDownOutdated(_ leaders: LWS.LeaderSet) {
    let candidates = (0..<leaders.replicas).reversed()
    if controller.takesDownSeveral {
      let unavailable = candidates.count { !isAvailable($0) }
      var budget = LWSRollout(set).leadersAtOnce - unavailable
      for group in candidates where group >= leaders.partition && budget > 0 {
        guard let leader = leader(group), isOutdated(leader, leaders) else { continue }
        delete(group: group, because: .outdated(revision: leader.revision))
        budget -= 1
      }
      return
    }
    for group in candidates where group >= leaders.partition {
      if let leader = leader(group), isOutdated(leader, leaders) {
        delete(group: group, because: .outdated(revision: leader.revision))
        return
      }
      if !isAvailable(group) {
        result.waits.append(.groupNotAvailable(group: group))
        return
      }
    }
  }

  private func isOutdated(_ leader: LWS.Pod, _ leaders: LWS.LeaderSet) -> Bool {
    leader.revision != leaders.revision && !leader.isBeingDeleted
  }

  /// As the StatefulSet sees it: the leader alone.
  private func isAvailable(_ group: Int) -> Bool {
    leader(group).map { $0.isRunningAndReady && !$0.isBeingDeleted } ?? false
  }

  // MARK: - Workers

  mutating func syncWorkers() {
    for group in workersAt.keys.sorted() { collectOrphans(group) }
    for group in leaderAt.keys.sorted() {
      guard let leader = leader(group), !leader.isBeingDeleted else { continue }
      addPodGroup(for: leader)
      guard let template = controller.templates[leader.revision], template.size > 1 else {
        continue
      }
      guard let workers = workerSet(of: leader) ?? makeWorkerSet(for: leader, template) else {
        continue
      }
      sync(workers, of: leader, template)
    }
    let living = Set(pods.filter { $0.workerIndex == 0 }.map(\.id))
    controller.workerSets = controller.workerSets.filter { living.contains($0.value.leaderID) }
  }

  /// The garbage collector: workers end with the leader that owned them.
  private mutating func collectOrphans(_ group: Int) {
    let owner = leader(group)?.id
    for position in workersAt[group] ?? []
    where pods[position].leaderID != owner && !pods[position].isBeingDeleted {
      let pod = pods[position]
      result.actions.append(.deletePod(id: pod.id, name: name(pod), because: .leaderGone))
      pods[position].isBeingDeleted = true
    }
  }

  private mutating func addPodGroup(for leader: LWS.Pod) {
    guard controller.podGroups[leader.groupIndex] != leader.id,
      let group = set.podGroup(
        group: leader.groupIndex, leaderID: leader.id, revision: leader.revision)
    else { return }
    controller.podGroups[leader.groupIndex] = leader.id
    result.actions.append(.createPodGroup(group))
  }

  /// The workers' StatefulSet, if nothing stands in its way.
  private mutating func makeWorkerSet(
    for leader: LWS.Pod, _ template: LWS.Specification
  ) -> LWS.Controller.WorkerSet? {
    let group = leader.groupIndex
    if set.startupPolicy == .leaderReady && !leader.isReady {
      result.waits.append(.leaderNotReady(group: group))
      return nil
    }
    var nodeSelector: [String: String] = [:]
    if let key = set.exclusiveTopology {
      guard leader.isScheduled else {
        result.waits.append(.leaderNotScheduled(group: group))
        return nil
      }
      guard let value = leader.topologyValue else {
        result.waits.append(.nodeWithoutLabel(group: group, key: key))
        return nil
      }
      nodeSelector[key] = value
    }
    if (workersAt[group] ?? []).contains(where: { pods[$0].leaderID != leader.id }) {
      result.waits.append(.oldWorkersLeaving(group: group))
      return nil
    }
    let workers = LWS.Controller.WorkerSet(
      leaderID: leader.id, revision: leader.revision, size: template.size,
      nodeSelector: nodeSelector)
    controller.workerSets[group] = workers
    return workers
  }

  /// Makes missing workers, and ended ones anew.
  private mutating func sync(
    _ workers: LWS.Controller.WorkerSet, of leader: LWS.Pod, _ template: LWS.Specification
  ) {
    let group = leader.groupIndex
    var present: Swift.Set<Int> = []
    for position in workersAt[group] ?? [] {
      let pod = pods[position]
      present.insert(pod.workerIndex)
      if (pod.phase == .failed || pod.phase == .succeeded) && !pod.isBeingDeleted {
        result.actions.append(
          .deletePod(id: pod.id, name: name(pod), because: .ended(pod: name(pod))))
        pods[position].isBeingDeleted = true
      }
    }
    for index in 1..<workers.size where !present.contains(index) {
      result.actions.append(
        .createPod(
          template.worker(
            group: group, index: index, leaderID: leader.id, revision: workers.revision,
            size: workers.size, nodeSelector: workers.nodeSelector)))
    }
  }

  // MARK: - Status

  func finish() -> LWS.Reconciliation {
    var result = result
    var status = LWS.Status()
    var (current, updated, updatedAndReady, readyWithoutSurge) = (0, 0, 0, 0)
    for group in leaderAt.keys.sorted() {
      guard let leader = leader(group) else { continue }
      status.replicas += 1
      if needsWorkers && workerSet(of: leader) == nil { continue }
      let isReady = isReady(leader)
      let isUpdated = isUpdated(leader)
      let isWanted = group < set.replicas
      let counts = isWanted && group >= set.rollingUpdate.partition
      if isReady { status.readyReplicas += 1 }
      if isUpdated { status.updatedReplicas += 1 }
      if counts { current += 1 }
      if counts && isUpdated { updated += 1 }
      if counts && isUpdated && isReady { updatedAndReady += 1 }
      if isWanted && isReady { readyWithoutSurge += 1 }
    }
    if updated < current {
      status.condition = .updateInProgress
    } else if readyWithoutSurge == set.replicas && updatedAndReady == current {
      status.condition = .available
    }
    result.status = status
    return result
  }
}
