/// What every KV block holds at one moment: the picture of the debrief.
public struct BlockMap: Hashable, Sendable {
  /// What may happen to a block.
  public enum Status: Hashable, Sendable {
    /// Block 0, which vLLM never hands out.
    case reserved
    /// In the free queue, holding nothing that could be found again.
    case free
    /// In the free queue, and still findable by its content until it is evicted.
    case cached
    /// Held by one or more requests.
    case inUse
  }
  /// One block and what it holds.
  public struct Block: Hashable, Sendable {
    public let id: Int
    public let status: Status
    /// The content's name in the prefix cache; blocks with equal names have equal content. Names
    /// are used again once nobody needs them. `nil` for a block that is not full or not cached.
    public let name: Int?
    /// Requests that hold it, in ascending order; more than one when it is shared.
    public let holders: [Int]
    /// The request that wrote it; `nil` when nobody has.
    public let filledBy: Int?
    /// Step in which it got its name; `nil` without a name.
    public let filledAtStep: Int?
    /// Place in the block table of the request that wrote it, from 0.
    public let depth: Int
    /// Tokens in it, 0...blockSize; 0 when it is free.
    public let tokens: Int
  }
  /// By id, block 0 first.
  public let blocks: [Block]

  /// Blocks in that status.
  public func count(of status: Status) -> Int { blocks.count { $0.status == status } }
}

extension EngineScheduler {
  /// Every block as it is now.
  public func blockMap() -> BlockMap {
    var holders = [[Int]](repeating: [], count: config.blockCount)
    var tokens = [Int](repeating: 0, count: config.blockCount)
    for state in states.filter({ $0.id >= 0 }).sorted(by: { $0.id < $1.id }) {
      for (place, block) in state.table.blocks.enumerated() {
        holders[Int(block)].append(Int(state.id))
        let inside = min(config.blockSize, max(0, state.computed - place * config.blockSize))
        tokens[Int(block)] = max(tokens[Int(block)], inside)
      }
    }
    return BlockMap(
      blocks: (0..<config.blockCount).map { id in
        let record = kv.pool.blocks[id]
        let node = kv.cache.node(of: Int32(id))
        let status: BlockMap.Status =
          id == 0
          ? .reserved : (holders[id].isEmpty ? (node >= 0 ? .cached : .free) : .inUse)
        let isWritten = status == .inUse || status == .cached
        return BlockMap.Block(
          id: id, status: status, name: node >= 0 ? Int(node) : nil, holders: holders[id],
          filledBy: isWritten ? Int(record.filledBy) : nil,
          filledAtStep: node >= 0 ? Int(record.filledAt) : nil,
          depth: Int(record.depth),
          tokens: status == .cached ? config.blockSize : tokens[id])
      })
  }
}
