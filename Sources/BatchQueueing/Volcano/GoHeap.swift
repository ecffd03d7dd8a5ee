extension Volcano {
  /// A binary heap that swaps as Go's `container/heap` does.
  ///
  /// Volcano keeps queues and jobs in it while the shares they are ordered by change: the answer
  /// then depends on the swaps, not only on the order.
  struct GoHeap {
    private(set) var items: [Int] = []

    var isEmpty: Bool { items.isEmpty }
    var count: Int { items.count }

    mutating func push(_ item: Int, _ goesFirst: (Int, Int) -> Bool) {
      items.append(item)
      var child = items.count - 1
      while child > 0 {
        let parent = (child - 1) / 2
        if !goesFirst(items[child], items[parent]) { break }
        items.swapAt(parent, child)
        child = parent
      }
    }

    mutating func pop(_ goesFirst: (Int, Int) -> Bool) -> Int? {
      guard let first = items.first else { return nil }
      let last = items.count - 1
      items.swapAt(0, last)
      var parent = 0
      while true {
        let left = 2 * parent + 1
        if left >= last { break }
        let right = left + 1
        let child = right < last && goesFirst(items[right], items[left]) ? right : left
        if !goesFirst(items[child], items[parent]) { break }
        items.swapAt(parent, child)
        parent = child
      }
      items.removeLast()
      return first
    }
  }
}
