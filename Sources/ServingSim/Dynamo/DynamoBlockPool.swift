/// The KV blocks of one mock worker: private copies, cached copies by content, and an LRU list of
/// cached copies that nobody uses.
///
/// A content may have several copies, because requests that compute it side by side do not share.
struct DynamoBlockPool: Sendable {
  private struct Copy: Sendable {
    var references = 1
    /// The content's number in `DynamoChains`; -1 while it is private to its request.
    var content = -1
    var older = -1
    var newer = -1
    var isInactive = false
  }

  let capacity: Int
  private var copies: [Copy] = []
  private var unused: [Int] = []
  private var resident = 0
  private var inactive = 0
  private var oldest = -1
  private var newest = -1
  /// Copies of a content, the first cached first.
  private var byContent: [Int: [Int]] = [:]

  init(capacity: Int) { self.capacity = capacity }

  /// Copies that requests hold.
  var activeCount: Int { resident - inactive }

  /// The copy that a prefix match of this content takes.
  func cachedCopy(of content: Int) -> Int? { byContent[content]?.first }

  func isActive(_ copy: Int) -> Bool { !copies[copy].isInactive }

  func isCached(_ copy: Int) -> Bool { copies[copy].content >= 0 }

  /// Takes cached copies and fresh blocks, all or nothing; evicts the longest unused copies for the
  /// fresh ones.
  mutating func take(hits: [Int], fresh: Int) -> [Int]? {
    let needed = max(0, fresh - (capacity - resident))
    if needed > 0 {
      let unusedHits = hits.count { copies[$0].isInactive }
      if needed > inactive - unusedHits { return nil }
    }
    for hit in hits {
      if copies[hit].isInactive { unlink(hit) }
      copies[hit].references += 1
    }
    for _ in 0..<needed { evict() }
    var taken = hits
    for _ in 0..<fresh {
      resident += 1
      if let copy = unused.popLast() {
        copies[copy] = Copy()
        taken.append(copy)
      } else {
        copies.append(Copy())
        taken.append(copies.count - 1)
      }
    }
    checkInvariants()
    return taken
  }

  /// Lets others find a private copy by its content.
  mutating func cache(_ copy: Int, as content: Int) {
    copies[copy].content = content
    byContent[content, default: []].append(copy)
  }

  /// Gives copies back, the last block first, so that it is the first to be evicted.
  mutating func release(_ blocks: [Int]) {
    for copy in blocks.reversed() {
      copies[copy].references -= 1
      guard copies[copy].references == 0 else { continue }
      if copies[copy].content < 0 {
        resident -= 1
        unused.append(copy)
      } else {
        link(copy)
      }
    }
    checkInvariants()
  }

  private mutating func evict() {
    let copy = oldest
    unlink(copy)
    let content = copies[copy].content
    if var list = byContent.removeValue(forKey: content) {
      list.removeAll { $0 == copy }
      if !list.isEmpty { byContent[content] = list }
    }
    resident -= 1
    unused.append(copy)
  }

  private mutating func link(_ copy: Int) {
    copies[copy].isInactive = true
    copies[copy].older = newest
    copies[copy].newer = -1
    if newest >= 0 { copies[newest].newer = copy } else { oldest = copy }
    newest = copy
    inactive += 1
  }

  private mutating func unlink(_ copy: Int) {
    let older = copies[copy].older
    let newer = copies[copy].newer
    if older >= 0 { copies[older].newer = newer } else { oldest = newer }
    if newer >= 0 { copies[newer].older = older } else { newest = older }
    copies[copy].isInactive = false
    inactive -= 1
  }

  /// Every copy is unused, inactive or held, and no more exist than the capacity allows.
  private func checkInvariants() {
    assert(resident <= capacity && inactive >= 0 && inactive <= resident)
    assert(copies.count == resident + unused.count)
  }
}

/// Numbers for block contents: a content is all tokens up to the block's end.
struct DynamoChains: Sendable {
  private struct Key: Hashable, Sendable {
    var parent: Int
    /// The names of the trace blocks that it covers, or -1 and the request that generated it.
    var names: [Int]
  }

  private var numbers: [Key: Int] = [:]

  /// The number of the block that follows `parent` (-1 at the start).
  mutating func number(after parent: Int, names: [Int]) -> Int {
    let key = Key(parent: parent, names: names)
    if let number = numbers[key] { return number }
    let number = numbers.count
    numbers[key] = number
    return number
  }
}
