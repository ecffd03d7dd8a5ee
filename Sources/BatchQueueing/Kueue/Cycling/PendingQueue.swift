import Simulation

extension Kueue {
  /// A place in a queue: higher priority first, then earlier, then UID, then key.
  struct QueuePlace: Comparable, Sendable {
    let priority: Int
    let time: SimTime
    let uid: String
    let key: String
    let record: Int
    /// Marks the entry as the latest one of its record; older ones are void.
    let stamp: Int

    static func < (a: Self, b: Self) -> Bool {
      if a.priority != b.priority { return a.priority > b.priority }
      if a.time != b.time { return a.time < b.time }
      if a.uid != b.uid { return a.uid < b.uid }
      return a.key < b.key
    }
  }

  /// Entries of which the smallest can be taken quickly.
  struct BinaryHeap<Element: Comparable & Sendable>: Sendable {
    private(set) var elements: [Element] = []

    init(_ elements: [Element] = []) {
      self.elements = elements
      for place in stride(from: elements.count / 2 - 1, through: 0, by: -1) { sink(place) }
    }

    var first: Element? { elements.first }

    mutating func insert(_ element: Element) {
      elements.append(element)
      var place = elements.count - 1
      while place > 0, elements[place] < elements[(place - 1) / 2] {
        elements.swapAt(place, (place - 1) / 2)
        place = (place - 1) / 2
      }
    }

    mutating func popFirst() -> Element? {
      guard let first = elements.first else { return nil }
      let last = elements.removeLast()
      if !elements.isEmpty {
        elements[0] = last
        sink(0)
      }
      return first
    }

    private mutating func sink(_ start: Int) {
      var place = start
      while true {
        var least = place
        for child in [2 * place + 1, 2 * place + 2]
        where child < elements.count && elements[child] < elements[least] {
          least = child
        }
        if least == place { return }
        elements.swapAt(place, least)
        place = least
      }
    }
  }

  /// The pending workloads of one ClusterQueue.
  ///
  /// Records say themselves where they are; entries here that disagree are void and are dropped
  /// when they turn up. Source: Kueue's `pkg/cache/queue/cluster_queue.go`.
  struct PendingQueue: Sendable {
    var heap = BinaryHeap<QueuePlace>()
    /// Parked as inadmissible until something changes, in the order of parking.
    var parked: [QueuePlace] = []
    /// Workloads in the heap, by shape.
    var activeByShape: [Int: Int] = [:]
    var activeCount = 0
    var parkedCount = 0
    /// Shapes that were found inadmissible since the last change: others like it need no try.
    var parkedShapes: Set<Int> = []
    /// A workload that waits for its victims keeps the head (BestEffortFIFO).
    var sticky: Int?
    var popCycle = 0
    /// The pop during or before which everything parked was released last.
    var releaseCycle = -1
    /// Grows when quota of the queue becomes free or its quota changes.
    var generation = 0
  }
}
