extension Kueue {
  /// Queues and cohorts put into a tree, with everything that is wrong about them.
  struct QuotaPlan {
    var nodes: [QuotaTree.Node] = []
    /// By node.
    var quotas: [[(FlavoredResource, Quota)]] = []
    var flavoredResources: Set<FlavoredResource> = []
    var queueNumbers: [String: Int] = [:]
    var cohortNumbers: [String: Int] = [:]
    var problems: [ConfigurationProblem] = []
    /// Nodes, each before its parent.
    var bottomUp: [Int] = []

    init(clusterQueues: [ClusterQueue], cohorts: [Cohort]) {
      for queue in clusterQueues.sorted(by: { $0.name < $1.name }) {
        guard queueNumbers[queue.name] == nil else {
          problems.append(.duplicate(.clusterQueue, name: queue.name))
          continue
        }
        queueNumbers[queue.name] = nodes.count
        addNode(
          .clusterQueue, queue.name, weight: queue.fairWeight, groups: queue.resourceGroups)
      }
      var declared: [String: Cohort] = [:]
      for cohort in cohorts {
        if declared[cohort.name] == nil {
          declared[cohort.name] = cohort
        } else {
          problems.append(.duplicate(.cohort, name: cohort.name))
        }
      }
      let names = Set(declared.keys).union(clusterQueues.compactMap(\.cohort))
        .union(cohorts.compactMap(\.parent)).sorted()
      for name in names {
        cohortNumbers[name] = nodes.count
        let cohort = declared[name]
        addNode(
          .cohort, name, weight: cohort?.fairWeight ?? 1, groups: cohort?.resourceGroups ?? [])
      }
      connect(clusterQueues, declared, names)
    }

    private mutating func addNode(
      _ kind: ConfigurationProblem.Kind, _ name: String, weight: Double, groups: [ResourceGroup]
    ) {
      var weight = weight
      if !(weight >= 0) || weight.isInfinite {
        problems.append(.badWeight(kind, name: name))
        weight = 0
      }
      nodes.append(QuotaTree.Node(name: name, isQueue: kind == .clusterQueue, weight: weight))
      var covered: Set<String> = []
      var found: [FlavoredResource: Quota] = [:]
      for group in groups {
        for resource in group.resources where !covered.insert(resource).inserted {
          problems.append(.resourceInTwoGroups(kind, name: name, resource: resource))
        }
        for flavor in group.flavors {
          for resource in group.resources {
            let fr = FlavoredResource(flavor: flavor.flavor, resource: resource)
            guard found[fr] == nil else { continue }
            guard let quota = flavor.resources[resource] else {
              problems.append(.quotaMissing(kind, name: name, fr))
              found[fr] = Quota(nominal: 0)
              continue
            }
            if min(quota.nominal, quota.borrowingLimit ?? 0, quota.lendingLimit ?? 0) < 0 {
              problems.append(.negative(kind, name: name, fr))
            }
            found[fr] = Quota(
              nominal: max(0, quota.nominal),
              borrowingLimit: quota.borrowingLimit.map { max(0, $0) },
              lendingLimit: quota.lendingLimit.map { max(0, $0) })
          }
        }
      }
      quotas.append(found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
      flavoredResources.formUnion(found.keys)
    }

    private mutating func connect(
      _ clusterQueues: [ClusterQueue], _ declared: [String: Cohort], _ names: [String]
    ) {
      for name in names {
        guard let node = cohortNumbers[name], let parent = declared[name]?.parent else { continue }
        nodes[node].parent = cohortNumbers[parent] ?? -1
      }
      let sound = soundCohorts(names)
      for name in names {
        guard let node = cohortNumbers[name] else { continue }
        if !sound.contains(node) {
          nodes[node].isActive = false
          nodes[node].parent = -1
        } else if nodes[node].parent >= 0 {
          nodes[nodes[node].parent].childCohorts.append(node)
        }
      }
      for queue in clusterQueues.sorted(by: { $0.name < $1.name }) {
        guard let node = queueNumbers[queue.name], nodes[node].parent < 0, let name = queue.cohort,
          let parent = cohortNumbers[name]
        else { continue }
        if sound.contains(parent) {
          nodes[node].parent = parent
          nodes[parent].childQueues.append(node)
        } else {
          nodes[node].isActive = false
        }
      }
      // Roots first, then level by level, turned round.
      var order = nodes.indices.filter { nodes[$0].parent < 0 }
      var next = 0
      while next < order.count {
        order += nodes[order[next]].childCohorts + nodes[order[next]].childQueues
        next += 1
      }
      bottomUp = order.reversed()
    }

    /// Cohorts whose way up ends at a root soon enough; the others are reported.
    private mutating func soundCohorts(_ names: [String]) -> Set<Int> {
      enum Verdict {
        case open
        case sound(depth: Int)
        case cyclic, deep
      }
      var verdicts: [Int: Verdict] = [:]
      for name in names {
        guard let start = cohortNumbers[name] else { continue }
        var way: [Int] = []
        var node = start
        while node >= 0, verdicts[node] == nil {
          verdicts[node] = .open
          way.append(node)
          node = nodes[node].parent
        }
        var verdict = node >= 0 ? verdicts[node] ?? .open : .sound(depth: 0)
        if case .open = verdict {
          report(cycle: way[(way.firstIndex(of: node) ?? 0)...])
          verdict = .cyclic
        }
        for step in way.reversed() {
          if case .sound(let depth) = verdict {
            verdict = depth < QuotaTree.deepest ? .sound(depth: depth + 1) : .deep
            if case .deep = verdict {
              problems.append(.cohortTooDeep(cohort: nodes[step].name))
            }
          }
          verdicts[step] = verdict
        }
      }
      return Set(
        verdicts.compactMap { node, verdict in
          if case .sound = verdict { node } else { nil }
        })
    }

    private mutating func report(cycle: ArraySlice<Int>) {
      let names = cycle.map { nodes[$0].name }
      guard let first = names.min(), let start = names.firstIndex(of: first) else { return }
      let turned = Array(names[start...] + names[..<start])
      problems.append(.cohortCycle(turned + [first]))
    }
  }
}
