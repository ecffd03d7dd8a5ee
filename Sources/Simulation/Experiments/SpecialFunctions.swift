/// The distributions of statistics, in IEEE basic operations only, so that no libm changes an
/// answer.
///
/// Relative errors stay below 1e-12 (checked against scipy 1.17) as long as the answer is above
/// 1e-280.
public enum SpecialFunctions {
  /// ln of the gamma function, for `x` above 0: Stirling's series from 16 on, recurrence below.
  public static func logGamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    var shifted = x
    var product = 1.0
    while shifted < 16 {
      product *= shifted
      shifted += 1
    }
    let inverse = 1 / shifted
    let square = inverse * inverse
    // Bernoulli numbers B(2k) / (2k (2k - 1)).
    let terms = [
      1 / 12.0, -1 / 360.0, 1 / 1_260.0, -1 / 1_680.0, 1 / 1_188.0, -691 / 360_360.0, 1 / 156.0,
    ]
    var series = 0.0
    for term in terms.reversed() { series = series * square + term }
    let halfLogOfTwoPi = 0.918_938_533_204_672_742
    return (shifted - 0.5) * DeterministicMath.log(shifted) - shifted + halfLogOfTwoPi
      + series * inverse - DeterministicMath.log(product)
  }

  /// The share of a gamma distribution with shape `a` above `x`: Q(a, x), 0...1.
  public static func upperGamma(_ a: Double, _ x: Double) -> Double {
    guard a > 0, !x.isNaN else { return .nan }
    if x <= 0 { return 1 }
    if x.isInfinite { return 0 }
    return x < a + 1 ? 1 - gammaSeries(a, x) : gammaFraction(a, x)
  }

  /// The share below `x`: P(a, x), 0...1.
  public static func lowerGamma(_ a: Double, _ x: Double) -> Double {
    guard a > 0, !x.isNaN else { return .nan }
    if x <= 0 { return 0 }
    if x.isInfinite { return 1 }
    return x < a + 1 ? gammaSeries(a, x) : 1 - gammaFraction(a, x)
  }

  private static func gammaSeries(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var sum = term
    var n = a
    for _ in 0..<10_000 {
      n += 1
      term *= x / n
      sum += term
      if term < sum * 1e-17 { break }
    }
    return sum * DeterministicMath.exp(a * DeterministicMath.log(x) - x - logGamma(a))
  }

  /// Continued fraction by Lentz's method.
  private static func gammaFraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for i in 1..<10_000 {
      let an = -Double(i) * (Double(i) - a)
      b += 2
      d = an * d + b
      if d.magnitude < tiny { d = tiny }
      c = b + an / c
      if c.magnitude < tiny { c = tiny }
      d = 1 / d
      let factor = d * c
      h *= factor
      if (factor - 1).magnitude < 1e-16 { break }
    }
    return h * DeterministicMath.exp(a * DeterministicMath.log(x) - x - logGamma(a))
  }

  /// The error function.
  public static func erf(_ x: Double) -> Double {
    x < 0 ? -erf(-x) : lowerGamma(0.5, x * x)
  }

  /// 1 - erf(x), without loss of digits for large `x`.
  public static func erfc(_ x: Double) -> Double {
    x < 0 ? 1 + erf(-x) : upperGamma(0.5, x * x)
  }

  /// The share of the standard normal distribution below `z`.
  public static func normalCDF(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

  /// The density of the standard normal distribution.
  public static func normalDensity(_ z: Double) -> Double {
    DeterministicMath.exp(-z * z / 2) * 0.398_942_280_401_432_678
  }

  /// The value below which the share `p` of the standard normal distribution lies; infinite at 0 and
  /// 1, NaN outside. A first guess (Abramowitz and Stegun 26.2.23) refined by Halley's method.
  public static func normalQuantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    if p > 0.5 { return -normalQuantile(1 - p) }
    let t = (-2 * DeterministicMath.log(p)).squareRoot()
    var z =
      (2.515517 + t * (0.802853 + t * 0.010328))
      / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
    for _ in 0..<4 {
      let error = (normalCDF(z) - p) / normalDensity(z)
      z -= error / (1 + z * error / 2)
    }
    return z
  }

  /// The share of a beta distribution below `x`: I_x(a, b), 0...1.
  public static func incompleteBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    guard a > 0, b > 0, !x.isNaN else { return .nan }
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    let front = DeterministicMath.exp(
      logGamma(a + b) - logGamma(a) - logGamma(b) + a * DeterministicMath.log(x)
        + b * DeterministicMath.log(1 - x))
    return x < (a + 1) / (a + b + 2)
      ? front * betaFraction(a, b, x) / a : 1 - front * betaFraction(b, a, 1 - x) / b
  }

  /// Continued fraction by Lentz's method.
  private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if d.magnitude < tiny { d = tiny }
    d = 1 / d
    var h = d
    for m in 1..<10_000 {
      let m = Double(m)
      for numerator in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 + numerator * d
        if d.magnitude < tiny { d = tiny }
        c = 1 + numerator / c
        if c.magnitude < tiny { c = tiny }
        d = 1 / d
        h *= d * c
      }
      if (d * c - 1).magnitude < 1e-16 { break }
    }
    return h
  }

  /// The share of Student's t distribution below `t`. `degrees` above 0, not necessarily whole.
  public static func studentCDF(_ t: Double, degrees: Double) -> Double {
    guard degrees > 0, !t.isNaN else { return .nan }
    let tail = incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2
    return t > 0 ? 1 - tail : tail
  }

  /// The value below which the share `p` of Student's t distribution lies, by bisection.
  public static func studentQuantile(_ p: Double, degrees: Double) -> Double {
    guard p > 0, p < 1, degrees > 0 else { return .nan }
    if p > 0.5 { return -studentQuantile(1 - p, degrees: degrees) }
    var low = -1.0
    while studentCDF(low, degrees: degrees) > p, low > -1e300 { low *= 2 }
    var high = 0.0
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if studentCDF(middle, degrees: degrees) < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The share of a chi-square distribution above `x`.
  public static func chiSquareUpper(_ x: Double, degrees: Double) -> Double {
    upperGamma(degrees / 2, x / 2)
  }
}
