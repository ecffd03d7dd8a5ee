/// The best candidates of a search in order of distance, the nearest first, and which of them have
/// been looked around from.
///
/// One list stands for the two heaps of the published algorithm: who falls off its end would never
/// have been looked at, because the search stops at the first candidate beyond the list.
struct CandidatePool {
  private let keys: UnsafeMutablePointer<UInt64>
  private let capacity: Int
  private(set) var count = 0
  /// No candidate before this place is still to be looked at.
  private var cursor = 0

  /// `memory` has room for `capacity` keys, at least 1.
  init(memory: UnsafeMutablePointer<UInt64>, capacity: Int) {
    keys = memory
    self.capacity = capacity
  }

  /// Whether a distance is good enough for the list.
  @inline(__always)
  func admits(_ distance: Float) -> Bool {
    count < capacity || UInt64(distance.bitPattern) << 32 < keys[count - 1] & ~0xffff_ffff
  }

  /// Puts a candidate that is admitted in its place; the last one falls off a full list.
  @inline(__always)
  mutating func insert(_ distance: Float, _ index: Int) {
    let key = Neighbour.key(distance, index)
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) >> 1
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    let last = count < capacity ? count : capacity - 1
    if last > low { (keys + low + 1).update(from: keys + low, count: last - low) }
    keys[low] = key
    count = last + 1
    if low < cursor { cursor = low }
  }

  /// The nearest candidate that has not been looked around from, marked as such; -1 when there is
  /// none.
  @inline(__always)
  mutating func next() -> Int {
    while cursor < count {
      let key = keys[cursor]
      if key & 1 == 0 {
        keys[cursor] = key | 1
        cursor += 1
        return Int(key & 0xffff_ffff) >> 1
      }
      cursor += 1
    }
    return -1
  }

  /// Forgets which candidates were looked at, so that keys compare as they were put in.
  func unmark() { for place in 0..<count { keys[place] &= ~1 } }

  /// The keys, nearest first.
  var sorted: UnsafeBufferPointer<UInt64> { UnsafeBufferPointer(start: keys, count: count) }
}
