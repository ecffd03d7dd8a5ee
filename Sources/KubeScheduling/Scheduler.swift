import Cluster

/// The scheduling cycle of kube-scheduler v1.35 for one pod at a time.
///
/// A value that remembers only where the next search starts. It decides and does not place. The
/// real one filters on 16 threads, whose timing can change the order of feasible nodes; this one is
/// the same with parallelism 1.
public struct Scheduler: Sendable {
  /// Each for the pods that name it (`SchedulingProfile.schedulerName`); of equal names the first
  /// counts.
  public let profiles: [SchedulingProfile]
  /// Position in `ClusterState.nodeOrder` at which the next search begins.
  public var nextStart: Int
  private var memory: SchedulerMemory

  public init(_ profile: SchedulingProfile, nextStart: Int = 0) {
    self.init([profile], nextStart: nextStart)
  }

  /// One scheduler with several profiles (at least one): they share the place where the next search
  /// starts.
  public init(_ profiles: [SchedulingProfile], nextStart: Int = 0) {
    precondition(!profiles.isEmpty, "a scheduler needs a profile")
    self.profiles = profiles
    self.nextStart = nextStart
    memory = SchedulerMemory(profiles)
  }

  /// Forgets what it remembers of past searches, so that a copy takes little room. Later searches
  /// answer the same and work it out anew.
  public mutating func forget() { memory = SchedulerMemory(profiles) }

  /// The first profile, most often the only one.
  public var profile: SchedulingProfile { profiles[0] }

  /// The profile that schedules the pod; `nil` when the pod names another scheduler. Such a pod finds
  /// no node here, and none refuses it.
  public func profile(for pod: PodIndex, in state: ClusterState) -> SchedulingProfile? {
    let name = state.spec(of: pod).schedulerName
    return profiles.first { $0.schedulerName == name }
  }

  /// Decides where an admitted pod shall run.
  public mutating func schedule(_ pod: PodIndex, in state: ClusterState) -> Decision {
    attempt(pod, in: state, changed: nil).decision
  }

  /// What an attempt leaves behind beside its decision.
  public struct Attempt: Sendable {
    public let decision: Decision
    /// No node is feasible, and every refusal stands until a pod leaves that node.
    public let isSettled: Bool
  }

  /// As `schedule`. `changed`: the nodes that a pod left since this pod's last attempt, which was
  /// settled; `nil` when there was none. Then only those nodes can have become feasible, and when
  /// none did, the answer is known.
  public mutating func attempt(
    _ pod: PodIndex, in state: ClusterState, changed: ArraySlice<NodeIndex>?
  ) -> Attempt {
    let name = state.schedulerName(of: pod)
    guard let index = profiles.firstIndex(where: { $0.schedulerName == name }) else {
      return Attempt(
        decision: Decision(pod: pod, node: nil, feasible: 0, refused: 0), isSettled: true)
    }
    if !state.nominations.isEmpty, let decision = takeNomination(pod, profiles[index], state) {
      return Attempt(decision: decision, isSettled: false)
    }
    var rivals = Rivals(pod, profiles, index)
    let found = memory.search(
      pod, profile: index, of: profiles, state, start: nextStart, &rivals)
    var answer = found ?? searchAnew(pod, profiles[index], state, &rivals, changed: changed)
    // The pod's own node was asked before the others and counts as looked at.
    if !answer.metNomination, state.nominations.node(for: pod) != nil { answer.refused += 1 }
    advanceStart(past: answer.feasible + answer.refused, of: state)
    return Attempt(
      decision: Decision(
        pod: pod, node: answer.node, feasible: answer.feasible, refused: answer.refused),
      isSettled: answer.feasible == 0 && answer.refusedElsewhere == 0)
  }

  /// Asks every plugin about every node: for profiles with plugins that only they themselves know.
  private func searchAnew(
    _ pod: PodIndex, _ profile: SchedulingProfile, _ state: ClusterState, _ rivals: inout Rivals,
    changed: ArraySlice<NodeIndex>?
  ) -> ClassMemo.Answer {
    var answer = ClassMemo.Answer()
    var filters: [(NodeIndex, ClusterState) -> Bool] = []
    var locals = 0
    for plugin in profile.filters {
      guard let filter = plugin.prepare(pod, state), !filter.passesAll else { continue }
      if plugin.isNodeLocal && locals == filters.count { locals += 1 }
      filters.append(filter.passes)
    }
    if let changed, !changed.contains(where: { node in filters.allSatisfy { $0(node, state) } }) {
      // All nodes are refused again; a search over all of them ends where it began.
      answer.refused = state.nodes.count
      answer.metNomination = true
      return answer
    }
    var feasible: [NodeIndex] = []
    let nominated = state.nominations.node(for: pod)
    search(state, profile) { node, wanted in
      if let refusal = filters.firstIndex(where: { !$0(node, state) }) {
        answer.refused += 1
        if refusal >= locals { answer.refusedElsewhere += 1 }
      } else if rivals.failure(node, state) != nil {
        answer.refused += 1
        answer.refusedElsewhere += 1
      } else if feasible.count == wanted {
        return false
      } else {
        feasible.append(node)
      }
      if node == nominated { answer.metNomination = true }
      return true
    }
    answer.feasible = feasible.count
    answer.node = choose(pod, among: feasible, profile, in: state)
    return answer
  }

  /// The same decision with everything that led to it.
  public mutating func explain(_ pod: PodIndex, in state: ClusterState) -> Explanation {
    guard let profile = profile(for: pod, in: state) else {
      return Explanation(
        decision: Decision(pod: pod, node: nil, feasible: 0, refused: 0), start: nextStart,
        wanted: 0, examined: [], skippedFilters: [], scores: nil, nomination: nil)
    }
    let filters = FilterChain(pod, profile, state)
    var rivals = Rivals(pod, [profile], 0)
    func failure(_ node: NodeIndex) -> FilterFailure? {
      rivals.failure(node, state) ?? filters.failure(node, state)
    }
    let start = nextStart
    let wanted = profile.feasibleNodesWanted(of: state.nodes.count)
    var nomination: Explanation.Nomination?
    if let node = state.nominations.node(for: pod) {
      guard let failure = failure(node) else {
        return Explanation(
          decision: Decision(pod: pod, node: node, feasible: 1, refused: 0), start: start,
          wanted: wanted, examined: [.init(node: node, failure: nil)],
          skippedFilters: filters.skipped, scores: nil, nomination: .taken(node))
      }
      nomination = .refused(node, failure)
    }
    var examined: [Explanation.Examination] = []
    var feasible: [NodeIndex] = []
    search(state, profile) { node, wanted in
      if let failure = failure(node) {
        examined.append(Explanation.Examination(node: node, failure: failure))
        return true
      }
      if feasible.count == wanted { return false }
      feasible.append(node)
      examined.append(Explanation.Examination(node: node, failure: nil))
      return true
    }
    // Its node was asked before the others and counts as looked at.
    if case .refused(let node, let failure) = nomination,
      !examined.contains(where: { $0.node == node })
    {
      examined.append(.init(node: node, failure: failure))
    }
    advanceStart(past: examined.count, of: state)
    let quirks = quirkEffects(pod, profile, examined, state)
    let table = feasible.count > 1 ? scoreTable(pod, feasible, profile, state) : nil
    let node = table.map { $0.nodes[$0.chosen] } ?? feasible.first
    return Explanation(
      decision: Decision(
        pod: pod, node: node, feasible: feasible.count, refused: examined.count - feasible.count),
      start: start, wanted: wanted, examined: examined, skippedFilters: filters.skipped,
      scores: table, nomination: nomination,
      devices: deviceReports(pod, examined, chosen: node, state), quirks: quirks)
  }

  /// A pod whose nominated node is free for it goes there, without a look at others; the next search
  /// begins where this one would have.
  private func takeNomination(
    _ pod: PodIndex, _ profile: SchedulingProfile, _ state: ClusterState
  ) -> Decision? {
    guard let node = state.nominations.node(for: pod) else { return nil }
    var chain = NominationAwareChain(FilterChain(pod, profile, state), state)
    guard chain.failure(node) == nil else { return nil }
    return Decision(pod: pod, node: node, feasible: 1, refused: 0)
  }

  /// Calls `examine` with node after node from the rotating start until it answers false.
  ///
  /// The search ends at the first feasible node too many: refused nodes met before that one are
  /// still looked at, and counted.
  private func search(
    _ state: ClusterState, _ profile: SchedulingProfile,
    _ examine: (_ node: NodeIndex, _ wanted: Int) -> Bool
  ) {
    let count = state.nodes.count
    let wanted = profile.feasibleNodesWanted(of: count)
    for step in 0..<count {
      if !examine(state.nodeOrder[(nextStart + step) % count], wanted) { return }
    }
  }

  private mutating func advanceStart(past examined: Int, of state: ClusterState) {
    if !state.nodes.isEmpty { nextStart = (nextStart + examined) % state.nodes.count }
  }

  private func choose(
    _ pod: PodIndex, among nodes: [NodeIndex], _ profile: SchedulingProfile,
    in state: ClusterState
  ) -> NodeIndex? {
    if nodes.count < 2 { return nodes.first }
    var totals = Array(repeating: 0, count: nodes.count)
    for plugin in profile.scores {
      guard let column = plugin.score(pod, state, nodes) else { continue }
      let scores = column.normalized ?? column.raw
      for position in scores.indices { totals[position] += plugin.weight * scores[position] }
    }
    return nodes[TieRule.heapRoot(totals)]
  }

  private func scoreTable(
    _ pod: PodIndex, _ nodes: [NodeIndex], _ profile: SchedulingProfile, _ state: ClusterState
  ) -> ScoreTable {
    var columns: [ScoreTable.Column] = []
    var skipped: [String] = []
    var totals = Array(repeating: 0, count: nodes.count)
    for plugin in profile.scores {
      guard let scores = plugin.score(pod, state, nodes) else {
        skipped.append(plugin.name)
        continue
      }
      let column = ScoreTable.Column(plugin: plugin.name, weight: plugin.weight, scores: scores)
      for position in totals.indices { totals[position] += column.weighted(position) }
      columns.append(column)
    }
    return ScoreTable(
      nodes: nodes, columns: columns, skipped: skipped, totals: totals,
      chosen: TieRule.heapRoot(totals))
  }
}

/// Which of several equally good nodes is taken.
public enum TieRule {
  /// Whether of two equally good positions the first becomes the root: parents go before their
  /// children, left children and all below them before right ones. So the root of the heap is the
  /// first of the best positions in this order.
  @inline(__always)
  static func precedes(_ a: Int, _ b: Int) -> Bool {
    let (a, b) = (a + 1, b + 1)
    let depth = a.leadingZeroBitCount - b.leadingZeroBitCount
    if depth >= 0 {
      let ancestor = b >> depth
      return ancestor == a ? depth > 0 : a < ancestor
    }
    return a >> -depth < b
  }

  /// Position of the root after the list was made a binary max-heap by total score, as Go's
  /// `container/heap` does it.
  ///
  /// kube-scheduler v1.35 takes the root; its random tie-breaker is filled only when extenders are
  /// configured. `totals` must not be empty.
  public static func heapRoot(_ totals: [Int]) -> Int {
    var heap = Array(totals.indices)
    let count = heap.count
    for first in stride(from: count / 2 - 1, through: 0, by: -1) {
      var parent = first
      while true {
        let left = 2 * parent + 1
        if left >= count { break }
        let right = left + 1
        let child = right < count && totals[heap[right]] > totals[heap[left]] ? right : left
        if totals[heap[child]] <= totals[heap[parent]] { break }
        heap.swapAt(parent, child)
        parent = child
      }
    }
    return heap[0]
  }
}
