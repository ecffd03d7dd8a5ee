/// The nearest vectors by looking at all of them: the truth that other searches are held against.
public struct ExactIndex: Sendable {
  public let vectors: VectorSet

  public init(_ vectors: VectorSet) { self.vectors = vectors }

  public var bytes: Int { vectors.bytes }

  /// The `k` nearest, nearest first; among equal distances the earlier vector.
  public func search(
    _ queries: VectorSet, at place: Int, k: Int, work: inout SearchWork
  ) -> [Neighbour] {
    guard k > 0, vectors.count > 0, queries.dimension == vectors.dimension else { return [] }
    let size = min(k, vectors.count)
    var memory = [UInt64](repeating: 0, count: size)
    let chunks = vectors.chunksPerVector
    work.distances += vectors.count
    work.listsRead += 1
    return memory.withUnsafeMutableBufferPointer { memory in
      vectors.chunks.withUnsafeBufferPointer { all in
        queries.chunks.withUnsafeBufferPointer { asked in
          guard let memory = memory.baseAddress, let all = all.baseAddress,
            let asked = asked.baseAddress
          else { return [] }
          var pool = CandidatePool(memory: memory, capacity: size)
          let query = asked + place * chunks
          for index in 0..<vectors.count {
            let far = squaredDistance(query, all + index * chunks, chunks)
            if pool.admits(far) { pool.insert(far, index) }
          }
          return pool.sorted.map { Neighbour(key: $0) }
        }
      }
    }
  }
}

/// How well a search does.
public enum Recall {
  /// The share of the true nearest that were found, 0...1; 1 when there is nothing to find.
  public static func of(_ found: [Neighbour], truth: [Neighbour]) -> Double {
    guard !truth.isEmpty else { return 1 }
    let wanted = Set(truth.map(\.index))
    return Double(found.count { wanted.contains($0.index) }) / Double(truth.count)
  }
}
