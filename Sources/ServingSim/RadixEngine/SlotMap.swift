/// Who owns how much of the memory of an engine with a radix cache.
///
/// The parts stand by owner, not by address: which slots a token lies in changes nothing in SGLang
/// and is not simulated. Every token slot is in exactly one part.
public struct SlotMap: Hashable, Sendable {
  public enum Status: Hashable, Sendable {
    case free
    /// In the tree, locked by nobody.
    case cached
    /// In the tree, locked by one request or more.
    case locked
    /// Outside the tree, of one request.
    case own
  }
  public struct Part: Hashable, Sendable {
    public let status: Status
    /// Whole pages.
    public let tokens: Int
    /// Of these, slots with a token in them.
    public let filled: Int
    /// The request that computed it; -1 for free slots.
    public let request: Int
    /// Requests that hold it.
    public let locks: Int
  }
  /// The tree in preorder, then the requests in the engine's order, then what is free.
  public let parts: [Part]

  public func tokens(_ status: Status) -> Int {
    parts.reduce(0) { $0 + ($1.status == status ? $1.tokens : 0) }
  }
}

/// A node of the radix tree at one moment.
public struct TreeBranch: Hashable, Sendable {
  /// 0 for the beginnings of prompts; parents stand before their children.
  public let depth: Int
  public let tokens: Int
  /// Requests that hold it or something below it (`lock_ref`).
  public let locks: Int
  public let hits: Int
  public let priority: Int
  /// The request that computed it.
  public let filledBy: Int
  /// Its place in the order of eviction among the leaves that may go now, from 0; `nil` for others.
  public let evictionPlace: Int?
}

extension EngineScheduler {
  /// The memory under a radix cache; `nil` under vLLM's rules.
  public func slotMap() -> SlotMap? {
    guard let radix else { return nil }
    var parts: [SlotMap.Part] = radix.tree.snapshot().rows.map { row in
      SlotMap.Part(
        status: row.locks > 0 ? .locked : .cached, tokens: row.tokens, filled: row.tokens,
        request: Int(radix.owner(of: row.node)), locks: row.locks)
    }
    for slot in running {
      let row = radix.row(Int(slot))
      guard row.own > 0 else { continue }
      parts.append(
        SlotMap.Part(
          status: .own, tokens: row.own,
          filled: min(row.own, max(0, states[Int(slot)].computed - row.protected)),
          request: id(of: slot), locks: 1))
    }
    if radix.free > 0 {
      parts.append(
        SlotMap.Part(status: .free, tokens: radix.free, filled: 0, request: -1, locks: 0))
    }
    return SlotMap(parts: parts)
  }

  /// The radix tree in preorder; `nil` under vLLM's rules.
  public func radixTree() -> [TreeBranch]? {
    guard let radix else { return nil }
    let snapshot = radix.tree.snapshot()
    var places = [Int?](repeating: nil, count: snapshot.rows.count)
    for (place, row) in snapshot.evictionOrder.enumerated() { places[row] = place }
    return snapshot.rows.enumerated().map { index, row in
      TreeBranch(
        depth: row.depth, tokens: row.tokens, locks: row.locks, hits: row.hits,
        priority: row.priority, filledBy: Int(radix.owner(of: row.node)),
        evictionPlace: places[index])
    }
  }
}
