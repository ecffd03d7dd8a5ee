/// S3-FIFO's queues (Yang, Zhang, Qiu, Yue, Rashmi, "FIFO queues are all you need for cache
/// eviction", SOSP 2023), with the rules of the paper's own simulator (libCacheSim, `S3FIFOv0`).
///
/// What is new enters the small queue, a tenth of the cache, unless the ghost queue remembers it:
/// then it enters the main queue. When room is needed: the main queue gives while it is beyond its
/// share, or when the small one is empty; otherwise the small queue. At the end of the small queue,
/// what was used at least twice since it entered moves to the main queue with its count cleared;
/// anything else goes and is remembered as a ghost. At the end of the main queue, what was used is
/// put back to its start with one use less (counting to 3); anything else goes.
///
/// Elements that may not go now are pinned: they keep their place in the queue and are passed over.
struct S3Queues: Sendable {
  enum Queue: UInt8, Sendable { case none, small, main }
  struct Victim: Sendable {
    let element: Int32
    let queue: Queue
    /// Uses since it entered its queue or was spared last.
    let uses: Int
  }
  private struct Record: Sendable {
    var queue = Queue.none
    var uses: UInt8 = 0
    /// Order within the queue: smaller is nearer to its end.
    var place = 0
    var isPinned = false
  }
  static let mostUses: UInt8 = 3
  static let usesToMove: UInt8 = 2

  let smallCapacity: Int
  let mainCapacity: Int
  private var records: [Record] = []
  /// What may go, by place.
  private var small = IndexedHeap()
  private var main = IndexedHeap()
  /// Pinned elements included.
  private(set) var smallCount = 0
  private(set) var mainCount = 0
  private var nextPlace = 0
  /// Moved from small to main, and spared in main, by the last eviction.
  private(set) var promoted: [Int32] = []
  private(set) var spared: [Int32] = []

  /// A tenth of the capacity, rounded down but at least 1, is the small queue.
  init(capacity: Int) {
    smallCapacity = max(1, capacity / 10)
    mainCapacity = max(0, capacity - smallCapacity)
  }

  /// Nine tenths of the cache, rounded down.
  static func ghostCapacity(of capacity: Int) -> Int {
    capacity / 10 * 9 + capacity % 10 * 9 / 10
  }

  var count: Int { smallCount + mainCount }

  func contains(_ element: Int32) -> Bool {
    Int(element) < records.count && records[Int(element)].queue != .none
  }

  /// Adds an element that is not there.
  mutating func insert(_ element: Int32, wasGhost: Bool, isPinned: Bool = false) {
    if Int(element) >= records.count {
      records.append(
        contentsOf: repeatElement(Record(), count: Int(element) + 1 - records.count))
    }
    records[Int(element)] = Record(isPinned: isPinned)
    enqueue(element, in: wasGhost ? .main : .small)
  }

  mutating func use(_ element: Int32) {
    records[Int(element)].uses = min(records[Int(element)].uses + 1, Self.mostUses)
  }

  mutating func pin(_ element: Int32) {
    records[Int(element)].isPinned = true
    small.remove(element)
    main.remove(element)
  }

  mutating func unpin(_ element: Int32) {
    records[Int(element)].isPinned = false
    makeAvailable(element)
  }

  /// Takes an element out, whatever its state.
  mutating func remove(_ element: Int32) {
    guard contains(element) else { return }
    switch records[Int(element)].queue {
    case .small: smallCount -= 1
    case .main: mainCount -= 1
    case .none: break
    }
    small.remove(element)
    main.remove(element)
    records[Int(element)] = Record()
  }

  /// Chooses who goes and takes it out; `nil` when everything is pinned.
  mutating func evict() -> Victim? {
    promoted.removeAll(keepingCapacity: true)
    spared.removeAll(keepingCapacity: true)
    while true {
      if mainCount > mainCapacity || small.isEmpty {
        if let victim = evictFromMain() { return victim }
        if small.isEmpty { return nil }
      }
      if let victim = evictFromSmall() { return victim }
    }
  }

  /// `nil` when everything there was promoted.
  private mutating func evictFromSmall() -> Victim? {
    while let element = small.first {
      let uses = records[Int(element)].uses
      remove(element)
      if uses < Self.usesToMove { return Victim(element: element, queue: .small, uses: Int(uses)) }
      enqueue(element, in: .main)
      promoted.append(element)
    }
    return nil
  }

  /// `nil` when everything there is pinned.
  private mutating func evictFromMain() -> Victim? {
    while let element = main.first {
      let uses = records[Int(element)].uses
      remove(element)
      if uses == 0 { return Victim(element: element, queue: .main, uses: 0) }
      enqueue(element, in: .main)
      records[Int(element)].uses = uses - 1
      spared.append(element)
    }
    return nil
  }

  private mutating func enqueue(_ element: Int32, in queue: Queue) {
    records[Int(element)].queue = queue
    records[Int(element)].place = nextPlace
    nextPlace += 1
    if queue == .small { smallCount += 1 } else { mainCount += 1 }
    makeAvailable(element)
  }

  private mutating func makeAvailable(_ element: Int32) {
    let record = records[Int(element)]
    guard !record.isPinned else { return }
    let rank = IndexedHeap.Rank(first: record.place, second: 0)
    switch record.queue {
    case .small: small.set(element, rank: rank)
    case .main: main.set(element, rank: rank)
    case .none: break
    }
  }

  /// Counts agree with the records; the unpinned ones, and only they, can go.
  func checkInvariants() {
    assert(records.count { $0.queue == .small } == smallCount)
    assert(records.count { $0.queue == .main } == mainCount)
    assert(records.count { $0.queue == .small && !$0.isPinned } == small.count)
    assert(records.count { $0.queue == .main && !$0.isPinned } == main.count)
  }
}

/// Names of what left the small queue unused, oldest first; no content.
struct GhostQueue: Sendable {
  let capacity: Int
  private var order: [(key: Int, number: Int)] = []
  private var head = 0
  private var numbers: [Int: Int] = [:]
  private var made = 0

  init(capacity: Int) { self.capacity = max(0, capacity) }

  var count: Int { numbers.count }
  /// What is remembered, in ascending order.
  var keys: [Int] { numbers.keys.sorted() }

  func contains(_ key: Int) -> Bool { numbers[key] != nil }

  /// Remembers a name that is not remembered; the one that had to be forgotten for it, which is the
  /// name itself when nothing can be remembered.
  mutating func insert(_ key: Int) -> Int? {
    guard capacity > 0 else { return key }
    let forgotten = numbers.count >= capacity ? removeOldest() : nil
    made += 1
    order.append((key, made))
    numbers[key] = made
    return forgotten
  }

  /// Forgets a name; false when it was not remembered.
  mutating func remove(_ key: Int) -> Bool { numbers.removeValue(forKey: key) != nil }

  private mutating func removeOldest() -> Int? {
    while head < order.count {
      let (key, number) = order[head]
      head += 1
      if head > 64, head * 2 > order.count {
        order.removeFirst(head)
        head = 0
      }
      if numbers[key] == number {
        numbers[key] = nil
        return key
      }
    }
    return nil
  }
}
