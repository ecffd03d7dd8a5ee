import BatchQueueing
import Cluster
import Simulation

/// Jobs as Kueue's workloads, admissions as the engine's.
extension KueueControlPlane {
  func workload(of job: JobIndex, _ world: World) -> Kueue.Workload {
    let spec = world.jobs[job]
    // Real UIDs are random; these keep the order of the scenario.
    let digits = String(job)
    return Kueue.Workload(
      namespace: spec.namespace, name: spec.name,
      uid: String(repeating: "0", count: max(0, 12 - digits.count)) + digits,
      localQueue: spec.queue, priority: spec.priority, createdAt: world.now,
      podSets: spec.podSets.map { podSet($0) })
  }

  private func podSet(_ set: PodSet) -> Kueue.PodSet {
    let pod = set.template
    return Kueue.PodSet(
      name: set.name, count: set.count,
      minCount: set.minimumCount.map { max(1, min($0, set.count)) },
      requests: quotaRequests(of: pod), nodeSelector: pod.nodeSelector.dictionary,
      affinity: Kueue.NodeAffinity(
        required: pod.requiredNodeAffinity?.map { Kueue.NodeSelectorTerm($0.map { .init($0) }) },
        preferred: pod.preferredNodeAffinity.map {
          .init(
            weight: $0.weight, term: Kueue.NodeSelectorTerm($0.requirements.map { .init($0) }))
        }),
      tolerations: pod.tolerations.map { Kueue.Toleration($0) },
      topology: options.topologies.isEmpty
        ? nil : set.topology.map { .init($0, group: set.topologyGroup) },
      podRequests: options.excludedResourcePrefixes.isEmpty ? nil : requests(of: pod))
  }

  /// What one pod asks for.
  func requests(of pod: Pod) -> [String: Int] {
    var amounts: [String: Int] = [:]
    for entry in pod.effectiveRequest.entries where entry.name != .pods {
      amounts[entry.name.text] = max(0, entry.amount)
    }
    return amounts
  }

  /// What of it counts in quotas.
  private func quotaRequests(of pod: Pod) -> [String: Int] {
    requests(of: pod).filter { name, _ in
      !options.excludedResourcePrefixes.contains { name.hasPrefix($0) }
    }
  }

  // MARK: Admissions

  func admission(_ admission: Kueue.Admission) -> Admission {
    Admission(
      podSets: admission.podSets.map { podSet in
        let chosen = podSet.flavors.sorted { $0.key < $1.key }
        var part = Admission.PodSetPart(
          count: podSet.count,
          flavors: chosen.map { .init(resource: ResourceName($0.key), flavor: $0.value) })
        for name in Set(chosen.map(\.value)).sorted() {
          guard
            let flavor = controller.configuration.resourceFlavors.first(where: { $0.name == name })
          else { continue }
          for (key, value) in flavor.nodeLabels.sorted(by: { $0.key < $1.key }) {
            part.nodeSelector[key] = value
          }
          part.tolerations += flavor.tolerations.compactMap { Toleration($0) }
        }
        part.domains = domains(podSet)
        return part
      })
  }

  /// One selector a pod, in the order of the pods. Pods that the topology left without a place
  /// (Kueue places whole slices only) keep Kueue's gate, here a selector that no node meets.
  private func domains(_ podSet: Kueue.PodSetAssignment) -> [LabelSet] {
    guard let topology = podSet.topology else { return [] }
    var selectors: [LabelSet] = []
    for domain in topology.domains {
      let selector = LabelSet(Array(zip(topology.levels, domain.values)))
      selectors += Array(repeating: selector, count: max(0, domain.count))
    }
    let missing = max(0, podSet.count - selectors.count)
    return selectors
      + Array(repeating: ["kueue.x-k8s.io/topology": "gated"], count: missing)
  }

  // MARK: Jobs that run already

  /// What a job that runs at time zero holds: of each resource the first flavor that its nodes
  /// belong to. `nil` for jobs outside Kueue and where no flavor is theirs.
  func heldWorkload(of job: JobIndex, _ world: World) -> Kueue.HeldWorkload? {
    let spec = world.jobs[job]
    let door = controller.configuration.localQueues.first {
      $0.namespace == spec.namespace && $0.name == spec.queue
    }
    guard !spec.queue.isEmpty,
      let queue = controller.configuration.clusterQueues.first(where: {
        $0.name == door?.clusterQueue
      })
    else { return nil }
    let workload = workload(of: job, world)
    var pod = world.pods(of: job).lowerBound
    var parts: [Kueue.PodSetAssignment] = []
    for set in workload.podSets {
      let node = world.state.node(of: pod).map { world.state.nodes[$0] }
      pod += set.count
      var part = Kueue.PodSetAssignment(name: set.name, count: set.count, flavors: [:], usage: [:])
      for (resource, amount) in set.requests.sorted(by: { $0.key < $1.key }) {
        let group = queue.resourceGroups.first { $0.resources.contains(resource) }
        let flavor = group?.flavors.first { flavor in
          controller.configuration.resourceFlavors.first { $0.name == flavor.flavor }.map {
            $0.nodeLabels.allSatisfy { node?.labels[$0.key] == $0.value }
          } ?? false
        }
        guard let flavor else { continue }
        let (total, overflow) = amount.multipliedReportingOverflow(by: set.count)
        part.flavors[resource] = flavor.flavor
        part.usage[resource] = overflow ? Int.max : total
      }
      parts.append(part)
    }
    return Kueue.HeldWorkload(
      workload: workload, admission: Kueue.Admission(clusterQueue: queue.name, podSets: parts))
  }
}

extension Kueue.Configuration {
  /// Writes new limits into a ClusterQueue or Cohort; one that does not exist changes nothing.
  mutating func apply(_ change: QuotaChange) {
    for index in clusterQueues.indices where clusterQueues[index].name == change.queue {
      clusterQueues[index].resourceGroups.apply(change)
      return
    }
    for index in cohorts.indices where cohorts[index].name == change.queue {
      cohorts[index].resourceGroups.apply(change)
      return
    }
  }
}

extension [Kueue.ResourceGroup] {
  /// Without a flavor every flavor of the resource is meant.
  fileprivate mutating func apply(_ change: QuotaChange) {
    let resource = change.resource.text
    for group in indices where self[group].resources.contains(resource) {
      for flavor in self[group].flavors.indices {
        let name = self[group].flavors[flavor].flavor
        guard change.flavor.isEmpty || change.flavor == name,
          var quota = self[group].flavors[flavor].resources[resource]
        else { continue }
        if let nominal = change.nominal { quota.nominal = nominal }
        if let limit = change.borrowingLimit { quota.borrowingLimit = limit }
        if let limit = change.lendingLimit { quota.lendingLimit = limit }
        self[group].flavors[flavor].resources[resource] = quota
      }
    }
  }
}
