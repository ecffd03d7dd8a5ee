import Simulation

/// Vectors as embeddings tend to lie: round clouds around centres, all from one seed.
public struct ClusteredVectors: Hashable, Sendable {
  public var count: Int
  public var dimension: Int
  /// Clouds; each vector belongs to one, drawn at random.
  public var clusters: Int
  /// Standard deviation of the centres' components.
  public var centreDeviation: Double
  /// Standard deviation of a component inside a cloud.
  public var deviation: Double

  public init(
    count: Int, dimension: Int, clusters: Int, centreDeviation: Double = 2, deviation: Double = 1
  ) {
    self.count = max(0, count)
    self.dimension = max(1, dimension)
    self.clusters = max(1, clusters)
    self.centreDeviation = centreDeviation
    self.deviation = deviation
  }

  /// The vectors of the base, and queries from the same clouds.
  public func make(queries: Int, seed: Seed) -> (base: VectorSet, queries: VectorSet) {
    var random = NormalDraws(SeededGenerator(seed: seed, stream: "vectors"))
    let centres = (0..<clusters).map { _ in
      (0..<dimension).map { _ in Float(random.next() * centreDeviation) }
    }
    func draw(_ count: Int) -> VectorSet {
      var set = VectorSet(dimension: dimension)
      set.reserve(count)
      for _ in 0..<max(0, count) {
        let centre = centres[random.below(clusters)]
        set.append(centre.map { $0 + Float(random.next() * deviation) })
      }
      return set
    }
    let base = draw(count)
    return (base, draw(queries))
  }
}

/// Draws from the standard normal distribution by Marsaglia's polar method, both of each pair.
struct NormalDraws: Sendable {
  private(set) var generator: SeededGenerator
  private var spare: Double?

  init(_ random: SeededGenerator) { generator = random }

  mutating func below(_ bound: Int) -> Int { generator.below(bound) }
  mutating func unit() -> Double { generator.unit() }

  mutating func next() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let u = 2 * generator.unit() - 1
      let v = 2 * generator.unit() - 1
      let s = u * u + v * v
      guard s > 0, s < 1 else { continue }
      let scale = (-2 * DeterministicMath.log(s) / s).squareRoot()
      spare = v * scale
      return u * scale
    }
  }
}
