import Simulation

/// A hierarchical navigable small-world graph (Malkov and Yashunin 2018) with the choices of hnswlib
/// 0.8: levels floor(-ln(u) / ln M), M links a node above layer 0 and 2M on it, neighbours picked by
/// the heuristic that keeps a candidate only when it is nearer to the new node than to every
/// neighbour kept so far, and lists that overflow pruned by the same heuristic.
///
/// Differs where hnswlib leaves it open: equal distances go by place, and levels come from the
/// house's seeded generator. Nothing is deleted.
///
/// A value that grows node by node, so that a long build keeps no key waiting.
public struct HNSWIndex: Sendable {
  /// What is fixed when an index is made.
  public struct Settings: Hashable, Sendable {
    /// M: links a node is given on each layer, 2...200.
    public let links: Int
    /// Candidates kept while a node is put in; at least M.
    public let efConstruction: Int

    /// Values out of range are moved to its end, as hnswlib raises efConstruction to M.
    public init(links: Int, efConstruction: Int) {
      self.links = min(200, max(2, links))
      self.efConstruction = min(100_000, max(self.links, efConstruction))
    }
  }

  public let settings: Settings
  public let vectors: VectorSet
  /// Nodes put in so far.
  public private(set) var count = 0
  /// Highest layer that has a node; -1 for an empty index.
  public private(set) var topLayer = -1
  /// The node where every search begins; -1 for an empty index.
  public private(set) var entryPoint = -1
  /// What building has cost so far.
  public private(set) var buildWork = SearchWork()

  /// Highest layer of each node, drawn at the start.
  private let layers: [UInt8]
  /// Layer 0: for each node the number of links, then 2M places.
  private var base: [UInt32]
  /// Layers above: for each node and layer the number of links, then M places.
  private var upper: [UInt32]
  private let upperStart: [Int]
  private var scratch: SearchScratch

  /// An index that is to hold `vectors`; `build` puts them in.
  public init(_ vectors: VectorSet, settings: Settings, seed: Seed) {
    self.settings = settings
    self.vectors = vectors
    var random = SeededGenerator(seed: seed, stream: "hnsw-levels")
    let scale = 1 / DeterministicMath.log(Double(settings.links))
    layers = (0..<vectors.count).map { _ in
      // 1 - u lies in (0, 1]. No draw of 53 bits reaches layer 54 even for M = 2.
      UInt8(min(60, -DeterministicMath.log(1 - random.unit()) * scale))
    }
    base = Array(repeating: 0, count: vectors.count * (2 * settings.links + 1))
    var start = 0
    upperStart = layers.map { top in
      defer { start += Int(top) * (settings.links + 1) }
      return start
    }
    upper = Array(repeating: 0, count: start)
    scratch = SearchScratch(count: vectors.count)
  }

  /// Whether every vector is in.
  public var isComplete: Bool { count == vectors.count }

  /// Puts in up to `nodes` more vectors, in their order; false when all are in.
  public mutating func build(nodes: Int) -> Bool {
    for _ in 0..<max(0, min(nodes, vectors.count - count)) { insertNext() }
    return !isComplete
  }

  /// Puts in all that is left.
  public mutating func build() { _ = build(nodes: vectors.count) }

  /// The highest layer of a node.
  public func layer(of node: Int) -> Int { Int(layers[node]) }

  /// The nodes that `node` links to on a layer, in the order of their list.
  public func links(of node: Int, layer: Int) -> [Int] {
    guard layer >= 0, layer <= Int(layers[node]) else { return [] }
    let start =
      layer == 0
      ? node * (2 * settings.links + 1)
      : upperStart[node] + (layer - 1) * (settings.links + 1)
    let list = layer == 0 ? base : upper
    return (0..<Int(list[start])).map { Int(list[start + 1 + $0]) }
  }

  /// Bytes the index needs as hnswlib stores it: for each node its vector, a list of 2M links and a
  /// length of 4 bytes each, an 8-byte label; M links and a length for each layer above.
  public var bytes: Int {
    let m = settings.links
    let everyNode = vectors.dimension * 4 + (2 * m + 1) * 4 + 8
    return vectors.count * everyNode + layers.reduce(0) { $0 + Int($1) * (m + 1) * 4 }
  }

  /// The `k` nearest vectors that a search with a list of `ef` candidates finds, nearest first.
  ///
  /// `ef` below `k` counts as `k`. The query is `vectors`-long; missing components are 0.
  public func search(
    _ query: [Float], k: Int, ef: Int, scratch: inout SearchScratch, work: inout SearchWork
  ) -> [Neighbour] {
    var one = VectorSet(dimension: vectors.dimension)
    one.append(query)
    return search(one, at: 0, k: k, ef: ef, scratch: &scratch, work: &work)
  }

  /// As above, for a vector of a set of the same dimension.
  public func search(
    _ queries: VectorSet, at place: Int, k: Int, ef: Int, scratch: inout SearchScratch,
    work: inout SearchWork
  ) -> [Neighbour] {
    guard entryPoint >= 0, k > 0, queries.dimension == vectors.dimension else { return [] }
    let size = min(max(ef, k), max(1, count))
    scratch.prepare(count: vectors.count, capacity: size)
    return vectors.chunks.withUnsafeBufferPointer { chunks in
      queries.chunks.withUnsafeBufferPointer { asked in
        base.withUnsafeBufferPointer { base in
          upper.withUnsafeBufferPointer { upper in
            upperStart.withUnsafeBufferPointer { starts in
              scratch.withMemory { marks, mark, pool in
                guard let vectors = chunks.baseAddress, let from = asked.baseAddress,
                  let base = base.baseAddress, let starts = starts.baseAddress
                else { return [] }
                let graph = HNSWGraph(
                  vectors: vectors, chunks: self.vectors.chunksPerVector, base: base,
                  upper: upper.baseAddress, upperStart: starts, links: settings.links)
                let query = from + place * self.vectors.chunksPerVector
                var candidates = CandidatePool(memory: pool, capacity: size)
                let near = graph.descend(
                  query, from: entryPoint, layers: topLayer, to: 0, work: &work)
                graph.searchLayer(
                  0, query, from: near, &candidates, marks, mark, work: &work)
                return candidates.sorted.prefix(k).map { Neighbour(key: $0) }
              }
            }
          }
        }
      }
    }
  }

  // MARK: Building

  private mutating func insertNext() {
    let node = count
    count += 1
    let top = Int(layers[node])
    guard entryPoint >= 0 else {
      entryPoint = node
      topLayer = top
      return
    }
    let (settings, chunksPerVector) = (settings, vectors.chunksPerVector)
    let (entry, highest) = (entryPoint, topLayer)
    let size = min(settings.efConstruction, node)
    var work = SearchWork()
    scratch.prepare(count: vectors.count, capacity: size)
    vectors.chunks.withUnsafeBufferPointer { chunks in
      base.withUnsafeMutableBufferPointer { base in
        upper.withUnsafeMutableBufferPointer { upper in
          upperStart.withUnsafeBufferPointer { starts in
            guard let vectors = chunks.baseAddress, let base = base.baseAddress,
              let starts = starts.baseAddress
            else { return }
            let graph = HNSWGraph(
              vectors: vectors, chunks: chunksPerVector, base: UnsafePointer(base),
              upper: UnsafePointer(upper.baseAddress), upperStart: starts, links: settings.links)
            let linker = HNSWLinker(graph: graph, base: base, upper: upper.baseAddress)
            let query = vectors + node * chunksPerVector
            var near = graph.descend(query, from: entry, layers: highest, to: top, work: &work)
            for layer in stride(from: min(top, highest), through: 0, by: -1) {
              scratch.nextMark()
              near = scratch.withMemory { marks, mark, pool in
                var candidates = CandidatePool(memory: pool, capacity: size)
                graph.searchLayer(layer, query, from: near, &candidates, marks, mark, work: &work)
                candidates.unmark()
                return linker.connect(node, layer, candidates.sorted, work: &work)
              }
            }
          }
        }
      }
    }
    buildWork += work
    if top > topLayer {
      entryPoint = node
      topLayer = top
    }
  }
}
