import Cluster
import ClusterRun
import Simulation
import Wording

// The views beside the picture.

extension SchedulingReplay {
  /// Labels of nodes by which they lie in domains, widest first: those of the scenario's flavors
  /// and node groups, and zones.
  var topologyKeys: [String] {
    var keys: [String] = []
    func add(_ key: String) {
      let isNode = key == WellKnownLabel.hostname
      if !isNode, !keys.contains(key), instance.nodes.contains(where: { $0.labels[key] != nil }) {
        keys.append(key)
      }
    }
    for flavor in scenario.flavors { flavor.levels.forEach(add) }
    add(WellKnownLabel.zone)
    let domains = scenario.nodes.flatMap(\.domains)
      .sorted { ($1.nodesPerDomain, $0.key) < ($0.nodesPerDomain, $1.key) }
    for domain in domains { add(domain.key) }
    return keys
  }

  var panels: [PanelKind] {
    var kinds: [PanelKind] = [.heatMap, .gantt]
    if !scenario.queues.isEmpty { kinds.append(.queues) }
    if !topologyKeys.isEmpty { kinds.append(.topology) }
    return kinds
  }

  func panel(_ kind: PanelKind, at step: Int) -> Panel? {
    guard panels.contains(kind) else { return nil }
    switch kind {
    case .heatMap: return .heatMap(picture(at: step))
    case .gantt: return .gantt(gantt)
    case .queues: return .queues(queueTree(at: step))
    case .topology: return .topology(topology(run.moment(after: step)))
    default: return nil
    }
  }

  private var gantt: Gantt {
    Gantt(
      rows: world.jobs.indices.filter { !bars.rows[$0].bars.isEmpty }.map { job in
        Gantt.Row(name: jobName(job), note: size(job), owner: job, bars: bars.rows[job].bars)
      }, end: stepCount > 0 ? time(at: stepCount) : .zero)
  }

  /// `4x8 GPU`, `2 pods`.
  private func size(_ job: JobIndex) -> String {
    let pods = world.jobs[job].podCount
    let milli = world.pods(of: job).map { world.state.askedGPUMilli(of: $0) }.max() ?? 0
    guard milli > 0 else { return pods > 1 ? "\(pods)x" : "" }
    let gpus = formatted(Double(milli) / 1_000, decimals: milli % 1_000 == 0 ? 0 : 2)
    return (pods > 1 ? "\(pods)x" : "") + gpus + " GPU"
  }

  // MARK: Topology

  private func topology(_ moment: RunMoment) -> TopologyTree {
    var domains: [TopologyTree.Domain] = []
    let keys = topologyKeys
    func add(_ nodes: [NodeIndex], level: Int) {
      guard level < keys.count else {
        for node in nodes {
          domains.append(
            TopologyTree.Domain(
              name: nodeName(node), level: "node", depth: level,
              freeMilli: moment.state.allFreeGPUMilli(on: node),
              totalMilli: moment.state.allGPUCount(on: node) * 1_000, cells: cells(node, moment)))
        }
        return
      }
      var order: [String] = []
      var members: [String: [NodeIndex]] = [:]
      for node in nodes {
        let value = instance.nodes[node].labels[keys[level]] ?? ""
        if members[value] == nil { order.append(value) }
        members[value, default: []].append(node)
      }
      for value in order {
        let own = members[value] ?? []
        let short = keys[level].split(separator: "/").last.map(String.init) ?? keys[level]
        domains.append(
          TopologyTree.Domain(
            name: value.isEmpty ? "-" : value, level: short, depth: level,
            freeMilli: own.reduce(0) { $0 + moment.state.allFreeGPUMilli(on: $1) },
            totalMilli: own.reduce(0) { $0 + moment.state.allGPUCount(on: $1) * 1_000 }))
        add(own, level: level + 1)
      }
    }
    add(Array(instance.nodes.indices), level: 0)
    return TopologyTree(domains: domains, owners: world.jobs.map(\.name))
  }

  // MARK: Queues

  /// Quota and use by the scenario's queue tree, whatever the control plane makes of it.
  func queueTree(at step: Int) -> QueueTree {
    let moment = run.moment(after: step)
    if let plane = moment.plane as? KueueControlPlane { return QueueTree(plane, moment.world) }
    if let plane = moment.plane as? VolcanoControlPlane { return QueueTree(plane, moment.world) }
    if let plane = moment.plane as? KAIControlPlane { return QueueTree(plane, moment.world) }
    var used: [String: [ResourceName: Int]] = [:]
    var asked: [String: [ResourceName: Int]] = [:]
    var waiting: [String: Int] = [:]
    for job in world.jobs.indices {
      let queue = world.jobs[job].queue
      guard !queue.isEmpty, history.phase(ofJob: job, at: step) != .unborn else { continue }
      var isWaiting = history.phase(ofJob: job, at: step) == .queued
      for pod in world.pods(of: job) {
        let phase = history.phase(of: pod, at: step)
        isWaiting = isWaiting || phase == .waiting || phase == .gated
        let isAsked = !phase.holds && phase != .done
        for entry in world.plan.pods[pod].effectiveRequest.entries {
          if phase.holds {
            used[queue, default: [:]][entry.name, default: 0] += entry.amount
          } else if isAsked, isWaiting {
            asked[queue, default: [:]][entry.name, default: 0] += entry.amount
          }
        }
      }
      if isWaiting { waiting[queue, default: 0] += 1 }
    }
    var nodes: [QueueTree.Node] = []
    func add(_ queue: QueueClass, depth: Int) {
      let below = subtree(of: queue)
      let resources = quotaResources(of: below)
      nodes.append(
        QueueTree.Node(
          name: queue.name, depth: depth, isLeaf: below.count == 1,
          amounts: resources.map { resource in
            amount(queue, below, resource, used: used, asked: asked)
          }, waiting: below.reduce(0) { $0 + (waiting[$1.name] ?? 0) }))
      for child in scenario.queues where child.parent == queue.name {
        add(child, depth: depth + 1)
      }
    }
    for root in scenario.queues where root.parent.isEmpty { add(root, depth: 0) }
    return QueueTree(nodes: nodes)
  }

  private func subtree(of queue: QueueClass) -> [QueueClass] {
    [queue] + scenario.queues.filter { $0.parent == queue.name }.flatMap(subtree)
  }

  private func quotaResources(of queues: [QueueClass]) -> [ResourceName] {
    var names: [ResourceName] = []
    for quota in queues.flatMap(\.quotas) where !names.contains(quota.resource) {
      names.append(quota.resource)
    }
    return names
  }

  /// All flavors of a resource count together here; a control plane may show them apart.
  private func amount(
    _ queue: QueueClass, _ below: [QueueClass], _ resource: ResourceName,
    used: [String: [ResourceName: Int]], asked: [String: [ResourceName: Int]]
  ) -> QueueTree.Amount {
    let quotas = below.flatMap(\.quotas).filter { $0.resource == resource }
    let nominal = quotas.reduce(0) { $0 + $1.nominal }
    let usage = below.reduce(0) { $0 + (used[$1.name]?[resource] ?? 0) }
    let own = queue.quotas.filter { $0.resource == resource }
    let limit: Int? =
      own.isEmpty || own.contains { $0.borrowingLimit == nil }
      ? nil : nominal + own.reduce(0) { $0 + ($1.borrowingLimit ?? 0) }
    // What others of the same group use beyond their own is lent by those that use less.
    let isShared = !queue.parent.isEmpty
    let siblings = scenario.queues.filter { $0.parent == queue.parent && $0.name != queue.name }
    let over = siblings.reduce(0) { sum, sibling in
      let theirs = subtree(of: sibling)
      let theirNominal = theirs.flatMap(\.quotas).filter { $0.resource == resource }
        .reduce(0) { $0 + $1.nominal }
      let theirUse = theirs.reduce(0) { $0 + (used[$1.name]?[resource] ?? 0) }
      return sum + max(0, theirUse - theirNominal)
    }
    return QueueTree.Amount(
      resource: resource.text, nominal: nominal, used: usage,
      borrowed: max(0, usage - nominal), lent: isShared ? min(max(0, nominal - usage), over) : 0,
      limit: limit, pending: below.reduce(0) { $0 + (asked[$1.name]?[resource] ?? 0) })
  }
}
