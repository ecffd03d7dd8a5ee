import Simulation

/// An inverted file: k-means puts each vector into the list of its nearest centre, and a search
/// reads the lists of the `nprobe` centres that are nearest to the query.
///
/// As Faiss' `IndexIVFFlat` trains it: centres start at distinct vectors drawn at random, 25 rounds
/// at most, a centre that loses all its vectors takes half of a large one's by a small shift. Differs
/// in training on all vectors where Faiss samples 256 a centre.
public struct IVFIndex: Sendable {
  public let vectors: VectorSet
  /// Lists, at most as many as vectors.
  public let lists: Int
  /// What training and filling cost so far.
  public private(set) var buildWork = SearchWork()
  /// Rounds of k-means that are done.
  public private(set) var rounds = 0
  public private(set) var isComplete = false

  private var centres: VectorSet
  private var assigned: [Int32]
  private var hasChanged = false
  private var nextVector = 0
  private var random: SeededGenerator
  /// Members of list i are `members[starts[i]..<starts[i + 1]]`.
  private var starts: [Int] = []
  private var members: [Int32] = []

  /// Rounds of k-means, Faiss' `niter`.
  public static let mostRounds = 25

  public init(_ vectors: VectorSet, lists: Int, seed: Seed) {
    self.vectors = vectors
    self.lists = max(1, min(lists, vectors.count))
    random = SeededGenerator(seed: seed, stream: "ivf-centres")
    var order = Array(0..<vectors.count)
    random.shuffle(&order)
    centres = VectorSet(dimension: vectors.dimension)
    for index in order.prefix(self.lists) { centres.append(vectors[index]) }
    assigned = Array(repeating: -1, count: vectors.count)
    isComplete = vectors.count == 0
  }

  /// Assigns up to `vectors` more vectors to their centres; false when the index is ready.
  public mutating func build(vectors count: Int) -> Bool {
    var left = max(0, count)
    while left > 0, !isComplete {
      let end = min(vectors.count, nextVector + left)
      left -= end - nextVector
      assign(nextVector..<end)
      nextVector = end
      if nextVector == vectors.count { endRound() }
    }
    return !isComplete
  }

  /// Does all that is left.
  public mutating func build() { while build(vectors: 1 << 20) {} }

  /// Bytes: vectors with an 8-byte label each, centres.
  public var bytes: Int { vectors.bytes + vectors.count * 8 + centres.bytes }

  /// The vectors of each list.
  public func members(of list: Int) -> [Int] {
    guard isComplete, list >= 0, list < lists, vectors.count > 0 else { return [] }
    return members[starts[list]..<starts[list + 1]].map(Int.init)
  }

  /// The `k` nearest among the members of the `probes` nearest lists, nearest first.
  public func search(
    _ queries: VectorSet, at place: Int, k: Int, probes: Int, work: inout SearchWork
  ) -> [Neighbour] {
    guard isComplete, k > 0, vectors.count > 0, queries.dimension == vectors.dimension else {
      return []
    }
    let probed = ExactIndex(centres).search(
      queries, at: place, k: max(1, min(probes, lists)), work: &work)
    let size = min(k, vectors.count)
    var memory = [UInt64](repeating: 0, count: size)
    let chunks = vectors.chunksPerVector
    return memory.withUnsafeMutableBufferPointer { memory in
      vectors.chunks.withUnsafeBufferPointer { all in
        queries.chunks.withUnsafeBufferPointer { asked in
          guard let memory = memory.baseAddress, let all = all.baseAddress,
            let asked = asked.baseAddress
          else { return [] }
          var pool = CandidatePool(memory: memory, capacity: size)
          let query = asked + place * chunks
          for list in probed {
            let range = starts[list.index]..<starts[list.index + 1]
            work.listsRead += 1
            work.distances += range.count
            for slot in range {
              let index = Int(members[slot])
              let far = squaredDistance(query, all + index * chunks, chunks)
              if pool.admits(far) { pool.insert(far, index) }
            }
          }
          return pool.sorted.map { Neighbour(key: $0) }
        }
      }
    }
  }

  // MARK: Training

  private mutating func assign(_ range: Range<Int>) {
    buildWork.distances += range.count * lists
    let chunks = vectors.chunksPerVector
    let (lists, centres) = (lists, centres)
    var changed = false
    vectors.chunks.withUnsafeBufferPointer { all in
      centres.chunks.withUnsafeBufferPointer { middle in
        assigned.withUnsafeMutableBufferPointer { assigned in
          guard let all = all.baseAddress, let middle = middle.baseAddress else { return }
          for index in range {
            var best = Float.infinity
            var nearest: Int32 = 0
            for list in 0..<lists {
              let far = squaredDistance(all + index * chunks, middle + list * chunks, chunks)
              if far < best {
                best = far
                nearest = Int32(list)
              }
            }
            if assigned[index] != nearest {
              assigned[index] = nearest
              changed = true
            }
          }
        }
      }
    }
    if changed { hasChanged = true }
  }

  private mutating func endRound() {
    rounds += 1
    nextVector = 0
    if !hasChanged || rounds > Self.mostRounds {
      fillLists()
    } else {
      moveCentres()
    }
    hasChanged = false
  }

  private mutating func moveCentres() {
    let chunks = vectors.chunksPerVector
    var sums = [SIMD8<Float>](repeating: .zero, count: lists * chunks)
    var sizes = [Int](repeating: 0, count: lists)
    for index in 0..<vectors.count {
      let list = Int(assigned[index])
      sizes[list] += 1
      for chunk in 0..<chunks {
        sums[list * chunks + chunk] += vectors.chunks[index * chunks + chunk]
      }
    }
    var means = (0..<lists).map { list in
      (0..<vectors.dimension).map { component in
        sums[list * chunks + component / 8][component % 8] / Float(max(1, sizes[list]))
      }
    }
    for list in 0..<lists where sizes[list] == 0 { split(&means, &sizes, into: list) }
    centres = VectorSet(dimension: vectors.dimension)
    for mean in means { centres.append(mean) }
  }

  /// Gives an empty list a centre beside a large one's, and moves that one the other way.
  private mutating func split(_ means: inout [[Float]], _ sizes: inout [Int], into empty: Int) {
    guard let large = sizes.indices.max(by: { (sizes[$0], $1) < (sizes[$1], $0) }) else { return }
    let shift: Float = 1 / 1_024
    for component in means[large].indices {
      let sign: Float = component % 2 == 0 ? 1 : -1
      means[empty][component] = means[large][component] * (1 + sign * shift)
      means[large][component] *= 1 - sign * shift
    }
    sizes[empty] = sizes[large] / 2
    sizes[large] -= sizes[empty]
  }

  private mutating func fillLists() {
    var sizes = [Int](repeating: 0, count: lists)
    for list in assigned { sizes[Int(list)] += 1 }
    starts = [0]
    for size in sizes { starts.append((starts.last ?? 0) + size) }
    var next = starts
    members = Array(repeating: 0, count: vectors.count)
    for index in 0..<vectors.count {
      let list = Int(assigned[index])
      members[next[list]] = Int32(index)
      next[list] += 1
    }
    isComplete = true
  }
}
