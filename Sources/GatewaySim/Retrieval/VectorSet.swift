import Simulation

/// Vectors of one length, one after the other in memory.
///
/// Every sum over components is made in one fixed order and without fused multiply-add, so that all
/// machines agree on every distance to the last bit.
public struct VectorSet: Hashable, Sendable {
  /// Components of a vector, at least 1.
  public let dimension: Int
  public private(set) var count = 0
  /// Components in eights; the last eight of a vector is filled with zeros.
  private(set) var chunks: [SIMD8<Float>] = []

  /// No vectors yet. A dimension below 1 counts as 1.
  public init(dimension: Int) { self.dimension = max(1, dimension) }

  /// Eights of a vector.
  var chunksPerVector: Int { (dimension + 7) / 8 }

  /// Adds a vector; components that are missing count as 0, those beyond the dimension are dropped.
  public mutating func append(_ components: [Float]) {
    for start in stride(from: 0, to: chunksPerVector * 8, by: 8) {
      var chunk = SIMD8<Float>.zero
      for lane in 0..<8 where start + lane < min(dimension, components.count) {
        chunk[lane] = components[start + lane]
      }
      chunks.append(chunk)
    }
    count += 1
  }

  /// Makes room for so many vectors at once.
  public mutating func reserve(_ vectors: Int) { chunks.reserveCapacity(vectors * chunksPerVector) }

  /// The components of a vector.
  public subscript(index: Int) -> [Float] {
    (0..<dimension).map { chunks[index * chunksPerVector + $0 / 8][$0 % 8] }
  }

  /// The vector in eights, as searches take it.
  func query(_ index: Int) -> [SIMD8<Float>] {
    Array(chunks[index * chunksPerVector..<(index + 1) * chunksPerVector])
  }

  /// Vectors shortened to their first components.
  public func truncated(to length: Int) -> VectorSet {
    var short = VectorSet(dimension: min(length, dimension))
    short.reserve(count)
    for index in 0..<count { short.append(Array(self[index].prefix(short.dimension))) }
    return short
  }

  /// Bytes that the components need as 32-bit numbers.
  public var bytes: Int { count * dimension * 4 }
}

/// The square of the Euclidean distance of two vectors of so many eights: the order of hnswlib's
/// `l2` space.
@inline(__always)
func squaredDistance(
  _ a: UnsafePointer<SIMD8<Float>>, _ b: UnsafePointer<SIMD8<Float>>, _ chunks: Int
) -> Float {
  var even = SIMD8<Float>.zero
  var odd = SIMD8<Float>.zero
  var place = 0
  while place + 1 < chunks {
    let first = a[place] - b[place]
    even += first * first
    let second = a[place + 1] - b[place + 1]
    odd += second * second
    place += 2
  }
  if place < chunks {
    let first = a[place] - b[place]
    even += first * first
  }
  let eight = even + odd
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  return two.x + two.y
}

/// A vector that a search found.
public struct Neighbour: Hashable, Sendable {
  /// Its place in the set.
  public let index: Int
  /// Square of the Euclidean distance to the query.
  public let squaredDistance: Float

  /// Distance and place in one number that orders by distance, then by place: the bits of a
  /// non-negative `Float` are in the order of its value.
  @inline(__always)
  static func key(_ distance: Float, _ index: Int) -> UInt64 {
    UInt64(distance.bitPattern) << 32 | UInt64(truncatingIfNeeded: index) << 1
  }

  init(key: UInt64) {
    index = Int(key & 0xffff_ffff) >> 1
    squaredDistance = Float(bitPattern: UInt32(truncatingIfNeeded: key >> 32))
  }
}

/// What a search cost, counted so that every machine agrees.
public struct SearchWork: Hashable, Sendable {
  /// Distances computed between two vectors.
  public var distances = 0
  /// Lists of links or members that were read.
  public var listsRead = 0

  public init() {}

  public static func += (a: inout SearchWork, b: SearchWork) {
    a.distances += b.distances
    a.listsRead += b.listsRead
  }
}
