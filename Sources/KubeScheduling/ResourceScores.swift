/// The resource scorers of kube-scheduler v1.35 as plain functions of their documented input.
///
/// All divisions are whole-number divisions that drop the remainder, unless said otherwise.
public enum ResourceScores {
  /// The emptier the node afterwards, the better: spreads pods out.
  public static let leastAllocated: ScoreFunction = { input in
    weightedMean(input) { use in
      use.requested > use.allocatable
        ? 0 : (use.allocatable - use.requested) * maximumNodeScore / use.allocatable
    }
  }

  /// The fuller the node afterwards, the better: packs pods together.
  public static let mostAllocated: ScoreFunction = { input in
    weightedMean(input) { use in
      min(use.requested, use.allocatable) * maximumNodeScore / use.allocatable
    }
  }

  /// The score follows a curve over utilisation; resources that score 0 are left out of the mean,
  /// which is rounded half away from zero.
  public static func requestedToCapacityRatio(_ shape: UtilizationShape) -> ScoreFunction {
    { input in
      var sum = 0
      var weights = 0
      for use in input.resources {
        let utilization =
          use.requested > use.allocatable
          ? maximumNodeScore : use.requested * maximumNodeScore / use.allocatable
        let score = shape.score(at: utilization)
        guard score > 0 else { continue }
        sum += score * use.weight
        weights += use.weight
      }
      if weights == 0 { return 0 }
      return Int((Double(sum) / Double(weights)).rounded(.toNearestOrAwayFromZero))
    }
  }

  /// The closer the utilisations of the resources to each other, the better. Weights are ignored.
  ///
  /// Floating point in the order of the original, because another order can change the truncated
  /// result.
  public static let balancedAllocation: ScoreFunction = { input in
    let count = input.resources.count
    var deviation = 0.0
    if count == 2 {
      deviation = abs(fraction(input.resources[0]) - fraction(input.resources[1])) / 2
    } else if count > 2 {
      var sum = 0.0
      for use in input.resources { sum += fraction(use) }
      let mean = sum / Double(count)
      var squares = 0.0
      for use in input.resources {
        let distance = fraction(use) - mean
        squares += distance * distance
      }
      deviation = (squares / Double(count)).squareRoot()
    }
    return Int((1 - deviation) * Double(maximumNodeScore))
  }

  private static func fraction(_ use: ScoreInput.ResourceUse) -> Double {
    min(1, Double(use.requested) / Double(use.allocatable))
  }

  @inline(__always)
  private static func weightedMean(
    _ input: ScoreInput, _ score: (ScoreInput.ResourceUse) -> Int
  ) -> Int {
    var sum = 0
    var weights = 0
    for use in input.resources {
      sum += score(use) * use.weight
      weights += use.weight
    }
    return weights == 0 ? 0 : sum / weights
  }
}

/// A piecewise linear curve from utilisation (0...100 %) to score.
public struct UtilizationShape: Hashable, Sendable {
  /// One corner: `utilization` 0...100, `score` 0...10 as in the configuration of kube-scheduler.
  public struct Point: Hashable, Sendable {
    public let utilization: Int
    public let score: Int
    public init(utilization: Int, score: Int) {
      self.utilization = utilization
      self.score = score
    }
  }

  public let points: [Point]

  /// `nil` unless there is a point, utilisations lie in 0...100 and ascend strictly, and scores lie
  /// in 0...10.
  public init?(_ points: [Point]) {
    guard !points.isEmpty, points.allSatisfy({ (0...100).contains($0.utilization) }),
      points.allSatisfy({ (0...10).contains($0.score) }),
      zip(points, points.dropFirst()).allSatisfy({ $0.utilization < $1.utilization })
    else { return nil }
    self.points = points
  }

  private init(checked points: [Point]) { self.points = points }

  /// 0 when empty to 10 when full: packs.
  public static let binPacking = UtilizationShape(
    checked: [Point(utilization: 0, score: 0), Point(utilization: 100, score: 10)])

  /// The score 0...100 at a utilisation, the configured 0...10 stretched by ten.
  func score(at utilization: Int) -> Int {
    let scale = maximumNodeScore / 10
    for (index, point) in points.enumerated() where utilization <= point.utilization {
      if index == 0 { return point.score * scale }
      let before = points[index - 1]
      let rise = (point.score - before.score) * scale
      return before.score * scale + rise * (utilization - before.utilization)
        / (point.utilization - before.utilization)
    }
    return (points.last?.score ?? 0) * scale
  }
}
