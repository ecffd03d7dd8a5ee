import Simulation

/// Balanced placement (gate TASBalancedPlacement, preferred pod sets only): as few domains as BestFit
/// would take, but with the pods spread evenly over them.
///
/// The threshold is the least number of slices that a domain gets. One level above the requested one,
/// each domain is tried as the home of everything; the highest threshold wins, then the fewest domains.
/// Source: Kueue `pkg/cache/scheduler/tas_balanced_placement.go`.
extension TopologySearch {
  /// The domains with their shares and their level; `nil` when BestFit has to do it.
  mutating func balancedDomains() -> (level: Int, domains: [Int])? {
    guard let (threshold, candidates) = bestThreshold() else {
      note(.notBalanced(.noDomainHoldsAll))
      return nil
    }
    var level = question.requestedLevel
    var chosen = candidates
    if level < question.sliceLevel {
      guard let set = fewestDomains(of: chosen, byEntropy: true) else {
        note(.notBalanced(.noSuchSetOfDomains))
        return nil
      }
      chosen = set.flatMap { domains[$0].children }
      level += 1
    }
    switch spread(chosen, threshold: threshold) {
    case .success(let taken):
      let shares = shares(taken)
      note(.balanced(level: tree.topology.levels[level], threshold: threshold, shares: shares))
      return (level, taken)
    case .failure(let failure):
      note(.notBalanced(failure.reason))
      return nil
    }
  }

  private struct Uneven: Error {
    let reason: Kueue.TopologyTrace.Imbalance
  }

  /// How a greedy choice, largest first, would serve the whole request; `nil` when it cannot.
  private struct Greedy {
    var domainCount = 0
    var lastWithLeader: Int?
    var last: Int?
  }

  private func greedy(_ candidates: [Int]) -> Greedy? {
    var result = Greedy()
    var slicesLeft = question.slices
    var leadersLeft = question.leaders
    var rest = candidates
    if leadersLeft > 0 {
      let order = sortedForLeader(candidates)
      var index = 0
      while leadersLeft > 0, index < order.count, states[order[index]].leaders > 0 {
        result.domainCount += 1
        result.lastWithLeader = order[index]
        leadersLeft -= states[order[index]].leaders
        slicesLeft -= states[order[index]].slicesWithLeader
        index += 1
      }
      rest = Array(order[index...])
    }
    if leadersLeft > 0 { return nil }
    for domain in sorted(rest) {
      // An emptied domain ends the choice: behind it there are others only when affinity put it first.
      if slicesLeft <= 0 || states[domain].slices <= 0 { break }
      result.domainCount += 1
      result.last = domain
      slicesLeft -= states[domain].slices
    }
    return slicesLeft > 0 ? nil : result
  }

  /// The highest threshold over all homes, at least 1, with copies of the domains in which everything
  /// below it is pruned.
  private mutating func bestThreshold() -> (threshold: Int, domains: [Int])? {
    let level = question.requestedLevel
    let homes =
      level == 0 ? [tree.levels[0]] : tree.levels[level - 1].map { tree.domains[$0].children }
    var best: (threshold: Int, domainCount: Int, domains: [Int])?
    for home in homes {
      let spreadOver =
        level < question.sliceLevel ? home.flatMap { tree.domains[$0].children } : home
      guard let plan = greedy(spreadOver), plan.domainCount > 0 else { continue }
      var threshold = question.slices / plan.domainCount
      if let last = plan.lastWithLeader {
        threshold = min(threshold, states[last].slicesWithLeader)
      }
      if let last = plan.last { threshold = min(threshold, states[last].slices) }
      guard threshold >= best?.threshold ?? 0 else { continue }
      var pruned = prunedCopies(home, threshold: threshold)
      if pruned.plan == nil {
        // Once more, with room for the leader in the domain that was filled last.
        guard question.leaders > 0, let last = plan.last,
          states[last].slicesWithLeader < threshold
        else { continue }
        threshold = states[last].slicesWithLeader
        guard threshold > 0, threshold >= best?.threshold ?? 0 else { continue }
        pruned = prunedCopies(home, threshold: threshold)
      }
      guard let domainCount = pruned.plan?.domainCount else { continue }
      if threshold > best?.threshold ?? 0
        || (threshold == best?.threshold && domainCount < best?.domainCount ?? 0)
      {
        best = (threshold, domainCount, pruned.domains)
      }
    }
    return best.map { ($0.threshold, $0.domains) }
  }

  /// Copies of the domains and all below them, without those that hold less than the threshold.
  private mutating func prunedCopies(
    _ originals: [Int], threshold: Int
  ) -> (domains: [Int], plan: Greedy?) {
    let copies = originals.map { copy($0, parent: nil) }
    for domain in copies {
      for child in domains[domain].children { prune(child, threshold: threshold) }
    }
    for domain in copies {
      rollUp(domain, innerSizes: [:])
      prune(domain, threshold: threshold)
    }
    return (copies, greedy(copies))
  }

  private mutating func copy(_ domain: Int, parent: Int?) -> Int {
    let copied = domains.count
    domains.append(domains[domain])
    states.append(states[domain])
    domains[copied].parent = parent
    domains[copied].children = domains[domain].children.map { copy($0, parent: copied) }
    return copied
  }

  private mutating func prune(_ domain: Int, threshold: Int) {
    if states[domain].slices < threshold {
      empty(domain)
    } else if question.leaders > 0, states[domain].leaders > 0,
      states[domain].slicesWithLeader < threshold
    {
      banLeader(domain)
    }
  }

  private mutating func empty(_ domain: Int) {
    states[domain] = State(affinityScore: states[domain].affinityScore)
    for child in domains[domain].children { empty(child) }
  }

  private mutating func banLeader(_ domain: Int) {
    states[domain].podsWithLeader = 0
    states[domain].slicesWithLeader = 0
    states[domain].leaders = 0
    for child in domains[domain].children { banLeader(child) }
  }

  /// The set of domains that serves the request with as few domains as the greedy choice and the
  /// least capacity beyond it.
  ///
  /// A table by number of domains, leaders left and pods left, filled domain by domain; the first way
  /// to reach an entry stays.
  private func fewestDomains(of candidates: [Int], byEntropy: Bool) -> [Int]? {
    guard let plan = greedy(candidates) else { return nil }
    let order = byEntropy ? orderedByEntropy(candidates) : orderedByValues(candidates)
    /// Ways to get somewhere, each the domain taken last and the way before it.
    var ways: [(domain: Int, before: Int)] = []
    var table = Array(repeating: [Key: Int](), count: plan.domainCount + 1)
    table[0][Key(leaders: question.leaders, pods: question.slices * question.sliceSize)] = -1
    for domain in order {
      let state = states[domain]
      for size in stride(from: plan.domainCount, to: 0, by: -1) {
        for (key, way) in table[size - 1].sorted(by: { $0.key < $1.key }) {
          if key.leaders <= 0 && key.pods <= 0 { continue }
          var reached: [Key] = []
          if key.leaders > 0 && state.leaders > 0 {
            reached.append(
              Key(leaders: key.leaders - state.leaders, pods: key.pods - state.podsWithLeader))
          }
          if state.slices > 0 {
            reached.append(Key(leaders: key.leaders, pods: key.pods - state.pods))
          }
          for next in reached where table[size][next] == nil {
            table[size][next] = ways.count
            ways.append((domain, way))
          }
        }
      }
    }
    let served = table[plan.domainCount].filter { $0.key.leaders == 0 && $0.key.pods <= 0 }
    guard var way = served.max(by: { $0.key < $1.key })?.value else { return nil }
    var chosen: [Int] = []
    while way >= 0 {
      chosen.append(ways[way].domain)
      way = ways[way].before
    }
    return chosen.reversed()
  }

  /// What is left to be placed.
  private struct Key: Hashable, Comparable {
    let leaders: Int
    let pods: Int

    static func < (a: Key, b: Key) -> Bool { (a.leaders, a.pods) < (b.leaders, b.pods) }
  }

  /// Gives every domain the threshold and spreads the rest, the leader's domain first.
  private mutating func spread(_ candidates: [Int], threshold: Int) -> Result<[Int], Uneven> {
    guard let set = fewestDomains(of: candidates, byEntropy: false) else {
      return .failure(Uneven(reason: .noSuchSetOfDomains))
    }
    var extra = question.slices - set.count * threshold
    if extra < 0 { return .failure(Uneven(reason: .tooFewSlices(threshold: threshold))) }
    var leadersLeft = question.leaders
    let order = sortedForLeader(set)
    for domain in order {
      var more = 0
      let hostsLeader = leadersLeft > 0
      if hostsLeader {
        more = min(states[domain].slicesWithLeader - threshold, extra)
        leadersLeft -= 1
      } else if extra > 0 {
        more = min(states[domain].slices - threshold, extra)
      }
      let slices = threshold + more
      let pods = slices * question.sliceSize
      states[domain].slices = slices
      states[domain].slicesWithLeader = slices
      states[domain].pods = pods
      states[domain].leaders = hostsLeader ? 1 : 0
      states[domain].podsWithLeader = pods - states[domain].leaders
      extra -= more
    }
    return extra > 0 || leadersLeft > 0 ? .failure(Uneven(reason: .remainder)) : .success(order)
  }

  private func orderedByValues(_ candidates: [Int]) -> [Int] {
    candidates.sorted { a, b in
      let (x, y) = (domains[a].values, domains[b].values)
      return x.lexicographicallyPrecedes(y) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  /// Leader-capable first, then more slices, then the more even children, then lower values.
  private func orderedByEntropy(_ candidates: [Int]) -> [Int] {
    candidates.map { (domain: $0, entropy: entropy(of: domains[$0].children)) }.sorted { a, b in
      let (x, y) = (states[a.domain], states[b.domain])
      if x.leaders != y.leaders { return x.leaders > y.leaders }
      if x.slicesWithLeader != y.slicesWithLeader { return x.slicesWithLeader > y.slicesWithLeader }
      if a.entropy != b.entropy { return a.entropy > b.entropy }
      return domains[a.domain].rank < domains[b.domain].rank
    }.map(\.domain)
  }

  /// Shannon entropy, in bits, of how the capacity is spread over the children.
  ///
  /// The terms are summed from the largest down, so that equal spreads are equal in the last bit (Kueue
  /// sums in the order of a map).
  private func entropy(of children: [Int]) -> Double {
    let counts = children.map { states[$0].pods }.filter { $0 > 0 }.sorted(by: >)
    let total = Double(counts.reduce(0, +))
    return counts.reduce(0) { sum, count in
      let share = Double(count) / total
      return sum - share * DeterministicMath.log(share) / DeterministicMath.log(2)
    }
  }
}
