/// One run of the placement algorithm: counts what every domain could hold, chooses domains at the
/// requested level, and descends from there to the leaves.
///
/// Source: Kueue `pkg/cache/scheduler/tas_flavor_snapshot.go`, with the rules told in our own words.
struct TopologySearch {
  /// The question, checked.
  struct Question {
    let podSet: Kueue.TopologyPodSet
    let leader: Kueue.TopologyPodSet?
    let requestedLevel: Int
    let sliceLevel: Int
    let sliceSize: Int
    /// Sizes of the inner layers of slices by level.
    let innerSizes: [Int: Int]
    let isUnconstrained: Bool
    let isRequired: Bool

    var leaders: Int { leader == nil ? 0 : 1 }
    /// Slices to be placed; a remainder of pods that fills no slice is not placed, as in Kueue.
    var slices: Int { podSet.count / sliceSize }
  }

  /// What a domain can hold while domains are chosen, and what it holds afterwards.
  struct State {
    var pods = 0
    var slices = 0
    var podsWithLeader = 0
    var slicesWithLeader = 0
    var leaders = 0
    var affinityScore = 0
  }

  let snapshot: Kueue.TopologySnapshot
  let question: Question
  /// The tree's domains, and behind them copies that the balanced search prunes.
  var domains: [TopologyTree.Domain]
  var states: [State]
  var exclusions = Kueue.TopologyExclusions()
  var trace: Kueue.TopologyTrace?

  var tree: TopologyTree { snapshot.tree }
  /// Unconstrained pods fill up what is nearly full; all others take the smallest sufficient domain.
  var leastFreeCapacity: Bool { question.isUnconstrained && snapshot.gates.profileMixed }
  private var balances: Bool {
    snapshot.gates.balancedPlacement && !question.isRequired && !question.isUnconstrained
  }

  init(snapshot: Kueue.TopologySnapshot, question: Question, explaining: Bool) {
    self.snapshot = snapshot
    self.question = question
    domains = snapshot.tree.domains
    states = Array(repeating: State(), count: domains.count)
    if explaining {
      trace = Kueue.TopologyTrace(
        podSets: [question.podSet.name] + (question.leader.map { [$0.name] } ?? []),
        units: question.slices, unit: question.sliceSize == 1 ? .pods : .slices)
    }
  }

  /// The leaves that were chosen, their `states` holding the pods and the leader.
  mutating func run() throws(Refused) -> [Int] {
    var level = question.requestedLevel
    var chosen: [Int]
    var isBalanced = false
    if balances, let balanced = balancedDomains() {
      (level, chosen) = balanced
      isBalanced = true
    } else {
      (level, chosen) = try domainsThatFit(at: level)
    }
    chosen = take(
      chosen, count: question.podSet.count, leaders: question.leaders,
      sliceSize: question.sliceSize, inSlices: true)
    let narrowest = tree.levels.count - 1
    // Above the slices' level the children of all chosen domains compete with each other.
    while !isBalanced && level < min(narrowest, question.sliceLevel) {
      level += 1
      let children = chosen.flatMap { domains[$0].children }
      chosen = take(
        sorted(children), count: question.podSet.count, leaders: question.leaders,
        sliceSize: question.sliceSize, inSlices: true)
      noteDescent(to: level, inside: nil, chosen)
    }
    while level < narrowest {
      chosen = splitInsideParents(chosen, level: level)
      level += 1
    }
    return chosen
  }

  /// Each parent's pods go to its own children.
  private mutating func splitInsideParents(_ parents: [Int], level: Int) -> [Int] {
    var size = question.sliceSize
    if level >= question.sliceLevel { size = question.innerSizes[level + 1] ?? 1 }
    var chosen: [Int] = []
    for parent in parents {
      let children = sorted(domains[parent].children)
      if size > 1 {
        // The counts so far are of the outermost slices.
        for child in children {
          states[child].slices = states[child].pods / size
          states[child].slicesWithLeader = states[child].podsWithLeader / size
        }
      }
      let taken = take(
        children, count: states[parent].pods, leaders: states[parent].leaders, sliceSize: size,
        inSlices: size > 1)
      noteDescent(to: level + 1, inside: domains[parent].values, taken)
      chosen += taken
    }
    return chosen
  }

  mutating func note(_ step: Kueue.TopologyTrace.Step) { trace?.steps.append(step) }

  private mutating func noteDescent(to level: Int, inside parent: [String]?, _ chosen: [Int]) {
    guard trace != nil else { return }
    note(.descended(level: tree.topology.levels[level], inside: parent, shares: shares(chosen)))
  }

  func shares(_ chosen: [Int]) -> [Kueue.TopologyTrace.Share] {
    chosen.filter { states[$0].pods > 0 || states[$0].leaders > 0 }.map {
      Kueue.TopologyTrace.Share(
        values: domains[$0].values, pods: states[$0].pods, withLeader: states[$0].leaders > 0)
    }
  }

  /// What a search ends with when there is no place.
  struct Refused: Error {
    let reason: Kueue.TopologyRefusal
  }
}
