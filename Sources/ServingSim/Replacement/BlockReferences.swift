/// The full KV blocks that requests need, request after request: a reference string for replacement
/// policies.
///
/// A request uses the blocks of its prompt from the first to the last. Two blocks are the same when
/// they and everything before them hold the same tokens, so whoever uses a block uses all blocks
/// before it. Blocks that are not full are left out: they cannot be shared.
public struct BlockReferences: Hashable, Sendable {
  /// The blocks of each request, numbered from 0 in the order of their first use.
  public let requests: [[Int]]
  /// Different blocks: the fewest misses that any cache can have.
  public let distinctBlocks: Int

  /// Cuts prompts into blocks. A block size below 1 is a mistake of the program.
  public init(prompts: [TokenList], blockSize: Int) {
    precondition(blockSize >= 1, "a block holds at least one token")
    var names = PrefixCache(blockCount: 1)
    self.init(
      requests: prompts.map { prompt in
        var cursor = PrefixCursor()
        return (0..<(prompt.count / blockSize)).map { _ in
          names.name(&cursor, over: prompt, blockSize: blockSize)
          return Int(cursor.node)
        }
      })
  }

  /// Requests as lists of any numbers, equal ones for equal blocks.
  public init(requests: [[Int]]) {
    var numbers: [Int: Int] = [:]
    self.requests = requests.map { blocks in
      blocks.map { block in
        let number = numbers[block] ?? numbers.count
        numbers[block] = number
        return number
      }
    }
    distinctBlocks = numbers.count
  }

  /// All uses in order.
  public var accessCount: Int { requests.reduce(0) { $0 + $1.count } }

  /// For each access the next access of the same block, by their places in the whole string;
  /// `Int.max` for none.
  func nextUses() -> [Int] {
    var next = [Int](repeating: .max, count: accessCount)
    var seen = [Int](repeating: .max, count: distinctBlocks)
    var place = accessCount
    for blocks in requests.reversed() {
      for block in blocks.reversed() {
        place -= 1
        next[place] = seen[block]
        seen[block] = place
      }
    }
    return next
  }
}
