import BatchQueueing
import Cluster
import Simulation

// The cluster as a session of KAI sees it.
extension KAIControlPlane {
  mutating func snapshot(_ world: World) -> KAI.Snapshot {
    let nodes = translation.nodes(world)
    var groups: [KAI.PodGroup] = []
    for job in work.active {
      var pods: [KAI.Pod] = []
      for pod in world.pods(of: job) {
        if let made = self.pod(pod, of: job, world) { pods.append(made) }
      }
      if !pods.isEmpty { groups.append(group(job, pods, world)) }
    }
    return KAI.Snapshot(now: world.now, nodes: nodes, queues: queues, podGroups: groups)
  }

  /// CPU and memory that no quota names are without bound, as KAI's own defaults are; GPUs that a
  /// queue does not name are nothing but what others leave.
  private var queues: [KAI.Queue] {
    let isAlone = tree.addsStandard && tree.queues.count == 1
    return tree.queues.enumerated().map { index, queue in
      KAI.Queue(
        id: queue.name, parent: queue.parent.isEmpty ? nil : queue.parent,
        priority: queue.priority, cpu: quota(index, .cpu) ?? .unlimited,
        memory: quota(index, .memory) ?? .unlimited,
        gpu: quota(index, .nvidiaGPU)
          ?? (isAlone
            ? .unlimited
            : KAI.Quota(deserved: 0, overQuotaWeight: Double(max(0, queue.weightPercent)) / 100)))
    }
  }

  private func quota(_ queue: Int, _ resource: ResourceName) -> KAI.Quota? {
    guard let deserved = tree.deserved(queue, resource) else { return nil }
    return KAI.Quota(
      deserved: Double(deserved),
      limit: tree.limit(queue, resource).map(Double.init) ?? KAI.unlimited,
      overQuotaWeight: Double(max(0, tree.queues[queue].weightPercent)) / 100)
  }

  /// The pod sets are subgroups when each of them has a minimum. KAI then forgets the group's own
  /// minimum, so theirs together must not be less.
  private func hasSubGroups(_ job: Job) -> Bool {
    guard let gang = job.gang, job.podSets.count > 1,
      job.podSets.allSatisfy({ ($0.minimumCount ?? 0) > 0 })
    else { return false }
    return job.podSets.reduce(0) { $0 + ($1.minimumCount ?? 0) } >= gang.minimum
  }

  private func group(_ job: JobIndex, _ pods: [KAI.Pod], _ world: World) -> KAI.PodGroup {
    let spec = world.jobs[job]
    let isServed = isServed(job)
    let known = tree.index(of: spec.queueName) != nil
    return KAI.PodGroup(
      name: work.jobIDs[job], queue: known ? spec.queueName : BatchQueue.standardName,
      priority: spec.priority,
      preemptibility: spec.isPreemptible && isServed ? .preemptible : .nonPreemptible,
      createdAt: spec.arrival, minMember: isServed ? spec.gang?.minimum ?? 1 : 1,
      subGroups: isServed && hasSubGroups(spec)
        ? spec.podSets.map { KAI.SubGroup(name: $0.name, minMember: $0.minimumCount ?? 1) } : [],
      pods: pods, staleSince: staleSince[job])
  }

  /// `nil` for a pod that does not exist, and for one without a node that is not looked at.
  private mutating func pod(
    _ pod: PodIndex, of job: JobIndex, _ world: World
  ) -> KAI.Pod? {
    let status = world.podStatus[pod]
    let spec = world.jobs[job]
    let record = world.state.record(of: pod)
    let place = world.state.node(of: pod).map { node in
      (
        name: world.state.nodes[node].name,
        groups: record.gpuShareMilli > 0
          ? world.state.gpuIndices(of: pod).map { SharedGPU.name($0, on: node) } : []
      )
    }
    let state: KAI.PodState
    switch (status.phase, place) {
    case (.absent, _): return nil
    case (.pending, _):
      if !isServed(job) { return nil }
      state = .pending
    case (.succeeded, _): state = .succeeded
    case (.ending, let place?): state = .releasing(node: place.name, gpuGroups: place.groups)
    case (.reserved, let place?), (.bound, let place?), (.running, let place?):
      state = .running(node: place.name, gpuGroups: place.groups)
    case (.ending, nil), (.reserved, nil), (.bound, nil), (.running, nil): return nil
    }
    let request = world.state.spec(of: pod).effectiveRequest
    return KAI.Pod(
      name: work.podIDs[pod], cpu: request.cpu, memory: request.memory, gpu: gpus(record),
      subGroup: isServed(job) && hasSubGroups(spec)
        ? spec.podSets[world.plan.setOfPod[pod]].name : nil,
      createdAt: status.createdAt, state: state,
      allowedNodes: state == .pending ? translation.allowedNodes(pod, world.state) : nil)
  }

  private func gpus(_ record: PodRecord) -> KAI.GPURequest {
    if record.gpus > 0 { return .whole(record.gpus) }
    guard record.gpuShareMilli > 0 else { return .none }
    let hundredths = (record.gpuShareMilli + 9) / 10
    return hundredths >= 100 ? .whole(1) : .fraction(Double(hundredths) / 100)
  }
}
