/// Looks for pods whose eviction makes room for a group: KAI's solver of scenarios.
///
/// The group's pods are solved one more at a time; the victims found for the first ones are kept.
/// For each step victims are added, group by group in victim order; each time the latest group's
/// nodes are tried one after the other: the victims of that node leave, then the pending group and
/// the victims look for places in the usual order of queues. Victims that find their old place
/// again were no victims, those that find another one move.
///
/// Differs from the original: a victim that is known from an earlier step is not evicted twice, and
/// undoing a move between shared GPUs of one node leaves no trace. Nodes of a group are tried by
/// name, where the original takes the order of a hash map.
struct KAIVictimSearch {
  /// One step of an eviction: pods of one group.
  struct Step {
    let group: Int
    let pods: [Int]
  }

  /// Victims so far, for pods of one pending group.
  struct Scenario {
    let group: Int
    let pods: [Int]
    let need: KAI.Amounts
    /// Found for earlier pods of the group.
    let recorded: [Step]
    var potential: [Step] = []

    var steps: [Step] { recorded + potential }
  }

  /// The steps that were needed, and the pods that lose their place or move.
  struct Solution {
    let steps: [Step]
    let moved: [Int]
  }

  enum Validation {
    case valid
    case refused(KAI.ReclaimVerdict)
    case losesPods
  }

  /// What a step does next.
  private enum Phase {
    /// The first so many pods of the group.
    case beginning(Int)
    case seeking
    case attempting(Attempt)
    case over(isFound: Bool)
  }

  /// A scenario that is tried node by node.
  private struct Attempt {
    /// Victims that left already.
    let known: [Int]
    /// With a potential victim: where to let victims leave.
    let nodes: [Int?]?
    var next = 0
  }

  private var board: KAIBoard
  let group: Int
  private let action: KAI.Action
  /// The queues before anybody leaves.
  private let treeBefore: KAI.QueueTree
  private let onNodeBefore: Int
  private let feasible: [Int]
  private let pending: [Int]

  private var phase = Phase.beginning(1)
  /// Pods of the group that are solved now.
  private var count = 0
  private var scenario: Scenario
  private var known: Set<Int> = []
  private var places: [Int] = []
  private var nodes: [Int] = []
  private var order: KAIGroupOrder
  private var room: KAIGPURoom

  private var scenarios = 0
  private var sawVictims = false
  private var lastRefusal: KAI.ReclaimVerdict?
  private var lostPods = false

  init(_ board: KAIBoard, for group: Int, _ action: KAI.Action) {
    self.board = board
    self.group = group
    self.action = action
    treeBefore = board.tree
    onNodeBefore = board.onNode(group)
    feasible = Self.feasibleNodes(board, group)
    pending = board.podsToPlace(group, reallyPlacing: false)
    scenario = Scenario(group: group, pods: [], need: .zero, recorded: [])
    order = KAIGroupOrder(board, victims: true)
    room = KAIGPURoom(board, needs: [])
  }

  /// The same search on a copy of the board.
  func copy(of board: KAIBoard) -> KAIVictimSearch {
    var copy = self
    copy.board = board
    copy.order = KAIGroupOrder(copying: order, of: board)
    return copy
  }

  /// `nil` while it goes on. A solution is left as the open statement; without one nothing is open.
  var isFound: Bool? {
    if case .over(let isFound) = phase { isFound } else { nil }
  }

  /// Why nothing was found.
  var failure: KAI.SearchFailure {
    if !sawVictims && scenarios == 0 { return .noVictims }
    if lostPods && lastRefusal == nil { return .wouldLosePods(scenarios: scenarios) }
    return .nothingWorked(scenarios: scenarios, lastVerdict: lastRefusal)
  }

  /// Begins with one more pod, looks for the next victims, or simulates once.
  mutating func step() {
    switch phase {
    case .beginning(let count): begin(count)
    case .seeking: seek()
    case .attempting(let attempt): go(on: attempt)
    case .over: break
    }
  }

  /// Only nodes with free or leaving GPUs matter to a group of GPU pods.
  private static func feasibleNodes(_ board: KAIBoard, _ group: Int) -> [Int] {
    let all = board.allNodes
    if board.groups[group].pods.contains(where: { !board.pods[$0].needsGPU }) { return all }
    board.effort += all.count
    return all.filter { board.idleGPUSum($0).gpus > 0 || board.releasingGPUSum($0).gpus > 0 }
  }

  private mutating func begin(_ count: Int) {
    guard count <= pending.count else { return end() }
    self.count = count
    let part = Array(pending.prefix(count))
    let recorded = scenario.recorded
    nodes = Set(feasible).union(places).sorted()
    scenario = Scenario(
      group: group, pods: part.sorted(by: isPlacedBefore), need: board.need(part),
      recorded: recorded)
    known = Set(recorded.flatMap(\.pods))
    order = board.victimOrder(for: group, action)
    room = KAIGPURoom(board, needs: part.map { board.pods[$0].gpus })
    for step in recorded { room.add(step.pods, board) }
    if room.isEnough() { attempt() } else { phase = .seeking }
  }

  private mutating func end() {
    let isFound = board.isGangSatisfied(group) && board.onNode(group) > onNodeBefore
    if !isFound { board.discard() }
    phase = .over(isFound: isFound)
  }

  /// The victims for these pods are known; their statement is open.
  private mutating func keep(_ solution: Solution) {
    if count < pending.count { board.discard() }
    scenario = Scenario(group: group, pods: [], need: .zero, recorded: solution.steps)
    places = solution.moved.compactMap { board.pods[$0].node }
    phase = .beginning(count + 1)
  }

  /// Groups of victims are added until the GPUs may be enough.
  private mutating func seek() {
    for _ in 0..<32 {
      guard let entry = order.pop() else {
        phase = .over(isFound: false)
        return
      }
      guard let step = nextStep(entry, order, known) else { continue }
      board.effort += 16 + step.pods.count
      if !step.pods.isEmpty {
        scenario.potential.append(step)
        room.add(step.pods, board)
        sawVictims = true
      }
      if room.isEnough() { return attempt() }
    }
  }

  private func isPlacedBefore(_ a: Int, _ b: Int) -> Bool {
    let (x, y) = (board.pods[a], board.pods[b])
    if x.subGroup == y.subGroup {
      let order = board.groups[group].subGroups[x.subGroup].pods
      return (order.firstIndex(of: a) ?? 0) < (order.firstIndex(of: b) ?? 0)
    }
    let subGroups = board.groups[group].subGroups
    return subGroups[x.subGroup].name < subGroups[y.subGroup].name
  }

  // MARK: - Victims

  /// What of a victim group goes next; the rest goes back into the order. `nil` when that is known
  /// from an earlier step.
  private func nextStep(
    _ entry: KAIGroupOrder.Entry, _ order: KAIGroupOrder, _ known: Set<Int>
  ) -> Step? {
    let all = entry.pods ?? board.groups[entry.group].pods
    let (leaving, hasMore) = podsToEvict(entry.group, all)
    if leaving.contains(where: known.contains) {
      let rest = all.filter { !known.contains($0) }
      if !rest.isEmpty { order.push(part(entry.group, rest)) }
      return nil
    }
    if hasMore {
      let chosen = Set(leaving)
      order.push(part(entry.group, all.filter { !chosen.contains($0) }))
    }
    return Step(group: entry.group, pods: leaving)
  }

  private func part(_ g: Int, _ pods: [Int]) -> KAIGroupOrder.Entry {
    var entry = KAIGroupOrder.Entry(group: g, pods: pods)
    var active = Array(repeating: 0, count: board.groups[g].subGroups.count)
    for p in pods {
      let pod = board.pods[p]
      if pod.status.isActive { active[pod.subGroup] += 1 }
      if pod.status.isAllocated { entry.held = entry.held.adding(pod.request, times: 1) }
    }
    let subGroups = board.groups[g].subGroups
    let pairs = zip(active, subGroups)
    entry.growth =
      pairs.contains { $0 < $1.minMember } ? 0 : pairs.contains { $0 > $1.minMember } ? 2 : 1
    return entry
  }

  /// One pod of a group that has more than it must, else all.
  private func podsToEvict(_ g: Int, _ all: [Int]) -> (leaving: [Int], hasMore: Bool) {
    let subGroups = board.groups[g].subGroups
    var active = Array(repeating: [Int](), count: subGroups.count)
    let members = Set(all)
    for s in subGroups.indices {
      active[s] = subGroups[s].pods.filter {
        members.contains($0) && board.pods[$0].status.isActive
      }
    }
    let isElastic = zip(active, subGroups).contains { $0.count > $1.minMember }
    let order = subGroups.indices.sorted { a, b in
      comesLater(subGroups[a], active[a].count, than: subGroups[b], active[b].count)
    }
    var leaving: [Int] = []
    for s in isElastic ? Array(order.prefix(1)) : order {
      let most = active[s].count > subGroups[s].minMember ? 1 : active[s].count
      leaving += active[s].reversed().prefix(most)
    }
    return (leaving, leaving.count < active.reduce(0) { $0 + $1.count })
  }

  /// The reverse of the order in which subgroups grow.
  private func comesLater(
    _ a: KAIBoard.SubGroupRecord, _ aActive: Int, than b: KAIBoard.SubGroupRecord, _ bActive: Int
  ) -> Bool {
    let (aIsSatisfied, bIsSatisfied) = (aActive >= a.minMember, bActive >= b.minMember)
    if aIsSatisfied != bIsSatisfied { return aIsSatisfied }
    if aIsSatisfied {
      let ratios = (
        Double(aActive) / Double(a.minMember), Double(bActive) / Double(b.minMember)
      )
      if ratios.0 != ratios.1 { return ratios.0 > ratios.1 }
    }
    return a.name > b.name
  }

  // MARK: - Attempts

  private mutating func attempt() {
    let known = scenario.recorded.flatMap(\.pods)
    if scenario.potential.isEmpty && known.isEmpty {
      phase = .seeking
      return
    }
    for p in known { board.evict(p, action, for: group) }
    phase = .attempting(
      Attempt(known: known, nodes: scenario.potential.last.map { nodesToTry($0.group) }))
  }

  /// One simulation; the statement stays open when it works.
  private mutating func go(on attempt: Attempt) {
    var attempt = attempt
    let checkpoint = board.log.count
    var leaving: [Int] = []
    var simulation = Simulation.notValid
    if let list = attempt.nodes {
      if attempt.next < list.count {
        leaving = podsLeaving(list[attempt.next], scenario)
        for p in leaving { board.evict(p, action, for: group) }
        let places = leaving.compactMap { board.pods[$0].node }
        simulation = simulate(
          scenario, attempt.known + leaving, Set(nodes).union(places).sorted())
      }
    } else {
      simulation = simulate(scenario, attempt.known, nodes)
    }
    switch simulation {
    case .solved(let solution): return keep(solution)
    case .noRoom where attempt.next + 1 < attempt.nodes?.count ?? 0:
      board.rollback(to: checkpoint)
      attempt.next += 1
      phase = .attempting(attempt)
    case .noRoom, .notValid:
      board.discard()
      phase = .seeking
    }
  }

  /// The nodes of a group's pods; at the end the nowhere of pods without one.
  private func nodesToTry(_ g: Int) -> [Int?] {
    let places = board.groups[g].pods.map { board.pods[$0].node }
    let nodes = Set(places.compactMap { $0 }).sorted().map { Optional($0) }
    return places.contains(nil) ? nodes + [nil] : nodes
  }

  /// All victims of the groups that have a potential victim on a node.
  private func podsLeaving(_ node: Int?, _ scenario: Scenario) -> [Int] {
    guard let node else { return [] }
    var groups: [Int] = []
    for step in scenario.potential where !groups.contains(step.group) {
      if step.pods.contains(where: { board.pods[$0].node == node }) { groups.append(step.group) }
    }
    return groups.flatMap { g in
      scenario.steps.filter { $0.group == g }.flatMap(\.pods)
        .filter { !board.pods[$0].isLeavingVirtually }
    }
  }

  private enum Simulation {
    case solved(Solution)
    case notValid, noRoom
  }

  private mutating func simulate(_ scenario: Scenario, _ victims: [Int], _ nodes: [Int])
    -> Simulation
  {
    scenarios += 1
    guard placeEverybody(scenario, victims, nodes) else { return .noRoom }
    switch board.validate(scenario, action, treeBefore) {
    case .valid: break
    case .refused(let verdict):
      lastRefusal = verdict
      return .notValid
    case .losesPods:
      lostPods = true
      return .notValid
    }
    let moved = victims.filter { p in
      let status = board.pods[p].status
      return status == .pipelined || status == .releasing
    }
    let set = Set(moved)
    return .solved(
      Solution(
        steps: scenario.steps.filter { $0.pods.contains(where: set.contains) }, moved: moved))
  }

  /// Lets the pending group and the groups of the victims look for places, by the usual order of
  /// queues; `false` when the pending group finds none.
  private func placeEverybody(_ scenario: Scenario, _ victims: [Int], _ nodes: [Int]) -> Bool {
    board.effort += board.groups.count
    let losers = Set(victims.map { board.pods[$0].group })
    let order = KAIGroupOrder(board)
    for g in board.groups.indices where g != group {
      if board.groups[g].pending > 0 || losers.contains(g) { order.push(g) }
    }
    order.push(.init(group: group, pods: scenario.pods, need: scenario.need))
    var left = losers.count + 1
    var isPlaced = false
    while left > 0, let entry = order.pop() {
      if entry.group == group {
        left -= 1
        let subGroups = Array(board.groups[group].subGroups.indices)
        let names = board.groups[group].subGroups.map(\.name)
        let failure = board.place(
          scenario.pods, of: group, subGroups: subGroups.sorted { names[$0] < names[$1] },
          among: nodes, waits: true, action)
        if failure != nil { return false }
        isPlaced = true
      } else if losers.contains(entry.group) {
        left -= 1
        let g = entry.group
        _ = board.place(
          board.podsToPlace(g, reallyPlacing: false), of: g, subGroups: board.subGroupOrder(g),
          among: nodes, waits: true, action)
      }
    }
    return isPlaced
  }
}
