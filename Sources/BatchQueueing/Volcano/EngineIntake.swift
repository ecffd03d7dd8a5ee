/// Turns a snapshot into the state of a session.
extension Volcano.Engine {
  /// Tasks that are still to be taken in.
  struct Intake {
    fileprivate let ordered: [Volcano.Task]
    fileprivate let jobIndex: [String: Int]
    fileprivate let nodeIndex: [String: Int]
    /// By job.
    fileprivate let roleIndices: [[String: Int]]
    fileprivate var catalogue = ShapeCatalogue()
    fileprivate var next = 0

    init(_ ordered: [Volcano.Task], _ jobIndex: [String: Int], _ engine: Volcano.Engine) {
      self.ordered = ordered
      self.jobIndex = jobIndex
      nodeIndex = Dictionary(
        uniqueKeysWithValues: engine.nodes.enumerated().map { ($1.name, $0) })
      roleIndices = engine.jobs.map { job in
        Dictionary(uniqueKeysWithValues: job.roleNames.enumerated().map { ($1, $0) })
      }
    }
  }

  /// Tasks in their order, and the jobs by id.
  mutating func takeJobs() -> ([Volcano.Task], [String: Int]) {
    takeQueues()
    let groups = snapshot.podGroups.sorted { $0.id.comesBefore($1.id) }
    let ordered = snapshot.tasks.sorted { $0.id.comesBefore($1.id) }
    jobIDs = groups.map(\.id)
    taskIDs = ordered.map(\.id)
    var tasksOfGroup: [String: [Int]] = [:]
    for (index, task) in ordered.enumerated() {
      tasksOfGroup[task.podGroup, default: []].append(index)
    }
    let queueIndex = Dictionary(uniqueKeysWithValues: queues.enumerated().map { ($1.name, $0) })
    var jobIndex: [String: Int] = [:]
    for group in groups {
      guard let queue = queueIndex[group.queue] else { continue }
      jobIndex[group.id] = jobs.count
      queues[queue].hasJobs = true
      let members = tasksOfGroup[group.id] ?? []
      jobs.append(job(group, queue, members, roles: members.map { ordered[$0].role }))
    }
    return (ordered, jobIndex)
  }

  private mutating func takeQueues() {
    var all = snapshot.queues
    let isHierarchical = configuration.plugin(.capacity)?.isHierarchical == true
    // Volcano creates the root itself when it starts.
    if isHierarchical && !all.contains(where: { $0.name == Volcano.rootQueue }) {
      all.append(Volcano.Queue(name: Volcano.rootQueue))
    }
    all.sort { $0.name.comesBefore($1.name) }
    let index = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.name, $0) })
    queues = all.map { queue in
      Volcano.QueueState(
        name: queue.name, weight: queue.weight, priority: queue.priority,
        creation: queue.creation, isOpen: queue.state == .open, state: queue.state,
        isReclaimable: queue.isReclaimable, capability: queue.capability.map(table.vector),
        deserved: table.vector(queue.deserved), guarantee: queue.guarantee.map(table.vector),
        parent: queue.name == Volcano.rootQueue
          ? nil : index[queue.parent ?? Volcano.rootQueue])
    }
  }

  private func job(
    _ group: Volcano.PodGroup, _ queue: Int, _ members: [Int], roles: [String]
  ) -> Volcano.JobState {
    let names = Set(roles).union(group.minTaskMember.keys).inByteOrder
    let minimum = names.map { group.minTaskMember[$0] ?? 0 }
    return Volcano.JobState(
      queue: queue, minAvailable: group.minMember, roleNames: names, roleMinimum: minimum,
      roleMinimumTotal: minimum.reduce(0, +), tasks: members,
      minResources: group.minResources.map(table.vector), priority: group.priority,
      creation: group.creation, waitingLimit: group.waitingLimit,
      highestTier: topology.highestTier(group.topology), phase: group.phase,
      roleCounts: names.map { _ in
        [Int](repeating: 0, count: Volcano.Task.Status.allCases.count)
      }, rolePendingBestEffort: names.map { _ in 0 })
  }

  /// The next thousand tasks; whether there are more.
  mutating func takeTasks(_ intake: inout Intake) -> Bool {
    let end = min(intake.next + 1_000, intake.ordered.count)
    for task in intake.ordered[intake.next..<end] {
      // The check of the snapshot let no task without a job pass.
      guard let job = intake.jobIndex[task.podGroup] else { continue }
      let shape = intake.catalogue.shape(of: task, in: &self)
      let node = task.node.flatMap { intake.nodeIndex[$0] }
      tasks.append(
        Volcano.TaskState(
          job: job, shape: shape, role: intake.roleIndices[job][task.role] ?? 0,
          hasRole: !task.role.isEmpty, priority: task.priority, creation: task.creation,
          podIndex: Self.podIndex(task.id), isBestEffort: shapes[shape].request.isEmpty,
          isPreemptable: task.isPreemptable, mayPreempt: task.mayPreempt,
          isSpared: task.isCritical || task.id.hasPrefix("kube-system/"), isGated: task.isGated,
          nominatedNode: task.nominatedNode.flatMap { intake.nodeIndex[$0] }, status: task.status,
          statusOnNode: task.status, node: node))
      let index = tasks.count - 1
      count(index, 1)
      if let node, !task.status.isOver {
        addToNode(index, node)
        countPod(shape, node, 1)
      }
    }
    intake.next = end
    return end < intake.ordered.count
  }

  /// The number at the end of a name with at least two hyphens.
  private static func podIndex(_ id: String) -> Int? {
    let name = id.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count >= 3 ? Int(parts[parts.count - 1]) : nil
  }
}

/// Finds the shapes that tasks share.
private struct ShapeCatalogue {
  private struct Key: Hashable {
    let request: Volcano.Resources
    let rules: Int
  }

  private var shapes: [Key: Int] = [:]
  private var rules: [Volcano.PlacementRules.Key: Int] = [:]

  mutating func shape(of task: Volcano.Task, in engine: inout Volcano.Engine) -> Int {
    let ruleKey = Volcano.PlacementRules.Key(
      selector: task.nodeSelector, required: task.requiredNodes, preferred: task.preferredNodes,
      tolerations: task.tolerations)
    let rule: Int
    if let known = rules[ruleKey] {
      rule = known
    } else {
      rule = engine.rules.count
      rules[ruleKey] = rule
      let plugin = engine.configuration.plugin(.predicates)
      engine.rules.append(
        Volcano.PlacementRules(
          ruleKey, engine.snapshot.nodes, plugin?.settings ?? Volcano.Settings(),
          isOn: plugin?.hooks.contains(.predicate) == true))
    }
    let key = Key(request: task.request, rules: rule)
    if let known = shapes[key] { return known }
    shapes[key] = engine.shapes.count
    engine.shapes.append(
      Volcano.Shape(engine.table.request(task.request), rules: rule, gpu: engine.gpu))
    return engine.shapes.count - 1
  }
}
