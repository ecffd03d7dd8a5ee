import Cluster

/// What one profile knows about all nodes for one class of pods, kept true change by change.
struct ClassMemo: Sendable {
  private let podClass: PodClassIndex
  private let fingerprint: Int
  private var place: ChangeLog.Place
  private var local: LocalRules
  /// Per node: see `LocalRules`.
  private var verdicts: [Int32]
  /// Every node is refused by the local rules.
  private var isExhausted = false
  private var hardSpread: [SpreadTally] = []
  private var softSpread: SpreadScoreTally?
  private var affinity: AffinityTally?
  private let affinityWeight: Int
  private let affinityRules: (arguments: PodAffinityArguments, filters: Bool, scores: Bool)?
  /// When it was asked last.
  var lastUse = 0

  init(_ podClass: PodClassIndex, _ profile: SchedulingProfile, _ state: ClusterState) {
    self.podClass = podClass
    let pod = state.spec(ofClass: podClass)
    fingerprint = state.record(ofClass: podClass).fingerprint
    place = state.changes.place
    local = LocalRules(podClass, profile, state)
    verdicts = Array(repeating: LocalRules.unknown, count: state.nodes.count)
    var (filters, scores, weight) = (false, false, 0)
    var arguments = PodAffinityArguments()
    for filter in profile.filters {
      switch filter.known {
      case .podTopologySpread:
        let hard = pod.spreadConstraints.filter { $0.whenUnsatisfiable == .doNotSchedule }
        let rules = SpreadRules(hard, pod: pod, state: state)
        hardSpread = rules.rules.map {
          SpreadTally($0, of: rules, isScored: false, requiresAllKeys: true, state)
        }
      case .interPodAffinity(let told): (arguments, filters) = (told, true)
      default: break
      }
    }
    for score in profile.scores {
      switch score.known {
      case .podTopologySpread(let defaulting):
        let soft = defaulting.softConstraints(of: pod, services: state.services)
        if soft.isEmpty { continue }
        softSpread = SpreadScoreTally(
          soft, pod,
          requiresAllKeys: !pod.spreadConstraints.isEmpty || defaulting != .system,
          weight: score.weight, state)
      case .interPodAffinity(let told): (arguments, scores, weight) = (told, true, score.weight)
      default: break
      }
    }
    affinityRules = filters || scores ? (arguments, filters, scores) : nil
    affinityWeight = weight
    learnAffinity(state)
  }

  /// Whether the memo is of this class, whatever the state calls it.
  func isOf(_ podClass: PodClassIndex, _ state: ClusterState) -> Bool {
    podClass == self.podClass && state.record(ofClass: podClass).fingerprint == fingerprint
      && verdicts.count == state.nodes.count
  }

  /// Memory it takes, roughly.
  var bytes: Int {
    512 + verdicts.count * 4 + hardSpread.reduce(0) { $0 + $1.bytes } + (softSpread?.bytes ?? 0)
      + (affinity?.bytes ?? 0)
  }

  /// Takes in what changed since the last question; false when that cannot be told and all has to be
  /// worked out anew.
  mutating func catchUp(_ state: ClusterState) -> Bool {
    if place == state.changes.place { return true }
    guard state.changes.canTell(since: place) else { return false }
    for index in hardSpread.indices { hardSpread[index].learn(state) }
    softSpread?.learn(state)
    learnAffinity(state)
    let countsBeyondNodes = !hardSpread.isEmpty || softSpread != nil || affinity != nil
    state.changes.forEachChange(since: place) { node in
      if isExhausted {
        verdicts[node] = local.verdict(node, state)
        if verdicts[node] != LocalRules.refused { isExhausted = false }
      } else {
        verdicts[node] = LocalRules.unknown
      }
      if countsBeyondNodes { update(node, state) }
    }
    place = state.changes.place
    return true
  }

  private mutating func update(_ node: NodeIndex, _ state: ClusterState) {
    for index in hardSpread.indices { hardSpread[index].update(node, state) }
    softSpread?.update(node, state)
    affinity?.update(node, state)
  }

  /// Nobody in the cluster uses pod affinity, most often; then there is no tally.
  private mutating func learnAffinity(_ state: ClusterState) {
    guard let affinityRules else { return }
    if affinity != nil {
      affinity?.learn(state)
    } else if !state.affinityGroups.isEmpty {
      affinity = AffinityTally(
        state.spec(ofClass: podClass), affinityRules.arguments, filters: affinityRules.filters,
        scores: affinityRules.scores, state)
    }
  }

  /// What a search came to.
  struct Answer {
    var node: NodeIndex?
    var feasible = 0
    var refused = 0
    /// Refused nodes whose refusal may end without a change on them.
    var refusedElsewhere = 0
    /// Whether the search met the node that is kept for the pod.
    var metNomination = false
  }

  /// Searches from the given place in the node list and picks the best. `rivals` is asked only for
  /// nodes that pods are nominated to.
  mutating func search(
    _ state: ClusterState, start: Int, wanted: Int, nominated: NodeIndex?,
    _ rivals: inout Rivals, _ board: inout ScoreBoard
  ) -> Answer {
    var answer = Answer()
    if isExhausted {
      answer.refused = verdicts.count
      answer.metNomination = true
      return answer
    }
    let ceilings = hardSpread.map(\.ceiling)
    let canRefuse = affinity?.canRefuse ?? false
    let isFirst = canRefuse && affinity?.isFirstOfSeries == true
    let hasNominations = !state.nominations.isEmpty
    let asksBeyond = !ceilings.isEmpty || canRefuse || hasNominations
    let comparesNodes = !local.columns.isEmpty || softSpread != nil || affinity != nil
    board.begin(listing: comparesNodes)
    var table: [Int32] = []
    swap(&table, &verdicts)
    let count = table.count
    table.withUnsafeMutableBufferPointer { table in
      state.nodeOrder.withUnsafeBufferPointer { order in
        var at = start
        for _ in 0..<count {
          let node = order[at]
          at += 1
          if at == count { at = 0 }
          var verdict = table[node]
          if verdict == LocalRules.unknown {
            verdict = local.verdict(node, state)
            table[node] = verdict
          }
          if verdict == LocalRules.refused {
            answer.refused += 1
            if node == nominated { answer.metNomination = true }
            continue
          }
          if asksBeyond {
            var passes = true
            for index in ceilings.indices where passes {
              passes = hardSpread[index].passes(node, ceilings[index])
            }
            if passes && canRefuse {
              passes = affinity?.passes(node, isFirstOfSeries: isFirst) ?? true
            }
            if passes && hasNominations { passes = rivals.failure(node, state) == nil }
            if !passes {
              answer.refused += 1
              answer.refusedElsewhere += 1
              if node == nominated { answer.metNomination = true }
              continue
            }
          }
          if answer.feasible == wanted { break }
          answer.feasible += 1
          if node == nominated { answer.metNomination = true }
          board.add(node, verdict)
        }
      }
    }
    swap(&table, &verdicts)
    isExhausted = answer.refused == count && answer.refusedElsewhere == 0
    if answer.feasible > 1 && comparesNodes {
      for column in local.columns { column.add(to: &board.totals, of: board.nodes, state) }
      softSpread?.add(to: &board.totals, of: board.nodes)
      affinity?.add(to: &board.totals, of: board.nodes, weight: affinityWeight)
      board.chooseAmongListed()
    }
    answer.node = board.best
    return answer
  }
}

/// Feasible nodes with their totals, and the best of them so far.
struct ScoreBoard: Sendable {
  private(set) var nodes: [NodeIndex] = []
  var totals: [Int] = []
  private(set) var best: NodeIndex?
  private var bestTotal = Int32.min
  private var bestPosition = 0
  private var count = 0
  private var isListing = false

  /// `listing`: scores are not complete when nodes are added, so all are kept.
  mutating func begin(listing: Bool) {
    isListing = listing
    best = nil
    count = 0
    if listing {
      nodes.removeAll(keepingCapacity: true)
      totals.removeAll(keepingCapacity: true)
    }
  }

  @inline(__always)
  mutating func add(_ node: NodeIndex, _ total: Int32) {
    if isListing {
      if best == nil { best = node }
      nodes.append(node)
      totals.append(Int(total))
      return
    }
    if best == nil || total > bestTotal
      || (total == bestTotal && TieRule.precedes(count, bestPosition))
    {
      best = node
      bestTotal = total
      bestPosition = count
    }
    count += 1
  }

  mutating func chooseAmongListed() {
    if totals.isEmpty { return }
    best = nodes[TieRule.heapRoot(totals)]
  }
}
