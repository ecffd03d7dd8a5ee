extension Volcano {
  /// Resource amounts over a fixed list of names: CPU, memory, pods, then the others by name.
  ///
  /// CPU in milli-CPU, memory in bytes, pods in pods, others in thousandths of their unit: what
  /// Volcano's `Resource` holds. A scalar may be known or unknown, as in its map, and some
  /// comparisons treat the unknown as nothing, others as endless.
  struct Vector: Equatable {
    /// What counts as nothing, and as equal: the tolerance of nearly all comparisons.
    static let smallest = 0.1
    static let cpu = 0
    static let memory = 1
    static let pods = 2
    /// More names than this do not fit into the set of known scalars.
    static let mostNames = 60

    var values: [Double]
    /// Bit i: scalar i is known. CPU and memory always are.
    var known: UInt64

    init(count: Int) {
      values = [Double](repeating: 0, count: count)
      known = 0
    }

    @inline(__always) func knows(_ index: Int) -> Bool { known & (1 << UInt64(index)) != 0 }

    /// Calls `body` with the index of each known scalar, in order.
    @inline(__always) func forEachScalar(_ body: (Int) -> Void) {
      var bits = known
      while bits != 0 {
        body(bits.trailingZeroBitCount)
        bits &= bits &- 1
      }
    }

    mutating func set(_ index: Int, _ value: Double) {
      values[index] = value
      if index > Vector.memory { known |= 1 << UInt64(index) }
    }

    mutating func add(_ other: Vector) {
      for index in values.indices { values[index] += other.values[index] }
      known |= other.known
    }

    /// A vector without any scalar stays without, whatever is taken from it.
    mutating func subtract(_ other: Vector) {
      values[Vector.cpu] -= other.values[Vector.cpu]
      values[Vector.memory] -= other.values[Vector.memory]
      if known == 0 { return }
      var bits = other.known
      while bits != 0 {
        let index = bits.trailingZeroBitCount
        bits &= bits &- 1
        values[index] -= other.values[index]
      }
      known |= other.known
    }

    func adding(_ other: Vector) -> Vector {
      var sum = self
      sum.add(other)
      return sum
    }

    func subtracting(_ other: Vector) -> Vector {
      var difference = self
      difference.subtract(other)
      return difference
    }

    func scaled(by factor: Double) -> Vector {
      var product = self
      for index in values.indices { product.values[index] *= factor }
      return product
    }

    /// Nothing in it but pods.
    var isEmpty: Bool {
      if values[Vector.cpu] >= Vector.smallest || values[Vector.memory] >= Vector.smallest {
        return false
      }
      var empty = true
      forEachScalar { if $0 != Vector.pods && values[$0] >= Vector.smallest { empty = false } }
      return empty
    }

    /// The names with something in them.
    var filled: [Int] { values.indices.filter { values[$0] >= Vector.smallest } }

    @inline(__always) static func atMost(_ left: Double, _ right: Double) -> Bool {
      left < right || abs(left - right) < smallest
    }

    /// At most `other` in every dimension this vector knows; what `other` does not know counts as 0.
    func fits(in other: Vector) -> Bool {
      guard Vector.atMost(values[Vector.cpu], other.values[Vector.cpu]),
        Vector.atMost(values[Vector.memory], other.values[Vector.memory])
      else { return false }
      var bits = known
      while bits != 0 {
        let index = bits.trailingZeroBitCount
        bits &= bits &- 1
        if !Vector.atMost(values[index], other.values[index]) { return false }
      }
      return true
    }

    /// The dimensions in which this does not fit into `other`.
    func shortfalls(in other: Vector) -> [Int] {
      values.indices.filter {
        ($0 <= Vector.memory || knows($0)) && !Vector.atMost(values[$0], other.values[$0])
      }
    }

    /// The dimensions, among those that `request` asks for, in which this is above `limit`. Without
    /// tolerance; pods do not count.
    func above(_ limit: Vector, asked request: Vector) -> [Int] {
      values.indices.filter {
        $0 != Vector.pods && request.values[$0] > 0 && values[$0] > limit.values[$0]
      }
    }

    /// The dimensions, among those that `request` asks for and either side has, in which this is at
    /// most `limit`.
    func within(_ limit: Vector, asked request: Vector) -> [Int] {
      values.indices.filter {
        $0 != Vector.pods && request.values[$0] > 0
          && !(values[$0] < Vector.smallest && limit.values[$0] < Vector.smallest)
          && Vector.atMost(values[$0], limit.values[$0])
      }
    }

    /// As `above`, but only in dimensions that `limit` speaks of: CPU and memory above nothing,
    /// scalars that it knows.
    func aboveRelevant(_ limit: Vector, asked request: Vector) -> [Int] {
      values.indices.filter {
        guard $0 != Vector.pods, request.values[$0] > 0 else { return false }
        let speaks = $0 <= Vector.memory ? limit.values[$0] >= Vector.smallest : limit.knows($0)
        return speaks && values[$0] > limit.values[$0]
      }
    }

    /// Caps every dimension by `limit`; a scalar that `limit` does not know stays as it is.
    mutating func cap(by limit: Vector) { cap(by: limit, unknownIsEndless: true) }

    /// Caps every dimension by `limit`; a scalar that `limit` does not know becomes 0.
    mutating func capStrictly(by limit: Vector) { cap(by: limit, unknownIsEndless: false) }

    private mutating func cap(by limit: Vector, unknownIsEndless: Bool) {
      values[Vector.cpu] = min(values[Vector.cpu], limit.values[Vector.cpu])
      values[Vector.memory] = min(values[Vector.memory], limit.values[Vector.memory])
      var bits = known
      while bits != 0 {
        let index = bits.trailingZeroBitCount
        bits &= bits &- 1
        if limit.knows(index) {
          values[index] = min(values[index], limit.values[index])
        } else if !unknownIsEndless {
          values[index] = 0
        }
      }
    }

    /// The larger of both in every dimension.
    func maximum(_ other: Vector) -> Vector {
      var result = self
      for index in values.indices { result.values[index] = max(values[index], other.values[index]) }
      result.known |= other.known
      return result
    }

    /// What this has more than `other`, and what it has less. Each scalar is known on one side only.
    func difference(_ other: Vector) -> (more: Vector, less: Vector) {
      var more = Vector(count: values.count)
      var less = more
      for index in values.indices {
        let isScalar = index > Vector.memory
        if isScalar && !knows(index) && !other.knows(index) { continue }
        if values[index] > other.values[index] {
          more.set(index, values[index] - other.values[index])
        } else {
          less.set(index, other.values[index] - values[index])
        }
      }
      return (more, less)
    }

    /// What this has more than `other`.
    func exceeding(_ other: Vector) -> Vector { difference(other).more }

    /// Part of a whole; something of nothing is 1.
    static func share(_ part: Double, of whole: Double) -> Double {
      whole == 0 ? (part == 0 ? 0 : 1) : part / whole
    }

    /// The largest share of any dimension of `total` that has something, and that dimension.
    func dominantShare(of total: Vector) -> (share: Double, resource: Int?) {
      var best = 0.0
      var resource: Int?
      for index in values.indices where total.values[index] >= Vector.smallest {
        let share = Vector.share(values[index], of: total.values[index])
        if share > best {
          best = share
          resource = index
        }
      }
      return (best, resource)
    }
  }
}

extension Volcano {
  /// The names of a snapshot's resources and the way between manifests and vectors.
  struct ResourceTable {
    let names: [String]
    private let indices: [String: Int]

    init(_ all: [Volcano.Resources]) {
      var others: Set<String> = []
      for resources in all { others.formUnion(resources.scalars.keys) }
      others.subtract(["cpu", "memory", Volcano.podsName])
      names = ["cpu", "memory", Volcano.podsName] + others.sorted()
      indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    var count: Int { names.count }
    var zero: Vector { Vector(count: names.count) }

    func index(_ name: String) -> Int? { indices[name] }

    func vector(_ resources: Volcano.Resources?) -> Vector {
      var vector = zero
      guard let resources else { return vector }
      vector.values[Vector.cpu] = Double(resources.milliCPU)
      vector.values[Vector.memory] = Double(resources.memory)
      for name in resources.names {
        guard let index = indices[name], index > Vector.memory, let amount = resources.scalars[name]
        else { continue }
        vector.set(index, Double(amount) * (index == Vector.pods ? 1 : 1000))
      }
      return vector
    }

    /// A pod's request: what its containers ask for and one pod.
    func request(_ resources: Volcano.Resources) -> Vector {
      var vector = self.vector(resources)
      vector.set(Vector.pods, 1)
      return vector
    }

    /// Known amounts in the units of manifests.
    func amounts(_ vector: Vector) -> Volcano.Amounts {
      Volcano.Amounts(
        list: names.indices.filter { $0 <= Vector.memory || vector.knows($0) }.map {
          Volcano.Amounts.Amount(
            resource: names[$0], value: vector.values[$0] / ($0 > Vector.pods ? 1000 : 1))
        })
    }
  }
}
