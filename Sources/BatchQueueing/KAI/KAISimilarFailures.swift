/// Groups for which a search for victims failed in this action, so that similar ones that are no
/// easier to place are not searched for again.
struct KAISimilarFailures {
  /// The smallest failed group of each kind; groups of a kind have the same constraints, pod by
  /// pod.
  private var smallest: [[Int]: Int] = [:]

  /// A failed group than which this one is no easier to place.
  func noHarder(than g: Int, _ board: KAIBoard) -> Int? {
    guard let other = smallest[Self.kind(g, board)] else { return nil }
    return Self.isEasier(board.pendingRequests(g), than: board.pendingRequests(other))
      ? nil : other
  }

  mutating func add(_ g: Int, _ board: KAIBoard) {
    let kind = Self.kind(g, board)
    if let other = smallest[kind],
      !Self.isSmaller(board.pendingRequests(g), than: board.pendingRequests(other))
    {
      return
    }
    smallest[kind] = g
  }

  /// Priority and allowed nodes of every pod that has no place, subgroup by subgroup.
  private static func kind(_ g: Int, _ board: KAIBoard) -> [Int] {
    let group = board.groups[g]
    let subGroups = group.subGroups.map { subGroup -> [Int] in
      let open = subGroup.pods.filter { !board.pods[$0].status.isActive }
      return open.isEmpty ? [] : open.map { board.pods[$0].allowed ?? -1 }.sorted()
    }
    return [group.priority]
      + subGroups.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { [-2] + $0 }
  }

  private static func isEasier(_ a: [KAIBoard.PodRecord], than b: [KAIBoard.PodRecord]) -> Bool {
    if a.isEmpty || b.isEmpty { return false }
    if b.count > a.count { return true }
    for (x, y) in zip(a, b) where !(y.asksAtMost(x) && x.asksAtMost(y)) {
      if x.asksAtMost(y) { return true }
    }
    return false
  }

  private static func isSmaller(_ a: [KAIBoard.PodRecord], than b: [KAIBoard.PodRecord]) -> Bool {
    if a.isEmpty || b.isEmpty || a.count > b.count { return false }
    return zip(a, b).allSatisfy { $0.asksAtMost($1) }
  }
}

extension KAIBoard {
  /// The pending pods of a group, the smallest request first.
  fileprivate func pendingRequests(_ g: Int) -> [PodRecord] {
    groups[g].pods.filter { pods[$0].status == .pending }.map { pods[$0] }.sorted {
      ($0.devices, $0.portion, $0.cpu, $0.memory) < ($1.devices, $1.portion, $1.cpu, $1.memory)
    }
  }
}

extension KAIBoard.PodRecord {
  fileprivate func asksAtMost(_ other: Self) -> Bool {
    cpu <= other.cpu && memory <= other.memory && devices <= other.devices
      && (portion < other.portion || abs(portion - other.portion) < 0.01)
  }
}
