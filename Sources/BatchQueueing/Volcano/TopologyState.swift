extension Volcano {
  /// The tree of hypernodes and what plugin network-topology-aware knows of it.
  ///
  /// Above the snapshot's hypernodes lies the whole cluster, one tier higher.
  struct TopologyState {
    private struct HyperNode {
      let name: String
      let tier: Int
      var parent: Int?
      var children: [Int] = []
      /// All nodes below, in the snapshot's order.
      var nodes: [Int] = []
      var allocatable: Vector
      var used: Vector
      var idle: Vector
      var futureIdle: Vector
    }

    private var hyperNodes: [HyperNode] = []
    /// The whole cluster.
    let top: Int
    /// From the lowest to the highest.
    private let tiers: [Int]
    /// By node: the hypernodes that hold it.
    private var holders: [[Int]]
    private let weights: Volcano.TopologyWeights
    private let names: [String]
    let ordersNodes: Bool
    let ordersHyperNodes: Bool
    let hasGradients: Bool

    init(
      _ snapshot: Volcano.Snapshot, _ configuration: Volcano.Configuration, _ table: ResourceTable
    ) {
      let plugin = configuration.plugin(.networkTopologyAware)
      weights = plugin?.settings.topology ?? Volcano.TopologyWeights()
      ordersNodes = plugin?.hooks.contains(.nodeOrder) == true
      ordersHyperNodes = plugin?.hooks.contains(.hyperNodeOrder) == true
      hasGradients = plugin?.hooks.contains(.hyperNodeGradient) == true
      names = table.names
      holders = snapshot.nodes.map { _ in [] }
      let zero = table.zero
      let specs = snapshot.hyperNodes.sorted { $0.name.comesBefore($1.name) }
      hyperNodes = specs.map {
        HyperNode(
          name: $0.name, tier: $0.tier, allocatable: zero, used: zero, idle: zero, futureIdle: zero)
      }
      top = hyperNodes.count
      hyperNodes.append(
        HyperNode(
          name: "<cluster-top-hypernode>", tier: (specs.map(\.tier).max() ?? 0) + 1,
          allocatable: zero, used: zero, idle: zero, futureIdle: zero))
      tiers = Set(hyperNodes.map(\.tier)).sorted()
      connect(specs, snapshot)
    }

    private mutating func connect(_ specs: [Volcano.HyperNode], _ snapshot: Volcano.Snapshot) {
      let index = Dictionary(uniqueKeysWithValues: specs.enumerated().map { ($1.name, $0) })
      let nodeIndex = Dictionary(
        uniqueKeysWithValues: snapshot.nodes.enumerated().map { ($1.name, $0) })
      for (parent, spec) in specs.enumerated() {
        for child in spec.children.compactMap({ index[$0] }).sorted() {
          hyperNodes[child].parent = parent
          hyperNodes[parent].children.append(child)
        }
      }
      for child in specs.indices where hyperNodes[child].parent == nil {
        hyperNodes[child].parent = top
        hyperNodes[top].children.append(child)
      }
      var members = hyperNodes.map { _ in Set<Int>() }
      for (lowest, spec) in specs.enumerated() {
        for node in spec.nodes.compactMap({ nodeIndex[$0] }) {
          for holder in ancestors(lowest) where holder != top { members[holder].insert(node) }
        }
      }
      members[top] = Set(snapshot.nodes.indices)
      for holder in hyperNodes.indices {
        hyperNodes[holder].nodes = members[holder].sorted()
        for node in hyperNodes[holder].nodes { holders[node].append(holder) }
      }
    }

    /// Sums up the nodes at the start of the session.
    mutating func open(_ nodes: [NodeState]) {
      for index in hyperNodes.indices {
        for node in hyperNodes[index].nodes {
          hyperNodes[index].allocatable.add(nodes[node].allocatable)
          hyperNodes[index].used.add(nodes[node].used)
          hyperNodes[index].idle.add(nodes[node].idle)
          hyperNodes[index].futureIdle.add(nodes[node].futureIdle)
        }
      }
    }

    mutating func count(_ request: Vector, on node: Int, isAllocated: Bool) {
      guard ordersNodes || ordersHyperNodes else { return }
      for holder in holders[node] {
        if isAllocated {
          hyperNodes[holder].used.add(request)
        } else {
          hyperNodes[holder].used.subtract(request)
        }
      }
    }

    func nodes(of hyperNode: Int) -> [Int] { hyperNodes[hyperNode].nodes }
    func name(_ hyperNode: Int) -> String { hyperNodes[hyperNode].name }

    /// A wish is served as if every tier were allowed.
    func highestTier(_ topology: Volcano.PodGroup.Topology?) -> Int? {
      guard let topology else { return nil }
      return topology.isHard ? topology.highestTier ?? hyperNodes[top].tier : hyperNodes[top].tier
    }

    /// Finds where jobs with a topology already lie: the lowest hypernode that holds all their tasks.
    func settle(_ jobs: inout [JobState], _ tasks: [TaskState]) {
      for job in jobs.indices where jobs[job].highestTier != nil {
        var common: Set<Int>?
        for task in jobs[job].tasks where tasks[task].status.isAllocated {
          guard let node = tasks[task].node else { continue }
          common = common?.intersection(holders[node]) ?? Set(holders[node])
        }
        let lowest = common?.min {
          (hyperNodes[$0].tier, $0) < (hyperNodes[$1].tier, $1)
        }
        jobs[job].hyperNode = lowest
        jobs[job].subJobHyperNode = lowest
      }
    }

    // MARK: - The tree

    /// The hypernode itself, then upwards.
    private func ancestors(_ hyperNode: Int) -> [Int] {
      var path = [hyperNode]
      var next = hyperNodes[hyperNode].parent
      while let above = next {
        path.append(above)
        next = hyperNodes[above].parent
      }
      return path
    }

    /// The lowest hypernode above both; one of them, if the other is unknown.
    func common(_ a: Int?, _ b: Int?) -> Int? {
      guard let a else { return b }
      guard let b else { return a }
      let left = Set(ancestors(a))
      return ancestors(b).first(where: left.contains)
    }

    /// The lowest-tier hypernode that holds a node.
    func lowest(holding node: Int) -> Int? {
      guard let tier = tiers.first else { return nil }
      return holders[node].first { hyperNodes[$0].tier == tier }
    }

    // MARK: - Gradients

    /// Hypernodes to be tried, in groups of rising tiers.
    ///
    /// Only those below `root` whose tier is allowed and, unless the job lies somewhere already,
    /// whose nodes together could hold `need`. `nil`: the job lies where it must not.
    func gradients(
      below root: Int, highestTier: Int, from hyperNode: Int?, need: Vector
    ) -> [[Int]] {
      guard hasGradients else { return [[root]] }
      guard let start = searchRoot(root, highestTier: highestTier, from: hyperNode) else {
        return []
      }
      var queue = [start]
      var next = 0
      var byTier: [Int: [Int]] = [:]
      while next < queue.count {
        let current = queue[next]
        next += 1
        queue += hyperNodes[current].children
        guard hyperNodes[current].tier <= highestTier else { continue }
        if hyperNode == nil, !need.fits(in: hyperNodes[current].idle),
          !need.fits(in: hyperNodes[current].futureIdle)
        {
          continue
        }
        byTier[hyperNodes[current].tier, default: []].append(current)
      }
      return byTier.keys.sorted().compactMap { byTier[$0] }
    }

    private func searchRoot(_ root: Int, highestTier: Int, from hyperNode: Int?) -> Int? {
      guard let hyperNode else { return root }
      let allowed = ancestors(hyperNode).prefix { hyperNodes[$0].tier <= highestTier }.last
      guard let allowed else { return nil }
      let common = self.common(root, allowed)
      if common == allowed { return root }
      return common == root ? allowed : nil
    }

    // MARK: - Scores

    private var scale: Double {
      100 * Double(weights.binpack.weight < 0 ? 1 : weights.binpack.weight)
    }

    private func weight(_ index: Int) -> Double? {
      weights.binpack.weight(of: names[index]).map { Double($0 < 0 ? 1 : $0) }
    }

    /// How full a hypernode would be; 0 if it would overflow.
    private func fullness(_ hyperNode: Int, with request: Vector) -> Double {
      var score = 0.0
      var sum = 0.0
      for index in request.filled {
        guard let weight = weight(index) else { continue }
        let size = hyperNodes[hyperNode].allocatable.values[index]
        let full = hyperNodes[hyperNode].used.values[index] + request.values[index]
        if full > size { return 0 }
        score += weight * full / size
        sum += weight
      }
      return sum > 0 ? score / sum : 0
    }

    /// Scores of hypernodes for a job: how full they would be, ties at the top by the part of the
    /// job's tasks that lie there already.
    func scores(_ candidates: [Int], request: Vector, nodesOfTasks: [Int?]) -> [Double] {
      guard ordersHyperNodes else { return candidates.map { _ in 0 } }
      var scores = candidates.map { fullness($0, with: request) }
      let best = scores.max() ?? 0
      let top = scores.indices.filter { scores[$0] == best }
      if top.count > 1 {
        for index in top { scores[index] += partOfTasks(candidates[index], nodesOfTasks) }
      }
      return scores.map { $0 * scale }
    }

    private func partOfTasks(_ hyperNode: Int?, _ nodesOfTasks: [Int?]) -> Double {
      guard let hyperNode, !nodesOfTasks.isEmpty else { return 0 }
      let there = nodesOfTasks.count { node in
        node.map { holders[$0].contains(hyperNode) } ?? false
      }
      return Double(there) / Double(nodesOfTasks.count)
    }

    /// Scores of nodes for a task of a job that has a place in the network.
    func scores(
      _ nodes: [Int], near hyperNode: Int?, nodesOfTasks: [Int?]
    ) -> [Double] {
      guard let hyperNode else { return nodes.map { _ in 0 } }
      let own = nodes.map { lowest(holding: $0) }
      var scores = own.map { closeness($0, hyperNode) }
      let best = scores.max() ?? 0
      let top = scores.indices.filter { scores[$0] == best }
      if top.count > 1 {
        for index in top { scores[index] += partOfTasks(own[index], nodesOfTasks) }
      }
      return scores.map { $0 * scale }
    }

    /// 1 in the same hypernode, less the higher their lowest common one lies.
    private func closeness(_ own: Int?, _ hyperNode: Int) -> Double {
      guard let own else { return 0 }
      if own == hyperNode { return 1 }
      guard let common = common(own, hyperNode), let least = tiers.first, let most = tiers.last
      else { return 0 }
      return least == most ? 1 : Double(most - hyperNodes[common].tier) / Double(most - least)
    }

    /// Scores of nodes for a task without a wish: how full the hypernodes around each would be, the
    /// higher tiers counting less. A node outside all hypernodes of a tier scores full there.
    func scores(_ nodes: [Int], packing request: Vector) -> [Double] {
      guard weights.packsNormalPods, let least = tiers.first, let most = tiers.last else {
        return nodes.map { _ in 0 }
      }
      let fading = weights.fading < 0 ? 0.8 : weights.fading
      var factors: [Double] = []
      var factor = 1.0
      for tier in 1...max(most, 1) {
        if tier >= least { factors.append(factor) }
        factor *= fading
      }
      let sum = factors.reduce(0, +)
      guard sum > 0 else { return nodes.map { _ in 0 } }
      var known: [Int: Double] = [:]
      return nodes.map { node in
        var total = 0.0
        for (step, factor) in factors.enumerated() {
          let holder = holders[node].first { hyperNodes[$0].tier == least + step }
          var score = 1.0
          if let holder {
            score = known[holder] ?? fullness(holder, with: request)
            known[holder] = score
          }
          total += factor * score
        }
        return total / sum * scale
      }
    }
  }
}
