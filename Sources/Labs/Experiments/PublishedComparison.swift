import KubeScheduling

/// What was published about the policies, point by point, to hold own results against.
public struct PublishedCurves: Hashable, Sendable {
  /// One published number: a quantity of a policy at a load, the mean over seeds.
  public struct Point: Hashable, Sendable {
    public let quantity: LoadCurve.Quantity
    public let policy: GPUSharingPolicy
    public let loadPercent: Int
    public let seeds: Int
    public let mean: Double
    public let deviation: Double

    public init(
      quantity: LoadCurve.Quantity, policy: GPUSharingPolicy, loadPercent: Int, seeds: Int,
      mean: Double, deviation: Double
    ) {
      self.quantity = quantity
      self.policy = policy
      self.loadPercent = loadPercent
      self.seeds = seeds
      self.mean = mean
      self.deviation = deviation
    }
  }

  public let points: [Point]
  public init(_ points: [Point]) { self.points = points }

  public func point(
    _ quantity: LoadCurve.Quantity, _ policy: GPUSharingPolicy, at percent: Int
  ) -> Point? {
    points.first {
      $0.quantity == quantity && $0.policy == policy && $0.loadPercent == percent
    }
  }

  /// Loads of a quantity, ascending.
  public func loads(_ quantity: LoadCurve.Quantity) -> [Int] {
    Set(points.filter { $0.quantity == quantity }.map(\.loadPercent)).sorted()
  }
}

/// The verdict over own results and published ones.
public struct PublishedComparison: Hashable, Sendable {
  /// How far a mean may be off, in percentage points.
  public static let tolerance = 0.7
  /// The load at which policies are compared.
  public static let load = 100

  /// A policy's line.
  public struct Row: Hashable, Sendable {
    public let policy: GPUSharingPolicy
    public let allocated: SeedSummary
    public let fragmented: SeedSummary
    public let published: PublishedCurves.Point?
    public let publishedFragments: PublishedCurves.Point?

    /// Own mean less the published one, in percentage points.
    public var difference: Double? { published.map { allocated.mean - $0.mean } }
    /// `nil` when nothing was published.
    public var isWithinTolerance: Bool? {
      difference.map { abs($0) <= PublishedComparison.tolerance }
    }
  }

  public let rows: [Row]
  /// Whether Random < DotProd < {Clustering, Packing} < BestFit < FGD, as far as they were run;
  /// `nil` when their places in it are not two at least.
  public let isInOrder: Bool?

  /// All that was run so far.
  public init(_ experiment: GPUSharingExperiment, _ published: PublishedCurves) {
    let load = Self.load
    rows = experiment.policies.compactMap { policy in
      guard let allocated = experiment.summary(.allocated, policy, at: load),
        let fragmented = experiment.summary(.fragmented, policy, at: load)
      else { return nil }
      return Row(
        policy: policy, allocated: allocated, fragmented: fragmented,
        published: published.point(.allocated, policy, at: load),
        publishedFragments: published.point(.fragmented, policy, at: load))
    }
    isInOrder = Self.isInOrder(rows)
  }

  /// The policies that were run, in the published order: `DotProd < Clustering, Packing < FGD`.
  public var publishedOrder: String {
    let policies = rows.map(\.policy)
    return Set(policies.map { Self.place(of: $0) }).sorted().map { place in
      policies.filter { Self.place(of: $0) == place }.map(\.publishedName).sorted()
        .map { $0.split(separator: "-").last.map(String.init) ?? $0 }
        .joined(separator: ", ")
    }.joined(separator: " < ")
  }

  /// The published order; clustering and packing share a place.
  private static func place(of policy: GPUSharingPolicy) -> Int {
    switch policy {
    case .random: 0
    case .dotProduct: 1
    case .gpuClustering, .gpuPacking: 2
    case .bestFit: 3
    case .fgd: 4
    }
  }

  private static func isInOrder(_ rows: [Row]) -> Bool? {
    if Set(rows.map { place(of: $0.policy) }).count < 2 { return nil }
    return rows.allSatisfy { low in
      rows.allSatisfy { high in
        place(of: low.policy) >= place(of: high.policy)
          || low.allocated.mean < high.allocated.mean
      }
    }
  }
}
