/// Memory that one search after the other uses: who was seen, and room for candidates.
public struct SearchScratch: Sendable {
  /// A node is seen when it carries the present mark, so that nothing needs to be wiped.
  private var marks: [UInt32]
  private var mark: UInt32 = 0
  private var pool: [UInt64] = []

  /// For an index of `count` vectors; it grows when it is used with a larger one.
  public init(count: Int = 0) { marks = Array(repeating: 0, count: count) }

  mutating func prepare(count: Int, capacity: Int) {
    if marks.count < count {
      marks.append(contentsOf: repeatElement(0, count: count - marks.count))
    }
    if pool.count < capacity {
      pool.append(contentsOf: repeatElement(0, count: capacity - pool.count))
    }
    nextMark()
  }

  mutating func nextMark() {
    if mark == .max {
      for place in marks.indices { marks[place] = 0 }
      mark = 0
    }
    mark += 1
  }

  mutating func withMemory<Result>(
    _ body: (UnsafeMutablePointer<UInt32>, UInt32, UnsafeMutablePointer<UInt64>) -> Result
  ) -> Result {
    let mark = mark
    // An index with a node has at least one mark and one candidate.
    precondition(!marks.isEmpty && !pool.isEmpty, "searched before it was prepared")
    return marks.withUnsafeMutableBufferPointer { marks in
      pool.withUnsafeMutableBufferPointer { pool in
        guard let marks = marks.baseAddress, let pool = pool.baseAddress else {
          preconditionFailure("memory that is not empty has an address")
        }
        return body(marks, mark, pool)
      }
    }
  }
}
