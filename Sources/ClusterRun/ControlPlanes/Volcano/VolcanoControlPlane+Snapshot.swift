import BatchQueueing
import Cluster
import Simulation

// The cluster as a session of Volcano sees it.
extension VolcanoControlPlane {
  mutating func snapshot(_ world: World) -> Volcano.Snapshot {
    let (nodes, hyperNodes) = translation.nodes(world)
    var groups: [Volcano.PodGroup] = []
    var tasks: [Volcano.Task] = []
    for job in work.active {
      var members: [Volcano.Task] = []
      for pod in world.pods(of: job) {
        if let task = task(pod, of: job, world) { members.append(task) }
      }
      if members.isEmpty { continue }
      groups.append(group(job, world))
      tasks += members
    }
    return Volcano.Snapshot(
      nodes: nodes, queues: queues, podGroups: groups, tasks: tasks, hyperNodes: hyperNodes,
      now: world.now.wholeSeconds, firstNode: firstNode)
  }

  /// Weights are whole numbers at Volcano: hundredths are kept where any queue needs them.
  private var queues: [Volcano.Queue] {
    let (list, resources, isHierarchical) = (tree.queues, tree.resources, tree.isHierarchical)
    let step = list.allSatisfy { $0.weightPercent % 100 == 0 } ? 100 : 1
    return list.enumerated().map { index, queue in
      let path = tree.path(to: index)
      let weights = path.map { name in
        tree.index(of: name).map { list[$0].weightPercent / step } ?? 1
      }
      return Volcano.Queue(
        name: queue.name, weight: clamp(queue.weightPercent / step, 1),
        priority: clamp(queue.priority),
        capability: amounts(of: index, resources) { tree.limit($0, $1) },
        deserved: amounts(of: index, resources) { tree.deserved($0, $1) },
        parent: queue.parent.isEmpty ? nil : queue.parent,
        hierarchy: isHierarchical ? (["root"] + path).joined(separator: "/") : "",
        hierarchyWeights: isHierarchical
          ? ([1] + weights.map { max(1, $0) }).map(String.init).joined(separator: "/") : "")
    }
  }

  private func clamp(_ value: Int, _ least: Int = Int(Int32.min)) -> Int {
    min(max(value, least), Int(Int32.max))
  }

  private func amounts(
    of queue: Int, _ resources: [ResourceName], _ amount: (Int, ResourceName) -> Int?
  ) -> Volcano.Resources? {
    var found = Volcano.Resources()
    var isStated = false
    for resource in resources {
      guard let value = amount(queue, resource) else { continue }
      isStated = true
      switch resource {
      case .cpu: found.milliCPU = value
      case .memory: found.memory = value
      default: found.scalars[resource.text] = value
      }
    }
    return isStated ? found : nil
  }

  private mutating func group(_ job: JobIndex, _ world: World) -> Volcano.PodGroup {
    let spec = world.jobs[job]
    let isServed = isServed(job)
    let minimum = isServed ? spec.gang?.minimum ?? 1 : 1
    var byRole: [String: Int] = [:]
    if isServed, spec.gang != nil {
      for set in spec.podSets {
        if let least = set.minimumCount { byRole[set.name] = max(0, least) }
      }
    }
    var needed = Volcano.Resources()
    for pod in world.pods(of: job).prefix(minimum) {
      needed.add(translation.words(pod, world.state).request)
    }
    return Volcano.PodGroup(
      id: work.jobIDs[job],
      queue: tree.index(of: spec.queueName) == nil ? BatchQueue.standardName : spec.queueName,
      minMember: clamp(minimum), minTaskMember: byRole, minResources: needed,
      phase: isServed ? phases[job] : .running, priority: clamp(spec.priority),
      creation: spec.arrival.wholeSeconds, topology: isServed ? translation.topology(spec) : nil)
  }

  /// `nil` for a pod that does not exist, and for one without a node that is not looked at.
  private mutating func task(
    _ pod: PodIndex, of job: JobIndex, _ world: World
  ) -> Volcano.Task? {
    let status = world.podStatus[pod]
    let node = world.state.node(of: pod).flatMap {
      world.nodeStatus[$0].isDown ? nil : world.state.nodes[$0].name
    }
    let taskStatus: Volcano.Task.Status
    switch status.phase {
    case .absent: return nil
    case .pending:
      if !isServed(job) { return nil }
      taskStatus = .pending
    case .reserved, .bound: taskStatus = node == nil ? .unknown : .bound
    case .running: taskStatus = node == nil ? .unknown : .running
    case .ending: taskStatus = .releasing
    case .succeeded: taskStatus = .succeeded
    }
    let words = translation.words(pod, world.state)
    let spec = world.jobs[job]
    return Volcano.Task(
      id: work.podIDs[pod], podGroup: work.jobIDs[job],
      role: spec.podSets[world.plan.setOfPod[pod]].name, request: words.request,
      status: taskStatus, node: node, priority: clamp(spec.priority),
      isPreemptable: spec.isPreemptible && isServed(job), mayPreempt: words.mayPreempt,
      creation: status.createdAt.wholeSeconds, nodeSelector: words.nodeSelector,
      requiredNodes: words.requiredNodes, preferredNodes: words.preferredNodes,
      tolerations: words.tolerations,
      nominatedNode: status.nominatedNode.map { world.state.nodes[$0].name })
  }
}

extension SimTime {
  /// Kubernetes keeps whole seconds.
  var wholeSeconds: Int { nanoseconds / 1_000_000_000 }
}

extension Volcano.Resources {
  fileprivate mutating func add(_ other: Volcano.Resources) {
    milliCPU = saturatingSum(milliCPU, other.milliCPU)
    memory = saturatingSum(memory, other.memory)
    for name in other.scalars.keys.sorted() {
      scalars[name] = saturatingSum(scalars[name] ?? 0, other.scalars[name] ?? 0)
    }
  }
}
