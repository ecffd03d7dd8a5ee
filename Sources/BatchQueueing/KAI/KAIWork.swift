/// The actions of a session, a group or a scenario at a time.
///
/// Sendable because `KAI.SessionWork`, its only owner, copies it before it changes one that another
/// value knows.
final class KAIWork: @unchecked Sendable {
  let board: KAIBoard
  private let actions: [KAI.Action]
  private var next = 0
  private var action = KAI.Action.allocate
  /// Of the action at work; `nil` between actions.
  private var order: KAIGroupOrder?
  private var search: KAIVictimSearch?
  /// Searches of this action that failed, by what later ones compare with.
  private var failures: [Int: KAISimilarFailures] = [:]

  init(_ board: KAIBoard, actions: [KAI.Action]) {
    self.board = board
    self.actions = actions
  }

  init(copying other: KAIWork) {
    board = KAIBoard(copying: other.board)
    actions = other.actions
    next = other.next
    action = other.action
    order = other.order.map { [board] in KAIGroupOrder(copying: $0, of: board) }
    search = other.search?.copy(of: board)
    failures = other.failures
  }

  /// `false` when nothing is left to do.
  func step() -> Bool {
    if search != nil {
      continueSearch()
    } else if let order {
      if let entry = order.pop() { take(entry.group) } else { self.order = nil }
    } else {
      guard next < actions.count else { return false }
      next += 1
      begin(actions[next - 1])
    }
    return true
  }

  private func begin(_ action: KAI.Action) {
    self.action = action
    failures = [:]
    switch action {
    case .allocate, .reclaim, .preempt: order = board.pendingOrder()
    case .consolidation:
      if board.options.maxConsolidationVictims == 0 { return }
      order = board.pendingOrder(preemptibleOnly: true)
      board.noteNotPreemptible(action)
    case .staleGangEviction: board.evictStaleGangs()
    }
  }

  private func take(_ g: Int) {
    if action == .allocate {
      if board.start(g) { order?.push(g) }
    } else {
      beginSearch(g)
    }
  }

  // MARK: - Victims

  /// A consolidation compares with all that failed, the others with those of the same queue.
  private func place(_ g: Int) -> Int {
    action == .consolidation ? -1 : board.groups[g].queue ?? -1
  }

  private func beginSearch(_ g: Int) {
    if action == .reclaim, let refusal = board.reclaimRefusal(g) {
      return board.note(.refused(refusal), g, action)
    }
    if board.options.skipsSimilarFailures, let other = failures[place(g)]?.noHarder(than: g, board)
    {
      return board.note(.similarFailed(podGroup: board.groups[other].name), g, action)
    }
    if let failure = board.hopelessness(of: g, action) { return fail(g, failure) }
    search = KAIVictimSearch(board, for: g, action)
  }

  private func continueSearch() {
    search?.step()
    guard let done = search, let isFound = done.isFound else { return }
    search = nil
    if isFound { board.commit() } else { fail(done.group, done.failure) }
  }

  private func fail(_ g: Int, _ failure: KAI.SearchFailure) {
    board.note(failure, g, action)
    failures[place(g), default: KAISimilarFailures()].add(g, board)
  }
}
