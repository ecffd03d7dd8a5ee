extension Volcano {
  /// Why a snapshot cannot be scheduled: every problem found, in the order of the snapshot.
  public struct InvalidSnapshot: Error, Hashable, Sendable {
    public let problems: [SnapshotProblem]
  }

  public enum SnapshotProblem: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
      case node, queue, podGroup, task, hyperNode
    }

    case duplicate(Kind, name: String)
    case negative(Kind, name: String, field: String)
    /// A number beyond what Volcano's 32-bit fields hold, or a weight below 1.
    case outOfRange(Kind, name: String, field: String, value: Int)
    case unknownQueue(podGroup: String, queue: String)
    case unknownPodGroup(task: String, podGroup: String)
    case unknownNode(Kind, name: String, node: String)
    /// A task whose status needs a node and that has none.
    case noNode(task: String)
    /// A pending task that has a node.
    case pendingOnNode(task: String)
    case unknownParent(queue: String, parent: String)
    case parentCycle(queue: String)
    case unknownHyperNode(hyperNode: String, child: String)
    /// A child whose tier is not below its parent's, or that has two parents.
    case misplacedHyperNode(hyperNode: String, child: String)
    /// More different resource names than one session handles.
    case tooManyResources(count: Int, most: Int)
  }
}

extension Volcano.Snapshot {
  /// Everything that is wrong with it; empty if a session can run.
  public var problems: [Volcano.SnapshotProblem] {
    var check = SnapshotCheck(snapshot: self)
    check.nodes()
    check.queues()
    check.podGroups()
    check.tasks()
    check.hyperNodes()
    check.resourceNames()
    return check.problems
  }

  var allResources: [Volcano.Resources] {
    nodes.map(\.allocatable) + tasks.map(\.request) + podGroups.compactMap(\.minResources)
      + queues.flatMap { [$0.capability, $0.deserved, $0.guarantee].compactMap { $0 } }
  }
}

private struct SnapshotCheck {
  let snapshot: Volcano.Snapshot
  var problems: [Volcano.SnapshotProblem] = []
  var nodeNames: Set<String> = []
  var queueNames: Set<String> = []
  var podGroupIDs: Set<String> = []

  init(snapshot: Volcano.Snapshot) { self.snapshot = snapshot }

  private mutating func notNegative(
    _ resources: Volcano.Resources?, _ kind: Volcano.SnapshotProblem.Kind, _ name: String,
    _ field: String
  ) {
    if resources?.isNegative == true {
      problems.append(.negative(kind, name: name, field: field))
    }
  }

  private mutating func within(
    _ range: ClosedRange<Int>, _ value: Int, _ kind: Volcano.SnapshotProblem.Kind, _ name: String,
    _ field: String
  ) {
    if !range.contains(value) {
      problems.append(.outOfRange(kind, name: name, field: field, value: value))
    }
  }

  private static let int32 = Int(Int32.min)...Int(Int32.max)
  private static let count = 0...Int(Int32.max)
  /// Seconds: so that sums of two moments cannot overflow.
  private static let moment = -(1 << 60)...(1 << 60)

  mutating func nodes() {
    within(Self.moment, snapshot.now, .node, "", "now")
    within(Self.count, snapshot.firstNode, .node, "", "firstNode")
    for node in snapshot.nodes {
      if !nodeNames.insert(node.name).inserted {
        problems.append(.duplicate(.node, name: node.name))
      }
      notNegative(node.allocatable, .node, node.name, "allocatable")
    }
  }

  mutating func queues() {
    for queue in snapshot.queues {
      let name = queue.name
      if !queueNames.insert(name).inserted { problems.append(.duplicate(.queue, name: name)) }
      within(1...Int(Int32.max), queue.weight, .queue, name, "weight")
      within(Self.int32, queue.priority, .queue, name, "priority")
      within(Self.moment, queue.creation, .queue, name, "creation")
      notNegative(queue.capability, .queue, name, "capability")
      notNegative(queue.deserved, .queue, name, "deserved")
      notNegative(queue.guarantee, .queue, name, "guarantee")
    }
    let parents = Dictionary(
      snapshot.queues.map { ($0.name, $0.parent) }, uniquingKeysWith: { first, _ in first })
    var sound: Set<String> = []
    for queue in snapshot.queues {
      guard let parent = queue.parent, parent != Volcano.rootQueue else { continue }
      guard queueNames.contains(parent) else {
        problems.append(.unknownParent(queue: queue.name, parent: parent))
        continue
      }
      var seen: Set<String> = [queue.name]
      var next: String? = parent
      while let above = next, above != Volcano.rootQueue, !sound.contains(above) {
        if !seen.insert(above).inserted {
          problems.append(.parentCycle(queue: queue.name))
          break
        }
        next = parents[above] ?? nil
      }
      sound.formUnion(seen)
    }
  }

  mutating func podGroups() {
    for group in snapshot.podGroups {
      if !podGroupIDs.insert(group.id).inserted {
        problems.append(.duplicate(.podGroup, name: group.id))
      }
      if !queueNames.contains(group.queue) {
        problems.append(.unknownQueue(podGroup: group.id, queue: group.queue))
      }
      within(Self.count, group.minMember, .podGroup, group.id, "minMember")
      within(Self.int32, group.priority, .podGroup, group.id, "priority")
      within(Self.moment, group.creation, .podGroup, group.id, "creation")
      if let limit = group.waitingLimit {
        within(Self.count, limit, .podGroup, group.id, "waitingLimit")
      }
      for role in group.minTaskMember.keys.sorted() {
        within(Self.count, group.minTaskMember[role] ?? 0, .podGroup, group.id, "minTaskMember")
      }
      notNegative(group.minResources, .podGroup, group.id, "minResources")
    }
  }

  mutating func tasks() {
    var ids: Set<String> = []
    for task in snapshot.tasks {
      if !ids.insert(task.id).inserted { problems.append(.duplicate(.task, name: task.id)) }
      if !podGroupIDs.contains(task.podGroup) {
        problems.append(.unknownPodGroup(task: task.id, podGroup: task.podGroup))
      }
      within(Self.int32, task.priority, .task, task.id, "priority")
      within(Self.moment, task.creation, .task, task.id, "creation")
      notNegative(task.request, .task, task.id, "request")
      for preference in task.preferredNodes {
        within(1...100, preference.weight, .task, task.id, "preferredNodes.weight")
      }
      if let node = task.node {
        if !nodeNames.contains(node) {
          problems.append(.unknownNode(.task, name: task.id, node: node))
        }
        if task.status == .pending { problems.append(.pendingOnNode(task: task.id)) }
      } else {
        switch task.status {
        case .allocated, .pipelined, .binding, .bound, .running:
          problems.append(.noNode(task: task.id))
        default: break
        }
      }
    }
  }

  mutating func hyperNodes() {
    var tiers: [String: Int] = [:]
    for hyperNode in snapshot.hyperNodes {
      if tiers.updateValue(hyperNode.tier, forKey: hyperNode.name) != nil {
        problems.append(.duplicate(.hyperNode, name: hyperNode.name))
      }
      within(1...64, hyperNode.tier, .hyperNode, hyperNode.name, "tier")
      for node in hyperNode.nodes where !nodeNames.contains(node) {
        problems.append(.unknownNode(.hyperNode, name: hyperNode.name, node: node))
      }
    }
    var children: Set<String> = []
    for hyperNode in snapshot.hyperNodes {
      for child in hyperNode.children {
        guard let tier = tiers[child] else {
          problems.append(.unknownHyperNode(hyperNode: hyperNode.name, child: child))
          continue
        }
        if tier >= hyperNode.tier || !children.insert(child).inserted {
          problems.append(.misplacedHyperNode(hyperNode: hyperNode.name, child: child))
        }
      }
    }
  }

  mutating func resourceNames() {
    let count = Volcano.ResourceTable(snapshot.allResources).count
    if count > Volcano.Vector.mostNames {
      problems.append(.tooManyResources(count: count, most: Volcano.Vector.mostNames))
    }
  }
}
