/// Prefix-aware routing with a guard for the load, as SGLang's router does it (`cache_aware`).
///
/// sgl-project/sglang 026f853b, `sgl-router/src/policies/cache_aware.rs`. While loads are near each
/// other, a prompt goes to the longest cached prefix if that is long enough, else to the replica
/// that was given the fewest tokens; when loads are far apart, to the least loaded.
///
/// SGLang's router guesses the caches from the texts it has sent and forgets by its own LRU; here
/// the replicas' own caches are asked, so the guess is never stale. Ties go to the first replica,
/// where SGLang's depend on its hash table.
public struct PrefixAwareRule: Hashable, Sendable {
  /// The cached part of the prompt above which the cache decides, 0...1.
  public var cacheThreshold: Double
  /// Loads are far apart when they differ by more requests than this ...
  public var balanceAbsolute: Int
  /// ... and the highest is more than this many times the lowest.
  public var balanceRelative: Double

  public init(
    cacheThreshold: Double = 0.5, balanceAbsolute: Int = 32, balanceRelative: Double = 1.1
  ) {
    self.cacheThreshold = cacheThreshold
    self.balanceAbsolute = balanceAbsolute
    self.balanceRelative = balanceRelative
  }

  func isImbalanced(lowest: Int, highest: Int) -> Bool {
    highest - lowest > balanceAbsolute && Double(highest) > Double(lowest) * balanceRelative
  }
}
