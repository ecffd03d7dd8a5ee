/// Finds entries by their keys.
///
/// A hash table with open addressing that leaves the entries in their lists. Building a
/// `Dictionary` of them takes a large part of the time before the first frame.
struct EntryTable: Sendable {
  /// Where an entry stands; `nil` is a free slot.
  private struct Place {
    let list: UInt16
    let at: UInt16
    /// Of its key: keys of different hashes need no look at their letters.
    let hash: UInt32
  }

  private let lists: [[Entry]]
  /// A power of two of them, at most half taken.
  private var slots: [Place?]

  /// At most 65,536 lists of as many entries. Of entries with the same key the first one counts.
  init(_ lists: [[Entry]]) {
    self.lists = lists
    let total = lists.reduce(0) { $0 + $1.count }
    var count = 16
    while count < total * 2 { count *= 2 }
    slots = [Place?](repeating: nil, count: count)
    for list in lists.indices {
      for at in lists[list].indices {
        let hash = Self.hash(lists[list][at].key)
        let slot = slot(of: lists[list][at].key, hash)
        if slots[slot] == nil {
          slots[slot] = Place(list: UInt16(list), at: UInt16(at), hash: hash)
        }
      }
    }
  }

  func entry(_ key: String) -> Entry? {
    slots[slot(of: key, Self.hash(key))].map { lists[Int($0.list)][Int($0.at)] }
  }

  /// The slot of the key, or the free one where it would stand.
  private func slot(of key: String, _ hash: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int(hash ^ hash >> 15) & mask
    while let place = slots[slot],
      place.hash != hash || lists[Int(place.list)][Int(place.at)].key != key
    {
      slot = (slot + 1) & mask
    }
    return slot
  }

  /// FNV-1a: keys come from the program itself, nobody can choose them so that they collide.
  private static func hash(_ key: String) -> UInt32 {
    var key = key
    return key.withUTF8 { bytes in
      var hash: UInt32 = 0x811c_9dc5
      for byte in bytes { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
      return hash
    }
  }
}
