extension TopologySearch {
  /// What one pod takes, in the order of resource names.
  struct Needs {
    let entries: [(name: String, index: Int?, amount: Int)]

    /// The requests and one unit of `pods`.
    init(_ requests: [String: Int], tree: TopologyTree) {
      var all = requests
      all["pods"] = Clamped.sum(all["pods"] ?? 0, 1)
      entries = all.keys.sorted().map { ($0, tree.resourceIndex($0), all[$0] ?? 0) }
    }

    /// How often the needs fit into the free amounts, and the tightest resource, by name among equals.
    func fit(into free: [Int]) -> (count: Int, tightest: Int) {
      var best = (count: Int.max, tightest: 0)
      for (position, entry) in entries.enumerated() {
        let has = entry.index.map { free[$0] } ?? 0
        let count =
          entry.amount == 0 ? Int(Int32.max) : max(0, min(has / entry.amount, Int(Int32.max)))
        if count < best.count { best = (count, position) }
      }
      return best
    }
  }

  /// Counts how many pods and slices fit into each domain, from the leaves upwards.
  ///
  /// `assumed` is what earlier pod sets of the workload take, by leaf. With `within`, only leaves of
  /// that domain count.
  mutating func count(assumed: [Int: [Int]], assumingEmpty: Bool, within: Int?) {
    let needs = Needs(question.podSet.requests, tree: tree)
    let leaderNeeds = question.leader.map { Needs($0.requests, tree: tree) }
    let tolerations = question.podSet.tolerations + snapshot.tolerations
    exclusions.totalNodes = tree.leaves.count
    var verdicts: [(domain: Int, verdict: Kueue.TopologyTrace.NodeVerdict)] = []
    for leaf in tree.leaves.indices {
      let domain = tree.leaves[leaf].domain
      var verdict = nodeVerdict(leaf, tolerations: tolerations)
      if verdict == nil, let within, !isInside(domain, within) {
        exclusions.outsideDomain += 1
        verdict = .outsideDomain
      }
      if verdict == nil {
        var free = snapshot.free(ofLeaf: leaf, assumingEmpty: assumingEmpty)
        for (index, amount) in (assumed[leaf] ?? []).enumerated() {
          free[index] = Clamped.difference(free[index], amount)
        }
        verdict = countLeaf(domain, free: free, needs: needs, leader: leaderNeeds)
      }
      if trace != nil, tree.topology.endsAtNodes, let verdict {
        verdicts.append((domain, verdict))
      }
    }
    for root in tree.levels[0] {
      rollUp(root, innerSizes: question.innerSizes)
    }
    if trace != nil { noteCounts(verdicts) }
  }

  /// Why a node may not be used at all. Only nodes have taints and labels to look at: a topology that
  /// ends above them uses all of them.
  private mutating func nodeVerdict(
    _ leaf: Int, tolerations: [Kueue.Toleration]
  ) -> Kueue.TopologyTrace.NodeVerdict? {
    guard let node = tree.leaves[leaf].node else { return nil }
    let podSet = question.podSet
    if let taint = Kueue.untoleratedTaint(node.taints, tolerations) {
      exclusions.count(taint)
      return .untoleratedTaint(taint)
    }
    if !podSet.nodeSelector.allSatisfy({ node.labels[$0.key] == $0.value }) {
      exclusions.nodeSelector += 1
      return .otherNodeSelector
    }
    if !podSet.affinity.allows(labels: node.labels, name: node.name) {
      exclusions.affinity += 1
      return .otherAffinity
    }
    if snapshot.gates.respectPreferredAffinity {
      states[tree.leaves[leaf].domain].affinityScore = podSet.affinity.score(
        labels: node.labels, name: node.name)
    }
    return nil
  }

  private mutating func countLeaf(
    _ domain: Int, free: [Int], needs: Needs, leader: Needs?
  ) -> Kueue.TopologyTrace.NodeVerdict {
    let (pods, tightest) = needs.fit(into: free)
    states[domain].pods = pods
    states[domain].podsWithLeader = pods
    if let leader, leader.fit(into: free).count > 0 {
      states[domain].leaders = 1
      var left = free
      for entry in leader.entries {
        guard let index = entry.index else { continue }
        left[index] = Clamped.difference(left[index], entry.amount)
      }
      states[domain].podsWithLeader = needs.fit(into: left).count
    }
    if pods > 0 { return .holds(pods: pods) }
    let entry = needs.entries[tightest]
    exclusions.count(resource: entry.name)
    return .lacks(
      resource: entry.name, free: entry.index.map { free[$0] } ?? 0, needed: entry.amount)
  }

  /// Sums up the children, and turns pods into slices at the slices' level.
  ///
  /// With a leader a domain loses what the cheapest of its children that can host the leader loses.
  mutating func rollUp(_ domain: Int, innerSizes: [Int: Int]) {
    let level = domains[domain].level
    let children = domains[domain].children
    if children.isEmpty {
      if level == question.sliceLevel { makeSlices(domain) }
      return
    }
    var sum = State()
    var lostPods = Int.max
    var lostSlices = Int.max
    // A child inside a layer of inner slices only contributes whole ones of them.
    let size = innerSizes[level + 1] ?? 1
    for child in children {
      rollUp(child, innerSizes: innerSizes)
      let state = states[child]
      let pods = state.pods / size * size
      let podsWithLeader = state.podsWithLeader / size * size
      sum.pods += pods
      sum.slices += state.slices
      if question.leader == nil || state.leaders > 0 {
        lostPods = min(lostPods, pods - podsWithLeader)
        lostSlices = min(lostSlices, state.slices - state.slicesWithLeader)
      }
      sum.leaders = max(sum.leaders, state.leaders)
      sum.affinityScore = Clamped.sum(sum.affinityScore, state.affinityScore)
    }
    if lostPods != .max {
      sum.podsWithLeader = sum.pods - lostPods
      sum.slicesWithLeader = sum.slices - lostSlices
    }
    states[domain] = sum
    if level == question.sliceLevel { makeSlices(domain) }
  }

  private mutating func makeSlices(_ domain: Int) {
    states[domain].slices = states[domain].pods / question.sliceSize
    states[domain].slicesWithLeader = states[domain].podsWithLeader / question.sliceSize
  }

  private func isInside(_ domain: Int, _ ancestor: Int) -> Bool {
    var at: Int? = domain
    while let here = at {
      if here == ancestor { return true }
      at = domains[here].parent
    }
    return false
  }

  private mutating func noteCounts(
    _ verdicts: [(domain: Int, verdict: Kueue.TopologyTrace.NodeVerdict)]
  ) {
    let nodes = verdicts.sorted { domains[$0.domain].rank < domains[$1.domain].rank }
      .map {
        Kueue.TopologyTrace.Node(
          node: domains[$0.domain].values.last ?? "", verdict: $0.verdict)
      }
    trace?.nodes = nodes
    let levels = zip(tree.topology.levels, tree.levels).map { level, members in
      let described = members.map { domain in
        let state = states[domain]
        return Kueue.TopologyTrace.Domain(
          values: domains[domain].values, pods: state.pods, slices: state.slices,
          podsWithLeader: state.podsWithLeader, slicesWithLeader: state.slicesWithLeader,
          holdsLeader: state.leaders > 0, affinityScore: state.affinityScore)
      }
      return Kueue.TopologyTrace.Level(level: level, domains: described)
    }
    trace?.levels = levels
  }
}
