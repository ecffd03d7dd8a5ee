import Cluster

/// What InterPodAffinity counts for one class of pods, as filter and as score.
struct AffinityTally: Sendable {
  private var rules: AffinityRules
  private let filters: Bool
  private let scores: Bool
  /// By required affinity term: pods that match all terms.
  private var affinity: [KeyTally]
  /// By required anti-affinity term.
  private var antiAffinity: [KeyTally]
  /// By topology key: terms of existing pods that mean the pod.
  private var existing: [KeyTally] = []
  /// By topology key: weights.
  private var weights: [KeyTally] = []
  /// The pod's preferred terms: index into `weights`, weight, and by label group whether it matches.
  private var own: [(key: Int, weight: Int, matches: [Bool])] = []
  /// By affinity group: indices into `existing`, and into `weights` with the weight.
  private var theirConflicts: [[Int]] = []
  private var theirWeights: [[(key: Int, weight: Int)]] = []

  init(
    _ pod: Pod, _ arguments: PodAffinityArguments, filters: Bool, scores: Bool,
    _ state: ClusterState
  ) {
    rules = AffinityRules(pod: pod, arguments, state)
    self.filters = filters
    affinity = filters ? pod.podAffinity.required.map { KeyTally($0.topologyKey, state) } : []
    antiAffinity =
      filters ? pod.podAntiAffinity.required.map { KeyTally($0.topologyKey, state) } : []
    let preferred = rules.ownWeights(state)
    // Without preferred terms such a pod is not scored at all.
    self.scores =
      scores && !(preferred.isEmpty && arguments.ignoresPreferredTermsOfExistingPods)
    if self.scores {
      for term in preferred {
        own.append((Self.index(of: term.key, in: &weights, state), term.weight, term.matches))
      }
    }
    learnTheirs(state)
    for node in state.nodes.indices { update(node, state) }
  }

  /// Whether there is nothing to count, as long as no further groups of pods turn up.
  var isEmpty: Bool {
    affinity.isEmpty && antiAffinity.isEmpty && existing.isEmpty && weights.isEmpty
  }

  /// Groups of pods may have turned up.
  mutating func learn(_ state: ClusterState) {
    rules.learn(state)
    for index in own.indices where own[index].matches.count < state.labelGroups.count {
      own[index].matches = rules.ownWeights(state)[index].matches
    }
    if theirConflicts.count < state.affinityGroups.count {
      learnTheirs(state)
      for node in state.nodes.indices { update(node, state) }
    }
  }

  private mutating func learnTheirs(_ state: ClusterState) {
    for group in state.affinityGroups[theirConflicts.count...] {
      var conflicts: [Int] = []
      if filters {
        for term in group.antiAffinity.required where rules.isMeant(by: term, of: group, state) {
          conflicts.append(Self.index(of: term.topologyKey, in: &existing, state))
        }
      }
      theirConflicts.append(conflicts)
      var weighed: [(key: Int, weight: Int)] = []
      if scores {
        for term in rules.weights(of: group, state) {
          weighed.append((Self.index(of: term.key, in: &weights, state), term.weight))
        }
      }
      theirWeights.append(weighed)
    }
  }

  private static func index(
    of key: String, in tallies: inout [KeyTally], _ state: ClusterState
  ) -> Int {
    if let known = tallies.firstIndex(where: { $0.key == key }) { return known }
    tallies.append(KeyTally(key, state))
    return tallies.count - 1
  }

  mutating func update(_ node: NodeIndex, _ state: ClusterState) {
    if isEmpty { return }
    let pods = state.labelGroupCounts[node]
    if !affinity.isEmpty {
      let amount = pods.reduce(0) {
        rules.matchesAllAffinity[Int($1.group)] ? $0 + Int($1.count) : $0
      }
      for term in affinity.indices { affinity[term].set(amount, on: node) }
    }
    for term in antiAffinity.indices {
      let amount = pods.reduce(0) {
        rules.matchesAntiAffinity[term][Int($1.group)] ? $0 + Int($1.count) : $0
      }
      antiAffinity[term].set(amount, on: node)
    }
    let groups = state.affinityGroupCounts[node]
    for key in existing.indices {
      var amount = 0
      for entry in groups {
        for at in theirConflicts[Int(entry.group)] where at == key { amount += Int(entry.count) }
      }
      existing[key].set(amount, on: node)
    }
    for key in weights.indices {
      var amount = 0
      for term in own where term.key == key {
        for entry in pods where term.matches[Int(entry.group)] {
          amount += term.weight * Int(entry.count)
        }
      }
      for entry in groups {
        for term in theirWeights[Int(entry.group)] where term.key == key {
          amount += term.weight * Int(entry.count)
        }
      }
      weights[key].set(amount, on: node)
    }
  }

  /// Whether any filter rule is left to ask.
  var canRefuse: Bool { !affinity.isEmpty || !antiAffinity.isEmpty || !existing.isEmpty }

  /// Whether the pod may be the first of its series.
  var isFirstOfSeries: Bool { rules.matchesItself && affinity.allSatisfy { $0.total == 0 } }

  func passes(_ node: NodeIndex, isFirstOfSeries: Bool) -> Bool {
    for term in affinity {
      if term.codes[node] == 0 || (!isFirstOfSeries && term.sum(node) == 0) { return false }
    }
    for term in antiAffinity where term.sum(node) > 0 { return false }
    for key in existing where key.sum(node) > 0 { return false }
    return true
  }

  /// Adds the score, normalised over these nodes, to their totals.
  func add(to totals: inout [Int], of nodes: [NodeIndex], weight: Int) {
    if weights.isEmpty { return }
    let raw = nodes.map { node in weights.reduce(0) { $0 + $1.sum(node) } }
    for (position, score) in Normalization.stretched(raw).enumerated() {
      totals[position] += weight * score
    }
  }

  var bytes: Int {
    (affinity + antiAffinity + existing + weights).reduce(0) { $0 + $1.bytes }
  }
}
