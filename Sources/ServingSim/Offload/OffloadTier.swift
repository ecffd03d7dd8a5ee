import Simulation

/// What one tier holds, by the name of the block's content; the least recently used goes first.
///
/// Rules of vLLM's `LRUOffloadingManager`: a block that is still being written is not found and
/// cannot go, nor can one that is being read; a write for which no room can be made is refused.
public struct OffloadTier<Key: Hashable & Sendable>: Sendable {
  /// What became of a write.
  public enum Write: Hashable, Sendable {
    /// Can be read from `ready` on; `evicted` had to go for it.
    case stored(ready: SimTime, evicted: Key?)
    /// It was there, or on its way.
    case present
    /// Everything there is being written or read, or there is no room at all.
    case refused
  }
  private struct Record: Sendable {
    var key: Key
    var ready: SimTime
    var readers = 0
    /// Towards older and newer use; -1 for none.
    var older: Int32 = -1
    var newer: Int32 = -1
  }

  public let config: OffloadTierConfig
  private var records: [Record] = []
  private var places: [Key: Int32] = [:]
  private var unused: [Int32] = []
  private var oldest: Int32 = -1
  private var newest: Int32 = -1
  /// When each direction of the link is free again.
  private var writeFree = SimTime.zero
  private var readFree = SimTime.zero
  public private(set) var blocksWritten = 0
  public private(set) var blocksRead = 0
  public private(set) var evictions = 0
  public private(set) var refusedWrites = 0

  public init(_ config: OffloadTierConfig) { self.config = config }

  /// Blocks that are there or on their way.
  public var count: Int { places.count }

  /// Whether the block can be read now.
  public func holds(_ key: Key, at now: SimTime) -> Bool {
    guard let place = places[key] else { return false }
    return records[Int(place)].ready <= now
  }

  /// Whether the block is there or on its way.
  public func contains(_ key: Key) -> Bool { places[key] != nil }

  /// What is there, least recently used first.
  public var keys: [Key] {
    var keys: [Key] = []
    var place = oldest
    while place >= 0 {
      keys.append(records[Int(place)].key)
      place = records[Int(place)].newer
    }
    return keys
  }

  /// Counts as used now.
  public mutating func touch(_ key: Key) {
    guard let place = places[key], place != newest else { return }
    unlink(place)
    linkAsNewest(place)
  }

  /// Begins to write a block.
  public mutating func write(_ key: Key, at now: SimTime) -> Write {
    guard places[key] == nil else { return .present }
    var evicted: Key?
    if places.count >= config.blocks {
      guard let victim = victim(at: now) else {
        refusedWrites += 1
        return .refused
      }
      evicted = records[Int(victim)].key
      remove(victim)
      evictions += 1
    }
    writeFree = max(writeFree, now).later(by: config.transferTime(blocks: 1))
    blocksWritten += 1
    let ready = writeFree.later(by: config.latency.nanoseconds)
    insert(Record(key: key, ready: ready))
    return .stored(ready: ready, evicted: evicted)
  }

  /// Begins to read blocks that can be read now; when the last one has come. They cannot go until
  /// `endRead`. Reading nothing takes no time.
  public mutating func beginRead(_ keys: [Key], at now: SimTime) -> SimTime {
    guard !keys.isEmpty else { return now }
    for key in keys {
      guard let place = places[key] else { continue }
      records[Int(place)].readers += 1
    }
    blocksRead += keys.count
    readFree = max(readFree, now).later(by: config.transferTime(blocks: keys.count))
    return readFree.later(by: config.latency.nanoseconds)
  }

  /// The blocks have been read.
  public mutating func endRead(_ keys: [Key]) {
    for key in keys {
      guard let place = places[key], records[Int(place)].readers > 0 else { continue }
      records[Int(place)].readers -= 1
    }
  }

  private func victim(at now: SimTime) -> Int32? {
    var place = oldest
    while place >= 0 {
      let record = records[Int(place)]
      if record.readers == 0, record.ready <= now { return place }
      place = record.newer
    }
    return nil
  }

  // MARK: The list

  private mutating func insert(_ record: Record) {
    let place: Int32
    if let free = unused.popLast() {
      place = free
      records[Int(free)] = record
    } else {
      place = Int32(records.count)
      records.append(record)
    }
    places[record.key] = place
    linkAsNewest(place)
  }

  private mutating func remove(_ place: Int32) {
    unlink(place)
    places[records[Int(place)].key] = nil
    unused.append(place)
  }

  private mutating func linkAsNewest(_ place: Int32) {
    records[Int(place)].older = newest
    records[Int(place)].newer = -1
    if newest >= 0 { records[Int(newest)].newer = place } else { oldest = place }
    newest = place
  }

  private mutating func unlink(_ place: Int32) {
    let (older, newer) = (records[Int(place)].older, records[Int(place)].newer)
    if older >= 0 { records[Int(older)].newer = newer } else { oldest = newer }
    if newer >= 0 { records[Int(newer)].older = older } else { newest = older }
  }

  /// The list and the index hold the same blocks, no more than fit. Free in release builds.
  public func checkInvariants() {
    assert(
      {
        let keys = keys
        return keys.count == places.count && Set(keys).count == keys.count
          && keys.count <= max(0, config.blocks) && keys.allSatisfy { places[$0] != nil }
      }())
  }
}

extension SimTime {
  /// So many ns later, at most 2^62.
  func later(by nanoseconds: Int) -> SimTime {
    let most = 1 << 62
    let (sum, isTooMuch) = self.nanoseconds.addingReportingOverflow(max(0, nanoseconds))
    return SimTime(nanoseconds: isTooMuch ? most : min(sum, most))
  }
}
