extension Kueue {
  /// The nodes of one flavor with a topology: what they hold, what is used, and the search for a place.
  ///
  /// A value: a copy can be changed to ask "what if". The tree of domains is shared between copies.
  public struct TopologySnapshot: Sendable {
    public let gates: TopologyGates
    /// Tolerations of the flavor, added to those of every pod.
    public let tolerations: [Toleration]
    let tree: TopologyTree
    /// Capacity less what pods outside Kueue take, leaf by leaf in the order of `tree.resources`.
    private var free: [Int]
    /// What admitted workloads take.
    private var usage: [Int]

    public var topology: Topology { tree.topology }

    /// Uses those nodes that are ready and schedulable, carry the flavor's labels and a label of each
    /// level. Nodes of one host name count as one.
    public init(
      topology: Topology, flavorLabels: [String: String] = [:], tolerations: [Toleration] = [],
      nodes: [TopologyNode], gates: TopologyGates = TopologyGates()
    ) {
      self.gates = gates
      self.tolerations = tolerations
      tree = TopologyTree(topology: topology, flavorLabels: flavorLabels, nodes: nodes)
      free = tree.capacity
      usage = Array(repeating: 0, count: free.count)
    }

    /// Takes off what pods that Kueue does not manage use on a node (DaemonSets, for example); `pods`
    /// included. A node outside the snapshot is ignored.
    public mutating func addOtherUsage(_ amounts: [String: Int], onNode node: String) {
      guard let leaf = tree.leafOfNode[node] else { return }
      for (index, resource) in tree.resources.enumerated() {
        let slot = leaf * tree.resources.count + index
        free[slot] = Clamped.difference(free[slot], amounts[resource] ?? 0)
      }
    }

    /// Pods of one shape in one domain of an assignment.
    public struct Usage: Hashable, Sendable, Codable {
      /// As in the assignment: the host name, or the values of all levels.
      public var values: [String]
      /// Of one pod, without the unit of `pods`.
      public var requests: [String: Int]
      /// Number of pods.
      public var count: Int

      public init(values: [String], requests: [String: Int], count: Int) {
        self.values = values
        self.requests = requests
        self.count = count
      }
    }

    /// Counts admitted pods. A domain that is no longer there is ignored.
    public mutating func add(_ more: [Usage]) {
      for item in more { change(item) { Clamped.sum($0, $1) } }
    }

    /// Takes pods off that were added before.
    public mutating func remove(_ less: [Usage]) {
      for item in less { change(item) { Clamped.difference($0, $1) } }
    }

    private mutating func change(_ item: Usage, _ operation: (Int, Int) -> Int) {
      guard let leaf = tree.leafOfValues[item.values] else { return }
      for (index, amount) in amounts(item.requests, count: item.count).enumerated() {
        let slot = leaf * tree.resources.count + index
        usage[slot] = operation(usage[slot], amount)
      }
    }

    /// Whether all of these pods still find room, each domain by itself.
    ///
    /// As in Kueue's second look before admission (`TASFlavorSnapshot.Fits`), the unit of `pods` is not
    /// asked for again, and pods without any request never pass.
    public func fits(_ wanted: [Usage]) -> Bool {
      wanted.allSatisfy { item in
        guard let leaf = tree.leafOfValues[item.values] else { return false }
        if item.requests.isEmpty { return item.count <= 0 }
        let free = free(ofLeaf: leaf, assumingEmpty: false)
        return item.requests.allSatisfy { name, amount in
          let has = tree.resourceIndex(name).map { free[$0] } ?? 0
          return amount <= 0 || max(0, has / amount) >= item.count
        }
      }
    }

    func amounts(_ requests: [String: Int], count: Int) -> [Int] {
      tree.resources.map { resource in
        let amount = Clamped.product(requests[resource] ?? 0, count)
        return resource == "pods" ? Clamped.sum(amount, count) : amount
      }
    }

    /// What is left of a leaf; with `assumingEmpty` as if no workload were admitted.
    func free(ofLeaf leaf: Int, assumingEmpty: Bool) -> [Int] {
      let width = tree.resources.count
      return (leaf * width..<(leaf + 1) * width).map {
        assumingEmpty ? free[$0] : Clamped.difference(free[$0], usage[$0])
      }
    }
  }
}

extension Kueue.TopologySnapshot {
  /// One domain for a picture of the topology.
  public struct DomainView: Hashable, Sendable {
    /// Index of the level, 0 for the widest.
    public let level: Int
    /// Label values from the widest level down.
    public let values: [String]
    /// Leaves inside: nodes, when the topology ends there.
    public let leafCount: Int
    /// Free of other pods and of admitted ones, by resource name; may be negative on a node that lost
    /// a device.
    public let free: [String: Int]
    /// What admitted workloads take.
    public let used: [String: Int]
  }

  /// Every domain, a parent before its children, in the order of label values.
  public func domainViews() -> [DomainView] {
    var views: [DomainView] = []
    for root in tree.levels[0] { _ = view(root, into: &views) }
    return views
  }

  private func view(_ index: Int, into views: inout [DomainView]) -> (leaves: Int, sums: [Int]) {
    let domain = tree.domains[index]
    let place = views.count
    let width = tree.resources.count
    views.append(
      DomainView(level: domain.level, values: domain.values, leafCount: 0, free: [:], used: [:]))
    var leaves = 0
    var sums = Array(repeating: 0, count: 2 * width)
    if let leaf = domain.leaf {
      leaves = 1
      let free = free(ofLeaf: leaf, assumingEmpty: false)
      let all = self.free(ofLeaf: leaf, assumingEmpty: true)
      sums = free + zip(all, free).map { Clamped.difference($0, $1) }
    }
    for child in domain.children {
      let part = view(child, into: &views)
      leaves += part.leaves
      sums = zip(sums, part.sums).map { Clamped.sum($0, $1) }
    }
    func byName(_ values: ArraySlice<Int>) -> [String: Int] {
      Dictionary(uniqueKeysWithValues: zip(tree.resources, values))
    }
    views[place] = DomainView(
      level: domain.level, values: domain.values, leafCount: leaves, free: byName(sums[..<width]),
      used: byName(sums[width...]))
    return (leaves, sums)
  }
}
