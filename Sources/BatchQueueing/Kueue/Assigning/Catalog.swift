extension Kueue {
  /// The objects prepared for decisions: names have become numbers.
  struct Catalog: Sendable {
    struct Group: Sendable {
      /// By the number of the resource.
      let resources: Set<Int>
      let flavors: [Int]
    }

    struct Queue: Sendable {
      let object: ClusterQueue
      let groups: [Group]
      /// By resource: the number of the group, or -1.
      let groupOf: [Int]
    }

    /// By node number of the quota tree, where queues come first.
    let queues: [Queue]
    let resourceNumbers: [String: Int]
    let flavorNames: [String]
    let flavors: [ResourceFlavor?]
    let flavorNumbers: [String: Int]
    /// Rows of flavors, columns of resources: the flavored resource, or -1.
    private let flavored: [Int]
    private let resourceCount: Int
    /// The resource `pods`, of which each pod takes one where a queue has quota for it.
    let pods: Int?

    init(clusterQueues: [ClusterQueue], flavors objects: [ResourceFlavor], tree: QuotaTree) {
      resourceNumbers = Dictionary(
        uniqueKeysWithValues: tree.resources.enumerated().map { ($1, $0) })
      resourceCount = tree.resources.count
      pods = resourceNumbers["pods"]
      let names = Set(tree.flavoredResources.map(\.flavor))
        .union(clusterQueues.flatMap { $0.resourceGroups.flatMap { $0.flavors.map(\.flavor) } })
        .sorted()
      let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
      (flavorNames, flavorNumbers) = (names, numbers)
      let byName = Dictionary(objects.map { ($0.name, $0) }) { first, _ in first }
      flavors = names.map { byName[$0] }
      var table = Array(repeating: -1, count: names.count * tree.resources.count)
      for (column, fr) in tree.flavoredResources.enumerated() {
        if let flavor = numbers[fr.flavor] {
          table[flavor * tree.resources.count + tree.resourceOf[column]] = column
        }
      }
      flavored = table
      let byQueue = Dictionary(clusterQueues.map { ($0.name, $0) }) { first, _ in first }
      let resourceNumbers = resourceNumbers
      queues = tree.nodes.prefix(tree.queueNumbers.count).map { node in
        let object = byQueue[node.name] ?? ClusterQueue(name: node.name, resourceGroups: [])
        var groupOf = Array(repeating: -1, count: tree.resources.count)
        let groups = object.resourceGroups.enumerated().map { number, group in
          let own = group.resources.compactMap { resourceNumbers[$0] }
            .filter { groupOf[$0] < 0 || groupOf[$0] == number }
          for resource in own { groupOf[resource] = number }
          return Group(
            resources: Set(own), flavors: group.flavors.compactMap { numbers[$0.flavor] })
        }
        return Queue(object: object, groups: groups, groupOf: groupOf)
      }
    }

    /// The number of a flavored resource, or -1.
    func flavored(_ flavor: Int, _ resource: Int) -> Int {
      flavored[flavor * resourceCount + resource]
    }
  }

  /// A workload's wishes with names as numbers.
  struct Claim: Sendable {
    struct Request: Sendable {
      let name: String
      /// Number of the resource, or -1 for one that no queue has.
      let resource: Int
      /// Per pod.
      let amount: Int
    }

    struct PodSet: Sendable {
      let object: Kueue.PodSet
      /// By name, ascending.
      let requests: [Request]
      /// Pod sets of one group take the same flavors.
      let group: String?
    }

    let key: String
    let priority: Int
    let podSets: [PodSet]

    init(_ workload: Workload, _ catalog: Catalog) {
      key = workload.key
      priority = workload.priority
      podSets = workload.podSets.map { podSet in
        PodSet(
          object: podSet,
          requests: podSet.requests.sorted { $0.key < $1.key }.map {
            Request(
              name: $0.key, resource: catalog.resourceNumbers[$0.key] ?? -1,
              amount: max(0, $0.value))
          }, group: podSet.topology?.group)
      }
    }

    /// Whether some pod set may shrink.
    var canShrink: Bool { podSets.contains { $0.object.count > $0.leastCount } }
  }
}

extension Kueue.Claim.PodSet {
  var leastCount: Int { min(object.count, max(0, object.minCount ?? object.count)) }
}
