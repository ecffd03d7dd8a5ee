import Cluster
import Labs
import Simulation
import Wording

// Queues, flavors and topologies in each system's own objects.

extension ManifestWriter {
  mutating func queueObjects(
    _ scenario: SchedulingScenario, jobs: [UnrolledScenario.Work]
  ) -> [ManifestValue] {
    for queue in scenario.queues where !isKubernetesName(queue.name) {
      note(Message("export.note.name", queue.name))
    }
    switch target {
    case .kubeScheduler:
      if !scenario.queues.isEmpty {
        note(Message("export.note.queues", String(scenario.queues.count)))
      }
      for flavor in scenario.flavors { lost(flavor.name, "flavors") }
      return []
    case .kueue: return kueueObjects(scenario, jobs)
    case .volcano, .kai:
      for flavor in scenario.flavors { lost(flavor.name, "flavors") }
      return scenario.queues.map { target == .volcano ? volcanoQueue($0) : kaiQueue($0) }
    }
  }

  /// What neither Volcano nor KAI knows of a queue.
  private mutating func noteKueueFields(_ queue: QueueClass) {
    if queue.quotas.contains(where: { $0.flavor != QueueClass.standardFlavor }) {
      lost(queue.name, "flavor")
    }
    if queue.quotas.contains(where: { $0.lendingLimit != nil }) {
      lost(queue.name, "lending_limit")
    }
    if queue.strategy != QueueClass.strategies[0] { lost(queue.name, "strategy") }
    if queue.preemption != QueueClass.Preemption() { lost(queue.name, "preemption") }
    if queue.fungibility != QueueClass.Fungibility() { lost(queue.name, "fungibility") }
  }

  // MARK: Kueue (kueue.x-k8s.io/v1beta2)

  private mutating func kueueObjects(
    _ scenario: SchedulingScenario, _ jobs: [UnrolledScenario.Work]
  ) -> [ManifestValue] {
    let version = ("apiVersion", ManifestValue.text("kueue.x-k8s.io/v1beta2"))
    var objects: [ManifestValue] = []
    var topologies: [[String]] = []
    var flavors = scenario.flavors
    let isStandardUsed = scenario.queues.contains { queue in
      queue.quotas.contains { $0.flavor == QueueClass.standardFlavor }
    }
    if isStandardUsed, !flavors.contains(where: { $0.name == QueueClass.standardFlavor }) {
      flavors.append(FlavorClass(name: QueueClass.standardFlavor))
    }
    for flavor in flavors where !flavor.levels.isEmpty && !topologies.contains(flavor.levels) {
      topologies.append(flavor.levels)
    }
    for (at, levels) in topologies.enumerated() {
      objects.append(
        .object(
          version, ("kind", .text("Topology")), ("metadata", metadata("topology-\(at)")),
          (
            "spec",
            .object(("levels", .list(levels.map { .object(("nodeLabel", .text($0))) })))
          )))
    }
    for flavor in flavors {
      if !flavor.levels.isEmpty, flavor.nodeLabels.isEmpty {
        note(Message("export.note.flavor", flavor.name))
      }
      let entries = ManifestValue.object(
        ("nodeLabels", .texts(pairs(flavor.nodeLabels))),
        ("nodeTaints", .some(flavor.taints.map(taintValue))),
        ("tolerations", .some(flavor.tolerations.map(tolerationValue))),
        ("topologyName", topologies.firstIndex(of: flavor.levels).map { .text("topology-\($0)") }))
      objects.append(
        .object(
          version, ("kind", .text("ResourceFlavor")), ("metadata", metadata(flavor.name)),
          ("spec", entries == .map([]) ? nil : entries)))
    }
    let parents = Set(scenario.queues.map(\.parent))
    for queue in scenario.queues {
      let isCohort = parents.contains(queue.name)
      objects.append(
        .object(
          version, ("kind", .text(isCohort ? "Cohort" : "ClusterQueue")),
          ("metadata", metadata(queue.name)),
          ("spec", isCohort ? cohort(queue) : clusterQueue(queue))))
    }
    var seen: Set<String> = []
    for work in jobs where !work.job.queue.isEmpty {
      let (queue, namespace) = (work.job.queue, work.job.namespace)
      guard seen.insert(namespace + "/" + queue).inserted else { continue }
      objects.append(
        .object(
          version, ("kind", .text("LocalQueue")), ("metadata", metadata(queue, namespace)),
          ("spec", .object(("clusterQueue", .text(queue))))))
    }
    return objects
  }

  private mutating func cohort(_ queue: QueueClass) -> ManifestValue {
    if queue.strategy != QueueClass.strategies[0] { lost(queue.name, "strategy") }
    if queue.preemption != QueueClass.Preemption() { lost(queue.name, "preemption") }
    if queue.fungibility != QueueClass.Fungibility() { lost(queue.name, "fungibility") }
    return .object(
      ("parentName", queue.parent.isEmpty ? nil : .text(queue.parent)),
      ("fairSharing", fairSharing(queue)), ("resourceGroups", resourceGroups(queue)))
  }

  private mutating func clusterQueue(_ queue: QueueClass) -> ManifestValue {
    let preemption = queue.preemption
    return .object(
      ("cohortName", queue.parent.isEmpty ? nil : .text(queue.parent)),
      // Without a selector no namespace may use the queue.
      ("namespaceSelector", .map([])), ("queueingStrategy", .text(queue.strategy)),
      (
        "preemption",
        .object(
          ("withinClusterQueue", .text(preemption.withinQueue)),
          ("reclaimWithinCohort", .text(preemption.reclaim)),
          (
            "borrowWithinCohort",
            .object(
              ("policy", .text(preemption.borrow)),
              ("maxPriorityThreshold", preemption.borrowThreshold.map { .number($0) }))
          ))
      ),
      (
        "flavorFungibility",
        .object(
          ("whenCanBorrow", .text(queue.fungibility.whenCanBorrow)),
          ("whenCanPreempt", .text(queue.fungibility.whenCanPreempt)))
      ), ("fairSharing", fairSharing(queue)), ("resourceGroups", resourceGroups(queue)))
  }

  private mutating func fairSharing(_ queue: QueueClass) -> ManifestValue? {
    if queue.priority != 0 { lost(queue.name, "priority") }
    return queue.weightPercent == 100
      ? nil : .object(("weight", .text(quantity(milli: queue.weightPercent * 10))))
  }

  /// Kueue wants every flavor of a group to cover the same resources, and each resource and flavor
  /// in one group only: flavors that share a resource form a group, and what one of them lacks is
  /// filled with a quota of 0.
  private mutating func resourceGroups(_ queue: QueueClass) -> ManifestValue? {
    var groups: [(flavors: [String], resources: [ResourceName])] = []
    for quota in queue.quotas {
      let touching = groups.indices.filter {
        groups[$0].flavors.contains(quota.flavor) || groups[$0].resources.contains(quota.resource)
      }
      guard let first = touching.first else {
        groups.append(([quota.flavor], [quota.resource]))
        continue
      }
      for at in touching.dropFirst().reversed() {
        let other = groups.remove(at: at)
        groups[first].flavors += other.flavors
        groups[first].resources += other.resources
      }
      if !groups[first].flavors.contains(quota.flavor) {
        groups[first].flavors.append(quota.flavor)
      }
      if !groups[first].resources.contains(quota.resource) {
        groups[first].resources.append(quota.resource)
      }
    }
    var result: [ManifestValue] = []
    for group in groups {
      var flavors: [ManifestValue] = []
      for flavor in group.flavors {
        let resources = group.resources.map { resourceQuota(queue, flavor, $0) }
        flavors.append(.object(("name", .text(flavor)), ("resources", .list(resources))))
      }
      result.append(
        .object(
          ("coveredResources", .list(group.resources.map { .text($0.text) })),
          ("flavors", .list(flavors))))
    }
    return .some(result)
  }

  private mutating func resourceQuota(
    _ queue: QueueClass, _ flavor: String, _ resource: ResourceName
  ) -> ManifestValue {
    let quota = queue.quotas.first { $0.flavor == flavor && $0.resource == resource }
    if quota == nil { note(Message("export.note.filled", queue.name, resource.text, flavor)) }
    var borrowing = quota.map(\.borrowingLimit) ?? 0
    var lending = quota?.lendingLimit
    if queue.parent.isEmpty {
      // The API refuses limits without a cohort.
      if quota?.borrowingLimit != nil { lost(queue.name, "borrowing_limit") }
      if lending != nil { lost(queue.name, "lending_limit") }
      (borrowing, lending) = (nil, nil)
    }
    func amount(_ value: Int) -> ManifestValue { .text(quantity(value, of: resource)) }
    return .object(
      ("name", .text(resource.text)), ("nominalQuota", amount(quota?.nominal ?? 0)),
      ("borrowingLimit", borrowing.map(amount)), ("lendingLimit", lending.map(amount)))
  }

  // MARK: Volcano (scheduling.volcano.sh/v1beta1)

  private mutating func volcanoQueue(_ queue: QueueClass) -> ManifestValue {
    noteKueueFields(queue)
    let weight = min(65_535, max(1, queue.weightPercent / 100))
    if weight * 100 != queue.weightPercent { lost(queue.name, "weight_percent") }
    if queue.priority < 0 { lost(queue.name, "priority") }
    var deserved: [(String, ManifestValue)] = []
    var capability: [(String, ManifestValue)] = []
    for quota in queue.quotas where quota.flavor == queue.quotas[0].flavor {
      deserved.append((quota.resource.text, .text(quantity(quota.nominal, of: quota.resource))))
      if let limit = quota.borrowingLimit {
        capability.append(
          (quota.resource.text, .text(quantity(quota.nominal + limit, of: quota.resource))))
      }
    }
    return .object(
      ("apiVersion", .text("scheduling.volcano.sh/v1beta1")), ("kind", .text("Queue")),
      ("metadata", metadata(queue.name)),
      (
        "spec",
        .object(
          ("parent", .text(queue.parent.isEmpty ? "root" : queue.parent)),
          ("weight", .number(weight)), ("reclaimable", .truth(true)),
          ("priority", queue.priority > 0 ? .number(queue.priority) : nil),
          ("deserved", deserved.isEmpty ? nil : .map(deserved)),
          ("capability", capability.isEmpty ? nil : .map(capability)))
      ))
  }

  // MARK: KAI (scheduling.run.ai/v2)

  private mutating func kaiQueue(_ queue: QueueClass) -> ManifestValue {
    noteKueueFields(queue)
    var resources: [(String, ManifestValue)] = []
    for (key, resource, unit) in [
      ("gpu", ResourceName.nvidiaGPU, 1), ("cpu", .cpu, 1), ("memory", .memory, 1_000_000),
    ] {
      let quota = queue.quotas.first { $0.resource == resource }
      // KAI's amounts are decimal numbers; memory is in MB.
      func amount(_ value: Int) -> ManifestValue {
        value % unit == 0 ? .number(value / unit) : .decimal(millionths(value))
      }
      resources.append(
        (
          key,
          .object(
            // -1: unlimited, as a queue without this quota is.
            ("quota", quota.map { amount($0.nominal) } ?? .number(-1)),
            (
              "limit",
              quota.flatMap { quota in quota.borrowingLimit.map { amount(quota.nominal + $0) } }
                ?? .number(-1)
            ), ("overQuotaWeight", weight(queue.weightPercent)))
        ))
    }
    for quota in queue.quotas
    where quota.resource != .nvidiaGPU && quota.resource != .cpu && quota.resource != .memory {
      lost(queue.name, quota.resource.text)
    }
    return .object(
      ("apiVersion", .text("scheduling.run.ai/v2")), ("kind", .text("Queue")),
      ("metadata", metadata(queue.name)),
      (
        "spec",
        .object(
          ("parentQueue", queue.parent.isEmpty ? nil : .text(queue.parent)),
          ("priority", .number(queue.priority)), ("resources", .map(resources)))
      ))
  }

  /// Millionths as a decimal number: `549755.813888`.
  private func millionths(_ value: Int) -> String {
    let (whole, rest) = value.quotientAndRemainder(dividingBy: 1_000_000)
    var digits = String(rest)
    digits = String(repeating: "0", count: 6 - digits.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(whole).\(digits)"
  }

  /// A number, decimal where it must be.
  private func weight(_ percent: Int) -> ManifestValue {
    percent % 100 == 0 ? .number(percent / 100) : .decimal(thousandths(percent * 10))
  }
}
