/// How the memory for keys and values is handed out.
public enum KVAllocation: String, Hashable, Sendable, CaseIterable {
  /// vLLM: blocks as they are needed, shared by prefix.
  case paged
  /// The historic baseline that PagedAttention was measured against (Orca with a maximum
  /// reservation, as described by Kwon et al., SOSP 2023): a request reserves one contiguous region
  /// for the longest sequence the model allows when it is admitted, and keeps it to the end. No
  /// sharing, no preemption for memory; never refused once admitted.
  ///
  /// All regions have the same size, so that there is no external fragmentation here; what is left
  /// over at the end of the memory is never used. The region is counted in blocks, rounded up.
  case contiguous
}

/// Which free block with a name is given up first when no free block without one is left.
public enum EvictionRule: Sendable {
  /// A block's worth: the lowest is given up first.
  public typealias Score = @Sendable (EvictionCandidate) -> Int

  /// vLLM's free queue: longest free first, and within one request its last block first. O(1).
  case leastRecentlyUsed
  /// Fewest prefix hits since it was filled; among equal ones vLLM's order. O(log n).
  case leastFrequentlyUsed
  /// Filled first. The start of a prompt is filled before its end, so that it goes first and leaves
  /// an end that nobody can reach. O(log n).
  case firstInFirstOut
  /// S3-FIFO (SOSP 2023) over all named blocks, a prefix hit being a use; blocks that are held keep
  /// their place and are passed over. A tenth of the KV blocks is the small queue. O(log n).
  case s3FIFO
  /// An offline rule, for comparison: the block whose next use is farthest away goes first, among
  /// equal ones in vLLM's order. It is given the prompts of the whole workload in order of arrival,
  /// which no server has. It does not know when requests will be admitted or preempted, so that it
  /// is no strict bound for an engine: `ReplacementPolicy.optimal` on a reference string is. O(log n).
  case optimal
  /// The block with the lowest score; equal scores in vLLM's order. Looks at every free block each
  /// time.
  case lowestScore(name: String, Score)

  public var name: String {
    switch self {
    case .leastRecentlyUsed: "lru"
    case .leastFrequentlyUsed: "lfu"
    case .firstInFirstOut: "fifo"
    case .s3FIFO: "s3-fifo"
    case .optimal: "optimal"
    case .lowestScore(let name, _): name
    }
  }

  /// The rules that need no code of a learner's.
  public static let builtIn: [EvictionRule] = [
    .leastRecentlyUsed, .leastFrequentlyUsed, .firstInFirstOut, .s3FIFO, .optimal,
  ]

  /// The built-in rule of that name.
  public static func named(_ name: String) -> EvictionRule? { builtIn.first { $0.name == name } }

  /// The rules for which blocks are kept in an order of their own.
  var kept: VictimOrder.Rule? {
    switch self {
    case .leastRecentlyUsed, .lowestScore: nil
    case .leastFrequentlyUsed: .lfu
    case .firstInFirstOut: .fifo
    case .s3FIFO: .s3fifo
    case .optimal: .optimal
    }
  }
}

/// What an eviction rule may know about a free block with a name.
public struct EvictionCandidate: Hashable, Sendable {
  /// Place in vLLM's free queue; 0 would be evicted by vLLM.
  public let queuePosition: Int
  /// Place in the block table of the request that filled it, from 0: how far from the start of the
  /// prompt.
  public let depth: Int
  /// Steps since its last holder gave it back.
  public let idleSteps: Int
  /// Steps since it was filled.
  public let agedSteps: Int
  /// Times it was a prefix hit since it was filled.
  public let hits: Int
  /// Blocks with the same content, itself included, whether free or held.
  public let copies: Int
}

/// A block that lost its name because somebody needed the memory.
public struct Eviction: Hashable, Sendable {
  public let block: Int
  /// The request that had filled it.
  public let filledBy: Int
  public let filledAtStep: Int
  public let freedAtStep: Int
  /// Place in the block table of the request that filled it, from 0.
  public let depth: Int
  /// Times it was a prefix hit.
  public let hits: Int
  /// The request that gets the memory.
  public let takenBy: Int
  /// What made it the first to go under the engine's rule.
  public let reason: EvictionReason
}

/// Why blocks were refused: `neededBlocks` is more than `freeBlocks`.
public struct AllocationRefusal: Hashable, Sendable {
  /// Blocks to take from the free queue.
  public let newBlocks: Int
  /// Hit blocks that nobody holds now: they would leave the free queue too.
  public let idleHitBlocks: Int
  /// Blocks that must stay free after an admission while others run.
  public let watermarkBlocks: Int
  public let freeBlocks: Int
  /// True when the whole sequence was tested (`scheduler_reserve_full_isl`), not only this step's
  /// part.
  public let isWholeSequence: Bool

  public var neededBlocks: Int { newBlocks + idleHitBlocks + watermarkBlocks }
}

/// The conditions of one allocation.
struct AllocationLimits {
  var maxModelTokens: Int
  var mustFitWhole = false
  var watermarkBlocks = 0
  /// Full blocks get their names when what is loaded into them has come.
  var namesLater = false
  /// Slots beyond the step's tokens (`num_lookahead_tokens`).
  var lookahead = 0
}
