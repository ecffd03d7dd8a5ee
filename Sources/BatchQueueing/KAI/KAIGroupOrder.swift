/// Groups of pods by queue: which comes next, over a tree of queues.
///
/// For victims the order is reversed: the queue that needs least loses first.
final class KAIGroupOrder {
  /// A group, whole or in part.
  struct Entry {
    let group: Int
    /// `nil` for the whole group as it is at any time.
    var pods: [Int]?
    /// What a part asks for.
    var need = KAI.Amounts.zero
    /// What a part of a victim holds.
    var held = KAI.Amounts.zero
    /// 0: below its minimum, 1: at it, 2: above; of a part.
    var growth = 0
  }

  private struct Node {
    var children = KAIHeap<Int>()
    var entries = KAIHeap<Entry>()
    var needsReorder = false
    /// Holds anything.
    var isThere = false
    /// What the victims that were taken already hold.
    var taken = KAI.Amounts.zero
  }

  private let board: KAIBoard
  private let isForVictims: Bool
  private var top = KAIHeap<Int>()
  private var nodes: [Node]

  init(_ board: KAIBoard, victims: Bool = false) {
    self.board = board
    isForVictims = victims
    nodes = Array(repeating: Node(), count: board.tree.queues.count)
  }

  init(copying other: KAIGroupOrder, of board: KAIBoard) {
    self.board = board
    isForVictims = other.isForVictims
    top = other.top
    nodes = other.nodes
  }

  var isEmpty: Bool { top.isEmpty }

  /// Groups of unknown queues and of queues with children are left out.
  func push(_ entry: Entry) {
    guard let queue = board.groups[entry.group].queue else { return }
    let isNew = !nodes[queue].isThere
    nodes[queue].isThere = true
    nodes[queue].entries.push(entry, before: comesBefore)
    if isNew { link(queue) }
    markPath(queue)
  }

  func push(_ group: Int) { push(Entry(group: group)) }

  func pop() -> Entry? {
    guard var queue = next(&top) else { return nil }
    while let child = nextChild(of: queue) { queue = child }
    guard let entry = nodes[queue].entries.pop(before: comesBefore) else { return nil }
    if isForVictims { nodes[queue].taken = nodes[queue].taken + held(entry) }
    prune(queue)
    return entry
  }

  // MARK: - The tree

  private func link(_ start: Int) {
    var child = start
    while true {
      guard let parent = board.tree.queues[child].parent else {
        top.push(child, before: queueComesBefore)
        return
      }
      let isNew = !nodes[parent].isThere
      nodes[parent].isThere = true
      withChildren(of: parent) { $0.push(child, before: queueComesBefore) }
      if !isNew { return }
      child = parent
    }
  }

  private func markPath(_ queue: Int) {
    for level in board.paths[queue] { nodes[level].needsReorder = true }
  }

  private func next(_ heap: inout KAIHeap<Int>) -> Int? {
    while let queue = heap.first {
      if !nodes[queue].needsReorder { return queue }
      nodes[queue].needsReorder = false
      heap.fixFirst(before: queueComesBefore)
    }
    return nil
  }

  private func nextChild(of queue: Int) -> Int? {
    if nodes[queue].children.isEmpty { return nil }
    return withChildren(of: queue) { next(&$0) }
  }

  /// Takes a heap out of the tree while it changes: the comparison looks into the tree, but only
  /// below it.
  private func withChildren<Result>(
    of queue: Int, _ change: (inout KAIHeap<Int>) -> Result
  ) -> Result {
    var heap = KAIHeap<Int>()
    swap(&heap, &nodes[queue].children)
    let result = change(&heap)
    swap(&heap, &nodes[queue].children)
    return result
  }

  /// Queues without anything leave the tree; the others are put in their place when they come up.
  private func prune(_ start: Int) {
    var queue = start
    while nodes[queue].entries.isEmpty && nodes[queue].children.isEmpty {
      nodes[queue].isThere = false
      nodes[queue].needsReorder = false
      guard let parent = board.tree.queues[queue].parent else {
        _ = top.pop(before: queueComesBefore)
        return
      }
      withChildren(of: parent) { _ = $0.pop(before: queueComesBefore) }
      queue = parent
    }
    markPath(queue)
  }

  // MARK: - Order

  private func comesBefore(_ a: Entry, _ b: Entry) -> Bool {
    isForVictims ? !isFirst(a, b) : isFirst(a, b)
  }

  private func isFirst(_ a: Entry, _ b: Entry) -> Bool {
    // Field by field: a copy of a group's record would cost more than the comparison.
    let (first, second) = (board.groups[a.group].priority, board.groups[b.group].priority)
    if first != second { return first > second }
    let (p, q) = (growth(a), growth(b))
    if p != q { return p < q }
    let (x, y) = (board.groups[a.group].createdAt, board.groups[b.group].createdAt)
    // Groups are numbered by name.
    return x != y ? x < y : a.group < b.group
  }

  private func growth(_ entry: Entry) -> Int {
    entry.pods == nil ? board.growth(entry.group) : entry.growth
  }

  private func held(_ entry: Entry) -> KAI.Amounts {
    entry.pods == nil ? board.groups[entry.group].allocated : entry.held
  }

  private func queueComesBefore(_ a: Int, _ b: Int) -> Bool {
    let (x, y) = (best(a), best(b))
    guard let x else { return !isForVictims }
    guard let y else { return isForVictims }
    let result = KAI.QueueStanding.compare(
      board.tree.queues[a], work: x.work, victims: x.victims, board.tree.queues[b], work: y.work,
      victims: y.victims, total: board.total)
    return isForVictims ? !result.isFirst : result.isFirst
  }

  /// What the best group below a queue asks for, or what its victims up to the next one hold.
  private func best(_ start: Int) -> (work: KAI.Amounts, victims: KAI.Amounts)? {
    var queue = start
    while let child = nodes[queue].children.first { queue = child }
    guard let entry = nodes[queue].entries.first else { return nil }
    if isForVictims { return (.zero, nodes[queue].taken + held(entry)) }
    return (entry.pods == nil ? board.need(ofGroup: entry.group) : entry.need, .zero)
  }
}
