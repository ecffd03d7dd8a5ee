/// Which policy has the most hits on a reference string at one cache size, and where they come from.
/// The optimum, which knows the future, does not compete.
public enum ReplacementVerdict: Hashable, Sendable {
  /// Nothing is ever evicted: every policy misses each block once.
  case everythingFits(blocks: Int)
  /// No block is used twice: nobody can hit.
  case nothingRepeats
  /// All policies have as many hits of so many repeated uses.
  case alike(hits: Int, repeats: Int)
  case wins(Win)

  public struct Win: Hashable, Sendable {
    /// Those with the most hits, in the order of `ReplacementPolicy`.
    public let winners: [ReplacementPolicy]
    public let hits: Int
    /// LRU, the usual choice; the best of the others where LRU is a winner.
    public let other: ReplacementPolicy
    public let otherHits: Int
    public let cause: Cause

    public var moreHits: Int { hits - otherHits }
  }

  /// Where the additional hits come from.
  public enum Cause: Hashable, Sendable {
    /// Of the repeated uses the other reaches hardly any (less than one in twenty): its victims
    /// come back only after they have gone.
    case outOfReach(repeats: Int, reached: Int)
    /// Most come from the blocks that are used most, as many as fit into the cache: the other lets
    /// passers-by push them out.
    case keepsPopular(more: Int, blocks: Int)
    /// Most come from blocks that are not among the most used: the other holds on to blocks whose
    /// time is over.
    case followsRecent(more: Int)
  }

  /// Judges runs of the same string at the same capacity, one for each policy; `nil` without LRU or
  /// without another policy beside it.
  public init?(_ runs: [ReplacementRun], of references: BlockReferences) {
    let runs = runs.filter { $0.policy != .optimal }
    guard let lru = runs.first(where: { $0.policy == .lru }), runs.count > 1,
      let most = runs.map(\.hits).max(), let best = runs.first(where: { $0.hits == most })
    else { return nil }
    let repeats = lru.accesses - references.distinctBlocks
    guard repeats > 0 else {
      self = .nothingRepeats
      return
    }
    guard lru.capacity < references.distinctBlocks else {
      self = .everythingFits(blocks: references.distinctBlocks)
      return
    }
    guard let second = runs.filter({ $0.hits < most }).max(by: { $0.hits < $1.hits }) else {
      self = .alike(hits: most, repeats: repeats)
      return
    }
    let other = lru.hits < most ? lru : second
    self = .wins(
      Win(
        winners: runs.filter { $0.hits == most }.map(\.policy), hits: most, other: other.policy,
        otherHits: other.hits,
        cause: Self.cause(best, other, repeats: repeats, references)))
  }

  /// Less than one repeated use in twenty.
  public static func isOutOfReach(hits: Int, repeats: Int) -> Bool { hits * 20 < repeats }

  private static func cause(
    _ best: ReplacementRun, _ other: ReplacementRun, repeats: Int, _ references: BlockReferences
  ) -> Cause {
    if isOutOfReach(hits: other.hits, repeats: repeats) {
      return .outOfReach(repeats: repeats, reached: other.hits)
    }
    var uses = [Int](repeating: 0, count: references.distinctBlocks)
    for blocks in references.requests { for block in blocks { uses[block] += 1 } }
    let popular = uses.indices.sorted { (-uses[$0], $0) < (-uses[$1], $1) }.prefix(best.capacity)
    let more = popular.reduce(0) { $0 + best.hitsByBlock[$1] - other.hitsByBlock[$1] }
    let all = best.hits - other.hits
    return 2 * more >= all
      ? .keepsPopular(more: more, blocks: popular.count) : .followsRecent(more: all - more)
  }
}
