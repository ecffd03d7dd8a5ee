/// Whether users were divided as planned: a chi-square test of the counts.
///
/// An experiment whose arms have other sizes than planned has lost users of one kind somewhere, and
/// its other numbers cannot be trusted.
public struct SampleRatioCheck: Hashable, Sendable {
  public let expected: [Double]
  public let statistic: Double
  public let pValue: Double

  /// `counts` by arm against `ratio`, in any unit. `nil` unless there are at least two arms with a
  /// positive share each and as many counts, and somebody was counted.
  public init?(counts: [Int], ratio: [Double]) {
    let sum = ratio.reduce(0, +)
    let users = counts.reduce(0.0) { $0 + Double($1) }
    guard counts.count == ratio.count, counts.count >= 2, users > 0, sum.isFinite,
      ratio.allSatisfy({ $0 > 0 }), counts.allSatisfy({ $0 >= 0 })
    else { return nil }
    expected = ratio.map { $0 / sum * users }
    statistic = zip(counts, expected).reduce(0) {
      $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) / $1.1
    }
    pValue = SpecialFunctions.chiSquareUpper(statistic, degrees: Double(counts.count - 1))
  }

  /// Whether the division is suspicious. The level is strict, because the check runs every day of
  /// every experiment: 0.001, as is usual (Fabijan et al., KDD 2019, use 0.0005).
  public func isMismatch(level: Double = 0.001) -> Bool { pValue < level }
}

/// Whether an effect fades: people click what is new because it is new.
///
/// The effect of the first days is compared with that of the later ones; both come from different
/// measurements, so their errors add.
public struct NoveltyCheck: Hashable, Sendable {
  /// Difference of treatment and control in the first part.
  public let early: Double
  public let late: Double
  /// z of early - late.
  public let statistic: Double
  /// Two-sided.
  public let pValue: Double

  /// `nil` when an arm has fewer than two values in one part, or nothing varies.
  public init?(
    earlyControl: MeanSample, earlyTreatment: MeanSample, lateControl: MeanSample,
    lateTreatment: MeanSample
  ) {
    let parts = [earlyControl, earlyTreatment, lateControl, lateTreatment]
    let variance = parts.reduce(0) { $0 + $1.squaredError }
    guard parts.allSatisfy({ $0.count > 1 }), variance > 0 else { return nil }
    early = earlyTreatment.mean - earlyControl.mean
    late = lateTreatment.mean - lateControl.mean
    statistic = (early - late) / variance.squareRoot()
    pValue = min(1, 2 * SpecialFunctions.normalCDF(-statistic.magnitude))
  }

  /// Whether the effect became smaller in size.
  public func isFading(level: Double = 0.05) -> Bool {
    pValue < level && late.magnitude < early.magnitude
  }
}

/// Less noise by what was known of a user before the experiment (CUPED; Deng, Xu, Kohavi and Walker,
/// WSDM 2013).
///
/// Gathers pairs (before, during) of all arms; the slope theta = cov / var of all arms together
/// adjusts each user's value by theta times the distance of "before" from its mean. Since "before"
/// cannot depend on the arm, the difference of means stays the same on average, and its variance
/// shrinks by the squared correlation.
public struct Cuped: Hashable, Sendable {
  private struct Moments: Hashable, Sendable {
    var count = 0.0
    var before = 0.0
    var during = 0.0
    var squaresBefore = 0.0
    var squaresDuring = 0.0
    var products = 0.0

    mutating func add(_ x: Double, _ y: Double) {
      count += 1
      let dx = x - before
      let dy = y - during
      before += dx / count
      during += dy / count
      squaresBefore += dx * (x - before)
      squaresDuring += dy * (y - during)
      products += dx * (y - during)
    }
  }

  private var arms: [Moments]

  public init(arms: Int) { self.arms = [Moments](repeating: Moments(), count: max(1, arms)) }

  /// A user's value before and during the experiment. An arm that is none is left out.
  public mutating func add(before: Double, during: Double, arm: Int) {
    guard arms.indices.contains(arm) else { return }
    arms[arm].add(before, during)
  }

  /// The slope: how much of the distance before carries over, within the arms.
  public var theta: Double {
    let variance = arms.reduce(0) { $0 + $1.squaresBefore }
    return variance > 0 ? arms.reduce(0) { $0 + $1.products } / variance : 0
  }

  /// An arm's values after the adjustment.
  public func adjusted(arm: Int) -> MeanSample {
    guard arms.indices.contains(arm) else { return MeanSample() }
    let own = arms[arm]
    let users = arms.reduce(0) { $0 + $1.count }
    let center = users > 0 ? arms.reduce(0) { $0 + $1.before * $1.count } / users : 0
    let slope = theta
    let squares =
      own.squaresDuring - 2 * slope * own.products + slope * slope * own.squaresBefore
    return MeanSample(
      count: Int(own.count), mean: own.during - slope * (own.before - center),
      squares: max(0, squares))
  }

  /// An arm's values as they were.
  public func plain(arm: Int) -> MeanSample {
    guard arms.indices.contains(arm) else { return MeanSample() }
    return MeanSample(
      count: Int(arms[arm].count), mean: arms[arm].during, squares: arms[arm].squaresDuring)
  }
}
