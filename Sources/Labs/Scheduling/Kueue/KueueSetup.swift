import BatchQueueing
import Cluster
import ClusterRun
import KubeScheduling

/// What knobs say about Kueue.
struct KueueChoices: Sendable, Hashable {
  var isFairSharing = false
  /// Hundredths of every nominal quota.
  var quotaPercent = 100
  var mayBorrow = true
}

extension SchedulingScenario {
  /// Kueue as the scenario's queues describe it: leaves are ClusterQueues, the others Cohorts; a
  /// flavor with levels has a topology of its own. Resources for which no queue has quota count in
  /// none (`excludeResourcePrefixes`), so that queues may be about GPUs only.
  func kueueOptions(
    _ choices: KueueChoices = KueueChoices(),
    scheduler: KubeControlPlane.Options = KubeControlPlane.Options()
  ) -> KueueControlPlane.Options {
    let parents = Set(queues.map(\.parent))
    var clusterQueues: [Kueue.ClusterQueue] = []
    var cohorts: [Kueue.Cohort] = []
    for queue in queues {
      let groups = resourceGroups(queue, choices)
      let weight = Double(queue.weightPercent) / 100
      let parent = queue.parent.isEmpty ? nil : queue.parent
      if parents.contains(queue.name) {
        cohorts.append(
          Kueue.Cohort(
            name: queue.name, parent: parent, resourceGroups: groups, fairWeight: weight))
      } else {
        clusterQueues.append(
          Kueue.ClusterQueue(
            name: queue.name, cohort: parent,
            queueingStrategy: Kueue.QueueingStrategy(rawValue: queue.strategy) ?? .bestEffortFIFO,
            resourceGroups: groups, preemption: Kueue.Preemption(queue.preemption),
            flavorFungibility: Kueue.FlavorFungibility(queue.fungibility), fairWeight: weight))
      }
    }
    return KueueControlPlane.Options(
      configuration: Kueue.Configuration(
        resourceFlavors: resourceFlavors, clusterQueues: clusterQueues, cohorts: cohorts,
        localQueues: [],
        fairSharing: choices.isFairSharing ? Kueue.Configuration.defaultFairSharing : nil),
      topologies: flavors.compactMap { Kueue.Topology(name: $0.name, levels: $0.levels) },
      excludedResourcePrefixes: resourcesWithoutQuota, scheduler: scheduler)
  }

  private var resourceFlavors: [Kueue.ResourceFlavor] {
    var made = flavors.map { flavor in
      Kueue.ResourceFlavor(
        name: flavor.name,
        nodeLabels: Dictionary(flavor.nodeLabels.labels.map { ($0.key, $0.value) }) { a, _ in a },
        nodeTaints: flavor.taints.map { Kueue.Taint($0) },
        tolerations: flavor.tolerations.map { Kueue.Toleration($0) },
        topologyName: flavor.levels.isEmpty ? nil : flavor.name)
    }
    if !flavors.contains(where: { $0.name == QueueClass.standardFlavor }) {
      made.append(Kueue.ResourceFlavor(name: QueueClass.standardFlavor))
    }
    return made
  }

  /// Resources with the same flavors in the same order form a group.
  private func resourceGroups(
    _ queue: QueueClass, _ choices: KueueChoices
  ) -> [Kueue.ResourceGroup] {
    var lists: [(resource: ResourceName, flavors: [String])] = []
    for quota in queue.quotas {
      if let place = lists.firstIndex(where: { $0.resource == quota.resource }) {
        lists[place].flavors.append(quota.flavor)
      } else {
        lists.append((quota.resource, [quota.flavor]))
      }
    }
    var groups: [(flavors: [String], resources: [ResourceName])] = []
    for list in lists {
      if let place = groups.firstIndex(where: { $0.flavors == list.flavors }) {
        groups[place].resources.append(list.resource)
      } else {
        groups.append((list.flavors, [list.resource]))
      }
    }
    return groups.map { group in
      Kueue.ResourceGroup(
        resources: group.resources.map(\.text),
        flavors: group.flavors.map { flavor in
          var amounts: [String: Kueue.Quota] = [:]
          for quota in queue.quotas
          where quota.flavor == flavor && group.resources.contains(quota.resource) {
            amounts[quota.resource.text] = Kueue.Quota(quota, choices)
          }
          return Kueue.FlavorQuotas(flavor: flavor, resources: amounts)
        })
    }
  }

  private var resourcesWithoutQuota: [String] {
    let known = Set(queues.flatMap { $0.quotas.map(\.resource.text) }).sorted()
    var asked = ["cpu", "memory", "ephemeral-storage", ResourceName.nvidiaGPU.text]
    for podSet in jobs.flatMap(\.podSets) {
      asked += podSet.shape.extended.entries.map(\.name.text)
    }
    return Set(asked).sorted().filter { name in !known.contains { $0.hasPrefix(name) } }
  }
}

extension Kueue.Quota {
  fileprivate init(_ quota: QueueClass.Quota, _ choices: KueueChoices) {
    let (scaled, overflow) = quota.nominal.multipliedReportingOverflow(by: choices.quotaPercent)
    self.init(
      nominal: overflow ? quota.nominal : scaled / 100,
      borrowingLimit: choices.mayBorrow ? quota.borrowingLimit : 0,
      lendingLimit: quota.lendingLimit)
  }
}

extension Kueue.Preemption {
  fileprivate init(_ words: QueueClass.Preemption) {
    self.init(
      withinClusterQueue: Kueue.PreemptionPolicy(rawValue: words.withinQueue) ?? .never,
      reclaimWithinCohort: Kueue.PreemptionPolicy(rawValue: words.reclaim) ?? .never,
      borrowWithinCohort: Kueue.BorrowWithinCohort.Policy(rawValue: words.borrow).map {
        Kueue.BorrowWithinCohort(policy: $0, maxPriorityThreshold: words.borrowThreshold)
      })
  }
}

extension Kueue.FlavorFungibility {
  fileprivate init(_ words: QueueClass.Fungibility) {
    self.init(
      whenCanBorrow: Policy(rawValue: words.whenCanBorrow) ?? .mayStopSearch,
      whenCanPreempt: Policy(rawValue: words.whenCanPreempt) ?? .tryNextFlavor)
  }
}
