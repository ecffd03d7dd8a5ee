/// Bounds for an experiment with a few planned looks, so that all looks together err no more often
/// than one would.
///
/// The joint distribution of the looks is integrated numerically (Armitage, McPherson and Rowe
/// 1969); bounds agree with the published constants to 4 digits.
public struct GroupSequentialDesign: Hashable, Sendable {
  /// How the error is spread over the looks.
  public enum Shape: Hashable, Sendable {
    /// The same bound at each look (Pocock 1977).
    case pocock
    /// Strict at first, nearly the usual bound at the end: z falls as 1 / sqrt(information)
    /// (O'Brien and Fleming 1979).
    case obrienFleming
    /// Each side spends 2 - 2 Phi(z / sqrt(t)) of its half of alpha (Lan and DeMets 1983).
    case spendingOBrienFleming
    /// Error spent as alpha ln(1 + (e - 1) t) (Lan and DeMets 1983).
    case spendingPocock
  }

  public let shape: Shape
  public let alpha: Double
  /// Share of all information at each look, ascending, the last 1.
  public let information: [Double]
  /// Bound of |z| at each look.
  public let bounds: [Double]

  /// Looks after equal shares of the users. `nil` unless there are 1 to 50 looks and alpha lies
  /// strictly between 0 and 0.5.
  public init?(shape: Shape, looks: Int, alpha: Double = 0.05) {
    guard (1...50).contains(looks) else { return nil }
    self.init(
      shape: shape, information: (1...looks).map { Double($0) / Double(looks) }, alpha: alpha)
  }

  /// Looks at these shares of the users; they are ascending and end with 1.
  public init?(shape: Shape, information: [Double], alpha: Double = 0.05) {
    let isAscending = zip([0] + information, information).allSatisfy { $0 + 1e-9 < $1 }
    guard (1...50).contains(information.count), isAscending, alpha > 0, alpha < 0.5,
      information.last == 1
    else { return nil }
    self.shape = shape
    self.alpha = alpha
    self.information = information
    switch shape {
    case .pocock, .obrienFleming:
      let weights = information.map { shape == .pocock ? 1 : 1 / $0.squareRoot() }
      let constant = root(from: 0.5, to: 10) { constant in
        crossing(information, bounds: weights.map { $0 * constant }, drift: 0).reduce(0, +) - alpha
      }
      bounds = weights.map { $0 * constant }
    case .spendingOBrienFleming, .spendingPocock:
      var bounds: [Double] = []
      for look in information.indices {
        let spent =
          Self.spent(information[look], shape, alpha)
          - (look > 0 ? Self.spent(information[look - 1], shape, alpha) : 0)
        let path = GroupPath(Array(information[...look]), bounds: bounds, drift: 0)
        bounds.append(root(from: 0.2, to: 12) { path.exit(beyond: $0) - spent })
      }
      self.bounds = bounds
    }
  }

  private static func spent(_ t: Double, _ shape: Shape, _ alpha: Double) -> Double {
    guard shape == .spendingOBrienFleming else {
      return alpha * DeterministicMath.log(1 + (DeterministicMath.exp(1) - 1) * t)
    }
    // Each side spends its own half.
    let z = SpecialFunctions.normalQuantile(1 - alpha / 4)
    return 4 * SpecialFunctions.normalCDF(-z / t.squareRoot())
  }

  /// The p value below which each look stops.
  public var nominalLevels: [Double] { bounds.map { 2 * SpecialFunctions.normalCDF(-$0) } }

  /// Whether the experiment stops with a difference at this look (counted from 0).
  public func stops(look: Int, statistic: Double) -> Bool {
    bounds.indices.contains(look) && statistic.magnitude >= bounds[look]
  }

  /// Probability of stopping with a difference at each look, when the expected z at the last look
  /// is `drift`. With drift 0 the sum is alpha.
  public func crossingProbabilities(drift: Double) -> [Double] {
    crossing(information, bounds: bounds, drift: max(-30, min(drift, 30)))
  }

  /// How many times the users of an experiment with one look it needs at most, for the same power.
  public func inflation(power: Double) -> Double {
    guard power > alpha, power < 1 else { return .nan }
    let fixed =
      SpecialFunctions.normalQuantile(1 - alpha / 2) + SpecialFunctions.normalQuantile(power)
    let drift = root(from: 0, to: 20) { drift in
      power - crossingProbabilities(drift: drift).reduce(0, +)
    }
    return drift * drift / (fixed * fixed)
  }

  /// The error of looking each time with the usual bound of one look, for comparison.
  public static func naiveError(looks: Int, alpha: Double = 0.05) -> Double {
    guard (1...50).contains(looks) else { return .nan }
    let z = SpecialFunctions.normalQuantile(1 - alpha / 2)
    return crossing(
      (1...looks).map { Double($0) / Double(looks) },
      bounds: [Double](repeating: z, count: looks), drift: 0
    ).reduce(0, +)
  }
}

/// Probability of first leaving the bounds at each look.
private func crossing(_ information: [Double], bounds: [Double], drift: Double) -> [Double] {
  var path = GroupPath([], bounds: [], drift: drift)
  return zip(information, bounds).map { time, bound in
    path.wait(until: time)
    let exit = path.exit(beyond: bound)
    path.cut(at: bound)
    return exit
  }
}

/// The distribution of the sum of all users so far (variance = information) among experiments that
/// still run, on a grid.
private struct GroupPath {
  private var grid: [Double] = [0]
  /// Probability mass that each point stands for.
  private var mass: [Double] = [1]
  private var step = 0.0
  private var time = 0.0
  private let drift: Double

  /// Waits until each time and cuts at each bound; the last time has no bound yet.
  init(_ times: [Double], bounds: [Double], drift: Double) {
    self.drift = drift
    for (index, time) in times.enumerated() {
      wait(until: time)
      if index < bounds.count { cut(at: bounds[index]) }
    }
  }

  mutating func wait(until next: Double) {
    step = next - time
    time = next
  }

  /// Probability that |z| is beyond the bound now.
  func exit(beyond bound: Double) -> Double {
    let edge = bound * time.squareRoot()
    let spread = step.squareRoot()
    var sum = 0.0
    for (value, mass) in zip(grid, mass) {
      let center = value + drift * step
      sum +=
        mass
        * (SpecialFunctions.normalCDF((center - edge) / spread)
          + SpecialFunctions.normalCDF((-edge - center) / spread))
    }
    return sum
  }

  /// Keeps what stays within the bound. Simpson's rule, eight points to the spread.
  mutating func cut(at bound: Double) {
    let edge = bound * time.squareRoot()
    let spread = step.squareRoot()
    let intervals = max(24, min(1_600, 2 * Int((8 * edge / spread).rounded(.up))))
    let width = 2 * edge / Double(intervals)
    var next = (0...intervals).map { -edge + Double($0) * width }
    var masses = [Double](repeating: 0, count: intervals + 1)
    for index in next.indices {
      var density = 0.0
      let center = next[index] - drift * step
      for from in grid.indices {
        let z = (center - grid[from]) / spread
        // Beyond 8 deviations nothing is left that counts.
        if z < 8, z > -8 { density += mass[from] * SpecialFunctions.normalDensity(z) }
      }
      let weight = index == 0 || index == intervals ? 1.0 : index % 2 == 1 ? 4 : 2
      masses[index] = density / spread * weight * width / 3
    }
    swap(&grid, &next)
    mass = masses
  }
}

/// Where a falling function is 0, by regula falsi (Illinois rule).
private func root(from: Double, to: Double, of function: (Double) -> Double) -> Double {
  var (a, b) = (from, to)
  var (fa, fb) = (function(a), function(b))
  guard fa > 0, fb < 0 else { return fa <= 0 ? a : b }
  var last = 0
  for _ in 0..<100 {
    let x = (a * fb - b * fa) / (fb - fa)
    let fx = function(x)
    if fx.magnitude < 1e-9 || (b - a).magnitude < 1e-9 { return x }
    let side = fx > 0 ? 1 : -1
    if fx > 0 {
      (a, fa) = (x, fx)
      if side == last { fb /= 2 }
    } else {
      (b, fb) = (x, fx)
      if side == last { fa /= 2 }
    }
    last = side
  }
  return (a + b) / 2
}
