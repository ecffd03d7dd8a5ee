/// Slots of requests that wait, head first.
///
/// First come first served: arrivals join at the end, preempted requests at the front. Under an
/// ordered rule everybody joins at the end and `bringToFront` chooses the head anew before each
/// admission.
struct WaitingQueue: Sendable {
  /// Back to the queue by preemption, the head last.
  private var returned: [Int32] = []
  /// In arrival order from `head` on; for ordered rules all that wait, in no order that matters.
  private var arrived: [Int32] = []
  private var head = 0

  var count: Int { returned.count + arrived.count - head }
  var isEmpty: Bool { count == 0 }
  var first: Int32? { returned.last ?? (head < arrived.count ? arrived[head] : nil) }
  /// All that wait, head first.
  var all: [Int32] { returned.reversed() + arrived[head...] }

  mutating func append(_ request: Int32) { arrived.append(request) }
  mutating func prepend(_ request: Int32) { returned.append(request) }

  /// Puts all that wait into another order.
  mutating func reorder(_ requests: [Int32]) {
    returned.removeAll(keepingCapacity: true)
    arrived = requests
    head = 0
  }

  mutating func removeFirst() {
    if returned.popLast() != nil { return }
    head += 1
    if head > 64, head * 2 > arrived.count {
      arrived.removeFirst(head)
      head = 0
    }
  }

  mutating func remove(_ request: Int32) {
    if let place = returned.lastIndex(of: request) {
      returned.remove(at: place)
    } else if let place = arrived[head...].firstIndex(of: request) {
      arrived.remove(at: place)
    }
  }

  /// Where the request with the smallest key stands (for `bringToFront`); `nil` when nobody waits.
  func place(ofSmallest key: (Int32) -> (Int, Int32)) -> Int? {
    guard head < arrived.count else { return nil }
    var best = head
    var bestKey = key(arrived[head])
    for place in (head + 1)..<max(head + 1, arrived.count) {
      let candidate = key(arrived[place])
      if candidate < bestKey { (best, bestKey) = (place, candidate) }
    }
    return best
  }

  mutating func bringToFront(_ place: Int) { arrived.swapAt(head, place) }
}
