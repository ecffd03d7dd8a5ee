/// The domains of a topology over the usable nodes of one flavor: what never changes while workloads
/// come and go.
struct TopologyTree: Sendable {
  struct Domain: Sendable {
    /// Index into the topology's levels, 0 for the widest.
    let level: Int
    /// Label values from the widest level down to this one.
    let values: [String]
    /// Place among all domains of the level in the order of their values.
    var rank = 0
    var parent: Int?
    var children: [Int] = []
    /// Index into `leaves`, for domains of the narrowest level.
    var leaf: Int?
  }

  struct Leaf: Sendable {
    let domain: Int
    /// The node, when the topology ends at nodes; else the leaf may stand for many.
    let node: Kueue.TopologyNode?
  }

  let topology: Kueue.Topology
  private(set) var domains: [Domain] = []
  /// Domains by level, in the order of their values.
  private(set) var levels: [[Int]]
  private(set) var leaves: [Leaf] = []
  /// Resource names in ascending order.
  let resources: [String]
  /// Allocatable of the nodes, leaf by leaf, in the order of `resources`.
  private(set) var capacity: [Int] = []
  /// Leaf by the name of each node.
  private(set) var leafOfNode: [String: Int] = [:]
  /// Leaf by the values with which assignments name it.
  private(set) var leafOfValues: [[String]: Int] = [:]

  /// Uses the nodes that are ready, schedulable, carry the flavor's labels and a label of each level.
  init(topology: Kueue.Topology, flavorLabels: [String: String], nodes: [Kueue.TopologyNode]) {
    self.topology = topology
    levels = Array(repeating: [], count: topology.levels.count)
    let usable = nodes.filter { node in
      node.isReady && !node.isUnschedulable
        && flavorLabels.allSatisfy { node.labels[$0.key] == $0.value }
        && topology.levels.allSatisfy { node.labels[$0] != nil }
    }
    resources = Set(usable.flatMap(\.allocatable.keys)).union(["pods"]).sorted()
    var known = Array(repeating: [[String]: Int](), count: topology.levels.count)
    for node in usable { add(node, known: &known) }
    orderDomains()
  }

  /// The values with which an assignment names a domain of the narrowest level.
  func assignmentValues(_ domain: Domain) -> [String] {
    topology.endsAtNodes ? domain.values.suffix(1) : domain.values
  }

  func resourceIndex(_ name: String) -> Int? {
    let index = resources.partitioningIndex { $0 >= name }
    return index < resources.count && resources[index] == name ? index : nil
  }

  private mutating func add(_ node: Kueue.TopologyNode, known: inout [[[String]: Int]]) {
    let values = topology.levels.map { node.labels[$0] ?? "" }
    // Two nodes of one host name share a leaf, at the place of the first.
    let name = topology.endsAtNodes ? Array(values.suffix(1)) : values
    let leaf =
      leafOfValues[name]
      ?? {
        let domain = makeDomain(values, known: &known)
        let leaf = leaves.count
        domains[domain].leaf = leaf
        leaves.append(Leaf(domain: domain, node: topology.endsAtNodes ? node : nil))
        capacity.append(contentsOf: Array(repeating: 0, count: resources.count))
        leafOfValues[name] = leaf
        return leaf
      }()
    leafOfNode[node.name] = leaf
    for (index, resource) in resources.enumerated() {
      let slot = leaf * resources.count + index
      capacity[slot] = Clamped.sum(capacity[slot], node.allocatable[resource] ?? 0)
    }
  }

  private mutating func makeDomain(_ values: [String], known: inout [[[String]: Int]]) -> Int {
    let level = values.count - 1
    if let domain = known[level][values] { return domain }
    let parent = level == 0 ? nil : makeDomain(Array(values.dropLast()), known: &known)
    let domain = domains.count
    domains.append(Domain(level: level, values: values, parent: parent))
    if let parent { domains[parent].children.append(domain) }
    known[level][values] = domain
    levels[level].append(domain)
    return domain
  }

  private mutating func orderDomains() {
    for level in levels.indices {
      levels[level].sort {
        domains[$0].values.lexicographicallyPrecedes(domains[$1].values) { a, b in
          a.utf8.lexicographicallyPrecedes(b.utf8)
        }
      }
      for (rank, domain) in levels[level].enumerated() { domains[domain].rank = rank }
    }
    for domain in domains.indices {
      let ordered = domains[domain].children.sorted { domains[$0].rank < domains[$1].rank }
      domains[domain].children = ordered
    }
  }
}

extension Array {
  /// The first index whose element meets a condition that all later elements meet as well.
  fileprivate func partitioningIndex(where condition: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
