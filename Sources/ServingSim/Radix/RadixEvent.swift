/// A node of a radix tree as long as it lives. Splitting a node makes a new upper part; the lower
/// part stays the node it was.
public struct RadixNode: Hashable, Sendable {
  let index: Int32
  /// Nodes made before it; 0 is the root. Never used again.
  public let number: Int
}

/// What an operation did to the tree, in the order in which it happened.
public enum RadixEvent: Hashable, Sendable {
  /// Reached in a walk, `matched` tokens of it: its last access is renewed.
  case reached(RadixNode, matched: Int)
  /// The key ended or departed inside a node: `upper` is new and holds the tokens in common.
  case split(upper: RadixNode, lower: RadixNode, upperTokens: Int, lowerTokens: Int)
  /// One more hit by an insertion.
  case hit(RadixNode, hits: Int)
  /// A more important key was inserted through the node.
  case raised(RadixNode, priority: Int)
  /// A new leaf.
  case added(RadixNode, under: RadixNode, tokens: Int)
  /// One more lock; `becameProtected` when it was the first.
  case locked(RadixNode, locks: Int, becameProtected: Bool)
  /// One lock less; `becameEvictable` tokens count as evictable again when it was the last (the
  /// node itself can be evicted only once it is a leaf).
  case unlocked(RadixNode, locks: Int, becameEvictable: Bool)
  case evicted(RadixEviction)
  /// Everything was forgotten.
  case reset(nodes: Int, tokens: Int)
}
