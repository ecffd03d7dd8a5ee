extension Kueue.TopologySnapshot {
  /// What pod sets that were placed before take from the leaves, by leaf and resource.
  typealias Assumed = [Int: [Int]]

  /// Finds places for the pod sets of one workload, one after the other; each counts for the next.
  ///
  /// Pod sets of one `group` are placed together, at the turn of the first. With `assumingEmpty` the
  /// question is whether the workload could ever fit: as if no workload were admitted.
  /// `explaining` also returns what was counted and chosen.
  public func assign(
    _ podSets: [Kueue.TopologyPodSet], assumingEmpty: Bool = false, explaining: Bool = false
  ) -> Kueue.TopologyAnswer {
    var assumed = Assumed()
    return assign(podSets, assumingEmpty: assumingEmpty, explaining: explaining, assumed: &assumed)
  }

  func assign(
    _ podSets: [Kueue.TopologyPodSet], assumingEmpty: Bool, explaining: Bool,
    assumed: inout Assumed
  ) -> Kueue.TopologyAnswer {
    var answer = Kueue.TopologyAnswer()
    for members in groups(podSets) {
      let found: Found
      do throws(TopologySearch.Refused) {
        found = try place(
          members, assumingEmpty: assumingEmpty, within: nil, explaining: explaining,
          assumed: assumed, trace: &answer.traces)
      } catch {
        answer.refusal = (members.map(\.name), error.reason)
        return answer
      }
      for (index, podSet) in members.enumerated() {
        let assignment = index == leaderIndex(members) ? found.ofLeader : found.ofWorkers
        answer.assignments.append((podSet.name, assignment))
        assume(assignment, of: podSet, in: &assumed)
      }
    }
    return answer
  }

  /// Pod sets of one group together, groups in the order of their first members.
  private func groups(_ podSets: [Kueue.TopologyPodSet]) -> [[Kueue.TopologyPodSet]] {
    var groups: [[Kueue.TopologyPodSet]] = []
    var known: [String: Int] = [:]
    for podSet in podSets {
      if let name = podSet.request?.group, let index = known[name] {
        groups[index].append(podSet)
      } else {
        if let name = podSet.request?.group { known[name] = groups.count }
        groups.append([podSet])
      }
    }
    return groups
  }

  func assume(
    _ assignment: Kueue.TopologyAssignment, of podSet: Kueue.TopologyPodSet,
    in assumed: inout Assumed
  ) {
    for domain in assignment.domains {
      guard let leaf = tree.leafOfValues[domain.values] else { continue }
      let more = amounts(podSet.requests, count: domain.count)
      let before = assumed[leaf] ?? Array(repeating: 0, count: more.count)
      assumed[leaf] = zip(before, more).map { Clamped.sum($0, $1) }
    }
  }

  struct Found {
    let ofWorkers: Kueue.TopologyAssignment
    let ofLeader: Kueue.TopologyAssignment
  }

  /// Places a single pod set or a group. `within` keeps everything inside one domain.
  func place(
    _ members: [Kueue.TopologyPodSet], assumingEmpty: Bool, within: Int?, explaining: Bool,
    assumed: Assumed, trace: inout [Kueue.TopologyTrace]
  ) throws(TopologySearch.Refused) -> Found {
    let question = try question(members)
    var search = TopologySearch(snapshot: self, question: question, explaining: explaining)
    search.count(assumed: assumed, assumingEmpty: assumingEmpty, within: within)
    defer { if let made = search.trace { trace.append(made) } }
    let chosen = try search.run()
    return Found(
      ofWorkers: search.assignment(chosen) { $0.pods },
      ofLeader: search.assignment(chosen) { $0.leaders })
  }

  /// The leader of a group is the smaller pod set, the second of equals; `nil` without a group.
  private func leaderIndex(_ members: [Kueue.TopologyPodSet]) -> Int? {
    if members.count < 2 { return nil }
    return members[1].count > members[0].count ? 0 : 1
  }

  /// Checks a request against the topology.
  private func question(
    _ members: [Kueue.TopologyPodSet]
  ) throws(TopologySearch.Refused) -> TopologySearch.Question {
    typealias Refused = TopologySearch.Refused
    let leaderIndex = leaderIndex(members)
    let workers = leaderIndex == 0 ? members[1] : members[0]
    let leader = leaderIndex.map { members[$0] }
    guard members.count <= 2, leader?.count ?? 1 == 1 else {
      throw Refused(reason: .noLeaderAndWorkers(group: workers.request?.group ?? ""))
    }
    guard
      members.allSatisfy({ (0...Int(Int32.max)).contains($0.count) && $0.hasPossibleRequests })
    else { throw Refused(reason: .impossibleCount) }
    let slices = workers.slices
    if let bad = slices.first(where: { $0.size <= 0 }) {
      throw Refused(reason: .noSliceSize(level: bad.level))
    }
    let level = requestedLevel(of: workers)
    guard let requestedLevel = topology.levels.firstIndex(of: level) else {
      throw Refused(reason: .noLevel(level))
    }
    let narrowest = topology.levels.count - 1
    var sliceLevel = narrowest
    if let outer = slices.first {
      guard let index = topology.levels.firstIndex(of: outer.level) else {
        throw Refused(reason: .noSliceLevel(outer.level))
      }
      sliceLevel = index
    }
    if requestedLevel > sliceLevel {
      throw Refused(
        reason: .slicesAbovePodSet(sliceLevel: topology.levels[sliceLevel], level: level))
    }
    let innerSizes = try innerSizes(slices, outermost: sliceLevel)
    guard workers.affinity.isWellFormed else { throw Refused(reason: .malformedAffinity) }
    return TopologySearch.Question(
      podSet: workers, leader: leader, requestedLevel: requestedLevel, sliceLevel: sliceLevel,
      sliceSize: slices.first?.size ?? 1, innerSizes: innerSizes,
      isUnconstrained: workers.isUnconstrained, isRequired: workers.isRequired)
  }

  /// The level at which the search begins: unconstrained pods at single nodes, unconstrained slices at
  /// the widest level.
  func requestedLevel(of podSet: Kueue.TopologyPodSet) -> String {
    switch podSet.request?.placement {
    case .required(let level), .preferred(let level): return level
    case .unconstrained, nil:
      return podSet.slices.isEmpty
        ? topology.levels[topology.levels.count - 1] : topology.levels[0]
    }
  }

  /// The size of the inner slices by level, also for the levels that a layer skips.
  private func innerSizes(
    _ layers: [Kueue.TopologyRequest.SliceLayer], outermost: Int
  ) throws(TopologySearch.Refused) -> [Int: Int] {
    typealias Refused = TopologySearch.Refused
    var sizes: [Int: Int] = [:]
    var outer = (level: outermost, size: layers.first?.size ?? 1)
    for layer in layers.dropFirst() {
      guard let level = topology.levels.firstIndex(of: layer.level) else {
        throw Refused(reason: .noSliceLevel(layer.level))
      }
      guard level > outer.level else {
        throw Refused(
          reason: .layerNotNarrower(level: layer.level, than: topology.levels[outer.level]))
      }
      guard outer.size % layer.size == 0 else {
        throw Refused(reason: .layerDoesNotDivide(size: layer.size, outer: outer.size))
      }
      for index in outer.level + 1...level { sizes[index] = layer.size }
      outer = (level, layer.size)
    }
    return sizes
  }
}

extension Kueue.TopologyPodSet {
  fileprivate var hasPossibleRequests: Bool { requests.allSatisfy { $0.value >= 0 } }
}

extension TopologySearch {
  /// The chosen leaves in the order of their values, without those that got nothing.
  fileprivate func assignment(
    _ chosen: [Int], _ count: (State) -> Int
  ) -> Kueue.TopologyAssignment {
    let topology = tree.topology
    let places =
      chosen.filter { count(states[$0]) > 0 }.sorted { domains[$0].rank < domains[$1].rank }
    return Kueue.TopologyAssignment(
      levels: topology.endsAtNodes ? topology.levels.suffix(1) : topology.levels,
      domains: places.map {
        .init(values: tree.assignmentValues(domains[$0]), count: count(states[$0]))
      })
  }
}
