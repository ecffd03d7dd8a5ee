/// A ring of hashes on which a key belongs to the next point clockwise: when an endpoint goes, its
/// keys move, and a few more when those who stay get another point each.
///
/// Envoy's ring hash (`ring_hash_lb.cc`, main of 2024): the endpoint with the least weight gets a
/// whole number of points, the ring at least `minimum` of them; point i of an endpoint is
/// XXH64("name_i").
public struct HashRing: Sendable {
  private var hashes: [UInt64] = []
  private var owners: [Int32] = []

  /// `weights` are positive and belong to `names`; the owner of a key is an index into them.
  /// `maximum` bounds the number of points.
  public init(names: [String], weights: [Double], minimum: Int = 1_024, maximum: Int = 1 << 20) {
    let sum = weights.reduce(0, +)
    guard let least = weights.min(), least > 0, sum > 0, names.count == weights.count else {
      return
    }
    let share = least / sum
    let scale = min(
      (share * Double(max(1, minimum))).rounded(.up) / share, Double(max(1, min(maximum, 1 << 20))))
    var points: [(hash: UInt64, owner: Int32)] = []
    points.reserveCapacity(Int(scale) + 1)
    var made = 0.0
    var target = 0.0
    for (index, name) in names.enumerated() {
      // Running sums: fractions of points carry over from one endpoint to the next.
      target += scale * (weights[index] / sum)
      let start = Array((name + "_").utf8)
      var point = 0
      while made < target {
        points.append((xxHash64(start + Array(String(point).utf8)), Int32(index)))
        point += 1
        made += 1
      }
    }
    points.sort { ($0.hash, $0.owner) < ($1.hash, $1.owner) }
    hashes = points.map(\.hash)
    owners = points.map(\.owner)
  }

  /// Points on the ring.
  public var count: Int { hashes.count }

  /// Points by endpoint.
  public func points(of owner: Int) -> Int { owners.count { $0 == Int32(owner) } }

  /// The owner of a key's hash; `nil` on an empty ring. `attempt` above 0 takes the point so many
  /// places further, for retries that want another endpoint.
  public func owner(of hash: UInt64, attempt: Int = 0) -> Int? {
    guard !hashes.isEmpty else { return nil }
    var low = 0
    var high = hashes.count
    while low < high {
      let middle = (low + high) / 2
      if hashes[middle] < hash { low = middle + 1 } else { high = middle }
    }
    return Int(owners[(low + max(0, attempt)) % hashes.count])
  }
}

/// Maglev's lookup table: nearly equal shares and one array access a pick; a little more moves than
/// on a ring when endpoints change.
///
/// Envoy's Maglev (`maglev_lb.cc`, after Eisenbud et al., NSDI 2016, listing 1): each endpoint walks
/// its own permutation of the table, offset XXH64(name) and skip XXH64(name, seed 1), and they take
/// turns, an endpoint with less weight less often.
public struct MaglevTable: Sendable {
  private var table: [Int32] = []

  /// `weights` are positive and belong to `names`. `size` is raised to the next prime, at most
  /// 5000011, Envoy's largest.
  public init(names: [String], weights: [Double], size: Int = 65_537) {
    let sum = weights.reduce(0, +)
    guard sum > 0, weights.allSatisfy({ $0 > 0 }), names.count == weights.count else { return }
    let size = nextPrime(from: max(2, min(size, 5_000_011)))
    let order = names.indices.sorted { (names[$0], $0) < (names[$1], $1) }
    var builders = order.map { index in
      let bytes = Array(names[index].utf8)
      return Builder(
        owner: Int32(index), offset: Int(xxHash64(bytes) % UInt64(size)),
        skip: Int(xxHash64(bytes, seed: 1) % UInt64(size - 1)) + 1, weight: weights[index] / sum)
    }
    let heaviest = builders.map(\.weight).max() ?? 1
    table = [Int32](repeating: -1, count: size)
    var filled = 0
    var turn = 1.0
    while filled < size {
      for index in builders.indices where filled < size {
        if turn * builders[index].weight < builders[index].target { continue }
        builders[index].target += heaviest
        table[builders[index].nextFree(in: table)] = builders[index].owner
        filled += 1
      }
      turn += 1
    }
  }

  /// Places in the table: a prime; 0 without endpoints.
  public var count: Int { table.count }

  /// Places by endpoint.
  public func places(of owner: Int) -> Int { table.count { $0 == Int32(owner) } }

  /// The owner of a key's hash; `nil` without endpoints. `attempt` above 0 changes the hash, for
  /// retries that want another endpoint.
  public func owner(of hash: UInt64, attempt: Int = 0) -> Int? {
    guard !table.isEmpty else { return nil }
    let changed =
      attempt > 0 ? hash ^ (UInt64.max &- UInt64(truncatingIfNeeded: attempt) &+ 1) : hash
    return Int(table[Int(changed % UInt64(table.count))])
  }

  private struct Builder {
    let owner: Int32
    let offset: Int
    let skip: Int
    let weight: Double
    var target = 0.0
    var next = 0

    init(owner: Int32, offset: Int, skip: Int, weight: Double) {
      self.owner = owner
      self.offset = offset
      self.skip = skip
      self.weight = weight
    }

    mutating func nextFree(in table: [Int32]) -> Int {
      while true {
        let place = (offset + skip * next) % table.count
        next += 1
        if table[place] < 0 { return place }
      }
    }
  }
}

private func nextPrime(from number: Int) -> Int {
  var candidate = number
  while true {
    var isPrime = candidate >= 2
    var divisor = 2
    while isPrime, divisor * divisor <= candidate {
      if candidate % divisor == 0 { isPrime = false }
      divisor += 1
    }
    if isPrime { return candidate }
    candidate += 1
  }
}
