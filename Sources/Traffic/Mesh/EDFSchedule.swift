/// Weighted round robin by earliest deadline, as Envoy does it (`EdfScheduler`): who is picked comes
/// again 1 / weight later; of equal deadlines the one that was put in first.
///
/// A flat heap: a pick touches O(log n) entries and allocates nothing.
struct EDFSchedule: Sendable {
  private struct Entry {
    var deadline: Double
    var order: Int
    var item: Int32
  }

  private var heap: [Entry] = []
  private var now = 0.0
  private var nextOrder = 0

  /// A schedule of items with positive weights that has `picks` picks behind it, so that balancers
  /// made from different seeds do not all begin with the same endpoint. Picks are shared out in
  /// proportion first, the rest made one by one, as Envoy's `createWithPicks` does.
  init(items: [Int32], weights: [Double], picks: UInt64 = 0) {
    let picks = Double(picks % 429_496_729)
    let sum = weights.reduce(0, +)
    var done = 0.0
    var deadlines: [Double] = []
    for weight in weights {
      let share = (picks * weight / sum).rounded(.down)
      done += share
      now = max(now, share / weight)
      deadlines.append((share + 1) / weight)
    }
    for (item, deadline) in zip(items, deadlines) { push(item, deadline: deadline) }
    guard let first = weights.first, !items.isEmpty else { return }
    var byItem: [Int32: Double] = [:]
    for (item, weight) in zip(items, weights) { byItem[item] = weight }
    while done < picks {
      done += 1
      if let item = peek() { reinsert(weight: byItem[item] ?? first) }
    }
  }

  /// Whose turn it is; `nil` when nothing is scheduled.
  func peek() -> Int32? { heap.first?.item }

  /// Takes the one whose turn it is and schedules it again with the weight it has now (positive).
  mutating func reinsert(weight: Double) {
    guard !heap.isEmpty else { return }
    now = max(now, heap[0].deadline)
    heap[0].deadline = now + 1 / weight
    heap[0].order = nextOrder
    nextOrder += 1
    siftDown()
  }

  private mutating func push(_ item: Int32, deadline: Double) {
    heap.append(Entry(deadline: deadline, order: nextOrder, item: item))
    nextOrder += 1
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard comesBefore(child, parent) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var least = parent
      for child in (2 * parent + 1)...(2 * parent + 2)
      where child < heap.count && comesBefore(child, least) {
        least = child
      }
      guard least != parent else { return }
      heap.swapAt(least, parent)
      parent = least
    }
  }

  private func comesBefore(_ a: Int, _ b: Int) -> Bool {
    (heap[a].deadline, heap[a].order) < (heap[b].deadline, heap[b].order)
  }
}
