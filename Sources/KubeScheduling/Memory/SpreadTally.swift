import Cluster
import Simulation

/// The pods that one spread constraint counts, by node and domain.
struct SpreadTally: Sendable {
  private(set) var rule: SpreadRule
  /// Per node: whether its pods count for its domain.
  private let isIncluded: [Bool]
  /// Domains with at least one included node.
  private let isSeen: [Bool]
  private let seenDomains: Int
  private let isScored: Bool
  /// Per node: matching pods.
  private(set) var matching: [Int32]
  /// By domain code.
  private(set) var sums: [Int]

  /// `isScored`: domains as in scoring, where a missing key and an empty value are one.
  /// `requiresAllKeys`: whether nodes without all keys do not count.
  init(
    _ rule: SpreadRule, of rules: SpreadRules, isScored: Bool, requiresAllKeys: Bool,
    _ state: ClusterState
  ) {
    self.rule = rule
    self.isScored = isScored
    isIncluded = state.nodes.indices.map {
      (!requiresAllKeys || rules.hasAllKeys($0)) && rules.includes($0, for: rule, state)
    }
    matching = Array(repeating: 0, count: state.nodes.count)
    sums = Array(repeating: 0, count: rule.domainNames.count + 1)
    var seen = Array(repeating: false, count: sums.count)
    for node in state.nodes.indices where isIncluded[node] {
      seen[isScored ? rule.scoredDomain(node) : Int(rule.domains[node])] = true
    }
    isSeen = seen
    seenDomains = seen.count { $0 }
    for node in state.nodes.indices { update(node, state) }
  }

  mutating func learn(_ state: ClusterState) { rule.learn(state) }

  mutating func update(_ node: NodeIndex, _ state: ClusterState) {
    let now = rule.matching(node, state)
    let change = now - Int(matching[node])
    if change == 0 { return }
    matching[node] = Int32(now)
    if isIncluded[node] {
      sums[isScored ? rule.scoredDomain(node) : Int(rule.domains[node])] += change
    }
  }

  /// The most matching pods that a domain may hold for the pod to go there.
  var ceiling: Int {
    var minimum = Int(Int32.max)
    if seenDomains < rule.constraint.minDomains {
      minimum = 0
    } else {
      for domain in sums.indices where isSeen[domain] { minimum = min(minimum, sums[domain]) }
    }
    return rule.constraint.maxSkew + minimum - (rule.countsItself ? 1 : 0)
  }

  /// Whether a node is in a domain of at most `ceiling` matching pods.
  @inline(__always)
  func passes(_ node: NodeIndex, _ ceiling: Int) -> Bool {
    let domain = Int(rule.domains[node])
    return domain != 0 && sums[domain] <= ceiling
  }

  var bytes: Int { matching.count * 5 + sums.count * 9 }
}

/// The ScheduleAnyway constraints of one class of pods.
struct SpreadScoreTally: Sendable {
  private let weight: Int
  private var tallies: [SpreadTally]
  /// Per node: lacks a key that it must have; empty when none does.
  private let isIgnored: [Bool]
  /// Per tally and domain: in which question it was seen last.
  private var seen: [[Int32]]
  private var question: Int32 = 0
  private var raw: [Int] = []

  init(
    _ constraints: [TopologySpreadConstraint], _ pod: Pod, requiresAllKeys: Bool, weight: Int,
    _ state: ClusterState
  ) {
    self.weight = weight
    let rules = SpreadRules(constraints, pod: pod, state: state)
    let ignored = state.nodes.indices.map { requiresAllKeys && !rules.hasAllKeys($0) }
    isIgnored = ignored.contains(true) ? ignored : []
    tallies = rules.rules.map {
      SpreadTally($0, of: rules, isScored: true, requiresAllKeys: requiresAllKeys, state)
    }
    seen = tallies.map { Array(repeating: 0, count: $0.sums.count) }
  }

  mutating func learn(_ state: ClusterState) {
    for index in tallies.indices { tallies[index].learn(state) }
  }

  mutating func update(_ node: NodeIndex, _ state: ClusterState) {
    for index in tallies.indices { tallies[index].update(node, state) }
  }

  var bytes: Int { tallies.reduce(isIgnored.count) { $0 + $1.bytes + $1.sums.count * 4 } }

  @inline(__always)
  private func ignores(_ node: NodeIndex) -> Bool { !isIgnored.isEmpty && isIgnored[node] }

  /// Adds the score, normalised over these nodes, to their totals: the sums of `SpreadScore`, in the
  /// same order of floating point.
  mutating func add(to totals: inout [Int], of nodes: [NodeIndex]) {
    let weights = tallies.indices.map { DeterministicMath.log(Double(domains($0, nodes) + 2)) }
    var (largest, smallest) = (0, Int.max)
    raw.removeAll(keepingCapacity: true)
    for node in nodes {
      var sum = 0.0
      if !ignores(node) {
        for index in tallies.indices where tallies[index].rule.domains[node] != 0 {
          let rule = tallies[index].rule
          let count =
            rule.isPerNode
            ? Int(tallies[index].matching[node])
            : tallies[index].sums[rule.scoredDomain(node)]
          sum += Double(count) * weights[index] + Double(rule.constraint.maxSkew - 1)
        }
      }
      let score = Int(sum.rounded(.toNearestOrAwayFromZero))
      raw.append(score)
      if !ignores(node) {
        largest = max(largest, score)
        smallest = min(smallest, score)
      }
    }
    for (position, node) in nodes.enumerated() where !ignores(node) {
      totals[position] +=
        weight
        * (largest == 0
          ? maximumNodeScore
          : maximumNodeScore * (largest + smallest - raw[position]) / largest)
    }
  }

  /// Domains of one constraint among the nodes that are not ignored.
  private mutating func domains(_ index: Int, _ nodes: [NodeIndex]) -> Int {
    if tallies[index].rule.isPerNode {
      return isIgnored.isEmpty ? nodes.count : nodes.count { !isIgnored[$0] }
    }
    question += 1
    var count = 0
    for node in nodes where !ignores(node) {
      let domain = tallies[index].rule.scoredDomain(node)
      if seen[index][domain] == question { continue }
      seen[index][domain] = question
      count += 1
    }
    return count
  }
}
