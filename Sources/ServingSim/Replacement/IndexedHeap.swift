/// A binary heap of small whole numbers (places in some table) that knows where each of them
/// stands, so that a rank can change and an element can leave in O(log n).
///
/// The smallest (rank, place) comes first: a total order, whatever the history of the heap.
struct IndexedHeap: Sendable {
  /// Two numbers compared one after the other.
  struct Rank: Hashable, Comparable, Sendable {
    var first: Int
    var second: Int

    static func < (a: Rank, b: Rank) -> Bool {
      a.first != b.first ? a.first < b.first : a.second < b.second
    }
  }
  private struct Entry: Sendable {
    var rank: Rank
    var element: Int32

    static func < (a: Entry, b: Entry) -> Bool {
      a.rank != b.rank ? a.rank < b.rank : a.element < b.element
    }
  }

  private var entries: [Entry] = []
  /// Place in `entries` by element; -1 for what is not in the heap.
  private var places: [Int32] = []

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }
  /// The element that comes first.
  var first: Int32? { entries.first?.element }

  func contains(_ element: Int32) -> Bool {
    Int(element) < places.count && places[Int(element)] >= 0
  }

  /// The rank under which an element stands in the heap; `nil` for what is not in it.
  func rank(of element: Int32) -> Rank? {
    contains(element) ? entries[Int(places[Int(element)])].rank : nil
  }

  /// All elements in no particular order.
  var elements: [Int32] { entries.map(\.element) }

  /// Puts an element in, or gives it another rank.
  mutating func set(_ element: Int32, rank: Rank) {
    if contains(element) {
      let place = Int(places[Int(element)])
      entries[place].rank = rank
      siftUp(place)
      siftDown(Int(places[Int(element)]))
      return
    }
    if Int(element) >= places.count {
      places.append(contentsOf: repeatElement(-1, count: Int(element) + 1 - places.count))
    }
    places[Int(element)] = Int32(entries.count)
    entries.append(Entry(rank: rank, element: element))
    siftUp(entries.count - 1)
  }

  /// Takes an element out; nothing happens when it is not in the heap.
  mutating func remove(_ element: Int32) {
    guard contains(element) else { return }
    let place = Int(places[Int(element)])
    places[Int(element)] = -1
    let last = entries.removeLast()
    guard place < entries.count else { return }
    entries[place] = last
    places[Int(last.element)] = Int32(place)
    siftUp(place)
    siftDown(Int(places[Int(last.element)]))
  }

  /// Takes the first element out.
  mutating func popFirst() -> Int32? {
    guard let first else { return nil }
    remove(first)
    return first
  }

  mutating func removeAll() {
    entries.removeAll()
    places.removeAll()
  }

  private mutating func siftUp(_ start: Int) {
    let entry = entries[start]
    var place = start
    while place > 0 {
      let parent = (place - 1) / 2
      guard entry < entries[parent] else { break }
      put(entries[parent], at: place)
      place = parent
    }
    put(entry, at: place)
  }

  private mutating func siftDown(_ start: Int) {
    let entry = entries[start]
    var place = start
    while true {
      var child = 2 * place + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
      guard entries[child] < entry else { break }
      put(entries[child], at: place)
      place = child
    }
    put(entry, at: place)
  }

  private mutating func put(_ entry: Entry, at place: Int) {
    entries[place] = entry
    places[Int(entry.element)] = Int32(place)
  }

  /// Every entry is found under its place, and no child comes before its parent.
  func checkInvariants() {
    for (place, entry) in entries.enumerated() {
      assert(places[Int(entry.element)] == Int32(place))
      assert(place == 0 || !(entry < entries[(place - 1) / 2]))
    }
    assert(places.count { $0 >= 0 } == entries.count)
  }
}
