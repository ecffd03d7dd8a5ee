/// First in, first out, in one flat array.
struct Line<Element: Sendable>: Sendable {
  private var items: [Element] = []
  private var head = 0

  var isEmpty: Bool { head == items.count }
  var count: Int { items.count - head }
  var first: Element? { head < items.count ? items[head] : nil }
  var all: ArraySlice<Element> { items[head...] }

  mutating func append(_ item: Element) { items.append(item) }

  mutating func removeFirst() {
    head += 1
    if head == items.count {
      items.removeAll(keepingCapacity: true)
      head = 0
    } else if head >= 1_024, head * 2 >= items.count {
      items.removeFirst(head)
      head = 0
    }
  }

  mutating func removeAll() {
    items.removeAll(keepingCapacity: true)
    head = 0
  }
}

/// The next moment of each of many things, and the earliest of them: a heap in flat arrays in which
/// a thing's moment can be changed. Equal moments: the smaller index first.
struct Calendar: Sendable {
  private var due: [Int] = []
  private var heap: [Int32] = []
  private var place: [Int32] = []

  static let never = Int.max

  /// The earliest moment; `never` when nothing is due.
  var nextTime: Int {
    guard let first = heap.first else { return Self.never }
    return due[Int(first)]
  }
  var next: Int { heap.first.map(Int.init) ?? -1 }

  mutating func append() {
    due.append(Self.never)
    place.append(Int32(heap.count))
    heap.append(Int32(due.count - 1))
  }

  mutating func set(_ index: Int, to time: Int) {
    let old = due[index]
    guard old != time else { return }
    due[index] = time
    if time < old { rise(Int(place[index])) } else { sink(Int(place[index])) }
  }

  @inline(__always)
  private func isBefore(_ a: Int32, _ b: Int32) -> Bool {
    let (x, y) = (due[Int(a)], due[Int(b)])
    return x < y || x == y && a < b
  }

  private mutating func rise(_ start: Int) {
    var at = start
    let item = heap[at]
    while at > 0 {
      let up = (at - 1) / 2
      guard isBefore(item, heap[up]) else { break }
      heap[at] = heap[up]
      place[Int(heap[at])] = Int32(at)
      at = up
    }
    heap[at] = item
    place[Int(item)] = Int32(at)
  }

  private mutating func sink(_ start: Int) {
    var at = start
    let item = heap[at]
    while true {
      var down = 2 * at + 1
      guard down < heap.count else { break }
      if down + 1 < heap.count, isBefore(heap[down + 1], heap[down]) { down += 1 }
      guard isBefore(heap[down], item) else { break }
      heap[at] = heap[down]
      place[Int(heap[at])] = Int32(at)
      at = down
    }
    heap[at] = item
    place[Int(item)] = Int32(at)
  }
}

/// Work in a pod, ordered by when it ends in the pod's own time.
struct WorkHeap: Sendable {
  struct Item: Sendable {
    /// The pod's virtual time at which it is done.
    let tag: Int
    let job: Job
  }
  private var items: [Item] = []

  var isEmpty: Bool { items.isEmpty }
  var count: Int { items.count }
  var first: Item? { items.first }
  var all: [Item] { items }

  mutating func insert(_ item: Item) {
    items.append(item)
    var at = items.count - 1
    while at > 0 {
      let up = (at - 1) / 2
      guard Self.isBefore(item, items[up]) else { break }
      items[at] = items[up]
      at = up
    }
    items[at] = item
  }

  mutating func removeFirst() {
    let item = items.removeLast()
    guard !items.isEmpty else { return }
    var at = 0
    while true {
      var down = 2 * at + 1
      guard down < items.count else { break }
      if down + 1 < items.count, Self.isBefore(items[down + 1], items[down]) { down += 1 }
      guard Self.isBefore(items[down], item) else { break }
      items[at] = items[down]
      at = down
    }
    items[at] = item
  }

  mutating func removeAll() { items.removeAll(keepingCapacity: true) }

  @inline(__always)
  private static func isBefore(_ a: Item, _ b: Item) -> Bool {
    a.tag < b.tag || a.tag == b.tag && a.job.attempt < b.job.attempt
  }
}

/// An attempt of a request at a server.
struct Job: Sendable {
  /// Place in the table of open requests.
  let slot: Int32
  /// Which attempt of all; a slot whose attempt is another one has left this job alone.
  let attempt: Int
  /// Nanoseconds of work at full speed.
  let work: Int
}
