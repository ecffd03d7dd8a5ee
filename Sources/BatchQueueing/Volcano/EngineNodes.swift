/// Finds nodes for a task and ranks them.
extension Volcano.Engine {
  /// What a node has to offer to be a candidate.
  enum Demand {
    /// Resources, now or when others have left, and all rules (action allocate).
    case resources
    /// All rules, resources do not matter (action backfill).
    case rules
    /// Only what evicting pods cannot change (actions preempt and reclaim).
    case unchangeable
  }

  /// Candidates in the order of the search, at most as many as are enough. The search goes on where
  /// the last one ended.
  mutating func feasibleNodes(
    _ task: Int, among candidates: [Int], _ demand: Demand
  ) -> [Int] {
    let count = candidates.count
    if count == 0 { return [] }
    let enough = configuration.search.enough(of: count)
    let shape = tasks[task].shape
    var found: [Int] = []
    var looked = 0
    while looked < count && found.count < enough {
      let node = candidates[(nextNode + looked) % count]
      looked += 1
      if isFeasible(shape, node, demand) { found.append(node) }
    }
    nextNode = (nextNode + looked) % count
    effort += looked + 4 * found.count
    return found
  }

  private mutating func isFeasible(_ shape: Int, _ node: Int, _ demand: Demand) -> Bool {
    if rules[shapes[shape].rules].refusals[node] != nil { return false }
    switch demand {
    case .unchangeable: return true
    case .rules: return hasRoom(node)
    case .resources:
      look(shape, node)
      let look = shapes[shape].looks[node]
      return look.fitsLater && look.hasRoom
    }
  }

  private func hasRoom(_ node: Int) -> Bool {
    !checksPods || nodes[node].podLimit > nodes[node].podCount
  }

  private var checksPods: Bool {
    plugins(.predicate).joined().contains(.predicates)
  }

  /// Brings the cached look of a shape at a node up to date.
  mutating func look(_ shape: Int, _ node: Int) {
    if shapes[shape].looks.isEmpty { makeLooks(shape) }
    if shapes[shape].looks[node].stamp == nodes[node].stamp { return }
    let kind = shapes[shape]
    var look = Volcano.Shape.Look()
    look.stamp = nodes[node].stamp
    look.fitsLater = nodes[node].willFit(kind.request)
    look.fitsNow = look.fitsLater && kind.request.fits(in: nodes[node].idle)
    look.hasRoom = hasRoom(node)
    let parts = nodeScores.parts(kind, nodes[node], gpu: gpu)
    look.base = parts.least + parts.most + parts.balanced
    look.binpack =
      binpack?.score(
        request: kind.request, allocatable: nodes[node].allocatable, used: nodes[node].used) ?? 0
    shapes[shape].looks[node] = look
  }

  /// At most this many shapes keep their looks, so that memory stays bounded.
  private static let mostLooks = 128

  private mutating func makeLooks(_ shape: Int) {
    if shapesWithLooks.count >= Self.mostLooks {
      shapes[shapesWithLooks.removeFirst()].looks = []
    }
    shapesWithLooks.append(shape)
    shapes[shape].looks = [Volcano.Shape.Look](repeating: Volcano.Shape.Look(), count: nodes.count)
  }

  // MARK: - Scores

  /// Scores of candidates for a task, in their order.
  mutating func scores(_ task: Int, _ candidates: [Int]) -> [Double] {
    let shape = tasks[task].shape
    for node in candidates { look(shape, node) }
    let affinity = affinityScores(shape, candidates)
    let taints = taintScores(shape, candidates)
    let closeness = topologyScores(task, candidates)
    return candidates.indices.map { index in
      let look = shapes[shape].looks[candidates[index]]
      let base = look.base + (affinity?[index] ?? 0) + (taints?[index] ?? 0)
      return look.binpack + (base + (closeness?[index] ?? 0))
    }
  }

  /// Preferences met, stretched so that the best node has 100; `nil`: all alike.
  private func affinityScores(_ shape: Int, _ candidates: [Int]) -> [Double]? {
    let rule = rules[shapes[shape].rules]
    let weight = nodeScores.affinityWeight
    guard rule.hasPreferences, weight != 0 else { return nil }
    let most = candidates.lazy.map { rule.preferred[$0] }.max() ?? 0
    if most == 0 { return nil }
    return candidates.map { weight * Double(100 * rule.preferred[$0] / most) }
  }

  /// Taints that are better avoided, turned round so that a node without any has 100.
  private func taintScores(_ shape: Int, _ candidates: [Int]) -> [Double]? {
    let rule = rules[shapes[shape].rules]
    let weight = nodeScores.taintWeight
    guard weight != 0 else { return nil }
    let most = rule.hasAvoided ? candidates.lazy.map { rule.avoided[$0] }.max() ?? 0 : 0
    return candidates.map {
      weight * Double(most == 0 ? 100 : 100 - 100 * rule.avoided[$0] / most)
    }
  }

  private func topologyScores(_ task: Int, _ candidates: [Int]) -> [Double]? {
    guard topology.ordersNodes else { return nil }
    let job = tasks[task].job
    if jobs[job].highestTier == nil {
      return topology.scores(candidates, packing: request(task))
    }
    return topology.scores(
      candidates, near: tasks[task].jobHyperNode,
      nodesOfTasks: jobs[job].tasks.map { tasks[$0].node })
  }

  /// The best node: those that are idle now first, then those that will be; the first of equals.
  mutating func bestNode(_ task: Int, _ candidates: [Int]) -> Int? {
    let shape = tasks[task].shape
    for node in candidates { look(shape, node) }
    let looks = shapes[shape].looks
    var group = candidates.filter { looks[$0].fitsNow }
    if group.isEmpty { group = candidates.filter { looks[$0].fitsLater } }
    return best(task, of: group)
  }

  mutating func best(_ task: Int, of group: [Int]) -> Int? {
    if group.count <= 1 { return group.first }
    let scores = scores(task, group)
    var best = 0
    for index in scores.indices.dropFirst() where scores[index] > scores[best] { best = index }
    return group[best]
  }

  /// Candidates by falling score; equals keep their order.
  mutating func ranked(_ task: Int, _ candidates: [Int]) -> [Int] {
    let scores = scores(task, candidates)
    return candidates.indices.sorted {
      scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1
    }.map { candidates[$0] }
  }

  // MARK: - Reasons

  /// Why a node does not take a task of this shape; `nil`: it does.
  func refusal(_ shape: Int, _ node: Int, _ demand: Demand) -> Volcano.NodeFailure? {
    if demand == .resources {
      let short = shapes[shape].request.shortfalls(in: nodes[node].futureIdle)
      if !short.isEmpty { return .insufficient(short.map { table.names[$0] }) }
    }
    if demand != .unchangeable && !hasRoom(node) { return .tooManyPods }
    return rules[shapes[shape].rules].refusals[node]
  }

  /// Counts the reasons of all nodes.
  mutating func failures(
    _ task: Int, _ candidates: [Int], _ demand: Demand
  ) -> Volcano.NodeFailures {
    let shape = tasks[task].shape
    let key = FailureKey(shape: shape, stamp: stamps, nodes: candidates.count, demand: demand)
    if let last = lastFailures, last.key == key { return last.failures }
    effort += 8 * candidates.count
    var order: [Volcano.NodeFailure] = []
    var counts: [Volcano.NodeFailure: Int] = [:]
    for node in candidates {
      guard let reason = refusal(shape, node, demand) else { continue }
      if counts[reason] == nil { order.append(reason) }
      counts[reason, default: 0] += 1
    }
    let failures = Volcano.NodeFailures(
      nodes: candidates.count,
      counts: order.map {
        Volcano.NodeFailures.Count(reason: $0, nodes: counts[$0] ?? 0)
      })
    lastFailures = (key, failures)
    return failures
  }

  struct FailureKey: Equatable {
    let shape: Int
    let stamp: Int
    let nodes: Int
    let demand: Demand
  }

  /// Records what was seen for a task that is to be explained.
  mutating func explain(
    _ task: Int, _ searched: [Int], _ candidates: [Int], chosen: Int?, _ demand: Demand
  ) {
    guard isExplained(task) else { return }
    let shape = tasks[task].shape
    let parts = candidates.count > 1 ? scoreParts(task, candidates) : candidates.map { _ in [] }
    outcome.placements.append(
      Volcano.Placement(
        task: taskIDs[task], action: action,
        refusals: searched.compactMap { node in
          refusal(shape, node, demand).map {
            Volcano.Placement.Refusal(node: nodes[node].name, reason: $0)
          }
        },
        scores: candidates.indices.map { index in
          let node = candidates[index]
          return Volcano.Placement.Score(
            node: nodes[node].name,
            isIdle: shapes[shape].request.fits(in: nodes[node].idle), parts: parts[index])
        }, node: chosen.map { nodes[$0].name }))
  }

  private func scoreParts(_ task: Int, _ candidates: [Int]) -> [[Volcano.Placement.Part]] {
    let shape = tasks[task].shape
    let affinity = affinityScores(shape, candidates)
    let taints = taintScores(shape, candidates)
    let closeness = topologyScores(task, candidates)
    return candidates.indices.map { index in
      let node = nodes[candidates[index]]
      let base = nodeScores.parts(shapes[shape], node, gpu: gpu)
      var parts: [(Volcano.ScoreName, Double)] = []
      if let binpack {
        parts.append(
          (
            .binpack,
            binpack.score(
              request: shapes[shape].request, allocatable: node.allocatable, used: node.used)
          ))
      }
      if nodeScores.isOn {
        parts += [
          (.leastRequested, base.least), (.mostRequested, base.most),
          (.balancedResource, base.balanced),
        ]
      }
      if let affinity { parts.append((.nodeAffinity, affinity[index])) }
      if let taints { parts.append((.taintToleration, taints[index])) }
      if let closeness { parts.append((.topology, closeness[index])) }
      return parts.map { Volcano.Placement.Part(name: $0.0, points: $0.1) }
    }
  }
}
