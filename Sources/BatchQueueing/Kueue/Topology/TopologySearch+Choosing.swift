extension TopologySearch {
  /// Candidates for workers, best first: better affinity (when it counts), more slices (fewer under
  /// LeastFreeCapacity), fewer pods left over, lower label values.
  func sorted(_ candidates: some Sequence<Int>) -> [Int] {
    ordered(candidates, withLeader: false)
  }

  /// Candidates for a leader and workers: those that can host the leader come first.
  func sortedForLeader(_ candidates: some Sequence<Int>) -> [Int] {
    ordered(candidates, withLeader: true)
  }

  private func ordered(_ candidates: some Sequence<Int>, withLeader: Bool) -> [Int] {
    let ascending = leastFreeCapacity
    let byAffinity = snapshot.gates.respectPreferredAffinity
    return candidates.sorted { a, b in
      let (x, y) = (states[a], states[b])
      if withLeader && x.leaders != y.leaders { return x.leaders > y.leaders }
      if byAffinity && x.affinityScore != y.affinityScore {
        return x.affinityScore > y.affinityScore
      }
      let (xSlices, ySlices) =
        withLeader ? (x.slicesWithLeader, y.slicesWithLeader) : (x.slices, y.slices)
      if xSlices != ySlices { return ascending ? xSlices < ySlices : xSlices > ySlices }
      let (xPods, yPods) = withLeader ? (x.podsWithLeader, y.podsWithLeader) : (x.pods, y.pods)
      if xPods != yPods { return xPods < yPods }
      return domains[a].rank < domains[b].rank
    }
  }

  /// What a domain holds, in slices or in pods, beside a leader or alone.
  func capacity(_ domain: Int, inSlices: Bool, besideLeader: Bool) -> Int {
    let state = states[domain]
    if inSlices { return besideLeader ? state.slicesWithLeader : state.slices }
    return besideLeader ? state.podsWithLeader : state.pods
  }

  /// BestFit: the smallest domain that holds `needed`, the first of equals; else the first of all.
  ///
  /// Where preferred affinity counts, only the domains with the score of the first compete.
  func smallest(
    of candidates: some Sequence<Int>, holding needed: Int, leaders: Int, inSlices: Bool
  ) -> Int? {
    var best: (domain: Int, capacity: Int)?
    var first: Int?
    for domain in candidates {
      if let first, snapshot.gates.respectPreferredAffinity,
        states[domain].affinityScore != states[first].affinityScore
      {
        break
      }
      first = first ?? domain
      guard states[domain].leaders >= leaders else { continue }
      let capacity = capacity(domain, inSlices: inSlices, besideLeader: leaders > 0)
      if capacity >= needed && capacity < (best?.capacity ?? Int(Int32.max)) {
        best = (domain, capacity)
      }
    }
    return best?.domain ?? first
  }

  /// The first level, from `level` upwards, whose domains hold everything, and those domains.
  mutating func domainsThatFit(at level: Int) throws(Refused) -> (level: Int, domains: [Int]) {
    let key = tree.topology.levels[level]
    let order = sortedForLeader(tree.levels[level])
    guard let first = order.first else { throw Refused(reason: .noDomains(level: key)) }
    let (slices, leaders) = (question.slices, question.leaders)

    if leastFreeCapacity {
      let single = order.first {
        states[$0].leaders >= leaders
          && capacity($0, inSlices: true, besideLeader: leaders > 0) >= slices
      }
      if let single { return chose(level, [single], .firstFromTheSmallest) }
    } else if holdsAll(first) {
      let best = smallest(of: order, holding: slices, leaders: leaders, inSlices: true) ?? first
      return chose(level, [best], .smallestThatFits)
    }

    note(
      .tooSmall(
        level: key, best: domains[first].values, fitCount: states[first].slices, of: slices))
    if question.isRequired {
      if snapshot.gates.respectPreferredAffinity,
        let at = order.indices.dropFirst().first(where: { holdsAll(order[$0]) })
      {
        let best = smallest(of: order[at...], holding: slices, leaders: leaders, inSlices: true)
        return chose(level, [best ?? order[at]], .bestScoreThatFits)
      }
      throw shortfall(fitCount: states[first].slices, level: level)
    }
    if level > 0 && !question.isUnconstrained {
      note(.widened(to: tree.topology.levels[level - 1]))
      return try domainsThatFit(at: level - 1)
    }
    return try severalDomains(order, level: level)
  }

  private func holdsAll(_ domain: Int) -> Bool {
    states[domain].slicesWithLeader >= question.slices && states[domain].leaders >= question.leaders
  }

  /// Takes domains one after the other until everything has a place: the leader's first.
  private mutating func severalDomains(
    _ order: [Int], level: Int
  ) throws(Refused) -> (level: Int, domains: [Int]) {
    var order = leaderFirst(
      order, count: question.podSet.count, leaders: question.leaders,
      sliceSize: question.sliceSize, inSlices: true)
    var chosen: [Int] = []
    var slicesLeft = question.slices
    var leadersLeft = question.leaders
    var index = 0
    while leadersLeft > 0, index < order.count, states[order[index]].leaders > 0 {
      var domain = order[index]
      if !leastFreeCapacity && states[domain].slicesWithLeader >= slicesLeft {
        domain =
          smallest(
            of: order[index...], holding: slicesLeft, leaders: leadersLeft, inSlices: true)
          ?? domain
      }
      chosen.append(domain)
      leadersLeft -= states[domain].leaders
      slicesLeft -= states[domain].slicesWithLeader
      index += 1
    }
    if leadersLeft > 0 {
      throw shortfall(fitCount: question.leaders - leadersLeft, level: level)
    }
    order = sorted(order[index...])
    index = 0
    while slicesLeft > 0, index < order.count {
      var domain = order[index]
      if !leastFreeCapacity && states[domain].slices >= slicesLeft {
        domain =
          smallest(of: order[index...], holding: slicesLeft, leaders: 0, inSlices: true) ?? domain
      }
      chosen.append(domain)
      slicesLeft -= states[domain].slices
      index += 1
    }
    if slicesLeft > 0 { throw shortfall(fitCount: question.slices - slicesLeft, level: level) }
    return chose(level, chosen, leastFreeCapacity ? .smallestFirst : .largestFirst)
  }

  private mutating func chose(
    _ level: Int, _ chosen: [Int], _ rule: Kueue.TopologyTrace.Rule
  ) -> (level: Int, domains: [Int]) {
    note(
      .chose(
        level: tree.topology.levels[level], domains: chosen.map { domains[$0].values }, rule: rule))
    return (level, chosen)
  }

  /// Moves the first domain to the front that can host the leader without costing capacity that the
  /// workers need.
  private func leaderFirst(
    _ order: [Int], count: Int, leaders: Int, sliceSize: Int, inSlices: Bool
  ) -> [Int] {
    guard leaders > 0, order.count > 1 else { return order }
    let needed = inSlices ? count / sliceSize : count
    let all = order.reduce(0) { $0 + capacity($1, inSlices: inSlices, besideLeader: false) }
    let host = order.firstIndex { domain in
      let lost =
        capacity(domain, inSlices: inSlices, besideLeader: false)
        - capacity(domain, inSlices: inSlices, besideLeader: true)
      return states[domain].leaders >= leaders && all - lost >= needed
    }
    guard let host else { return order }
    return [order[host]] + order[..<host] + order[(host + 1)...]
  }

  /// Goes through the candidates in order and takes from each what it holds until `count` pods and
  /// the leaders have a place; the states of the taken domains then say what each one got.
  ///
  /// Under BestFit the last one is the smallest that holds the rest. What finds no place (possible only
  /// after balanced placement with inner layers of slices) is left out, and then nothing is taken: so
  /// does Kueue, which logs it as an error.
  mutating func take(
    _ candidates: [Int], count: Int, leaders: Int, sliceSize: Int, inSlices: Bool
  ) -> [Int] {
    let order = leaderFirst(
      candidates, count: count, leaders: leaders, sliceSize: sliceSize, inSlices: inSlices)
    let podsPerUnit = inSlices ? sliceSize : 1
    var unitsLeft = inSlices ? count / sliceSize : count
    var leadersLeft = leaders
    var taken: [Int] = []
    for (index, candidate) in order.enumerated() {
      let besideLeader = leadersLeft > 0
      func holdsRest(_ domain: Int) -> Bool {
        capacity(domain, inSlices: inSlices, besideLeader: besideLeader) >= unitsLeft
          && states[domain].leaders >= leadersLeft
      }
      var domain = candidate
      if !leastFreeCapacity && holdsRest(domain) {
        domain =
          smallest(
            of: order[index...], holding: unitsLeft, leaders: leadersLeft, inSlices: inSlices)
          ?? domain
      }
      taken.append(domain)
      let isLast = holdsRest(domain)
      let units =
        isLast
        ? unitsLeft
        : min(unitsLeft, capacity(domain, inSlices: inSlices, besideLeader: besideLeader))
      let hosted = min(leadersLeft, states[domain].leaders)
      states[domain].leaders = hosted
      states[domain].pods = units * podsPerUnit
      if inSlices { states[domain].slices = units }
      if besideLeader && !isLast {
        if inSlices {
          states[domain].slicesWithLeader = units
        } else {
          states[domain].podsWithLeader = units
        }
      }
      if isLast { return taken }
      unitsLeft -= units
      leadersLeft -= hosted
    }
    return []
  }

  private func shortfall(fitCount: Int, level: Int) -> Refused {
    var layers: [Kueue.TopologyShortfall.Layer] = []
    if question.podSet.slices.count > 1 {
      let best = tree.levels[level].max {
        (states[$0].slices, domains[$1].rank) < (states[$1].slices, domains[$0].rank)
      }
      layers = question.podSet.slices.map { layer in
        let target = tree.topology.levels.firstIndex(of: layer.level) ?? 0
        return Kueue.TopologyShortfall.Layer(
          level: layer.level,
          fitCount: best.map { slices(in: $0, at: target, size: layer.size) } ?? 0,
          of: question.podSet.count / layer.size)
      }
    }
    return Refused(
      reason: .doesNotFit(
        Kueue.TopologyShortfall(
          fitCount: fitCount, of: question.slices,
          unit: question.sliceSize == 1 ? .pods : .slices, layers: layers, exclusions: exclusions)))
  }

  private func slices(in domain: Int, at level: Int, size: Int) -> Int {
    if domains[domain].level >= level { return states[domain].pods / size }
    return domains[domain].children.reduce(0) { $0 + slices(in: $1, at: level, size: size) }
  }
}
