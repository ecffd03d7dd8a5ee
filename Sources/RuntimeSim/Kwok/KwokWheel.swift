/// One waiting event for each object, in milliseconds: slots in a ring, each with the objects whose
/// time falls on it in this or a later round. Flat arrays, so that ten thousand nodes with their
/// heartbeats of a day pass quickly.
struct KwokWheel: Sendable {
  private static let size = 1 << 15
  private static let mask = size - 1

  private var heads = [Int32](repeating: -1, count: size)
  private var next: [Int32]
  private var due: [Int]
  /// Milliseconds up to which everything was handed out.
  private(set) var now = 0
  private(set) var count = 0
  /// What remains of the slot that is being handed out.
  private var cursor: Int32 = -1

  init(objects: Int) {
    next = [Int32](repeating: -1, count: objects)
    due = [Int](repeating: -1, count: objects)
  }

  /// The object's event comes at `time`, at least a millisecond from now; it must have none.
  mutating func insert(_ object: Int, at time: Int) {
    let time = max(now + 1, time)
    due[object] = time
    let slot = time & Self.mask
    next[object] = heads[slot]
    heads[slot] = Int32(truncatingIfNeeded: object)
    count += 1
  }

  /// Takes the object's event away, wherever it stands.
  mutating func cancel(_ object: Int) {
    guard due[object] >= 0 else { return }
    let slot = due[object] & Self.mask
    due[object] = -1
    count -= 1
    heads[slot] = without(object, from: heads[slot])
    cursor = without(object, from: cursor)
  }

  /// The list that begins there, less the object; its new beginning.
  private mutating func without(_ object: Int, from head: Int32) -> Int32 {
    let wanted = Int32(truncatingIfNeeded: object)
    if head == wanted { return next[object] }
    var at = head
    while at >= 0 {
      if next[Int(at)] == wanted {
        next[Int(at)] = next[object]
        break
      }
      at = next[Int(at)]
    }
    return head
  }

  /// The next object whose time has come, not after `limit`; `nil` when none is.
  mutating func pop(until limit: Int) -> Int? {
    while true {
      while cursor >= 0 {
        let object = Int(cursor)
        cursor = next[object]
        if due[object] == now {
          due[object] = -1
          count -= 1
          return object
        }
        // A later round.
        let slot = now & Self.mask
        next[object] = heads[slot]
        heads[slot] = Int32(truncatingIfNeeded: object)
      }
      guard now < limit else { return nil }
      if count == 0 {
        now = limit
        return nil
      }
      now += 1
      let slot = now & Self.mask
      cursor = heads[slot]
      heads[slot] = -1
    }
  }
}
