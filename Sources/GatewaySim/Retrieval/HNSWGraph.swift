/// The memory of an `HNSWIndex` while it is read: what a search needs without checks of bounds.
struct HNSWGraph {
  let vectors: UnsafePointer<SIMD8<Float>>
  let chunks: Int
  let base: UnsafePointer<UInt32>
  /// `nil` when no node lies above layer 0.
  let upper: UnsafePointer<UInt32>?
  let upperStart: UnsafePointer<Int>
  /// M.
  let links: Int

  /// Where the list of a node on a layer begins: its length, then its links.
  @inline(__always)
  func offset(_ node: Int, _ layer: Int) -> Int {
    layer == 0 ? node * (2 * links + 1) : upperStart[node] + (layer - 1) * (links + 1)
  }

  @inline(__always)
  func list(_ node: Int, _ layer: Int) -> UnsafePointer<UInt32> {
    guard layer > 0, let upper else { return base + node * (2 * links + 1) }
    return upper + offset(node, layer)
  }

  @inline(__always)
  func distance(_ query: UnsafePointer<SIMD8<Float>>, _ node: Int) -> Float {
    squaredDistance(query, vectors + node * chunks, chunks)
  }

  /// The node at which going to a nearer neighbour ends, on the layers from `layers` down to above
  /// `to`.
  func descend(
    _ query: UnsafePointer<SIMD8<Float>>, from entry: Int, layers: Int, to: Int,
    work: inout SearchWork
  ) -> Int {
    guard layers > to else { return entry }
    var near = entry
    var best = distance(query, entry)
    work.distances += 1
    for layer in stride(from: layers, to: to, by: -1) {
      var moved = true
      while moved {
        moved = false
        let neighbours = list(near, layer)
        let size = Int(neighbours[0])
        work.listsRead += 1
        work.distances += size
        for place in 0..<size {
          let other = Int(neighbours[1 + place])
          let far = distance(query, other)
          if far < best {
            best = far
            near = other
            moved = true
          }
        }
      }
    }
    return near
  }

  /// Fills the pool with the nearest nodes of a layer that can be reached from `entry`.
  func searchLayer(
    _ layer: Int, _ query: UnsafePointer<SIMD8<Float>>, from entry: Int,
    _ pool: inout CandidatePool, _ marks: UnsafeMutablePointer<UInt32>, _ mark: UInt32,
    work: inout SearchWork
  ) {
    var distances = 1
    var lists = 0
    marks[entry] = mark
    pool.insert(distance(query, entry), entry)
    while true {
      let node = pool.next()
      if node < 0 { break }
      let neighbours = list(node, layer)
      let size = Int(neighbours[0])
      lists += 1
      for place in 0..<size {
        let other = Int(neighbours[1 + place])
        if marks[other] == mark { continue }
        marks[other] = mark
        distances += 1
        let far = distance(query, other)
        if pool.admits(far) { pool.insert(far, other) }
      }
    }
    work.distances += distances
    work.listsRead += lists
  }
}

/// Sets links while an `HNSWIndex` grows.
struct HNSWLinker {
  let graph: HNSWGraph
  let base: UnsafeMutablePointer<UInt32>
  let upper: UnsafeMutablePointer<UInt32>?

  private func list(_ node: Int, _ layer: Int) -> UnsafeMutablePointer<UInt32> {
    guard layer > 0, let upper else { return base + graph.offset(node, 0) }
    return upper + graph.offset(node, layer)
  }

  /// Links a new node with the best of its candidates, nearest first, and them with it.
  ///
  /// Returns the nearest: the search on the next layer begins there.
  func connect(
    _ node: Int, _ layer: Int, _ candidates: UnsafeBufferPointer<UInt64>, work: inout SearchWork
  ) -> Int {
    let chosen = select(candidates, most: graph.links, work: &work)
    let own = list(node, layer)
    own[0] = UInt32(chosen.count)
    // The farthest first, as hnswlib takes them from its heap.
    for (place, key) in chosen.reversed().enumerated() {
      own[1 + place] = UInt32(Neighbour(key: key).index)
    }
    let most = layer == 0 ? 2 * graph.links : graph.links
    for key in chosen.reversed() { link(Neighbour(key: key), to: node, layer, most, &work) }
    return chosen.first.map { Neighbour(key: $0).index } ?? node
  }

  private func link(
    _ neighbour: Neighbour, to node: Int, _ layer: Int, _ most: Int, _ work: inout SearchWork
  ) {
    let theirs = list(neighbour.index, layer)
    let size = Int(theirs[0])
    if size < most {
      theirs[1 + size] = UInt32(node)
      theirs[0] = UInt32(size + 1)
      return
    }
    let from = graph.vectors + neighbour.index * graph.chunks
    var keys = [Neighbour.key(neighbour.squaredDistance, node)]
    keys.reserveCapacity(size + 1)
    for place in 0..<size {
      let other = Int(theirs[1 + place])
      keys.append(Neighbour.key(graph.distance(from, other), other))
    }
    work.distances += size
    keys.sort()
    let kept = keys.withUnsafeBufferPointer { select($0, most: most, work: &work) }
    theirs[0] = UInt32(kept.count)
    for (place, key) in kept.enumerated() { theirs[1 + place] = UInt32(Neighbour(key: key).index) }
  }

  /// The heuristic: from the nearest on, a candidate is kept when no kept one is nearer to it than
  /// the node itself is. When there are fewer than `most`, all are kept.
  private func select(
    _ candidates: UnsafeBufferPointer<UInt64>, most: Int, work: inout SearchWork
  ) -> [UInt64] {
    guard candidates.count >= most else { return Array(candidates) }
    var kept: [UInt64] = []
    kept.reserveCapacity(most)
    for key in candidates {
      if kept.count >= most { break }
      let candidate = Neighbour(key: key)
      let at = graph.vectors + candidate.index * graph.chunks
      var isKept = true
      for other in kept {
        work.distances += 1
        if graph.distance(at, Neighbour(key: other).index) < candidate.squaredDistance {
          isKept = false
          break
        }
      }
      if isKept { kept.append(key) }
    }
    return kept
  }
}
