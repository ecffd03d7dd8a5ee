/// Which cached block gives way to a new one.
public enum ReplacementPolicy: String, Hashable, Sendable, CaseIterable {
  /// Least recently used.
  case lru
  /// Fewest uses since it entered, then least recently used.
  case lfu
  /// Entered first.
  case fifo
  /// S3-FIFO (Yang et al., SOSP 2023): see `S3Queues`.
  case s3fifo = "s3-fifo"
  /// Belady's optimum (1966): the block whose next use is farthest away. Knows the future; no
  /// policy that always lets the new block in has fewer misses.
  case optimal
}

/// Why a block was the one to go.
public enum EvictionReason: Hashable, Sendable {
  /// Nobody has used it for longest.
  case longestUnused
  /// Least used since it entered.
  case fewestUses(Int)
  /// It entered first.
  case enteredFirst
  /// S3-FIFO: at the end of the small queue with so few uses, 0 or 1.
  case notUsedAgain(uses: Int)
  /// S3-FIFO: at the end of the main queue and not used since it got there or was spared last.
  case notUsedInMain
  /// Its next use is farthest away: the access or request in which it will be used, `nil` for never
  /// again.
  case farthestNextUse(Int?)
  /// A learner's own rule gave it the lowest score.
  case lowestScore(Int)
}
