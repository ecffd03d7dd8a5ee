/// The physical KV blocks: reference counts and the free queue.
///
/// Block 0 is reserved as in vLLM and never handed out, so that it can be the sentinel of the free
/// queue, a circular doubly linked list through the block records: every operation is O(1) but for
/// a learner's own eviction rule.
struct BlockPool: Sendable {
  struct Block: Sendable {
    var previous: Int32 = 0
    var next: Int32 = 0
    /// Requests that hold the block; 0 exactly when it is in the free queue.
    var references: Int32 = 0
    /// Request that took the block last, and so wrote what is in it; -1 never taken.
    var filledBy: Int32 = -1
    /// Step in which it got its name.
    var filledAt: Int32 = -1
    /// Step in which it was freed last.
    var freedAt: Int32 = -1
    /// Times it was a prefix hit since it got its name.
    var hits: Int32 = 0
    /// Position in its request's block table, counted from 0.
    var depth: Int32 = 0
  }

  private(set) var blocks: [Block]
  private(set) var freeCount: Int

  /// `count` includes the reserved block 0. The free queue starts as 1, 2, ..., count - 1.
  init(count: Int) {
    blocks = [Block](repeating: Block(), count: count)
    for i in 0..<count {
      blocks[i].previous = Int32(i == 0 ? count - 1 : i - 1)
      blocks[i].next = Int32(i == count - 1 ? 0 : i + 1)
    }
    freeCount = count - 1
  }

  /// The block that is handed out next; 0 when none is free.
  var firstFree: Int32 { blocks[0].next }

  /// Free blocks, next to be handed out first.
  var freeQueue: [Int32] {
    var queue: [Int32] = []
    queue.reserveCapacity(freeCount)
    var block = blocks[0].next
    while block != 0 {
      queue.append(block)
      block = blocks[Int(block)].next
    }
    return queue
  }

  /// A free block gets its first holder, who will write it.
  mutating func take(_ block: Int32, by request: Int32, depth: Int) {
    unlink(block)
    var record = blocks[Int(block)]
    record.references = 1
    record.filledBy = request
    record.filledAt = -1
    record.hits = 0
    record.depth = Int32(depth)
    blocks[Int(block)] = record
  }

  /// One more holder of a cached block, which leaves the free queue if it was there.
  mutating func share(_ block: Int32) {
    if blocks[Int(block)].references == 0 { unlink(block) }
    blocks[Int(block)].references += 1
    blocks[Int(block)].hits += 1
  }

  /// One holder less; true when nobody is left and the block must be queued.
  mutating func drop(_ block: Int32, step: Int32) -> Bool {
    var record = blocks[Int(block)]
    record.references -= 1
    if record.references == 0 { record.freedAt = step }
    blocks[Int(block)] = record
    return record.references == 0
  }

  mutating func markFilled(_ block: Int32, step: Int32) { blocks[Int(block)].filledAt = step }

  /// Queues a block right after `neighbour`; 0 is the front.
  mutating func queue(_ block: Int32, after neighbour: Int32) {
    blocks.withUnsafeMutableBufferPointer { blocks in
      let next = blocks[Int(neighbour)].next
      blocks[Int(block)].previous = neighbour
      blocks[Int(block)].next = next
      blocks[Int(neighbour)].next = block
      blocks[Int(next)].previous = block
    }
    freeCount += 1
  }

  mutating func queueAtBack(_ block: Int32) { queue(block, after: blocks[0].previous) }

  private mutating func unlink(_ block: Int32) {
    blocks.withUnsafeMutableBufferPointer { blocks in
      let (previous, next) = (blocks[Int(block)].previous, blocks[Int(block)].next)
      blocks[Int(previous)].next = next
      blocks[Int(next)].previous = previous
    }
    freeCount -= 1
  }

  /// Every block is in the free queue exactly once or held, and is held as often as the tables say.
  func checkInvariants(tables: [[Int32]]) {
    var holders = [Int32](repeating: 0, count: blocks.count)
    for table in tables { for block in table { holders[Int(block)] += 1 } }
    var isFree = [Bool](repeating: false, count: blocks.count)
    let queue = freeQueue
    assert(queue.count == freeCount)
    for block in queue {
      assert(!isFree[Int(block)] && block != 0)
      isFree[Int(block)] = true
    }
    assert(holders[0] == 0)
    for i in 1..<max(1, blocks.count) {
      assert(blocks[i].references == holders[i])
      assert(isFree[i] == (holders[i] == 0))
    }
  }
}
