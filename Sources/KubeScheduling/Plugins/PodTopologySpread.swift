import Cluster
import Simulation

/// One rule of the filter with its counts: how many matching pods each domain holds.
private struct DomainCounts {
  let rule: SpreadRule
  /// By domain code; -1 for domains without any included node.
  var matching: [Int]
  /// What the emptiest domain counts as.
  var minimum = 0

  func skew(_ node: NodeIndex) -> Int {
    let domain = Int(rule.domains[node])
    return max(0, matching[domain]) + (rule.countsItself ? 1 : 0) - minimum
  }
}

extension FilterPlugin {
  /// Refuses nodes that would break a DoNotSchedule spread constraint of the pod.
  public static let podTopologySpread = FilterPlugin(
    name: "PodTopologySpread", known: .podTopologySpread
  ) { pod, state in
    let spec = state.spec(of: pod)
    let hard = spec.spreadConstraints.filter { $0.whenUnsatisfiable == .doNotSchedule }
    if hard.isEmpty { return nil }
    let lazily = LazyCounts()
    return PreparedFilter(
      passes: { node, state in
        for count in lazily.counts(hard, spec, state) {
          if count.rule.domains[node] == 0 { return false }
          if count.skew(node) > count.rule.constraint.maxSkew { return false }
        }
        return true
      },
      explain: { node, state in explainSpread(lazily.counts(hard, spec, state), node) })
  }

  /// Counts on the first question: a pod that fits nowhere never asks. Lives for one cycle, on one
  /// state.
  private final class LazyCounts {
    private var known: [DomainCounts]?

    func counts(
      _ hard: [TopologySpreadConstraint], _ pod: Pod, _ state: ClusterState
    ) -> [DomainCounts] {
      if let known { return known }
      let counted = countDomains(SpreadRules(hard, pod: pod, state: state), state)
      known = counted
      return counted
    }
  }

  private static func countDomains(_ spread: SpreadRules, _ state: ClusterState)
    -> [DomainCounts]
  {
    var counts = spread.rules.map {
      DomainCounts(rule: $0, matching: Array(repeating: -1, count: $0.domainNames.count + 1))
    }
    for node in state.nodes.indices where spread.hasAllKeys(node) {
      for (index, rule) in spread.rules.enumerated()
      where spread.includes(node, for: rule, state) {
        let domain = Int(rule.domains[node])
        let before = max(0, counts[index].matching[domain])
        counts[index].matching[domain] = before + rule.matching(node, state)
      }
    }
    for index in counts.indices {
      let seen = counts[index].matching.filter { $0 >= 0 }
      let isShort = seen.count < counts[index].rule.constraint.minDomains
      // Without any domain the original starts from the largest 32-bit number.
      counts[index].minimum = isShort ? 0 : (seen.min() ?? Int(Int32.max))
    }
    return counts
  }

  private static func explainSpread(_ counts: [DomainCounts], _ node: NodeIndex)
    -> FilterFailure?
  {
    for count in counts {
      let constraint = count.rule.constraint
      let domain = Int(count.rule.domains[node])
      if domain == 0 {
        return FilterFailure(.unresolvable, [.spreadLabelMissing(key: constraint.topologyKey)])
      }
      guard count.skew(node) > constraint.maxSkew else { continue }
      return FilterFailure(
        .unschedulable,
        [
          .spreadSkew(
            key: constraint.topologyKey, domain: count.rule.domainNames[domain - 1],
            matching: max(0, count.matching[domain]), countsItself: count.rule.countsItself,
            minimum: count.minimum, maxSkew: constraint.maxSkew)
        ])
    }
    return nil
  }
}

extension ScorePlugin {
  /// The fewer matching pods in the node's domains, the better (ScheduleAnyway constraints, own or
  /// default).
  public static func podTopologySpread(
    _ defaulting: SpreadDefaulting = .system, weight: Int = 2
  ) -> ScorePlugin {
    ScorePlugin(
      name: "PodTopologySpread", weight: weight, known: .podTopologySpread(defaulting)
    ) { pod, state, nodes in
      let spec = state.spec(of: pod)
      let hasOwn = !spec.spreadConstraints.isEmpty
      let soft = defaulting.softConstraints(of: spec, services: state.services)
      if soft.isEmpty || nodes.isEmpty { return nil }
      let score = SpreadScore(
        SpreadRules(soft, pod: spec, state: state),
        requiresAllKeys: hasOwn || defaulting != .system,
        state: state, nodes: nodes)
      let raw = score.raw(state)
      return ScoreColumn(raw: raw, normalized: score.normalized(raw))
    }
  }
}

/// The counts and weights behind the spread score of one pod.
private struct SpreadScore {
  let spread: SpreadRules
  let nodes: [NodeIndex]
  /// By position in `nodes`: lacks a key that it must have.
  let isIgnored: [Bool]
  /// Per rule by domain code: matching pods; -1 for domains without a scored node. Unused for
  /// hostname.
  private(set) var counts: [[Int]]
  /// Per rule: ln(domains + 2), so that rules over few domains weigh less.
  let weights: [Double]

  init(
    _ spread: SpreadRules, requiresAllKeys: Bool, state: ClusterState, nodes: [NodeIndex]
  ) {
    self.spread = spread
    self.nodes = nodes
    let ignored = nodes.map { requiresAllKeys && !spread.hasAllKeys($0) }
    isIgnored = ignored
    counts = spread.rules.map { Array(repeating: -1, count: $0.domainNames.count + 1) }
    var sizes = spread.rules.map { _ in 0 }
    for (index, rule) in spread.rules.enumerated() {
      if rule.isPerNode {
        sizes[index] = ignored.count { !$0 }
        continue
      }
      for (position, node) in nodes.enumerated() where !ignored[position] {
        let domain = rule.scoredDomain(node)
        if counts[index][domain] < 0 {
          counts[index][domain] = 0
          sizes[index] += 1
        }
      }
    }
    weights = sizes.map { DeterministicMath.log(Double($0 + 2)) }
    for node in state.nodes.indices {
      if requiresAllKeys && !spread.hasAllKeys(node) { continue }
      for (index, rule) in spread.rules.enumerated() where !rule.isPerNode {
        let domain = rule.scoredDomain(node)
        guard counts[index][domain] >= 0, spread.includes(node, for: rule, state) else { continue }
        counts[index][domain] += rule.matching(node, state)
      }
    }
  }

  func raw(_ state: ClusterState) -> [Int] {
    nodes.enumerated().map { position, node in
      if isIgnored[position] { return 0 }
      var sum = 0.0
      for (index, rule) in spread.rules.enumerated() where rule.domains[node] != 0 {
        let count =
          rule.isPerNode ? rule.matching(node, state) : counts[index][rule.scoredDomain(node)]
        sum += Double(count) * weights[index] + Double(rule.constraint.maxSkew - 1)
      }
      return Int(sum.rounded(.toNearestOrAwayFromZero))
    }
  }

  func normalized(_ raw: [Int]) -> [Int] {
    var largest = 0
    var smallest = Int.max
    for (position, score) in raw.enumerated() where !isIgnored[position] {
      largest = max(largest, score)
      smallest = min(smallest, score)
    }
    return raw.enumerated().map { position, score in
      if isIgnored[position] { return 0 }
      if largest == 0 { return maximumNodeScore }
      return maximumNodeScore * (largest + smallest - score) / largest
    }
  }
}
